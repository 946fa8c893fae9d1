//! Several reads of one resource made one, the same whatever the order they come in.

use std::collections::{BTreeMap, BTreeSet};

use super::Added;
use crate::id::{Key, ResourceId};
use crate::instant::Instant;
use crate::model::{Disk, Snapshot, location_key};
use crate::tags::Tags;
use crate::text::Text;

/// How many different reads of one resource are told apart; more than that is no inventory but an attempt on its memory.
const MOST: usize = 16;

/// What reads beyond [`MOST`] are called among the members that disagree.
const TOO_MANY: &str = "reads";

/// The different reads of one resource. They are kept and merged anew with each that comes: of three that contradict each
/// other, two merged first would decide what the third is compared with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reads<T> {
    /// The furthest first.
    reads: Vec<T>,
    too_many: bool,
}

/// A resource that can be read more than once.
pub(super) trait Resource: Clone + PartialEq {
    type Further: Ord;
    fn id(&self) -> &ResourceId;
    /// How far it has come, as something to compare. No two reads are equal here that differ in their text.
    fn further(&self) -> Self::Further;
    /// True when the reads are the same, the casing of their ids included.
    fn same(&self, other: &Self) -> bool;
    /// Tells apart two resources that had one name after the other (F3).
    fn unique_id(&self) -> Option<&str>;
    /// Fills itself from another read where only that one speaks, and notes what they disagree about.
    fn fill(&mut self, from: &Self, merge: &mut Merge);
}

/// Takes a read in under its key.
pub(super) fn add<T: Resource>(
    shown: &mut BTreeMap<Key, Box<T>>,
    reads: &mut BTreeMap<Key, Reads<T>>,
    conflicts: &mut BTreeMap<String, BTreeSet<&'static str>>,
    read: Box<T>,
) -> Added {
    let key = Key::from(read.id());
    let Some(known) = shown.get_mut(&key) else {
        shown.insert(key, read);
        return Added::New;
    };
    if !reads.contains_key(&key) && known.same(&read) {
        return Added::Merged;
    }
    let all = reads.entry(key.clone()).or_insert_with(|| Reads { reads: vec![T::clone(known)], too_many: false });
    all.take(*read);
    let (merged, differ) = all.merged();
    if let Some(merged) = merged {
        **known = merged;
    }
    if differ.is_empty() {
        return Added::Merged;
    }
    conflicts.insert(key.to_string(), differ);
    Added::Conflict
}

/// Takes many reads in, as [`add`] does one by one. The first ones become a map at once: that is a fraction of the work of
/// finding the place of each, and leaves no room in the map unused.
pub(super) fn add_all<T: Resource>(
    shown: &mut BTreeMap<Key, Box<T>>,
    reads: &mut BTreeMap<Key, Reads<T>>,
    conflicts: &mut BTreeMap<String, BTreeSet<&'static str>>,
    mut all: Vec<Box<T>>,
) -> Vec<Added> {
    let mut added = Vec::new();
    if shown.is_empty() {
        let mut pairs: Vec<(Key, Box<T>)> = all.into_iter().map(|read| (Key::from(read.id()), read)).collect();
        // Stable: reads of one resource keep their order.
        pairs.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut again = Vec::new();
        let mut firsts: Vec<(Key, Box<T>)> = Vec::with_capacity(pairs.len());
        for (key, read) in pairs {
            match firsts.last() {
                Some((before, _)) if *before == key => again.push(read),
                _ => firsts.push((key, read)),
            }
        }
        *shown = firsts.into_iter().collect();
        added.resize(shown.len(), Added::New);
        all = again;
    }
    added.extend(all.into_iter().map(|read| add(shown, reads, conflicts, read)));
    added
}

impl<T: Resource> Reads<T> {
    fn take(&mut self, read: T) {
        if self.reads.iter().any(|known| known.same(&read)) {
            return;
        }
        self.reads.push(read);
        self.reads.sort_by_cached_key(|read| std::cmp::Reverse(read.further()));
        self.too_many |= self.reads.len() > MOST;
        self.reads.truncate(MOST);
    }

