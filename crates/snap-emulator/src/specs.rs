//! Planting: disks and snapshots put there by a test or a fleet, at any instant and in any state.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::content::{Churn, USUAL_BYTES};
use crate::copying::{Copying, Progress};
use crate::emulator::Emulator;
use crate::machines::{hold, holders};
use crate::rules;
use crate::snapshots::identity;
use crate::stored::{Key, Stored};
use crate::target::{Kind, Place};
use crate::writes;

/// A disk to plant. Start from [`DiskSpec::new`].
#[derive(Clone, Debug, PartialEq)]
pub struct DiskSpec {
    /// Name; need not fit the rules for new names.
    pub name: String,
    /// Resource group, made when missing.
    pub group: String,
    /// Region.
    pub location: String,
    /// Sku name, such as `Premium_LRS` or `UltraSSD_LRS`.
    pub sku: String,
    /// Provisioned size in GiB.
    pub size_gb: u32,
    /// The incarnation's unique id (F3); made up when `None`.
    pub unique_id: Option<String>,
    /// 512 or 4096; shown only when given, except that Premium SSD v2 and Ultra default to 4096 (R16).
    pub sector_size: Option<u16>,
    /// `Windows` or `Linux`; `None` for data disks.
    pub os_type: Option<String>,
    /// Id of the machine that holds it; such a disk cannot be deleted.
    pub managed_by: Option<String>,
    /// Tags.
    pub tags: Vec<(String, String)>,
    /// When it was made; `None` = the instant it is planted.
    pub created: Option<Timestamp>,
    /// Bytes in use when it was made, in whole sectors; spread over the first part of the disk.
    pub used_bytes: u64,
    /// How it changes from then on; `None` = only by [`Emulator::write`] and [`Emulator::clear`].
    pub churn: Option<Churn>,
}

impl DiskSpec {
    /// A Premium SSD data disk with 64 MiB in use that changes a little each day.
    #[must_use]
    pub fn new(name: &str, group: &str, location: &str, size_gb: u32) -> Self {
        Self {
            name: name.to_owned(),
            group: group.to_owned(),
            location: location.to_owned(),
            sku: "Premium_LRS".to_owned(),
            size_gb,
            unique_id: None,
            sector_size: None,
            os_type: None,
            managed_by: None,
            tags: Vec::new(),
            created: None,
            used_bytes: USUAL_BYTES,
            churn: Some(Churn::default()),
        }
    }
}

/// A snapshot to plant. Start from [`Emulator::snapshot_of`] or [`SnapshotSpec::new`].
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotSpec {
    /// Name; need not fit the rules for new names.
    pub name: String,
    /// Resource group, made when missing.
    pub group: String,
    /// Region.
    pub location: String,
    /// `creationData.createOption`: `Copy` of a disk, `CopyStart` of a snapshot.
    pub create_option: String,
    /// `creationData.sourceResourceId`, in whatever casing it is to have (A60).
    pub source: String,
    /// `creationData.sourceUniqueId`; left out when `None`.
    pub source_unique_id: Option<String>,
    /// `incrementalSnapshotFamilyId`; left out when `None`.
    pub family: Option<String>,
    /// Its own unique id; made up when `None`.
    pub unique_id: Option<String>,
    /// `incremental`.
    pub incremental: bool,
    /// `timeCreated`.
    pub created: Timestamp,
    /// Provisioned size in GiB.
    pub size_gb: u32,
    /// Sku name.
    pub sku: String,
    /// `creationData.logicalSectorSize`.
    pub sector_size: Option<u16>,
    /// `creationData.instantAccessDurationMinutes`, counted from `created`.
    pub instant_access_minutes: Option<u32>,
    /// Where its percent comes from.
    pub progress: Progress,
    /// `completionPercent` fixed to a number; left out when `None` and `progress` brings none.
    pub percent: Option<f64>,
    /// `provisioningState`.
    pub provisioning_state: String,
    /// `diskState`: `Unattached`, or `ActiveSAS` while a link is open (A57).
    pub disk_state: String,
    /// `osType`.
    pub os_type: Option<String>,
    /// Tags.
    pub tags: Vec<(String, String)>,
}

