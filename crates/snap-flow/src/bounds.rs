//! Snapline's own bounds as a table: what no reply and no file may exceed. `docs/caps.md` has the whole list with reasons.

use serde::Serialize;
use snap_arm::{document, endpoint, locks, page_list, reply};
use snap_core::future::LONGEST_DAYS;

use crate::pages;

/// One bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Bound {
    /// Stable, snake_case.
    pub id: &'static str,
    /// How much is taken at the most, in `unit`.
    pub of: u64,
    /// `bytes`, `pages`, `items`, `days` or `seconds`.
    pub unit: &'static str,
    /// A sentence for a person.
    pub text: &'static str,
}

const fn bound(id: &'static str, of: u64, unit: &'static str, text: &'static str) -> Bound {
    Bound { id, of, unit, text }
}

/// The most bytes of an answer about the future: what is more is asked for in parts.
pub const LARGEST_ANSWER: usize = 64 << 20;

/// The bounds that a face may want to name.
pub fn bounds() -> [Bound; 11] {
    [
        bound("document", document::LARGEST as u64, "bytes", "One document, before and after unpacking."),
        bound("list_page", reply::LARGEST_PAGE as u64, "bytes", "One page of a list of disks or snapshots."),
        bound("list_pages", pages::MOST_PAGES, "pages", "Pages of one list."),
        bound("list_items", pages::MOST_ITEMS, "items", "Disks or snapshots of one list."),
        bound("locks_page", locks::LARGEST_LOCKS as u64, "bytes", "One page of a list of locks."),
        bound("page_list", page_list::LARGEST_PAGE_LIST as u64, "bytes", "One page of the ranges of a snapshot."),
        bound(
            "status",
            reply::LARGEST_STATUS as u64,
            "bytes",
            "An operation's status, or an error that is read whole.",
        ),
        bound("link", endpoint::LONGEST_LINK as u64, "bytes", "A link that the service gives."),
        bound("future", LONGEST_DAYS as u64, "days", "How far ahead a future is worked out."),
        bound("future_answer", LARGEST_ANSWER as u64, "bytes", "The answer to one question about the future."),
        bound("pause", reply::LONGEST_PAUSE, "seconds", "What a Retry-After may ask for."),
    ]
}
