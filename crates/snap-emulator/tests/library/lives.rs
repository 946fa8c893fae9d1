//! Whole lives: create, poll, fill, patch, copy, delete.

use serde_json::{Value, json};
use snap_emulator::Config;

use crate::desk::{Desk, at, copy_of, copy_to, disk, member, snapshot, text};

fn percent(desk: &mut Desk, id: &str) -> Value {
    member(&desk.read(id), "/properties/completionPercent").clone()
}

#[test]
fn a_snapshot_of_an_ordinary_disk() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let accepted = desk.snap("s1", &source);
    assert_eq!(accepted.status, 202, "{}", text(&accepted));
    let body = accepted.body_json().unwrap();
    assert_eq!(member(&body, "/properties/provisioningState"), "Updating");
    assert_eq!(member(&body, "/id"), &json!(snapshot("s1")));
    assert_eq!(accepted.header("Retry-After"), Some("2"));

    let running = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!(running["status"], "InProgress");
    assert!(running.get("endTime").is_none() && running.get("properties").is_none());
    assert_eq!(desk.follow(&accepted, "Location").status, 202);
    assert_eq!(member(&desk.read(&snapshot("s1")), "/properties/provisioningState"), "Updating");

    desk.wait(2);
    let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!(done["status"], "Succeeded");
    let bare = desk.follow(&accepted, "Location");
    assert_eq!((bare.status, bare.body_json().unwrap()), (200, member(&done, "/properties/output").clone()));

    let whole = desk.read(&snapshot("s1"));
    let unique = member(&desk.read(&source), "/properties/uniqueId").clone();
    for (pointer, wanted) in [
        ("/properties/provisioningState", json!("Succeeded")),
        ("/properties/incremental", json!(true)),
        ("/properties/creationData/sourceUniqueId", unique),
        ("/properties/diskSizeGB", json!(128)),
        ("/properties/diskSizeBytes", json!(137_438_953_472_u64)),
        ("/properties/diskState", json!("Unattached")),
        ("/properties/timeCreated", json!("2026-11-21T07:12:14.0662311+00:00")),
        ("/properties/completionPercent", Value::Null),
        ("/properties/snapshotAccessState", Value::Null),
        ("/sku", json!({"name": "Standard_ZRS", "tier": "Standard"})),
        ("/tags", json!({"k": "v"})),
        ("/type", json!("Microsoft.Compute/snapshots")),
    ] {
        assert_eq!(member(&whole, pointer), &wanted, "{pointer}");
    }
    assert!(member(&whole, "/properties/incrementalSnapshotFamilyId").is_string());
}

#[test]
fn instants_come_in_two_zones() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let mut zones: Vec<String> = (0..4)
        .map(|number| {
            desk.wait(1);
            let name = format!("s{number}");
            desk.snap(&name, &source);
            let created = member(&desk.read(&snapshot(&name)), "/properties/timeCreated").as_str().unwrap().to_owned();
            let instant: jiff::Timestamp = created.parse().unwrap();
            assert_eq!(instant, desk.now);
            assert_eq!(created.split('.').nth(1).unwrap().len(), "0662311-05:00".len());
            created[created.len() - 6..].to_owned()
        })
        .collect();
    zones.sort();
    zones.dedup();
    assert_eq!(zones, ["+00:00", "-05:00"]);
}

