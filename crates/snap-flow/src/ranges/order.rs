//! The request of a `ranges` or `download` flow, checked: what can be known to fail before the first call is refused here.

use serde::{Deserialize, Serialize};
use snap_arm::request::Requests;
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::page_ranges::{LARGEST_PIECE, PAGE};

use crate::contract::FlowError;
use crate::intent::{self, Common, DEFAULT_TIMEOUT, id_of, needs_version};
use crate::json;

/// How long a link is asked for when nothing is said, in seconds: to read ranges, and to download. One that is too short is
/// opened again; one that nobody closes should end soon by itself (G21).
const DEFAULT_LINKS: [u32; 2] = [600, 3_600];
/// The shortest and the longest link, in seconds.
const LINKS: std::ops::RangeInclusive<u32> = 60..=86_400;

/// How long a download may take when nothing is said, in seconds: a day. Large disks take hours.
const DOWNLOAD_TIMEOUT: u64 = 86_400;

/// The request as it came.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Intent {
    flow: Which,
    pub(super) now: Instant,
    endpoint: String,
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    timeout_seconds: Option<u64>,
    #[serde(default)]
    parallel: Option<usize>,
    snapshot_id: String,
    #[serde(default)]
    previous_id: Option<String>,
    #[serde(default)]
    previous_unique_id: Option<String>,
    #[serde(default)]
    link_seconds: Option<u32>,
    #[serde(default)]
    piece_bytes: Option<u64>,
    /// What other flows that were killed had saved. What is taken from it is in the state, so it is not written down again.
    #[serde(default, skip_serializing)]
    left: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Which {
    Ranges,
    Download,
}

/// A checked request.
#[derive(Debug)]
pub(super) struct Order {
    pub(super) intent: Intent,
    pub(super) snapshot: ResourceId,
    pub(super) previous: Option<ResourceId>,
    /// Which snapshot the caller knows under the name of the earlier one, in lower case.
    pub(super) previous_unique_id: Option<String>,
    pub(super) link_seconds: u32,
    /// The most bytes of a piece, for a download.
    pub(super) piece_bytes: Option<u64>,
    pub(super) timeout: u64,
    pub(super) parallel: usize,
    pub(super) left: Vec<String>,
}

impl Order {
    pub(super) fn read(request: &[u8]) -> Result<(Self, Requests), FlowError> {
        let mut intent: Intent = json::read(request, "bad_request")?;
        let common = Common { endpoint: &intent.endpoint, api_version: intent.api_version.as_deref() };
        let requests = common.requests()?;
        // A7, A8: an older version shows neither open links nor how far a copy is.
        needs_version(&requests, "2021-04-01", "word on whether a snapshot is whole and whether a link to it is open")?;
        let id = |text: &str, member: &'static str| id_of(text, ResourceKind::Snapshot, || member.to_owned());
        let snapshot = id(&intent.snapshot_id, "snapshotId")?;
        let previous = intent.previous_id.as_deref().map(|text| id(text, "previousId")).transpose()?;
        if previous.as_ref() == Some(&snapshot) {
            let message =
                "`previousId` is the snapshot itself; name an earlier one, or leave it out for all that is in use";
            return Err(FlowError::new("same_snapshot_twice", message).at("previousId"));
        }
        let usual = if intent.flow == Which::Download { DOWNLOAD_TIMEOUT } else { DEFAULT_TIMEOUT };
        let order = Self {
            snapshot,
            previous,
            previous_unique_id: intent.previous_unique_id.as_deref().map(str::to_lowercase),
            link_seconds: link_seconds(&intent)?,
            piece_bytes: piece_bytes(&intent)?,
            timeout: intent::timeout(intent.timeout_seconds, usual, "timeoutSeconds")?,
            parallel: intent::parallel(intent.parallel)?,
            left: std::mem::take(&mut intent.left),
            intent,
        };
        Ok((order, requests))
    }

    /// As it was given.
    pub(super) fn endpoint(&self) -> &str {
        &self.intent.endpoint
    }

    /// The name of the flow.
    pub(super) fn flow(&self) -> &'static str {
        if self.piece_bytes.is_some() { "download" } else { "ranges" }
    }
}

fn link_seconds(intent: &Intent) -> Result<u32, FlowError> {
    let [ranges, download] = DEFAULT_LINKS;
    let usual = if intent.flow == Which::Download { download } else { ranges };
    let seconds = intent.link_seconds.unwrap_or(usual);
    if LINKS.contains(&seconds) {
        return Ok(seconds);
    }
    let message = format!("a link of `{seconds}` seconds is not between {} and {} (a day)", LINKS.start(), LINKS.end());
    Err(FlowError::new("bad_link_seconds", message).at("linkSeconds"))
}

fn piece_bytes(intent: &Intent) -> Result<Option<u64>, FlowError> {
    const MEMBER: &str = "pieceBytes";
    if intent.flow == Which::Ranges {
        return match intent.piece_bytes {
            Some(_) => Err(FlowError::new("unknown_member", "`pieceBytes` is a member of `download` only").at(MEMBER)),
            None => Ok(None),
        };
    }
    let bytes = intent.piece_bytes.unwrap_or(LARGEST_PIECE);
    if (PAGE..=LARGEST_PIECE).contains(&bytes) && bytes.is_multiple_of(PAGE) {
        return Ok(Some(bytes));
    }
    // G3, G8
    let message = format!("pieces of `{bytes}` bytes are not {PAGE} to {LARGEST_PIECE} bytes in whole pages of {PAGE}");
    Err(FlowError::new("bad_piece_bytes", message).at(MEMBER))
}
