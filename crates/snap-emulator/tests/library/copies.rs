//! Copies to other regions and subscriptions: in turn, so many, so fast (C3 to C6); and disks that fill (R15).

use jiff::SignedDuration;
use serde_json::{Value, json};
use snap_emulator::{Config, DiskSpec, Response, SnapshotSpec};

use crate::desk::{Desk, REGION, SUB, at, code, copy_of, copy_to, member, snapshot, start, text};

const NORTH: &str = "northeurope";
const OTHER: &str = "11111111-1111-1111-1111-111111111111";

fn not_allowed() -> (u16, String) {
    (409, "OperationNotAllowed".to_owned())
}

/// A desk with the disk `d1` and its snapshots `a`, `b`, `c`, a minute apart.
fn desk(config: Config) -> (Desk, String) {
    let mut desk = Desk::new(config);
    let source = desk.disk("d1", "Premium_LRS");
    for name in ["a", "b", "c"] {
        assert_eq!(desk.snap(name, &source).status, 202);
        desk.wait(60);
    }
    (desk, source)
}

fn copy(desk: &mut Desk, name: &str, source: &str, location: &str) -> Response {
    desk.put(&snapshot(name), &copy_to(&snapshot(source), location))
}

fn delete(desk: &mut Desk, name: &str) {
    let request = desk.request("DELETE", &at(&snapshot(name), "2025-01-02"));
    assert_eq!(desk.send(&request).status, 202);
    desk.wait(1);
}

#[test]
fn a_disk_is_copied_one_at_a_time() {
    let (mut desk, _) = desk(Config::default());
    assert_eq!(copy(&mut desk, "copy-a", "a", NORTH).status, 202);
    for location in [NORTH, "swedencentral"] {
        let refused = copy(&mut desk, "copy-b", "b", location);
        assert_eq!(code(&refused), not_allowed(), "{location}");
        assert!(text(&refused).contains("'copy-a'") && text(&refused).contains("one at a time"), "{}", text(&refused));
    }
    let second = desk.disk("d2", "Premium_LRS");
    desk.snap("x", &second);
    desk.wait(5);
    assert_eq!(copy(&mut desk, "copy-x", "x", NORTH).status, 202, "another disk");
    desk.wait(126);
    assert_eq!(copy(&mut desk, "copy-b", "b", NORTH).status, 409, "a second before it is whole");
    desk.wait(1);
    assert_eq!(copy(&mut desk, "copy-b", "b", NORTH).status, 202);
}

#[test]
fn a_family_is_copied_oldest_first() {
    let (mut desk, _) = desk(Config { copy_seconds: 10, ..Config::default() });
    assert_eq!(copy(&mut desk, "copy-b", "b", NORTH).status, 202);
    desk.wait(60);
    let refused = copy(&mut desk, "copy-a", "a", NORTH);
    assert_eq!(code(&refused), not_allowed());
    assert!(text(&refused).contains("oldest first"), "{}", text(&refused));
    assert_eq!(copy(&mut desk, "copy-a", "a", "swedencentral").status, 202, "each region has its own order");
    desk.wait(60);
    delete(&mut desk, "b");
    assert_eq!(copy(&mut desk, "copy-a2", "a", NORTH).status, 409, "the copy remembers its deleted source");
    delete(&mut desk, "copy-b");
    assert_eq!(copy(&mut desk, "copy-a2", "a", NORTH).status, 202, "nothing later is there any more");
}

#[test]
fn a_copy_that_failed_is_in_nobodys_way() {
    let (mut desk, _) = desk(Config::default());
    assert_eq!(copy(&mut desk, "copy-b", "b", NORTH).status, 202);
    desk.wait(30);
    delete(&mut desk, "b");
    assert!(member(&desk.read(&snapshot("copy-b")), "/properties/copyCompletionError").is_object(), "D5");
    assert_eq!(copy(&mut desk, "copy-a", "a", NORTH).status, 202);
}

#[test]
fn a_recreated_disk_is_another_family() {
    let (mut desk, _) = desk(Config::default());
    assert_eq!(copy(&mut desk, "copy-c", "c", NORTH).status, 202);
    let again = desk.disk("d1", "Premium_LRS");
    desk.snap("new", &again);
    desk.wait(5);
    assert_eq!(copy(&mut desk, "copy-new", "new", NORTH).status, 202);
}

