//! What the changes of the clocks do to a schedule (V10): which slots are skipped, doubled or fall together.

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, tz::Offset, tz::TimeZone};
use serde::{Serialize, Serializer};

use super::wall::{Asked, DAY, Stretch, Stretches};
use super::{Schedule, clock};
use crate::instant::Instant;
use crate::say::Sentence;

/// One wall-clock time of a schedule that a change of the clocks touches.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(as = "View<'static>"))]
pub struct ClockChange {
    /// The day asked for.
    pub date: Date,
    /// The time of it asked for.
    pub time: Time,
    /// What happens.
    pub effect: Effect,
    /// When it is taken, ascending: one instant, or two.
    pub instants: Vec<Instant>,
}

/// What a change of the clocks does to one wall-clock time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It does not exist and is taken at this time instead.
    Moved(Date, Time),
    /// It does not exist, and what is taken at this time is taken anyway.
    Together(Date, Time),
    /// It comes twice and is taken once, when the clocks are at this offset.
    Once(Offset),
    /// It comes twice and is taken twice.
    Twice,
}

impl Schedule {
    /// What the changes of the clocks do to the slots at `from` or later and before `until`, in the order of their
    /// wall-clock times. A change that touches no slot is not told.
    pub fn clock_changes(&self, zone: &TimeZone, from: Instant, until: Instant) -> Vec<ClockChange> {
        let taken = |at: &Instant| self.start.is_none_or(|start| *at >= start) && self.end.is_none_or(|end| *at < end);
        let mut asked = Asked::of(self);
        let mut found = Vec::new();
        let mut before: Option<Stretch> = None;
        for stretch in Stretches::from(zone, from.timestamp().as_second().saturating_sub(3 * DAY)) {
            if let Some(before) = before.replace(stretch) {
                if stretch.skipped() {
                    skipped(&mut asked, &stretch, &mut found);
                } else {
                    repeated(&mut asked, &before, &stretch, self.takes_both(), &mut found);
                }
            }
            // The last one that may touch the span: what comes twice, comes first up to a day before.
            if instant(stretch.from, stretch.offset).is_none_or(|at| at > until.plus_seconds(3 * DAY)) {
                break;
            }
        }
        found.retain_mut(|change| {
            change.instants.retain(taken);
            change.instants.iter().any(|at| (from..until).contains(at))
        });
        found
    }
}

/// What a stretch's beginning has jumped over.
fn skipped(asked: &mut Asked, stretch: &Stretch, found: &mut Vec<ClockChange>) {
    asked.seek(stretch.from);
    let mut together = asked.peek() == Some(stretch.from);
    let Some(at) = instant(stretch.from, stretch.offset) else { return };
    asked.seek(stretch.reached);
    while let Some(wall) = asked.peek().filter(|wall| *wall < stretch.from) {
        let (Some((date, time)), Some((to, at_time))) = (civil(wall), civil(stretch.from)) else { return };
        let effect = if together { Effect::Together(to, at_time) } else { Effect::Moved(to, at_time) };
        found.push(ClockChange { date, time, effect, instants: vec![at] });
        together = true;
        asked.advance();
    }
}

/// What comes again in a stretch.
fn repeated(asked: &mut Asked, before: &Stretch, stretch: &Stretch, again: bool, found: &mut Vec<ClockChange>) {
    asked.seek(stretch.from.max(before.from).max(before.reached));
    while let Some(wall) = asked.peek().filter(|wall| *wall < before.until) {
        let (Some((date, time)), Some(first)) = (civil(wall), instant(wall, before.offset)) else { return };
        let second = instant(wall, stretch.offset).filter(|_| again);
        let offset =
            i32::try_from(before.offset).ok().and_then(|s| Offset::from_seconds(s).ok()).unwrap_or(Offset::UTC);
        let effect = if again { Effect::Twice } else { Effect::Once(offset) };
        found.push(ClockChange { date, time, effect, instants: [Some(first), second].into_iter().flatten().collect() });
        asked.advance();
    }
}

fn instant(wall: i64, offset: i64) -> Option<Instant> {
    Timestamp::from_second(wall.checked_sub(offset)?).ok().map(Instant::from)
}

/// A second of the wall clock as a date and a time of day.
fn civil(wall: i64) -> Option<(Date, Time)> {
    let at = Offset::UTC.to_datetime(Timestamp::from_second(wall).ok()?);
    Some((at.date(), at.time()))
}

impl Effect {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Moved(..) => "moved",
            Self::Together(..) => "together",
            Self::Once(_) => "once",
            Self::Twice => "twice",
        }
    }
}

crate::sentences! {
    /// What becomes of a time of a schedule on a day on which clocks change.
    pub(crate) const SENTENCES;
    clock_moved(day: Day, time: Time, to_day: MaybeDay, to: Time) =
        "{day}, {time} does not exist: taken at {to_day, select, none {} other {{to_day}, }}{to}";
    clock_together(day: Day, time: Time, to_day: MaybeDay, to: Time) =
        "{day}, {time} does not exist: falls together with {to_day, select, none {} other {{to_day}, }}{to}, taken once";
    clock_once(day: Day, time: Time, offset: Name) = "{day}, {time} comes twice: taken once, at the first ({offset})";
    clock_twice(day: Day, time: Time) = "{day}, {time} comes twice: taken twice";
}

impl ClockChange {
    /// For a person.
    pub fn said(&self) -> Sentence {
        let (date, time) = (self.date, self.time);
        let other = |to: Date| Some(to).filter(|to| *to != date);
        match self.effect {
            Effect::Moved(to, at) => clock_moved(date, time, other(to), at),
            Effect::Together(to, at) => clock_together(date, time, other(to), at),
            Effect::Once(offset) => {
                let minutes = offset.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                clock_once(date, time, &format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
            }
            Effect::Twice => clock_twice(date, time),
        }
    }
}

/// For a person: `Sun 28 Mar 2027, 02:30 does not exist: taken at 03:00`.
impl fmt::Display for ClockChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said().text())
    }
}

/// As it is written.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct View<'c> {
    /// The day asked for.
    #[cfg_attr(feature = "typescript", ts(as = "String"))]
    date: Date,
    /// The time of it asked for, `hh:mm`.
    time: String,
    /// `moved`, `together`, `once` or `twice`.
    code: &'static str,
    /// For a person.
    text: Sentence,
    /// When it is taken, ascending: one instant, or two.
    instants: &'c [Instant],
}

impl Serialize for ClockChange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { date, time, effect, instants } = self;
        View { date: *date, time: clock(*time), code: effect.code(), text: self.said(), instants }.serialize(serializer)
    }
}
