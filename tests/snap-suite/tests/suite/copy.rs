//! The copy flow against the emulator, which holds it to C3, C4, C5, C7 and D5.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code: a broken case must stop it")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use snap_emulator::{Config, DiskSpec, Emulator, Fault, Match, Rule};
use snap_suite::world::{Host, Weather, World};

const SUB: &str = "5eed0000-0000-4000-8000-000000000001";
const OTHER: &str = "5eed0000-0000-4000-8000-000000000002";
const AZURE: &str = "https://management.azure.com";
const NOW: &str = "2026-11-20T02:00:00Z";

fn world(seed: u64) -> World {
    let mut emulator = Emulator::new(Config { seed, ..Config::default() });
    emulator.add_group(SUB, "dr", "northeurope");
    emulator.add_group(OTHER, "dr", "northeurope");
    World::new(emulator, seed)
}

fn disk(world: &mut World, group: &str, name: &str) -> String {
    let spec = DiskSpec::new(name, group, "westeurope", 64);
    world.emulator.add_disk(SUB, &spec, world.now - SignedDuration::from_hours(2_400))
}

/// Snapshots `<prefix>0` … of a disk, oldest first, a day apart, the newest a day old; their ids.
fn family(world: &mut World, disk: &str, prefix: &str, count: usize) -> Vec<String> {
    (0..count)
        .map(|n| {
            let created = world.now - SignedDuration::from_hours(24 * i64::try_from(count - n).unwrap());
            let mut spec = world.emulator.snapshot_of(disk, &format!("{prefix}{n}"), created).unwrap();
            spec.tags = vec![("snapline-policy".to_owned(), "prod".to_owned())];
            world.emulator.add_snapshot(SUB, &spec)
        })
        .collect()
}

/// So many disks `d0` … with so many snapshots each; the disks' ids and the snapshots'.
fn fleet(world: &mut World, disks: usize, snapshots: usize) -> (Vec<String>, Vec<Vec<String>>) {
    (0..disks)
        .map(|n| {
            let disk = disk(world, "rg", &format!("d{n}"));
            let family = family(world, &disk, &format!("d{n}-s"), snapshots);
            (disk, family)
        })
        .unzip()
}

