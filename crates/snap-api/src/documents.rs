//! What was loaded: the inventory, and what each document gave.

use std::sync::Arc;

use serde::Serialize;
use snap_arm::document::{self, Document, Skip};
use snap_core::inventory::{Added, Inventory};
use snap_core::say::Sentence;

use crate::answer::{self, Refusal, Warning};
use crate::views::{DiskView, SnapshotView};

/// How many skipped elements are listed over all documents; all are counted.
const LISTED: usize = 100;

/// Everything that was loaded into a session.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    inventory: Arc<Inventory>,
    read: Vec<Summary>,
}

/// What one document gave.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Added"))]
pub(crate) struct Summary {
    document: String,
    shape: &'static str,
    encoding: String,
    disks: usize,
    snapshots: usize,
    merged: usize,
    conflicts: usize,
    skipped: Skipped,
}

#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct Skipped {
    count: u64,
    items: Vec<SkippedItem>,
}

#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Skip"))]
struct SkippedItem {
    document: String,
    pointer: String,
    code: &'static str,
    message: Sentence,
}

/// The answer of `inventory`.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Inventory"))]
pub(crate) struct Answer<'a> {
    documents: &'a [Summary],
    disks: Vec<DiskView<'a>>,
    snapshots: Vec<SnapshotView<'a>>,
    skipped: Skipped,
    conflicts: Vec<ConflictView<'a>>,
}

/// Members in which two reads of one resource contradict each other.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Conflict"))]
struct ConflictView<'a> {
    id: &'a str,
    members: Vec<&'static str>,
}

impl Documents {
    /// Reads one document whole, then takes it in; one that cannot be read changes nothing.
    pub(crate) fn add(&mut self, name: &[u8], bytes: &[u8]) -> Vec<u8> {
        let name = String::from_utf8_lossy(name).into_owned();
        match document::read(&name, bytes) {
            Err(error) => {
                answer::refused(&Refusal::new(error.code(), error.said().clone()).at(name).with(error.details()))
            }
            Ok(document) => {
                let warnings: Vec<Warning> = document
                    .warnings
                    .iter()
                    .map(|w| Warning { code: w.code, message: w.message.clone(), target: w.target.clone() })
                    .collect();
                let summary = self.take(name, document);
                let answer = answer::done(&summary, &warnings);
                self.read.push(summary);
                answer
            }
        }
    }

    fn take(&mut self, name: String, document: Document) -> Summary {
        let items = document.skipped.items.into_iter().map(|skip| SkippedItem::of(&name, skip)).collect();
        let mut summary = Summary {
            shape: document.shape.code(),
            encoding: document.encoding.to_string(),
            disks: document.disks.len(),
            snapshots: document.snapshots.len(),
            merged: 0,
            conflicts: 0,
            skipped: Skipped { count: document.skipped.count, items },
            document: name,
        };
        let inventory = Arc::make_mut(&mut self.inventory);
        for added in inventory.add_all(document.disks, document.snapshots) {
            match added {
                Added::New => {}
                Added::Merged => summary.merged += 1,
                Added::Conflict => summary.conflicts += 1,
            }
        }
        summary
    }

    /// The inventory, shared with what is derived from it.
    pub(crate) fn inventory(&self) -> Arc<Inventory> {
        Arc::clone(&self.inventory)
    }

    /// The verb `inventory`.
    pub(crate) fn answer(&self) -> Vec<u8> {
        let inventory = &*self.inventory;
        let all = self.read.iter().map(|summary| &summary.skipped);
        let skipped = Skipped {
            count: all.clone().map(|skipped| skipped.count).sum(),
            items: all.flat_map(|skipped| skipped.items.iter().cloned()).take(LISTED).collect(),
        };
        let conflicts = inventory
            .conflicts
            .iter()
            .map(|(key, members)| ConflictView {
                id: inventory.id_of(key).map_or(key.as_str(), |id| id.as_str()),
                members: members.iter().copied().collect(),
            })
            .collect();
        answer::done(
            Answer {
                documents: &self.read,
                disks: inventory.disks.values().map(|disk| DiskView::of(disk)).collect(),
                snapshots: inventory.snapshots.values().map(|snapshot| SnapshotView::of(snapshot)).collect(),
                skipped,
                conflicts,
            },
            &[],
        )
    }
}

impl SkippedItem {
    fn of(document: &str, skip: Skip) -> Self {
        Self { document: document.to_owned(), pointer: skip.pointer, code: skip.code, message: skip.message }
    }
}
