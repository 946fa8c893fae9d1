//! The judge judged: official examples and recorded traffic pass but for the oddities they are known for, and what is
//! made wrong on purpose is found.

use std::path::PathBuf;

use serde_json::{Value, json};
use snap_emulator::{Request, Response};

use super::schema::Contract;
use super::{faults, kind};

fn folder(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/arm-examples")).join(name)
}

#[expect(clippy::disallowed_methods, reason = "examples are files")]
fn read(name: &str) -> Vec<(String, Value)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let of = |file: &PathBuf| file.file_stem().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|file| (of(file), serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap())).collect()
}

/// The definition that an example's replies have, by its name.
fn definition(name: &str) -> &'static str {
    let disk = name.starts_with("Disk");
    match name.split('_').nth(1).unwrap() {
        "BeginGetAccess" => "AccessUri",
        list if list.starts_with("ListBy") => ["SnapshotList", "DiskList"][usize::from(disk)],
        _ => ["Snapshot", "Disk"][usize::from(disk)],
    }
}

#[test]
fn official_examples_keep_to_the_contract() {
    let mut judged = 0;
    let mut odd = Vec::new();
    for (name, version) in [
        ("diskrp-2024-03-02/snapshotExamples", "2024-03-02"),
        ("diskrp-2024-03-02/diskExamples", "2024-03-02"),
        ("diskrp-2025-01-02", "2025-01-02"),
        ("diskrp-2026-03-02", "2026-03-02"),
    ] {
        for (file, example) in read(name) {
            let replies = example["responses"].as_object().unwrap();
            for (status, body) in replies.iter().filter_map(|(status, reply)| Some((status, reply.get("body")?))) {
                judged += 1;
                let found = Contract::get().faults(definition(&file), Some(version), body);
                odd.extend(found.iter().map(|fault| format!("{file} {status} {fault}")));
            }
        }
    }
    // The two of one name are of two versions. A reply to setting a policy is shown as what was sent.
    let zeros = [
        "Snapshot_GetIncrementalSnapshot 200 /properties/diskState: \"0\" is not one of",
        "Snapshot_GetIncrementalSnapshot 200 /properties/networkAccessPolicy: \"0\" is not one of",
    ];
    let echoes = ["Snapshot_UpdateImmutabilityPolicy", "Snapshot_UpdateImmutabilityPolicyLock"].map(|file| {
        [format!("{file} 200 : Additional properties"), format!("{file} 200 : \"location\" is a required property")]
    });
    let known = zeros.iter().chain(&zeros).map(|text| (*text).to_owned()).chain(echoes.into_iter().flatten());
    let known: Vec<String> = known.collect();
    assert_eq!(odd.len(), known.len(), "{odd:#?}");
    assert!(odd.iter().zip(&known).all(|(odd, known)| odd.starts_with(known)), "{odd:#?}");
    assert_eq!(judged, 101);
}

#[test]
fn recorded_traffic_keeps_to_the_contract() {
    let mut judged = Vec::new();
    // Of some recordings only the headers were kept.
    for (file, recording) in read("wire").into_iter().filter(|(file, _)| !file.contains("-headers")) {
        for exchange in recording["exchanges"].as_array().into_iter().flatten() {
            let Some(url) = exchange["request"]["url"].as_str() else { continue };
            let request = Request::new(
                exchange["request"]["method"].as_str().unwrap(),
                url.strip_prefix("https://management.azure.com").unwrap(),
            );
            let reply = &exchange["response"];
            let status = u16::try_from(reply["status"].as_u64().unwrap()).unwrap();
            let response = match reply.get("body") {
                Some(body @ Value::Object(_)) => Response::json(status, body),
                _ => Response::empty(status),
            };
            let Some(kind) = kind(&request, &response) else { continue };
            assert_eq!(kind.faults(&response), Vec::<String>::new(), "{file} {}", reply["body"]);
            judged.push(kind.name);
        }
    }
    assert_eq!(judged.len(), 18, "{judged:#?}");
}

/// A good snapshot at 2026-03-02 to break.
fn good() -> Value {
    json!({
        "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/n",
        "name": "n",
        "type": "Microsoft.Compute/snapshots",
        "location": "westeurope",
        "tags": {"a": "b"},
        "sku": {"name": "Standard_ZRS", "tier": "Standard"},
        "properties": {
            "creationData": {"createOption": "Copy", "sourceResourceId": "x", "sourceUniqueId": "y"},
            "diskSizeGB": 128,
            "diskState": "Unattached",
            "timeCreated": "2026-11-21T07:12:14.0662311-04:00",
            "completionPercent": 12.5,
            "incrementalSnapshotFamilyId": "f",
            "snapshotAccessState": "Available",
            "immutabilityPolicy": {"type": "Locked", "immutabilityDurationDays": 1},
        },
    })
}

fn snapshot_at(version: &str) -> Request {
    let path = "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/SNAPSHOTS/n";
    Request::new("GET", &format!("{path}?api-version={version}"))
}

