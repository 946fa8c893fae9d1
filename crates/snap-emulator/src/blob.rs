//! The blob service behind the links: who may read, and the bytes of a disk or snapshot. It knows no tokens: a request
//! that brings one is refused aloud, because a client that sends it there leaks it.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::content;
use crate::emulator::Emulator;
use crate::extents::Extents;
use crate::http::{Request, Response};
use crate::ids::mix;
use crate::links::{BLOB, Link, SIGNED_VERSION};
use crate::stored::Stored;
use crate::target::Target;
use crate::times;
use crate::vhd;

/// The most one reply carries.
const LARGEST_PIECE: u64 = 64 << 20;

/// What a VHDX holds beside the data: also what an empty one has (R17).
const VHDX_OVERHEAD: u64 = 6 << 20;

/// An error of the blob service.
#[derive(Clone, Debug)]
pub(crate) struct StorageError {
    status: u16,
    code: String,
    message: String,
    /// A member of its own beside code and message.
    detail: Option<(&'static str, String)>,
    headers: Vec<(&'static str, String)>,
    /// What the journal should say beside the status.
    note: Option<&'static str>,
}

/// A reply of the blob service, or its error.
pub(crate) type Reply<T = Response> = Result<T, Box<StorageError>>;

impl StorageError {
    pub(crate) fn new(status: u16, code: &str, message: &str) -> Box<Self> {
        let (code, message) = (code.to_owned(), message.to_owned());
        Box::new(Self { status, code, message, detail: None, headers: Vec::new(), note: None })
    }

    pub(crate) fn detail(mut self: Box<Self>, member: &'static str, text: impl Into<String>) -> Box<Self> {
        self.detail = Some((member, text.into()));
        self
    }

    pub(crate) fn header(name: &str, value: &str) -> Box<Self> {
        let message = "The value for one of the HTTP headers is not in the correct format.";
        let about = format!("{name}: {value}");
        Self::new(400, "InvalidHeaderValue", message).detail("HeaderName", about)
    }

    /// The reply that carries it, without the headers of every reply.
    fn into_response(self, request_id: &str, now: Timestamp) -> Response {
        let detail = self.detail.map(|(name, text)| format!("<{name}>{}</{name}>", escaped(&text)));
        let body = format!(
            "{XML}<Error><Code>{}</Code><Message>{}\nRequestId:{request_id}\nTime:{}</Message>{}</Error>",
            escaped(&self.code),
            escaped(&self.message),
            times::wire(now, false).replace("+00:00", "Z"),
            detail.unwrap_or_default()
        );
        let mut response =
            Response::text(self.status, "application/xml", &body).with_header("x-ms-error-code", self.code);
        for (name, value) in self.headers {
            response = response.with_header(name, value);
        }
        response
    }
}

/// What every XML body begins with, byte order mark included.
pub(crate) const XML: &str = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>";

/// Text that can stand in XML; control characters, which cannot, become blanks.
fn escaped(text: &str) -> String {
    let text = text.replace(|letter: char| letter.is_control() && letter != '\n', " ");
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Whether a request is for the blob service and not for the resource manager.
pub(crate) fn concerns(request: &Request) -> bool {
    request.path_only().trim_start_matches('/').starts_with("md-")
}

/// What a link leads to: the file a disk or snapshot is exported as.
pub(crate) struct Export<'a> {
    pub(crate) stored: &'a Stored,
    pub(crate) frozen: content::Frozen,
    /// Pages in use. On a VHD the footer is one of them; a VHDX shows the pages of the disk, not its own.
    pub(crate) extents: Extents,
    /// Bytes of the file.
    pub(crate) size: u64,
    origin: u64,
    born: Timestamp,
}

impl Export<'_> {
    /// A VHDX that nobody can open: the format's own mark, and bytes that only say that they are those asked for.
    fn opaque(&self, start: u64, end: u64) -> Vec<u8> {
        let mark = format!("{:512}", format!("vhdxfile: opaque, {} bytes in use", self.extents.used()));
        let index = |place: u64| usize::try_from(place.min(512)).unwrap_or(0);
        let mut out = mark.as_bytes().get(index(start)..index(end)).unwrap_or_default().to_vec();
        content::stamped(self.origin, start.max(512), end, &mut out);
        out
    }

    fn bytes(&self, start: u64, end: u64) -> Vec<u8> {
        if self.stored.sector() == 4096 {
            return self.opaque(start, end);
        }
        let mut out = content::bytes(&self.extents, start, end);
        let disk = self.frozen.bytes;
        if end > disk {
            let index = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
            let footer = vhd::footer(self.origin, self.born, disk);
            let tail = out.iter_mut().skip(index(disk.saturating_sub(start)));
            tail.zip(footer.iter().skip(index(start.saturating_sub(disk)))).for_each(|(byte, own)| *byte = *own);
        }
        out
    }
}

impl Emulator {
    /// One exchange with the blob service, headers of every reply included.
    pub(crate) fn blob(&mut self, request: &Request, now: Timestamp) -> Response {
        let reply =
            if request.header("Authorization").is_some() { Err(leak()) } else { self.blob_answer(request, now) };
        let response = reply.unwrap_or_else(|error| {
            self.notes.extend(error.note.map(str::to_owned));
            self.told(*error, now)
        });
        self.dress_blob(response, request, now)
    }

