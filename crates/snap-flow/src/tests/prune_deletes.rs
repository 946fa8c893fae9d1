//! Pruning: one delete, and everything that may come in between.

use serde_json::{Value, json};

use super::prune::{NEWER, deletes, expect, get, message, name, plan, surveyed, taken, told, with};
use super::{ACCEPTED, Host, MISSING, OPERATION, disk_body, snapshot_id};

const LOCKED: &str = r#"{"error":{"code":"ScopeLocked","message":"The scope '/x' cannot perform delete operation because following scope(s) are locked: '/subscriptions/y'."}}"#;
const SHARED: &str = r#"{"error":{"code":"OperationNotAllowed","message":"There is an active shared access signature outstanding. Call EndGetAccess before deleting it."}}"#;
const IMMUTABLE: &str = r#"{"error":{"code":"SnapshotImmutable","message":"m"}}"#;
pub(super) const BUSY: &str = r#"{"error":{"code":"Conflict","message":"busy"}}"#;

/// Three snapshots, of which the first is to go; the newest was seen, the first is being looked at.
pub(super) fn looking() -> Host {
    let mut host = surveyed(&plan(&[1], &json!({})), &[taken(1), taken(2), taken(3)]);
    expect(&mut host, &get(3, NEWER), 200, &taken(3).to_string());
    assert_eq!(host.request().1, get(1, NEWER));
    host
}

/// Looked at once more; the DELETE is under way. Its id.
pub(super) fn deleting(host: &mut Host) -> u64 {
    host.reply(host.request().0, 200, &taken(1).to_string());
    let (id, asked) = host.request();
    assert_eq!(asked, format!("DELETE {}?api-version=2025-01-02", snapshot_id(&name(1))));
    id
}

/// Lets the pause pass; the snapshot is looked at again.
pub(super) fn again(host: &mut Host) {
    host.wait();
    assert_eq!(host.request().1, get(1, NEWER));
}

