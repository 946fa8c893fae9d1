//! Reading a policy's JSON member by member, so that each mistake is told with its place, its value and the way out.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::duration::Period;
use super::rule::Count;
use crate::instant::Instant;
use crate::zone::distance;

/// What is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("policy{place}: {problem}")]
pub struct PolicyError {
    pointer: String,
    place: String,
    problem: String,
}

impl PolicyError {
    /// Where it is: a JSON pointer into the policy, empty for the whole of it.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// What it is, without the place.
    pub fn problem(&self) -> &str {
        &self.problem
    }

    pub(super) fn new(pointer: impl Into<String>, problem: impl Into<String>) -> Self {
        let pointer = pointer.into();
        let place = if pointer.is_empty() { String::new() } else { format!(" at `{pointer}`") };
        Self { pointer, place, problem: problem.into() }
    }

    /// With the place as it is told.
    pub(super) fn at(pointer: &str, place: String, problem: impl Into<String>) -> Self {
        Self { pointer: pointer.to_owned(), place, problem: problem.into() }
    }
}

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
        let Object(items) = field.read("an object")?;
        if items.len() > MOST_MEMBERS {
            let problem = format!("{} members are given; there are not half as many", items.len());
            return Err(PolicyError::new(&field.pointer, problem));
        }
        let members = Self { pointer: field.pointer.clone(), items };
        for (at, (name, _)) in members.items.iter().enumerate() {
            if members.items.iter().take(at).any(|(earlier, _)| earlier == name) {
                return Err(PolicyError::new(members.child(name), "is given twice"));
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
    pub(crate) fn fail(&self, expected: &str) -> PolicyError {
        PolicyError::new(&self.pointer, format!("`{}` is not allowed; {expected}", shorten(self.raw)))
    }

    fn read<T: Deserialize<'a>>(&self, what: &str) -> Result<T, PolicyError> {
        serde_json::from_str(self.raw).map_err(|_| self.fail(&format!("expected {what}")))
    }

    pub(super) fn flag(&self) -> Result<bool, PolicyError> {
        self.read("`true` or `false`")
    }

    pub(crate) fn number(&self, least: u32) -> Result<u32, PolicyError> {
        let expected = format!("expected a whole number from {least} to {MOST}");
        let number: u32 = serde_json::from_str(self.raw).map_err(|_| self.fail(&expected))?;
        if (least..=MOST).contains(&number) { Ok(number) } else { Err(self.fail(&expected)) }
    }

    pub(super) fn count(&self) -> Result<Count, PolicyError> {
        if self.raw == "\"all\"" {
            return Ok(Count::All);
        }
        let number = self.number(0);
        number
            .map(Count::UpTo)
            .map_err(|_| self.fail(&format!("expected a whole number from 0 to {MOST}, or `\"all\"`")))
    }

    pub(crate) fn text(&self) -> Result<String, PolicyError> {
        self.read("a text")
    }

    /// The place of the given word in `words`.
    pub(crate) fn one_of(&self, words: &[&str]) -> Result<usize, PolicyError> {
        let given = self.text().ok();
        let found = words.iter().position(|word| given.as_deref() == Some(word));
        found.ok_or_else(|| match words {
            [one] => self.fail(&format!("expected `{one}`")),
            _ => self.fail(&format!("expected one of `{}`", words.join("`, `"))),
        })
    }

    pub(super) fn period(&self) -> Result<Period, PolicyError> {
        let text: String = self.read("a text with an ISO 8601 duration such as `P30D`")?;
        Period::parse(&text).map_err(|e| self.fail(&e.to_string()))
    }

    pub(crate) fn instant(&self) -> Result<Instant, PolicyError> {
        let text: String = self.read("a text with an instant such as `2026-11-20T02:00:00Z`")?;
        Instant::parse(&text).map_err(|_| self.fail("expected RFC 3339 with an offset, such as `2026-11-20T02:00:00Z`"))
    }

    /// The elements of a list of at most `most`.
    pub(crate) fn list(&self, most: usize) -> Result<Vec<Field<'a>>, PolicyError> {
        let items: Vec<&RawValue> = self.read("a list of texts")?;
        if items.len() > most {
            let problem = format!("the list has {} elements; at most {most} are taken", items.len());
            return Err(PolicyError::new(&self.pointer, problem));
        }
        let one =
            |(at, raw): (usize, &'a RawValue)| Field { pointer: format!("{}/{at}", self.pointer), raw: raw.get() };
        Ok(items.into_iter().enumerate().map(one).collect())
    }
}

fn no_json(error: &serde_json::Error) -> PolicyError {
    PolicyError::new("", format!("the text is not JSON: {error}"))
}

/// The text of a JSON string.
pub(super) fn text_of(json: &[u8]) -> Result<String, PolicyError> {
    serde_json::from_slice(json).map_err(|e| no_json(&e))
}

/// What is wrong with a name that is none of the known ones.
pub(super) fn nearest(what: &str, name: &str, known: &[&str]) -> String {
    let shown = shorten(name);
    // Two edits make any short name of any other.
    let allowed = shown.chars().count().saturating_sub(1).min(2);
    let near = known.iter().filter(|k| distance(&shown.to_lowercase(), &k.to_lowercase()) <= allowed);
    match near.min_by_key(|k| distance(&shown, k)) {
        Some(near) => format!("no {what} is called `{shown}`; did you mean `{near}`?"),
        None => format!("no {what} is called `{shown}`; expected one of `{}`", known.join("`, `")),
    }
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
