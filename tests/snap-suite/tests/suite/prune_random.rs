//! V7: random fleets, plans that lie, foul weather and somebody else at work. Whatever is asked, no unit loses its last
//! complete snapshot, nothing goes that was not named, is not ours or is held, and each one named ends in one item.
//!
//! What is true is known from planting it, not from what the code under test makes of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde_json::{Value, json};
use snap_emulator::{Config, Copying, DiskSpec, LockLevel, Progress, SnapshotSpec};
use snap_suite::world::{Host, Weather, World};

use crate::prune::{SUB, deleted_by_somebody, deletes, there, unique, world};

const SEEDS: u64 = 150;

struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) % n
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// What is true of one planted snapshot.
struct Truth {
    id: String,
    unit: usize,
    spec: SnapshotSpec,
    complete: bool,
    held: bool,
    policy: Option<&'static str>,
    /// Taken by a single call of Snapline.
    call: bool,
    /// Deleted, or deleted and made again, by somebody while the flow was at work.
    touched: bool,
    /// What was made again under its name.
    namesake: Option<Value>,
}

fn plant(world: &mut World, chance: &mut Chance) -> Vec<Truth> {
    let now = world.now;
    let mut all = Vec::new();
    for unit in 0..1 + chance.below(4) {
        let mut spec = DiskSpec::new(&format!("d{unit}"), "rg", "westeurope", 64);
        let background = chance.percent(40);
        spec.sku = if background { "PremiumV2_LRS" } else { "Premium_LRS" }.to_owned();
        let disk = world.emulator.add_disk(SUB, &spec, now);
        for at in 0..chance.below(10) {
            let hours = 1 + i64::try_from(chance.below(24 * 40)).unwrap();
            let taken = now - SignedDuration::from_hours(hours);
            let mut spec = world.emulator.snapshot_of(&disk, &format!("s{unit}_{at}"), taken).unwrap();
            let mut truth_complete = true;
            match chance.below(10) {
                0 if background => {
                    spec.progress = Progress::Copying(Copying::running(now, 10.0, 1_000_000));
                    truth_complete = false;
                }
                1 => {
                    "Failed".clone_into(&mut spec.provisioning_state);
                    truth_complete = false;
                }
                2 => spec.incremental = false,
                _ => {}
            }
            let (policy, call) = match chance.below(10) {
                0 => (None, false),
                1 => (Some("other"), false),
                2 => (None, true),
                _ => (Some("prod"), false),
            };
            let tag = |name: &str, value: &str| (name.to_owned(), value.to_owned());
            spec.tags.extend(policy.map(|policy| tag("snapline-policy", policy)));
            spec.tags.extend(call.then(|| tag("snapline-call", "c")));
            let kind = chance.below(20);
            if kind == 0 {
                "ActiveSAS".clone_into(&mut spec.disk_state);
            }
            let id = world.emulator.add_snapshot(SUB, &spec);
            if kind == 1 {
                world.emulator.add_lock(&id, "keep", LockLevel::CanNotDelete, None);
            }
            if kind == 2 {
                world.emulator.protect(&id, 30, false, now);
            }
            // D5
            let copied = kind == 3 && truth_complete && spec.incremental;
            if copied {
                let mut copy = SnapshotSpec::new(&format!("c{unit}_{at}"), "rg", "northeurope", &id, now);
                "CopyStart".clone_into(&mut copy.create_option);
                copy.progress = Progress::Copying(Copying::running(now, 10.0, 1_000_000));
                world.emulator.add_snapshot(SUB, &copy);
            }
            let held = kind < 3 || copied || !spec.incremental;
            let complete = truth_complete && spec.incremental;
            let unit = usize::try_from(unit).unwrap();
            all.push(Truth { id, unit, spec, complete, held, policy, call, touched: false, namesake: None });
        }
    }
    all
}

