mod cases;
mod family;
mod limits;
mod properties;
mod words;

use super::*;
use crate::model::Disk;

pub(super) const SUB: &str = "0b1f6471-1bf0-4dda-aec3-cb9272f09590";

pub(super) fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub(super) fn now() -> Instant {
    at("2026-11-20T06:12:00Z")
}

pub(super) fn disk_id(group: &str, name: &str) -> ResourceId {
    ResourceId::new(ResourceKind::Disk, SUB, group, name).unwrap()
}

pub(super) fn snapshot_id(group: &str, name: &str) -> ResourceId {
    ResourceId::new(ResourceKind::Snapshot, SUB, group, name).unwrap()
}

pub(super) fn disk(group: &str, name: &str, unique: &str, sku: &str) -> Disk {
    Disk {
        location: Some("westeurope".into()),
        unique_id: Some(unique.into()),
        sku: Some(sku.into()),
        size_gb: Some(128),
        time_created: Some(at("2026-10-21T00:00:00Z")),
        ..Disk::new(disk_id(group, name))
    }
}

/// An ordinary incremental snapshot of a Premium SSD: no percent, no family (api-versions before A10).
pub(super) fn taken(group: &str, name: &str, of: &ResourceId, unique: &str, time: &str) -> Snapshot {
    Snapshot {
        location: Some("westeurope".into()),
        incremental: true,
        create_option: Some("Copy".into()),
        source: Some(of.clone()),
        source_unique_id: Some(unique.into()),
        unique_id: Some(format!("s-{name}").into()),
        time_created: Some(at(time)),
        size_gb: Some(128),
        provisioning_state: Some("Succeeded".into()),
        ..Snapshot::new(snapshot_id(group, name))
    }
}

/// A copy of a snapshot in another region, as in traffic (C9): its own family, the source's unique id, its own time.
pub(super) fn copied(group: &str, name: &str, of: &Snapshot, percent: f64, time: &str) -> Snapshot {
    Snapshot {
        location: Some("northeurope".into()),
        create_option: Some("CopyStart".into()),
        source_unique_id: of.unique_id.clone(),
        family_id: Some("copies".into()),
        completion_percent: Some(percent),
        ..taken(group, name, &of.id, "", time)
    }
}

pub(super) fn inventory(disks: Vec<Disk>, snapshots: Vec<Snapshot>) -> Inventory {
    let mut inventory = Inventory::default();
    for disk in disks {
        inventory.add_disk(disk);
    }
    for snapshot in snapshots {
        inventory.add_snapshot(snapshot);
    }
    inventory
}

/// What a unit is, in one line.
pub(super) fn line(unit: &Unit<'_>) -> String {
    let labels: Vec<_> = unit.labels.iter().map(|label| label.as_str()).collect();
    let names: Vec<_> = unit.members.iter().map(|member| member.snapshot.id.name().to_lowercase()).collect();
    format!(
        "{} {}/{} [{}] {}: {}",
        unit.label.to_lowercase(),
        unit.generation,
        unit.generations,
        labels.join(" "),
        unit.location.unwrap_or("-"),
        names.join(" ")
    )
}

pub(super) fn lines(chains: &Chains<'_>) -> Vec<String> {
    chains.units.iter().map(line).collect()
}

pub(super) fn codes(chains: &Chains<'_>) -> Vec<&'static str> {
    chains.warnings.iter().map(|warning| warning.code).collect()
}

/// The answer to `chains` as bytes, put together as the boundary does.
fn answer(chains: &Chains<'_>, now: Instant) -> String {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Answer<'c, 'a> {
        now: Instant,
        summary: Summary,
        units: Vec<view::UnitView<'c, 'a>>,
        not_incremental: Vec<&'a str>,
    }
    serde_json::to_string(&Answer {
        now,
        summary: chains.summary(now),
        units: chains.units.iter().map(|unit| view::UnitView::new(unit, now)).collect(),
        not_incremental: chains.not_incremental.iter().map(|snapshot| snapshot.id.as_str()).collect(),
    })
    .unwrap()
}
