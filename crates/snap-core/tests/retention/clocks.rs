//! Calendars and clocks: what a bucket is where the wall clock does something unusual.

use snap_core::instant::Instant;
use snap_core::retention::{Period, Verdict};
use snap_core::zone;

use crate::{at, decided, policy, shots, told};

/// The names kept by one rule, newest first.
fn kept(zone: &str, rule: &str, instants: &[&str]) -> String {
    let policy = policy(&format!(r#"{{"zone": "{zone}", "keep": {{{rule}}}}}"#));
    let some = shots(instants);
    let now = some.iter().filter_map(|s| s.instant).max().unwrap();
    decided(&some, &policy, now).iter().filter(|d| d.verdict == Verdict::Keep).map(|d| some[d.at].id.name()).collect()
}

#[test]
fn weeks_cross_new_year() {
    // 2020 had 53 ISO weeks: Mon 28 Dec 2020 to Sun 3 Jan 2021 is one, the Monday after starts another.
    let days = ["2020-12-27T12:00:00Z", "2020-12-28T12:00:00Z", "2021-01-03T12:00:00Z", "2021-01-04T12:00:00Z"];
    assert_eq!(kept("UTC", r#""weekly": "all""#, &days), "dca");
    // 1 January 2027 is in week 53 of 2026; 30 December 2024 in week 1 of 2025, a year before 29 December 2025, week 1 of 2026.
    assert_eq!(kept("UTC", r#""weekly": "all""#, &["2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"]), "b");
    assert_eq!(
        kept("UTC", r#""weekly": "all""#, &["2024-12-30T00:00:00Z", "2025-01-01T00:00:00Z", "2025-12-29T00:00:00Z"]),
        "cb"
    );
    assert_eq!(kept("UTC", r#""yearly": "all""#, &["2026-12-31T00:00:00Z", "2027-01-01T00:00:00Z"]), "ba");
}

#[test]
fn the_zone_decides_the_day() {
    let midnight = ["2026-11-19T22:59:59Z", "2026-11-19T23:00:00Z"];
    assert_eq!(kept("Europe/Vienna", r#""daily": 9"#, &midnight), "ba");
    assert_eq!(kept("UTC", r#""daily": 9"#, &midnight), "b");
    // Kathmandu is 5:45 ahead: its day, and its hour, begin at a quarter past.
    let quarter = ["2026-11-19T18:14:59Z", "2026-11-19T18:15:00Z"];
    assert_eq!(kept("Asia/Kathmandu", r#""daily": 9"#, &quarter), "ba");
    assert_eq!(kept("Asia/Kathmandu", r#""hourly": 9"#, &quarter), "ba");
    assert_eq!(kept("UTC", r#""hourly": 9"#, &quarter), "b");
}

#[test]
fn leap_day_and_quarters() {
    let days = ["2024-02-28T12:00:00Z", "2024-02-29T12:00:00Z", "2024-03-01T12:00:00Z", "2024-04-01T12:00:00Z"];
    assert_eq!(kept("UTC", r#""daily": "all""#, &days), "dcba");
    assert_eq!(kept("UTC", r#""monthly": "all""#, &days), "dcb");
    assert_eq!(kept("UTC", r#""quarterly": "all""#, &days), "dc");
    // The same quarter of another year is another quarter.
    assert_eq!(kept("UTC", r#""quarterly": "all""#, &["2023-02-01T00:00:00Z", "2024-02-01T00:00:00Z"]), "ba");
}

#[test]
fn the_repeated_hour_is_one_bucket() {
    // Vienna, 25 October 2026: 03:00 CEST becomes 02:00 CET at 01:00 UTC.
    let half_hours = [
        "2026-10-24T23:45:00Z", // 01:45
        "2026-10-25T00:15:00Z", // 02:15, first time
        "2026-10-25T00:45:00Z", // 02:45, first time
        "2026-10-25T01:15:00Z", // 02:15, second time
        "2026-10-25T01:45:00Z", // 02:45, second time
        "2026-10-25T02:15:00Z", // 03:15
    ];
    assert_eq!(kept("Europe/Vienna", r#""hourly": "all""#, &half_hours), "fea");
    // The minutes come round a second time, and are found again although other minutes lay between.
    assert_eq!(kept("Europe/Vienna", r#""minutely": "all""#, &half_hours), "feda");
    assert_eq!(kept("UTC", r#""hourly": "all""#, &half_hours), "feca");
    // The count counts buckets, not hours that went by.
    assert_eq!(kept("Europe/Vienna", r#""hourly": 3"#, &half_hours), "fea");
}

#[test]
fn the_skipped_hour_is_no_bucket() {
    // Vienna, 29 March 2026: 02:00 CET becomes 03:00 CEST at 01:00 UTC.
    let times = ["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:59:00Z", "2026-03-29T02:00:00Z"];
    assert_eq!(kept("Europe/Vienna", r#""hourly": "all""#, &times), "dca");
    // A day of 23 hours: 23:00 UTC the day before to 22:00 UTC.
    let day = ["2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T21:59:59Z", "2026-03-29T22:00:00Z"];
    assert_eq!(kept("Europe/Vienna", r#""daily": "all""#, &day), "dca");
}

#[test]
fn half_an_hour_comes_twice_on_lord_howe() {
    // 5 April 2026, 02:00 (+11) becomes 01:30 (+10:30) at 15:00 UTC on the 4th.
    let times = [
        "2026-04-04T14:15:00Z", // 01:15
        "2026-04-04T14:45:00Z", // 01:45, first time
        "2026-04-04T15:15:00Z", // 01:45, second time
        "2026-04-04T15:30:00Z", // 02:00
    ];
    assert_eq!(kept("Australia/Lord_Howe", r#""hourly": "all""#, &times), "dc");
    assert_eq!(kept("Australia/Lord_Howe", r#""minutely": "all""#, &times), "dca");
}

#[test]
fn a_day_comes_twice_at_st_johns() {
    // Until 2011 the clock went from 00:01 back to 23:01 of the day before: 7 November 2010, 02:31 UTC.
    let times = [
        "2010-11-07T02:00:00Z", // 6 November, 23:30
        "2010-11-07T02:30:30Z", // 7 November, 00:00:30
        "2010-11-07T02:45:00Z", // 6 November, 23:15
        "2010-11-07T03:45:00Z", // 7 November, 00:15
    ];
    assert_eq!(kept("America/St_Johns", r#""daily": "all""#, &times), "dc");
    let policy = policy(r#"{"zone": "America/St_Johns", "keep": {"daily": 2}}"#);
    assert_eq!(
        told(&shots(&times), &policy, "2010-11-07T04:00:00Z"),
        [
            "d keep: newest, daily 1/2",
            "c keep: daily 2/2",
            "b drop: the day keeps 00:15",
            "a drop: the day keeps 23:15"
        ]
    );
}

#[test]
fn apia_never_had_30_december_2011() {
    // The 29th ended at 10:00 UTC on the 30th, and the 31st began.
    let times = ["2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z", "2011-12-31T09:59:59Z", "2011-12-31T10:00:00Z"];
    assert_eq!(kept("Pacific/Apia", r#""daily": "all""#, &times), "dca");
    let told =
        told(&shots(&times), &policy(r#"{"zone": "Pacific/Apia", "keep": {"daily": 2}}"#), "2012-01-01T00:00:00Z");
    assert_eq!(told[3], "a drop: past daily 2, which reaches back to Sat 31 Dec 2011");
}

#[test]
fn fractions_and_years_before_1970() {
    let times = ["1969-12-31T23:59:59.4Z", "1969-12-31T23:59:59.6Z", "1970-01-01T00:00:00Z"];
    for rule in ["minutely", "hourly", "daily", "monthly", "quarterly", "yearly"] {
        assert_eq!(kept("UTC", &format!(r#""{rule}": "all""#), &times), "cb", "{rule}");
    }
    assert_eq!(kept("UTC", r#""weekly": "all""#, &times), "c");
}

fn before(duration: &str, now: &str, zone: &str) -> String {
    Period::parse(duration).unwrap().before(at(now), &zone::lookup(zone).unwrap()).to_string()
}

#[test]
fn months_back_end_at_the_end_of_a_shorter_month() {
    assert_eq!(before("P1M", "2026-03-31T10:00:00Z", "UTC"), "2026-02-28T10:00:00Z");
    assert_eq!(before("P1M", "2024-03-31T10:00:00Z", "UTC"), "2024-02-29T10:00:00Z");
    assert_eq!(before("P1Y", "2024-02-29T10:00:00Z", "UTC"), "2023-02-28T10:00:00Z");
    assert_eq!(before("P1Y2M3DT4H", "2026-11-20T12:00:00Z", "UTC"), "2025-09-17T08:00:00Z");
    let kept =
        kept("UTC", r#""within": "P1M""#, &["2026-02-28T10:00:00Z", "2026-02-28T10:00:01Z", "2026-03-31T10:00:00Z"]);
    assert_eq!(kept, "cb");
}

#[test]
fn days_back_follow_the_wall_clock_and_hours_do_not() {
    // Noon in Vienna is 11:00 UTC in winter, 10:00 in summer; the clocks change on 29 March.
    assert_eq!(before("P1D", "2026-03-29T10:00:00Z", "Europe/Vienna"), "2026-03-28T11:00:00Z");
    assert_eq!(before("PT24H", "2026-03-29T10:00:00Z", "Europe/Vienna"), "2026-03-28T10:00:00Z");
    assert_eq!(before("P1W", "2026-10-27T11:00:00Z", "Europe/Vienna"), "2026-10-20T10:00:00Z");
    // A day back from 02:30 on 30 March would be 02:30 on the 29th, which is skipped: half past three.
    assert_eq!(before("P1D", "2026-03-30T00:30:00Z", "Europe/Vienna"), "2026-03-29T01:30:00Z");
}

#[test]
fn further_back_than_time_reaches_is_everything() {
    let everything = before("P9999Y", "2026-11-20T12:00:00Z", "Europe/Vienna");
    assert!(at("0001-01-01T00:00:00Z") > at(&everything), "{everything}");
    let oldest = Period::parse("P19998Y").unwrap().before(at("2026-11-20T12:00:00Z"), &zone::lookup("UTC").unwrap());
    assert_eq!(oldest, Instant::from_second(0).unwrap().plus_seconds(i64::MIN));
}
