//! `simulate` against the plainest way of doing the same: at every run, everything that is there is decided anew.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use snap_api::Session;
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::retention::{Hold, NotOurs, Point, Policy, Standing, Verdict, decide};
use snap_core::tags::Tags;
use snap_suite::chance::Chance;

const GROUP: &str = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg/providers/Microsoft.Compute";
const CASES: u64 = 80;

/// One snapshot, of today or new.
struct One {
    id: ResourceId,
    born: Instant,
    ready: Instant,
    died: Option<Instant>,
    tags: Tags,
    held: bool,
}

/// What a run may be like.
struct Runs {
    missed_every: u64,
    late: i64,
    late_every: u64,
    ready: Option<i64>,
}

fn policy(chance: &mut Chance) -> Value {
    let mut keep = json!({});
    for rule in ["last", "hourly", "daily", "weekly", "monthly"] {
        if chance.percent(50) {
            keep[rule] = json!(chance.between(1, 6));
        }
    }
    if chance.percent(20) {
        keep["within"] = json!(chance.pick(&["PT30H", "P3D", "P1M"]));
    }
    if chance.percent(20) {
        keep["tags"] = json!(["keep"]);
    }
    let mut policy = json!({
        "id": "nightly",
        "preset": chance.pick(&["default", "restic-0.14", "restic", "borg-1", "borg-2", "proxmox", "snapper", "sanoid"]),
        "zone": chance.pick(&["UTC", "Europe/Vienna", "Australia/Lord_Howe", "America/St_Johns"]),
        "keep": keep,
        "floor": chance.between(1, 3),
        "ownedOnly": chance.percent(70),
        "schedule": chance.pick(&[
            json!({"everyHours": 1}),
            json!({"everyHours": 6, "from": "02:30"}),
            json!({"times": ["02:00", "02:30", "14:00"]}),
            json!({"days": ["mon", "thu"], "times": ["23:45"]}),
            json!({"times": ["01:00", "01:01", "01:02", "01:03", "01:04"]}),
        ]),
    });
    if chance.percent(25) {
        policy["maxAge"] = json!(chance.pick(&["P5D", "P20D"]));
    }
    if chance.percent(25) {
        policy["minAge"] = json!("PT20H");
    }
    policy
}

/// Today's snapshots, and their disk, as documents and as the reference has them.
fn fleet(chance: &mut Chance, now: Instant, slow: bool) -> (Value, Vec<One>) {
    let disk = format!("{GROUP}/disks/data");
    let sku = if slow { "PremiumV2_LRS" } else { "Premium_LRS" };
    let mut documents =
        vec![json!({"id": disk, "name": "data", "type": "Microsoft.Compute/disks", "location": "westeurope",
        "uniqueId": "u", "sku": {"name": sku}, "diskSizeGB": 600, "provisioningState": "Succeeded"})];
    // At 100 MiB a second, and a twentieth of it after the first.
    let (first, later) = (600 * 1_024 / 100, 600 * 1_024 / 100 / 20);
    let mut back: Vec<i64> =
        (0..chance.between(0, 25)).map(|_| i64::try_from(chance.between(400, 40 * 86_400)).unwrap()).collect();
    back.sort_unstable_by(|a, b| b.cmp(a));
    back.dedup();
    let last = back.len();
    let mut ones = Vec::new();
    for (at, back) in back.into_iter().enumerate() {
        let born = now.plus_seconds(-back);
        let id = format!("{GROUP}/snapshots/s{at:03}");
        let percent = if slow && at + 3 > last && chance.percent(40) { chance.between(0, 99) } else { 100 };
        let tags = match chance.between(0, 5) {
            0 => json!({}),
            1 => json!({"snapline-policy": "other"}),
            2 => json!({"snapline-policy": "nightly", "keep": "yes"}),
            _ => json!({"snapline-policy": "nightly"}),
        };
        let held = chance.percent(10);
        documents.push(json!({"id": id, "name": format!("s{at:03}"), "type": "Microsoft.Compute/snapshots",
            "location": "westeurope", "incremental": true, "uniqueId": format!("s{at}"), "timeCreated": born.to_string(),
            "diskSizeGB": 600, "provisioningState": "Succeeded", "completionPercent": percent, "tags": tags,
            "diskState": if held { "ActiveSAS" } else { "Unattached" },
            "creationData": {"createOption": "Copy", "sourceResourceId": disk, "sourceUniqueId": "u"}}));
        let whole = if at == 0 { first } else { later };
        let left = (whole * (100 - i64::try_from(percent).unwrap()) + 99) / 100;
        let tags: BTreeMap<String, String> = serde_json::from_value(tags).unwrap();
        ones.push(One {
            id: ResourceId::parse(&id).unwrap(),
            born,
            ready: if percent == 100 { born } else { now.plus_seconds(left.max(1)) },
            died: None,
            tags: tags.into_iter().collect(),
            held,
        });
    }
    (json!(documents), ones)
}

