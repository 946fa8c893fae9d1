//! The linter on policies and chains of chance: it never fails, its order holds, and a fix that it gives does help.
#![expect(clippy::unwrap_used, clippy::panic, reason = "test code: what is broken must stop it")]

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use snap_core::guard::Locks;
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::lint::{Asked, Finding, Findings, Intent, Linter};
use snap_core::model::{Disk, Immutability, Snapshot};
use snap_core::retention::Policy;
use snap_core::unit::{self, Level};

const DAY: i64 = 86_400;

fn now() -> Instant {
    Instant::parse("2026-11-20T06:12:00Z").unwrap()
}

fn lint(policy: Option<Policy>, read: &Inventory, days: i64) -> Findings {
    let asked = Asked {
        policy,
        now: now(),
        until: now().plus_seconds(days * DAY),
        locks: Locks::default(),
        intent: Intent::default(),
    };
    let asked = Arc::new(asked);
    let chains = unit::units(read);
    let mut linter = Linter::new(Arc::clone(&asked));
    let lens = linter.lens(&asked, &chains).unwrap();
    for unit in &chains.units {
        linter.unit(unit, lens.as_ref(), &chains);
    }
    linter.finish(&chains)
}

fn policy(json: &Value) -> Policy {
    Policy::from_json(json.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn id(kind: ResourceKind, name: &str) -> ResourceId {
    ResourceId::new(kind, "s", "g", name).unwrap()
}

/// Snapshots of one disk at these seconds before now; every `holds`th is immutable, every `foreign`th somebody else's.
fn chain(sku: &str, ages: &[i64], holds: usize, foreign: usize) -> Inventory {
    let mut read = Inventory::default();
    let disk = id(ResourceKind::Disk, "d");
    read.add_disk(Disk {
        sku: Some(sku.into()),
        location: Some("westeurope".into()),
        unique_id: Some("u".into()),
        size_gb: Some(1_024),
        ..Disk::new(disk.clone())
    });
    for (at, age) in ages.iter().enumerate() {
        let name = format!("s{at:03}");
        let mut snapshot = Snapshot {
            location: Some("westeurope".into()),
            incremental: true,
            create_option: Some("Copy".into()),
            source: Some(disk.clone()),
            source_unique_id: Some("u".into()),
            unique_id: Some(format!("s-{at}").into()),
            time_created: Some(now().plus_seconds(-age)),
            provisioning_state: Some("Succeeded".into()),
            completion_percent: (at % 7 != 3).then_some(100.0),
            ..Snapshot::new(id(ResourceKind::Snapshot, &name))
        };
        if at % foreign != 0 {
            snapshot.tags.set("snapline-policy", "nightly");
        }
        if at % holds == 0 {
            snapshot.immutability = Some(Immutability { kind: None, expires: None, expired: Some(false) }.into());
        }
        read.add_snapshot(snapshot);
    }
    read
}

/// Policies that are mostly odd.
fn policies() -> impl Strategy<Value = Value> {
    let count = || prop_oneof![3 => Just(json!(0)), 4 => (1_u32..40).prop_map(|n| json!(n)), 1 => (400_u32..700).prop_map(|n| json!(n)), 1 => Just(json!("all"))];
    let length = prop_oneof![3 => Just(Value::Null), 1 => (1_u32..60).prop_map(|n| json!(format!("P{n}D"))), 1 => (1_u32..48).prop_map(|n| json!(format!("PT{n}H")))];
    let schedule = prop_oneof![
        1 => Just(Value::Null),
        2 => prop::sample::select(vec![4, 6, 8, 12, 24]).prop_map(|n| json!({"everyHours": n, "from": "02:30"})),
        2 => Just(json!({"times": ["02:30", "14:00"]})),
        1 => Just(json!({"times": ["03:00"], "days": ["sun"]})),
    ];
    let zone = prop::sample::select(vec!["UTC", "Europe/Vienna", "EST", "Etc/GMT+5", "Australia/Lord_Howe"]);
    let preset = prop::sample::select(vec!["default", "restic", "borg-1", "proxmox", "snapper", "azure-disk-backup"]);
    (count(), count(), count(), count(), length, schedule, zone, preset, 1_u32..40, any::<bool>()).prop_map(
        |(last, hourly, daily, weekly, within, schedule, zone, preset, floor, old)| {
            json!({
                "id": "nightly", "zone": zone, "preset": preset, "floor": floor, "schedule": schedule,
                "maxAge": if old { json!("P90D") } else { Value::Null },
                "keep": {"last": last, "hourly": hourly, "daily": daily, "weekly": weekly, "within": within},
            })
        },
    )
}

fn order(finding: &Finding) -> (Level, Option<Instant>) {
    (finding.level, finding.date)
}

/// A fix, made by hand: its members set to their values.
fn changed(policy: &Policy, finding: &Finding) -> Option<Policy> {
    let fix = finding.fix.as_ref()?;
    let mut json = serde_json::to_value(policy).unwrap();
    for change in &fix.changes {
        let member = json.pointer_mut(&change.path).unwrap();
        assert_eq!(*member, change.from, "{}", change.path);
        *member = change.to.clone();
    }
    Some(Policy::from_json(json.to_string().as_bytes()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn findings_are_in_order_and_their_fixes_help(
        json in policies(),
        alone in any::<bool>(),
        sku in prop::sample::select(vec!["Premium_LRS", "UltraSSD_LRS"]),
        ages in prop::collection::vec(0_i64..90 * DAY, 0..40),
        holds in 1_usize..9,
        foreign in 2_usize..9,
    ) {
        const DAYS: i64 = 150;
        let policy = policy(&json);
        let read = if alone { Inventory::default() } else { chain(sku, &ages, holds, foreign) };
        let found = lint(Some(policy.clone()), &read, DAYS).findings;
        prop_assert!(found.is_sorted_by_key(order));
        for finding in &found {
            prop_assert!(finding.level <= Level::Watch);
            prop_assert!(finding.date.is_none_or(|date| date >= now()), "{finding:?}");
            prop_assert!(finding.text.text().ends_with('.'), "{finding:?}");
            let Some(better) = changed(&policy, finding) else { continue };
            let after = lint(Some(better), &read, DAYS).findings;
            let same = |other: &Finding| (other.id, &other.unit, &other.title) == (finding.id, &finding.unit, &finding.title);
            prop_assert!(!after.iter().any(same), "still there: {finding:?}");
            let worse = |all: &[Finding]| all.iter().filter(|other| other.level < finding.level).count();
            prop_assert!(worse(&after) <= worse(&found), "{finding:?}\n{after:#?}");
            let known = |other: &Finding| found.iter().any(|f| (f.id, &f.unit, &f.title) == (other.id, &other.unit, &other.title));
            let came = |other: &&Finding| other.unit.is_none() && other.level <= finding.level && !known(other);
            prop_assert_eq!(after.iter().find(came), None, "{:?}", finding);
        }
    }
}

#[test]
fn a_good_policy_stops_nothing() {
    let good = policy(
        &json!({"zone": "Europe/Vienna", "id": "nightly", "keep": {"last": 3, "daily": 7, "weekly": 4, "monthly": 12}, "schedule": {"times": ["03:30"]}}),
    );
    assert_eq!(lint(Some(good.clone()), &Inventory::default(), 1_826).findings, []);
    let ages: Vec<i64> = (0..7).map(|day| day * DAY + 3_600).collect();
    let read = chain("Premium_LRS", &ages, 1_000, 1_000);
    let found = lint(Some(good), &read, 1_826).findings;
    // The oldest is immutable and somebody else's: both are good to know, and stop nothing.
    assert!(found.iter().all(|finding| finding.level == Level::Watch), "{found:#?}");
}

#[test]
fn the_501st_is_refused_on_its_exact_date() {
    // Twice a day without end: 500 runs are 250 days, and the next is the first of the 251st.
    let endless = policy(&json!({"zone": "UTC", "keep": {"last": "all"}, "schedule": {"times": ["06:30", "18:30"]}}));
    let found = lint(Some(endless), &Inventory::default(), 1_826).findings;
    let [full] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!((full.id, full.level), ("L1", Level::Warn));
    // 20 November 2026, 06:30 is the first; 250 days later is 28 July 2027.
    assert_eq!(full.date, Some(Instant::parse("2027-07-28T06:30:00Z").unwrap()));
    assert_eq!(
        full.arithmetic.as_ref().map(|sum| sum.text()).as_deref(),
        Some("0 + 500 taken - 0 dropped = 500; the next is the 501st")
    );
    assert!(full.text.text().contains("Two a day are taken and nothing removes any"), "{}", full.text);
    let fix = full.fix.as_ref().unwrap();
    assert_eq!(fix.text, "`last` all -> 440: at most 441 of 500 then");
}
