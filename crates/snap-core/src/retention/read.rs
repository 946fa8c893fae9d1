//! Reading a policy's JSON member by member, so that each mistake is told with its place, its value and the way out.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::duration::Period;
use super::rule::Count;
use super::wrong::{
    self, PolicyError, expected, expects_number, policy_list_long, policy_members, policy_not_allowed, policy_not_json,
    policy_twice,
};
use crate::instant::Instant;
use crate::json;
use crate::say::Sentence;
use crate::zone::distance;

/// The largest count a rule takes: far above what the service lets exist (L1).
pub(super) const MOST: u32 = 100_000;

/// The most members an object may have: more than there are names for.
const MOST_MEMBERS: usize = 64;

/// An object's members, each still unread.
pub(crate) struct Members<'a> {
    pointer: String,
    items: Vec<(String, &'a RawValue)>,
}

/// One member that was given.
pub(crate) struct Field<'a> {
    pub(super) pointer: String,
    raw: &'a str,
}

impl<'a> Members<'a> {
    /// The whole document.
    pub(super) fn of_document(json: &'a [u8]) -> Result<Self, PolicyError> {
        let raw: &RawValue = serde_json::from_slice(json).map_err(|e| no_json(&e))?;
        Self::of(&Field { pointer: String::new(), raw: raw.get() })
    }

    /// The members of an object.
    pub(crate) fn of(field: &Field<'a>) -> Result<Self, PolicyError> {
        let Object(items) = field.read("object")?;
        if items.len() > MOST_MEMBERS {
            return Err(PolicyError::new(&field.pointer, policy_members(items.len())));
        }
        let members = Self { pointer: field.pointer.clone(), items };
        for (at, (name, _)) in members.items.iter().enumerate() {
            if members.items.iter().take(at).any(|(earlier, _)| earlier == name) {
                return Err(PolicyError::new(members.child(name), policy_twice()));
            }
        }
        Ok(members)
    }

    /// The member under `name`; `null` is as good as none.
    pub(crate) fn get(&self, name: &str) -> Option<Field<'a>> {
        let (_, raw) = self.items.iter().find(|(n, raw)| n == name && raw.get() != "null")?;
        Some(Field { pointer: self.child(name), raw: raw.get() })
    }

    /// Refuses every member that is not in `known`.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), PolicyError> {
        for (name, _) in &self.items {
            if !known.contains(&name.as_str()) {
                let problem = nearest("member", name, known);
                return Err(PolicyError::new(self.child(name), problem));
            }
        }
        Ok(())
    }

    fn child(&self, name: &str) -> String {
        format!("{}/{}", self.pointer, shorten(name).replace('~', "~0").replace('/', "~1"))
    }
}

impl<'a> Field<'a> {
    /// Its JSON.
    pub(super) fn raw(&self) -> &'a str {
        self.raw
    }

    /// A mistake in this member: the value, and what would be right.
    pub(crate) fn fail(&self, expected: Sentence) -> PolicyError {
        PolicyError::new(&self.pointer, policy_not_allowed(&shorten(self.raw), expected))
    }

    /// The same by the word of what would be right.
    pub(crate) fn expects(&self, what: &'static str) -> PolicyError {
        self.fail(expected(what))
    }

    fn read<T: Deserialize<'a>>(&self, what: &'static str) -> Result<T, PolicyError> {
        serde_json::from_str(self.raw).map_err(|_| self.expects(what))
    }

    pub(super) fn flag(&self) -> Result<bool, PolicyError> {
        self.read("flag")
    }

    pub(crate) fn number(&self, least: u32) -> Result<u32, PolicyError> {
        self.number_or(least, None)
    }

    pub(super) fn count(&self) -> Result<Count, PolicyError> {
        if self.raw == "\"all\"" {
            return Ok(Count::All);
        }
        self.number_or(0, Some("\"all\"")).map(Count::UpTo)
    }

    /// A number; `all` is told of as what may stand in its place.
    fn number_or(&self, least: u32, all: Option<&str>) -> Result<u32, PolicyError> {
        let number = serde_json::from_str(self.raw).ok().filter(|number| (least..=MOST).contains(number));
        number.ok_or_else(|| self.fail(expects_number(&least.to_string(), &MOST.to_string(), all)))
    }

    pub(crate) fn text(&self) -> Result<String, PolicyError> {
        self.read("text")
    }

    /// The place of the given word in `words`.
    pub(crate) fn one_of(&self, words: &[&str]) -> Result<usize, PolicyError> {
        let given = self.text().ok();
        let found = words.iter().position(|word| given.as_deref() == Some(word));
        found.ok_or_else(|| self.fail(wrong::expects_one_of(words.len(), names(words))))
    }

    pub(super) fn period(&self) -> Result<Period, PolicyError> {
        let text: String = self.read("duration")?;
        Period::parse(&text).map_err(|e| self.fail(e.said()))
    }

    pub(crate) fn instant(&self) -> Result<Instant, PolicyError> {
        let text: String = self.read("instant")?;
        Instant::parse(&text).map_err(|_| self.expects("instant_form"))
    }

    /// The elements of a list of at most `most`.
    pub(crate) fn list(&self, most: usize) -> Result<Vec<Field<'a>>, PolicyError> {
        let items: Vec<&RawValue> = self.read("texts")?;
        if items.len() > most {
            return Err(PolicyError::new(&self.pointer, policy_list_long(items.len(), most)));
        }
        let one =
            |(at, raw): (usize, &'a RawValue)| Field { pointer: format!("{}/{at}", self.pointer), raw: raw.get() };
        Ok(items.into_iter().enumerate().map(one).collect())
    }
}

fn no_json(error: &serde_json::Error) -> PolicyError {
    PolicyError::new("", policy_not_json(json::wrong_at(error)))
}

/// The text of a JSON string.
pub(super) fn text_of(json: &[u8]) -> Result<String, PolicyError> {
    serde_json::from_slice(json).map_err(|e| no_json(&e))
}

/// What is wrong with a name that is none of the known ones.
pub(super) fn nearest(what: &'static str, name: &str, known: &[&str]) -> Sentence {
    let shown = shorten(name);
    // Two edits make any short name of any other.
    let allowed = shown.chars().count().saturating_sub(1).min(2);
    let near = known.iter().filter(|k| distance(&shown.to_lowercase(), &k.to_lowercase()) <= allowed);
    let near = near.min_by_key(|k| distance(&shown, k)).copied();
    wrong::policy_unknown(what, &shown, near, if near.is_none() { names(known) } else { Vec::new() })
}

/// Known words as what stands in a sentence.
pub(super) fn names(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// What is shown of a value: enough to recognise it.
pub(super) fn shorten(text: &str) -> String {
    let mut shown: String = text.chars().take(100).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

/// An object with its members in the order they were given, repeated ones included.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = map.next_entry()? {
                    items.push(item);
                }
                Ok(Object(items))
            }
        }
        deserializer.deserialize_map(Members)
    }
}
