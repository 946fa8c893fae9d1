//! Taking: read, look, write, follow, read back, wait.

use super::*;

const NAME: &str = "GET snapshots/d1_20261120T020000Z";
const PUT: &str = "PUT snapshots/d1_20261120T020000Z";

fn take(more: Value) -> Value {
    let mut request = json!({"flow": "create", "policyId": "prod", "disks": [{"id": id("disks", "d1")}]});
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

fn ours() -> Value {
    snapshot("d1_20261120T020000Z", "d1", "2026-11-20T02:00:00Z")
}

/// The disk and a list without the name were read: the write is out.
fn written(more: Value, sku: &str) -> Spec {
    given(take(more))
        .asks(["GET disks/d1", "GET snapshots"])
        .answers("GET disks/d1", 200, &disk("d1", sku))
        .asks([])
        .answers("GET snapshots", 200, &page([]))
        .asks([PUT])
}

#[test]
fn a_disk_is_taken_with_one_look_one_write_and_one_read_back() {
    written(json!({}), "Premium_LRS")
        .accepts(PUT)
        .asks([])
        .sleeps_until("02:00:02")
        .at("02:00:02")
        .asks(["GET operation"])
        .answers("GET operation", 200, &succeeded())
        .asks([NAME])
        .answers(NAME, 200, &ours())
        .tells(["made of d1"])
        .ends_whole();
}

#[test]
fn a_write_whose_reply_is_lost_is_looked_for_before_it_is_sent_again() {
    let lost = written(json!({}), "Premium_LRS").loses(PUT, "timeout").asks([]);
    let until = lost.until.clone().unwrap();
    let looks = lost.at(until.trim_start_matches(NIGHT).trim_end_matches('Z')).asks([NAME]);
    // It was done: made, and nothing is written twice.
    looks.answers(NAME, 200, &ours()).tells(["made of d1"]).ends_whole();
    // It was not: once more.
    let lost = written(json!({}), "Premium_LRS").loses(PUT, "timeout");
    let until = lost.until.clone().unwrap();
    let looks = lost.at(until.trim_start_matches(NIGHT).trim_end_matches('Z')).asks([NAME]);
    looks.answers(NAME, 404, &missing()).asks([PUT]);
}

#[test]
fn a_refused_write_waits_as_long_as_it_is_told_and_looks_first() {
    let busy = json!({"error": {"code": "TooManyRequests", "message": "slow down"}});
    written(json!({}), "Premium_LRS")
        .answers_with(PUT, 429, json!([["Retry-After", "17"]]), &busy)
        .asks([])
        .sleeps_until("02:00:17")
        .at("02:00:16")
        .asks([])
        .at("02:00:17")
        .asks([NAME])
        .answers(NAME, 404, &missing())
        .asks([PUT]);
}

#[test]
fn what_copies_in_the_background_is_waited_for_by_its_percent() {
    // R10, A36: succeeded is not ready.
    written(json!({"wait": "durable"}), "PremiumV2_LRS")
        .accepts(PUT)
        .at("02:00:02")
        .asks(["GET operation"])
        .answers("GET operation", 200, &succeeded())
        .asks([NAME])
        .answers(NAME, 200, &with(ours(), json!({"completionPercent": 40.0})))
        .tells(["made of d1"])
        .sleeps_until("02:00:04")
        .at("02:00:04")
        .asks([NAME])
        .answers(NAME, 200, &with(ours(), json!({"completionPercent": 100.0})))
        .tells(["ready percent_100 of d1"])
        .ends_whole();
}

#[test]
fn a_name_that_somebody_uses_is_left_alone() {
    // A37
    let mut theirs = ours();
    theirs["tags"] = json!({});
    let summary = given(take(json!({})))
        .asks(["GET disks/d1", "GET snapshots"])
        .answers("GET disks/d1", 200, &disk("d1", "Premium_LRS"))
        .answers("GET snapshots", 200, &page([theirs]))
        .asks([])
        .tells(["failed name_in_use of d1"])
        .ends();
    assert_eq!((&summary["failed"], &summary["complete"]), (&json!(1), &json!(false)));
}

#[test]
fn a_stop_leaves_what_is_under_way_as_not_known() {
    written(json!({}), "Premium_LRS").cancelled().asks([]).tells(["unknown cancelled of d1"]).ends();
    given(take(json!({})))
        .asks(["GET disks/d1", "GET snapshots"])
        .cancelled()
        .tells(["skipped cancelled of d1"])
        .ends();
}

#[test]
fn a_resumed_flow_asks_before_it_writes() {
    let resumed = written(json!({}), "Premium_LRS").resumed_at("02:30:00").asks(["GET disks/d1", "GET snapshots"]);
    resumed
        .answers("GET disks/d1", 200, &disk("d1", "Premium_LRS"))
        .answers("GET snapshots", 200, &page([ours()]))
        .asks([NAME])
        .answers(NAME, 200, &ours())
        .tells(["already_made of d1"])
        .ends_whole();
}

#[test]
fn an_operation_that_leads_elsewhere_is_not_followed() {
    let away = json!([["Azure-AsyncOperation", "https://elsewhere.invalid/operations/1"]]);
    written(json!({}), "Premium_LRS")
        .answers_with(PUT, 202, away, &json!({}))
        .warns(["foreign_link"])
        .asks([])
        .sleeps_until("02:00:02")
        .at("02:00:02")
        .asks([NAME])
        .answers(NAME, 200, &ours())
        .tells(["made of d1"])
        .ends_whole();
}
