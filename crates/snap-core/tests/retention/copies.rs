//! Copy planning: fixed cases, and V12: random worlds that are copied step by step, planned anew at every step as a run
//! that was broken off would, with no violation of C3, C4 and D5.

use std::collections::{BTreeMap, BTreeSet};

use snap_core::copying::{CopyOrder, CopyPlan, CopyState, Which, plan_copies};
use snap_core::guard::{Guards, Intent, Locks, Owner};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::inventory::Inventory;
use snap_core::model::{CopyError, Disk, Snapshot};
use snap_core::name::copy_name;
use snap_core::unit::{self, Chains};

use crate::at;
use crate::chance::Chance;

fn disk_id(name: &str) -> ResourceId {
    ResourceId::new(ResourceKind::Disk, "sub", "rg", name).unwrap()
}

/// A complete snapshot of a Premium SSD v2 disk, taken on a day of November.
fn taken(disk: &str, day: u32) -> Snapshot {
    let id = ResourceId::new(ResourceKind::Snapshot, "sub", "rg", &format!("{disk}-{day:02}")).unwrap();
    Snapshot {
        location: Some("West Europe".into()),
        incremental: true,
        create_option: Some("Copy".into()),
        source: Some(disk_id(disk)),
        source_unique_id: Some(format!("u-{disk}").into()),
        family_id: Some(format!("f-{disk}").into()),
        unique_id: Some(format!("s-{disk}-{day}").into()),
        time_created: Some(at(&format!("2026-11-{day:02}T02:00:00Z"))),
        completion_percent: Some(100.0),
        ..Snapshot::new(id)
    }
}

/// A copy of it in another place, `percent` of it done.
fn copied(source: &Snapshot, location: &str, percent: f64) -> Snapshot {
    let group = format!("dr-{location}");
    let id = ResourceId::new(ResourceKind::Snapshot, "sub", &group, copy_name(&source.id).as_str()).unwrap();
    let mut copy = Snapshot {
        location: Some(location.into()),
        incremental: true,
        create_option: Some("CopyStart".into()),
        source: Some(source.id.clone()),
        source_unique_id: source.unique_id.clone(),
        family_id: Some(format!("copies-{location}-{:?}", source.family_id).into()),
        unique_id: Some(format!("c-{location}-{}", source.id.name()).into()),
        time_created: Some(at("2026-11-29T00:00:00Z")),
        completion_percent: Some(percent),
        ..Snapshot::new(id)
    };
    copy.tags.set("snapline-point", &source.time_created.unwrap().to_string());
    copy
}

fn inventory(snapshots: &[Snapshot]) -> Inventory {
    let mut inventory = Inventory::default();
    let disks: BTreeSet<&ResourceId> =
        snapshots.iter().filter_map(|s| s.source.as_ref()).filter(|id| id.kind() == ResourceKind::Disk).collect();
    for id in disks {
        let unique_id = Some(format!("u-{}", id.name()));
        inventory.add_disk(Disk {
            sku: Some("PremiumV2_LRS".into()),
            unique_id: unique_id.map(Into::into),
            ..Disk::new(id.clone())
        });
    }
    snapshots.iter().cloned().for_each(|snapshot| {
        inventory.add_snapshot(snapshot);
    });
    inventory
}

fn plan<'a>(chains: &Chains<'a>, which: Which<'_>, limit: usize) -> CopyPlan<'a> {
    plan_copies(chains, &CopyOrder { which, location: "NorthEurope", subscription: "SUB", limit })
}

/// What the plan lets be begun at once: of each disk the oldest, where none of it is under way, while there is room.
fn begin(plan: &CopyPlan<'_>) -> Vec<ResourceId> {
    let mut disks = BTreeSet::new();
    let idle = plan.disks.iter().filter(|disk| disk.under_way.is_none());
    let next = idle.filter_map(|disk| {
        let oldest = disk.copies.iter().find(|copy| copy.state == CopyState::ToCopy)?;
        disks.insert(disk.root.as_str()).then(|| oldest.source.clone())
    });
    next.take(plan.room).collect()
}

