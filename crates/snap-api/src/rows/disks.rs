//! The table of disks.

use snap_core::inventory::Inventory;
use snap_core::model::Disk;

use super::cell::{Column, Columns, Picked};
use super::filter::Wanted;
use crate::answer::{self, Refusal};
use crate::verbs::Items;

/// The table.
pub(super) struct Disks;

impl Columns for Disks {
    type Row<'r> = &'r Disk;

    fn all() -> &'static [Column<Self>] {
        &[
            Column { name: "id", cell: |d| (&d.id).into() },
            Column { name: "name", cell: |d| d.id.name().into() },
            Column { name: "resourceGroupName", cell: |d| d.id.group().into() },
            Column { name: "location", cell: |d| d.location.as_deref().into() },
            Column { name: "kind", cell: |d| d.kind().map(|kind| kind.word()).into() },
            Column { name: "sku", cell: |d| d.sku.as_deref().into() },
            Column { name: "diskSizeGB", cell: |d| d.size_gb.into() },
            Column { name: "uniqueId", cell: |d| d.unique_id.as_deref().into() },
            Column { name: "completionPercent", cell: |d| d.completion_percent.into() },
        ]
    }
}

/// Rows of disks, asked for.
pub(crate) struct DiskRows {
    columns: Picked<Disks>,
    wanted: Wanted,
}

impl DiskRows {
    pub(super) fn new(columns: Option<&[String]>, wanted: Wanted) -> Result<Self, Refusal> {
        Ok(Self { columns: Disks::pick(columns)?, wanted })
    }

    pub(crate) fn answer(&self, inventory: &Inventory) -> Vec<u8> {
        let mut rows = Items::default();
        for disk in inventory.disks.values().filter(|disk| self.wanted.disk(disk)) {
            rows.push(&self.columns.row(&disk.as_ref()));
        }
        answer::done(rows.into_array(), &[])
    }
}
