//! Immutability policies of snapshots (M1 to M3): set, extended, locked, shortened by the privileged, and what they
//! forbid.
//!
//! `updateImmutabilityPolicy` sets an `Unlocked` policy or makes it longer. `updateImmutabilityPolicyLock` may lock,
//! shorten and with 0 days end it; a locked one that is active only grows. Days count from the service's own start,
//! which an active policy keeps and an expired one gets anew.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::body;
use crate::budgets;
use crate::emulator::{Asked, Emulator};
use crate::operations::Effect;
use crate::reads;
use crate::refusal::{Answer, Refusal};
use crate::stored::{Key, Stored};
use crate::target::Place;
use crate::times;

const MEMBER: &str = "immutabilityPolicy";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
enum Kind {
    Unlocked,
    Locked,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Wanted {
    immutability_duration_days: u32,
    #[serde(rename = "type")]
    kind: Kind,
}

/// What a snapshot's policy says.
#[derive(Clone, Copy, Debug)]
struct Policy {
    locked: bool,
    days: u64,
    start: Timestamp,
    ends: Timestamp,
}

impl Policy {
    fn of(stored: &Stored) -> Option<Self> {
        let policy = stored.property(MEMBER)?;
        let instant = |member: &str| policy.get(member)?.as_str()?.parse().ok();
        Some(Self {
            locked: policy.get("type").and_then(Value::as_str) == Some("Locked"),
            days: policy.get("immutabilityDurationDays").and_then(Value::as_u64).unwrap_or(0),
            start: instant("policyStartTime").unwrap_or(Timestamp::UNIX_EPOCH),
            ends: instant("policyExpirationTime")?,
        })
    }

    /// The policy as long as it forbids anything.
    fn active(stored: &Stored, now: Timestamp) -> Option<Self> {
        Self::of(stored).filter(|policy| now < policy.ends)
    }
}

impl Emulator {
    pub(crate) fn immutability(&mut self, asked: &Asked<'_>, place: &Place, privileged: bool) -> Answer {
        self.charge(&place.subscription, budgets::UPDATE, asked.now)?;
        if asked.version.as_str() < "2026-03-02" {
            let message =
                format!("The action is not there in api-version '{}'; it came with 2026-03-02.", asked.version);
            return Err(Refusal::new(400, "InvalidApiVersionParameter", message));
        }
        let wanted: Wanted =
            serde_json::from_value(Value::Object(body::object(&asked.request.body)?)).map_err(|error| {
                Refusal::parameter("immutabilityPolicyData", format!("The policy is invalid: {error}."))
            })?;
        let Some(stored) = self.state.resources.get_mut(&Key::of(place)) else {
            return Err(reads::resource_not_found(place));
        };
        let active = Policy::active(stored, asked.now);
        check_change(wanted, active, privileged)?;
        let start = active.map_or(asked.now, |policy| policy.start);
        write(stored, wanted, start);
        stored.set_property("provisioningState", json!("Updating"));
        let region = stored.location().to_owned();
        Ok(self.accept(asked, &region, Effect::Put(place.clone()), None))
    }

    /// Gives a snapshot a policy from `since` on, as if that had been done long ago. `false` when there is no such
    /// snapshot.
    pub fn protect(&mut self, snapshot_id: &str, days: u32, locked: bool, since: Timestamp) -> bool {
        let place = Place::of_id(snapshot_id);
        let Some(stored) = place.and_then(|place| self.state.resources.get_mut(&Key::of(&place))) else { return false };
        let kind = if locked { Kind::Locked } else { Kind::Unlocked };
        write(stored, Wanted { immutability_duration_days: days, kind }, since);
        true
    }
}

fn check_change(wanted: Wanted, active: Option<Policy>, privileged: bool) -> Answer<()> {
    let days = u64::from(wanted.immutability_duration_days);
    if !privileged && (wanted.kind == Kind::Locked || days == 0) {
        let message = "updateImmutabilityPolicy sets an Unlocked policy of at least 1 day; \
                       updateImmutabilityPolicyLock does the rest.";
        return Err(Refusal::parameter("immutabilityPolicyData.type", message));
    }
    if wanted.kind == Kind::Locked && days == 0 {
        let message = "A Locked policy has at least 1 day.";
        return Err(Refusal::parameter("immutabilityPolicyData.immutabilityDurationDays", message));
    }
    let refuse = |message: &str| Err(Refusal::new(409, "ImmutabilityPolicyChangeNotAllowed", message));
    match active {
        Some(policy) if policy.locked && !privileged => refuse("The immutability policy is locked."),
        Some(policy) if policy.locked && wanted.kind == Kind::Unlocked => {
            refuse("A locked immutability policy cannot be unlocked before it expires.")
        }
        Some(policy) if days < policy.days && (policy.locked || !privileged) => {
            refuse("The duration of the immutability policy can only be made longer.")
        }
        _ => Ok(()),
    }
}

fn write(stored: &mut Stored, wanted: Wanted, start: Timestamp) {
    let days = wanted.immutability_duration_days;
    let length = SignedDuration::from_hours(i64::from(days).saturating_mul(24));
    let ends = start.saturating_add(length).unwrap_or(Timestamp::MAX);
    let policy = json!({
        "type": if wanted.kind == Kind::Locked { "Locked" } else { "Unlocked" },
        "immutabilityDurationDays": days,
        "policyStartTime": times::wire(start, false),
        "policyExpirationTime": times::wire(ends, false),
    });
    stored.set_property(MEMBER, policy);
}

/// Refuses to delete what is protected (M3), whatever the api-version of the request.
pub(crate) fn check(stored: &Stored, now: Timestamp) -> Answer<()> {
    let Some(policy) = Policy::active(stored, now) else { return Ok(()) };
    let message = format!(
        "Snapshot '{}' cannot be deleted: its immutability policy is active until {}.",
        stored.place.name,
        times::wire(policy.ends, false)
    );
    Err(Refusal::not_allowed(message))
}

/// Tells in the body a caller sees whether the policy has expired (M2).
pub(crate) fn show(properties: &mut Map<String, Value>, now: Timestamp) {
    let Some(Value::Object(policy)) = properties.get_mut(MEMBER) else { return };
    let ends: Option<Timestamp> =
        policy.get("policyExpirationTime").and_then(Value::as_str).and_then(|text| text.parse().ok());
    if let Some(ends) = ends {
        policy.insert("isPolicyExpired".to_owned(), json!(now >= ends));
    }
}
