//! The request of a prune flow, checked: everything that can be known to fail before the first call is refused here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use snap_arm::request::{Requests, check_subscription};
use snap_core::guard::Owner;
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::retention::{NotOurs, Policy};
use snap_core::tags::Tags;

use crate::contract::FlowError;
use crate::intent::{self, Common, DEFAULT_TIMEOUT, id_of, label, needs_version, refused_at};
use crate::json;

/// How far ahead of this machine's clock a plan may have been made, in seconds: what a clock may be off by.
const AHEAD: i64 = 300;

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
    intent: Why,
    #[serde(default)]
    policy: Option<Box<RawValue>>,
    #[serde(default)]
    planned_at: Option<Instant>,
    drops: Vec<Named>,
    #[serde(default, deserialize_with = "json::or_default")]
    subscriptions: Vec<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    adopt: Vec<String>,
    #[serde(default, deserialize_with = "json::or_default")]
    what_if: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Why {
    Plan,
    Remove,
    Retire,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Named {
    id: String,
    #[serde(default)]
    unique_id: Option<String>,
}

/// A checked request.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) intent: Intent,
    pub(super) purpose: Purpose,
    pub(super) drops: Vec<Drop>,
    /// To be read whole as well, in lower case: where copies of these go to, or came from.
    pub(super) also: BTreeSet<String>,
    pub(super) timeout: u64,
    pub(super) parallel: usize,
    pub(super) what_if: bool,
}

/// Why something is deleted, and what that allows.
#[derive(Debug)]
pub(super) enum Purpose {
    /// A policy drops it, in the plan of then and in the one of now.
    Plan { policy: Box<Policy>, planned_at: Instant },
    /// A person named it.
    Remove { adopt: BTreeSet<ResourceId> },
    /// A person gives its whole unit up.
    Retire,
}

/// A snapshot that is to be deleted.
#[derive(Debug, Clone)]
pub(super) struct Drop {
    pub(super) id: ResourceId,
    /// What it was when that was decided; without it nothing tells it from another of its name.
    pub(super) unique_id: Option<String>,
}

impl Order {
    /// Reads and checks a request.
    pub(super) fn read(request: &[u8]) -> Result<(Self, Requests), FlowError> {
        let intent: Intent = json::read(request, "bad_request")?;
        let common = Common { endpoint: &intent.endpoint, api_version: intent.api_version.as_deref() };
        let requests = common.requests()?;
        // A7: an older version shows no open access link.
        needs_version(&requests, "2020-06-30", "`diskState`, which shows open access links")?;
        label(&intent.call_id, "callId")?;
        let order = Self {
            purpose: purpose_of(&intent)?,
            drops: drops_of(&intent)?,
            also: also(&intent)?,
            timeout: intent::timeout(intent.timeout_seconds, DEFAULT_TIMEOUT, "timeoutSeconds")?,
            parallel: intent::parallel(intent.parallel)?,
            what_if: intent.what_if,
            intent,
        };
        Ok((order, requests))
    }

    /// Why the plan is not carried out at `now`: a code, and the words.
    pub(super) fn outdated(&self, now: Instant) -> Option<(&'static str, String)> {
        let Purpose::Plan { planned_at, .. } = &self.purpose else { return None };
        if planned_at.seconds_since(now) > AHEAD {
            let message =
                format!("The plan was made at {planned_at}, which is after {now}. Set the clock, or plan again.");
            return Some(("plan_in_future", message));
        }
        let most = self.purpose.too_old(*planned_at, now)?;
        Some(("plan_too_old", format!("The plan was made at {planned_at}, longer ago than {most}. Plan again.")))
    }
}

impl Purpose {
    /// How old a policy lets what was decided at `then` be, when it is older than that.
    pub(super) fn too_old(&self, then: Instant, now: Instant) -> Option<String> {
        match self {
            Self::Plan { policy, .. } => {
                let most = &policy.max_plan_age;
                let oldest = policy.time_zone().map(|zone| most.before(now, &zone));
                (!oldest.is_ok_and(|oldest| then >= oldest)).then(|| most.to_string())
            }
            Self::Remove { .. } | Self::Retire => None,
        }
    }

    /// Why a snapshot with these tags may not be deleted as not ours.
    pub(super) fn disowns(&self, id: &ResourceId, tags: &Tags) -> Option<NotOurs> {
        match self {
            Self::Plan { policy, .. } if policy.owned_only => {
                Owner::Policy(&policy.id).disowns(tags).filter(|_| policy.adopt.binary_search(id).is_err())
            }
            Self::Remove { adopt } => Owner::Snapline.disowns(tags).filter(|_| !adopt.contains(id)),
            Self::Plan { .. } | Self::Retire => None,
        }
    }
}

fn purpose_of(intent: &Intent) -> Result<Purpose, FlowError> {
    let refuse = |member, message: &str| Err(FlowError::new("bad_request", message).at(member));
    if intent.intent != Why::Plan {
        if intent.policy.is_some() {
            return refuse("policy", "a policy decides nothing where snapshots are named; leave it out");
        }
        if intent.planned_at.is_some() {
            return refuse("plannedAt", "only a plan has been made at some time; leave it out");
        }
    }
    match intent.intent {
        Why::Plan if !intent.adopt.is_empty() => refuse("adopt", "what a plan adopts stands in its policy"),
        Why::Retire if !intent.adopt.is_empty() => {
            refuse("adopt", "whole families are retired whoever made them; leave it out")
        }
        Why::Plan => {
            let missing = |member| {
                FlowError::new("missing_member", format!("intent `plan` needs the member `{member}`")).at(member)
            };
            let json = intent.policy.as_ref().ok_or_else(|| missing("policy"))?;
            let policy = Policy::from_json(json.get().as_bytes())
                .map_err(|e| FlowError::new("bad_policy", e.to_string()).at(format!("/policy{}", e.pointer())))?;
            let planned_at = intent.planned_at.ok_or_else(|| missing("plannedAt"))?;
            Ok(Purpose::Plan { policy: Box::new(policy), planned_at })
        }
        Why::Remove => {
            let adopt = intent.adopt.iter().enumerate();
            let adopt = adopt.map(|(at, text)| id_of(text, ResourceKind::Snapshot, || format!("/adopt/{at}")));
            Ok(Purpose::Remove { adopt: adopt.collect::<Result<_, _>>()? })
        }
        Why::Retire => Ok(Purpose::Retire),
    }
}

fn also(intent: &Intent) -> Result<BTreeSet<String>, FlowError> {
    let named = intent.subscriptions.iter().enumerate().map(|(at, id)| {
        check_subscription(id).map_err(refused_at(|| format!("subscriptions/{at}")))?;
        Ok(id.to_lowercase())
    });
    named.collect()
}

fn drops_of(intent: &Intent) -> Result<Vec<Drop>, FlowError> {
    let mut seen = BTreeSet::new();
    let mut drops = Vec::with_capacity(intent.drops.len());
    for (at, named) in intent.drops.iter().enumerate() {
        let id = id_of(&named.id, ResourceKind::Snapshot, || format!("/drops/{at}/id"))?;
        if !seen.insert(id.key().to_owned()) {
            let message = format!("`{id}` is named twice");
            return Err(FlowError::new("same_snapshot_twice", message).at(format!("/drops/{at}/id")));
        }
        drops.push(Drop { id, unique_id: named.unique_id.clone().filter(|text| !text.trim().is_empty()) });
    }
    Ok(drops)
}
