//! Copying: oldest first, one at a time, until the target is whole.

use super::*;

/// The source's name with six hex digits of its id.
const FIRST: &str = "snapshots/s1-b7e272";

fn copied(percent: f64) -> Value {
    let mut copy = with(snapshot("s1-b7e272", "d1", "2026-11-20T02:00:00Z"), json!({"completionPercent": percent}));
    copy["id"] = json!(id("snapshots", "s1-b7e272").replace("/rg/", "/dr/"));
    copy["location"] = json!("northeurope");
    copy["properties"]["creationData"] =
        json!({"createOption": "CopyStart", "sourceResourceId": id("snapshots", "s1"), "sourceUniqueId": "unique-s1"});
    copy
}

#[test]
fn the_second_is_begun_when_the_first_is_whole() {
    let (s1, s2) = (snapshot("s1", "d1", "2026-11-18T02:00:00Z"), snapshot("s2", "d1", "2026-11-19T02:00:00Z"));
    let request = json!({
        "flow": "copy", "snapshots": [id("snapshots", "s1"), id("snapshots", "s2")],
        "to": {"location": "northeurope", "resourceGroup": "dr"}
    });
    given(request)
        .asks(["GET disks", "GET snapshots"])
        .answers("GET disks", 200, &page([disk("d1", "Premium_LRS")]))
        .answers("GET snapshots", 200, &page([s1, s2]))
        .asks([&format!("PUT {FIRST}")])
        .accepts(&format!("PUT {FIRST}"))
        .at("02:00:02")
        .asks(["GET operation"])
        .answers("GET operation", 200, &succeeded())
        .asks([&format!("GET {FIRST}")])
        // A36: succeeded is not whole.
        .answers(&format!("GET {FIRST}"), 200, &copied(30.0))
        .tells(["made of s1"])
        .asks([])
        .at("02:00:04")
        .asks([&format!("GET {FIRST}")])
        .answers(&format!("GET {FIRST}"), 200, &copied(100.0))
        .tells(["ready percent_100 of s1"])
        .asks(["PUT snapshots/s2-d82f1b"]);
}
