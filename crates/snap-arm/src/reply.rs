//! A reply as it came off the wire: headers by any casing, pauses, request ids, the sender's clock.

use std::fmt;

use serde::Deserialize;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use snap_core::instant::Instant;

/// The largest page of a list that is read: far more than any page of the service, far less than what a host can hold.
pub const LARGEST_PAGE: usize = 64 << 20;

/// The largest operation's status, grant or error that is read; the largest seen are a few KiB.
pub const LARGEST_STATUS: usize = 1 << 20;

/// The longest pause that `Retry-After` may ask for. 1,200 s was seen (A73); a day would be an attack or a mistake.
pub const LONGEST_PAUSE: u64 = 3_600;

/// More buckets than one call draws on (T5-T10: two).
const MOST_POLICIES: usize = 32;

/// One HTTP reply. `Debug` shows neither header values nor the body: either may be or hold a secret (A32, G6).
#[derive(Clone, Copy)]
pub struct Reply<'a> {
    /// The status code.
    pub status: u16,
    /// Name and value in the order they came; a name may come more than once (T3).
    pub headers: &'a [(String, String)],
    /// Raw.
    pub body: &'a [u8],
}

impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

impl<'a> Reply<'a> {
    /// The first value under `name`, in any casing.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
    }

    /// How many seconds to wait by `Retry-After`: seconds, or an HTTP date measured from the reply's own `Date`, or from
    /// `now` where that is missing. At most [`LONGEST_PAUSE`]; `None` when missing or unreadable.
    pub fn retry_after(&self, now: Instant) -> Option<u64> {
        let text = self.header("retry-after")?;
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(text.parse().unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE));
        }
        let then = http_date(text)?;
        let seconds = then.seconds_since(self.date().unwrap_or(now));
        Some(u64::try_from(seconds).unwrap_or(0).min(LONGEST_PAUSE))
    }

    /// `x-ms-request-id` (A76).
    pub fn request_id(&self) -> Option<String> {
        self.header("x-ms-request-id").map(short)
    }

    /// `x-ms-correlation-request-id` (A76).
    pub fn correlation_id(&self) -> Option<String> {
        self.header("x-ms-correlation-request-id").map(short)
    }

    /// `Date`: the sender's clock.
    pub fn date(&self) -> Option<Instant> {
        self.header("date").and_then(http_date)
    }

    /// Seconds by which the host's clock is ahead of the sender's (negative: behind), when more than five minutes.
    pub fn clock_skew(&self, now: Instant) -> Option<i64> {
        let skew = now.seconds_since(self.date()?);
        (skew.unsigned_abs() > 300).then_some(skew)
    }

    /// What Compute says is left of each of its buckets, by policy: `Microsoft.Compute/<Policy>3Min`, 998. A hint and no
    /// more (T5). One line with commas or repeated headers (T3); entries that are none are passed over.
    pub fn remaining(&self) -> Vec<(&'a str, u64)> {
        self.headers
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case("x-ms-ratelimit-remaining-resource"))
            .flat_map(|(_, value)| value.split(','))
            .filter_map(|entry| {
                let (policy, left) = entry.split_once(';')?;
                let (policy, left) = (policy.trim(), left.trim());
                let plain = !policy.is_empty() && left.bytes().all(|b| b.is_ascii_digit());
                left.parse().ok().filter(|_| plain).map(|left| (policy, left))
            })
            .take(MOST_POLICIES)
            .collect()
    }

    /// Which bytes of how many a 206 holds, by `Content-Range`; `None` where it says nothing that can be read.
    pub fn content_range(&self) -> Option<ContentRange> {
        let number = |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
        let (range, total) = self.header("content-range")?.strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let (first, last) = (number(first)?, number(last)?);
        let total = if total == "*" { None } else { Some(number(total)?) };
        let fits = first <= last && total.is_none_or(|total| last < total);
        fits.then_some(ContentRange { first, last, total })
    }

    /// True when the body is a web page: a proxy, a sign-in page or a load balancer answered, not the service.
    pub fn is_html(&self) -> bool {
        let body = self.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(self.body).trim_ascii_start();
        let declared = |kind| self.header("content-type").is_some_and(|t| t.to_ascii_lowercase().contains(kind));
        // Storage answers in XML; a page may be written as XML too.
        let storages: [&[u8]; 3] = [b"<?xml", b"<PageList", b"<Error"];
        let is_xml = declared("/xml") || storages.iter().any(|begins| body.starts_with(begins));
        let names_html = body.get(..body.len().min(500)).unwrap_or_default();
        let names_html = names_html.windows(5).any(|word| word.eq_ignore_ascii_case(b"<html"));
        declared("text/html") || body.starts_with(b"<") && (!is_xml || names_html)
    }

    /// Reads the body as JSON of at most `largest` bytes; where it is not `expected`, says what it is or where it breaks, and
    /// never quotes it.
    pub(crate) fn json<T: Deserialize<'a>>(&self, expected: &'static str, largest: usize) -> Result<T, BadBody> {
        if self.body.len() > largest {
            return Err(BadBody::of(self, expected, format_args!("it is larger than {} MiB", largest >> 20)));
        }
        serde_json::from_slice(self.body)
            .map_err(|e| BadBody::of(self, expected, format_args!("line {}, column {}", e.line(), e.column())))
    }
}

