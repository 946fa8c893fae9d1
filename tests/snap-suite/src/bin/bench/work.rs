//! What is measured, by the crates that every face is made of.

use std::mem::ManuallyDrop;
use std::time::Instant as Clock;

use serde_json::{Value, json};
use snap_core::future::{Future, Origin, Outlook, Weather};
use snap_core::guard::Locks;
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::plan::{Planner, Tally};
use snap_core::retention::Policy;
use snap_core::unit::{self, Chains};

/// Seven rules, in a zone that changes its clocks.
const POLICY: &str = r#"{"version": 1, "id": "nightly", "zone": "Europe/Stockholm",
    "keep": {"last": 3, "within": "P2D", "hourly": 24, "daily": 14, "weekly": 8, "monthly": 12, "yearly": 5}}"#;
const NOW: &str = "2026-11-20T03:00:00Z";

fn inventory(bytes: &[u8]) -> Inventory {
    let document = snap_arm::document::read("snapshots.json", bytes).unwrap();
    assert_eq!(document.skipped.count, 0, "{:?}", document.skipped.items.first());
    let mut inventory = Inventory::default();
    inventory.add_all(document.disks, document.snapshots);
    inventory
}

/// Every chain of the file, and how many snapshots one disk has.
pub(crate) fn chains(bytes: &[u8], disk: &str) -> Value {
    let disk = ResourceId::parse(disk).unwrap();
    // The process ends with this: nobody takes it apart again piece by piece.
    let inventory = ManuallyDrop::new(inventory(bytes));
    let chains = unit::units(&inventory);
    let all: usize = chains.units.iter().map(|unit| unit.members.len()).sum();
    let of_disk = chains.units.iter().filter(|unit| unit.disk.id == Some(&disk)).map(|unit| unit.members.len());
    json!({"units": chains.units.len(), "snapshots": all, "ofDisk": of_disk.sum::<usize>()})
}

fn tally(chains: &Chains<'_>, policy: &Policy) -> Tally {
    let locks = Locks::default();
    let planner = Planner::new(policy, Instant::parse(NOW).unwrap(), &locks, chains).unwrap();
    let mut tally = Tally::default();
    chains.units.iter().for_each(|unit| tally.add(Tally::of(&planner.unit(unit))));
    tally
}

/// Chains, and a decision about each snapshot.
pub(crate) fn plan(bytes: &[u8]) -> Value {
    let inventory = inventory(bytes);
    json!(tally(&unit::units(&inventory), &Policy::from_json(POLICY.as_bytes()).unwrap()))
}

/// Ten years of hourly runs of one disk, stepwise.
pub(crate) fn future(runs: usize) -> Value {
    let policy = POLICY.replacen('{', r#"{"schedule": {"everyHours": 1}, "#, 1);
    let policy = Policy::from_json(policy.as_bytes()).unwrap();
    let (now, weather) = (Instant::parse(NOW).unwrap(), Weather::default());
    let outlook = Outlook::new(&policy, None, &weather, now, now.plus_seconds(3_652 * 86_400)).unwrap();
    let origin = Origin::nothing(&policy.id, None, None);
    timed(runs, || {
        let future = Future::of(&origin, &outlook);
        json!({"taken": future.lives.len(), "most": future.peak.count})
    })
}

/// The same work several times: nanoseconds of each, after one that is not counted.
fn timed(runs: usize, work: impl Fn() -> Value) -> Value {
    let first = work();
    let each = (0..runs).map(|_| {
        let started = Clock::now();
        assert_eq!(work(), first);
        started.elapsed().as_nanos() as u64
    });
    let nanoseconds: Vec<u64> = each.collect();
    json!({"nanoseconds": nanoseconds, "found": first})
}

/// The deciding alone, several times over the same chains.
pub(crate) fn retention(bytes: &[u8], runs: usize) -> Value {
    let inventory = inventory(bytes);
    let chains = unit::units(&inventory);
    let policy = Policy::from_json(POLICY.as_bytes()).unwrap();
    timed(runs, || json!(tally(&chains, &policy)))
}
