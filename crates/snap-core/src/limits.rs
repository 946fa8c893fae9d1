//! The limits of the service as a table, what a unit uses of them, and whether it can take another snapshot.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::instant::Instant;
use crate::inventory::Inventory;
use crate::model::{Snapshot, location_key};
use crate::say::Sentence;
use crate::unit::{Chains, Label, Member, Unit};

/// One limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LimitInfo {
    /// The fact it stands for.
    pub id: &'static str,
    /// How many are allowed.
    pub of: u32,
    /// From here on it is worth a warning; `None` where only the limit itself matters.
    pub warn_from: Option<u32>,
    /// What it is counted over.
    pub per: &'static str,
    /// A sentence for a person.
    pub text: &'static str,
}

impl LimitInfo {
    /// [`of`](Self::of), to count with.
    pub(crate) fn count(&self) -> usize {
        self.of as usize
    }
}

/// Someone else who makes incremental snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct OtherOwner {
    /// Who.
    pub owner: &'static str,
    /// How their snapshots can be told, and what to mind.
    pub how: &'static str,
}

/// Incremental snapshots of one disk.
pub const L1: LimitInfo = LimitInfo {
    id: "L1",
    of: 500,
    warn_from: Some(450),
    per: "disk",
    text: "A disk may have 500 incremental snapshots at one time. Deleting one makes room for another.",
};
/// Incremental snapshots of one disk in five minutes.
pub const L2: LimitInfo = LimitInfo {
    id: "L2",
    of: 7,
    warn_from: None,
    per: "disk in 5 minutes",
    text: "Seven incremental snapshots of a disk may be made in any five minutes.",
};
/// Open download links of one family.
pub const L3: LimitInfo = LimitInfo {
    id: "L3",
    of: 5,
    warn_from: None,
    per: "family",
    text: "Download links may be open to five snapshots of one family at one time. Revoke one before opening a sixth.",
};
/// Snapshots of one subscription in one region.
pub const L4: LimitInfo = LimitInfo {
    id: "L4",
    of: 75_000,
    warn_from: None,
    per: "subscription, region and redundancy",
    text: "A subscription may have 75,000 locally redundant and 75,000 zone-redundant snapshots in a region.",
};
/// Snapshots of one disk that are still being copied.
pub const R11: LimitInfo = LimitInfo {
    id: "R11",
    of: 3,
    warn_from: None,
    per: "disk",
    text: "On Premium SSD v2 and Ultra, three snapshots of a disk may be still copying; the next is refused until one is done.",
};
/// Disks being made from one snapshot.
pub const R12: LimitInfo = LimitInfo {
    id: "R12",
    of: 5,
    warn_from: None,
    per: "snapshot",
    text: "On Premium SSD v2 and Ultra, five disks may be in the making from one snapshot at a time.",
};
/// Background copies of one subscription.
pub const R15: LimitInfo = LimitInfo {
    id: "R15",
    of: 50,
    warn_from: None,
    per: "subscription",
    text: "Fifty background copies may run in a subscription, counting disks being made from snapshots or restore points, uploads and conversions to Premium SSD v2.",
};
/// Cross-region copies of one subscription in one region.
pub const C4: LimitInfo = LimitInfo {
    id: "C4",
    of: 100,
    warn_from: None,
    per: "subscription and region",
    text: "A hundred snapshots may be copied at once in a subscription and region.",
};
/// Disks made from instant-access snapshots of one disk.
pub const I5: LimitInfo = LimitInfo {
    id: "I5",
    of: 15,
    warn_from: None,
    per: "disk",
    text: "Fifteen disks may be made at a time from all instant-access snapshots of one disk.",
};

/// All limits that the rules know, for the faces to show.
pub fn limits() -> [LimitInfo; 9] {
    [L1, L2, L3, L4, R11, R12, R15, C4, I5]
}

