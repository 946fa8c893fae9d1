//! One stored disk or snapshot, and how it looks to a caller at an instant.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::copying::{Copying, Progress};
use crate::immutability;
use crate::rules;
use crate::target::{Kind, Place};
use crate::times;
use crate::versions;

/// A resource's key: what identifies it, in lower case (A60).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) subscription: String,
    pub(crate) kind: Kind,
    pub(crate) group: String,
    pub(crate) name: String,
}

impl Key {
    pub(crate) fn of(place: &Place) -> Self {
        Self {
            subscription: place.subscription.to_lowercase(),
            kind: place.kind,
            group: place.group.to_lowercase(),
            name: place.name.to_lowercase(),
        }
    }
}

/// How the group is written in the ids of a reply: the service does it differently from call to call (A60).
#[derive(Clone, Copy, Debug)]
pub(crate) enum GroupCasing<'a> {
    /// As the caller wrote it: single resources and lists of a group.
    Caller(&'a str),
    /// In capitals: lists of a subscription.
    Capitals,
}

/// A stored resource: its body as the service would show it, and what moves by itself.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    /// Where it lies, in the casing it was made with.
    pub(crate) place: Place,
    pub(crate) created: Timestamp,
    pub(crate) body: Map<String, Value>,
    pub(crate) progress: Progress,
}

impl Stored {
    /// A property as text.
    pub(crate) fn text(&self, member: &str) -> Option<&str> {
        self.property(member)?.as_str()
    }

    pub(crate) fn property(&self, member: &str) -> Option<&Value> {
        self.body.get("properties")?.get(member)
    }

    /// A member of `creationData` as text.
    pub(crate) fn creation_text(&self, member: &str) -> Option<&str> {
        self.property("creationData")?.get(member)?.as_str()
    }

    pub(crate) fn set_property(&mut self, member: &str, value: Value) {
        let properties = self.body.entry("properties").or_insert_with(|| json!({}));
        if let Some(properties) = properties.as_object_mut() {
            properties.insert(member.to_owned(), value);
        }
    }

    /// Sets a member of `creationData`, if there is a value.
    pub(crate) fn set_creation(&mut self, member: &str, value: Option<Value>) {
        let creation = self.body.get_mut("properties").and_then(|all| all.get_mut("creationData"));
        if let (Some(Value::Object(creation)), Some(value)) = (creation, value) {
            creation.insert(member.to_owned(), value);
        }
    }

    pub(crate) fn sku(&self) -> Option<&str> {
        self.body.get("sku")?.get("name")?.as_str()
    }

    pub(crate) fn location(&self) -> &str {
        self.body.get("location").and_then(Value::as_str).unwrap_or_default()
    }

