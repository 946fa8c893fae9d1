use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Small pools, so that ids, families and sources meet often, in every odd way.
fn any_snapshot() -> impl Strategy<Value = Snapshot> {
    let maybe = |pool: &'static [&'static str]| proptest::option::weighted(0.8, select(pool));
    (
        (select(&["s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9"][..]), select(&["g1", "g2"][..])),
        proptest::bool::weighted(0.9),
        proptest::option::weighted(
            0.9,
            prop_oneof![
                3 => select(&["d0", "d1"][..]).prop_map(|name| disk_id("g1", name)),
                2 => select(&["s0", "s1", "s2", "s3", "s4"][..]).prop_map(|name| snapshot_id("g1", name)),
            ],
        ),
        maybe(&["u0", "u1"]),
        proptest::option::weighted(0.5, select(&["f0", "f1", "f2"][..])),
        proptest::option::weighted(0.9, 0_i64..6),
        maybe(&["West Europe", "westeurope", "northeurope"]),
        select(&["Copy", "CopyStart"][..]),
        proptest::option::weighted(0.3, 0.0_f64..110.0),
        proptest::option::weighted(0.9, select(&[1_u64, 4_096, 8_192][..])),
        proptest::bool::weighted(0.1),
    )
        .prop_map(
            |((name, group), incremental, source, unique, family, day, location, option, percent, size, tag)| {
                let mut snapshot = Snapshot {
                    incremental,
                    source,
                    source_unique_id: unique.map(Into::into),
                    family_id: family.map(Into::into),
                    time_created: day.map(|day| now().plus_seconds(-86_400 * day)),
                    location: location.map(Into::into),
                    create_option: Some(option.into()),
                    completion_percent: percent,
                    size_gb: size,
                    ..Snapshot::new(snapshot_id(group, name))
                };
                if tag {
                    snapshot.tags.set("snapline-point", "2026-11-01T00:00:00Z");
                }
                snapshot
            },
        )
}

fn any_disk() -> impl Strategy<Value = Disk> {
    (select(&["d0", "d1", "d2"][..]), proptest::option::of(select(&["u0", "u1", "u2"][..])))
        .prop_map(|(name, unique)| Disk { unique_id: unique.map(Into::into), ..disk("g1", name, "", "PremiumV2_LRS") })
}

/// Each resource once: reads that contradict each other are the inventory's question.
fn any_read() -> impl Strategy<Value = (Vec<Disk>, Vec<Snapshot>)> {
    (proptest::collection::vec(any_disk(), 0..4), proptest::collection::vec(any_snapshot(), 0..24)).prop_map(
        |(mut disks, mut snapshots)| {
            disks.sort_by(|a, b| a.id.cmp(&b.id));
            disks.dedup_by(|a, b| a.id == b.id);
            snapshots.sort_by(|a, b| a.id.cmp(&b.id));
            snapshots.dedup_by(|a, b| a.id == b.id);
            (disks, snapshots)
        },
    )
}

fn shout(id: &ResourceId) -> ResourceId {
    ResourceId::parse(&id.as_str().to_uppercase()).unwrap()
}

fn bytes(read: &Inventory) -> String {
    let chains = units(read);
    let mut text = answer(&chains, now());
    for warning in &chains.warnings {
        text += &format!("\n{} {} {}", warning.code, warning.message, warning.target.map_or("-", ResourceId::as_str));
    }
    text
}

