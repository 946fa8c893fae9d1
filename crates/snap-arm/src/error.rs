//! Errors of the service, in every shape they come in (A70-A76), and what to do about each.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::reply::{LARGEST_STATUS, Reply};
use crate::scrub::scrub;
use crate::xml::{Node, Xml};

/// How many details are kept.
const MOST_DETAILS: usize = 20;
/// How much of a body that is no error is looked at for words to show, in bytes.
const LOOKED_AT: usize = 80 << 10;

/// What the service said when it refused. Free of tokens and SAS, whatever it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceError {
    /// The HTTP status; 200 for an operation that failed (A33).
    pub status: u16,
    /// The service's code; `not_json` or `empty` with the status where it gave none (`http_500_not_json`).
    pub code: String,
    /// The service's words.
    pub message: String,
    /// What they are about: a field, a bucket (A72, A73).
    pub target: Option<String>,
    /// What lies below.
    pub details: Vec<Detail>,
    /// A76
    pub request_id: Option<String>,
    /// A76
    pub correlation_id: Option<String>,
}

/// One entry of `details`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Detail {
    /// Its code, when it has one.
    pub code: Option<String>,
    /// What it is about.
    pub target: Option<String>,
    /// Its words. JSON inside a text is laid open as `name: value` pairs (A73).
    pub message: Option<String>,
}

/// What a status is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Asking again gives the same answer.
    Never,
    /// Once, with a newly fetched token.
    FreshToken,
    /// After a pause, where the call may be repeated at all (A74, T4).
    Pause,
}

/// What to do about a status that is no success (A74).
pub fn retry_for(status: u16) -> Retry {
    match status {
        401 => Retry::FreshToken,
        408 | 409 | 429 => Retry::Pause,
        // 501 and 505 say that this will never work.
        501 | 505 => Retry::Never,
        500..=599 => Retry::Pause,
        _ => Retry::Never,
    }
}

#[derive(Deserialize)]
struct Wrapped {
    error: Shape,
}

#[derive(Deserialize, Default)]
struct Shape {
    #[serde(default)]
    code: Option<Text>,
    #[serde(default)]
    message: Option<Text>,
    #[serde(default)]
    target: Option<Text>,
    #[serde(default)]
    details: Option<Vec<Shape>>,
}

impl Shape {
    fn says_something(&self) -> bool {
        self.code.is_some() || self.message.is_some()
    }
}

/// A text, or whatever stands where a text should: an error should not be lost over a number.
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(serde_json::from_str::<String>(raw.get()).unwrap_or_else(|_| raw.get().to_owned())))
    }
}

impl ServiceError {
    /// Reads the error out of a reply, whatever its body is.
    pub fn read(reply: &Reply<'_>) -> Self {
        let shape = if reply.body.len() > LARGEST_STATUS {
            None
        } else {
            shape_of(reply.body).or_else(|| shape_of_xml(reply.body))
        };
        let error = match shape {
            Some(shape) => Self::from_shape(shape, reply.status),
            None => Self::bare(reply),
        };
        Self { request_id: reply.request_id(), correlation_id: reply.correlation_id(), ..error }
    }

    /// Code and message on their own: from `error` of an operation's status (A33).
    pub(crate) fn of_operation(status: u16, code: Option<&str>, message: Option<&str>) -> Self {
        Self {
            status,
            code: scrub(code.unwrap_or("OperationFailed"), 100),
            message: scrub(message.unwrap_or("The service gave no reason."), 2_000),
            target: None,
            details: Vec::new(),
            request_id: None,
            correlation_id: None,
        }
    }

    /// What to do about it.
    pub fn retry(&self) -> Retry {
        retry_for(self.status)
    }

    fn from_shape(shape: Shape, status: u16) -> Self {
        let details = shape.details.unwrap_or_default();
        Self {
            status,
            code: shape.code.map_or_else(|| format!("http_{status}"), |t| scrub(&t.0, 100)),
            message: shape.message.map_or_else(
                || format!("The service answered with status {status} and no words."),
                |t| scrub(&t.0, 2_000),
            ),
            target: shape.target.map(|t| scrub(&t.0, 500)),
            details: details.into_iter().take(MOST_DETAILS).map(Detail::from_shape).collect(),
            request_id: None,
            correlation_id: None,
        }
    }

    /// No JSON error in the body: say what there is, as far as it is fit to be shown.
    fn bare(reply: &Reply<'_>) -> Self {
        let status = reply.status;
        let (kind, message) = if reply.body.trim_ascii().is_empty() {
            ("empty", format!("The reply with status {status} has no body."))
        } else {
            let begins = reply.body.get(..LOOKED_AT).unwrap_or(reply.body);
            let text = visible(&String::from_utf8_lossy(begins), reply.is_html());
            let what = if reply.is_html() { "a web page" } else { "not the service's JSON" };
            ("not_json", format!("The reply with status {status} is {what}: {text}"))
        };
        Self {
            status,
            code: format!("http_{status}_{kind}"),
            message,
            target: None,
            details: Vec::new(),
            request_id: None,
            correlation_id: None,
        }
    }
}

