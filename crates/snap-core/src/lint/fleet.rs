//! What is counted over a subscription, a region, or all disks that are made from one snapshot or of one disk.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, against, said};
use crate::limits::{C4, I5, L4, LimitInfo, Place, R12, R15, disks_filling};
use crate::model::{Disk, DiskKind, Snapshot, location_key};
use crate::readiness::{self, State};
use crate::say::Sentence;
use crate::unit::{Chains, Level};

/// Disks of one kind in a subscription and region (L5).
const L5: usize = 50_000;
/// Disk encryption sets in a subscription and region (L6).
const L6: usize = 5_000;

/// A subscription and a region in it, in lower case, as they are read.
type Spot = (String, String);

pub(super) fn findings(chains: &Chains<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let inventory = chains.inventory();
    let mut spots: BTreeMap<Spot, Vec<&Snapshot>> = BTreeMap::new();
    let mut kinds: BTreeMap<(Spot, DiskKind), usize> = BTreeMap::new();
    let mut sets: BTreeMap<Spot, BTreeSet<String>> = BTreeMap::new();
    for snapshot in inventory.snapshots.values() {
        let Some(location) = snapshot.location.as_deref() else { continue };
        let spot = (snapshot.id.subscription().to_lowercase(), location_key(location));
        if let Some(set) = &snapshot.disk_encryption_set_id {
            sets.entry(spot.clone()).or_default().insert(set.to_lowercase());
        }
        spots.entry(spot).or_default().push(snapshot);
    }
    for disk in inventory.disks.values() {
        let (Some(location), Some(kind)) = (disk.location.as_deref(), disk.kind()) else { continue };
        let spot = (disk.id.subscription().to_lowercase(), location_key(location));
        *kinds.entry((spot, kind)).or_default() += 1;
    }
    for ((subscription, location), snapshots) in &spots {
        let place = Place::new(subscription, location);
        let kinds = [said::what_local, said::what_zonal];
        for (used, what) in place.snapshots(snapshots.iter().copied()).iter().zip(kinds) {
            found.extend(full(&L4, used.used as usize, what(subscription, location), "deleted"));
        }
        let copies = place.copies_under_way(snapshots.iter().copied()).used as usize;
        found.extend(full(&C4, copies, said::what_copies(subscription, location), "ends"));
    }
    for (((subscription, location), kind), n) in kinds.iter().filter(|(_, n)| **n >= L5) {
        let text = said::lint_disks(*n, kind.title(), subscription, location, L5);
        found.push(Finding::new(Level::Stop, "L5", said::lint_disks_title(), text).sum(against(*n, L5 as u32)));
    }
    for ((subscription, location), sets) in sets.iter().filter(|(_, sets)| sets.len() >= L6) {
        let n = sets.len();
        let text = said::lint_encryption_sets(n, subscription, location, L6);
        let finding = Finding::new(Level::Stop, "L6", said::lint_encryption_sets_title(), text);
        found.push(finding.sum(against(n, L6 as u32)));
    }
    found.extend(filling(chains));
    found
}

/// R12, R15, I5: disks in the making, by what they are made from.
fn filling(chains: &Chains<'_>) -> Vec<Finding> {
    let inventory = chains.inventory();
    let mut by_snapshot: BTreeMap<&str, usize> = BTreeMap::new();
    let mut subscriptions: BTreeSet<&str> = BTreeSet::new();
    for disk in inventory.disks.values().filter(|disk| is_filling(disk)) {
        subscriptions.insert(disk.id.place_keys().0);
        if let Some(source) = &disk.source {
            *by_snapshot.entry(source.key()).or_default() += 1;
        }
    }
    let mut found = Vec::new();
    for subscription in subscriptions {
        let n = disks_filling(inventory, subscription).used as usize;
        found.extend(full(&R15, n, said::what_filling(subscription), "restore"));
    }
    for unit in &chains.units {
        let mut instant = 0;
        for member in &unit.members {
            let n = by_snapshot.get(member.snapshot.id.key()).copied().unwrap_or(0);
            if member.readiness.state == State::InstantAccess {
                instant += n;
            } else {
                let what = said::what_making(member.snapshot.id.name());
                found.extend(full(&R12, n, what, "done").map(|finding| finding.of(unit)));
            }
        }
        found.extend(full(&I5, instant, said::what_instant(), "done").map(|finding| finding.of(unit)));
    }
    found
}

fn is_filling(disk: &Disk) -> bool {
    disk.completion_percent.is_some_and(|percent| percent < 100.0) && readiness::of_disk(disk).0 != State::Failed
}

/// The finding of a limit that is used up; `then` is the word for what the next one waits for.
fn full(limit: &LimitInfo, used: usize, what: Sentence, then: &'static str) -> Option<Finding> {
    (used >= limit.count()).then(|| {
        let text = said::lint_limit(used, what, limit.count(), then);
        Finding::new(Level::Stop, limit.id, said::lint_limit_title(), text).sum(against(used, limit.of))
    })
}
