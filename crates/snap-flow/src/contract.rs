//! What goes in and out of a flow, as in section *Flows* of the vocabulary.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;
use snap_core::instant::Instant;

/// Why a flow was not begun, or why an input was not taken. Nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FlowError {
    code: &'static str,
    message: String,
    target: Option<String>,
}

impl FlowError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), target: None }
    }

    pub(crate) fn at(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// Stable, snake_case; one of `docs/errors.md`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// What was wrong and what to do.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The member or resource it is about.
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }
}

/// Something to know that did not stop the flow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable, snake_case.
    pub code: &'static str,
    /// For a person.
    pub message: String,
    /// What it is about.
    pub target: Option<String>,
}

impl Warning {
    pub(crate) fn new(code: &'static str, message: impl Into<String>, target: Option<&str>) -> Self {
        Self { code, message: message.into(), target: target.map(str::to_owned) }
    }
}

/// What was begun. Serialises as the `ok` of `flow_new`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowBegun"))]
pub struct FlowInfo {
    /// Its kind: `list`, `create`, `wait`, …
    pub flow: &'static str,
    /// The call id of a flow that writes.
    pub call_id: Option<String>,
    /// Beside the answer, not in it.
    #[serde(skip)]
    pub warnings: Vec<Warning>,
}

/// What one input gave. Serialises as the `ok` of `step`: `{"steps", "until"}`, or `{"saved"}` after `save`.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowOutput", as = "View<'static>"))]
pub struct Output {
    /// In the order they are to be obeyed.
    pub steps: Vec<Step>,
    /// Poll again no later than then; `None`: only a reply can wake the flow, or it is over.
    pub until: Option<Instant>,
    /// Beside the answer, not in it.
    pub warnings: Vec<Warning>,
    /// After `save`: what `resume` takes.
    pub saved: Option<Box<RawValue>>,
}

/// As it is written.
#[derive(Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowOutput"))]
enum View<'o> {
    /// After `save`: what `resume` takes.
    Saved {
        #[cfg_attr(feature = "typescript", ts(type = "unknown"))]
        saved: &'o RawValue,
    },
    /// After anything else.
    Steps { steps: &'o [Step], until: Option<Instant> },
}

impl Serialize for Output {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let view = match &self.saved {
            Some(saved) => View::Saved { saved },
            None => View::Steps { steps: &self.steps, until: self.until },
        };
        view.serialize(serializer)
    }
}

/// One thing for the host to do or to show.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowStep"))]
pub enum Step {
    /// Send this; tell with `reply` or `failed` how it ended.
    Request {
        /// Names it in the answer.
        id: u64,
        /// `GET`, `PUT`, `POST` or `DELETE`.
        method: &'static str,
        /// Absolute, on the chosen endpoint or a SAS address. For sending, not for showing.
        url: String,
        /// Name and value.
        headers: Vec<(String, String)>,
        /// JSON text.
        body: Option<String>,
        /// What to add.
        auth: Option<Auth>,
    },
    /// Fetch these bytes into the local file; tell with `reply` how it ended and how many were written.
    Download {
        /// Names it in the answer.
        id: u64,
        /// A SAS address: a secret.
        url: String,
        /// Name and value, `range` among them.
        headers: Vec<(String, String)>,
        /// First and last byte on the wire.
        range: (u64, u64),
        /// Where in the local file the first of them goes.
        offset: u64,
    },
    /// Which bytes a snapshot holds, or what changed between two.
    Ranges(Box<RangesFound>),
    /// The body that was just handed in holds disks or snapshots.
    Document {
        /// The request it answers.
        id: u64,
        /// For messages.
        name: String,
    },
    /// How something ended.
    Item(Item),
    /// How far it is.
    #[serde(rename_all = "camelCase")]
    Progress {
        /// A disk id, or nothing where it is about the whole.
        target: Option<String>,
        /// For a person.
        text: String,
        /// 0 to 100 where the service says so.
        percent: Option<f64>,
        /// Until the target is ready, by the rate its percent has grown at; `None` while there is no rate.
        seconds_left: Option<u64>,
        /// How many are through.
        done: u64,
        /// Of how many.
        of: Option<u64>,
    },
    /// The last step.
    Done {
        /// How it ended.
        summary: Summary,
    },
}

/// The answer of a `ranges` or `download` flow. Byte positions travel as decimal strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RangesFound {
    /// The snapshot's id.
    pub snapshot: String,
    /// The earlier snapshot's id, when changes were asked for.
    pub previous: Option<String>,
    /// The snapshot's unique id: a name can come to stand for another snapshot.
    pub unique_id: Option<String>,
    /// The disk's size.
    pub disk_size_bytes: String,
    /// `vhd` or `vhdx` (R16).
    pub format: &'static str,
    /// How many bytes are in use, or changed.
    pub changed_bytes: String,
    /// How many bytes were cleared.
    pub cleared_bytes: String,
    /// Of a download: how long the local file is when everything is written (G7).
    pub file_bytes: Option<String>,
    /// Of a download of changes: how many bytes of the earlier file, from its start, are the earlier disk. What lies behind
    /// them in that file is no part of the new one.
    pub kept_bytes: Option<String>,
    /// First and last byte of each range, in order.
    pub changed: Vec<(String, String)>,
    /// The same of what was cleared.
    pub cleared: Vec<(String, String)>,
}

