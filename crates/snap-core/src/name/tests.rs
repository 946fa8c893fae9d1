use proptest::prelude::*;

use super::*;

fn disk(group: &str, name: &str) -> ResourceId {
    ResourceId::parse(&format!(
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/{group}/providers/Microsoft.Compute/disks/{name}"
    ))
    .unwrap()
}

fn make(template: &str, group: &str, name: &str, slot: &str, unique: bool) -> (String, bool) {
    let made =
        NameTemplate::parse(template).unwrap().make(&disk(group, name), Instant::parse(slot).unwrap(), unique).unwrap();
    (made.name.to_string(), made.cut)
}

const SLOT: &str = "2026-11-20T02:00:00Z";

#[test]
fn the_default_is_disk_and_slot() {
    let plain = ("vm-sql-01_data1_20261120T020000Z".to_owned(), false);
    assert_eq!(make(DEFAULT_TEMPLATE, "rg", "vm-sql-01_data1", SLOT, false), plain);
    // A slot is an instant: its offset is not part of the name.
    assert_eq!(make(DEFAULT_TEMPLATE, "rg", "vm-sql-01_data1", "2026-11-20T03:00:00+01:00", false), plain);
}

#[test]
fn every_word_in_any_order() {
    assert_eq!(make("n{slot:HHmmss}-{group}_{disk}_x", "rg", "d", "0987-01-02T03:04:05Z", false).0, "n030405-rg_d_x");
    assert_eq!(make("{slot:yyyyMMdd}_{disk}_{slot:HHmm}", "rg", "d", SLOT, false).0, "20261120_d_0200");
    assert_eq!(make("{slot:yyyy}-{disk}", "rg", "d", "0987-01-02T03:04:05Z", false).0, "0987-d");
}

#[test]
fn the_hash_follows_the_disk_and_ignores_the_casing_of_the_id() {
    // printf '/subscriptions/0b1f6471-…/resourcegroups/rg/providers/microsoft.compute/disks/d' | sha256sum
    let (name, cut) = make(DEFAULT_TEMPLATE, "rg", "d", SLOT, true);
    assert_eq!((name.as_str(), cut), ("d-3e7558_20261120T020000Z", false));
    assert_eq!(make(DEFAULT_TEMPLATE, "RG", "D", SLOT, true).0, "D-3e7558_20261120T020000Z");
    assert_eq!(make("{group}_{slot:yyyyMMdd}", "rg", "d", SLOT, true).0, "rg_20261120-3e7558");
    assert_eq!(make("s{slot:yyyyMMdd}", "rg", "d", SLOT, true).0, "s20261120-3e7558");
}

#[test]
fn a_long_disk_name_is_cut_and_hashed() {
    // 80 characters: 63 of the disk and 17 of the slot fit exactly; one more does not.
    let fits = "a".repeat(63);
    assert_eq!(make(DEFAULT_TEMPLATE, "rg", &fits, SLOT, false), (format!("{fits}_20261120T020000Z"), false));
    let long = "a".repeat(64);
    let (name, cut) = make(DEFAULT_TEMPLATE, "rg", &long, SLOT, false);
    assert!(cut && name.len() == 80, "{name}");
    assert!(name.starts_with(&format!("{}-", "a".repeat(56))) && name.ends_with("_20261120T020000Z"), "{name}");
    // The cut does not leave separators hanging before the hash.
    let name = make(DEFAULT_TEMPLATE, "rg", &format!("{}__--{}", "a".repeat(54), "b".repeat(20)), SLOT, false).0;
    assert!(name.starts_with(&format!("{}-", "a".repeat(54))) && name.len() == 78, "{name}");
}

#[test]
fn a_long_group_gives_way_after_the_disk() {
    let (name, cut) = make("{group}_{disk}_{slot:yyyyMMddTHHmmssZ}", &"g".repeat(90), "abcdefghij", SLOT, false);
    assert!(cut && name.len() == 80, "{name}");
    assert!(name.starts_with(&format!("{}_abcdefgh-", "g".repeat(47))), "{name}");
    let (name, cut) = make("{group}_{slot:yyyyMMddTHHmmssZ}", &"g".repeat(90), "d", SLOT, false);
    assert!(cut && name.len() == 80 && name.starts_with(&"g".repeat(56)), "{name}");
}

