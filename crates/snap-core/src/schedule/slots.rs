//! The slots of a schedule: its wall-clock times as instants, through every change of the clocks.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::wall::{Asked, DAY, Stretch, Stretches};
use super::{Schedule, When};
use crate::instant::Instant;

/// One instant at which snapshots are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Slot {
    /// When.
    pub at: Instant,
    /// What the clocks did to it.
    pub kind: SlotKind,
}

/// What a change of the clocks did to a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum SlotKind {
    /// Nothing.
    Usual,
    /// The first instant after a gap: it stands for every slot of the gap, and for its own where that is asked for.
    AfterGap,
    /// Its wall-clock time comes twice; this is the first.
    FirstOfTwo,
    /// The second; only where the schedule is every hour.
    SecondOfTwo,
}

impl Schedule {
    /// The slots at `from` or later and before `until`, strictly ascending.
    ///
    /// A wall-clock time that is skipped is taken at the first instant after the gap; one that comes twice is taken the
    /// first time, and both times where the schedule is every hour, since there would be a hole of two hours.
    pub fn slots(&self, zone: &TimeZone, from: Instant, until: Instant) -> Slots {
        let from = self.start.map_or(from, |start| start.max(from));
        let until = self.end.map_or(until, |end| end.min(until));
        let from = first_second(from);
        Slots {
            asked: Asked::of(self),
            // Further back than any clock was ever moved, so that what came before `from` is known.
            stretches: Stretches::from(zone, from.saturating_sub(3 * DAY)),
            stretch: None,
            after_gap: false,
            again: self.takes_both(),
            from,
            until: first_second(until),
        }
    }

    /// True when a time that comes twice is taken twice.
    pub(super) fn takes_both(&self) -> bool {
        matches!(self.when, When::EveryHours(1, _))
    }
}

/// The first whole second at or after an instant.
fn first_second(instant: Instant) -> i64 {
    let whole = instant.whole_second();
    whole.timestamp().as_second() + i64::from(whole < instant)
}

/// The slots of a schedule: see [`Schedule::slots`].
pub struct Slots {
    asked: Asked,
    stretches: Stretches,
    stretch: Option<Stretch>,
    /// The stretch begins with a slot that stands for skipped ones.
    after_gap: bool,
    again: bool,
    from: i64,
    until: i64,
}

impl Slots {
    /// Goes to the next stretch, and to the first time that is asked for in it.
    fn enter(&mut self) -> Option<()> {
        let stretch = self.stretches.next().filter(|next| next.from - next.offset < self.until)?;
        self.stretch = Some(stretch);
        let begin = stretch.from.max(self.from + stretch.offset);
        if stretch.skipped() && begin == stretch.from {
            self.asked.seek(stretch.reached);
            self.after_gap = self.asked.peek().is_some_and(|wall| wall < stretch.from);
            // Its own slot falls together with the skipped ones.
            self.asked.seek(begin + i64::from(self.after_gap));
        } else {
            self.asked.seek(if self.again { begin } else { begin.max(stretch.reached) });
        }
        Some(())
    }

    /// The next wall-clock time that is asked for in the stretch.
    fn within(&mut self) -> Option<(i64, i64, SlotKind)> {
        let stretch = self.stretch?;
        if std::mem::take(&mut self.after_gap) {
            return Some((stretch.from, stretch.offset, SlotKind::AfterGap));
        }
        let wall = self.asked.peek().filter(|wall| *wall < stretch.until)?;
        self.asked.advance();
        let kind = if wall < stretch.reached {
            SlotKind::SecondOfTwo
        } else if stretch.next_from.is_some_and(|next| next <= wall) {
            SlotKind::FirstOfTwo
        } else {
            SlotKind::Usual
        };
        Some((wall, stretch.offset, kind))
    }
}

impl Iterator for Slots {
    type Item = Slot;

    fn next(&mut self) -> Option<Slot> {
        let (wall, offset, kind) = loop {
            match self.within() {
                Some(found) => break found,
                None => self.enter()?,
            }
        };
        let unix = wall - offset;
        let at = Timestamp::from_second(unix).ok().filter(|_| unix < self.until)?;
        Some(Slot { at: at.into(), kind })
    }
}
