//! Pruning against the emulator: what goes, what stays, and what somebody else does meanwhile.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use snap_emulator::{Config, DiskSpec, Emulator, Fault, LockLevel, Match, Request, Rule, VersionRefusal};
use snap_suite::world::{Host, Weather, World};

pub(crate) const SUB: &str = "5eed0000-0000-4000-8000-000000000001";
const AZURE: &str = "https://management.azure.com";

pub(crate) fn world(seed: u64, config: Config) -> World {
    let mut emulator = Emulator::new(Config { seed, ..config });
    emulator.add_subscription(SUB, "Test");
    World::new(emulator, seed)
}

/// A disk with a snapshot of policy `prod` for each of the last `count` days, oldest first; their ids.
fn daily(world: &mut World, disk: &str, count: usize) -> Vec<String> {
    let now = world.now;
    let disk = world.emulator.add_disk(SUB, &DiskSpec::new(disk, "rg", "westeurope", 64), now);
    let name = disk.rsplit('/').next().unwrap().to_owned();
    let days = (1..=count).rev();
    days.map(|day| {
        let taken = now - SignedDuration::from_hours(24 * i64::try_from(day).unwrap());
        let mut spec = world.emulator.snapshot_of(&disk, &format!("{name}_{day}"), taken).unwrap();
        spec.tags = vec![("snapline-policy".into(), "prod".into())];
        world.emulator.add_snapshot(SUB, &spec)
    })
    .collect()
}

/// As a list would give them.
fn named(world: &World, ids: &[String]) -> Value {
    ids.iter().map(|id| json!({"id": id, "uniqueId": unique(world, id)})).collect()
}

pub(crate) fn unique(world: &World, id: &str) -> Value {
    let found = world.emulator.look_up(id, world.now);
    found.map_or(json!("gone"), |body| body["properties"]["uniqueId"].clone())
}

/// Keeps the newest `last`.
fn plan(world: &World, ids: &[String], last: usize) -> Value {
    let policy = json!({"id": "prod", "zone": "UTC", "keep": {"last": last}});
    json!({
        "flow": "prune", "now": world.now.to_string(), "endpoint": AZURE, "callId": "c", "intent": "plan",
        "policy": policy, "plannedAt": world.now.to_string(), "drops": named(world, ids)
    })
}

fn by_name(world: &World, intent: &str, ids: &[String]) -> Value {
    json!({
        "flow": "prune", "now": world.now.to_string(), "endpoint": AZURE, "callId": "c", "intent": intent,
        "drops": named(world, ids)
    })
}

pub(crate) fn there(world: &World, id: &str) -> bool {
    world.emulator.look_up(id, world.now).is_some()
}

fn left(world: &World, ids: &[String]) -> usize {
    ids.iter().filter(|id| there(world, id)).count()
}

fn told(host: &Host) -> Vec<String> {
    host.items().into_iter().map(|(_, told)| told).collect()
}

/// Deletes that were sent, whatever was answered.
pub(crate) fn deletes(world: &World) -> Vec<(Timestamp, String)> {
    let sent = world.emulator.journal().iter().filter(|entry| entry.method == "DELETE");
    sent.map(|entry| (entry.at.parse().unwrap(), entry.path.to_lowercase())).collect()
}

/// Somebody else deletes it.
pub(crate) fn deleted_by_somebody(world: &mut World, id: &str) {
    let token = world.emulator.mint_token(world.now, 60);
    let ask = |method: &str| Request::new(method, &format!("{id}?api-version=2025-01-02")).with_token(&token);
    let now = world.now;
    world.emulator.handle(&ask("DELETE"), now);
    // Whatever asks next ends the operation.
    world.emulator.handle(&ask("GET"), now);
}

#[test]
fn an_ordinary_night() {
    let mut world = world(1, Config::default());
    let all: Vec<Vec<String>> = ["a", "b", "c"].iter().map(|disk| daily(&mut world, disk, 10)).collect();
    let named: Vec<String> = all.concat();
    let mut request = plan(&world, &named, 4);
    request["whatIf"] = json!(true);
    let host = world.run(&request);
    assert_eq!((&host.summary()["planned"], &host.summary()["skipped"]), (&json!(18), &json!(12)));
    assert!(deletes(&world).is_empty());
    let host = world.run(&plan(&world, &named, 4));
    assert_eq!((&host.summary()["deleted"], &host.summary()["skipped"]), (&json!(18), &json!(12)));
    assert!(host.warnings.is_empty(), "{:?}", host.warnings);
    for ids in &all {
        assert_eq!((left(&world, &ids[..6]), left(&world, &ids[6..])), (0, 4));
    }
    // Each disk's went one after the other, the oldest first.
    let sent: Vec<String> = deletes(&world).into_iter().map(|(_, path)| path).filter(|p| p.contains("/a_")).collect();
    assert_eq!(sent, all[0][..6].iter().map(|id| id.to_lowercase()).collect::<Vec<_>>());
    // Once more: nothing is left to do.
    let host = world.run(&plan(&world, &named[..1], 4));
    assert_eq!(told(&host), ["already_gone"]);
}

