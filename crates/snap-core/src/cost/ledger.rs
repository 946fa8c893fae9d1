//! Births and deaths into what is stored and what it costs: each touches its neighbours only.

use super::chain::{Chain, Totals};
use super::curve::Curve;
use super::month::{Meter, Span};
use super::{Band, Lifetime, Model};
use crate::instant::Instant;

/// The most steps that are told; where there were more events, each step stands for the last of several.
const MOST_STEPS: i64 = 1_024;

/// What a unit's snapshots cost over a span.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(as = "super::show::CostView<'static>"))]
pub struct Cost {
    /// Where the span begins.
    pub from: Instant,
    /// Where it ends.
    pub until: Instant,
    /// Bytes stored from each instant on, in order; the first is at `from`. At most about a thousand, whatever the
    /// number of events.
    pub steps: Vec<Step>,
    /// When the most was stored, by the likely amount.
    pub peak: Step,
    /// Month by month, in UTC.
    pub months: Vec<Month>,
    /// Storage over the span, in millionths of the currency's unit.
    pub money: Band,
    /// Bytes of all snapshots that were born in the span, as they were then: what a copy of each would transfer (B8).
    pub written: Band,
}

/// What is stored from an instant on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "CostStep", type = "[Instant, number, number, number]")
)]
pub struct Step {
    /// From when.
    pub at: Instant,
    /// Bytes.
    pub stored: Band,
}

/// A month, or the part of it that lies in the span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CostMonth", as = "super::show::MonthView"))]
pub struct Month {
    /// Its year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// Bytes times seconds over seconds of the whole month: what is metered (B3).
    pub stored: Band,
    /// In millionths of the currency's unit.
    pub money: Band,
}

/// What one thing costs more than another, in millionths of the currency's unit; negative for less.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Band", as = "super::show::View"))]
pub struct Against {
    /// The least of the three differences.
    pub low: i64,
    /// Between the likely ones.
    pub likely: i64,
    /// The greatest.
    pub high: i64,
}

impl Against {
    /// `one` against `other`, side by side: it is the same disk that both were worked out for.
    pub fn of(one: Band, other: Band) -> Self {
        let signed = |amount: u64| i64::try_from(amount).unwrap_or(i64::MAX);
        let less = |one: u64, other: u64| signed(one).saturating_sub(signed(other));
        let (low, likely, high) =
            (less(one.low, other.low), less(one.likely, other.likely), less(one.high, other.high));
        Self { low: low.min(likely).min(high), likely, high: high.max(likely).max(low) }
    }
}

/// Costs of one unit's snapshots from `from` to `until`. `lives` are in order of birth; those from before the span count
/// for what they hold in it. Cost grows with births and deaths, not with how many there are at one time.
pub fn estimate(lives: &[Lifetime], model: &Model, from: Instant, until: Instant) -> Cost {
    let curve = Curve::new(model, longest(lives));
    let (start, end) = (second(from), second(until).max(second(from)));
    let mut deaths: Vec<(i64, u32)> = Vec::new();
    for (life, at) in lives.iter().zip(0..) {
        if let Some(died) = life.died.map(second).filter(|died| *died < end && *died > second(life.born)) {
            deaths.push((died, at));
        }
    }
    deaths.sort_unstable();
    let mut deaths = deaths.into_iter().peekable();
    let mut book = Book::new(from, start, end, model.price.storage);
    let mut chain = Chain::new(lives.len(), &curve);
    let mut written = Totals::default();
    for (life, at) in lives.iter().zip(0..) {
        let born = second(life.born);
        if born >= end {
            break;
        }
        // Births come before deaths of the same moment: a run takes before it prunes.
        while let Some((died, gone)) = deaths.next_if(|(died, _)| *died < born) {
            book.until(died, &chain);
            chain.remove(gone);
        }
        book.until(born, &chain);
        let (gap, begins) = chain.append(at, born, life.whole);
        if born >= start {
            written.add(gap);
            written.begin(begins);
        }
        if life.died.is_some_and(|died| second(died) <= born) {
            chain.remove(at);
        }
    }
    for (died, gone) in deaths {
        book.until(died, &chain);
        chain.remove(gone);
    }
    book.until(end, &chain);
    book.close(from, until, written.bytes(&curve))
}

pub(super) fn second(instant: Instant) -> i64 {
    instant.timestamp().as_second()
}

/// No gap is longer than from the first to the last.
pub(super) fn longest(lives: &[Lifetime]) -> u64 {
    let (Some(first), Some(last)) = (lives.first(), lives.last()) else { return 0 };
    u64::try_from(second(last.born) - second(first.born)).unwrap_or(0)
}

/// What was stored since when, being metered.
struct Book {
    now: i64,
    start: i64,
    /// Seconds of which only the last event is told.
    grain: i64,
    price: u64,
    month: Span,
    meter: Meter,
    steps: Vec<Step>,
    peak: Step,
    months: Vec<Month>,
}

impl Book {
    fn new(from: Instant, start: i64, end: i64, price: u64) -> Self {
        Self {
            now: start,
            start,
            grain: ((end - start) / MOST_STEPS).max(1),
            price,
            month: Span::of(start),
            meter: Meter::default(),
            steps: Vec::new(),
            peak: Step { at: from, stored: Band::default() },
            months: Vec::new(),
        }
    }

    /// Takes it that `chain` was as it is from the last call to this one; calls at the same moment, or from before the
    /// span, cost nothing.
    fn until(&mut self, then: i64, chain: &Chain<'_>) {
        if then <= self.now {
            return;
        }
        let stored = chain.stored();
        self.step(stored);
        while self.now < then {
            let stop = then.min(self.month.end);
            self.meter.run(stored, u64::try_from(stop - self.now).unwrap_or(0));
            self.now = stop;
            if stop == self.month.end {
                self.turn();
            }
        }
    }

    fn step(&mut self, stored: Band) {
        let Ok(at) = Instant::from_second(self.now) else { return };
        let step = Step { at, stored };
        if stored.likely > self.peak.stored.likely {
            self.peak = step;
        }
        let grain = |at: i64| (at - self.start) / self.grain;
        match self.steps.last_mut() {
            Some(last) if last.stored == stored => {}
            Some(last) if grain(second(last.at)) == grain(self.now) => *last = step,
            _ => self.steps.push(step),
        }
    }

    /// Ends the month.
    fn turn(&mut self) {
        let (Span { year, month, .. }, meter) = (self.month, std::mem::take(&mut self.meter));
        let (stored, money) = (meter.stored(self.month), meter.money(self.month, self.price));
        self.months.push(Month { year, month, stored, money });
        self.month = Span::of(self.now);
    }

    fn close(mut self, from: Instant, until: Instant, written: Band) -> Cost {
        if self.now > self.start.max(self.month.start) {
            self.turn();
        }
        let money = self.months.iter().map(|month| month.money).sum();
        Cost { from, until, steps: self.steps, peak: self.peak, months: self.months, money, written }
    }
}