#[test]
fn a_hundred_copies_at_once() {
    let mut desk = Desk::new(Config::default());
    for number in 0..101 {
        let source = desk.disk(&format!("d{number}"), "Premium_LRS");
        let spec = desk.emulator.snapshot_of(&source, &format!("s{number}"), start()).unwrap();
        desk.emulator.add_snapshot(SUB, &spec);
    }
    for number in 0..100 {
        assert_eq!(copy(&mut desk, &format!("c{number}"), &format!("s{number}"), NORTH).status, 202, "{number}");
    }
    let refused = copy(&mut desk, "c100", "s100", NORTH);
    assert_eq!(code(&refused), not_allowed());
    assert!(text(&refused).contains("100 copies to 'northeurope'"), "{}", text(&refused));
    assert_eq!(copy(&mut desk, "c100", "s100", "swedencentral").status, 202, "per region");
    desk.emulator.add_group(OTHER, "rg", NORTH);
    desk.wait(132);
    let far = snapshot("c100").replace(SUB, OTHER);
    assert_eq!(desk.put(&far, &copy_to(&snapshot("s100"), NORTH)).status, 202);
}

#[test]
fn copies_go_to_other_subscriptions() {
    let (mut desk, _) = desk(Config { copy_seconds: 10, ..Config::default() });
    desk.emulator.add_group(OTHER, "rg", REGION);
    let far = |name: &str| snapshot(name).replace(SUB, OTHER);
    assert_eq!(desk.put(&far("x"), &copy_to(&snapshot("a"), REGION)).status, 202);
    desk.wait(60);
    assert_eq!(desk.put(&far("y"), &copy_to(&snapshot("b"), REGION)).status, 202);
    assert_eq!(copy(&mut desk, "z", "c", NORTH).status, 409, "one at a time, wherever to");
    desk.wait(60);
    let read = |desk: &mut Desk, id: &str| member(&desk.read(id), "/properties/incrementalSnapshotFamilyId").clone();
    let (one, two, own) = (read(&mut desk, &far("x")), read(&mut desk, &far("y")), read(&mut desk, &snapshot("a")));
    assert_eq!(one, two, "copies of a family are a family (C9)");
    assert_ne!(one, own);
}

#[test]
fn enhanced_copies_are_quicker() {
    let (mut desk, source) = desk(Config::default());
    let with_speed = |source: &str, speed: Value| {
        let mut wish = copy_to(source, NORTH);
        wish["properties"]["creationData"]["provisionedBandwidthCopySpeed"] = speed;
        wish
    };
    let wish = with_speed(&snapshot("a"), json!("Enhanced"));
    assert_eq!(code(&desk.call("PUT", &at(&snapshot("e"), "2023-04-02"), &wish)).0, 400, "before its version (A11)");
    assert_eq!(desk.put(&snapshot("e"), &wish).status, 202);
    desk.wait(2 + 10 + 15);
    let half = desk.read(&snapshot("e"));
    assert_eq!(member(&half, "/properties/completionPercent"), &json!(50.0), "30 seconds from 0 to 100");
    assert_eq!(member(&half, "/properties/creationData/provisionedBandwidthCopySpeed"), "Enhanced");
    desk.wait(15);
    assert_eq!(member(&desk.read(&snapshot("e")), "/properties/completionPercent"), &json!(100.0));
    for odd in [json!("Fast"), json!(1)] {
        let refused = desk.put(&snapshot("f"), &with_speed(&snapshot("b"), odd.clone()));
        assert_eq!(code(&refused), (400, "InvalidParameter".to_owned()), "{odd}");
    }
    let mut ordinary = copy_of(&source);
    ordinary["properties"]["creationData"]["provisionedBandwidthCopySpeed"] = json!("Enhanced");
    assert_eq!(code(&desk.put(&snapshot("g"), &ordinary)).0, 400, "copies of disks have no speed");
    assert_eq!(desk.put(&snapshot("h"), &with_speed(&snapshot("b"), json!("None"))).status, 202);
}

#[test]
fn fifty_disks_may_fill_in_a_subscription() {
    let mut desk = Desk::new(Config { buckets: None, ..Config::default() });
    let from = |desk: &mut Desk, number: usize| {
        let wish = json!({
            "location": REGION,
            "sku": {"name": "PremiumV2_LRS"},
            "properties": {"creationData": {"createOption": "Copy", "sourceResourceId": snapshot(&format!("s{}", number / 5))}},
        });
        desk.put(&crate::desk::disk(&format!("new-{number}")), &wish)
    };
    for number in 0..11 {
        let mut spec = DiskSpec::new(&format!("d{number}"), "rg", REGION, 8);
        spec.sku = "PremiumV2_LRS".to_owned();
        let source = desk.emulator.add_disk(SUB, &spec, start());
        let spec: SnapshotSpec = desk.emulator.snapshot_of(&source, &format!("s{number}"), start()).unwrap();
        desk.emulator.add_snapshot(SUB, &spec);
    }
    for number in 0..50 {
        let response = from(&mut desk, number);
        assert_eq!(response.status, 202, "{number}: {}", text(&response));
    }
    let refused = from(&mut desk, 50);
    assert_eq!(code(&refused), not_allowed());
    assert!(text(&refused).contains("50 background copies"), "{}", text(&refused));
    desk.now = desk.now.checked_add(SignedDuration::from_secs(120)).unwrap();
    assert_eq!(from(&mut desk, 50).status, 202);
}
