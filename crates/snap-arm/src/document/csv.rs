//! The portal's CSV of a Resource Graph query: a header in any case and order, JSON inside the cells of objects.

use std::borrow::Cow;

use csv::{ReaderBuilder, StringRecord};

use super::error::{Details, DocumentError, Subject};
use super::fields::{Field, Known, Scope};
use super::members::{Fault, Members};
use super::read::Sink;
use super::said::{document_is, document_neither, skip_cells};
use super::value::Val;
use crate::scrub::scrub;

/// Reads all rows.
///
/// # Errors
/// `document_not_json` when the text has no header with an `id`: then it is neither of the two things we read.
pub(super) fn rows(subject: Subject<'_>, text: &str, sink: &mut Sink) -> Result<(), DocumentError> {
    let (body, skipped_lines) = body(text);
    let Some((separator, columns)) = [b',', b';', b'\t'].into_iter().find_map(|s| Some((s, header(body, s)?))) else {
        let begin = scrub(text.trim_start(), 20);
        let details = Details { line: Some(1), column: Some(1), ..Details::default() };
        return Err(DocumentError::at(subject, "document_not_json", document_neither(&begin), details));
    };
    // A quote inside a quoted cell is doubled, so a whole file has an even number of them.
    if text.matches('"').count() % 2 == 1 {
        return Err(DocumentError::new(subject, "document_truncated", document_is("cell")));
    }
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(body.as_bytes());
    let mut record = StringRecord::new();
    for index in 0.. {
        let more = reader.read_record(&mut record).map_err(|error| {
            let line = error.position().map(|at| usize::try_from(at.line()).unwrap_or(usize::MAX) + skipped_lines);
            let details = Details { line, column: line.map(|_| 1), element: Some(index + 1), ..Details::default() };
            DocumentError::at(subject, "document_not_json", document_is("row"), details)
        })?;
        if !more {
            break;
        }
        if record.len() == columns.len() {
            sink.row(index, Ok(members(&columns, &record)));
        } else {
            sink.row(index, Err(Fault::new("row_length", skip_cells(record.len(), columns.len()))));
        }
    }
    Ok(())
}

/// The text without the lines that Excel (`sep=;`) and `Export-Csv` (`#TYPE …`) put before the header.
fn body(text: &str) -> (&str, usize) {
    let mut rest = text.trim_start();
    let mut lines = 0;
    while rest.starts_with("#TYPE") || rest.starts_with("sep=") {
        let Some((_, after)) = rest.split_once('\n') else { break };
        (rest, lines) = (after, lines + 1);
    }
    (rest, lines)
}

/// What each column stands for; `None` when no column is an id.
fn header(body: &str, separator: u8) -> Option<Vec<Option<Known>>> {
    let mut reader = ReaderBuilder::new().delimiter(separator).has_headers(false).from_reader(body.as_bytes());
    let record = reader.records().next()?.ok()?;
    let columns: Vec<_> = record.iter().map(|cell| Scope::Resource.known(cell.trim())).collect();
    let id = [Field::Id, Field::ResourceId].map(|field| Some(Known::Value(field)));
    columns.iter().any(|column| id.contains(column)).then_some(columns)
}

fn members<'a>(columns: &[Option<Known>], record: &'a StringRecord) -> Members<'a> {
    let mut members = Members::default();
    for (known, cell) in columns.iter().zip(record) {
        if cell.trim().is_empty() {
            continue;
        }
        match known {
            Some(Known::Value(field)) => members.set(*field, Val::Text(Cow::Borrowed(cell)), false),
            Some(Known::Object(scope)) => members.texts.push((*scope, Cow::Borrowed(cell))),
            _ => {}
        }
    }
    members
}
