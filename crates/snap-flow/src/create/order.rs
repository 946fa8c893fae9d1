//! The request of a create flow, checked: everything that can be known to fail before the first call is refused here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use snap_arm::request::{ApiVersion, Requests, check_group};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::name::{DEFAULT_TEMPLATE, NameTemplate, SnapshotName};
use snap_core::tags::{self, Tags};

use crate::contract::{FlowError, Warning};
use crate::intent::{self, Common, DEFAULT_TIMEOUT, id_of, label, needs_version, refused_at};
use crate::json;
use crate::key::{self, Owner};
use crate::watch::Goal;

/// The skus an incremental snapshot may have (X3, A72).
const SKUS: [&str; 2] = ["Standard_LRS", "Standard_ZRS"];

/// The request as it came, with the slot filled in: what is saved.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Intent {
    flow: String,
    pub(super) now: Instant,
    endpoint: String,
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    timeout_seconds: Option<u64>,
    #[serde(default)]
    parallel: Option<usize>,
    pub(super) call_id: String,
    #[serde(default)]
    policy_id: Option<String>,
    #[serde(default)]
    slot: Option<Instant>,
    #[serde(default, deserialize_with = "json::or_default")]
    disks: Vec<Wanted>,
    #[serde(default)]
    virtual_machine: Option<String>,
    #[serde(default)]
    resource_group: Option<String>,
    #[serde(default)]
    template: Option<String>,
    #[serde(default)]
    tags: Option<Tags>,
    #[serde(default)]
    sku: Option<String>,
    #[serde(default)]
    instant_access_duration_minutes: Option<u32>,
    #[serde(default)]
    check_limits: Option<bool>,
    #[serde(default, deserialize_with = "json::or_default")]
    what_if: bool,
    #[serde(default, deserialize_with = "json::or_default")]
    wait: Wait,
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wait {
    #[default]
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
    pub(super) goal: Option<Goal>,
    pub(super) timeout: u64,
    pub(super) parallel: usize,
    pub(super) check_limits: bool,
    pub(super) what_if: bool,
    pub(super) scope: Scope,
    template: NameTemplate,
}

/// Which disks.
#[derive(Debug)]
pub(super) enum Scope {
    Disks(Vec<Target>),
    /// All that are attached to it; which they are is read.
    Machine {
        id: ResourceId,
        /// The snapshots' group, when not each disk's own.
        group: Option<String>,
    },
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
        let common = Common { endpoint: &intent.endpoint, api_version: intent.api_version.as_deref() };
        let requests = common.requests()?;
        // A5: an older version does not know `incremental` and would make a full snapshot without a word.
        needs_version(&requests, "2019-03-01", "incremental snapshots")?;
        let owner = owner_of(&intent)?;
        let slot = intent.slot.unwrap_or(intent.now).whole_second();
        intent.slot = Some(slot);
        let mut warnings = Vec::new();
        let instant_access_minutes = minutes_of(&intent, requests.version(), &mut warnings)?;
        let timeout = intent::timeout(intent.timeout_seconds, DEFAULT_TIMEOUT, "timeoutSeconds")?;
        let text = intent.template.as_deref().unwrap_or(DEFAULT_TEMPLATE);
        let template =
            NameTemplate::parse(text).map_err(|e| FlowError::new("bad_template", e.to_string()).at("template"))?;
        let scope = scope_of(&intent, &template, slot)?;
        let order = Self {
            tags: tags_of(&intent, &owner, &scope, slot)?,
            sku: sku_of(intent.sku.as_deref())?,
            goal: match intent.wait {
                Wait::None => None,
                Wait::Restorable => Some(Goal::Restorable),
                Wait::Durable => Some(Goal::Durable),
            },
            parallel: intent::parallel(intent.parallel)?,
            check_limits: intent.check_limits.unwrap_or(true),
            what_if: intent.what_if,
            intent,
            owner,
            slot,
            instant_access_minutes,
            timeout,
            scope,
            template,
        };
        Ok((order, requests, warnings))
    }

    /// The target for a disk that was found attached to the machine.
    pub(super) fn target(&self, disk: &ResourceId, group: Option<&str>) -> Result<Target, FlowError> {
        target_of(disk, None, group, &self.template, self.slot, || disk.as_str().to_owned())
    }
}

