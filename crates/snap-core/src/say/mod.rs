//! What the core says to people: sentences as data, each of one template, so that its English text, its code and its
//! values cannot part.
//!
//! A template is English with places for values: `{name}`, `{name, style}`, `{name, plural, =0 {…} one {…} other {…}}` and
//! `{name, select, word {…} none {…} other {…}}`. What stands inside a value is never read as a template.

mod form;
mod render;
#[cfg(test)]
mod tests;
mod value;

use std::fmt;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

pub use form::{Form, form, written_as};
pub use value::Value;

/// A sentence as it is written down, before anything is known.
#[derive(Debug, PartialEq, Eq)]
pub struct Template {
    /// Its stable name, one among all.
    pub code: &'static str,
    /// The English.
    pub text: &'static str,
    /// Its values in their order, each `name:Kind` and a blank.
    pub values: &'static str,
}

/// One sentence: a template and what stands in its places.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Said", as = "View<'static>"))]
pub struct Sentence {
    template: &'static Template,
    values: Vec<Value>,
}

/// Declares sentences: a function for each, which takes its values, and the list of all templates.
///
/// ```
/// snap_core::sentences! {
///     /// The sentences of the example.
///     const SENTENCES;
///     example_drops(drop: Count, all: Count) = "{drop, plural, =0 {Drops nothing} other {Drops {drop}}} of {all}.";
/// }
/// assert_eq!(example_drops(3, 4).text(), "Drops 3 of 4.");
/// assert_eq!(SENTENCES[0].code, "example_drops");
/// ```
#[macro_export]
macro_rules! sentences {
    (
        $(#[$about:meta])*
        $list_vis:vis const $list:ident;
        $($(#[$doc:meta])* $vis:vis $code:ident ($($name:ident : $kind:ident),* $(,)?) = $text:literal;)*
    ) => {
        $(#[$about])*
        $list_vis const $list: &[$crate::say::Template] = &[$($crate::sentences!(@template $code $text $($name $kind)*)),*];
        $($(#[$doc])*
        // What is seldom said stays out of what is always run: the page loads that part of the core first.
        #[inline(never)]
        $vis fn $code($($name: $crate::sentences!(@type $kind)),*) -> $crate::say::Sentence {
            const TEMPLATE: &$crate::say::Template = &$crate::sentences!(@template $code $text $($name $kind)*);
            $crate::say::Sentence::new(TEMPLATE, vec![$($crate::sentences!(@value $kind $name)),*])
        })*
    };
    (@template $code:ident $text:literal $($name:ident $kind:ident)*) => {
        $crate::say::Template {
            code: stringify!($code),
            text: $text,
            values: concat!($(stringify!($name), ":", stringify!($kind), " ",)* ""),
        }
    };
    (@type Count) => { usize };
    (@type MaybeCount) => { Option<usize> };
    (@type Percent) => { f64 };
    (@type Instant) => { $crate::instant::Instant };
    (@type MaybeInstant) => { Option<$crate::instant::Instant> };
    (@type Day) => { jiff::civil::Date };
    (@type MaybeDay) => { Option<jiff::civil::Date> };
    (@type Time) => { jiff::civil::Time };
    (@type Seconds) => { i64 };
    (@type Decimal) => { String };
    (@type Period) => { String };
    (@type Name) => { &str };
    (@type MaybeName) => { Option<&str> };
    (@type Text) => { &str };
    (@type Word) => { &'static str };
    (@type MaybeWord) => { Option<&'static str> };
    (@type Sentence) => { $crate::say::Sentence };
    (@type MaybeSentence) => { Option<$crate::say::Sentence> };
    (@type Names) => { Vec<String> };
    (@type Sentences) => { Vec<$crate::say::Sentence> };
    (@value Count $value:ident) => { $crate::say::Value::Count($value) };
    (@value MaybeCount $value:ident) => { $value.map_or($crate::say::Value::None, $crate::say::Value::Count) };
    (@value Percent $value:ident) => { $crate::say::Value::percent($value) };
    (@value Instant $value:ident) => { $crate::say::Value::Instant($value) };
    (@value MaybeInstant $value:ident) => { $value.map_or($crate::say::Value::None, $crate::say::Value::Instant) };
    (@value Day $value:ident) => { $crate::say::Value::Day($value) };
    (@value MaybeDay $value:ident) => { $value.map_or($crate::say::Value::None, $crate::say::Value::Day) };
    (@value Time $value:ident) => { $crate::say::Value::Time($value) };
    (@value Seconds $value:ident) => { $crate::say::Value::Seconds($value) };
    (@value Decimal $value:ident) => { $crate::say::Value::Decimal($value) };
    (@value Period $value:ident) => { $crate::say::Value::Period($value) };
    (@value Name $value:ident) => { $crate::say::Value::Name($value.to_owned()) };
    (@value MaybeName $value:ident) => { $crate::say::Value::name($value) };
    (@value Text $value:ident) => { $crate::say::Value::Text($value.to_owned()) };
    (@value Word $value:ident) => { $crate::say::Value::Word($value) };
    (@value MaybeWord $value:ident) => { $value.map_or($crate::say::Value::None, $crate::say::Value::Word) };
    (@value Sentence $value:ident) => { $crate::say::Value::Sentence($value) };
    (@value MaybeSentence $value:ident) => { $value.map_or($crate::say::Value::None, $crate::say::Value::Sentence) };
    (@value Names $value:ident) => { $crate::say::Value::Names($value) };
    (@value Sentences $value:ident) => { $crate::say::Value::Sentences($value) };
}

impl Template {
    /// The names of its values and their kinds, in their order.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.values.split_ascii_whitespace().filter_map(|value| value.split_once(':'))
    }
}

impl Sentence {
    /// What `sentences!` makes; `values` are in the order of the template's.
    #[doc(hidden)]
    pub fn new(template: &'static Template, values: Vec<Value>) -> Self {
        Self { template, values }
    }

    /// The stable name.
    pub fn code(&self) -> &'static str {
        self.template.code
    }

    /// The same with other names in it, by what each was.
    #[must_use]
    pub fn with_names(mut self, rename: &dyn Fn(&str) -> String) -> Self {
        for value in &mut self.values {
            match value {
                Value::Name(name) => *name = rename(name),
                Value::Names(names) => names.iter_mut().for_each(|name| *name = rename(name)),
                Value::Sentence(inner) => *inner = inner.clone().with_names(rename),
                _ => {}
            }
        }
        self
    }

    /// The English, with instants in UTC.
    pub fn text(&self) -> String {
        let mut text = String::with_capacity(self.template.text.len());
        render::sentence(self, &mut text);
        text
    }
}

/// The English.
impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

sentences! {
    /// What no language has, such as an error's message.
    const SENTENCES;
    as_written(text: Text) = "{text}";
}

impl From<String> for Sentence {
    fn from(text: String) -> Self {
        as_written(&text)
    }
}

impl From<&str> for Sentence {
    fn from(text: &str) -> Self {
        as_written(text)
    }
}

impl From<Sentence> for String {
    fn from(sentence: Sentence) -> Self {
        sentence.text()
    }
}

impl PartialEq<&str> for Sentence {
    fn eq(&self, other: &&str) -> bool {
        self.text() == **other
    }
}

/// As it is written: the English, or all parts where they were asked for ([`written_as`]).
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Said"))]
enum View<'s> {
    Text(String),
    Parts(Parts<'s>),
}

/// A sentence in parts.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Sentence"))]
struct Parts<'s> {
    /// The stable name of its template.
    code: &'static str,
    /// The English it would have been.
    text: String,
    /// What stands in the places of the template, by name.
    #[cfg_attr(feature = "typescript", ts(as = "std::collections::BTreeMap<String, Value>"))]
    values: Named<'s>,
}

struct Named<'s>(&'s Sentence);

impl Serialize for Sentence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = self.text();
        let view = match form() {
            Form::Text => View::Text(text),
            Form::Parts => View::Parts(Parts { code: self.template.code, text, values: Named(self) }),
        };
        view.serialize(serializer)
    }
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_map(Some(self.0.values.len()))?;
        for ((name, _), value) in self.0.template.values().zip(&self.0.values) {
            out.serialize_entry(name, value)?;
        }
        out.end()
    }
}

/// Every sentence that this crate can say.
pub fn templates() -> impl Iterator<Item = &'static Template> {
    [
        SENTENCES,
        crate::readiness::why::SENTENCES,
        crate::unit::said::SENTENCES,
        crate::limits::SENTENCES,
        crate::retention::SENTENCES,
        crate::retention::RULES,
        crate::retention::PRESETS,
        crate::restore::SENTENCES,
        crate::plan::SENTENCES,
        crate::future::SENTENCES,
        crate::lint::SENTENCES,
        crate::lint::SMELLS,
        crate::schedule::SENTENCES,
        crate::cost::SENTENCES,
        crate::retention::WRONG,
        crate::json::SENTENCES,
        crate::zone::SENTENCES,
        crate::id::SENTENCES,
        crate::page_ranges::SENTENCES,
    ]
    .into_iter()
    .flatten()
}