/// `name state` a line, and what would be begun.
fn told(snapshots: &[Snapshot], which: Which<'_>) -> (Vec<String>, Vec<String>) {
    let read = inventory(snapshots);
    let chains = unit::units(&read);
    let plan = plan(&chains, which, 100);
    let line = |copy: &snap_core::copying::Copying<'_>| {
        let state = match &copy.state {
            CopyState::ToCopy => "to copy".to_owned(),
            CopyState::There(_) => "there".to_owned(),
            CopyState::UnderWay(_) => "under way".to_owned(),
            CopyState::Skipped(code, why) => format!("skipped {}: {why}", code.as_str()),
            CopyState::Failed(code, why) => format!("failed {}: {why}", code.as_str()),
        };
        format!("{} {state}", copy.source.name())
    };
    let begin = begin(&plan).iter().map(|id| id.name().to_owned()).collect();
    (plan.disks.iter().flat_map(|disk| &disk.copies).map(line).collect(), begin)
}

fn days(disk: &str, days: std::ops::RangeInclusive<u32>) -> Vec<Snapshot> {
    days.map(|day| taken(disk, day)).collect()
}

#[test]
fn a_family_goes_oldest_first() {
    let disks = [disk_id("D"), disk_id("e")];
    let mut all = days("d", 1..=3);
    all.extend(days("e", 1..=2));
    let (lines, begin) = told(&all, Which::Disks(&disks));
    assert_eq!(lines, ["d-01 to copy", "d-02 to copy", "d-03 to copy", "e-01 to copy", "e-02 to copy"]);
    assert_eq!(begin, ["d-01", "e-01"]);
    // C3: one at a time, to whatever place it goes.
    all.push(copied(&all[0].clone(), "swedencentral", 40.0));
    assert_eq!(told(&all, Which::Disks(&disks)).1, ["e-01"]);
}

#[test]
fn a_copy_of_one_that_was_replaced_is_no_copy_of_its_successor() {
    // C9: the same id, another snapshot.
    let mut all = days("d", 1..=2);
    all.extend([copied(&all[0].clone(), "northeurope", 100.0), copied(&all[1].clone(), "northeurope", 100.0)]);
    all[1].unique_id = Some("another".into());
    all[1].time_created = Some(at("2026-11-05T02:00:00Z"));
    let (lines, begin) = told(&all, Which::Disks(&[disk_id("d")]));
    assert_eq!(lines, ["d-01 there", "d-02 to copy"]);
    assert_eq!(begin, ["d-02"]);
}

#[test]
fn what_is_there_is_not_copied_again_and_nothing_is_put_in_behind() {
    let mut all = days("d", 1..=5);
    all.extend([copied(&all[1].clone(), "North Europe", 100.0), copied(&all[2].clone(), "northeurope", 40.0)]);
    let (lines, begin) = told(&all, Which::Disks(&[disk_id("d")]));
    let behind = "skipped behind_the_copies: A newer one is there already, and copies are made oldest first.";
    assert_eq!(lines, [&format!("d-01 {behind}"), "d-02 there", "d-03 under way", "d-04 to copy", "d-05 to copy"]);
    assert_eq!(begin, Vec::<String>::new());
    // A copy whose source is gone counts by the moment it carries.
    let mut all = days("d", 1..=5);
    all.extend([copied(&all[1].clone(), "northeurope", 100.0), copied(&all[3].clone(), "northeurope", 100.0)]);
    all.remove(3);
    let (lines, begin) = told(&all, Which::Disks(&[disk_id("d")]));
    assert_eq!(lines, [&format!("d-01 {behind}"), "d-02 there", &format!("d-03 {behind}"), "d-05 to copy"]);
    assert_eq!(begin, ["d-05"]);
}

