//! Walks a document once: lists, wrappers and elements, whatever they are nested in.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use snap_core::model::{Disk, Snapshot};

use super::encoding::{Encoding, decode, place, unpack};
use super::error::{Details, DocumentError, cut};
use super::fields::{Known, List, Scope};
use super::members::{Fault, KeyOf, Members, Object};
use super::resource::{build, cut_off};
use super::shape::{Style, Wrapper, judge};
use super::value::{Val, is_type_name};
use super::{Document, Resource, Skip, Skips, Warning, csv};

/// Reads a document of any shape. One in which nothing could be read is for the caller to refuse.
pub(super) fn document(name: &str, bytes: &[u8]) -> Result<Document, DocumentError> {
    let (bytes, gzip) = unpack(name, bytes)?;
    let (text, charset) = decode(name, &bytes)?;
    if text.trim_start().is_empty() {
        return Err(DocumentError::new(name, "document_empty", "is empty; expected JSON or CSV"));
    }
    let mut sink = Sink::default();
    if text.trim_start().starts_with(['{', '[']) {
        json(name, &text, &mut sink)?;
    } else {
        csv::rows(name, &text, &mut sink)?;
    }
    Ok(sink.finish(Encoding { charset, gzip }))
}

/// One value, or several one after the other: what `>>` in a loop over subscriptions leaves.
fn json(name: &str, text: &str, sink: &mut Sink) -> Result<(), DocumentError> {
    let mut json = serde_json::Deserializer::from_str(text);
    loop {
        let outcome = Node { sink }.deserialize(&mut json);
        outcome.map_err(|error| refuse(name, text, sink, &error))?;
        if let Some(link) = sink.bad_link.take() {
            let what =
                format!("has a `nextLink` that is `{link}`; expected a text, so what comes after it is not known");
            return Err(DocumentError::new(name, "document_next_link", &what));
        }
        if json.end().is_ok() {
            return Ok(());
        }
        sink.values += 1;
    }
}

/// The reader's complaint in our words, with the place in characters.
fn refuse(name: &str, text: &str, sink: &Sink, error: &serde_json::Error) -> DocumentError {
    let line = text.split_inclusive('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.as_bytes().get(..error.column()).unwrap_or(line.as_bytes());
    let details = Details {
        line: Some(error.line()),
        column: place(&String::from_utf8_lossy(before)).column.map(|column| column.saturating_sub(1).max(1)),
        element: sink.path.iter().rev().find_map(Step::index).map(|index| index + 1),
        read_before: sink.read(),
        skipped: sink.skipped.count,
    };
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let (code, what) = match error.classify() {
        Category::Eof => ("document_truncated", "ends before the JSON does: it was cut off; save it again".to_owned()),
        _ if words.starts_with("recursion limit") => (
            "document_too_deep",
            "has lists inside lists more than 100 deep; expected a list of disks or snapshots".to_owned(),
        ),
        _ => ("document_not_json", format!("is not JSON: {words}; save the tool's output again, unedited")),
    };
    DocumentError::at(name, code, &what, details)
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
pub(super) struct Sink {
    disks: Vec<Disk>,
    snapshots: Vec<Snapshot>,
    skipped: Skips,
    next_link: Option<String>,
    /// A `nextLink` that is no text.
    bad_link: Option<String>,
    warnings: Vec<Warning>,
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

    pub(super) fn skip(&mut self, fault: Fault) {
        let pointer = self.pointer();
        self.skipped.add(|| Skip { pointer, code: fault.code, message: fault.message });
    }

    /// Takes a whole element.
    pub(super) fn take(&mut self, members: Members<'_>, capital: bool) {
        let style = Style { nested: members.has_properties, capital };
        match build(members) {
            Err(fault) => return self.skip(fault),
            Ok(Resource::Disk(disk)) => self.disks.push(*disk),
            Ok(Resource::Snapshot(snapshot)) => self.snapshots.push(*snapshot),
        }
        self.style.get_or_insert(style);
    }

    /// Takes the `index`th row of a CSV document.
    pub(super) fn row(&mut self, index: u64, row: Result<Members<'_>, Fault>) {
        self.csv = true;
        self.path = vec![Step::Index(index)];
        match row {
            Ok(members) => self.take(members, false),
            Err(fault) => self.skip(fault),
        }
        self.path.clear();
    }

    fn more_pages(&mut self, what: &str) {
        let message = format!("{what}: this is one page of several; add the others too");
        self.warnings.push(Warning { code: "more_pages", message, target: Some(self.pointer()) });
    }

    fn finish(self, encoding: Encoding) -> Document {
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

/// Anything that may stand where a list, a wrapper or an element is expected.
struct Node<'s> {
    sink: &'s mut Sink,
}

impl Node<'_> {
    fn stranger(self, shown: &str) {
        let message = format!("it is {shown}; expected an object");
        self.sink.skip(Fault::new("not_an_object", message));
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let sink = self.sink;
        sink.wrapper.get_or_insert(Wrapper::Array);
        let depth = sink.path.len();
        for index in 0.. {
            sink.path.push(Step::Index(index));
            if seq.next_element_seed(Node { sink: &mut *sink })?.is_none() {
                break;
            }
            sink.path.truncate(depth);
        }
        sink.path.truncate(depth);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let sink = self.sink;
        let mut members = Members::default();
        let mut capital = None;
        let mut lists = false;
        let mut counted = false;
        while let Some(key) = map.next_key_seed(KeyOf(Scope::Resource))? {
            capital = capital.or(key.known.map(|_| key.capital));
            match key.known {
                Some(Known::Value(field)) => {
                    let raw: &'de RawValue = map.next_value()?;
                    members.set(field, Val::Json(raw.get()), false);
                }
                Some(Known::Object(scope)) => {
                    let nested = scope == Scope::Properties;
                    map.next_value_seed(Object { members: &mut members, scope, nested })?;
                }
                Some(Known::List(list)) => {
                    lists = true;
                    let (step, wrapper) = match list {
                        List::Value => ("value", Wrapper::Value),
                        List::Data => ("data", Wrapper::Data),
                    };
                    sink.wrapper.get_or_insert(wrapper);
                    sink.path.push(Step::Member(step));
                    map.next_value_seed(Node { sink: &mut *sink })?;
                    sink.path.pop();
                }
                Some(Known::Count) => {
                    counted = true;
                    map.next_value::<IgnoredAny>()?;
                }
                Some(Known::NextLink) => {
                    let raw: &'de RawValue = map.next_value()?;
                    match Val::Json(raw.get()).string() {
                        // Empty or missing ends the list (A25).
                        Ok(None) => {}
                        Ok(link) => sink.next_link = link,
                        Err(_) => sink.bad_link = Some(cut(raw.get(), 60)),
                    }
                }
                Some(Known::SkipToken) => {
                    let raw: &'de RawValue = map.next_value()?;
                    if !matches!(raw.get(), "null" | "\"\"") {
                        sink.more_pages("the query has more rows");
                    }
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        if !lists {
            sink.take(members, capital.unwrap_or(false));
        } else if counted && sink.path.is_empty() && sink.wrapper == Some(Wrapper::Value) {
            sink.wrapper = Some(Wrapper::Counted);
        }
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        if is_type_name(text) {
            self.sink.skip(cut_off("the element", text));
        } else {
            self.stranger(&format!("the text `{}`", cut(text, 60)));
        }
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.stranger("`null`");
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.stranger(if value { "`true`" } else { "`false`" });
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.stranger("a number");
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.stranger("a number");
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.stranger("a number");
        Ok(())
    }
}
