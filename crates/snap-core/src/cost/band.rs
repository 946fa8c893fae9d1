//! Three numbers instead of one.

use std::ops::{Add, AddAssign};

/// An amount that is not known exactly: never below `low`, never above `high` under the assumptions that are told with
/// it, and `likely` between the two.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Band {
    /// The least.
    pub low: u64,
    /// What to plan with.
    pub likely: u64,
    /// The most.
    pub high: u64,
}

impl Band {
    /// An amount that is known.
    pub const fn exact(amount: u64) -> Self {
        Self { low: amount, likely: amount, high: amount }
    }

    /// Of three numbers; `None` when they are not in order.
    pub fn new(low: u64, likely: u64, high: u64) -> Option<Self> {
        (low <= likely && likely <= high).then_some(Self { low, likely, high })
    }

    /// Each of the three through `f`, which must not fall.
    #[must_use]
    pub fn map(self, f: impl Fn(u64) -> u64) -> Self {
        Self { low: f(self.low), likely: f(self.likely), high: f(self.high) }
    }

    /// Low, likely and high.
    pub fn each(self) -> [u64; 3] {
        [self.low, self.likely, self.high]
    }
}

impl Add for Band {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            low: self.low.saturating_add(other.low),
            likely: self.likely.saturating_add(other.likely),
            high: self.high.saturating_add(other.high),
        }
    }
}

impl AddAssign for Band {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Band {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}