#[test]
fn characters_that_no_name_has_are_replaced_and_hashed() {
    // A61, A62: a disk may have `.`, a group `( )` and letters of any script.
    let dotted = make(DEFAULT_TEMPLATE, "rg", "vm.data", SLOT, false);
    assert!(dotted.0.starts_with("vm-data-") && dotted.0.len() == "vm-data-".len() + 6 + 17 && !dotted.1, "{dotted:?}");
    assert_ne!(dotted.0, make(DEFAULT_TEMPLATE, "rg", "vm-data", SLOT, false).0);
    assert_ne!(dotted.0, make(DEFAULT_TEMPLATE, "rg", "vm(data", SLOT, false).0);
    let group = make("{group}-{disk}_{slot:yyyyMMdd}", "(größe)", "d", SLOT, false).0;
    assert!(group.starts_with("gr--e-d-"), "{group}");
    let nothing = make("{group}-{disk}_{slot:yyyyMMdd}", "(((", "d", SLOT, false).0;
    assert!(nothing.starts_with("x-d-"), "{nothing}");
    let last = make("{slot:yyyyMMdd}_{group}", "prod-", "d", SLOT, false).0;
    assert!(last.starts_with("20261120_prod-") && last.len() == 20, "{last}");
}

#[test]
fn a_template_that_could_never_work_names_the_place() {
    let at = |template: &str| match NameTemplate::parse(template) {
        Err(NameError::Template { at, why, .. }) => (at, why),
        other => panic!("{template}: {other:?}"),
    };
    for (template, place, why) in [
        ("", 1, "there is no `{slot:…}`"),
        ("{disk}", 7, "there is no `{slot:…}`"),
        ("{disk}_{slot}", 8, "`{slot}` is not a word"),
        ("{disk}_{slot:}", 8, "names no part of the time"),
        ("{disk}_{slot:TZ}", 8, "names no part of the time"),
        ("{disk}_{slot:YYYYMMdd}", 14, "`Y` starts no part"),
        ("{disk}_{slot:yyyyMMdd hh}", 22, "` ` cannot be"),
        ("{disk}_{slot:yyyyMMddhhmm}", 22, "`h` starts no part"),
        ("{disk}_{slot:yyyyM}", 18, "`M` starts no part"),
        ("{vm}_{slot:yyyy}", 1, "`{vm}` is not a word"),
        ("{disk}_{disk}_{slot:yyyy}", 8, "`{disk}` stands here a second time"),
        ("{disk_{slot:yyyy}", 1, "is not a word"),
        ("{disk}_{slot:yyyy", 8, "never closed"),
        ("{disk}}_{slot:yyyy}", 7, "`}` cannot be"),
        ("é{disk}_{slot:yyyy}", 1, "`é` cannot be"),
        ("a/{disk}_{slot:yyyy}", 2, "`/` cannot be"),
        ("_{disk}_{slot:yyyy}", 1, "starts with a letter or digit"),
        ("{disk}_{slot:yyyy}-", 19, "does not end with `-`"),
    ] {
        let (found, said) = at(template);
        assert_eq!((found, said.contains(why)), (place, true), "{template}: {found}: {said}");
    }
    let long = format!("{{disk}}_{}{{slot:yyyy}}", "a".repeat(61));
    assert!(at(&long).1.contains("take 66 of 80 characters; at most 65"), "{:?}", at(&long));
    let fits = long.replacen('a', "", 1);
    assert_eq!(make(&fits, "rg", &"d".repeat(80), SLOT, false).0.len(), 80);
}

#[test]
fn a_year_that_four_digits_cannot_say_is_an_error() {
    let template = NameTemplate::parse(DEFAULT_TEMPLATE).unwrap();
    let slot = Instant::parse("-000001-01-01T00:00:00Z").unwrap();
    assert_eq!(template.make(&disk("rg", "d"), slot, false), Err(NameError::Slot(slot)));
}

#[test]
fn names_by_the_rule_that_fits_both_pages() {
    // A61
    for good in ["a", "0", "a_", "a-b", &"a".repeat(80), "Z9_-_"] {
        assert_eq!(SnapshotName::parse(good).unwrap().as_str(), good);
    }
    for (bad, why) in [
        ("", "empty"),
        ("-a", "start"),
        ("_a", "start"),
        ("a-", "ends"),
        ("a.b", "character 2 is `.`"),
        ("a b", "character 2"),
        ("né", "character 2 is `é`"),
        ("a\n", "character 2 is `\\n`"),
        ("../x", "character 1 is `.`"),
        (&"a".repeat(81), "81 characters"),
    ] {
        let error = SnapshotName::parse(bad).unwrap_err().to_string();
        assert!(error.contains(why), "{bad}: {error}");
    }
}

/// A61 once more, as a plain walk, so that the product's own check is not its own judge.
fn valid(name: &str) -> bool {
    let bytes = name.as_bytes();
    (1..=80).contains(&bytes.len())
        && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'-')
        && bytes[0].is_ascii_alphanumeric()
        && bytes[bytes.len() - 1] != b'-'
}

