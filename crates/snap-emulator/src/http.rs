//! Requests and replies as plain values, and what the wire does to a reply.

use serde_json::Value;

/// One request as a client sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The method in capitals, such as `GET`.
    pub method: String,
    /// Path and query as they stood on the request line, still percent-encoded.
    pub path: String,
    /// Header names and values in the order they came.
    pub headers: Vec<(String, String)>,
    /// The raw body; empty when there is none.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers or body.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    /// The same request with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same request carrying a bearer token.
    #[must_use]
    pub fn with_token(self, token: &str) -> Self {
        self.with_header("Authorization", &format!("Bearer {token}"))
    }

    /// The same request with a JSON body.
    #[must_use]
    pub fn with_json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.with_header("Content-Type", "application/json")
    }

    /// The first header of that name, whatever its casing.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The path without its query: what may be logged (queries of operation addresses are signed, A32).
    #[must_use]
    pub fn path_only(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}

/// One reply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names and values in the order they are sent; a name may stand twice (T3).
    pub headers: Vec<(String, String)>,
    /// The raw body; empty when there is none.
    pub body: Vec<u8>,
}

impl Response {
    /// A reply without a body.
    #[must_use]
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// A reply with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: &Value) -> Self {
        // What is a value can be written.
        Self::of(status, "application/json; charset=utf-8", serde_json::to_vec(body).unwrap_or_default())
    }

    /// A reply with a text body of any kind.
    #[must_use]
    pub fn text(status: u16, content_type: &str, body: &str) -> Self {
        Self::of(status, content_type, body.as_bytes().to_vec())
    }

    fn of(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        Self { status, headers: vec![("Content-Type".to_owned(), content_type.to_owned())], body }
    }

    /// The same reply with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The first header of that name, whatever its casing.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        find(&self.headers, name)
    }

    /// The body read as JSON; `None` when it is not JSON.
    #[must_use]
    pub fn body_json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(crate) fn set_header(&mut self, name: &str, value: String) {
        self.headers.retain(|(have, _)| !have.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value));
    }
}

fn find<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers.iter().find(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// What reaches the client: the reply, some of it, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The whole reply.
    Reply(Response),
    /// The head and the first `bytes` of the body; the head still announces the whole length.
    CutAfter {
        /// The reply as it was meant.
        response: Response,
        /// How many bytes of the body are let through.
        bytes: usize,
    },
    /// The connection closes and not one byte was sent.
    CloseWithoutReply,
}

/// The end of one exchange, wire included. Nothing here sleeps: the host waits `delay_ms`, a test moves its clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Milliseconds to wait before anything is sent.
    pub delay_ms: u64,
    /// What is then sent.
    pub delivery: Delivery,
}

impl Outcome {
    /// The reply when all of it arrives, else `None`.
    #[must_use]
    pub fn into_response(self) -> Option<Response> {
        match self.delivery {
            Delivery::Reply(response) => Some(response),
            Delivery::CutAfter { .. } | Delivery::CloseWithoutReply => None,
        }
    }
}
