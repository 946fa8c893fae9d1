//! The table of units: one row a disk incarnation, subscription and location.

use snap_core::instant::Instant;
use snap_core::limits::{L1, R11};
use snap_core::unit::{Counts, Unit, UnitState};

use super::cell::{Column, Columns, json};

/// The table.
pub(super) struct Units;

/// What a row is worked out of.
pub(super) struct UnitRow<'r> {
    pub(super) unit: &'r Unit<'r>,
    pub(super) counts: Counts,
    pub(super) state: UnitState,
    pub(super) now: Instant,
}

impl Columns for Units {
    type Row<'r> = UnitRow<'r>;

    fn all() -> &'static [Column<Self>] {
        &[
            Column { name: "unit", cell: |r| r.unit.key.as_str().into() },
            Column { name: "label", cell: |r| r.unit.label.into() },
            Column { name: "diskId", cell: |r| r.unit.disk.id.into() },
            Column { name: "diskName", cell: |r| r.unit.disk.id.map(|id| id.name()).into() },
            Column { name: "resourceGroupName", cell: |r| r.unit.disk.id.map(|id| id.group()).into() },
            Column { name: "subscriptionId", cell: |r| r.unit.subscription.into() },
            Column { name: "location", cell: |r| r.unit.location.into() },
            Column { name: "kind", cell: |r| r.unit.disk.kind.map(|kind| kind.word()).into() },
            Column { name: "diskSizeGB", cell: |r| r.unit.disk.size_gb.into() },
            Column { name: "generation", cell: |r| r.unit.generation.into() },
            Column { name: "generations", cell: |r| r.unit.generations.into() },
            Column { name: "labels", cell: |r| json(&r.unit.labels) },
            Column { name: "stateCode", cell: |r| r.state.code.as_str().into() },
            Column { name: "stateLevel", cell: |r| r.state.level.as_str().into() },
            Column { name: "stateTitle", cell: |r| (&r.state.title).into() },
            Column { name: "stateDetail", cell: |r| r.state.detail.as_ref().into() },
            Column { name: "snapshots", cell: |r| r.counts.snapshots.into() },
            Column { name: "ready", cell: |r| r.counts.ready.into() },
            Column { name: "pending", cell: |r| r.counts.pending.into() },
            Column { name: "failed", cell: |r| r.counts.failed.into() },
            Column { name: "unknown", cell: |r| r.counts.unknown.into() },
            Column { name: "limitUsed", cell: |r| r.counts.snapshots.into() },
            Column { name: "limitOf", cell: |_| L1.of.into() },
            Column { name: "pendingOf", cell: |r| r.unit.copies_in_background().then_some(R11.of).into() },
            Column { name: "newestRestorable", cell: |r| r.unit.newest_restorable(r.now).map(|n| n.instant).into() },
            Column {
                name: "newestRestorableAgeSeconds",
                cell: |r| r.unit.newest_restorable(r.now).map(|n| n.age_seconds).into(),
            },
            Column { name: "days", cell: |r| json(&r.unit.days(r.now)) },
            Column { name: "exists", cell: |r| r.unit.disk.exists.into() },
        ]
    }
}
