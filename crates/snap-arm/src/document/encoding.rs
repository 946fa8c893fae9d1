//! From bytes to text: gzip, byte order marks, UTF-16 as Windows PowerShell's `>` writes it.

use std::borrow::Cow;
use std::fmt;
use std::io::{ErrorKind, Read};

use flate2::read::MultiGzDecoder;

use super::error::{Details, DocumentError, Subject};
use super::said::{document_is, document_not_utf8};

/// The largest document that is read, in bytes, before and after unpacking.
pub const LARGEST: usize = 1 << 30;

/// Unpacked output that is never suspicious, in bytes.
const FREE_OUTPUT: usize = 64 << 20;
/// Beyond [`FREE_OUTPUT`] no inventory packs better than this; a bomb does (deflate reaches 1,032).
const LARGEST_RATIO: usize = 200;

/// How the characters were stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Charset {
    /// UTF-8 without a mark.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// How a document was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Encoding {
    /// Its characters.
    pub charset: Charset,
    /// True when it was packed.
    pub gzip: bool,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.charset {
            Charset::Utf8 => "utf-8",
            Charset::Utf8Bom => "utf-8-bom",
            Charset::Utf16Le => "utf-16le",
            Charset::Utf16Be => "utf-16be",
        })?;
        f.write_str(if self.gzip { "+gzip" } else { "" })
    }
}

/// Unpacks when packed; the bytes and whether they were.
///
/// # Errors
/// `document_too_large` (a bomb, or more than [`LARGEST`]), `document_truncated`, `document_gzip`.
pub(super) fn unpack<'a>(subject: Subject<'_>, bytes: &'a [u8]) -> Result<(Cow<'a, [u8]>, bool), DocumentError> {
    let refuse = |code, what| Err(DocumentError::new(subject, code, document_is(what)));
    if bytes.len() > LARGEST {
        return refuse("document_too_large", "large");
    }
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok((Cow::Borrowed(bytes), false));
    }
    let most = LARGEST.min(FREE_OUTPUT.max(bytes.len().saturating_mul(LARGEST_RATIO)));
    let mut unpacked = Vec::new();
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    match MultiGzDecoder::new(bytes).take(limit).read_to_end(&mut unpacked) {
        Ok(_) if unpacked.len() > most => refuse("document_too_large", "unpacked"),
        Ok(_) if unpacked.starts_with(&[0x1f, 0x8b]) => refuse("document_gzip", "gzip_twice"),
        Ok(_) => Ok((Cow::Owned(unpacked), true)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => refuse("document_truncated", "gzip_cut"),
        Err(_) => refuse("document_gzip", "gzip"),
    }
}

/// The text of unpacked bytes, without mark, trailing NULs and blanks.
///
/// # Errors
/// `document_encoding` with the place, or `document_truncated` when the last character is cut.
pub(super) fn decode<'a>(subject: Subject<'_>, bytes: &'a [u8]) -> Result<(Cow<'a, str>, Charset), DocumentError> {
    let (mark, charset) = charset(bytes);
    let body = bytes.get(mark..).unwrap_or_default();
    let text = match charset {
        Charset::Utf8 | Charset::Utf8Bom => Cow::Borrowed(utf8(subject, body)?),
        Charset::Utf16Le => Cow::Owned(utf16(subject, body, u16::from_le_bytes)?),
        Charset::Utf16Be => Cow::Owned(utf16(subject, body, u16::from_be_bytes)?),
    };
    let end = |text: &str| text.trim_end_matches(|c: char| c == '\0' || c.is_whitespace()).len();
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(..end(text)).unwrap_or_default()),
        Cow::Owned(mut text) => {
            text.truncate(end(&text));
            Cow::Owned(text)
        }
    };
    Ok((text, charset))
}

/// The length of the mark, and the charset: by the mark, else by where the zero bytes stand.
fn charset(bytes: &[u8]) -> (usize, Charset) {
    if bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        return (3, Charset::Utf8Bom);
    }
    if bytes.starts_with(&[0xff, 0xfe]) {
        return (2, Charset::Utf16Le);
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return (2, Charset::Utf16Be);
    }
    // JSON and CSV headers begin with ASCII, so a few pairs are enough.
    let pairs = || bytes.chunks_exact(2).take(4);
    let zero_at = |at: usize| {
        pairs().next().is_some() && pairs().all(|pair| pair.iter().enumerate().all(|(i, b)| (*b == 0) == (i == at)))
    };
    match (zero_at(1), zero_at(0)) {
        (true, _) => (0, Charset::Utf16Le),
        (_, true) => (0, Charset::Utf16Be),
        _ => (0, Charset::Utf8),
    }
}

fn utf8<'a>(subject: Subject<'_>, bytes: &'a [u8]) -> Result<&'a str, DocumentError> {
    simdutf8::compat::from_utf8(bytes).map_err(|error| {
        let (good, bad) = bytes.split_at_checked(error.valid_up_to()).unwrap_or_default();
        let place = place(&String::from_utf8_lossy(good));
        if error.error_len().is_none() {
            return DocumentError::at(subject, "document_truncated", document_is("character"), place);
        }
        let byte = bad.first().copied().unwrap_or_default();
        let kind = if bytes.starts_with(b"PK\x03\x04") {
            document_is("zip")
        } else {
            document_not_utf8(&format!("0x{byte:02x}"))
        };
        DocumentError::at(subject, "document_encoding", kind, place)
    })
}

fn utf16(subject: Subject<'_>, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DocumentError> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        match decoded {
            Ok(c) => text.push(c),
            Err(_) => {
                return Err(DocumentError::at(subject, "document_encoding", document_is("utf16"), place(&text)));
            }
        }
    }
    match rest {
        [] | [0] => Ok(text),
        _ => Err(DocumentError::at(subject, "document_truncated", document_is("character"), place(&text))),
    }
}

/// The place just after `text`.
pub(super) fn place(text: &str) -> Details {
    let line_start = text.rfind('\n').map_or(0, |at| at + 1);
    Details {
        line: Some(text.matches('\n').count() + 1),
        column: Some(text.get(line_start..).unwrap_or_default().chars().count() + 1),
        ..Details::default()
    }
}
