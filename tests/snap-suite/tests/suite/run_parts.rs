//! The nightly job between its parts: what one of them leaves undone, and what the next makes of that.

use jiff::SignedDuration;
use serde_json::{Value, json};
use snap_emulator::{Copying, Fault, Match, Progress, Rule, Shape, SnapshotSpec};
use snap_suite::world::{Host, World};

use crate::run::{next_night, plant, run, there, told, world};

const OTHER: &str = "5eed0000-0000-4000-8000-000000000002";

fn sentence(host: &Host) -> &str {
    host.summary()["sentence"].as_str().unwrap()
}

fn complete(host: &Host) -> bool {
    host.summary()["complete"].as_bool().unwrap()
}

/// Keeps the newest one.
fn one() -> Value {
    json!({"zone": "UTC", "id": "nightly", "keep": {"last": 1}})
}

/// The nights before this one, on which nothing was pruned.
fn nights(world: &mut World, count: usize, more: &Value) {
    for _ in 0..count {
        let mut request = run(world, more);
        request["prune"] = json!(false);
        assert!(complete(&world.run(&request)));
        next_night(world);
    }
}

fn refuse(world: &mut World, method: &str, path: &str, times: u32) {
    let when =
        Match { method: Some(method.to_owned()), path_contains: Some(path.to_owned()), times, ..Match::default() };
    let code = Some("AuthorizationFailed".to_owned());
    let fault = Fault::Status { status: 403, retry_after: None, code, message: None, shape: Shape::Wrapped };
    world.emulator.add_fault(Rule { when, fault });
}

fn deletes(world: &World) -> usize {
    world.emulator.journal().iter().filter(|entry| entry.method == "DELETE").count()
}

#[test]
fn what_is_said_when_all_went_well() {
    let mut world = world(31);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    let request = run(&world, &json!({}));
    let host = world.run(&request);
    assert_eq!((sentence(&host), complete(&host)), ("1 disk: 1 made.", true));
    next_night(&mut world);
    let request = run(&world, &json!({"policy": one()}));
    let host = world.run(&request);
    assert_eq!((sentence(&host), complete(&host)), ("1 disk: 1 made, 1 deleted.", true));
}

#[test]
fn copies_in_another_subscription_are_kept_and_pruned_like_those_here() {
    let mut world = world(32);
    world.emulator.add_subscription(OTHER, "Other");
    world.emulator.add_group(OTHER, "dr", "northeurope");
    plant(&mut world, "d0", "Premium_LRS", "yes");
    let to = json!({"location": "northeurope", "resourceGroup": "dr", "subscriptionId": OTHER});
    for night in 1..=5_usize {
        let more = json!({"copyTo": to, "policy": {"zone": "UTC", "id": "nightly", "keep": {"last": 2}}});
        let request = run(&world, &more);
        let host = world.run(&request);
        assert!(complete(&host), "night {night}: {:?} {}", told(&host), sentence(&host));
        let there = there(&world);
        assert_eq!([there["westeurope"].len(), there["northeurope"].len()], [night.min(2); 2]);
        next_night(&mut world);
    }
}

#[test]
fn a_copy_that_was_not_whole_in_time_holds_its_source() {
    // D5, with the copy in a subscription where nothing is to be deleted.
    let mut world = world(33);
    world.emulator.add_subscription(OTHER, "Other");
    world.emulator.add_group(OTHER, "dr", "northeurope");
    plant(&mut world, "d0", "Premium_LRS", "yes");
    let to = json!({"location": "northeurope", "resourceGroup": "dr", "subscriptionId": OTHER});
    nights(&mut world, 1, &json!({}));
    world.emulator.config_mut().copy_seconds = 50_000;
    let request = run(&world, &json!({"copyTo": to, "policy": one(), "budgetSeconds": 1_000}));
    let host = world.run(&request);
    // The first night's snapshot is being copied, so it stays although one is enough.
    assert_eq!((there(&world)["westeurope"].len(), deletes(&world)), (2, 0), "{:?}", told(&host));
    assert_eq!(
        (sentence(&host), complete(&host)),
        ("1 disk: 2 made, 1 skipped, 1 not ready. Left undone: copying.", false)
    );
}

