//! A page list that is being read: all of its pages, by their markers, before anything is made of it (G1-G4).

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};
use snap_arm::page_list::PageList;
use snap_arm::reply::Reply;
use snap_core::page_ranges::Ranges;

use crate::trouble::Trouble;

/// More pages than any list has: a hundred million ranges.
const MOST_PAGES: u64 = 10_000;
/// The most ranges that are kept, neighbours counted as one: 64 MiB of memory.
const MOST_RANGES: usize = 4_000_000;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) marker: Option<String>,
    pub(super) pages: u64,
    seen: BTreeSet<[u8; 32]>,
    changed: Vec<(u64, u64)>,
    cleared: Vec<(u64, u64)>,
}

impl Listing {
    /// How many ranges were read.
    pub(super) fn count(&self) -> u64 {
        u64::try_from(self.changed.len() + self.cleared.len()).unwrap_or(u64::MAX)
    }

    /// Takes a page; true when it was the last one.
    pub(super) fn take(&mut self, reply: &Reply<'_>) -> Result<bool, Trouble> {
        let page = PageList::read(reply).map_err(|e| Trouble::bad_reply(reply, e))?;
        self.pages += 1;
        join(&mut self.changed, page.ranges);
        join(&mut self.cleared, page.clears);
        if self.changed.len() + self.cleared.len() > MOST_RANGES {
            let message = format!("There are more than {MOST_RANGES} ranges apart from each other.");
            return Err(Trouble::about(reply, "too_many_ranges", message));
        }
        let Some(marker) = page.next_marker else { return Ok(true) };
        if !self.seen.insert(Sha256::digest(&marker).into()) {
            let message = format!("Page {} of the page list leads back to a page that was read already.", self.pages);
            return Err(Trouble::about(reply, "next_link_loop", message));
        }
        if self.pages >= MOST_PAGES {
            let message = format!("The page list has more than {MOST_PAGES} pages; none has that many.");
            return Err(Trouble::about(reply, "too_many_pages", message));
        }
        self.marker = Some(marker);
        Ok(false)
    }

    /// The whole list, put together and checked.
    pub(super) fn merged(self, disk_bytes: u64) -> Result<Ranges, Trouble> {
        Ranges::merge(self.changed, self.cleared, disk_bytes).map_err(|error| {
            let message = format!("The service's page list is not to be trusted: {error}. Nothing of it was used.");
            Trouble::new("bad_ranges", message)
        })
    }
}

/// Ranges come in order: what touches the last one is joined to it, so that a disk in full use takes no memory.
fn join(into: &mut Vec<(u64, u64)>, ranges: Vec<(u64, u64)>) {
    for (first, last) in ranges {
        match into.last_mut() {
            Some((_, end)) if end.checked_add(1) == Some(first) && first <= last => *end = last,
            _ => into.push((first, last)),
        }
    }
}
