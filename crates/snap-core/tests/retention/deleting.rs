//! V7: whatever is read, and whoever deletes, no unit loses its last complete snapshot and nothing goes that is held or
//! that somebody else made.

use std::collections::{BTreeMap, BTreeSet};

use snap_core::guard::{Guards, Intent, Lock, Locks, Owner, Protection};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::model::{CopyError, Disk, Immutability, Snapshot};
use snap_core::plan::Planner;
use snap_core::retention::{Policy, Verdict};
use snap_core::text::Text;
use snap_core::unit::{self, InstantFrom, Unit};

use crate::chance::Chance;
use crate::{at, policy};

const CASES: u64 = 100_000;

fn id(kind: ResourceKind, group: &str, name: &str) -> ResourceId {
    ResourceId::new(kind, "s", group, name).unwrap()
}

/// A disk's snapshots and their copies, in every state that can be read.
struct World {
    inventory: Inventory,
    locks: Vec<Lock>,
    adopt: BTreeSet<ResourceId>,
    policy: Policy,
    now: Instant,
}

impl World {
    fn random(chance: &mut Chance, policies: &[Policy]) -> Self {
        let now = at("2026-11-20T12:00:00Z");
        let disk_id = id(ResourceKind::Disk, "g", "d");
        // Half of the worlds are in order, or hardly anything would ever be dropped.
        let plain = chance.once_in(2);
        let mut snapshots: Vec<Snapshot> = Vec::new();
        for n in 0..chance.below(8) {
            let group = *chance.of(&["g", "h"]);
            let mut snapshot =
                Snapshot::new(id(ResourceKind::Snapshot, group, &format!("{}{n}", chance.of(&["a", "B"]))));
            snapshot.location = Some("westeurope".into());
            snapshot.incremental = !chance.once_in(20);
            snapshot.create_option = Some("Copy".into());
            snapshot.source = Some(disk_id.clone());
            snapshot.source_unique_id = Some((*chance.of(&["u", "u", "u", "earlier"])).into());
            // Few hours, so that many share one.
            let hours = chance.below(60) as i64;
            snapshot.time_created = (!chance.once_in(30)).then(|| now.plus_seconds(-3_600 * hours));
            snapshot.completion_percent = *chance.of(&[None, Some(100.0), Some(100.0), Some(40.0)]);
            snapshot.sector_size = *chance.of(&[None, Some(512), Some(4_096)]);
            if let Some(source) = snapshots.last().filter(|_| chance.once_in(3)) {
                let read = !chance.once_in(4);
                snapshot.create_option = Some("CopyStart".into());
                snapshot.source = Some(if read { source.id.clone() } else { id(ResourceKind::Snapshot, "g", "gone") });
                snapshot.source_unique_id = Some("snapshot".into());
                snapshot.family_id = Some("copies".into());
                snapshot.location = Some((*chance.of(&["northeurope", "westeurope"])).into());
                if chance.once_in(3) {
                    snapshot.tags.set("snapline-point", &now.plus_seconds(-7_200 * hours).to_string());
                }
            }
            if plain {
                snapshot.completion_percent = Some(100.0);
                let policy = if chance.once_in(3) { "weekly" } else { "nightly" };
                snapshot.tags.set("snapline-policy", policy);
            } else {
                dress(chance, &mut snapshot);
            }
            snapshots.push(snapshot);
        }
        let mut inventory = Inventory::default();
        if !chance.once_in(3) {
            let sku = Some((*chance.of(&["Premium_LRS", "PremiumV2_LRS"])).into());
            inventory.add_disk(Disk { sku, unique_id: Some("u".into()), ..Disk::new(disk_id) });
        }
        let adopt = snapshots.iter().filter(|_| chance.once_in(6)).map(|snapshot| snapshot.id.clone()).collect();
        for mut snapshot in snapshots {
            inventory.add_snapshot(snapshot.clone());
            if chance.once_in(15) {
                snapshot.completion_percent = Some(60.0);
                inventory.add_snapshot(snapshot);
            }
        }
        let scopes = [
            "/subscriptions/S/resourceGroups/H",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/B1",
            "/subscriptions/other",
        ];
        let lock = |scope: &&str| Lock { scope: (*scope).to_owned(), name: "no".to_owned() };
        let locks = scopes.iter().filter(|_| chance.once_in(6)).map(lock).collect();
        let policy = some_policy(chance, policies, &adopt);
        Self { inventory, locks, adopt, policy, now }
    }
}

