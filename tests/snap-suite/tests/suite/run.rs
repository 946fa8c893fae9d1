//! The nightly job against the emulator: night after night, broken off, out of time, on two hosts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use snap_emulator::{Config, DiskSpec, Emulator, Fault, LockLevel, Match, Rule};
use snap_suite::world::{Host, Weather, World};

pub(crate) const SUB: &str = "5eed0000-0000-4000-8000-000000000001";
const AZURE: &str = "https://management.azure.com";

pub(crate) fn world(seed: u64) -> World {
    let mut emulator = Emulator::new(Config { seed, ..Config::default() });
    emulator.add_subscription(SUB, "Test");
    emulator.add_group(SUB, "dr", "northeurope");
    World::new(emulator, seed)
}

pub(crate) fn plant(world: &mut World, name: &str, sku: &str, tag: &str) -> String {
    let mut spec = DiskSpec::new(name, "rg", "westeurope", 64);
    spec.sku = sku.to_owned();
    spec.tags = vec![("backup".to_owned(), tag.to_owned())];
    world.emulator.add_disk(SUB, &spec, world.now)
}

pub(crate) fn run(world: &World, more: &Value) -> Value {
    let mut request = json!({
        "flow": "run", "now": world.now.to_string(), "endpoint": AZURE, "callId": "night", "subscriptionId": SUB,
        "policy": {"zone": "UTC", "id": "nightly", "keep": {"daily": 3}}
    });
    for (member, value) in more.as_object().unwrap() {
        request[member] = value.clone();
    }
    request
}

/// Names of the snapshots there are, by location.
pub(crate) fn there(world: &World) -> BTreeMap<String, BTreeSet<String>> {
    let mut there: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for snapshot in world.emulator.dump(world.now)["snapshots"].as_array().unwrap() {
        let (place, name) = (snapshot["location"].as_str().unwrap(), snapshot["name"].as_str().unwrap());
        there.entry(place.to_owned()).or_default().insert(name.to_owned());
    }
    there
}

/// How many items of each kind, or kind and code.
pub(crate) fn told(host: &Host) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    for (_, item) in host.items() {
        *told.entry(item).or_default() += 1;
    }
    told
}

pub(crate) fn next_night(world: &mut World) {
    let day: Timestamp = world.now.round(jiff::Unit::Hour).unwrap();
    world.now = day.checked_add(SignedDuration::from_hours(24)).unwrap();
}

#[test]
fn night_after_night_three_days_are_kept_here_and_there() {
    let mut world = world(1);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    plant(&mut world, "d1", "PremiumV2_LRS", "yes");
    plant(&mut world, "d2", "Premium_LRS", "no");
    let more = json!({"tag": "backup=yes", "copyTo": {"location": "northeurope", "resourceGroup": "dr"}});
    for night in 1..=6_usize {
        let request = run(&world, &more);
        let host = world.run(&request);
        let told = told(&host);
        assert_eq!(host.summary()["complete"], json!(true), "night {night}: {told:?} {}", host.summary()["sentence"]);
        // Two taken and two copied; from the fourth night on the oldest of four goes, in both places.
        assert_eq!(
            (told["made"], told.get("deleted").copied().unwrap_or_default()),
            (4, if night > 3 { 4 } else { 0 })
        );
        let there = there(&world);
        assert_eq!((there["westeurope"].len(), there["northeurope"].len()), (night.min(3) * 2, night.min(3) * 2));
        assert!(there["westeurope"].iter().all(|name| !name.starts_with("d2")), "{there:?}");
        next_night(&mut world);
    }
}

#[test]
fn a_run_from_the_top_makes_nothing_twice() {
    let mut world = world(2);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    plant(&mut world, "d1", "PremiumV2_LRS", "yes");
    let request = run(&world, &json!({}));
    assert_eq!(told(&world.run(&request))["made"], 2);
    let again = world.run(&request);
    assert_eq!(told(&again)["already_made"], 2);
    assert_eq!(there(&world)["westeurope"].len(), 2);
}

