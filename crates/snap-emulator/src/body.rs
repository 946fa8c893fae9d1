//! Request bodies: read strictly, so that nothing a client sends is dropped in silence.

use serde_json::{Map, Value};

use crate::refusal::{Answer, Refusal};
use crate::rules;
use crate::target::Kind;

/// Members of a whole resource that callers may set.
const TOP: [&str; 6] = ["location", "tags", "sku", "properties", "extendedLocation", "zones"];
/// Members the service alone sets: taken without complaint, without effect, and noted in the journal.
const TOP_READ_ONLY: [&str; 6] = ["id", "name", "type", "managedBy", "managedByExtended", "systemData"];

const SHARED: [&str; 15] = [
    "osType",
    "hyperVGeneration",
    "purchasePlan",
    "supportedCapabilities",
    "creationData",
    "diskSizeGB",
    "encryptionSettingsCollection",
    "encryption",
    "networkAccessPolicy",
    "diskAccessId",
    "securityProfile",
    "supportsHibernation",
    "publicNetworkAccess",
    "dataAccessAuthMode",
    "incremental",
];
const DISK_ONLY: [&str; 9] = [
    "diskIOPSReadWrite",
    "diskMBpsReadWrite",
    "diskIOPSReadOnly",
    "diskMBpsReadOnly",
    "maxShares",
    "tier",
    "burstingEnabled",
    "availabilityPolicy",
    "optimizedForFrequentAttach",
];
const READ_ONLY: [&str; 14] = [
    "timeCreated",
    "provisioningState",
    "uniqueId",
    "diskSizeBytes",
    "diskState",
    "incrementalSnapshotFamilyId",
    "snapshotAccessState",
    "immutabilityPolicy",
    "completionPercent",
    "copyCompletionError",
    "burstingEnabledTime",
    "propertyUpdatesInProgress",
    "shareInfo",
    "LastOwnershipUpdateTime",
];
const CREATION: [&str; 6] = [
    "createOption",
    "sourceResourceId",
    "sourceUri",
    "logicalSectorSize",
    "provisionedBandwidthCopySpeed",
    "instantAccessDurationMinutes",
];

/// A PUT body, checked member by member; members with the value `null` count as absent.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) location: String,
    pub(crate) tags: Option<Map<String, Value>>,
    pub(crate) sku: Option<String>,
    /// Members beside these that are stored and shown as they came.
    pub(crate) others: Map<String, Value>,
    /// Everything under `properties` but `creationData`.
    pub(crate) properties: Map<String, Value>,
    pub(crate) creation: Map<String, Value>,
}

impl Wish {
    /// Reads a PUT body; read-only members go to `notes`.
    pub(crate) fn read(kind: Kind, bytes: &[u8], notes: &mut Vec<String>) -> Answer<Self> {
        let mut body = object(bytes)?;
        known("", &mut body, &[&TOP], &TOP_READ_ONLY, notes)?;
        let mut properties = take_object(&mut body, "properties", "properties")?.unwrap_or_default();
        let own: &[&str] = if kind == Kind::Disk { &DISK_ONLY } else { &[] };
        known("properties.", &mut properties, &[&SHARED, own], &READ_ONLY, notes)?;
        let mut creation = take_object(&mut properties, "creationData", "properties.creationData")?.unwrap_or_default();
        known("properties.creationData.", &mut creation, &[&CREATION], &["sourceUniqueId"], notes)?;
        rules::check_network(&properties, false)?;
        let mut sku = take_object(&mut body, "sku", "sku")?.unwrap_or_default();
        known("sku.", &mut sku, &[&["name"]], &["tier"], notes)?;
        Ok(Self {
            location: take_text(&mut body, "location", "location")?.ok_or_else(|| required("location"))?,
            tags: take_object(&mut body, "tags", "tags")?,
            sku: take_text(&mut sku, "name", "sku.name")?,
            others: body,
            properties,
            creation,
        })
    }

