//! The tree that all formats print: what is to be taken.

use std::collections::BTreeMap;
use std::fmt;

use snap_arm::request::{ApiVersion, check_group, check_id};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::model::{DiskKind, location_key};
use snap_core::name::NameTemplate;
use snap_core::say::Sentence;
use snap_core::tags::{self, Tags};
use snap_core::unit::UnitDisk;

use crate::quote;

/// One snapshot that is to be taken.
#[derive(Debug, Clone)]
pub struct Take {
    /// The disk.
    pub disk: ResourceId,
    /// F3: which life of the disk it is of; `None` where the inventory does not say.
    pub unique_id: Option<String>,
    /// The disk's own region (R4), as ids of regions are written: `westeurope`.
    pub location: String,
    /// What the disk is made of, where known.
    pub kind: Option<DiskKind>,
    /// The snapshot's id: in the disk's subscription (R3), under a name by A61.
    pub snapshot: ResourceId,
}

/// For whom snapshots are taken: what goes into the tags that carry the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A policy, by its id (tag `snapline-policy`).
    Policy(String),
    /// A call, by its id (tag `snapline-call`).
    Call(String),
}

impl Owner {
    /// The tag's name and its value.
    pub(crate) fn tag(&self) -> (&'static str, &str) {
        match self {
            Self::Policy(id) => (tags::POLICY, id),
            Self::Call(id) => (tags::CALL, id),
        }
    }
}

/// A policy as comments and the runbook show it.
#[derive(Debug, Clone)]
pub struct PolicyText {
    /// The policy as it was read, whole, in JSON.
    pub json: String,
    /// The hash that `plan` gives for it at the same moment.
    pub hash: String,
}

/// What is to be taken, at which slot, under which tags.
#[derive(Debug, Clone)]
pub struct Plan {
    /// When the export was made.
    pub now: Instant,
    /// The moment that the snapshots stand for.
    pub slot: Instant,
    /// For whom.
    pub owner: Owner,
    /// The policy, where one was given.
    pub policy: Option<PolicyText>,
    /// All tags of every snapshot, Snapline's own included.
    pub tags: Tags,
    /// A version that was published (X4).
    pub version: ApiVersion,
    /// The snapshots, by subscription, group and name, without case.
    pub takes: Vec<Take>,
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportError {
    /// The inventory does not say where the disk is.
    NoLocation(String),
    /// The id is none that the service gives.
    BadId(String, String),
    /// The group for the snapshots is none (A62).
    BadGroup(String),
    /// No name can be made.
    BadName(String),
    /// Two snapshots would have one name.
    NameTwice(String, String, String),
    /// Tags that cannot be written.
    BadTags(String),
    /// More slots than a calendar may have.
    TooManySlots(usize),
}

snap_core::sentences! {
    /// Why there is no plan.
    pub(crate) const REFUSALS;
    refuse_location(disk: Name) =
        "the region of `{disk}` is not known, so no snapshot of it can be planned (R4); load a list of disks that has it";
    refuse_disk_id(disk: Name, why: Text) = "`{disk}` cannot be exported: {why}";
    refuse_name_twice(first: Name, second: Name, snapshot: Name) =
        "`{first}` and `{second}` would both get the snapshot `{snapshot}`; give them apart, or another `template`";
    refuse_too_many_slots(most: Count) = "the calendar would have more than {most} entries; end it earlier with `until`";
}

impl std::error::Error for ExportError {}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl ExportError {
    /// For a person.
    pub fn said(&self) -> Sentence {
        match self {
            Self::NoLocation(disk) => refuse_location(disk),
            Self::BadId(disk, why) => refuse_disk_id(disk, why),
            Self::BadGroup(why) | Self::BadName(why) | Self::BadTags(why) => why.as_str().into(),
            Self::NameTwice(first, second, snapshot) => refuse_name_twice(first, second, snapshot),
            Self::TooManySlots(most) => refuse_too_many_slots(*most),
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoLocation(_) => "location_unknown",
            Self::BadId(..) => "bad_id",
            Self::BadGroup(_) => "bad_resource_group",
            Self::BadName(_) => "bad_name",
            Self::NameTwice(..) => "name_twice",
            Self::BadTags(_) => "bad_tags",
            Self::TooManySlots(_) => "too_many_slots",
        }
    }

