//! The emulated clock: real time, faster if asked, and moved on by hand.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

/// A clock that goes back only when it is told to, whatever the machine's own does.
#[derive(Debug)]
pub(crate) struct Clock {
    started: Timestamp,
    since: Instant,
    speed: i32,
    advanced: SignedDuration,
}

impl Clock {
    /// A clock that starts at the present and runs `speed` times as fast.
    #[expect(clippy::disallowed_methods, reason = "the host is where time comes in")]
    pub(crate) fn start(speed: i32) -> Self {
        Self { started: Timestamp::now(), since: Instant::now(), speed, advanced: SignedDuration::ZERO }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.unmoved().saturating_add(self.advanced).unwrap_or(Timestamp::MAX)
    }

    /// The time that it would be had the clock never been moved on.
    pub(crate) fn unmoved(&self) -> Timestamp {
        let real = SignedDuration::try_from(self.since.elapsed()).unwrap_or(SignedDuration::MAX);
        let passed = real.checked_mul(self.speed).unwrap_or(SignedDuration::MAX);
        self.started.saturating_add(passed).unwrap_or(Timestamp::MAX)
    }

    /// Takes back what the clock was moved on by.
    pub(crate) fn rewind(&mut self) {
        self.advanced = SignedDuration::ZERO;
    }

    pub(crate) fn advance(&mut self, seconds: u32) {
        self.advanced = self.advanced.saturating_add(SignedDuration::from_secs(i64::from(seconds)));
    }
}
