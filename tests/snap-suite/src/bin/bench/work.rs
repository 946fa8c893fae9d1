//! What is measured, by the crates that every face is made of.

use std::time::Instant as Clock;

use serde_json::{Value, json};
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
    document.snapshots.into_iter().for_each(|snapshot| {
        inventory.add_snapshot(snapshot);
    });
    inventory
}

/// Every chain of the file, and how many snapshots one disk has.
pub(crate) fn chains(bytes: &[u8], disk: &str) -> Value {
    let disk = ResourceId::parse(disk).unwrap();
    let inventory = inventory(bytes);
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

/// The deciding alone, several times over the same chains: nanoseconds of each, after one that is not counted.
pub(crate) fn retention(bytes: &[u8], runs: usize) -> Value {
    let inventory = inventory(bytes);
    let chains = unit::units(&inventory);
    let policy = Policy::from_json(POLICY.as_bytes()).unwrap();
    let first = tally(&chains, &policy);
    let timed = (0..runs).map(|_| {
        let started = Clock::now();
        assert_eq!(tally(&chains, &policy), first);
        started.elapsed().as_nanos() as u64
    });
    let nanoseconds: Vec<u64> = timed.collect();
    json!({"nanoseconds": nanoseconds, "tally": first, "units": chains.units.len()})
}
