//! Background copies: how far one is at any instant (R10, C2, A36).

use jiff::Timestamp;

use crate::times;

/// A copy that fails on its way (R18).
#[derive(Clone, Debug, PartialEq)]
pub struct CopyFailure {
    /// The percent at which it stops for good.
    pub at_percent: f64,
    /// `copyCompletionError.errorCode`, such as `CopySourceNotFound`.
    pub code: String,
    /// `copyCompletionError.errorMessage`.
    pub message: String,
}

/// A copy running in the background; its percent is a function of the instant alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Copying {
    /// Before this instant no percent is shown at all (A36).
    pub shown_from: Timestamp,
    /// From here on it moves.
    pub from: Timestamp,
    /// Where it starts.
    pub from_percent: f64,
    /// When it reaches 100.
    pub until: Timestamp,
    /// Set when it never gets there.
    pub failure: Option<CopyFailure>,
}

impl Copying {
    /// A copy from `from_percent` at `from` to 100 after `seconds`; with no seconds it is whole at once.
    #[must_use]
    pub fn running(from: Timestamp, from_percent: f64, seconds: u32) -> Self {
        let from_percent = if seconds == 0 { 100.0 } else { from_percent };
        Self { shown_from: from, from, from_percent, until: times::after(from, seconds), failure: None }
    }

    /// A copy that ended long ago.
    #[must_use]
    pub fn done(at: Timestamp) -> Self {
        Self::running(at, 100.0, 0)
    }

    /// A copy that stopped for good at `percent`.
    #[must_use]
    pub fn failed(at: Timestamp, percent: f64, code: &str, message: &str) -> Self {
        let mut copying = Self { shown_from: at, from: at, from_percent: percent, until: at, failure: None };
        copying.fail_at(percent, code, message);
        copying
    }

    /// Makes it fail once it reaches `at_percent`.
    pub fn fail_at(&mut self, at_percent: f64, code: &str, message: &str) {
        self.failure = Some(CopyFailure { at_percent, code: code.to_owned(), message: message.to_owned() });
    }

    /// The percent at `now`, to one decimal as in traffic; 100 only when all of it is there.
    #[must_use]
    pub fn percent(&self, now: Timestamp) -> f64 {
        let raw = self.raw(now);
        let reached = self.failure.as_ref().map_or(raw, |failure| raw.min(failure.at_percent));
        if reached >= 100.0 { 100.0 } else { (reached.clamp(0.0, 100.0) * 10.0).floor() / 10.0 }
    }

    /// The failure, once it has happened.
    #[must_use]
    pub fn failed_by(&self, now: Timestamp) -> Option<&CopyFailure> {
        self.failure.as_ref().filter(|failure| self.raw(now) >= failure.at_percent)
    }

    /// Whether it still moves: neither whole nor failed.
    #[must_use]
    pub fn pending(&self, now: Timestamp) -> bool {
        self.failed_by(now).is_none() && self.raw(now) < 100.0
    }

    fn raw(&self, now: Timestamp) -> f64 {
        let whole = times::seconds_between(self.from, self.until);
        if whole <= 0.0 {
            return self.from_percent;
        }
        let share = (times::seconds_between(self.from, now) / whole).clamp(0.0, 1.0);
        self.from_percent + (100.0 - self.from_percent) * share
    }
}

/// How a stored resource's `completionPercent` comes about.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Progress {
    /// It has none, as on ordinary snapshots (C10), or it stands in the body as it was loaded.
    #[default]
    AsStored,
    /// It follows a background copy.
    Copying(Copying),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u32) -> Timestamp {
        times::after("2026-11-21T00:00:00Z".parse().unwrap(), seconds)
    }

    #[test]
    fn percent_moves_and_ends_at_100() {
        let copying = Copying::running(at(10), 0.0, 80);
        let seen: Vec<f64> = [0, 10, 30, 89, 90, 1000].map(|second| copying.percent(at(second))).to_vec();
        assert_eq!(seen, [0.0, 0.0, 25.0, 98.7, 100.0, 100.0]);
        assert!(copying.pending(at(89)) && !copying.pending(at(90)));
    }

    #[test]
    fn an_instant_copy_and_a_done_one_are_whole() {
        assert_eq!(Copying::running(at(0), 0.0, 0).percent(at(0)), 100.0);
        assert!(!Copying::done(at(5)).pending(at(0)));
    }

    #[test]
    fn a_failure_stops_it_for_good() {
        let mut copying = Copying::running(at(0), 0.0, 100);
        copying.fail_at(40.0, "CopySourceNotFound", "gone");
        assert_eq!((copying.percent(at(39)), copying.failed_by(at(39))), (39.0, None));
        assert!(copying.pending(at(39)));
        assert_eq!(copying.percent(at(99)), 40.0);
        assert_eq!(copying.failed_by(at(99)).unwrap().code, "CopySourceNotFound");
        assert!(!copying.pending(at(99)));
        assert!(Copying::failed(at(0), 12.5, "c", "m").failed_by(at(0)).is_some());
    }
}
