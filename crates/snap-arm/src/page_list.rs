//! Which pages of a snapshot are in use, or what changed since another: storage's page list (G1-G4).

use crate::access::PAGE_ENTRIES;
use crate::reply::{BadBody, Reply};
use crate::xml::{Node, Xml};

/// The largest body of a page list that is read. 10,000 entries are under 1 MiB.
pub const LARGEST_PAGE_LIST: usize = 8 << 20;
/// The longest marker that is sent back.
const LONGEST_MARKER: usize = 4 << 10;

/// One page of a page list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageList {
    /// First and last byte, both inclusive, of what is in use or has changed, in the page's order. Neither sorted nor
    /// checked for overlaps and alignment (G3): [`snap_core`] does that when pages are put together.
    pub ranges: Vec<(u64, u64)>,
    /// The same for what reads as zeros now; only in a list of changes.
    pub clears: Vec<(u64, u64)>,
    /// What the next page is asked for with (G4); `None` on the last one.
    pub next_marker: Option<String>,
}

impl PageList {
    /// Reads `<PageList>` with `<PageRange>` and `<ClearRange>` in any mixture (G2).
    ///
    /// # Errors
    /// When the body is not that, is cut short, has more than 10,000 entries or 8 MiB, or an entry whose two numbers are not
    /// both there and both numbers. The message names the entry and its place.
    pub fn read(reply: &Reply<'_>) -> Result<Self, BadBody> {
        read(reply.body).map_err(|found| BadBody::of(reply, "a page list", found))
    }
}

fn read(body: &[u8]) -> Result<PageList, String> {
    if body.len() > LARGEST_PAGE_LIST {
        return Err("it is larger than 8 MiB".to_owned());
    }
    let mut xml = Xml::new(body)?;
    let mut list = PageList::default();
    let mut ends: [Option<u64>; 2] = [None; 2];
    loop {
        let (text, path) = match xml.step()? {
            Node::Over => return Ok(list),
            Node::Opened => match xml.path().as_slice() {
                ["PageList", ..] => continue,
                _ => return Err(xml.fault("is not in a `PageList`")),
            },
            Node::Closed(text) => (text, xml.path()),
        };
        let entry = list.ranges.len() + list.clears.len() + 1;
        let bad = |what: &str| format!("{}, entry {entry}: {what}", xml.place());
        match path.as_slice() {
            [_, "PageRange" | "ClearRange", end @ ("Start" | "End")] => {
                let [start_end, end_end] = &mut ends;
                let slot = if *end == "Start" { start_end } else { end_end };
                let number =
                    number(&text).ok_or_else(|| bad(&format!("its `{end}` is not a whole number of bytes")))?;
                if slot.replace(number).is_some() {
                    return Err(bad(&format!("its `{end}` stands twice")));
                }
            }
            [_, kind @ ("PageRange" | "ClearRange")] => {
                let [Some(start), Some(end)] = std::mem::take(&mut ends) else {
                    return Err(bad("it lacks its `Start` or its `End`"));
                };
                if entry > PAGE_ENTRIES {
                    return Err(bad("there are more than the 10,000 that were asked for"));
                }
                let kept = if *kind == "PageRange" { &mut list.ranges } else { &mut list.clears };
                kept.push((start, end));
            }
            [_, "NextMarker"] if list.next_marker.is_some() => return Err(bad("`NextMarker` stands twice")),
            [_, "NextMarker"] if text.len() > LONGEST_MARKER => return Err(bad("`NextMarker` is longer than 4 KiB")),
            [_, "NextMarker"] => list.next_marker = Some(text.trim().to_owned()).filter(|marker| !marker.is_empty()),
            _ => {}
        }
    }
}

fn number(text: &str) -> Option<u64> {
    let text = text.trim();
    text.parse().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()))
}