/// Who else makes incremental snapshots: theirs count in the limits and are never dropped (retention section 1).
pub fn other_owners() -> [OtherOwner; 5] {
    [
        OtherOwner {
            owner: "Azure Disk Backup",
            how: "Keeps its snapshots, at most 450 a disk, in one resource group of the disk's subscription; the backup instance in the Backup vault names it as the snapshot resource group. The vault deletes them by its own policy.",
        },
        OtherOwner {
            owner: "Azure Disk CSI driver (AKS)",
            how: "Tags what it makes with k8s-azure-created-by = kubernetes-azure-dd; older versions write created-by. The cluster holds a VolumeSnapshotContent for each and deletes them itself.",
        },
        OtherOwner {
            owner: "Azure Site Recovery",
            how: "Works on replica disks of its own, named asrseeddisk-… or ending in -ASRReplica; snapshots of those disks belong to it.",
        },
        OtherOwner {
            owner: "Backup products of other makers",
            how: "Several take incremental snapshots of the disks they protect and need the newest ones to find what changed. Look for the product's own tags and resource group before adopting any.",
        },
        OtherOwner {
            owner: "Scripts and people",
            how: "Carry no common mark. Whatever has no snapline-policy tag is not Snapline's and is not dropped unless the policy adopts it by name.",
        },
    ]
}

/// What a unit uses of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LimitUse"))]
pub struct Used {
    /// [`LimitInfo::id`]
    pub id: &'static str,
    /// How many there are.
    pub used: u32,
    /// How many are allowed.
    pub of: u32,
    /// When time alone makes room; `None` when there is room, or only doing something makes it.
    pub clears_at: Option<Instant>,
}

impl Used {
    /// True when there is no room.
    pub fn full(&self) -> bool {
        self.used >= self.of
    }

    fn of(limit: &LimitInfo, used: usize) -> Self {
        Self { id: limit.id, used: u32::try_from(used).unwrap_or(u32::MAX), of: limit.of, clears_at: None }
    }
}

/// What a unit uses: L1, R11 (where snapshots are copied in the background), L2, L3. The middle two are about taking a
/// snapshot, which nobody does with a copy.
pub fn used(unit: &Unit<'_>, now: Instant) -> Vec<Used> {
    let copy = unit.has(Label::Copy);
    let mut used = vec![Used::of(&L1, unit.members.len())];
    if !copy && unit.copies_in_background() {
        used.push(pending(unit));
    }
    if !copy {
        used.push(made_lately(unit, now));
    }
    used.push(open_links(unit));
    used
}

/// R11, I5: snapshots whose background copy has not ended, or of which nothing says that it has (A36).
pub(crate) fn pending(unit: &Unit<'_>) -> Used {
    Used::of(&R11, unit.members.iter().filter(|member| member.may_be_copying()).count())
}

/// L3, A57.
pub(crate) fn open_links(unit: &Unit<'_>) -> Used {
    Used::of(&L3, unit.members.iter().filter(|member| member.snapshot.link_open()).count())
}

/// L2 over the last 300 seconds, read as a window that slides: whether it does is not said, and sliding is the reading
/// that is never refused. What a clock ahead of ours made counts too.
fn made_lately(unit: &Unit<'_>, now: Instant) -> Used {
    const WINDOW: i64 = 300;
    let since = now.plus_seconds(-WINDOW);
    let mut made: Vec<Instant> = unit.members.iter().filter_map(|member| member.snapshot.time_created).collect();
    made.retain(|instant| *instant > since);
    made.sort_unstable();
    let mut used = Used::of(&L2, made.len());
    // There is room again when all but the newest six have left the window.
    let all_but_six = made.len().checked_sub(L2.of as usize);
    used.clears_at = all_but_six.and_then(|at| made.get(at)).map(|instant| instant.plus_seconds(WINDOW));
    used
}

/// A subscription and a region in it: what L4, C4 and R15 are counted over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    subscription: String,
    location: String,
}

impl Place {
    /// The place of a subscription, in any casing, and a location, in any spelling (A41).
    pub fn new(subscription: &str, location: &str) -> Self {
        Self { subscription: subscription.to_lowercase(), location: location_key(location) }
    }

    /// True for a snapshot that is there.
    pub fn has(&self, snapshot: &Snapshot) -> bool {
        snapshot.location.as_deref().is_some_and(|location| location_key(location) == self.location)
            && snapshot.id.subscription().to_lowercase() == self.subscription
    }

    /// C4: copies under way to this place, whoever began them; those that may be counted (A36).
    pub fn copies_under_way<'s>(&self, snapshots: impl IntoIterator<Item = &'s Snapshot>) -> Used {
        let there = snapshots.into_iter().filter(|snapshot| snapshot.copy_under_way() && self.has(snapshot));
        Used::of(&C4, there.count())
    }

    /// L4: snapshots of this place, the locally redundant and the zone-redundant. Which of the two one is whose sku was not
    /// read nobody knows: it counts as locally redundant.
    pub fn snapshots<'s>(&self, snapshots: impl IntoIterator<Item = &'s Snapshot>) -> [Used; 2] {
        let (mut local, mut zonal) = (0, 0);
        for snapshot in snapshots.into_iter().filter(|snapshot| self.has(snapshot)) {
            let zone = snapshot.sku.as_deref().is_some_and(|sku| sku.to_ascii_lowercase().ends_with("_zrs"));
            *(if zone { &mut zonal } else { &mut local }) += 1;
        }
        [Used::of(&L4, local), Used::of(&L4, zonal)]
    }
}