impl SnapshotSpec {
    /// A finished incremental snapshot of the disk with the id `source`, of no known incarnation.
    #[must_use]
    pub fn new(name: &str, group: &str, location: &str, source: &str, created: Timestamp) -> Self {
        Self {
            name: name.to_owned(),
            group: group.to_owned(),
            location: location.to_owned(),
            create_option: "Copy".to_owned(),
            source: source.to_owned(),
            source_unique_id: None,
            family: None,
            unique_id: None,
            incremental: true,
            created,
            size_gb: 128,
            sku: rules::default_snapshot_sku(location).to_owned(),
            sector_size: None,
            instant_access_minutes: None,
            progress: Progress::AsStored,
            percent: None,
            provisioning_state: "Succeeded".to_owned(),
            disk_state: "Unattached".to_owned(),
            os_type: None,
            tags: Vec::new(),
        }
    }
}

impl Emulator {
    /// Adds a subscription, or renames one.
    pub fn add_subscription(&mut self, id: &str, name: &str) {
        self.state.ensure_subscription(id, name).name = name.to_owned();
    }

    /// Adds a resource group; its subscription is made when missing.
    pub fn add_group(&mut self, subscription: &str, name: &str, location: &str) {
        self.state.ensure_group(subscription, name, location);
    }

    /// Plants a disk and gives its id. A disk of that name is replaced: same id, another incarnation (F3).
    pub fn add_disk(&mut self, subscription: &str, spec: &DiskSpec, now: Timestamp) -> String {
        self.state.ensure_group(subscription, &spec.group, &spec.location);
        let place = place(subscription, &spec.group, Kind::Disk, &spec.name);
        let stored = self.new_disk(&place, spec, now);
        self.state.insert(stored.clone());
        self.state.contents.shape(&stored, spec.used_bytes, spec.churn);
        place.id()
    }

    /// A spec for a snapshot of a planted disk: incarnation, family, size, sectors and region already filled in.
    /// `None` when there is no disk with that id.
    pub fn snapshot_of(&mut self, disk_id: &str, name: &str, created: Timestamp) -> Option<SnapshotSpec> {
        let disk = self.state.find(&Place::of_id(disk_id)?)?.clone();
        let unique = disk.text("uniqueId").unwrap_or_default().to_owned();
        let ids = &mut self.ids;
        let family = self.state.families.entry(unique.clone()).or_insert_with(|| ids.guid()).clone();
        let mut spec = SnapshotSpec::new(name, &disk.place.group, disk.location(), &disk.place.id(), created);
        spec.source_unique_id = Some(unique);
        spec.family = Some(family);
        spec.size_gb = disk.property("diskSizeGB").and_then(Value::as_u64).and_then(|size| size.try_into().ok())?;
        spec.os_type = disk.text("osType").map(str::to_owned);
        if disk.fills_snapshots_in_background() {
            let sector = disk.property("creationData").and_then(|data| data.get("logicalSectorSize"));
            spec.sector_size = sector.and_then(Value::as_u64).and_then(|size| size.try_into().ok());
            spec.progress = Progress::Copying(Copying::done(created));
        }
        Some(spec)
    }

    /// Plants a snapshot and gives its id. A snapshot of that name is replaced.
    pub fn add_snapshot(&mut self, subscription: &str, spec: &SnapshotSpec) -> String {
        self.state.ensure_group(subscription, &spec.group, &spec.location);
        let place = place(subscription, &spec.group, Kind::Snapshot, &spec.name);
        let creation = present([
            ("createOption", Some(json!(spec.create_option))),
            ("sourceResourceId", Some(json!(spec.source))),
            ("sourceUniqueId", spec.source_unique_id.as_ref().map(|id| json!(id))),
            ("logicalSectorSize", spec.sector_size.map(|size| json!(size))),
            ("instantAccessDurationMinutes", spec.instant_access_minutes.map(|minutes| json!(minutes))),
        ]);
        let unique = spec.unique_id.clone().unwrap_or_else(|| self.ids.guid());
        let mut properties = common(spec.size_gb, spec.os_type.as_deref());
        properties.extend(present([
            ("creationData", Some(Value::Object(creation))),
            ("incremental", Some(json!(spec.incremental))),
            ("incrementalSnapshotFamilyId", spec.family.as_ref().map(|id| json!(id))),
            ("uniqueId", Some(json!(unique))),
            ("timeCreated", Some(json!(writes::created_text(spec.created)))),
            ("provisioningState", Some(json!(spec.provisioning_state))),
            ("diskState", Some(json!(spec.disk_state))),
            ("completionPercent", spec.percent.map(|percent| json!(percent))),
        ]));
        let body = whole(&place, &spec.location, &spec.sku, &spec.tags, properties);
        let progress = spec.progress.clone();
        self.state.insert(Stored { place: place.clone(), created: spec.created, body, progress });
        place.id()
    }

