//! Immutability policies (M1 to M3) and the version they came with (A13).

use serde_json::{Value, json};
use snap_emulator::{Config, Role, VersionRefusal, mint_token};

use crate::desk::{Desk, at, code, copy_of, member, snapshot, start, text};

const NEW: &str = "2026-03-02";

fn desk() -> Desk {
    let mut desk = Desk::new(Config::default());
    let source = desk.disk("d1", "Premium_LRS");
    assert_eq!(desk.snap("s1", &source).status, 202);
    desk.wait(2);
    desk
}

/// Asks for a policy, by the privileged action or by the plain one.
fn ask(desk: &mut Desk, privileged: bool, kind: &str, days: u32) -> (u16, String) {
    let action = if privileged { "updateImmutabilityPolicyLock" } else { "updateImmutabilityPolicy" };
    let path = at(&format!("{}/{action}", snapshot("s1")), NEW);
    code(&desk.call("POST", &path, &json!({"immutabilityDurationDays": days, "type": kind})))
}

fn policy(desk: &mut Desk, version: &str) -> Value {
    let body = desk.get(&at(&snapshot("s1"), version)).body_json().unwrap();
    member(&body, "/properties/immutabilityPolicy").clone()
}

fn delete(desk: &mut Desk) -> snap_emulator::Response {
    let request = desk.request("DELETE", &at(&snapshot("s1"), "2025-01-02"));
    desk.send(&request)
}

fn fine() -> (u16, String) {
    (202, "none".to_owned())
}

fn refused() -> (u16, String) {
    (409, "ImmutabilityPolicyChangeNotAllowed".to_owned())
}

#[test]
fn a_policy_is_set_and_shown_from_its_version_on() {
    let mut desk = desk();
    let path = at(&format!("{}/updateImmutabilityPolicy", snapshot("s1")), NEW);
    let accepted = desk.call("POST", &path, &json!({"immutabilityDurationDays": 30, "type": "Unlocked"}));
    assert_eq!(accepted.status, 202);
    desk.wait(2);
    let done = desk.follow(&accepted, "Azure-AsyncOperation").body_json().unwrap();
    let wanted = json!({
        "type": "Unlocked",
        "immutabilityDurationDays": 30,
        "policyStartTime": "2026-11-21T07:12:16.0662311+00:00",
        "policyExpirationTime": "2026-12-21T07:12:16.0662311+00:00",
        "isPolicyExpired": false,
    });
    assert_eq!(member(&done, "/properties/output/properties/immutabilityPolicy"), &wanted);
    assert_eq!(policy(&mut desk, NEW), wanted);
    assert_eq!(policy(&mut desk, "2025-01-02"), Value::Null, "hidden before its version (A13)");
}

#[test]
fn what_is_protected_is_not_deleted_until_it_expires() {
    for locked in [true, false] {
        let mut desk = desk();
        assert!(desk.emulator.protect(&snapshot("s1"), 1, locked, desk.now));
        let refusal = delete(&mut desk);
        assert_eq!(code(&refusal), (409, "OperationNotAllowed".to_owned()), "at an older version too");
        assert!(text(&refusal).contains("immutability policy is active until 2026-11-22"), "{}", text(&refusal));
        desk.wait(86_399);
        assert_eq!(delete(&mut desk).status, 409);
        desk.wait(1);
        assert_eq!(policy(&mut desk, NEW)["isPolicyExpired"], true);
        assert_eq!(delete(&mut desk).status, 202);
    }
    assert!(!desk().emulator.protect("/nowhere", 1, true, start()));
}

#[test]
fn a_locked_policy_only_grows() {
    let mut desk = desk();
    assert_eq!(ask(&mut desk, true, "Locked", 10), fine());
    assert_eq!(ask(&mut desk, true, "Locked", 9), refused());
    assert_eq!(ask(&mut desk, true, "Unlocked", 20), refused());
    assert_eq!(ask(&mut desk, false, "Unlocked", 20), refused());
    desk.wait(86_400);
    assert_eq!(ask(&mut desk, true, "Locked", 11), fine());
    let grown = policy(&mut desk, NEW);
    assert_eq!(grown["policyStartTime"], "2026-11-21T07:12:16.0662311+00:00", "an active policy keeps its start");
    assert_eq!(grown["policyExpirationTime"], "2026-12-02T07:12:16.0662311+00:00");
    desk.wait(10 * 86_400);
    assert_eq!(ask(&mut desk, true, "Unlocked", 1), fine(), "an expired one may be replaced");
    assert_eq!(policy(&mut desk, NEW)["policyStartTime"], "2026-12-02T07:12:16.0662311+00:00", "with a new start");
}