#[test]
fn a_copy_that_somebody_else_begins_elsewhere_after_the_plan_holds_its_source() {
    // D5. Nothing is to be deleted in the other subscription; it is read once more all the same.
    let lists = |world: &World| {
        let read = |path: &str| path.contains(OTHER) && path.ends_with("/snapshots");
        world.emulator.journal().iter().filter(|entry| read(&entry.path)).count()
    };
    let planted = || {
        let mut world = world(42);
        world.emulator.add_subscription(OTHER, "Other");
        world.emulator.add_group(OTHER, "dr", "northeurope");
        plant(&mut world, "d0", "Premium_LRS", "yes");
        nights(&mut world, 1, &json!({}));
        refuse(&mut world, "PUT", "/resourceGroups/dr/", 100);
        let to = json!({"location": "northeurope", "resourceGroup": "dr", "subscriptionId": OTHER});
        let request = run(&world, &json!({"copyTo": to, "policy": one()}));
        (world, request)
    };
    let (mut world, request) = planted();
    assert_eq!(told(&world.run(&request))["deleted"], 1);
    let all = lists(&world);
    let (mut world, request) = planted();
    let mut host = world.host(&request);
    while lists(&world) < all - 1 {
        world.advance(&mut [&mut host]);
    }
    let now = world.now;
    let oldest = world.emulator.dump(now)["snapshots"][0]["id"].as_str().unwrap().to_owned();
    let mut copy = SnapshotSpec::new("theirs", "dr", "northeurope", &oldest, now);
    "CopyStart".clone_into(&mut copy.create_option);
    copy.progress = Progress::Copying(Copying::running(now, 10.0, 50_000));
    world.emulator.add_snapshot(OTHER, &copy);
    world.finish(&mut [&mut host]);
    assert_eq!((told(&host)["skipped plan_changed"], deletes(&world)), (1, 0), "{:?}", told(&host));
}

#[test]
fn a_copy_that_is_refused_keeps_nothing_from_being_pruned() {
    let mut world = world(34);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    nights(&mut world, 2, &json!({}));
    refuse(&mut world, "PUT", "/resourceGroups/dr/", 100);
    let more = json!({"copyTo": {"location": "northeurope", "resourceGroup": "dr"}, "policy": one()});
    let request = run(&world, &more);
    let host = world.run(&request);
    let told = told(&host);
    assert_eq!((told["deleted"], told["failed AuthorizationFailed"], complete(&host)), (2, 1, false), "{told:?}");
    assert_eq!(there(&world)["westeurope"].len(), 1);
}

#[test]
fn where_the_copies_cannot_be_listed_nothing_is_copied_or_pruned() {
    let mut world = world(35);
    world.emulator.add_subscription(OTHER, "Other");
    plant(&mut world, "d0", "Premium_LRS", "yes");
    nights(&mut world, 2, &json!({}));
    refuse(&mut world, "GET", &format!("{OTHER}/providers/Microsoft.Compute/snapshots"), 100);
    let to = json!({"location": "northeurope", "resourceGroup": "dr", "subscriptionId": OTHER});
    let request = run(&world, &json!({"copyTo": to, "policy": one()}));
    let host = world.run(&request);
    assert_eq!((there(&world)["westeurope"].len(), deletes(&world)), (3, 0));
    assert_eq!((sentence(&host), complete(&host)), ("1 disk: 1 made, 2 failed. Left undone: copying, pruning.", false));
}

