//! A future at the end of each of its days, by the age of what is there: what a drawing shows, worked out once.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::days::{end_of, step};
use super::{Future, Life};
use crate::instant::Instant;

const DAY: i64 = 86_400;

/// A value from a day on: days count from the one that `now` falls on.
type Steps<T> = Vec<(u32, T)>;

/// What [`Ends::of`] tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureEnds"))]
pub struct Ends {
    /// The days themselves.
    pub calendar: Calendar,
    /// How many are complete.
    pub complete: Steps<Option<u32>>,
    /// When the newest complete one was taken.
    pub newest: Steps<Option<Instant>>,
    /// The widest gap up to an age, for each age that was asked for.
    pub windows: Vec<Window>,
}

/// When the days of the policy's zone begin, from the day of the oldest snapshot on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureCalendar"))]
pub struct Calendar {
    /// The first day, counted from the one that `now` falls on: 0 or less.
    pub first: i32,
    /// When it begins.
    pub begins: Instant,
    /// How many seconds each lasts, from a day on; the last ends with the future.
    pub lengths: Vec<(i32, i64)>,
}

/// What is no older than so many days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureWindow"))]
pub struct Window {
    /// The age, in days of 24 hours.
    pub days: u32,
    /// The widest gap between a complete one of that age or less and the next complete one, in seconds.
    #[serde(rename = "widestGap")]
    pub widest: Steps<Option<i64>>,
}

impl Ends {
    /// The ends of a future's days. `dated` tells for each life whether its moment is known: what has none has no place
    /// between others.
    pub fn of(future: &Future, zone: &TimeZone, ages: &[u32], dated: impl Fn(usize) -> bool) -> Self {
        let mut lives: Vec<&Life> =
            future.lives.iter().enumerate().filter(|(at, _)| dated(*at)).map(|(_, l)| l).collect();
        lives.sort_by_key(|life| life.born);
        let mut ends = Self {
            calendar: Calendar::new(future, zone, lives.first().map_or(future.now, |life| life.born)),
            complete: Vec::new(),
            newest: Vec::new(),
            windows: ages.iter().map(|days| Window { days: *days, widest: Vec::new() }).collect(),
        };
        let mut next = lives.into_iter().peekable();
        let mut there: Vec<&Life> = Vec::new();
        for (end, day) in future.days.ends.iter().zip(0..) {
            while let Some(life) = next.next_if(|life| life.born < *end) {
                there.push(life);
            }
            there.retain(|life| life.died.is_none_or(|died| died >= *end));
            ends.add(day, *end, &there);
        }
        ends
    }

    /// Ends a day with these there, oldest first.
    fn add(&mut self, day: u32, end: Instant, there: &[&Life]) {
        let mut widest: Vec<Option<i64>> = vec![None; self.windows.len()];
        let (mut complete, mut newest, mut later) = (0_u32, None, None::<Instant>);
        for life in there.iter().rev().filter(|life| life.ready.is_some_and(|ready| ready < end)) {
            complete += 1;
            newest = newest.or(Some(life.born));
            if let Some(later) = later.replace(life.born) {
                let (gap, age) = (later.seconds_since(life.born), end.seconds_since(life.born));
                for (window, widest) in self.windows.iter().zip(&mut widest) {
                    if age <= i64::from(window.days) * DAY {
                        *widest = (*widest).max(Some(gap));
                    }
                }
            }
        }
        step(&mut self.complete, day, Some(complete));
        step(&mut self.newest, day, newest);
        for (window, widest) in self.windows.iter_mut().zip(widest) {
            step(&mut window.widest, day, widest);
        }
    }
}

impl Calendar {
    fn new(future: &Future, zone: &TimeZone, oldest: Instant) -> Self {
        let today = future.days.first;
        let earliest = zone.to_datetime(oldest.timestamp()).date().min(today);
        let first = today.since(earliest).map_or(0, |span| -span.get_days());
        let begins = earliest.yesterday().map_or(oldest, |day| end_of(day, zone));
        let mut lengths: Vec<(i32, i64)> = Vec::new();
        let mut add = |day: i32, from: Instant, end: Instant| {
            let seconds = end.seconds_since(from);
            if lengths.last().is_none_or(|(_, last)| *last != seconds) {
                lengths.push((day, seconds));
            }
            end
        };
        let past = std::iter::successors(Some(earliest), |day| day.tomorrow().ok());
        let past = past.take_while(|day: &Date| *day < today).zip(first..);
        let from = past.fold(begins, |from, (date, day)| add(day, from, end_of(date, zone)));
        future.days.ends.iter().zip(0..).fold(from, |from, (end, day)| add(day, from, *end));
        Self { first, begins, lengths }
    }
}
