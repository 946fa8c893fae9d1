//! Durations of a policy: ISO 8601, taken from an instant by the calendar of the policy's zone.

use std::fmt;
use std::sync::Arc;

use jiff::fmt::temporal::{SpanParser, SpanPrinter};
use jiff::{Span, SpanFieldwise, Timestamp, tz::TimeZone};
use serde::{Serialize, Serializer};

use crate::instant::Instant;

/// A positive ISO 8601 duration in whole seconds or larger units, such as `P30D`, `PT6H`, `P1Y2M3DT4H`.
///
/// Years, months, weeks and days are steps of the calendar, the rest is exact time: in a zone whose clocks change,
/// `P1D` may be 23 or 25 hours, `PT24H` never.
#[derive(Debug, Clone, PartialEq, Eq)]
// Shared, so that the reasons of a hundred thousand decisions may each carry theirs.
pub struct Period(Arc<SpanFieldwise>);

/// Why a text is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// Not the form, or more than the calendar holds.
    #[error(
        "expected an ISO 8601 duration such as `P30D`, `PT6H` or `P1Y`, without sign or fraction, below 10,000 years"
    )]
    Form,
    /// Nothing long.
    #[error("expected a duration longer than nothing")]
    Zero,
}

impl Period {
    /// Reads a duration.
    ///
    /// # Errors
    /// Signs, fractions, lower case, and everything that is not ISO 8601; a duration of nothing.
    pub fn parse(text: &str) -> Result<Self, PeriodError> {
        // jiff reads more than ISO 8601 (signs, fractions, lower case): one spelling is enough for a policy.
        let spelled = text.chars().all(|c| c.is_ascii_digit() || "PYMWDTHS".contains(c));
        if !spelled || text.len() > 100 {
            return Err(PeriodError::Form);
        }
        let span = SpanParser::new().parse_span(text).map_err(|_| PeriodError::Form)?;
        if span.is_zero() { Err(PeriodError::Zero) } else { Ok(Self(Arc::new(span.fieldwise()))) }
    }

    /// `PT1H`
    pub fn hour() -> Self {
        Self(Arc::new(Span::new().hours(1).fieldwise()))
    }

    /// The instant this long before `now` by the calendar of `zone`: months and years first, on the wall clock, cut to
    /// the last day of a shorter month (31 March less one month is 28 or 29 February, same time of day).
    ///
    /// Ends at the beginning of time: a duration that reaches further back reaches everything.
    pub fn before(&self, now: Instant, zone: &TimeZone) -> Instant {
        let back = now.timestamp().to_zoned(zone.clone()).checked_sub(self.0.0);
        Instant::from(back.map_or(Timestamp::MIN, |zoned| zoned.timestamp()))
    }

    /// Seconds by the average lengths of the Gregorian calendar: for comparing two durations without an instant.
    pub fn mean_seconds(&self) -> i64 {
        const DAY: i64 = 86_400;
        const YEAR: i64 = 31_556_952;
        let span = &self.0.0;
        i64::from(span.get_years()) * YEAR
            + i64::from(span.get_months()) * (YEAR / 12)
            + i64::from(span.get_weeks()) * (7 * DAY)
            + i64::from(span.get_days()) * DAY
            + i64::from(span.get_hours()) * 3_600
            + span.get_minutes() * 60
            + span.get_seconds()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&SpanPrinter::new().span_to_string(&self.0.0))
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