#[test]
fn the_operation_is_followed_to_its_end() {
    let mut host = looking();
    let id = deleting(&mut host);
    host.reply_with(id, 202, &ACCEPTED, "");
    assert_eq!(host.until, Some(3));
    host.wait();
    let (id, url) = host.request();
    assert_eq!(format!("https://management.azure.com{}", &url[4..]), OPERATION);
    host.reply(id, 200, r#"{"status":"InProgress"}"#);
    assert!(told(&host).is_empty());
    host.wait();
    host.reply(host.request().0, 200, r#"{"status":"Succeeded"}"#);
    assert_eq!((told(&host), host.is_done()), (vec!["s1 deleted -".to_owned()], true));
}

#[test]
fn what_changed_at_the_last_moment_is_left_alone() {
    let open = with(taken(1), "/properties/diskState", json!("ActiveSAS"));
    let frozen = with(taken(1), "/properties/immutabilityPolicy", json!({"type": "Locked", "isPolicyExpired": false}));
    let lost = with(taken(1), "/tags", json!({}));
    let kept = with(taken(1), "/tags/keep", json!("legal"));
    let other = with(taken(1), "/properties/uniqueId", json!("u9"));
    let nobody = with(taken(1), "/properties/uniqueId", Value::Null);
    let full = with(taken(1), "/properties/incremental", json!(false));
    for (found, code) in [
        (open, "open_link"),
        (frozen, "immutable"),
        (lost, "not_ours"),
        (kept, "plan_changed"),
        (other, "other_snapshot"),
        (nobody, "other_snapshot"),
        (full, "not_incremental"),
    ] {
        let mut host = looking();
        host.reply(host.request().0, 200, &found.to_string());
        assert_eq!((told(&host), deletes(&host)), (vec![format!("s1 skipped {code}")], 0));
        assert!(host.is_done());
    }
}

#[test]
fn a_look_that_is_answered_for_something_else_deletes_nothing() {
    let disk = disk_body("d1", "Premium_LRS");
    for found in [taken(2).to_string(), disk, "<html>".to_owned(), "[]".to_owned()] {
        let mut host = looking();
        host.reply(host.request().0, 200, &found);
        assert_eq!((told(&host), deletes(&host)), (vec!["s1 failed bad_reply".to_owned()], 0), "{found}");
    }
}

#[test]
fn a_policy_that_has_ended_holds_nothing() {
    let ended = with(taken(1), "/properties/immutabilityPolicy", json!({"type": "Locked", "isPolicyExpired": true}));
    let mut host = looking();
    host.reply(host.request().0, 200, &ended.to_string());
    assert_eq!(deletes(&host), 1);
}

#[test]
fn only_the_service_itself_says_that_it_is_gone() {
    let gone = r#"{"error":{"code":"ResourceGroupNotFound","message":"m"}}"#;
    let hidden = r#"{"error":{"code":"SubscriptionNotFound","message":"m"}}"#;
    for (body, expected) in [
        (MISSING, "s1 already_gone -"),
        (gone, "s1 already_gone -"),
        (hidden, "s1 failed SubscriptionNotFound"),
        ("<html>", "s1 failed http_404_not_json"),
        ("", "s1 failed http_404_empty"),
    ] {
        let mut host = looking();
        host.reply(host.request().0, 404, body);
        assert_eq!((told(&host), deletes(&host)), (vec![expected.to_owned()], 0));
    }
}

#[test]
fn the_newest_has_to_be_there_and_complete() {
    let swapped = with(taken(4), "/properties/uniqueId", json!("u9"));
    let failed = with(taken(4), "/properties/provisioningState", json!("Failed"));
    let full = with(taken(4), "/properties/incremental", json!(false));
    let updating = with(taken(4), "/properties/provisioningState", json!("Updating"));
    for (status, found, code) in [
        (404, MISSING.to_owned(), "keeper_gone"),
        (200, swapped.to_string(), "keeper_gone"),
        (200, failed.to_string(), "keeper_gone"),
        (200, updating.to_string(), "keeper_gone"),
        (200, full.to_string(), "keeper_gone"),
        (200, taken(3).to_string(), "keeper_not_read"),
        (200, "<html>".to_owned(), "keeper_not_read"),
        (404, "<html>".to_owned(), "keeper_not_read"),
        (403, MISSING.to_owned(), "keeper_not_read"),
    ] {
        let mut host = surveyed(&plan(&[1, 2], &json!({})), &[taken(1), taken(2), taken(3), taken(4)]);
        expect(&mut host, &get(4, NEWER), status, &found);
        let both = vec![format!("s1 skipped {code}"), format!("s2 skipped {code}")];
        assert_eq!((told(&host), deletes(&host), host.is_done()), (both, 0, true));
    }
    for kind in ["tls", "too_large"] {
        let mut host = surveyed(&plan(&[1], &json!({})), &[taken(1), taken(2), taken(3)]);
        host.failed(host.request().0, kind);
        assert_eq!((told(&host), host.is_done()), (vec!["s1 skipped keeper_not_read".to_owned()], true));
    }
}

#[test]
fn refusals_are_told_by_what_holds_it() {
    for (status, body, expected) in [
        (409, LOCKED, "s1 skipped locked"),
        (409, SHARED, "s1 skipped open_link"),
        (409, IMMUTABLE, "s1 skipped immutable"),
        (403, MISSING, "s1 failed ResourceNotFound"),
        (400, BUSY, "s1 failed Conflict"),
        (501, BUSY, "s1 failed Conflict"),
        (302, "", "s1 failed redirect"),
        (404, MISSING, "s1 already_gone -"),
        (204, "", "s1 already_gone -"),
        (200, "", "s1 deleted -"),
    ] {
        let mut host = looking();
        let id = deleting(&mut host);
        host.reply_with(id, status, &[("x-ms-request-id", "r-1")], body);
        assert_eq!((told(&host), deletes(&host)), (vec![expected.to_owned()], 1));
        if body == LOCKED {
            assert!(message(&host).contains("'/subscriptions/y'"), "the lock's scope is named");
            assert_eq!((&host.item()["status"], &host.item()["requestId"]), (&json!(409), &json!("r-1")));
        }
    }
}

#[test]
fn other_conflicts_are_tried_again_a_few_times() {
    let mut host = looking();
    for round in 1..=5 {
        let id = deleting(&mut host);
        assert_eq!(deletes(&host), round);
        host.reply(id, 409, BUSY);
        assert!(told(&host).is_empty());
        again(&mut host);
    }
    host.reply(host.request().0, 200, &taken(1).to_string());
    assert_eq!(told(&host), ["s1 failed Conflict"]);
}

#[test]
fn a_lost_reply_is_looked_after() {
    for (how, kind) in [("timeout", "deleted"), ("cut", "deleted"), ("not_sent", "already_gone")] {
        let mut host = looking();
        let id = deleting(&mut host);
        host.failed(id, how);
        again(&mut host);
        host.reply(host.request().0, 404, MISSING);
        assert_eq!(told(&host), [format!("s1 {kind} -")]);
    }
    // Still there, and the same: once more. 204 is then our own doing, as far as can be known.
    for (status, body) in [(500, "<html>"), (408, ""), (503, ""), (206, ""), (200, "<html>")] {
        let mut host = looking();
        let id = deleting(&mut host);
        host.reply(id, status, body);
        again(&mut host);
        let id = deleting(&mut host);
        host.reply(id, 204, "");
        assert_eq!((told(&host), deletes(&host)), (vec!["s1 deleted -".to_owned()], 2), "{status}");
    }
}

#[test]
fn a_namesake_of_what_was_deleted_is_not_touched() {
    let other = with(taken(1), "/properties/uniqueId", json!("u9")).to_string();
    let mut host = looking();
    let id = deleting(&mut host);
    host.failed(id, "timeout");
    again(&mut host);
    host.reply(host.request().0, 200, &other);
    assert_eq!((told(&host), deletes(&host)), (vec!["s1 deleted other_snapshot".to_owned()], 1));
}

#[test]
fn a_delete_on_its_way_is_waited_for() {
    let leaving = with(taken(1), "/properties/provisioningState", json!("Deleting")).to_string();
    let mut host = looking();
    let id = deleting(&mut host);
    host.reply(id, 202, "");
    for _ in 0..3 {
        again(&mut host);
        host.reply(host.request().0, 200, &leaving);
    }
    again(&mut host);
    host.reply(host.request().0, 404, MISSING);
    assert_eq!((told(&host), deletes(&host)), (vec!["s1 deleted -".to_owned()], 1));
}

#[test]
fn an_operation_that_fails_or_is_lost() {
    let failed = |code: &str| json!({"status": "Failed", "error": {"code": code, "message": "m"}}).to_string();
    let followed = || {
        let mut host = looking();
        let id = deleting(&mut host);
        host.reply_with(id, 202, &ACCEPTED, "");
        host.wait();
        host
    };
    let mut host = followed();
    host.reply(host.request().0, 200, &failed("ScopeLocked"));
    assert_eq!(told(&host), ["s1 skipped locked"]);
    // For another reason: tried again.
    let mut host = followed();
    host.reply(host.request().0, 200, &failed("InternalError"));
    again(&mut host);
    let id = deleting(&mut host);
    host.reply(id, 204, "");
    assert_eq!(told(&host), ["s1 deleted -"]);
    // It cannot be asked about any more.
    let mut host = followed();
    host.reply(host.request().0, 404, MISSING);
    assert_eq!(host.warned, ["operation_lost"]);
    again(&mut host);
    host.reply(host.request().0, 404, MISSING);
    assert_eq!(told(&host), ["s1 deleted -"]);
    // It leads elsewhere, and is not asked there.
    let mut host = looking();
    let id = deleting(&mut host);
    host.reply_with(id, 202, &[("Azure-AsyncOperation", "https://elsewhere.example/o?sig=SIGNED")], "");
    assert_eq!(host.warned, ["foreign_link"]);
    again(&mut host);
    host.reply(host.request().0, 404, MISSING);
    assert_eq!(told(&host), ["s1 deleted -"]);
}

#[test]
fn a_token_that_has_ended_is_renewed_once() {
    let mut host = looking();
    let id = deleting(&mut host);
    host.reply(id, 401, "");
    assert_eq!(host.steps.last().unwrap()["auth"]["fresh"], true);
    let id = deleting(&mut host);
    host.reply(id, 401, BUSY);
    assert_eq!(told(&host), ["s1 failed Conflict"]);
}

#[test]
fn a_reply_that_lacks_the_unique_id_proves_nothing() {
    let nobody = with(taken(1), "/properties/uniqueId", Value::Null).to_string();
    let mut host = looking();
    let id = deleting(&mut host);
    host.failed(id, "timeout");
    again(&mut host);
    host.reply(host.request().0, 200, &nobody);
    assert_eq!((told(&host), deletes(&host)), (vec!["s1 unknown other_snapshot".to_owned()], 1));
}

#[test]
fn names_are_not_what_holds_a_snapshot() {
    // The service's own code, not told as a lock, a link or a policy that a name speaks of.
    let at = snapshot_id("s1").replace("/rg/", "/rg-immutable/");
    for (status, words) in [
        (400, format!("Over scope '{at}'.")),
        (403, "Disallowed by policy 'immutable-and-ScopeLocked'.".to_owned()),
        (412, "Snapshot rg is busy with an ActiveSAS-like/thing.".to_owned()),
        (423, "Locked.".to_owned()),
    ] {
        let mut host = looking();
        let id = deleting(&mut host);
        host.reply(id, status, &json!({"error": {"code": "Conflict", "message": words}}).to_string());
        assert_eq!((told(&host), deletes(&host)), (vec!["s1 failed Conflict".to_owned()], 1), "{words}");
    }
    let in_details =
        json!({"error": {"code": "Conflict", "message": "m", "details": [{"code": "ScopeLocked", "message": "x"}]}});
    let mut host = looking();
    let id = deleting(&mut host);
    host.reply(id, 409, &in_details.to_string());
    assert_eq!(told(&host), ["s1 skipped locked"]);
}

#[test]
fn a_resumed_flow_reads_and_decides_anew() {
    let mut host = surveyed(
        &plan(&[1, 2], &json!({"policy": {"id": "prod", "zone": "UTC", "keep": {"last": 2}, "maxPlanAge": "PT3H"}})),
        &[taken(1), taken(2), taken(3), taken(4)],
    );
    expect(&mut host, &get(4, NEWER), 200, &taken(4).to_string());
    let id = deleting(&mut host);
    host.reply_with(id, 200, &[("x-note", "sig=SIGNED")], "");
    let mut later = host.resumed();
    assert_eq!(later.requests().len(), 3);
    for (id, asked) in later.requests() {
        let snapshots = json!({"value": [taken(2), taken(3), with(taken(4), "/tags", json!({}))]}).to_string();
        let disks = json!({"value": []}).to_string();
        later.reply(id, 200, if asked.contains("snapshots") { &snapshots } else { &disks });
    }
    // Without the fourth being ours, the second is needed.
    assert_eq!(told(&later), ["s2 skipped plan_changed"]);
    assert_eq!((later.summary()["deleted"].as_u64(), later.summary()["skipped"].as_u64()), (Some(1), Some(1)));
    // The plan is too old by then.
    let mut host = surveyed(&plan(&[1, 2], &json!({})), &[taken(1), taken(2), taken(3), taken(4)]);
    let later = host.resumed().resumed();
    assert_eq!(told(&later), ["s1 skipped plan_too_old", "s2 skipped plan_too_old"]);
    assert!(later.is_done());
}

#[test]
fn nothing_secret_is_told_or_saved() {
    let mut host = looking();
    let id = deleting(&mut host);
    host.reply_with(id, 202, &[("Azure-AsyncOperation", OPERATION)], "");
    host.wait();
    host.reply(
        host.request().0,
        400,
        r#"{"error":{"code":"X","message":"see https://h/p?sig=SIGNED and Bearer SIGNED"}}"#,
    );
    host.wait();
    let saved = host.flow.step(format!(r#"{{"op":"save","now":"{}"}}"#, host.now).as_bytes(), b"").unwrap();
    host.reply(host.request().0, 403, r#"{"error":{"code":"X","message":"see https://h/p?sig=SIGNED"}}"#);
    assert_eq!(told(&host), ["s1 unknown X"]);
    let shown: Vec<&Value> = host.all.iter().filter(|step| step["step"] != "request").collect();
    let shown = format!("{} {}", serde_json::to_string(&shown).unwrap(), serde_json::to_string(&saved).unwrap());
    assert!(!shown.contains("SIGNED") && !shown.contains("/operations/"), "{shown}");
}
