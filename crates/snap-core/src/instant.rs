//! Instants: read from every text the service and its clients write, compared as instants and never as text (A55).

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A moment in time, to the nanosecond, shown as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Instant(Timestamp);

/// Why a text is no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a point in time; expected RFC 3339 with an offset, such as `2026-11-20T02:00:00Z`")]
pub struct InstantError(String);

impl Instant {
    /// Reads RFC 3339 with any offset and up to nine fraction digits (A55), and `/Date(1479184895079)/`, which
    /// Windows PowerShell's `ConvertTo-Json` writes (milliseconds since 1970, an offset after them is display only).
    ///
    /// # Errors
    /// When the text is neither, or lies outside the years -9999 to 9999. A text without an offset is refused: it
    /// would mean another moment on every host.
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        let fail = || InstantError(text.chars().take(100).collect());
        if let Some(instant) = usual(text) {
            return Ok(instant);
        }
        if let Some(millis) = date_literal(text) {
            let millis = millis.parse::<i64>().map_err(|_| fail())?;
            return Timestamp::from_millisecond(millis).map(Self).map_err(|_| fail());
        }
        text.trim().parse::<Timestamp>().map(Self).map_err(|_| fail())
    }

    /// From whole seconds since 1970.
    ///
    /// # Errors
    /// Outside the years -9999 to 9999.
    pub fn from_second(second: i64) -> Result<Self, InstantError> {
        Timestamp::from_second(second).map(Self).map_err(|_| InstantError(second.to_string()))
    }

    /// The underlying timestamp.
    pub fn timestamp(self) -> Timestamp {
        self.0
    }

    /// Seconds from `earlier` to `self`, rounded down; negative when `earlier` is later.
    pub fn seconds_since(self, earlier: Self) -> i64 {
        // In 64 bits, for it is asked a hundred thousand times. Timestamps span some twenty thousand years.
        let seconds = self.0.as_second() - earlier.0.as_second();
        let nanos = i64::from(self.0.subsec_nanosecond()) - i64::from(earlier.0.subsec_nanosecond());
        seconds + nanos.div_euclid(1_000_000_000)
    }

    /// `seconds` later (earlier when negative), stopped at the ends of what can be said.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let whole = self.0.as_second().checked_add(seconds);
        // Seconds and nanoseconds of one sign are a timestamp as they stand.
        let nanos = self.0.subsec_nanosecond();
        match whole.filter(|whole| *whole >= 0 && nanos >= 0).and_then(|whole| Timestamp::new(whole, nanos).ok()) {
            Some(later) => Self(later),
            None => self.plus_nanoseconds(i128::from(seconds) * 1_000_000_000),
        }
    }

    fn plus_nanoseconds(self, more: i128) -> Self {
        let nanos = self.0.as_nanosecond().saturating_add(more);
        let clamped = nanos.clamp(Timestamp::MIN.as_nanosecond(), Timestamp::MAX.as_nanosecond());
        Timestamp::from_nanosecond(clamped).map_or(self, Self)
    }

    /// Milliseconds from `earlier` to `self`, rounded down; negative when `earlier` is later.
    pub fn milliseconds_since(self, earlier: Self) -> i64 {
        let nanos = self.0.as_nanosecond() - earlier.0.as_nanosecond();
        // Timestamps span some twenty thousand years: their milliseconds fit.
        i64::try_from(nanos.div_euclid(1_000_000)).unwrap_or(i64::MAX)
    }

    /// `milliseconds` later (earlier when negative), stopped at the ends of what can be said.
    #[must_use]
    pub fn plus_milliseconds(self, milliseconds: i64) -> Self {
        self.plus_nanoseconds(i128::from(milliseconds) * 1_000_000)
    }

    /// Cut down to the whole second: what a slot is made of.
    #[must_use]
    pub fn whole_second(self) -> Self {
        Timestamp::from_second(self.0.as_nanosecond().div_euclid(1_000_000_000).try_into().unwrap_or(0))
            .map_or(self, Self)
    }
}

/// `2026-11-20T02:00:14.1234567+00:00` and the like, which is how the service writes nearly all of them: in UTC. `None` says
/// nothing about the text but that it is not of this form.
fn usual(text: &str) -> Option<Instant> {
    let text = text.strip_suffix("+00:00").or_else(|| text.strip_suffix('Z'))?;
    let (whole, fraction) = text.split_at_checked(19)?;
    let number = |from: usize, until: usize| {
        let digits = whole.as_bytes().get(from..until)?;
        digits.iter().try_fold(0_i32, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i32::from(digit - b'0')))
    };
    let mark = |at: usize| whole.as_bytes().get(at).copied();
    let marks = [4, 7, 10, 13, 16].map(mark);
    if marks != [b'-', b'-', b'T', b':', b':'].map(Some) {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    // A day that every month has, and no leap second: the rest is for the reader that knows calendars.
    if !((1..=12).contains(&month) && (1..=28).contains(&day) && hour < 24 && minute < 60 && second < 60) {
        return None;
    }
    let nanosecond = match fraction.strip_prefix('.') {
        None if fraction.is_empty() => 0,
        Some(digits) if (1..=9).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            let missing = u32::try_from(9 - digits.len()).ok()?;
            digits.parse::<i32>().ok()? * 10_i32.pow(missing)
        }
        _ => return None,
    };
    // Days since 1970, counted in years that begin in March.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + (153 * month + 2) / 5 + day - 1;
    let seconds = i64::from(days - 719_468) * 86_400 + i64::from(hour * 3_600 + minute * 60 + second);
    Timestamp::new(seconds, nanosecond).ok().map(Instant)
}