/// Which bytes a reply holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentRange {
    /// The first byte's place.
    pub first: u64,
    /// The last byte's place, inclusive.
    pub last: u64,
    /// How many bytes there are in all, where that is said.
    pub total: Option<u64>,
}

/// Ids are shown to people: bounded, and printable only.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(100).collect()
}

/// An HTTP date in the one form that may be sent today (RFC 9110, IMF-fixdate).
fn http_date(text: &str) -> Option<Instant> {
    let zoned = text.strip_suffix("GMT").map(|rest| format!("{rest}+0000"))?;
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(&zoned).ok().map(Instant::from)
}

/// One page of a list, as far as paging needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// How many elements it has.
    pub count: usize,
    /// The next page's link as it came; a missing, null or empty one ends the list.
    pub next: Option<String>,
}

/// A body that is not what the call promises.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the reply is not {expected}: {found}")]
pub struct BadBody {
    expected: &'static str,
    found: String,
}

impl BadBody {
    /// Says what was expected of a reply and what was found instead.
    pub fn of(reply: &Reply<'_>, expected: &'static str, found: impl fmt::Display) -> Self {
        let found = if reply.is_html() {
            "it is a web page; a proxy or a sign-in page may have answered instead of the service".to_owned()
        } else if reply.body.is_empty() {
            "it is empty".to_owned()
        } else {
            found.to_string()
        };
        Self { expected, found }
    }
}

impl Page {
    /// Reads `{"value": […], "nextLink": …}` without looking into the elements.
    ///
    /// # Errors
    /// When the body is not that: HTML, cut short, another shape.
    pub fn read(reply: &Reply<'_>) -> Result<Self, BadBody> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Raw {
            value: Count,
            #[serde(default)]
            next_link: Option<String>,
        }
        let raw: Raw = reply.json("a page of a list", LARGEST_PAGE)?;
        Ok(Self { count: raw.value.0, next: Self::next(raw.next_link) })
    }

    /// A missing, null or empty link ends a list.
    pub(crate) fn next(link: Option<String>) -> Option<String> {
        link.filter(|link| !link.trim().is_empty())
    }
}