/// Which token a request needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowAuth"))]
pub struct Auth {
    /// Always `arm`: the management service's bearer token.
    pub kind: &'static str,
    /// Fetch a new one: the last was refused.
    pub fresh: bool,
}

/// How one target ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowItem"))]
pub struct Item {
    /// How.
    pub kind: ItemKind,
    /// The disk's id; for lists what was to be read.
    pub target: String,
    /// The snapshot's id.
    pub snapshot: Option<String>,
    /// The snapshot's name.
    pub name: Option<String>,
    /// Why: ours in snake_case, the service's as it came.
    pub code: Option<String>,
    /// Why, in words.
    pub message: Option<String>,
    /// The HTTP status behind it.
    pub status: Option<u16>,
    /// A76
    pub request_id: Option<String>,
    /// A76
    pub correlation_id: Option<String>,
    /// Which part of a run it is of; nothing in flows of one part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub part: Option<RunPart>,
}

/// The parts of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum RunPart {
    /// Snapshots of disks.
    Take,
    /// Copies of snapshots.
    Copy,
    /// Deletions.
    Prune,
}

impl Item {
    /// Nothing but how and what.
    pub(crate) fn bare(kind: ItemKind, target: &str) -> Self {
        Self {
            kind,
            target: target.to_owned(),
            snapshot: None,
            name: None,
            code: None,
            message: None,
            status: None,
            request_id: None,
            correlation_id: None,
            part: None,
        }
    }
}

/// What an item says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum ItemKind {
    /// The snapshot was made by this flow.
    Made,
    /// The name carries this call's key: an earlier attempt made it.
    AlreadyMade,
    /// The snapshot was deleted by this flow.
    Deleted,
    /// There was nothing left to delete.
    AlreadyGone,
    /// With `whatIf`: this is what would be done.
    Planned,
    /// Nothing was written; the code says why.
    Skipped,
    /// Nothing was made, or what was made has failed.
    Failed,
    /// A write may or may not have been done.
    Unknown,
    /// The wait ended well.
    Ready,
    /// The wait ended otherwise.
    NotReady,
}

/// The end of a flow.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowSummary"))]
pub struct Summary {
    /// Items of kind `made`.
    pub made: u64,
    /// Items of kind `already_made`.
    pub already_made: u64,
    /// Items of kind `deleted`.
    pub deleted: u64,
    /// Items of kind `already_gone`.
    pub already_gone: u64,
    /// Items of kind `planned`.
    pub planned: u64,
    /// Items of kind `skipped`.
    pub skipped: u64,
    /// Items of kind `failed`.
    pub failed: u64,
    /// Items of kind `unknown`.
    pub unknown: u64,
    /// Items of kind `ready`.
    pub ready: u64,
    /// Items of kind `not_ready`.
    pub not_ready: u64,
    /// Pages read.
    pub pages: u64,
    /// Seconds between the first and the last snapshot of a machine's disks.
    pub skew_seconds: Option<f64>,
    /// The moment that a run's snapshots stand for; nothing in other flows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub slot: Option<Instant>,
    /// True when everything that was asked for was done.
    pub complete: bool,
    /// For a person.
    pub sentence: String,
}

impl Summary {
    /// Counts an item.
    pub(crate) fn count(&mut self, kind: ItemKind) {
        let counter = match kind {
            ItemKind::Made => &mut self.made,
            ItemKind::AlreadyMade => &mut self.already_made,
            ItemKind::Deleted => &mut self.deleted,
            ItemKind::AlreadyGone => &mut self.already_gone,
            ItemKind::Planned => &mut self.planned,
            ItemKind::Skipped => &mut self.skipped,
            ItemKind::Failed => &mut self.failed,
            ItemKind::Unknown => &mut self.unknown,
            ItemKind::Ready => &mut self.ready,
            ItemKind::NotReady => &mut self.not_ready,
        };
        *counter += 1;
    }

    /// True when nothing that was asked for was left out or ended badly.
    pub(crate) fn is_whole(&self) -> bool {
        self.skipped + self.failed + self.unknown + self.not_ready == 0
    }

    /// The counts that are not zero, in words: `3 made, 1 failed`.
    pub(crate) fn words(&self) -> String {
        let parts: Vec<String> = [
            (self.made, "made"),
            (self.already_made, "already made"),
            (self.deleted, "deleted"),
            (self.already_gone, "already gone"),
            (self.planned, "planned"),
            (self.failed, "failed"),
            (self.unknown, "not known"),
            (self.skipped, "skipped"),
            (self.not_ready, "not ready"),
        ]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}"))
        .collect();
        parts.join(", ")
    }
}

/// The first argument of `step`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowInput", optional_fields = nullable))]
pub(crate) struct Input {
    pub(crate) op: Op,
    pub(crate) now: Instant,
    #[serde(default)]
    pub(crate) id: Option<u64>,
    #[serde(default)]
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) headers: Option<Vec<(String, String)>>,
    #[serde(default)]
    pub(crate) kind: Option<Lost>,
    #[serde(default)]
    pub(crate) bytes: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowOp"))]
pub(crate) enum Op {
    Poll,
    Reply,
    Failed,
    Cancel,
    Save,
}

/// How a request ended without a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FlowLost"))]
pub(crate) enum Lost {
    /// The connection was never made.
    NotSent,
    Timeout,
    /// It broke off, in mid-body too.
    Cut,
    Tls,
    TooLarge,
    Other,
}
