//! What the snapshots of one moment hold: those that are there, with what was measured of them.

use super::chain::Chain;
use super::curve::Curve;
use super::ledger::{longest, second};
use super::{Band, Lifetime, Model};

/// What a snapshot holds, and what would be freed if it alone were deleted (B7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Held {
    /// Bytes it holds.
    pub holds: Band,
    /// Of these, what no later snapshot needs.
    pub frees: Band,
    /// What it holds was metered.
    pub measured: bool,
}

/// Snapshots that are there at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// Bytes stored.
    pub stored: Band,
    /// Bytes stored when those that are named are gone.
    pub without: Band,
    /// Snapshot by snapshot, in the order of `lives`.
    pub held: Vec<Held>,
}

impl Today {
    /// Of `lives` in order of birth, of which none has died. `measured`: what each holds, where that is known; `gone`: those
    /// that are to be deleted. Both run along with `lives`; what is missing at their end is unknown, and stays.
    pub fn of(lives: &[Lifetime], measured: &[Option<u64>], gone: &[bool], model: &Model) -> Self {
        let curve = Curve::new(model, longest(lives));
        let mut chain = Chain::new(lives.len(), &curve);
        let all = || measured.iter().copied().chain(std::iter::repeat(None));
        for ((life, at), measured) in lives.iter().zip(0..).zip(all()) {
            chain.append(at, second(life.born), life.whole);
            if let Some(bytes) = measured {
                chain.set(at, bytes);
            }
        }
        let stored = chain.stored();
        let held = lives.iter().zip(0..).zip(all());
        let held = held
            .map(|((_, at), measured)| {
                let (holds, frees) = chain.alone(at);
                Held { holds, frees, measured: measured.is_some() }
            })
            .collect();
        for (_, at) in gone.iter().zip(0..).filter(|(gone, _)| **gone) {
            chain.remove(at);
        }
        Self { stored, without: chain.stored(), held }
    }
}
