//! From gathered members to a disk or a snapshot, or to the reason why not.

use std::borrow::Cow;

use serde::Deserialize;
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::model::{CopyError, Disk, Immutability, Snapshot};
use snap_core::say::Sentence;
use snap_core::tags::Tags;
use snap_core::text::Text;

use super::Resource;
use super::fields::{Field, Fields, Scope};
use super::members::{Fault, Members};
use super::said::{no_id, skip_in, skip_member, skip_no_id, skip_other_kind, skip_service, skip_stranger};
use super::tags::Known;
use super::value::{Bad, DEPTH, Val, is_type_name, too_deep};
use crate::scrub::scrub;

/// Sizes up to here still fit 64 bits when they are counted in bytes; the largest disk has 65,536 GiB.
const LARGEST_GB: u64 = 1 << 33;
const LARGEST_BYTES: u64 = 1 << 63;
const LARGEST_INT: u64 = i32::MAX as u64;

/// What the elements before gave: a thousand snapshots of a disk are of the same id, place and kind, and share them.
#[derive(Debug)]
pub(super) struct Shared {
    /// By [`Field`].
    texts: [Option<Text>; Field::COUNT],
    id: Option<ResourceId>,
    source: Option<ResourceId>,
    tags: Known,
    /// Memory in which ids are put together.
    room: String,
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            texts: [const { None }; Field::COUNT],
            id: None,
            source: None,
            tags: Known::default(),
            room: String::new(),
        }
    }
}

/// A snapshot whose element had the same members, and those with another value.
pub(super) type Like<'l> = Option<(&'l Snapshot, Fields)>;

/// Makes the resource that an element describes.
pub(super) fn build(members: &mut Members<'_>, shared: &mut Shared, like: Like<'_>) -> Result<Resource, Fault> {
    // First of all: what is no disk or snapshot may hold anything.
    let kind = Reader(members, shared).kind()?;
    let texts = std::mem::take(&mut members.texts);
    if !texts.is_empty() {
        return with_texts(std::mem::take(members), &texts, shared);
    }
    if let Some(fault) = members.fault.take() {
        return Err(fault);
    }
    let mut reader = Reader(members, shared);
    let id = reader.id(kind)?;
    match id.kind() {
        ResourceKind::Disk => reader.disk(id).map(Resource::Disk),
        _ => reader.snapshot(id, like).map(Resource::Snapshot),
    }
}

/// Texts where objects belong: JSON in a CSV cell, the sku's bare name, or what is left of an object that lay too deep.
fn with_texts<'a>(
    mut members: Members<'a>,
    texts: &'a [(Scope, Cow<'_, str>)],
    shared: &mut Shared,
) -> Result<Resource, Fault> {
    for (scope, text) in texts {
        let text = text.trim();
        let path = scope.path();
        if text == "null" {
            continue;
        }
        if is_type_name(text) {
            return Err(Fault::new(DEPTH, skip_member(path, too_deep(text))));
        }
        let bad = || Fault::of(path, Val::Text(Cow::Borrowed(text)).wrong_type("object"));
        if text.starts_with('{') {
            members.read_text(*scope, text).map_err(|_| bad())?;
        } else if *scope == Scope::Sku {
            members.set(Field::SkuName, Val::Text(Cow::Borrowed(text)), false);
        } else {
            return Err(bad());
        }
    }
    if let Some((scope, text)) = members.texts.first() {
        return Err(Fault::of(scope.path(), Val::Text(text.clone()).wrong_type("object")));
    }
    build(&mut members, shared, None)
}

struct Reader<'m, 'a, 's>(&'m Members<'a>, &'s mut Shared);

