//! What the create flow reads before it writes, and how fast it goes, against the emulator.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code: a broken case must stop it")]

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use snap_emulator::{Config, Copying, DiskSpec, Emulator, Entry, Fault, Match, Progress, Request, Rule};
use snap_suite::world::{Host, World};

const SUB: &str = "5eed0000-0000-4000-8000-000000000001";
const OTHER: &str = "5eed0000-0000-4000-8000-000000000002";
const AZURE: &str = "https://management.azure.com";
const NOW: &str = "2026-11-20T02:00:00Z";
const SNAPSHOTS: &str = "/providers/microsoft.compute/snapshots";
const DISKS: &str = "/providers/microsoft.compute/disks";

fn world_with(config: Config) -> World {
    let mut emulator = Emulator::new(config);
    emulator.add_group(SUB, "rg", "westeurope");
    emulator.add_group(OTHER, "rg", "westeurope");
    World::new(emulator, 1)
}

fn world() -> World {
    world_with(Config::default())
}

fn plant_in(world: &mut World, subscription: &str, count: usize, sku: &str) -> Vec<String> {
    let created = world.now - SignedDuration::from_hours(2_400);
    (0..count)
        .map(|n| {
            let mut spec = DiskSpec::new(&format!("d{n}"), "rg", "westeurope", 64);
            spec.sku = sku.to_owned();
            world.emulator.add_disk(subscription, &spec, created)
        })
        .collect()
}

fn plant(world: &mut World, count: usize, sku: &str) -> Vec<String> {
    plant_in(world, SUB, count, sku)
}

/// Plants snapshots of a disk, the newest `seconds` ago and each a second before the one after it.
fn planted(world: &mut World, disk: &str, count: usize, seconds: usize, progress: Option<&Progress>) {
    for n in 0..count {
        let created = world.now - SignedDuration::from_secs(i64::try_from(seconds + n).unwrap());
        let mut spec = world.emulator.snapshot_of(disk, &format!("old-{n}"), created).unwrap();
        spec.progress = progress.cloned().unwrap_or(spec.progress);
        world.emulator.add_snapshot(SUB, &spec);
    }
}

fn create(disks: &[String], more: &Value) -> Value {
    let disks: Vec<Value> = disks.iter().map(|id| json!({"id": id})).collect();
    let mut request = json!({"flow": "create", "now": NOW, "endpoint": AZURE, "callId": "run-1", "policyId": "prod", "slot": NOW, "disks": disks});
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

fn told(host: &Host) -> Vec<String> {
    host.items().into_iter().map(|(_, told)| told).collect()
}

/// What was asked: how often each of `LIST disks`, `LIST snapshots`, `GET`, `PUT` and `POLL`.
fn asked(world: &World) -> BTreeMap<&'static str, usize> {
    let mut asked = BTreeMap::new();
    for entry in world.emulator.journal() {
        *asked.entry(kind(entry)).or_default() += 1;
    }
    asked
}

fn kind(entry: &Entry) -> &'static str {
    let path = entry.path.to_lowercase();
    match entry.method.as_str() {
        "PUT" => "PUT",
        _ if path.contains("/diskoperations/") => "POLL",
        _ if path.ends_with(SNAPSHOTS) => "LIST snapshots",
        _ if path.ends_with(DISKS) => "LIST disks",
        _ => "GET",
    }
}

fn at(entry: &Entry) -> Timestamp {
    entry.at.parse().unwrap()
}

fn seconds(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64()
}

#[test]
fn five_hundred_and_not_one_more() {
    // L1
    for (there, expected) in [(499, "made"), (500, "skipped limit_reached"), (501, "skipped limit_reached")] {
        let mut world = world();
        let disks = plant(&mut world, 2, "Premium_LRS");
        planted(&mut world, &disks[0], there, 3_600, None);
        let host = world.run(&create(&disks, &json!({})));
        assert_eq!(host.items().into_iter().collect::<BTreeMap<_, _>>()[&disks[0]], expected, "{there}");
        assert_eq!(host.items().into_iter().collect::<BTreeMap<_, _>>()[&disks[1]], "made", "{there}");
        // Without the check the service says so itself.
        let request = create(&disks[..1], &json!({"checkLimits": false, "slot": "2026-11-20T02:00:01Z"}));
        assert_eq!(told(&world.run(&request)), ["failed OperationNotAllowed"], "{there}");
    }
}

