//! Disks made from snapshots: R6, R10, R12, R16, R19, I3, I5, I6.

use serde_json::{Value, json};
use snap_emulator::{Config, Copying, DiskSpec, Progress, Response};

use crate::access::ask;
use crate::desk::{Desk, REGION, SUB, at, code, copy_of, copy_to, disk, member, snapshot, text};

/// Asks for a disk made from a snapshot.
fn restore(desk: &mut Desk, name: &str, source: &str, sku: &str, change: impl Fn(&mut Value)) -> Response {
    let mut wish = json!({
        "location": REGION,
        "sku": {"name": sku},
        "properties": {"creationData": {"createOption": "Copy", "sourceResourceId": source}},
    });
    change(&mut wish);
    desk.put(&disk(name), &wish)
}

fn plain(desk: &mut Desk, name: &str, source: &str, sku: &str) -> (u16, String) {
    code(&restore(desk, name, source, sku, |_| {}))
}

fn taken(desk: &mut Desk, name: &str, source: &str) -> String {
    let accepted = desk.snap(name, source);
    assert_eq!(accepted.status, 202, "{}", text(&accepted));
    desk.wait(150);
    snapshot(name)
}

/// A snapshot of a Premium SSD v2 disk with instant access for an hour, at ten percent now and whole in half an hour.
fn instant(desk: &mut Desk, source: &str, name: &str) -> String {
    let mut spec = desk.emulator.snapshot_of(source, name, desk.now).unwrap();
    spec.instant_access_minutes = Some(60);
    spec.progress = Progress::Copying(Copying::running(desk.now, 10.0, 1800));
    desk.emulator.add_snapshot(SUB, &spec)
}

fn accepted() -> (u16, String) {
    (202, "none".to_owned())
}

fn not_allowed() -> (u16, String) {
    (409, "OperationNotAllowed".to_owned())
}

fn percent(desk: &mut Desk, name: &str) -> Value {
    member(&desk.read(&disk(name)), "/properties/completionPercent").clone()
}

