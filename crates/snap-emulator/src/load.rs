//! Loading: resource bodies as the service shows them go in, and reading gives them back with nothing lost.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::copying::Progress;
use crate::emulator::Emulator;
use crate::stored::Stored;
use crate::target::{Kind, Place};

/// Why a body could not be loaded, or a disk not be written to: a sentence without full stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError(pub(crate) String);

impl std::fmt::Display for LoadError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for LoadError {}

/// Where a body without an id of its own goes.
#[derive(Clone, Copy, Debug)]
pub struct Home<'a> {
    /// Subscription id.
    pub subscription: &'a str,
    /// Resource group.
    pub group: &'a str,
}

/// A fleet file: `{"disks": […], "snapshots": […]}`, both optional, of bodies as the lists give them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FleetFile {
    #[serde(default)]
    disks: Vec<Value>,
    #[serde(default)]
    snapshots: Vec<Value>,
}

impl Emulator {
    /// Loads a disk body and gives the id under which it now lies.
    ///
    /// # Errors
    /// When the body is no object, or has neither a usable `id` nor a `name`.
    pub fn load_disk(&mut self, body: Value, home: Home<'_>, now: Timestamp) -> Result<String, LoadError> {
        self.load(Kind::Disk, body, home, now)
    }

    /// Loads a snapshot body and gives the id under which it now lies.
    ///
    /// # Errors
    /// When the body is no object, or has neither a usable `id` nor a `name`.
    pub fn load_snapshot(&mut self, body: Value, home: Home<'_>, now: Timestamp) -> Result<String, LoadError> {
        self.load(Kind::Snapshot, body, home, now)
    }

    /// Loads a fleet file; gives how many disks and snapshots it held. Nothing is loaded when any of it is bad.
    ///
    /// # Errors
    /// When it is no such file, or one of its bodies cannot be loaded; the message names which.
    pub fn load_fleet(&mut self, text: &[u8], home: Home<'_>, now: Timestamp) -> Result<(usize, usize), LoadError> {
        let unlike = |error: serde_json::Error| LoadError(format!("the fleet file is not as described: {error}"));
        // By way of a map: a struct alone would also be read from an array.
        let members: Map<String, Value> = serde_json::from_slice(text).map_err(unlike)?;
        let file: FleetFile = serde_json::from_value(Value::Object(members)).map_err(unlike)?;
        let counts = (file.disks.len(), file.snapshots.len());
        let mut trial = self.clone();
        for (kind, bodies) in [(Kind::Disk, file.disks), (Kind::Snapshot, file.snapshots)] {
            for (index, body) in bodies.into_iter().enumerate() {
                trial
                    .load(kind, body, home, now)
                    .map_err(|LoadError(reason)| LoadError(format!("{}[{index}]: {reason}", kind.segment())))?;
            }
        }
        *self = trial;
        Ok(counts)
    }

    fn load(&mut self, kind: Kind, body: Value, home: Home<'_>, now: Timestamp) -> Result<String, LoadError> {
        let Value::Object(mut body) = body else {
            return Err(LoadError(format!("a {} body must be a JSON object", kind.type_name())));
        };
        let place = place_of(kind, &body, home)?;
        for (member, value) in crate::snapshots::identity(&place) {
            body.entry(member).or_insert(value);
        }
        body.entry("properties").or_insert_with(|| json!({}));
        let location = body.get("location").and_then(Value::as_str).unwrap_or("westeurope").to_owned();
        self.state.ensure_group(&place.subscription, &place.group, &location);
        let mut stored = Stored { place: place.clone(), created: now, body, progress: Progress::AsStored };
        if let Some(created) = stored.text("timeCreated").and_then(|text| text.parse().ok()) {
            stored.created = created;
        }
        self.adopt_family(&stored);
        self.state.insert(stored.clone());
        if kind == Kind::Disk {
            self.state.contents.assume(&stored);
        }
        Ok(place.id())
    }

    /// Snapshots taken later of the same incarnation join the family that was loaded.
    fn adopt_family(&mut self, stored: &Stored) {
        if let (Some(family), Some(unique)) =
            (stored.text("incrementalSnapshotFamilyId"), stored.creation_text("sourceUniqueId"))
            && stored.creation_text("createOption") == Some("Copy")
        {
            self.state.families.entry(unique.to_owned()).or_insert_with(|| family.to_owned());
        }
    }
}

/// The body's own id where it is one of this kind, with the name of `name`; else its name at home.
fn place_of(kind: Kind, body: &Map<String, Value>, home: Home<'_>) -> Result<Place, LoadError> {
    let text = |member: &str| body.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
    let of_id = text("id").and_then(Place::of_id);
    if let Some(other) = of_id.as_ref().filter(|place| place.kind != kind) {
        return Err(LoadError(format!("`{}` is the id of a {}", other.id(), other.kind.type_name())));
    }
    let name = text("name").map(str::to_owned).or_else(|| of_id.as_ref().map(|place| place.name.clone()));
    let name = name.ok_or_else(|| LoadError("the body has neither a `name` nor a usable `id`".to_owned()))?;
    Ok(match of_id {
        Some(place) => Place { name, ..place },
        None => Place { subscription: home.subscription.to_owned(), group: home.group.to_owned(), kind, name },
    })
}