    fn merged(&self) -> (Option<T>, BTreeSet<&'static str>) {
        let mut merge = Merge { differ: BTreeSet::new() };
        if self.too_many {
            merge.differ.insert(TOO_MANY);
        }
        let Some((furthest, others)) = self.reads.split_first() else { return (None, merge.differ) };
        let mut into = furthest.clone();
        for from in others {
            let other =
                matches!((into.unique_id(), from.unique_id()), (Some(a), Some(b)) if !a.eq_ignore_ascii_case(b));
            // Nothing of one resource may be taken for another's.
            if other {
                merge.differ.insert("uniqueId");
            } else {
                into.fill(from, &mut merge);
            }
        }
        (Some(into), merge.differ)
    }
}

/// Fills `into` from `from` where only the latter speaks, and names what they disagree about.
pub(super) struct Merge {
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
    fn word(&mut self, name: &'static str, into: &mut Option<Text>, from: &Option<Text>) {
        self.option(name, into, from, |a, b| a.eq_ignore_ascii_case(b));
    }

    /// As [`Self::word`], of lists in any order; an empty one says nothing.
    fn words(&mut self, name: &'static str, into: &mut Vec<Text>, from: &[Text]) {
        let set = |words: &[Text]| words.iter().map(|word| word.to_ascii_lowercase()).collect::<BTreeSet<_>>();
        if into.is_empty() {
            *into = from.to_vec();
        } else if !from.is_empty() && set(into) != set(from) {
            self.differ.insert(name);
        }
    }

    fn location(&mut self, into: &mut Option<Text>, from: &Option<Text>) {
        self.option("location", into, from, |a, b| location_key(a) == location_key(b));
    }

    /// The same moment may be said less finely: Windows PowerShell's literal has milliseconds only. The finer one is taken.
    fn time(&mut self, into: &mut Option<Instant>, from: &Option<Instant>) {
        self.option("timeCreated", into, from, |a, b| millisecond(Some(*a)) == millisecond(Some(*b)));
        if millisecond(*into) == millisecond(*from) {
            *into = (*into).max(*from);
        }
    }

    /// No tags are as much of a statement as some: a tag that was taken off says that the snapshot is no longer ours.
    fn tags(&mut self, into: &Tags, from: &Tags) {
        if into.len() != from.len() || into.iter().any(|(n, v)| from.get(n) != Some(v)) {
            self.differ.insert("tags");
        }
    }
}

fn same_text(a: Option<&ResourceId>, b: Option<&ResourceId>) -> bool {
    a.map(ResourceId::as_str) == b.map(ResourceId::as_str)
}

impl Resource for Snapshot {
    type Further = (Option<i64>, bool, bool, u8, i64, String);

    fn id(&self) -> &ResourceId {
        &self.id
    }

