//! The schedule as iCalendar (RFC 5545): one event for each slot, in UTC.
//!
//! No repetition rule and no zone definition: what a calendar makes of both at a clock change is its own affair, and the
//! slots there are defined by the schedule.

use snap_core::instant::Instant;
use snap_core::schedule::{Slot, SlotKind};

use crate::format::File;
use crate::plan::ExportError;
use crate::quote::icalendar as quoted;

/// More events than this are no calendar: 13 months of hourly slots fit.
pub const LARGEST_CALENDAR: usize = 10_000;

/// The calendar of a policy; `now` is when it was made.
///
/// # Errors
/// [`ExportError::TooManySlots`]
pub fn calendar(
    policy: &str,
    hash: &str,
    now: Instant,
    slots: impl Iterator<Item = Slot>,
) -> Result<(File, usize), ExportError> {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| fold(&mut text, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Snapline//Snapline//EN");
    line("CALSCALE", "GREGORIAN");
    line("X-WR-CALNAME", &quoted(&format!("Snapshots by policy {policy}")));
    let mut count = 0;
    for slot in slots {
        count += 1;
        if count > LARGEST_CALENDAR {
            return Err(ExportError::TooManySlots(LARGEST_CALENDAR));
        }
        let stamp = stamp(slot.at);
        line("BEGIN", "VEVENT");
        // The same slot is the same event in every export.
        line("UID", &format!("{stamp}-{policy}@snapline"));
        line("DTSTAMP", &self::stamp(now));
        line("DTSTART", &stamp);
        line("SUMMARY", &quoted(&format!("Snapshots: {policy}")));
        let note = match slot.kind {
            SlotKind::Usual => "",
            SlotKind::AfterGap => {
                "\nThe time that was asked for is skipped when the clocks go forward; this is the first instant after it."
            }
            SlotKind::FirstOfTwo => "\nThis time comes twice when the clocks go back; this is the first.",
            SlotKind::SecondOfTwo => "\nThis time comes twice when the clocks go back; this is the second.",
        };
        line("DESCRIPTION", &quoted(&format!("Slot {} of policy {policy}, plan {hash}, as of {now}.{note}", slot.at)));
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    Ok((File::new("snapline.ics", "text/calendar; charset=utf-8", text), count))
}

/// `20261120T020000Z`
fn stamp(instant: Instant) -> String {
    instant.whole_second().to_string().chars().filter(|c| !matches!(c, '-' | ':')).collect()
}

/// A line of at most 75 octets; what is over goes on after a blank, and no character is cut.
fn fold(text: &mut String, line: &str) {
    const MOST: usize = 75;
    let mut length = 0;
    for c in line.chars() {
        if length + c.len_utf8() > MOST {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(c);
        length += c.len_utf8();
    }
    text.push_str("\r\n");
}
