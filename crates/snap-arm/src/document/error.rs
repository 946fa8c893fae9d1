//! Why a document was refused.

use serde::Serialize;
use snap_core::say::Sentence;

use super::said::{document_not_one, document_not_taken, document_nothing_read, document_refused};
use super::{Skip, Skips};
use crate::scrub::scrub;

/// Where a document stopped making sense, and how far it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Details {
    /// Counted from 1, in the decoded text.
    pub line: Option<usize>,
    /// In characters, counted from 1.
    pub column: Option<usize>,
    /// Which element of its list was being read, counted from 1.
    pub element: Option<u64>,
    /// Disks and snapshots that were read before; none of them is taken.
    pub read_before: u64,
    /// Elements that were passed over before.
    pub skipped: u64,
}

/// What a message begins with: the name of a file, scrubbed; `None` for the body of a reply.
pub(super) type Subject<'a> = Option<&'a str>;

/// A document that gave nothing. `Display` is the whole message: file, place, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{said}")]
pub struct DocumentError {
    code: &'static str,
    said: Sentence,
    details: Details,
}

impl DocumentError {
    pub(super) fn new(subject: Subject<'_>, code: &'static str, what: Sentence) -> Self {
        Self::at(subject, code, what, Details::default())
    }

    /// With the place put into the message.
    #[cold]
    pub(super) fn at(subject: Subject<'_>, code: &'static str, what: Sentence, details: Details) -> Self {
        // Places are told as editors tell them: digits alone.
        let (line, column) = details.line.zip(details.column).map(|(l, c)| (l.to_string(), c.to_string())).unzip();
        let element = details.element.map(|element| element.to_string());
        let (line, column, element) = (line.as_deref(), column.as_deref(), element.as_deref());
        let said = document_refused(subject, what, line, column, element, count(details.read_before));
        Self { code, said, details }
    }

    /// There were elements and not one was of use.
    pub(super) fn nothing_read(subject: Subject<'_>, skips: &Skips) -> Self {
        // Cut-off objects all the way through have one cause and one cure, so they get their own code.
        let cut_off = skips.items.iter().find(|skip| skip.code == "truncated_by_depth");
        let code = cut_off.map_or("document_no_resources", |skip| skip.code);
        let shown = cut_off.or(skips.items.first());
        let place = shown.filter(|skip| !skip.pointer.is_empty()).map(|skip| scrub(&skip.pointer, 200));
        let why = shown.map(|skip| skip.message.clone());
        let what = document_nothing_read(count(skips.count), place.as_deref(), why);
        Self::at(subject, code, what, Details { skipped: skips.count, ..Details::default() })
    }

    /// One resource was wanted and it was skipped.
    pub(super) fn of_skip(subject: Subject<'_>, skip: &Skip) -> Self {
        Self::new(subject, skip.code, document_not_taken(skip.message.clone()))
    }

    /// One resource was wanted and there were none or several.
    pub(super) fn not_one(subject: Subject<'_>, found: usize) -> Self {
        Self::new(subject, "document_no_resources", document_not_one(found))
    }

    /// Stable: `document_empty`, `document_encoding`, `document_gzip`, `document_too_large`, `document_not_json`,
    /// `document_truncated`, `document_too_deep`, `document_no_resources`, `document_next_link`, `truncated_by_depth`;
    /// of [`read_resource`](super::read_resource) also a skip's code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The whole message.
    pub fn said(&self) -> &Sentence {
        &self.said
    }

    /// Where, and how far it was read.
    pub fn details(&self) -> &Details {
        &self.details
    }
}

fn count(of: u64) -> usize {
    usize::try_from(of).unwrap_or(usize::MAX)
}
