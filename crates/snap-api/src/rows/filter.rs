//! Which rows are wanted: every member of a filter narrows.

use std::collections::BTreeSet;

use snap_core::id::ResourceId;
use snap_core::model::Disk;
use snap_core::unit::{Label, Member, Unit};

use crate::answer::Refusal;
use crate::request::Filter;
use crate::verbs::plain::disk_id;

/// A filter with its ids read, so that they compare without case (A60).
pub(super) struct Wanted {
    ids: Option<BTreeSet<ResourceId>>,
    disk: Option<ResourceId>,
    group: Option<String>,
    filter: Filter,
}

impl Wanted {
    pub(super) fn read(mut filter: Filter) -> Result<Self, Refusal> {
        let read =
            |text: &String| ResourceId::parse(text).map_err(|error| Refusal::new("bad_id", error.said()).at(text));
        let ids = filter.ids.take().map(|ids| ids.iter().map(read).collect::<Result<_, _>>()).transpose()?;
        let disk = filter.disk.take().map(|text| disk_id(&text)).transpose()?;
        let group = filter.resource_group.take().map(|group| group.to_lowercase());
        Ok(Self { ids, disk, group, filter })
    }

    /// Refuses what says nothing of a disk: left aside it would let rows through that nobody wants.
    pub(super) fn of_disks(&self) -> Result<(), Refusal> {
        let Filter { pending, orphan, newest, .. } = &self.filter;
        let said = [("pending", pending), ("orphan", orphan), ("newest", newest)];
        match said.into_iter().find(|(_, said)| said.is_some()) {
            Some((member, _)) => {
                let message = format!(
                    "`{member}` filters snapshots and units; table `disks` takes `ids`, `disk` and `resourceGroup`"
                );
                Err(Refusal::new("bad_request", message).at(format!("filter/{member}")))
            }
            None => Ok(()),
        }
    }

    /// Whether any row of the unit can be wanted.
    pub(super) fn unit(&self, unit: &Unit<'_>) -> bool {
        let disk = self.disk.as_ref().is_none_or(|wanted| unit.disk.id == Some(wanted));
        // A disk whose id was taken over is gone as well.
        let gone = unit.has(Label::Orphan) || unit.has(Label::EarlierDisk);
        disk && self.filter.orphan.is_none_or(|orphan| gone == orphan)
    }

    /// Whether the snapshot is wanted; `newest` is the sequence of its unit's newest restorable one.
    pub(super) fn member(&self, member: &Member<'_>, newest: Option<u32>) -> bool {
        let id = &member.snapshot.id;
        self.ids.as_ref().is_none_or(|ids| ids.contains(id))
            && self.in_group(id)
            && self.filter.pending.is_none_or(|pending| member.still_copying() == pending)
            && self.filter.newest.is_none_or(|wanted| (newest == Some(member.sequence)) == wanted)
    }

    /// Whether a unit without snapshots is wanted: only where nothing is asked of snapshots.
    pub(super) fn empty_units(&self) -> bool {
        self.ids.is_none() && self.group.is_none() && self.filter.pending.is_none() && self.filter.newest.is_none()
    }

    pub(super) fn disk(&self, disk: &Disk) -> bool {
        self.ids.as_ref().is_none_or(|ids| ids.contains(&disk.id))
            && self.disk.as_ref().is_none_or(|wanted| *wanted == disk.id)
            && self.in_group(&disk.id)
    }

    fn in_group(&self, id: &ResourceId) -> bool {
        self.group.as_ref().is_none_or(|group| id.group().to_lowercase() == *group)
    }
}
