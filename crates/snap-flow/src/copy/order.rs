//! The request of a copy flow, checked before the first call.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use snap_arm::request::{Listed, Requests, check_group, check_subscription};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::tags::{self, Tags};

use crate::contract::FlowError;
use crate::create::order::{sku_of, users_tags};
use crate::intent::{self, Common, DEFAULT_TIMEOUT, To, id_of, label, needs_version, refused_at};
use crate::json;
use crate::pages::Source;
use crate::survey::Want;

/// The request as it came: what is saved.
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
    #[serde(default, deserialize_with = "json::or_default")]
    snapshots: Vec<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    disks: Vec<String>,
    to: To,
    #[serde(default)]
    tags: Option<Tags>,
    #[serde(default)]
    sku: Option<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    enhanced: bool,
    #[serde(default, deserialize_with = "json::or_default")]
    what_if: bool,
}

/// A checked request.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) intent: Intent,
    pub(super) asked: Asked,
    pub(super) location: String,
    pub(super) group: String,
    /// Where the copies go; the sources' own, when none is named and they have one.
    pub(super) subscription: String,
    /// The user's, and the policy's where one is named.
    tags: Tags,
    pub(super) sku: Option<&'static str>,
    pub(super) enhanced: bool,
    pub(super) what_if: bool,
    pub(super) timeout: u64,
    pub(super) parallel: usize,
}

/// What is to be copied.
#[derive(Debug)]
pub(super) enum Asked {
    Disks(Vec<ResourceId>),
    Snapshots(Vec<ResourceId>),
}

impl Order {
    /// Reads and checks a request.
    pub(super) fn read(request: &[u8]) -> Result<(Self, Requests), FlowError> {
        let intent: Intent = json::read(request, "bad_request")?;
        let common = Common { endpoint: &intent.endpoint, api_version: intent.api_version.as_deref() };
        let requests = common.requests()?;
        // X5, A11
        needs_version(&requests, "2021-04-01", "copies of snapshots")?;
        if intent.enhanced {
            needs_version(&requests, "2023-10-02", "enhanced copy speed")?;
        }
        let asked = asked_of(&intent)?;
        check_group(&intent.to.resource_group).map_err(refused_at(|| "/to/resourceGroup".to_owned()))?;
        if snap_core::model::location_key(&intent.to.location).is_empty() {
            let message = "name the region that the copies go to, such as `northeurope`";
            return Err(FlowError::new("bad_location", message).at("/to/location"));
        }
        let mut tags = users_tags(intent.tags.as_ref())?;
        label(&intent.call_id, "callId")?;
        if let Some(policy) = &intent.policy_id {
            tags.set(tags::POLICY, &label(policy, "policyId")?);
        }
        check_tags(&tags, intent.policy_id.as_deref().unwrap_or(&intent.call_id))?;
        let order = Self {
            subscription: subscription_of(&intent, &asked)?,
            location: intent.to.location.clone(),
            group: intent.to.resource_group.clone(),
            sku: sku_of(intent.sku.as_deref())?,
            enhanced: intent.enhanced,
            what_if: intent.what_if,
            timeout: intent::timeout(intent.timeout_seconds, DEFAULT_TIMEOUT, "timeoutSeconds")?,
            parallel: intent::parallel(intent.parallel)?,
            tags,
            asked,
            intent,
        };
        Ok((order, requests))
    }

    /// What is read first: disks and snapshots of the sources' subscriptions, and the snapshots where the copies go.
    pub(super) fn wants(&self) -> Vec<Want> {
        let list = |listed, subscription: &str| {
            Want::List(Source::Resources { listed, subscription: subscription.to_owned(), group: None })
        };
        let mut sources: BTreeSet<String> =
            self.asked.ids().iter().map(|id| id.subscription().to_lowercase()).collect();
        let disks = sources.iter().map(|subscription| list(Listed::Disks, subscription)).collect::<Vec<_>>();
        sources.insert(self.subscription.to_lowercase());
        disks.into_iter().chain(sources.iter().map(|subscription| list(Listed::Snapshots, subscription))).collect()
    }

    /// The tags of a copy: its source's policy unless another is named, and the instant that it holds. The call is told only
    /// where no policy is, as it is of what is taken: the same run once more would make the same copy.
    pub(super) fn tags(&self, source: &Tags, point: Option<Instant>) -> Tags {
        let mut all = self.tags.clone();
        match source.get(tags::POLICY) {
            _ if all.get(tags::POLICY).is_some() => {}
            Some(policy) => all.set(tags::POLICY, policy),
            None => all.set(tags::CALL, &self.intent.call_id),
        }
        if let Some(point) = point {
            all.set(tags::POINT, &point.to_string());
        }
        all
    }
}

impl Asked {
    pub(super) fn ids(&self) -> &[ResourceId] {
        match self {
            Self::Disks(ids) | Self::Snapshots(ids) => ids,
        }
    }
}

/// There has to be room for what each copy carries besides: whose it is, and its instant.
fn check_tags(tags: &Tags, whose: &str) -> Result<(), FlowError> {
    let mut all = tags.clone();
    all.set(tags::POLICY, whose);
    all.set(tags::POINT, "");
    all.check().map_err(|e| FlowError::new("bad_tags", format!("{e}; Snapline adds some of its own")).at("tags"))
}

fn asked_of(intent: &Intent) -> Result<Asked, FlowError> {
    let read = |texts: &[String], kind, member: &str| {
        let mut seen = BTreeSet::new();
        let ids = texts.iter().enumerate().map(|(at, text)| id_of(text, kind, || format!("/{member}/{at}")));
        let ids: Result<Vec<ResourceId>, FlowError> = ids.collect();
        Ok::<_, FlowError>(ids?.into_iter().filter(|id| seen.insert(id.key().to_owned())).collect())
    };
    match (intent.disks.is_empty(), intent.snapshots.is_empty()) {
        (false, true) => Ok(Asked::Disks(read(&intent.disks, ResourceKind::Disk, "disks")?)),
        (true, false) => Ok(Asked::Snapshots(read(&intent.snapshots, ResourceKind::Snapshot, "snapshots")?)),
        (true, true) => {
            let message = "neither `disks` nor `snapshots` says what to copy";
            Err(FlowError::new("nothing_to_copy", message).at("disks"))
        }
        (false, false) => {
            let message = "`disks` and `snapshots` are both given; name one of them";
            Err(FlowError::new("bad_request", message).at("snapshots"))
        }
    }
}

fn subscription_of(intent: &Intent, asked: &Asked) -> Result<String, FlowError> {
    if let Some(named) = &intent.to.subscription_id {
        check_subscription(named).map_err(refused_at(|| "/to/subscriptionId".to_owned()))?;
        return Ok(named.clone());
    }
    let mut own = asked.ids().iter().map(ResourceId::subscription);
    let first = own.next().unwrap_or_default();
    if own.any(|other| !other.eq_ignore_ascii_case(first)) {
        let message = "the sources lie in more than one subscription; name the one that the copies go to";
        return Err(FlowError::new("missing_member", message).at("/to/subscriptionId"));
    }
    Ok(first.to_owned())
}
