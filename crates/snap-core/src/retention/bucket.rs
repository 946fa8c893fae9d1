//! Buckets: the wall-clock periods of a zone that calendar rules keep one snapshot of.

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use super::manners::{Dst, Quarter};
use crate::instant::Instant;

/// Seconds of a day without a change of the clocks.
const DAY: i64 = 86_400;

/// The size of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// A minute of the wall clock.
    Minute,
    /// An hour of the wall clock; whether the one that is repeated when clocks go back is one bucket or two is
    /// [`Dst`]'s to say.
    Hour,
    /// A calendar day of 23, 24, 25 or 23.5 hours.
    Day,
    /// An ISO week, Monday to Sunday; it belongs to one year even where it crosses New Year.
    Week,
    /// A calendar month.
    Month,
    /// January to March and so on, or 13 ISO weeks ([`Quarter`]).
    Quarter,
    /// A calendar year.
    Year,
}

impl Size {
    /// Finest first: the order in which rules run.
    pub const ALL: [Self; 7] =
        [Self::Minute, Self::Hour, Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    /// `day`
    pub fn noun(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// `daily`: the rule's member in a policy, and its reason code.
    pub fn adverb(self) -> &'static str {
        match self {
            Self::Minute => "minutely",
            Self::Hour => "hourly",
            Self::Day => "daily",
            Self::Week => "weekly",
            Self::Month => "monthly",
            Self::Quarter => "quarterly",
            Self::Year => "yearly",
        }
    }
}

/// What a rule tells apart: snapshots of one grain are one to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grain {
    /// Every snapshot by itself.
    Each,
    /// A second of the wall clock; [`Dst::Split`] makes it a second of time.
    Second(Dst),
    /// A bucket.
    Size(Size),
}

/// How a policy reads the calendar.
#[derive(Debug, Clone, Copy)]
pub(super) struct Calendar {
    pub(super) dst: Dst,
    pub(super) quarter: Quarter,
}

/// An instant as the wall clock of a zone shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wall {
    pub(super) date: Date,
    /// Date and time as seconds since the wall clock showed 1970-01-01T00:00:00, rounded down.
    second: i64,
    offset: Offset,
}

/// The wall clock of a zone for instants that mostly lie beside one another: its offset is looked up once between two
/// changes, and a date once a day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    /// The day since 1970-01-01 that was shown last, and its date.
    day: (i64, Date),
    offset: Offset,
    /// The first instant with that offset, and the first without it.
    from: Timestamp,
    until: Timestamp,
}

impl Clock {
    /// Nothing looked up yet.
    pub(super) fn new() -> Self {
        let day = (0, DateTime::constant(1970, 1, 1, 0, 0, 0, 0).date());
        Self { day, offset: Offset::UTC, from: Timestamp::MAX, until: Timestamp::MIN }
    }

    pub(super) fn show(&mut self, instant: Instant, zone: &TimeZone) -> Wall {
        let timestamp = instant.timestamp();
        if timestamp < self.from || timestamp >= self.until {
            self.offset = zone.to_offset(timestamp);
            // A change at the very instant is behind it: its offset holds already.
            let behind = timestamp.checked_add(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MAX);
            self.from = zone.preceding(behind).next().map_or(Timestamp::MIN, |change| change.timestamp());
            self.until = zone.following(timestamp).next().map_or(Timestamp::MAX, |change| change.timestamp());
        }
        let whole = timestamp.as_second() - i64::from(timestamp.subsec_nanosecond() < 0);
        let second = whole + i64::from(self.offset.seconds());
        let day = second.div_euclid(DAY);
        if self.day.0 != day {
            self.day = (day, self.offset.to_datetime(timestamp).date());
        }
        Wall { date: self.day.1, second, offset: self.offset }
    }

    /// True where no change is known to be anywhere near: between these two a step of the calendar is so many seconds.
    pub(super) fn steady(&self, from: Instant, until: Instant) -> bool {
        // More than any clock was ever moved, so that no time of the wall in between comes twice or never.
        const NEAR: i64 = 2 * DAY;
        let second = |instant: Instant| instant.timestamp().as_second();
        second(from) - NEAR > self.from.as_second() && second(until) + NEAR < self.until.as_second()
    }
}

impl Wall {
    /// Date and time of day, where it is the wall of `instant`.
    pub(super) fn civil(self, instant: Instant) -> DateTime {
        self.offset.to_datetime(instant.timestamp())
    }

    /// The ordinal of what this falls into. Two instants share it when their ordinals are equal; going back in time
    /// ordinals fall, but for the hours that the clock shows twice. Those of different grains have nothing to do with
    /// each other.
    #[inline]
    pub(super) fn ordinal(self, grain: Grain, calendar: Calendar) -> i64 {
        let year = i64::from(self.date.year());
        let month = i64::from(self.date.month()) - 1;
        match grain {
            Grain::Each => self.second,
            Grain::Second(dst) => self.told_apart(self.second, dst),
            Grain::Size(Size::Minute) => self.told_apart(self.second.div_euclid(60), calendar.dst),
            Grain::Size(Size::Hour) => self.told_apart(self.second.div_euclid(3_600), calendar.dst),
            Grain::Size(Size::Day) => self.second.div_euclid(DAY),
            // 1970-01-01 was a Thursday. Weeks are counted from Monday to Monday without regard to the year, which is
            // what pairing the ISO week with its week-based year amounts to.
            Grain::Size(Size::Week) => (self.second.div_euclid(DAY) + 3).div_euclid(7),
            Grain::Size(Size::Month) => year * 12 + month,
            Grain::Size(Size::Quarter) if calendar.quarter == Quarter::Weeks => {
                let week = self.date.iso_week_date();
                // The last quarter has 14 weeks in a year of 53.
                i64::from(week.year()) * 4 + (i64::from(week.week()) - 1).div_euclid(13).min(3)
            }
            Grain::Size(Size::Quarter) => year * 4 + month.div_euclid(3),
            Grain::Size(Size::Year) => year,
        }
    }

    /// Makes the offset part of an ordinal. The first of two equal hours, which is further ahead of UTC, has the lower one.
    fn told_apart(self, ordinal: i64, dst: Dst) -> i64 {
        match dst {
            Dst::Merge => ordinal,
            // Offsets are below 26 hours: 93,600 seconds.
            Dst::Split => (ordinal << 18) + i64::from(100_000 - self.offset.seconds()),
        }
    }
}
