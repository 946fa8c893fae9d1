//! Two futures of one unit side by side: what is there in one and not in the other, and when.

use std::cmp::Ordering;

use super::{Future, Life, said};
use crate::instant::Instant;
use crate::say::Sentence;

/// A snapshot while it is there in one future only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Only {
    /// Its place among the lives of that future.
    pub life: usize,
    /// From when on.
    pub from: Instant,
    /// Until when: the other has it no longer, or this one too has it no longer. `None`: until the end.
    pub until: Option<Instant>,
}

/// What differs between two futures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// There in the first only, in order of birth.
    pub only_a: Vec<Only>,
    /// There in the second only, in order of birth.
    pub only_b: Vec<Only>,
    /// When they first differ.
    pub first: Option<Instant>,
    /// How many there are at the end of each day: in the first, in the second, in the first only, in the second only.
    pub days: [Vec<u32>; 4],
}

impl Comparison {
    /// Compares two futures of one unit over the same time. Snapshots are the same when they are of today and the same,
    /// or new and taken at the same instant.
    pub fn of(a: &Future, b: &Future) -> Self {
        let (mut only_a, mut only_b) = (Vec::new(), Vec::new());
        let (mut left, mut right) = (a.lives.iter().enumerate().peekable(), b.lives.iter().enumerate().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some((_, one)), Some((_, other))) => key(one).cmp(&key(other)),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => break,
            };
            let one = if order.is_le() { left.next() } else { None };
            let other = if order.is_ge() { right.next() } else { None };
            match (one, other) {
                (Some(one), Some(other)) => {
                    only_a.extend(longer(one, other.1));
                    only_b.extend(longer(other, one.1));
                }
                (Some(one), None) => only_a.extend(alone(one, a.now)),
                (None, Some(other)) => only_b.extend(alone(other, b.now)),
                (None, None) => break,
            }
        }
        let first = only_a.iter().chain(&only_b).map(|only| only.from).min();
        let days = [a.counts(), b.counts(), daily(a, &only_a), daily(b, &only_b)];
        Self { only_a, only_b, first, days }
    }

    /// How many are left in the first only, and in the second only.
    pub fn left(&self) -> [usize; 2] {
        [&self.only_a, &self.only_b].map(|only| only.iter().filter(|only| only.until.is_none()).count())
    }

    /// What it comes to, for a person.
    pub fn sentence(&self, a: &Future, b: &Future) -> Sentence {
        let Some(first) = self.first else { return said::compare_never() };
        let left = |future: &Future| future.lives.len() - future.dropped();
        let gap = |future: &Future| {
            let hours = future.days.widest_of_all.map_or(0, |(_, gap)| gap.seconds() / 3_600);
            match usize::try_from(hours).unwrap_or(0) {
                hours @ 0..48 => said::span_hours(hours),
                hours => said::span_days(hours / 24),
            }
        };
        let [only_a, only_b] = self.left();
        said::compare_differ(first, left(a), left(b), only_a, only_b, gap(a), gap(b))
    }
}

/// Those of today come first, by their place; new ones by their birth.
fn key(life: &Life) -> (bool, usize, Option<Instant>) {
    match life.member {
        Some(member) => (false, member, None),
        None => (true, 0, Some(life.born)),
    }
}

/// The time for which the first is there when the second is not any more.
fn longer((at, life): (usize, &Life), other: &Life) -> Option<Only> {
    let from = other.died?;
    (life.died.is_none_or(|died| died > from)).then_some(Only { life: at, from, until: life.died })
}

fn alone((at, life): (usize, &Life), now: Instant) -> Option<Only> {
    let from = life.born.max(now);
    // Taken and dropped by one run: it was never there when a run was over.
    (life.died.is_none_or(|died| died > from)).then_some(Only { life: at, from, until: life.died })
}

/// How many of them are there at the end of each day.
fn daily(future: &Future, only: &[Only]) -> Vec<u32> {
    let ends = &future.days.ends;
    // Those that are there at the end of a day came before it, and go at it or later.
    let mut changes = vec![0_i64; ends.len() + 1];
    for only in only {
        let first = ends.partition_point(|end| *end <= only.from);
        let last = only.until.map_or(ends.len(), |until| ends.partition_point(|end| *end <= until));
        for (day, change) in [(first, 1), (last.max(first), -1)] {
            if let Some(sum) = changes.get_mut(day) {
                *sum += change;
            }
        }
    }
    running(0, changes.into_iter().take(ends.len()))
}

fn running(begin: i64, changes: impl Iterator<Item = i64>) -> Vec<u32> {
    let sums = changes.scan(begin, |sum, change| {
        *sum += change;
        Some(u32::try_from(*sum).unwrap_or(0))
    });
    sums.collect()
}

impl Future {
    /// How many are there at the end of each day.
    pub fn counts(&self) -> Vec<u32> {
        let today = i64::try_from(self.lives.iter().filter(|life| life.member.is_some()).count()).unwrap_or(i64::MAX);
        let days = self.days.born.iter().zip(&self.days.died);
        running(today, days.map(|(born, died)| i64::from(*born) - i64::from(*died)))
    }
}
