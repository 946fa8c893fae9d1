//! Faults on demand: which requests they strike, and what they do to them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::blob;
use crate::copying::CopyFailure;
use crate::emulator::Emulator;
use crate::http::{Delivery, Outcome, Request, Response};
use crate::operations::Failure;
use crate::refusal::Refusal;
use crate::tampering;

/// A fault and the requests it strikes. Read from JSON in the same form: `{"match": {…}, "fault": {"kind": …}}`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Which requests; all of them when left out.
    #[serde(default, rename = "match")]
    pub when: Match,
    /// What happens to them.
    pub fault: Fault,
}

/// Which requests a rule strikes.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Match {
    /// The method, whatever its casing.
    pub method: Option<String>,
    /// Part of the path (query left out), whatever its casing.
    pub path_contains: Option<String>,
    /// How many fitting requests pass unharmed first.
    pub skip: u32,
    /// How many are then struck.
    pub times: u32,
}

impl Default for Match {
    fn default() -> Self {
        Self { method: None, path_contains: None, skip: 0, times: 1 }
    }
}

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Fault {
    /// Answers with a status; the request is not carried out.
    Status {
        /// From 200 to 599.
        #[serde(deserialize_with = "final_status")]
        status: u16,
        /// `Retry-After` as it stands on the wire: seconds, a date, or nonsense.
        #[serde(default)]
        retry_after: Option<String>,
        /// The error code; fitting ones are chosen for known statuses.
        #[serde(default)]
        code: Option<String>,
        /// The error message.
        #[serde(default)]
        message: Option<String>,
        /// The form of the body.
        #[serde(default)]
        shape: Shape,
    },
    /// Sends the client elsewhere; the request is not carried out.
    Redirect {
        /// The `Location`.
        location: String,
        /// 301, 302, 303, 307 or 308.
        #[serde(default = "found", deserialize_with = "final_status")]
        status: u16,
    },
    /// Carries it out and cuts the connection after so many bytes of the reply's body.
    Truncate {
        /// Bytes let through.
        after_bytes: usize,
    },
    /// Closes the connection at once; the request is not carried out.
    DropRequest,
    /// Carries it out and closes the connection without a reply.
    DropReply,
    /// Carries it out and answers late.
    Delay {
        /// How late.
        milliseconds: u64,
    },
    /// Carries it out and adds blanks to the body: still the same JSON, but huge.
    HugeBody {
        /// How many blanks.
        bytes: usize,
    },
    /// Carries it out and lets `nextLink`, `Location` and `Azure-AsyncOperation` point to another origin.
    ForeignLink {
        /// Scheme, host and port, such as `https://elsewhere.invalid`.
        origin: String,
    },
    /// Carries it out; the operation it starts does not succeed (A33).
    FailOperation {
        /// `Failed` or `Canceled`; any other word means to a client that it still runs (A33).
        #[serde(default = "failed")]
        status: String,
        /// The operation's `error.code`.
        code: String,
        /// The operation's `error.message`.
        message: String,
    },
    /// Carries it out; the background copy it starts stops for good (R18).
    FailCopy {
        /// Where it stops.
        at_percent: f64,
        /// `copyCompletionError.errorCode`.
        code: String,
        /// `copyCompletionError.errorMessage`.
        message: String,
    },
    /// Carries it out; the operation it starts never ends.
    EndlessOperation,
    /// Carries it out twice, as a network or a proxy that repeats does; the client sees the second reply.
    Duplicate,
    /// Carries it out and sets headers of the reply; null takes one away.
    Headers {
        /// By name.
        set: BTreeMap<String, Option<String>>,
    },
    /// Carries it out and answers with another status, the rest as it was meant.
    Restatus {
        /// From 200 to 599.
        #[serde(deserialize_with = "final_status")]
        status: u16,
    },
    /// Carries it out and puts a value into the JSON of the reply.
    Rewrite {
        /// Where (RFC 6901), such as `/status` or `/value/0/properties`.
        pointer: String,
        /// What, of whatever type.
        value: Value,
    },
    /// Carries it out and lets `nextLink` point to the very page it stands on.
    LoopLink,
}

/// A status that ends an exchange: what is below 200 only announces another, what is above 599 no client reads.
fn final_status<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<u16, D::Error> {
    let status = u16::deserialize(reader)?;
    if (200..600).contains(&status) {
        return Ok(status);
    }
    Err(serde::de::Error::custom(format_args!("the status `{status}` is not between 200 and 599")))
}

fn found() -> u16 {
    302
}

fn failed() -> String {
    "Failed".to_owned()
}