    /// The reply of a fault that strikes a request to the blob service, in the service's own form.
    pub(crate) fn blob_fault(
        &mut self,
        status: u16,
        code: Option<String>,
        message: Option<String>,
        now: Timestamp,
    ) -> Response {
        let usual = match status {
            403 => "AuthenticationFailed",
            404 => "BlobNotFound",
            429 | 503 => "ServerBusy",
            500 => "InternalError",
            _ => "EmulatedFault",
        };
        let code = code.unwrap_or_else(|| usual.to_owned());
        let message = message.unwrap_or_else(|| "This reply was asked for.".to_owned());
        self.told(*StorageError::new(status, &code, &message), now)
    }

    fn told(&mut self, error: StorageError, now: Timestamp) -> Response {
        let id = self.ids.guid();
        error.into_response(&id, now).with_header("x-ms-request-id", id)
    }

    /// Adds what every reply carries; a HEAD is told the length and gets no body.
    pub(crate) fn dress_blob(&mut self, mut response: Response, request: &Request, now: Timestamp) -> Response {
        if response.header("x-ms-request-id").is_none() {
            response = response.with_header("x-ms-request-id", self.ids.guid());
        }
        if request.method == "HEAD" {
            if response.header("Content-Length").is_none() {
                let length = response.body.len().to_string();
                response = response.with_header("Content-Length", length);
            }
            response.body.clear();
        }
        let version = request.header("x-ms-version").unwrap_or(SIGNED_VERSION).to_owned();
        response
            .with_header("x-ms-version", version)
            .with_header("Server", "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0")
            .with_header("Date", times::http_date(now))
    }

    fn blob_answer(&mut self, request: &Request, now: Timestamp) -> Reply {
        let target = Target::parse(&request.path).map_err(|_| unknown_link("the address is not understood"))?;
        let export = self.export(&target, now)?;
        let version = version(request, now)?;
        if !["GET", "HEAD"].contains(&request.method.as_str()) {
            let message = "This request is not authorized to perform this operation using this permission.";
            return Err(StorageError::new(403, "AuthorizationPermissionMismatch", message));
        }
        match target.query("comp") {
            None => read(request, &export),
            Some("pagelist") if request.method == "GET" => self.page_list(request, &target, &export, &version, now),
            Some(other) => {
                let message = format!("the emulator does not implement `{} comp={other}` of blobs", request.method);
                Err(StorageError::new(501, "NotImplementedByEmulator", &message))
            }
        }
    }

    /// What an address leads to; everything in it must be as it was given.
    pub(crate) fn export(&self, target: &Target, now: Timestamp) -> Reply<Export<'_>> {
        let mut parts = target.path.split('/').filter(|part| !part.is_empty());
        let account = parts.next().unwrap_or_default();
        let link = self.state.links.get(account).ok_or_else(|| unknown_link("no such link is open"))?;
        let as_given = parts.eq([link.container.as_str(), BLOB])
            && link.members().iter().all(|(name, value)| target.query(name) == Some(value));
        if !as_given {
            return Err(unknown_link("signature did not match"));
        }
        if now < link.opens {
            return Err(unknown_link("the link is not open yet"));
        }
        self.exported(link, now).ok_or_else(|| unknown_link("what was linked is gone"))
    }

