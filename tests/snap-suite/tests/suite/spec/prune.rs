//! Deleting: everything is read anew, the one that stays is read first, and each one right before its delete.

use super::*;

const LOCKS: &str = "GET locks";

fn remove(drops: &[&str]) -> Value {
    let drops: Vec<Value> =
        drops.iter().map(|name| json!({"id": id("snapshots", name), "uniqueId": format!("unique-{name}")})).collect();
    json!({"flow": "prune", "intent": "remove", "drops": drops})
}

fn s(name: &str, day: u32) -> Value {
    snapshot(name, "d1", &format!("2026-11-{day}T02:00:00Z"))
}

/// Everything is read: two snapshots of one disk.
fn read(drops: &[&str]) -> Spec {
    given(remove(drops))
        .asks([LOCKS, "GET disks", "GET snapshots"])
        .answers(LOCKS, 200, &page([]))
        .answers("GET disks", 200, &page([disk("d1", "Premium_LRS")]))
        .answers("GET snapshots", 200, &page([s("s1", 18), s("s2", 19)]))
}

#[test]
fn the_keeper_is_read_then_the_one_that_goes_then_it_goes() {
    read(&["s1"])
        .asks(["GET snapshots/s2"])
        .answers("GET snapshots/s2", 200, &s("s2", 19))
        .asks(["GET snapshots/s1"])
        .answers("GET snapshots/s1", 200, &s("s1", 18))
        .asks(["DELETE snapshots/s1"])
        .accepts("DELETE snapshots/s1")
        .sleeps_until("02:00:02")
        .at("02:00:02")
        .asks(["GET operation"])
        .answers("GET operation", 200, &succeeded())
        .tells(["deleted of s1"])
        .ends_whole();
}

#[test]
fn nothing_goes_when_the_keeper_is_gone() {
    read(&["s1"])
        .asks(["GET snapshots/s2"])
        .answers("GET snapshots/s2", 404, &missing())
        .asks([])
        .tells(["skipped keeper_gone of s1"])
        .ends();
}

#[test]
fn another_one_of_the_name_stays() {
    read(&["s1"])
        .asks(["GET snapshots/s2"])
        .answers("GET snapshots/s2", 200, &s("s2", 19))
        .asks(["GET snapshots/s1"])
        .answers("GET snapshots/s1", 200, &with(s("s1", 18), json!({"uniqueId": "somebody's"})))
        .asks([])
        .tells(["skipped other_snapshot of s1"])
        .ends();
}

#[test]
fn the_newest_is_never_deleted() {
    read(&["s2"]).asks([]).tells(["skipped newest of s2"]).ends();
}

#[test]
fn a_delete_whose_reply_is_lost_is_looked_for() {
    let lost = read(&["s1"])
        .asks(["GET snapshots/s2"])
        .answers("GET snapshots/s2", 200, &s("s2", 19))
        .asks(["GET snapshots/s1"])
        .answers("GET snapshots/s1", 200, &s("s1", 18))
        .asks(["DELETE snapshots/s1"])
        .loses("DELETE snapshots/s1", "cut");
    let until = lost.until.clone().unwrap();
    lost.at(until.trim_start_matches(NIGHT).trim_end_matches('Z'))
        .asks(["GET snapshots/s1"])
        .answers("GET snapshots/s1", 404, &missing())
        .tells(["deleted of s1"])
        .ends_whole();
}