#[test]
fn what_is_not_complete_waits_and_makes_wait() {
    let mut all = days("d", 1..=5);
    all[0].copy_error = Some(CopyError { error_code: "X".to_owned(), error_message: String::new() }.into());
    all[1].completion_percent = Some(40.0);
    let (lines, begin) = told(&all, Which::Disks(&[disk_id("d")]));
    assert_eq!(
        lines[..3],
        [
            "d-01 skipped not_durable: Failed. The copy ended with X.",
            "d-02 skipped not_durable: Not usable yet. 40 % is copied; on Premium SSD v2 it can be restored, copied or downloaded only at 100 %.",
            "d-03 skipped waits_for_earlier: It waits for `d-02`: copies are made oldest first.",
        ]
    );
    assert_eq!(begin, Vec::<String>::new());
    // C7
    all[1].access_state = Some("InstantAccess".into());
    let (lines, _) = told(&all, Which::Disks(&[disk_id("d")]));
    assert_eq!(
        lines[1],
        "d-02 skipped not_durable: A disk can be restored from it now, by instant access. It cannot be copied or downloaded yet."
    );
    // A failed one never will be: nobody waits for it.
    all[1] = taken("d", 2);
    assert_eq!(told(&all, Which::Disks(&[disk_id("d")])).1, ["d-02"]);
}

#[test]
fn a_named_one_needs_what_comes_before_it() {
    let all = days("d", 1..=4);
    let ids = |names: &[usize]| -> Vec<ResourceId> { names.iter().map(|at| all[*at].id.clone()).collect() };
    let (lines, begin) = told(&all, Which::Snapshots(&ids(&[0, 1, 3])));
    assert_eq!(
        lines,
        [
            "d-01 to copy",
            "d-02 to copy",
            "d-04 failed predecessor_missing: `d-03` comes before it and is not there. Copy that one too."
        ]
    );
    assert_eq!(begin, ["d-01"]);
    let mut there = all.clone();
    there.push(copied(&all[2], "northeurope", 100.0));
    assert_eq!(told(&there, Which::Snapshots(&ids(&[3]))).1, ["d-04"]);
    let read = inventory(&all);
    let chains = unit::units(&read);
    let unknown = [disk_id("x"), disk_id("D")];
    assert_eq!(plan(&chains, Which::Disks(&unknown), 100).not_found, [disk_id("x")]);
}

#[test]
fn a_copy_that_failed_stops_its_disk() {
    let mut all = days("d", 1..=3);
    all.push(copied(&all[0].clone(), "northeurope", 40.0));
    all[3].copy_error =
        Some(CopyError { error_code: "CopySourceNotFound".to_owned(), error_message: "It is gone.".to_owned() }.into());
    let (lines, begin) = told(&all, Which::Disks(&[disk_id("d")]));
    let copy = all[3].id.name();
    assert_eq!(
        lines,
        [
            &format!(
                "d-01 failed copy_failed: Its copy `{copy}` is of no use. Failed. The copy ended with CopySourceNotFound: It is gone. Delete that one to have it copied again."
            ),
            "d-02 skipped waits_for_earlier: It waits for `d-01`: copies are made oldest first.",
            "d-03 skipped waits_for_earlier: It waits for `d-01`: copies are made oldest first.",
        ]
    );
    assert_eq!(begin, Vec::<String>::new());
}

#[test]
fn an_earlier_disk_of_the_name_is_not_copied() {
    let mut all = days("d", 1..=2);
    all[0].source_unique_id = Some("u-before".into());
    all[0].family_id = Some("before".into());
    let (lines, _) = told(&all, Which::Disks(&[disk_id("d")]));
    assert_eq!(lines, ["d-02 to copy"]);
}

#[test]
fn there_is_only_so_much_room() {
    // C4, whoever began them.
    let mut all: Vec<Snapshot> = (0..8).flat_map(|n| days(&format!("d{n}"), 1..=2)).collect();
    all.extend([copied(&all[0].clone(), "northeurope", 1.0), copied(&all[2].clone(), "northeurope", 1.0)]);
    let read = inventory(&all);
    let chains = unit::units(&read);
    let disks: Vec<ResourceId> = (0..8).map(|n| disk_id(&format!("d{n}"))).collect();
    let begun = |limit| {
        let plan = plan(&chains, Which::Disks(&disks), limit);
        (plan.under_way, plan.room, begin(&plan).len())
    };
    assert_eq!([begun(5), begun(2), begun(0), begun(usize::MAX)], [(2, 3, 3), (2, 0, 0), (2, 0, 0), (2, 98, 6)]);
}

