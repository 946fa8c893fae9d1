//! How much differs between two moments of a disk, by the time between them: the heart of the model.
//!
//! A day changes `change` bytes, of which the share `rehit` changed the day before too. So a second day adds
//! `change * (1 - rehit)` to what a gap holds, and so does every further day until it meets what the gap holds already:
//!
//! - high: not before all of `reach`, the part that is ever written, is held (a log that goes round and round);
//! - likely and low: as chance has it within `reach`.
//!
//! Inside a day the part that is hit again is written `rewrites` times a day, so that short gaps hold it several times
//! over; the rest is written once. Nothing is assumed about *when* in a day: most of it may come at once, which is why
//! short gaps are bounded together (see `ledger`) and the part of a day that is left over counts by [`BURST`].

use super::DAY;
use super::model::{LARGEST, Model, WHOLE};

/// All of a day's change may come within this part of it: a quarter, that is six hours.
const BURST: u64 = 4;

/// Gaps below this many seconds are bounded together with their neighbours. Above it a gap counts as a day that was cut
/// a little, or the usual lateness of runs would open the band.
const SHORT: u64 = DAY * 15 / 16;

/// Small rates per second are kept in parts of two to this.
const FINE: u32 = 20;

/// What gaps hold, by their lengths in seconds.
#[derive(Debug)]
pub(super) struct Curve {
    used: [u64; 3],
    low: Side,
    likely: Side,
    high: Side,
    /// How often a day what is hit again is written: likely, high.
    rewrites: [u64; 2],
    /// Low bytes a second of short gaps.
    low_rate: u64,
    /// High bytes a second of short gaps, at the least and the greatest share that is hit again: by [`Gap::warm`] and
    /// by length.
    high_rates: [(u64, u64); 2],
}

/// What one gap holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    /// Low, likely and high; of a short gap the likely only.
    pub(super) held: [u64; 3],
    /// Its length where it is short, else nothing.
    pub(super) short: u64,
    /// Of a short gap: the seconds that what is hit again counts for.
    pub(super) warm: u64,
}

/// One side of the band.
#[derive(Debug)]
struct Side {
    /// Of a day's change, what the day before changed too.
    again: u64,
    /// And what it did not.
    fresh: u64,
    /// What a gap of so many days holds, from one day on; it stays at the last.
    days: Vec<u64>,
}

impl Side {
    fn new([used, change, rehit, reach]: [u64; 4], most: u64, by_chance: bool) -> Self {
        let used = used.min(LARGEST);
        let change = change.min(used);
        let again = share(change, rehit);
        let fresh = change - again;
        // What two days change is written, whatever is said of the reach.
        let area = share(used, reach).max(change + fresh).min(used);
        // What is hit afresh lies outside of what the day before changed.
        let room = (area - change).max(fresh);
        let mut held = change;
        let mut days = vec![held];
        for _ in 1..most {
            let free = area - held;
            let more = if by_chance { part(fresh, free, room) } else { fresh.min(free) };
            if more == 0 {
                break;
            }
            held += more;
            days.push(held);
        }
        Self { again, fresh, days }
    }

    /// Of `days` whole days, at least one, and of one more.
    fn around(&self, days: u64) -> (u64, u64) {
        let at = usize::try_from(days - 1).unwrap_or(usize::MAX - 1);
        match (self.days.get(at), self.days.get(at + 1)) {
            (Some(held), Some(next)) => (*held, *next),
            _ => self.days.last().map_or((0, 0), |last| (*last, *last)),
        }
    }
}

