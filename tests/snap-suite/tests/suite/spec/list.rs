//! Reading everything.

use super::*;

fn list() -> Value {
    json!({"flow": "list", "subscriptionId": SUB, "what": ["snapshots", "disks"]})
}

#[test]
fn both_lists_are_read_side_by_side_and_pages_one_after_the_other() {
    let next = format!(
        "{AZURE}/subscriptions/{SUB}/providers/Microsoft.Compute/snapshots?api-version=2025-01-02&$skiptoken=2"
    );
    let mut first = page([snapshot("s1", "d1", "2026-11-19T02:00:00Z")]);
    first["nextLink"] = json!(next);
    given(list())
        .asks(["GET snapshots", "GET disks"])
        .answers("GET snapshots", 200, &first)
        .asks(["GET snapshots"])
        .answers("GET disks", 200, &page([disk("d1", "Premium_LRS")]))
        .asks([])
        .answers("GET snapshots", 200, &page([]))
        .ends_whole();
}

#[test]
fn a_next_link_to_another_host_ends_the_list_and_nothing_is_sent_there() {
    let mut first = page([]);
    first["nextLink"] = json!("https://elsewhere.invalid/snapshots?$skiptoken=2");
    let summary = given(list())
        .asks(["GET snapshots", "GET disks"])
        .answers("GET disks", 200, &page([]))
        .answers("GET snapshots", 200, &first)
        .asks([])
        .tells([&format!("failed foreign_link of {SUB}")])
        .ends();
    assert_eq!(summary["complete"], json!(false));
}

#[test]
fn a_busy_service_is_asked_again_after_the_time_it_names() {
    given(list())
        .asks(["GET snapshots", "GET disks"])
        .answers("GET disks", 200, &page([]))
        .answers_with("GET snapshots", 429, json!([["Retry-After", "5"]]), &json!({}))
        .sleeps_until("02:00:05")
        .at("02:00:05")
        .asks(["GET snapshots"])
        .answers("GET snapshots", 200, &page([]))
        .ends_whole();
}

#[test]
fn a_refused_token_is_asked_for_anew_once() {
    let denied = json!({"error": {"code": "ExpiredAuthenticationToken", "message": "expired"}});
    given(list())
        .asks(["GET snapshots", "GET disks"])
        .answers("GET disks", 200, &page([]))
        .answers("GET snapshots", 401, &denied)
        .asks(["GET snapshots"])
        .answers("GET snapshots", 401, &denied)
        .tells([&format!("failed ExpiredAuthenticationToken of {SUB}")])
        .ends();
}
