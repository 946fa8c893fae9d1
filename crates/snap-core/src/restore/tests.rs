use super::*;
use crate::id::ResourceId;
use crate::inventory::Inventory;
use crate::model::Snapshot;
use crate::unit;

const NOW: &str = "2026-11-21T10:00:00Z";
const PREFIX: &str =
    "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg/providers/Microsoft.Compute/";

fn id(kind: &str, name: &str) -> ResourceId {
    ResourceId::parse(&format!("{PREFIX}{kind}/{name}")).unwrap()
}

fn disk(sku: &str) -> Disk {
    let mut disk = Disk::new(id("disks", "d"));
    disk.sku = Some(sku.into());
    disk.unique_id = Some("u".into());
    disk.location = Some("westeurope".into());
    disk.zones = vec!["2".to_owned()];
    disk
}

fn snapshot(change: impl FnOnce(&mut Snapshot)) -> Snapshot {
    let mut snapshot = Snapshot::new(id("snapshots", "s"));
    snapshot.incremental = true;
    snapshot.create_option = Some("Copy".into());
    snapshot.source = Some(id("disks", "d"));
    snapshot.source_unique_id = Some("u".into());
    snapshot.location = Some("West Europe".into());
    snapshot.time_created = Some(Instant::parse("2026-11-20T02:00:00Z").unwrap());
    snapshot.size_gb = Some(128);
    snapshot.provisioning_state = Some("Succeeded".into());
    change(&mut snapshot);
    snapshot
}

