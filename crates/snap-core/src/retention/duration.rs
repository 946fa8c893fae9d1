//! Durations of a policy: ISO 8601, taken from an instant by the calendar of the policy's zone.

use std::fmt;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::{SpanParser, SpanPrinter};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, SpanFieldwise, Timestamp};
use serde::{Serialize, Serializer};

use super::bucket::Clock;
use super::manners::Months;
use super::wrong::expected;
use crate::instant::Instant;
use crate::say::Sentence;

const DAY: i64 = 86_400;

/// A positive ISO 8601 duration in whole seconds or larger units, such as `P30D`, `PT6H`, `P1Y2M3DT4H`.
///
/// Years, months, weeks and days are steps of the calendar, the rest is exact time: in a zone whose clocks change,
/// `P1D` may be 23 or 25 hours, `PT24H` never.
#[derive(Debug, Clone, PartialEq, Eq)]
// Shared, so that the reasons of a hundred thousand decisions may each carry theirs.
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Period(Arc<SpanFieldwise>);

/// Why a text is no duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum PeriodError {
    /// Not the form, or more than the calendar holds.
    Form,
    /// Nothing long.
    Zero,
}

impl PeriodError {
    /// What is expected instead.
    pub fn said(self) -> Sentence {
        expected(match self {
            Self::Form => "duration_form",
            Self::Zero => "duration_zero",
        })
    }
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

    /// The instant this long before `from` in the manner of `months`. `year` is the length of a year in seconds for
    /// [`Months::Days31`], which takes a day for 24 hours and everything for exact time.
    pub(super) fn before_by(&self, from: Instant, zone: &TimeZone, months: Months, year: i64) -> Instant {
        match months {
            Months::Clamp => self.before(from, zone),
            Months::Overflow => self.before_by_overflow(from, zone),
            Months::Days31 => {
                let long = i64::from(self.0.0.get_years()) * year + i64::from(self.0.0.get_months()) * (31 * DAY);
                from.plus_seconds(-(long + self.days() * DAY + self.clock_seconds()))
            }
        }
    }

    /// As [`before_by`](Self::before_by), without the calendar where `clock` stands at no change that could matter.
    pub(super) fn before_at(
        &self,
        from: Instant,
        clock: &Clock,
        zone: &TimeZone,
        months: Months,
        year: i64,
    ) -> Instant {
        let even = self.0.0.get_years() == 0 && self.0.0.get_months() == 0 && months == Months::Clamp;
        let back = even.then(|| from.plus_seconds(-(self.days() * DAY + self.clock_seconds())));
        back.filter(|back| clock.steady(*back, from)).unwrap_or_else(|| self.before_by(from, zone, months, year))
    }

    /// The months are taken from the month and the days from the day's number, and what comes out is read as a date:
    /// 31 February is 3 March, or 2 March in a leap year.
    fn before_by_overflow(&self, from: Instant, zone: &TimeZone) -> Instant {
        let start = Instant::from(Timestamp::MIN);
        let wall = zone.to_datetime(from.timestamp());
        let months = i64::from(wall.year()) * 12 + i64::from(wall.month())
            - 1
            - (i64::from(self.0.0.get_years()) * 12 + i64::from(self.0.0.get_months()));
        let year = i16::try_from(months.div_euclid(12)).ok();
        let month = i8::try_from(months.rem_euclid(12) + 1).ok();
        let first = year.zip(month).and_then(|(year, month)| Date::new(year, month, 1).ok());
        let day = i64::from(wall.day()) - 1 - self.days();
        let date = first.and_then(|first| first.checked_add(Span::new().try_days(day).ok()?).ok());
        let shown = date.map(|date| DateTime::from_parts(date, wall.time()));
        shown.and_then(|shown| guess(shown, zone)).map_or(start, |back| back.plus_seconds(-self.clock_seconds()))
    }

    /// Weeks and days together, in days.
    fn days(&self) -> i64 {
        i64::from(self.0.0.get_weeks()) * 7 + i64::from(self.0.0.get_days())
    }

    /// Hours, minutes and seconds together, in seconds.
    fn clock_seconds(&self) -> i64 {
        let span = &self.0.0;
        i64::from(span.get_hours()) * 3_600 + span.get_minutes() * 60 + span.get_seconds()
    }

    /// Seconds by the average lengths of the Gregorian calendar: for comparing two durations without an instant.
    pub fn mean_seconds(&self) -> i64 {
        const YEAR: i64 = 31_556_952;
        let span = &self.0.0;
        let long = i64::from(span.get_years()) * YEAR + i64::from(span.get_months()) * (YEAR / 12);
        long + self.days() * DAY + self.clock_seconds()
    }
}

/// The instant at which a wall clock shows a date and time, found in two looks: where the clock stood were it UTC, and
/// where it stood then. Of a time that comes twice or never this takes the one that Go's standard library takes, whose
/// arithmetic the manner is named after.
fn guess(shown: DateTime, zone: &TimeZone) -> Option<Instant> {
    let utc = Offset::UTC.to_timestamp(shown).ok()?;
    let first = zone.to_offset(utc).to_timestamp(shown).ok()?;
    zone.to_offset(first).to_timestamp(shown).ok().map(Instant::from)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    proptest! {
        #[test]
        fn a_clock_that_stands_still_saves_the_calendar(
            zone in select(&["Europe/Stockholm", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "UTC"][..]),
            start in -2_000_000_000_i64..4_500_000_000, nanos in 0_i32..1_000_000_000, more in prop::collection::vec(-900_000_i64..900_000, 1..8),
            text in "P[1-9][0-9]?D(T[1-9]H)?|PT[1-9][0-9]{0,6}S|P[1-3]W|P[1-2]M|P1Y2D",
        ) {
            let zone = crate::zone::lookup(zone).unwrap();
            let period = Period::parse(&text).unwrap();
            let mut clock = Clock::new();
            for more in more {
                let at = Instant::from(Timestamp::new(start + more, nanos).unwrap());
                let wall = clock.show(at, &zone);
                let offset = zone.to_offset(at.timestamp());
                prop_assert_eq!(wall.civil(at), offset.to_datetime(at.timestamp()));
                prop_assert_eq!(wall.date, wall.civil(at).date());
                prop_assert_eq!(clock.show(at, &zone), Clock::new().show(at, &zone));
                prop_assert_eq!(period.before_at(at, &clock, &zone, Months::Clamp, 0), period.before(at, &zone), "{}", at);
            }
        }
    }

    #[test]
    fn the_calendar_counts_where_a_clock_changes() {
        // Clocks go forward on 2026-03-29, and Apia left out 2011-12-30.
        for (zone, at) in [("Europe/Stockholm", "2026-03-30T01:30:00Z"), ("Pacific/Apia", "2011-12-31T12:00:00Z")] {
            let (zone, at) = (crate::zone::lookup(zone).unwrap(), Instant::parse(at).unwrap());
            let period = Period::parse("P2D").unwrap();
            let mut clock = Clock::new();
            clock.show(at, &zone);
            let back = period.before_at(at, &clock, &zone, Months::Clamp, 0);
            assert_eq!(back, period.before(at, &zone));
            assert_ne!(back, at.plus_seconds(-2 * DAY));
        }
    }
}
