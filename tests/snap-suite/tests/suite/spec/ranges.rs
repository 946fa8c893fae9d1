//! Reading which bytes a snapshot holds: a link is opened, read through, and closed on every path.

use super::*;

const GRANT: &str = "POST snapshots/s1/beginGetAccess";
const REVOKE: &str = "POST snapshots/s1/endGetAccess";

/// The snapshot and its family were read: the grant is out.
fn asked_for_a_link() -> Spec {
    let s1 = snapshot("s1", "d1", "2026-11-19T02:00:00Z");
    given(json!({"flow": "ranges", "snapshotId": id("snapshots", "s1")}))
        .asks(["GET snapshots/s1"])
        .answers("GET snapshots/s1", 200, &s1)
        .asks(["GET snapshots"])
        .answers("GET snapshots", 200, &page([s1]))
        .asks([GRANT])
}

#[test]
fn a_stop_closes_a_link_that_may_have_been_opened() {
    // Nobody knows whether the grant was taken: it is closed all the same, as soon as its answer has come.
    asked_for_a_link()
        .cancelled()
        .answers_with(GRANT, 202, json!([["Location", format!("{AZURE}{OPERATION}?s=signed")]]), &json!({}))
        .at("02:00:02")
        .at("02:00:30")
        .asks(["GET operation"])
        .answers("GET operation", 200, &json!({"accessSAS": "https://md-1.blob.core.windows.net/c/abcd?sv=1&sig=x"}))
        .asks([REVOKE])
        .answers(REVOKE, 200, &json!({}))
        .tells(["failed cancelled of s1"])
        .ends();
}

#[test]
fn a_link_of_somebody_else_is_left_alone() {
    let open = with(snapshot("s1", "d1", "2026-11-19T02:00:00Z"), json!({"diskState": "ActiveSAS"}));
    given(json!({"flow": "ranges", "snapshotId": id("snapshots", "s1")}))
        .asks(["GET snapshots/s1"])
        .answers("GET snapshots/s1", 200, &open)
        .asks([])
        .tells(["skipped open_link of s1"])
        .ends();
}
