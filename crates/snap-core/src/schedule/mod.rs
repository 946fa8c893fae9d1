//! Schedules: when snapshots are taken. Their instants are the *slots* that names and tags derive from.

mod changes;
mod days;
mod read;
mod slots;
mod wall;

use jiff::civil::{Time, Weekday};
use serde::{Serialize, Serializer};

pub(crate) use changes::SENTENCES;
pub use changes::{ClockChange, Effect};
pub(crate) use days::{short_days, spelled_days};
pub(crate) use read::{DIVISORS, MOST_TIMES};
pub use slots::{Slot, SlotKind, Slots};

use crate::instant::Instant;

/// When snapshots are taken, on the wall clock of the policy's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(as = "View"))]
pub struct Schedule {
    /// On which days of the week, Monday first, without repetition; never empty.
    pub days: Vec<Weekday>,
    /// At which times of those days.
    pub when: When,
    /// Nothing is taken before it.
    pub start: Option<Instant>,
    /// Nothing is taken at it or later.
    pub end: Option<Instant>,
}

/// The times of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// These, ascending, to the minute; never empty.
    Times(Vec<Time>),
    /// Every so many hours, a divisor of 24, counted from a time of day.
    EveryHours(u8, Time),
}

impl Schedule {
    /// Every night at 04:00, which no clock of the bundled zones skips or repeats: those that change do so before.
    pub fn nightly() -> Self {
        let days = DAYS.iter().map(|(day, _)| *day).collect();
        Self { days, when: When::Times(vec![Time::constant(4, 0, 0, 0)]), start: None, end: None }
    }
}

/// All days, Monday first, and their words.
pub(crate) const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "mon"),
    (Weekday::Tuesday, "tue"),
    (Weekday::Wednesday, "wed"),
    (Weekday::Thursday, "thu"),
    (Weekday::Friday, "fri"),
    (Weekday::Saturday, "sat"),
    (Weekday::Sunday, "sun"),
];

fn word(day: Weekday) -> &'static str {
    DAYS.iter().find(|(known, _)| *known == day).map_or("", |(_, word)| word)
}

/// A time of day as a policy writes it.
pub(crate) fn clock(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// As a policy writes it, with every default filled in: `times`, or `everyHours` and `from`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
struct View {
    /// `mon` to `sun`.
    days: Vec<&'static str>,
    /// `hh:mm`, ascending.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<Vec<String>>,
    /// A divisor of 24.
    #[serde(skip_serializing_if = "Option::is_none")]
    every_hours: Option<u8>,
    /// What the hours are counted from.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// Nothing is taken before it.
    #[cfg_attr(feature = "typescript", ts(optional = false))]
    start: Option<Instant>,
    /// Nothing is taken at it or later.
    #[cfg_attr(feature = "typescript", ts(optional = false))]
    end: Option<Instant>,
}

impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (times, every_hours, from) = match &self.when {
            When::Times(times) => (Some(times.iter().copied().map(clock).collect()), None, None),
            When::EveryHours(hours, from) => (None, Some(*hours), Some(clock(*from))),
        };
        let days = self.days.iter().map(|day| word(*day)).collect();
        View { days, times, every_hours, from, start: self.start, end: self.end }.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_clock_skips_or_repeats_the_nightly_time() {
        let (from, until) =
            ["2026-11-20T00:00:00Z", "2036-11-20T00:00:00Z"].map(|at| Instant::parse(at).unwrap()).into();
        for name in crate::zone::names() {
            let zone = crate::zone::lookup(&name).unwrap();
            let changes = Schedule::nightly().clock_changes(&zone, from, until);
            assert_eq!(changes, [], "{name}");
        }
    }
}