#[test]
fn orphans_and_disks_that_were_not_named_are_left_alone() {
    let mut world = world(36);
    let gone = plant(&mut world, "d0", "Premium_LRS", "yes");
    let kept = plant(&mut world, "d1", "Premium_LRS", "yes");
    plant(&mut world, "d2", "Premium_LRS", "no");
    nights(&mut world, 3, &json!({}));
    let now = world.now;
    assert!(world.emulator.delete_disk(&gone, now));
    let of =
        |world: &World, disk: &str| there(world)["westeurope"].iter().filter(|name| name.starts_with(disk)).count();
    // By tag the orphan is not in the scope; by name it is, and has no snapshot of this run.
    let request = run(&world, &json!({"tag": "backup=yes", "policy": one()}));
    let host = world.run(&request);
    assert_eq!((sentence(&host), complete(&host)), ("1 disk: 1 made, 3 deleted.", true));
    assert_eq!(["d0", "d1", "d2"].map(|disk| of(&world, disk)), [3, 1, 3]);
    next_night(&mut world);
    let request = run(&world, &json!({"disks": [gone, kept], "policy": one()}));
    let host = world.run(&request);
    assert_eq!(told(&host)["failed disk_not_found"], 1, "{:?}", told(&host));
    assert!(!complete(&host));
    assert_eq!(["d0", "d1", "d2"].map(|disk| of(&world, disk)), [3, 1, 3]);
}

#[test]
fn what_if_shows_every_part() {
    let mut world = world(37);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    nights(&mut world, 3, &json!({}));
    let more = json!({"copyTo": {"location": "northeurope", "resourceGroup": "dr"}, "policy": one(), "whatIf": true});
    let request = run(&world, &more);
    let writes = |world: &World| world.emulator.journal().iter().filter(|entry| entry.method != "GET").count();
    let before = writes(&world);
    let host = world.run(&request);
    // One to take, and with it four to copy; three of the four would go on either side.
    assert_eq!((told(&host)["planned what_if"], writes(&world) - before), (11, 0), "{:?}", told(&host));
    assert_eq!((sentence(&host), complete(&host)), ("1 disk: 11 planned.", true));
}

#[test]
fn on_the_edge_of_an_hour_a_run_from_the_top_is_another_run() {
    let mut world = world(38);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    let at = |world: &mut World, time: &str| world.now = format!("2026-11-20T{time}Z").parse().unwrap();
    at(&mut world, "02:59:30");
    let request = run(&world, &json!({"policy": one()}));
    let mut first = world.host(&request);
    // It dies when the snapshot is there and nothing is told of it.
    while there(&world).get("westeurope").is_none_or(std::collections::BTreeSet::is_empty) {
        world.advance(&mut [&mut first]);
    }
    world.kill(first);
    // Within the hour it is found, whatever the second.
    at(&mut world, "02:59:59.999");
    let request = run(&world, &json!({"policy": one()}));
    assert_eq!(told(&world.run(&request))["already_made"], 1);
    // Behind its edge another is made; given the slot, none is.
    at(&mut world, "03:00:30");
    let request = run(&world, &json!({"policy": one(), "slot": "2026-11-20T02:00:00Z"}));
    assert_eq!(told(&world.run(&request))["already_made"], 1);
    let request = run(&world, &json!({"policy": one()}));
    let host = world.run(&request);
    assert_eq!((told(&host)["made"], told(&host)["deleted"], there(&world)["westeurope"].len()), (1, 1, 1));
}

#[test]
fn resumed_a_day_later_it_ends_its_own_night_and_harms_no_other() {
    for inputs in [1, 4, 8, 12, 16, 20, 30, 40, 60] {
        let mut world = world(400 + inputs);
        plant(&mut world, "d0", "Premium_LRS", "yes");
        plant(&mut world, "d1", "PremiumV2_LRS", "yes");
        nights(&mut world, 2, &json!({}));
        let request = run(&world, &json!({"policy": one()}));
        let mut late = world.host(&request);
        while late.inputs < usize::try_from(inputs).unwrap() && world.advance(&mut [&mut late]) {}
        let saved = world.kill(late);
        next_night(&mut world);
        // The next night has been, and its snapshots are the newest.
        let request = run(&world, &json!({"prune": false}));
        assert_eq!(told(&world.run(&request))["made"], 2);
        world.now += SignedDuration::from_secs(60);
        let resume = json!({"flow": "resume", "saved": saved, "now": world.now.to_string()});
        let host = world.run(&resume);
        let left = there(&world)["westeurope"].clone();
        // What it had not taken by then it takes now, under its own night's name. What is left is the newest by the moment
        // it was taken, not by its name.
        let taken_now = told(&host).get("made").copied().unwrap_or_default();
        assert_eq!(left.len(), 2, "{inputs}: {left:?} {}", sentence(&host));
        let of_the_next = left.iter().filter(|name| name.contains("_20261123")).count();
        assert_eq!(of_the_next, 2 - taken_now, "{inputs}: {left:?} {}", sentence(&host));
        assert!(complete(&host), "{inputs}: {:?}", told(&host));
    }
}

