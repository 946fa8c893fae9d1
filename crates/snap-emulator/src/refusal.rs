//! Error replies, in both shapes the service uses (A70).

use serde_json::{Map, Value, json};

use crate::http::Response;

/// Why a request is refused. Boxed wherever it travels: replies are rare and large.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    code: String,
    message: String,
    target: Option<String>,
    details: Vec<Value>,
    bare: bool,
    headers: Vec<(String, String)>,
    /// What the journal should say beside the status.
    pub(crate) note: Option<String>,
}

/// What every handler gives: a reply, or the reason there is none.
pub(crate) type Answer<T = Response> = Result<T, Box<Refusal>>;

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            target: None,
            details: Vec::new(),
            bare: false,
            headers: Vec::new(),
            note: None,
        })
    }

    /// 400 `InvalidParameter` about one member (A72).
    pub(crate) fn parameter(target: &str, message: impl Into<String>) -> Box<Self> {
        let mut refusal = Self::new(400, "InvalidParameter", message);
        refusal.target = Some(target.to_owned());
        refusal
    }

    /// 409 `OperationNotAllowed`: a limit of the service is reached (A75).
    pub(crate) fn not_allowed(message: impl Into<String>) -> Box<Self> {
        Self::new(409, "OperationNotAllowed", message)
    }

    /// 404 given by the gateway before Compute is asked (A71).
    pub(crate) fn not_found(code: &str, message: impl Into<String>) -> Box<Self> {
        Self::new(404, code, message).header("x-ms-failure-cause", "gateway")
    }

    /// 501: the emulator does not do this, and says what `this` is.
    pub(crate) fn unimplemented(what: &str) -> Box<Self> {
        Self::new(501, "NotImplementedByEmulator", format!("the emulator does not implement {what}"))
    }

    /// 429 in the shape without an `error` member, with JSON text inside `details[].message` (A70, A73).
    pub(crate) fn throttled(bucket: &str, detail: &Value, retry_after: u32) -> Box<Self> {
        let message =
            "The server rejected the request because too many requests have been received for this subscription.";
        Self::new(429, "OperationNotAllowed", message)
            .detailed("TooManyRequests", bucket, detail)
            .without_wrapper()
            .header("Retry-After", retry_after.to_string())
    }

    /// The same refusal with one more detail, whose message is JSON text.
    pub(crate) fn detailed(self: Box<Self>, code: &str, target: &str, detail: &Value) -> Box<Self> {
        self.with_detail(json!({"code": code, "target": target, "message": detail.to_string()}))
    }

    /// The same refusal with one more detail, as it is.
    pub(crate) fn with_detail(mut self: Box<Self>, detail: Value) -> Box<Self> {
        self.details.push(detail);
        self
    }

    pub(crate) fn header(mut self: Box<Self>, name: &str, value: impl Into<String>) -> Box<Self> {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The same refusal with a word for the journal.
    pub(crate) fn noted(mut self: Box<Self>, note: &str) -> Box<Self> {
        self.note = Some(note.to_owned());
        self
    }

    /// The same refusal without its `error` wrapper.
    pub(crate) fn without_wrapper(mut self: Box<Self>) -> Box<Self> {
        self.bare = true;
        self
    }

    /// The reply that carries this refusal.
    pub(crate) fn into_response(self) -> Response {
        let mut error = Map::new();
        error.insert("code".to_owned(), Value::String(self.code));
        error.insert("message".to_owned(), Value::String(self.message));
        if let Some(target) = self.target {
            error.insert("target".to_owned(), Value::String(target));
        }
        if !self.details.is_empty() {
            error.insert("details".to_owned(), Value::Array(self.details));
        }
        let body = if self.bare { Value::Object(error) } else { json!({ "error": error }) };
        let mut response = Response::json(self.status, &body);
        response.headers.extend(self.headers);
        response
    }
}
