//! Cells and columns: what all tables share.

use std::borrow::Cow;

use serde::ser::{Serialize, SerializeMap, Serializer};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::say::Sentence;
use snap_core::tags::Tags;

use crate::answer::Refusal;

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'r> {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(Cow<'r, str>),
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

/// As text: rows are flat.
impl From<&Sentence> for Cell<'_> {
    fn from(sentence: &Sentence) -> Self {
        Self::Text(Cow::Owned(sentence.text()))
    }
}

impl From<bool> for Cell<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Cell<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u32> for Cell<'_> {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<usize> for Cell<'_> {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u64> for Cell<'_> {
    fn from(value: u64) -> Self {
        // Sizes are far below; a number that is not would lose digits in a face, so it goes as text (A52).
        i64::try_from(value).map_or_else(|_| Self::Text(Cow::Owned(value.to_string())), Self::Int)
    }
}

impl From<f64> for Cell<'_> {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl From<Instant> for Cell<'_> {
    fn from(instant: Instant) -> Self {
        Self::Text(Cow::Owned(instant.to_string()))
    }
}

impl<'r> From<&'r ResourceId> for Cell<'r> {
    fn from(id: &'r ResourceId) -> Self {
        id.as_str().into()
    }
}

impl From<&Tags> for Cell<'_> {
    fn from(tags: &Tags) -> Self {
        json(tags)
    }
}

impl<'r, T: Into<Cell<'r>>> From<Option<T>> for Cell<'r> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A list or an object inside a row: as JSON text, for rows are flat.
pub(super) fn json(value: &impl Serialize) -> Cell<'static> {
    Cell::Text(Cow::Owned(serde_json::to_string(value).unwrap_or_default()))
}

/// A column of a table of `T`.
pub(super) struct Column<T: Columns + ?Sized> {
    pub(super) name: &'static str,
    pub(super) cell: for<'r> fn(&'r T::Row<'r>) -> Cell<'r>,
}

/// A table: its columns over what a row is worked out of.
pub(super) trait Columns: 'static {
    /// What a row is worked out of.
    type Row<'r>;

    /// All columns, in their order.
    fn all() -> &'static [Column<Self>];

    /// The columns with these names in this order; all when none are named.
    fn pick(names: Option<&[String]>) -> Result<Picked<Self>, Refusal> {
        Picked::of(Self::all(), names)
    }
}

/// Chosen columns.
pub(super) struct Picked<T: Columns + ?Sized>(Vec<&'static Column<T>>);

impl<T: Columns + ?Sized> Picked<T> {
    pub(super) fn of(all: &'static [Column<T>], names: Option<&[String]>) -> Result<Self, Refusal> {
        let Some(names) = names else { return Ok(Self(all.iter().collect())) };
        let find = |name: &String| {
            all.iter().find(|column| column.name == name).ok_or_else(|| {
                let known: Vec<&str> = all.iter().map(|column| column.name).collect();
                Refusal::new(
                    "column_unknown",
                    format!("`{name}` is no column of this table; it has {}", known.join(", ")),
                )
                .at(name)
            })
        };
        names.iter().map(find).collect::<Result<_, _>>().map(Self)
    }

    /// The columns' names.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|column| column.name)
    }

    /// The row's cells.
    pub(super) fn cells<'r>(&self, of: &'r T::Row<'r>) -> Vec<Cell<'r>> {
        self.0.iter().map(|column| (column.cell)(of)).collect()
    }

    /// The row, ready to be written.
    pub(super) fn row<'r>(&'r self, of: &'r T::Row<'r>) -> impl Serialize + 'r {
        Written { columns: &self.0, of }
    }
}

struct Written<'r, T: Columns + ?Sized> {
    columns: &'r [&'static Column<T>],
    of: &'r T::Row<'r>,
}

impl<T: Columns + ?Sized> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for column in self.columns {
            map.serialize_entry(column.name, &(column.cell)(self.of))?;
        }
        map.end()
    }
}