/// The form of an error body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    /// `{"error": {"code", "message"}}` (A70).
    #[default]
    Wrapped,
    /// The same without `error`, with JSON text inside `details[].message` (A70).
    Bare,
    /// A proxy's HTML page.
    Html,
    /// No body.
    Empty,
    /// Text that begins like JSON and is not.
    Garbage,
}

impl Fault {
    /// The word for it in the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Redirect { .. } => "redirect",
            Self::Truncate { .. } => "truncate",
            Self::DropRequest => "dropRequest",
            Self::DropReply => "dropReply",
            Self::Delay { .. } => "delay",
            Self::HugeBody { .. } => "hugeBody",
            Self::ForeignLink { .. } => "foreignLink",
            Self::FailOperation { .. } => "failOperation",
            Self::FailCopy { .. } => "failCopy",
            Self::EndlessOperation => "endlessOperation",
            Self::Duplicate => "duplicate",
            Self::Headers { .. } => "headers",
            Self::Restatus { .. } => "restatus",
            Self::Rewrite { .. } => "rewrite",
            Self::LoopLink => "loopLink",
        }
    }
}

/// The queue of rules, and failures armed for the exchange under way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults {
    rules: Vec<Rule>,
    pub(crate) operation: Option<Failure>,
    pub(crate) copy: Option<CopyFailure>,
    pub(crate) endless: bool,
}

impl Faults {
    pub(crate) fn add(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    pub(crate) fn clear(&mut self) {
        self.rules.clear();
    }

    pub(crate) fn len(&self) -> usize {
        self.rules.len()
    }

    /// The fault for a request: the first rule that fits and has nothing left to skip. Rules that still skip count it.
    pub(crate) fn take(&mut self, method: &str, path: &str) -> Option<Fault> {
        let path = path.to_lowercase();
        let mut struck = None;
        for rule in &mut self.rules {
            let when = &mut rule.when;
            let fits = when.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
                && when.path_contains.as_ref().is_none_or(|part| path.contains(&part.to_lowercase()));
            match (fits, when.skip, when.times) {
                (true, 0, 1..) => {
                    when.times -= 1;
                    struck = Some(rule.fault.clone());
                    break;
                }
                (true, 1.., _) => when.skip -= 1,
                _ => {}
            }
        }
        self.rules.retain(|rule| rule.when.times > 0);
        struck
    }
}

impl Emulator {
    /// Runs an exchange under a fault, or without one.
    pub(crate) fn under(&mut self, fault: Option<Fault>, request: &Request, now: Timestamp) -> Outcome {
        let reply = |response| Outcome { delay_ms: 0, delivery: Delivery::Reply(response) };
        let closed = Outcome { delay_ms: 0, delivery: Delivery::CloseWithoutReply };
        let Some(fault) = fault else { return reply(self.exchange(request, now)) };
        match fault {
            Fault::Status { status, retry_after, code, message, shape } => {
                let storage = blob::concerns(request) && matches!(shape, Shape::Wrapped | Shape::Bare);
                let response = if storage {
                    self.blob_fault(status, code, message, now)
                } else {
                    refused(status, code, message, shape)
                };
                let response = match retry_after {
                    Some(value) => response.with_header("Retry-After", value),
                    None => response,
                };
                reply(self.dress(response, request, now))
            }
            Fault::Redirect { location, status } => {
                let response = Response::empty(status).with_header("Location", location);
                reply(self.dress(response, request, now))
            }
            Fault::Truncate { after_bytes } => {
                let response = self.exchange(request, now);
                Outcome { delay_ms: 0, delivery: Delivery::CutAfter { response, bytes: after_bytes } }
            }
            Fault::DropRequest => closed,
            Fault::DropReply => {
                self.exchange(request, now);
                closed
            }
            Fault::Delay { milliseconds } => Outcome { delay_ms: milliseconds, ..reply(self.exchange(request, now)) },
            Fault::HugeBody { bytes } => {
                let mut response = self.exchange(request, now);
                response.body.resize(response.body.len().saturating_add(bytes), b' ');
                reply(response)
            }
            Fault::ForeignLink { origin } => {
                let own = self.origin(request);
                reply(point_elsewhere(self.exchange(request, now), &own, &origin))
            }
            Fault::FailOperation { status, code, message } => {
                self.faults.operation = Some(Failure { status, code, message });
                let response = self.exchange(request, now);
                let unused = self.faults.operation.take().is_some();
                reply(self.told_when_idle(response, unused))
            }
            Fault::FailCopy { at_percent, code, message } => {
                self.faults.copy = Some(CopyFailure { at_percent, code, message });
                let response = self.exchange(request, now);
                let unused = self.faults.copy.take().is_some();
                reply(self.told_when_idle(response, unused))
            }
            Fault::EndlessOperation => {
                self.faults.endless = true;
                let response = self.exchange(request, now);
                let unused = std::mem::take(&mut self.faults.endless);
                reply(self.told_when_idle(response, unused))
            }
            Fault::Duplicate => {
                self.exchange(request, now);
                self.state.settle(now);
                reply(self.exchange(request, now))
            }
            Fault::Headers { set } => reply(tampering::headers(self.exchange(request, now), &set)),
            Fault::Restatus { status } => reply(tampering::status(self.exchange(request, now), status)),
            Fault::Rewrite { pointer, value } => {
                let response = self.exchange(request, now);
                let changed = tampering::rewrite(response.clone(), &pointer, &value);
                let unused = changed.is_none();
                reply(self.told_when_idle(changed.unwrap_or(response), unused))
            }
            Fault::LoopLink => {
                let origin = self.origin(request);
                let response = self.exchange(request, now);
                let changed = tampering::loop_link(response.clone(), &origin, request);
                let unused = changed.is_none();
                reply(self.told_when_idle(changed.unwrap_or(response), unused))
            }
        }
    }

