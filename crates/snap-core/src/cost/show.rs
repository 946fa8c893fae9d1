//! Amounts as they are read: sizes in GiB and money in units, both as decimals.

use serde::{Serialize, Serializer};

use super::ledger::{Cost, Month, Step};
use super::read::MICRO;
use super::{Against, Band, GIB};
use crate::instant::Instant;

/// A band of bytes, written as GiB with three decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Band", as = "View"))]
pub struct Gib(pub Band);

/// A band of money, written in units of the currency with four decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Band", as = "View"))]
pub struct Money(pub Band);

/// As it is written, an amount between two bounds.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Band"))]
pub(super) struct View {
    low: f64,
    likely: f64,
    high: f64,
}

impl View {
    fn of([low, likely, high]: [f64; 3]) -> Self {
        Self { low, likely, high }
    }
}

impl Serialize for Gib {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        View::of(self.0.each().map(gibs)).serialize(serializer)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        View::of(self.0.each().map(money)).serialize(serializer)
    }
}

impl Serialize for Against {
    /// Units of the currency with four decimals, negative for less.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let signed = |micros: i64| {
            let amount = money(micros.unsigned_abs());
            if micros < 0 { 0.0 - amount } else { amount }
        };
        View::of([self.low, self.likely, self.high].map(signed)).serialize(serializer)
    }
}

impl Serialize for Step {
    /// `[instant, low, likely, high]`, in GiB: there are many.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [low, likely, high] = self.stored.each().map(gibs);
        (self.at, low, likely, high).serialize(serializer)
    }
}

/// As it is written, a month.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CostMonth"))]
pub(super) struct MonthView {
    /// `yyyy-mm`
    month: String,
    stored: Gib,
    money: Money,
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let month = format!("{:04}-{:02}", self.year, self.month);
        MonthView { month, stored: Gib(self.stored), money: Money(self.money) }.serialize(serializer)
    }
}

/// As it is written, what a span costs.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Cost"))]
pub(super) struct CostView<'c> {
    from: Instant,
    until: Instant,
    money: Money,
    /// What all snapshots of the span held when they were taken: what copies of them send.
    written: Gib,
    peak: Step,
    months: &'c [Month],
    /// What is stored from each instant on.
    steps: &'c [Step],
}

impl Serialize for Cost {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { from, until, steps, peak, months, money, written } = self;
        let (money, written) = (Money(*money), Gib(*written));
        CostView { from: *from, until: *until, money, written, peak: *peak, months, steps }.serialize(serializer)
    }
}

/// Millionths in units of the currency.
pub(super) fn money(micros: u64) -> f64 {
    rounded(micros, MICRO, 10_000)
}

fn gibs(bytes: u64) -> f64 {
    rounded(bytes, GIB, 1_000)
}

/// `amount / unit` rounded half up to a number of decimals. The quotient of two whole numbers is the nearest number that
/// there is, on every machine, and prints as the decimal it was made of.
fn rounded(amount: u64, unit: u64, decimals: u64) -> f64 {
    let whole = (u128::from(amount) * u128::from(decimals) + u128::from(unit / 2)) / u128::from(unit);
    whole as f64 / decimals as f64
}

/// Millionths as a decimal text, without zeros at its end.
pub(super) fn decimal(micros: u64) -> String {
    let text = format!("{}.{:06}", micros / MICRO, micros % MICRO);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Bytes as GiB for a sentence: three digits that count.
pub(super) fn gib(bytes: u64) -> String {
    let steps: u64 = match bytes / GIB {
        0..10 => 100,
        10..100 => 10,
        _ => 1,
    };
    let rounded = (u128::from(bytes) * u128::from(steps) + u128::from(GIB / 2)) / u128::from(GIB);
    decimal(u64::try_from(rounded).unwrap_or(u64::MAX).saturating_mul(MICRO / steps))
}

/// Money for a sentence: hundredths, rounded half up.
pub(super) fn cents(micros: u64) -> String {
    let cents = micros.saturating_add(MICRO / 200) / (MICRO / 100);
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// Hundredths of a percent.
pub(super) fn percent(parts: u64) -> String {
    decimal(parts.saturating_mul(MICRO / 100))
}
