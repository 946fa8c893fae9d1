//! The request of a create flow, checked: everything that can be known to fail before the first call is refused here.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use snap_arm::endpoint::Endpoint;
use snap_arm::request::{ApiVersion, Requests, check_id};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::name::{DEFAULT_TEMPLATE, NameTemplate, SnapshotName};
use snap_core::tags::{self, Tags};

use crate::contract::{FlowError, Warning};
use crate::json;
use crate::key::{self, Owner};

/// How long a create flow may take when nothing is said, in seconds.
const DEFAULT_TIMEOUT: u64 = 3_600;

/// A week: longer than any copy or any host's patience.
const LONGEST_TIMEOUT: u64 = 7 * 86_400;

/// The skus an incremental snapshot may have (X3, A72).
const SKUS: [&str; 2] = ["Standard_LRS", "Standard_ZRS"];

/// The request as it came, with the slot filled in: what is saved.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Intent {
    flow: String,
    pub(super) now: Instant,
    endpoint: String,
    pub(super) call_id: String,
    #[serde(default)]
    policy_id: Option<String>,
    #[serde(default)]
    slot: Option<Instant>,
    disks: Vec<Wanted>,
    #[serde(default)]
    template: Option<String>,
    #[serde(default)]
    tags: Option<Tags>,
    #[serde(default)]
    sku: Option<String>,
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    instant_access_duration_minutes: Option<u32>,
    #[serde(default)]
    wait: Option<Wait>,
    #[serde(default)]
    timeout_seconds: Option<u64>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Wanted {
    id: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    resource_group: Option<String>,
}

/// What to wait for once a snapshot is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wait {
    None,
    Restorable,
    Durable,
}

/// A checked request.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) intent: Intent,
    pub(super) owner: Owner,
    pub(super) slot: Instant,
    /// The user's and ours.
    pub(super) tags: Tags,
    pub(super) sku: Option<&'static str>,
    pub(super) instant_access_minutes: Option<u32>,
    pub(super) wait: Wait,
    pub(super) timeout: u64,
    pub(super) targets: Vec<Target>,
}

/// One disk and the snapshot to be made of it.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) disk: ResourceId,
    pub(super) snapshot: ResourceId,
}

impl Order {
    /// Reads and checks a request.
    pub(super) fn read(request: &[u8]) -> Result<(Self, Requests, Vec<Warning>), FlowError> {
        let mut intent: Intent = json::read(request, "bad_request")?;
        let endpoint = Endpoint::parse(&intent.endpoint)
            .map_err(|e| FlowError::new("bad_endpoint", e.to_string()).at("endpoint"))?;
        let version = version_of(&intent)?;
        let owner = owner_of(&intent)?;
        let slot = intent.slot.unwrap_or(intent.now).whole_second();
        intent.slot = Some(slot);
        let mut warnings = Vec::new();
        let instant_access_minutes = minutes_of(&intent, &version, &mut warnings)?;
        let timeout = intent.timeout_seconds.unwrap_or(DEFAULT_TIMEOUT);
        if !(1..=LONGEST_TIMEOUT).contains(&timeout) {
            let message = format!("`{timeout}` seconds are not between 1 and {LONGEST_TIMEOUT} (a week)");
            return Err(FlowError::new("bad_timeout", message).at("timeoutSeconds"));
        }
        let order = Self {
            tags: tags_of(&intent, &owner, slot)?,
            sku: sku_of(&intent)?,
            targets: targets_of(&intent, slot)?,
            wait: intent.wait.unwrap_or(Wait::None),
            intent,
            owner,
            slot,
            instant_access_minutes,
            timeout,
        };
        Ok((order, Requests::new(endpoint, version), warnings))
    }
}

fn version_of(intent: &Intent) -> Result<ApiVersion, FlowError> {
    let refuse = |code, message: String| FlowError::new(code, message).at("apiVersion");
    let version = match intent.api_version.as_deref() {
        Some(text) => ApiVersion::parse(text).map_err(|e| refuse(e.code(), e.to_string()))?,
        None => ApiVersion::default(),
    };
    // A5: an older version does not know `incremental` and would make a full snapshot without a word.
    if !version.at_least("2019-03-01") {
        let message =
            format!("api-version `{}` has no incremental snapshots; use 2019-03-01 or later", version.as_str());
        return Err(refuse("api_version_too_old", message));
    }
    Ok(version)
}