fn copy(more: &Value) -> Value {
    let mut request = json!({
        "flow": "copy", "now": NOW, "endpoint": AZURE, "callId": "run-1", "timeoutSeconds": 86_400,
        "to": {"location": "northeurope", "resourceGroup": "dr"},
    });
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

/// The copies that are there: the source's name and its copy's id, in the order they were made.
fn copies(world: &World) -> Vec<(String, String)> {
    let dump = world.emulator.dump(world.now);
    let mut found: Vec<(Timestamp, String, String)> = dump["snapshots"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|snapshot| snapshot["properties"]["creationData"]["createOption"] == "CopyStart")
        .map(|snapshot| {
            let source = snapshot["properties"]["creationData"]["sourceResourceId"].as_str().unwrap();
            // By the instant: the service writes it in more than one way (A55).
            let made = snapshot["properties"]["timeCreated"].as_str().unwrap().parse().unwrap();
            (made, source.rsplit('/').next().unwrap().to_owned(), snapshot["id"].as_str().unwrap().to_owned())
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, source, id)| (source, id)).collect()
}

fn sources(world: &World) -> Vec<String> {
    copies(world).into_iter().map(|(source, _)| source).collect()
}

/// `kind` or `kind code` of every item, by the name of its target.
fn told(host: &Host) -> BTreeMap<String, Vec<String>> {
    let mut by_target: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (target, told) in host.items() {
        by_target.entry(target.rsplit('/').next().unwrap().to_owned()).or_default().push(told);
    }
    by_target
}

const MADE: [&str; 2] = ["made", "ready percent_100"];

/// How often the service answered a write with this status.
fn refused(world: &World, status: u16) -> usize {
    let writes = world.emulator.journal().iter().filter(|entry| entry.method != "GET");
    writes.filter(|entry| entry.status == Some(status)).count()
}

/// PUTs that the service took, by path.
fn taken(world: &World) -> BTreeMap<String, usize> {
    let mut taken = BTreeMap::new();
    for entry in world.emulator.journal().iter().filter(|e| e.method == "PUT" && e.status.is_none_or(|s| s < 300)) {
        *taken.entry(entry.path.to_lowercase()).or_default() += 1;
    }
    taken
}

fn strike(world: &mut World, method: &str, path: &str, times: u32, fault: Fault) {
    let when = Match { method: Some(method.to_owned()), path_contains: Some(path.to_owned()), skip: 0, times };
    world.emulator.add_fault(Rule { when, fault });
}

#[test]
fn two_disks_whose_snapshots_have_the_same_names() {
    let mut world = world(1);
    let disks = [disk(&mut world, "rg-a", "data"), disk(&mut world, "rg-b", "data")];
    let families = disks.each_ref().map(|disk| {
        let created = |hours| world.now - SignedDuration::from_hours(hours);
        [("s0", 48), ("s1", 24)].map(|(name, hours)| {
            let spec = world.emulator.snapshot_of(disk, name, created(hours)).unwrap();
            world.emulator.add_snapshot(SUB, &spec)
        })
    });
    let host = world.run(&copy(&json!({"disks": disks})));
    for source in families.iter().flatten() {
        let told: Vec<String> =
            host.items().into_iter().filter(|(target, _)| target.eq_ignore_ascii_case(source)).map(|i| i.1).collect();
        assert_eq!(told, MADE, "{source}");
    }
    let ids: BTreeSet<String> = copies(&world).into_iter().map(|(_, id)| id).collect();
    assert_eq!((ids.len(), refused(&world, 409)), (4, 0));
    // Side by side: neither family waited for the other.
    assert_eq!(sources(&world), ["s0", "s0", "s1", "s1"]);
    assert_eq!(host.summary()["sentence"], json!("4 copies: 4 made."));
}

#[test]
fn each_incarnation_of_a_disk_is_a_family() {
    // F3
    let mut world = world(2);
    let before = disk(&mut world, "rg", "data");
    let old = family(&mut world, &before, "old", 2);
    let now = world.now;
    assert!(world.emulator.delete_disk(&before, now));
    assert_eq!(disk(&mut world, "rg", "data"), before);
    let new = family(&mut world, &before, "new", 2);
    // By the disk: what is there under its id now.
    let host = world.run(&copy(&json!({"disks": [before]})));
    assert_eq!(told(&host).into_keys().collect::<Vec<_>>(), ["new0", "new1"]);
    assert_eq!(sources(&world), ["new0", "new1"]);
    // By their ids: the ones before, too, though younger copies of the other incarnation are there.
    let host = world.run(&copy(&json!({"snapshots": [new[1], old[1], old[0], new[0]]})));
    assert_eq!(told(&host)["old0"], MADE);
    assert_eq!(told(&host)["old1"], MADE);
    assert_eq!(told(&host)["new0"], ["already_made copied"]);
    assert_eq!(
        (sources(&world), refused(&world, 409)),
        (["new0", "new1", "old0", "old1"].map(str::to_owned).to_vec(), 0)
    );
}

#[test]
fn a_failed_copy_stops_its_disk_and_no_other() {
    // R18
    let mut world = world(3);
    let (disks, _) = fleet(&mut world, 3, 3);
    let fault = Fault::FailCopy { at_percent: 40.0, code: "CopySourceNotFound".into(), message: "gone".into() };
    strike(&mut world, "PUT", "d1-s1", 1, fault);
    let host = world.run(&copy(&json!({"disks": disks})));
    let told = told(&host);
    for name in ["d0-s0", "d0-s1", "d0-s2", "d1-s0", "d2-s0", "d2-s1", "d2-s2"] {
        assert_eq!(told[name], MADE, "{name}");
    }
    assert_eq!(told["d1-s1"], ["made", "not_ready copy_failed"]);
    assert_eq!(told["d1-s2"], ["skipped chain_stopped"]);
    let summary = host.summary();
    assert_eq!(
        (&summary["complete"], &summary["sentence"]),
        (&json!(false), &json!("9 copies: 8 made, 1 skipped, 1 not ready."))
    );
    // Run again, the copy of no use is named, and nothing is copied past it.
    let again = world.run(&copy(&json!({"disks": disks, "now": world.now.to_string()})));
    assert_eq!(self::told(&again)["d1-s1"], ["failed copy_failed"]);
    assert_eq!(self::told(&again)["d1-s2"], ["skipped waits_for_earlier"]);
    assert_eq!(taken(&world).values().sum::<usize>(), 8);
}

#[test]
fn a_hundred_at_once_and_no_more() {
    // C4
    let mut world = world(4);
    let (disks, _) = fleet(&mut world, 120, 1);
    let host = world.run(&copy(&json!({"disks": disks, "parallel": 64})));
    assert_eq!((&host.summary()["made"], &host.summary()["complete"]), (&json!(120), &json!(true)));
    assert_eq!((refused(&world, 409), refused(&world, 429)), (0, 0));
    let at = |entry: &snap_emulator::Entry| entry.at.parse::<Timestamp>().unwrap();
    let puts: Vec<Timestamp> = world.emulator.journal().iter().filter(|e| e.method == "PUT").map(at).collect();
    assert_eq!(puts.len(), 120);
    // All places are taken at once; the next is begun when the first copy is whole.
    let whole_after = SignedDuration::from_secs(132);
    assert!(puts[99].duration_since(puts[0]) < SignedDuration::from_secs(30), "{} {}", puts[0], puts[99]);
    assert!(puts[100] >= puts[0] + whole_after, "{} {}", puts[0], puts[100]);
}

#[test]
fn killed_at_every_input_then_resumed_or_run_from_the_top() {
    let run = |kill_at: usize, resume: bool| {
        let mut world = world(5);
        let (disks, _) = fleet(&mut world, 2, 2);
        let request = copy(&json!({"disks": disks}));
        let mut host = world.host(&request);
        while !host.is_done() && host.inputs < kill_at {
            world.advance(&mut [&mut host]);
        }
        let ended = host.is_done();
        let saved = world.kill(host);
        assert!(!saved.to_string().contains("DiskOperations"), "{saved}");
        world.now += SignedDuration::from_secs(7);
        let next = json!({"flow": "resume", "saved": saved, "now": world.now.to_string()});
        let again = world.run(if resume { &next } else { &request });
        let summary = again.summary();
        let there = summary["made"].as_u64().unwrap() + summary["alreadyMade"].as_u64().unwrap();
        let place = format!("killed at {kill_at}, resume {resume}: {summary}");
        assert_eq!((there, &summary["complete"]), (4, &json!(true)), "{place}");
        assert_eq!(taken(&world).into_values().collect::<Vec<_>>(), [1; 4], "{place}");
        assert_eq!(refused(&world, 409), 0, "{place}");
        ended
    };
    let kills =
        (1..).take_while(|kill_at| !run(*kill_at, true)).inspect(|kill_at| assert!(!run(*kill_at, false))).count();
    assert!(kills > 40, "{kills}");
}

#[test]
fn two_hosts_on_one_family_and_one_place() {
    for seed in 0..8 {
        let mut world = world(100 + seed);
        let (disks, _) = fleet(&mut world, 3, 3);
        world.weather = Weather { reply_lost: 2, doubled: 5, ..Weather::default() };
        let request = copy(&json!({"disks": disks}));
        let (mut a, mut b) = (world.host(&request), world.host(&request));
        world.finish(&mut [&mut a, &mut b]);
        for host in [&a, &b] {
            assert_eq!(host.summary()["complete"], json!(true), "seed {seed}: {:?}", host.items());
        }
        assert_eq!(copies(&world).len(), 9, "seed {seed}");
    }
}

#[test]
fn two_hosts_on_one_family_and_two_places() {
    // C3: the service takes one at a time, wherever to.
    for seed in 0..4 {
        let mut world = world(200 + seed);
        let (disks, _) = fleet(&mut world, 2, 2);
        world.emulator.add_group(SUB, "west", "ukwest");
        let to = json!({"location": "ukwest", "resourceGroup": "west"});
        let (here, there) = (copy(&json!({"disks": disks})), copy(&json!({"disks": disks, "to": to})));
        let (mut a, mut b) = (world.host(&here), world.host(&there));
        world.finish(&mut [&mut a, &mut b]);
        for host in [&a, &b] {
            assert_eq!(host.summary()["complete"], json!(true), "seed {seed}: {:?}", host.items());
        }
        assert_eq!(copies(&world).len(), 8, "seed {seed}");
    }
}

#[test]
fn into_another_subscription_and_from_two() {
    let mut world = world(6);
    let (mut disks, _) = fleet(&mut world, 1, 2);
    let spec = DiskSpec::new("far", "rg", "westeurope", 64);
    let far = world.emulator.add_disk(OTHER, &spec, world.now - SignedDuration::from_hours(99));
    let created = world.now - SignedDuration::from_hours(5);
    let snapshot = world.emulator.snapshot_of(&far, "far-s0", created).unwrap();
    world.emulator.add_snapshot(OTHER, &snapshot);
    disks.push(far);
    let to = json!({"location": "North Europe", "resourceGroup": "dr", "subscriptionId": OTHER});
    let host = world.run(&copy(&json!({"disks": disks, "to": to})));
    assert_eq!(host.summary()["sentence"], json!("3 copies: 3 made."));
    let group = format!("/subscriptions/{OTHER}/resourceGroups/dr/");
    assert!(copies(&world).iter().all(|(_, id)| id.starts_with(&group)), "{:?}", copies(&world));
    assert_eq!(world.run(&copy(&json!({"disks": disks, "to": to}))).summary()["alreadyMade"], json!(3));
}

#[test]
fn sources_that_are_deleted_meanwhile() {
    // D5
    let mut world = world(7);
    let (disks, families) = fleet(&mut world, 2, 3);
    let mut host = world.host(&copy(&json!({"disks": disks})));
    while copies(&world).len() < 2 {
        world.advance(&mut [&mut host]);
    }
    // One while it is copied, and one before.
    for id in [&families[0][0], &families[1][1]] {
        let token = world.emulator.mint_token(world.now, 60);
        let path = format!("{id}?api-version=2025-01-02");
        let delete = snap_emulator::Request::new("DELETE", &path).with_token(&token);
        let now = world.now;
        assert_eq!(world.emulator.handle(&delete, now).into_response().unwrap().status, 202);
    }
    world.finish(&mut [&mut host]);
    let told = told(&host);
    assert!(told["d0-s0"].iter().any(|told| told.ends_with("copy_failed")), "{told:?}");
    assert_eq!(told["d0-s1"], ["skipped chain_stopped"]);
    assert_eq!(told["d1-s0"], MADE);
    assert_eq!(told["d1-s1"], ["skipped source_changed"]);
    assert_eq!(told["d1-s2"], ["skipped chain_stopped"]);
    // What is gone stands in nobody's way.
    let again = world.run(&copy(&json!({"disks": disks[1..], "now": world.now.to_string()})));
    assert_eq!(
        (again.summary()["complete"].clone(), self::told(&again)["d1-s2"].clone()),
        (json!(true), MADE.map(str::to_owned).to_vec())
    );
}

#[test]
fn foul_weather() {
    for seed in 0..4 {
        let mut world = world(300 + seed);
        let (disks, _) = fleet(&mut world, 6, 3);
        world.weather = Weather { throttled: 30, reply_lost: 4, request_lost: 4, unavailable: 5, cut: 3, doubled: 5 };
        strike(&mut world, "PUT", "/snapshots/", 2, conflict());
        let host = world.run(&copy(&json!({"disks": disks})));
        let summary = host.summary();
        assert_eq!(
            (&summary["complete"], &summary["unknown"]),
            (&json!(true), &json!(0)),
            "seed {seed}: {:#?}",
            host.items()
        );
        assert_eq!(copies(&world).len(), 18, "seed {seed}");
        assert!(taken(&world).values().all(|times| *times == 1), "seed {seed}: {:?}", taken(&world));
    }
}

fn conflict() -> Fault {
    Fault::Status {
        status: 409,
        retry_after: None,
        code: Some("Conflict".into()),
        message: None,
        shape: Default::default(),
    }
}

#[test]
fn what_would_be_done() {
    let mut world = world(8);
    let (disks, families) = fleet(&mut world, 2, 3);
    world.run(&copy(&json!({"snapshots": families[0][..1]})));
    let puts = taken(&world).len();
    let host = world.run(&copy(&json!({"disks": disks, "whatIf": true, "now": world.now.to_string()})));
    let planned: Vec<String> =
        host.items().into_iter().filter(|(_, told)| told == "planned what_if").map(|(target, _)| target).collect();
    let expected = families[0][1..].iter().chain(&families[1]).map(|id| id.to_lowercase());
    assert_eq!(planned.iter().map(|id| id.to_lowercase()).collect::<Vec<_>>(), expected.collect::<Vec<_>>());
    assert_eq!(told(&host)["d0-s0"], ["already_made copied"]);
    assert_eq!((taken(&world).len(), &host.summary()["complete"]), (puts, &json!(true)));
}

#[test]
fn the_end_of_the_time_and_a_stop() {
    for stop in [false, true] {
        let mut world = world(9);
        let (disks, _) = fleet(&mut world, 2, 3);
        let mut host = world.host(&copy(&json!({"disks": disks, "timeoutSeconds": if stop { 86_400 } else { 60 }})));
        while !stop && !host.is_done() || stop && copies(&world).len() < 2 {
            world.advance(&mut [&mut host]);
        }
        if stop {
            world.cancel(&mut host);
            world.finish(&mut [&mut host]);
        }
        let (first, rest) = if stop { ("cancelled", "skipped cancelled") } else { ("", "skipped out_of_time") };
        for disk in ["d0", "d1"] {
            let told = told(&host);
            let head = &told[&format!("{disk}-s0")];
            assert!(
                stop && head[0].ends_with(first) || head[0] == "made" && head[1].starts_with("not_ready"),
                "{head:?}"
            );
            assert_eq!(told[&format!("{disk}-s1")], [rest]);
            assert_eq!(told[&format!("{disk}-s2")], [rest]);
        }
        // Begun again it finds what was begun.
        let again = world.run(&copy(&json!({"disks": disks, "now": world.now.to_string()})));
        assert_eq!((&again.summary()["complete"], taken(&world).len()), (&json!(true), 6), "{:?}", again.items());
        assert!(taken(&world).values().all(|times| *times == 1));
    }
}
