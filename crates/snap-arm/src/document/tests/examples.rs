//! The service's own examples and recorded traffic: every disk and snapshot body loads.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::*;

#[expect(clippy::disallowed_methods, reason = "tests read the examples from disk")]
fn load(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "json") {
            found.push(path);
        }
    }
}

/// Bodies of replies, and resources inside operations' `output`.
fn bodies<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match name.as_str() {
                    "parameters" | "request" => {}
                    "body" => {
                        found.push(value);
                        found.extend(value.pointer("/properties/output"));
                    }
                    _ => bodies(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| bodies(item, found)),
        _ => {}
    }
}

fn is_ours(body: &Value) -> bool {
    let element = body.pointer("/value/0").unwrap_or(body);
    element.pointer("/properties/creationData").is_some() && element.get("error").is_none()
}

#[test]
fn every_disk_and_snapshot_body_loads() {
    let mut paths = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/arm-examples"), &mut paths);
    let (mut disks, mut snapshots, mut lacking_id, mut others) = (0, 0, 0, 0);
    for path in &paths {
        if path.components().any(|part| part.as_os_str() == "templates") {
            continue;
        }
        let file = load(path);
        let mut found = Vec::new();
        bodies(&file, &mut found);
        for body in found {
            let result = read("body", body.to_string().as_bytes());
            if !is_ours(body) {
                assert!(result.is_err(), "{}: {body}", path.display());
                others += 1;
                continue;
            }
            match result {
                Ok(document) => {
                    assert_eq!(document.skipped.count, 0, "{}: {:?}", path.display(), document.skipped);
                    disks += document.disks.len();
                    snapshots += document.snapshots.len();
                }
                // A reply to PATCH, and 202 in general, may lack the id (section 6.4 of the fact sheet).
                Err(error) => {
                    assert!(body.get("id").is_none(), "{}: {error}", path.display());
                    assert_eq!(read_resource(body.to_string().as_bytes()).unwrap_err().code(), "no_id");
                    lacking_id += 1;
                }
            }
        }
    }
    assert_eq!((disks, snapshots, lacking_id, others), (62, 25, 23, 24), "{} files", paths.len());
}

#[test]
fn an_incremental_snapshot_of_the_examples_is_read_whole() {
    let path = "../../tests/arm-examples/diskrp-2025-01-02/Snapshot_GetIncrementalSnapshot.json";
    let file = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
    let body = file.pointer("/responses/200/body").unwrap().to_string();
    let Resource::Snapshot(snapshot) = read_resource(body.as_bytes()).unwrap() else { panic!("a snapshot") };
    assert!(snapshot.incremental);
    assert_eq!(snapshot.family_id.as_deref(), Some("d1a341d5-1ea7-4a85-b304-944ad8021639"));
    assert_eq!(snapshot.source_unique_id.as_deref(), Some("d633885d-d102-4481-901e-5b2413d1a7be"));
    assert_eq!((snapshot.size_gb, snapshot.size_bytes), (Some(100), Some(10_737_418_240)));
    assert_eq!(snapshot.time_created.unwrap().to_string(), "2016-12-28T04:41:35.079872Z");
    // Hand-written quirks of the examples are words like any other.
    assert_eq!((snapshot.network_access_policy.as_deref(), snapshot.disk_state.as_deref()), (Some("0"), Some("0")));
    assert_eq!((snapshot.completion_percent, snapshot.tags.get("Project")), (None, Some("Snapshots")));
}