#[test]
fn an_unlocked_policy_is_shortened_and_ended_by_the_privileged_alone() {
    let mut desk = desk();
    assert_eq!(ask(&mut desk, false, "Unlocked", 10), fine());
    assert_eq!(ask(&mut desk, false, "Unlocked", 12), fine());
    assert_eq!(ask(&mut desk, false, "Unlocked", 11), refused());
    assert_eq!(ask(&mut desk, true, "Unlocked", 5), fine());
    assert_eq!(ask(&mut desk, false, "Unlocked", 0).0, 400);
    assert_eq!(ask(&mut desk, false, "Locked", 20).0, 400);
    assert_eq!(ask(&mut desk, true, "Locked", 0).0, 400);
    assert_eq!(ask(&mut desk, false, "Unlocked", u32::MAX), fine());
    assert_eq!(delete(&mut desk).status, 409, "longer than time itself");
    assert_eq!(ask(&mut desk, true, "Unlocked", 0), fine());
    assert_eq!(policy(&mut desk, NEW)["isPolicyExpired"], true);
    assert_eq!(delete(&mut desk).status, 202);
}

#[test]
fn the_actions_are_guarded() {
    let mut desk = desk();
    let body = json!({"immutabilityDurationDays": 1, "type": "Unlocked"});
    let path = |version: &str| at(&format!("{}/updateImmutabilityPolicy", snapshot("s1")), version);
    assert_eq!(code(&desk.call("POST", &path("2025-01-02"), &body)).0, 400, "before its version");
    for odd in [
        json!({}),
        json!({"immutabilityDurationDays": 1, "type": "Frozen"}),
        json!({"immutabilityDurationDays": -1, "type": "Locked"}),
    ] {
        assert_eq!(code(&desk.call("POST", &path(NEW), &odd)), (400, "InvalidParameter".to_owned()), "{odd}");
    }
    let gone = path(NEW).replace("/s1/", "/s9/");
    assert_eq!(code(&desk.call("POST", &gone, &body)), (404, "ResourceNotFound".to_owned()));
    desk.token = mint_token(start(), 3600, Role::Reader);
    let refusal = desk.call("POST", &path(NEW), &body);
    assert!(
        text(&refusal).contains("Microsoft.Compute/snapshots/updateImmutabilityPolicy/action"),
        "{}",
        text(&refusal)
    );
}

#[test]
fn a_cloud_may_not_know_the_newest_version() {
    for (words, wanted) in [
        (VersionRefusal::Parameter, "InvalidApiVersionParameter"),
        (VersionRefusal::Provider, "NoRegisteredProviderFound"),
        (VersionRefusal::ResourceType, "InvalidResourceType"),
    ] {
        let mut desk =
            Desk::new(Config { newest_version: "2025-01-02".to_owned(), version_refusal: words, ..Config::default() });
        let source = desk.disk("d1", "Premium_LRS");
        let refusal = desk.call("PUT", &at(&snapshot("s1"), NEW), &copy_of(&source));
        assert_eq!(code(&refusal), (400, wanted.to_owned()));
        assert!(text(&refusal).contains("2024-03-02") && text(&refusal).contains("2025-01-02'"), "{}", text(&refusal));
        assert_eq!(desk.put(&snapshot("s1"), &copy_of(&source)).status, 202);
    }
}

#[test]
fn manners_change_while_it_runs() {
    let mut desk = desk();
    let now = desk.now;
    let mut manage = |body: Value| {
        let request = snap_emulator::Request::new("POST", "/_manage/manners").with_json(&body);
        desk.emulator.manage(&request, now).response
    };
    let changed = manage(json!({
        "newestVersion": "2025-01-02", "versionRefusal": "resourceType", "buckets": false, "graphLagSeconds": 9,
    }));
    assert_eq!(
        changed.body_json().unwrap(),
        json!({
            "newestVersion": "2025-01-02", "buckets": false, "budgets": true, "graphLagSeconds": 9, "pageSize": 100,
            "rejectNextWith401": 0,
        })
    );
    assert_eq!(manage(json!({"newest": "x"})).status, 400);
    let path = at(&snapshot("s1"), NEW);
    assert_eq!(code(&desk.get(&path)), (400, "InvalidResourceType".to_owned()));
    for _ in 0..300 {
        assert_eq!(desk.get(&at(&snapshot("s1"), "2025-01-02")).status, 200);
    }
}
