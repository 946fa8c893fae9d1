//! The request of a run, checked; and the requests of the flows that it is made of.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use snap_arm::request::{Listed, Requests, check_group, check_subscription};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::retention::{Policy, TagRule};
use snap_core::tags::Tags;

use crate::contract::FlowError;
use crate::intent::{self, Common, To, id_of, label, needs_version, refused_at};
use crate::json as reading;
use crate::pages::Source;
use crate::survey::Want;

/// What a run may take when nothing is said, in seconds: U5 stops a job after three hours.
const DEFAULT_BUDGET: u64 = 9_000;

/// How far back the newest slot of a schedule is looked for, in seconds: the longest step of a schedule is a week, and a
/// zone may skip a day of it.
const LOOK_BACK: i64 = 9 * 86_400;

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
    parallel: Option<usize>,
    call_id: String,
    policy: Box<RawValue>,
    subscription_id: String,
    #[serde(default, deserialize_with = "reading::or_default")]
    disks: Vec<String>,
    #[serde(default)]
    resource_group: Option<String>,
    #[serde(default)]
    tag: Option<String>,
    #[serde(default)]
    slot: Option<Instant>,
    #[serde(default)]
    snapshot_resource_group: Option<String>,
    #[serde(default)]
    template: Option<String>,
    #[serde(default)]
    tags: Option<Tags>,
    #[serde(default)]
    copy_to: Option<To>,
    #[serde(default)]
    prune: Option<bool>,
    #[serde(default)]
    budget_seconds: Option<u64>,
    #[serde(default, deserialize_with = "reading::or_default")]
    what_if: bool,
}

/// A checked request.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) intent: Intent,
    pub(super) policy: Policy,
    pub(super) slot: Instant,
    pub(super) budget: u64,
    pub(super) parallel: usize,
    pub(super) copies: bool,
    pub(super) prunes: bool,
    named: BTreeSet<ResourceId>,
    tag: Option<TagRule>,
}

impl Order {
    /// Reads and checks a request.
    pub(super) fn read(request: &[u8]) -> Result<(Self, Requests), FlowError> {
        let mut intent: Intent = reading::read(request, "bad_request")?;
        let common = Common { endpoint: &intent.endpoint, api_version: intent.api_version.as_deref() };
        let requests = common.requests()?;
        needs_version(&requests, "2019-03-01", "incremental snapshots")?;
        label(&intent.call_id, "callId")?;
        check_subscription(&intent.subscription_id).map_err(refused_at(|| "subscriptionId".to_owned()))?;
        let policy = Policy::from_json(intent.policy.get().as_bytes()).map_err(|error| {
            FlowError::new("bad_policy", error.to_string()).at(format!("/policy{}", error.pointer()))
        })?;
        if let Some(group) = &intent.resource_group {
            check_group(group).map_err(refused_at(|| "resourceGroup".to_owned()))?;
        }
        let tag = match intent.tag.as_deref() {
            Some(text) => Some(TagRule::parse(text).ok_or_else(|| {
                let message = format!("`{text}` is not a tag; write `name` or `name=value`");
                FlowError::new("bad_tags", message).at("tag")
            })?),
            None => None,
        };
        let named: Result<BTreeSet<ResourceId>, FlowError> = intent
            .disks
            .iter()
            .enumerate()
            .map(|(at, text)| named_disk(text, &intent.subscription_id, || format!("/disks/{at}")))
            .collect();
        let slot = match intent.slot {
            Some(slot) => slot.whole_second(),
            None => usual_slot(&policy, intent.now)?,
        };
        intent.slot = Some(slot);
        let order = Self {
            policy,
            slot,
            budget: intent::timeout(intent.budget_seconds, DEFAULT_BUDGET, "budgetSeconds")?,
            parallel: intent::parallel(intent.parallel)?,
            copies: intent.copy_to.is_some(),
            prunes: intent.prune.unwrap_or(true),
            named: named?,
            tag,
            intent,
        };
        order.check_parts()?;
        Ok((order, requests))
    }

    /// Everything that a part would refuse is refused before the first of them begins.
    fn check_parts(&self) -> Result<(), FlowError> {
        let id = format!(
            "/subscriptions/{}/resourceGroups/g/providers/Microsoft.Compute/disks/d",
            self.intent.subscription_id
        );
        let any = ResourceId::parse(&id).map_err(|e| FlowError::new("bad_id", e.to_string()).at("subscriptionId"))?;
        let disks = [&any];
        crate::create::begin(self.take(self.intent.now, &disks).to_string().as_bytes(), None)?;
        if let Some(request) = self.copy(self.intent.now, &disks) {
            let begun = crate::copy::begin(request.to_string().as_bytes(), None);
            begun.map_err(|error| match error.target().and_then(|target| target.strip_prefix("/to/")) {
                Some(member) => {
                    let target = format!("/copyTo/{member}");
                    error.at(target)
                }
                None => error,
            })?;
        }
        if self.prunes {
            crate::prune::begin(self.prune(self.intent.now, &[]).to_string().as_bytes(), None)?;
        }
        Ok(())
    }

    pub(super) fn call_id(&self) -> &str {
        &self.intent.call_id
    }

    /// What items about the whole are about.
    pub(super) fn scope(&self) -> String {
        let group = self.intent.resource_group.as_deref().map(|group| format!("/resourceGroups/{group}"));
        format!("/subscriptions/{}{}", self.intent.subscription_id, group.unwrap_or_default())
    }

    /// The disks of the subscription or group; everything else is read by the parts.
    pub(super) fn wants(&self) -> Vec<Want> {
        vec![self.list(Listed::Disks)]
    }

