//! What the service's bodies say of the disk and of the snapshot, as far as the flow decides by it.

use snap_arm::document::{self, Resource};
use snap_arm::reply::Reply;
use snap_core::id::ResourceId;
use snap_core::model::{DiskKind, Snapshot};

use super::order::Order;
use crate::key::CreationKey;
use crate::trouble::Trouble;

/// The disk, read.
#[derive(Debug)]
pub(super) struct Source {
    /// In the service's own casing.
    pub(super) id: ResourceId,
    pub(super) unique_id: String,
    pub(super) location: String,
    pub(super) kind: Option<DiskKind>,
    key: CreationKey,
}

impl Source {
    /// Reads the disk and checks what only it can tell.
    pub(super) fn read(reply: &Reply<'_>, asked: &ResourceId, order: &Order) -> Result<Self, Trouble> {
        let disk = match resource(reply, asked)? {
            Resource::Disk(disk) => disk,
            Resource::Snapshot(_) => return Err(Trouble::bad_reply(reply, "it is not a disk")),
        };
        let missing = |member| Trouble::bad_reply(reply, format_args!("the disk has no `{member}`"));
        let unique_id = disk.unique_id.clone().ok_or_else(|| missing("properties.uniqueId"))?;
        let location = disk.location.clone().ok_or_else(|| missing("location"))?;
        let kind = disk.kind();
        if order.instant_access_minutes.is_some() {
            check_instant_access(kind, disk.completion_percent)?;
        }
        let key = CreationKey::new(&order.owner, &unique_id, order.slot);
        Ok(Self { id: disk.id, unique_id, location, kind, key })
    }

    /// True when a snapshot is the very one that this call makes of this disk.
    pub(super) fn owns(&self, snapshot: &Snapshot) -> bool {
        snapshot.incremental && CreationKey::of(snapshot, &self.unique_id) == Some(self.key)
    }

    /// True when a snapshot we wrote is what we asked for. Weaker than [`owns`](Self::owns): a policy of the subscription
    /// may have changed the tags.
    pub(super) fn is_source_of(&self, snapshot: &Snapshot) -> bool {
        snapshot.incremental
            && snapshot.source_unique_id.as_deref().is_none_or(|id| id.eq_ignore_ascii_case(&self.unique_id))
    }
}

/// I1: only Premium SSD v2 and Ultra; I6: not while the disk itself is filling.
fn check_instant_access(kind: Option<DiskKind>, percent: Option<f64>) -> Result<(), Trouble> {
    if let Some(kind) = kind.filter(|kind| !kind.copies_in_background()) {
        let message =
            format!("Instant access is for Premium SSD v2 and Ultra Disk only; this disk is {}.", kind.title());
        return Err(Trouble::new("instant_access_not_allowed", message));
    }
    match percent.filter(|percent| *percent < 100.0) {
        Some(percent) => Err(Trouble::new(
            "disk_still_filling",
            format!("The disk itself is still being filled ({percent} %); instant access is possible at 100 %."),
        )),
        None => Ok(()),
    }
}

/// The snapshot in a reply, when it is the one that was asked for.
pub(super) fn snapshot(reply: &Reply<'_>, asked: &ResourceId) -> Result<Snapshot, Trouble> {
    match resource(reply, asked)? {
        Resource::Snapshot(snapshot) => Ok(*snapshot),
        Resource::Disk(_) => Err(Trouble::bad_reply(reply, "it is not a snapshot")),
    }
}

fn resource(reply: &Reply<'_>, asked: &ResourceId) -> Result<Resource, Trouble> {
    if reply.status != 200 {
        return Err(Trouble::bad_reply(reply, "a read is answered with 200"));
    }
    if reply.is_html() {
        return Err(Trouble::bad_reply(
            reply,
            "with a web page; a proxy or a sign-in page may have answered instead of the service",
        ));
    }
    let read = document::read_resource(reply.body).map_err(|e| Trouble::bad_reply(reply, e))?;
    let found = match &read {
        Resource::Disk(disk) => &disk.id,
        Resource::Snapshot(snapshot) => &snapshot.id,
    };
    if found == asked {
        Ok(read)
    } else {
        Err(Trouble::bad_reply(reply, format_args!("it is `{found}`, which was not asked for")))
    }
}
