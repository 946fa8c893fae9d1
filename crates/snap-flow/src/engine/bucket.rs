//! When a request may go: a token bucket for each subscription, region and kind of call (T1), and how many are under way.
//!
//! The numbers are the service's own. What it says meanwhile is learnt: a 429 empties and closes a bucket until its
//! `Retry-After` is over (T4), and Compute's remaining-resource header (T3) slows the calls that spend from it.

use std::collections::BTreeMap;

use snap_arm::request::Method;
use snap_core::instant::Instant;

/// How many requests are under way at once when nothing is said.
pub(crate) const DEFAULT_PARALLEL: usize = 16;

/// Tokens are counted in thousandths: a whole number of them comes in a millisecond or two.
const TOKEN: i64 = 1_000;

/// From here on down the remaining-resource header of Compute slows us: below it, a fleet of calls that is under way may
/// use up what is left before the next reply tells so.
const FEW_LEFT: u64 = 40;

/// The window of Compute's shorter policies, in seconds (T5-T10).
const WINDOW: u64 = 180;

/// What a call is counted as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Read,
    Write,
    Delete,
}

impl Kind {
    pub(crate) fn of(method: Method, repeatable: bool) -> Self {
        match method {
            Method::Delete => Self::Delete,
            _ if repeatable => Self::Read,
            Method::Get => Self::Read,
            Method::Put | Method::Post => Self::Write,
        }
    }

    /// T1: how many at once, and how many more in each second.
    fn numbers(self) -> (i64, i64) {
        match self {
            Self::Read => (250, 25),
            Self::Write | Self::Delete => (200, 10),
        }
    }
}

/// Which bucket a call draws from. Subscription and region are in lower case; empty where they are not known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Lane {
    pub(crate) subscription: String,
    pub(crate) region: String,
    pub(crate) kind: Kind,
}

/// All buckets of one flow.
#[derive(Debug, Default)]
pub(crate) struct Buckets {
    lanes: BTreeMap<Lane, Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: i64,
    filled: Instant,
    /// Nothing goes before this.
    closed_until: Option<Instant>,
    /// The least pause between two calls, in seconds, while Compute says that little is left.
    gap: u64,
}

impl Buckets {
    /// Takes a token. When there is none: the instant from which on it is worth asking again.
    pub(crate) fn take(&mut self, lane: &Lane, now: Instant) -> Result<(), Instant> {
        let (most, rate) = lane.kind.numbers();
        let bucket = self.bucket(lane, now);
        bucket.fill(most, rate, now);
        if let Some(until) = bucket.closed_until {
            if now < until {
                return Err(until);
            }
            bucket.closed_until = None;
        }
        if bucket.tokens < TOKEN {
            let missing = TOKEN - bucket.tokens;
            let milliseconds = (missing + rate - 1) / rate;
            return Err(bucket.filled.plus_milliseconds(milliseconds).max(now));
        }
        bucket.tokens -= TOKEN;
        if bucket.gap > 0 {
            bucket.closed_until = Some(now.plus_seconds(i64::try_from(bucket.gap).unwrap_or(i64::MAX)));
        }
        Ok(())
    }

    /// The service refused a call of this lane: what we thought was left is not.
    pub(crate) fn refused(&mut self, lane: &Lane, seconds: u64, now: Instant) {
        let bucket = self.bucket(lane, now);
        bucket.tokens = bucket.tokens.min(0);
        bucket.filled = now;
        let until = now.plus_seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
        bucket.closed_until = Some(bucket.closed_until.map_or(until, |old| old.max(until)));
    }

    /// The least that Compute says is left for calls of this lane (T3): a hint, never a promise.
    pub(crate) fn hint(&mut self, lane: &Lane, left: u64, now: Instant) {
        // Spread what is left over the window: with none left a twentieth of it passes before the next try.
        let gap = if left >= FEW_LEFT { 0 } else { (WINDOW / (left + 1)).clamp(1, WINDOW / 20) };
        self.bucket(lane, now).gap = gap;
    }

    fn bucket(&mut self, lane: &Lane, now: Instant) -> &mut Bucket {
        let full = lane.kind.numbers().0 * TOKEN;
        self.lanes.entry(lane.clone()).or_insert(Bucket { tokens: full, filled: now, closed_until: None, gap: 0 })
    }
}

