//! A future day by day, on the calendar of the policy's zone.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Life;
use crate::instant::Instant;

/// Days from the one that `now` falls on, to the one on which the future ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: Date,
    /// When each day ends, which is when the next one begins; the last one when the future does.
    pub ends: Vec<Instant>,
    /// How many are taken on each day.
    pub born: Vec<u32>,
    /// How many are dropped on each day.
    pub died: Vec<u32>,
    /// The widest gap between neighbouring complete snapshots at the end of each day, in seconds: the day from which on
    /// it is so wide; `None` while there are not two.
    pub widest: Vec<(u32, Option<i64>)>,
    /// The oldest complete snapshot at the end of each day, as the day from which on it is that one.
    pub oldest: Vec<(u32, Option<Instant>)>,
    /// The widest of all days: the first day with it, and between which two.
    pub widest_of_all: Option<(Date, Gap)>,
}

/// The time between two instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureGap", as = "super::show::GapView"))]
pub struct Gap {
    /// The earlier one.
    pub from: Instant,
    /// The later one.
    pub until: Instant,
}

impl Gap {
    /// Its length, rounded down.
    pub fn seconds(&self) -> i64 {
        self.until.seconds_since(self.from)
    }
}

/// A snapshot that is there, in whole seconds.
#[derive(Debug, Clone, Copy)]
struct There {
    life: u32,
    born: i64,
    ready: i64,
}

/// The days as they go by.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    days: Days,
    today: Date,
    /// The first instant of tomorrow.
    ends: Instant,
    /// By birth, oldest first; the dead are cleared out at the end of the day.
    there: Vec<There>,
    widest: i64,
}

fn second(instant: Instant) -> i64 {
    instant.timestamp().as_second()
}

/// The first instant after a date; the last date of all never ends.
pub(super) fn end_of(date: Date, zone: &TimeZone) -> Instant {
    let next = date.tomorrow().and_then(|next| next.to_zoned(zone.clone()));
    next.map_or(jiff::Timestamp::MAX, |next| next.timestamp()).into()
}

pub(super) fn step<T: PartialEq>(steps: &mut Vec<(u32, Option<T>)>, day: u32, value: Option<T>) {
    if steps.last().is_none_or(|(_, last)| *last != value) {
        steps.push((day, value));
    }
}

impl Calendar {
    pub(super) fn new(now: Instant, zone: &TimeZone) -> Self {
        let first = zone.to_datetime(now.timestamp()).date();
        let days = Days {
            first,
            ends: Vec::new(),
            born: vec![0],
            died: vec![0],
            widest: Vec::new(),
            oldest: Vec::new(),
            widest_of_all: None,
        };
        Self { days, today: first, ends: end_of(first, zone), there: Vec::new(), widest: -1 }
    }

    /// When the current day ends.
    pub(super) fn ends(&self) -> Instant {
        self.ends
    }

    /// Adds one that is complete from `ready` on; what has no moment has no place between others.
    pub(super) fn add(&mut self, life: u32, born: Instant, ready: Instant) {
        let there = There { life, born: second(born), ready: second(ready) };
        if self.there.last().is_none_or(|last| last.born <= there.born) {
            return self.there.push(there);
        }
        let at = self.there.partition_point(|other| other.born <= there.born);
        self.there.insert(at, there);
    }

    /// One was taken today.
    pub(super) fn was_born(&mut self) {
        if let Some(count) = self.days.born.last_mut() {
            *count += 1;
        }
    }

    /// So many were dropped today.
    pub(super) fn have_died(&mut self, many: usize) {
        if let Some(count) = self.days.died.last_mut() {
            *count += u32::try_from(many).unwrap_or(u32::MAX);
        }
    }

    /// Ends the current day at `end`, which is its own end or that of the future.
    pub(super) fn close(&mut self, lives: &[Life], end: Instant) {
        let day = u32::try_from(self.days.born.len() - 1).unwrap_or(u32::MAX);
        self.days.ends.push(end);
        let end = second(end);
        let (mut oldest, mut last, mut widest) = (None, None::<There>, None::<(i64, There, There)>);
        self.there.retain(|there| {
            let life = lives.get(there.life as usize);
            if life.is_none_or(|life| life.died.is_some()) {
                return false;
            }
            if there.ready < end {
                oldest = oldest.or(Some(there.life));
                if let Some(before) = last.filter(|before| widest.is_none_or(|(w, ..)| there.born - before.born > w)) {
                    widest = Some((there.born - before.born, before, *there));
                }
                last = Some(*there);
            }
            true
        });
        let born = |life: u32| lives.get(life as usize).map(|life| life.born);
        step(&mut self.days.oldest, day, oldest.and_then(born));
        step(&mut self.days.widest, day, widest.map(|(seconds, ..)| seconds));
        if let Some((seconds, from, until)) = widest.filter(|(seconds, ..)| *seconds > self.widest) {
            self.widest = seconds;
            if let (Some(from), Some(until)) = (born(from.life), born(until.life)) {
                self.days.widest_of_all = Some((self.today, Gap { from, until }));
            }
        }
    }

    /// Begins the next day.
    pub(super) fn next(&mut self, zone: &TimeZone) {
        self.today = self.today.tomorrow().unwrap_or(self.today);
        self.ends = end_of(self.today, zone);
        self.days.born.push(0);
        self.days.died.push(0);
    }

    pub(super) fn finish(self) -> Days {
        self.days
    }
}