    /// Provisioned size in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        let number = |member: &str| self.property(member).and_then(Value::as_u64);
        number("diskSizeBytes").or_else(|| number("diskSizeGB")?.checked_mul(1 << 30)).unwrap_or(0)
    }

    /// Bytes in a sector: 4096, or 512 when nothing else is said (R16).
    pub(crate) fn sector(&self) -> u64 {
        let sector = self.property("creationData").and_then(|data| data.get("logicalSectorSize"));
        if sector.and_then(Value::as_u64) == Some(4096) { 4096 } else { 512 }
    }

    /// Whether its data is all there and its own: not on the way, not stopped for good, not leaning on a disk (R10, I3).
    pub(crate) fn is_whole(&self, now: Timestamp) -> bool {
        let state = self.access_state(now);
        let usable = matches!(state.as_deref(), None | Some("Available" | "AvailableWithInstantAccess"));
        usable && !self.is_pending(now) && self.percent(now).is_none_or(|percent| percent >= 100.0)
    }

    /// What snapshots share between which changes may be asked (F4); F3 where the service did not say. Full snapshots
    /// belong to nothing.
    pub(crate) fn family(&self) -> Option<String> {
        if !self.is_incremental() {
            return None;
        }
        let named = self.text("incrementalSnapshotFamilyId").map(str::to_owned);
        named.or_else(|| {
            let source = self.creation_text("sourceResourceId")?.trim_start_matches('/').to_lowercase();
            Some(format!("{source} {}", self.creation_text("sourceUniqueId")?))
        })
    }

    pub(crate) fn is_incremental(&self) -> bool {
        self.property("incremental").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether snapshots of this disk are filled in the background (R10).
    pub(crate) fn fills_snapshots_in_background(&self) -> bool {
        self.sku().is_some_and(rules::fills_in_background)
    }

    /// Whether its data is still on the way at `now`.
    pub(crate) fn is_pending(&self, now: Timestamp) -> bool {
        match &self.progress {
            Progress::Copying(copying) => copying.pending(now),
            Progress::AsStored => {
                self.property("completionPercent").and_then(Value::as_f64).is_some_and(|percent| percent < 100.0)
                    && self.property("copyCompletionError").is_none()
            }
        }
    }

    fn percent(&self, now: Timestamp) -> Option<f64> {
        match &self.progress {
            Progress::Copying(copying) => Some(copying.percent(now)),
            Progress::AsStored => self.property("completionPercent").and_then(Value::as_f64),
        }
    }

    /// Whether its copy has stopped for good (R18).
    pub(crate) fn has_failed(&self, now: Timestamp) -> bool {
        match &self.progress {
            Progress::Copying(copying) => copying.failed_by(now).is_some(),
            Progress::AsStored => self.property("copyCompletionError").is_some(),
        }
    }

    /// `snapshotAccessState` at `now` (I3): as stored, else worked out for snapshots of Premium SSD v2 and Ultra disks.
    pub(crate) fn access_state(&self, now: Timestamp) -> Option<String> {
        if let Some(state) = self.text("snapshotAccessState") {
            return Some(state.to_owned());
        }
        let Progress::Copying(copying) = &self.progress else { return None };
        if self.place.kind == Kind::Disk || self.creation_text("createOption") != Some("Copy") {
            return None;
        }
        Some(state_word(copying, self.instant_until(), self.text("provisioningState"), now).to_owned())
    }

    fn instant_until(&self) -> Option<Timestamp> {
        let minutes = self.property("creationData")?.get("instantAccessDurationMinutes")?.as_u64()?;
        let seconds = u32::try_from(minutes.saturating_mul(60)).unwrap_or(u32::MAX);
        Some(times::after(self.created, seconds))
    }

    /// The body as a caller sees it at `now` through api-version `version`.
    pub(crate) fn view(&self, casing: GroupCasing<'_>, version: &str, now: Timestamp) -> Value {
        let mut body = self.body.clone();
        if let Some(Value::String(id)) = body.get_mut("id") {
            *id = recase(id, &self.place.group, casing);
        }
        let access_state = self.access_state(now);
        if let Some(properties) = body.get_mut("properties").and_then(Value::as_object_mut) {
            if let Progress::Copying(copying) = &self.progress {
                show_copying(properties, copying, self.place.kind, now);
            }
            if let Some(state) = access_state {
                properties.insert("snapshotAccessState".to_owned(), Value::String(state));
            }
            immutability::show(properties, now);
            versions::restrict(properties, version);
        }
        Value::Object(body)
    }
}

/// What fills shows how far it is. Why it stopped is told of snapshots only: disks have no member for it (R18).
fn show_copying(properties: &mut Map<String, Value>, copying: &Copying, kind: Kind, now: Timestamp) {
    if now < copying.shown_from {
        return;
    }
    properties.insert("completionPercent".to_owned(), json!(copying.percent(now)));
    if let Some(failure) = copying.failed_by(now).filter(|_| kind == Kind::Snapshot) {
        let error = json!({"errorCode": failure.code, "errorMessage": failure.message});
        properties.insert("copyCompletionError".to_owned(), error);
    }
}

fn state_word(
    copying: &Copying,
    instant_until: Option<Timestamp>,
    provisioning: Option<&str>,
    now: Timestamp,
) -> &'static str {
    let instant = instant_until.is_some_and(|until| now < until);
    if copying.failed_by(now).is_some() {
        "Unknown"
    } else if provisioning == Some("Updating") {
        "Pending"
    } else {
        match (copying.pending(now), instant) {
            (true, true) => "InstantAccess",
            (true, false) => "Pending",
            (false, true) => "AvailableWithInstantAccess",
            (false, false) => "Available",
        }
    }
}

/// The same id with its group written as `casing` says; an id that names another group stays as it is.
fn recase(id: &str, group: &str, casing: GroupCasing<'_>) -> String {
    let wanted = match casing {
        GroupCasing::Caller(text) => text.to_owned(),
        GroupCasing::Capitals => group.to_uppercase(),
    };
    let mut after_groups = false;
    let segments: Vec<&str> = id
        .split('/')
        .map(|segment| {
            let is_group = after_groups && segment.to_lowercase() == group.to_lowercase();
            after_groups = segment.eq_ignore_ascii_case("resourceGroups");
            if is_group { wanted.as_str() } else { segment }
        })
        .collect();
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_group_changes_its_casing() {
        let id = "/subscriptions/s/resourceGroups/rg-One/providers/Microsoft.Compute/snapshots/rg-one";
        assert_eq!(
            recase(id, "rg-One", GroupCasing::Capitals),
            "/subscriptions/s/resourceGroups/RG-ONE/providers/Microsoft.Compute/snapshots/rg-one"
        );
        assert_eq!(recase(id, "rg-one", GroupCasing::Caller("RG-one")).matches("RG-one").count(), 1);
        assert_eq!(recase("odd", "rg", GroupCasing::Capitals), "odd");
    }
}
