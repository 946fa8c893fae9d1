//! Usage rows: what the service metered, as its cost exports have it in CSV or JSON. The only place that tells how much a
//! snapshot holds (B6).

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::ReaderBuilder;
use jiff::civil::Date;
use serde_json::value::RawValue;
use snap_core::cost::{Usage, UsageRow};

use crate::scrub::scrub;

/// The most bytes of usage that are read.
pub const LARGEST_USAGE: usize = 64 << 20;

/// The most rows.
pub const MOST_ROWS: usize = 1_000_000;

/// Why usage cannot be read: nothing of it is used then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("usage{}: {problem}", .row.map_or_else(String::new, |row| format!(" row {row}")))]
pub struct UsageError {
    /// The row, counted from 1 without the headings.
    pub row: Option<usize>,
    problem: String,
}

/// What a column is, and the names it goes by in the service's exports, without blanks, marks and case.
const COLUMNS: [(Column, &[&str]); 5] = [
    (Column::Day, &["date", "usagedate", "usagedatetime", "usagestarttime", "chargeperiodstart"]),
    (Column::Quantity, &["quantity", "usagequantity", "consumedquantity", "meterquantity"]),
    // The whole id before a name.
    (Column::Resource, &["resourceid", "instanceid", "id", "instancename", "resourcename", "resource", "name"]),
    (Column::Meter, &["metername", "meter", "skumeter"]),
    (Column::Unit, &["unitofmeasure", "unit", "pricingunit"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Day,
    Quantity,
    Resource,
    Meter,
    Unit,
}

/// The rank of a heading: what it is, the better name first.
fn column(heading: &str) -> Option<(Column, usize)> {
    let plain: String = heading.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    COLUMNS.iter().find_map(|(column, names)| Some((*column, names.iter().position(|name| *name == plain)?)))
}

/// Reads CSV with headings, or a JSON list of flat objects. Rows of other meters than `… Snapshots` (B4) are left out and
/// counted.
///
/// # Errors
/// With the row, its value and what would be right. A number or date that cannot be read is never left out in silence.
pub fn read(text: &str) -> Result<Usage, UsageError> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let fail = |problem: String| Err(UsageError { row: None, problem });
    if text.len() > LARGEST_USAGE {
        return fail(format!("it has {} bytes; at most {LARGEST_USAGE} are read. Leave other meters out", text.len()));
    }
    if text.is_empty() {
        return fail("it is empty".to_owned());
    }
    let mut usage = Usage::default();
    if text.starts_with('[') {
        objects(text, &mut usage)?;
    } else {
        table(text, &mut usage)?;
    }
    Ok(usage)
}

fn objects(text: &str, usage: &mut Usage) -> Result<(), UsageError> {
    let rows: Vec<BTreeMap<Cow<'_, str>, &RawValue>> = serde_json::from_str(text)
        .map_err(|error| UsageError { row: None, problem: format!("no list of flat objects: {error}") })?;
    for (row, object) in (1..).zip(rows) {
        let cells = object.iter().filter_map(|(name, raw)| {
            let cell = serde_json::from_str::<Cow<'_, str>>(raw.get()).unwrap_or(Cow::Borrowed(raw.get()));
            Some((column(name)?, cell)).filter(|(_, cell)| cell != "null")
        });
        take(usage, row, cells.collect())?;
    }
    Ok(())
}

fn table(text: &str, usage: &mut Usage) -> Result<(), UsageError> {
    let first = text.lines().next().unwrap_or_default();
    let separator =
        [b',', b';', b'\t'].into_iter().max_by_key(|mark| first.bytes().filter(|byte| byte == mark).count());
    let mut reader = ReaderBuilder::new().delimiter(separator.unwrap_or(b',')).from_reader(text.as_bytes());
    let crooked =
        |error: csv::Error| UsageError { row: None, problem: format!("no CSV: {}", scrub(&error.to_string(), 200)) };
    let headings: Vec<_> = reader.headers().map_err(crooked)?.iter().map(column).collect();
    for (column, name) in [(Column::Day, "Date"), (Column::Quantity, "Quantity"), (Column::Resource, "ResourceId")] {
        if !headings.iter().flatten().any(|(known, _)| *known == column) {
            let first = scrub(first, 100);
            return Err(UsageError {
                row: None,
                problem: format!("no column is called `{name}` or alike in `{first}`"),
            });
        }
    }
    for (row, record) in (1..).zip(reader.records()) {
        let record = record.map_err(crooked)?;
        let cells = headings.iter().zip(record.iter());
        take(
            usage,
            row,
            cells.filter_map(|(heading, cell)| Some(((*heading)?, Cow::Borrowed(cell.trim())))).collect(),
        )?;
    }
    Ok(())
}

type Cells<'a> = Vec<((Column, usize), Cow<'a, str>)>;

