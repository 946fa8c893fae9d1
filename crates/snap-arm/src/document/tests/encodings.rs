//! Every encoding gives the text.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::shapes::{inventory, resources};
use super::write::{FORMS, Form};
use super::*;

pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    mark.then_some(0xfeff).into_iter().chain(text.encode_utf16()).flat_map(bytes).collect()
}

/// The text in every encoding, with the name it must be given.
pub(super) fn encodings(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let plain = vec![
        ("utf-8", text.as_bytes().to_vec()),
        ("utf-8-bom", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
        ("utf-16le", utf16(text, u16::to_le_bytes, true)),
        ("utf-16be", utf16(text, u16::to_be_bytes, true)),
        ("utf-16le", utf16(text, u16::to_le_bytes, false)),
        ("utf-16be", utf16(text, u16::to_be_bytes, false)),
    ];
    let packed = ["utf-8+gzip", "utf-8-bom+gzip", "utf-16le+gzip", "utf-16be+gzip", "utf-16le+gzip", "utf-16be+gzip"];
    let packed: Vec<_> = packed.into_iter().zip(&plain).map(|(name, (_, bytes))| (name, gzip(bytes))).collect();
    plain.into_iter().chain(packed).collect()
}

#[test]
fn every_shape_in_every_encoding_gives_one_model() {
    // V11
    let mut read_ones = 0;
    for form in FORMS {
        for (encoding, bytes) in encodings(&form.write(&inventory())) {
            let document = read("a", &bytes).unwrap_or_else(|error| panic!("{form:?} {encoding}: {error}"));
            assert_eq!(document.encoding.to_string(), encoding, "{form:?}");
            assert_eq!(document.shape.code(), form.shape());
            assert_eq!(resources(document), inventory(), "{form:?} {encoding}");
            read_ones += 1;
        }
    }
    assert_eq!(read_ones, 12 * 12);
}

#[test]
fn trailing_nuls_and_blanks_do_not_matter() {
    let text = one("") + "\r\n\0\0 \0";
    for (encoding, mut bytes) in encodings(&text) {
        if encoding.starts_with("utf-16") && !encoding.ends_with("gzip") {
            bytes.push(0);
        }
        assert_eq!(read("a", &bytes).unwrap().snapshots.len(), 1, "{encoding}");
    }
}

#[test]
fn nothing_but_blanks_is_empty() {
    for bytes in [&b""[..], b" \r\n\t", b"\0\0\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\0 \0\n", &gzip(b"\n")] {
        assert_eq!(fails(bytes).code(), "document_empty", "{bytes:?}");
    }
}

#[test]
fn what_is_no_text_is_refused_with_the_place() {
    let error = fails(b"[\n  {\"location\": \"\xe9st\"}]");
    assert_eq!(error.code(), "document_encoding");
    assert_eq!((error.details().line, error.details().column), (Some(2), Some(17)));
    assert!(error.to_string().contains("0xe9") && error.to_string().starts_with("`a.json` is not UTF-8"), "{error}");

    let mut lone = utf16("[\"", u16::to_le_bytes, true);
    lone.extend([0x00, 0xd8, b'"', 0, b']', 0]);
    assert_eq!(fails(&lone).code(), "document_encoding");
    assert!(fails(b"PK\x03\x04\x14\0\x08\0\xff\xff\xff").to_string().contains("zip"));
}

#[test]
fn gzip_is_bounded_and_checked() {
    let packed = gzip(one("").as_bytes());
    for cut in 2..packed.len() {
        let error = fails(&packed[..cut]);
        assert!(matches!(error.code(), "document_truncated" | "document_gzip"), "{cut}: {error}");
    }
    let mut damaged = packed.clone();
    let last = damaged.len() - 6;
    damaged[last] ^= 0xff;
    assert_eq!(fails(&damaged).code(), "document_gzip");
    assert_eq!(fails(gzip(&packed)).code(), "document_gzip");

    // 70 MB of blanks in 70 kB.
    let bomb = gzip(&vec![b' '; 70 << 20]);
    assert!(bomb.len() < (70 << 20) / 200, "{}", bomb.len());
    let error = fails(&bomb);
    assert_eq!(error.code(), "document_too_large");
    assert!(error.to_string().contains("unpacks"), "{error}");
}

#[test]
fn two_members_of_gzip_are_one_text() {
    let text = one("");
    let (front, back) = text.as_bytes().split_at(20);
    assert_eq!(read("a", &[gzip(front), gzip(back)].concat()).unwrap().snapshots.len(), 1);
}

#[test]
fn a_document_cut_anywhere_is_refused() {
    for form in [Form::AzList, Form::PsFlatDates, Form::ArmPage, Form::GraphData, Form::PsCounted] {
        let text = form.write(&inventory()[1..2]);
        for (encoding, bytes) in encodings(&text).into_iter().take(4) {
            for cut in 0..bytes.len() {
                let error = read("a.json", &bytes[..cut]).expect_err("a cut document");
                // One byte of a mark alone is no text at all.
                let codes = ["document_truncated", "document_not_json", "document_empty", "document_encoding"];
                let last = if cut == 1 { 4 } else { 3 };
                assert!(codes[..last].contains(&error.code()), "{form:?} {encoding} {cut}: {error}");
            }
        }
    }
}