#[test]
fn seven_in_five_minutes() {
    // L2: what is known beforehand is not asked for; what another host took meanwhile is waited for.
    let mut world = world();
    let disks = plant(&mut world, 1, "Premium_LRS");
    planted(&mut world, &disks[0], 6, 10, None);
    let request = |call: &str| {
        create(&disks, &json!({"policyId": call, "disks": [{"id": disks[0], "name": format!("by-{call}")}]}))
    };
    let (mut a, mut b) = (world.host(&request("a")), world.host(&request("b")));
    let begun = world.now;
    world.finish(&mut [&mut a, &mut b]);
    assert_eq!((told(&a), told(&b)), (vec!["made".to_owned()], vec!["made".to_owned()]));
    // The oldest of the six was taken fifteen seconds before: then there is room for an eighth.
    let took = seconds(begun, world.now);
    assert!((285.0..300.0).contains(&took), "{took}");
    let refused = world.emulator.journal().iter().filter(|e| e.method == "PUT" && e.status == Some(429)).count();
    assert_eq!(refused, 1);
}

#[test]
fn one_disk_over_its_limit_holds_up_nobody() {
    // L2: its 429 is about the disk, and says itself that the subscription's budget is far from spent (T3).
    let mut world = world();
    let disks = plant(&mut world, 30, "Premium_LRS");
    planted(&mut world, &disks[0], 7, 10, None);
    let mut host = world.host(&create(&disks, &json!({"checkLimits": false})));
    let begun = world.now;
    while host.items().len() < 29 {
        world.advance(&mut [&mut host]);
    }
    let took = seconds(begun, world.now);
    assert!(took < 30.0, "{took}");
    world.finish(&mut [&mut host]);
    assert_eq!(host.summary()["made"], json!(30));
    assert!(seconds(begun, world.now) > 270.0);
}

#[test]
fn l2_is_told_beforehand() {
    let mut world = world();
    let disks = plant(&mut world, 1, "Premium_LRS");
    planted(&mut world, &disks[0], 7, 10, None);
    let host = world.run(&create(&disks, &json!({})));
    assert_eq!((told(&host), asked(&world).get("PUT")), (vec!["skipped too_many_lately".to_owned()], None));
    // The oldest of the seven was taken sixteen seconds ago.
    let message =
        host.steps.iter().find(|step| step["step"] == "item").unwrap()["message"].as_str().unwrap().to_owned();
    assert!(message.ends_with("There is room again at 02:04:44 UTC."), "{message}");
}

#[test]
fn three_pending() {
    // R11
    let mut world = world();
    world.emulator.config_mut().copy_seconds = 100_000;
    let disks = plant(&mut world, 1, "UltraSSD_LRS");
    let filling = Progress::Copying(Copying::running(world.now, 1.0, 100_000));
    planted(&mut world, &disks[0], 2, 3_600, Some(&filling));
    let at = |slot: &str| create(&disks, &json!({"slot": slot}));
    assert_eq!(told(&world.run(&at(NOW))), ["made"]);
    let before = asked(&world)["PUT"];
    assert_eq!(told(&world.run(&at("2026-11-20T03:00:00Z"))), ["skipped pending_full"]);
    assert_eq!(asked(&world)["PUT"], before);
    // What is made already is found all the same.
    assert_eq!(told(&world.run(&at(NOW))), ["already_made"]);
}

