//! The cost of what is there today, unit by unit and summed, as an answer has it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::show::{Gib, Money};
use super::{Assumption, Band, GIB, Lifetime, Model, Price, Terms, Today, Usage, said};
use crate::model::location_key;
use crate::readiness::State;
use crate::say::Sentence;
use crate::unit::{Label, Member, Unit};

/// What is asked of every unit, and what came of those that were asked.
#[derive(Debug)]
pub struct Fleet {
    terms: Terms,
    usage: Option<Usage>,
    copy_to: Option<String>,
    without: Option<BTreeSet<String>>,
    total: Sums,
    units: usize,
    unknown: usize,
    matched: usize,
}

/// What is added up.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    stored: Band,
    paid: Band,
    measured: usize,
    sent: Band,
    sending: Band,
    copied: Band,
    left: Band,
    left_paid: Band,
}

/// Of a unit, or of all together.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CostEstimate"))]
struct Estimate {
    stored: Gib,
    per_month: Money,
    /// How many snapshots were metered.
    measured: usize,
    copy: Option<Copied>,
    without: Option<Without>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CopyEstimate"))]
struct Copied {
    transferred: Gib,
    transfer: Money,
    per_month: Money,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "WithoutEstimate"))]
struct Without {
    stored: Gib,
    per_month: Money,
}

/// One unit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UnitCost<'a> {
    unit: &'a str,
    label: &'a str,
    location: Option<&'a str>,
    /// Nothing where the size of the disk is not known.
    estimate: Option<Estimate>,
    used: Option<Gib>,
    change_per_day: Option<Gib>,
    assumptions: Vec<Assumption>,
    snapshots: Vec<SnapshotCost<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct SnapshotCost<'a> {
    id: &'a str,
    holds: Gib,
    frees: Gib,
    measured: bool,
}

/// All of them.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CostSummary"))]
pub struct Summary {
    units: usize,
    /// Units of which nothing can be said.
    unknown: usize,
    estimate: Estimate,
    sentence: Sentence,
}

/// What was made of usage rows.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Metered {
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    from: Option<Date>,
    #[cfg_attr(feature = "typescript", ts(as = "Option<String>"))]
    until: Option<Date>,
    /// Snapshots with rows.
    resources: usize,
    /// Of these, those that are there today.
    matched: usize,
    /// Rows of other meters.
    other: usize,
}

impl Fleet {
    /// `copy_to`: where a copy of everything would go; `without`: ids of snapshots that are taken as deleted.
    pub fn new(terms: Terms, usage: Option<Usage>, copy_to: Option<String>, without: Option<Vec<String>>) -> Self {
        let without = without.map(|ids| ids.iter().map(|id| id.to_lowercase()).collect());
        Self { terms, usage, copy_to, without, total: Sums::default(), units: 0, unknown: 0, matched: 0 }
    }

    /// Works one unit out. Failed snapshots and those without a moment are left out.
    pub fn unit<'a>(&mut self, unit: &'a Unit<'a>) -> UnitCost<'a> {
        self.units += 1;
        let members: Vec<_> = unit.members.iter().filter_map(life).collect();
        let lives: Vec<_> = members.iter().map(|(_, life)| *life).collect();
        let measured: Vec<_> =
            members.iter().map(|(member, life)| self.usage.as_ref()?.measured(&member.snapshot.id, life)).collect();
        let size = unit.disk.size_gb.or_else(|| unit.members.last()?.snapshot.size_gb);
        let mut shown = UnitCost {
            unit: &unit.key,
            label: unit.label,
            location: unit.location,
            estimate: None,
            used: None,
            change_per_day: None,
            assumptions: Vec::new(),
            snapshots: Vec::new(),
        };
        let Some(model) = self.terms.model(size, unit.location) else {
            self.unknown += 1;
            return shown;
        };
        let model = model.calibrated(&lives, &measured).unwrap_or(model);
        let key = |member: &Member<'_>| member.snapshot.id.as_str().to_lowercase();
        let gone: Vec<_> = members
            .iter()
            .map(|(member, _)| self.without.as_ref().is_some_and(|ids| ids.contains(&key(member))))
            .collect();
        let today = Today::of(&lives, &measured, &gone, &model);
        let sums = self.sums(unit, &today, &model);
        self.total.add(&sums);
        self.matched += sums.measured;
        shown.estimate = Some(self.estimate(&sums));
        shown.used = Some(Gib(model.used));
        shown.change_per_day = Some(Gib(model.change));
        shown.assumptions = model.assumptions;
        let held = members.iter().zip(today.held);
        shown.snapshots = held
            .map(|((member, _), held)| SnapshotCost {
                id: member.snapshot.id.as_str(),
                holds: Gib(held.holds),
                frees: Gib(held.frees),
                measured: held.measured,
            })
            .collect();
        shown
    }