fn take(usage: &mut Usage, row: usize, mut cells: Cells<'_>) -> Result<(), UsageError> {
    let fail = |problem: String| UsageError { row: Some(row), problem };
    if row > MOST_ROWS {
        return Err(fail(format!("at most {MOST_ROWS} rows are read; leave other meters out")));
    }
    cells.retain(|(_, cell)| !cell.is_empty());
    cells.sort_by_key(|(column, _)| *column);
    let cell = |wanted: Column| cells.iter().find(|((column, _), _)| *column == wanted).map(|(_, cell)| cell.as_ref());
    if cell(Column::Meter).is_some_and(|meter| !meter.to_ascii_lowercase().contains("snapshot")) {
        usage.other += 1;
        return Ok(());
    }
    let need = |column: Column, name: &str| {
        cell(column).ok_or_else(|| fail(format!("it has no {name}; the columns are Date, Quantity and ResourceId")))
    };
    let (day, quantity, resource) =
        (need(Column::Day, "date")?, need(Column::Quantity, "quantity")?, need(Column::Resource, "resource")?);
    let shown = |text: &str| scrub(text, 60);
    let times = cell(Column::Unit).map_or(Ok(1), |text| {
        let digits = text.find(|c: char| !c.is_ascii_digit()).and_then(|end| text.get(..end)).unwrap_or_default();
        let rest: String = text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect();
        let times = if digits.is_empty() { Some(1) } else { digits.parse::<u64>().ok().filter(|n| *n <= 1_000) };
        times
            .filter(|_| matches!(rest.as_str(), "gbmonth" | "gibmonth" | "gb" | "gib"))
            .ok_or_else(|| fail(format!("unit `{}` is not that of a snapshot; expected `1 GB/Month`", shown(text))))
    })?;
    let nanos = nanos(quantity).and_then(|nanos| nanos.checked_mul(times)).ok_or_else(|| {
        fail(format!("quantity `{}` is no amount; expected a number from 0 on with a decimal point", shown(quantity)))
    })?;
    let day = date(day).ok_or_else(|| {
        fail(format!("date `{}` is none; expected `2026-11-20` or, as the exports have it, `11/20/2026`", shown(day)))
    })?;
    usage.add(&UsageRow { day, nanos, resource: resource.to_owned() });
    Ok(())
}

/// Year first, or the month first with slashes.
fn date(text: &str) -> Option<Date> {
    let text = text.split(['T', ' ']).next()?;
    match text.split(['-', '/']).map(|part| part.parse::<i16>().ok()).collect::<Option<Vec<_>>>()?.as_slice() {
        [year, month, day] if *year > 31 => Date::new(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok(),
        [month, day, year] if text.contains('/') && *year > 31 => {
            Date::new(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()
        }
        _ => None,
    }
}

/// A decimal in thousand-millionths, with an exponent as exports have for small amounts. What is smaller is cut off.
fn nanos(text: &str) -> Option<u64> {
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, exponent.parse::<i32>().ok().filter(|by| (-30..=9).contains(by))?),
        None => (text, 0),
    };
    let (whole, parts) = number.split_once('.').unwrap_or((number, ""));
    let digits = || whole.bytes().chain(parts.bytes());
    if whole.is_empty() || digits().count() > 40 || !digits().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Where the digits end, counted in thousand-millionths.
    let mut place = exponent + 9 - i32::try_from(parts.len()).ok()?;
    let mut value = 0_u128;
    for byte in digits() {
        value = value.checked_mul(10)?.checked_add(u128::from(byte - b'0'))?;
    }
    while place > 0 {
        (value, place) = (value.checked_mul(10)?, place - 1);
    }
    while place < 0 && value > 0 {
        (value, place) = (value / 10, place + 1);
    }
    // No disk holds more.
    u64::try_from(value).ok().filter(|nanos| *nanos <= 65_536 * 1_000_000_000)
}

#[cfg(test)]
mod tests;
