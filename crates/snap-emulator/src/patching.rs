//! PATCH: the members that may change on their own (A21), and the rules they are held to.

use serde_json::{Map, Value, json};

use crate::body;
use crate::budgets;
use crate::emulator::{Asked, Emulator};
use crate::encryption;
use crate::operations::Effect;
use crate::reads;
use crate::refusal::{Answer, Refusal};
use crate::rules;
use crate::stored::Key;
use crate::target::{Kind, Place};
use crate::writes;

const SHARED: [&str; 10] = [
    "diskSizeGB",
    "encryption",
    "encryptionSettingsCollection",
    "networkAccessPolicy",
    "diskAccessId",
    "publicNetworkAccess",
    "dataAccessAuthMode",
    "supportedCapabilities",
    "osType",
    "supportsHibernation",
];
const DISK_ONLY: [&str; 10] = [
    "diskIOPSReadWrite",
    "diskMBpsReadWrite",
    "diskIOPSReadOnly",
    "diskMBpsReadOnly",
    "maxShares",
    "tier",
    "burstingEnabled",
    "purchasePlan",
    "optimizedForFrequentAttach",
    "availabilityPolicy",
];

/// A PATCH body, checked member by member.
struct Patch {
    tags: Option<Map<String, Value>>,
    sku: Option<String>,
    properties: Map<String, Value>,
}

impl Patch {
    fn read(kind: Kind, bytes: &[u8], notes: &mut Vec<String>) -> Answer<Self> {
        let mut members = body::object(bytes)?;
        body::known("", &mut members, &[&["tags", "sku", "properties"]], &[], notes)?;
        let mut properties = body::take_object(&mut members, "properties", "properties")?.unwrap_or_default();
        let own: &[&str] = if kind == Kind::Disk { &DISK_ONLY } else { &[] };
        body::known("properties.", &mut properties, &[&SHARED, own], &[], notes)?;
        let mut sku = body::take_object(&mut members, "sku", "sku")?.unwrap_or_default();
        body::known("sku.", &mut sku, &[&["name"]], &["tier"], notes)?;
        let tags = body::take_object(&mut members, "tags", "tags")?;
        tags.as_ref().map(rules::check_tags).transpose()?;
        Ok(Self { tags, sku: body::take_text(&mut sku, "name", "sku.name")?, properties })
    }
}

impl Emulator {
    pub(crate) fn patch(&mut self, asked: &Asked<'_>, place: &Place) -> Answer {
        self.charge(&place.subscription, budgets::UPDATE, asked.now)?;
        let patch = Patch::read(place.kind, &asked.request.body, &mut self.notes)?;
        let size = body::whole(patch.properties.get("diskSizeGB"), "properties.diskSizeGB")?;
        let Some(held) = self.state.find(place) else { return Err(reads::resource_not_found(place)) };
        rules::check_network(&patch.properties, held.text("diskAccessId").is_some())?;
        if let (Some(sku), Kind::Snapshot) = (&patch.sku, place.kind) {
            rules::check_snapshot_sku(held.is_incremental(), sku)?;
        }
        encryption::check_change(&self.state, &patch.properties, held, asked.now)?;
        if let Some(size) = size {
            self.resize(place, size, asked)?;
        }
        let Some(held) = self.state.resources.get_mut(&Key::of(place)) else {
            return Err(reads::resource_not_found(place));
        };
        if let Some(tags) = patch.tags {
            held.body.insert("tags".to_owned(), Value::Object(tags));
        }
        if let Some(sku) = &patch.sku {
            held.body.insert("sku".to_owned(), writes::sku_body(sku));
        }
        for (member, value) in patch.properties.into_iter().filter(|(member, _)| member != "diskSizeGB") {
            held.set_property(&member, value);
        }
        held.set_property("provisioningState", json!("Updating"));
        let (region, accepted) = (held.location().to_owned(), writes::bare_body(held));
        Ok(self.accept(asked, &region, Effect::Put(place.clone()), Some(&accepted)))
    }

    /// Disks and full snapshots grow; an incremental snapshot keeps the size of its source.
    fn resize(&mut self, place: &Place, size: u64, asked: &Asked<'_>) -> Answer<()> {
        let held = self.state.find(place);
        let fixed = held.is_some_and(|held| held.is_incremental());
        let have = held.and_then(|held| held.property("diskSizeGB")).and_then(Value::as_u64);
        if fixed && have != Some(size) {
            let message = "Changing property 'diskSizeGB' is not allowed.";
            return Err(Refusal::new(409, "PropertyChangeNotAllowed", message));
        }
        self.grow(place, size, asked)
    }
}
