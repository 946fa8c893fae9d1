//! The typed parts of a sentence.

use jiff::civil::{Date, Time};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::Sentence;
use crate::instant::Instant;

/// One part of a sentence. Names and texts belong to somebody else: no language changes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing stands here this time.
    None,
    /// How many.
    Count(usize),
    /// Tenths of a percent.
    Percent(u32),
    /// A moment.
    Instant(Instant),
    /// A day of the policy's zone.
    Day(Date),
    /// A time on the wall clock of the policy's zone.
    Time(Time),
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
    Sentence(Sentence),
    /// Several names.
    Names(Vec<String>),
    /// Further sentences, each after a blank.
    Sentences(Vec<Sentence>),
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

/// `{"count": 3}`: the kind and the value, or `null`.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if *self == Self::None {
            return serializer.serialize_unit();
        }
        let mut out = serializer.serialize_map(Some(1))?;
        match self {
            Self::None => {}
            Self::Count(count) => out.serialize_entry("count", count)?,
            Self::Percent(tenths) => out.serialize_entry("percent", &(f64::from(*tenths) / 10.0))?,
            Self::Instant(instant) => out.serialize_entry("instant", instant)?,
            Self::Day(day) => out.serialize_entry("day", &day.to_string())?,
            Self::Time(time) => out.serialize_entry("time", &time.to_string())?,
            Self::Seconds(seconds) => out.serialize_entry("seconds", seconds)?,
            Self::Decimal(number) => out.serialize_entry("decimal", number)?,
            Self::Period(period) => out.serialize_entry("period", period)?,
            Self::Name(name) => out.serialize_entry("name", name)?,
            Self::Text(text) => out.serialize_entry("text", text)?,
            Self::Word(word) => out.serialize_entry("word", word)?,
            Self::Sentence(sentence) => out.serialize_entry("sentence", sentence)?,
            Self::Names(names) => out.serialize_entry("names", names)?,
            Self::Sentences(sentences) => out.serialize_entry("sentences", sentences)?,
        }
        out.end()
    }
}
