//! Instants as the service writes them (A55).

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// Seven fraction digits and a numeric offset, `2025-09-16T15:24:50.0662311-05:00`: the service writes its own hosts'
/// local time as often as UTC, so clients must compare instants, not text.
pub(crate) fn wire(instant: Timestamp, west: bool) -> String {
    let offset = if west { Offset::constant(-5) } else { Offset::UTC };
    instant.to_zoned(TimeZone::fixed(offset)).strftime("%Y-%m-%dT%H:%M:%S%.7f%:z").to_string()
}

/// The form of a `Date` header.
pub(crate) fn http_date(instant: Timestamp) -> String {
    instant.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// `seconds` later; an instant at the end of time stays there.
pub(crate) fn after(instant: Timestamp, seconds: u32) -> Timestamp {
    instant.saturating_add(jiff::SignedDuration::from_secs(i64::from(seconds))).unwrap_or(Timestamp::MAX)
}

/// Seconds from `earlier` to `later` with their fraction; negative when the order is the other way.
pub(crate) fn seconds_between(earlier: Timestamp, later: Timestamp) -> f64 {
    later.duration_since(earlier).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_offsets_name_the_same_instant() {
        let instant: Timestamp = "2026-11-21T07:12:14.0662311Z".parse().unwrap();
        assert_eq!(wire(instant, false), "2026-11-21T07:12:14.0662311+00:00");
        assert_eq!(wire(instant, true), "2026-11-21T02:12:14.0662311-05:00");
        assert_eq!(http_date(instant), "Sat, 21 Nov 2026 07:12:14 GMT");
        assert!((seconds_between(instant, after(instant, 90)) - 90.0).abs() < 1e-9);
    }
}