fn prune(ones: &mut [One], policy: &Policy, at: Instant) {
    let zone = policy.time_zone().unwrap();
    let there: Vec<usize> = (0..ones.len()).filter(|one| ones[*one].died.is_none()).collect();
    let points: Vec<Point<'_>> = there
        .iter()
        .map(|one| {
            let one = &ones[*one];
            let made_by = one.tags.get("snapline-policy");
            Point {
                id: &one.id,
                instant: Some(one.born),
                standing: if one.ready <= at { Standing::Durable } else { Standing::Pending },
                not_ours: (made_by != Some("nightly")).then_some(NotOurs::NoPolicy),
                tags: &one.tags,
                holds: if one.held { vec![Hold::OpenLink] } else { Vec::new() },
            }
        })
        .collect();
    let decisions = decide(&points, policy, &zone, at);
    let drops: Vec<usize> = decisions.iter().filter(|d| d.verdict == Verdict::Drop).map(|d| there[d.at]).collect();
    for one in drops {
        ones[one].died = Some(at);
    }
}

/// The whole future in the plainest way. Returns how many runs could take none, by what stood in the way.
fn plainly(ones: &mut Vec<One>, policy: &Policy, runs: &Runs, slow: bool, now: Instant, until: Instant) -> [u64; 3] {
    let zone = policy.time_zone().unwrap();
    let mut made: Vec<Instant> = ones.iter().map(|one| one.born).collect();
    let mut refused = [0; 3];
    // What is to happen: when, prunes before takes, in the order in which it was begun; the snapshot that a prune waits for.
    let mut events: BTreeMap<(Instant, bool, usize), Option<usize>> = BTreeMap::new();
    for (nth, slot) in (1_u64..).zip(policy.schedule.as_ref().unwrap().slots(&zone, now, until)) {
        if runs.missed_every == 0 || nth % runs.missed_every != 0 {
            let late = if runs.late_every == 0 || nth % runs.late_every == 0 { runs.late } else { 0 };
            events.insert((slot.at.plus_seconds(late), true, usize::try_from(nth).unwrap()), None);
        }
    }
    while let Some(((at, _, nth), waits)) = events.pop_first() {
        if at >= until {
            break;
        }
        let there = ones.iter().filter(|one| one.died.is_none()).count();
        if let Some(one) = waits {
            // None of these fails: it may be pruned by whatever of the policy is whole.
            let other = ones.iter().any(|one| one.ready <= at && one.tags.get("snapline-policy") == Some("nightly"));
            if ones[one].ready <= at || other || there >= 500 {
                prune(ones, policy, at);
            }
            continue;
        }
        if there >= 500 {
            refused[0] += 1;
            prune(ones, policy, at);
            continue;
        }
        if ones.iter().filter(|one| one.died.is_none() && one.ready > at).count() >= 3 {
            refused[1] += 1;
            continue;
        }
        if made.iter().filter(|made| **made > at.plus_seconds(-300)).count() >= 7 {
            refused[2] += 1;
            continue;
        }
        made.push(at);
        let whole = if slow { 600 * 1_024 / 100 } else { 0 };
        let copying = runs.ready.unwrap_or(if ones.is_empty() { whole } else { whole / 20 });
        let ready = at.plus_seconds(copying);
        let id = format!("/subscriptions/~/resourceGroups/~/providers/Microsoft.Compute/snapshots/~{:08}", ones.len());
        let tags = [("snapline-policy", "nightly")].into_iter().collect();
        ones.push(One { id: ResourceId::parse(&id).unwrap(), born: at, ready, died: None, tags, held: false });
        if ready <= at {
            prune(ones, policy, at);
        } else {
            events.insert((ready.min(at.plus_seconds(5_400)), false, nth), Some(ones.len() - 1));
        }
    }
    refused
}