    /// Takes a disk away at once, as if it had been deleted long ago. `false` when there was none.
    pub fn delete_disk(&mut self, id: &str, now: Timestamp) -> bool {
        Place::of_id(id)
            .filter(|place| place.kind == Kind::Disk)
            .is_some_and(|place| self.state.remove(&place, now).is_some())
    }

    /// Lets a machine, named by its id, hold a disk, whatever state the disk is in; another machine that holds it already shares it from now on.
    /// `false` when there is no such disk.
    pub fn add_holder(&mut self, disk_id: &str, machine: &str) -> bool {
        let Some(disk) = self.disk_mut(disk_id) else { return false };
        let mut holders: Vec<String> = holders(disk).into_iter().map(str::to_owned).collect();
        if !holders.iter().any(|holder| holder.eq_ignore_ascii_case(machine)) {
            holders.push(machine.to_owned());
        }
        hold(disk, &holders);
        true
    }

    /// Takes a disk from all machines. `false` when there is no such disk.
    pub fn detach(&mut self, disk_id: &str) -> bool {
        let Some(disk) = self.disk_mut(disk_id) else { return false };
        hold(disk, &[]);
        true
    }

    fn disk_mut(&mut self, id: &str) -> Option<&mut Stored> {
        let place = Place::of_id(id).filter(|place| place.kind == Kind::Disk)?;
        self.state.resources.get_mut(&Key::of(&place))
    }

    pub(crate) fn new_disk(&mut self, place: &Place, spec: &DiskSpec, now: Timestamp) -> Stored {
        let created = spec.created.unwrap_or(now);
        let sector = spec.sector_size.or(rules::fills_in_background(&spec.sku).then_some(4096));
        let creation =
            present([("createOption", Some(json!("Empty"))), ("logicalSectorSize", sector.map(|size| json!(size)))]);
        let unique = spec.unique_id.clone().unwrap_or_else(|| self.ids.guid());
        let mut properties = common(spec.size_gb, spec.os_type.as_deref());
        properties.extend(present([
            ("creationData", Some(Value::Object(creation))),
            ("uniqueId", Some(json!(unique))),
            ("timeCreated", Some(json!(writes::created_text(created)))),
            ("provisioningState", Some(json!("Succeeded"))),
        ]));
        let body = whole(place, &spec.location, &spec.sku, &spec.tags, properties);
        let mut disk = Stored { place: place.clone(), created, body, progress: Progress::AsStored };
        hold(&mut disk, spec.managed_by.as_slice());
        disk
    }
}

fn place(subscription: &str, group: &str, kind: Kind, name: &str) -> Place {
    Place { subscription: subscription.to_owned(), group: group.to_owned(), kind, name: name.to_owned() }
}

/// Members both kinds share.
fn common(size_gb: u32, os_type: Option<&str>) -> Map<String, Value> {
    present([
        ("osType", os_type.map(|system| json!(system))),
        ("hyperVGeneration", os_type.map(|_| json!("V2"))),
        ("diskSizeGB", Some(json!(size_gb))),
        ("diskSizeBytes", Some(json!(u64::from(size_gb) << 30))),
        ("encryption", Some(json!({"type": "EncryptionAtRestWithPlatformKey"}))),
        ("networkAccessPolicy", Some(json!("AllowAll"))),
        ("publicNetworkAccess", Some(json!("Enabled"))),
    ])
}

fn whole(
    place: &Place,
    location: &str,
    sku: &str,
    tags: &[(String, String)],
    properties: Map<String, Value>,
) -> Map<String, Value> {
    let tags: Map<String, Value> = tags.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let mut body: Map<String, Value> = identity(place).into_iter().collect();
    body.insert("location".to_owned(), json!(location));
    body.insert("tags".to_owned(), Value::Object(tags));
    body.insert("sku".to_owned(), writes::sku_body(sku));
    body.insert("properties".to_owned(), Value::Object(properties));
    body
}

fn present<const N: usize>(members: [(&str, Option<Value>); N]) -> Map<String, Value> {
    members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}
