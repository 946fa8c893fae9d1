//! Disks made from snapshots, and what may be done with them before they are whole (R6, R12, R16, R19, I5).

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::body::Wish;
use crate::copying::{Copying, Progress};
use crate::emulator::{Asked, Emulator};
use crate::load::LoadError;
use crate::machines;
use crate::refusal::{Answer, Refusal};
use crate::rules;
use crate::snapshots::{inherited, source_not_found, source_place};
use crate::specs::DiskSpec;
use crate::state::region_key;
use crate::stored::Stored;
use crate::target::{Kind, Place};

/// Disks that may be filling from one snapshot at one time (R12).
const FROM_ONE_SNAPSHOT: usize = 5;
/// Disks that may be filling from all instant-access snapshots of one disk (I5).
const FROM_INSTANT_ACCESS: usize = 15;

impl Emulator {
    /// The disk a `Copy` of a snapshot makes. Premium SSD v2 and Ultra disks fill before they can be used, and show how
    /// far they are (R19); others can be used at once and show nothing (R6).
    pub(crate) fn disk_of_snapshot(&mut self, asked: &Asked<'_>, place: &Place, wish: &Wish) -> Answer<Stored> {
        let (_, source) = source_place(wish)?;
        if source.kind != Kind::Snapshot {
            return Err(Refusal::unimplemented("`createOption` `Copy` of a disk for disks; copy a snapshot of it"));
        }
        let snapshot = self.state.find(&source).ok_or_else(|| source_not_found(&source))?.clone();
        if region_key(snapshot.location()) != region_key(&wish.location) {
            let message = format!("The disk must be in the region of its source snapshot, '{}'.", snapshot.location());
            return Err(Refusal::parameter("location", message));
        }
        let sku = wish.sku.clone().unwrap_or_else(|| "Standard_LRS".to_owned());
        let fills = rules::fills_in_background(&sku);
        let instant = fills && is_instant(&snapshot, asked.now);
        check_restorable(&snapshot, instant, asked.now)?;
        let sector = wished_sector(wish, &snapshot, fills)?;
        let size_gb = wished_size(wish, &snapshot, instant)?;
        if fills {
            self.check_filling(&snapshot, instant, asked.now)?;
            self.check_filling_disks(&place.subscription, asked.now)?;
        }
        let mut spec = DiskSpec::new(&place.name, &place.group, &wish.location, size_gb);
        spec.sku = sku;
        spec.sector_size = sector;
        let mut stored = self.new_disk(place, &spec, asked.now);
        for (member, value) in inherited(&snapshot).into_iter().filter(|(member, _)| !member.starts_with("diskSize")) {
            stored.set_property(&member, value);
        }
        stored.set_creation("sourceUniqueId", snapshot.property("uniqueId").cloned());
        if fills {
            let mut copying = Copying::running(asked.now, 0.0, self.config.copy_seconds);
            copying.failure = self.faults.copy.take();
            stored.progress = Progress::Copying(copying);
        }
        Ok(stored)
    }

    /// Attaches a disk to a machine as far as the service would; [`Emulator::add_holder`] plants what it is told.
    ///
    /// # Errors
    /// When there is no such disk, a machine or a link has it, or it still fills from an ordinary snapshot (R19).
    pub fn attach(&mut self, disk_id: &str, machine: &str, now: Timestamp) -> Result<(), LoadError> {
        self.state.settle(now);
        let refuse = |reason: &str| Err(LoadError(format!("`{disk_id}` cannot be attached: {reason}")));
        let place = Place::of_id(disk_id).filter(|place| place.kind == Kind::Disk);
        let Some(disk) = place.and_then(|place| self.state.find(&place)) else {
            return refuse("there is no such disk");
        };
        if machines::holders(disk).len() >= machines::most_holders(disk) {
            return refuse("another machine has it");
        }
        if self.state.is_linked(disk) {
            return refuse("a shared access link to it is open");
        }
        let quick = self.source_of(disk).is_some_and(|snapshot| is_instant(snapshot, disk.created));
        if disk.is_pending(now) && !quick {
            return refuse("it is still being filled from its snapshot");
        }
        self.add_holder(disk_id, machine);
        Ok(())
    }

