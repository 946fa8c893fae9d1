//! A finding: what is or will be wrong, when, by which numbers, and a change that was tried.

use serde::{Serialize, Serializer, ser::SerializeStruct};
use serde_json::Value;

use crate::instant::Instant;
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
    pub title: String,
    /// What is true, why, and what to do.
    pub text: String,
    /// The numbers written out: `24 a day x 21 days = 504 > 500`.
    pub arithmetic: Option<String>,
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
    pub text: String,
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
    pub(crate) fn new(level: Level, id: &'static str, title: impl Into<String>, text: impl Into<String>) -> Self {
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

    pub(crate) fn sum(mut self, arithmetic: String) -> Self {
        self.arithmetic = Some(arithmetic);
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

/// Worst first, then by date with what is broken now before the rest, then by id and unit.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        (a.level, a.date, a.id, &a.unit, &a.title, &a.text).cmp(&(b.level, b.date, b.id, &b.unit, &b.title, &b.text))
    });
}
