//! What the cells of each column are, for TypeScript: a table's columns make text and numbers, and tell no types.

#![expect(dead_code, reason = "the fields are names and types for the page, never values")]

use snap_core::instant::Instant;
use snap_core::model::DiskKind;
use snap_core::readiness::{ReadyCode, State};
use snap_core::retention::Verdict;
use snap_core::say::Sentence;
use snap_core::unit::{Level, StateCode};
use ts_rs::TS;

/// A row of `rows {of: chains, table: units}`; `labels` and `days` are JSON text.
#[derive(TS)]
#[ts(rename_all = "camelCase")]
pub(crate) struct UnitRow {
    unit: String,
    label: String,
    disk_id: Option<String>,
    disk_name: Option<String>,
    resource_group_name: Option<String>,
    subscription_id: String,
    location: Option<String>,
    kind: Option<DiskKind>,
    #[ts(rename = "diskSizeGB")]
    disk_size_gb: Option<f64>,
    generation: u32,
    generations: u32,
    labels: String,
    state_code: StateCode,
    state_level: Level,
    // The page puts what the unit has in parts in the place of a row's text.
    state_title: Sentence,
    state_detail: Option<Sentence>,
    snapshots: u32,
    ready: u32,
    pending: u32,
    failed: u32,
    unknown: u32,
    limit_used: u32,
    limit_of: u32,
    pending_of: Option<f64>,
    newest_restorable: Option<Instant>,
    newest_restorable_age_seconds: Option<f64>,
    days: String,
    exists: Option<bool>,
}

/// A row of `rows {table: snapshots}`; `keep` and `reason` only of a plan. `labels` and `tags` are JSON text.
#[derive(TS)]
#[ts(rename_all = "camelCase")]
pub(crate) struct SnapshotRow {
    name: String,
    resource_group_name: String,
    id: String,
    location: Option<String>,
    subscription_id: String,
    source_disk_name: Option<String>,
    source_resource_id: Option<String>,
    source_unique_id: Option<String>,
    generation: u32,
    sequence: u32,
    time_created: Option<Instant>,
    instant: Option<Instant>,
    age_seconds: Option<f64>,
    state: State,
    restorable: bool,
    restorable_assumed: bool,
    durable: bool,
    durable_assumed: bool,
    ready_code: ReadyCode,
    ready_reason: String,
    completion_percent: Option<f64>,
    provisioning_state: Option<String>,
    snapshot_access_state: Option<String>,
    disk_state: Option<String>,
    #[ts(rename = "diskSizeGB")]
    disk_size_gb: Option<f64>,
    disk_size_bytes: Option<String>,
    logical_sector_size: Option<f64>,
    restores_to: Option<String>,
    sku: Option<String>,
    incremental: bool,
    create_option: Option<String>,
    incremental_snapshot_family_id: Option<String>,
    unique_id: Option<String>,
    labels: String,
    tags: String,
    unit: String,
    #[ts(optional)]
    keep: Option<Verdict>,
    #[ts(optional)]
    reason: Option<String>,
}

/// A row of `rows {of: inventory, table: disks}`.
#[derive(TS)]
#[ts(rename_all = "camelCase")]
pub(crate) struct DiskRow {
    id: String,
    name: String,
    resource_group_name: String,
    location: Option<String>,
    kind: Option<DiskKind>,
    sku: Option<String>,
    #[ts(rename = "diskSizeGB")]
    disk_size_gb: Option<f64>,
    unique_id: Option<String>,
    completion_percent: Option<f64>,
}

#[cfg(test)]
mod tests {
    use ts_rs::{Config, TS};

    use super::*;
    use crate::rows::cell::Columns;
    use crate::rows::disks::Disks;
    use crate::rows::snapshots::Snapshots;
    use crate::rows::units::Units;

    /// The member names of a flat type, in order.
    fn members<T: TS>() -> Vec<String> {
        let text = T::decl(&Config::new());
        let (_, inside) = text.split_once('{').expect("an object");
        let members = inside.trim_end_matches([' ', ';', '}']).split(", ").filter_map(|member| member.split_once(':'));
        members.map(|(name, _)| name.trim().trim_end_matches('?').to_owned()).collect()
    }

    fn columns<T: Columns>() -> Vec<String> {
        T::all().iter().map(|column| column.name.to_owned()).collect()
    }

    #[test]
    fn a_row_has_the_columns_of_its_table() {
        assert_eq!(members::<UnitRow>(), columns::<Units>());
        assert_eq!(members::<SnapshotRow>(), columns::<Snapshots>());
        assert_eq!(members::<DiskRow>(), columns::<Disks>());
    }
}