#[test]
fn an_ordinary_disk_is_there_at_once() {
    let mut desk = Desk::new(Config::default());
    let mut spec = DiskSpec::new("d1", "rg", REGION, 64);
    spec.os_type = Some("Linux".to_owned());
    let source = desk.emulator.add_disk(SUB, &spec, desk.now);
    let id = taken(&mut desk, "s1", &source);
    let made = restore(&mut desk, "new", &id, "StandardSSD_LRS", |wish| wish["tags"] = json!({"from": "s1"}));
    assert_eq!(made.status, 202, "{}", text(&made));
    let left = made.header("x-ms-ratelimit-remaining-resource").unwrap();
    assert!(left.starts_with("Microsoft.Compute/CreateUpdateDisks3Min;999,"), "T6: {left}");
    desk.wait(2);
    let done = desk.follow(&made, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!(done["status"], "Succeeded");
    let body = desk.read(&disk("new"));
    let unique = member(&desk.read(&id), "/properties/uniqueId").clone();
    for (pointer, wanted) in [
        ("/properties/creationData", json!({"createOption": "Copy", "sourceResourceId": id, "sourceUniqueId": unique})),
        ("/properties/diskSizeGB", json!(64)),
        ("/properties/diskSizeBytes", json!(64_u64 << 30)),
        ("/properties/osType", json!("Linux")),
        ("/properties/hyperVGeneration", json!("V2")),
        ("/properties/diskState", json!("Unattached")),
        ("/properties/completionPercent", Value::Null),
        ("/properties/snapshotAccessState", Value::Null),
        ("/tags", json!({"from": "s1"})),
        ("/sku/name", json!("StandardSSD_LRS")),
    ] {
        assert_eq!(member(&body, pointer), &wanted, "{pointer}");
    }
    assert_eq!(ask(&mut desk, &disk("new")).status, 202);
    let attach =
        |desk: &mut Desk| desk.emulator.attach(&disk("new"), "/vm", desk.now).map_err(|error| error.to_string());
    assert!(attach(&mut desk).unwrap_err().contains("link to it is open"));
    crate::access::revoke(&mut desk, &disk("new"));
    attach(&mut desk).unwrap();
    let body = desk.read(&disk("new"));
    let state = (member(&body, "/managedBy"), member(&body, "/properties/diskState"));
    assert_eq!(state, (&json!("/vm"), &json!("Attached")), "R6");
    assert!(attach(&mut desk).unwrap_err().contains("another machine"));
}

#[test]
fn it_holds_what_the_snapshot_holds() {
    let mut desk = Desk::new(Config { copy_seconds: 0, ..Config::default() });
    let mut spec = DiskSpec::new("d1", "rg", REGION, 64);
    (spec.used_bytes, spec.churn) = (1 << 20, None);
    let source = desk.emulator.add_disk(SUB, &spec, desk.now);
    desk.emulator.write(&source, 0..=4095, desk.now).unwrap();
    let id = taken(&mut desk, "s1", &source);
    desk.emulator.write(&source, 0..=511, desk.now).unwrap();
    restore(&mut desk, "new", &id, "Premium_LRS", |wish| wish["properties"]["diskSizeGB"] = json!(128));
    desk.wait(60);
    let read = |desk: &Desk, id: &str| desk.emulator.content(id, 0..=65_535, desk.now).unwrap();
    let kept = read(&desk, &id);
    assert_eq!(read(&desk, &disk("new")), kept);
    assert_eq!(desk.emulator.used_ranges(&disk("new"), desk.now), desk.emulator.used_ranges(&id, desk.now));
    desk.emulator.write(&disk("new"), 512..=1023, desk.now).unwrap();
    let changed = read(&desk, &disk("new"));
    assert!(changed[512..1024] != kept[512..1024] && changed[1024..] == kept[1024..] && changed[..512] == kept[..512]);
    assert_eq!(read(&desk, &id), kept, "the snapshot stays as it is");

    let again = taken(&mut desk, "s2", &disk("new"));
    let request = desk.request("DELETE", &at(&id, "2025-01-02"));
    assert_eq!(desk.send(&request).status, 202);
    restore(&mut desk, "third", &again, "Premium_LRS", |_| {});
    desk.wait(60);
    assert_eq!(read(&desk, &disk("third")), changed, "through two disks, the first snapshot gone");
    let family = |desk: &mut Desk, id: &str| member(&desk.read(id), "/properties/incrementalSnapshotFamilyId").clone();
    let other = taken(&mut desk, "s3", &source);
    assert_ne!(family(&mut desk, &again), family(&mut desk, &other), "a new disk is a new family");
}

#[test]
fn premium_v2_fills_before_it_can_be_used() {
    let mut desk = Desk::new(Config { copy_seconds: 100, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let made = restore(&mut desk, "new", &id, "PremiumV2_LRS", |_| {});
    assert_eq!(made.status, 202, "{}", text(&made));
    desk.wait(2);
    let done = desk.follow(&made, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!(done["status"], "Succeeded", "succeeded is not ready here either");
    assert_eq!(member(&done, "/properties/output/properties/completionPercent"), &json!(2.0));
    let body = desk.read(&disk("new"));
    assert_eq!(member(&body, "/properties/creationData/logicalSectorSize"), 512, "the snapshot's sectors (R16)");
    assert_eq!(member(&body, "/properties/snapshotAccessState"), &Value::Null, "that is a snapshot's");
    let refused = desk.emulator.attach(&disk("new"), "/vm", desk.now).unwrap_err().to_string();
    assert!(refused.contains("still being filled"), "R19: {refused}");
    assert_eq!(code(&ask(&mut desk, &disk("new"))), not_allowed(), "nor be exported");
    let mut early = copy_of(&disk("new"));
    early["properties"]["creationData"]["instantAccessDurationMinutes"] = json!(60);
    assert_eq!(code(&desk.put(&snapshot("early"), &early)), not_allowed(), "I6");
    desk.wait(48);
    assert_eq!(percent(&mut desk, "new"), json!(50.0));
    desk.wait(50);
    assert_eq!(percent(&mut desk, "new"), json!(100.0));
    desk.emulator.attach(&disk("new"), "/vm", desk.now).unwrap();
    assert_eq!(desk.put(&snapshot("early"), &early).status, 202);
}

#[test]
fn five_at_one_time_from_one_snapshot() {
    let mut desk = Desk::new(Config { copy_seconds: 100, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    let (one, two) = (taken(&mut desk, "s1", &source), taken(&mut desk, "s2", &source));
    for number in 0..5 {
        assert_eq!(plain(&mut desk, &format!("n{number}"), &one, "UltraSSD_LRS"), accepted());
        desk.wait(10);
    }
    let refused = restore(&mut desk, "n5", &one, "PremiumV2_LRS", |_| {});
    assert_eq!(code(&refused), not_allowed(), "R12");
    assert!(text(&refused).contains("5 disks are still being created from snapshot 's1'"));
    assert_eq!(plain(&mut desk, "o", &one, "Premium_LRS"), accepted(), "ordinary disks are made at once (R6)");
    assert_eq!(plain(&mut desk, "t", &two, "PremiumV2_LRS"), accepted(), "another snapshot counts for itself");
    desk.wait(50);
    assert_eq!(plain(&mut desk, "n5", &one, "PremiumV2_LRS"), accepted(), "the first is whole");
}

#[test]
fn sectors_and_sizes_are_the_snapshots() {
    let mut desk = Desk::new(Config::default());
    let (small, large) = (desk.disk("d1", "Premium_LRS"), desk.disk("d2", "PremiumV2_LRS"));
    let (small, large) = (taken(&mut desk, "s512", &small), taken(&mut desk, "s4096", &large));
    let target =
        |response: Response| (response.status, member(&response.body_json().unwrap(), "/error/target").clone());
    let sector = "/properties/creationData/logicalSectorSize";
    assert_eq!(target(restore(&mut desk, "n0", &large, "Premium_LRS", |_| {})), (400, json!("sku")), "R16");
    assert_eq!(plain(&mut desk, "n1", &large, "UltraSSD_LRS"), accepted());
    assert_eq!(member(&desk.read(&disk("n1")), sector), 4096);
    let wish =
        |size: u16| move |wish: &mut Value| wish["properties"]["creationData"]["logicalSectorSize"] = json!(size);
    let refused = (400, json!(&sector[1..].replace('/', ".")));
    assert_eq!(target(restore(&mut desk, "n2", &small, "PremiumV2_LRS", wish(4096))), refused);
    assert_eq!(target(restore(&mut desk, "n2", &large, "PremiumV2_LRS", wish(512))), refused);
    assert_eq!(restore(&mut desk, "n2", &small, "PremiumV2_LRS", wish(512)).status, 202);

    let sized = |size: u64| move |wish: &mut Value| wish["properties"]["diskSizeGB"] = json!(size);
    for (size, wanted) in [(127, 400), (0, 400), (u64::from(u32::MAX) + 1, 400), (128, 202), (256, 202)] {
        let response = restore(&mut desk, &format!("b{size}"), &small, "Premium_LRS", sized(size));
        assert_eq!(response.status, wanted, "{size}: {}", text(&response));
    }
    assert_eq!(member(&desk.read(&disk("b256")), "/properties/diskSizeBytes"), &json!(256_u64 << 30));
}

#[test]
fn only_whole_snapshots_become_disks() {
    let mut desk = Desk::new(Config { copy_seconds: 100, ..Config::default() });
    let (fast, ordinary) = (desk.disk("d1", "PremiumV2_LRS"), desk.disk("d2", "Premium_LRS"));
    desk.snap("fast", &fast);
    desk.snap("slow", &ordinary);
    for name in ["fast", "slow"] {
        assert_eq!(plain(&mut desk, "n0", &snapshot(name), "PremiumV2_LRS"), not_allowed(), "{name} is being made");
    }
    desk.wait(3);
    assert_eq!(plain(&mut desk, "n0", &snapshot("fast"), "PremiumV2_LRS"), not_allowed(), "R10");
    assert_eq!(plain(&mut desk, "n0", &snapshot("slow"), "Premium_LRS"), accepted(), "ordinary ones are whole at once");
    desk.put(&snapshot("copy"), &copy_to(&snapshot("slow"), "northeurope"));
    desk.wait(30);
    let there = |wish: &mut Value| wish["location"] = json!("North Europe");
    assert_eq!(code(&restore(&mut desk, "n1", &snapshot("copy"), "Premium_LRS", there)), not_allowed());
    desk.wait(100);
    assert_eq!(
        plain(&mut desk, "n1", &snapshot("copy"), "Premium_LRS"),
        (400, "InvalidParameter".to_owned()),
        "its region"
    );
    assert_eq!(code(&restore(&mut desk, "n1", &snapshot("copy"), "Premium_LRS", there)), accepted());
    assert_eq!(plain(&mut desk, "n2", &snapshot("fast"), "PremiumV2_LRS"), accepted());

    assert_eq!(plain(&mut desk, "n3", &snapshot("gone"), "Premium_LRS"), (404, "NotFound".to_owned()));
    assert_eq!(plain(&mut desk, "n3", "nonsense", "Premium_LRS"), (400, "InvalidParameter".to_owned()));
    assert_eq!(plain(&mut desk, "n3", &ordinary, "Premium_LRS").0, 501, "a disk of a disk is not done here");
    let option = |wish: &mut Value| wish["properties"]["creationData"]["createOption"] = json!("Restore");
    assert_eq!(restore(&mut desk, "n3", &snapshot("slow"), "Premium_LRS", option).status, 501);
}

#[test]
fn instant_access_restores_before_the_copy_is_done() {
    let mut desk = Desk::new(Config { copy_seconds: 900, ..Config::default() });
    let source = desk.disk("d1", "PremiumV2_LRS");
    let ids: Vec<String> = (0..4).map(|number| instant(&mut desk, &source, &format!("i{number}"))).collect();
    let larger = |wish: &mut Value| wish["properties"]["diskSizeGB"] = json!(256);
    assert_eq!(restore(&mut desk, "n", &ids[0], "PremiumV2_LRS", larger).status, 400, "not larger (I5)");
    for number in 0..15 {
        let id = ids[number / 5].clone();
        assert_eq!(plain(&mut desk, &format!("n{number}"), &id, "PremiumV2_LRS"), accepted(), "{number}");
    }
    let refused = restore(&mut desk, "n15", &ids[3], "UltraSSD_LRS", |_| {});
    assert_eq!(code(&refused), not_allowed(), "fifteen of one disk (I5)");
    assert!(text(&refused).contains("15 disks"));
    desk.wait(2);
    assert!(percent(&mut desk, "n0").as_f64().unwrap() < 1.0);
    desk.emulator.attach(&disk("n0"), "/vm", desk.now).unwrap();
    desk.wait(900);
    assert_eq!(plain(&mut desk, "n15", &ids[3], "UltraSSD_LRS"), accepted());
    desk.wait(900);
    assert_eq!(member(&desk.read(&ids[3]), "/properties/snapshotAccessState"), "AvailableWithInstantAccess");
    assert_eq!(restore(&mut desk, "n16", &ids[3], "PremiumV2_LRS", larger).status, 400);
    desk.wait(1800);
    assert_eq!(member(&desk.read(&ids[3]), "/properties/snapshotAccessState"), "Available");
    assert_eq!(restore(&mut desk, "n16", &ids[3], "PremiumV2_LRS", larger).status, 202, "an ordinary restore now");
    desk.wait(10);
    assert!(desk.emulator.attach(&disk("n16"), "/vm", desk.now).is_err(), "which must fill first (R19)");
}

#[test]
fn a_filling_that_fails_stops_without_a_word() {
    let mut desk = Desk::new(Config { copy_seconds: 100, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    let id = taken(&mut desk, "s1", &source);
    let rule = json!({"match": {"method": "PUT"}, "fault": {"kind": "failCopy", "atPercent": 30.0, "code": "c", "message": "m"}});
    desk.emulator.add_fault(serde_json::from_value(rule).unwrap());
    assert_eq!(plain(&mut desk, "new", &id, "PremiumV2_LRS"), accepted());
    desk.wait(500);
    let body = desk.read(&disk("new"));
    assert_eq!(member(&body, "/properties/completionPercent"), &json!(30.0));
    assert_eq!(member(&body, "/properties/copyCompletionError"), &Value::Null, "no contract has it on disks");
    assert!(desk.emulator.journal().iter().all(|entry| entry.notes.is_empty()));
}
