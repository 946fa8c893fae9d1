use serde_json::json;

use super::create::{request, written, written_by};
use super::*;

#[test]
fn a_resumed_flow_asks_before_it_writes() {
    // Killed right after the write went out.
    let mut resumed = written().resumed();
    assert_eq!(resumed.request(), (1, path("GET", &disk_id("d1"))));
    resumed.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    assert_eq!(resumed.request(), (2, path("GET", &snapshot_id("s1"))));
    // The slot is the first life's, an hour ago.
    resumed.reply(2, 200, &ours("s1", &json!({})));
    assert_eq!(resumed.items(), ["already_made -"]);
    assert_eq!(resumed.summary()["complete"], json!(true));
}

#[test]
fn the_answer_of_save_is_taken_as_the_text_it_was_written_down_as() {
    let mut host = Host::started(&request());
    let saved = host.flow.step(json!({"op": "save", "now": NOW}).to_string().as_bytes(), b"").unwrap();
    let text = json!({"ok": saved, "warnings": []}).to_string();
    let resume = |saved: &str| json!({"flow": "resume", "now": NOW, "saved": saved});
    assert_eq!(Flow::new(resume(&text).to_string().as_bytes()).unwrap().1.flow, "create");
    for broken in ["", "{}", &text[..text.len() / 2], &text.replace("\"ok\"", "\"oh\"")] {
        let refused = refusal(&resume(broken));
        assert_eq!((refused.code(), refused.target()), ("bad_saved", Some("saved")), "{broken}");
    }
}

#[test]
fn names_and_tags_come_from_the_first_lifes_slot() {
    let mut request = request();
    request["disks"] = json!([{"id": disk_id("d1")}]);
    let mut resumed = Host::started(&request).resumed();
    resumed.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    assert_eq!(resumed.request().1, path("GET", &snapshot_id("d1_20261120T020000Z")));
    resumed.reply(2, 404, MISSING);
    assert!(resumed.steps[0]["body"].as_str().unwrap().contains(r#""snapline-slot":"2026-11-20T02:00:00Z""#));
}

#[test]
fn what_is_final_is_not_asked_again() {
    let mut request = request();
    request["disks"] = json!([{"id": disk_id("gone"), "name": "s0"}, {"id": disk_id("d1"), "name": "s1"}]);
    let mut host = Host::started(&request);
    host.reply(1, 404, MISSING);
    host.reply(2, 200, &disk_body("d1", "Premium_LRS"));
    assert_eq!(host.items(), ["failed disk_not_found"]);
    let mut resumed = host.resumed();
    assert_eq!(resumed.request(), (1, path("GET", &disk_id("d1"))));
    resumed.reply(1, 200, &disk_body("d1", "Premium_LRS"));
    resumed.reply(2, 200, &ours("s1", &json!({})));
    assert_eq!(resumed.summary()["sentence"], json!("2 snapshots: 1 already made, 1 failed."));

    // All final: over at the first poll.
    let done = resumed.resumed();
    assert_eq!(done.kinds(), ["done"]);
    assert_eq!(done.summary()["sentence"], json!("2 snapshots: 1 already made, 1 failed."));
}

#[test]
fn a_wait_is_taken_up_again() {
    let mut request = request();
    request["wait"] = json!("durable");
    let mut host = written_by(&request, "PremiumV2_LRS");
    host.reply(3, 200, "");
    host.reply(4, 200, &ours("s1", &json!({"completionPercent": 10})));
    assert_eq!(host.items(), ["made -"]);
    let mut resumed = host.resumed();
    resumed.reply(1, 200, &disk_body("d1", "PremiumV2_LRS"));
    resumed.reply(2, 200, &ours("s1", &json!({"completionPercent": 100})));
    assert_eq!(resumed.items(), ["already_made -", "ready percent_100"]);
}

#[test]
fn nothing_signed_is_written_down() {
    let mut host = written();
    host.reply_with(3, 202, &ACCEPTED, "");
    let input = json!({"op": "save", "now": NOW}).to_string();
    let first = serde_json::to_string(&host.flow.step(input.as_bytes(), b"").unwrap()).unwrap();
    assert!(first.starts_with(r#"{"saved":{"version":1,"request":{"flow":"create""#), "{first}");
    assert!(!first.contains("SIGNED") && !first.contains("operations"));
    // Saving changes nothing: the flow goes on, and saves the same.
    let second = serde_json::to_string(&host.flow.step(input.as_bytes(), b"").unwrap()).unwrap();
    assert_eq!(first, second);
    host.wait();
    assert_eq!(host.request().0, 4);
}

#[test]
fn a_saved_flow_that_was_tampered_with_is_refused() {
    let mut host = written();
    let input = json!({"op": "save", "now": NOW}).to_string();
    let saved = serde_json::to_value(host.flow.step(input.as_bytes(), b"").unwrap()).unwrap()["saved"].clone();
    host.poll();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut saved = saved.clone();
        change(&mut saved);
        refusal(&json!({"flow": "resume", "saved": saved, "now": NOW})).code()
    };
    let item = |target: &str, kind: &str| {
        json!({"kind": kind, "target": target, "snapshot": null, "name": null, "code": null, "message": null,
               "status": null, "requestId": null, "correlationId": null})
    };
    assert_eq!(with(&|s| s["version"] = json!(2)), "bad_saved");
    assert_eq!(with(&|s| s["extra"] = json!(1)), "unknown_member");
    assert_eq!(with(&|s| s["request"]["flow"] = json!("resume")), "bad_saved");
    assert_eq!(with(&|s| s["request"]["endpoint"] = json!("http://evil.example")), "bad_endpoint");
    assert_eq!(with(&|s| s["finished"] = json!([item(&disk_id("d9"), "made")])), "bad_saved");
    assert_eq!(with(&|s| s["finished"] = json!([item(&disk_id("d1"), "unknown")])), "bad_saved");
}
