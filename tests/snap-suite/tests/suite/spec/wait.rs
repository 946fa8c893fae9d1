//! Waiting for what others began.

use super::*;

#[test]
fn each_target_is_read_until_it_is_ready_or_never_will_be() {
    let filling =
        |percent: f64| with(snapshot("s1", "d1", "2026-11-20T01:00:00Z"), json!({"completionPercent": percent}));
    let mut failed = filling(30.0);
    failed["properties"]["copyCompletionError"] = json!({"errorCode": "CopySourceNotFound", "errorMessage": "gone"});
    failed["id"] = json!(id("snapshots", "s2"));
    given(json!({"flow": "wait", "targets": [id("snapshots", "s1"), id("snapshots", "s2")], "for": "durable"}))
        .asks(["GET snapshots/s1", "GET snapshots/s2"])
        .answers("GET snapshots/s2", 200, &failed)
        .tells(["not_ready copy_failed of s2"])
        .answers("GET snapshots/s1", 200, &filling(50.0))
        .asks([])
        .sleeps_until("02:00:02")
        .at("02:00:02")
        .asks(["GET snapshots/s1"])
        .answers("GET snapshots/s1", 200, &filling(100.0))
        .tells(["ready percent_100 of s1"])
        .ends();
}
