//! Writes models in every shape, independently of how they are read.

use serde_json::{Map, Value, json};
use snap_core::model::{Disk, Snapshot};

use super::Resource;

/// All shapes a document may come in, with the shape it must be taken for.
pub(super) const FORMS: [Form; 12] = [
    Form::AzList,
    Form::AzUpper,
    Form::PsFlat,
    Form::PsFlatDates,
    Form::PsNested,
    Form::PsCounted,
    Form::ArmPage,
    Form::GraphData,
    Form::GraphPsData,
    Form::GraphRows,
    Form::CsvComma,
    Form::CsvSemicolon,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    AzList,
    /// As `AzList` with all names in capitals.
    AzUpper,
    PsFlat,
    /// As Windows PowerShell writes dates and texts.
    PsFlatDates,
    PsNested,
    PsCounted,
    ArmPage,
    GraphData,
    GraphPsData,
    GraphRows,
    CsvComma,
    CsvSemicolon,
}

impl Form {
    pub(super) fn shape(self) -> &'static str {
        match self {
            Self::AzList => "az_list",
            Self::AzUpper | Self::PsFlat | Self::PsFlatDates => "az_powershell_flat",
            Self::PsNested | Self::PsCounted => "az_powershell_nested",
            Self::ArmPage => "arm_page",
            _ => "resource_graph",
        }
    }

    /// The document.
    pub(super) fn write(self, resources: &[Resource]) -> String {
        let each = |how: fn(&Resource) -> Value| Value::Array(resources.iter().map(how).collect());
        let many = each(arm).as_array().map_or(0, Vec::len);
        match self {
            Self::AzList => serde_json::to_string_pretty(&each(flat)).unwrap(),
            Self::AzUpper => rename(&each(flat), &str::to_uppercase).to_string(),
            Self::PsFlat => rename(&each(flat), &pascal).to_string(),
            Self::PsFlatDates => dates(&rename(&each(flat), &pascal))
                .to_string()
                .replace("\"\\\\/Date", "\"\\/Date")
                .replace(")\\\\/\"", ")\\/\""),
            Self::PsNested => rename(&each(arm), &pascal).to_string(),
            Self::PsCounted => json!({"value": rename(&each(flat), &pascal), "Count": many}).to_string(),
            Self::ArmPage => json!({"value": each(arm), "nextLink": ""}).to_string(),
            Self::GraphData => {
                json!({"count": many, "data": each(row), "skip_token": null, "total_records": many}).to_string()
            }
            Self::GraphPsData => json!({"SkipToken": null, "Data": each(row)}).to_string(),
            Self::GraphRows => each(row).to_string(),
            Self::CsvComma => csv(&each(row), ','),
            Self::CsvSemicolon => csv(&each(row), ';'),
        }
    }
}

/// As the service writes it (A40 to A59).
pub(super) fn arm(resource: &Resource) -> Value {
    let mut value = match resource {
        Resource::Snapshot(s) => snapshot(s),
        Resource::Disk(d) => disk(d),
    };
    strip_nulls(&mut value);
    value
}

fn snapshot(s: &Snapshot) -> Value {
    json!({
        "id": s.id.as_str(), "name": s.id.name(), "type": "Microsoft.Compute/snapshots", "location": s.location,
        "tags": s.tags, "sku": s.sku.as_ref().map(|sku| json!({"name": sku, "tier": "Standard"})), "managedBy": null,
        "properties": {
            "creationData": {
                "createOption": s.create_option, "sourceResourceId": s.source.as_ref().map(|id| id.as_str()),
                "sourceUniqueId": s.source_unique_id, "logicalSectorSize": s.sector_size,
                "instantAccessDurationMinutes": s.instant_access_minutes, "imageReference": null,
            },
            "incremental": s.incremental, "incrementalSnapshotFamilyId": s.family_id, "uniqueId": s.unique_id,
            "timeCreated": s.time_created, "diskSizeGB": s.size_gb, "diskSizeBytes": s.size_bytes,
            "completionPercent": s.completion_percent, "copyCompletionError": s.copy_error,
            "provisioningState": s.provisioning_state, "diskState": s.disk_state, "snapshotAccessState": s.access_state,
            "encryption": {"type": s.encryption_type, "diskEncryptionSetId": s.disk_encryption_set_id},
            "networkAccessPolicy": s.network_access_policy, "osType": s.os_type, "hyperVGeneration": "V2",
            "immutabilityPolicy": s.immutability, "faultDomain": 0, "supportedCapabilities": {"diskControllerTypes": "SCSI"},
        },
    })
}

