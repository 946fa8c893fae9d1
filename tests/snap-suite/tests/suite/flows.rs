//! The flows against the emulator, on a clock that nobody waits for.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code: a broken case must stop it")]

use std::collections::BTreeMap;

use serde_json::{Value, json};
use snap_core::readiness::Readiness;
use snap_emulator::{Config, DiskSpec, Emulator, Fault, Match, Rule, fleet};
use snap_suite::world::{Host, Weather, World};

const SUB: &str = "5eed0000-0000-4000-8000-000000000001";
const AZURE: &str = "https://management.azure.com";
const NOW: &str = "2026-11-20T02:00:00Z";

fn world(seed: u64) -> World {
    let mut emulator = Emulator::new(Config { seed, ..Config::default() });
    emulator.add_subscription(SUB, "Test");
    World::new(emulator, seed)
}

/// Plants disks `d0` … of one sku; their ids.
fn plant(world: &mut World, count: usize, sku: &str) -> Vec<String> {
    let now = world.now;
    (0..count)
        .map(|n| {
            let mut spec = DiskSpec::new(&format!("d{n}"), "rg", "westeurope", 64);
            spec.sku = sku.to_owned();
            world.emulator.add_disk(SUB, &spec, now)
        })
        .collect()
}

fn create(disks: &[String], more: &Value) -> Value {
    let disks: Vec<Value> = disks.iter().map(|id| json!({"id": id})).collect();
    let mut request = json!({"flow": "create", "now": NOW, "endpoint": AZURE, "callId": "run-1", "policyId": "prod", "slot": NOW, "disks": disks});
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

fn list() -> Value {
    json!({"flow": "list", "now": NOW, "endpoint": AZURE, "subscriptionId": SUB, "what": ["snapshots", "disks"]})
}

/// Writes the service took, by path.
fn taken(world: &World) -> BTreeMap<String, usize> {
    let mut taken = BTreeMap::new();
    for entry in world.emulator.journal().iter().filter(|e| e.method == "PUT" && e.status.is_none_or(|s| s < 300)) {
        *taken.entry(entry.path.to_lowercase()).or_default() += 1;
    }
    taken
}

fn told(host: &Host) -> Vec<String> {
    host.items().into_iter().map(|(_, told)| told).collect()
}

#[test]
fn an_ordinary_disk() {
    let mut world = world(1);
    let disks = plant(&mut world, 1, "Premium_LRS");
    let host = world.run(&create(&disks, &json!({"wait": "durable"})));
    assert_eq!(told(&host), ["made", "ready no_background_copy"]);
    assert!(host.warnings.is_empty());
    let [snapshot] = &host.snapshots[..] else { panic!("not one snapshot") };
    assert_eq!((snapshot.id.name(), snapshot.incremental), ("d0_20261120T020000Z", true));
    assert_eq!((snapshot.tags.get("snapline-policy"), snapshot.tags.get("snapline-slot")), (Some("prod"), Some(NOW)));
    assert_eq!(snapshot.source_unique_id, host.disks[0].unique_id);
}

#[test]
fn a_background_copy_is_waited_for() {
    // R10, A36
    let mut world = world(2);
    let disks = plant(&mut world, 1, "PremiumV2_LRS");
    let host = world.run(&create(&disks, &json!({"wait": "restorable"})));
    assert_eq!(told(&host), ["made", "ready access_available"]);
    let snapshot = &host.snapshots[0];
    assert!(Readiness::of(snapshot, host.disks[0].kind()).durable.is, "{snapshot:?}");
    assert!(world.now.to_string().as_str() >= "2026-11-20T02:02:00Z", "{}", world.now);
    let percents: Vec<f64> = host.steps.iter().filter_map(|step| step["percent"].as_f64()).collect();
    assert!(percents.len() > 2 && percents.is_sorted(), "{percents:?}");
}

#[test]
fn a_wait_that_is_too_short() {
    let mut world = world(3);
    world.emulator.config_mut().copy_seconds = 100_000;
    let disks = plant(&mut world, 1, "UltraSSD_LRS");
    let host = world.run(&create(&disks, &json!({"wait": "durable", "timeoutSeconds": 300})));
    assert_eq!(told(&host)[0], "made");
    assert!(["not_ready copying", "not_ready access_pending"].contains(&told(&host)[1].as_str()), "{:?}", told(&host));
    assert_eq!((host.snapshots.len(), &host.summary()["complete"]), (1, &json!(false)));
}

#[test]
fn a_second_run_makes_nothing() {
    let mut world = world(4);
    let disks = plant(&mut world, 3, "Premium_LRS");
    let request = create(&disks, &json!({}));
    assert_eq!(told(&world.run(&request)), ["made"; 3]);
    assert_eq!(told(&world.run(&request)), ["already_made"; 3]);
    assert_eq!(taken(&world).into_values().collect::<Vec<_>>(), [1, 1, 1]);
    // Another call with the same names does not touch them.
    assert_eq!(told(&world.run(&create(&disks, &json!({"policyId": "test"})))), ["failed name_in_use"; 3]);
    assert_eq!(taken(&world).into_values().collect::<Vec<_>>(), [1, 1, 1]);
}

#[test]
fn a_recreated_disk_is_another_disk() {
    // F3
    let mut world = world(5);
    let disks = plant(&mut world, 1, "Premium_LRS");
    world.run(&create(&disks, &json!({})));
    let now = world.now;
    assert!(world.emulator.delete_disk(&disks[0], now));
    plant(&mut world, 1, "Premium_LRS");
    assert_eq!(told(&world.run(&create(&disks, &json!({})))), ["failed name_in_use"]);
}

#[test]
fn operations_that_fail() {
    let mut world = world(6);
    let disks = plant(&mut world, 1, "Premium_LRS");
    let fault = Fault::FailOperation { status: "Failed".into(), code: "Quota".into(), message: "too many".into() };
    world.emulator.add_fault(Rule { when: Match { method: Some("PUT".into()), ..Match::default() }, fault });
    assert_eq!(told(&world.run(&create(&disks, &json!({})))), ["failed Quota"]);
}

#[test]
fn an_operation_that_points_elsewhere() {
    let mut world = world(7);
    let disks = plant(&mut world, 1, "Premium_LRS");
    let fault = Fault::ForeignLink { origin: "https://elsewhere.invalid".into() };
    world.emulator.add_fault(Rule { when: Match { method: Some("PUT".into()), ..Match::default() }, fault });
    let host = world.run(&create(&disks, &json!({})));
    assert_eq!((told(&host), host.warnings), (vec!["made".to_owned()], vec!["foreign_link"]));
}

#[test]
fn a_token_that_expires_on_the_way() {
    let mut world = world(8);
    let disks = plant(&mut world, 1, "Premium_LRS");
    for skip in 0..6 {
        let fault =
            Fault::Status { status: 401, retry_after: None, code: None, message: None, shape: Default::default() };
        world.emulator.add_fault(Rule { when: Match { skip, ..Match::default() }, fault });
        let slot = format!("2026-11-20T02:00:0{skip}Z");
        assert_eq!(told(&world.run(&create(&disks, &json!({"slot": slot})))), ["made"], "{skip}");
        world.emulator.clear_faults();
        // L2: seven in five minutes.
        world.now += jiff::SignedDuration::from_secs(60);
    }
}

#[test]
fn the_whole_demo_fleet_is_listed() {
    let start: jiff::Timestamp = NOW.parse().unwrap();
    for page_size in [1000, 7] {
        let emulator = fleet::demo(Config { page_size, ..Config::default() }, start);
        let planted = emulator.dump(start);
        let count =
            |kind: &str| planted[kind].as_array().map_or_else(|| planted[kind].as_object().unwrap().len(), Vec::len);
        let (snapshots, disks) = (count("snapshots"), count("disks"));
        let host = World::new(emulator, 9).run(&list());
        assert_eq!((host.snapshots.len(), host.disks.len()), (snapshots, disks));
        let pages = snapshots.div_ceil(page_size) + disks.div_ceil(page_size);
        assert_eq!(host.summary()["sentence"], json!(format!("Read {pages} pages.")));
    }
}

#[test]
fn a_list_in_foul_weather_is_whole_or_says_that_it_is_not() {
    let start: jiff::Timestamp = NOW.parse().unwrap();
    for seed in 0..6 {
        let emulator = fleet::demo(Config { page_size: 50, ..Config::default() }, start);
        let mut world = World::new(emulator, seed);
        let calm = world.run(&list());
        world.weather = Weather { reply_lost: 5, request_lost: 5, unavailable: 15, cut: 5, doubled: 20, throttled: 0 };
        let foul = world.run(&list());
        let ids = |host: &Host| {
            host.snapshots.iter().map(|s| s.id.key().to_owned()).collect::<std::collections::BTreeSet<_>>()
        };
        if foul.summary()["complete"] == json!(true) {
            assert_eq!((ids(&foul), foul.snapshots.len()), (ids(&calm), calm.snapshots.len()), "seed {seed}");
        } else {
            assert!(told(&foul).iter().any(|t| t.starts_with("failed ")), "seed {seed}");
        }
    }
}

const FOUL: Weather = Weather { throttled: 30, reply_lost: 4, request_lost: 4, unavailable: 5, cut: 3, doubled: 5 };

#[test]
fn a_fleet_in_foul_weather_is_made_once() {
    // V6: one used name, throttling, lost replies: the others made once, one named error, nothing twice.
    for seed in 100..102 {
        let mut world = world(seed);
        let disks = plant(&mut world, 200, "Premium_LRS");
        let used = create(&disks[17..18], &json!({"policyId": "somebody"}));
        assert_eq!(told(&world.run(&used)), ["made"]);
        world.weather = FOUL;
        let host = world.run(&create(&disks, &json!({"timeoutSeconds": 86_400})));
        assert!(taken(&world).values().all(|times| *times == 1), "seed {seed}: {:?}", taken(&world));
        for (target, told) in host.items() {
            let expected = if target == disks[17] { "failed name_in_use" } else { "made" };
            assert_eq!(told, expected, "seed {seed}: {target}");
        }
        let summary = host.summary();
        assert_eq!((&summary["made"], &summary["failed"], &summary["unknown"]), (&json!(199), &json!(1), &json!(0)));
        assert_eq!(taken(&world).len(), 200);
    }
}

#[test]
fn killed_at_any_step_and_resumed() {
    for kill_at in (1..60).step_by(3) {
        let mut world = world(kill_at);
        let disks = plant(&mut world, 4, "Premium_LRS");
        world.weather = Weather { throttled: 20, reply_lost: 10, ..Weather::default() };
        let mut host = world.host(&create(&disks, &json!({})));
        while !host.is_done() && host.inputs < usize::try_from(kill_at).unwrap() {
            world.advance(&mut [&mut host]);
        }
        let saved = world.kill(host);
        assert!(!saved.to_string().contains("DiskOperations"));
        world.now += jiff::SignedDuration::from_secs(600);
        let again = world.run(&json!({"flow": "resume", "saved": saved, "now": world.now.to_string()}));
        let summary = again.summary();
        let there = summary["made"].as_u64().unwrap() + summary["alreadyMade"].as_u64().unwrap();
        assert_eq!(there, 4, "killed at {kill_at}: {summary}");
        assert_eq!(taken(&world).into_values().collect::<Vec<_>>(), [1, 1, 1, 1], "killed at {kill_at}");
    }
}

#[test]
fn killed_at_any_step_and_run_again_from_the_top() {
    for kill_at in (2..60).step_by(3) {
        let mut world = world(1_000 + kill_at);
        let disks = plant(&mut world, 4, "Premium_LRS");
        let request = create(&disks, &json!({}));
        let mut host = world.host(&request);
        while !host.is_done() && host.inputs < usize::try_from(kill_at).unwrap() {
            world.advance(&mut [&mut host]);
        }
        drop(host);
        let again = world.run(&request);
        assert_eq!(again.summary()["complete"], json!(true), "killed at {kill_at}");
        assert_eq!(taken(&world).into_values().collect::<Vec<_>>(), [1, 1, 1, 1], "killed at {kill_at}");
    }
}

#[test]
fn two_hosts_at_once_make_one_of_each() {
    for seed in 0..8 {
        let mut world = world(2_000 + seed);
        let disks = plant(&mut world, 20, "Premium_LRS");
        world.weather = Weather { throttled: 10, reply_lost: 3, ..Weather::default() };
        let request = create(&disks, &json!({}));
        let (mut a, mut b) = (world.host(&request), world.host(&request));
        world.finish(&mut [&mut a, &mut b]);
        for host in [&a, &b] {
            assert_eq!(host.summary()["complete"], json!(true), "seed {seed}: {:?}", host.items());
        }
        // The same name and key: a write that crosses another is an update of the same resource, never a second one.
        assert_eq!(taken(&world).len(), 20);
    }
}