#[test]
fn the_service_holds_what_was_not_seen_to_be_held() {
    // A cloud that does not show immutability, and a lock, a link and a policy that came after the survey.
    for (at, refusal) in
        [VersionRefusal::Parameter, VersionRefusal::Provider, VersionRefusal::ResourceType].into_iter().enumerate()
    {
        let config = Config { newest_version: "2025-01-02".into(), version_refusal: refusal, ..Config::default() };
        let mut world = world(2 + at as u64, config);
        let ids = daily(&mut world, "a", 6);
        let since = world.now;
        assert!(world.emulator.protect(&ids[0], 7, true, since));
        let mut host = world.host(&plan(&world, &ids[..4], 2));
        // The last list was asked for: from here on the survey is what it is.
        while !last(&world, "GET").ends_with("/a_1") {
            world.advance(&mut [&mut host]);
        }
        assert!(world.emulator.add_lock(&ids[1], "keep", LockLevel::CanNotDelete, None));
        world.finish(&mut [&mut host]);
        assert_eq!(told(&host), ["skipped immutable", "skipped locked", "deleted", "deleted"]);
        assert_eq!(host.warnings, ["immutability_not_checked"]);
        let words: Vec<&str> = host.steps.iter().filter_map(|step| step["message"].as_str()).collect();
        assert!(words[0].contains("immutability policy is active until") && words[1].contains("a_5"), "{words:?}");
        assert_eq!(left(&world, &ids), 4);
    }
}

fn last(world: &World, method: &str) -> String {
    let entry = world.emulator.journal().iter().rfind(|entry| entry.method == method);
    entry.map(|entry| entry.path.clone()).unwrap_or_default()
}

#[test]
fn immutability_is_seen_where_it_is_shown() {
    let mut world = world(5, Config::default());
    let ids = daily(&mut world, "a", 4);
    let since = world.now;
    assert!(world.emulator.protect(&ids[0], 7, false, since));
    for intent in ["remove", "retire"] {
        let host = world.run(&by_name(&world, intent, &ids));
        let items = told(&host);
        assert_eq!(items[0], "skipped immutable", "{intent}");
        assert!(there(&world, &ids[0]));
    }
    assert_eq!(left(&world, &ids), 1, "all but what is held was retired");
}

#[test]
fn two_at_once_delete_each_once_and_leave_the_newest() {
    for seed in 0..6 {
        let mut world = world(20 + seed, Config::default());
        let ids = daily(&mut world, "a", 8);
        world.weather = Weather { throttled: 10, reply_lost: 5, ..Weather::default() };
        let requests = [plan(&world, &ids, 2), by_name(&world, "remove", &ids)];
        let (mut a, mut b) = (world.host(&requests[0]), world.host(&requests[1]));
        world.finish(&mut [&mut a, &mut b]);
        assert_eq!((left(&world, &ids[..7]), there(&world, &ids[7])), (0, true), "seed {seed}");
        for host in [&a, &b] {
            assert_eq!(host.items().len(), 8, "seed {seed}");
            assert!(told(host).iter().all(|told| !told.starts_with("unknown")), "seed {seed}: {:?}", told(host));
        }
    }
}

#[test]
fn whoever_deletes_the_newest_saves_the_rest() {
    for after in 0..60 {
        let mut world = world(100 + after, Config { delete_seconds: 20, ..Config::default() });
        let ids = daily(&mut world, "a", 8);
        let mut host = world.host(&plan(&world, &ids[..6], 2));
        for _ in 0..after {
            if !world.advance(&mut [&mut host]) {
                break;
            }
        }
        if host.is_done() {
            return assert!(after > 20, "{after}");
        }
        let gone_at = world.now;
        deleted_by_somebody(&mut world, &ids[7]);
        world.now += SignedDuration::from_secs(21);
        world.finish(&mut [&mut host]);
        // A minute is what one look at it is good for, and ten seconds what a delete may stand in line.
        let late = SignedDuration::from_secs(70);
        let sent = deletes(&world).into_iter().filter(|(at, path)| *at > gone_at + late && !path.ends_with("/a_1"));
        assert_eq!(sent.count(), 0, "after {after}");
        assert_eq!(host.items().len(), 6);
        if left(&world, &ids[..6]) > 0 {
            let items = told(&host);
            assert!(
                items.contains(&"skipped keeper_gone".to_owned()) || items[0] == "skipped plan_changed",
                "{items:?}"
            );
        }
    }
}