    /// A member of `creationData` that must be text.
    pub(crate) fn creation_text(&self, member: &str) -> Answer<Option<&str>> {
        text(self.creation.get(member), &format!("properties.creationData.{member}"))
    }

    /// A member of `properties` that must be a whole number of at least 1.
    pub(crate) fn whole(&self, member: &str) -> Answer<Option<u64>> {
        whole(self.properties.get(member), &format!("properties.{member}"))
    }

    /// The `createOption`, which must be there (A45).
    pub(crate) fn create_option(&self) -> Answer<&str> {
        self.creation_text("createOption")?.ok_or_else(|| required("properties.creationData.createOption"))
    }

    /// `incremental` as a boolean. Text is refused: a client of ours sends none (X8).
    pub(crate) fn incremental(&self) -> Answer<bool> {
        match self.properties.get("incremental") {
            None => Ok(false),
            Some(Value::Bool(wanted)) => Ok(*wanted),
            Some(_) => Err(wrong_type("properties.incremental", "a boolean")),
        }
    }
}

/// A whole number of at least 1, if the member is there.
pub(crate) fn whole(value: Option<&Value>, target: &str) -> Answer<Option<u64>> {
    match value {
        None => Ok(None),
        Some(value) => match value.as_u64() {
            Some(number) if number >= 1 => Ok(Some(number)),
            _ => Err(Refusal::parameter(target, format!("The value of parameter {target} is invalid."))),
        },
    }
}

/// A request body that is a JSON object; members with the value `null` count as absent.
pub(crate) fn object(bytes: &[u8]) -> Answer<Map<String, Value>> {
    let invalid = |reason: String| {
        let message = format!("The request content was invalid and could not be deserialized: '{reason}'.");
        Refusal::new(400, "InvalidRequestContent", message)
    };
    match serde_json::from_slice(bytes).map_err(|error| invalid(error.to_string()))? {
        Value::Object(body) => Ok(without_nulls(body)),
        _ => Err(invalid("an object was expected".to_owned())),
    }
}

fn without_nulls(body: Map<String, Value>) -> Map<String, Value> {
    body.into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| match value {
            Value::Object(inner) => (name, Value::Object(without_nulls(inner))),
            other => (name, other),
        })
        .collect()
}

/// Refuses members that are not `writable`; those that the service sets are dropped and noted.
pub(crate) fn known(
    place: &str,
    body: &mut Map<String, Value>,
    writable: &[&[&str]],
    read_only: &[&str],
    notes: &mut Vec<String>,
) -> Answer<()> {
    for member in body.keys() {
        if read_only.contains(&member.as_str()) {
            notes.push(format!("ignored the read-only member `{place}{member}`"));
        } else if !writable.iter().any(|list| list.contains(&member.as_str())) {
            let message = format!("Could not find member '{member}' on the resource. Path '{place}{member}'.");
            return Err(Refusal::parameter(&format!("{place}{member}"), message));
        }
    }
    body.retain(|member, _| !read_only.contains(&member.as_str()));
    Ok(())
}

pub(crate) fn take_object(
    body: &mut Map<String, Value>,
    member: &str,
    target: &str,
) -> Answer<Option<Map<String, Value>>> {
    match body.remove(member) {
        None => Ok(None),
        Some(Value::Object(inner)) => Ok(Some(inner)),
        Some(_) => Err(wrong_type(target, "an object")),
    }
}

pub(crate) fn take_text(body: &mut Map<String, Value>, member: &str, target: &str) -> Answer<Option<String>> {
    let value = body.remove(member);
    Ok(text(value.as_ref(), target)?.map(str::to_owned))
}

fn text<'a>(value: Option<&'a Value>, target: &str) -> Answer<Option<&'a str>> {
    match value {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(wrong_type(target, "text")),
    }
}

pub(crate) fn required(target: &str) -> Box<Refusal> {
    Refusal::parameter(target, format!("Required parameter '{target}' is missing (null)."))
}

fn wrong_type(target: &str, wanted: &str) -> Box<Refusal> {
    Refusal::parameter(target, format!("The value of parameter '{target}' is not {wanted}."))
}