fn dress(chance: &mut Chance, snapshot: &mut Snapshot) {
    match chance.below(8) {
        0 => {}
        1 => snapshot.tags.set("snapline-call", "by-hand"),
        2 => snapshot.tags.set("snapline-policy", "weekly"),
        3 => snapshot.tags.set("snapline-policy", "Nightly"),
        4 => snapshot.tags.set("Snapline-Policy", " nightly "),
        _ => snapshot.tags.set("snapline-policy", "nightly"),
    }
    snapshot.provisioning_state =
        Some((*chance.of(&["Succeeded", "Succeeded", "Succeeded", "Updating", "Failed"])).into());
    if chance.once_in(12) {
        snapshot.disk_state = Some("ActiveSASFrozen".into());
    }
    if chance.once_in(12) {
        let expired = *chance.of(&[None, Some(false), Some(true)]);
        snapshot.immutability = Some(Immutability { kind: Some("Locked".to_owned()), expires: None, expired }.into());
    }
    if chance.once_in(15) {
        snapshot.copy_error =
            Some(CopyError { error_code: "CopySourceNotFound".to_owned(), error_message: String::new() }.into());
    }
    if chance.once_in(12) {
        snapshot.access_state = Some((*chance.of(&["InstantAccess", "Available", "Pending"])).into());
    }
}

