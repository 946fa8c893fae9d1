//! What is there at the start: disks of several kinds, with histories near every limit.

use jiff::SignedDuration;
use snap_emulator::{Churn, Copying, DiskSpec, Emulator, LockLevel, Progress, SnapshotSpec};

use super::{SLOT, SUBSCRIPTION, instant};
use crate::chance::Chance;

/// GiB of every disk.
const SIZE: u32 = 1;

/// One disk and everything about it.
#[derive(Debug, Clone, PartialEq)]
pub struct DiskPlan {
    /// Its name.
    pub name: String,
    /// Its resource group.
    pub group: &'static str,
    /// Its region.
    pub location: &'static str,
    /// Its sku.
    pub sku: &'static str,
    /// Finished snapshots, hours apart.
    pub old: u32,
    /// Finished snapshots of the last five minutes (L2).
    pub lately: u32,
    /// Snapshots that are still filling (R11).
    pub pending: u32,
    /// A snapshot whose background copy has failed (R18).
    pub failed: bool,
    /// Snapshots of an earlier disk of the same id (F3).
    pub earlier: u32,
    /// Which of the old ones others made, counted from the oldest.
    pub foreign: u32,
    /// What the name of the new snapshot is used by.
    pub used: Option<Used>,
    /// The oldest cannot be deleted, because of that.
    pub held: Option<Held>,
    /// Its first so many old snapshots were copied to another region; the last of them is still on its way.
    pub copied: u32,
    /// There is no such disk any more.
    pub gone: bool,
    /// Its id is asked for in another casing (A60).
    pub shouted: bool,
}

/// Who has the name already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Used {
    /// An earlier run of the same job.
    Us,
    /// A snapshot of the same disk that somebody else made.
    Somebody,
}

/// What keeps a snapshot from being deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// A lock on it.
    Lock,
    /// A lock on its group.
    GroupLock,
    /// A link that somebody has opened.
    Link,
    /// An immutability policy.
    Immutable,
}

impl DiskPlan {
    /// A disk by chance. Long histories are rare: they cost time.
    pub fn by_chance(number: usize, chance: &mut Chance) -> Self {
        let sku = chance.pick(&["Premium_LRS", "StandardSSD_LRS", "Standard_LRS", "PremiumV2_LRS", "UltraSSD_LRS"]);
        let fills = fills(sku);
        let crowded = chance.between(1, 400) == 1;
        let old = if crowded { chance.pick(&[449, 498, 499, 500]) } else { chance.pick(&[0, 0, 1, 2, 5, 9]) };
        Self {
            name: format!("d{number}"),
            group: chance.pick(&["rg", "rg", "rg-Two"]),
            location: chance.pick(&["westeurope", "westeurope", "westeurope", "northeurope"]),
            sku,
            old,
            lately: if chance.percent(12) { chance.pick(&[1, 5, 6, 7]) } else { 0 },
            pending: if fills && chance.percent(40) { chance.pick(&[1, 2, 2, 3]) } else { 0 },
            failed: fills && chance.percent(8),
            earlier: if chance.percent(10) { 2 } else { 0 },
            foreign: if chance.percent(20) { 1 } else { 0 },
            used: match chance.between(0, 19) {
                0 => Some(Used::Us),
                1 => Some(Used::Somebody),
                _ => None,
            },
            held: chance.percent(15).then(|| chance.pick(&[Held::Lock, Held::GroupLock, Held::Link, Held::Immutable])),
            copied: if chance.percent(15) { 2 } else { 0 },
            gone: chance.percent(3),
            shouted: chance.percent(15),
        }
    }

    /// The disk's id as the service writes it.
    pub fn id(&self) -> String {
        disk_id(self.group, &self.name)
    }

    /// The disk's id as the job asks for it.
    pub fn asked(&self) -> String {
        if self.shouted { self.id().to_uppercase() } else { self.id() }
    }

    /// The name the new snapshot gets by the default template.
    pub fn snapshot_name(&self) -> String {
        format!("{}_{}", self.name, SLOT.replace(['-', ':'], ""))
    }

