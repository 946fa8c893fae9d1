//! Operations that end badly or cannot be followed, deadlines and cancels: the item always says what is true.

use serde_json::json;

use super::create::{request, written, written_by};
use super::*;

/// A request for a snapshot that will be waited for, at most 100 seconds in all.
fn short_wait() -> Value {
    let mut request = request();
    request["wait"] = json!("durable");
    request["timeoutSeconds"] = json!(100);
    request
}

#[test]
fn an_operation_that_fails() {
    // A33
    for (body, code) in [
        (r#"{"status":"Failed","error":{"code":"Quota","message":"too many"}}"#, "Quota"),
        (r#"{"status":"Canceled"}"#, "OperationCanceled"),
    ] {
        let mut host = written();
        host.reply_with(3, 202, &ACCEPTED, "");
        host.wait();
        host.reply(4, 200, body);
        assert_eq!(host.request(), (5, path("GET", &snapshot_id("s1"))));
        host.reply(5, 200, &ours("s1", &json!({"provisioningState": "Failed"})));
        assert_eq!(host.kinds(), ["document snapshot s1", "item failed", "progress", "done"]);
        assert_eq!(host.items(), [format!("failed {code}")]);
    }
}

#[test]
fn an_operation_that_fails_and_leaves_nothing() {
    let mut host = written();
    host.reply_with(3, 202, &ACCEPTED, "");
    host.wait();
    host.reply(4, 200, r#"{"status":"Failed","error":{"code":"Quota","message":"too many"}}"#);
    host.reply(5, 404, MISSING);
    assert_eq!((host.items(), host.kinds()[0].as_str()), (vec!["failed Quota".to_owned()], "item failed"));
}

#[test]
fn an_operation_on_another_origin_is_not_followed_and_the_snapshot_not_lost() {
    let mut host = written();
    host.reply_with(3, 202, &[("Azure-AsyncOperation", "https://evil.example/op?s=SECRET")], "");
    assert_eq!(host.warned, ["foreign_link"]);
    host.wait();
    assert_eq!(host.request(), (4, path("GET", &snapshot_id("s1"))));
    host.reply(4, 200, &ours("s1", &json!({"provisioningState": "Updating"})));
    host.wait();
    host.reply(5, 200, &ours("s1", &json!({})));
    assert_eq!(host.items(), ["made -"]);
    assert!(!serde_json::to_string(&host.all).unwrap().contains("evil.example"));
}

#[test]
fn an_operation_that_cannot_be_read_is_left_for_the_snapshot() {
    for (status, body) in
        [(404, MISSING), (410, ""), (200, "<html>"), (200, r#"{"status":7}"#), (200, ""), (302, ""), (403, "")]
    {
        let mut host = written();
        host.reply_with(3, 202, &ACCEPTED, "");
        host.wait();
        host.reply(4, status, body);
        assert_eq!(host.warned, ["operation_lost"], "{status} {body}");
        host.wait();
        assert_eq!(host.request(), (5, path("GET", &snapshot_id("s1"))));
        host.reply(5, 200, &ours("s1", &json!({})));
        assert_eq!(host.items(), ["made -"]);
    }
}

#[test]
fn location_alone_is_followed() {
    // A30
    let mut host = written();
    host.reply_with(3, 202, &[("Location", OPERATION)], "");
    assert_eq!(host.until, Some(2));
    host.wait();
    host.reply_with(4, 202, &[("Retry-After", "5")], "");
    assert_eq!(host.until, Some(5));
    host.wait();
    host.reply(5, 200, &ours("s1", &json!({})));
    assert_eq!(host.request(), (6, path("GET", &snapshot_id("s1"))));
}

#[test]
fn without_headers_the_snapshot_is_polled() {
    // A35
    let mut host = written();
    host.reply(3, 202, "");
    let mut pauses = Vec::new();
    for id in 4..10 {
        pauses.push(host.until.unwrap());
        host.wait();
        host.reply(id, 200, &ours("s1", &json!({"provisioningState": "Creating"})));
    }
    assert_eq!(pauses, [2, 4, 8, 16, 30, 30]);
    host.wait();
    host.reply(10, 200, &ours("s1", &json!({"provisioningState": null})));
    assert_eq!(host.items(), ["made -"]);
}

#[test]
fn a_snapshot_that_never_appears_has_failed() {
    let mut host = written();
    host.reply(3, 202, "");
    for id in 4..=10 {
        host.wait();
        host.reply(id, 404, MISSING);
    }
    assert_eq!(host.items(), ["failed snapshot_not_found"]);
}

#[test]
fn a_confirmed_one_that_cannot_be_read_back_is_made() {
    let mut host = written_by(&short_wait(), "Premium_LRS");
    host.reply_with(3, 202, &ACCEPTED, "");
    host.wait();
    host.reply(4, 200, r#"{"status":"Succeeded"}"#);
    host.reply(5, 403, r#"{"error":{"code":"AuthorizationFailed","message":"no rights"}}"#);
    assert_eq!(host.items(), ["made -", "not_ready AuthorizationFailed"]);
    assert_eq!(host.warned, ["not_read_back"]);
}

#[test]
fn tags_that_were_changed_are_told() {
    let mut host = written();
    host.reply(3, 200, "");
    host.reply(4, 200, &tagged("s1", &json!({"owner": "policy"}), &json!({})));
    assert_eq!((host.items(), host.warned.as_slice()), (vec!["made -".to_owned()], ["tags_changed"].as_slice()));
}

#[test]
fn another_writer_at_the_same_moment_is_told() {
    let mut host = written();
    host.reply(3, 200, "");
    let other =
        json!({"creationData": {"createOption": "Copy", "sourceResourceId": disk_id("d2"), "sourceUniqueId": "other"}});
    host.reply(4, 200, &tagged("s1", &json!({}), &other));
    assert_eq!(host.items(), ["unknown not_as_asked"]);
}

#[test]
fn the_deadline_ends_the_wait_with_a_last_look() {
    let mut host = written_by(&short_wait(), "PremiumV2_LRS");
    host.reply(3, 200, "");
    host.reply(4, 200, &ours("s1", &json!({"completionPercent": 10})));
    let mut id = 5;
    while host.now < Instant::parse(NOW).unwrap().plus_seconds(100) {
        host.wait();
        if let [(next, _)] = &host.requests()[..] {
            id = *next;
            if host.now < Instant::parse(NOW).unwrap().plus_seconds(100) {
                host.reply(id, 200, &ours("s1", &json!({"completionPercent": 10})));
            }
        }
    }
    assert_eq!(host.until, Some(30));
    host.reply(id, 200, &ours("s1", &json!({"completionPercent": 90})));
    assert_eq!(host.kinds(), ["document snapshot s1", "item not_ready", "progress", "done"]);
    assert_eq!(host.items(), ["made -", "not_ready copying"]);
    let message = host.item()["message"].as_str().unwrap();
    assert!(message.starts_with("The time that was given is over. ") && message.contains("90"), "{message}");
    assert_eq!(host.summary()["complete"], json!(false));
}

#[test]
fn the_deadline_at_each_place() {
    // Before the write: nothing is written. After it: not known, until the service says so.
    let mut host = Host::started(&short_wait());
    host.after(100);
    assert_eq!((host.steps.len(), host.until), (0, Some(30)));
    host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    assert_eq!(host.items(), ["failed timed_out"]);
    assert!(host.is_done() && host.requests().is_empty());

    let mut host = Host::started(&short_wait());
    host.after(130);
    assert_eq!(host.items(), ["failed timed_out"]);

    let mut host = written_by(&short_wait(), "Premium_LRS");
    host.after(129);
    assert_eq!(host.items(), Vec::<String>::new());
    host.after(1);
    assert_eq!(host.items(), ["unknown timed_out"]);

    let mut host = written_by(&short_wait(), "Premium_LRS");
    host.after(120);
    host.reply_with(3, 202, &ACCEPTED, "");
    assert_eq!(host.items(), ["unknown timed_out"]);

    let mut host = written_by(&short_wait(), "Premium_LRS");
    host.failed(3, "timeout");
    host.after(100);
    assert_eq!(host.items(), ["unknown timed_out"]);
}

#[test]
fn a_cancel_at_each_place() {
    let cancelled = |mut host: Host| {
        host.cancel();
        assert!(host.is_done() && host.requests().is_empty());
        (host.items(), host.summary()["sentence"].as_str().unwrap().to_owned())
    };
    let skipped = (vec!["skipped cancelled".to_owned()], "1 snapshot: 1 skipped.".to_owned());
    let unknown = (vec!["unknown cancelled".to_owned()], "1 snapshot: 1 not known.".to_owned());
    assert_eq!(cancelled(Host::new(&request())), skipped);
    assert_eq!(cancelled(Host::started(&request())), skipped);

    let mut host = Host::started(&request());
    host.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    assert_eq!(cancelled(host), skipped);

    assert_eq!(cancelled(written()), unknown);

    // Refused and waiting to be repeated: nothing was written.
    let mut host = written();
    host.reply(3, 429, "");
    assert_eq!(cancelled(host), skipped);

    let mut host = written();
    host.failed(3, "timeout");
    assert_eq!(cancelled(host), unknown);

    let mut host = written();
    host.reply_with(3, 202, &ACCEPTED, "");
    assert_eq!(cancelled(host), unknown);

    let mut host = written_by(&short_wait(), "PremiumV2_LRS");
    host.reply(3, 200, "");
    host.reply(4, 200, &ours("s1", &json!({"completionPercent": 10})));
    assert_eq!(cancelled(host).0, ["made -", "not_ready cancelled"]);
}
