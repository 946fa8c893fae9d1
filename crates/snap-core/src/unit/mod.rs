//! Units: the chains that everything else works on (retention section 1).
//!
//! A unit is one *incarnation* of a disk (F3, F4), in one subscription and location. A disk that was deleted and made
//! again under its old name is another incarnation, though its id is the same. Copies of an incarnation's snapshots
//! (C9) are units of their own, one for each subscription and location that they were copied to.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::id::{ResourceId, ResourceKind};
use crate::instant::Instant;
use crate::inventory::Inventory;
use crate::model::{DiskKind, Snapshot};
use crate::readiness::{Readiness, ReadyCode, State};
use crate::say::Sentence;
use crate::tags;

mod build;
mod disk;
mod family;
pub(crate) mod said;
mod sets;
mod state;
mod summary;
#[cfg(test)]
mod tests;
pub mod view;
pub(crate) mod words;

pub use state::{Counts, Level, Newest, StateCode, UnitState};
pub use summary::Summary;

/// The size at which a chain of changes breaks, in GiB: 4,096 itself is still below (R5, X11).
pub const RESIZE_BORDER_GB: u64 = 4_096;

/// All units of an inventory, in order, and what is in none.
#[derive(Debug, Clone)]
pub struct Chains<'a> {
    /// By disk name, disk id key, generation and location, copies after their source; unknown disks last.
    pub units: Vec<Unit<'a>>,
    /// Full snapshots, by id key: they are in no chain (F2).
    pub not_incremental: Vec<&'a Snapshot>,
    /// What the data left open, in the order of the units.
    pub warnings: Vec<Warning<'a>>,
    /// A copy that is not done yet, by the id key of the snapshot that it is made from.
    in_flight: BTreeMap<&'a str, &'a ResourceId>,
    /// A disk that is still being filled, by the id key of the snapshot that it is made from.
    filling: BTreeMap<&'a str, &'a ResourceId>,
    inventory: &'a Inventory,
}

/// Something that the data left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning<'a> {
    /// `copy_source_unknown`, `copy_time_assumed`, `source_missing`, `time_missing`.
    pub code: &'static str,
    /// For a person, with the way out.
    pub message: Sentence,
    /// A snapshot that it is about, the oldest where there are several.
    pub target: Option<&'a ResourceId>,
}

/// One incarnation of a disk in one subscription and location, or the copies of its snapshots in one.
#[derive(Debug, Clone)]
pub struct Unit<'a> {
    /// Opaque; the same whatever the casing of ids and the order of loading.
    pub key: String,
    /// What to call it: the disk's name, or the name of a snapshot whose disk is not known.
    pub label: &'a str,
    /// The disk, as far as it is known.
    pub disk: UnitDisk<'a>,
    /// Where its snapshots are, as read; where the disk is, when it has none.
    pub location: Option<&'a str>,
    /// Whose its snapshots are, as read.
    pub subscription: &'a str,
    /// 1-based ordinal of this incarnation among those of the disk's id.
    pub generation: u32,
    /// How many incarnations of that id are known.
    pub generations: u32,
    /// In the order of [`Label`].
    pub labels: Vec<Label>,
    /// All family ids that its snapshots have, each once, sorted without case (F4).
    pub family_ids: Vec<&'a str>,
    /// The disk's unique id, as its snapshots give it (A47).
    pub source_unique_id: Option<&'a str>,
    /// The key of the unit that these are copies of.
    pub copy_of: Option<String>,
    /// When the disk that took this one's place was made.
    pub replaced: Option<Instant>,
    /// Its snapshots by sequence, oldest first.
    pub members: Vec<Member<'a>>,
    /// Where changes cannot be asked for, in order (R5).
    pub resize_breaks: Vec<ResizeBreak<'a>>,
}

/// The disk of a unit: as it was read where it exists, else as its newest snapshot tells.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnitDisk<'a> {
    /// `None` for snapshots that do not say what they were taken of.
    pub id: Option<&'a ResourceId>,
    /// As read.
    pub location: Option<&'a str>,
    /// Known only where the disk that was read is this very incarnation: a recreated disk may be of another kind.
    pub kind: Option<DiskKind>,
    /// Provisioned size in GiB.
    pub size_gb: Option<u64>,
    /// In bytes (A48).
    pub sector_size: Option<u64>,
    /// F3
    pub unique_id: Option<&'a str>,
    /// True: it was read. False: disks of its subscription were read and this incarnation is not among them.
    pub exists: Option<bool>,
}

/// What sets a unit apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "UnitLabel"))]
pub enum Label {
    /// The newest incarnation of an id that had others.
    Recreated,
    /// One of those others.
    EarlierDisk,
    /// The disk is gone.
    Orphan,
    /// Copies of another unit's snapshots (C9).
    Copy,
    /// What they were taken of, or copied from, was not read.
    SourceUnknown,
}

/// One snapshot in its unit.
#[derive(Debug, Clone)]
pub struct Member<'a> {
    /// The snapshot.
    pub snapshot: &'a Snapshot,
    /// 1-based place by instant; the service gives none (F5).
    pub sequence: u32,
    /// The moment it holds: for a copy, that of the snapshot it was first taken as. Without one it is never a
    /// candidate for deletion.
    pub instant: Option<Instant>,
    /// Where the instant is from.
    pub instant_from: InstantFrom,
    /// Can it be used?
    pub readiness: Readiness,
    /// The first after the disk's size crossed the border: it must be fetched whole (R5).
    pub after_resize_break: bool,
    /// Two reads of it contradict each other; never deleted.
    pub conflict: bool,
}