#[test]
fn a_broken_body_is_found_and_the_place_named() {
    let judge = |body: &Value| faults(&snapshot_at("2026-03-02"), &Response::json(200, body));
    assert_eq!(judge(&good()), Vec::<String>::new());
    for (pointer, value, wanted) in [
        ("/colour", json!("red"), "'colour' was unexpected"),
        ("/properties/colour", json!("red"), "'colour' was unexpected"),
        ("/properties/creationData/colour", json!("red"), "'colour' was unexpected"),
        ("/properties/immutabilityPolicy/colour", json!("red"), "'colour' was unexpected"),
        ("/properties/creationData/createOption", json!("Clone"), "/properties/creationData/createOption"),
        ("/properties/diskState", json!("Open"), "/properties/diskState"),
        ("/properties/diskSizeGB", json!("128"), "/properties/diskSizeGB"),
        ("/properties/diskSizeGB", json!(2_147_483_648_u64), "/properties/diskSizeGB"),
        ("/properties/diskSizeGB", json!(1.5), "/properties/diskSizeGB"),
        ("/properties/completionPercent", json!("12.5"), "/properties/completionPercent"),
        ("/properties/timeCreated", json!("yesterday"), "/properties/timeCreated"),
        ("/properties/immutabilityPolicy/type", json!("Open"), "/properties/immutabilityPolicy/type"),
        ("/properties", json!(null), "/properties"),
        ("/sku/name", json!("Cheap_LRS"), "/sku/name"),
        ("/tags/a", json!(7), "/tags/a"),
        ("/location", json!(null), "/location"),
    ] {
        let mut body = good();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap()[member] = value;
        let found = judge(&body);
        assert!(found.len() == 1 && found[0].contains(wanted), "{pointer}: {found:#?}");
    }
    for pointer in ["/location", "/properties/creationData", "/properties/creationData/createOption"] {
        let mut body = good();
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        body.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(member);
        let found = judge(&body);
        assert!(found.len() == 1 && found[0].contains("is a required property"), "{pointer}: {found:#?}");
    }
}

#[test]
fn members_of_later_versions_are_found() {
    for (version, later) in [
        ("2026-03-02", &[][..]),
        ("2025-01-02", &["immutabilityPolicy"]),
        ("2022-07-02", &["immutabilityPolicy", "snapshotAccessState"]),
        ("2021-12-01", &["immutabilityPolicy", "incrementalSnapshotFamilyId", "snapshotAccessState"]),
    ] {
        let found = faults(&snapshot_at(version), &Response::json(200, &good()));
        assert_eq!(found.len(), usize::from(!later.is_empty()), "{version}: {found:#?}");
        for member in later {
            assert!(found[0].contains(&format!("'{member}'")), "{version}: {found:#?}");
        }
    }
}

#[test]
fn lists_links_refusals_and_statuses_are_judged_too() {
    let scope = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute";
    let operation = "/subscriptions/s/providers/Microsoft.Compute/locations/r/DiskOperations/1?api-version=2025-01-02";
    let at = |path: &str| format!("{scope}/{path}?api-version=2025-01-02");
    let error = json!({"code": "c", "message": "m"});
    for (method, path, response, well) in [
        ("GET", at("snapshots"), Response::json(200, &json!({"value": []})), true),
        ("GET", at("snapshots"), Response::json(200, &json!({"value": [], "nextLink": "x"})), true),
        ("GET", at("snapshots"), Response::json(200, &json!({"value": [], "nextLink": 1})), false),
        ("GET", at("snapshots"), Response::json(200, &json!({})), false),
        ("GET", at("disks"), Response::json(200, &json!({"value": [{"name": "d"}]})), false),
        ("GET", at("disks/d"), Response::text(200, "text/html", "<html>"), false),
        ("PUT", at("disks/d"), Response::json(201, &json!({"location": "r"})), false),
        ("DELETE", at("disks/d"), Response::empty(202), true),
        ("DELETE", at("disks/d"), Response::json(202, &json!({})), false),
        ("POST", at("disks/d/beginGetAccess"), Response::json(200, &json!({"accessSAS": "x"})), true),
        ("POST", at("disks/d/beginGetAccess"), Response::json(200, &json!({"accessSAS": 1})), false),
        ("GET", at("disks/d"), Response::json(404, &json!({ "error": error })), true),
        ("GET", at("disks/d"), Response::json(429, &error), true),
        ("GET", at("disks/d"), Response::json(409, &json!({"error": {"code": 409}})), false),
        ("GET", at("disks/d"), Response::json(404, &json!({"error": error, "more": 1})), false),
        ("GET", operation.to_owned(), Response::json(200, &json!({"status": "InProgress"})), true),
        ("GET", operation.to_owned(), Response::json(200, &json!({"name": "1"})), false),
        ("GET", operation.to_owned(), Response::json(200, &json!({"status": "x", "endTime": "now"})), false),
        (
            "GET",
            operation.to_owned(),
            Response::json(200, &json!({"status": "Succeeded", "properties": {"output": {"accessSAS": 1}}})),
            false,
        ),
    ] {
        let found = faults(&Request::new(method, &path), &response);
        assert_eq!(found.is_empty(), well, "{method} {path} {response:?}: {found:#?}");
    }
    let unknown = Request::new("GET", "/subscriptions/s/providers/Microsoft.Compute/virtualMachines");
    assert!(kind(&unknown, &Response::empty(200)).is_none());
}
