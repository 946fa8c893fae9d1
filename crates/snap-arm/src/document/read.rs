//! Walks a document once: lists, wrappers and elements, whatever they are nested in.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use snap_core::json;
use snap_core::model::{Disk, Snapshot};

use super::encoding::{Encoding, decode, place, unpack};
use super::error::{Details, DocumentError, Subject};
use super::fields::{Field, Fields, Known, List, Scope};
use super::members::{Fault, KeyOf, Members, Object};
use super::resource::{Shared, build};
use super::said::{
    document_goes_on, document_is, document_next_link, document_not_json, no_object, skip_element, skip_it,
    skip_no_object,
};
use super::shape::{Style, Wrapper, judge};
use super::value::{DEPTH, Val, is_type_name, too_deep};
use super::{Document, Resource, Skip, Skips, Warning, csv, fast};
use crate::scrub::scrub;

/// Reads a document of any shape. One in which nothing could be read is for the caller to refuse.
pub(super) fn document(subject: Subject<'_>, bytes: &[u8]) -> Result<Document, DocumentError> {
    let (bytes, gzip) = unpack(subject, bytes)?;
    let (text, charset) = decode(subject, &bytes)?;
    if text.trim_start().is_empty() {
        return Err(DocumentError::new(subject, "document_empty", document_is("empty")));
    }
    let sink = match fast::list(&text) {
        Some(sink) => sink,
        None => careful(subject, &text)?,
    };
    Ok(sink.finish(Encoding { charset, gzip }))
}

/// Reads a text of any shape, or says what is wrong with it and where.
pub(super) fn careful(subject: Subject<'_>, text: &str) -> Result<Sink, DocumentError> {
    let mut sink = Sink::default();
    if text.trim_start().starts_with(['{', '[']) {
        values(subject, text, &mut sink)?;
    } else {
        csv::rows(subject, text, &mut sink)?;
    }
    Ok(sink)
}

/// One value, or several one after the other: what `>>` in a loop over subscriptions leaves.
fn values(subject: Subject<'_>, text: &str, sink: &mut Sink) -> Result<(), DocumentError> {
    let mut json = serde_json::Deserializer::from_str(text);
    loop {
        let saw = Node { sink }.deserialize(&mut json).map_err(|error| refuse(subject, text, sink, &error))?;
        sink.expect_object(saw);
        if let Some(link) = sink.bad_link.take() {
            return Err(DocumentError::new(subject, "document_next_link", document_next_link(&link)));
        }
        if json.end().is_ok() {
            return Ok(());
        }
        sink.values += 1;
    }
}

