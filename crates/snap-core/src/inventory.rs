//! What was read, as one model: the same resource read twice is merged, and a contradiction is kept as a conflict.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::ResourceId;
use crate::model::{Disk, Snapshot, location_key};
use crate::tags::Tags;

/// All disks and snapshots that were read, by id key (A60).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inventory {
    /// Disks by [`ResourceId::key`].
    pub disks: BTreeMap<String, Disk>,
    /// Snapshots by [`ResourceId::key`].
    pub snapshots: BTreeMap<String, Snapshot>,
    /// Members that two reads of one resource disagree about, by id key. A snapshot in here is never deleted.
    pub conflicts: BTreeMap<String, BTreeSet<&'static str>>,
}

/// What became of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It was not known.
    New,
    /// It was known, and the two reads agree as far as both speak.
    Merged,
    /// It was known, and the two reads disagree; the further state is shown.
    Conflict,
}

impl Inventory {
    /// Takes a disk in.
    pub fn add_disk(&mut self, disk: Disk) -> Added {
        let key = disk.id.key().to_owned();
        match self.disks.remove(&key) {
            None => {
                self.disks.insert(key, disk);
                Added::New
            }
            Some(known) => {
                let (merged, differ) = merge_disks(known, disk);
                self.disks.insert(key.clone(), merged);
                self.note(key, differ)
            }
        }
    }

    /// Takes a snapshot in.
    pub fn add_snapshot(&mut self, snapshot: Snapshot) -> Added {
        let key = snapshot.id.key().to_owned();
        match self.snapshots.remove(&key) {
            None => {
                self.snapshots.insert(key, snapshot);
                Added::New
            }
            Some(known) => {
                let (merged, differ) = merge_snapshots(known, snapshot);
                self.snapshots.insert(key.clone(), merged);
                self.note(key, differ)
            }
        }
    }

    /// The resource that a conflict is about, with the casing it was read with.
    pub fn id_of(&self, key: &str) -> Option<&ResourceId> {
        self.snapshots.get(key).map(|s| &s.id).or_else(|| self.disks.get(key).map(|d| &d.id))
    }

    fn note(&mut self, key: String, differ: BTreeSet<&'static str>) -> Added {
        if differ.is_empty() {
            return Added::Merged;
        }
        self.conflicts.entry(key).or_default().extend(differ);
        Added::Conflict
    }
}

/// Fills `into` from `from` where only the latter speaks, and names what they disagree about.
struct Merge {
    differ: BTreeSet<&'static str>,
}

impl Merge {
    fn option<T: Clone>(
        &mut self,
        name: &'static str,
        into: &mut Option<T>,
        from: &Option<T>,
        same: impl Fn(&T, &T) -> bool,
    ) {
        match (into.as_ref(), from) {
            (Some(a), Some(b)) if !same(a, b) => {
                self.differ.insert(name);
            }
            (None, Some(b)) => *into = Some(b.clone()),
            _ => {}
        }
    }

    fn plain<T: Clone + PartialEq>(&mut self, name: &'static str, into: &mut Option<T>, from: &Option<T>) {
        self.option(name, into, from, T::eq);
    }

    /// Words of the service and unique ids: their casing changes between clients.
    fn word(&mut self, name: &'static str, into: &mut Option<String>, from: &Option<String>) {
        self.option(name, into, from, |a, b| a.eq_ignore_ascii_case(b));
    }

    fn location(&mut self, into: &mut Option<String>, from: &Option<String>) {
        self.option("location", into, from, |a, b| location_key(a) == location_key(b));
    }

    fn tags(&mut self, into: &mut Tags, from: &Tags) {
        if into.is_empty() {
            into.clone_from(from);
        } else if !from.is_empty() && (into.len() != from.len() || into.iter().any(|(n, v)| from.get(n) != Some(v))) {
            self.differ.insert("tags");
        }
    }
}

/// Two resources that had one name after the other: nothing of the one may be taken for the other (F3).
fn others(a: &Option<String>, b: &Option<String>) -> bool {
    matches!((a, b), (Some(a), Some(b)) if !a.eq_ignore_ascii_case(b))
}

