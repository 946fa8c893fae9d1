//! A finding: what is or will be wrong, when, by which numbers, and a change that was tried.

use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::Value;

use crate::instant::Instant;
use crate::say::Sentence;
use crate::unit::{Level, Unit};

/// Something that does not work, will not, or is worth a second look.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// `stop` now, `warn` where it will break, `watch` where it is good to know.
    pub level: Level,
    /// The fact it stands for, or Snapline's own word for a smell: one of [`IDS`](super::IDS).
    pub id: &'static str,
    /// [`Unit::key`]; `None` for the policy, for what is asked, and for a whole place.
    pub unit: Option<String>,
    /// When it breaks; `None` for now.
    pub date: Option<Instant>,
    /// A few words.
    pub title: Sentence,
    /// What is true, why, and what to do.
    pub text: Sentence,
    /// The numbers written out: `24 a day x 21 days = 504 > 500`.
    pub arithmetic: Option<Sentence>,
    /// What makes it go away.
    pub fix: Option<Fix>,
}

/// A change of the policy that was tried: with it the finding is gone, nothing about the policy has come that is as bad, and
/// nothing worse at all.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fix {
    /// Made together.
    pub changes: Vec<Change>,
    /// The same for a person.
    pub text: Sentence,
}

/// One member of the policy and its new value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// JSON pointer into the whole policy, as [`Policy`](crate::retention::Policy) is written.
    pub path: String,
    /// What stands there.
    pub from: Value,
    /// What is to stand there.
    pub to: Value,
}

impl Finding {
    pub(crate) fn new(level: Level, id: &'static str, title: impl Into<Sentence>, text: impl Into<Sentence>) -> Self {
        let (title, text) = (title.into(), text.into());
        Self { level, id, unit: None, date: None, title, text, arithmetic: None, fix: None }
    }

    pub(crate) fn of(mut self, unit: &Unit<'_>) -> Self {
        self.unit = Some(unit.key.clone());
        self
    }

    pub(crate) fn on(mut self, date: Instant) -> Self {
        self.date = Some(date);
        self
    }

    pub(crate) fn sum(mut self, arithmetic: impl Into<Sentence>) -> Self {
        self.arithmetic = Some(arithmetic.into());
        self
    }

    /// The page that explains it, under `docs/`, without its ending.
    pub fn page(&self) -> String {
        format!("limits/{}", self.id.to_ascii_lowercase())
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Finding", 9)?;
        out.serialize_field("level", &self.level)?;
        out.serialize_field("id", self.id)?;
        out.serialize_field("unit", &self.unit)?;
        out.serialize_field("date", &self.date)?;
        out.serialize_field("title", &self.title)?;
        out.serialize_field("text", &self.text)?;
        out.serialize_field("arithmetic", &self.arithmetic)?;
        out.serialize_field("fix", &self.fix)?;
        out.serialize_field("page", &self.page())?;
        out.end()
    }
}

/// Worst first, then by date with what is broken now before the rest, then by id and unit, then as people read it.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let known = (a.level, a.date, a.id, &a.unit).cmp(&(b.level, b.date, b.id, &b.unit));
        known.then_with(|| (a.title.text(), a.text.text()).cmp(&(b.title.text(), b.text.text())))
    });
}