/// Which snapshots share an incarnation, worked out by looking at every pair until nothing changes.
fn incarnations(snapshots: &[Snapshot]) -> Vec<usize> {
    let lower = |text: &Option<crate::text::Text>| text.as_ref().map(|text| text.to_lowercase());
    let mut home: Vec<usize> = (0..snapshots.len()).collect();
    let mut merge = |from: usize, to: usize| {
        let (a, b) = (home[from], home[to]);
        home.iter_mut().filter(|h| **h == a.max(b)).for_each(|h| *h = a.min(b));
    };
    let ordinary: Vec<usize> = (0..snapshots.len()).filter(|i| !snapshots[*i].is_copy()).collect();
    for &a in &ordinary {
        for &b in &ordinary {
            let (x, y) = (&snapshots[a], &snapshots[b]);
            let family = x.family_id.is_some() && lower(&x.family_id) == lower(&y.family_id);
            let source = x.source.is_some() && x.source == y.source;
            let unique = lower(&x.source_unique_id) == lower(&y.source_unique_id);
            let vague = x.source_unique_id.is_none() && x.family_id.is_none() && y.family_id.is_none();
            if family || source && unique && (x.source_unique_id.is_some() || vague) {
                merge(a, b);
            }
        }
    }
    // Follow each copy by hand, giving up after more steps than there are snapshots.
    let of = |i: usize| snapshots.iter().position(|s| Some(&s.id) == snapshots[i].source.as_ref());
    let origin = |mut i: usize| {
        for _ in 0..=snapshots.len() {
            if !snapshots[i].is_copy() {
                return Some(i);
            }
            i = of(i)?;
        }
        None
    };
    let copies: Vec<usize> = (0..snapshots.len()).filter(|i| snapshots[*i].is_copy()).collect();
    let (found, lost): (Vec<usize>, Vec<usize>) = copies.into_iter().partition(|i| origin(*i).is_some());
    for &copy in &found {
        merge(copy, origin(copy).unwrap());
    }
    for &a in &lost {
        for &b in &lost {
            let family =
                snapshots[a].family_id.is_some() && lower(&snapshots[a].family_id) == lower(&snapshots[b].family_id);
            if family || of(a) == Some(b) {
                merge(a, b);
            }
        }
    }
    // A cluster that is lost goes home when its families lead to one place.
    let known = home.clone();
    for &a in &lost {
        let families: Vec<_> =
            lost.iter().filter(|b| known[**b] == known[a]).filter_map(|b| lower(&snapshots[*b].family_id)).collect();
        let mut homes: Vec<usize> = (0..snapshots.len())
            .filter(|i| !lost.contains(i) && lower(&snapshots[*i].family_id).is_some_and(|f| families.contains(&f)))
            .map(|i| known[i])
            .collect();
        homes.sort_unstable();
        homes.dedup();
        if let [one] = homes.as_slice() {
            let members: Vec<_> = lost.iter().copied().filter(|b| known[*b] == known[a]).collect();
            for member in members {
                home[member] = *one;
            }
        }
    }
    home
}

