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
    /// What other flows had saved that may have left access links open.
    pub(crate) left: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    #[serde(rename = "flow")]
    _flow: String,
    now: Instant,
    saved: Box<RawValue>,
    #[serde(default)]
    left: Vec<String>,
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
    let Request { now, saved, left, .. } = json::read(request, "bad_request")?;
    let saved = read(saved.get())?;
    let inner = saved.request.get().as_bytes();
    let which: Which = json::read(inner, "bad_saved")?;
    if !left.is_empty() && !matches!(which.flow.as_str(), "ranges" | "download") {
        let message = format!("`left` is for flows that open access links, and `{}` opens none", which.flow);
        return Err(FlowError::new("unknown_member", message).at("left"));
    }
    let resumed = Some(Resumed { now, finished: saved.finished, state: saved.state, left });
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

/// The endpoint and the state of a flow, out of the text of a whole answer of `save`.
pub(crate) fn state_of(text: &str) -> Result<(String, Option<Box<RawValue>>), FlowError> {
    #[derive(Deserialize)]
    struct At {
        endpoint: String,
    }
    let saved = of_this_form(of_answer(serde_json::from_str(text))?)?;
    let at: At = serde_json::from_str(saved.request.get()).map_err(|error| no_answer(&error))?;
    Ok((at.endpoint, saved.state))
}

/// The `saved` object itself, or a text that holds the whole answer in which it was given.
fn read(given: &str) -> Result<Saved, FlowError> {
    if !given.starts_with('"') {
        return of_this_form(json::read(given.as_bytes(), "bad_saved")?);
    }
    of_this_form(of_answer(serde_json::from_str(given).and_then(|text: String| serde_json::from_str(&text)))?)
}

fn of_answer(answer: Result<Answer, serde_json::Error>) -> Result<Saved, FlowError> {
    answer.map(|answer| answer.ok.saved).map_err(|error| no_answer(&error))
}

fn no_answer(error: &serde_json::Error) -> FlowError {
    FlowError::new("bad_saved", format!("the text is no answer of `save`: {error}")).at("saved")
}

fn of_this_form(saved: Saved) -> Result<Saved, FlowError> {
    if saved.version == VERSION {
        return Ok(saved);
    }
    let message = format!("this flow was saved in form {}, this version reads form {VERSION}", saved.version);
    Err(FlowError::new("bad_saved", message).at("saved"))
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