    /// Made later, failed or finished, copied further. The text at the end only makes the choice the same in whatever order
    /// the documents were loaded.
    fn further(&self) -> Self::Further {
        let settled = self.copy_error.is_some()
            || self
                .provisioning_state
                .as_deref()
                .is_none_or(|word| ["succeeded", "failed", "canceled"].contains(&word.to_ascii_lowercase().as_str()));
        let access = match self.access_state.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("available" | "availablewithinstantaccess") => 2,
            Some("instantaccess") => 1,
            _ => 0,
        };
        (
            millisecond(self.time_created),
            settled,
            self.copy_error.is_some(),
            access,
            percent_rank(self.completion_percent),
            format!("{self:?}"),
        )
    }

    fn same(&self, other: &Self) -> bool {
        self == other
            && same_text(Some(&self.id), Some(&other.id))
            && same_text(self.source.as_ref(), other.source.as_ref())
    }

    fn unique_id(&self) -> Option<&str> {
        self.unique_id.as_deref()
    }

    fn fill(&mut self, from: &Self, merge: &mut Merge) {
        merge.location(&mut self.location, &from.location);
        merge.tags(&self.tags, &from.tags);
        merge.word("sku", &mut self.sku, &from.sku);
        if self.incremental != from.incremental {
            merge.differ.insert("incremental");
        }
        merge.word("createOption", &mut self.create_option, &from.create_option);
        merge.plain("sourceResourceId", &mut self.source, &from.source);
        merge.word("sourceUniqueId", &mut self.source_unique_id, &from.source_unique_id);
        merge.word("incrementalSnapshotFamilyId", &mut self.family_id, &from.family_id);
        merge.word("uniqueId", &mut self.unique_id, &from.unique_id);
        merge.time(&mut self.time_created, &from.time_created);
        merge.plain("diskSizeGB", &mut self.size_gb, &from.size_gb);
        merge.plain("diskSizeBytes", &mut self.size_bytes, &from.size_bytes);
        merge.plain("logicalSectorSize", &mut self.sector_size, &from.sector_size);
        merge.plain("completionPercent", &mut self.completion_percent, &from.completion_percent);
        merge.plain("copyCompletionError", &mut self.copy_error, &from.copy_error);
        merge.word("provisioningState", &mut self.provisioning_state, &from.provisioning_state);
        merge.word("diskState", &mut self.disk_state, &from.disk_state);
        merge.word("snapshotAccessState", &mut self.access_state, &from.access_state);
        merge.plain("instantAccessDurationMinutes", &mut self.instant_access_minutes, &from.instant_access_minutes);
        merge.word("encryptionType", &mut self.encryption_type, &from.encryption_type);
        merge.word("diskEncryptionSetId", &mut self.disk_encryption_set_id, &from.disk_encryption_set_id);
        merge.word("networkAccessPolicy", &mut self.network_access_policy, &from.network_access_policy);
        merge.word("osType", &mut self.os_type, &from.os_type);
        merge.plain("immutabilityPolicy", &mut self.immutability, &from.immutability);
    }
}

impl Resource for Disk {
    type Further = (Option<i64>, i64, String);

    fn id(&self) -> &ResourceId {
        &self.id
    }

    fn further(&self) -> Self::Further {
        (millisecond(self.time_created), percent_rank(self.completion_percent), format!("{self:?}"))
    }

    fn same(&self, other: &Self) -> bool {
        self == other
            && same_text(Some(&self.id), Some(&other.id))
            && same_text(self.source.as_ref(), other.source.as_ref())
    }

    fn unique_id(&self) -> Option<&str> {
        self.unique_id.as_deref()
    }

    fn fill(&mut self, from: &Self, merge: &mut Merge) {
        merge.location(&mut self.location, &from.location);
        merge.tags(&self.tags, &from.tags);
        merge.word("sku", &mut self.sku, &from.sku);
        merge.plain("diskSizeGB", &mut self.size_gb, &from.size_gb);
        merge.plain("diskSizeBytes", &mut self.size_bytes, &from.size_bytes);
        merge.plain("logicalSectorSize", &mut self.sector_size, &from.sector_size);
        merge.word("uniqueId", &mut self.unique_id, &from.unique_id);
        merge.time(&mut self.time_created, &from.time_created);
        merge.word("diskState", &mut self.disk_state, &from.disk_state);
        merge.word("provisioningState", &mut self.provisioning_state, &from.provisioning_state);
        merge.plain("completionPercent", &mut self.completion_percent, &from.completion_percent);
        merge.word("createOption", &mut self.create_option, &from.create_option);
        merge.plain("sourceResourceId", &mut self.source, &from.source);
        merge.word("managedBy", &mut self.managed_by, &from.managed_by);
        merge.words("managedByExtended", &mut self.managed_by_extended, &from.managed_by_extended);
        if self.zones.is_empty() {
            self.zones.clone_from(&from.zones);
        }
    }
}

/// A moment as finely as every client says it: that one read has more digits makes it no later.
fn millisecond(instant: Option<Instant>) -> Option<i64> {
    instant.map(|instant| instant.timestamp().as_millisecond())
}

/// A percent as a whole number of millionths, so that it can be ordered; missing is least.
fn percent_rank(percent: Option<f64>) -> i64 {
    // A cast from f64 saturates, and NaN becomes 0.
    percent.map_or(-1, |p| (p.clamp(0.0, 100.0) * 1e6) as i64)
}
