use serde_json::json;

use super::*;

fn request() -> Value {
    json!({"flow": "list", "now": NOW, "endpoint": AZURE, "subscriptionId": SUB, "resourceGroup": "rg", "what": ["snapshots"]})
}

fn first() -> String {
    format!("GET /subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots?api-version=2025-01-02")
}

#[test]
fn every_page_is_a_document_before_the_next_is_asked_for() {
    let mut host = Host::new(&request());
    assert_eq!(host.until, None);
    host.poll();
    assert_eq!(
        host.steps,
        [json!({
            "step": "request", "id": 1, "method": "GET",
            "url": format!("{AZURE}{}", first().strip_prefix("GET ").unwrap()),
            "headers": [["accept", "application/json"]], "body": null, "auth": {"kind": "arm", "fresh": false}
        })]
    );
    host.reply(1, 200, &format!(r#"{{"value":[{{}},{{}}],"nextLink":"{AZURE}/next?$skiptoken=A%2F+b"}}"#));
    assert_eq!(
        host.steps[..2],
        [
            json!({"step": "document", "id": 1, "name": "snapshots page 1"}),
            json!({"step": "progress", "target": null, "text": "Snapshots: 2 read, page 1.", "percent": null, "secondsLeft": null, "done": 2, "of": null})
        ]
    );
    // A32 and the note on `nextLink`: opaque, byte for byte.
    assert_eq!(host.request(), (2, "GET /next?$skiptoken=A%2F+b".to_owned()));
    host.reply(2, 200, r#"{"value":[{}]}"#);
    assert_eq!(host.kinds(), ["document snapshots page 2", "progress", "done"]);
    assert_eq!(
        host.summary(),
        &json!({
            "made": 0, "alreadyMade": 0, "deleted": 0, "alreadyGone": 0, "planned": 0, "skipped": 0, "failed": 0,
            "unknown": 0, "ready": 0, "notReady": 0, "pages": 2, "skewSeconds": null, "complete": true,
            "sentence": "Read 2 pages."
        })
    );
}

#[test]
fn lists_and_single_ones_are_read_side_by_side() {
    let mut request = request();
    request["what"] = json!(["disks", "snapshots", "disks"]);
    request["diskId"] = json!(disk_id("D1"));
    request["snapshotId"] = json!(snapshot_id("s1"));
    let mut host = Host::started(&request);
    let sent = host.requests();
    assert_eq!(sent.len(), 4);
    assert_eq!(sent[2].1, path("GET", &disk_id("D1")));
    assert_eq!(sent[3].1, path("GET", &snapshot_id("s1")));
    // A60: the service's casing differs from ours.
    host.reply(3, 200, &disk_body("d1", "Premium_LRS"));
    assert_eq!(host.kinds(), ["document disk D1"]);
    host.reply(4, 404, MISSING);
    assert_eq!(
        host.item(),
        &json!({
            "step": "item", "kind": "failed", "target": snapshot_id("s1"), "snapshot": null, "name": null, "code": "not_found",
            "message": format!("There is no snapshot `{}`. The service says: not found", snapshot_id("s1")), "status": 404, "requestId": null, "correlationId": null
        })
    );
    host.reply(1, 200, r#"{"value":[]}"#);
    host.reply(2, 200, r#"{"value":[]}"#);
    let summary = host.summary();
    assert_eq!((&summary["complete"], &summary["failed"], &summary["pages"]), (&json!(false), &json!(1), &json!(2)));
}

#[test]
fn a_link_to_another_origin_is_never_asked() {
    for link in
        ["https://evil.example/next?sig=SECRET", "http://management.azure.com/next", "//management.azure.com/next"]
    {
        let mut host = Host::started(&request());
        host.reply(1, 200, &json!({"value": [], "nextLink": link}).to_string());
        assert_eq!(host.kinds(), ["document snapshots page 1", "progress", "item failed", "done"]);
        assert_eq!(host.items(), ["failed foreign_link"]);
        assert!(!host.item().to_string().contains("SECRET"));
        assert_eq!(host.summary()["complete"], json!(false));
    }
}

#[test]
fn pages_that_lead_in_a_circle_end() {
    let mut host = Host::started(&request());
    let page = |next: &str| json!({"value": [], "nextLink": format!("{AZURE}{next}")}).to_string();
    host.reply(1, 200, &page("/a"));
    host.reply(2, 200, &page("/b"));
    host.reply(3, 200, &page("/a"));
    assert_eq!(host.items(), ["failed next_link_loop"]);
    assert_eq!(host.summary()["pages"], json!(3));
}

#[test]
fn a_failed_list_does_not_stop_the_other() {
    let mut request = request();
    request["what"] = json!(["snapshots", "disks"]);
    let mut host = Host::started(&request);
    host.reply_with(
        1,
        403,
        &[("x-ms-request-id", "r-1"), ("x-ms-correlation-request-id", "c-1")],
        r#"{"error":{"code":"AuthorizationFailed","message":"no rights"}}"#,
    );
    assert_eq!(
        host.item(),
        &json!({
            "step": "item", "kind": "failed", "target": format!("/subscriptions/{SUB}/resourceGroups/rg"), "snapshot": null, "name": null,
            "code": "AuthorizationFailed", "message": "no rights", "status": 403, "requestId": "r-1", "correlationId": "c-1"
        })
    );
    assert!(!host.is_done());
    host.reply(2, 200, r#"{"value":[]}"#);
    assert_eq!(host.summary()["sentence"], json!("Read 1 page. One read failed: what was read is not everything."));
}

#[test]
fn a_pause_that_is_asked_for_is_kept() {
    let mut host = Host::started(&request());
    host.reply_with(1, 429, &[("Retry-After", "7")], r#"{"code":"OperationNotAllowed","message":"slow down"}"#);
    assert_eq!((host.steps.len(), host.until), (0, Some(7)));
    host.after(6);
    assert_eq!((host.steps.len(), host.until), (0, Some(1)));
    host.after(1);
    assert_eq!(host.request(), (2, first()));
}

#[test]
fn without_one_pauses_grow_and_six_tries_are_enough() {
    let mut host = Host::started(&request());
    let mut pauses = Vec::new();
    for id in 1..=6 {
        host.reply(id, 503, "<html><body>Service unavailable</body></html>");
        pauses.extend(host.until);
        if host.until.is_some() {
            host.wait();
        }
    }
    assert_eq!(pauses.len(), 5);
    assert!(pauses.iter().zip([2, 4, 8, 16, 30]).all(|(p, base)| (base..=base + base / 2).contains(p)), "{pauses:?}");
    assert_eq!(host.items(), ["failed http_503_not_json"]);
    assert_eq!(host.item()["message"], json!("The reply with status 503 is a web page: Service unavailable"));
    assert!(host.is_done());
}

#[test]
fn a_refused_token_is_renewed_once() {
    let mut host = Host::started(&request());
    let refused = r#"{"error":{"code":"ExpiredAuthenticationToken","message":"expired"}}"#;
    host.reply(1, 401, refused);
    assert_eq!(host.steps[0]["auth"], json!({"kind": "arm", "fresh": true}));
    host.reply(2, 401, refused);
    assert_eq!(host.items(), ["failed ExpiredAuthenticationToken"]);
    assert!(host.is_done());
}

#[test]
fn replies_that_are_late_double_or_unknown() {
    let mut host = Host::started(&request());
    let page = json!({"value": [], "nextLink": format!("{AZURE}/a")}).to_string();
    host.reply(1, 200, &page);
    host.reply(1, 200, &page);
    assert_eq!((host.steps.len(), host.warned.as_slice()), (0, ["late_reply"].as_slice()));
    host.failed(1, "timeout");
    assert_eq!(host.warned, ["late_reply", "late_reply"]);
    for id in [0, 3, u64::MAX] {
        let error = host.try_input(json!({"op": "reply", "id": id, "status": 200}), "").unwrap_err();
        assert_eq!(error.code(), "unknown_request_id");
    }
    host.reply(2, 200, r#"{"value":[]}"#);
    assert!(host.is_done());
    host.reply(2, 200, r#"{"value":[]}"#);
    host.after(10);
    host.cancel();
    assert_eq!(host.steps.len(), 0);
    assert_eq!(host.summary()["pages"], json!(2));
}

#[test]
fn time_does_not_go_back() {
    let mut host = Host::started(&request());
    host.now = host.now.plus_seconds(100);
    host.reply_with(1, 429, &[("Retry-After", "10")], "");
    host.now = host.now.plus_seconds(-100);
    host.poll();
    assert_eq!((host.steps.len(), host.until), (0, Some(110)));
    host.after(110);
    assert_eq!(host.requests().len(), 1);
}

#[test]
fn a_wrong_clock_is_told_once() {
    let mut host = Host::started(&request());
    let date = [("Date", "Fri, 20 Nov 2026 02:10:00 GMT")];
    host.reply_with(1, 200, &date, &json!({"value": [], "nextLink": format!("{AZURE}/a")}).to_string());
    host.reply_with(2, 200, &date, r#"{"value":[]}"#);
    assert_eq!(host.warned, ["clock_skew"]);
}

#[test]
fn a_stopped_list_says_so() {
    let mut host = Host::started(&request());
    host.cancel();
    assert_eq!(host.kinds(), ["item failed", "done"]);
    assert_eq!((host.items(), host.until), (vec!["failed cancelled".to_owned()], None));
    assert_eq!(host.summary()["complete"], json!(false));
    host.reply(1, 200, r#"{"value":[]}"#);
    assert_eq!((host.steps.len(), host.warned.as_slice()), (0, ["late_reply"].as_slice()));
}

#[test]
fn a_saved_list_is_read_again() {
    let mut host = Host::started(&request());
    host.reply(1, 200, &json!({"value": [], "nextLink": format!("{AZURE}/a?t=SIGNED")}).to_string());
    let resumed = host.resumed();
    assert_eq!(resumed.request(), (1, first()));
}

#[test]
fn an_id_in_the_reply_must_be_the_one_asked_for() {
    let mut request = request();
    request["what"] = json!([]);
    request["diskId"] = json!(disk_id("d1"));
    let mut host = Host::started(&request);
    host.reply(1, 200, &disk_body("d2", "Premium_LRS"));
    assert_eq!(host.items(), ["failed bad_reply"]);
}