fn owner_of(intent: &Intent) -> Result<Owner, FlowError> {
    let check = |text: &str, member: &'static str| {
        let fits =
            (1..=128).contains(&text.chars().count()) && text.trim() == text && !text.chars().any(char::is_control);
        let message = || format!("`{text}` is not an id of 1 to 128 printable characters without blanks around it");
        if fits { Ok(text.to_owned()) } else { Err(FlowError::new("bad_call_id", message()).at(member)) }
    };
    let call = check(&intent.call_id, "callId")?;
    match intent.policy_id.as_deref() {
        Some(policy) => Ok(Owner::Policy(check(policy, "policyId")?)),
        None => Ok(Owner::Call(call)),
    }
}

fn minutes_of(intent: &Intent, version: &ApiVersion, warnings: &mut Vec<Warning>) -> Result<Option<u32>, FlowError> {
    const MEMBER: &str = "instantAccessDurationMinutes";
    let Some(minutes) = intent.instant_access_duration_minutes else { return Ok(None) };
    if minutes == 0 {
        let message = "instant access lasts at least 1 minute; leave the member out for none";
        return Err(FlowError::new("bad_instant_access_minutes", message).at(MEMBER));
    }
    if !version.at_least("2025-01-02") {
        // A12, I1
        let message = format!("instant access needs api-version 2025-01-02 or later, not `{}`", version.as_str());
        return Err(FlowError::new("api_version_too_old", message).at("apiVersion"));
    }
    if !(60..=300).contains(&minutes) {
        // I2, X7: the page says 60 to 300, the contract only at least 1.
        let message = format!("instant access for {minutes} minutes may be refused: the documentation says 60 to 300");
        warnings.push(Warning::new("instant_access_minutes", message, Some(MEMBER)));
    }
    Ok(Some(minutes))
}

fn tags_of(intent: &Intent, owner: &Owner, slot: Instant) -> Result<Tags, FlowError> {
    let refuse = |message: String| FlowError::new("bad_tags", message).at("tags");
    let mut all = intent.tags.clone().unwrap_or_default();
    all.check().map_err(|e| refuse(e.to_string()))?;
    for reserved in [tags::POLICY, tags::CALL, tags::SLOT, tags::POINT] {
        if all.get(reserved).is_some() {
            return Err(refuse(format!("tag `{reserved}` is written by Snapline itself; leave it out")));
        }
    }
    key::mark(&mut all, owner, slot);
    all.check().map_err(|e| refuse(format!("{e}; Snapline adds two of its own")))?;
    Ok(all)
}

fn sku_of(intent: &Intent) -> Result<Option<&'static str>, FlowError> {
    let Some(sku) = intent.sku.as_deref() else { return Ok(None) };
    let found = SKUS.into_iter().find(|known| known.eq_ignore_ascii_case(sku));
    found.map(Some).ok_or_else(|| {
        let message = format!(
            "`{sku}` is not a sku of incremental snapshots; leave it out (the service then chooses the most durable one), or name `Standard_LRS` or `Standard_ZRS`"
        );
        FlowError::new("sku_not_allowed", message).at("sku")
    })
}

fn targets_of(intent: &Intent, slot: Instant) -> Result<Vec<Target>, FlowError> {
    if intent.disks.is_empty() {
        return Err(FlowError::new("no_disks", "`disks` is empty; name at least one").at("disks"));
    }
    let text = intent.template.as_deref().unwrap_or(DEFAULT_TEMPLATE);
    let template =
        NameTemplate::parse(text).map_err(|e| FlowError::new("bad_template", e.to_string()).at("template"))?;
    let mut drafts = Vec::with_capacity(intent.disks.len());
    let mut seen = BTreeMap::new();
    for (at, wanted) in intent.disks.iter().enumerate() {
        let draft = Draft::read(at, wanted, &template, slot)?;
        if let Some(first) = seen.insert(draft.target.disk.key().to_owned(), at) {
            let message =
                format!("`{}` stands at {first} and at {at}; one call makes one snapshot of a disk", wanted.id);
            return Err(FlowError::new("same_disk_twice", message).at(format!("/disks/{at}/id")));
        }
        drafts.push(draft);
    }
    make_distinct(&mut drafts, &template, slot)?;
    Ok(drafts.into_iter().map(|draft| draft.target).collect())
}

