//! Tags: an object, a list of pairs, or either inside a text.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use snap_core::tags::Tags;
use snap_core::text::alike;

use super::said::{skip_tag_twice, skip_tags};
use super::syntax::Cursor;
use super::value::{Bad, Val};
use crate::scrub::scrub;

/// Four times what a resource may have (A63).
const MOST: usize = 200;

/// The tags of the element before: those of the next are mostly the same but for one.
#[derive(Debug, Default)]
pub(super) struct Known {
    tags: Tags,
    /// What they were read from.
    source: String,
    /// Where in it the value of each tag ends; nothing where they do not stand there in this order and to the letter.
    ends: Vec<usize>,
}

impl Known {
    /// Tags as an object, or as a list of `{Key, Value}`; no value is an empty one.
    pub(super) fn read(&mut self, value: &Val<'_>) -> Result<Tags, Bad> {
        let Some(source) = value.container()? else { return Ok(Tags::default()) };
        // Whatever goes wrong from here on: what is known then is of no use.
        let ends = std::mem::take(&mut self.ends);
        self.ends = match self.follow(&source, ends) {
            Some(ends) => ends,
            None => {
                self.tags = self.any(value, &source)?;
                self.places(&source).unwrap_or_default()
            }
        };
        self.source.clear();
        self.source.push_str(&source);
        Ok(self.tags.clone())
    }

    /// Reads tags of the same names, in an object and without an escape, from the first that differs to the last. `None`
    /// says nothing about any others.
    fn follow(&mut self, source: &str, mut ends: Vec<usize>) -> Option<Vec<usize>> {
        let same = alike(self.source.as_bytes(), source.as_bytes());
        let first = ends.iter().take_while(|end| **end <= same).count();
        let begin = first.checked_sub(1).and_then(|last| ends.get(last)).copied();
        let mut cursor = Cursor { text: source, at: begin.unwrap_or(0) };
        let mut more = if begin.is_some() { cursor.more(b'}')? } else { cursor.open(b'{', b'}')? };
        for (at, end) in ends.iter_mut().enumerate().skip(first) {
            let (name, text) = self.tags.texts().get(at)?;
            if !more || !cursor.passes(name) {
                return None;
            }
            cursor.colon()?;
            if !cursor.passes(text) {
                self.tags.put(at, cursor.plain_string()?);
            }
            *end = cursor.at;
            more = cursor.more(b'}')?;
        }
        (!more && cursor.at == source.len() && ends.len() == self.tags.len()).then_some(ends)
    }

    /// Where in `source` the value of each tag ends.
    fn places(&self, source: &str) -> Option<Vec<usize>> {
        let mut cursor = Cursor { text: source, at: 0 };
        let mut ends = Vec::with_capacity(self.tags.len());
        let mut more = cursor.open(b'{', b'}')?;
        for (name, text) in self.tags.texts() {
            if !more || !cursor.passes(name) {
                return None;
            }
            cursor.colon()?;
            if !cursor.passes(text) {
                return None;
            }
            ends.push(cursor.at);
            more = cursor.more(b'}')?;
        }
        (!more).then_some(ends)
    }

    fn any(&self, value: &Val<'_>, source: &str) -> Result<Tags, Bad> {
        let pairs = serde_json::from_str::<Pairs<'_>>(source).map_err(|_| value.wrong_type("tags"))?;
        if pairs.0.len() > MOST {
            return Err(Bad { code: "too_long", what: skip_tags(pairs.0.len(), MOST) });
        }
        // The service ignores the case of names (A63): two that differ in nothing else cannot both be its own.
        let same = |a: &str, b: &str| {
            a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase())
        };
        let mut kept: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::with_capacity(pairs.0.len());
        for (name, text) in pairs.0 {
            match kept.iter().find(|(other, _)| same(other, &name)) {
                None => kept.push((name, text)),
                Some((_, other)) if *other == text => {}
                Some(_) => {
                    return Err(Bad { code: "member_twice", what: skip_tag_twice(&scrub(&name, 60)) });
                }
            }
        }
        let known = |text: &str, place: usize, value: bool| {
            let pair = self.tags.texts().get(place).map(|(name, text)| if value { text } else { name });
            pair.filter(|known| *known == text).cloned().unwrap_or_else(|| text.into())
        };
        let pairs = kept.into_iter().enumerate();
        Ok(pairs.map(|(place, (name, text))| (known(&name, place, false), known(&text, place, true))).collect())
    }
}

/// Names and values of tags, in order.
struct Pairs<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PairsVisitor)
    }
}

struct PairsVisitor;

/// Keeps a text borrowed where it can be.
#[derive(Deserialize)]
struct Word<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Deserialize)]
struct Pair<'a> {
    #[serde(borrow, rename = "Key", alias = "key", alias = "Name", alias = "name")]
    name: Word<'a>,
    #[serde(borrow, rename = "Value", alias = "value")]
    value: Option<Word<'a>>,
}

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some((Word(name), value)) = map.next_entry::<Word<'de>, Option<Word<'de>>>()? {
            pairs.push((name, value.map_or(Cow::Borrowed(""), |Word(value)| value)));
        }
        Ok(Pairs(pairs))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut pairs = Vec::new();
        while let Some(Pair { name: Word(name), value }) = seq.next_element()? {
            pairs.push((name, value.map_or(Cow::Borrowed(""), |Word(value)| value)));
        }
        Ok(Pairs(pairs))
    }
}
