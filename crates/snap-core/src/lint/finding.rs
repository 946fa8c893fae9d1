//! A finding: what is or will be wrong, when, by which numbers, and a change that was tried.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::topic::{Topic, topic};
use crate::instant::Instant;
use crate::say::Sentence;
use crate::unit::{Level, Unit};

/// Something that does not work, will not, or is worth a second look.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(as = "View<'static>"))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Fix {
    /// Made together.
    pub changes: Vec<Change>,
    /// The same for a person.
    pub text: Sentence,
}

/// One member of the policy and its new value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Change {
    /// JSON pointer into the whole policy, as [`Policy`](crate::retention::Policy) is written.
    pub path: String,
    /// What stands there.
    #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
    pub from: Value,
    /// What is to stand there.
    #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
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

/// As it is written: with the page that explains it.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct View<'f> {
    level: Level,
    /// A fact, or Snapline's own word for a smell.
    id: &'f str,
    topic: Topic,
    /// Nothing for the policy, for what is asked, and for a whole place.
    unit: Option<&'f str>,
    /// When it breaks; nothing for now.
    date: Option<Instant>,
    /// A few words.
    title: &'f Sentence,
    /// What is true, why, and what to do.
    text: &'f Sentence,
    /// The numbers written out.
    arithmetic: Option<&'f Sentence>,
    /// What makes it go away.
    fix: Option<&'f Fix>,
    /// Its page under `docs/`, without the ending.
    page: String,
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { level, id, unit, date, title, text, arithmetic, fix } = self;
        let view = View {
            level: *level,
            id,
            topic: topic(id),
            unit: unit.as_deref(),
            date: *date,
            title,
            text,
            arithmetic: arithmetic.as_ref(),
            fix: fix.as_ref(),
            page: self.page(),
        };
        view.serialize(serializer)
    }
}

/// Worst first, then by date with what is broken now before the rest, then by id and unit, then as people read it.
pub fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| {
        let known = (a.level, a.date, a.id, &a.unit).cmp(&(b.level, b.date, b.id, &b.unit));
        known.then_with(|| (a.title.text(), a.text.text()).cmp(&(b.title.text(), b.text.text())))
    });
}