    /// What it is about.
    pub fn target(&self) -> Option<&str> {
        match self {
            Self::NoLocation(id) | Self::BadId(id, _) | Self::NameTwice(id, ..) => Some(id),
            Self::BadGroup(_) => Some("snapshotResourceGroup"),
            Self::BadTags(_) => Some("tags"),
            Self::TooManySlots(_) => Some("until"),
            Self::BadName(_) => Some("template"),
        }
    }
}

impl Plan {
    /// An empty plan at `slot`; `own` are the user's tags, checked, to which those that carry the key are added.
    ///
    /// # Errors
    /// [`ExportError::BadTags`]: by A63, a name of Snapline's own, or a NUL, which no script can hold.
    pub fn new(
        now: Instant,
        slot: Instant,
        owner: Owner,
        policy: Option<PolicyText>,
        own: Tags,
    ) -> Result<Self, ExportError> {
        let refuse = |error: &dyn ToString| ExportError::BadTags(error.to_string());
        own.check_users().map_err(|error| refuse(&error))?;
        if let Some((name, _)) = own.iter().find(|(_, value)| value.contains('\0')) {
            return Err(refuse(&format!("the value of tag `{name}` holds a NUL, which no script can say")));
        }
        let mut tags = own;
        let (name, value) = owner.tag();
        tags.set(name, value);
        tags.set(tags::SLOT, &slot.to_string());
        tags.check().map_err(|error| refuse(&format!("{error}; Snapline adds two of its own")))?;
        Ok(Self { now, slot, owner, policy, tags, version: ApiVersion::default(), takes: Vec::new() })
    }

    /// Adds the snapshot of one disk, in `group` or else beside it. A source that is no disk is left out.
    ///
    /// # Errors
    /// When the disk's region is not known, a name cannot be made or is taken by another disk of the plan.
    pub fn add(
        &mut self,
        disk: &UnitDisk<'_>,
        template: &NameTemplate,
        group: Option<&str>,
    ) -> Result<(), ExportError> {
        let Some(id) = disk.id else { return Ok(()) };
        let bad_id = |error: &dyn ToString| ExportError::BadId(id.as_str().to_owned(), error.to_string());
        check_id(id).map_err(|error| bad_id(&error))?;
        let group = group.unwrap_or(id.group());
        check_group(group).map_err(|error| ExportError::BadGroup(error.to_string()))?;
        let location = disk.location.map(location_key).filter(|key| !key.is_empty());
        let location = location.ok_or_else(|| ExportError::NoLocation(id.as_str().to_owned()))?;
        let made = template.make_in(group, id, self.slot).map_err(|error| ExportError::BadName(error.to_string()))?;
        let snapshot = ResourceId::new(ResourceKind::Snapshot, id.subscription(), group, made.name.as_str())
            .map_err(|error| bad_id(&error))?;
        let unique_id = disk.unique_id.map(str::to_owned);
        match self.takes.binary_search_by(|take| take.snapshot.cmp(&snapshot)) {
            Ok(at) => {
                let other = self.takes.get(at).map_or_else(String::new, |take| take.disk.as_str().to_owned());
                Err(ExportError::NameTwice(id.as_str().to_owned(), other, snapshot.name().to_owned()))
            }
            Err(at) => {
                self.takes.insert(at, Take { disk: id.clone(), unique_id, location, kind: disk.kind, snapshot });
                Ok(())
            }
        }
    }

    /// The snapshots group by group, in order; groups and subscriptions compare without case (A60).
    pub(crate) fn groups(&self) -> Vec<Vec<&Take>> {
        let mut groups: BTreeMap<(&str, &str), Vec<&Take>> = BTreeMap::new();
        for take in &self.takes {
            groups.entry(take.snapshot.place_keys()).or_default().push(take);
        }
        groups.into_values().collect()
    }

    /// The subscriptions, each once, in order.
    pub(crate) fn subscriptions(&self) -> Vec<&str> {
        let all = self.takes.iter().map(|take| (take.snapshot.place_keys().0, take.snapshot.subscription()));
        all.collect::<BTreeMap<_, _>>().into_values().collect()
    }

    /// What every file says at its top: what it is, of when, of which policy.
    pub(crate) fn heading(&self) -> Vec<String> {
        let mut lines = vec![
            format!("Made by Snapline on {}: takes and lists, never deletes.", self.now),
            format!("Each snapshot stands for {}.", self.slot),
        ];
        if let (Owner::Policy(id), Some(policy)) = (&self.owner, &self.policy) {
            lines.push(format!("Policy {}, plan {}.", quote::comment(id), policy.hash));
        }
        lines
    }
}
