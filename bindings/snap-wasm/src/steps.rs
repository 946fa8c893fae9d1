//! What a flow says, read just far enough to obey it; everything else is handed on as the text it came in.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// An answer of `Flow::step`: either member is present.
#[derive(Deserialize)]
pub(crate) struct Answer<'a> {
    #[serde(borrow)]
    pub(crate) ok: Option<Stepped<'a>>,
}

/// The steps of one answer and when to poll again.
#[derive(Deserialize)]
pub(crate) struct Stepped<'a> {
    #[serde(borrow)]
    pub(crate) steps: Vec<&'a RawValue>,
    pub(crate) until: Option<String>,
}

/// The member every step has.
#[derive(Deserialize)]
pub(crate) struct Kind<'a> {
    pub(crate) step: &'a str,
}

/// A request to send.
#[derive(Deserialize)]
pub(crate) struct Request {
    pub(crate) id: u64,
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<String>,
    pub(crate) auth: Option<Auth>,
}

/// Whether a request carries the token. Only `arm` exists (architecture section 3).
#[derive(Deserialize)]
pub(crate) struct Auth {
    pub(crate) kind: String,
    pub(crate) fresh: bool,
}

/// The body that was just handed in belongs into the session.
#[derive(Deserialize)]
pub(crate) struct Document {
    pub(crate) name: String,
}

/// What the host tells the flow.
#[derive(Serialize)]
pub(crate) struct Input {
    pub(crate) op: &'static str,
    pub(crate) now: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) headers: Option<Vec<(String, String)>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<&'static str>,
}

impl Input {
    /// An input without a reply: `poll` or `cancel`.
    pub(crate) fn bare(op: &'static str, now: String) -> Self {
        Self { op, now, id: None, status: None, headers: None, kind: None }
    }
}