#[test]
fn simulate_is_what_deciding_everything_at_every_run_comes_to() {
    let (mut taken, mut dropped, mut refused_in_all) = (0, 0, [0; 3]);
    for seed in 0..CASES {
        let chance = &mut Chance::of(seed, "future");
        let now =
            Instant::parse(chance.pick(&["2026-03-01T00:00:00Z", "2026-10-20T13:07:09Z", "2026-12-27T22:59:30Z"]))
                .unwrap();
        let days = i64::try_from(chance.between(2, 45)).unwrap();
        let until = now.plus_seconds(days * 86_400);
        let slow = chance.percent(30);
        let given = policy(chance);
        let policy = Policy::from_json(given.to_string().as_bytes()).unwrap();
        let runs = Runs {
            missed_every: if chance.percent(30) { chance.between(2, 5) } else { 0 },
            late: if chance.percent(30) { i64::try_from(chance.between(1, 200)).unwrap() * 60 } else { 0 },
            late_every: chance.between(0, 3),
            ready: chance.percent(40).then(|| i64::try_from(chance.between(0, 250)).unwrap() * 60),
        };
        let mut weather = json!({"lateMinutes": runs.late / 60, "readyMinutes": runs.ready.map(|ready| ready / 60)});
        if runs.missed_every > 0 {
            weather["missedEveryNth"] = json!(runs.missed_every);
        }
        if runs.late_every > 0 {
            weather["lateEveryNth"] = json!(runs.late_every);
        }
        let (documents, mut ones) = fleet(chance, now, slow);
        let mut session = Session::new();
        session.add(b"fleet", documents.to_string().as_bytes());
        let request = json!({"verb": "simulate", "policy": given, "now": now.to_string(), "days": days, "weather": weather, "detail": "lives"});
        let answer: Value = serde_json::from_slice(&session.call(request.to_string().as_bytes())).unwrap();
        let unit = &answer["ok"]["units"][0];
        let refused = plainly(&mut ones, &policy, &runs, slow, now, until);
        let (mut born, mut expected_born, mut expected_lived) = (now, Vec::new(), Vec::new());
        for one in &ones {
            expected_born.push(one.born.whole_second().seconds_since(born.whole_second()));
            expected_lived.push(one.died.map(|died| died.seconds_since(one.born)));
            born = one.born;
        }
        assert_eq!(unit["lives"]["born"], json!(expected_born), "seed {seed}: {request}");
        assert_eq!(unit["lives"]["lived"], json!(expected_lived), "seed {seed}: {request}");
        for ((id, runs), total) in ["L1", "R11", "L2"].into_iter().zip(refused).zip(&mut refused_in_all) {
            let told = unit["refused"].as_array().unwrap().iter().find(|told| told["id"] == id);
            assert_eq!(told.map_or(0, |told| told["runs"].as_u64().unwrap()), runs, "seed {seed}: {id}: {request}");
            *total += runs;
        }
        taken += unit["taken"].as_u64().unwrap();
        dropped += unit["dropped"].as_u64().unwrap();
    }
    // The cases must be such that something happens in them.
    assert!(
        taken > 3_000 && dropped > 1_500 && refused_in_all[0] > 0 && refused_in_all[1] > 0,
        "{taken} {dropped} {refused_in_all:?}"
    );
}
