//! Creating snapshots: every rule the service is known to hold one to, then the snapshot (sections 2, 3 and 5).

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::body::{self, Wish};
use crate::budgets;
use crate::copies;
use crate::copying::{Copying, Progress};
use crate::emulator::{Asked, Emulator};
use crate::encryption;
use crate::operations::Effect;
use crate::refusal::{Answer, Refusal};
use crate::rules;
use crate::state::{BURST_SECONDS, region_key};
use crate::stored::Stored;
use crate::target::{Kind, Place};
use crate::times;
use crate::writes;

/// Incremental snapshots of one disk at one time (L1).
const MOST: usize = 500;
/// New incremental snapshots of one disk in 300 seconds (L2).
const BURST: usize = 7;
/// Snapshots of one Premium SSD v2 or Ultra disk that may be filling at one time (R11).
const PENDING: usize = 3;

impl Emulator {
    pub(crate) fn put_snapshot(&mut self, asked: &Asked<'_>, place: &Place) -> Answer {
        self.charge(&place.subscription, budgets::SNAPSHOT_CREATE, asked.now)?;
        let wish = Wish::read(Kind::Snapshot, &asked.request.body, &mut self.notes)?;
        if let Some(tags) = &wish.tags {
            rules::check_tags(tags)?;
        }
        if let Some(sku) = &wish.sku {
            rules::check_snapshot_sku(wish.incremental()?, sku)?;
        }
        copies::check_speed(&wish, &asked.version)?;
        if self.state.find(place).is_some() {
            return self.update(asked, place, &wish);
        }
        rules::check_name(Kind::Snapshot, &place.name)?;
        let source = match wish.create_option()? {
            "Copy" => self.disk_source(&wish, place)?,
            "CopyStart" => self.copy_source(&wish, asked.now)?,
            other => return Err(unknown_option(other)),
        };
        if wish.create_option()? == "Copy" {
            self.check_disk_rules(&wish, &source, asked)?;
        } else {
            self.check_copies(&wish, &source, place, asked)?;
        }
        let size = source.property("diskSizeGB").and_then(Value::as_u64);
        if wish.whole("diskSizeGB")?.is_some_and(|wanted| Some(wanted) != size) {
            let message = "The size of a snapshot is that of its source.";
            return Err(Refusal::parameter("properties.diskSizeGB", message));
        }
        let stored = self.new_snapshot(&wish, place, &source, asked.now)?;
        let accepted = writes::accepted_body(&stored, &wish, self.config.bare_accepted_body);
        let region = stored.location().to_owned();
        self.state.insert(stored);
        Ok(self.accept(asked, &region, Effect::Put(place.clone()), Some(&accepted)))
    }

    /// The disk a `Copy` names, by id or, as Azure PowerShell does, by `sourceUri` (A46).
    fn disk_source(&self, wish: &Wish, place: &Place) -> Answer<Stored> {
        let (member, source) = source_place(wish)?;
        if source.kind != Kind::Disk {
            return Err(Refusal::unimplemented("`createOption` `Copy` of a snapshot; `CopyStart` copies snapshots"));
        }
        if !source.subscription.eq_ignore_ascii_case(&place.subscription) {
            let message = "A snapshot must be made in the subscription of its source disk.";
            return Err(Refusal::parameter(member, message));
        }
        let disk = self.state.find(&source).ok_or_else(|| source_not_found(&source))?;
        if region_key(disk.location()) != region_key(&wish.location) {
            let message = format!("The snapshot must be in the region of its source disk, '{}'.", disk.location());
            return Err(Refusal::parameter("location", message));
        }
        Ok(disk.clone())
    }

    /// The snapshot a `CopyStart` names. It must be incremental and whole (C5, R10, C7).
    fn copy_source(&self, wish: &Wish, now: Timestamp) -> Answer<Stored> {
        let (member, source) = source_place(wish)?;
        if source.kind != Kind::Snapshot {
            return Err(Refusal::parameter(member, "CopyStart needs a snapshot as its source."));
        }
        let snapshot = self.state.find(&source).ok_or_else(|| source_not_found(&source))?;
        if !wish.incremental()? || !snapshot.is_incremental() {
            let message = "CopyStart is supported for incremental snapshots only.";
            return Err(Refusal::parameter("properties.incremental", message));
        }
        if wish.creation.contains_key("instantAccessDurationMinutes") {
            return Err(instant_refusal("Instant access is not supported with CopyStart."));
        }
        if !snapshot.is_whole(now) {
            let message = format!("The source snapshot '{}' is not fully copied yet.", source.name);
            return Err(Refusal::not_allowed(message));
        }
        Ok(snapshot.clone())
    }

