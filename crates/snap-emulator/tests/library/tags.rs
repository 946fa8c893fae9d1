//! Tags as a resource of their own.

use serde_json::{Value, json};
use snap_emulator::{Config, LockLevel, Request, Role, mint_token};

use crate::desk::{Desk, at, code, start};

fn of(id: &str) -> String {
    at(&format!("{id}/providers/microsoft.resources/TAGS/default"), "2021-04-01")
}

fn tags(reply: &snap_emulator::Response) -> Value {
    assert_eq!(reply.status, 200);
    reply.body_json().unwrap()["properties"]["tags"].clone()
}

#[test]
fn tags_are_merged_replaced_and_taken_away() {
    let mut desk = Desk::new(Config::default());
    let disk = desk.disk("d1", "Premium_LRS");
    assert_eq!(tags(&desk.get(&of(&disk))), json!({}));
    let mut change = |operation: &str, tags: Value| {
        desk.call("PATCH", &of(&disk), &json!({"operation": operation, "properties": {"tags": tags}}))
    };
    let made = change("Merge", json!({"Team": "a", "keep": "1"}));
    assert_eq!(made.body_json().unwrap()["id"], format!("{disk}/providers/Microsoft.Resources/tags/default"));
    // Names ignore case, values do not (A63).
    assert_eq!(tags(&change("Merge", json!({"TEAM": "b"}))), json!({"TEAM": "b", "keep": "1"}));
    assert_eq!(tags(&change("Delete", json!({"team": "B"}))), json!({"TEAM": "b", "keep": "1"}));
    assert_eq!(tags(&change("Delete", json!({"team": "b"}))), json!({"keep": "1"}));
    assert_eq!(tags(&change("Replace", json!({"x": "y"}))), json!({"x": "y"}));
    assert_eq!(desk.read(&disk)["tags"], json!({"x": "y"}));
    assert_eq!(tags(&desk.call("PUT", &of(&disk), &json!({"properties": {"tags": {"z": ""}}}))), json!({"z": ""}));
    let gone = desk.request("DELETE", &of(&disk));
    assert_eq!(desk.send(&gone).status, 200);
    assert_eq!(desk.read(&disk)["tags"], json!({}));
}

#[test]
fn what_is_wrong_changes_nothing() {
    let mut desk = Desk::new(Config::default());
    let disk = desk.disk("d1", "Premium_LRS");
    for (body, wanted) in [
        (json!({"properties": {"tags": {"a/b": "1"}}}), "InvalidTagNameCharacters"),
        (json!({"properties": {"tags": {"a": 1}}}), "InvalidTagValue"),
        (json!({"operation": "Add", "properties": {"tags": {}}}), "InvalidRequestContent"),
        (json!({"tags": {}}), "InvalidRequestContent"),
    ] {
        assert_eq!(code(&desk.call("PATCH", &of(&disk), &body)), (400, wanted.to_owned()), "{body}");
    }
    let body = json!({"operation": "Merge", "properties": {"tags": {"a": "b"}}});
    let token = mint_token(start(), 3600, Role::Reader);
    let asked = Request::new("PATCH", &of(&disk)).with_token(&token).with_json(&body);
    assert_eq!(code(&desk.send(&asked)), (403, "AuthorizationFailed".to_owned()));
    assert!(desk.emulator.add_lock(&disk, "l", LockLevel::ReadOnly, None));
    assert_eq!(code(&desk.call("PATCH", &of(&disk), &body)), (409, "ScopeLocked".to_owned()));
    assert_eq!(tags(&desk.get(&of(&disk))), json!({}));
    let nobody = disk.replace("d1", "d2");
    assert_eq!(code(&desk.get(&of(&nobody))), (404, "ResourceNotFound".to_owned()));
}
