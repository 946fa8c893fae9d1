//! The request of a run: everything that a part would refuse is refused before the first call.

use serde_json::json;

use super::*;

fn request(more: &Value) -> Value {
    let mut request = json!({
        "flow": "run", "now": "2026-11-20T02:34:56Z", "endpoint": AZURE, "callId": "night", "subscriptionId": SUB,
        "policy": {"zone": "UTC", "keep": {"daily": 3}}
    });
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

#[test]
fn what_is_refused_before_the_first_call() {
    let elsewhere = disk_id("d1").replace(SUB, "1c2f6471-1bf0-4dda-aec3-cb9272f09591");
    for (more, code, target) in [
        (json!({"policy": {"keep": {}}}), "bad_policy", "/policy/zone"),
        (json!({"policy": {"zone": "UTC", "keep": {"dayly": 1}}}), "bad_policy", "/policy/keep/dayly"),
        (json!({"subscriptionId": "x"}), "bad_subscription", "subscriptionId"),
        (json!({"resourceGroup": "a/b"}), "bad_resource_group", "resourceGroup"),
        (json!({"tag": "="}), "bad_tags", "tag"),
        (json!({"disks": [elsewhere]}), "bad_id", "/disks/0"),
        (json!({"budgetSeconds": 0}), "bad_timeout", "budgetSeconds"),
        (json!({"parallel": 0}), "bad_parallel", "parallel"),
        (json!({"template": "{disk}"}), "bad_template", "template"),
        (json!({"tags": {"snapline-slot": "x"}}), "bad_tags", "tags"),
        (json!({"copyTo": {"location": "", "resourceGroup": "dr"}}), "bad_location", "/copyTo/location"),
        (json!({"apiVersion": "2018-06-01"}), "api_version_too_old", "apiVersion"),
        (json!({"apiVersion": "2019-07-01"}), "api_version_too_old", "apiVersion"),
        (json!({"slto": NOW}), "unknown_member", "slto"),
        (json!({"policy": "daily=3 zone=UTC at=02:00 start=2026-11-20T03:00:00Z"}), "no_slot", "/policy/schedule"),
        (json!({"policy": "daily=3 zone=UTC at=02:00 end=2026-11-10T03:00:00Z"}), "no_slot", "/policy/schedule"),
    ] {
        let refused = refusal(&request(&more));
        assert_eq!((refused.code(), refused.target()), (code, Some(target)), "{more}");
    }
}

#[test]
fn the_slot_is_the_hour_and_stays_when_it_is_resumed() {
    let mut host = Host::new(&request(&json!({})));
    host.now = Instant::parse("2026-11-20T02:34:56Z").unwrap();
    host.poll();
    assert_eq!(
        host.request().1,
        format!("GET /subscriptions/{SUB}/providers/Microsoft.Compute/disks?api-version=2025-01-02")
    );
    let input = json!({"op": "save", "now": NOW}).to_string();
    let output = host.flow.step(input.as_bytes(), b"").unwrap();
    let saved = serde_json::to_value(&output).unwrap();
    assert_eq!(saved["saved"]["request"]["slot"], json!("2026-11-20T02:00:00Z"));
}

#[test]
fn the_slot_of_a_schedule_is_its_newest_however_late_the_run_is() {
    for (policy, now, slot) in [
        ("daily=3 zone=UTC at=02:00", "2026-11-20T02:00:00Z", "2026-11-20T02:00:00Z"),
        ("daily=3 zone=UTC at=02:00", "2026-11-20T01:59:59.9Z", "2026-11-19T02:00:00Z"),
        ("daily=3 zone=UTC at=02:00", "2026-11-20T09:30:00Z", "2026-11-20T02:00:00Z"),
        ("daily=3 zone=Europe/Vienna at=02:30", "2026-03-29T05:00:00Z", "2026-03-29T01:00:00Z"),
        ("weekly=3 zone=UTC at=02:00 days=sun", "2026-11-22T01:00:00Z", "2026-11-15T02:00:00Z"),
        ("daily=3 zone=UTC every=6h", "2026-11-20T13:00:00Z", "2026-11-20T12:00:00Z"),
        // Over since then, but not for longer than the runs of a week.
        ("daily=3 zone=UTC at=02:00 end=2026-11-19T02:00:00Z", "2026-11-20T13:00:00Z", "2026-11-18T02:00:00Z"),
        ("daily=3 zone=UTC", "2026-11-20T13:59:00Z", "2026-11-20T13:00:00Z"),
    ] {
        let mut host = Host::new(&request(&json!({"policy": policy, "now": now})));
        host.now = Instant::parse(now).unwrap();
        host.cancel();
        assert_eq!(host.summary()["slot"], json!(slot), "{policy} at {now}");
    }
}

#[test]
fn a_list_that_cannot_be_read_is_no_empty_scope() {
    let mut host = Host::new(&request(&json!({})));
    host.poll();
    host.reply(1, 403, r#"{"error":{"code":"AuthorizationFailed","message":"no"}}"#);
    assert_eq!(host.items(), ["failed AuthorizationFailed"]);
    assert_eq!(host.summary()["complete"], json!(false));

    let mut host = Host::new(&request(&json!({})));
    host.poll();
    host.cancel();
    assert!(host.is_done());
    assert_eq!(host.summary()["complete"], json!(false));
}

#[test]
fn a_disk_that_cannot_be_read_is_no_success() {
    let mut host = Host::started(&request(&json!({})));
    let page = format!(
        r#"{{"value":[{},{{"id":"{}","properties":{{"diskSizeGB":[]}}}}]}}"#,
        disk_body("d1", "Premium_LRS"),
        disk_id("d2")
    );
    host.reply(1, 200, &page);
    assert_eq!(host.items(), ["failed bad_reply"]);
    assert_eq!(
        host.item()["message"],
        json!("Not all disks of the list can be read (1 cannot): nothing is done for those.")
    );
    // The other one is taken all the same.
    assert!(!host.requests().is_empty());
    host.cancel();
    assert_eq!(host.summary()["complete"], json!(false));
}
