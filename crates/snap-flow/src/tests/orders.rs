//! Requests and inputs that are refused before anything happens, by name.

use serde_json::json;

use super::create::request;
use super::*;

fn with(member: &str, value: Value) -> Value {
    let mut request = request();
    request[member] = value;
    request
}

#[track_caller]
fn refused(request: &Value, code: &str, target: Option<&str>) {
    let error = refusal(request);
    assert_eq!((error.code(), error.target()), (code, target), "{}", error.message());
}

#[test]
fn members() {
    refused(&with("now", json!("yesterday")), "bad_request", None);
    refused(&with("nmae", json!("x")), "unknown_member", Some("nmae"));
    refused(&with("disks", json!([{"id": disk_id("d"), "nmae": "x"}])), "unknown_member", Some("nmae"));
    refused(&json!({"flow": "create", "now": NOW, "endpoint": AZURE, "disks": []}), "missing_member", Some("callId"));
    refused(&json!({"flow": "destroy"}), "bad_request", None);
    refused(&json!({}), "missing_member", Some("flow"));
    refused(&json!(["list"]), "bad_request", None);
    for bytes in ["", "{", "null", "\u{0}"] {
        assert_eq!(Flow::new(bytes.as_bytes()).unwrap_err().code(), "bad_request", "{bytes}");
    }
    // A member that may be left out may be null.
    for member in [
        "policyId",
        "slot",
        "template",
        "tags",
        "sku",
        "apiVersion",
        "instantAccessDurationMinutes",
        "wait",
        "timeoutSeconds",
    ] {
        Host::new(&with(member, Value::Null));
    }
}

#[test]
fn values() {
    refused(&with("endpoint", json!("http://management.azure.com")), "bad_endpoint", Some("endpoint"));
    refused(&with("apiVersion", json!("2022-03-22")), "bad_api_version", Some("apiVersion"));
    refused(&with("apiVersion", json!("2018-06-01")), "api_version_too_old", Some("apiVersion"));
    refused(&with("callId", json!("")), "bad_call_id", Some("callId"));
    refused(&with("policyId", json!("a\nb")), "bad_call_id", Some("policyId"));
    refused(&with("sku", json!("Premium_LRS")), "sku_not_allowed", Some("sku"));
    refused(&with("template", json!("{disk}")), "bad_template", Some("template"));
    refused(&with("timeoutSeconds", json!(0)), "bad_timeout", Some("timeoutSeconds"));
    refused(&with("tags", json!({"a/b": "x"})), "bad_tags", Some("tags"));
    refused(&with("tags", json!({"Snapline-Slot": "x"})), "bad_tags", Some("tags"));
    let forty_nine: serde_json::Map<String, Value> = (0..49).map(|n| (format!("t{n}"), json!(""))).collect();
    refused(&with("tags", json!(forty_nine)), "bad_tags", Some("tags"));
    refused(
        &with("instantAccessDurationMinutes", json!(0)),
        "bad_instant_access_minutes",
        Some("instantAccessDurationMinutes"),
    );
    let mut old = with("instantAccessDurationMinutes", json!(60));
    old["apiVersion"] = json!("2024-03-02");
    refused(&old, "api_version_too_old", Some("apiVersion"));
    assert_eq!(Host::new(&with("instantAccessDurationMinutes", json!(301))).warned, ["instant_access_minutes"]);
    assert!(Host::new(&with("instantAccessDurationMinutes", json!(300))).warned.is_empty());
}

#[test]
fn disks() {
    let one = |disk: Value| with("disks", json!([disk]));
    refused(&with("disks", json!([])), "no_disks", Some("disks"));
    refused(&one(json!({"id": "vm_data1"})), "bad_id", Some("/disks/0/id"));
    refused(&one(json!({"id": snapshot_id("s")})), "bad_id", Some("/disks/0/id"));
    refused(&one(json!({"id": disk_id("../x")})), "bad_id", Some("/disks/0/id"));
    refused(&one(json!({"id": disk_id("d").replace(SUB, "my-sub")})), "bad_subscription", Some("/disks/0/id"));
    refused(&one(json!({"id": disk_id("d"), "name": "a b"})), "bad_name", Some("/disks/0/name"));
    refused(&one(json!({"id": disk_id("d"), "name": "../../x"})), "bad_name", Some("/disks/0/name"));
    refused(
        &one(json!({"id": disk_id("d"), "resourceGroup": "x/y"})),
        "bad_resource_group",
        Some("/disks/0/resourceGroup"),
    );
    refused(
        &with("disks", json!([{"id": disk_id("d")}, {"id": disk_id("D").to_uppercase()}])),
        "same_disk_twice",
        Some("/disks/1/id"),
    );
    let both = json!([{"id": disk_id("a"), "name": "s"}, {"id": disk_id("b"), "name": "S"}]);
    refused(&with("disks", both), "same_name_twice", Some("/disks/1"));
}