/// The length of an array whose elements are skipped unread.
pub(crate) struct Count(pub(crate) usize);

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;
        impl<'de> Visitor<'de> for Elements {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Count, A::Error> {
                let mut count = 0;
                while seq.next_element::<IgnoredAny>()?.is_some() {
                    count += 1;
                }
                Ok(Count(count))
            }
        }
        deserializer.deserialize_seq(Elements)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> Instant {
        Instant::parse("2026-11-20T02:00:00Z").unwrap()
    }

    fn with(headers: &[(&str, &str)]) -> Vec<(String, String)> {
        headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    fn pause(headers: &[(&str, &str)]) -> Option<u64> {
        Reply { status: 429, headers: &with(headers), body: b"" }.retry_after(now())
    }

    #[test]
    fn retry_after_in_seconds_and_as_a_date() {
        assert_eq!(pause(&[("Retry-After", "2")]), Some(2));
        assert_eq!(pause(&[("retry-after", " 1200 ")]), Some(1200));
        assert_eq!(pause(&[("Retry-After", "999999999999999999999")]), Some(LONGEST_PAUSE));
        assert_eq!(pause(&[("Retry-After", "Fri, 20 Nov 2026 02:00:30 GMT")]), Some(30));
        // Measured from the sender's clock, which may be wrong together with its dates.
        assert_eq!(
            pause(&[("Retry-After", "Fri, 20 Nov 2026 01:00:30 GMT"), ("Date", "Fri, 20 Nov 2026 01:00:00 GMT")]),
            Some(30)
        );
        assert_eq!(pause(&[("Retry-After", "Fri, 20 Nov 2026 01:59:00 GMT")]), Some(0));
        assert_eq!(pause(&[("Retry-After", "Sat, 20 Nov 2027 02:00:00 GMT")]), Some(LONGEST_PAUSE));
    }

    #[test]
    fn unreadable_pauses_are_missing_ones() {
        for bad in ["", "-1", "1.5", "soon", "2026-11-20T02:00:30Z", "Fri, 20 Nov 2026 02:00:30", "GMT"] {
            assert_eq!(pause(&[("Retry-After", bad)]), None, "{bad}");
        }
        assert_eq!(pause(&[]), None);
    }

    #[test]
    fn a_clock_five_minutes_off_is_told() {
        let skew = |date| Reply { status: 200, headers: &with(&[("date", date)]), body: b"" }.clock_skew(now());
        assert_eq!(skew("Fri, 20 Nov 2026 02:05:00 GMT"), None);
        assert_eq!(skew("Fri, 20 Nov 2026 02:05:01 GMT"), Some(-301));
        assert_eq!(skew("Fri, 20 Nov 2026 01:00:00 GMT"), Some(3600));
    }

    #[test]
    fn pages() {
        let page = |body: &str| Page::read(&Reply { status: 200, headers: &[], body: body.as_bytes() });
        assert_eq!(page(r#"{"value":[{},{"a":[1]}],"nextLink":"x"}"#), Ok(Page { count: 2, next: Some("x".into()) }));
        for end in [r#"{"value":[]}"#, r#"{"nextLink":null,"value":[]}"#, r#"{"value":[],"nextLink":""}"#] {
            assert_eq!(page(end), Ok(Page { count: 0, next: None }));
        }
        for (bad, message) in [
            ("", "the reply is not a page of a list: it is empty"),
            (r#"{"value":[{},"#, "the reply is not a page of a list: line 1, column 13"),
            (r#"{"value":{}}"#, "the reply is not a page of a list: line 1, column 9"),
            (r#"{"nextLink":"x"}"#, "the reply is not a page of a list: line 1, column 16"),
            (r#"{"value":[],"nextLink":7}"#, "the reply is not a page of a list: line 1, column 24"),
            (
                "<html><body>Sign in</body></html>",
                "the reply is not a page of a list: it is a web page; a proxy or a sign-in page may have answered instead of the service",
            ),
        ] {
            assert_eq!(page(bad).unwrap_err().to_string(), message);
        }
    }

    #[test]
    fn what_is_left_of_the_buckets() {
        // T3: one line with commas, repeated headers, or both.
        let left = |headers: &[(&str, &str)]| {
            let headers = with(headers);
            let reply = Reply { status: 200, headers: &headers, body: b"" };
            reply.remaining().into_iter().map(|(policy, n)| (policy.to_owned(), n)).collect::<Vec<_>>()
        };
        let name = "x-ms-ratelimit-remaining-resource";
        let both = [
            ("Microsoft.Compute/DeleteDisks3Min".to_owned(), 998),
            ("Microsoft.Compute/DeleteDisks30Min".to_owned(), 7998),
        ];
        assert_eq!(
            left(&[(name, "Microsoft.Compute/DeleteDisks3Min;998,Microsoft.Compute/DeleteDisks30Min;7998")]),
            both
        );
        assert_eq!(
            left(&[
                ("X-Ms-RateLimit-Remaining-Resource", "Microsoft.Compute/DeleteDisks3Min; 998"),
                ("date", "x"),
                (name, " Microsoft.Compute/DeleteDisks30Min ;7998,")
            ]),
            both
        );
        assert_eq!(left(&[(name, "a;b,;3,c,d;-1,e;+1,f;99999999999999999999,g;0,h;1;2,")]), [("g".to_owned(), 0)]);
        assert_eq!(left(&[(name, &"a;1,".repeat(10_000))]).len(), MOST_POLICIES);
        assert_eq!(left(&[("x-ms-ratelimit-remaining-subscription-reads", "1099")]), []);
    }

    #[test]
    fn which_bytes_a_206_holds() {
        let range =
            |value| Reply { status: 206, headers: &with(&[("Content-Range", value)]), body: b"" }.content_range();
        assert_eq!(range("bytes 0-511/1024"), Some(ContentRange { first: 0, last: 511, total: Some(1024) }));
        assert_eq!(range("bytes 512-512/*"), Some(ContentRange { first: 512, last: 512, total: None }));
        for bad in [
            "",
            "bytes */1024",
            "bytes 5-4/9",
            "bytes 0-9/9",
            "bytes 0-1",
            "0-1/2",
            "bytes +0-1/2",
            "bytes 0-1/x",
            "bytes -1/2",
        ] {
            assert_eq!(range(bad), None, "{bad}");
        }
    }

    #[test]
    fn storages_xml_is_no_web_page() {
        let html = |body: &str| Reply { status: 200, headers: &[], body: body.as_bytes() }.is_html();
        assert!(html(" <!DOCTYPE html><p>"));
        assert!(html("<?xml version=\"1.0\"?><!DOCTYPE html><HTML xmlns=\"x\">"));
        assert!(html("\u{feff}<html>"));
        assert!(!html("\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?><Error/>"));
        assert!(!html("{}"));
        let declared = |kind, body: &str| {
            Reply { status: 200, headers: &with(&[("content-type", kind)]), body: body.as_bytes() }.is_html()
        };
        assert!(declared("text/html; charset=utf-8", ""));
        assert!(!declared("application/xml", "<PageList/>"));
        assert!(declared("application/xml", "<html/>"));
    }

    #[test]
    fn a_reply_shows_neither_values_nor_bodies() {
        let headers = with(&[("location", "https://h/x?sig=T0PS3CRET")]);
        let reply = Reply { status: 202, headers: &headers, body: b"{\"accessSAS\":\"T0PS3CRET\"}" };
        assert_eq!(format!("{reply:?}"), r#"Reply { status: 202, headers: ["location"], body_bytes: 25 }"#);
    }

    #[test]
    fn a_page_has_its_bounds() {
        let body = |size: usize| format!("{{\"value\":[]}}{}", " ".repeat(size - 12));
        let read = |body: &str| Page::read(&Reply { status: 200, headers: &[], body: body.as_bytes() });
        assert!(read(&body(LARGEST_PAGE)).is_ok());
        let error = read(&body(LARGEST_PAGE + 1)).unwrap_err().to_string();
        assert_eq!(error, "the reply is not a page of a list: it is larger than 64 MiB");
    }

    proptest! {
        #[test]
        fn hostile_headers_never_panic(text in ".{0,60}") {
            let named = with(&[("x-ms-ratelimit-remaining-resource", &text), ("content-range", &text)]);
            let reply = Reply { status: 206, headers: &named, body: b"" };
            prop_assert!(reply.remaining().len() <= MOST_POLICIES);
            prop_assert!(reply.content_range().is_none_or(|range| range.first <= range.last));
            if let Some(seconds) = pause(&[("retry-after", &text), ("date", &text)]) {
                prop_assert!(seconds <= LONGEST_PAUSE);
            }
        }

        #[test]
        fn a_page_cut_anywhere_is_refused(at in 0_usize..39) {
            let body = br#"{"value":[{"id":"x"},{}],"nextLink":"y"}"#;
            let page = Page::read(&Reply { status: 200, headers: &[], body: &body[..at] });
            prop_assert!(page.is_err(), "{:?}", page);
        }
    }
}
