//! Numbers from JSON without binary fractions: what a person wrote is what is meant.

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::value::RawValue;

use super::band::Band;

/// What is wrong with a model, a table of prices or usage rows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct TermsError {
    place: String,
    problem: String,
}

impl TermsError {
    /// Which member of the request, with a place inside it where there is one.
    pub fn place(&self) -> &str {
        &self.place
    }

    pub(super) fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { place: place.into(), problem: problem.into() }
    }
}

/// Reads an object; a list of its members' values, which serde would take as well, is none.
pub(super) fn object<'a, T: Deserialize<'a>>(place: &str, json: &'a [u8]) -> Result<T, TermsError> {
    if !json.trim_ascii_start().starts_with(b"{") {
        let shown: String = String::from_utf8_lossy(json).chars().take(40).collect();
        return Err(TermsError::new(place, format!("`{shown}` is not allowed; expected an object")));
    }
    serde_json::from_slice(json).map_err(|error| TermsError::new(place, error.to_string()))
}

/// Millionths.
pub(super) const MICRO: u64 = 1_000_000;

/// The largest number that is taken: far above any size, price or share, and far from overflow.
const LARGEST: u64 = 1_000_000_000;

/// A number in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decimal(pub(super) u64);

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        decimal(raw.trim_matches('"')).map(Self).ok_or_else(|| {
            let shown: String = raw.chars().take(40).collect();
            D::Error::custom(format_args!("`{shown}` is not allowed; {EXPECTED}"))
        })
    }
}

pub(super) const EXPECTED: &str =
    "expected a number from 0 to 1000000000 with a point and at most six decimals, such as `12.5`";

/// Digits, and perhaps a point and at most six more.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let (whole, parts) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(parts) || whole.len() > 10 || parts.len() > 6 {
        return None;
    }
    let zeros = 10_u64.pow(6 - u32::try_from(parts.len()).ok()?);
    let number = whole.parse::<u64>().ok()? * MICRO + parts.parse::<u64>().ok()? * zeros;
    (number <= LARGEST * MICRO).then_some(number)
}

/// One number, or low, likely and high; in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "typescript",
    derive(ts_rs::TS),
    ts(
        rename = "Stated",
        type = "number | string | { low: number | string, likely: number | string, high: number | string }"
    )
)]
pub(super) enum Stated {
    One(u64),
    Three(Band),
}

impl<'de> Deserialize<'de> for Stated {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Three {
            low: Decimal,
            likely: Decimal,
            high: Decimal,
        }
        let raw = <&RawValue>::deserialize(deserializer)?;
        if !raw.get().starts_with('{') {
            return Decimal::deserialize(raw).map(|one| Self::One(one.0)).map_err(D::Error::custom);
        }
        let Three { low, likely, high } = Three::deserialize(raw).map_err(D::Error::custom)?;
        Band::new(low.0, likely.0, high.0).map(Self::Three).ok_or_else(|| {
            D::Error::custom(format_args!("`{}` is not allowed; expected low <= likely <= high", raw.get()))
        })
    }
}

impl Stated {
    /// One number is exactly that.
    pub(super) fn exact(self) -> Band {
        match self {
            Self::One(one) => Band::exact(one),
            Self::Three(band) => band,
        }
    }

    /// One number is the likely one of something that differs from day to day: half of it to twice of it.
    pub(super) fn about(self) -> Band {
        match self {
            Self::One(likely) => Band { low: likely / 2, likely, high: likely * 2 },
            Self::Three(band) => band,
        }
    }

    /// The same for a share in percent: halfway to nothing and halfway to all.
    pub(super) fn between(self) -> Band {
        match self {
            Self::One(likely) => Band { low: likely / 2, likely, high: likely.midpoint(100 * MICRO) },
            Self::Three(band) => band,
        }
    }
}