    fn sums(&self, unit: &Unit<'_>, today: &Today, model: &Model) -> Sums {
        let measured = today.held.iter().filter(|held| held.measured).count();
        let mut sums = Sums {
            stored: today.stored,
            paid: paid(today.stored, model.price.storage),
            measured,
            left: today.without,
            left_paid: paid(today.without, model.price.storage),
            ..Sums::default()
        };
        if let Some(to) = self.copy_to.as_deref()
            && !unit.has(Label::Copy)
            && unit.location.map(location_key) != Some(location_key(to))
        {
            // B8, F1: the first goes whole, each later one as what changed since: what is stored here is sent.
            let Price { storage, transfer, .. } = self.terms.prices.at(Some(to));
            sums.sent = today.stored;
            sums.sending = paid(today.stored, transfer);
            sums.copied = paid(today.stored, storage);
        }
        sums
    }

    fn estimate(&self, sums: &Sums) -> Estimate {
        Estimate {
            stored: Gib(sums.stored),
            per_month: Money(sums.paid),
            measured: sums.measured,
            copy: self.copy_to.is_some().then_some(Copied {
                transferred: Gib(sums.sent),
                transfer: Money(sums.sending),
                per_month: Money(sums.copied),
            }),
            without: self
                .without
                .is_some()
                .then_some(Without { stored: Gib(sums.left), per_month: Money(sums.left_paid) }),
        }
    }

    /// What came of all.
    pub fn summary(&self) -> Summary {
        let Sums { stored, paid, .. } = self.total;
        let known = self.units - self.unknown;
        let paid = said::monies(paid, &self.terms.prices.currency);
        let sentence = said::cost_summary(known, said::gibs(stored), paid, self.unknown);
        Summary { units: self.units, unknown: self.unknown, estimate: self.estimate(&self.total), sentence }
    }

    /// What the estimate of every unit rests on.
    pub fn assumptions(&self) -> Vec<Assumption> {
        let mut all = self.terms.assumptions();
        if let Some(to) = &self.copy_to {
            all.push(Assumption::of("B8", said::cost_copy(to)));
            let prices = &self.terms.prices;
            if *prices == super::Prices::dated() {
                let transfer = super::show::decimal(prices.at(Some(to)).transfer);
                let text = said::cost_transfer(transfer, &prices.currency);
                all.push(Assumption { fact: None, text });
            }
        }
        all
    }

    /// The prices that were used.
    pub fn prices(&self) -> &super::Prices {
        &self.terms.prices
    }

    /// What the usage rows came to; nothing without any.
    pub fn metered(&self) -> Option<Metered> {
        let usage = self.usage.as_ref()?;
        let (from, until) = usage.days().unzip();
        let (matched, resources) = (self.matched, usage.resources());
        Some(Metered { from, until, resources, matched, other: usage.other })
    }
}

impl Sums {
    fn add(&mut self, more: &Self) {
        self.stored += more.stored;
        self.paid += more.paid;
        self.measured += more.measured;
        self.sent += more.sent;
        self.sending += more.sending;
        self.copied += more.copied;
        self.left += more.left;
        self.left_paid += more.left_paid;
    }
}

/// A member that holds something, as long as it is there.
fn life<'u, 'a>(member: &'u Member<'a>) -> Option<(&'u Member<'a>, Lifetime)> {
    let life = Lifetime { born: member.instant?, died: None, whole: member.after_resize_break };
    (member.readiness.state != State::Failed).then_some((member, life))
}

/// At a price for a GiB, rounded half up.
fn paid(stored: Band, price: u64) -> Band {
    stored.map(|bytes| {
        let exact = (u128::from(bytes) * u128::from(price) + u128::from(GIB / 2)) / u128::from(GIB);
        u64::try_from(exact).unwrap_or(u64::MAX)
    })
}