proptest! {
    #[test]
    fn order_and_casing_change_nothing((disks, snapshots) in any_read(), seed in any::<u64>(), loud in any::<u32>()) {
        let plain = bytes(&inventory(disks.clone(), snapshots.clone()));
        let mut mixed: Vec<Snapshot> = snapshots.clone();
        let length = mixed.len().max(1);
        for i in 0..mixed.len() {
            mixed.swap(i, (seed as usize).wrapping_mul(i + 7) % length);
        }
        prop_assert_eq!(&bytes(&inventory(disks.iter().rev().cloned().collect(), mixed.clone())), &plain);

        for (i, snapshot) in mixed.iter_mut().enumerate() {
            if loud >> (i % 32) & 1 == 1 {
                snapshot.id = shout(&snapshot.id);
                snapshot.source = snapshot.source.as_ref().map(shout);
                snapshot.family_id = snapshot.family_id.as_ref().map(|id| id.to_uppercase().into());
                snapshot.source_unique_id = snapshot.source_unique_id.as_ref().map(|id| id.to_uppercase().into());
            }
        }
        prop_assert_eq!(bytes(&inventory(disks, mixed)).to_lowercase(), plain.to_lowercase());
    }

    #[test]
    fn every_incremental_snapshot_is_in_exactly_one_unit((disks, snapshots) in any_read()) {
        let read = inventory(disks.clone(), snapshots.clone());
        let chains = units(&read);
        let mut seen: Vec<&str> = chains.units.iter().flat_map(|u| &u.members).map(|m| m.snapshot.id.key()).collect();
        seen.sort_unstable();
        let all: Vec<&str> = snapshots.iter().filter(|s| s.incremental).map(|s| s.id.key()).collect();
        prop_assert_eq!(seen, all);
        let full: Vec<&str> = chains.not_incremental.iter().map(|s| s.id.key()).collect();
        prop_assert_eq!(full, snapshots.iter().filter(|s| !s.incremental).map(|s| s.id.key()).collect::<Vec<_>>());

        let mut keys: Vec<&str> = chains.units.iter().map(|unit| unit.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), chains.units.len(), "keys are unique");
        for disk in &disks {
            let own = chains.units.iter().filter(|u| u.disk.id == Some(&disk.id) && u.disk.exists == Some(true) && !u.has(Label::Copy));
            prop_assert!(own.count() >= 1, "{} has a unit", disk.id);
        }
    }

    #[test]
    fn each_unit_is_in_order_and_tells_the_truth((disks, snapshots) in any_read()) {
        let read = inventory(disks, snapshots);
        let chains = units(&read);
        for unit in &chains.units {
            let order: Vec<_> = unit.members.iter().map(|m| (m.instant, m.snapshot.id.key())).collect();
            prop_assert!(order.is_sorted());
            prop_assert!(unit.members.iter().zip(1..).all(|(member, n)| member.sequence == n));
            prop_assert!((1..=unit.generations).contains(&unit.generation));
            prop_assert!(unit.members.iter().all(|m| m.snapshot.is_copy() == unit.has(Label::Copy)));
            let counts = unit.counts();
            prop_assert_eq!(counts.snapshots, counts.ready + counts.pending + counts.failed + counts.unknown);
            prop_assert_eq!(unit.resize_breaks.len(), unit.members.iter().filter(|m| m.after_resize_break).count());
            let of = unit.copy_of.as_ref().map(|key| chains.units.iter().position(|unit| unit.key == *key));
            let own = chains.units.iter().position(|other| other.key == unit.key);
            prop_assert!(of.is_none_or(|of| of.is_some() && of < own), "copies come after their source");
            prop_assert_eq!(unit.copy_of.is_some(), unit.has(Label::Copy) && !unit.has(Label::SourceUnknown));
            prop_assert!(!unit.verdict(now()).text().contains("  "));
        }
    }

    #[test]
    fn incarnations_agree_with_the_plain_reference((disks, snapshots) in any_read()) {
        let snapshots: Vec<Snapshot> = snapshots.into_iter().filter(|s| s.incremental).collect();
        let home = incarnations(&snapshots);
        let read = inventory(disks, snapshots.clone());
        let found = super::super::family::find(&read);
        for (a, x) in found.iter().enumerate() {
            for (b, y) in found.iter().enumerate() {
                prop_assert_eq!(x.incarnation == y.incarnation, home[a] == home[b], "{} and {}", x.snapshot.id, y.snapshot.id);
            }
        }
    }
}

#[test]
fn a_hundred_thousand_snapshots_of_a_thousand_disks() {
    let mut read = Inventory::default();
    for d in 0..1_000 {
        let name = format!("vm-{d:04}_data");
        let id = disk_id("rg-prod", &name);
        read.add_disk(disk("rg-prod", &name, &format!("u{d}"), "Premium_LRS"));
        for s in 0..100_i64 {
            let mut snapshot =
                taken("rg-snap", &format!("{name}_{s:03}"), &id, &format!("U{d}"), "2026-01-01T00:00:00Z");
            snapshot.time_created = snapshot.time_created.map(|time| time.plus_seconds(s * 3_600));
            snapshot.family_id = (s % 2 == 0).then(|| format!("F{d}").into());
            read.add_snapshot(snapshot);
        }
    }
    let chains = units(&read);
    assert_eq!(chains.units.len(), 1_000);
    assert!(chains.units.iter().all(|unit| unit.members.len() == 100 && unit.state_code() == StateCode::Ready));
    assert_eq!(chains.summary(now()).snapshots, 100_000);
}
