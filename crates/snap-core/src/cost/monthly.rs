//! What a month would cost by what is stored at the end of each day.

use serde::Serialize;

use super::ledger::Cost;
use super::price::text;
use super::show::money;
use super::{Band, GIB};
use crate::instant::Instant;

/// What a whole month would cost if it all stayed as it is at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "MonthlyCost"))]
pub struct Monthly {
    /// What a GiB costs in a month where the unit lies, in millionths of the currency's unit.
    #[serde(rename = "perGiBMonth", serialize_with = "text")]
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    pub price: u64,
    /// The amount at the end of each day, as the day from which on it is so.
    pub ends: Vec<Amount>,
}

/// An amount from a day on; days count from the first of `ends`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(rename = "MonthlyAmount", type = "[number, number, number, number]")
)]
pub struct Amount {
    /// The day.
    pub day: u32,
    /// In millionths of the currency's unit.
    pub money: Band,
}

impl Serialize for Amount {
    /// `[day, low, likely, high]`, in units of the currency.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [low, likely, high] = self.money.each().map(money);
        (self.day, low, likely, high).serialize(serializer)
    }
}

impl Cost {
    /// The amounts of days that end at `ends`, at a price in millionths for a GiB and month.
    pub fn monthly(&self, ends: &[Instant], price: u64) -> Monthly {
        let mut steps = self.steps.iter().peekable();
        let mut stored = Band::default();
        let mut told: Vec<Amount> = Vec::new();
        for (end, day) in ends.iter().zip(0..) {
            while let Some(step) = steps.next_if(|step| step.at < *end) {
                stored = step.stored;
            }
            let money = of_a_month(stored, price);
            if told.last().is_none_or(|last| last.money != money) {
                told.push(Amount { day, money });
            }
        }
        Monthly { price, ends: told }
    }
}

/// Rounded half up, each side for itself.
fn of_a_month(stored: Band, price: u64) -> Band {
    let [low, likely, high] = stored.each().map(|bytes| {
        let exact = (u128::from(bytes) * u128::from(price) + u128::from(GIB / 2)) / u128::from(GIB);
        u64::try_from(exact).unwrap_or(u64::MAX)
    });
    Band { low, likely, high }
}
