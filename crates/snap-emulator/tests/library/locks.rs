//! Locks: who sees them, what they forbid, and where they hang (U14).

use serde_json::{Value, json};
use snap_emulator::{Config, Home, LockLevel, Role, mint_token};

use crate::desk::{Desk, REGION, SUB, at, code, copy_of, snapshot, start, text};

const VERSION: &str = "2020-05-01";

fn group() -> String {
    format!("/subscriptions/{SUB}/resourceGroups/rg")
}

fn lock(scope: &str, name: &str) -> String {
    at(&format!("{scope}/providers/Microsoft.Authorization/locks/{name}"), VERSION)
}

fn locks(scope: &str) -> String {
    at(&format!("{scope}/providers/Microsoft.Authorization/locks"), VERSION)
}

fn level(word: &str) -> Value {
    json!({"properties": {"level": word, "notes": "kept for the audit"}})
}

fn delete(desk: &mut Desk, path: &str) -> snap_emulator::Response {
    let request = desk.request("DELETE", path);
    desk.send(&request)
}

fn scoped() -> (u16, String) {
    (409, "ScopeLocked".to_owned())
}

/// A desk with the disk `d1` and its finished snapshot `s1`.
fn desk() -> (Desk, String) {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    assert_eq!(desk.snap("s1", &source).status, 202);
    desk.wait(2);
    (desk, source)
}

#[test]
fn locks_are_made_read_changed_and_taken_away() {
    let (mut desk, _) = desk();
    let made = desk.call("PUT", &lock(&group(), "Keep"), &level("CanNotDelete"));
    assert_eq!(made.status, 201);
    let whole = json!({
        "properties": {"level": "CanNotDelete", "notes": "kept for the audit"},
        "id": format!("{}/providers/Microsoft.Authorization/locks/Keep", group()),
        "type": "Microsoft.Authorization/locks",
        "name": "Keep",
    });
    assert_eq!(made.body_json().unwrap(), whole);
    assert_eq!(desk.get(&lock(&group(), "KEEP")).body_json().unwrap(), whole);
    assert_eq!(desk.call("PUT", &lock(&group(), "keep"), &level("ReadOnly")).status, 200);
    assert_eq!(desk.get(&locks(&group())).body_json().unwrap()["value"][0]["properties"]["level"], "ReadOnly");
    assert_eq!(desk.emulator.dump(desk.now)["locks"].as_array().unwrap().len(), 1);
    assert_eq!(delete(&mut desk, &lock(&group(), "keep")).status, 200);
    assert_eq!(delete(&mut desk, &lock(&group(), "keep")).status, 204);
    assert_eq!(code(&desk.get(&lock(&group(), "keep"))).0, 404);
}

#[test]
fn what_is_no_lock_is_refused() {
    let (mut desk, _) = desk();
    for body in [json!({}), level("Sometimes"), json!({"properties": {"level": "ReadOnly", "surprise": 1}})] {
        assert_eq!(desk.call("PUT", &lock(&group(), "l"), &body).status, 400, "{body}");
    }
    assert_eq!(code(&desk.call("PUT", &lock(&group(), "a%2Fb"), &level("ReadOnly"))).1, "InvalidLockName");
    let nowhere = group().replace("/rg", "/nowhere");
    assert_eq!(code(&desk.get(&locks(&nowhere))).1, "ResourceGroupNotFound");
    assert_eq!(code(&desk.get(&locks(&snapshot("gone")))).1, "ResourceNotFound");
    let path = locks(&group()).replace(VERSION, "2021-01-01");
    assert_eq!(code(&desk.get(&path)), (400, "InvalidApiVersionParameter".to_owned()));
    assert_eq!(desk.get(&locks(&group()).replace(VERSION, "2016-09-01")).status, 200);
}

