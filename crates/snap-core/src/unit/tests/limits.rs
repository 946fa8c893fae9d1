use super::*;
use crate::limits::{L1, L2, L3, Place, R11, Used, disks_filling, limits, next_take, next_takes, other_owners, used};

fn chain(kind: &str, snapshots: Vec<Snapshot>) -> Inventory {
    inventory(vec![disk("rg", "d", "u", kind)], snapshots)
}

fn many(n: usize, time: &str, change: impl Fn(usize, &mut Snapshot)) -> Vec<Snapshot> {
    let id = disk_id("rg", "d");
    (0..n)
        .map(|i| {
            let mut snapshot = taken("rg", &format!("s{i:03}"), &id, "u", time);
            change(i, &mut snapshot);
            snapshot
        })
        .collect()
}

fn only<'a>(chains: &'a Chains<'a>) -> &'a Unit<'a> {
    assert_eq!(chains.units.len(), 1);
    &chains.units[0]
}

fn numbers(used: &[Used]) -> Vec<(&'static str, u32, u32)> {
    used.iter().map(|used| (used.id, used.used, used.of)).collect()
}

#[test]
fn what_is_used_depends_on_the_kind() {
    let early = "2026-01-01T00:00:00Z";
    let read = chain("Premium_LRS", many(2, early, |_, s| s.disk_state = Some("ActiveSAS".into())));
    let chains = units(&read);
    assert_eq!(numbers(&used(only(&chains), now())), [("L1", 2, 500), ("L2", 0, 7), ("L3", 2, 5)]);
    let read = chain("UltraSSD_LRS", many(2, early, |i, s| s.completion_percent = Some(99.0 + i as f64)));
    let chains = units(&read);
    assert_eq!(numbers(&used(only(&chains), now())), [("L1", 2, 500), ("R11", 1, 3), ("L2", 0, 7), ("L3", 0, 5)]);
    // The kind is not known, but 4,096-byte sectors exist on the two kinds only (R16).
    let read = inventory(vec![], many(1, early, |_, s| s.sector_size = Some(4_096)));
    let chains = units(&read);
    assert_eq!(used(only(&chains), now())[1].id, "R11");
}

#[test]
fn l1_refuses_the_501st_and_warns_from_450() {
    for (n, code, allowed) in [
        (449, StateCode::Ready, true),
        (450, StateCode::NearlyFull, true),
        (499, StateCode::NearlyFull, true),
        (500, StateCode::LimitReached, false),
        (501, StateCode::LimitReached, false),
    ] {
        let read = chain("Premium_LRS", many(n, "2026-01-01T00:00:00Z", |_, _| {}));
        let chains = units(&read);
        let next = next_take(only(&chains), now());
        assert_eq!((only(&chains).state_code(), next.allowed), (code, allowed), "{n}");
        assert_eq!(next.code, (!allowed).then_some("limit_reached"), "{n}");
        assert_eq!(next.why.is_some(), !allowed);
    }
}

#[test]
fn l2_slides_and_says_when_it_clears() {
    // Ten, twenty seconds apart, the last at 06:11:50; `now` is 06:12:00. Full until the fourth has left the window.
    let made = |n: usize| {
        chain(
            "Premium_LRS",
            many(n, "2026-11-20T06:08:50Z", |i, s| {
                s.time_created = s.time_created.map(|t| t.plus_seconds(20 * i as i64));
            }),
        )
    };
    let read = made(10);
    let chains = units(&read);
    let l2 = used(only(&chains), now())[1];
    assert_eq!((l2.used, l2.full(), l2.clears_at), (10, true, Some(at("2026-11-20T06:14:50Z"))));
    let next = next_take(only(&chains), now());
    assert_eq!((next.code, next.clears_at), (Some("too_many_lately"), l2.clears_at));
    assert_eq!(
        next.why.unwrap(),
        "Ten snapshots of this disk were made in the last five minutes, and seven may be. There is room again at 06:14:50 UTC."
    );
    // At that instant, and not a nanosecond before, it is allowed.
    assert!(next_take(only(&chains), at("2026-11-20T06:14:50Z")).allowed);
    assert!(!next_take(only(&chains), at("2026-11-20T06:14:49.999999999Z")).allowed);

    let read = made(6);
    let chains = units(&read);
    let l2 = used(only(&chains), now())[1];
    assert_eq!((l2.used, l2.clears_at), (6, None));
    assert!(next_take(only(&chains), now()).allowed);
}