#[test]
fn broken_off_anywhere_and_begun_again_or_resumed() {
    // After how many inputs the first host dies; by then it may be taking, waiting, copying or pruning.
    for inputs in (1..120).step_by(7) {
        let mut world = world(inputs);
        world.weather = Weather { reply_lost: 3, throttled: 10, unavailable: 3, ..Weather::default() };
        for n in 0..3 {
            plant(&mut world, &format!("d{n}"), "Premium_LRS", "yes");
        }
        let more = json!({"copyTo": {"location": "northeurope", "resourceGroup": "dr"}, "policy": {"zone": "UTC", "id": "nightly", "keep": {"last": 1}}});
        let request = run(&world, &more);
        world.run(&request);
        next_night(&mut world);
        let request = run(&world, &more);
        let mut first = world.host(&request);
        while first.inputs < usize::try_from(inputs).unwrap() && world.advance(&mut [&mut first]) {}
        let saved = world.kill(first);
        assert!(!saved.to_string().contains("sig=") && !saved.to_string().contains("eyJ"), "{saved}");
        let again = if inputs % 2 == 0 {
            json!({"flow": "resume", "saved": saved, "now": world.now.to_string()})
        } else {
            request
        };
        let host = world.run(&again);
        let there = there(&world);
        // One of each disk and place is left, and it is this night's.
        for (place, names) in &there {
            let night = world.now.strftime("_%Y%m%d").to_string();
            assert_eq!(names.len(), 3, "{inputs} {place}: {names:?} {}", host.summary());
            assert!(names.iter().all(|name| name.contains(&night)), "{inputs} {place}: {names:?} {}", host.summary());
        }
    }
}

#[test]
fn a_disk_that_was_not_taken_loses_nothing() {
    let mut world = world(4);
    let disks = [plant(&mut world, "d0", "Premium_LRS", "yes"), plant(&mut world, "d1", "Premium_LRS", "yes")];
    let more = json!({"policy": {"zone": "UTC", "id": "nightly", "keep": {"last": 1}}});
    for _ in 0..2 {
        let request = run(&world, &json!({"prune": false}));
        assert_eq!(told(&world.run(&request))["made"], 2);
        next_night(&mut world);
    }
    let refused = Fault::Status {
        status: 403,
        retry_after: None,
        code: Some("AuthorizationFailed".to_owned()),
        message: None,
        shape: snap_emulator::Shape::Wrapped,
    };
    let when =
        Match { method: Some("PUT".to_owned()), path_contains: Some("/snapshots/d1".to_owned()), ..Match::default() };
    world.emulator.add_fault(Rule { when, fault: refused });
    let request = run(&world, &more);
    let host = world.run(&request);
    let told = told(&host);
    assert_eq!(
        (told["made"], told["deleted"], told["failed AuthorizationFailed"], told["skipped not_taken"]),
        (1, 2, 1, 1)
    );
    assert_eq!(host.summary()["complete"], json!(false));
    let left = there(&world)["westeurope"].iter().filter(|name| name.starts_with("d1")).count();
    assert_eq!((left, disks.len()), (2, 2));
}

#[test]
fn out_of_time_is_told_and_nothing_is_deleted_for_what_is_not_whole() {
    let mut world = world(5);
    plant(&mut world, "d0", "UltraSSD_LRS", "yes");
    world.emulator.config_mut().copy_seconds = 50_000;
    let request = run(&world, &json!({"budgetSeconds": 600}));
    let began = world.now;
    let host = world.run(&request);
    assert!(world.now.duration_since(began).as_secs() <= 700, "{}", world.now);
    let told = told(&host);
    assert!(told.contains_key("made") && told.keys().any(|kind| kind.starts_with("not_ready")), "{told:?}");
    assert_eq!(host.summary()["complete"], json!(false));
}

#[test]
fn what_if_writes_nothing_and_an_empty_scope_is_no_success() {
    let mut world = world(6);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    let request = run(&world, &json!({"whatIf": true}));
    assert_eq!(told(&world.run(&request))["planned what_if"], 1);
    assert!(there(&world).is_empty());
    let request = run(&world, &json!({"tag": "backup=nobody"}));
    let host = world.run(&request);
    assert_eq!((told(&host)["failed no_disks_found"], &host.summary()["complete"]), (1, &json!(false)));
}

