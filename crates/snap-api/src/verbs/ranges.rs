//! Page lists put together and checked, for hosts that read them themselves (G1-G4).

use serde::Serialize;
use snap_arm::page_list::PageList;
use snap_arm::reply::Reply;
use snap_core::page_ranges::{LARGEST_PIECE, Range, Ranges};

use crate::answer::{self, Refusal, Warning};
use crate::request;
use crate::said;

/// The answer of `ranges`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Ranges"))]
pub(crate) struct Answer<'a> {
    disk_size_bytes: String,
    changed_bytes: String,
    cleared_bytes: String,
    changed: &'a [Range],
    cleared: &'a [Range],
    pieces: String,
}

pub(crate) fn answer(asked: &request::Ranges) -> Result<Vec<u8>, Refusal> {
    let disk_bytes = disk_bytes(&asked.disk_size_bytes)?;
    let (mut changed, mut cleared, mut more) = (Vec::new(), Vec::new(), false);
    for (at, page) in asked.pages.iter().enumerate() {
        let reply = Reply { status: 200, headers: &[], body: page.as_bytes() };
        let page = PageList::read(&reply)
            .map_err(|error| Refusal::new("bad_page_list", error.to_string()).at(format!("/pages/{at}")))?;
        changed.extend(page.ranges);
        cleared.extend(page.clears);
        more = page.next_marker.is_some();
    }
    let ranges = Ranges::merge(changed, cleared, disk_bytes)
        .map_err(|error| Refusal::new("bad_ranges", error.said()).at("/pages"))?;
    let warning = Warning { code: "more_pages", message: said::warn_more_ranges(), target: None };
    let answer = Answer {
        disk_size_bytes: disk_bytes.to_string(),
        changed_bytes: ranges.changed_bytes().to_string(),
        cleared_bytes: ranges.cleared_bytes().to_string(),
        changed: &ranges.changed,
        cleared: &ranges.cleared,
        pieces: ranges.pieces(LARGEST_PIECE).count().to_string(),
    };
    Ok(answer::done(answer, if more { std::slice::from_ref(&warning) } else { &[] }))
}

/// Decimal digits and nothing else: a number of JSON may have lost its last ones.
fn disk_bytes(text: &str) -> Result<u64, Refusal> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).ok_or_else(|| {
        let message = format!("`diskSizeBytes` is a whole number of bytes as a text of digits, not `{text}`");
        Refusal::new("bad_request", message).at("/diskSizeBytes")
    })
}