/// A request that names what it likes, with lies in it.
fn request(world: &World, all: &[Truth], chance: &mut Chance) -> Value {
    let mut drops = Vec::new();
    let percent = [100, 70, 30][usize::try_from(chance.below(3)).unwrap()];
    for truth in all {
        if !chance.percent(percent) {
            continue;
        }
        let lie = chance.percent(4);
        let unique = if lie { json!("00000000-0000-0000-0000-000000000000") } else { unique(world, &truth.id) };
        drops.push(json!({"id": truth.id, "uniqueId": unique}));
    }
    if chance.percent(20) {
        drops.push(json!({"id": format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots/none"), "uniqueId": "x"}));
        let elsewhere = SUB.replace("5eed", "beef");
        drops.push(json!({"id": format!("/subscriptions/{elsewhere}/resourceGroups/rg/providers/Microsoft.Compute/snapshots/s0_0"), "uniqueId": "x"}));
    }
    let now = world.now.to_string();
    let intent = ["plan", "plan", "remove", "retire"][usize::try_from(chance.below(4)).unwrap()];
    let mut request = json!({
        "flow": "prune", "now": now, "endpoint": "https://management.azure.com", "callId": "c", "intent": intent,
        "drops": drops, "timeoutSeconds": 3_600
    });
    if intent == "plan" {
        let keep = json!({"last": chance.below(4), "daily": chance.below(5), "weekly": chance.below(2)});
        let policy = json!({"id": "prod", "zone": "UTC", "keep": keep, "maxAge": "P30D", "floor": 1 + chance.below(3)});
        request["policy"] = policy;
        request["plannedAt"] = json!(now);
    }
    if intent == "remove" {
        let adopt: Vec<&str> = all.iter().filter(|_| chance.percent(10)).map(|truth| truth.id.as_str()).collect();
        request["adopt"] = json!(adopt);
    }
    request["whatIf"] = json!(chance.percent(5));
    request
}

/// Somebody changes something that the flow has not looked at by name yet. A change between such a look and the delete is
/// what no client can see: the service has no conditional delete for snapshots.
fn meddle(world: &mut World, all: &mut [Truth], chance: &mut Chance) {
    let looked: BTreeSet<String> = world.emulator.journal().iter().map(|entry| entry.path.to_lowercase()).collect();
    let fresh: Vec<usize> = (0..all.len()).filter(|at| !looked.contains(&all[*at].id.to_lowercase())).collect();
    if fresh.is_empty() {
        return;
    }
    let truth = &mut all[fresh[usize::try_from(chance.below(fresh.len() as u64)).unwrap()]];
    match chance.below(5) {
        // Deleted and made again under its name.
        0 if truth.namesake.is_none() => {
            deleted_by_somebody(world, &truth.id);
            if !there(world, &truth.id) {
                let spec = SnapshotSpec { unique_id: None, created: world.now, ..truth.spec.clone() };
                let id = world.emulator.add_snapshot(SUB, &spec);
                truth.touched = true;
                truth.namesake = Some(unique(world, &id));
            }
        }
        1 if !truth.complete && truth.namesake.is_none() => {
            deleted_by_somebody(world, &truth.id);
            truth.touched = true;
        }
        2 => {
            world.emulator.add_lock(&truth.id, "late", LockLevel::ReadOnly, None);
            truth.held = true;
        }
        3 => {
            let now = world.now;
            truth.held |= world.emulator.protect(&truth.id, 30, true, now);
        }
        // It is given to another policy, or to nobody.
        _ => {
            let same = unique(world, &truth.id).as_str().map(str::to_owned);
            let mut spec = SnapshotSpec { unique_id: same, ..truth.spec.clone() };
            let policy = chance.percent(50).then_some("other");
            spec.tags = policy.map(|policy| ("snapline-policy".into(), policy.into())).into_iter().collect();
            if there(world, &truth.id) && !truth.held && !truth.touched {
                world.emulator.add_snapshot(SUB, &spec);
                (truth.policy, truth.call) = (policy, false);
            }
        }
    }
}

fn check(
    seed: u64,
    world: &World,
    all: &[Truth],
    requests: &[Value],
    hosts: &[&Host],
    complete_before: &BTreeMap<usize, usize>,
) {
    let say = |what: &str, truth: &Truth| {
        format!("seed {seed}: {what}: {} {:?}", truth.id, hosts.iter().map(|h| h.items()).collect::<Vec<_>>())
    };
    let names = |request: &Value, id: &str| request["drops"].as_array().unwrap().iter().any(|drop| drop["id"] == id);
    for truth in all.iter().filter(|truth| !truth.touched && !there(world, &truth.id)) {
        let by: Vec<&Value> =
            requests.iter().filter(|request| names(request, &truth.id) && request["whatIf"] == json!(false)).collect();
        assert!(!by.is_empty(), "{}", say("not named", truth));
        assert!(!truth.held, "{}", say("held", truth));
        let allowed = by.iter().any(|request| match request["intent"].as_str().unwrap() {
            "plan" => truth.policy == Some("prod") && truth.complete,
            "remove" => {
                truth.policy.is_some()
                    || truth.call
                    || request["adopt"].as_array().unwrap().iter().any(|id| *id == truth.id)
            }
            _ => all
                .iter()
                .filter(|other| other.unit == truth.unit && other.spec.incremental)
                .all(|other| names(request, &other.id)),
        });
        assert!(allowed, "{}", say("not ours, or not to go", truth));
    }
    for truth in all {
        let Some(namesake) = &truth.namesake else { continue };
        assert_eq!(unique(world, &truth.id), *namesake, "{}", say("another one of that name", truth));
    }
    if requests.iter().all(|request| request["intent"] != "retire") {
        for (unit, _) in complete_before.iter().filter(|(_, before)| **before > 0) {
            let left = all.iter().any(|truth| truth.unit == *unit && truth.complete && there(world, &truth.id));
            assert!(
                left,
                "seed {seed}: unit {unit} has lost its last: {:?}",
                hosts.iter().map(|h| h.items()).collect::<Vec<_>>()
            );
        }
    }
    for (host, request) in hosts.iter().zip(requests) {
        let items = host.items();
        let targets: BTreeSet<&str> = items.iter().map(|(id, _)| id.as_str()).collect();
        let asked: BTreeSet<&str> =
            request["drops"].as_array().unwrap().iter().map(|drop| drop["id"].as_str().unwrap()).collect();
        assert_eq!((items.len(), &targets), (asked.len(), &asked), "seed {seed}: each ends in exactly one item");
        for (id, told) in &items {
            let touched = all.iter().any(|truth| truth.id == *id && truth.touched);
            let gone = ["deleted", "already_gone"].iter().any(|kind| told.starts_with(kind));
            assert!(!gone || touched || !there(world, id), "seed {seed}: {id} is there, though {told}");
            let stays = ["skipped", "failed", "planned"].iter().any(|kind| told.starts_with(kind));
            assert!(
                !stays || touched || hosts.len() > 1 || there(world, id) || !asked_for(all, id),
                "seed {seed}: {id} is gone, though {told}"
            );
        }
    }
}

fn asked_for(all: &[Truth], id: &str) -> bool {
    all.iter().any(|truth| truth.id == id)
}

#[test]
fn whatever_is_asked_nothing_goes_that_has_to_stay() {
    let (mut sent, mut kinds) = (0, BTreeMap::new());
    for seed in 1..=SEEDS {
        let mut chance = Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut world = world(seed, Config { page_size: 5, signature_bytes: 0, ..Config::default() });
        let mut all = plant(&mut world, &mut chance);
        if chance.percent(60) {
            world.weather =
                Weather { throttled: 10, reply_lost: 5, request_lost: 3, unavailable: 5, cut: 3, doubled: 10 };
        }
        let mut complete = BTreeMap::new();
        for truth in &all {
            *complete.entry(truth.unit).or_default() += usize::from(truth.complete);
        }
        let count = 1 + chance.below(2);
        let requests: Vec<Value> = (0..count).map(|_| request(&world, &all, &mut chance)).collect();
        let mut hosts: Vec<Host> = requests.iter().map(|request| world.host(request)).collect();
        let meddling = chance.below(6);
        let mut times = 0;
        loop {
            let mut borrowed: Vec<&mut Host> = hosts.iter_mut().collect();
            if !world.advance(&mut borrowed) {
                break;
            }
            if times < meddling && chance.percent(15) {
                times += 1;
                meddle(&mut world, &mut all, &mut chance);
            }
        }
        // Whatever is under way ends.
        world.now += SignedDuration::from_secs(60);
        deleted_by_somebody(
            &mut world,
            &format!("/subscriptions/{SUB}/resourceGroups/rg/providers/Microsoft.Compute/snapshots/none"),
        );
        check(seed, &world, &all, &requests, &hosts.iter().collect::<Vec<_>>(), &complete);
        sent += deletes(&world).len();
        for (_, told) in hosts.iter().flat_map(Host::items) {
            *kinds.entry(told).or_insert(0) += 1;
        }
    }
    println!("{SEEDS} fleets, {sent} deletes: {kinds:#?}");
    for expected in [
        "deleted",
        "already_gone",
        "skipped plan_changed",
        "skipped other_snapshot",
        "skipped open_link",
        "skipped locked",
        "skipped family_not_whole",
        "skipped newest",
        "skipped not_ours",
        "planned what_if",
        "skipped not_read_whole",
    ] {
        assert!(kinds.contains_key(expected), "{expected} was never seen: {kinds:#?}");
    }
}