/// A world of disks whose snapshots are copied to one place while others delete what they may.
struct World {
    snapshots: Vec<Snapshot>,
    limit: usize,
    named: Option<Vec<ResourceId>>,
    disks: Vec<ResourceId>,
}

impl World {
    fn random(chance: &mut Chance) -> Self {
        let mut snapshots = Vec::new();
        let names: Vec<String> = (0..1 + chance.below(4)).map(|n| format!("d{n}")).collect();
        for name in &names {
            let mut days: BTreeSet<u32> = (0..chance.below(7)).map(|_| 1 + chance.below(20) as u32).collect();
            days.insert(25);
            let own: Vec<Snapshot> = days.into_iter().map(|day| taken(name, day)).collect();
            let mut moving = false;
            for mut snapshot in own {
                if chance.once_in(6) {
                    let place = *chance.of(&["northeurope", "swedencentral"]);
                    // One that is under way already, or only done copies.
                    let percent = if moving { 100.0 } else { *chance.of(&[30.0, 100.0, 100.0]) };
                    moving |= percent < 100.0;
                    snapshots.push(copied(&snapshot, place, percent));
                } else {
                    match chance.below(12) {
                        0 => snapshot.completion_percent = Some(50.0),
                        1 => snapshot.provisioning_state = Some("Failed".into()),
                        2 => snapshot.access_state = Some("InstantAccess".into()),
                        3 => snapshot.completion_percent = None,
                        _ => {}
                    }
                }
                snapshot.tags.set("snapline-policy", "nightly");
                snapshots.push(snapshot);
            }
        }
        let sources = snapshots.iter().filter(|s| !s.is_copy());
        let named: Vec<ResourceId> = sources.filter(|_| !chance.once_in(4)).map(|s| s.id.clone()).collect();
        Self {
            limit: 1 + chance.below(4) as usize,
            named: chance.once_in(3).then_some(named),
            disks: names.iter().map(|name| disk_id(name)).collect(),
            snapshots,
        }
    }

    fn which(&self) -> Which<'_> {
        self.named.as_deref().map_or(Which::Disks(&self.disks), Which::Snapshots)
    }

    fn moving(&self) -> impl Iterator<Item = &Snapshot> {
        self.snapshots.iter().filter(|s| s.is_copy() && s.copy_error.is_none() && s.completion_percent < Some(100.0))
    }

    fn source(&self, copy: &Snapshot) -> Option<&Snapshot> {
        self.snapshots.iter().find(|s| Some(&s.id) == copy.source.as_ref())
    }

    /// C3, C4, C7 by the plainest look at the world as it is.
    fn check_begin(&self, seed: u64, source: &ResourceId) {
        let snapshot = self.snapshots.iter().find(|s| s.id == *source).unwrap();
        let whole = |s: &Snapshot| {
            s.completion_percent == Some(100.0) && s.provisioning_state.is_none() && s.access_state.is_none()
        };
        assert!(whole(snapshot), "seed {seed}: C7, {source} is not whole");
        let of_disk = |s: &Snapshot| s.source == snapshot.source;
        assert!(
            !self.moving().any(|copy| self.source(copy).is_some_and(of_disk)),
            "seed {seed}: C3, a second copy of one disk beside {source}"
        );
        let there: Vec<&Snapshot> = self
            .snapshots
            .iter()
            .filter(|s| s.is_copy() && s.location.as_deref() == Some("northeurope") && s.copy_error.is_none())
            .filter(|copy| copy.id.name().starts_with(&snapshot.id.name()[..3]))
            .collect();
        let point = |copy: &Snapshot| at(copy.tags.get("snapline-point").unwrap());
        let newest = there.iter().map(|copy| point(copy)).max();
        assert!(newest < snapshot.time_created, "seed {seed}: C3, {source} is behind what is there");
        for earlier in self.snapshots.iter().filter(|s| of_disk(s) && s.time_created < snapshot.time_created) {
            let can_never = earlier.provisioning_state.is_some();
            let passed = newest.is_some_and(|newest| earlier.time_created <= Some(newest));
            assert!(can_never || passed, "seed {seed}: C3, {source} before {}", earlier.id);
        }
        let under_way = self.moving().filter(|copy| copy.location.as_deref() == Some("northeurope")).count();
        assert!(under_way < self.limit, "seed {seed}: C4");
    }

    /// Deletes what the guards let go, as an impatient person would; D5. Only the source of the newest copy is left: it is
    /// what tells of which disk the copies are (C9), as the snapshot that a run took and copied is.
    fn prune(&mut self, chance: &mut Chance, seed: u64) {
        let read = inventory(&self.snapshots);
        let chains = unit::units(&read);
        let locks = Locks::default();
        let guards = Guards::new(&chains, &locks);
        let mut gone: BTreeSet<ResourceId> = BTreeSet::new();
        let copied = chains.units.iter().filter(|unit| unit.copy_of.is_some());
        let newest: Vec<ResourceId> = copied.filter_map(|unit| unit.members.last()?.snapshot.source.clone()).collect();
        for unit in &chains.units {
            for one in guards.protect(unit, Owner::Snapline, &BTreeSet::new(), Intent::Remove) {
                let id = &unit.members[one.at].snapshot.id;
                let free = one.reasons.is_empty() && !newest.contains(id) && chance.once_in(3);
                gone.extend(free.then(|| id.clone()));
            }
        }
        for copy in self.moving() {
            assert!(!gone.contains(copy.source.as_ref().unwrap()), "seed {seed}: D5");
        }
        self.snapshots.retain(|s| !gone.contains(&s.id));
    }
}