#[test]
fn a_list_that_is_refused() {
    let mut world = world();
    let disks = plant(&mut world, 3, "Premium_LRS");
    let fault = Fault::Status { status: 403, retry_after: None, code: None, message: None, shape: Default::default() };
    let when =
        Match { method: Some("GET".into()), path_contains: Some(format!("{SUB}{SNAPSHOTS}")), ..Match::default() };
    world.emulator.add_fault(Rule { when, fault });
    let host = world.run(&create(&disks, &json!({})));
    assert_eq!((told(&host), &host.warnings[..]), (vec!["made".to_owned(); 3], &["limits_not_checked"][..]));
    // Each disk, each name, and each snapshot once made.
    assert_eq!(asked(&world), [("GET", 9), ("LIST snapshots", 1), ("POLL", 3), ("PUT", 3)].into());
}

#[test]
fn many_disks_are_listed() {
    for (count, lists, gets) in [(50, 0, 100), (60, 1, 60)] {
        let mut world = world();
        let disks = plant(&mut world, count, "Premium_LRS");
        let host = world.run(&create(&disks, &json!({})));
        assert_eq!(host.summary()["made"], json!(count));
        let asked = asked(&world);
        assert_eq!((asked.get("LIST disks").copied().unwrap_or(0), asked["GET"]), (lists, gets), "{count}");
        assert_eq!((asked["LIST snapshots"], asked["PUT"]), (1, count));
    }
}

#[test]
fn the_disks_of_a_machine() {
    let mut world = world();
    let disks = plant(&mut world, 5, "Premium_LRS");
    let machine = format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1");
    // Shared: named by another machine first, and by this one in the list alone.
    world.emulator.add_holder(&disks[2], &machine.replace("vm1", "vm10"));
    for disk in &disks[1..4] {
        world.emulator.add_holder(disk, &machine.to_uppercase());
    }
    world.emulator.add_holder(&disks[4], &machine.replace("vm1", "vm10"));
    let group = json!({"disks": null, "virtualMachine": machine});
    let host = world.run(&create(&[], &group));
    let targets: Vec<String> = host.items().into_iter().map(|(target, _)| target.to_lowercase()).collect();
    assert_eq!(told(&host), ["made"; 3]);
    let mut expected: Vec<String> = disks[1..4].iter().map(|id| id.to_lowercase()).collect();
    let mut sorted = targets.clone();
    sorted.sort();
    expected.sort();
    assert_eq!(sorted, expected);
    let skew = host.summary()["skewSeconds"].as_f64().unwrap();
    assert!((0.0..3.0).contains(&skew), "{skew}");
    assert!(host.summary()["sentence"].as_str().unwrap().contains("not a consistent set"));
    assert!(host.snapshots.iter().all(|snapshot| snapshot.tags.get("snapline-group") == Some("vm1")));
    // No PUT before every disk is checked.
    let kinds: Vec<&str> = world.emulator.journal().iter().map(kind).collect();
    let first = kinds.iter().position(|kind| *kind == "PUT").unwrap();
    assert!(kinds[first..].iter().all(|kind| !kind.starts_with("LIST")), "{kinds:?}");
    assert_eq!(told(&world.run(&create(&[], &group))), ["already_made"; 3]);
    let none = json!({"disks": null, "virtualMachine": machine.replace("vm1", "vm2")});
    assert_eq!(told(&world.run(&create(&[], &none))), ["failed no_disks_attached"]);
}

#[test]
fn disks_of_two_subscriptions() {
    let mut world = world();
    let mut disks = plant(&mut world, 2, "Premium_LRS");
    disks.extend(plant_in(&mut world, OTHER, 2, "Premium_LRS"));
    let host = world.run(&create(&disks, &json!({})));
    assert_eq!((told(&host), asked(&world)["LIST snapshots"]), (vec!["made".to_owned(); 4], 2));
    let puts: Vec<&str> =
        world.emulator.journal().iter().filter(|e| e.method == "PUT").map(|e| e.path.as_str()).collect();
    assert_eq!(puts.iter().filter(|path| path.contains(OTHER)).count(), 2);
}