fn merge_snapshots(known: Snapshot, read: Snapshot) -> (Snapshot, BTreeSet<&'static str>) {
    let (mut into, from) = if further(&read) > further(&known) { (read, known) } else { (known, read) };
    if others(&into.unique_id, &from.unique_id) {
        return (into, BTreeSet::from(["uniqueId"]));
    }
    let mut merge = Merge { differ: BTreeSet::new() };
    merge.location(&mut into.location, &from.location);
    merge.tags(&mut into.tags, &from.tags);
    merge.word("sku", &mut into.sku, &from.sku);
    if into.incremental != from.incremental {
        merge.differ.insert("incremental");
    }
    merge.word("createOption", &mut into.create_option, &from.create_option);
    merge.plain("sourceResourceId", &mut into.source, &from.source);
    merge.word("sourceUniqueId", &mut into.source_unique_id, &from.source_unique_id);
    merge.word("incrementalSnapshotFamilyId", &mut into.family_id, &from.family_id);
    merge.word("uniqueId", &mut into.unique_id, &from.unique_id);
    merge.option("timeCreated", &mut into.time_created, &from.time_created, |a, b| {
        // Windows PowerShell's literal has milliseconds only: the same moment, said less finely.
        a.timestamp().as_millisecond() == b.timestamp().as_millisecond()
    });
    merge.plain("diskSizeGB", &mut into.size_gb, &from.size_gb);
    merge.plain("diskSizeBytes", &mut into.size_bytes, &from.size_bytes);
    merge.plain("logicalSectorSize", &mut into.sector_size, &from.sector_size);
    merge.plain("completionPercent", &mut into.completion_percent, &from.completion_percent);
    merge.plain("copyCompletionError", &mut into.copy_error, &from.copy_error);
    merge.word("provisioningState", &mut into.provisioning_state, &from.provisioning_state);
    merge.word("diskState", &mut into.disk_state, &from.disk_state);
    merge.word("snapshotAccessState", &mut into.access_state, &from.access_state);
    merge.plain("instantAccessDurationMinutes", &mut into.instant_access_minutes, &from.instant_access_minutes);
    merge.word("encryptionType", &mut into.encryption_type, &from.encryption_type);
    merge.word("diskEncryptionSetId", &mut into.disk_encryption_set_id, &from.disk_encryption_set_id);
    merge.word("networkAccessPolicy", &mut into.network_access_policy, &from.network_access_policy);
    merge.word("osType", &mut into.os_type, &from.os_type);
    merge.plain("immutabilityPolicy", &mut into.immutability, &from.immutability);
    (into, merge.differ)
}

fn merge_disks(known: Disk, read: Disk) -> (Disk, BTreeSet<&'static str>) {
    let later = |d: &Disk| (d.time_created, percent_rank(d.completion_percent), format!("{d:?}"));
    let (mut into, from) = if later(&read) > later(&known) { (read, known) } else { (known, read) };
    if others(&into.unique_id, &from.unique_id) {
        return (into, BTreeSet::from(["uniqueId"]));
    }
    let mut merge = Merge { differ: BTreeSet::new() };
    merge.location(&mut into.location, &from.location);
    merge.tags(&mut into.tags, &from.tags);
    merge.word("sku", &mut into.sku, &from.sku);
    merge.plain("diskSizeGB", &mut into.size_gb, &from.size_gb);
    merge.plain("diskSizeBytes", &mut into.size_bytes, &from.size_bytes);
    merge.plain("logicalSectorSize", &mut into.sector_size, &from.sector_size);
    merge.word("uniqueId", &mut into.unique_id, &from.unique_id);
    merge.option("timeCreated", &mut into.time_created, &from.time_created, |a, b| {
        a.timestamp().as_millisecond() == b.timestamp().as_millisecond()
    });
    merge.word("diskState", &mut into.disk_state, &from.disk_state);
    merge.word("provisioningState", &mut into.provisioning_state, &from.provisioning_state);
    merge.plain("completionPercent", &mut into.completion_percent, &from.completion_percent);
    merge.word("createOption", &mut into.create_option, &from.create_option);
    merge.plain("sourceResourceId", &mut into.source, &from.source);
    merge.word("managedBy", &mut into.managed_by, &from.managed_by);
    if into.zones.is_empty() {
        into.zones = from.zones;
    }
    (into, merge.differ)
}

