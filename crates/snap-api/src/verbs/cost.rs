//! `cost`: what today's snapshots hold and cost, unit by unit. `prices`: the table that comes with Snapline.

use serde::Serialize;
use serde_json::value::RawValue;
use snap_arm::usage;
use snap_core::cost::{Assumption, Fleet, FleetSummary, Metered, Prices, Terms, TermsError};
use snap_core::instant::Instant;
use snap_core::unit::Chains;

use crate::answer::{self, Refusal};
use crate::request;
use crate::session::{Job, over_units};
use crate::verbs::Items;
use crate::verbs::chosen::Chosen;

pub(crate) struct CostJob {
    now: Instant,
    fleet: Fleet,
    units: Chosen,
    shown: Items,
}

/// The answer of `cost`.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FleetCost"))]
pub(crate) struct Answer<'a> {
    now: Instant,
    summary: FleetSummary,
    #[cfg_attr(feature = "typescript", ts(as = "Vec<snap_core::cost::UnitCost<'static>>"))]
    units: Box<RawValue>,
    assumptions: Vec<Assumption>,
    prices: &'a Prices,
    usage: Option<Metered>,
}

/// Reads `model` and `prices`, as every verb that tells costs has them.
pub(crate) fn terms(model: Option<&RawValue>, prices: Option<&RawValue>) -> Result<Terms, Refusal> {
    let [model, prices] = [model, prices].map(|raw| raw.map(|raw| raw.get().as_bytes()));
    Terms::read(model, prices).map_err(|error: TermsError| {
        let code = if error.place() == "model" { "bad_model" } else { "bad_prices" };
        Refusal::new(code, error.to_string()).at(error.place())
    })
}

impl CostJob {
    pub(crate) fn new(request: request::Cost) -> Result<Self, Refusal> {
        let usage = request.usage.map(|raw| {
            // The text of a CSV or JSON file, or the rows themselves.
            let text = serde_json::from_str::<String>(raw.get());
            usage::read(text.as_deref().unwrap_or(raw.get()))
        });
        let usage = usage.transpose().map_err(|error| Refusal::new("bad_usage", error.to_string()).at("usage"))?;
        let terms = terms(request.model.as_deref(), request.prices.as_deref())?;
        let fleet = Fleet::new(terms, usage, request.copy_to.map(|to| to.location), request.without);
        Ok(Self { now: request.now, fleet, units: request.units.into(), shown: Items::default() })
    }
}

impl Job for CostJob {
    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let Self { fleet, units, shown, .. } = self;
        Ok(over_units(chains, from, work, |unit| {
            if !units.has(unit) {
                return 0;
            }
            shown.push(&fleet.unit(unit));
            unit.members.len()
        }))
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        let Self { now, fleet, units, shown } = *self;
        let answer = Answer {
            now,
            summary: fleet.summary(),
            units: shown.into_array(),
            assumptions: fleet.assumptions(),
            prices: fleet.prices(),
            usage: fleet.metered(),
        };
        answer::done(answer, &units.warnings(chains))
    }
}

/// The table that comes with Snapline.
pub(crate) fn prices() -> Vec<u8> {
    answer::done(Prices::dated(), &[])
}