#[test]
fn limits_are_not_checked_when_not_asked_for() {
    let mut world = world();
    let disks = plant(&mut world, 2, "Premium_LRS");
    let host = world.run(&create(&disks, &json!({"checkLimits": false})));
    assert_eq!((told(&host), host.warnings.len()), (vec!["made".to_owned(); 2], 0));
    assert_eq!(asked(&world), [("GET", 6), ("POLL", 2), ("PUT", 2)].into());
}

#[test]
fn alone_nobody_is_throttled() {
    // T1
    let mut world = world_with(Config { enforce_budgets: false, ..Config::default() });
    world.latency = (20, 120);
    let disks = plant(&mut world, 300, "Premium_LRS");
    let host = world.run(&create(&disks, &json!({"parallel": 64, "wait": "durable"})));
    assert_eq!((&host.summary()["made"], &host.summary()["ready"]), (&json!(300), &json!(300)));
    let throttled = world.emulator.journal().iter().filter(|entry| entry.status == Some(429)).count();
    assert_eq!(throttled, 0);
}

#[test]
fn a_bucket_that_somebody_else_drinks_from_is_learnt() {
    // T1, T4: the same caller does other writes in the region all the while.
    let mut world = world_with(Config { enforce_budgets: false, ..Config::default() });
    world.latency = (20, 120);
    let disks = plant(&mut world, 300, "Premium_LRS");
    let token = world.emulator.mint_token(world.now, 86_400);
    let thirsty = |world: &mut World| {
        let path = format!("{}?api-version=2025-01-02", disks[0]);
        let patch = Request::new("PATCH", &path).with_token(&token).with_json(&json!({"tags": {"a": "b"}}));
        let now = world.now;
        world.emulator.handle(&patch, now);
    };
    (0..150).for_each(|_| thirsty(&mut world));
    let mut host = world.host(&create(&disks, &json!({"parallel": 64})));
    let mut since = world.now;
    while world.advance(&mut [&mut host]) {
        if world.now > since + SignedDuration::from_millis(500) {
            since = world.now;
            thirsty(&mut world);
        }
    }
    assert_eq!(host.summary()["made"], json!(300));
    let refused = world.emulator.journal().iter().filter(|e| e.method == "PUT" && e.status == Some(429)).count();
    // Each refusal is learnt by all: without that nearly every one of the 250 writes beyond the bucket is refused first.
    assert!((1..60).contains(&refused), "{refused}");
}

#[test]
fn a_thousand_snapshots_as_fast_as_the_buckets_allow() {
    // N5: T1 only, operations of 1 s with `Retry-After: 2`.
    let config = Config {
        enforce_budgets: false,
        operation_seconds: 1,
        retry_after: Some(2),
        page_size: 1_000,
        ..Config::default()
    };
    let mut world = world_with(config);
    world.latency = (50, 350);
    // Without what Compute says of its own budgets (T3), which would slow the last forty.
    let set = [("x-ms-ratelimit-remaining-resource".to_owned(), None)].into();
    world
        .emulator
        .add_fault(Rule { when: Match { times: u32::MAX, ..Match::default() }, fault: Fault::Headers { set } });
    let disks = plant(&mut world, 1_000, "Premium_LRS");
    let host = world.run(&create(&disks, &json!({})));
    assert_eq!(host.summary()["made"], json!(1_000));
    let journal = world.emulator.journal();
    let first = at(&journal[0]);
    let last = journal.iter().filter(|entry| entry.method == "PUT" && entry.status == Some(202)).map(at).max().unwrap();
    let asked = asked(&world);
    let lists = asked["LIST disks"] + asked["LIST snapshots"];
    let reads = asked["GET"] + asked["POLL"];
    let throttled = journal.iter().filter(|entry| entry.status == Some(429)).count();
    println!(
        "N5: last of 1,000 writes accepted {:.1} s after the first request; {lists} list pages, {:.2} other reads a snapshot, {throttled} times 429",
        seconds(first, last),
        reads as f64 / 1_000.0
    );
    assert!(seconds(first, last) <= 84.0, "{}", seconds(first, last));
    assert!(reads <= 2_000, "{asked:?}");
    assert_eq!(throttled, 0);
}
