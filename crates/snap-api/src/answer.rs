//! The three forms of an answer, as bytes.

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use snap_core::say::Sentence;

/// Something the user should know that did not stop the call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub(crate) struct Warning {
    pub(crate) code: &'static str,
    pub(crate) message: Sentence,
    pub(crate) target: Option<String>,
}

/// Why a call was refused. `code` is one of `docs/errors.md`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CoreError"))]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) message: Sentence,
    pub(crate) target: Option<String>,
    #[cfg_attr(feature = "typescript", ts(optional, type = "{ [member in string]: unknown }"))]
    pub(crate) details: Map<String, Value>,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, message: impl Into<Sentence>) -> Self {
        Self { code, message: message.into(), target: None, details: Map::new() }
    }

    pub(crate) fn at(mut self, target: impl Into<String>) -> Self {
        self.target = Some(target.into());
        self
    }

    /// With the members of a serialised struct as details.
    pub(crate) fn with(mut self, details: impl Serialize) -> Self {
        if let Ok(Value::Object(map)) = serde_json::to_value(details) {
            self.details = map;
        }
        self
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Done"))]
pub(crate) struct Done<'a, T> {
    pub(crate) ok: T,
    pub(crate) warnings: &'a [Warning],
}

#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub(crate) struct Refused<'a> {
    error: &'a Refusal,
}

/// How far a verb has come, in units of work.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub(crate) struct Progress {
    pub(crate) done: usize,
    pub(crate) of: usize,
}

#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub(crate) struct More {
    #[cfg_attr(feature = "typescript", ts(type = "true"))]
    more: bool,
    progress: Progress,
    #[serde(skip_serializing_if = "Option::is_none")]
    // Of rows in parts, which the page does not ask for.
    #[cfg_attr(feature = "typescript", ts(skip))]
    ok: Option<Box<RawValue>>,
}

pub(crate) fn done(value: impl Serialize, warnings: &[Warning]) -> Vec<u8> {
    encode(&Done { ok: value, warnings })
}

pub(crate) fn refused(refusal: &Refusal) -> Vec<u8> {
    encode(&Refused { error: refusal })
}

/// `part` is what a verb that answers in parts has got so far.
pub(crate) fn more(progress: Progress, part: Option<Box<RawValue>>) -> Vec<u8> {
    encode(&More { more: true, progress, ok: part })
}

/// Serialising our own views cannot fail: string keys, finite numbers. Should it ever, that is an answer too.
pub(crate) fn encode(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_else(|error| {
        let text = Value::String(format!("the answer could not be written: {error}"));
        format!(r#"{{"error":{{"code":"internal","message":{text},"target":null,"details":{{}}}}}}"#).into_bytes()
    })
}

/// JSON that was written earlier, put in as it is.
pub(crate) fn raw(json: Vec<u8>) -> Box<RawValue> {
    String::from_utf8(json)
        .ok()
        .and_then(|text| RawValue::from_string(text).ok())
        .unwrap_or_else(|| RawValue::NULL.to_owned())
}
