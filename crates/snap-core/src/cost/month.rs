//! What is metered: bytes times time, month by month (B3).

use jiff::civil::Date;
use jiff::tz::Offset;

use super::GIB;
use super::band::Band;
use crate::instant::Instant;

/// A calendar month in UTC, from its first second to that of the next.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) year: i16,
    pub(super) month: i8,
    pub(super) start: i64,
    pub(super) end: i64,
}

impl Span {
    /// The month of an instant.
    pub(super) fn of(second: i64) -> Self {
        let at = Instant::from_second(second).map_or(jiff::Timestamp::UNIX_EPOCH, Instant::timestamp);
        let first = Offset::UTC.to_datetime(at).date().first_of_month();
        Self { year: first.year(), month: first.month(), start: midnight(first), end: midnight(after(first)) }
    }

    fn seconds(self) -> u64 {
        u64::try_from(self.end - self.start).unwrap_or(1).max(1)
    }
}

fn after(first: Date) -> Date {
    first.last_of_month().tomorrow().unwrap_or(Date::MAX)
}

fn midnight(date: Date) -> i64 {
    Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_or(i64::MAX, |at| at.as_second())
}

/// Bytes times seconds, low, likely and high.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Meter([u128; 3]);

impl Meter {
    pub(super) fn run(&mut self, stored: Band, seconds: u64) {
        let each = stored.each().map(|bytes| u128::from(bytes) * u128::from(seconds));
        self.0.iter_mut().zip(each).for_each(|(sum, more)| *sum += more);
    }

    /// As if it had been there for the whole month.
    pub(super) fn stored(self, month: Span) -> Band {
        self.over(u128::from(month.seconds()), 1)
    }

    /// At a price in millionths for a GiB and month.
    pub(super) fn money(self, month: Span, price: u64) -> Band {
        self.over(u128::from(month.seconds()) * u128::from(GIB), price)
    }

    /// Rounded half up, each side for itself.
    fn over(self, whole: u128, price: u64) -> Band {
        let [low, likely, high] = self.0.map(|sum| {
            let exact = sum.saturating_mul(u128::from(price)).saturating_add(whole / 2) / whole;
            u64::try_from(exact).unwrap_or(u64::MAX)
        });
        Band { low, likely, high }
    }
}