/// R15: disks of a subscription, in any casing, that are still being filled, as far as they were read.
pub fn disks_filling(inventory: &Inventory, subscription: &str) -> Used {
    let subscription = subscription.to_lowercase();
    let filling = inventory.disks.values().filter(|disk| {
        disk.completion_percent.is_some_and(|percent| percent < 100.0)
            && disk.id.subscription().to_lowercase() == subscription
    });
    Used::of(&R15, filling.count())
}

/// What [`next_take`] says of every disk that exists, or of which nothing says that it does not, by the key of its id: of
/// the newest incarnation, which is the one that the next snapshot would be of.
pub fn next_takes(chains: &Chains<'_>, now: Instant) -> BTreeMap<String, NextTake> {
    let newest = chains.units.iter().filter(|unit| unit.can_grow() && unit.generation == unit.generations);
    newest.filter_map(|unit| Some((unit.disk.id?.key().to_owned(), next_take(unit, now)))).collect()
}

/// The code of a refusal by L1: only a deletion makes room.
pub const LIMIT_REACHED: &str = "limit_reached";

crate::sentences! {
    /// Why no snapshot can be taken.
    pub(crate) const SENTENCES;
    take_of_copies() = "These are copies. Snapshots are taken of the disk itself.";
    take_source_unknown() = "Which disk these snapshots were taken of is not known.";
    take_disk_gone() = "The disk no longer exists.";
    take_limit_reached(count: Count, of: Count) =
        "The next snapshot is refused. {count} exist, and a disk may have {of} at one time.";
    take_pending_full(pending: Count, sure: Word, of: Count) =
        "No snapshot of this disk can be taken now. {pending, Spell} are still copying{sure, select, yes {} other {, or not known to be done}}, and a disk of this kind may have {of, spell} at most.";
    take_too_many_lately(made: Count, of: Count, at: Instant) =
        "{made, Spell} snapshots of this disk were made in the last five minutes, and {of, spell} may be. There is room again at {at, clock}.";
}

/// Whether one more snapshot of a unit's disk can be taken now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NextTake {
    /// The answer.
    pub allowed: bool,
    /// `no_disk`, `copy`, `source_unknown`, `limit_reached` (L1), `pending_full` (R11), `too_many_lately` (L2).
    pub code: Option<&'static str>,
    /// A sentence for a person.
    pub why: Option<Sentence>,
    /// When time alone lifts the refusal.
    pub clears_at: Option<Instant>,
}

/// Checks what can be known before the call (section 10 of the fact sheet): a refusal here is one that is not asked for.
pub fn next_take(unit: &Unit<'_>, now: Instant) -> NextTake {
    let no = |code, why, clears_at| NextTake { allowed: false, code: Some(code), why: Some(why), clears_at };
    if unit.has(Label::Copy) {
        return no("copy", take_of_copies(), None);
    }
    if !unit.of_a_disk() {
        return no("source_unknown", take_source_unknown(), None);
    }
    if unit.disk.exists == Some(false) {
        return no("no_disk", take_disk_gone(), None);
    }
    let count = unit.members.len();
    if Used::of(&L1, count).full() {
        return no(LIMIT_REACHED, take_limit_reached(count, L1.count()), None);
    }
    if unit.copies_in_background() && pending(unit).full() {
        return no("pending_full", pending_full(unit), None);
    }
    let lately = made_lately(unit, now);
    if let Some(clears_at) = lately.clears_at {
        let why = take_too_many_lately(lately.used as usize, L2.count(), clears_at);
        return no("too_many_lately", why, Some(clears_at));
    }
    NextTake { allowed: true, code: None, why: None, clears_at: None }
}

/// R11 in a sentence.
pub(crate) fn pending_full(unit: &Unit<'_>) -> Sentence {
    let sure = unit.members.iter().filter(|member| member.may_be_copying()).all(Member::still_copying);
    take_pending_full(pending(unit).used as usize, if sure { "yes" } else { "no" }, R11.count())
}
