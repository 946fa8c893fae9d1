//! Usage rows: the one place that tells what a snapshot holds (B6), and what they say of a disk.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::band::Band;
use super::curve::{Curve, SHORT};
use super::model::{Assumption, CHANGE, LARGEST, Model, USED};
use super::{DAY, GIB, Lifetime, said};
use crate::id::ResourceId;
use crate::say::Sentence;

/// How far apart the newest row of a snapshot and the newest of all may be, in days: what was measured longer ago may have
/// been folded into since.
const FRESH: i32 = 31;

/// Gaps longer than this many days say little of a day.
const LONG: u64 = 31;

/// The most gaps that are looked at, the newest.
const MOST_GAPS: usize = 100;

/// Fewer gaps than this are no range.
const FEW: usize = 3;

/// One row: what a snapshot was metered on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsageRow {
    /// In UTC.
    pub day: Date,
    /// In thousand-millionths of a GiB and month (B3).
    pub nanos: u64,
    /// The snapshot's id, or its name.
    pub resource: String,
}

/// Rows by snapshot and day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    by_resource: BTreeMap<String, BTreeMap<Date, u64>>,
    /// Rows of other meters, which were left out.
    pub other: usize,
}

impl Usage {
    /// Takes a row in; two of one snapshot and day are one amount.
    pub fn add(&mut self, row: &UsageRow) {
        let nanos = self.by_resource.entry(row.resource.to_lowercase()).or_default().entry(row.day).or_default();
        *nanos = nanos.saturating_add(row.nanos);
    }

    /// All rows, by snapshot and day.
    pub fn rows(&self) -> impl Iterator<Item = UsageRow> {
        self.by_resource.iter().flat_map(|(resource, days)| {
            days.iter().map(|(day, nanos)| UsageRow { day: *day, nanos: *nanos, resource: resource.clone() })
        })
    }

    /// How many snapshots, or other things, have rows.
    pub fn resources(&self) -> usize {
        self.by_resource.len()
    }

    /// The first and the last day of all.
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = || self.by_resource.values().flat_map(BTreeMap::keys);
        Some((*days().min()?, *days().max()?))
    }

    /// Bytes that a snapshot held on the last day with a row on which it was there from the first second on: by its id,
    /// else by its name.
    pub fn measured(&self, id: &ResourceId, life: &Lifetime) -> Option<u64> {
        let days = self.by_resource.get(id.key()).or_else(|| self.by_resource.get(&id.name().to_lowercase()))?;
        let born = jiff::tz::Offset::UTC.to_datetime(life.born.timestamp()).date();
        let (day, nanos) = days.range(born..).rfind(|(day, _)| **day > born)?;
        let (_, last) = self.days()?;
        let age = day.until(last).ok()?.get_days();
        let month = u128::from(day.days_in_month().unsigned_abs());
        // B3 the other way round: a day's share of the month, times the days of the month.
        let bytes = u128::from(*nanos) * month * u128::from(GIB) / 1_000_000_000;
        (age <= FRESH).then(|| u64::try_from(bytes).unwrap_or(LARGEST).min(LARGEST))
    }
}

impl Model {
    /// The model with what was measured of `lives` in place of what was assumed: the used size from the first, the change
    /// from those that came one to [`LONG`] days after the one before. `None` where it says nothing.
    #[must_use]
    pub fn calibrated(&self, lives: &[Lifetime], measured: &[Option<u64>]) -> Option<Self> {
        let mut model = self.clone();
        let mut any = false;
        let mut say = |model: &mut Self, at: usize, text: Sentence| {
            any = true;
            // Said of the same thing as what was assumed.
            match model.assumptions.get_mut(at) {
                Some(assumed) => *assumed = Assumption::of("B3", text),
                None => model.assumptions.push(Assumption::of("B3", text)),
            }
        };
        if let Some(used) = measured.first().copied().flatten() {
            model.used = Band::exact(used);
            let text = said::cost_used_metered(said::gibs(model.used));
            say(&mut model, USED, text);
        }
        let mut days = changes(&model, lives, measured);
        days.sort_unstable();
        if let (Some(least), Some(most)) = (days.first(), days.last()) {
            let likely = days.get(days.len() / 2).copied().unwrap_or(*least);
            let few = days.len() < FEW;
            model.change = if few {
                Band { low: likely / 2, likely, high: likely.saturating_mul(2) }
            } else {
                Band { low: *least, likely, high: *most }
            };
            let few = few.then_some("few");
            let text = said::cost_change_metered(said::gibs(model.change), days.len(), few);
            say(&mut model, CHANGE, text);
        }
        any.then_some(model)
    }
}

/// What a day changes, by each gap that tells it.
fn changes(model: &Model, lives: &[Lifetime], measured: &[Option<u64>]) -> Vec<u64> {
    let gaps = lives.iter().zip(lives.iter().skip(1)).zip(measured.iter().skip(1));
    let told = gaps.filter_map(|((before, life), measured)| {
        let seconds = u64::try_from(life.born.seconds_since(before.born)).ok()?;
        let fits = !life.whole && (SHORT..=LONG * DAY).contains(&seconds);
        Some((seconds, (*measured)?)).filter(|_| fits)
    });
    let told: Vec<_> = told.collect();
    let from = told.len().saturating_sub(MOST_GAPS);
    told.iter().skip(from).map(|(seconds, held)| day_of(model, *seconds, *held)).collect()
}

/// The change a day at which a gap likely holds so much: what it holds grows with it.
fn day_of(model: &Model, seconds: u64, held: u64) -> u64 {
    let (mut low, mut high) = (0, model.used.likely);
    while low < high {
        let middle = low.midpoint(high);
        let tried = Model { change: Band::exact(middle), ..model.clone() };
        if Curve::new(&tried, seconds).gap(seconds).held[1] < held { low = middle + 1 } else { high = middle }
    }
    low
}
