//! How a snapshot is restored (V18): whether it can be now, to which kinds and sizes of disk, where, and with which wait.

use serde::Serialize;

use crate::instant::Instant;
use crate::model::{Disk, DiskKind, location_key};
use crate::readiness::State;
use crate::say::Sentence;
use crate::unit::{Chains, Member, Targets, Unit};

#[cfg(test)]
mod tests;

/// The kinds of disk, each with a sku that every region with that kind has.
const KINDS: [(DiskKind, &str); 5] = [
    (DiskKind::StandardHdd, "Standard_LRS"),
    (DiskKind::StandardSsd, "StandardSSD_LRS"),
    (DiskKind::PremiumSsd, "Premium_LRS"),
    (DiskKind::PremiumSsdV2, "PremiumV2_LRS"),
    (DiskKind::Ultra, "UltraSSD_LRS"),
];

/// A kind of disk that can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RestoreTarget"))]
pub struct Target {
    /// What the disk is made of.
    pub kind: DiskKind,
    /// Its sku.
    pub sku: &'static str,
    /// When the disk can be attached: `at_once` (R6), or `when_filled` (R19).
    pub attach: &'static str,
}

/// A sentence and the fact behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RestoreNote"))]
pub struct Note {
    /// The fact's id.
    pub fact: &'static str,
    /// For a person.
    pub text: Sentence,
}

/// What is true of restoring one snapshot.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RestoreHints"))]
pub struct Hints<'a> {
    /// Whether a disk can be made from it now.
    pub allowed: bool,
    /// True when that is a yes which the data does not prove.
    pub assumed: bool,
    /// Why, or why not and when.
    pub why: Sentence,
    /// Where it cannot be restored now: the id of the newest of its chain that can.
    pub instead: Option<&'a str>,
    /// The kinds of disk; empty where the sector size is not known and decides.
    pub targets: Vec<Target>,
    /// The least size of the disk in GiB: the snapshot's own.
    #[serde(rename = "minGB")]
    pub min_gb: Option<u64>,
    /// The largest, where there is one (I5).
    #[serde(rename = "maxGB")]
    pub max_gb: Option<u64>,
    /// 512 or 4096 bytes (R16).
    pub logical_sector_size: Option<u64>,
    /// The region, as ids of regions are written; a disk is made where its snapshot is.
    pub location: Option<String>,
    /// The zone of the disk that it was taken of, where that has one: a machine there can have the new disk.
    pub zone: Option<&'a str>,
    /// The set whose key it is encrypted with (E2, E3).
    pub disk_encryption_set_id: Option<&'a str>,
    /// How it is encrypted, where that was read (A59).
    pub encryption_type: Option<&'a str>,
    /// What to know, in the order of doing.
    pub notes: Vec<Note>,
}

/// What is true of restoring a member of a unit at `now`.
pub fn hints<'a>(chains: &Chains<'a>, unit: &Unit<'a>, member: &Member<'a>, now: Instant) -> Hints<'a> {
    let snapshot = member.snapshot;
    let verdict = &member.readiness.restorable;
    let instant_access = member.readiness.state == State::InstantAccess;
    let allowed = |kind: DiskKind| match member.targets(unit.disk.kind) {
        Some(Targets::Any) => true,
        Some(Targets::TwoKinds) => kind.copies_in_background(),
        None => false,
    };
    let attach =
        |kind: DiskKind| if kind.copies_in_background() && !instant_access { "when_filled" } else { "at_once" };
    let kinds = KINDS.into_iter().filter(|(kind, _)| allowed(*kind));
    let targets: Vec<Target> = kinds.map(|(kind, sku)| Target { kind, sku, attach: attach(kind) }).collect();
    let location = snapshot.location.as_deref().map(location_key);
    // A copy lies in another region, whose zones are others.
    let here = |disk: &&Disk| disk.location.as_deref().map(location_key) == location;
    let newest = unit.newest_restorable(now).map(|newest| newest.member.snapshot.id.as_str());
    Hints {
        allowed: verdict.is,
        assumed: verdict.assumed,
        why: verdict.why.clone(),
        instead: newest.filter(|_| !verdict.is),
        min_gb: snapshot.size_gb,
        max_gb: snapshot.size_gb.filter(|_| instant_access),
        logical_sector_size: snapshot.sector_size,
        location: location.clone(),
        zone: source(chains, unit).filter(here).and_then(|disk| disk.zones.first()).map(String::as_str),
        disk_encryption_set_id: snapshot.disk_encryption_set_id.as_deref(),
        encryption_type: snapshot.encryption_type.as_deref(),
        notes: notes(unit, member, &targets),
        targets,
    }
}

/// The disk that the unit's snapshots were taken of, where it was read and is still that one.
pub fn source<'a>(chains: &Chains<'a>, unit: &Unit<'a>) -> Option<&'a Disk> {
    let disk = chains.inventory().disks.get(unit.disk.id?.key())?;
    (unit.disk.exists == Some(true)).then_some(disk)
}

