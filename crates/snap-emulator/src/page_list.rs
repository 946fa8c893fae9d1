//! Page lists: which ranges are in use, or what changed since an earlier snapshot (G1 to G5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;

use crate::blob::{self, Export, Reply, StorageError, XML};
use crate::emulator::Emulator;
use crate::extents::{Extents, Fate, Run};
use crate::http::{Request, Response};
use crate::target::Target;

/// The first version that takes `x-ms-previous-snapshot-url` (G1).
const DIFFERENCES_SINCE: &str = "2019-04-19";
/// The first version that pages (G4).
const PAGES_SINCE: &str = "2020-10-02";
/// Ranges on one page at most (G4).
const MOST: usize = 10_000;
/// Where differences break once (R5): 4,096 GiB.
const BREAK: u64 = 4096 << 30;

impl Emulator {
    /// One page of the list.
    pub(crate) fn page_list(
        &self,
        request: &Request,
        target: &Target,
        export: &Export<'_>,
        version: &str,
        now: Timestamp,
    ) -> Reply {
        let earlier = match request.header("x-ms-previous-snapshot-url") {
            None => Extents::default(),
            Some(url) => self.earlier(url, export, version, now)?,
        };
        if let Some(value) = target.query("prevsnapshot") {
            return Err(bad_query("prevsnapshot", value));
        }
        let mut runs = export.extents.since(&earlier);
        if let Some((first, last)) = blob::wanted_range(request)? {
            cut(&mut runs, first, last.map_or(u64::MAX, |last| last.saturating_add(1)));
        }
        let pages = version >= PAGES_SINCE;
        let (from, most) = if pages { self.asked_page(target)? } else { (0, usize::MAX) };
        let tail = match (pages, runs.len() > from.saturating_add(most)) {
            (true, true) => format!("<NextMarker>{}</NextMarker>", marker(from + most)),
            (true, false) => "<NextMarker />".to_owned(),
            (false, _) => String::new(),
        };
        let list: String = runs.iter().skip(from).take(most).map(element).collect();
        let response = Response::text(200, "application/xml", &format!("{XML}<PageList>{list}{tail}</PageList>"))
            .with_header("x-ms-blob-content-length", export.size.to_string());
        Ok(blob::describe(response, export))
    }

    /// The pages of the earlier snapshot, if differences to it may be asked (G5).
    fn earlier(&self, url: &str, export: &Export<'_>, version: &str, now: Timestamp) -> Reply<Extents> {
        if version < DIFFERENCES_SINCE {
            return Err(StorageError::header(
                "x-ms-previous-snapshot-url",
                &format!("not before version {DIFFERENCES_SINCE}"),
            ));
        }
        let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
        let target = path.and_then(|path| Target::parse(path).ok());
        let target = target.ok_or_else(|| StorageError::header("x-ms-previous-snapshot-url", "not an address"))?;
        let earlier = self.export(&target, now)?;
        let impossible = |why: &str| {
            let message = "Differences between these two snapshots cannot be given.";
            Err(StorageError::new(409, "PreviousSnapshotOperationNotSupported", message).detail("Reason", why))
        };
        if earlier.stored.family().is_none() || earlier.stored.family() != export.stored.family() {
            return impossible("they are not incremental snapshots of one family");
        }
        if (earlier.frozen.bytes <= BREAK) != (export.frozen.bytes <= BREAK) {
            return impossible("the disk grew past 4 TiB between them");
        }
        if export.frozen.is_before(&earlier.frozen) {
            let message = "The previous snapshot is newer than the snapshot.";
            return Err(StorageError::new(400, "PreviousSnapshotCannotBeNewer", message));
        }
        Ok(earlier.extents)
    }

    /// Where the asked page starts, and how many ranges it holds.
    fn asked_page(&self, target: &Target) -> Reply<(usize, usize)> {
        let from = match target.query("marker").filter(|text| !text.is_empty()) {
            None => 0,
            Some(text) => read_marker(text).ok_or_else(|| bad_query("marker", text))?,
        };
        let most = match target.query("maxresults") {
            None => MOST,
            Some(text) => match text.parse::<i64>() {
                Ok(number @ 1..) => usize::try_from(number).unwrap_or(MOST).min(MOST),
                Ok(_) => {
                    let message =
                        "One of the query parameters specified in the request URI is outside the permissible range.";
                    let about = format!("maxresults={text}");
                    return Err(StorageError::new(400, "OutOfRangeQueryParameterValue", message)
                        .detail("QueryParameter", about));
                }
                Err(_) => return Err(bad_query("maxresults", text)),
            },
        };
        Ok((from, most.min(self.config.ranges_per_page).max(1)))
    }
}

fn element(run: &Run<Fate>) -> String {
    let name = match run.what {
        Fate::Written => "PageRange",
        Fate::Cleared => "ClearRange",
    };
    format!("<{name}><Start>{}</Start><End>{}</End></{name}>", run.start, run.end - 1)
}

/// Leaves what lies in a range, whole pages of it.
fn cut(runs: &mut Vec<Run<Fate>>, start: u64, end: u64) {
    let (start, end) = (start / 512 * 512, end.checked_next_multiple_of(512).unwrap_or(u64::MAX));
    for run in runs.iter_mut() {
        (run.start, run.end) = (run.start.max(start), run.end.min(end));
    }
    runs.retain(|run| run.start < run.end);
}

fn marker(from: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("page ranges from {from}"))
}

fn read_marker(text: &str) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
    text.strip_prefix("page ranges from ")?.parse().ok()
}

fn bad_query(name: &str, value: &str) -> Box<StorageError> {
    let message = "Value for one of the query parameters specified in the request URI is invalid.";
    let value: String = value.chars().take(100).collect();
    StorageError::new(400, "InvalidQueryParameterValue", message).detail("QueryParameter", format!("{name}={value}"))
}