#[test]
fn premium_v2_fills_while_the_clock_runs() {
    let mut desk = Desk::new(Config { operation_seconds: 2, copy_seconds: 100, ..Config::default() });
    let source = desk.disk("d1", "PremiumV2_LRS");
    let accepted = desk.snap("s1", &source);
    desk.wait(2);
    let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!(done["status"], "Succeeded", "succeeded is not ready (A36)");
    assert_eq!(member(&done, "/properties/output/properties/completionPercent"), &json!(2.0));
    let id = snapshot("s1");
    assert_eq!(member(&desk.read(&id), "/properties/snapshotAccessState"), "Pending");
    assert_eq!(member(&desk.read(&id), "/properties/creationData/logicalSectorSize"), 4096);
    desk.wait(48);
    assert_eq!(percent(&mut desk, &id), json!(50.0));
    desk.wait(50);
    assert_eq!(percent(&mut desk, &id), json!(100.0));
    assert_eq!(member(&desk.read(&id), "/properties/snapshotAccessState"), "Available");
    let older = desk.get(&at(&id, "2024-03-02")).body_json().unwrap();
    assert_eq!(member(&older, "/properties/snapshotAccessState"), &Value::Null, "not before 2025-01-02 (A12)");
}

#[test]
fn instant_access_ends_with_its_minutes() {
    let mut desk = Desk::new(Config { copy_seconds: 1800, ..Config::default() });
    let source = desk.disk("d1", "UltraSSD_LRS");
    let mut wish = copy_of(&source);
    wish["properties"]["creationData"]["instantAccessDurationMinutes"] = json!(60);
    assert_eq!(desk.put(&snapshot("s1"), &wish).status, 202);
    let state = |desk: &mut Desk| member(&desk.read(&snapshot("s1")), "/properties/snapshotAccessState").clone();
    assert_eq!(state(&mut desk), "Pending");
    desk.wait(2);
    assert_eq!(state(&mut desk), "InstantAccess");
    desk.wait(1800);
    assert_eq!(state(&mut desk), "AvailableWithInstantAccess");
    desk.wait(1800);
    assert_eq!(state(&mut desk), "Available");
}

