//! The table of snapshots.

use snap_core::instant::Instant;
use snap_core::retention::Decision;
use snap_core::unit::{Member, Unit};

use super::cell::{Column, Columns, Picked, json};
use crate::answer::Refusal;

/// The table.
pub(super) struct Snapshots;

/// What a row is worked out of.
pub(super) struct SnapshotRow<'r> {
    pub(super) unit: &'r Unit<'r>,
    pub(super) member: &'r Member<'r>,
    pub(super) decision: Option<&'r Decision>,
    pub(super) now: Instant,
}

/// How many of the last columns only a plan has.
const OF_PLAN: usize = 2;

impl Snapshots {
    /// The columns that need no policy.
    pub(super) fn without_plan(names: Option<&[String]>) -> Result<Picked<Self>, Refusal> {
        let all = Self::all();
        Picked::of(all.get(..all.len() - OF_PLAN).unwrap_or(all), names)
    }
}

impl Columns for Snapshots {
    type Row<'r> = SnapshotRow<'r>;

    fn all() -> &'static [Column<Self>] {
        &[
            Column { name: "name", cell: |r| r.member.snapshot.id.name().into() },
            Column { name: "resourceGroupName", cell: |r| r.member.snapshot.id.group().into() },
            Column { name: "id", cell: |r| (&r.member.snapshot.id).into() },
            Column { name: "location", cell: |r| r.member.snapshot.location.as_deref().into() },
            Column { name: "subscriptionId", cell: |r| r.member.snapshot.id.subscription().into() },
            Column { name: "sourceDiskName", cell: |r| r.unit.disk.id.map(|id| id.name()).into() },
            Column { name: "sourceResourceId", cell: |r| r.member.snapshot.source.as_ref().into() },
            Column { name: "sourceUniqueId", cell: |r| r.member.snapshot.source_unique_id.as_deref().into() },
            Column { name: "generation", cell: |r| r.unit.generation.into() },
            Column { name: "sequence", cell: |r| r.member.sequence.into() },
            Column { name: "timeCreated", cell: |r| r.member.snapshot.time_created.into() },
            Column { name: "instant", cell: |r| r.member.instant.into() },
            Column { name: "ageSeconds", cell: |r| r.member.instant.map(|at| r.now.seconds_since(at)).into() },
            Column { name: "state", cell: |r| r.member.readiness.state.as_str().into() },
            Column { name: "restorable", cell: |r| r.member.readiness.restorable.is.into() },
            Column { name: "restorableAssumed", cell: |r| r.member.readiness.restorable.assumed.into() },
            Column { name: "durable", cell: |r| r.member.readiness.durable.is.into() },
            Column { name: "durableAssumed", cell: |r| r.member.readiness.durable.assumed.into() },
            Column { name: "readyCode", cell: |r| r.member.readiness.restorable.code.as_str().into() },
            Column { name: "readyReason", cell: |r| (&r.member.readiness.restorable.why).into() },
            Column { name: "completionPercent", cell: |r| r.member.snapshot.completion_percent.into() },
            Column { name: "provisioningState", cell: |r| r.member.snapshot.provisioning_state.as_deref().into() },
            Column { name: "snapshotAccessState", cell: |r| r.member.snapshot.access_state.as_deref().into() },
            Column { name: "diskState", cell: |r| r.member.snapshot.disk_state.as_deref().into() },
            Column { name: "diskSizeGB", cell: |r| r.member.snapshot.size_gb.into() },
            Column { name: "diskSizeBytes", cell: |r| r.member.snapshot.size_bytes.map(|n| n.to_string()).into() },
            Column { name: "logicalSectorSize", cell: |r| r.member.snapshot.sector_size.into() },
            Column { name: "restoresTo", cell: |r| r.member.restores_to(r.unit.disk.kind).as_ref().into() },
            Column { name: "sku", cell: |r| r.member.snapshot.sku.as_deref().into() },
            Column { name: "incremental", cell: |r| r.member.snapshot.incremental.into() },
            Column { name: "createOption", cell: |r| r.member.snapshot.create_option.as_deref().into() },
            Column { name: "incrementalSnapshotFamilyId", cell: |r| r.member.snapshot.family_id.as_deref().into() },
            Column { name: "uniqueId", cell: |r| r.member.snapshot.unique_id.as_deref().into() },
            Column { name: "labels", cell: |r| json(&r.unit.labels) },
            Column { name: "tags", cell: |r| (&r.member.snapshot.tags).into() },
            Column { name: "unit", cell: |r| r.unit.key.as_str().into() },
            Column { name: "keep", cell: |r| r.decision.map(|d| d.verdict.as_str()).into() },
            Column {
                name: "reason",
                cell: |r| r.decision.map(|d| d.reasons.iter().map(|x| x.text()).collect::<Vec<_>>().join(", ")).into(),
            },
        ]
    }
}