#[test]
fn each_part_leaves_time_for_the_next() {
    // Taking ends at 60 of 100, and the rest is for pruning: by this night's snapshot, or by what is whole without it.
    let mut world = world(39);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    plant(&mut world, "d1", "UltraSSD_LRS", "yes");
    nights(&mut world, 2, &json!({}));
    world.emulator.config_mut().copy_seconds = 50_000;
    let began = world.now;
    let request = run(&world, &json!({"policy": one(), "budgetSeconds": 1_000}));
    let host = world.run(&request);
    let seconds = world.now.duration_since(began).as_secs();
    assert!((600..700).contains(&seconds), "{seconds}");
    assert_eq!(
        (sentence(&host), complete(&host)),
        ("2 disks: 2 made, 3 deleted, 1 not ready. Left undone: taking.", false)
    );
    // The disk that is still copying has its newest whole one beside the new one.
    assert_eq!(there(&world)["westeurope"].iter().filter(|name| name.starts_with("d1")).count(), 2);
}

#[test]
fn a_disk_that_is_never_whole_in_time_does_not_grow() {
    let mut world = world(40);
    plant(&mut world, "d0", "UltraSSD_LRS", "yes");
    // Longer than a run waits, and done by the next night.
    world.emulator.config_mut().copy_seconds = 50_000;
    for night in 1..=6_usize {
        let request = run(&world, &json!({"policy": one(), "budgetSeconds": 1_000}));
        let host = world.run(&request);
        let told = told(&host);
        let deleted = told.get("deleted").copied().unwrap_or_default();
        assert_eq!(deleted, usize::from(night > 2), "night {night}: {told:?}");
        assert!(told.keys().any(|kind| kind.starts_with("not_ready")), "night {night}: {told:?}");
        assert_eq!(there(&world)["westeurope"].len(), night.min(2), "night {night}");
        next_night(&mut world);
    }
}

/// One more of the policy's, some hours old.
fn add(world: &mut World, disk: &str, name: &str, change: impl FnOnce(&mut SnapshotSpec)) {
    let mut spec = world.emulator.snapshot_of(disk, name, world.now - SignedDuration::from_hours(3)).unwrap();
    spec.tags = vec![("snapline-policy".to_owned(), "nightly".to_owned())];
    change(&mut spec);
    world.emulator.add_snapshot(crate::run::SUB, &spec);
}

#[test]
fn after_one_that_failed_a_disk_is_pruned_when_there_is_a_whole_one_again() {
    let mut world = world(42);
    let disk = plant(&mut world, "d0", "UltraSSD_LRS", "yes");
    nights(&mut world, 2, &json!({}));
    add(&mut world, &disk, "broken", |spec| spec.provisioning_state = "Failed".to_owned());
    world.emulator.config_mut().copy_seconds = 50_000;
    for (deleted, spared) in [(0, 1), (2, 0)] {
        let request = run(&world, &json!({"policy": one(), "budgetSeconds": 1_000}));
        let told = told(&world.run(&request));
        let count = |kind: &str| told.get(kind).copied().unwrap_or_default();
        assert_eq!((count("deleted"), count("skipped not_taken")), (deleted, spared), "{told:?}");
        next_night(&mut world);
    }
    assert!(there(&world)["westeurope"].contains("broken"));
}

