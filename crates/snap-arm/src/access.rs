//! Access links to the bytes of a snapshot: secrets that are sent and never shown (A26, G6).

use std::fmt;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::endpoint::{Endpoint, LONGEST_LINK, Origin, shown};
use crate::reply::{BadBody, LARGEST_STATUS, Reply};
use crate::request::{Auth, Method, Request};

/// The version of the storage service that is spoken: the first with markers (G4), and past the one of G1.
const STORAGE_VERSION: &str = "2020-10-02";
/// The most entries that a page of a page list may be asked for (G4).
pub(crate) const PAGE_ENTRIES: usize = 10_000;

/// The address of a snapshot's bytes, good for whoever holds it until it is revoked (G6).
///
/// Its text is in the requests made from it and nowhere else: there is no way to show or save it.
#[derive(Clone, PartialEq, Eq)]
pub struct Sas(String);

/// What a grant gave (A26).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Where the bytes are read.
    pub sas: Sas,
}

/// Why a grant gave nothing that is used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// No access link in the reply.
    #[error(transparent)]
    Body(#[from] BadBody),
    /// There is one, and nothing is sent there. Shows scheme and host and nothing else.
    #[error("the service gave an access link to `{shown}`, which is not used: {why}")]
    Link {
        /// Scheme and host.
        shown: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl Granted {
    /// Reads the access link out of an operation's status (`properties.output`, A33) or out of the bare result that a
    /// `Location` or a 200 gives. Read it only where the operation has succeeded.
    ///
    /// # Errors
    /// A body without one, and a link that is not used: see [`AccessError`].
    pub fn read(reply: &Reply<'_>, endpoint: &Endpoint) -> Result<Self, AccessError> {
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Status {
            properties: Option<Properties>,
            #[serde(rename = "accessSAS")]
            bare: Option<String>,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Properties {
            output: Option<Output>,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Output {
            #[serde(rename = "accessSAS")]
            sas: Option<String>,
        }
        const EXPECTED: &str = "the result of a grant of access";
        let status: Status = reply.json(EXPECTED, LARGEST_STATUS)?;
        let output = status.properties.and_then(|properties| properties.output).and_then(|output| output.sas);
        let text = output.or(status.bare).filter(|text| !text.is_empty());
        let text = text.ok_or_else(|| BadBody::of(reply, EXPECTED, "it has no `accessSAS`"))?;
        Ok(Self { sas: Sas::parse(&text, endpoint)? })
    }
}

impl Sas {
    /// Takes an address as the service gave it: https, or http on this machine when the service is on it too.
    fn parse(text: &str, endpoint: &Endpoint) -> Result<Self, AccessError> {
        let fail = |why| AccessError::Link { shown: shown(text), why };
        if text.len() > LONGEST_LINK {
            return Err(fail("it is longer than 16 KiB"));
        }
        if text.bytes().any(|b| !b.is_ascii_graphic() || matches!(b, b'\\' | b'#')) {
            return Err(fail("it holds a character that no link of the service has"));
        }
        let (origin, rest) = Origin::split(text).map_err(fail)?;
        let at_home = origin.is_loopback() && endpoint.is_loopback();
        if !origin.https && !at_home {
            return Err(fail("plain http is for an emulator on this machine only"));
        }
        if !rest.starts_with('/') || !rest.contains('?') {
            return Err(fail("it has no path or no query, so it is not signed"));
        }
        Ok(Self(text.to_owned()))
    }

    /// Scheme and host: all of it that may be shown.
    pub fn origin_only(&self) -> String {
        shown(&self.0)
    }

    /// GET of a page of the list of pages in use, or of those that changed since `previous` (G1), from `marker` on (G4).
    #[must_use]
    pub fn page_list(&self, previous: Option<&Sas>, marker: Option<&str>) -> Request {
        let mut url = format!("{}&comp=pagelist&maxresults={PAGE_ENTRIES}", self.0);
        if let Some(marker) = marker {
            url.push_str("&marker=");
            url.extend(utf8_percent_encode(marker, NON_ALPHANUMERIC));
        }
        let previous = previous.map(|sas| ("x-ms-previous-snapshot-url", sas.0.clone()));
        get(url, [("accept", "application/xml".to_owned())].into_iter().chain(previous))
    }

    /// GET of the bytes from `first` to `last`, both inclusive: answered with 206.
    #[must_use]
    pub fn piece(&self, first: u64, last: u64) -> Request {
        get(self.0.clone(), [("range", format!("bytes={first}-{last}"))])
    }
}

impl fmt::Debug for Sas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sas").field(&self.origin_only()).finish()
    }
}

fn get(url: String, headers: impl IntoIterator<Item = (&'static str, String)>) -> Request {
    let version = ("x-ms-version", STORAGE_VERSION.to_owned());
    let headers = headers.into_iter().chain([version]).map(|(name, value)| (name.to_owned(), value)).collect();
    Request { method: Method::Get, url, headers, body: None, auth: Auth::None, repeatable: true }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SIGNED: &str =
        "https://md-x.z1.blob.storage.azure.net/abcdefghijkl/abcd?sv=2018-03-28&sr=b&si=p&sig=T0PS3CRET%3D";

    fn azure() -> Endpoint {
        Endpoint::parse("https://management.azure.com").unwrap()
    }

    fn local() -> Endpoint {
        Endpoint::parse("http://127.0.0.1:8080").unwrap()
    }

    fn granted(body: &str, endpoint: &Endpoint) -> Result<Sas, AccessError> {
        let reply = Reply { status: 200, headers: &[], body: body.as_bytes() };
        Granted::read(&reply, endpoint).map(|granted| granted.sas)
    }

    fn sas(text: &str) -> Sas {
        granted(&format!(r#"{{"accessSAS":"{text}"}}"#), &azure()).unwrap()
    }

    #[test]
    fn a_link_is_found_in_a_status_and_bare() {
        // A26, A33
        let status = format!(
            r#"{{"startTime":"t","status":"Succeeded","properties":{{"output":{{"accessSAS":"{SIGNED}","securityDataAccessSAS":"x"}}}},"name":"n"}}"#
        );
        let bare = format!(r#"{{"accessSAS":"{SIGNED}"}}"#);
        assert_eq!(granted(&status, &azure()).unwrap().0, SIGNED);
        assert_eq!(granted(&bare, &azure()).unwrap().0, SIGNED);
    }

    #[test]
    fn what_has_no_link_is_no_grant() {
        for (body, found) in [
            ("", "it is empty"),
            (r#"{"status":"InProgress"}"#, "it has no `accessSAS`"),
            (r#"{"status":"Succeeded","properties":null}"#, "it has no `accessSAS`"),
            (r#"{"status":"Succeeded","properties":{"output":null}}"#, "it has no `accessSAS`"),
            (r#"{"accessSAS":""}"#, "it has no `accessSAS`"),
            (r#"{"accessSAS":7}"#, "line 1, column 14"),
            (r#"{"accessSAS":"https://h/p?sig=T0PS3CRET"#, "line 1, column 39"),
            (r#"{"accessSAS":["https://h/p?sig=T0PS3CRET"]}"#, "line 1, column 13"),
            ("<html>Sign in", "it is a web page; a proxy or a sign-in page may have answered instead of the service"),
        ] {
            let error = granted(body, &azure()).unwrap_err().to_string();
            assert_eq!(error, format!("the reply is not the result of a grant of access: {found}"), "{body}");
        }
    }

    #[test]
    fn a_link_is_https_or_an_emulators() {
        for good in [SIGNED, "https://md-x.blob.core.windows.net:443/c/abcd?sig=a", "HTTPS://h/p?x"] {
            assert!(granted(&format!(r#"{{"accessSAS":"{good}"}}"#), &azure()).is_ok(), "{good}");
        }
        for (bad, why) in [
            ("http://md-x.blob.core.windows.net/c/abcd?sig=T0PS3CRET", "plain http"),
            ("http://127.0.0.1:9/c/abcd?sig=T0PS3CRET", "plain http"),
            ("https://u:T0PS3CRET@h/c?sig=x", "user information"),
            ("https://h/T0PS3CRET", "not signed"),
            ("https://h?sig=T0PS3CRET", "not signed"),
            ("https://h/p?sig=T0PS3CRET#x", "a character"),
            ("https://h/p?sig=T0PS3CRET x", "a character"),
            ("https://h\\\\@evil/p?sig=T0PS3CRET", "a character"),
            ("https://h/p?sig=T0PS3CRET\\r\\nx-y: z", "a character"),
            ("https://h/p?sig=T0PS3CRETé", "a character"),
            ("/c/abcd?sig=T0PS3CRET", "absolute"),
            ("ftp://h/p?sig=T0PS3CRET", "scheme"),
            ("T0PS3CRET", "absolute"),
        ] {
            let error = granted(&format!(r#"{{"accessSAS":"{bad}"}}"#), &azure()).unwrap_err();
            assert!(error.to_string().contains(why), "{bad}: {error}");
            let whole_is_host = !bad.contains('/');
            assert!(whole_is_host || !format!("{error} {error:?}").contains("T0PS3CRET"), "{error:?}");
        }
        assert!(granted(r#"{"accessSAS":"http://127.0.0.1:8080/c/abcd?sig=a"}"#, &local()).is_ok());
        assert!(granted(r#"{"accessSAS":"http://[::1]:9/c/abcd?sig=a"}"#, &local()).is_ok());
        assert!(granted(r#"{"accessSAS":"http://example.com/c/abcd?sig=a"}"#, &local()).is_err());
        let long = format!(r#"{{"accessSAS":"https://h/p?sig={}"}}"#, "a".repeat(16 * 1024));
        assert!(granted(&long, &azure()).unwrap_err().to_string().ends_with("it is longer than 16 KiB"));
    }

    #[test]
    fn pages_are_asked_for_without_a_token() {
        // G1, G4
        let request = sas(SIGNED).page_list(None, None);
        assert_eq!(request.url, format!("{SIGNED}&comp=pagelist&maxresults=10000"));
        assert_eq!((request.method, request.auth, request.repeatable), (Method::Get, Auth::None, true));
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(request.headers, [header("accept", "application/xml"), header("x-ms-version", "2020-10-02")]);
        assert_eq!(request.body, None);

        let previous = sas("https://h/c/before?sig=B3FORE");
        let request = sas(SIGNED).page_list(Some(&previous), Some("2!104!MDAw/Mg==&x=é"));
        assert_eq!(
            request.url,
            format!("{SIGNED}&comp=pagelist&maxresults=10000&marker=2%21104%21MDAw%2FMg%3D%3D%26x%3D%C3%A9")
        );
        assert!(request.headers.contains(&header("x-ms-previous-snapshot-url", "https://h/c/before?sig=B3FORE")));
    }

    #[test]
    fn a_piece_is_a_range() {
        let request = sas(SIGNED).piece(4_194_304, 8_388_607);
        assert_eq!((request.url.as_str(), request.auth, request.repeatable), (SIGNED, Auth::None, true));
        assert_eq!(request.headers.first().unwrap(), &("range".to_owned(), "bytes=4194304-8388607".to_owned()));
    }

    #[test]
    fn nothing_that_holds_a_link_shows_it() {
        let sas = sas(SIGNED);
        let granted = Granted { sas: sas.clone() };
        let page_list = sas.page_list(Some(&sas), None);
        assert_eq!(sas.origin_only(), "https://md-x.z1.blob.storage.azure.net");
        let shown = format!(
            "{sas:?} {granted:?} {page_list:#?} {:?} {:?}",
            sas.piece(0, 1),
            AccessError::from(BadBody::of(&Reply { status: 200, headers: &[], body: SIGNED.as_bytes() }, "x", "y"))
        );
        assert!(!shown.contains("T0PS3CRET") && !shown.contains("abcd") && !shown.contains("sr=b"), "{shown}");
        assert!(format!("{page_list:?}").contains(r#"url: "https://md-x.z1.blob.storage.azure.net""#));
    }

    proptest! {
        #[test]
        fn an_accepted_link_is_safe_to_send(text in r"(?i)(https?:)?//[a-z.@:\\/?#&=\[\]0-9 -]{0,40}") {
            for endpoint in [azure(), local()] {
                let Ok(Sas(text)) = Sas::parse(&text, &endpoint) else { continue };
                let lower = text.to_ascii_lowercase();
                let host = lower.split("//").nth(1).unwrap().split('/').next().unwrap();
                prop_assert!(!host.contains('@') && !host.contains('\\') && !host.is_empty());
                let at_home = host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]");
                prop_assert!(lower.starts_with("https://") || (endpoint.is_loopback() && at_home), "{}", text);
                prop_assert!(text.contains('?') && text.bytes().all(|b| b.is_ascii_graphic()));
            }
        }
    }
}
