//! The JSON that is sent, member by member.

use serde::Serialize;
use snap_core::id::ResourceId;
use snap_core::tags::Tags;

/// Rows of Resource Graph in one page: the most it gives.
const GRAPH_ROWS: u32 = 1_000;

/// A snapshot to be made of a disk, always incremental (F2).
#[derive(Debug, Clone, PartialEq)]
pub struct NewSnapshot<'a> {
    /// The disk's location (R4).
    pub location: &'a str,
    /// Checked by A63 before.
    pub tags: &'a Tags,
    /// Only when the user names one (X3).
    pub sku: Option<&'a str>,
    /// The disk.
    pub source: &'a ResourceId,
    /// I1.
    pub instant_access_minutes: Option<u32>,
}

/// A copy to be made of an incremental snapshot, incremental itself (C1, C5).
#[derive(Debug, Clone, PartialEq)]
pub struct NewCopy<'a> {
    /// Where it will be.
    pub location: &'a str,
    /// Checked by A63 before.
    pub tags: &'a Tags,
    /// Only when the user names one (X3).
    pub sku: Option<&'a str>,
    /// The snapshot to copy.
    pub source: &'a ResourceId,
    /// C6: quicker, at a price that was not found.
    pub enhanced: bool,
}

/// How the bytes behind an access link are laid out (R16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum FileFormat {
    /// Sectors of 512 bytes.
    Vhd,
    /// Sectors of 4096 bytes.
    Vhdx,
}

#[derive(Serialize)]
struct Body<'a> {
    location: &'a str,
    tags: &'a Tags,
    #[serde(skip_serializing_if = "Option::is_none")]
    sku: Option<Sku<'a>>,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Sku<'a> {
    name: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'a> {
    creation_data: CreationData<'a>,
    /// X8: a boolean, where a sample sends text.
    incremental: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CreationData<'a> {
    create_option: &'static str,
    source_resource_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    instant_access_duration_minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    provisioned_bandwidth_copy_speed: Option<&'static str>,
}

pub(super) fn create(new: &NewSnapshot<'_>) -> String {
    snapshot(
        new.location,
        new.tags,
        new.sku,
        CreationData {
            create_option: "Copy",
            source_resource_id: new.source.as_str(),
            instant_access_duration_minutes: new.instant_access_minutes,
            provisioned_bandwidth_copy_speed: None,
        },
    )
}

pub(super) fn copy(new: &NewCopy<'_>) -> String {
    snapshot(
        new.location,
        new.tags,
        new.sku,
        CreationData {
            create_option: "CopyStart",
            source_resource_id: new.source.as_str(),
            instant_access_duration_minutes: None,
            provisioned_bandwidth_copy_speed: new.enhanced.then_some("Enhanced"),
        },
    )
}

fn snapshot(location: &str, tags: &Tags, sku: Option<&str>, creation_data: CreationData<'_>) -> String {
    write(&Body {
        location,
        tags,
        sku: sku.map(|name| Sku { name }),
        properties: Properties { creation_data, incremental: true },
    })
}

pub(super) fn grant(seconds: u32, format: Option<FileFormat>) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Grant {
        access: &'static str,
        duration_in_seconds: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        file_format: Option<FileFormat>,
    }
    write(&Grant { access: "Read", duration_in_seconds: seconds, file_format: format })
}

pub(super) fn graph(subscriptions: &[&str], query: &str, skip_token: Option<&str>) -> String {
    #[derive(Serialize)]
    struct Query<'a> {
        subscriptions: &'a [&'a str],
        query: &'a str,
        options: Options<'a>,
    }
    #[derive(Serialize)]
    struct Options<'a> {
        #[serde(rename = "resultFormat")]
        result_format: &'static str,
        #[serde(rename = "$top")]
        top: u32,
        #[serde(rename = "$skipToken", skip_serializing_if = "Option::is_none")]
        skip_token: Option<&'a str>,
    }
    write(&Query {
        subscriptions,
        query,
        options: Options { result_format: "objectArray", top: GRAPH_ROWS, skip_token },
    })
}

fn write(body: &impl Serialize) -> String {
    // String keys, strings, booleans and integers: there is nothing in it that JSON cannot say.
    serde_json::to_string(body).unwrap_or_default()
}
