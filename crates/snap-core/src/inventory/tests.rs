use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::instant::Instant;
use crate::text::Text;

fn snapshot() -> Snapshot {
    let mut s = Snapshot::new(
        ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/one").unwrap(),
    );
    s.location = Some("West US".into());
    s.time_created = Some(Instant::parse("2026-11-20T02:00:00.1234567Z").unwrap());
    s.completion_percent = Some(40.0);
    s
}

#[test]
fn another_client_s_words_are_no_conflict() {
    let mut inventory = Inventory::default();
    let mut other = snapshot();
    other.id = ResourceId::parse(&other.id.as_str().to_uppercase()).unwrap();
    other.location = Some("westus".into());
    other.time_created = Some(Instant::parse("/Date(1795140000123)/").unwrap());
    other.family_id = Some("F".into());
    assert_eq!(inventory.add_snapshot(snapshot()), Added::New);
    assert_eq!(inventory.add_snapshot(other), Added::Merged);
    assert_eq!(inventory.snapshots.len(), 1);
    assert_eq!(inventory.snapshots.values().next().unwrap().family_id.as_deref(), Some("F"));
    assert!(inventory.conflicts.is_empty());
}

#[test]
fn the_further_state_is_shown_in_either_order_and_blocks_deletion() {
    let mut done = snapshot();
    done.completion_percent = Some(100.0);
    for pair in [[snapshot(), done.clone()], [done.clone(), snapshot()]] {
        let mut inventory = Inventory::default();
        let added: Vec<_> = pair.into_iter().map(|s| inventory.add_snapshot(s)).collect();
        assert_eq!(added, [Added::New, Added::Conflict]);
        assert_eq!(inventory.snapshots.values().next().unwrap().completion_percent, Some(100.0));
        assert_eq!(inventory.conflicts.values().next().unwrap().iter().collect::<Vec<_>>(), [&"completionPercent"]);
    }
}

