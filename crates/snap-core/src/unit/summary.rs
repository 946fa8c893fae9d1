//! The whole inventory in one sentence and a few numbers.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Chains, Label, Level, Unit, said};
use crate::instant::Instant;
use crate::model::location_key;
use crate::readiness::State;
use crate::say::Sentence;

/// What the fleet looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Summary {
    /// Disks that exist, or of which nothing says that they do not.
    pub disks: usize,
    /// Units.
    pub units: usize,
    /// Incremental snapshots.
    pub snapshots: usize,
    /// Different locations.
    pub locations: usize,
    /// Of `disks`, those with a ready snapshot of their own from the last 24 hours.
    pub disks_ready_last_day: usize,
    /// Units at level `stop` or `warn`.
    pub need_you: usize,
    /// Snapshots still copying.
    pub pending: usize,
    /// Snapshots that failed.
    pub failed: usize,
    /// Units whose disk is gone.
    pub orphans: usize,
    /// The answer that the fleet was opened for.
    pub sentence: Sentence,
}

impl Chains<'_> {
    /// What the fleet looks like at `now`.
    pub fn summary(&self, now: Instant) -> Summary {
        let mut disks: BTreeMap<&str, bool> = BTreeMap::new();
        let mut locations = BTreeSet::new();
        let (mut snapshots, mut need_you, mut pending, mut failed, mut orphans) = (0, 0, 0, 0, 0);
        for unit in &self.units {
            let counts = unit.counts();
            snapshots += counts.snapshots;
            pending += counts.pending;
            failed += counts.failed;
            need_you += usize::from(unit.state_code().level() <= Level::Warn);
            orphans += usize::from(unit.has(Label::Orphan));
            locations.extend(unit.location.map(location_key));
            if let Some(id) = unit.disk.id.filter(|_| unit.can_grow()) {
                *disks.entry(id.key()).or_default() |= ready_last_day(unit, now);
            }
        }
        let ready = disks.values().filter(|ready| **ready).count();
        Summary {
            disks: disks.len(),
            units: self.units.len(),
            snapshots,
            locations: locations.len(),
            disks_ready_last_day: ready,
            need_you,
            pending,
            failed,
            orphans,
            sentence: sentence(ready, disks.len(), snapshots),
        }
    }
}

fn ready_last_day(unit: &Unit<'_>, now: Instant) -> bool {
    unit.members.iter().any(|member| {
        member.readiness.state == State::Ready
            && member.instant.is_some_and(|instant| (0..86_400).contains(&now.seconds_since(instant)))
    })
}

fn sentence(ready: usize, disks: usize, snapshots: usize) -> Sentence {
    match (disks, snapshots) {
        (0, 0) => said::fleet_nothing(),
        (0, snapshots) => said::fleet_no_disk(snapshots),
        (disks, _) => said::fleet_ready(ready, disks),
    }
}