#[test]
fn disks_of_one_name_get_names_of_their_own() {
    let other = disk_id("data1").replace("/rg/", "/rg2/");
    let disks = json!([{"id": disk_id("data1")}, {"id": other, "resourceGroup": "RG"}, {"id": disk_id("data2")}]);
    let mut host = Host::started(&with("disks", disks));
    host.reply(1, 200, &disk_body("data1", "Premium_LRS"));
    host.reply(2, 200, &disk_body("data1", "Premium_LRS").replace("/rg/", "/rg2/"));
    host.reply(3, 200, &disk_body("data2", "Premium_LRS"));
    let names: Vec<String> =
        requests(&host.all)[3..].iter().map(|(_, r)| r.rsplit_once('/').unwrap().1.to_owned()).collect();
    let version = "?api-version=2025-01-02";
    assert_eq!(names[0], format!("data1_20261120T020000Z{version}"));
    // In another group than its own a disk's name is not enough, whatever else the call makes: the same slot must be the
    // same snapshot in a call without the others.
    assert!(names[1].starts_with("data1-") && names[1].ends_with(&format!("_20261120T020000Z{version}")), "{names:?}");
    assert_eq!(names[2], format!("data2_20261120T020000Z{version}"));
    let mut alone = Host::started(&with("disks", json!([{"id": other, "resourceGroup": "RG"}])));
    alone.reply(1, 200, &disk_body("data1", "Premium_LRS").replace("/rg/", "/rg2/"));
    assert!(alone.request().1.ends_with(&names[1]), "{:?}", alone.request());
}

#[test]
fn lists() {
    let list = |member: &str, value: Value| {
        let mut request =
            json!({"flow": "list", "now": NOW, "endpoint": AZURE, "subscriptionId": SUB, "what": ["disks"]});
        request[member] = value;
        request
    };
    refused(&list("subscriptionId", json!("x")), "bad_subscription", Some("subscriptionId"));
    refused(&list("resourceGroup", json!("../x")), "bad_resource_group", Some("resourceGroup"));
    refused(&list("what", json!([])), "nothing_to_read", Some("what"));
    refused(&list("what", json!(["vms"])), "bad_request", None);
    refused(&list("diskId", json!(snapshot_id("s"))), "bad_id", Some("diskId"));
    refused(&list("snapshotId", json!("x")), "bad_id", Some("snapshotId"));
    refused(&list("apiVersion", json!("newest")), "bad_api_version", Some("apiVersion"));
}

#[test]
fn inputs() {
    let mut host = Host::new(&request());
    for (input, code) in [
        (json!({"op": "stop"}), "bad_input"),
        (json!({"op": "reply", "id": 1}), "missing_member"),
        (json!({"op": "reply", "status": 200}), "missing_member"),
        (json!({"op": "failed", "id": 1}), "missing_member"),
        (json!({"op": "failed", "id": 1, "kind": "bored"}), "bad_input"),
        (json!({"op": "reply", "id": -1, "status": 200}), "bad_input"),
        (json!({"op": "poll", "body": "x"}), "unknown_member"),
        // Nothing was sent yet.
        (json!({"op": "reply", "id": 1, "status": 200}), "unknown_request_id"),
    ] {
        assert_eq!(host.try_input(input.clone(), "").unwrap_err().code(), code, "{input}");
    }
    assert!(host.flow.step(b"", b"").is_err());
    assert!(host.flow.step(br#"{"op":"poll","now":"soon"}"#, b"").is_err());
    // None of that changed anything.
    host.poll();
    assert_eq!(host.request().0, 1);
}
