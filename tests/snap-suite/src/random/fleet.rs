//! Random fleets as Azure CLI prints them: several kinds of disk, recreated ones, copies, and every state of a snapshot.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::chance::Chance;

const SUBSCRIPTION: &str = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const SKUS: [&str; 5] = ["Standard_LRS", "StandardSSD_LRS", "Premium_LRS", "PremiumV2_LRS", "UltraSSD_LRS"];

/// Disks and snapshots, as JSON.
pub(super) struct Fleet {
    disks: Vec<Value>,
    snapshots: Vec<Value>,
}

impl Fleet {
    pub(super) fn random(chance: &mut Chance, now: Timestamp) -> Self {
        let mut fleet = Self { disks: Vec::new(), snapshots: Vec::new() };
        for number in 0..chance.between(0, 3) {
            fleet.add_disk(chance, now, number);
        }
        fleet
    }

    fn add_disk(&mut self, chance: &mut Chance, now: Timestamp, number: u64) {
        let name = format!("{}-{number}", chance.pick(&["vm-sql", "Väinö", "it's a 'disk'", "data"]));
        let id = format!(
            "{SUBSCRIPTION}/resourceGroups/rg-{}/providers/Microsoft.Compute/disks/{name}",
            chance.pick(&["a", "B"])
        );
        let sku = chance.pick(&SKUS);
        let sector = if sku.starts_with("PremiumV2") || sku.starts_with("Ultra") { 4096 } else { 512 };
        let size = chance.pick(&[4_u64, 128, 4_095, 6_144]);
        let incarnations = chance.between(1, 2);
        if chance.percent(85) {
            self.disks.push(json!({
                "id": id, "name": name, "type": "Microsoft.Compute/disks", "location": "westeurope", "sku": {"name": sku},
                "diskSizeGB": size, "diskSizeBytes": size << 30, "uniqueId": format!("u-{number}-{incarnations}"),
                "timeCreated": "2025-01-01T00:00:00.0000000Z", "provisioningState": "Succeeded", "diskState": "Attached",
                "creationData": {"createOption": "Empty", "logicalSectorSize": sector}, "tags": {},
            }));
        }
        let mut taken = now + SignedDuration::from_hours(3);
        for at in 0..chance.between(0, 24) {
            taken -= SignedDuration::from_millis(
                i64::try_from(chance.pick(&[0, 400, 3_600_000, 21_600_000, 86_400_000, 2_600_000_000_u64]))
                    .expect("small"),
            );
            let unique = format!("u-{number}-{}", if at < 12 { incarnations } else { 1 });
            let source = if chance.percent(20) { id.to_uppercase() } else { id.clone() };
            let group = chance.pick(&["rg-a", "rg-snapshots"]);
            let snapshot =
                format!("{SUBSCRIPTION}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/s-{number}-{at}");
            self.snapshots.push(snapshot_of(chance, &snapshot, &source, &unique, taken, sector, size));
            if chance.percent(12) {
                self.snapshots.push(copy_of(&snapshot, number, at, taken, size));
            }
        }
    }

    /// One document or two, as `az … list` prints them.
    pub(super) fn documents(&self, chance: &mut Chance) -> Vec<(String, Vec<u8>)> {
        let text = |value: &[Value]| serde_json::to_vec_pretty(value).expect("JSON is JSON");
        if chance.percent(50) {
            return vec![
                ("disks.json".to_owned(), text(&self.disks)),
                ("snapshots.json".to_owned(), text(&self.snapshots)),
            ];
        }
        let all: Vec<Value> = self.disks.iter().chain(&self.snapshots).cloned().collect();
        vec![("all.json".to_owned(), text(&all))]
    }

    pub(super) fn locks(&self, chance: &mut Chance) -> Value {
        if chance.percent(20) {
            json!([{"scope": format!("{SUBSCRIPTION}/resourceGroups/rg-snapshots"), "level": "CanNotDelete", "name": "no-delete"}])
        } else {
            json!([])
        }
    }

    pub(super) fn some_snapshot(&self, chance: &mut Chance) -> Option<Value> {
        (!self.snapshots.is_empty()).then(|| chance.pick(&self.snapshots)["id"].clone())
    }
}

fn snapshot_of(
    chance: &mut Chance,
    id: &str,
    source: &str,
    unique: &str,
    taken: Timestamp,
    sector: u32,
    size: u64,
) -> Value {
    let mut tags = json!({});
    if chance.percent(75) {
        tags["snapline-policy"] = json!(chance.pick(&["default", "default", "default", "weekly"]));
    }
    if chance.percent(10) {
        tags[chance.pick(&["keep", "pin", "=cmd()", "a\"b"])] =
            json!(chance.pick(&["legal", "$(x)", "2026-01-01T00:00:00"]));
    }
    let mut snapshot = json!({
        "id": id, "name": id.rsplit('/').next(), "type": "Microsoft.Compute/snapshots", "location": "westeurope",
        "incremental": !chance.percent(4), "timeCreated": taken.to_string(), "uniqueId": format!("uid-{id}").to_lowercase(),
        "diskSizeGB": size, "diskSizeBytes": size << 30, "diskState": chance.pick(&["Unattached", "Unattached", "ActiveSAS"]),
        "provisioningState": chance.pick(&["Succeeded", "Succeeded", "Succeeded", "Updating", "Failed"]),
        "sku": {"name": chance.pick(&["Standard_LRS", "Standard_ZRS"])},
        "creationData": {"createOption": "Copy", "sourceResourceId": source, "sourceUniqueId": unique, "logicalSectorSize": sector},
        "incrementalSnapshotFamilyId": format!("f-{unique}"), "tags": tags,
    });
    if let Some(percent) = chance.pick(&[None, Some(0.0), Some(99.9), Some(100.0), Some(100.0), Some(100.0)]) {
        snapshot["completionPercent"] = json!(percent);
    }
    if chance.percent(15) {
        snapshot["snapshotAccessState"] = json!(chance.pick(&["Available", "InstantAccess", "Pending", "Unknown"]));
    }
    snapshot
}

fn copy_of(source: &str, number: u64, at: u64, taken: Timestamp, size: u64) -> Value {
    json!({
        "id": format!("{SUBSCRIPTION}/resourceGroups/rg-dr/providers/Microsoft.Compute/snapshots/c-{number}-{at}"),
        "name": format!("c-{number}-{at}"), "type": "Microsoft.Compute/snapshots", "location": "northeurope", "incremental": true,
        "timeCreated": (taken + SignedDuration::from_hours(5)).to_string(), "uniqueId": format!("cuid-{number}-{at}"),
        "diskSizeGB": size, "diskSizeBytes": size << 30, "provisioningState": "Succeeded", "completionPercent": 100.0,
        "creationData": {"createOption": "CopyStart", "sourceResourceId": source, "sourceUniqueId": format!("uid-{source}").to_lowercase()},
        "incrementalSnapshotFamilyId": format!("f-copy-{number}"), "tags": {"snapline-policy": "default"},
    })
}
