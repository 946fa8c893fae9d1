//! Why a document was refused.

use serde::Serialize;

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

/// A document that gave nothing. `Display` is the whole message: file, place, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct DocumentError {
    code: &'static str,
    message: String,
    details: Details,
}

impl DocumentError {
    /// `subject` begins the message: the file's name in backticks, or what the bytes are.
    pub(super) fn new(subject: &str, code: &'static str, what: &str) -> Self {
        Self::at(subject, code, what, Details::default())
    }

    /// With the place put into the message.
    pub(super) fn at(subject: &str, code: &'static str, what: &str, details: Details) -> Self {
        let mut message = format!("{subject} {what}");
        if let (Some(line), Some(column)) = (details.line, details.column) {
            let element = details.element.map(|n| format!(", in element {n}")).unwrap_or_default();
            let read = match details.read_before {
                0 => String::new(),
                n => format!("; {n} before it could be read, and none is taken"),
            };
            message.push_str(&format!(" (line {line}, column {column}{element}{read})"));
        }
        Self { code, message, details }
    }

    /// There were elements and not one was of use.
    pub(super) fn nothing_read(subject: &str, skips: &Skips) -> Self {
        const EXPECTED: &str = "expected what `az snapshot list`, `az disk list`, `Get-AzSnapshot | ConvertTo-Json -Depth 10`, \
             a list page of the service or Azure Resource Graph gives";
        // Cut-off objects all the way through have one cause and one cure, so they get their own code.
        let cut_off = skips.items.iter().find(|skip| skip.code == "truncated_by_depth");
        let code = cut_off.map_or("document_no_resources", |skip| skip.code);
        let why = cut_off.or(skips.items.first()).map_or_else(String::new, |skip| {
            let place = if skip.pointer.is_empty() { "the root" } else { &skip.pointer };
            format!("; at `{}`: {}", scrub(place, 200), skip.message)
        });
        let elements = if skips.count == 1 { "element was" } else { "elements were" };
        let what =
            format!("holds no disk or snapshot that can be read: {} {elements} skipped{why}; {EXPECTED}", skips.count);
        Self::at(subject, code, &what, Details { skipped: skips.count, ..Details::default() })
    }

    /// One resource was wanted and it was skipped.
    pub(super) fn of_skip(subject: &str, skip: &Skip) -> Self {
        Self::new(subject, skip.code, &format!("cannot be taken: {}", skip.message))
    }

    /// One resource was wanted and there were none or several.
    pub(super) fn not_one(subject: &str, found: usize) -> Self {
        Self::new(
            subject,
            "document_no_resources",
            &format!("holds {found} resources; expected one disk or one snapshot"),
        )
    }

    /// Stable: `document_empty`, `document_encoding`, `document_gzip`, `document_too_large`, `document_not_json`,
    /// `document_truncated`, `document_too_deep`, `document_no_resources`, `document_next_link`, `truncated_by_depth`;
    /// of [`read_resource`](super::read_resource) also a skip's code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The whole message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Where, and how far it was read.
    pub fn details(&self) -> &Details {
        &self.details
    }
}