    fn check_disk_rules(&self, wish: &Wish, disk: &Stored, asked: &Asked<'_>) -> Answer<()> {
        let now = asked.now;
        let background = disk.fills_snapshots_in_background();
        if let Some(minutes) = wish.creation.get("instantAccessDurationMinutes") {
            if asked.version.as_str() < "2025-01-02" {
                let message = "Instant access needs api-version 2025-01-02 or later.";
                return Err(instant_refusal(message));
            }
            if !background {
                return Err(instant_refusal("Instant access is for Premium SSD v2 and Ultra disks only."));
            }
            if disk.is_pending(now) {
                let name = &disk.place.name;
                let message = format!("Disk '{name}' is still being filled: it has no instant access snapshots (I6).");
                return Err(Refusal::not_allowed(message));
            }
            body::whole(Some(minutes), "properties.creationData.instantAccessDurationMinutes")?;
        }
        if !wish.incremental()? {
            let message = "Premium SSD v2 and Ultra disks have incremental snapshots only.";
            return if background { Err(Refusal::parameter("properties.incremental", message)) } else { Ok(()) };
        }
        encryption::check_snapshot(&wish.properties, disk)?;
        let name = &disk.place.name;
        if self.state.incrementals_of(disk).count() >= MOST {
            let message = format!("Disk '{name}' has {MOST} incremental snapshots, the most a disk may have.");
            return Err(Refusal::not_allowed(message));
        }
        let pending = self.state.incrementals_of(disk).filter(|snapshot| snapshot.is_pending(now)).count();
        if background && pending >= PENDING {
            let message =
                format!("{PENDING} snapshots of disk '{name}' are still being copied, the most a disk may have.");
            return Err(Refusal::not_allowed(message));
        }
        self.check_burst(disk, now)
    }

    fn check_burst(&self, disk: &Stored, now: Timestamp) -> Answer<()> {
        let births = self.state.recent_births(disk.text("uniqueId").unwrap_or_default(), now);
        let Some(oldest) = births.len().checked_sub(BURST).and_then(|index| births.get(index)) else { return Ok(()) };
        let left = BURST_SECONDS - times::seconds_between(*oldest, now);
        let bucket = "IncrementalSnapshotsPerDisk5Min";
        let detail = json!({
            "operationGroup": bucket,
            "startTime": times::wire(*oldest, false),
            "endTime": times::wire(times::after(*oldest, 300), false),
            "allowedRequestCount": BURST,
            "measuredRequestCount": births.len() + 1,
        });
        Err(Refusal::throttled(bucket, &detail, whole_seconds(left)))
    }

    fn new_snapshot(&mut self, wish: &Wish, place: &Place, source: &Stored, now: Timestamp) -> Answer<Stored> {
        let incremental = wish.incremental()?;
        let copies = source.place.kind == Kind::Snapshot;
        let mut properties = inherited(source);
        properties.extend(wish.properties.clone());
        let mut creation = wish.creation.clone();
        let mut add = |member: &str, value: Option<&Value>| {
            if let Some(value) = value {
                creation.entry(member).or_insert_with(|| value.clone());
            }
        };
        add("sourceUniqueId", source.property("uniqueId"));
        let background = source.fills_snapshots_in_background();
        if background || copies {
            add("logicalSectorSize", source.property("creationData").and_then(|data| data.get("logicalSectorSize")));
        }
        let family = incremental.then(|| self.family(source, copies, place, &wish.location));
        let set = [
            ("creationData", Some(Value::Object(creation))),
            ("incremental", Some(json!(incremental))),
            ("incrementalSnapshotFamilyId", family.map(Value::String)),
            ("uniqueId", Some(json!(self.ids.guid()))),
            ("timeCreated", Some(json!(writes::created_text(now)))),
            ("provisioningState", Some(json!("Updating"))),
            ("diskState", Some(json!("Unattached"))),
        ];
        properties.extend(set.into_iter().filter_map(|(member, value)| Some((member.to_owned(), value?))));
        let default_sku = if incremental { rules::default_snapshot_sku(&wish.location) } else { "Standard_LRS" };
        let mut body = wish.others.clone();
        body.extend(identity(place));
        body.insert("location".to_owned(), json!(wish.location));
        body.insert("tags".to_owned(), Value::Object(wish.tags.clone().unwrap_or_default()));
        body.insert("sku".to_owned(), writes::sku_body(wish.sku.as_deref().unwrap_or(default_sku)));
        body.insert("properties".to_owned(), Value::Object(properties));
        let seconds = self.copy_seconds(wish);
        let progress = self.progress_of(copies, background, seconds, now);
        Ok(Stored { place: place.clone(), created: now, body, progress })
    }