impl<'m, 'a> Reader<'m, 'a, '_> {
    fn read<T>(&self, field: Field, how: impl FnOnce(&'m Val<'a>) -> Result<T, Bad>) -> Result<T, Fault> {
        how(self.0.get(field)).map_err(|bad| Fault::of(field.path(), bad))
    }

    fn string(&mut self, field: Field) -> Result<Option<Text>, Fault> {
        let Some(text) = self.text(field)? else { return Ok(None) };
        let Some(before) = self.1.texts.get_mut(field as usize) else { return Ok(Some(text.as_ref().into())) };
        Ok(Some(shared(before, &text)))
    }

    fn text(&self, field: Field) -> Result<Option<Cow<'m, str>>, Fault> {
        self.read(field, Val::text)
    }

    fn texts(&self, field: Field) -> Result<Vec<String>, Fault> {
        self.read(field, texts)
    }

    fn flag(&self, field: Field) -> Result<bool, Fault> {
        Ok(self.read(field, Val::flag)?.unwrap_or(false))
    }

    fn whole(&self, field: Field, most: u64) -> Result<Option<u64>, Fault> {
        self.read(field, |value| value.whole(most))
    }

    /// What `type` says it is; `None` when it says nothing (A40).
    fn kind(&self) -> Result<Option<ResourceKind>, Fault> {
        let word = match self.text(Field::Type)? {
            None => self.text(Field::ResourceType)?,
            word => word,
        };
        match word {
            None => Ok(None),
            Some(word) if word.eq_ignore_ascii_case("Microsoft.Compute/snapshots") => Ok(Some(ResourceKind::Snapshot)),
            Some(word) if word.eq_ignore_ascii_case("Microsoft.Compute/disks") => Ok(Some(ResourceKind::Disk)),
            Some(word) => Err(stranger(&word)),
        }
    }

    /// The id of a disk or a snapshot: where `type` does not say which, the id does (A64).
    fn id(&mut self, kind: Option<ResourceKind>) -> Result<ResourceId, Fault> {
        let (field, text) = match self.text(Field::Id)? {
            None => (Field::ResourceId, self.text(Field::ResourceId)?),
            text => (Field::Id, text),
        };
        let Shared { id: before, room, .. } = &mut *self.1;
        let id = match text {
            Some(text) => {
                ResourceId::parse_beside(&text, before.as_ref(), room).map_err(|error| bad_id(field, no_id(&error)))?
            }
            None => self.composed(kind)?,
        };
        self.1.id = Some(id.clone());
        match (kind, id.kind()) {
            (None, ResourceKind::Other) => Err(stranger(id.as_str())),
            (Some(kind), found) if kind != found => {
                let word = kind.word().unwrap_or_default();
                let shown = scrub(id.as_str(), 200);
                Err(bad_id(field, skip_other_kind(&shown, &format!("Microsoft.Compute/{word}"))))
            }
            _ => Ok(id),
        }
    }

    /// An id put together from its parts, where a row has them and no id.
    fn composed(&self, kind: Option<ResourceKind>) -> Result<ResourceId, Fault> {
        let parts =
            (kind, self.text(Field::SubscriptionId)?, self.text(Field::ResourceGroup)?, self.text(Field::Name)?);
        if let (Some(kind), Some(subscription), Some(group), Some(name)) = parts {
            return ResourceId::new(kind, &subscription, &group, &name)
                .map_err(|error| Fault::new("bad_id", no_id(&error)));
        }
        if let Some(code) = self.text(Field::ErrorCode)? {
            let words = self.text(Field::ErrorMessage)?.unwrap_or_default();
            let shown = (scrub(&code, 100), scrub(&words, 300));
            return Err(Fault::new("service_error", skip_service(&shown.0, &shown.1)));
        }
        Err(Fault::new("no_id", skip_no_id()))
    }

    /// What it was made from: `sourceResourceId`, or `sourceUri` where that holds an id and not a blob's address (A46).
    fn source(&mut self) -> Result<Option<ResourceId>, Fault> {
        if let Some(text) = self.text(Field::SourceResourceId)? {
            let Shared { source: before, room, .. } = &mut *self.1;
            if let Some(same) = before.as_ref().filter(|before| before.as_str() == text) {
                return Ok(Some(same.clone()));
            }
            let source = ResourceId::parse_beside(&text, before.as_ref(), room);
            *before = source.as_ref().ok().cloned();
            return source.map(Some).map_err(|error| bad_id(Field::SourceResourceId, no_id(&error)));
        }
        Ok(self.text(Field::SourceUri)?.and_then(|text| ResourceId::parse(&text).ok()))
    }

    /// Reads what differs and takes the rest over: nothing of that can be wrong, or there would be no such snapshot.
    fn snapshot(&mut self, id: ResourceId, like: Like<'_>) -> Result<Box<Snapshot>, Fault> {
        /// The member from the other snapshot where none of its fields has changed.
        macro_rules! same_or {
            ($member:ident, [$($field:ident),+], $read:expr) => {
                match like {
                    Some((other, changed)) if !changed.meets(const { Fields::of([$(Field::$field),+]) }) => {
                        other.$member.clone()
                    }
                    _ => $read?,
                }
            };
            ($member:ident, text $field:ident) => { same_or!($member, [$field], self.string(Field::$field)) };
            ($member:ident, $field:ident to $most:expr) => {
                same_or!($member, [$field], self.whole(Field::$field, $most))
            };
        }
        Ok(Box::new(Snapshot {
            location: same_or!(location, text Location),
            tags: same_or!(tags, [Tags], self.tags()),
            sku: same_or!(sku, text SkuName),
            incremental: same_or!(incremental, [Incremental], self.flag(Field::Incremental)),
            create_option: same_or!(create_option, text CreateOption),
            source: same_or!(source, [SourceResourceId, SourceUri], self.source()),
            source_unique_id: same_or!(source_unique_id, text SourceUniqueId),
            family_id: same_or!(family_id, text FamilyId),
            unique_id: same_or!(unique_id, text UniqueId),
            time_created: same_or!(time_created, [TimeCreated], self.read(Field::TimeCreated, Val::instant)),
            size_gb: same_or!(size_gb, SizeGb to LARGEST_GB),
            size_bytes: same_or!(size_bytes, SizeBytes to LARGEST_BYTES),
            sector_size: same_or!(sector_size, SectorSize to LARGEST_INT),
            completion_percent: same_or!(
                completion_percent,
                [CompletionPercent],
                self.read(Field::CompletionPercent, Val::percent)
            ),
            copy_error: same_or!(copy_error, [CopyErrorCode, CopyErrorMessage], self.copy_error()),
            provisioning_state: same_or!(provisioning_state, text ProvisioningState),
            disk_state: same_or!(disk_state, text DiskState),
            access_state: same_or!(access_state, text AccessState),
            instant_access_minutes: same_or!(instant_access_minutes, InstantAccessMinutes to LARGEST_INT),
            encryption_type: same_or!(encryption_type, text EncryptionType),
            disk_encryption_set_id: same_or!(disk_encryption_set_id, text EncryptionSet),
            network_access_policy: same_or!(network_access_policy, text NetworkAccessPolicy),
            os_type: same_or!(os_type, [OsType], self.os_type()),
            immutability: same_or!(
                immutability,
                [ImmutabilityType, ImmutabilityExpires, ImmutabilityExpired],
                self.immutability()
            ),
            id,
        }))
    }

    fn disk(&mut self, id: ResourceId) -> Result<Box<Disk>, Fault> {
        Ok(Box::new(Disk {
            location: self.string(Field::Location)?,
            tags: self.tags()?,
            sku: self.string(Field::SkuName)?,
            size_gb: self.whole(Field::SizeGb, LARGEST_GB)?,
            size_bytes: self.whole(Field::SizeBytes, LARGEST_BYTES)?,
            sector_size: self.whole(Field::SectorSize, LARGEST_INT)?,
            unique_id: self.string(Field::UniqueId)?,
            time_created: self.read(Field::TimeCreated, Val::instant)?,
            disk_state: self.string(Field::DiskState)?,
            provisioning_state: self.string(Field::ProvisioningState)?,
            completion_percent: self.read(Field::CompletionPercent, Val::percent)?,
            create_option: self.string(Field::CreateOption)?,
            source: self.source()?,
            managed_by: self.string(Field::ManagedBy)?,
            managed_by_extended: self.texts(Field::ManagedByExtended)?.into_iter().map(Text::from).collect(),
            zones: self.texts(Field::Zones)?,
            id,
        }))
    }

    fn tags(&mut self) -> Result<Tags, Fault> {
        let value = self.0.get(Field::Tags);
        self.1.tags.read(value).map_err(|bad| Fault::of(Field::Tags.path(), bad))
    }

    /// Read in all cases, not for `CopyStart` alone (R18).
    fn copy_error(&self) -> Result<Option<Box<CopyError>>, Fault> {
        let (code, message) = (self.text(Field::CopyErrorCode)?, self.text(Field::CopyErrorMessage)?);
        let owned = |text: Option<Cow<'_, str>>| text.unwrap_or_default().into_owned();
        Ok((code.is_some() || message.is_some())
            .then(|| Box::new(CopyError { error_code: owned(code), error_message: owned(message) })))
    }

    /// The word; Az PowerShell's object prints its place in the enumeration instead (P10).
    fn os_type(&mut self) -> Result<Option<Text>, Fault> {
        match self.0.get(Field::OsType) {
            Val::Json("0") => Ok(Some("Windows".into())),
            Val::Json("1") => Ok(Some("Linux".into())),
            _ => self.string(Field::OsType),
        }
    }

    fn immutability(&self) -> Result<Option<Box<Immutability>>, Fault> {
        let policy = Immutability {
            kind: self.text(Field::ImmutabilityType)?.map(Cow::into_owned),
            expires: self.read(Field::ImmutabilityExpires, Val::instant)?,
            expired: self.read(Field::ImmutabilityExpired, Val::flag)?,
        };
        let known = policy.kind.is_some() || policy.expires.is_some() || policy.expired.is_some();
        Ok(known.then(|| Box::new(policy)))
    }
}