/// The hints for one snapshot of one disk: allowed, skus, how each is attached, facts, and the whole.
fn told<T>(sku: &str, change: impl FnOnce(&mut Snapshot), see: impl FnOnce(&Hints<'_>, Option<&Disk>) -> T) -> T {
    let mut inventory = Inventory::default();
    inventory.add_disk(disk(sku));
    inventory.add_snapshot(snapshot(change));
    let chains = unit::units(&inventory);
    let unit = chains.units.iter().find(|unit| !unit.members.is_empty()).unwrap();
    let hints = hints(&chains, unit, &unit.members[0], Instant::parse(NOW).unwrap());
    see(&hints, source(&chains, unit))
}

fn skus(hints: &Hints<'_>) -> Vec<&'static str> {
    hints.targets.iter().map(|target| target.sku).collect()
}

fn facts(hints: &Hints<'_>) -> Vec<&'static str> {
    hints.notes.iter().map(|note| note.fact).collect()
}

const TWO: [&str; 2] = ["PremiumV2_LRS", "UltraSSD_LRS"];

#[test]
fn an_ordinary_snapshot_goes_anywhere_and_tells_who_waits() {
    told(
        "Premium_LRS",
        |_| (),
        |hints, disk| {
            assert!(hints.allowed && !hints.assumed);
            assert_eq!(skus(hints).len(), 5);
            let attach: Vec<_> = hints.targets.iter().map(|target| target.attach).collect();
            assert_eq!(attach, ["at_once", "at_once", "at_once", "when_filled", "when_filled"]);
            assert_eq!((hints.min_gb, hints.max_gb), (Some(128), None));
            assert_eq!((hints.location.as_deref(), hints.zone), (Some("westeurope"), Some("2")));
            assert_eq!(facts(hints), ["R16", "F1", "C1", "R19", "R6"]);
            assert_eq!(sku(hints, None, disk), Some("Premium_LRS"));
            assert_eq!(sku(hints, Some("Premium_ZRS"), disk), Some("Premium_ZRS"));
            assert_eq!(sku(hints, Some("Gold_LRS"), disk), None);
        },
    );
}

#[test]
fn big_sectors_go_to_two_kinds_only() {
    // R16
    told(
        "PremiumV2_LRS",
        |snapshot| {
            snapshot.sector_size = Some(4_096);
            snapshot.completion_percent = Some(100.0);
        },
        |hints, disk| {
            assert!(hints.allowed);
            assert_eq!(skus(hints), TWO);
            assert_eq!(facts(hints), ["R16", "R17", "F1", "C1", "R19", "R12"]);
            assert_eq!(sku(hints, Some("Premium_LRS"), disk), None);
        },
    );
    told(
        "UltraSSD_LRS",
        |snapshot| {
            snapshot.sector_size = Some(512);
            snapshot.completion_percent = Some(100.0);
        },
        |hints, _| assert_eq!(skus(hints).len(), 5),
    );
}

#[test]
fn instant_access_is_quick_and_narrow() {
    // I4, I5: whatever the sector size.
    told(
        "UltraSSD_LRS",
        |snapshot| {
            snapshot.sector_size = Some(512);
            snapshot.access_state = Some("InstantAccess".into());
            snapshot.completion_percent = Some(20.0);
        },
        |hints, _| {
            assert!(hints.allowed);
            assert_eq!(skus(hints), TWO);
            assert!(hints.targets.iter().all(|target| target.attach == "at_once"));
            assert_eq!((hints.min_gb, hints.max_gb), (Some(128), Some(128)));
            assert_eq!(facts(hints), ["I5", "I4", "F1", "C7"]);
        },
    );
}

#[test]
fn what_is_not_ready_says_so_and_what_else_there_is() {
    told(
        "PremiumV2_LRS",
        |snapshot| {
            snapshot.sector_size = Some(512);
            snapshot.completion_percent = Some(62.5);
        },
        |hints, _| {
            assert!(!hints.allowed && hints.instead.is_none());
            assert!(hints.why.text().contains("62.5"), "{}", hints.why);
            assert_eq!(facts(hints)[0], "R10");
        },
    );
    let mut inventory = Inventory::default();
    inventory.add_disk(disk("PremiumV2_LRS"));
    inventory.add_snapshot(snapshot(|snapshot| snapshot.completion_percent = Some(100.0)));
    inventory.add_snapshot(snapshot(|snapshot| {
        snapshot.id = id("snapshots", "s2");
        snapshot.completion_percent = Some(1.0);
        snapshot.time_created = Some(Instant::parse("2026-11-21T02:00:00Z").unwrap());
    }));
    let chains = unit::units(&inventory);
    let unit = &chains.units[0];
    let of = |at: usize| hints(&chains, unit, &unit.members[at], Instant::parse(NOW).unwrap());
    assert_eq!(of(1).instead, Some(unit.members[0].snapshot.id.as_str()));
    assert_eq!(of(0).instead, None);
}

#[test]
fn a_copy_waits_by_its_own_percent_and_a_failed_one_for_ever() {
    let copy = |snapshot: &mut Snapshot| {
        snapshot.create_option = Some("CopyStart".into());
        snapshot.source = Some(id("snapshots", "elsewhere"));
        snapshot.completion_percent = Some(10.0);
    };
    told("Premium_LRS", copy, |hints, _| assert_eq!((hints.allowed, facts(hints)[0]), (false, "C2")));
    let failed = |snapshot: &mut Snapshot| snapshot.provisioning_state = Some("Failed".into());
    told("Premium_LRS", failed, |hints, _| assert_eq!((hints.allowed, facts(hints)[0]), (false, "R18")));
}

#[test]
fn an_unknown_sector_size_promises_nothing() {
    told(
        "Gold_LRS",
        |snapshot| snapshot.completion_percent = Some(100.0),
        |hints, disk| {
            assert!(hints.allowed && hints.targets.is_empty());
            assert_eq!((facts(hints)[0], sku(hints, None, disk)), ("R16", None));
        },
    );
}

#[test]
fn redundancy_and_keys_are_told() {
    let change = |snapshot: &mut Snapshot| {
        snapshot.sku = Some("Standard_ZRS".into());
        snapshot.disk_encryption_set_id =
            Some("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/e".into());
    };
    told("Premium_LRS", change, |hints, _| {
        assert_eq!(facts(hints), ["R16", "F1", "C1", "F6", "R19", "R6", "E3"]);
        assert!(hints.notes[3].text.text().contains("any zone"));
    });
}

#[test]
fn a_zone_of_another_region_is_no_hint() {
    told(
        "Premium_LRS",
        |snapshot| snapshot.location = Some("northeurope".into()),
        |hints, _| assert_eq!(hints.zone, None),
    );
}