impl Detail {
    fn from_shape(shape: Shape) -> Self {
        let mut detail = Self {
            code: shape.code.map(|t| scrub(&t.0, 100)),
            target: shape.target.map(|t| scrub(&t.0, 500)),
            message: None,
        };
        let Some(Text(message)) = shape.message else { return detail };
        // A73: JSON inside the text. An error inside is taken as one, anything else as its pairs.
        if let Some(inner) = shape_of(message.as_bytes()) {
            detail.code = inner.code.map(|t| scrub(&t.0, 100)).or(detail.code);
            detail.message = inner.message.map(|t| scrub(&t.0, 2_000));
        } else {
            detail.message = Some(scrub(&pairs(&message).unwrap_or(message), 2_000));
        }
        detail
    }
}

/// The error in a JSON body: wrapped in `error` or bare (A70). `None` when there is none.
fn shape_of(body: &[u8]) -> Option<Shape> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if let Ok(Wrapped { error }) = serde_json::from_slice::<Wrapped>(body)
        && error.says_something()
    {
        return Some(error);
    }
    serde_json::from_slice::<Shape>(body).ok().filter(Shape::says_something)
}

/// Storage's `<Error><Code/><Message/></Error>`. What else is in it stays out: a refused signature is explained with the
/// text that was signed.
fn shape_of_xml(body: &[u8]) -> Option<Shape> {
    let mut xml = Xml::new(body).ok()?;
    let mut shape = Shape::default();
    loop {
        match xml.step().ok()? {
            Node::Over => return Some(shape).filter(Shape::says_something),
            Node::Opened => {}
            Node::Closed(text) => match xml.path().as_slice() {
                ["Error", "Code"] => shape.code = Some(Text(text)),
                ["Error", "Message"] => shape.message = Some(Text(text)),
                _ => {}
            },
        }
    }
}

/// `{"a": "x", "b": 1}` as `a: x, b: 1`.
fn pairs(text: &str) -> Option<String> {
    let members: std::collections::BTreeMap<String, Text> = serde_json::from_str(text).ok()?;
    let parts: Vec<String> = members.iter().map(|(name, value)| format!("{name}: {}", value.0)).collect();
    Some(parts.join(", "))
}

/// The first 200 visible characters: without tags, scripts and styles when it is HTML, blanks run together.
fn visible(text: &str, html: bool) -> String {
    let text: String = text.chars().take(20_000).collect();
    let stripped = if html { strip_tags(&text) } else { text };
    let words: Vec<&str> = stripped.split_whitespace().collect();
    scrub(&words.join(" "), 200)
}