#[test]
fn the_machines_of_a_shared_disk_are_one_set() {
    let read = |machines: &[&str]| Disk {
        managed_by_extended: machines.iter().map(|machine| Text::from(*machine)).collect(),
        ..Disk::new(ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d").unwrap())
    };
    for (one, other, added, shown) in [
        (&["/vm/a", "/vm/b"][..], &["/VM/B", "/vm/A"][..], Added::Merged, 2),
        // Resource Graph has no such column.
        (&["/vm/a", "/vm/b"], &[], Added::Merged, 2),
        (&["/vm/a", "/vm/b"], &["/vm/a"], Added::Conflict, 2),
        (&["/vm/a"], &["/vm/b"], Added::Conflict, 1),
    ] {
        for pair in [[one, other], [other, one]] {
            let mut inventory = Inventory::default();
            let [_, second] = pair.map(|machines| inventory.add_disk(read(machines)));
            assert_eq!(second, added, "{pair:?}");
            let differ: Vec<_> = inventory.conflicts.values().flatten().copied().collect();
            let expected: &[&str] = if added == Added::Conflict { &["managedByExtended"] } else { &[] };
            assert_eq!(differ, expected, "{pair:?}");
            let disk = inventory.disks.values().next().unwrap();
            assert!(disk.managed_by_extended.len() <= shown && !disk.managed_by_extended.is_empty(), "{pair:?}");
        }
    }
}

#[test]
fn two_resources_of_one_name_are_not_mixed() {
    let mut old = snapshot();
    old.unique_id = Some("u1".into());
    old.completion_percent = Some(100.0);
    let mut new = snapshot();
    new.unique_id = Some("u2".into());
    new.time_created = Some(Instant::parse("2026-11-20T05:00:00Z").unwrap());
    new.completion_percent = None;
    for pair in [[old.clone(), new.clone()], [new, old]] {
        let mut inventory = Inventory::default();
        pair.into_iter().for_each(|s| {
            inventory.add_snapshot(s);
        });
        let shown = inventory.snapshots.values().next().unwrap();
        assert_eq!((shown.unique_id.as_deref(), shown.completion_percent), (Some("u2"), None));
        assert!(inventory.conflicts.values().next().unwrap().contains("uniqueId"));
    }
}

#[test]
fn a_failed_copy_is_further_than_a_running_one() {
    let mut failed = snapshot();
    failed.copy_error =
        Some(crate::model::CopyError { error_code: "CopySourceNotFound".into(), error_message: String::new() }.into());
    failed.completion_percent = Some(10.0);
    let mut inventory = Inventory::default();
    inventory.add_snapshot(failed);
    inventory.add_snapshot(snapshot());
    assert!(inventory.snapshots.values().next().unwrap().copy_error.is_some());
}

#[test]
fn more_digits_are_not_later_and_are_kept() {
    let mut coarse = snapshot();
    coarse.time_created = Some(Instant::parse("2026-11-20T02:00:00.123Z").unwrap());
    coarse.completion_percent = Some(60.0);
    let mut inventory = Inventory::default();
    inventory.add_snapshot(snapshot());
    inventory.add_snapshot(coarse);
    let shown = inventory.snapshots.values().next().unwrap();
    // The copy went on between the two reads: the coarse one is further, the fine time is the truer.
    assert_eq!((shown.completion_percent, shown.time_created), (Some(60.0), snapshot().time_created));
}

#[test]
fn no_tags_contradict_some() {
    let mut tagged = snapshot();
    tagged.tags.set("snapline-policy", "nightly");
    for pair in [[snapshot(), tagged.clone()], [tagged.clone(), snapshot()]] {
        let mut inventory = Inventory::default();
        let added: Vec<_> = pair.into_iter().map(|s| inventory.add_snapshot(s)).collect();
        assert_eq!(added, [Added::New, Added::Conflict]);
        assert_eq!(inventory.conflicts.values().next().unwrap().iter().collect::<Vec<_>>(), [&"tags"]);
    }
}

#[test]
fn a_flood_of_reads_is_a_conflict_and_not_a_flood_of_memory() {
    let mut inventory = Inventory::default();
    for n in 0..1_000 {
        let mut read = snapshot();
        read.family_id = Some(format!("f{n}").into());
        inventory.add_snapshot(read);
    }
    let members: Vec<_> = inventory.conflicts.values().next().unwrap().iter().copied().collect();
    assert_eq!(members, ["incrementalSnapshotFamilyId", "reads"]);
    assert!(format!("{inventory:?}").matches("family_id").count() < 20);
}

fn any_read() -> impl Strategy<Value = Snapshot> {
    let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/one";
    (
        select(vec![id.to_owned(), id.to_uppercase()]),
        proptest::option::of(select(vec!["u1", "U1", "u2"])),
        proptest::option::of(select(vec!["20:00.1230001", "20:00.123", "20:00.1239", "30:00"])),
        proptest::option::of(select(vec![10.0, 40.0, 100.0])),
        select(vec!["", "a", "b"]),
        proptest::option::of(select(vec!["West US", "westus", "eastus"])),
        proptest::option::of(select(vec!["Succeeded", "succeeded", "Updating"])),
        any::<bool>(),
    )
        .prop_map(|(id, unique, time, percent, tag, location, state, incremental)| {
            let mut read = Snapshot {
                unique_id: unique.map(Into::into),
                time_created: time.map(|text| Instant::parse(&format!("2026-11-20T02:{text}Z")).unwrap()),
                completion_percent: percent,
                location: location.map(Into::into),
                provisioning_state: state.map(Into::into),
                incremental,
                ..Snapshot::new(ResourceId::parse(&id).unwrap())
            };
            if !tag.is_empty() {
                read.tags.set("owner", tag);
            }
            read
        })
}

/// All orders of a few things.
fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(at);
        all.extend(orders(&rest).into_iter().map(|mut order| {
            order.insert(0, first.clone());
            order
        }));
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_order_of_contradicting_reads_does_not_matter(reads in proptest::collection::vec(any_read(), 1..5)) {
        let told = |reads: Vec<Snapshot>| {
            let mut inventory = Inventory::default();
            reads.into_iter().for_each(|read| { inventory.add_snapshot(read); });
            format!("{:?} {:?}", inventory.snapshots, inventory.conflicts)
        };
        let first = told(reads.clone());
        for order in orders(&reads) {
            prop_assert_eq!(&told(order), &first);
        }
        // Read twice is read once.
        prop_assert_eq!(told(reads.iter().chain(&reads).cloned().collect()), first);
    }

    #[test]
    fn all_at_once_is_one_by_one(
        reads in proptest::collection::vec((any_read(), 0..4_u8), 0..12), known in 0..12_usize,
    ) {
        let named = |(read, name): (Snapshot, u8)| {
            let id = ResourceId::parse(&format!("{}{name}", read.id)).unwrap();
            Snapshot { id, ..read }
        };
        let all: Vec<Snapshot> = reads.into_iter().map(named).collect();
        let (mut one_by_one, mut at_once) = (Inventory::default(), Inventory::default());
        let mut singly: Vec<Added> = all.iter().cloned().map(|read| one_by_one.add_snapshot(read)).collect();
        let boxed = |reads: &[Snapshot]| reads.iter().cloned().map(Box::new).collect();
        let (first, second) = all.split_at(known.min(all.len()));
        let mut added = at_once.add_all(Vec::new(), boxed(first));
        added.extend(at_once.add_all(Vec::new(), boxed(second)));
        prop_assert_eq!(&at_once, &one_by_one);
        prop_assert_eq!(format!("{at_once:?}"), format!("{one_by_one:?}"));
        let order = |added: &Added| *added as u8;
        singly.sort_by_key(order);
        added.sort_by_key(order);
        prop_assert_eq!(added, singly);
    }

    #[test]
    fn what_two_reads_disagree_about_is_always_noticed(reads in proptest::collection::vec(any_read(), 2..5)) {
        let mut inventory = Inventory::default();
        reads.iter().cloned().for_each(|read| { inventory.add_snapshot(read); });
        let differ = inventory.conflicts.into_values().next().unwrap_or_default();
        let unique: BTreeSet<_> = reads.iter().filter_map(|r| r.unique_id.as_ref().map(|id| id.to_lowercase())).collect();
        prop_assert_eq!(differ.contains("uniqueId"), unique.len() > 1);
        if unique.len() < 2 {
            let percents: BTreeSet<_> = reads.iter().filter_map(|r| r.completion_percent.map(|p| p as u64)).collect();
            prop_assert_eq!(differ.contains("completionPercent"), percents.len() > 1);
            let tags: BTreeSet<_> = reads.iter().map(|r| r.tags.to_string()).collect();
            prop_assert_eq!(differ.contains("tags"), tags.len() > 1);
            let flags: BTreeSet<_> = reads.iter().map(|r| r.incremental).collect();
            prop_assert_eq!(differ.contains("incremental"), flags.len() > 1);
        }
    }
}