/// The digits inside `/Date(…)/`, without the offset that may follow them.
fn date_literal(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix("/Date(")?.strip_suffix(")/")?;
    let end = inner.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-')).map_or(inner.len(), |(at, _)| at);
    inner.get(..end)
}

impl From<Timestamp> for Instant {
    fn from(value: Timestamp) -> Self {
        Self(value)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_forms_on_the_wire_are_one_instant() {
        // A55: five to seven digits, offsets; 5.1's literal with an offset for display.
        let texts =
            ["2025-09-16T15:24:50.06623-04:00", "2025-09-16T19:24:50.0662300Z", "2025-09-16T19:24:50.06623+00:00"];
        let instants: Vec<_> = texts.iter().map(|t| Instant::parse(t).unwrap()).collect();
        assert!(instants.windows(2).all(|w| w[0] == w[1]));
        assert_eq!(Instant::parse("/Date(1758050690066)/").unwrap().to_string(), "2025-09-16T19:24:50.066Z");
        assert_eq!(Instant::parse("/Date(1758050690066-0400)/").unwrap().to_string(), "2025-09-16T19:24:50.066Z");
        assert_eq!(Instant::parse("/Date(-1000)/").unwrap().to_string(), "1969-12-31T23:59:59Z");
    }

    proptest! {
        #[test]
        fn the_usual_form_is_read_as_every_other(
            year in 0_i32..=9999, month in 0_i32..14, day in 0_i32..33, hour in 0_i32..26, minute in 0_i32..62,
            second in 0_i32..62, fraction in "(\\.[0-9]{0,10})?", offset in "(Z|\\+00:00|-00:00|\\+01:00|z|)",
        ) {
            let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{offset}");
            let plain = text.parse::<Timestamp>().ok().map(Instant);
            if let Some(quick) = usual(&text) {
                prop_assert_eq!(Some(quick), plain, "{}", text);
            }
            prop_assert_eq!(Instant::parse(&text).ok(), plain, "{}", text);
        }
    }

    #[test]
    fn the_usual_form_is_what_the_service_writes() {
        for text in [
            "2026-11-20T02:00:14.1234567+00:00",
            "2025-02-28T19:24:50Z",
            "1970-01-01T00:00:00.5Z",
            "0000-03-01T00:00:00Z",
        ] {
            assert_eq!(usual(text), Some(Instant(text.parse().unwrap())), "{text}");
        }
        for text in [
            "2026-11-20 02:00:14Z",
            "2026-11-20T02:00:14+01:00",
            "2026-11-20T02:00:1éZ",
            "-009-11-20T02:00:14Z",
            "+2026-1-20T02:00:14Z",
        ] {
            assert_eq!(usual(text), None, "{text}");
        }
    }

    #[test]
    fn text_without_offset_is_refused() {
        for bad in ["2025-09-16T15:24:50", "16-09-2025 15:24", "", "/Date()/", "/Date(1e9)/", "2025-13-01T00:00:00Z"] {
            assert!(Instant::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn arithmetic_stays_inside_time() {
        let t = Instant::parse("1969-12-31T23:59:59.5Z").unwrap();
        assert_eq!(t.whole_second().to_string(), "1969-12-31T23:59:59Z");
        assert_eq!(t.plus_seconds(1).to_string(), "1970-01-01T00:00:00.5Z");
        assert!(t.plus_seconds(i64::MAX) > t && t.plus_seconds(i64::MIN) < t);
        assert_eq!(t.seconds_since(t.plus_seconds(10)), -10);
        let later = Instant::parse("1970-01-01T00:00:00.25Z").unwrap();
        assert_eq!((later.seconds_since(t), t.seconds_since(later)), (0, -1));
        assert_eq!(later.plus_seconds(86_400).to_string(), "1970-01-02T00:00:00.25Z");
        assert_eq!(later.plus_seconds(-1).to_string(), "1969-12-31T23:59:59.25Z");
        let ends = [Timestamp::MIN, Timestamp::MAX].map(Instant::from);
        assert_eq!([i64::MIN, i64::MAX].map(|far| later.plus_seconds(far)), ends);
    }
}