/// A target whose name may still have to change.
struct Draft {
    at: usize,
    target: Target,
    by_hand: bool,
}

impl Draft {
    fn read(at: usize, wanted: &Wanted, template: &NameTemplate, slot: Instant) -> Result<Self, FlowError> {
        let refuse =
            |code, message: String, member: &str| FlowError::new(code, message).at(format!("/disks/{at}/{member}"));
        let disk = ResourceId::parse(&wanted.id).map_err(|e| refuse("bad_id", e.to_string(), "id"))?;
        if disk.kind() != ResourceKind::Disk {
            return Err(refuse("bad_id", format!("`{disk}` is not the id of a disk"), "id"));
        }
        check_id(&disk).map_err(|e| refuse(e.code(), e.to_string(), "id"))?;
        let name = match wanted.name.as_deref() {
            Some(text) => SnapshotName::parse(text).map_err(|e| refuse("bad_name", e.to_string(), "name"))?,
            None => made(at, template, &disk, slot, false)?,
        };
        let group = wanted.resource_group.as_deref().unwrap_or_else(|| disk.group());
        snap_arm::request::check_group(group).map_err(|e| refuse(e.code(), e.to_string(), "resourceGroup"))?;
        let snapshot = snapshot_id(at, &disk, group, &name)?;
        Ok(Self { at, by_hand: wanted.name.is_some(), target: Target { disk, snapshot } })
    }
}

/// R3: the snapshot lies in the disk's own subscription; its group may differ.
fn snapshot_id(at: usize, disk: &ResourceId, group: &str, name: &SnapshotName) -> Result<ResourceId, FlowError> {
    ResourceId::new(ResourceKind::Snapshot, disk.subscription(), group, name.as_str())
        .map_err(|e| FlowError::new("bad_id", e.to_string()).at(format!("/disks/{at}")))
}

fn made(
    at: usize,
    template: &NameTemplate,
    disk: &ResourceId,
    slot: Instant,
    unique: bool,
) -> Result<SnapshotName, FlowError> {
    let made = template.make(disk, slot, unique);
    made.map(|made| made.name).map_err(|e| FlowError::new("bad_template", e.to_string()).at(format!("/disks/{at}")))
}

/// Disks of one name that go into one group get names with a hash; names given by hand are left and must differ.
fn make_distinct(drafts: &mut [Draft], template: &NameTemplate, slot: Instant) -> Result<(), FlowError> {
    let mut once = BTreeSet::new();
    let twice: BTreeSet<String> =
        drafts.iter().map(|d| d.target.snapshot.key().to_owned()).filter(|key| !once.insert(key.clone())).collect();
    for draft in drafts.iter_mut().filter(|d| !d.by_hand && twice.contains(d.target.snapshot.key())) {
        let Target { disk, snapshot } = &draft.target;
        let name = made(draft.at, template, disk, slot, true)?;
        draft.target.snapshot = snapshot_id(draft.at, disk, snapshot.group(), &name)?;
    }
    let mut seen = BTreeMap::new();
    for draft in drafts.iter() {
        let Target { disk, snapshot } = &draft.target;
        if let Some(other) = seen.insert(snapshot.key(), disk) {
            let message = format!(
                "`{other}` and `{disk}` would both be snapshot `{}` in resource group `{}`; give them different names",
                snapshot.name(),
                snapshot.group()
            );
            return Err(FlowError::new("same_name_twice", message).at(format!("/disks/{}", draft.at)));
        }
    }
    Ok(())
}