    fn exported(&self, link: &Link, now: Timestamp) -> Option<Export<'_>> {
        let stored = self.state.resources.get(&link.key)?;
        let frozen = self.state.contents.of(stored, now)?;
        let (origin, born) = self.state.contents.birth(&frozen);
        let mut extents = self.state.contents.extents(&frozen);
        let size = if stored.sector() == 4096 {
            VHDX_OVERHEAD + extents.used().next_multiple_of(1 << 20)
        } else {
            // Another size is another footer.
            extents.put(frozen.bytes, frozen.bytes.saturating_add(vhd::FOOTER), Some(mix(origin ^ mix(frozen.bytes))));
            frozen.bytes.saturating_add(vhd::FOOTER)
        };
        Some(Export { stored, frozen, extents, size, origin, born })
    }
}

/// The service version a request is read by.
fn version(request: &Request, now: Timestamp) -> Reply<String> {
    let Some(version) = request.header("x-ms-version") else { return Ok(SIGNED_VERSION.to_owned()) };
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let date = version.parse::<Date>().ok().filter(|date| version.len() == 10 && *date <= today);
    date.map(|_| version.to_owned()).ok_or_else(|| StorageError::header("x-ms-version", version))
}

/// The first and last byte a request asks for, the last one being open at times. `x-ms-range` goes before `Range`.
pub(crate) fn wanted_range(request: &Request) -> Reply<Option<(u64, Option<u64>)>> {
    let named = ["x-ms-range", "Range"].iter().find_map(|name| Some((*name, request.header(name)?)));
    let Some((name, text)) = named else { return Ok(None) };
    let parsed = text.strip_prefix("bytes=").and_then(|range| {
        let (first, last) = range.split_once('-')?;
        let first: u64 = number(first)?;
        let last = if last.is_empty() { None } else { Some(number(last).filter(|last| *last >= first)?) };
        Some((first, last))
    });
    parsed.map(Some).ok_or_else(|| StorageError::header(name, text))
}

fn number(digits: &str) -> Option<u64> {
    digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// GET and HEAD of the file, whole or a piece of it.
fn read(request: &Request, export: &Export<'_>) -> Reply {
    let size = export.size;
    let (status, start, end) = match wanted_range(request)? {
        None => (200, 0, size),
        Some((first, _)) if first >= size => {
            let message = "The range specified is invalid for the current size of the resource.";
            let mut fault = StorageError::new(416, "InvalidRange", message);
            fault.headers.push(("Content-Range", format!("bytes */{size}")));
            return Err(fault);
        }
        Some((first, last)) => (206, first, last.map_or(size, |last| last.saturating_add(1).min(size))),
    };
    let head = request.method == "HEAD";
    if !head && end - start > LARGEST_PIECE {
        let message =
            format!("the emulator sends at most {LARGEST_PIECE} bytes in one reply; ask for pieces by `Range`");
        return Err(StorageError::new(501, "NotImplementedByEmulator", &message));
    }
    let mut response = describe(Response::empty(status), export)
        .with_header("Content-Type", "application/octet-stream")
        .with_header("Accept-Ranges", "bytes")
        .with_header("x-ms-blob-type", "PageBlob");
    if status == 206 {
        response = response.with_header("Content-Range", format!("bytes {start}-{}/{size}", end - 1));
    }
    if head {
        response = response.with_header("Content-Length", (end - start).to_string());
    } else {
        response.body = export.bytes(start, end);
    }
    Ok(response)
}

/// What replies about a file say of it.
pub(crate) fn describe(response: Response, export: &Export<'_>) -> Response {
    response
        .with_header("ETag", format!("\"0x{:016X}\"", mix(export.origin ^ mix(export.size))))
        .with_header("Last-Modified", times::http_date(export.stored.created))
}

fn unknown_link(why: &str) -> Box<StorageError> {
    let message = "Server failed to authenticate the request. Make sure the value of Authorization header is formed \
                   correctly including the signature.";
    StorageError::new(403, "AuthenticationFailed", message).detail("AuthenticationErrorDetail", why)
}

const LEAK: &str = "REFUSED: a request to a shared access link carried an Authorization header. The link is the right to \
     read: sending a token there gives it away.";

fn leak() -> Box<StorageError> {
    let mut error = StorageError::new(400, "InvalidAuthenticationInfo", LEAK);
    error.note = Some(LEAK);
    error
}
