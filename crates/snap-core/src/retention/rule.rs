//! The rules that keep: what they are, how they are told, and what one of them fills.

use std::fmt;

use serde::{Serialize, Serializer};

use super::bucket::Size;
use super::duration::Period;
use crate::say::Sentence;

/// How many a counting rule keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "number | \"all\""))]
pub enum Count {
    /// That many; none switches the rule off.
    UpTo(u32),
    /// Without end: `"all"`.
    All,
}

impl Count {
    /// Not in force.
    pub const OFF: Self = Self::UpTo(0);

    /// True when the rule is in force.
    pub fn is_on(self) -> bool {
        self != Self::OFF
    }

    /// How many; `None` is without end.
    pub(super) fn limit(self) -> Option<usize> {
        match self {
            Self::UpTo(most) => Some(most as usize),
            Self::All => None,
        }
    }

    /// True when `n` are still within the count.
    pub fn allows(self, n: usize) -> bool {
        match self {
            Self::UpTo(most) => u32::try_from(n).is_ok_and(|n| n <= most),
            Self::All => true,
        }
    }
}

impl Default for Count {
    fn default() -> Self {
        Self::OFF
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UpTo(most) => most.fmt(f),
            Self::All => f.write_str("all"),
        }
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::UpTo(most) => serializer.serialize_u32(*most),
            Self::All => serializer.serialize_str("all"),
        }
    }
}

/// One rule in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Everything younger than the period; with a size, one a bucket.
    Within(Option<Size>, Period),
    /// The newest ones.
    Last(Count),
    /// One a bucket, for so many buckets that have something.
    Every(Size, Count),
}

impl Rule {
    /// The stable code of its keeps.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Within(None, _) => "within",
            Self::Within(Some(Size::Minute), _) => "within_minutely",
            Self::Within(Some(Size::Hour), _) => "within_hourly",
            Self::Within(Some(Size::Day), _) => "within_daily",
            Self::Within(Some(Size::Week), _) => "within_weekly",
            Self::Within(Some(Size::Month), _) => "within_monthly",
            Self::Within(Some(Size::Quarter), _) => "within_quarterly",
            Self::Within(Some(Size::Year), _) => "within_yearly",
            Self::Last(_) => "last",
            Self::Every(size, _) => size.adverb(),
        }
    }

    /// The size of its buckets, when it has buckets.
    pub fn size(&self) -> Option<Size> {
        match self {
            Self::Within(size, _) => *size,
            Self::Last(_) => None,
            Self::Every(size, _) => Some(*size),
        }
    }
}

crate::sentences! {
    /// Rules as a person would say them.
    pub(crate) const RULES;
    rule_within(period: Period) = "within {period}";
    rule_within_every(size: Word, period: Period) = "{size} within {period}";
    rule_last(of: MaybeCount) = "last {of, select, none {all} other {{of}}}";
    rule_every(size: Word, of: MaybeCount) = "{size} {of, select, none {all} other {{of}}}";
}

impl Rule {
    /// As a person would say it: `daily 7`, `daily within P30D`, `within P2D`, `last 3`.
    pub fn said(&self) -> Sentence {
        match self {
            Self::Within(None, period) => rule_within(period.to_string()),
            Self::Within(Some(size), period) => rule_within_every(size.adverb(), period.to_string()),
            Self::Last(count) => rule_last(count.limit()),
            Self::Every(size, count) => rule_every(size.adverb(), count.limit()),
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said().text())
    }
}
