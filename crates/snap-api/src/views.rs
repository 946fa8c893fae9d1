//! Disks and snapshots as they are answered: Azure's member names, nothing left out.

use serde::Serialize;
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::model::{CopyError, Disk, DiskKind, Immutability, Snapshot};
use snap_core::tags::Tags;
use snap_core::text::Text;

/// A disk of `inventory`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Disk"))]
pub(crate) struct DiskView<'a> {
    id: &'a str,
    name: &'a str,
    resource_group: &'a str,
    subscription_id: &'a str,
    location: Option<&'a str>,
    tags: &'a Tags,
    sku: Option<&'a str>,
    kind: Option<DiskKind>,
    #[serde(rename = "diskSizeGB")]
    disk_size_gb: Option<u64>,
    disk_size_bytes: Option<String>,
    logical_sector_size: Option<u64>,
    unique_id: Option<&'a str>,
    time_created: Option<Instant>,
    disk_state: Option<&'a str>,
    provisioning_state: Option<&'a str>,
    completion_percent: Option<f64>,
    create_option: Option<&'a str>,
    source_resource_id: Option<&'a str>,
    managed_by: Option<&'a str>,
    #[cfg_attr(feature = "typescript", ts(as = "Vec<String>"))]
    managed_by_extended: &'a [Text],
    zones: &'a [String],
}

impl<'a> DiskView<'a> {
    pub(crate) fn of(disk: &'a Disk) -> Self {
        Self {
            id: disk.id.as_str(),
            name: disk.id.name(),
            resource_group: disk.id.group(),
            subscription_id: disk.id.subscription(),
            location: disk.location.as_deref(),
            tags: &disk.tags,
            sku: disk.sku.as_deref(),
            kind: disk.kind(),
            disk_size_gb: disk.size_gb,
            disk_size_bytes: disk.size_bytes.map(|bytes| bytes.to_string()),
            logical_sector_size: disk.sector_size,
            unique_id: disk.unique_id.as_deref(),
            time_created: disk.time_created,
            disk_state: disk.disk_state.as_deref(),
            provisioning_state: disk.provisioning_state.as_deref(),
            completion_percent: disk.completion_percent,
            create_option: disk.create_option.as_deref(),
            source_resource_id: disk.source.as_ref().map(ResourceId::as_str),
            managed_by: disk.managed_by.as_deref(),
            managed_by_extended: &disk.managed_by_extended,
            zones: &disk.zones,
        }
    }
}

/// A snapshot of `inventory`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Snapshot"))]
pub(crate) struct SnapshotView<'a> {
    id: &'a str,
    name: &'a str,
    resource_group: &'a str,
    subscription_id: &'a str,
    location: Option<&'a str>,
    tags: &'a Tags,
    sku: Option<&'a str>,
    incremental: bool,
    create_option: Option<&'a str>,
    source_resource_id: Option<&'a str>,
    source_unique_id: Option<&'a str>,
    incremental_snapshot_family_id: Option<&'a str>,
    unique_id: Option<&'a str>,
    time_created: Option<Instant>,
    #[serde(rename = "diskSizeGB")]
    disk_size_gb: Option<u64>,
    disk_size_bytes: Option<String>,
    logical_sector_size: Option<u64>,
    completion_percent: Option<f64>,
    copy_completion_error: Option<&'a CopyError>,
    provisioning_state: Option<&'a str>,
    disk_state: Option<&'a str>,
    snapshot_access_state: Option<&'a str>,
    instant_access_duration_minutes: Option<u64>,
    encryption_type: Option<&'a str>,
    disk_encryption_set_id: Option<&'a str>,
    network_access_policy: Option<&'a str>,
    os_type: Option<&'a str>,
    immutability_policy: Option<&'a Immutability>,
}

impl<'a> SnapshotView<'a> {
    pub(crate) fn of(snapshot: &'a Snapshot) -> Self {
        Self {
            id: snapshot.id.as_str(),
            name: snapshot.id.name(),
            resource_group: snapshot.id.group(),
            subscription_id: snapshot.id.subscription(),
            location: snapshot.location.as_deref(),
            tags: &snapshot.tags,
            sku: snapshot.sku.as_deref(),
            incremental: snapshot.incremental,
            create_option: snapshot.create_option.as_deref(),
            source_resource_id: snapshot.source.as_ref().map(ResourceId::as_str),
            source_unique_id: snapshot.source_unique_id.as_deref(),
            incremental_snapshot_family_id: snapshot.family_id.as_deref(),
            unique_id: snapshot.unique_id.as_deref(),
            time_created: snapshot.time_created,
            disk_size_gb: snapshot.size_gb,
            disk_size_bytes: snapshot.size_bytes.map(|bytes| bytes.to_string()),
            logical_sector_size: snapshot.sector_size,
            completion_percent: snapshot.completion_percent,
            copy_completion_error: snapshot.copy_error.as_deref(),
            provisioning_state: snapshot.provisioning_state.as_deref(),
            disk_state: snapshot.disk_state.as_deref(),
            snapshot_access_state: snapshot.access_state.as_deref(),
            instant_access_duration_minutes: snapshot.instant_access_minutes,
            encryption_type: snapshot.encryption_type.as_deref(),
            disk_encryption_set_id: snapshot.disk_encryption_set_id.as_deref(),
            network_access_policy: snapshot.network_access_policy.as_deref(),
            os_type: snapshot.os_type.as_deref(),
            immutability_policy: snapshot.immutability.as_deref(),
        }
    }
}
