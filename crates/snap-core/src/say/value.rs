//! The typed parts of a sentence.

use std::fmt::Display;

use jiff::civil::{Date, Time};
use serde::{Serialize, Serializer};

use super::Sentence;
use crate::instant::Instant;

/// One part of a sentence, as `{"count": 3}`. Names and texts belong to somebody else: no language changes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SaidValue"))]
pub enum Value {
    /// How many.
    Count(usize),
    /// Tenths of a percent.
    #[serde(serialize_with = "tenth")]
    Percent(#[cfg_attr(feature = "typescript", ts(as = "f64"))] u32),
    /// A moment.
    Instant(Instant),
    /// A day of the policy's zone.
    #[serde(serialize_with = "as_text")]
    Day(#[cfg_attr(feature = "typescript", ts(as = "String"))] Date),
    /// A time on the wall clock of the policy's zone.
    #[serde(serialize_with = "as_text")]
    Time(#[cfg_attr(feature = "typescript", ts(as = "String"))] Time),
    /// How long.
    Seconds(i64),
    /// A number with decimals, as it is written.
    Decimal(String),
    /// A duration as a policy writes it (`P30D`).
    Period(String),
    /// What somebody called something; words of the service, of a policy, of a command.
    Name(String),
    /// What somebody else wrote.
    Text(String),
    /// One of our own stable words, which the template picks by.
    Word(&'static str),
    /// A sentence inside the sentence.
    Sentence(#[cfg_attr(feature = "typescript", ts(as = "super::Parts<'static>"))] Sentence),
    /// Several names.
    Names(Vec<String>),
    /// Further sentences, each after a blank.
    Sentences(#[cfg_attr(feature = "typescript", ts(as = "Vec<super::Parts<'static>>"))] Vec<Sentence>),
    /// Nothing stands here this time.
    #[serde(untagged)]
    #[cfg_attr(feature = "typescript", ts(type = "null"))]
    None,
}

impl Value {
    /// A percent from 0 to 100, rounded down: what is not all there is never shown as 100.
    pub fn percent(percent: f64) -> Self {
        let tenths = (percent.clamp(0.0, 100.0) * 10.0).floor();
        // At most 1,000, and no fraction; the cast makes 0 of what is no number.
        Self::Percent(tenths as u32)
    }

    /// A name where there is one.
    pub fn name(name: Option<&str>) -> Self {
        name.map_or(Self::None, |name| Self::Name(name.to_owned()))
    }
}

fn tenth<S: Serializer>(tenths: &u32, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(f64::from(*tenths) / 10.0)
}

fn as_text<S: Serializer>(value: &impl Display, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}