fn strip_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(rest.get(..open).unwrap_or_default());
        out.push(' ');
        let tag = rest.get(open..).unwrap_or_default();
        let hidden = ["script", "style"]
            .into_iter()
            .find(|name| tag.get(1..=name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name)));
        // What is inside a script or a style is no text: go on at its closing tag.
        let from = match hidden {
            Some(name) => tag.to_ascii_lowercase().find(&format!("</{name}")).unwrap_or(tag.len()),
            None => 0,
        };
        let tail = tag.get(from..).unwrap_or_default();
        rest = tail.find('>').and_then(|end| tail.get(end + 1..)).unwrap_or_default();
    }
    out.push_str(rest);
    out.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(status: u16, body: &str) -> ServiceError {
        ServiceError::read(&Reply { status, headers: &[], body: body.as_bytes() })
    }

    #[test]
    fn both_shapes_are_one() {
        // A70
        let wrapped = read(409, r#"{"error":{"code":"Conflict","message":"m","target":"t"}}"#);
        let bare = read(409, r#"{"code":"Conflict","message":"m","target":"t"}"#);
        assert_eq!(wrapped, bare);
        assert_eq!(
            (wrapped.code.as_str(), wrapped.message.as_str(), wrapped.target.as_deref()),
            ("Conflict", "m", Some("t"))
        );
    }

    #[test]
    fn request_ids_are_kept() {
        // A76
        let headers = [
            ("X-Ms-Request-Id".to_owned(), "r-1".to_owned()),
            ("x-ms-correlation-request-id".to_owned(), "c-1".to_owned()),
        ];
        let error = ServiceError::read(&Reply { status: 500, headers: &headers, body: b"" });
        assert_eq!((error.request_id.as_deref(), error.correlation_id.as_deref()), (Some("r-1"), Some("c-1")));
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("http_500_empty", "The reply with status 500 has no body.")
        );
    }

    #[test]
    fn a_web_page_shows_its_words() {
        let html = "<!DOCTYPE html><html><head><title>502 Bad&nbsp;Gateway</title><style>p{color:red}</style><script>var token='x'</script></head><body><h1>Bad <b>gateway</b></h1></body></html>";
        let error = read(502, html);
        assert_eq!(error.code, "http_502_not_json");
        assert_eq!(error.message, "The reply with status 502 is a web page: 502 Bad Gateway Bad gateway");
        let long = read(500, &format!("<p>{}", "word ".repeat(5_000)));
        assert!(long.message.chars().count() < 260, "{}", long.message.len());
        assert_eq!(read(500, "oops").message, "The reply with status 500 is not the service's JSON: oops");
    }

    #[test]
    fn an_error_inside_a_text_is_taken_out() {
        let error = read(
            400,
            r#"{"error":{"code":"A","message":"m","details":[{"code":"B","message":"{\"error\":{\"code\":\"C\",\"message\":\"deep\"}}"},{"message":7}]}}"#,
        );
        assert_eq!(
            error.details.first().map(|d| (d.code.as_deref(), d.message.as_deref())),
            Some((Some("C"), Some("deep")))
        );
        assert_eq!(error.details.get(1).and_then(|d| d.message.as_deref()), Some("7"));
    }

    #[test]
    fn storages_errors_are_xml() {
        let body = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>AuthenticationFailed</Code><Message>Server failed to authenticate the request.\nRequestId:1\nTime:2</Message><AuthenticationErrorDetail>Signature did not match. String to sign used was T0PS3CRET</AuthenticationErrorDetail></Error>";
        let error = read(403, body);
        assert_eq!((error.status, error.code.as_str(), error.retry()), (403, "AuthenticationFailed", Retry::Never));
        assert_eq!(error.message, "Server failed to authenticate the request. RequestId:1 Time:2");
        assert!(!format!("{error:?}").contains("T0PS3CRET"));
        let signed = "<Error><Code>X</Code><Message>at https://h/p?sv=1&amp;sig=T0PS3CRET</Message></Error>";
        assert_eq!(read(409, signed).message, "at https://h/p?…");
        for no_error in [
            "<?xml version=\"1.0\"?><Error/>",
            "<?xml version=\"1.0\"?><Error><Code>X</Code>",
            "<?xml version=\"1.0\"?><!DOCTYPE Error><Error><Code>X</Code></Error>",
            "<?xml version=\"1.0\"?><PageList><Code>X</Code></PageList>",
        ] {
            let error = read(500, no_error);
            assert_eq!(error.code, "http_500_not_json", "{no_error}");
            assert!(
                error.message.starts_with("The reply with status 500 is not the service's JSON: "),
                "{}",
                error.message
            );
        }
        for large in [
            format!("<Error><Code>X</Code><Message>{}</Message></Error>", "a".repeat(LARGEST_STATUS)),
            format!("{{\"code\":\"X\",\"message\":\"{}\"}}", "a".repeat(LARGEST_STATUS)),
        ] {
            assert_eq!(read(500, &large).code, "http_500_not_json");
        }
    }

    #[test]
    fn odd_json_is_still_an_error() {
        for body in [
            "{}",
            "[]",
            "null",
            "7",
            r#"{"error":"text"}"#,
            r#"{"error":{}}"#,
            r#"{"error":{"code":null}}"#,
            r#"{"value":[]"#,
        ] {
            assert_eq!(read(400, body).code, "http_400_not_json", "{body}");
        }
        assert_eq!(read(400, r#"{"error":{"code":42,"message":{"a":1}}}"#).message, r#"{"a":1}"#);
        assert_eq!(read(400, r#"{"message":"only words"}"#).code, "http_400");
    }

    #[test]
    fn what_is_worth_another_try() {
        // A74
        let of = |s: &[u16]| s.iter().map(|s| retry_for(*s)).collect::<Vec<_>>();
        assert_eq!(of(&[408, 409, 429, 500, 502, 503, 504, 599]), [Retry::Pause; 8]);
        assert_eq!(of(&[400, 403, 404, 405, 410, 412, 302, 501]), [Retry::Never; 8]);
        assert_eq!(retry_for(401), Retry::FreshToken);
    }

    proptest! {
        #[test]
        fn any_body_gives_an_error_without_secrets(head in ".{0,40}", tail in ".{0,40}", status in 100_u16..600) {
            let secret = "T0PS3CRET";
            for body in [
                format!("{head} sig={secret} {tail}"),
                format!("<p>{head} Bearer {secret} {tail}"),
                format!(r#"{{"error":{{"code":"x","message":"see https://h/p?sig={secret}"}}}}"#),
                format!(r#"{{"code":"x","details":[{{"message":"{{\"accessSAS\":\"{secret}\"}}"}}]}}"#),
            ] {
                let error = read(status, &body);
                prop_assert!(!format!("{error:?}").contains(secret), "{:?}", error);
                prop_assert!(!error.code.is_empty() && !error.message.is_empty());
            }
        }
    }
}