fn template() -> impl Strategy<Value = String> {
    let full = "yyyy[-_T]?MM[-_]?dd[-_T]?HH[-_]?mm[-_]?ss[-_Z]?";
    prop_oneof![
        Just(DEFAULT_TEMPLATE.to_owned()),
        full.prop_map(|slot| format!("{{disk}}_{{slot:{slot}}}x")),
        full.prop_map(|slot| format!("{{group}}-{{disk}}-{{slot:{slot}}}x")),
        full.prop_map(|slot| format!("s{{slot:{slot}}}_{{disk}}-{{group}}")),
        full.prop_map(|slot| format!("s{{slot:{slot}}}_{{group}}")),
    ]
}

fn segment(longest: usize) -> impl Strategy<Value = String> {
    proptest::collection::vec(prop_oneof![8 => "[A-Za-z0-9]", 2 => "[-_.()]", 1 => "[éßΩ字]"], 1..=longest)
        .prop_map(|letters| letters.concat())
        .prop_filter("no id has it", |text| text != "." && text != "..")
}

proptest! {
    #[test]
    fn what_a_template_makes_is_always_valid(
        template in template(), group in segment(90), name in segment(80),
        slot in 0_i64..200_000_000_000, unique: bool,
    ) {
        let template = NameTemplate::parse(&template).unwrap();
        let (id, slot) = (disk(&group, &name), Instant::from_second(slot).unwrap());
        let made = template.make(&id, slot, unique).unwrap();
        prop_assert!(valid(made.name.as_str()), "{}", made.name);
        prop_assert_eq!(template.make(&id, slot, unique).unwrap(), made);
    }

    #[test]
    fn another_slot_is_another_name(
        template in template(), group in segment(90), name in segment(80),
        a in 0_i64..200_000_000_000, b in 0_i64..200_000_000_000, near: bool,
    ) {
        let b = if near { a + b % 100 } else { b };
        let (template, id) = (NameTemplate::parse(&template).unwrap(), disk(&group, &name));
        let one = |second| template.make(&id, Instant::from_second(second).unwrap(), false).unwrap().name;
        prop_assert_eq!(a == b, one(a) == one(b));
    }

    #[test]
    fn casing_of_the_id_changes_the_casing_of_the_name_only(
        template in template(), group in "[a-z(-]{1,90}", name in "[a-z._-]{1,80}", unique: bool,
    ) {
        prop_assume!(name != "." && name != "..");
        let template = NameTemplate::parse(&template).unwrap();
        let slot = Instant::parse(SLOT).unwrap();
        let lower = template.make(&disk(&group, &name), slot, unique).unwrap();
        let upper = template.make(&disk(&group.to_uppercase(), &name.to_uppercase()), slot, unique).unwrap();
        prop_assert_eq!(lower.name.as_str().to_lowercase(), upper.name.as_str().to_lowercase());
        prop_assert_eq!(lower.cut, upper.cut);
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "\\PC{0,120}", braces in "[{}a-zA-Z:_/-]{0,60}") {
        for text in [text, braces] {
            if let Ok(template) = NameTemplate::parse(&text) {
                prop_assert!(valid(template.make(&disk("rg", "d"), Instant::parse(SLOT).unwrap(), true).unwrap().name.as_str()));
            }
        }
    }
}

fn source(group: &str, name: &str) -> ResourceId {
    ResourceId::parse(&format!(
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/{name}"
    ))
    .unwrap()
}

#[test]
fn a_copy_is_called_after_its_source() {
    // printf '/subscriptions/0b1f6471-…/resourcegroups/rg/providers/microsoft.compute/snapshots/d_20261120t020000z' | sha256sum
    assert_eq!(copy_name(&source("rg", "d_20261120T020000Z")).as_str(), "d_20261120T020000Z-fcad38");
    assert_ne!(copy_name(&source("rg", "a")), copy_name(&source("rg2", "a")));
    assert_eq!(copy_name(&source("RG", "a")), copy_name(&source("rg", "a")), "A60");
    let name = copy_name(&source("rg", &"a".repeat(80)));
    assert!(name.as_str().len() == 80 && name.as_str().starts_with(&format!("{}-", "a".repeat(73))), "{name}");
    // A name of an older rule (X6): a dot, and what may not stand first.
    assert!(copy_name(&source("rg", "_a.b")).as_str().starts_with("a-b-"));
    // A copy's copy is another name.
    let copy = copy_name(&source("rg", "a"));
    assert!(copy_name(&source("rg", copy.as_str())).as_str().starts_with(copy.as_str()));
}

proptest! {
    #[test]
    fn every_copy_has_a_name_that_may_be_made(name in r"[\w.\-ß(€]{1,100}") {
        prop_assume!(name != "." && name != "..");
        let made = copy_name(&source("rg", &name));
        prop_assert_eq!(SnapshotName::parse(made.as_str()), Ok(made));
    }
}