/// What kinds of disk can be made from a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Targets {
    /// All.
    Any,
    /// Premium SSD v2 and Ultra (R16, I5).
    TwoKinds,
}

/// Where a snapshot's instant is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum InstantFrom {
    /// Its own `timeCreated` (A55).
    TimeCreated,
    /// A copy's tag `snapline-point`.
    Tag,
    /// The snapshot that it was copied from.
    Source,
    /// The start of the copy, for want of anything better: later than the truth.
    CopyStart,
    /// Nowhere: it has no `timeCreated`.
    None,
}

/// Two neighbours between which no changes can be asked for (R5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResizeBreak<'a> {
    /// The last on its side.
    pub before: &'a ResourceId,
    /// The first on the other.
    pub after: &'a ResourceId,
    /// Size of `before` in GiB.
    pub from_gb: u64,
    /// Size of `after` in GiB.
    pub to_gb: u64,
}

/// The units of all that was read. Every incremental snapshot is in exactly one.
pub fn units(inventory: &Inventory) -> Chains<'_> {
    build::build(inventory)
}

impl<'a> Chains<'a> {
    /// Copies that are not done yet, by the id key of the snapshot they are made from: deleting that one makes the copy
    /// fail (D5). One of them where a snapshot is copied to several places.
    pub fn copies_in_flight(&self) -> &BTreeMap<&'a str, &'a ResourceId> {
        &self.in_flight
    }

    /// Disks that are still being filled, by the id key of the snapshot they are made from: a background copy like any
    /// other (R15, R19). One of them where several are made from one.
    pub fn disks_filling(&self) -> &BTreeMap<&'a str, &'a ResourceId> {
        &self.filling
    }

    /// What they were worked out of.
    pub(crate) fn inventory(&self) -> &'a Inventory {
        self.inventory
    }

    /// Every snapshot that was read, full ones included.
    pub fn snapshots(&self) -> impl Iterator<Item = &'a Snapshot> {
        let members = self.units.iter().flat_map(|unit| &unit.members).map(|member| member.snapshot);
        members.chain(self.not_incremental.iter().copied())
    }
}

impl Unit<'_> {
    /// True when it carries the label.
    pub fn has(&self, label: Label) -> bool {
        self.labels.contains(&label)
    }

    /// True where a snapshot may still be added by taking one: it is a disk's own chain, and the disk is there or
    /// nothing says that it is not.
    pub fn can_grow(&self) -> bool {
        self.disk.exists != Some(false) && !self.has(Label::Copy) && self.of_a_disk()
    }

    /// True where the source is known to be a disk; an image or a blob may be one too (A46).
    pub(crate) fn of_a_disk(&self) -> bool {
        self.disk.id.is_some_and(|id| id.kind() == ResourceKind::Disk)
    }

    /// True where its snapshots are copied in the background, as far as is known (R10, R16, I1): R11 holds.
    pub fn copies_in_background(&self) -> bool {
        let looks =
            |snapshot: &Snapshot| snapshot.sector_size == Some(4_096) || snapshot.instant_access_minutes.is_some();
        self.disk.kind.is_some_and(DiskKind::copies_in_background)
            || self.members.iter().any(|member| looks(member.snapshot))
    }
}

impl Member<'_> {
    /// Made for a policy of Snapline (retention section 1).
    pub fn ours(&self) -> bool {
        self.snapshot.tags.get(tags::POLICY).is_some()
    }

    /// Its background copy has not ended; instant access is part of that time (I5).
    pub fn still_copying(&self) -> bool {
        matches!(self.readiness.state, State::Pending | State::InstantAccess)
    }

    /// As [`still_copying`](Self::still_copying), or nothing says that it has ended where a percent must say so (A36).
    pub fn may_be_copying(&self) -> bool {
        self.still_copying() || self.readiness.durable.code == ReadyCode::PercentMissing
    }

    /// What kinds of disk can be made from it (R16, I5), as a person reads it; `None` as [`targets`](Self::targets).
    pub fn restores_to(&self, kind: Option<DiskKind>) -> Option<Sentence> {
        self.targets(kind).map(|targets| match targets {
            Targets::Any => said::restores_any(),
            Targets::TwoKinds => said::restores_two_kinds(),
        })
    }

    /// What kinds of disk can be made from it (R16, I5); `None` where the sector size is not known and matters.
    pub fn targets(&self, kind: Option<DiskKind>) -> Option<Targets> {
        if self.readiness.state == State::InstantAccess {
            return Some(Targets::TwoKinds);
        }
        match self.snapshot.sector_size {
            Some(512) => Some(Targets::Any),
            Some(4_096) => Some(Targets::TwoKinds),
            None if kind.is_some_and(|kind| !kind.copies_in_background()) => Some(Targets::Any),
            _ => None,
        }
    }
}

impl InstantFrom {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TimeCreated => "time_created",
            Self::Tag => "tag",
            Self::Source => "source",
            Self::CopyStart => "copy_start",
            Self::None => "none",
        }
    }
}

impl Label {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recreated => "recreated",
            Self::EarlierDisk => "earlier_disk",
            Self::Orphan => "orphan",
            Self::Copy => "copy",
            Self::SourceUnknown => "source_unknown",
        }
    }
}