#[test]
fn r11_refuses_the_fourth_that_copies() {
    let copying = |n| {
        chain(
            "PremiumV2_LRS",
            many(5, "2026-11-20T00:00:00Z", |i, s| s.completion_percent = Some(if i < n { 10.0 } else { 100.0 })),
        )
    };
    let read = copying(2);
    let chains = units(&read);
    assert!(next_take(only(&chains), now()).allowed);
    let read = copying(3);
    let chains = units(&read);
    assert_eq!(only(&chains).state_code(), StateCode::PendingFull);
    let next = next_take(only(&chains), now());
    assert_eq!(next.code, Some("pending_full"));
    assert_eq!(
        next.why.unwrap(),
        "No snapshot of this disk can be taken now. Three are still copying, and a disk of this kind may have three at most."
    );
    // I5: instant access is part of the time that a copy takes.
    let read =
        chain("PremiumV2_LRS", many(3, "2026-11-20T00:00:00Z", |_, s| s.access_state = Some("InstantAccess".into())));
    let chains = units(&read);
    assert_eq!(next_take(only(&chains), now()).code, Some("pending_full"));
    // A36: a percent that is missing is no proof that the copy has ended.
    let read = chain(
        "PremiumV2_LRS",
        many(4, "2026-11-20T00:00:00Z", |i, s| s.completion_percent = [None, Some(20.0), None, Some(100.0)][i]),
    );
    let chains = units(&read);
    assert_eq!(used(only(&chains), now())[1].used, 3);
    assert_eq!(
        next_take(only(&chains), now()).why.unwrap(),
        "No snapshot of this disk can be taken now. Three are still copying, or not known to be done, and a disk of this kind may have three at most."
    );
    assert_eq!(only(&chains).state().detail.unwrap(), "3 of 3 still copying");
    // Where nothing is copied in the background a missing percent says nothing.
    let read = chain("Premium_LRS", many(4, "2026-11-20T00:00:00Z", |_, _| {}));
    assert!(next_take(only(&units(&read)), now()).allowed);
}

#[test]
fn every_disk_has_its_answer() {
    let full = many(500, "2026-01-01T00:00:00Z", |_, _| {});
    let earlier = taken("rg", "old", &disk_id("rg", "d"), "before", "2025-01-01T00:00:00Z");
    let gone = taken("rg", "gone", &disk_id("rg", "lost"), "lost", "2026-01-01T00:00:00Z");
    let copy = copied("rg", "copy", &full[0], 100.0, "2026-01-02T00:00:00Z");
    let mut snapshots = full;
    snapshots.extend([earlier, gone, copy]);
    let mut read =
        inventory(vec![disk("rg", "d", "u", "Premium_LRS"), disk("RG", "New", "n", "Premium_LRS")], snapshots);
    read.disks_complete(SUB);
    let chains = units(&read);
    let takes = next_takes(&chains, now());
    let told: Vec<_> = takes.iter().map(|(key, next)| (key.rsplit('/').next().unwrap(), next.code)).collect();
    assert_eq!(told, [("d", Some("limit_reached")), ("new", None)]);
    assert!(takes.keys().all(|key| key == &key.to_lowercase()));
}

