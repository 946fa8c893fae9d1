//! The wall clock of a zone as stretches of one UTC offset, and the wall-clock times that a schedule asks for.
//!
//! Everything is whole seconds: `unix` ones since 1970 in UTC, `wall` ones since 1970 as a clock on the wall counts
//! them. Within a stretch the two differ by its offset, so that a slot costs an addition and no calendar.

use jiff::Timestamp;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

use super::{Schedule, When};

pub(super) const DAY: i64 = 86_400;

/// A stretch of time in which a zone's offset does not change.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// Where the wall clock stood furthest before it began; at most its own beginning where nothing is known before it.
    pub(super) reached: i64,
    /// Its first wall-clock second. Behind `reached`: a gap was skipped. Before it: what lies between comes again.
    pub(super) from: i64,
    /// The wall-clock second that it no longer has.
    pub(super) until: i64,
    /// The wall-clock second at which the next stretch begins; none when this one has no end.
    pub(super) next_from: Option<i64>,
    /// Wall clock minus UTC.
    pub(super) offset: i64,
}

impl Stretch {
    /// True when the clock jumped ahead to its beginning.
    pub(super) fn skipped(&self) -> bool {
        self.reached != i64::MIN && self.reached < self.from
    }
}

/// The stretches of a zone, ascending, from the one that a second lies in.
pub(super) struct Stretches {
    zone: TimeZone,
    next: Option<Stretch>,
}

impl Stretches {
    pub(super) fn from(zone: &TimeZone, unix: i64) -> Self {
        let offset = Timestamp::from_second(unix).map_or(0, |at| i64::from(zone.to_offset(at).seconds()));
        let first = Stretch { reached: i64::MIN, from: unix + offset, until: i64::MAX, next_from: None, offset };
        let mut stretches = Self { zone: zone.clone(), next: None };
        stretches.next = Some(stretches.ended(first, unix));
        stretches
    }

    /// The same with its end, looked for from its beginning on. A change of the name alone is none.
    fn ended(&self, stretch: Stretch, unix: i64) -> Stretch {
        let Ok(at) = Timestamp::from_second(unix) else { return stretch };
        let mut later = self.zone.following(at).map(|change| (change.timestamp(), change.offset()));
        match later.find(|(_, offset)| i64::from(offset.seconds()) != stretch.offset) {
            Some((at, offset)) => Stretch {
                until: at.as_second() + stretch.offset,
                next_from: Some(at.as_second() + i64::from(offset.seconds())),
                ..stretch
            },
            None => stretch,
        }
    }
}

impl Iterator for Stretches {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let stretch = self.next.take()?;
        if let Some(from) = stretch.next_from {
            let unix = stretch.until - stretch.offset;
            let reached = stretch.reached.max(stretch.until);
            let next = Stretch { reached, from, until: i64::MAX, next_from: None, offset: from - unix };
            self.next = Some(self.ended(next, unix));
        }
        Some(stretch)
    }
}

/// The wall-clock times that a schedule asks for, ascending, without end.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Which days of the week, Monday first.
    days: [bool; 7],
    /// Seconds of the day, ascending.
    times: Vec<i64>,
    /// The day the next one is on, in days since 1970, and which of its times it is.
    day: i64,
    at: usize,
}

impl Asked {
    pub(super) fn of(schedule: &Schedule) -> Self {
        let second = |time: &Time| i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60;
        let mut times: Vec<i64> = match &schedule.when {
            When::Times(times) => times.iter().map(second).collect(),
            When::EveryHours(hours, from) => {
                let step = i64::from(*hours).max(1) * 3_600;
                (0..DAY / step).map(|n| (second(from) + n * step).rem_euclid(DAY)).collect()
            }
        };
        times.sort_unstable();
        let mut days = [false; 7];
        for (day, asked) in days.iter_mut().enumerate() {
            *asked = schedule.days.iter().any(|d| usize::try_from(d.to_monday_zero_offset()) == Ok(day));
        }
        Self { days, times, day: 0, at: 0 }
    }

    /// Goes to the first one at or after a wall-clock second.
    pub(super) fn seek(&mut self, wall: i64) {
        self.day = wall.div_euclid(DAY);
        let second = wall.rem_euclid(DAY);
        self.at = self.times.partition_point(|time| *time < second);
        self.settle();
    }

    /// The next one.
    pub(super) fn peek(&self) -> Option<i64> {
        self.times.get(self.at).map(|second| self.day * DAY + second)
    }

    /// Goes one on.
    pub(super) fn advance(&mut self) {
        self.at += 1;
        self.settle();
    }

    /// On to a day and a time that are asked for.
    fn settle(&mut self) {
        if self.at >= self.times.len() {
            self.at = 0;
            self.day += 1;
        }
        // A week has all days there are: a schedule without any ends here too.
        for _ in 0..7 {
            // 1 January 1970 was a Thursday.
            let weekday =
                usize::try_from((self.day + i64::from(Weekday::Thursday.to_monday_zero_offset())).rem_euclid(7));
            if weekday.is_ok_and(|day| self.days.get(day) == Some(&true)) {
                return;
            }
            self.day += 1;
            self.at = 0;
        }
        self.times.clear();
    }
}
