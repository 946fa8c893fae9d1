//! An element seen as a layout: where its known values lie, and what they are.
//!
//! Tools write the elements of a list alike, to the blank: of one and the next hardly more differs than a name and a date.
//! So an element is compared with one before as a whole, and only the values in which they differ are looked at. All that
//! stands between values must be the same to the byte; else the element has another layout, and this says nothing about it.

use snap_core::text::alike;

use super::fields::{Field, Fields};
use super::members::Members;
use super::syntax::{Cursor, DEEPEST, Raw};
use super::value::Val;

/// One value of an element.
struct Spot {
    /// How many bytes lie before it, counted from the end of the value before.
    lead: usize,
    /// How many it has; none where an object is entered.
    length: usize,
    /// It is a text, and nothing in it is escaped.
    plain: bool,
    what: What,
}

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// That of a known member.
    Field(Field),
    /// It is passed over.
    Unknown,
    /// An object that is entered, or what stands in its place: the same in every element of the layout.
    Object,
}

/// The layout of an element, with the values of the last that had it.
pub(super) struct Layout<'a> {
    /// Where that one lies.
    begin: usize,
    end: usize,
    spots: Vec<Spot>,
    /// Up to where the spots go while they are gathered.
    mark: usize,
    pub(super) members: Members<'a>,
    /// A known member occurs twice.
    twice: bool,
    known: Fields,
    /// The first known name begins with a capital.
    pub(super) capital: Option<bool>,
    /// Which of all snapshots the last one became, if it became one.
    pub(super) made: Option<usize>,
    /// What the element at hand has otherwise: which spot, and the text there.
    edits: Vec<(usize, Raw<'a>)>,
}

/// So many values of one element are told apart.
const MOST: usize = 128;

impl<'a> Layout<'a> {
    /// An element of which nothing is known yet but where it begins.
    pub(super) fn new(begin: usize) -> Self {
        Self {
            begin,
            end: begin,
            spots: Vec::new(),
            mark: begin,
            members: Members::default(),
            twice: false,
            known: Fields::NONE,
            capital: None,
            made: None,
            edits: Vec::new(),
        }
    }

    /// Notes an object that is entered at `begin`, or what stands in its place.
    pub(super) fn object(&mut self, begin: usize) {
        self.note(What::Object, begin, 0, false);
    }

    /// Notes a value that begins at `begin`.
    pub(super) fn value(&mut self, what: What, begin: usize, value: Raw<'_>) {
        self.note(what, begin, value.text.len(), value.plain);
    }

    fn note(&mut self, what: What, begin: usize, length: usize, plain: bool) {
        if let What::Field(field) = what {
            self.twice |= self.known.has(field);
            self.known.add(field);
        }
        if self.spots.len() <= MOST {
            self.spots.push(Spot { lead: begin - self.mark, length, plain, what });
        }
        self.mark = begin + length;
    }

    /// Notes the element's end; whether another element can be read by it.
    ///
    /// Not where a name counts twice, for then it matters which of two values is another.
    pub(super) fn end(&mut self, end: usize) -> bool {
        self.end = end;
        !self.twice && self.members.fault.is_none() && self.members.texts.is_empty() && self.spots.len() <= MOST
    }

    /// Reads the element that begins at `at` if it has this layout: where it ends, and the fields that differ from those of
    /// the element before. Otherwise nothing has changed.
    pub(super) fn read(&mut self, text: &'a str, at: usize) -> Option<(usize, Fields)> {
        let bytes = text.as_bytes();
        let (mut old, mut new) = (self.begin, at);
        // What is the same from here on, as far as the old element goes.
        let same = |old: usize, new: usize| Some(alike(bytes.get(old..self.end)?, bytes.get(new..)?));
        let mut run = same(old, new)?;
        self.edits.clear();
        for (place, spot) in self.spots.iter().enumerate() {
            let whole = spot.lead + spot.length;
            // With the byte behind it, or `12` would pass for the begin of `128`.
            if run > whole {
                (old, new, run) = (old + whole, new + whole, run - whole);
                continue;
            }
            if run < spot.lead || spot.what == What::Object {
                return None;
            }
            let begin = new + spot.lead;
            // What both texts begin with need not be looked at again.
            let inside = spot.plain && run > spot.lead && run < whole;
            let mut cursor = Cursor { text, at: if inside { new + run } else { begin } };
            let value = if inside { cursor.string_since(begin) } else { cursor.value(DEEPEST) };
            self.edits.push((place, value?));
            (old, new) = (old + whole, cursor.at);
            run = same(old, new)?;
        }
        let rest = self.end - old;
        if run < rest {
            return None;
        }
        (self.begin, self.end) = (at, new + rest);
        Some((self.end, self.edit()))
    }