#[test]
fn lists_show_locks_above_and_below() {
    let (mut desk, _) = desk();
    let subscription = format!("/subscriptions/{SUB}");
    desk.emulator.add_group(SUB, "rg2", REGION);
    for (scope, name) in [
        (subscription.clone(), "on-sub"),
        (group(), "on-rg"),
        (format!("{subscription}/resourceGroups/rg2"), "on-rg2"),
        (snapshot("s1"), "on-s1"),
    ] {
        assert!(desk.emulator.add_lock(&scope, name, LockLevel::CanNotDelete, None));
    }
    let mut names = |path: &str| -> Vec<String> {
        let body = desk.get(path).body_json().unwrap();
        body["value"].as_array().unwrap().iter().map(|lock| lock["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&locks(&subscription)), ["on-sub", "on-rg", "on-s1", "on-rg2"]);
    assert_eq!(names(&locks(&group())), ["on-sub", "on-rg", "on-s1"]);
    assert_eq!(names(&locks(&snapshot("S1"))), ["on-sub", "on-rg", "on-s1"]);
    assert_eq!(names(&format!("{}&$filter=atScope()", locks(&group()))), ["on-sub", "on-rg"]);
    desk.emulator.config_mut().page_size = 3;
    let first = desk.get(&locks(&subscription)).body_json().unwrap();
    let next = first["nextLink"].as_str().unwrap().strip_prefix("https://management.azure.com").unwrap().to_owned();
    assert_eq!(desk.get(&next).body_json().unwrap()["value"][0]["name"], "on-rg2");
}

#[test]
fn a_lock_stops_deletes_wherever_it_hangs() {
    for (scope, name) in [(format!("/subscriptions/{SUB}"), "sub"), (group(), "rg"), (snapshot("s1"), "own")] {
        let (mut desk, source) = desk();
        desk.emulator.add_lock(&scope, name, LockLevel::CanNotDelete, Some("no"));
        let refused = delete(&mut desk, &at(&snapshot("s1"), "2025-01-02"));
        assert_eq!(code(&refused), scoped(), "{scope}");
        assert!(text(&refused).contains(&format!("following scope(s) are locked: '{scope}'")), "{}", text(&refused));
        assert!(text(&refused).contains("cannot perform delete operation"));
        assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 200, "still there");
        assert_eq!(desk.snap("s2", &source).status, 202, "writing is free");
        assert_eq!(delete(&mut desk, &lock(&scope, name)).status, 200, "a lock does not hold itself");
        assert_eq!(delete(&mut desk, &at(&snapshot("s1"), "2025-01-02")).status, 202);
    }
}

#[test]
fn read_only_stops_writes_too() {
    let (mut desk, source) = desk();
    desk.emulator.add_lock(&group(), "l", LockLevel::ReadOnly, None);
    let refused = desk.put(&snapshot("s2"), &copy_of(&source));
    assert_eq!(code(&refused), scoped());
    assert!(text(&refused).contains("cannot perform write operation"));
    assert_eq!(code(&desk.call("PATCH", &at(&snapshot("s1"), "2025-01-02"), &json!({"tags": {}}))), scoped());
    assert_eq!(code(&delete(&mut desk, &at(&snapshot("s1"), "2025-01-02"))), scoped());
    let policy = json!({"immutabilityDurationDays": 1, "type": "Unlocked"});
    let action = at(&format!("{}/updateImmutabilityPolicy", snapshot("s1")), "2026-03-02");
    assert_eq!(code(&desk.call("POST", &action, &policy)), scoped());
    assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 200, "reading is free");
}

#[test]
fn a_read_only_disk_may_still_be_snapshotted() {
    let (mut desk, source) = desk();
    desk.emulator.add_lock(&source, "l", LockLevel::ReadOnly, None);
    assert_eq!(desk.snap("s2", &source).status, 202);
    assert_eq!(code(&delete(&mut desk, &at(&source, "2025-01-02"))), scoped());
}

#[test]
fn locks_go_with_what_they_hang_on() {
    let (mut desk, source) = desk();
    desk.emulator.add_lock(&source, "l", LockLevel::ReadOnly, None);
    assert!(desk.emulator.delete_disk(&source, start()));
    assert_eq!(desk.emulator.dump(desk.now)["locks"], json!([]));
    assert!(!desk.emulator.add_lock("/subscriptions", "l", LockLevel::ReadOnly, None));
}

#[test]
fn not_everybody_may_see_locks() {
    let (mut desk, source) = desk();
    desk.emulator.add_lock(&group(), "l", LockLevel::CanNotDelete, None);
    desk.token = mint_token(start(), 3600, Role::NoLocks);
    for path in [locks(&group()), locks(&format!("/subscriptions/{SUB}")), lock(&group(), "l")] {
        let refused = desk.get(&path);
        assert_eq!(code(&refused), (403, "AuthorizationFailed".to_owned()), "{path}");
        assert!(text(&refused).contains("Microsoft.Authorization/locks/read"));
    }
    assert_eq!(desk.call("PUT", &lock(&group(), "m"), &level("ReadOnly")).status, 403);
    assert_eq!(desk.snap("s2", &source).status, 202, "all else is as for a contributor");
    assert_eq!(code(&delete(&mut desk, &at(&snapshot("s1"), "2025-01-02"))), scoped(), "it is told all the same");
    desk.token = mint_token(start(), 3600, Role::Reader);
    assert_eq!(desk.get(&locks(&group())).status, 200);
    assert_eq!(desk.call("PUT", &lock(&group(), "m"), &level("ReadOnly")).status, 403);
    assert_eq!(delete(&mut desk, &lock(&group(), "l")).status, 403);
}

#[test]
fn what_holds_a_resource_is_planted_by_management() {
    let (mut desk, source) = desk();
    let now = desk.now;
    let mut manage = |call: &str, body: Value| {
        let request = snap_emulator::Request::new("POST", &format!("/_manage/{call}")).with_json(&body);
        desk.emulator.manage(&request, now).response
    };
    for (call, good, bad) in [
        (
            "locks",
            json!({"scope": group(), "name": "l", "level": "CanNotDelete"}),
            json!({"scope": "/x", "name": "l", "level": "CanNotDelete"}),
        ),
        ("immutability", json!({"snapshot": snapshot("s1"), "days": 3}), json!({"snapshot": "/x", "days": 3})),
        ("attach", json!({"disk": source, "machine": "/vm"}), json!({"disk": "/x", "machine": "/vm"})),
    ] {
        assert_eq!(manage(call, good).status, 200, "{call}");
        assert_eq!(manage(call, bad).status, 400, "{call}");
        assert_eq!(manage(call, json!({"odd": 1})).status, 400, "{call}");
    }
    let token = manage("token", json!({"role": "noLocks", "caller": "night"})).body_json().unwrap();
    let state = desk.emulator.dump(now);
    assert_eq!(state["locks"][0]["name"], "l");
    assert_eq!(state["snapshots"][0]["properties"]["immutabilityPolicy"]["immutabilityDurationDays"], 3);
    assert_eq!(state["disks"][0]["managedBy"], "/vm");
    desk.token = token["token"].as_str().unwrap().to_owned();
    assert_eq!(desk.get(&locks(&group())).status, 403);
}

#[test]
fn machines_share_disks() {
    let (mut desk, source) = desk();
    assert!(desk.emulator.add_holder(&source, "/vm/1"));
    let one = desk.read(&source);
    assert_eq!((&one["managedBy"], one.get("managedByExtended")), (&json!("/vm/1"), None));
    assert_eq!(one["properties"]["diskState"], "Attached");
    assert!(desk.emulator.add_holder(&source, "/VM/1") && desk.emulator.add_holder(&source, "/vm/2"));
    let two = desk.read(&source);
    assert_eq!((&two["managedBy"], &two["managedByExtended"]), (&json!("/vm/1"), &json!(["/vm/1", "/vm/2"])));
    assert_eq!(delete(&mut desk, &at(&source, "2025-01-02")).status, 409);
    assert!(desk.emulator.detach(&source));
    let free = desk.read(&source);
    assert_eq!((free.get("managedBy"), &free["properties"]["diskState"]), (None, &json!("Unattached")));
    // Made to be shared: one machine is told as the only one of a list, and the service attaches as many as it says.
    let mut body = free;
    body["properties"]["maxShares"] = json!(2);
    let home = Home { subscription: SUB, group: "rg" };
    desk.emulator.load_disk(body, home, desk.now).unwrap();
    for holders in [&["/vm/1"][..], &["/vm/1", "/vm/2"]] {
        desk.emulator.attach(&source, holders[holders.len() - 1], desk.now).unwrap();
        assert_eq!(desk.read(&source)["managedByExtended"], json!(holders));
    }
    assert!(desk.emulator.attach(&source, "/vm/3", desk.now).unwrap_err().to_string().contains("another machine"));
    // Planted as the service may tell it: the list alone.
    let mut body = desk.read(&source);
    body.as_object_mut().unwrap().remove("managedBy");
    desk.emulator.load_disk(body, home, desk.now).unwrap();
    assert_eq!(delete(&mut desk, &at(&source, "2025-01-02")).status, 409);
    assert!(!desk.emulator.add_holder(&snapshot("s1"), "/vm/1") && !desk.emulator.detach("/x"));
}