    fn told_when_idle(&mut self, response: Response, unused: bool) -> Response {
        if unused {
            self.notes.push(
                "the fault found nothing to act on: the request started no such thing, or its reply has none"
                    .to_owned(),
            );
        }
        response
    }
}

fn refused(status: u16, code: Option<String>, message: Option<String>, shape: Shape) -> Response {
    let (usual_code, usual_message) = match status {
        401 => ("ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time."),
        403 => ("AuthorizationFailed", "The client does not have authorization to perform this action."),
        404 => ("ResourceNotFound", "The resource was not found."),
        409 => ("Conflict", "The request failed due to conflict with a concurrent request."),
        429 => ("OperationNotAllowed", "The server rejected the request because too many requests have been received."),
        500 => ("InternalServerError", "Encountered internal server error."),
        503 => ("ServerBusy", "The server is busy."),
        _ => ("EmulatedFault", "This reply was asked for."),
    };
    let code = code.unwrap_or_else(|| usual_code.to_owned());
    let message = message.unwrap_or_else(|| usual_message.to_owned());
    match shape {
        Shape::Wrapped => Refusal::new(status, &code, message).into_response(),
        Shape::Bare => Refusal::new(status, &code, message)
            .detailed("TooManyRequests", "HighCostGet30Min", &json!({"operationGroup": "HighCostGet30Min"}))
            .without_wrapper()
            .into_response(),
        Shape::Html => {
            let page = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\r\n");
            Response::text(status, "text/html", &page)
        }
        Shape::Empty => Response::empty(status),
        Shape::Garbage => Response::text(status, "application/json", "{\"value\": [nope"),
    }
}

fn point_elsewhere(mut response: Response, own: &str, other: &str) -> Response {
    for name in ["Location", "Azure-AsyncOperation"] {
        if let Some(link) = response.header(name) {
            let link = link.replacen(own, other, 1);
            response.set_header(name, link);
        }
    }
    if let Some(Value::Object(mut body)) = response.body_json()
        && let Some(Value::String(link)) = body.get("nextLink")
    {
        let link = link.replacen(own, other, 1);
        body.insert("nextLink".to_owned(), Value::String(link));
        response.body = Value::Object(body).to_string().into_bytes();
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(text: &str) -> Rule {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn rules_skip_then_strike_then_are_gone() {
        let mut faults = Faults::default();
        faults.add(rule(
            r#"{"match":{"method":"put","pathContains":"/SNAP","skip":1,"times":2},"fault":{"kind":"dropReply"}}"#,
        ));
        let asked = ["GET", "PUT", "PUT", "PUT", "PUT"].map(|method| faults.take(method, "/snapshots/a").is_some());
        assert_eq!(asked, [false, false, true, true, false]);
        assert_eq!(faults.len(), 0);
    }

    #[test]
    fn rules_refuse_unknown_members() {
        for text in [
            r#"{"fault":{"kind":"dropReply"},"x":1}"#,
            r#"{"match":{"verb":"PUT"},"fault":{"kind":"dropReply"}}"#,
            r#"{"fault":{"kind":"nope"}}"#,
            r#"{"fault":{"kind":"status"}}"#,
            r#"{"fault":{"kind":"status","status":500,"retry":1}}"#,
            r#"{"fault":{"kind":"status","status":101}}"#,
            r#"{"fault":{"kind":"redirect","location":"/","status":600}}"#,
        ] {
            assert!(serde_json::from_str::<Rule>(text).is_err(), "{text}");
        }
        assert_eq!(
            rule(r#"{"fault":{"kind":"status","status":429,"retryAfter":"7","shape":"bare"}}"#).fault.name(),
            "status"
        );
    }
}