    /// What a plan needs: disks and snapshots, and where the copies are.
    pub(super) fn plan_wants(&self) -> Vec<Want> {
        let of = |listed, subscription: &str| {
            Want::List(Source::Resources { listed, subscription: subscription.to_owned(), group: None })
        };
        let own = self.intent.subscription_id.as_str();
        let mut wants = vec![of(Listed::Disks, own), of(Listed::Snapshots, own)];
        if let Some(other) = self.copy_subscription().filter(|other| !other.eq_ignore_ascii_case(own)) {
            wants.push(of(Listed::Snapshots, other));
        }
        wants.extend(self.subscriptions().into_iter().map(|subscription| Want::List(Source::Locks { subscription })));
        wants
    }

    /// The disks this run is for, of those that were read.
    pub(super) fn disks<'i>(&self, inventory: &'i Inventory) -> Vec<&'i ResourceId> {
        let ours = inventory.disks.values().filter(|disk| {
            (self.named.is_empty() || self.named.contains(&disk.id))
                && self.tag.as_ref().is_none_or(|tag| tag.matches(&disk.tags))
        });
        ours.map(|disk| &disk.id).collect()
    }

    /// Disks that are named and were not read.
    pub(super) fn missing(&self, inventory: &Inventory) -> Vec<ResourceId> {
        self.named.iter().filter(|id| !inventory.disks.contains_key(id.key())).cloned().collect()
    }

    /// The create flow of this run.
    pub(super) fn take(&self, now: Instant, disks: &[&ResourceId]) -> Value {
        let Intent { endpoint, api_version, call_id, template, tags, snapshot_resource_group, what_if, .. } =
            &self.intent;
        let disks: Vec<Value> = disks.iter().map(|id| json!({"id": id.as_str()})).collect();
        json!({
            "flow": "create", "now": now.to_string(), "endpoint": endpoint, "apiVersion": api_version, "callId": call_id,
            "policyId": self.policy.id, "slot": self.slot.to_string(), "disks": disks,
            "resourceGroup": snapshot_resource_group, "template": template, "tags": tags, "wait": "durable",
            "whatIf": what_if
        })
    }

    /// The copy flow of this run, when it copies.
    pub(super) fn copy(&self, now: Instant, disks: &[&ResourceId]) -> Option<Value> {
        let Intent { endpoint, api_version, call_id, tags, what_if, .. } = &self.intent;
        let to = self.intent.copy_to.as_ref()?;
        let disks: Vec<&str> = disks.iter().map(|id| id.as_str()).collect();
        Some(json!({
            "flow": "copy", "now": now.to_string(), "endpoint": endpoint, "apiVersion": api_version, "callId": call_id,
            "policyId": self.policy.id, "disks": disks, "to": to, "tags": tags, "whatIf": what_if
        }))
    }

    /// The prune flow of this run.
    pub(super) fn prune(&self, now: Instant, drops: &[Drop]) -> Value {
        let Intent { endpoint, api_version, call_id, policy, what_if, .. } = &self.intent;
        json!({
            "flow": "prune", "now": now.to_string(), "endpoint": endpoint, "apiVersion": api_version, "callId": call_id,
            "intent": "plan", "policy": policy, "plannedAt": now.to_string(), "drops": drops,
            "subscriptions": self.subscriptions(), "whatIf": what_if
        })
    }

    fn list(&self, listed: Listed) -> Want {
        let subscription = self.intent.subscription_id.clone();
        Want::List(Source::Resources { listed, subscription, group: self.intent.resource_group.clone() })
    }

    /// Where the disks are and where the copies go, in lower case: what is in the one may be needed in the other.
    fn subscriptions(&self) -> BTreeSet<String> {
        let own = self.intent.subscription_id.as_str();
        std::iter::once(own).chain(self.copy_subscription()).map(str::to_lowercase).collect()
    }

    fn copy_subscription(&self) -> Option<&str> {
        let to = self.intent.copy_to.as_ref()?;
        Some(to.subscription_id.as_deref().unwrap_or(&self.intent.subscription_id))
    }
}

/// One snapshot that the plan drops.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Drop {
    pub(super) id: String,
    pub(super) unique_id: Option<String>,
}

/// The slot of a run that names none: the newest of the policy's schedule, so that a run is for the same one however late
/// it is begun again from the top; without a schedule the hour.
fn usual_slot(policy: &Policy, now: Instant) -> Result<Instant, FlowError> {
    let Some(schedule) = &policy.schedule else {
        let hour = now.seconds_since(Instant::from_second(0).unwrap_or(now)).rem_euclid(3_600);
        return Ok(now.whole_second().plus_seconds(-hour));
    };
    let zone =
        policy.time_zone().map_err(|error| FlowError::new("bad_policy", error.to_string()).at("/policy/zone"))?;
    let slots = schedule.slots(&zone, now.plus_seconds(-LOOK_BACK), now.plus_seconds(1));
    slots.map(|slot| slot.at).filter(|at| *at <= now).last().ok_or_else(|| {
        let message = format!(
            "the policy's schedule has no slot in the {} days before {now}: it has not begun, or is over; name the `slot` that is to be taken all the same",
            LOOK_BACK / 86_400
        );
        FlowError::new("no_slot", message).at("/policy/schedule")
    })
}

fn named_disk(text: &str, subscription: &str, place: impl Fn() -> String) -> Result<ResourceId, FlowError> {
    let id = id_of(text, ResourceKind::Disk, &place)?;
    if id.subscription().eq_ignore_ascii_case(subscription) {
        return Ok(id);
    }
    let message = format!("`{id}` is not in subscription `{subscription}`; a run is for the disks of one subscription");
    Err(FlowError::new("bad_id", message).at(place()))
}
