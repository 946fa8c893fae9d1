//! Schedules: when snapshots are taken. Their instants are the *slots* that names and tags derive from.

mod changes;
mod days;
mod read;
mod slots;
mod wall;

use jiff::civil::{Time, Weekday};
use serde::{Serialize, Serializer, ser::SerializeStruct};

pub(crate) use changes::SENTENCES;
pub use changes::{ClockChange, Effect};
pub(crate) use days::{short_days, spelled_days};
pub(crate) use read::{DIVISORS, MOST_TIMES};
pub use slots::{Slot, SlotKind, Slots};

use crate::instant::Instant;

/// When snapshots are taken, on the wall clock of the policy's zone.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// As a policy writes it, with every default filled in.
impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Schedule", 5)?;
        out.serialize_field("days", &self.days.iter().map(|day| word(*day)).collect::<Vec<_>>())?;
        match &self.when {
            When::Times(times) => {
                out.serialize_field("times", &times.iter().copied().map(clock).collect::<Vec<_>>())?;
            }
            When::EveryHours(hours, from) => {
                out.serialize_field("everyHours", hours)?;
                out.serialize_field("from", &clock(*from))?;
            }
        }
        out.serialize_field("start", &self.start)?;
        out.serialize_field("end", &self.end)?;
        out.end()
    }
}
