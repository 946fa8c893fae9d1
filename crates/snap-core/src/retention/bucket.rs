//! Buckets: the wall-clock periods of a zone that calendar rules keep one snapshot of.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::instant::Instant;

/// The size of a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// A minute of the wall clock.
    Minute,
    /// An hour of the wall clock; the hour that is repeated when clocks go back is one bucket.
    Hour,
    /// A calendar day of 23, 24, 25 or 23.5 hours.
    Day,
    /// An ISO week, Monday to Sunday; it belongs to one year even where it crosses New Year.
    Week,
    /// A calendar month.
    Month,
    /// January to March and so on.
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

/// An instant as the wall clock of a zone shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wall {
    /// Date and time of day.
    pub(super) civil: DateTime,
    /// The same as seconds since the wall clock showed 1970-01-01T00:00:00, rounded down.
    second: i64,
}

impl Wall {
    pub(super) fn of(instant: Instant, zone: &TimeZone) -> Self {
        let timestamp = instant.timestamp();
        let offset = zone.to_offset(timestamp);
        let whole = timestamp.as_second() - i64::from(timestamp.subsec_nanosecond() < 0);
        Self { civil: offset.to_datetime(timestamp), second: whole + i64::from(offset.seconds()) }
    }

    /// The ordinal of the bucket this falls into. Two instants share a bucket when their ordinals are equal; later
    /// buckets have higher ones. Ordinals of different sizes have nothing to do with each other.
    pub(super) fn bucket(self, size: Size) -> i64 {
        const DAY: i64 = 86_400;
        let year = i64::from(self.civil.year());
        let month = i64::from(self.civil.month()) - 1;
        match size {
            Size::Minute => self.second.div_euclid(60),
            Size::Hour => self.second.div_euclid(3_600),
            Size::Day => self.second.div_euclid(DAY),
            // 1970-01-01 was a Thursday. Weeks are counted from Monday to Monday without regard to the year, which is
            // what pairing the ISO week with its week-based year amounts to.
            Size::Week => (self.second.div_euclid(DAY) + 3).div_euclid(7),
            Size::Month => year * 12 + month,
            Size::Quarter => year * 4 + month / 3,
            Size::Year => year,
        }
    }
}
