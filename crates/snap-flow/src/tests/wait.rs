//! Waiting for snapshots and for disks that were made from snapshots.

use serde_json::json;

use super::*;

fn request(targets: &[String]) -> Value {
    json!({"flow": "wait", "now": NOW, "endpoint": AZURE, "targets": targets, "timeoutSeconds": 600})
}

fn started(id: &str) -> Host {
    let host = Host::started(&request(&[id.to_owned()]));
    assert_eq!(host.request(), (1, path("GET", id)));
    host
}

fn snapshot(more: &Value) -> String {
    tagged("s1", &json!({}), more)
}

#[test]
fn a_copy_is_followed_to_its_end_and_its_rate_is_told_once_it_is_known() {
    let copy = |percent: Value| {
        snapshot(
            &json!({"completionPercent": percent, "creationData": {"createOption": "CopyStart", "sourceResourceId": snapshot_id("s0")}}),
        )
    };
    let mut host = started(&snapshot_id("s1"));
    let told = |host: &Host| (host.steps[0]["percent"].clone(), host.steps[0]["secondsLeft"].clone());
    host.reply(1, 200, &copy(json!(0.0)));
    assert_eq!(told(&host), (json!(0.0), json!(null)));
    host.wait();
    host.reply(2, 200, &copy(json!(0.0)));
    assert_eq!(host.kinds(), Vec::<String>::new());
    host.wait();
    // Six seconds for a fifth: twenty-four more.
    host.reply(3, 200, &copy(json!(20.0)));
    assert_eq!(told(&host), (json!(20.0), json!(24)));
    host.wait();
    host.reply(4, 200, &copy(json!(100)));
    assert_eq!(host.kinds(), ["document snapshot s1", "item ready", "progress", "done"]);
    assert_eq!(
        (host.items(), &host.summary()["sentence"]),
        (vec!["ready percent_100".to_owned()], &json!("1 of 1 ready."))
    );
}

#[test]
fn a_missing_percent_is_judged_by_the_kind_of_the_disk() {
    // A36, R7
    for (sku, status, expected) in
        [("Premium_LRS", 200, "ready no_background_copy"), ("", 404, "ready assumed_ordinary")]
    {
        let mut host = started(&snapshot_id("s1"));
        host.reply(1, 200, &snapshot(&json!({})));
        assert_eq!(host.request(), (2, path("GET", &disk_id("d1"))));
        host.reply(2, status, &if status == 200 { disk_body("d1", sku) } else { MISSING.to_owned() });
        assert_eq!(host.request(), (3, path("GET", &snapshot_id("s1"))));
        host.reply(3, 200, &snapshot(&json!({})));
        assert_eq!(host.items(), [expected]);
    }
    let mut host = started(&snapshot_id("s1"));
    host.reply(1, 200, &snapshot(&json!({})));
    host.reply(2, 200, &disk_body("d1", "UltraSSD_LRS"));
    host.reply(3, 200, &snapshot(&json!({})));
    assert_eq!((host.items(), host.kinds()), (vec![], vec!["progress".to_owned()]));
    host.after(700);
    assert_eq!(host.items(), ["not_ready percent_missing"]);
}

#[test]
fn a_copy_that_failed_says_why() {
    // R18
    let mut host = started(&snapshot_id("s1"));
    host.reply(1, 200, &snapshot(&json!({"completionPercent": 3, "copyCompletionError": {"errorCode": "CopySourceNotFound", "errorMessage": "gone"}})));
    assert_eq!(host.items(), ["not_ready copy_failed"]);
    assert!(host.item()["message"].as_str().unwrap().contains("CopySourceNotFound"));
}

#[test]
fn disks_made_from_snapshots() {
    // R6, R19
    let disk = |sku: &str, percent: f64| {
        disk_body("d1", sku).replace(
            r#""uniqueId""#,
            &format!(r#""completionPercent":{percent},"creationData":{{"createOption":"Copy"}},"uniqueId""#),
        )
    };
    let mut host = started(&disk_id("d1"));
    host.reply(1, 200, &disk("Premium_LRS", 5.0));
    assert_eq!(host.items(), ["ready no_background_copy"]);
    let mut host = started(&disk_id("d1"));
    host.reply(1, 200, &disk("PremiumV2_LRS", 5.0));
    assert_eq!(host.kinds(), ["progress"]);
    host.wait();
    host.reply(2, 200, &disk("PremiumV2_LRS", 100.0));
    assert_eq!(host.kinds(), ["document disk d1", "item ready", "progress", "done"]);
}

#[test]
fn one_that_is_not_there_stops_nobody() {
    let twice = [snapshot_id("s0"), snapshot_id("s1"), snapshot_id("S1")];
    let mut host = Host::started(&request(&twice));
    assert_eq!(host.requests().len(), 2);
    host.reply(1, 404, MISSING);
    host.reply(2, 200, &snapshot(&json!({"completionPercent": 100})));
    assert_eq!(host.items(), ["failed not_found", "ready percent_100"]);
    assert_eq!(
        (&host.summary()["sentence"], &host.summary()["complete"]),
        (&json!("1 of 2 ready, 1 could not be read."), &json!(false))
    );
}

#[test]
fn the_end_comes_with_what_was_last_seen() {
    let mut host = started(&snapshot_id("s1"));
    host.reply(1, 200, &snapshot(&json!({"completionPercent": 40})));
    host.cancel();
    assert_eq!(host.items(), ["not_ready cancelled"]);
    assert!(host.item()["message"].as_str().unwrap().contains("40"));

    let mut host = started(&snapshot_id("s1"));
    host.reply(1, 200, &snapshot(&json!({"completionPercent": 40})));
    host.after(600);
    let (id, _) = host.request();
    host.reply(id, 200, &snapshot(&json!({"completionPercent": 60})));
    assert_eq!(host.items(), ["not_ready copying"]);
    assert!(host.item()["message"].as_str().unwrap().contains("60"));
}

#[test]
fn a_resumed_wait_asks_again() {
    let mut host = started(&snapshot_id("s1"));
    host.reply(1, 200, &snapshot(&json!({"completionPercent": 40})));
    let resumed = host.resumed();
    assert_eq!(resumed.request(), (1, path("GET", &snapshot_id("s1"))));
    let ask = |targets: Value| json!({"flow": "wait", "now": NOW, "endpoint": AZURE, "targets": targets});
    assert_eq!(refusal(&ask(json!([]))).code(), "nothing_to_read");
    assert_eq!(refusal(&ask(json!(["/subscriptions/x"]))).target(), Some("/targets/0"));
}
