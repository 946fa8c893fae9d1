//! What is assumed of a disk, in numbers and in words.

use serde::Serialize;

use super::band::Band;
use super::price::Price;
use crate::say::Sentence;

/// The largest disk there is, in bytes: 65,536 GiB.
pub(super) const LARGEST: u64 = 1 << 46;

/// A share is given in parts of this.
pub(super) const WHOLE: u64 = 10_000;

/// A number of times is given in parts of this.
pub(super) const ONCE: u64 = 100;

/// Every minute.
pub(super) const MOST_REWRITES: u64 = 1_440 * ONCE;

/// A disk, as far as its snapshots' cost depends on it. The estimate lies in its band as long as the disk stays within
/// these ranges on every day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// Bytes in use (F1); never more than 65,536 GiB.
    pub used: Band,
    /// Bytes that change in any 24 hours, each counted once.
    pub change: Band,
    /// Of these, how many changed in the 24 hours before too, in hundredths of a percent.
    pub rehit: Band,
    /// The part of what is in use that is written at all in the long run, in hundredths of a percent.
    pub reach: Band,
    /// In how many hours of a day, in hundredths, what changes in it is written: on average, at least once. It matters to
    /// snapshots that are less than a day apart.
    pub rewrites: Band,
    /// What a GiB costs.
    pub price: Price,
    /// What is taken to be true of this disk and no other, in sentences: what is in use, what changes, the price.
    pub assumptions: Vec<Assumption>,
}

/// Places in [`Model::assumptions`].
pub(super) const USED: usize = 0;
pub(super) const CHANGE: usize = 1;

/// Something that the estimate rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CostAssumption"))]
pub struct Assumption {
    /// The fact it is about; `null` for what only the user can know.
    pub fact: Option<&'static str>,
    /// For a person.
    pub text: Sentence,
}

impl Assumption {
    pub(super) fn of(fact: &'static str, text: Sentence) -> Self {
        Self { fact: Some(fact), text }
    }
}
