//! Writes what `az snapshot list` prints for a large fleet: the same bytes for the same numbers, on every machine.
//!
//! Azure CLI prints JSON indented by two blanks, members sorted by name, without those that the service left out, and
//! adds `resourceGroup`. So that is what a user's file looks like. The emulator loads the same fleet as the service's bodies.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Map, Value, json};
use snap_core::instant::Instant;

/// What to write.
pub(crate) struct Fleet {
    pub(crate) snapshots: u64,
    pub(crate) disks: u64,
    pub(crate) seed: u64,
    /// In no order at all, instead of by region, group and name.
    pub(crate) shuffled: bool,
}

/// The file and what must be found in it.
pub(crate) struct Written {
    pub(crate) text: String,
    /// Id of the disk in the middle.
    pub(crate) disk: String,
    /// How many snapshots that one has.
    pub(crate) of_disk: u64,
}

const SUBSCRIPTION: &str = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";
const REGIONS: [&str; 4] = ["germanywestcentral", "northeurope", "swedencentral", "westeurope"];
/// 2026-11-20T02:00:00Z, the newest slot.
const NEWEST: i64 = 1_795_140_000;

impl Fleet {
    pub(crate) fn write(&self) -> Written {
        let (disks, each) = (self.disks.max(1), self.snapshots / self.disks.max(1));
        let mut chance = Chance(self.seed);
        let mut items: Vec<String> = Vec::new();
        let (mut wanted, mut of_disk) = (String::new(), 0);
        for at in 0..disks {
            let disk = Disk::new(at, disks, &mut chance);
            // What does not divide goes to the last one.
            let count = if at + 1 == disks { self.snapshots - each * at } else { each };
            if at == disks / 2 {
                (wanted, of_disk) = (disk.id(), count);
            }
            items.extend((0..count).rev().map(|back| disk.snapshot(back, &mut chance)));
        }
        if self.shuffled {
            for at in (1..items.len()).rev() {
                items.swap(at, chance.below(at as u64 + 1) as usize);
            }
        }
        Written { text: format!("[\n{}\n]\n", items.join(",\n")), disk: wanted, of_disk }
    }
}

impl Written {
    /// The same as the service itself has it, disks too: a fleet file of the emulator.
    pub(crate) fn bodies(&self) -> Value {
        let listed: Vec<Map<String, Value>> = serde_json::from_str(&self.text).unwrap();
        let snapshots: Vec<Value> = listed.into_iter().map(body).collect();
        let sources =
            snapshots.iter().map(|body| (body["properties"]["creationData"]["sourceResourceId"].as_str(), body));
        let disks: BTreeMap<Option<&str>, &Value> = sources.collect();
        json!({"disks": disks.into_iter().map(|(id, body)| source(id.unwrap(), body)).collect::<Value>(), "snapshots": snapshots})
    }
}

/// A body as the service gives it: what Azure CLI lifts out of `properties` lies in there again.
fn body(mut listed: Map<String, Value>) -> Value {
    listed.remove("resourceGroup");
    let outside = ["id", "location", "name", "sku", "tags", "type"];
    let (mut body, properties): (Map<_, _>, Map<_, _>) =
        listed.into_iter().partition(|(member, _)| outside.contains(&member.as_str()));
    body.insert("properties".to_owned(), properties.into());
    body.into()
}

/// The disk `id` that the snapshot `body` is of.
fn source(id: &str, body: &Value) -> Value {
    let of = &body["properties"];
    let v2 = of["creationData"].get("logicalSectorSize").is_some();
    json!({
        "id": id,
        "name": id.rsplit('/').next(),
        "type": "Microsoft.Compute/disks",
        "location": body["location"],
        "sku": {"name": if v2 { "PremiumV2_LRS" } else { "Premium_LRS" }},
        "properties": {
            "creationData": {"createOption": "Empty"},
            "diskSizeBytes": of["diskSizeBytes"],
            "diskSizeGB": of["diskSizeGB"],
            "diskState": "Unattached",
            "provisioningState": "Succeeded",
            "timeCreated": "2020-01-01T00:00:00.0000000+00:00",
            "uniqueId": of["creationData"]["sourceUniqueId"],
        },
    })
}

