//! Access links to the bytes of a snapshot: secrets that are sent and never shown (A26, G6).

use std::fmt;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

use crate::endpoint::{Endpoint, LONGEST_LINK, Origin, shown};
use crate::reply::{BadBody, Reply};
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
        let status: Status = reply.json(EXPECTED)?;
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