impl Curve {
    /// For gaps of up to `longest` seconds.
    pub(super) fn new(model: &Model, longest: u64) -> Self {
        let (used, change, rehit, reach) = (model.used, model.change, model.rehit, model.reach);
        let most = longest / DAY + 2;
        let low = Side::new([used.low, change.low, rehit.high, reach.low], most, true);
        let high = Side::new([used.high, change.high, rehit.low, reach.high], most, false);
        let rate = |bytes: u64| (u128::from(bytes) << FINE).div_ceil(u128::from(DAY)) as u64;
        let day = high.again + high.fresh;
        let rates = |rehit: u64| {
            let again = share(day, rehit);
            (rate(again), rate(day - again))
        };
        Self {
            used: used.map(|used| used.min(LARGEST)).each(),
            low_rate: (u128::from(low.again + low.fresh) << FINE).div_euclid(u128::from(DAY)) as u64,
            high_rates: [rates(rehit.low), rates(rehit.high)],
            likely: Side::new([used.likely, change.likely, rehit.likely, reach.likely], most, true),
            rewrites: [model.rewrites.likely.max(1), model.rewrites.high.max(1)],
            low,
            high,
        }
    }

    /// What a whole snapshot holds.
    pub(super) fn whole(&self) -> [u64; 3] {
        self.used
    }

    /// What a gap of `seconds` holds.
    pub(super) fn gap(&self, seconds: u64) -> Gap {
        let (days, rest) = (seconds / DAY, seconds % DAY);
        let [likely_rewrites, high_rewrites] = self.rewrites;
        if days == 0 {
            let warm = (seconds * likely_rewrites).min(DAY);
            // Rounded up: what is cut in two then never holds less than before.
            let likely = (u128::from(self.likely.again) * u128::from(warm)
                + u128::from(self.likely.fresh) * u128::from(seconds))
            .div_ceil(u128::from(DAY)) as u64;
            if seconds < SHORT {
                let warm = (seconds * high_rewrites).min(DAY);
                return Gap { held: [0, likely, 0], short: seconds, warm };
            }
            let cut = DAY - BURST * (DAY - seconds);
            let low = (self.low.again + self.low.fresh) * cut / DAY;
            return Gap { held: [low, likely, self.high.again + self.high.fresh], short: 0, warm: 0 };
        }
        let late = (BURST * rest).min(DAY);
        let early = DAY - (BURST * (DAY - rest)).min(DAY);
        let between = |(held, next): (u64, u64), part: u64| held + ((next - held) * part).div_ceil(DAY);
        let (low, low_next) = self.low.around(days);
        let held = [
            low + (low_next - low) * early / DAY,
            between(self.likely.around(days), rest),
            between(self.high.around(days), late),
        ];
        Gap { held, short: 0, warm: 0 }
    }

    /// What `runs` unbroken rows of short gaps hold together at least and at most. However a day's change is spread, a
    /// row of whole days holds each day's; what is left over at its ends may hold nothing, or a day's.
    pub(super) fn short(&self, seconds: u64, warm: u64, runs: u64) -> (u64, u64) {
        let wide = |seconds: u64, rate: u64| u128::from(seconds) * u128::from(rate);
        let edges = runs * DAY;
        let low = wide(seconds.saturating_sub(edges), self.low_rate) >> FINE;
        let high = self.high_rates.iter().map(|(again, fresh)| wide(warm, *again) + wide(seconds + edges, *fresh));
        // Nothing without short gaps, for then there are no runs.
        let high = high.max().unwrap_or(0).div_ceil(1 << FINE);
        (low as u64, high as u64)
    }
}

/// The share of an amount, in parts of [`WHOLE`].
pub(super) fn share(amount: u64, parts: u64) -> u64 {
    part(amount, parts.min(WHOLE), WHOLE)
}

/// `amount * of / whole` rounded down; nothing of nothing.
pub(super) fn part(amount: u64, of: u64, whole: u64) -> u64 {
    let product = u128::from(amount) * u128::from(of);
    // Narrow division is several times as fast, and most are narrow.
    match u64::try_from(product) {
        Ok(product) => product.checked_div(whole).unwrap_or(0),
        Err(_) => product.checked_div(u128::from(whole)).map_or(0, |part| u64::try_from(part).unwrap_or(u64::MAX)),
    }
}