impl Bucket {
    fn fill(&mut self, most: i64, rate: i64, now: Instant) {
        let passed = now.milliseconds_since(self.filled).max(0);
        self.tokens = self.tokens.saturating_add(passed.saturating_mul(rate)).min(most * TOKEN);
        // Only what was counted: with many inputs in a millisecond the rest of each would add up to a slower bucket.
        self.filled = self.filled.plus_milliseconds(passed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(milliseconds: i64) -> Instant {
        Instant::parse("2026-11-20T02:00:00Z").unwrap().plus_milliseconds(milliseconds)
    }

    fn writes() -> Lane {
        Lane { subscription: "s".into(), region: "westeurope".into(), kind: Kind::Write }
    }

    /// How many go at once at `ms`.
    fn go(buckets: &mut Buckets, lane: &Lane, ms: i64) -> usize {
        (0..1_000).take_while(|_| buckets.take(lane, at(ms)).is_ok()).count()
    }

    #[test]
    fn two_hundred_writes_then_ten_in_a_second() {
        // T1
        let mut buckets = Buckets::default();
        assert_eq!(go(&mut buckets, &writes(), 0), 200);
        assert_eq!(buckets.take(&writes(), at(0)), Err(at(100)));
        assert_eq!(go(&mut buckets, &writes(), 100), 1);
        assert_eq!(go(&mut buckets, &writes(), 1_100), 10);
        assert_eq!(go(&mut buckets, &writes(), 1_000_000), 200);
        let reads = Lane { kind: Kind::Read, ..writes() };
        assert_eq!(go(&mut buckets, &reads, 1_000_000), 250);
        assert_eq!(go(&mut buckets, &reads, 1_001_000), 25);
        let elsewhere = Lane { region: "northeurope".into(), ..writes() };
        assert_eq!(go(&mut buckets, &elsewhere, 1_000_000), 200);
    }

    #[test]
    fn a_refusal_closes_the_lane_for_everyone_in_it() {
        let mut buckets = Buckets::default();
        assert_eq!(buckets.take(&writes(), at(0)), Ok(()));
        buckets.refused(&writes(), 17, at(0));
        assert_eq!(buckets.take(&writes(), at(16_999)), Err(at(17_000)));
        // What filled meanwhile is there.
        assert_eq!(go(&mut buckets, &writes(), 17_000), 170);
        // A shorter word does not undo a longer one.
        buckets.refused(&writes(), 60, at(17_000));
        buckets.refused(&writes(), 1, at(17_000));
        assert_eq!(buckets.take(&writes(), at(20_000)), Err(at(77_000)));
    }

    #[test]
    fn little_left_slows_and_much_left_frees() {
        // T3
        let mut buckets = Buckets::default();
        buckets.hint(&writes(), 0, at(0));
        assert_eq!(go(&mut buckets, &writes(), 0), 1);
        assert_eq!(buckets.take(&writes(), at(1)), Err(at(9_000)));
        buckets.hint(&writes(), 39, at(9_000));
        assert_eq!(go(&mut buckets, &writes(), 9_000), 1);
        assert_eq!(go(&mut buckets, &writes(), 13_000), 1);
        buckets.hint(&writes(), 900, at(17_000));
        assert_eq!(go(&mut buckets, &writes(), 17_000), 200);
    }

    #[test]
    fn inputs_closer_than_a_millisecond_cost_nothing() {
        let mut buckets = Buckets::default();
        assert_eq!(go(&mut buckets, &writes(), 0), 200);
        let went = (1..=10_000).filter(|n| {
            let micros = n * 700;
            let now = format!("2026-11-20T02:00:{:02}.{:06}Z", micros / 1_000_000, micros % 1_000_000);
            buckets.take(&writes(), Instant::parse(&now).unwrap()).is_ok()
        });
        assert_eq!(went.count(), 70);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let mut buckets = Buckets::default();
        assert_eq!(go(&mut buckets, &writes(), 10_000), 200);
        assert!(buckets.take(&writes(), at(0)).is_err());
        assert_eq!(go(&mut buckets, &writes(), 10_000), 0);
    }
}