fn owner_of(intent: &Intent) -> Result<Owner, FlowError> {
    let call = label(&intent.call_id, "callId")?;
    match intent.policy_id.as_deref() {
        Some(policy) => Ok(Owner::Policy(label(policy, "policyId")?)),
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

fn tags_of(intent: &Intent, owner: &Owner, scope: &Scope, slot: Instant) -> Result<Tags, FlowError> {
    let mut all = users_tags(intent.tags.as_ref())?;
    key::mark(&mut all, owner, slot);
    if let Scope::Machine { id, .. } = scope {
        all.set(tags::GROUP, id.name());
    }
    all.check().map_err(|e| FlowError::new("bad_tags", format!("{e}; Snapline adds some of its own")).at("tags"))?;
    Ok(all)
}

/// The user's tags, without those that only Snapline writes.
pub(crate) fn users_tags(given: Option<&Tags>) -> Result<Tags, FlowError> {
    let all = given.cloned().unwrap_or_default();
    all.check_users().map_err(|e| FlowError::new("bad_tags", e.to_string()).at("tags"))?;
    Ok(all)
}

/// A sku that an incremental snapshot may have, as the service spells it.
pub(crate) fn sku_of(given: Option<&str>) -> Result<Option<&'static str>, FlowError> {
    let Some(sku) = given else { return Ok(None) };
    let found = SKUS.into_iter().find(|known| known.eq_ignore_ascii_case(sku));
    found.map(Some).ok_or_else(|| {
        let message = format!(
            "`{sku}` is not a sku of incremental snapshots; leave it out (the service then chooses the most durable one), or name `Standard_LRS` or `Standard_ZRS`"
        );
        FlowError::new("sku_not_allowed", message).at("sku")
    })
}

fn scope_of(intent: &Intent, template: &NameTemplate, slot: Instant) -> Result<Scope, FlowError> {
    if let Some(group) = &intent.resource_group {
        check_group(group).map_err(refused_at(|| "resourceGroup".to_owned()))?;
    }
    let Some(machine) = &intent.virtual_machine else {
        return Ok(Scope::Disks(targets_of(intent, template, slot)?));
    };
    if !intent.disks.is_empty() {
        let message = "`disks` and `virtualMachine` are both given; name one of them";
        return Err(FlowError::new("bad_request", message).at("virtualMachine"));
    }
    let id = ResourceId::parse(machine).map_err(|e| FlowError::new("bad_id", e.to_string()).at("virtualMachine"))?;
    let subscription = snap_arm::request::check_subscription(id.subscription());
    subscription.map_err(refused_at(|| "virtualMachine".to_owned()))?;
    if !id.key().contains("/providers/microsoft.compute/virtualmachines/") {
        let message =
            format!("`{machine}` is not the id of a virtual machine (`…/Microsoft.Compute/virtualMachines/<name>`)");
        return Err(FlowError::new("bad_id", message).at("virtualMachine"));
    }
    Ok(Scope::Machine { id, group: intent.resource_group.clone() })
}

fn targets_of(intent: &Intent, template: &NameTemplate, slot: Instant) -> Result<Vec<Target>, FlowError> {
    if intent.disks.is_empty() {
        return Err(FlowError::new("no_disks", "`disks` is empty; name at least one").at("disks"));
    }
    let mut targets: Vec<Target> = Vec::with_capacity(intent.disks.len());
    let mut by_disk = BTreeMap::new();
    let mut by_name = BTreeMap::new();
    for (at, wanted) in intent.disks.iter().enumerate() {
        let place = || format!("/disks/{at}");
        let disk = id_of(&wanted.id, ResourceKind::Disk, || format!("/disks/{at}/id"))?;
        if let Some(first) = by_disk.insert(disk.key().to_owned(), at) {
            let message =
                format!("`{}` stands at {first} and at {at}; one call makes one snapshot of a disk", wanted.id);
            return Err(FlowError::new("same_disk_twice", message).at(format!("/disks/{at}/id")));
        }
        let group = wanted.resource_group.as_deref().or(intent.resource_group.as_deref());
        let target = target_of(&disk, wanted.name.as_deref(), group, template, slot, place)?;
        if let Some(other) = by_name.insert(target.snapshot.key().to_owned(), disk) {
            let message = format!(
                "`{other}` and `{}` would both be snapshot `{}` in resource group `{}`; give them different names",
                target.disk,
                target.snapshot.name(),
                target.snapshot.group()
            );
            return Err(FlowError::new("same_name_twice", message).at(place()));
        }
        targets.push(target);
    }
    Ok(targets)
}

/// R3: the snapshot lies in the disk's own subscription; its group may differ. Its name is of the disk and the slot alone.
fn target_of(
    disk: &ResourceId,
    name: Option<&str>,
    group: Option<&str>,
    template: &NameTemplate,
    slot: Instant,
    place: impl Fn() -> String,
) -> Result<Target, FlowError> {
    let group = group.unwrap_or_else(|| disk.group());
    check_group(group).map_err(refused_at(|| format!("{}/resourceGroup", place())))?;
    let name = match name {
        Some(text) => SnapshotName::parse(text)
            .map_err(|e| FlowError::new("bad_name", e.to_string()).at(format!("{}/name", place())))?,
        None => {
            let made = template.make_in(group, disk, slot);
            made.map_err(|e| FlowError::new("bad_template", e.to_string()).at(place()))?.name
        }
    };
    let snapshot = ResourceId::new(ResourceKind::Snapshot, disk.subscription(), group, name.as_str())
        .map_err(|e| FlowError::new("bad_id", e.to_string()).at(place()))?;
    Ok(Target { disk: disk.clone(), snapshot })
}
