//! How long something will still take, from the rate at which its percent has grown: told only where there is one.

use std::collections::VecDeque;

use crate::instant::Instant;

/// The longest time that is told, in seconds: a week. What would take longer is as good as standing still, and a number
/// with more digits would only look exact.
pub const LONGEST: u64 = 7 * 86_400;

/// How many readings count, those that show nothing new left out: the rate is that of the last of them, for it changes as
/// the service gets busy.
const WINDOW: usize = 12;

/// The readings of one percent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Estimate {
    /// Oldest first; times rise, percents never fall.
    readings: VecDeque<(Instant, f64)>,
}

impl Estimate {
    /// Nothing read yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a reading in. A percent that fell begins anew; what is no percent, or from before the last reading, is left
    /// out.
    pub fn read(&mut self, at: Instant, percent: f64) {
        if !percent.is_finite() {
            return;
        }
        let percent = percent.clamp(0.0, 100.0);
        match self.readings.back().copied() {
            Some((last, _)) if at <= last => return,
            Some((_, last)) if percent < last => self.readings.clear(),
            _ => {}
        }
        // Of a percent that stands still its first and its last reading say all.
        if self.readings.iter().rev().take(2).filter(|(_, known)| *known >= percent).count() == 2 {
            self.readings.pop_back();
        }
        self.readings.push_back((at, percent));
        if self.readings.len() > WINDOW {
            self.readings.pop_front();
        }
    }

    /// Seconds from the last reading until 100 percent, rounded up, at most [`LONGEST`]. Readings that do not grow count as
    /// time gone by: what slows down is told to take longer.
    ///
    /// `None` while the percent has not grown between two readings: never a guess.
    pub fn seconds_left(&self) -> Option<u64> {
        let ((begun, from), (at, percent)) = (*self.readings.front()?, *self.readings.back()?);
        if percent >= 100.0 {
            return Some(0);
        }
        let grown = percent - from;
        if grown <= 0.0 {
            return None;
        }
        let nanos = at.timestamp().as_nanosecond() - begun.timestamp().as_nanosecond();
        // Casts from f64 saturate, and what is left is a number above nothing.
        let seconds = ((100.0 - percent) / grown * (nanos as f64 / 1e9)).ceil() as u64;
        Some(seconds.clamp(1, LONGEST))
    }
}
