//! Families (F3, F4) and copies (C9).

use super::*;

fn with_family(mut snapshot: Snapshot, family: &str) -> Snapshot {
    snapshot.family_id = Some(family.into());
    snapshot
}

#[test]
fn the_family_id_joins_what_the_pair_does_not_and_the_other_way_round() {
    let (d, moved) = (disk_id("rg", "d"), disk_id("rg-new", "d"));
    let time = "2026-01-01T00:00:00Z";
    // A disk that moved to another group keeps its family; one snapshot has no family id, in another casing.
    let read = inventory(
        vec![disk("rg-new", "d", "u", "Premium_LRS")],
        vec![
            with_family(taken("rg", "a", &d, "u", time), "F"),
            with_family(taken("rg", "b", &moved, "u", "2026-02-01T00:00:00Z"), "f"),
            taken("rg", "c", &d, "U", "2026-03-01T00:00:00Z"),
        ],
    );
    let chains = units(&read);
    assert_eq!(lines(&chains), ["d 1/1 [] westeurope: a b c"]);
    assert_eq!(chains.units[0].disk.id.unwrap().group(), "rg-new", "the disk that was read stands for all");
    assert_eq!(chains.units[0].family_ids, ["F"]);
}

#[test]
fn one_disk_keeps_one_chain_when_the_service_starts_a_new_family() {
    // L1 counts the disk's snapshots, not the family's.
    let d = disk_id("rg", "d");
    let read = inventory(
        vec![],
        vec![
            with_family(taken("rg", "a", &d, "u", "2026-01-01T00:00:00Z"), "f2"),
            with_family(taken("rg", "b", &d, "u", "2026-02-01T00:00:00Z"), "F1"),
        ],
    );
    let chains = units(&read);
    assert_eq!(lines(&chains), ["d 1/1 [] westeurope: a b"]);
    assert_eq!(chains.units[0].family_ids, ["F1", "f2"]);
}

#[test]
fn a_copy_of_a_copy_is_followed_to_the_disk() {
    let d = disk_id("rg", "d");
    let first = taken("rg", "a", &d, "u", "2026-01-01T00:00:00Z");
    let second = copied("rg", "b", &first, 100.0, "2026-02-01T00:00:00Z");
    let mut third = copied("rg", "c", &second, 100.0, "2026-03-01T00:00:00Z");
    third.location = Some("francecentral".into());
    third.create_option = Some("Copy".into());
    let read = inventory(vec![], vec![first, second, third]);
    let chains = units(&read);
    assert_eq!(
        lines(&chains),
        ["d 1/1 [] westeurope: a", "d 1/1 [copy] francecentral: c", "d 1/1 [copy] northeurope: b"]
    );
    assert!(chains.units.iter().all(|unit| unit.members[0].instant == Some(at("2026-01-01T00:00:00Z"))));
    assert!(chains.units.iter().skip(1).all(|unit| unit.copy_of.as_ref() == Some(&chains.units[0].key)));
}

#[test]
fn a_copy_in_the_same_place_does_not_count_in_the_disk_s_limit() {
    let d = disk_id("rg", "d");
    let first = taken("rg", "a", &d, "u", "2026-01-01T00:00:00Z");
    let mut copy = copied("rg", "b", &first, 100.0, "2026-02-01T00:00:00Z");
    copy.location = Some("West Europe".into());
    let read = inventory(vec![], vec![first, copy]);
    let chains = units(&read);
    assert_eq!(lines(&chains), ["d 1/1 [] westeurope: a", "d 1/1 [copy] West Europe: b"]);
    assert_ne!(chains.units[0].key, chains.units[1].key);
    assert_eq!(crate::limits::used(&chains.units[0], now())[0].used, 1);
}

#[test]
fn the_tag_says_the_moment_before_anything_else() {
    let d = disk_id("rg", "d");
    let first = taken("rg", "a", &d, "u", "2026-01-01T00:00:00Z");
    let mut copy = copied("rg", "b", &first, 100.0, "2026-02-01T00:00:00Z");
    copy.tags.set("SNAPLINE-POINT", "2025-12-31T23:00:00-01:00");
    let read = inventory(vec![], vec![copy.clone()]);
    let chains = units(&read);
    let member = &chains.units[0].members[0];
    assert_eq!((member.instant, member.instant_from), (Some(at("2026-01-01T00:00:00Z")), InstantFrom::Tag));
    assert_eq!(lines(&chains), ["b 1/1 [copy source_unknown] northeurope: b"]);
    assert_eq!(codes(&chains), ["copy_source_unknown"]);
    assert_eq!(
        chains.warnings[0].message,
        "the source of one copy was not read, so their disk is not known; read the snapshots of the source's subscription too"
    );
    // A tag that is no instant is as good as none; the tag of an ordinary snapshot means nothing.
    copy.tags.set("snapline-point", "yesterday");
    let mut tagged = first;
    tagged.tags.set("snapline-point", "2001-01-01T00:00:00Z");
    let read = inventory(vec![], vec![tagged, copy]);
    let chains = units(&read);
    let from: Vec<_> = chains.units.iter().map(|unit| unit.members[0].instant_from).collect();
    assert_eq!(from, [InstantFrom::TimeCreated, InstantFrom::Source]);
}

