//! What is written down of a flow, and how it goes on from there.
//!
//! A saved flow is its request with everything that was chosen at its start filled in (call id, slot), and the items that
//! are final. It holds no token, no SAS and no link of an operation: who goes on asks the service what is true (A35).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use snap_core::instant::Instant;

use crate::contract::{FlowError, Item};
use crate::flow::Begun;
use crate::{copy, create, json, list, prune, ranges, run, wait};

/// Raised when a reader of the older form would go wrong.
const VERSION: u32 = 1;

/// What is carried over into a resumed flow.
#[derive(Debug)]
pub(crate) struct Resumed {
    pub(crate) now: Instant,
    pub(crate) finished: Vec<Item>,
    /// What only this kind of flow knows.
    pub(crate) state: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    #[serde(rename = "flow")]
    _flow: String,
    now: Instant,
    saved: Box<RawValue>,
}

/// The answer of `save` as its host wrote it down, unread.
#[derive(Deserialize)]
struct Answer {
    ok: Inner,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inner {
    saved: Saved,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Saved {
    version: u32,
    request: Box<RawValue>,
    finished: Vec<Item>,
    #[serde(default)]
    state: Option<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Which {
    flow: String,
}

/// Goes on from what [`write`] gave.
pub(crate) fn resume(request: &[u8]) -> Result<Begun, FlowError> {
    let Request { now, saved, .. } = json::read(request, "bad_request")?;
    let saved = read(saved.get())?;
    if saved.version != VERSION {
        let message = format!("this flow was saved in form {}, this version reads form {VERSION}", saved.version);
        return Err(FlowError::new("bad_saved", message).at("saved"));
    }
    let inner = saved.request.get().as_bytes();
    let which: Which = json::read(inner, "bad_saved")?;
    let resumed = Some(Resumed { now, finished: saved.finished, state: saved.state });
    match which.flow.as_str() {
        "list" => list::begin(inner, resumed),
        "create" => create::begin(inner, resumed),
        "wait" => wait::begin(inner, resumed),
        "copy" => copy::begin(inner, resumed),
        "ranges" | "download" => ranges::begin(inner, resumed),
        "prune" => prune::begin(inner, resumed),
        "run" => run::begin(inner, resumed),
        other => Err(FlowError::new("bad_saved", format!("`{other}` is no flow that can be resumed")).at("saved")),
    }
}

/// The `saved` object itself, or a text that holds the whole answer in which it was given.
fn read(given: &str) -> Result<Saved, FlowError> {
    if !given.starts_with('"') {
        return json::read(given.as_bytes(), "bad_saved");
    }
    let text: Result<Answer, _> = serde_json::from_str(given).and_then(|text: String| serde_json::from_str(&text));
    let answer = text.map_err(|error| {
        FlowError::new("bad_saved", format!("the text is no answer of `save`: {error}")).at("saved")
    })?;
    Ok(answer.ok.saved)
}

/// The `saved` member.
pub(crate) fn write(request: &impl Serialize, finished: &[&Item]) -> Option<Box<RawValue>> {
    write_with(request, finished, None::<()>)
}

/// The `saved` member of a flow that has more to say than its request and its finished items.
pub(crate) fn write_with(
    request: &impl Serialize,
    finished: &[&Item],
    state: Option<impl Serialize>,
) -> Option<Box<RawValue>> {
    #[derive(Serialize)]
    struct Out<'a, R, S> {
        version: u32,
        request: &'a R,
        finished: &'a [&'a Item],
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<S>,
    }
    serde_json::value::to_raw_value(&Out { version: VERSION, request, finished, state }).ok()
}