#[test]
fn a_copy_hides_its_percent_then_starts_at_zero() {
    let mut desk = Desk::new(Config { copy_seconds: 100, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    desk.wait(5);
    let mut ask = copy_to(&snapshot("s1"), "northeurope");
    let accepted = desk.put(&snapshot("c1"), &ask);
    assert_eq!(accepted.status, 202, "{}", text(&accepted));
    desk.wait(2);
    let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!(done["status"], "Succeeded");
    assert_eq!(member(&done, "/properties/output/properties/completionPercent"), &Value::Null);
    desk.wait(9);
    assert_eq!(percent(&mut desk, &snapshot("c1")), Value::Null);
    desk.wait(1);
    assert_eq!(percent(&mut desk, &snapshot("c1")), json!(0.0), "ten seconds later (A36)");
    desk.wait(100);
    assert_eq!(percent(&mut desk, &snapshot("c1")), json!(100.0));

    let (first, copy) = (desk.read(&snapshot("s1")), desk.read(&snapshot("c1")));
    let family = "/properties/incrementalSnapshotFamilyId";
    assert_ne!(member(&first, family), member(&copy, family), "a copy is another family (C9)");
    assert_eq!(member(&copy, "/properties/creationData/sourceUniqueId"), member(&first, "/properties/uniqueId"));
    assert_eq!(member(&copy, "/location"), "northeurope");

    desk.snap("s2", &source);
    desk.wait(5);
    ask["properties"]["creationData"]["sourceResourceId"] = json!(snapshot("s2"));
    assert_eq!(desk.put(&snapshot("c2"), &ask).status, 202);
    assert_eq!(member(&desk.read(&snapshot("c2")), family), member(&copy, family), "later copies join it");
}

#[test]
fn deleting_the_source_of_a_running_copy_fails_it() {
    let mut desk = Desk::new(Config { copy_seconds: 100, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    desk.wait(5);
    desk.put(&snapshot("whole"), &copy_to(&snapshot("s1"), "northeurope"));
    desk.wait(200);
    desk.put(&snapshot("c1"), &copy_to(&snapshot("s1"), "northeurope"));
    desk.wait(12 + 30);
    let request = desk.request("DELETE", &at(&snapshot("s1"), "2025-01-02"));
    assert_eq!(desk.send(&request).status, 202);
    desk.wait(60);
    let copy = desk.read(&snapshot("c1"));
    assert_eq!(member(&copy, "/properties/copyCompletionError/errorCode"), "CopySourceNotFound");
    assert_eq!(member(&copy, "/properties/completionPercent"), &json!(30.0));
    let whole = desk.read(&snapshot("whole"));
    assert_eq!(member(&whole, "/properties/copyCompletionError"), &Value::Null, "one that is whole stays whole");
    assert_eq!(member(&whole, "/properties/completionPercent"), &json!(100.0));
}

#[test]
fn a_recreated_disk_starts_another_family() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    desk.snap("s2", &source);
    assert!(desk.emulator.delete_disk(&source, desk.now));
    assert_eq!(desk.disk("d1", "Premium_LRS"), source);
    desk.snap("s3", &source);
    let [one, two, three] = ["s1", "s2", "s3"].map(|name| desk.read(&snapshot(name)));
    for pointer in ["/properties/incrementalSnapshotFamilyId", "/properties/creationData/sourceUniqueId"] {
        assert_eq!(member(&one, pointer), member(&two, pointer));
        assert_ne!(member(&one, pointer), member(&three, pointer));
    }
}

#[test]
fn putting_on_a_used_name_updates() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    desk.wait(5);
    let before = desk.read(&snapshot("s1"));
    let mut again = copy_of(&source.to_uppercase().replace("/SUBSCRIPTIONS", "subscriptions"));
    again["tags"] = json!({"other": "tag"});
    let response = desk.put(&snapshot("S1"), &again);
    assert_eq!(response.status, 200, "{}", text(&response));
    let after = desk.read(&snapshot("s1"));
    assert_eq!(member(&after, "/tags"), &json!({"other": "tag"}));
    assert_eq!(member(&after, "/properties/uniqueId"), member(&before, "/properties/uniqueId"));
    assert_eq!(member(&after, "/properties/timeCreated"), member(&before, "/properties/timeCreated"));
    again["properties"]["diskSizeGB"] = json!(129);
    assert_eq!(crate::desk::code(&desk.put(&snapshot("s1"), &again)), (409, "PropertyChangeNotAllowed".to_owned()));
    let other = desk.disk("d2", "Premium_LRS");
    assert_eq!(crate::desk::code(&desk.snap("s1", &other)), (409, "PropertyChangeNotAllowed".to_owned()));
}

#[test]
fn patching_changes_tags_and_shows_the_odd_body() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    desk.wait(5);
    for id in [snapshot("s1"), source] {
        let accepted = desk.call("PATCH", &at(&id, "2025-01-02"), &json!({"tags": {"keep": "legal"}}));
        assert_eq!((accepted.status, accepted.header("Retry-After")), (202, Some("2")));
        let body = accepted.body_json().unwrap();
        assert_eq!((body.get("id"), body.get("name"), body.get("type")), (None, None, None));
        assert_eq!(member(&body, "/properties/isArmResource"), true);
        desk.wait(3);
        let output = desk.follow(&accepted, "Location").body_json().unwrap();
        assert_eq!((member(&output, "/tags"), member(&output, "/id")), (&json!({"keep": "legal"}), &json!(id)));
    }
}

#[test]
fn deleting_takes_no_retry_after_and_then_there_is_nothing() {
    let mut desk = Desk::new(Config { delete_seconds: 1, ..Config::default() });
    let source = desk.disk("d1", "Premium_LRS");
    desk.snap("s1", &source);
    desk.wait(5);
    let request = desk.request("DELETE", &at(&snapshot("s1"), "2025-01-02"));
    let accepted = desk.send(&request);
    assert_eq!((accepted.status, accepted.header("Retry-After"), accepted.body.len()), (202, None, 0));
    assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 200);
    desk.wait(1);
    let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    assert_eq!((&done["status"], done.get("properties")), (&json!("Succeeded"), None));
    let end = desk.follow(&accepted, "Location");
    assert_eq!((end.status, end.body.len()), (200, 0));
    assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 404);
    assert_eq!(desk.send(&request).status, 204);
}

