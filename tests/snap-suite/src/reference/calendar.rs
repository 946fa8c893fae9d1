//! Bucket keys and lengths of time, by the wall clock.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use super::presets::Manner;
use super::wish::Length;

/// What two snapshots of one bucket have in common: the numbers of the wall clock down to the rule's size.
pub(super) type Key = [i32; 7];

/// The key of a rule's buckets; the seconds are those of a `last` that merges.
pub(super) fn key(rule: &str, taken: &Zoned, manner: &Manner) -> Key {
    let (year, month, day) = (i32::from(taken.year()), i32::from(taken.month()), i32::from(taken.day()));
    let (hour, minute, second) = (i32::from(taken.hour()), i32::from(taken.minute()), i32::from(taken.second()));
    let iso = taken.date().iso_week_date();
    let (iso_year, week) = (i32::from(iso.year()), i32::from(iso.week()));
    let offset = if manner.dst == "split" { taken.offset().seconds() } else { 0 };
    match rule {
        "second" => [year, month, day, hour, minute, second, offset],
        "exact second" => [year, month, day, hour, minute, second, taken.offset().seconds()],
        "minutely" => [year, month, day, hour, minute, offset, 0],
        "hourly" => [year, month, day, hour, offset, 0, 0],
        "daily" => [year, month, day, 0, 0, 0, 0],
        "weekly" => [iso_year, week, 0, 0, 0, 0, 0],
        "monthly" => [year, month, 0, 0, 0, 0, 0],
        "quarterly" if manner.quarter == "13-week" => {
            // 1-13, 14-26, 27-39, and the rest, which is 40-52 or 40-53.
            let quarter = if week <= 13 {
                1
            } else if week <= 26 {
                2
            } else if week <= 39 {
                3
            } else {
                4
            };
            [iso_year, quarter, 0, 0, 0, 0, 0]
        }
        "quarterly" => [year, (month + 2) / 3, 0, 0, 0, 0, 0],
        "yearly" => [year, 0, 0, 0, 0, 0, 0],
        _ => panic!("{rule} is no rule"),
    }
}

/// So long before `from`: months on the calendar or by days, then days on the calendar, then seconds as they go by.
pub(super) fn back(from: Timestamp, length: Length, zone: &TimeZone, manner: &Manner) -> Timestamp {
    let seconds_before = |from: Timestamp, seconds: i64| {
        Timestamp::from_nanosecond(from.as_nanosecond() - i128::from(seconds) * 1_000_000_000).unwrap()
    };
    if manner.months == "days31" {
        let year = manner.quarter_days_of_year * 86_400 / 4;
        let days = length.months * 31 + length.weeks * 7 + length.days;
        return seconds_before(from, length.years * year + days * 86_400 + length.seconds);
    }
    let days = length.weeks * 7 + length.days;
    if manner.months == "clamp" && length.years == 0 && length.months == 0 && days == 0 {
        return seconds_before(from, length.seconds);
    }
    let local = from.to_zoned(zone.clone()).datetime();
    let months = i64::from(local.year()) * 12 + i64::from(local.month()) - 1 - length.years * 12 - length.months;
    let (year, month) = (months.div_euclid(12) as i16, months.rem_euclid(12) as i8 + 1);
    let last = (28..=31).rev().find(|day| Date::new(year, month, *day).is_ok()).unwrap();
    let day = if manner.months == "clamp" { local.day().min(last) } else { local.day() };
    // From the first of the month by single days: 31 February is found as the 30th day after the first.
    let mut found = date(year, month, 1);
    for _ in 1..day {
        found = found.tomorrow().unwrap();
    }
    for _ in 0..days {
        found = found.yesterday().unwrap();
    }
    let shown = DateTime::from_parts(found, local.time());
    let then = match manner.months {
        "clamp" => shown.to_zoned(zone.clone()).unwrap().timestamp(),
        // As restic does: with the offset that is in force when the clock in UTC shows that, and once more with the one
        // that is in force then. It matters where the time is skipped or comes twice.
        _ => {
            let utc = Offset::UTC.to_timestamp(shown).unwrap();
            let first = zone.to_offset(utc).to_timestamp(shown).unwrap();
            zone.to_offset(first).to_timestamp(shown).unwrap()
        }
    };
    seconds_before(then, length.seconds)
}

#[cfg(test)]
mod tests {
    use super::super::presets;
    use super::*;

    fn back_from(text: &str, length: Length, preset: &str) -> String {
        let zone = TimeZone::UTC;
        back(text.parse().unwrap(), length, &zone, &presets::of(preset)).to_string()
    }

    #[test]
    fn a_month_before_31_march() {
        let month = Length { months: 1, ..Length::default() };
        for (preset, expected) in [
            ("default", "2026-02-28T08:00:00Z"),
            ("restic", "2026-03-03T08:00:00Z"),
            ("borg-1", "2026-02-28T08:00:00Z"),
        ] {
            assert_eq!(back_from("2026-03-31T08:00:00Z", month, preset), expected, "{preset}");
        }
        assert_eq!(back_from("2026-05-31T08:00:00Z", month, "borg-1"), "2026-04-30T08:00:00Z");
        assert_eq!(back_from("2026-05-31T08:00:00Z", month, "restic"), "2026-05-01T08:00:00Z");
        assert_eq!(back_from("2024-03-31T08:00:00Z", month, "default"), "2024-02-29T08:00:00Z");
    }

    #[test]
    fn a_year_before() {
        let year = Length { years: 1, ..Length::default() };
        for (preset, expected) in [
            ("default", "2023-02-28T08:00:00Z"),
            ("restic", "2023-03-01T08:00:00Z"),
            ("borg-1", "2023-03-01T08:00:00Z"),
            ("sanoid", "2023-03-01T02:00:00Z"),
        ] {
            assert_eq!(back_from("2024-02-29T08:00:00Z", year, preset), expected, "{preset}");
        }
    }
}