#[test]
fn a_place_counts_what_is_there() {
    let id = disk_id("rg", "d");
    let mut snapshots = many(3, "2026-01-01T00:00:00Z", |_, s| s.location = Some("North Europe".into()));
    snapshots[0].sku = Some("Standard_ZRS".into());
    snapshots.push(taken("rg", "elsewhere", &id, "u", "2026-01-01T00:00:00Z"));
    for (n, percent) in [(0, Some(10.0)), (1, None), (2, Some(100.0))] {
        let mut copy = copied("rg", &format!("copy{n}"), &snapshots[n], 0.0, "2026-01-02T00:00:00Z");
        copy.completion_percent = percent;
        copy.incremental = n > 0;
        snapshots.push(copy);
    }
    let read = inventory(vec![disk("rg", "d", "u", "Premium_LRS")], snapshots);
    let place = Place::new(&SUB.to_uppercase(), "NorthEurope");
    assert_eq!(
        place.copies_under_way(read.snapshots.values().map(Box::as_ref)),
        Used { id: "C4", used: 2, of: 100, clears_at: None }
    );
    assert_eq!(place.snapshots(read.snapshots.values().map(Box::as_ref)).map(|used| used.used), [5, 1]);
    assert_eq!(place.copies_under_way(units(&read).snapshots()).used, 2);
    assert_eq!(Place::new(SUB, "westeurope").copies_under_way(read.snapshots.values().map(Box::as_ref)).used, 0);
    assert_eq!(
        Place::new("other", "northeurope").snapshots(read.snapshots.values().map(Box::as_ref)).map(|used| used.used),
        [0, 0]
    );
    let filling = |percent| Disk { completion_percent: percent, ..disk("rg", "f", "f", "UltraSSD_LRS") };
    for (percent, used) in [(None, 0), (Some(99.9), 1), (Some(100.0), 0)] {
        assert_eq!(disks_filling(&inventory(vec![filling(percent)], vec![]), &SUB.to_uppercase()).used, used);
    }
    assert_eq!(disks_filling(&inventory(vec![filling(Some(1.0))], vec![]), "other").used, 0);
}

#[test]
fn l3_counts_open_links() {
    let read = chain(
        "Premium_LRS",
        many(6, "2026-01-01T00:00:00Z", |i, s| s.disk_state = (i > 0).then(|| "activeSAS".into())),
    );
    let chains = units(&read);
    assert_eq!(only(&chains).state_code(), StateCode::LinksFull);
    assert_eq!(used(only(&chains), now())[2].used, 5);
    assert!(next_take(only(&chains), now()).allowed, "an open link stops no snapshot");
}

#[test]
fn nothing_is_taken_of_what_is_not_there() {
    let id = disk_id("rg", "gone");
    let gone = taken("rg", "a", &id, "u9", "2026-01-01T00:00:00Z");
    let copy = copied("rg", "c", &gone, 100.0, "2026-01-02T00:00:00Z");
    let lost = Snapshot { source: None, ..taken("rg", "z", &id, "u8", "2026-01-01T00:00:00Z") };
    let image = ResourceId::parse(&id.as_str().replace("/disks/", "/images/")).unwrap();
    let of_image = taken("rg", "i", &image, "u7", "2026-01-01T00:00:00Z");
    let read = inventory(vec![disk("rg", "d", "u", "Premium_LRS")], vec![gone, copy, lost, of_image]);
    let chains = units(&read);
    let codes: Vec<_> = chains.units.iter().map(|unit| next_take(unit, now()).code).collect();
    assert_eq!(codes, [None, Some("no_disk"), Some("copy"), Some("source_unknown"), Some("source_unknown")]);
    assert!(chains.units.iter().all(|unit| unit.can_grow() == next_take(unit, now()).allowed));
}

#[test]
fn the_table_is_whole_and_readable() {
    let ids: Vec<_> = limits().iter().map(|limit| limit.id).collect();
    assert_eq!(ids, ["L1", "L2", "L3", "L4", "R11", "R12", "R15", "C4", "I5"]);
    assert_eq!([L1.of, L2.of, L3.of, R11.of], [500, 7, 5, 3]);
    assert_eq!(
        serde_json::to_string(&L1).unwrap(),
        r#"{"id":"L1","of":500,"warnFrom":450,"per":"disk","text":"A disk may have 500 incremental snapshots at one time. Deleting one makes room for another."}"#
    );
    assert!(limits().iter().all(|limit| limit.text.ends_with('.')));
    assert!(other_owners().iter().all(|other| other.how.ends_with('.') && !other.owner.is_empty()));
}