    /// A `CopyStart` shows no percent until a while after its operation ended; a Premium SSD v2 or Ultra disk's
    /// snapshot shows one from the start; others never do (A36, R10, C10).
    fn progress_of(&mut self, copies: bool, background: bool, seconds: u32, now: Timestamp) -> Progress {
        let mut copying = if copies {
            let accepted = times::after(now, self.config.operation_seconds);
            let from = times::after(accepted, self.config.percent_hidden_seconds);
            Copying::running(from, 0.0, seconds)
        } else if background {
            Copying::running(now, 0.0, seconds)
        } else {
            return Progress::AsStored;
        };
        copying.failure = self.faults.copy.take();
        Progress::Copying(copying)
    }

    /// The family of a new snapshot: one per incarnation of a disk (F4); copies of one family into one subscription
    /// and region are a family of their own (C9).
    fn family(&mut self, source: &Stored, copies: bool, place: &Place, location: &str) -> String {
        let spring = if copies {
            let family = source.text("incrementalSnapshotFamilyId").unwrap_or_default();
            format!("copy {family} {} {}", place.subscription.to_lowercase(), region_key(location))
        } else {
            source.text("uniqueId").unwrap_or_default().to_owned()
        };
        let ids = &mut self.ids;
        self.state.families.entry(spring).or_insert_with(|| ids.guid()).clone()
    }
}

/// `id`, `name` and `type`.
pub(crate) fn identity(place: &Place) -> [(String, Value); 3] {
    [
        ("id".to_owned(), json!(place.id())),
        ("name".to_owned(), json!(place.name)),
        ("type".to_owned(), json!(place.kind.type_name())),
    ]
}

/// What a snapshot takes over from its source.
pub(crate) fn inherited(source: &Stored) -> Map<String, Value> {
    const MEMBERS: [&str; 10] = [
        "osType",
        "hyperVGeneration",
        "diskSizeGB",
        "diskSizeBytes",
        "encryption",
        "networkAccessPolicy",
        "publicNetworkAccess",
        "supportedCapabilities",
        "supportsHibernation",
        "purchasePlan",
    ];
    MEMBERS.iter().filter_map(|member| Some(((*member).to_owned(), source.property(member)?.clone()))).collect()
}

pub(crate) fn source_place(wish: &Wish) -> Answer<(&'static str, Place)> {
    let (member, text) = match (wish.creation_text("sourceResourceId")?, wish.creation_text("sourceUri")?) {
        (Some(id), _) => ("properties.creationData.sourceResourceId", id),
        (None, Some(uri)) => ("properties.creationData.sourceUri", uri),
        (None, None) => {
            let member = "properties.creationData.sourceResourceId";
            return Err(Refusal::parameter(member, format!("Required parameter '{member}' is missing (null).")));
        }
    };
    let invalid = || Refusal::parameter(member, format!("The value of parameter {member} is invalid."));
    Ok((member, Place::of_id(text).ok_or_else(invalid)?))
}

pub(crate) fn source_not_found(source: &Place) -> Box<Refusal> {
    let message = format!("Resource {}/{} is not found.", source.kind.segment(), source.name);
    Refusal::new(404, "NotFound", message)
}

fn unknown_option(option: &str) -> Box<Refusal> {
    const CONTRACT: [&str; 9] = [
        "Attach",
        "CopyFromSanSnapshot",
        "Empty",
        "FromImage",
        "Import",
        "ImportSecure",
        "Restore",
        "Upload",
        "UploadPreparedSecure",
    ];
    if CONTRACT.contains(&option) {
        return Refusal::unimplemented(&format!("`createOption` `{option}` for snapshots"));
    }
    let target = "properties.creationData.createOption";
    Refusal::parameter(target, format!("The value '{option}' of parameter {target} is invalid."))
}

fn instant_refusal(message: &str) -> Box<Refusal> {
    Refusal::parameter("properties.creationData.instantAccessDurationMinutes", message)
}

/// Seconds rounded up; at least one, so that a client that obeys is never early.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the range of the window")]
fn whole_seconds(seconds: f64) -> u32 {
    seconds.ceil().clamp(1.0, BURST_SECONDS) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_rounded_up() {
        assert_eq!(
            [whole_seconds(0.0), whole_seconds(0.2), whole_seconds(299.5), whole_seconds(1e9)],
            [1, 1, 300, 300]
        );
    }

    #[test]
    fn create_options_of_no_contract_are_wrong_not_missing() {
        let status = |option| unknown_option(option).into_response();
        assert_eq!((status("Clone").status, status("").status, status("Import").status), (400, 400, 501));
    }
}