fn disk(d: &Disk) -> Value {
    json!({
        "id": d.id.as_str(), "name": d.id.name(), "type": "Microsoft.Compute/disks", "location": d.location,
        "tags": d.tags, "sku": d.sku.as_ref().map(|sku| json!({"name": sku, "tier": "Premium"})),
        "managedBy": d.managed_by, "managedByExtended": d.managed_by_extended, "zones": d.zones,
        "properties": {
            "creationData": {
                "createOption": d.create_option, "sourceResourceId": d.source.as_ref().map(|id| id.as_str()),
                "logicalSectorSize": d.sector_size,
            },
            "uniqueId": d.unique_id, "timeCreated": d.time_created, "diskSizeGB": d.size_gb,
            "diskSizeBytes": d.size_bytes, "completionPercent": d.completion_percent, "diskState": d.disk_state,
            "provisioningState": d.provisioning_state, "diskIOPSReadWrite": 500,
        },
    })
}

/// Flat, with the nulls that the command line and PowerShell print.
fn flat(resource: &Resource) -> Value {
    let Value::Object(mut outer) = arm(resource) else { return Value::Null };
    if let Some(Value::Object(inner)) = outer.remove("properties") {
        outer.extend(inner);
    }
    outer.insert("resourceGroup".to_owned(), json!("RG-PROD"));
    outer.entry("diskAccessId").or_insert(Value::Null);
    outer.entry("copyCompletionError").or_insert(Value::Null);
    outer.entry("immutabilityPolicy").or_insert(Value::Null);
    Value::Object(outer)
}

/// A row of Resource Graph: types and groups in lower case, empty texts where ARM leaves out.
fn row(resource: &Resource) -> Value {
    let Value::Object(mut row) = arm(resource) else { return Value::Null };
    let lower = row.get("type").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    row.insert("type".to_owned(), json!(lower));
    row.insert("tenantId".to_owned(), json!("72f988bf-0000-0000-0000-2d7cd011db47"));
    row.insert("resourceGroup".to_owned(), json!("rg-prod"));
    row.insert("subscriptionId".to_owned(), json!("6d0c9a7e-5b1f-4f3e-9c55-0b1d2e3f4a5b"));
    for empty in ["kind", "managedBy"] {
        row.entry(empty).or_insert(json!(""));
    }
    for none in ["plan", "zones", "identity", "tags", "sku"] {
        row.entry(none).or_insert(Value::Null);
    }
    Value::Object(row)
}

/// What "Download as CSV" gives: headings in capitals, objects as JSON.
fn csv(rows: &Value, separator: char) -> String {
    let columns = [
        "NAME",
        "ID",
        "TYPE",
        "LOCATION",
        "RESOURCEGROUP",
        "SUBSCRIPTIONID",
        "MANAGEDBY",
        "MANAGEDBYEXTENDED",
        "SKU",
        "ZONES",
        "PROPERTIES",
        "TAGS",
    ];
    let quote = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = columns.map(quote).join(&separator.to_string()) + "\r\n";
    for row in rows.as_array().into_iter().flatten() {
        let Value::Object(row) = rename(row, &str::to_uppercase_outer) else { continue };
        let cells = columns.map(|column| match row.get(column) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => quote(text),
            Some(other) => quote(&other.to_string()),
        });
        text += &(cells.join(&separator.to_string()) + "\r\n");
    }
    text
}

/// `str::to_uppercase` under a name that says that only the outermost names matter to the caller.
trait Outer {
    fn to_uppercase_outer(&self) -> String;
}

impl Outer for str {
    fn to_uppercase_outer(&self) -> String {
        self.to_uppercase()
    }
}

fn pascal(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Renames all members but those of tags, whose names are the user's.
fn rename(value: &Value, how: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| rename(item, how)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let inside = if name.eq_ignore_ascii_case("tags") { value.clone() } else { rename(value, how) };
                (how(name), inside)
            })
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

/// Instants as Windows PowerShell writes them, to the millisecond.
fn dates(value: &Value) -> Value {
    let literal = |text: &str| {
        let instant: snap_core::instant::Instant = snap_core::instant::Instant::parse(text).unwrap();
        format!("\\/Date({})\\/", instant.timestamp().as_millisecond())
    };
    match value {
        Value::Array(items) => items.iter().map(dates).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| {
                let value = match (name.as_str(), value) {
                    ("TimeCreated", Value::String(text)) => {
                        json!({"value": literal(text), "DateTime": "fredag den 20 november 2026 02:00:14"})
                    }
                    ("PolicyExpirationTime", Value::String(text)) => json!(literal(text)),
                    ("OsType", Value::String(word)) => match word.as_str() {
                        "Windows" => json!(0),
                        "Linux" => json!(1),
                        _ => value.clone(),
                    },
                    ("Tags", _) => value.clone(),
                    _ => dates(value),
                };
                (name.clone(), value)
            })
            .collect::<Map<_, _>>()
            .into(),
        other => other.clone(),
    }
}

fn strip_nulls(value: &mut Value) {
    if let Value::Object(members) = value {
        members.retain(|_, value| !value.is_null());
        members.values_mut().for_each(strip_nulls);
    }
}