    fn check_filling(&self, snapshot: &Stored, instant: bool, now: Timestamp) -> Answer<()> {
        let filling = || {
            let disks = self.state.resources.values().filter(|stored| stored.place.kind == Kind::Disk);
            disks.filter(|disk| disk.is_pending(now)).filter_map(|disk| Some((disk, self.source_of(disk)?)))
        };
        let name = &snapshot.place.name;
        if filling().filter(|(_, source)| source.place == snapshot.place).count() >= FROM_ONE_SNAPSHOT {
            let message = format!(
                "{FROM_ONE_SNAPSHOT} disks are still being created from snapshot '{name}', the most at one time."
            );
            return Err(Refusal::not_allowed(message));
        }
        let disk = snapshot.creation_text("sourceUniqueId");
        let quick = filling().filter(|(made, source)| {
            source.creation_text("sourceUniqueId") == disk && is_instant(source, made.created)
        });
        if instant && quick.count() >= FROM_INSTANT_ACCESS {
            let message = format!(
                "{FROM_INSTANT_ACCESS} disks are still being created from instant access snapshots of the disk of \
                 '{name}', the most at one time."
            );
            return Err(Refusal::not_allowed(message));
        }
        Ok(())
    }

    /// The snapshot a disk was made from, if it is still there.
    fn source_of(&self, disk: &Stored) -> Option<&Stored> {
        let named = disk.creation_text("sourceResourceId").or_else(|| disk.creation_text("sourceUri"))?;
        let source = self.state.find(&Place::of_id(named)?)?;
        (source.text("uniqueId") == disk.creation_text("sourceUniqueId")).then_some(source)
    }
}

/// Whether a snapshot gives instant access at that moment (I3).
fn is_instant(snapshot: &Stored, at: Timestamp) -> bool {
    matches!(snapshot.access_state(at).as_deref(), Some("InstantAccess" | "AvailableWithInstantAccess"))
}

/// A snapshot that still leans on its disk is good for an instant restore only (I3, I5).
fn check_restorable(snapshot: &Stored, instant: bool, now: Timestamp) -> Answer<()> {
    let name = &snapshot.place.name;
    if snapshot.text("provisioningState") == Some("Updating") {
        return Err(Refusal::not_allowed(format!("Another operation on '{name}' is still under way.")));
    }
    if instant || snapshot.is_whole(now) {
        return Ok(());
    }
    Err(Refusal::not_allowed(format!(
        "The source snapshot '{name}' is not fully copied yet: no disk can be made from it."
    )))
}

/// The disk has the sectors of the snapshot; 4096 are for Premium SSD v2 and Ultra only (R16).
fn wished_sector(wish: &Wish, snapshot: &Stored, fills: bool) -> Answer<Option<u16>> {
    let have = snapshot.sector();
    if have == 4096 && !fills {
        let message = "A snapshot with sectors of 4096 bytes can be restored to Premium SSD v2 and Ultra disks only.";
        return Err(Refusal::parameter("sku", message));
    }
    if wish.creation.get("logicalSectorSize").is_some_and(|wanted| *wanted != json!(have)) {
        let target = "properties.creationData.logicalSectorSize";
        return Err(Refusal::parameter(target, format!("The source snapshot has sectors of {have} bytes.")));
    }
    Ok(u16::try_from(have).ok().filter(|_| fills))
}

fn wished_size(wish: &Wish, snapshot: &Stored, instant: bool) -> Answer<u32> {
    let target = "properties.diskSizeGB";
    let have = snapshot.property("diskSizeGB").and_then(Value::as_u64).unwrap_or(0);
    let size = wish.whole("diskSizeGB")?.unwrap_or(have);
    if size < have {
        let message = format!("The size of a disk cannot be less than that of its source snapshot, {have} GiB.");
        return Err(Refusal::parameter(target, message));
    }
    if instant && size > have {
        let message = format!("A disk made by instant access has the size of its snapshot, {have} GiB.");
        return Err(Refusal::parameter(target, message));
    }
    u32::try_from(size).map_err(|_| Refusal::parameter(target, "The value of parameter diskSizeGB is invalid."))
}
