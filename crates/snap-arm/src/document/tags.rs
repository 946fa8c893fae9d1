//! Tags: an object, a list of pairs, or either inside a text.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use snap_core::tags::Tags;
use snap_core::text::Text;

use super::syntax::Cursor;
use super::value::{Bad, Val};
use crate::scrub::scrub;

/// Four times what a resource may have (A63).
const MOST: usize = 200;

/// The tags of the element before: those of the next are mostly the same but for one.
#[derive(Debug, Default)]
pub(super) struct Known {
    tags: Tags,
    /// They stand between quotes as they are: nothing in them is written otherwise.
    plain: bool,
}

impl Known {
    /// Tags as an object, or as a list of `{Key, Value}`; no value is an empty one.
    pub(super) fn read(&mut self, value: &Val<'_>) -> Result<Tags, Bad> {
        let source = value.container()?;
        if let Some(pairs) = source.as_ref().filter(|_| self.plain).and_then(|source| self.alike(source)) {
            self.tags = pairs.into_iter().collect();
        } else {
            self.tags = source.map_or(Ok(Tags::default()), |source| self.any(value, &source))?;
            let plain = |text: &str| text.bytes().all(|byte| byte > 0x1f && !matches!(byte, b'"' | b'\\'));
            self.plain = self.tags.iter().all(|(name, text)| plain(name) && plain(text));
        }
        Ok(self.tags.clone())
    }

    /// Tags of the same names, in an object and without an escape. `None` says nothing about any others.
    fn alike(&self, source: &str) -> Option<Vec<(Text, Text)>> {
        let mut cursor = Cursor { text: source, at: 0 };
        let mut pairs = Vec::with_capacity(self.tags.len());
        let mut more = cursor.open(b'{', b'}')?;
        for (name, text) in self.tags.texts() {
            if !more || !cursor.passes(name) {
                return None;
            }
            cursor.colon()?;
            let text = if cursor.passes(text) { text.clone() } else { cursor.plain_string()?.into() };
            pairs.push((name.clone(), text));
            more = cursor.more(b'}')?;
        }
        (!more && cursor.at == source.len()).then_some(pairs)
    }

    fn any(&self, value: &Val<'_>, source: &str) -> Result<Tags, Bad> {
        let pairs = serde_json::from_str::<Pairs<'_>>(source).map_err(|_| value.wrong_type("an object of texts"))?;
        if pairs.0.len() > MOST {
            let what = format!("has {} tags; expected at most {MOST}", pairs.0.len());
            return Err(Bad { code: "too_long", what });
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
                    let what = format!("has `{}` twice with two values; expected it once", scrub(&name, 60));
                    return Err(Bad { code: "member_twice", what });
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
