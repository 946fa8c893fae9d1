//! What goes otherwise than planned: runs that are missed or late, and snapshots that take their time.

use super::said;
use crate::instant::Instant;
use crate::model::DiskKind;
use crate::say::Sentence;

/// Seconds that a run waits for its snapshots: what a nightly run with its usual budget has for taking (U5).
pub const WAIT: i64 = 5_400;

/// The longest that a run may be late or a snapshot take, in minutes: a week.
pub const LONGEST_MINUTES: u32 = 7 * 24 * 60;

/// How runs go. The default is fair weather: every run on the minute, and readiness by [`Copying`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weather {
    /// Slots whose run does not take place, ascending.
    pub missed: Vec<Instant>,
    /// Every so manieth run does not take place.
    pub missed_every: Option<u32>,
    /// How many seconds runs are late.
    pub late: i64,
    /// Only every so manieth is; without it each one.
    pub late_every: Option<u32>,
    /// Seconds until a snapshot is complete, where that is not left to [`Copying`].
    pub ready: Option<i64>,
    /// Seconds that a run waits until its snapshot is complete; after that it does not prune.
    pub wait: i64,
}

impl Default for Weather {
    fn default() -> Self {
        Self { missed: Vec::new(), missed_every: None, late: 0, late_every: None, ready: None, wait: WAIT }
    }
}

fn hits(every: Option<u32>, nth: u64) -> bool {
    every.is_some_and(|every| every > 0 && nth.is_multiple_of(u64::from(every)))
}

impl Weather {
    /// True when the run of this slot, the `nth` from 1 on, does not take place.
    pub(super) fn misses(&self, slot: Instant, nth: u64) -> bool {
        hits(self.missed_every, nth) || self.missed.binary_search(&slot).is_ok()
    }

    /// When the run of this slot, the `nth` from 1 on, takes its snapshot.
    pub(super) fn takes(&self, slot: Instant, nth: u64) -> Instant {
        if self.late != 0 && (self.late_every.is_none() || hits(self.late_every, nth)) {
            slot.plus_seconds(self.late)
        } else {
            slot
        }
    }
}

/// How long the background copy of a snapshot takes: the service promises nothing (R10), so this is an assumption.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copying {
    /// Seconds of the first one of a disk, which is copied whole.
    pub first: i64,
    /// Seconds of every later one, of which only the changes are.
    pub later: i64,
}

impl Copying {
    /// GiB that are assumed where the size of a disk is not known.
    pub const SIZE_GB: u64 = 1_024;
    /// MiB a second.
    const RATE: u64 = 100;
    /// A later one is this part of the first.
    const PART: u64 = 20;
    /// No copy is assumed to take fewer seconds.
    const LEAST: u64 = 300;

    /// For a disk of a kind and size.
    pub fn of(kind: Option<DiskKind>, size_gb: Option<u64>) -> Self {
        if !kind.is_some_and(DiskKind::copies_in_background) {
            return Self { first: 0, later: 0 };
        }
        let whole = size_gb.unwrap_or(Self::SIZE_GB).saturating_mul(1_024) / Self::RATE;
        let seconds = |s: u64| i64::try_from(s.max(Self::LEAST)).unwrap_or(i64::MAX).min(366 * 86_400);
        Self { first: seconds(whole), later: seconds(whole / Self::PART) }
    }

    /// True where nothing is copied in the background.
    pub fn is_none(self) -> bool {
        self.first == 0 && self.later == 0
    }

    /// The assumption, in words.
    pub fn words(self) -> Sentence {
        let minutes = |seconds: i64| usize::try_from((seconds + 59) / 60).unwrap_or(0);
        said::assume_copying(minutes(self.first), minutes(self.later))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_kinds_are_complete_at_once() {
        for kind in [None, Some(DiskKind::StandardHdd), Some(DiskKind::PremiumSsd)] {
            assert!(Copying::of(kind, Some(32_767)).is_none());
        }
    }

    #[test]
    fn the_others_take_their_size() {
        // R10: 2,048 GiB at 100 MiB a second.
        let copying = Copying::of(Some(DiskKind::Ultra), Some(2_048));
        assert_eq!(copying, Copying { first: 20_971, later: 1_048 });
        assert!(
            copying.words().text().contains("350 minutes for the first, 18 minutes for each later one"),
            "{}",
            copying.words()
        );
        assert_eq!(Copying::of(Some(DiskKind::PremiumSsdV2), Some(1)), Copying { first: 300, later: 300 });
        assert_eq!(Copying::of(Some(DiskKind::Ultra), Some(u64::MAX)).first, 366 * 86_400);
    }

    #[test]
    fn every_third_is_the_third_the_sixth_and_so_on() {
        let slot = Instant::parse("2026-01-01T00:00:00Z").unwrap();
        let weather = Weather { missed_every: Some(3), late: 60, late_every: Some(2), ..Weather::default() };
        let missed: Vec<u64> = (1..=9).filter(|n| weather.misses(slot, *n)).collect();
        assert_eq!(missed, [3, 6, 9]);
        let late: Vec<u64> = (1..=6).filter(|n| weather.takes(slot, *n) > slot).collect();
        assert_eq!(late, [2, 4, 6]);
        let named = Weather { missed: vec![slot], ..Weather::default() };
        assert!(named.misses(slot, 1) && !named.misses(slot.plus_seconds(1), 1));
    }
}