/// The sku of the new disk: `asked`, else that of the source, else the first that is possible; `None` where there is none.
pub fn sku<'s>(hints: &Hints<'_>, asked: Option<&'s str>, source: Option<&'s Disk>) -> Option<&'s str> {
    let possible = |sku: &&str| {
        let kind = DiskKind::from_sku(sku);
        hints.targets.iter().any(|target| Some(target.kind) == kind)
    };
    match asked {
        Some(asked) => Some(asked).filter(possible),
        None => source
            .and_then(|disk| disk.sku.as_deref())
            .filter(possible)
            .or_else(|| hints.targets.first().map(|target| target.sku)),
    }
}

crate::sentences! {
    /// What to know of restoring.
    pub(crate) const SENTENCES;
    restore_copy_waits() = "A copy can be used when its own percent is 100; read it again until then.";
    restore_waits() =
        "A snapshot of a Premium SSD v2 or Ultra disk can be used when its percent is 100; read it again until then.";
    restore_failed() = "What failed never gets ready. Take or copy another.";
    restore_instant_access() =
        "While it is in instant access, only Premium SSD v2 and Ultra disks can be made from it, none larger than the snapshot, and at most 15 at a time from all such snapshots of the disk.";
    restore_leans() = "It still leans on the source disk: were that lost, this snapshot would be lost too.";
    restore_large_sectors() =
        "Its sectors have 4,096 bytes: only Premium SSD v2 and Ultra disks can be made from it, and it exports as VHDX.";
    restore_empty_holds() = "Even that of an empty disk holds 6 MiB.";
    restore_small_sectors() =
        "Its sectors have 512 bytes: any kind of disk can be made from it, and it exports as VHD.";
    restore_kind_has_small_sectors() =
        "A disk of this kind has sectors of 512 bytes: any kind of disk can be made from it.";
    restore_sectors_unknown() =
        "The data has no `logicalSectorSize`, which decides what kinds of disk can be made from it: 512 any, 4096 Premium SSD v2 and Ultra only. Load a list that has it.";
    restore_size(size: Count) = "It restores to the whole disk: {size} GiB.";
    restore_size_or_more(size: Count) = "It restores to the whole disk: {size} GiB, and may be larger.";
    restore_region_later() =
        "The disk is made in the region of the snapshot, which can be copied elsewhere only when the instant access has ended.";
    restore_region() =
        "The disk is made in the region of the snapshot. To have it in another region or subscription, copy the snapshot there first, and wait for the copy.";
    restore_zones() = "It is kept in three zones: the disk may be put into any zone of the region.";
    restore_one_place() = "It is kept in one place of the region, not in several zones.";
    restore_attach_when_filled() =
        "A Premium SSD v2 or Ultra disk that is made from it can be attached only when the disk's own percent is 100.";
    restore_attach_at_once() =
        "A disk of any other kind can be attached at once; it fills in the background and is slower until then.";
    restore_five_at_a_time() = "At most five disks can be in the making from it at a time.";
    restore_customer_key() =
        "It is encrypted with a customer's key. The set, its key and the new disk are in one region and, with few exceptions, in one subscription.";
}

fn notes(unit: &Unit<'_>, member: &Member<'_>, targets: &[Target]) -> Vec<Note> {
    let snapshot = member.snapshot;
    let instant_access = member.readiness.state == State::InstantAccess;
    let background = targets.iter().any(|target| target.kind.copies_in_background());
    let ordinary = targets.iter().any(|target| !target.kind.copies_in_background());
    let mut notes = Vec::new();
    let mut say = |fact, text| notes.push(Note { fact, text });
    if !member.readiness.restorable.is && member.readiness.state != State::Failed {
        if snapshot.is_copy() {
            say("C2", restore_copy_waits());
        } else {
            say("R10", restore_waits());
        }
    }
    if member.readiness.state == State::Failed {
        say("R18", restore_failed());
    }
    match (snapshot.sector_size, targets.is_empty()) {
        _ if instant_access => {
            say("I5", restore_instant_access());
            say("I4", restore_leans());
        }
        (Some(4_096), _) => {
            say("R16", restore_large_sectors());
            say("R17", restore_empty_holds());
        }
        (Some(_), _) => say("R16", restore_small_sectors()),
        (None, false) => say("R16", restore_kind_has_small_sectors()),
        (None, true) => say("R16", restore_sectors_unknown()),
    }
    if let Some(size) = snapshot.size_gb {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        say("F1", if instant_access { restore_size(size) } else { restore_size_or_more(size) });
    }
    if instant_access {
        say("C7", restore_region_later());
    } else {
        say("C1", restore_region());
    }
    match snapshot.sku.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("standard_zrs") => say("F6", restore_zones()),
        Some(_) => say("F6", restore_one_place()),
        None => {}
    }
    if background && !instant_access {
        say("R19", restore_attach_when_filled());
    }
    if ordinary {
        say("R6", restore_attach_at_once());
    }
    if unit.copies_in_background() && !instant_access {
        say("R12", restore_five_at_a_time());
    }
    if snapshot.disk_encryption_set_id.is_some() {
        say("E3", restore_customer_key());
    }
    notes
}
