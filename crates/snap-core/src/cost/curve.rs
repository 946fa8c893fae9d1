//! How much differs between two moments of a disk, by the time between them: the heart of the model.
//!
//! A day changes `change` bytes, of which the share `rehit` changed the day before too. So a second day adds
//! `change * (1 - rehit)` to what a gap holds, and so does every further day until it meets what the gap holds already:
//!
//! - high: not before all of `reach`, the part that is ever written, is held (a log that goes round and round);
//! - likely and low: as chance has it within `reach`.
//!
//! What changes in a day is written `rewrites` times in it, so that gaps of less than a day hold it several times over.
//! Nothing is assumed about *when* in a day: most of it may come at once, which is why short gaps are bounded together
//! with their neighbours, and why the part of a day that a longer gap leaves over counts by [`BURST`].

use super::model::{LARGEST, MOST_REWRITES, Model, ONCE, WHOLE};
use super::{Band, DAY};

/// All of a day's change may come within this part of it: a quarter, that is six hours.
const BURST: u64 = 4;

/// Gaps below this many seconds are bounded together with their neighbours. Above it a gap counts as a day that was cut
/// a little, or the usual lateness of runs would open the band.
pub(super) const SHORT: u64 = DAY * 15 / 16;

/// Small rates per second are kept in parts of two to this.
const FINE: u32 = 20;

/// What gaps hold, by their lengths in seconds.
#[derive(Debug)]
pub(super) struct Curve {
    used: [u64; 3],
    low: Side,
    likely: Side,
    high: Side,
    /// How often in a day what changes in it is written, in hundredths; likely.
    rewrites: u64,
    /// Low and high bytes a second of short gaps, in parts of two to [`FINE`].
    rates: (u64, u64),
}

/// What one gap holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    /// Low, likely and high; of a short gap the likely only.
    pub(super) held: [u64; 3],
    /// Its length where it is short, else nothing.
    pub(super) short: u64,
}

/// Short gaps of a row of snapshots.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Shorts {
    /// How many.
    pub(super) count: u64,
    /// How long together.
    pub(super) seconds: u64,
    /// In how many unbroken runs.
    pub(super) runs: u64,
}

/// One side of the band.
#[derive(Debug)]
struct Side {
    /// What any day changes.
    change: u64,
    /// What a gap of so many days holds, from one day on; it stays at the last.
    days: Vec<u64>,
}

impl Side {
    fn new([used, change, rehit, reach]: [u64; 4], most: u64, by_chance: bool) -> Self {
        let used = used.min(LARGEST);
        let change = change.min(used);
        let fresh = change - share(change, rehit);
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
        Self { change, days }
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
        let rate = |bytes: u64, times: u64| ((u128::from(bytes) * u128::from(times)) << FINE) / u128::from(DAY * ONCE);
        let most_rewrites = model.rewrites.high.clamp(ONCE, MOST_REWRITES);
        Self {
            used: used.map(|used| used.min(LARGEST)).each(),
            rates: (rate(low.change, ONCE) as u64, rate(high.change, most_rewrites) as u64 + 1),
            likely: Side::new([used.likely, change.likely, rehit.likely, reach.likely], most, true),
            rewrites: model.rewrites.likely.clamp(ONCE, MOST_REWRITES),
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
        if days == 0 {
            // Rounded up: what is cut in two then never holds less than before.
            let written = u128::from((seconds * self.rewrites).min(DAY * ONCE));
            let likely = (u128::from(self.likely.change) * written).div_ceil(u128::from(DAY * ONCE)) as u64;
            if seconds < SHORT {
                return Gap { held: [0, likely, 0], short: seconds };
            }
            let low = self.low.change * (DAY - BURST * (DAY - seconds)) / DAY;
            return Gap { held: [low, likely, self.high.change], short: 0 };
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
        Gap { held, short: 0 }
    }

    /// What one gap holds by itself.
    pub(super) fn alone(&self, gap: Gap) -> Band {
        let [low, likely, high] = gap.held;
        Band { low, likely, high: if gap.short > 0 { self.high.change } else { high } }
    }

    /// What short gaps hold together at least and at most. However a day's change is spread, a run of whole days holds
    /// each day's; what is left over at its ends may hold nothing, or a day's.
    pub(super) fn short(&self, Shorts { count, seconds, runs }: Shorts) -> (u64, u64) {
        let edges = runs * DAY;
        let at = |seconds: u64, rate: u64| u128::from(seconds) * u128::from(rate);
        let low = at(seconds.saturating_sub(edges), self.rates.0) >> FINE;
        let high = at(seconds + edges, self.rates.1).div_ceil(1 << FINE);
        // And none holds more than a day's.
        let high = high.min(u128::from(count) * u128::from(self.high.change));
        (u64::try_from(low).unwrap_or(u64::MAX), u64::try_from(high).unwrap_or(u64::MAX))
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