/// A disk, as far as its snapshots tell.
struct Disk {
    region: &'static str,
    group: String,
    name: String,
    unique: String,
    family: String,
    gib: u64,
    os: Option<&'static str>,
    /// Premium SSD v2: its snapshots are copied in the background (R10).
    v2: bool,
    zone_redundant: bool,
}

impl Disk {
    fn new(at: u64, of: u64, chance: &mut Chance) -> Self {
        // Regions and groups follow one another, as a list of the whole subscription has them.
        let region = REGIONS[(at * REGIONS.len() as u64 / of) as usize % REGIONS.len()];
        let os = [None, Some("Linux"), Some("Windows")][chance.below(3) as usize];
        Self {
            region,
            group: format!("rg-prod-{region}-{:02}", at / 25 % 100),
            name: format!("vm-app{at:05}-{}", if os.is_some() { "osdisk" } else { "data1" }),
            unique: chance.guid(),
            family: chance.guid(),
            gib: [32, 64, 128, 256, 512, 1_024][chance.below(6) as usize],
            os,
            v2: os.is_none() && chance.below(10) == 0,
            zone_redundant: chance.below(2) == 0,
        }
    }

    fn place(&self) -> String {
        format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/{}/providers/Microsoft.Compute", self.group)
    }

    fn id(&self) -> String {
        format!("{}/disks/{}", self.place(), self.name)
    }

    /// The one that is `back` slots old: forty every six hours, before that one a night.
    fn snapshot(&self, back: u64, chance: &mut Chance) -> String {
        let hours = if back < 40 { back * 6 } else { 240 + (back - 40) * 24 };
        let slot = NEWEST - hours as i64 * 3_600;
        let compact = stamp(slot).replace([':', '-'], "");
        let name = format!("{}_{compact}", self.name);
        let fraction = chance.below(10_000_000);
        let created = stamp(slot + 2 + chance.below(40) as i64).replace('Z', &format!(".{fraction:07}+00:00"));
        let sector = if self.v2 { "\n      \"logicalSectorSize\": 4096," } else { "" };
        let os = self.os.map(|os| format!("\n    \"osType\": \"{os}\",")).unwrap_or_default();
        let access = if self.v2 { "\n    \"snapshotAccessState\": \"Available\"," } else { "" };
        format!(
            r#"  {{
    "completionPercent": 100.0,
    "creationData": {{
      "createOption": "Copy",{sector}
      "sourceResourceId": "{}",
      "sourceUniqueId": "{}"
    }},
    "dataAccessAuthMode": "None",
    "diskSizeBytes": {},
    "diskSizeGB": {},
    "diskState": "Unattached",
    "encryption": {{
      "type": "EncryptionAtRestWithPlatformKey"
    }},
    "hyperVGeneration": "V2",
    "id": "{}/snapshots/{name}",
    "incremental": true,
    "incrementalSnapshotFamilyId": "{}",
    "location": "{}",
    "name": "{name}",
    "networkAccessPolicy": "DenyAll",{os}
    "provisioningState": "Succeeded",
    "publicNetworkAccess": "Disabled",
    "resourceGroup": "{}",
    "sku": {{
      "name": "Standard_{}",
      "tier": "Standard"
    }},{access}
    "tags": {{
      "costCenter": "4711",
      "environment": "production",
      "snapline-policy": "nightly",
      "snapline-slot": "{}"
    }},
    "timeCreated": "{created}",
    "type": "Microsoft.Compute/snapshots",
    "uniqueId": "{}"
  }}"#,
            self.id(),
            self.unique,
            self.gib << 30,
            self.gib,
            self.place(),
            self.family,
            self.region,
            self.group,
            if self.zone_redundant { "ZRS" } else { "LRS" },
            stamp(slot),
            chance.guid(),
        )
    }
}

fn stamp(second: i64) -> String {
    Instant::from_second(second).unwrap().to_string()
}

/// Numbers that look like chance and are the same everywhere (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn guid(&mut self) -> String {
        let mut text = String::with_capacity(36);
        for (at, byte) in [self.next(), self.next()].into_iter().flat_map(u64::to_be_bytes).enumerate() {
            if matches!(at, 4 | 6 | 8 | 10) {
                text.push('-');
            }
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}