/// What a run did, or would do, to which snapshot, in which part.
fn deeds(host: &Host, kinds: &[&str]) -> BTreeSet<(String, String)> {
    let items = host.steps.iter().filter(|step| step["step"] == "item");
    let done = items.filter(|item| kinds.contains(&item["kind"].as_str().unwrap()));
    let text = |value: &Value| value.as_str().unwrap().to_lowercase();
    done.map(|item| (text(&item["part"]), text(&item["snapshot"]))).collect()
}

#[test]
fn what_if_tells_what_the_run_then_does() {
    let (mut taken, mut copied, mut deleted) = (0, 0, 0);
    for seed in 20..32_u64 {
        let mut world = world(seed);
        for n in 0..2 + seed % 3 {
            plant(&mut world, &format!("d{n}"), if n == 1 { "PremiumV2_LRS" } else { "Premium_LRS" }, "yes");
        }
        let rules = ["{\"daily\":2}", "{\"last\":1}", "{\"last\":3,\"weekly\":1}"][usize::try_from(seed % 3).unwrap()];
        let rules: Value = serde_json::from_str(rules).unwrap();
        let mut more = json!({"policy": {"zone": "UTC", "id": "nightly", "keep": rules}});
        for night in 0..5 {
            // From some night on there are copies: the first of them brings the whole backlog.
            if seed % 2 == 0 && night >= seed % 4 {
                more["copyTo"] = json!({"location": "northeurope", "resourceGroup": "dr"});
            }
            if night == 3 {
                let first = world.emulator.dump(world.now)["snapshots"][0]["id"].as_str().unwrap().to_owned();
                assert!(world.emulator.add_lock(&first, "kept", LockLevel::CanNotDelete, None));
            }
            let mut request = run(&world, &more);
            let before = there(&world);
            request["whatIf"] = json!(true);
            let planned = deeds(&world.run(&request), &["planned"]);
            assert_eq!(there(&world), before, "{seed} {night}");
            request["whatIf"] = json!(false);
            let host = world.run(&request);
            assert_eq!(planned, deeds(&host, &["made", "deleted"]), "{seed} {night}: {}", host.summary()["sentence"]);
            let of = |part: &str| planned.iter().filter(|(of, _)| of == part).count();
            (taken, copied, deleted) = (taken + of("take"), copied + of("copy"), deleted + of("prune"));
            // Once more nothing is left to do, and nothing is promised.
            let again = {
                let mut again = run(&world, &more);
                again["slot"] = host.summary()["slot"].clone();
                again["whatIf"] = json!(true);
                world.run(&again)
            };
            assert_eq!(deeds(&again, &["planned"]), BTreeSet::new(), "{seed} {night}");
            next_night(&mut world);
        }
    }
    assert!(taken > 100 && copied > 50 && deleted > 50, "{taken} {copied} {deleted}");
}

#[test]
fn a_copy_of_a_policy_tells_no_call_so_that_every_attempt_makes_the_same() {
    let mut world = world(8);
    plant(&mut world, "d0", "Premium_LRS", "yes");
    let mut made = Vec::new();
    for call in ["night-1", "night-2"] {
        let more = json!({"callId": call, "copyTo": {"location": "northeurope", "resourceGroup": "dr"}});
        let request = run(&world, &more);
        world.run(&request);
        let dump = world.emulator.dump(world.now);
        made.push(dump["snapshots"].as_array().unwrap().iter().map(|one| one["tags"].clone()).collect::<Vec<_>>());
    }
    assert_eq!(made[0], made[1]);
    assert_eq!(made[0].len(), 2);
    assert!(made[0].iter().all(|tags| tags.get("snapline-call").is_none()), "{made:?}");
}

#[test]
fn two_hosts_at_once_make_one_of_each() {
    let mut world = world(7);
    world.weather = Weather { reply_lost: 2, throttled: 10, ..Weather::default() };
    for n in 0..4 {
        plant(&mut world, &format!("d{n}"), "Premium_LRS", "yes");
    }
    for _ in 0..3 {
        let request = run(&world, &json!({"policy": {"zone": "UTC", "id": "nightly", "keep": {"last": 1}}}));
        let (mut one, mut two) = (world.host(&request), world.host(&request));
        world.finish(&mut [&mut one, &mut two]);
        assert_eq!(there(&world)["westeurope"].len(), 4, "{} {}", one.summary(), two.summary());
        next_night(&mut world);
    }
}