#[test]
fn killed_at_any_step_it_goes_on_or_begins_again() {
    for kill_at in (1..80).step_by(3) {
        let mut world = world(300 + kill_at, Config::default());
        let ids = [daily(&mut world, "a", 6), daily(&mut world, "b", 6)].concat();
        world.weather = Weather { throttled: 20, reply_lost: 10, ..Weather::default() };
        let request = plan(&world, &ids, 3);
        let mut host = world.host(&request);
        while !host.is_done() && host.inputs < usize::try_from(kill_at).unwrap() {
            world.advance(&mut [&mut host]);
        }
        let before = host.items();
        let saved = world.kill(host);
        assert!(!saved.to_string().contains("DiskOperations"));
        world.now += SignedDuration::from_secs(60);
        let again = if kill_at % 2 == 0 {
            world.run(&request)
        } else {
            world.run(&json!({"flow": "resume", "saved": saved, "now": world.now.to_string()}))
        };
        let gone = again.summary()["deleted"].as_u64().unwrap() + again.summary()["alreadyGone"].as_u64().unwrap();
        assert_eq!((gone, &again.summary()["skipped"]), (6, &json!(6)), "killed at {kill_at}");
        assert_eq!(left(&world, &ids), 6, "killed at {kill_at}");
        // What was told to be deleted is not told again.
        let done: BTreeSet<_> = before.iter().filter(|(_, told)| told == "deleted").map(|(id, _)| id).collect();
        let twice = again.items().into_iter().filter(|(id, _)| done.contains(id)).count();
        assert!(kill_at % 2 == 0 || twice == 0, "killed at {kill_at}");
    }
}

#[test]
fn operations_that_fail_lead_elsewhere_or_never_end() {
    let strike = |fault: Fault| {
        let mut world = world(400, Config::default());
        let ids = daily(&mut world, "a", 3);
        let when = Match { method: Some("DELETE".into()), ..Match::default() };
        world.emulator.add_fault(Rule { when, fault });
        let mut request = plan(&world, &ids[..1], 2);
        request["timeoutSeconds"] = json!(300);
        let host = world.run(&request);
        (told(&host), host.warnings.clone(), deletes(&world).len(), there(&world, &ids[0]))
    };
    let failed = |code: &str| Fault::FailOperation { status: "Failed".into(), code: code.into(), message: "m".into() };
    let told = |text: &str| vec![text.to_owned()];
    assert_eq!(strike(failed("Internal")), (told("deleted"), vec![], 2, false));
    assert_eq!(strike(failed("ScopeLocked")), (told("skipped locked"), vec![], 1, true));
    let foreign = Fault::ForeignLink { origin: "https://elsewhere.invalid".into() };
    assert_eq!(strike(foreign), (told("deleted"), vec!["foreign_link"], 1, false));
    // A proxy that repeats it: the first one's doing is not known to be ours.
    assert_eq!(strike(Fault::Duplicate), (told("already_gone"), vec![], 1, false));
    let (items, _, sent, _) = strike(Fault::EndlessOperation);
    assert_eq!((items, sent), (told("unknown timed_out"), 1));
}

#[test]
fn a_fleet_goes_as_fast_as_the_service_takes_deletes() {
    // T1: deletes 200 at once, then ten a second; reads 250, then 25: a look at each, at each unit's newest, and a poll.
    let mut world = world(500, Config { page_size: 1_000, signature_bytes: 0, ..Config::default() });
    let mut ids = Vec::new();
    for disk in 0..200 {
        ids.extend(daily(&mut world, &format!("d{disk}"), 3));
    }
    let begun = world.now;
    let mut request = plan(&world, &ids, 1);
    request["parallel"] = json!(64);
    let host = world.run(&request);
    let took = (world.now - begun).get_seconds();
    println!("400 deletes of 200 disks took {took} seconds of virtual time");
    let refused = world.emulator.journal().iter().filter(|entry| entry.status == Some(429)).count();
    assert_eq!((&host.summary()["deleted"], refused), (&json!(400), 0));
    assert_eq!(deletes(&world).len(), 400, "none was sent twice");
    assert!((20..=60).contains(&took), "{took}");
}