    fn edit(&mut self) -> Fields {
        let mut changed = Fields::NONE;
        for (place, value) in &self.edits {
            let Some(spot) = self.spots.get_mut(*place) else { continue };
            (spot.length, spot.plain) = (value.text.len(), value.plain);
            if let What::Field(field) = spot.what {
                self.members.replace(field, Val::of(*value));
                changed.add(field);
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The layout of `{"a": …, "id": …, "sku": {…}}`, by its first element.
    fn first(text: &str) -> Layout<'_> {
        let mut layout = Layout::new(0);
        let at = |what: &str| text.find(what).unwrap() + what.len();
        let value = |begin| Cursor { text, at: begin }.value(DEEPEST).unwrap();
        let [a, id, sku, name] = ["\"a\": ", "\"id\": ", "\"sku\": ", "{\"name\": "].map(at);
        layout.value(What::Unknown, a, value(a));
        layout.value(What::Field(Field::Id), id, value(id));
        layout.members.set(Field::Id, Val::of(value(id)), false);
        layout.object(sku);
        layout.value(What::Field(Field::SkuName), name, value(name));
        layout.members.set(Field::SkuName, Val::of(value(name)), false);
        assert!(layout.end(text.find("}}").unwrap() + 2));
        layout
    }

    const FIRST: &str = r#"{"a": 12, "id": "x", "sku": {"name": null}}"#;

    #[test]
    fn what_differs_is_read_and_nothing_else() {
        for (second, changed) in [
            (FIRST, vec![]),
            (r#"{"a": [1, {"b": "}"}], "id": "x", "sku": {"name": null}}"#, vec![]),
            (r#"{"a": 128, "id": "x", "sku": {"name": null}}"#, vec![]),
            (r#"{"a": 12, "id": "\"y", "sku": {"name": null}}"#, vec![Field::Id]),
            (r#"{"a": 1, "id": "", "sku": {"name": "n"}}"#, vec![Field::Id, Field::SkuName]),
        ] {
            let text = format!("{FIRST},{second},{FIRST}");
            let mut layout = first(&text);
            let (end, fields) = layout.read(&text, FIRST.len() + 1).unwrap();
            assert_eq!(end, FIRST.len() + 1 + second.len(), "{second}");
            for field in [Field::Id, Field::SkuName, Field::Name] {
                assert_eq!(fields.has(field), changed.contains(&field), "{second} {field:?}");
            }
            // And back again: what was read is the layout of the next.
            let (end, back) = layout.read(&text, end + 1).unwrap();
            assert_eq!((end, back), (text.len(), fields), "{second}");
            assert_eq!(*layout.members.get(Field::Id), Val::Plain("x"));
            assert_eq!(*layout.members.get(Field::SkuName), Val::Json("null"));
        }
    }

    #[test]
    fn another_layout_changes_nothing() {
        for other in [
            r#"{"b": 12, "id": "y", "sku": {"name": null}}"#,
            r#"{"a": 12, "id":  "y", "sku": {"name": null}}"#,
            r#"{"a": 12, "id": "y", "sku": null}"#,
            r#"{"a": 12, "id": "y", "sku": {"name": null, "x": 1}}"#,
            r#"{"a": 12, "id": "y", "sku": {"name": null}, "x": 1}"#,
            r#"{"a": 12, "id": "y", "sku": {}}"#,
            r#"{"a": 12, "id": "y"}"#,
            r#"{"a": 12, "id": "y", "sku": {"name": nul}}"#,
            r#"{"a": 12, "id": "y", "sku": {"name": 1} }"#,
            r#"{"a": 12, "id": y, "sku": {"name": null}}"#,
            r#"{"a": 012, "id": "y", "sku": {"name": null}}"#,
            r#"{"a": 12, "id": "y", "sku": {"name": null}"#,
            r#"{"a": 12, "id": "y"#,
            "",
        ] {
            let text = format!("{FIRST},{FIRST},{other}");
            let mut layout = first(&text);
            assert_eq!(layout.read(&text, 2 * FIRST.len() + 2), None, "{other}");
            assert_eq!(layout.read(&text, FIRST.len() + 1), Some((2 * FIRST.len() + 1, Fields::NONE)), "{other}");
        }
    }

    #[test]
    fn what_occurs_twice_is_no_layout() {
        let mut layout = Layout::new(0);
        let value = Raw { text: "1", plain: false };
        layout.value(What::Field(Field::Id), 1, value);
        layout.value(What::Field(Field::Id), 3, value);
        assert!(!layout.end(5));
        let mut layout = Layout::new(0);
        (0..=MOST).for_each(|at| layout.value(What::Unknown, at, value));
        assert!(!layout.end(MOST + 1));
    }
}