/// How far a snapshot has come, as something to compare: made later, failed or finished, copied further. The text at the
/// end only makes the choice the same in whatever order the documents were loaded.
fn further(s: &Snapshot) -> impl Ord + use<> {
    let settled = s.copy_error.is_some()
        || s.provisioning_state
            .as_deref()
            .is_none_or(|word| ["succeeded", "failed", "canceled"].contains(&word.to_ascii_lowercase().as_str()));
    let access = match s.access_state.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("available" | "availablewithinstantaccess") => 2,
        Some("instantaccess") => 1,
        _ => 0,
    };
    (s.time_created, settled, s.copy_error.is_some(), access, percent_rank(s.completion_percent), format!("{s:?}"))
}

/// A percent as a whole number of millionths, so that it can be ordered; missing is least.
fn percent_rank(percent: Option<f64>) -> i64 {
    // A cast from f64 saturates, and NaN becomes 0.
    percent.map_or(-1, |p| (p.clamp(0.0, 100.0) * 1e6) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::Instant;

    fn snapshot() -> Snapshot {
        let mut s = Snapshot::new(
            ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/one").unwrap(),
        );
        s.location = Some("West US".into());
        s.time_created = Some(Instant::parse("2026-11-20T02:00:00.1234567Z").unwrap());
        s.completion_percent = Some(40.0);
        s
    }

    #[test]
    fn another_client_s_words_are_no_conflict() {
        let mut inventory = Inventory::default();
        let mut other = snapshot();
        other.id = ResourceId::parse(&other.id.as_str().to_uppercase()).unwrap();
        other.location = Some("westus".into());
        other.time_created = Some(Instant::parse("/Date(1795140000123)/").unwrap());
        other.family_id = Some("F".into());
        assert_eq!(inventory.add_snapshot(snapshot()), Added::New);
        assert_eq!(inventory.add_snapshot(other), Added::Merged);
        assert_eq!(inventory.snapshots.len(), 1);
        assert_eq!(inventory.snapshots.values().next().unwrap().family_id.as_deref(), Some("F"));
        assert!(inventory.conflicts.is_empty());
    }

    #[test]
    fn the_further_state_is_shown_in_either_order_and_blocks_deletion() {
        let mut done = snapshot();
        done.completion_percent = Some(100.0);
        for pair in [[snapshot(), done.clone()], [done.clone(), snapshot()]] {
            let mut inventory = Inventory::default();
            let added: Vec<_> = pair.into_iter().map(|s| inventory.add_snapshot(s)).collect();
            assert_eq!(added, [Added::New, Added::Conflict]);
            assert_eq!(inventory.snapshots.values().next().unwrap().completion_percent, Some(100.0));
            assert_eq!(inventory.conflicts.values().next().unwrap().iter().collect::<Vec<_>>(), [&"completionPercent"]);
        }
    }

    #[test]
    fn two_resources_of_one_name_are_not_mixed() {
        let mut old = snapshot();
        old.unique_id = Some("u1".into());
        old.completion_percent = Some(100.0);
        let mut new = snapshot();
        new.unique_id = Some("u2".into());
        new.time_created = Some(Instant::parse("2026-11-20T05:00:00Z").unwrap());
        new.completion_percent = None;
        for pair in [[old.clone(), new.clone()], [new, old]] {
            let mut inventory = Inventory::default();
            pair.into_iter().for_each(|s| {
                inventory.add_snapshot(s);
            });
            let shown = inventory.snapshots.values().next().unwrap();
            assert_eq!((shown.unique_id.as_deref(), shown.completion_percent), (Some("u2"), None));
            assert!(inventory.conflicts.values().next().unwrap().contains("uniqueId"));
        }
    }

    #[test]
    fn a_failed_copy_is_further_than_a_running_one() {
        let mut failed = snapshot();
        failed.copy_error =
            Some(crate::model::CopyError { error_code: "CopySourceNotFound".into(), error_message: String::new() });
        failed.completion_percent = Some(10.0);
        let mut inventory = Inventory::default();
        inventory.add_snapshot(failed);
        inventory.add_snapshot(snapshot());
        assert!(inventory.snapshots.values().next().unwrap().copy_error.is_some());
    }
}