#[cold]
fn stranger(word: &str) -> Fault {
    Fault::new("not_a_disk_or_snapshot", skip_stranger(&scrub(word, 200)))
}

#[cold]
fn bad_id(field: Field, why: Sentence) -> Fault {
    Fault::new("bad_id", skip_in(field.path(), why))
}

/// The text that was there before, where it is the same.
fn shared(before: &mut Option<Text>, text: &str) -> Text {
    match before {
        Some(before) if *before == *text => before.clone(),
        _ => before.insert(text.into()).clone(),
    }
}

/// Texts without blanks as a list, as Windows PowerShell's `{"value": […]}`, or as the text that a list is flattened to.
fn texts(value: &Val<'_>) -> Result<Vec<String>, Bad> {
    #[derive(Deserialize)]
    struct Wrapped {
        #[serde(alias = "Value")]
        value: Vec<String>,
    }
    let Some(source) = value.container()? else { return Ok(Vec::new()) };
    let read = match source.as_bytes().first() {
        Some(b'[') => serde_json::from_str(&source),
        Some(b'{') => serde_json::from_str::<Wrapped>(&source).map(|wrapped| wrapped.value),
        _ if matches!(value, Val::Json(raw) if !raw.starts_with('"')) => {
            return Err(value.wrong_type("texts"));
        }
        _ => Ok(source.split([' ', ',', ';']).filter(|text| !text.is_empty()).map(str::to_owned).collect()),
    };
    read.map_err(|_| value.wrong_type("texts"))
}
