//! Documents: what Azure's tools print about disks and snapshots, read into one model.
//!
//! Five shapes ([`Shape`]), each in any key case and in any [`Encoding`]. The bytes are read once, through typed projections
//! that borrow from them; members that are not known are passed over (A40), words that are not known are kept (A43).
//!
//! A document that cannot be read whole is refused and gives nothing. Inside a document that can, an element that is no
//! disk or snapshot, or that holds a member which cannot be read, is skipped and named; the rest is read. Nothing is
//! guessed: these values decide what may be deleted.

mod csv;
mod encoding;
mod error;
mod fast;
mod fields;
mod layout;
mod members;
mod read;
mod resource;
mod said;
mod shape;
mod syntax;
mod tags;
mod value;

#[cfg(test)]
mod tests;

use snap_core::model::{Disk, Snapshot};
use snap_core::say::Sentence;

use crate::scrub::scrub;

pub use self::encoding::{Charset, Encoding, LARGEST};
use self::error::Subject;
pub use self::error::{Details, DocumentError};
pub use self::said::SENTENCES;
pub use self::shape::Shape;

/// What one document held.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Which tool wrote it, judged by its structure.
    pub shape: Shape,
    /// How its text was stored.
    pub encoding: Encoding,
    /// Its disks, in the document's order.
    pub disks: Vec<Box<Disk>>,
    /// Its snapshots, in the document's order.
    pub snapshots: Vec<Box<Snapshot>>,
    /// What was passed over.
    pub skipped: Skips,
    /// Where the next page is, opaque (A25); `None` when there is none.
    pub next_link: Option<String>,
    /// What a reader should know although the document was read.
    pub warnings: Vec<Warning>,
}

/// The elements of a document that were not read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Skips {
    /// How many there were.
    pub count: u64,
    /// The first [`Skips::LISTED`] of them.
    pub items: Vec<Skip>,
}

impl Skips {
    /// How many are kept for showing; all are counted.
    pub const LISTED: usize = 100;

    /// Counts one; what it was is worked out only when it will be listed.
    fn add(&mut self, skip: impl FnOnce() -> Skip) {
        self.count += 1;
        if self.items.len() < Self::LISTED {
            self.items.push(skip());
        }
    }
}

/// One element that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Where it stands, as a JSON pointer from the root of the document. In CSV `/0` is the first row under the header;
    /// in a file of several JSON values the pointer begins with the value's number, the first one (`/0`) left out.
    pub pointer: String,
    /// Stable: `not_a_disk_or_snapshot`, `not_an_object`, `no_id`, `bad_id`, `wrong_type`, `out_of_range`, `bad_instant`,
    /// `too_long`, `member_twice`, `truncated_by_depth`, `service_error`, `row_length`.
    pub code: &'static str,
    /// Which member, what it was and what was expected.
    pub message: Sentence,
}

/// Something that does not stop the reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable: `more_pages`.
    pub code: &'static str,
    /// What it means.
    pub message: Sentence,
    /// What it is about: a JSON pointer.
    pub target: Option<String>,
}

/// One disk or one snapshot.
#[derive(Debug, Clone, PartialEq)]
pub enum Resource {
    /// `Microsoft.Compute/disks`
    Disk(Box<Disk>),
    /// `Microsoft.Compute/snapshots`
    Snapshot(Box<Snapshot>),
}

/// Reads one document; `name` is for messages only.
///
/// An empty list is a good document. One that holds elements of which none can be read is an error: the first skip says why.
///
/// # Errors
/// [`DocumentError`], whose code and place say what is wrong; nothing of the document was taken then.
pub fn read(name: &str, bytes: &[u8]) -> Result<Document, DocumentError> {
    let name = scrub(name, 200);
    let subject = Some(name.as_str());
    let document = read::document(subject, bytes)?;
    if document.disks.is_empty() && document.snapshots.is_empty() && document.skipped.count > 0 {
        return Err(DocumentError::nothing_read(subject, &document.skipped));
    }
    Ok(document)
}

/// Reads the body of a reply that is one disk or one snapshot.
///
/// # Errors
/// As [`read`]; a body that holds a resource which cannot be taken has that skip's code (`no_id`, `bad_id`, `wrong_type`, …).
pub fn read_resource(bytes: &[u8]) -> Result<Resource, DocumentError> {
    const SUBJECT: Subject<'_> = None;
    let mut document = read::document(SUBJECT, bytes)?;
    let found = document.disks.len() + document.snapshots.len();
    if let Some(skip) = document.skipped.items.first() {
        return Err(DocumentError::of_skip(SUBJECT, skip));
    }
    if found > 1 {
        return Err(DocumentError::not_one(SUBJECT, found));
    }
    let disk = document.disks.pop().map(Resource::Disk);
    let snapshot = document.snapshots.pop().map(Resource::Snapshot);
    disk.or(snapshot).ok_or_else(|| DocumentError::not_one(SUBJECT, found))
}
