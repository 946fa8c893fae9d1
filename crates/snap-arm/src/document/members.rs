//! The known members of one element, gathered in a single pass.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use snap_core::say::Sentence;

use super::fields::{Field, Known, Scope};
use super::said::{no_object, skip_member, skip_twice};
use super::value::{Bad, Val};

/// Why an element is skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) message: Sentence,
}

impl Fault {
    pub(super) fn new(code: &'static str, message: Sentence) -> Self {
        Self { code, message }
    }

    /// The fault of one member's value.
    pub(super) fn of(path: &str, bad: Bad) -> Self {
        Self { code: bad.code, message: skip_member(path, bad.what) }
    }
}

/// The known members of one element as they stand in the document.
#[derive(Debug)]
pub(super) struct Members<'a> {
    values: [Val<'a>; Field::COUNT],
    /// One bit a field: set from inside `properties`.
    nested: u64,
    /// Texts that stand where an object belongs.
    pub(super) texts: Vec<(Scope, Cow<'a, str>)>,
    /// The first thing that already rules the element out.
    pub(super) fault: Option<Fault>,
    /// An object stood under `properties`.
    pub(super) has_properties: bool,
    /// One bit an object that was entered, in and outside `properties`.
    entered: u32,
}

// One bit a field.
const _: () = assert!(Field::COUNT <= 64);

impl Default for Members<'_> {
    fn default() -> Self {
        Self {
            values: [const { Val::Absent }; Field::COUNT],
            nested: 0,
            texts: Vec::new(),
            fault: None,
            has_properties: false,
            entered: 0,
        }
    }
}

impl<'a> Members<'a> {
    pub(super) fn get(&self, field: Field) -> &Val<'a> {
        self.values.get(field as usize).unwrap_or(&Val::Absent)
    }

    /// Keeps one value.
    ///
    /// What stands under `properties` wins over what stands beside it: rows of Resource Graph may carry both, the outer
    /// one rewritten by the query. Inside one object a name that occurs twice, in whatever case, with two values is a
    /// fault: readers disagree on which counts, and these values decide what may be deleted.
    pub(super) fn set(&mut self, field: Field, value: Val<'a>, nested: bool) {
        let bit = 1_u64 << (field as usize);
        let Some(slot) = self.values.get_mut(field as usize) else { return };
        let was_nested = self.nested & bit != 0;
        if *slot == Val::Absent || (nested && !was_nested) {
            *slot = value;
            self.nested |= if nested { bit } else { 0 };
        } else if nested == was_nested && *slot != value {
            self.fault.get_or_insert_with(|| Fault::new("member_twice", skip_member(field.path(), skip_twice(2))));
        }
    }

    /// Keeps another value in place of one that was set, as if this one had been.
    pub(super) fn replace(&mut self, field: Field, value: Val<'a>) {
        if let Some(slot) = self.values.get_mut(field as usize) {
            *slot = value;
        }
    }

    /// Notes that an object is entered; twice the same one is a fault, as with values.
    pub(super) fn enter(&mut self, scope: Scope, nested: bool) {
        let bit = 1_u32 << (2 * scope as u32 + u32::from(nested));
        if self.entered & bit != 0 {
            self.fault.get_or_insert_with(|| Fault::new("member_twice", skip_member(scope.path(), skip_twice(1))));
        }
        self.entered |= bit;
        self.has_properties |= scope == Scope::Properties;
    }

    /// Reads the object in `text` as if it stood there itself.
    pub(super) fn read_text(&mut self, scope: Scope, text: &'a str) -> Result<(), serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(text);
        Object { members: self, scope, nested: scope == Scope::Properties }.deserialize(&mut json)?;
        json.end()
    }
}

/// One member's name.
pub(super) struct Key {
    pub(super) known: Option<Known>,
    pub(super) capital: bool,
}

/// Reads a name without keeping it.
#[derive(Clone, Copy)]
pub(super) struct KeyOf(pub(super) Scope);

impl<'de> DeserializeSeed<'de> for KeyOf {
    type Value = Key;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Key, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyOf {
    type Value = Key;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key, E> {
        Ok(Key { known: self.0.known(name), capital: name.starts_with(|c: char| c.is_ascii_uppercase()) })
    }
}

/// Reads an object whose members are known into the element's; anything else there is noted, never an error.
pub(super) struct Object<'m, 'a> {
    pub(super) members: &'m mut Members<'a>,
    pub(super) scope: Scope,
    /// Inside `properties`.
    pub(super) nested: bool,
}

impl<'de> Object<'_, 'de> {
    fn other(self, kind: &'static str) {
        if self.scope == Scope::Error {
            return;
        }
        let path = self.scope.path();
        let fault = || Fault::new("wrong_type", skip_member(path, no_object(kind)));
        self.members.fault.get_or_insert_with(fault);
    }

    fn text(self, text: Cow<'de, str>) {
        if self.scope != Scope::Error && !text.trim().is_empty() {
            self.members.texts.push((self.scope, text));
        }
    }
}

impl<'de> DeserializeSeed<'de> for Object<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { members, scope, nested } = self;
        members.enter(scope, nested);
        while let Some(key) = map.next_key_seed(KeyOf(scope))? {
            match key.known {
                Some(Known::Value(field)) => {
                    let raw: &'de RawValue = map.next_value()?;
                    members.set(field, Val::Json(raw.get()), nested);
                }
                Some(Known::Object(scope)) => map.next_value_seed(Object { members, scope, nested })?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.other("list");
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        self.text(Cow::Borrowed(text));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.text(Cow::Owned(text.to_owned()));
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.other(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.other("number");
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.other("number");
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.other("number");
        Ok(())
    }
}
