//! A third reading, in the plainest way there is: the list as a tree of values, looked up member by member. It shares
//! nothing with the two readers, not even which members they know.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use snap_core::instant::Instant;
use snap_core::text::Text;

use super::*;

/// Holds what was read of a list of snapshots against its text; elements that were skipped are left out, and so is a list
/// with a disk, or with an object in which a name comes twice, for a tree cannot say that.
pub(super) fn agrees(text: &str, read: &Document) {
    let tree: Value = match serde_json::from_str(text) {
        Ok(tree) => tree,
        // Half a surrogate in a member that nobody reads is no fault of the list; a tree cannot hold it.
        Err(_) if text.contains("\\u") => return,
        Err(error) => panic!("read, and no JSON: {error}\n{text}"),
    };
    if !read.disks.is_empty() || serde_json::from_str::<Once>(text).is_err() {
        return;
    }
    let elements = tree.as_array().unwrap_or_else(|| panic!("read as a list: {text}"));
    assert_eq!(read.snapshots.len() + read.skipped.items.len(), elements.len(), "{text}");
    let skipped = |index: usize| read.skipped.items.iter().any(|skip| skip.pointer == format!("/{index}"));
    let kept = elements.iter().enumerate().filter(|(index, _)| !skipped(*index)).map(|(_, element)| element);
    kept.zip(&read.snapshots).for_each(|(element, snapshot)| same(element, snapshot));
}

fn same(element: &Value, s: &Snapshot) {
    let text =
        |path: &str| look(element, path).and_then(|value| value.as_str().map(str::to_owned)).filter(|t| !t.is_empty());
    let owned = |text: &Option<Text>| text.as_deref().map(str::to_owned);
    for (path, read) in [
        ("location", &s.location),
        ("sku.name", &s.sku),
        ("creationData.createOption", &s.create_option),
        ("creationData.sourceUniqueId", &s.source_unique_id),
        ("incrementalSnapshotFamilyId", &s.family_id),
        ("uniqueId", &s.unique_id),
        ("provisioningState", &s.provisioning_state),
        ("diskState", &s.disk_state),
        ("snapshotAccessState", &s.access_state),
        ("encryption.type", &s.encryption_type),
        ("encryption.diskEncryptionSetId", &s.disk_encryption_set_id),
        ("networkAccessPolicy", &s.network_access_policy),
    ] {
        assert_eq!(owned(read), text(path), "{path}: {element}");
    }
    for (path, read) in [
        ("diskSizeGB", s.size_gb.map(|n| n as f64)),
        ("diskSizeBytes", s.size_bytes.map(|n| n as f64)),
        ("creationData.logicalSectorSize", s.sector_size.map(|n| n as f64)),
        ("creationData.instantAccessDurationMinutes", s.instant_access_minutes.map(|n| n as f64)),
        ("completionPercent", s.completion_percent),
    ] {
        let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
        assert_eq!(read, look(element, path).and_then(number), "{path}: {element}");
    }
    let flag = |path| look(element, path).and_then(Value::as_bool);
    assert_eq!(s.incremental, flag("incremental").unwrap_or(false), "{element}");
    assert_eq!(s.immutability.as_ref().and_then(|policy| policy.expired), flag("immutabilityPolicy.isPolicyExpired"));
    let slashed = |id: String| format!("/{}", id.trim_start_matches('/'));
    // A row without an id has what makes one.
    let made = || {
        let (subscription, group) = (text("subscriptionId")?, text("resourceGroup")?);
        Some(format!(
            "/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.Compute/snapshots/{}",
            text("name")?
        ))
    };
    assert_eq!(Some(s.id.as_str().to_owned()), text("id").map(slashed).or_else(made), "{element}");
    let source = s.source.as_ref().map(|id| id.as_str().to_owned());
    assert_eq!(source, text("creationData.sourceResourceId").map(slashed), "{element}");
    let instant = |path| {
        let value = look(element, path)?;
        Instant::parse(value.get("value").unwrap_or(value).as_str()?).ok()
    };
    assert_eq!(s.time_created, instant("timeCreated"), "{element}");
    let expires = s.immutability.as_ref().and_then(|policy| policy.expires);
    assert_eq!(expires, instant("immutabilityPolicy.policyExpirationTime"), "{element}");
    let os = look(element, "osType").map(|os| match os.as_u64() {
        Some(0) => "Windows".to_owned(),
        Some(_) => "Linux".to_owned(),
        None => os.as_str().unwrap_or_default().to_owned(),
    });
    assert_eq!(owned(&s.os_type), os.filter(|os| !os.is_empty()), "{element}");
    let failed = s.copy_error.as_ref().map(|error| error.error_code.clone()).filter(|code| !code.is_empty());
    assert_eq!(failed, text("copyCompletionError.errorCode"), "{element}");
    let tags = look(element, "tags").and_then(Value::as_object).cloned().unwrap_or_default();
    let tags: BTreeMap<String, String> =
        tags.into_iter().map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned())).collect();
    let read: BTreeMap<String, String> =
        s.tags.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    // Of two names that differ in case only the first is kept, where they agree.
    assert!(tags.iter().all(|(name, value)| s.tags.get(name) == Some(value)), "{element}");
    assert!(read.iter().all(|(name, value)| tags.get(name) == Some(value)), "{element}");
}

/// What stands at a path, names in any case, under `properties` before beside it; `null` is nothing.
fn look<'v>(element: &'v Value, path: &str) -> Option<&'v Value> {
    let under = |value: &'v Value, name: &str| {
        value.as_object()?.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    let walk = |root: &'v Value| path.split('.').try_fold(root, under).filter(|value| !value.is_null());
    under(element, "properties").and_then(walk).or_else(|| walk(element))
}

/// Any JSON in which no object has one name twice, in whatever case.
struct Once;

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OnceVisitor)
    }
}

struct OnceVisitor;

impl<'de> Visitor<'de> for OnceVisitor {
    type Value = Once;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Once, A::Error> {
        let mut names = std::collections::BTreeSet::new();
        while let Some((name, Once)) = map.next_entry::<String, Once>()? {
            if !names.insert(name.to_ascii_lowercase()) {
                return Err(serde::de::Error::custom("twice"));
            }
        }
        Ok(Once)
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Once, A::Error> {
        while seq.next_element::<Once>()?.is_some() {}
        Ok(Once)
    }

    fn visit_unit<E>(self) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Once, E> {
        Ok(Once)
    }

    fn visit_str<E>(self, _: &str) -> Result<Once, E> {
        Ok(Once)
    }
}