/// The reader's complaint in our words, with the place in characters.
fn refuse(subject: Subject<'_>, text: &str, sink: &Sink, error: &serde_json::Error) -> DocumentError {
    let line = text.split_inclusive('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.as_bytes().get(..error.column()).unwrap_or(line.as_bytes());
    let details = Details {
        line: Some(error.line()),
        column: place(&String::from_utf8_lossy(before)).column.map(|column| column.saturating_sub(1).max(1)),
        element: sink.path.iter().rev().find_map(Step::index).map(|index| index + 1),
        read_before: sink.read(),
        skipped: sink.skipped.count,
    };
    let (code, what) = match error.classify() {
        Category::Eof => ("document_truncated", document_is("cut")),
        _ if error.to_string().starts_with("recursion limit") => ("document_too_deep", document_is("deep")),
        _ => ("document_not_json", document_not_json(json::wrong(error))),
    };
    DocumentError::at(subject, code, what, details)
}

/// One step from the root.
#[derive(Debug, Clone, Copy)]
enum Step {
    Member(&'static str),
    Index(u64),
}

impl Step {
    fn index(&self) -> Option<u64> {
        match self {
            Self::Index(index) => Some(*index),
            Self::Member(_) => None,
        }
    }
}

/// Where everything that is read ends up.
#[derive(Debug, Default)]
#[expect(clippy::vec_box, reason = "the inventory keeps the same boxes: what was read is never moved again")]
pub(super) struct Sink {
    disks: Vec<Box<Disk>>,
    snapshots: Vec<Box<Snapshot>>,
    skipped: Skips,
    next_link: Option<String>,
    /// A `nextLink` that is no text.
    bad_link: Option<String>,
    warnings: Vec<Warning>,
    shared: Shared,
    /// From the root to what is being read.
    path: Vec<Step>,
    /// Values that ended before this one.
    values: u64,
    wrapper: Option<Wrapper>,
    style: Option<Style>,
    csv: bool,
}

impl Sink {
    fn read(&self) -> u64 {
        (self.disks.len() + self.snapshots.len()) as u64
    }

    fn pointer(&self) -> String {
        let more = (self.values > 0).then_some(Step::Index(self.values));
        more.iter().chain(&self.path).fold(String::new(), |pointer, step| match step {
            Step::Member(name) => pointer + "/" + name,
            Step::Index(index) => pointer + "/" + &index.to_string(),
        })
    }

    fn skip(&mut self, fault: impl FnOnce() -> Fault) {
        let mut skipped = std::mem::take(&mut self.skipped);
        skipped.add(|| {
            let Fault { code, message } = fault();
            Skip { pointer: self.pointer(), code, message }
        });
        self.skipped = skipped;
    }

    /// Skips what stands where a list, a wrapper or an element belongs and is none of them.
    fn expect_object(&mut self, saw: Saw) {
        match saw {
            Saw::Object => {}
            Saw::Text(text) if is_type_name(&text) => {
                self.skip(|| Fault::new(DEPTH, skip_element(too_deep(&text))));
            }
            Saw::Text(text) => {
                self.skip(|| Fault::new("not_an_object", skip_it(skip_no_object(Some(&scrub(&text, 60)), "text"))));
            }
            Saw::Other(kind) => self.skip(|| Fault::new("not_an_object", skip_it(no_object(kind)))),
        }
    }

    /// What the outermost list is: a wrapper says more than the array that holds wrappers.
    fn note(&mut self, wrapper: Wrapper) {
        if matches!(self.wrapper, None | Some(Wrapper::Array)) {
            self.wrapper = Some(wrapper);
        }
    }

    /// Takes the `index`th element of a list that is the whole document. `like` is one of the snapshots that were read and
    /// the fields in which this element is not like that one's. The answer is which of the snapshots it became.
    pub(super) fn listed(
        &mut self,
        index: u64,
        members: &mut Members<'_>,
        capital: bool,
        like: Option<(usize, Fields)>,
    ) -> Option<usize> {
        self.note(Wrapper::Array);
        self.path.clear();
        self.path.push(Step::Index(index));
        let before = self.snapshots.len();
        self.take(members, capital, like);
        (self.snapshots.len() > before).then_some(before)
    }

    /// Takes a whole element.
    fn take(&mut self, members: &mut Members<'_>, capital: bool, like: Option<(usize, Fields)>) {
        let style = Style { nested: members.has_properties, capital };
        let like = like.and_then(|(place, changed)| Some((&**self.snapshots.get(place)?, changed)));
        match build(members, &mut self.shared, like) {
            Err(fault) => return self.skip(|| fault),
            Ok(Resource::Disk(disk)) => self.disks.push(disk),
            Ok(Resource::Snapshot(snapshot)) => self.snapshots.push(snapshot),
        }
        self.style.get_or_insert(style);
    }

    /// Takes the `index`th row of a CSV document.
    pub(super) fn row(&mut self, index: u64, row: Result<Members<'_>, Fault>) {
        self.csv = true;
        self.path = vec![Step::Index(index)];
        match row {
            Ok(mut members) => self.take(&mut members, false, None),
            Err(fault) => self.skip(|| fault),
        }
        self.path.clear();
    }

    pub(super) fn finish(self, encoding: Encoding) -> Document {
        let wrapper = if self.csv { Some(Wrapper::Data) } else { self.wrapper };
        Document {
            shape: judge(wrapper, self.style),
            encoding,
            disks: self.disks,
            snapshots: self.snapshots,
            skipped: self.skipped,
            next_link: self.next_link,
            warnings: self.warnings,
        }
    }
}

/// What a [`Node`] turned out to be.
enum Saw {
    /// A list, a wrapper or an element; it is dealt with.
    Object,
    Text(String),
    /// Anything else, by the word of a message.
    Other(&'static str),
}

/// Anything that may stand where a list, a wrapper or an element is expected.
struct Node<'s> {
    sink: &'s mut Sink,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Saw;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Saw, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Saw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Saw, A::Error> {
        let sink = self.sink;
        sink.note(Wrapper::Array);
        let depth = sink.path.len();
        for index in 0.. {
            sink.path.push(Step::Index(index));
            let Some(saw) = seq.next_element_seed(Node { sink: &mut *sink })? else { break };
            sink.expect_object(saw);
            sink.path.truncate(depth);
        }
        sink.path.truncate(depth);
        Ok(Saw::Object)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Saw, A::Error> {
        Element { sink: self.sink, members: Members::default(), capital: None, list: None, counted: false, more: None }
            .read(map)?;
        Ok(Saw::Object)
    }

    fn visit_str<E>(self, text: &str) -> Result<Saw, E> {
        Ok(Saw::Text(scrub(text, 100)))
    }

    fn visit_unit<E>(self) -> Result<Saw, E> {
        Ok(Saw::Other("null"))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Saw, E> {
        Ok(Saw::Other(if value { "true" } else { "false" }))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Saw, E> {
        Ok(Saw::Other("number"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Saw, E> {
        Ok(Saw::Other("number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Saw, E> {
        Ok(Saw::Other("number"))
    }
}

/// An object: an element, or what wraps a list of them. Which one is known only at its end.
struct Element<'s, 'de> {
    sink: &'s mut Sink,
    members: Members<'de>,
    capital: Option<bool>,
    /// What stood under the name of a list, and that name.
    list: Option<(Saw, &'static str)>,
    counted: bool,
    /// Why this is not everything there is.
    more: Option<&'static str>,
}

/// What is said where there is more; A25: the mark of a list page that was saved on its own.
const NEXT_PAGE: &str = "page";
const NEXT_ROWS: &str = "rows";
/// Paging needs each row's id.
const LOST_ROWS: &str = "lost";

impl<'de> Element<'_, 'de> {
    fn read<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(KeyOf(Scope::Resource))? {
            self.capital = self.capital.or(key.known.map(|_| key.capital));
            match key.known {
                Some(Known::Value(field)) => {
                    let raw: &'de RawValue = map.next_value()?;
                    self.members.set(field, Val::Json(raw.get()), false);
                }
                Some(Known::Object(scope)) => {
                    let nested = scope == Scope::Properties;
                    map.next_value_seed(Object { members: &mut self.members, scope, nested })?;
                }
                Some(Known::List(list)) => {
                    let (step, wrapper) = match list {
                        List::Value => ("value", Wrapper::Value),
                        List::Data => ("data", Wrapper::Data),
                    };
                    self.sink.path.push(Step::Member(step));
                    let saw = map.next_value_seed(Node { sink: &mut *self.sink })?;
                    self.sink.path.pop();
                    if matches!(saw, Saw::Object) {
                        self.sink.note(wrapper);
                    }
                    self.list = Some((saw, step));
                }
                Some(Known::NextLink) => self.next_link(map.next_value()?),
                Some(Known::SkipToken) => self.skip_token(map.next_value()?),
                Some(Known::Truncated) => self.truncated(map.next_value()?),
                other => {
                    self.counted |= other == Some(Known::Count);
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        self.finish();
        Ok(())
    }

    /// Empty or missing ends the list (A25).
    fn next_link(&mut self, raw: &RawValue) {
        match Val::Json(raw.get()).string() {
            Ok(None) => {}
            Ok(link) => {
                self.more = Some(NEXT_PAGE);
                self.sink.next_link = link;
            }
            Err(_) => self.sink.bad_link = Some(scrub(raw.get(), 60)),
        }
    }

    fn skip_token(&mut self, raw: &RawValue) {
        if !matches!(raw.get(), "null" | "\"\"") {
            self.more = Some(NEXT_ROWS);
        }
    }

    /// The service writes the word as text.
    fn truncated(&mut self, raw: &RawValue) {
        if raw.get().trim_matches('"').eq_ignore_ascii_case("true") {
            self.more.get_or_insert(LOST_ROWS);
        }
    }

    fn finish(self) {
        let Self { sink, mut members, capital, list, counted, more } = self;
        if let Some(what) = more {
            let target = Some(sink.pointer());
            sink.warnings.push(Warning { code: "more_pages", message: document_goes_on(what), target });
        }
        match list {
            // A resource may have a member that is called like a list; what has no id was meant to be a list.
            _ if *members.get(Field::Id) != Val::Absent => sink.take(&mut members, capital.unwrap_or(false), None),
            Some((Saw::Object, _)) => {
                if counted && sink.wrapper == Some(Wrapper::Value) {
                    sink.wrapper = Some(Wrapper::Counted);
                }
            }
            Some((saw, step)) => {
                sink.path.push(Step::Member(step));
                sink.expect_object(saw);
                sink.path.pop();
            }
            None => sink.take(&mut members, capital.unwrap_or(false), None),
        }
    }
}