#[test]
fn what_has_the_name_of_a_copy_s_source_is_not_its_source_for_that() {
    // C9: the disk was made anew, and so was a snapshot of its old name.
    let d = disk_id("rg", "d");
    let mut old = taken("rg", "a", &d, "u1", "2025-01-01T00:00:00Z");
    old.unique_id = Some("a-1".into());
    let mut copy = copied("rg", "c", &old, 100.0, "2025-01-02T00:00:00Z");
    copy.source_unique_id = Some("A-1".into());
    let read = inventory(vec![], vec![old, copy.clone()]);
    assert_eq!(units(&read).units.iter().map(|unit| unit.copy_of.is_some()).collect::<Vec<_>>(), [false, true]);
    let mut new = taken("rg", "a", &d, "u2", "2026-01-01T00:00:00Z");
    new.unique_id = Some("a-2".into());
    let read = inventory(vec![], vec![new, copy]);
    let chains = units(&read);
    assert!(chains.units.iter().all(|unit| unit.copy_of.is_none()), "{:?}", lines(&chains));
    assert_eq!(codes(&chains), ["copy_source_unknown", "copy_time_assumed"]);
}

#[test]
fn a_copy_whose_source_is_gone_goes_with_its_family() {
    let d = disk_id("rg", "d");
    let deleted = taken("rg", "deleted", &d, "u", "2025-01-01T00:00:00Z");
    let kept = taken("rg", "kept", &d, "u", "2026-01-01T00:00:00Z");
    let orphaned = copied("rg", "c1", &deleted, 100.0, "2025-01-02T00:00:00Z");
    let followed = copied("rg", "c2", &kept, 100.0, "2026-01-02T00:00:00Z");
    let read = inventory(vec![], vec![kept, orphaned.clone(), followed]);
    let chains = units(&read);
    assert_eq!(lines(&chains), ["d 1/1 [] westeurope: kept", "d 1/1 [copy] northeurope: c1 c2"]);
    assert_eq!(codes(&chains), ["copy_time_assumed"]);
    assert_eq!(chains.units[1].members[0].instant_from, InstantFrom::CopyStart);
    // Alone, its disk is not known.
    let read = inventory(vec![], vec![orphaned]);
    let chains = units(&read);
    assert_eq!(lines(&chains), ["c1 1/1 [copy source_unknown] northeurope: c1"]);
    assert_eq!(codes(&chains), ["copy_source_unknown", "copy_time_assumed"]);
}

#[test]
fn copies_in_a_circle_end() {
    let d = disk_id("rg", "d");
    let start = taken("rg", "x", &d, "u", "2026-01-01T00:00:00Z");
    let mut a = copied("rg", "a", &start, 100.0, "2026-02-01T00:00:00Z");
    let b = copied("rg", "b", &a, 100.0, "2026-02-02T00:00:00Z");
    a.source = Some(b.id.clone());
    let mut own = copied("rg", "own", &start, 100.0, "2026-02-03T00:00:00Z");
    own.source = Some(own.id.clone());
    own.family_id = None;
    let read = inventory(vec![], vec![a, b, own]);
    assert_eq!(
        lines(&units(&read)),
        ["b 1/1 [copy source_unknown] northeurope: a b", "own 1/1 [copy source_unknown] northeurope: own",]
    );
}

#[test]
fn two_disks_copies_are_never_joined_by_a_family_they_share() {
    // Bad data: one family id on the copies of two disks. Each goes with its own disk; who has lost its source, with none.
    let (d, e) = (disk_id("rg", "d"), disk_id("rg", "e"));
    let of_d = taken("rg", "d1", &d, "ud", "2026-01-01T00:00:00Z");
    let of_e = taken("rg", "e1", &e, "ue", "2026-01-01T00:00:00Z");
    let gone = taken("rg", "gone", &d, "ud", "2026-01-01T00:00:00Z");
    let copies = [("cd", &of_d), ("ce", &of_e), ("lost", &gone)]
        .map(|(name, of)| copied("rg", name, of, 100.0, "2026-02-01T00:00:00Z"));
    let read = inventory(vec![], copies.into_iter().chain([of_d, of_e]).collect());
    assert_eq!(
        lines(&units(&read)),
        [
            "d 1/1 [] westeurope: d1",
            "d 1/1 [copy] northeurope: cd",
            "e 1/1 [] westeurope: e1",
            "e 1/1 [copy] northeurope: ce",
            "lost 1/1 [copy source_unknown] northeurope: lost",
        ]
    );
}

#[test]
fn a_long_line_of_copies_is_followed() {
    let d = disk_id("rg", "d");
    let mut snapshots = vec![taken("rg", "s00000", &d, "u", "2026-01-01T00:00:00Z")];
    for n in 1..5_000 {
        let next = copied("rg", &format!("s{n:05}"), snapshots.last().unwrap(), 100.0, "2026-02-01T00:00:00Z");
        snapshots.push(next);
    }
    let read = inventory(vec![], snapshots);
    let chains = units(&read);
    assert_eq!(chains.units.iter().map(|unit| unit.members.len()).collect::<Vec<_>>(), [1, 4_999]);
    assert!(chains.units[1].members.iter().all(|member| member.instant == Some(at("2026-01-01T00:00:00Z"))));
}