    /// Puts it all into the emulator.
    pub fn plant(&self, emulator: &mut Emulator, owner: (&str, &str)) {
        let ago = |seconds: i64| instant(0) - SignedDuration::from_secs(seconds);
        let mut disk = DiskSpec::new(&self.name, self.group, self.location, SIZE);
        disk.sku = self.sku.to_owned();
        disk.used_bytes = 192 << 10;
        disk.churn = Some(Churn { every_seconds: 3_600, written_bytes: 8 << 10, cleared_bytes: 4 << 10 });
        if self.earlier > 0 {
            disk.created = Some(ago(90 * 86_400));
            let id = emulator.add_disk(SUBSCRIPTION, &disk, instant(0));
            for n in 0..self.earlier {
                self.snapshot(emulator, &id, &format!("earlier-{n}"), 80 * 86_400 - i64::from(n) * 3_600, ours(n));
            }
        }
        disk.created = Some(ago(60 * 86_400));
        let id = emulator.add_disk(SUBSCRIPTION, &disk, instant(0));
        for n in 0..self.old {
            let tags = if n < self.foreign { vec![] } else { ours(n) };
            self.snapshot(emulator, &id, &format!("old-{n}"), 50 * 86_400 - i64::from(n) * 3_600, tags);
        }
        self.hold(emulator);
        for n in 0..self.copied.min(self.old) {
            let source = snapshot_id(self.group, &format!("{}-old-{n}", self.name));
            let name = format!("{}-copy-{n}", self.name);
            let mut spec = SnapshotSpec::new(&name, "elsewhere", "northeurope", &source, ago(4_000 - i64::from(n)));
            spec.create_option = "CopyStart".to_owned();
            spec.source_unique_id = Some(format!("uid-{}-old-{n}", self.name));
            spec.size_gb = SIZE;
            let running = n + 1 == self.copied;
            let speed = if running { 4_500 } else { 1_000 };
            spec.progress = Progress::Copying(Copying::running(ago(4_000), 0.0, speed));
            emulator.add_snapshot(SUBSCRIPTION, &spec);
        }
        for n in 0..self.lately {
            self.snapshot(emulator, &id, &format!("lately-{n}"), 240 - i64::from(n) * 30, vec![]);
        }
        for n in 0..self.pending {
            let mut spec = emulator
                .snapshot_of(&id, &format!("{}-pending-{n}", self.name), ago(1_000 - i64::from(n) * 60))
                .unwrap();
            let speed = if n == 0 { 1_200 } else { 3_000 };
            spec.progress = Progress::Copying(Copying::running(ago(1_000), 10.0, speed));
            emulator.add_snapshot(SUBSCRIPTION, &spec);
        }
        if self.failed {
            let mut spec = emulator.snapshot_of(&id, &format!("{}-failed", self.name), ago(9_000)).unwrap();
            spec.progress = Progress::Copying(Copying::failed(ago(9_000), 40.0, "CopySourceNotFound", "gone"));
            emulator.add_snapshot(SUBSCRIPTION, &spec);
        }
        if let Some(used) = self.used {
            let mine = vec![(owner.0.to_owned(), owner.1.to_owned()), ("snapline-slot".to_owned(), SLOT.to_owned())];
            let tags = if used == Used::Us { mine } else { vec![("who".to_owned(), "somebody".to_owned())] };
            let mut spec = emulator.snapshot_of(&id, &self.snapshot_name(), ago(700)).unwrap();
            spec.tags = tags;
            emulator.add_snapshot(SUBSCRIPTION, &spec);
        }
        if self.gone {
            emulator.delete_disk(&id, instant(0));
        }
    }

    fn hold(&self, emulator: &mut Emulator) {
        let oldest = snapshot_id(self.group, &format!("{}-old-0", self.name));
        let (Some(held), true) = (self.held, self.old > 0) else { return };
        match held {
            Held::Lock => drop(emulator.add_lock(&oldest, "keep", LockLevel::CanNotDelete, None)),
            Held::GroupLock => {
                let group = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{}", self.group);
                emulator.add_lock(&group, "keep-all", LockLevel::CanNotDelete, None);
            }
            // Planted with its open link.
            Held::Link => {}
            Held::Immutable => drop(emulator.protect(&oldest, 30, false, instant(-86_400_000))),
        }
    }

    fn snapshot(&self, emulator: &mut Emulator, disk: &str, name: &str, ago: i64, tags: Vec<(String, String)>) {
        let created = instant(0) - SignedDuration::from_secs(ago);
        let mut spec: SnapshotSpec =
            emulator.snapshot_of(disk, &format!("{}-{name}", self.name), created).expect("the disk was planted");
        spec.tags = tags;
        spec.unique_id = Some(format!("uid-{}-{name}", self.name));
        if self.held == Some(Held::Link) && name == "old-0" {
            spec.disk_state = "ActiveSAS".to_owned();
        }
        emulator.add_snapshot(SUBSCRIPTION, &spec);
    }
}

/// Kinds whose snapshots are copied in the background (R10).
pub fn fills(sku: &str) -> bool {
    ["PremiumV2_LRS", "UltraSSD_LRS"].contains(&sku)
}

/// The id of a snapshot.
pub fn snapshot_id(group: &str, name: &str) -> String {
    format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/{name}")
}

/// The id of a disk.
pub fn disk_id(group: &str, name: &str) -> String {
    format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/disks/{name}")
}

fn ours(n: u32) -> Vec<(String, String)> {
    let slot = instant(0) - SignedDuration::from_secs(50 * 86_400 - i64::from(n) * 3_600);
    vec![("snapline-policy".to_owned(), "prod".to_owned()), ("snapline-slot".to_owned(), slot.to_string())]
}
