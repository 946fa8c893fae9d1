//! How long something will still take, from the rate at which its percent has grown: told only where there is one.

use std::collections::VecDeque;

use crate::instant::Instant;

/// The longest time that is told, in seconds: a week. What would take longer is as good as standing still, and a number
/// with more digits would only look exact.
pub const LONGEST: u64 = 7 * 86_400;

/// How many readings count, those that show nothing new left out: the rate is that of the last of them, for it changes as
/// the service gets busy.
const WINDOW: usize = 12;

/// The readings of one percent; at first there are none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Estimate {
    /// Oldest first; times rise, percents never fall.
    readings: VecDeque<(Instant, f64)>,
}

impl Estimate {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn after(seconds: i64) -> Instant {
        Instant::parse("2026-11-20T02:00:00Z").unwrap().plus_seconds(seconds)
    }

    fn told(readings: &[(i64, f64)]) -> Option<u64> {
        let mut estimate = Estimate::default();
        readings.iter().for_each(|(seconds, percent)| estimate.read(after(*seconds), *percent));
        estimate.seconds_left()
    }

    #[test]
    fn nothing_is_told_before_the_percent_has_grown() {
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[(0, 40.0)]), None);
        assert_eq!(told(&[(0, 0.0), (30, 0.0), (60, 0.0)]), None);
        // Two readings of one moment have no rate.
        assert_eq!(told(&[(0, 10.0), (0, 20.0)]), None);
    }

    #[test]
    fn the_rate_so_far_is_taken_on() {
        assert_eq!(told(&[(0, 0.0), (60, 25.0)]), Some(180));
        assert_eq!(told(&[(0, 62.0), (10, 62.5), (20, 63.0)]), Some(740));
        assert_eq!(told(&[(0, 0.0), (7, 66.0)]), Some(4), "rounded up");
        assert_eq!(told(&[(0, 99.0), (1_000, 99.999_999)]), Some(1), "never nothing before 100");
        assert_eq!(told(&[(0, 40.0), (10, 100.0)]), Some(0));
        assert_eq!(told(&[(0, 100.0)]), Some(0));
    }

    #[test]
    fn what_slows_down_takes_longer() {
        assert_eq!(told(&[(0, 0.0), (60, 50.0)]), Some(60));
        assert_eq!(told(&[(0, 0.0), (60, 50.0), (120, 50.0)]), Some(120));
        // However often it is read while it stands still.
        let mut readings = vec![(0, 0.0), (60, 50.0)];
        readings.extend((7..=600).map(|n| (n * 10, 50.0)));
        assert_eq!(told(&readings), Some(6_000));
        // The last dozen steps count, not the slow beginning.
        let mut readings = vec![(0, 0.0), (100_000, 1.0)];
        readings.extend((1..=20).map(|n| (100_000 + n, 1.0 + n as f64)));
        assert_eq!(told(&readings), Some(79));
    }

    #[test]
    fn a_percent_that_falls_begins_anew() {
        assert_eq!(told(&[(0, 0.0), (60, 50.0), (70, 10.0)]), None);
        assert_eq!(told(&[(0, 0.0), (60, 50.0), (70, 10.0), (80, 20.0)]), Some(80));
    }

    #[test]
    fn what_is_no_reading_is_left_out() {
        assert_eq!(told(&[(0, 0.0), (60, 25.0), (90, f64::NAN), (91, f64::INFINITY)]), Some(180));
        // An answer that comes late says what was, not what is.
        assert_eq!(told(&[(0, 0.0), (60, 25.0), (30, 10.0), (60, 90.0)]), Some(180));
        assert_eq!(told(&[(0, -5.0), (60, 25.0)]), Some(180));
        assert_eq!(told(&[(0, 40.0), (60, 105.0)]), Some(0));
    }

    #[test]
    fn there_is_a_longest_time() {
        assert_eq!(told(&[(0, 0.0), (86_400, 0.000_001)]), Some(LONGEST));
    }

    proptest! {
        #[test]
        fn whatever_is_read_the_answer_is_in_bounds(
            readings in proptest::collection::vec((-10_000_i64..10_000, proptest::num::f64::ANY), 0..60),
        ) {
            let mut estimate = Estimate::default();
            for (seconds, percent) in readings {
                estimate.read(after(seconds), percent);
                prop_assert!(estimate.seconds_left().is_none_or(|left| left <= LONGEST));
                prop_assert!(estimate.readings.len() <= WINDOW);
                let all: Vec<_> = estimate.readings.iter().collect();
                prop_assert!(all.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1));
            }
        }

        #[test]
        fn a_steady_rate_is_told_right(rate in 0.01_f64..5.0, step in 1_i64..30, count in 2_usize..40) {
            let readings: Vec<(i64, f64)> =
                (0..count).map(|n| (n as i64 * step, n as f64 * step as f64 * rate)).take_while(|r| r.1 < 99.0).collect();
            prop_assume!(readings.len() > 1);
            let left = (100.0 - readings.last().unwrap().1) / rate;
            let told = told(&readings).unwrap() as f64;
            prop_assert!((told - left).abs() < 1.001, "{told} {left}");
        }
    }
}
