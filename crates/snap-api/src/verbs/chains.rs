//! `chains`: every unit with its snapshots, or some of them, or without.

use serde::Serialize;
use serde_json::value::RawValue;
use snap_core::instant::Instant;
use snap_core::unit::{Chains, Summary, view};

use crate::answer::{self, Refusal};
use crate::request;
use crate::session::{Job, over_units};
use crate::verbs::Items;
use crate::verbs::chosen::Chosen;

pub(crate) struct ChainsJob {
    now: Instant,
    chosen: Chosen,
    snapshots: bool,
    units: Items,
}

impl ChainsJob {
    pub(crate) fn new(request: request::Chains) -> Self {
        Self {
            now: request.now,
            chosen: request.units.into(),
            snapshots: request.snapshots.unwrap_or(true),
            units: Items::default(),
        }
    }
}

/// The answer of `chains`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Chains"))]
pub(crate) struct Answer<'a> {
    now: Instant,
    summary: Summary,
    #[cfg_attr(feature = "typescript", ts(as = "Vec<view::UnitView<'static, 'static>>"))]
    units: Box<RawValue>,
    /// Full snapshots, which are in no unit.
    not_incremental: Vec<&'a str>,
}

impl Job for ChainsJob {
    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        Ok(over_units(chains, from, work, |unit| {
            if !self.chosen.has(unit) {
                return 0;
            }
            let view = if self.snapshots { view::UnitView::new } else { view::UnitView::head };
            self.units.push(&view(unit, self.now));
            unit.members.len()
        }))
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        answer::done(
            Answer {
                now: self.now,
                summary: chains.summary(self.now),
                units: self.units.into_array(),
                not_incremental: chains.not_incremental.iter().map(|snapshot| snapshot.id.as_str()).collect(),
            },
            &self.chosen.warnings(chains),
        )
    }
}
