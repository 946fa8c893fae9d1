//! What holds for every input.

use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use serde_json::Value;
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::model::{CopyError, Disk, Immutability};
use snap_core::text::Text;

use super::shapes::resources;
use super::write::FORMS;
use super::*;

/// Names that mean something to the reader, and some that do not.
fn name() -> impl Strategy<Value = String> {
    let known = "id Id type properties Properties creationData sku tags Tags value data nextLink Count skipToken error zones \
                 managedBy managedByExtended \
                 diskSizeGB incremental timeCreated completionPercent encryption location name sourceResourceId code x __proto__";
    let known: Vec<String> = known.split_whitespace().map(str::to_owned).collect();
    prop_oneof![9 => prop::sample::select(known), 1 => any::<String>()]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(Value::from(id("snapshots", "a"))),
        Just(Value::from("Microsoft.Compute/snapshots")),
        Just(Value::from("@{a=b}")),
        Just(Value::from("{\"id\":3}")),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..8).prop_map(Value::from),
            btree_map(name(), inner, 0..8).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn word() -> impl Strategy<Value = Option<String>> {
    // No text that stands for nothing, or for something else, in one of the shapes.
    of("[A-Za-z][A-Za-z0-9 _\"\\\\,;é/-]{0,18}[A-Za-z0-9]"
        .prop_filter("a type name", |w| !w.starts_with("System") && !w.starts_with("Microsoft") && w != "null"))
}

fn text() -> impl Strategy<Value = Option<Text>> {
    word().prop_map(|word| word.map(Into::into))
}

fn instant() -> impl Strategy<Value = Option<Instant>> {
    // To the millisecond: what Windows PowerShell's literal keeps.
    of((0_i64..4_000_000_000_000).prop_map(|ms| Instant::parse(&format!("/Date({ms})/")).unwrap()))
}

fn place() -> impl Strategy<Value = ResourceId> {
    ("(disks|snapshots)", "[A-Za-z0-9][A-Za-z0-9._-]{0,30}")
        .prop_map(|(kind, name)| ResourceId::parse(&id(&kind, &name)).unwrap())
}

prop_compose! {
    fn first_half()(
        name in "[A-Za-z0-9][A-Za-z0-9._-]{0,78}", location in text(), tags in btree_map("[a-z-]{1,9}", "[ -~é]{0,20}", 0..4),
        sku in text(), incremental in any::<bool>(), create_option in text(), source in of(place()),
        source_unique_id in text(), family_id in text(), unique_id in text(), time_created in instant(),
        size_gb in of(0..=1_u64 << 33),
    ) -> Snapshot {
        let mut s = Snapshot::new(ResourceId::parse(&id("snapshots", &name)).unwrap());
        s.location = location;
        s.tags = tags.into_iter().collect();
        s.sku = sku;
        s.incremental = incremental;
        s.create_option = create_option;
        s.source = source;
        s.source_unique_id = source_unique_id;
        s.family_id = family_id;
        s.unique_id = unique_id;
        s.time_created = time_created;
        s.size_gb = size_gb;
        s
    }
}

prop_compose! {
    pub(super) fn snapshot()(
        mut s in first_half(), size_bytes in of(0..=1_u64 << 63), sector_size in of(prop::sample::select(&[512_u64, 4096][..])),
        percent in of((0_u32..=1000).prop_map(|n| f64::from(n) / 10.0)), copy_error in of((word(), word())), states in (text(), text(), text()),
        minutes in of(0_u64..=300), encryption in (text(), text()), policy in text(), os in of("(Windows|Linux)"),
        immutable in of((word(), instant(), any::<bool>())),
    ) -> Snapshot {
        s.size_bytes = size_bytes;
        s.sector_size = sector_size;
        s.completion_percent = percent;
        s.copy_error = copy_error.and_then(|(code, message)| {
            Some(CopyError { error_code: code?, error_message: message.unwrap_or_default() }.into())
        });
        (s.provisioning_state, s.disk_state, s.access_state) = states;
        s.instant_access_minutes = minutes;
        (s.encryption_type, s.disk_encryption_set_id) = encryption;
        s.network_access_policy = policy;
        s.os_type = os.map(Into::into);
        s.immutability = immutable.map(|(kind, expires, expired)| Immutability { kind, expires, expired: Some(expired) }.into());
        s
    }
}

prop_compose! {
    fn disk()(
        name in "[A-Za-z0-9][A-Za-z0-9._-]{0,78}", location in text(), sku in text(), source in of(place()),
        sizes in (of(0..=1_u64 << 33), of(0..=1_u64 << 63)), states in (text(), text()), time_created in instant(),
        unique_id in text(), managed_by in text(), holders in vec("[A-Za-z/][A-Za-z0-9()._/-]{0,40}", 0..4),
        zones in vec("[1-9]", 0..4),
    ) -> Disk {
        let mut d = Disk::new(ResourceId::parse(&id("disks", &name)).unwrap());
        (d.location, d.sku, d.source, d.unique_id) = (location, sku, source, unique_id);
        (d.size_gb, d.size_bytes) = sizes;
        (d.disk_state, d.provisioning_state) = states;
        d.time_created = time_created;
        d.managed_by = managed_by;
        d.managed_by_extended = holders.into_iter().map(Into::into).collect();
        d.zones = zones;
        d
    }
}

/// A document that was read gave something, or had nothing to give; and the same bytes give the same.
fn whole_or_nothing(bytes: &[u8]) -> Result<(), TestCaseError> {
    let outcome = read("a", bytes);
    if let Ok(document) = &outcome {
        let found = document.disks.len() + document.snapshots.len();
        prop_assert!(found > 0 || document.skipped.count == 0, "{:?}", document);
        prop_assert_eq!(document.skipped.items.len() as u64, document.skipped.count.min(100));
    }
    prop_assert_eq!(read("a", bytes), outcome);
    Ok(())
}

fn reads_back(resource: &[Resource]) -> Result<(), TestCaseError> {
    for form in FORMS {
        let text = form.write(resource);
        let document = read("a", text.as_bytes()).unwrap_or_else(|error| panic!("{form:?}: {error}\n{text}"));
        prop_assert_eq!(document.shape.code(), form.shape());
        prop_assert_eq!(&resources(document)[..], resource, "{:?}\n{}", form, text);
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused(value in json()) {
        let text = value.to_string();
        whole_or_nothing(text.as_bytes())?;
        let _ = read_resource(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        whole_or_nothing(&bytes)?;
        whole_or_nothing(&[&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &bytes].concat())?;
        whole_or_nothing(&[b"id,properties\n", &bytes[..]].concat())?;
    }

    #[test]
    fn a_flipped_byte_never_panics(at in 0_usize..4_000, byte in any::<u8>(), form in prop::sample::select(&FORMS[..])) {
        let inventory = super::shapes::inventory();
        let mut bytes = form.write(&inventory).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(document) = read("a", &bytes) {
            // A lost quote tears a row of CSV into several: they are skipped, and nothing is read that was not there.
            prop_assert!(document.disks.len() + document.snapshots.len() <= inventory.len());
        }
    }

    #[test]
    fn a_snapshot_reads_back_equal_in_every_shape(snapshot in snapshot()) {
        reads_back(&[Resource::Snapshot(Box::new(snapshot))])?;
    }

    #[test]
    fn a_disk_reads_back_equal_in_every_shape(disk in disk()) {
        reads_back(&[Resource::Disk(Box::new(disk))])?;
    }
}