#[test]
fn disks_are_made_grown_and_kept_while_attached() {
    let mut desk = Desk::new(Config { copy_seconds: 1000, ..Config::default() });
    let wish = |size: u32| json!({"location": "West Europe", "sku": {"name": "PremiumV2_LRS"}, "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": size}});
    let accepted = desk.put(&disk("new"), &wish(2048));
    assert_eq!(accepted.status, 202, "{}", text(&accepted));
    assert!(accepted.header("Location").unwrap().contains("/locations/westeurope/"), "an address has no blanks");
    desk.wait(3);
    assert_eq!(desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap()["status"], "Succeeded");
    assert_eq!(desk.snap("s1", &disk("new")).status, 202);
    desk.wait(300);
    assert_eq!(desk.put(&disk("new"), &wish(6144)).status, 200);
    assert_eq!(member(&desk.read(&disk("new")), "/properties/diskSizeBytes"), &json!(6_597_069_766_656_u64));
    let failed = desk.read(&snapshot("s1"));
    assert!(member(&failed, "/properties/copyCompletionError").is_object(), "growing fails what still fills (R13)");
    assert_eq!(member(&failed, "/properties/diskSizeGB"), 2048);
    assert_eq!(desk.put(&disk("new"), &wish(6000)).status, 400);

    let mut held = snap_emulator::DiskSpec::new("held", "rg", "westeurope", 8);
    held.managed_by = Some("/vm".to_owned());
    let id = desk.emulator.add_disk(crate::desk::SUB, &held, desk.now);
    let request = desk.request("DELETE", &at(&id, "2025-01-02"));
    assert_eq!(desk.send(&request).status, 409);
    let request = desk.request("DELETE", &at(&disk("new"), "2025-01-02"));
    assert_eq!(desk.send(&request).status, 202);
    desk.wait(1);
    assert_eq!(desk.get(&at(&disk("new"), "2025-01-02")).status, 404);
}

#[test]
fn operation_addresses_are_long_signed_and_opaque() {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    let accepted = desk.snap("s1", &source);
    let link = accepted.header("Azure-AsyncOperation").unwrap().to_owned();
    assert!((3100..3400).contains(&link.len()), "{} bytes (A32)", link.len());
    let path = link.strip_prefix("https://management.azure.com").unwrap();
    let shortened = path.split("&t=").next().unwrap().to_owned();
    assert_eq!(crate::desk::code(&desk.get(&shortened)), (400, "InvalidOperationAddress".to_owned()));
    let unknown = path.replacen("DiskOperations/", "DiskOperations/0", 1);
    assert_eq!(desk.get(&unknown).status, 404);
    assert!(desk.emulator.journal().iter().all(|entry| !entry.path.contains('?')), "no signed query is kept");
}

#[test]
fn waits_and_bodies_follow_the_configuration() {
    let config = Config {
        retry_after: None,
        bare_accepted_body: true,
        signature_bytes: 0,
        operation_seconds: 0,
        ..Config::default()
    };
    let mut desk = Desk::new(config);
    let source = desk.disk("d1", "Premium_LRS");
    let accepted = desk.snap("s1", &source);
    assert_eq!(accepted.header("Retry-After"), None);
    assert_eq!(accepted.body_json().unwrap().get("id"), None);
    assert!(accepted.header("Location").unwrap().len() < 300);
    assert_eq!(desk.follow(&accepted, "Location").status, 200);
}

#[test]
fn the_same_requests_give_the_same_bytes() {
    let run = || {
        let mut desk = Desk::new(Config::default());
        let source = desk.disk("d1", "UltraSSD_LRS");
        let accepted = desk.snap("s1", &source);
        desk.wait(60);
        let polled = desk.follow(&accepted, "Azure-AsyncOperation");
        (accepted, polled, desk.emulator.dump(desk.now))
    };
    assert_eq!(run(), run());
}