/// Rules that drop much, read once: a hundred thousand policies would take longer than all that is done with them.
fn policies() -> Vec<Policy> {
    let mut policies = Vec::new();
    for rule in [r#""last": 1"#, r#""daily": 2"#, r#""hourly": 2, "monthly": 1"#, ""] {
        for max_age in ["", "", r#""maxAge": "PT30H","#, r#""maxAge": "PT1S","#] {
            policies.push(policy(&format!(r#"{{"id": "nightly", "zone": "UTC", {max_age} "keep": {{{rule}}}}}"#)));
        }
    }
    policies
}

fn some_policy(chance: &mut Chance, policies: &[Policy], adopt: &BTreeSet<ResourceId>) -> Policy {
    let mut policy = chance.of(policies).clone();
    policy.floor = 1 + chance.below(3) as u32;
    policy.owned_only = !chance.once_in(5);
    policy.adopt = adopt.iter().cloned().collect();
    policy
}

/// What the facts say of one snapshot, without the guards.
fn is_held(world: &World, snapshot: &Snapshot) -> bool {
    let key = snapshot.id.as_str().to_lowercase();
    let locked = world.locks.iter().any(|lock| {
        let scope = lock.scope.to_lowercase();
        key == scope || key.starts_with(&format!("{scope}/"))
    });
    let feeds = world.inventory.snapshots.values().any(|copy| {
        let source = copy.source.as_ref().is_some_and(|source| source.as_str().eq_ignore_ascii_case(&key));
        let word = |word: &Option<Text>, is: &str| word.as_deref() == Some(is);
        let failed = copy.copy_error.is_some() || word(&copy.provisioning_state, "Failed");
        let waits = word(&copy.provisioning_state, "Updating")
            || word(&copy.access_state, "Pending")
            || word(&copy.access_state, "InstantAccess")
            || copy.completion_percent.is_some_and(|percent| percent < 100.0)
            || copy.completion_percent.is_none() && !word(&copy.access_state, "Available");
        source && !failed && waits
    });
    locked
        || feeds
        || !snapshot.incremental
        || snapshot.disk_state.is_some()
        || snapshot.immutability.as_ref().is_some_and(|policy| policy.expired != Some(true))
        || world.inventory.conflicts.contains_key(&key)
}

fn tag<'s>(snapshot: &'s Snapshot, name: &str) -> Option<&'s str> {
    snapshot.tags.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Snapshots of the unit that are complete beyond doubt.
fn complete(world: &World, unit: &Unit<'_>, gone: &BTreeSet<usize>) -> usize {
    let sure = |(at, member): &(usize, &unit::Member<'_>)| {
        let durable = member.readiness.durable.is && !member.readiness.durable.assumed;
        durable && !gone.contains(at) && !world.inventory.conflicts.contains_key(member.snapshot.id.key())
    };
    unit.members.iter().enumerate().filter(sure).count()
}

fn free(protections: &[Protection]) -> BTreeSet<usize> {
    protections.iter().filter(|one| one.reasons.is_empty()).map(|one| one.at).collect()
}

/// Checks what one unit loses; how many that were.
fn check(
    what: &str,
    seed: u64,
    world: &World,
    unit: &Unit<'_>,
    gone: &BTreeSet<usize>,
    ours: impl Fn(&Snapshot) -> bool,
) {
    for at in gone {
        let snapshot = unit.members[*at].snapshot;
        assert!(!is_held(world, snapshot), "seed {seed}: {what} takes {}, which is held", snapshot.id.name());
        let mine = ours(snapshot) || world.adopt.contains(&snapshot.id);
        assert!(mine, "seed {seed}: {what} takes {}, which is not ours", snapshot.id.name());
    }
    let before = complete(world, unit, &BTreeSet::new());
    assert!(before == 0 || complete(world, unit, gone) > 0, "seed {seed}: {what} takes the last complete one");
}

#[test]
fn nothing_is_deleted_by_accident() {
    let policies = policies();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..CASES {
        let world = World::random(&mut Chance::new(seed), &policies);
        let locks: Locks = world.locks.iter().cloned().collect();
        let chains = unit::units(&world.inventory);
        let planner = Planner::new(&world.policy, world.now, &locks, &chains).unwrap();
        let guards = Guards::new(&chains, &locks);
        for unit in &chains.units {
            let decisions = planner.unit(unit);
            let dropped: BTreeSet<usize> =
                decisions.iter().filter(|d| d.verdict == Verdict::Drop).map(|d| d.at).collect();
            check("the plan", seed, &world, unit, &dropped, |snapshot| {
                !world.policy.owned_only || tag(snapshot, "snapline-policy").is_some_and(|id| id.trim() == "nightly")
            });
            let guessed = |at: &usize| unit.members[*at].instant_from == InstantFrom::CopyStart;
            assert!(!dropped.iter().any(guessed), "seed {seed}: dropped by a moment that is only guessed");

            let removed = free(&guards.protect(unit, Owner::Snapline, &world.adopt, Intent::Remove));
            check("remove", seed, &world, unit, &removed, |snapshot| {
                tag(snapshot, "snapline-policy").is_some() || tag(snapshot, "snapline-call").is_some()
            });

            let retired = free(&guards.protect(unit, Owner::Snapline, &world.adopt, Intent::Retire));
            for (at, member) in unit.members.iter().enumerate() {
                assert_eq!(retired.contains(&at), !is_held(&world, member.snapshot), "seed {seed}: retire");
            }
            assert!(retired.is_superset(&removed), "seed {seed}");
            for (what, gone) in [("plan", dropped), ("remove", removed), ("retire", retired)] {
                *counts.entry(what).or_default() += gone.len();
            }
            *counts.entry("all").or_default() += unit.members.len();
        }
    }
    println!("{CASES} cases: {counts:?}");
    // Where hardly anything is deleted, nothing is proven.
    assert!(counts["plan"] > 10_000 && counts["remove"] > 50_000 && counts["retire"] > 100_000, "{counts:?}");
}

#[test]
fn a_policy_owns_only_what_its_id_is_on() {
    let tags = |pairs: &[(&str, &str)]| pairs.iter().copied().collect::<snap_core::tags::Tags>();
    for (pairs, by_policy, by_snapline) in [
        (&[("snapline-policy", "nightly")][..], None, None),
        (&[("SNAPLINE-POLICY", " nightly ")], None, None),
        (&[("snapline-policy", "Nightly")], Some("not ours: made by policy `Nightly`"), None),
        (&[("snapline-policy", "weekly")], Some("not ours: made by policy `weekly`"), None),
        (&[("snapline-call", "x")], Some("not ours: no tag snapline-policy"), None),
        (
            &[("owner", "nightly")],
            Some("not ours: no tag snapline-policy"),
            Some("not ours: no tag snapline-policy or snapline-call"),
        ),
    ] {
        let told =
            |owner: Owner<'_>| owner.disowns(&tags(pairs)).map(|why| snap_core::retention::Reason::NotOurs(why).text());
        assert_eq!(told(Owner::Policy("nightly")).as_deref(), by_policy, "{pairs:?}");
        assert_eq!(told(Owner::Snapline).as_deref(), by_snapline, "{pairs:?}");
    }
}

/// One unit of three, oldest first: what keeps each from being removed by name, in the words of the reasons.
fn removed(change: impl Fn(&mut [Snapshot; 3])) -> [Vec<&'static str>; 3] {
    let mut three = [1, 2, 3].map(|day| {
        let mut snapshot = Snapshot::new(id(ResourceKind::Snapshot, "g", &format!("s{day}")));
        snapshot.incremental = true;
        snapshot.create_option = Some("Copy".into());
        snapshot.source = Some(id(ResourceKind::Disk, "g", "d"));
        snapshot.source_unique_id = Some("u".into());
        snapshot.time_created = Some(at(&format!("2026-11-0{day}T00:00:00Z")));
        snapshot.completion_percent = Some(100.0);
        snapshot.tags.set("snapline-policy", "nightly");
        snapshot
    });
    change(&mut three);
    let mut inventory = Inventory::default();
    three.into_iter().for_each(|snapshot| {
        inventory.add_snapshot(snapshot);
    });
    let chains = unit::units(&inventory);
    let locks = Locks::default();
    let protect =
        Guards::new(&chains, &locks).protect(&chains.units[0], Owner::Snapline, &BTreeSet::new(), Intent::Remove);
    let order: Vec<usize> = protect.iter().map(|one| one.at).collect();
    assert_eq!(order, [2, 1, 0], "newest first");
    [0, 1, 2].map(|at| {
        let one = protect.iter().find(|one| one.at == at).unwrap();
        one.reasons.iter().map(|reason| reason.code()).collect()
    })
}

#[test]
fn what_is_left_can_be_relied_on() {
    let none = Vec::<&str>::new;
    let newest = || vec!["newest"];
    assert_eq!(removed(|_| {}), [none(), none(), newest()]);
    // What is not whole is nothing to fall back on, and may go.
    assert_eq!(removed(|three| three[2].completion_percent = Some(40.0)), [none(), newest(), none()]);
    // An open link holds it; it is the newest all the same.
    let open = |snapshot: &mut Snapshot| snapshot.disk_state = Some("ActiveSAS".into());
    assert_eq!(removed(|three| open(&mut three[2])), [none(), none(), vec!["open_link", "newest"]]);
    // What somebody else made may be gone tomorrow.
    let foreign = |snapshot: &mut Snapshot| snapshot.tags = Default::default();
    assert_eq!(removed(|three| foreign(&mut three[2])), [none(), newest(), vec!["not_ours", "newest"]]);
    // What is only assumed to be whole is kept, and what is proven to be too.
    let assumed = |snapshot: &mut Snapshot| snapshot.completion_percent = None;
    assert_eq!(removed(|three| assumed(&mut three[2])), [none(), newest(), newest()]);
    assert_eq!(removed(|three| three.iter_mut().for_each(assumed)), [none(), none(), newest()]);
    // Of nothing is known whether it is whole: the newest of which it is not known.
    let unknown = |snapshot: &mut Snapshot| {
        assumed(snapshot);
        snapshot.sector_size = Some(4_096);
    };
    assert_eq!(removed(|three| three.iter_mut().for_each(unknown)), [none(), none(), newest()]);
    assert_eq!(removed(|three| unknown(&mut three[2])), [none(), newest(), none()]);
}

#[test]
fn locks_hold_what_they_are_on_and_what_is_inside() {
    let lock = |scope: &str, name: &str| Lock { scope: scope.to_owned(), name: name.to_owned() };
    let locks: Locks = [
        lock("/subscriptions/S/resourceGroups/G/", "b"),
        lock("subscriptions/s/resourcegroups/g", "a"),
        lock("/subscriptions/s", "sub"),
        lock("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/SNAP", "own"),
        lock("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/snap2", "other"),
        lock("/subscriptions/s/resourceGroups/g2", "other group"),
    ]
    .into_iter()
    .collect();
    let snap = id(ResourceKind::Snapshot, "G", "snap");
    let on: Vec<&str> = locks.on(&snap).map(|lock| lock.name.as_str()).collect();
    assert_eq!(on, ["sub", "a", "b", "own"]);
    assert_eq!(Locks::default().on(&snap).count(), 0);
    let many: Locks = (0..10_000).map(|n| lock("/subscriptions/s", &format!("{n:04}"))).collect();
    assert_eq!(many.on(&snap).count(), 20);
    let twice: Locks = (0..2).map(|_| lock("/subscriptions/s", "one")).collect();
    assert_eq!(twice.on(&snap).count(), 1);
}