#[test]
fn what_a_copy_may_build_on_stays_until_that_is_whole() {
    // Copies that end out of order: what stands before the slow one is not the newest whole one any more.
    let mut world = world(43);
    let disk = plant(&mut world, "d0", "UltraSSD_LRS", "yes");
    nights(&mut world, 2, &json!({}));
    let before = there(&world)["westeurope"].last().unwrap().clone();
    let now = world.now;
    add(&mut world, &disk, "slow", |spec| spec.progress = Progress::Copying(Copying::running(now, 40.0, 50_000)));
    let request = run(&world, &json!({"policy": one()}));
    let told = told(&world.run(&request));
    let count = |kind: &str| told.get(kind).copied().unwrap_or_default();
    assert_eq!((count("deleted"), count("skipped next_is_copying")), (1, 1), "{told:?}");
    let left = there(&world)["westeurope"].clone();
    assert!(left.contains(&before) && left.contains("slow") && left.len() == 3, "{left:?}");
}

#[test]
fn only_a_snapshot_of_this_policy_and_of_this_very_disk_is_one_of_this_run() {
    // The name is taken by another policy's run of the same slot, or by an earlier disk of the same id.
    for recreated in [false, true] {
        let mut world = world(41);
        let disk = plant(&mut world, "d0", "PremiumV2_LRS", "yes");
        nights(&mut world, 2, &json!({}));
        let other = json!({"zone": "UTC", "id": "other", "keep": {"last": 1}});
        let more = if recreated { json!({"prune": false}) } else { json!({"prune": false, "policy": other}) };
        let request = run(&world, &more);
        assert_eq!(told(&world.run(&request))["made"], 1);
        if recreated {
            let now = world.now;
            assert!(world.emulator.delete_disk(&disk, now));
            world.now += SignedDuration::from_secs(60);
            plant(&mut world, "d0", "PremiumV2_LRS", "yes");
        }
        let request = run(&world, &json!({"policy": one()}));
        let told = told(&world.run(&request));
        assert_eq!((told["failed name_in_use"], deletes(&world)), (1, 0), "{told:?}");
        assert!(told.contains_key("skipped not_taken"), "{told:?}");
    }
}

#[test]
fn told_to_stop_it_says_so() {
    for (inputs, words) in [(1, "No disks."), (5, "1 disk: 1 not known."), (12, "1 disk: 1 made, 2 skipped.")] {
        let mut world = world(500 + inputs);
        plant(&mut world, "d0", "Premium_LRS", "yes");
        nights(&mut world, 2, &json!({}));
        let request = run(&world, &json!({"policy": one()}));
        let mut host = world.host(&request);
        while host.inputs < usize::try_from(inputs).unwrap() && world.advance(&mut [&mut host]) {}
        world.cancel(&mut host);
        world.finish(&mut [&mut host]);
        let expected = format!("{words} Left undone: what was not begun before the stop.");
        assert_eq!((sentence(&host), complete(&host)), (expected.as_str(), false), "{inputs}");
    }
}

#[test]
fn a_disk_at_its_limit_gets_room_for_the_next_night() {
    // L1: it cannot be taken before something goes, and left alone it would never be taken again.
    let mut world = world(47);
    let disk = plant(&mut world, "d0", "Premium_LRS", "yes");
    for n in 0..500 {
        let created = world.now - SignedDuration::from_hours(24 * 501) + SignedDuration::from_hours(24 * n);
        let mut spec = world.emulator.snapshot_of(&disk, &format!("old{n}"), created).unwrap();
        spec.tags = vec![("snapline-policy".to_owned(), "nightly".to_owned())];
        world.emulator.add_snapshot(crate::run::SUB, &spec);
    }
    let request = run(&world, &json!({"policy": {"zone": "UTC", "id": "nightly", "keep": {"last": 450}}}));
    let host = world.run(&request);
    let told = told(&host);
    assert_eq!((told["skipped limit_reached"], told["deleted"], complete(&host)), (1, 50, false));
    next_night(&mut world);
    let request = run(&world, &json!({"policy": {"zone": "UTC", "id": "nightly", "keep": {"last": 450}}}));
    let host = world.run(&request);
    assert_eq!((crate::run::told(&host)["made"], complete(&host), there(&world)["westeurope"].len()), (1, true, 450));
}