#[test]
fn a_thousand_worlds_are_copied_without_a_violation() {
    const WORLDS: u64 = 1_000;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..WORLDS {
        let mut chance = Chance::new(7_000_000 + seed);
        let mut world = World::random(&mut chance);
        for tick in 0.. {
            assert!(tick < 300, "seed {seed}: it does not end");
            let read = inventory(&world.snapshots);
            let chains = unit::units(&read);
            let plan = plan(&chains, world.which(), world.limit);
            let listed: Vec<&ResourceId> = plan.disks.iter().flat_map(|d| &d.copies).map(|c| c.source).collect();
            let once: BTreeSet<&ResourceId> = listed.iter().copied().collect();
            assert_eq!(once.len(), listed.len(), "seed {seed}: listed twice");
            let begin: Vec<ResourceId> = begin(&plan);
            if begin.is_empty() && world.moving().next().is_none() {
                let left = plan.disks.iter().flat_map(|d| &d.copies).filter(|c| c.state == CopyState::ToCopy).count();
                assert_eq!(left, 0, "seed {seed}: something was forgotten");
                break;
            }
            for source in &begin {
                world.check_begin(seed, source);
                let snapshot = world.snapshots.iter().find(|s| s.id == *source).unwrap();
                let copy = copied(snapshot, "northeurope", 0.0);
                assert!(world.snapshots.iter().all(|s| s.id != copy.id), "seed {seed}: copied twice");
                world.snapshots.push(copy);
                *counts.entry("begun").or_default() += 1;
            }
            for copy in world.snapshots.iter_mut().filter(|s| s.is_copy() && s.completion_percent < Some(100.0)) {
                match chance.below(20) {
                    0 => {
                        let error = CopyError { error_code: "X".to_owned(), error_message: String::new() };
                        *counts.entry("failed").or_default() +=
                            usize::from(copy.copy_error.replace(error.into()).is_none());
                    }
                    1..8 => copy.completion_percent = Some(100.0),
                    _ => {}
                }
            }
            if chance.once_in(3) {
                let before = world.snapshots.len();
                world.prune(&mut chance, seed);
                *counts.entry("deleted").or_default() += before - world.snapshots.len();
            }
        }
    }
    println!("{WORLDS} worlds: {counts:?}");
    assert!(counts["begun"] > 2_000 && counts["failed"] > 100 && counts["deleted"] > 500, "{counts:?}");
}
