//! What was read, as one model: the same resource read twice is merged, and a contradiction is kept as a conflict.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{Key, ResourceId};
use crate::model::{Disk, Snapshot};

mod merge;
#[cfg(test)]
mod tests;

use merge::Reads;

/// All disks and snapshots that were read, by id key (A60).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inventory {
    /// Disks by [`ResourceId::key`].
    pub disks: BTreeMap<Key, Box<Disk>>,
    /// Snapshots by [`ResourceId::key`].
    pub snapshots: BTreeMap<Key, Box<Snapshot>>,
    /// Members that reads of one resource disagree about, by id key. A snapshot in here is never deleted.
    pub conflicts: BTreeMap<String, BTreeSet<&'static str>>,
    /// What was read of a resource more than once, each read that differs from the others.
    disk_reads: BTreeMap<Key, Reads<Disk>>,
    snapshot_reads: BTreeMap<Key, Reads<Snapshot>>,
    /// Subscriptions, in lower case, of which every disk was read.
    complete: BTreeSet<String>,
}

/// What became of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It was not known.
    New,
    /// It was known, and all reads agree as far as they speak.
    Merged,
    /// It was known, and its reads disagree; the further state is shown.
    Conflict,
}

/// How far the disks that were read speak for those that were not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach<'a> {
    /// For all of the subscription.
    Subscription,
    /// For one resource group, by its name in lower case.
    Group(&'a str),
}

impl Reach<'_> {
    /// True when a disk of the group would have been read.
    pub(crate) fn covers(&self, group: &str) -> bool {
        match self {
            Self::Subscription => true,
            Self::Group(own) => *own == group,
        }
    }
}

impl Inventory {
    /// Takes a disk in. What is shown in the end does not depend on the order in which reads come.
    pub fn add_disk(&mut self, disk: Disk) -> Added {
        merge::add(&mut self.disks, &mut self.disk_reads, &mut self.conflicts, Box::new(disk))
    }

    /// Takes a snapshot in. What is shown in the end does not depend on the order in which reads come.
    pub fn add_snapshot(&mut self, snapshot: Snapshot) -> Added {
        merge::add(&mut self.snapshots, &mut self.snapshot_reads, &mut self.conflicts, Box::new(snapshot))
    }

    /// Takes in all that a document holds, as [`add_disk`](Self::add_disk) and [`add_snapshot`](Self::add_snapshot) do one
    /// by one; what became of each, in no particular order.
    pub fn add_all(&mut self, disks: Vec<Box<Disk>>, snapshots: Vec<Box<Snapshot>>) -> Vec<Added> {
        let mut added = merge::add_all(&mut self.disks, &mut self.disk_reads, &mut self.conflicts, disks);
        added.extend(merge::add_all(&mut self.snapshots, &mut self.snapshot_reads, &mut self.conflicts, snapshots));
        added
    }

    /// Says that every disk of a subscription, in any casing, was read: what is not among them does not exist. Without it
    /// a list speaks for its resource group, and for the subscription once it names disks of several groups.
    pub fn disks_complete(&mut self, subscription: &str) {
        self.complete.insert(subscription.to_lowercase());
    }

    /// How far the disks that were read speak, by subscription in lower case; those of which none was read are missing.
    pub(crate) fn reach(&self) -> BTreeMap<&str, Reach<'_>> {
        let mut reach: BTreeMap<&str, Reach<'_>> = BTreeMap::new();
        for disk in self.disks.values() {
            let (subscription, group) = disk.id.place_keys();
            let known = reach.entry(subscription).or_insert(Reach::Group(group));
            if *known != Reach::Group(group) {
                *known = Reach::Subscription;
            }
        }
        reach.extend(self.complete.iter().map(|subscription| (subscription.as_str(), Reach::Subscription)));
        reach
    }

    /// The resource that a conflict is about, with the casing it was read with.
    pub fn id_of(&self, key: &str) -> Option<&ResourceId> {
        self.snapshots.get(key).map(|s| &s.id).or_else(|| self.disks.get(key).map(|d| &d.id))
    }
}
