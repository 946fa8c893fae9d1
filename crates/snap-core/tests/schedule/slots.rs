//! Slots at the changes of the clocks, by hand.

use snap_core::schedule::SlotKind;

use crate::{at, schedule};

/// `2026-03-29T01:00:00Z AfterGap`, the usual ones without their kind.
fn told(zone: &str, json: &str, from: &str, until: &str) -> Vec<String> {
    let (schedule, zone) = schedule(zone, json);
    let slots = schedule.slots(&zone, at(from), at(until));
    slots
        .map(|slot| match slot.kind {
            SlotKind::Usual => slot.at.to_string(),
            kind => format!("{} {kind:?}", slot.at),
        })
        .collect()
}

#[test]
fn usual_days_in_utc_and_elsewhere() {
    let twice = r#"{"times": ["02:00", "14:30"]}"#;
    assert_eq!(
        told("UTC", twice, "2026-11-20T02:00:00Z", "2026-11-22T02:00:00Z"),
        ["2026-11-20T02:00:00Z", "2026-11-20T14:30:00Z", "2026-11-21T02:00:00Z", "2026-11-21T14:30:00Z"]
    );
    // `from` counts, `until` does not; parts of a second count too.
    assert_eq!(
        told("Asia/Kathmandu", twice, "2026-11-19T20:15:00.000000001Z", "2026-11-20T20:15:00.5Z"),
        ["2026-11-20T08:45:00Z", "2026-11-20T20:15:00Z"]
    );
    assert!(told("UTC", twice, "2026-11-20T02:00:00Z", "2026-11-20T02:00:00Z").is_empty());
    assert!(told("UTC", twice, "2026-11-22T02:00:00Z", "2026-11-20T02:00:00Z").is_empty());
}

#[test]
fn every_so_many_hours_goes_round_the_day() {
    assert_eq!(
        told("UTC", r#"{"everyHours": 8, "from": "22:30"}"#, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
        ["2026-11-20T06:30:00Z", "2026-11-20T14:30:00Z", "2026-11-20T22:30:00Z"]
    );
    assert_eq!(
        told("UTC", r#"{"everyHours": 24, "from": "22:30"}"#, "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"),
        ["2026-11-20T22:30:00Z", "2026-11-21T22:30:00Z"]
    );
}

#[test]
fn days_are_those_of_the_zone() {
    // Monday 00:30 in Auckland is Sunday in UTC.
    assert_eq!(
        told(
            "Pacific/Auckland",
            r#"{"days": ["mon", "sat"], "times": ["00:30"]}"#,
            "2026-11-15T00:00:00Z",
            "2026-11-30T00:00:00Z"
        ),
        [
            "2026-11-15T11:30:00Z",
            "2026-11-20T11:30:00Z",
            "2026-11-22T11:30:00Z",
            "2026-11-27T11:30:00Z",
            "2026-11-29T11:30:00Z"
        ]
    );
}

#[test]
fn start_counts_and_end_does_not() {
    let bounded = r#"{"times": ["02:00"], "start": "2026-11-21T02:00:00Z", "end": "2026-11-23T02:00:00Z"}"#;
    assert_eq!(
        told("UTC", bounded, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ["2026-11-21T02:00:00Z", "2026-11-22T02:00:00Z"]
    );
    assert_eq!(told("UTC", bounded, "2026-11-22T00:00:00Z", "2026-11-22T02:00:01Z"), ["2026-11-22T02:00:00Z"]);
}

#[test]
fn vienna_in_spring() {
    let spring = |json| told("Europe/Vienna", json, "2027-03-27T12:00:00Z", "2027-03-28T12:00:00Z");
    assert_eq!(spring(r#"{"times": ["02:30"]}"#), ["2027-03-28T01:00:00Z AfterGap"]);
    assert_eq!(spring(r#"{"times": ["02:00"]}"#), ["2027-03-28T01:00:00Z AfterGap"]);
    assert_eq!(spring(r#"{"times": ["03:00"]}"#), ["2027-03-28T01:00:00Z"]);
    assert_eq!(
        spring(r#"{"times": ["01:59", "02:00", "02:30", "02:59", "03:00", "03:01"]}"#),
        ["2027-03-28T00:59:00Z", "2027-03-28T01:00:00Z AfterGap", "2027-03-28T01:01:00Z"]
    );
    let hours = spring(r#"{"everyHours": 1}"#);
    assert_eq!(hours.len(), 24);
    assert_eq!(hours[12..15], ["2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z AfterGap", "2027-03-28T02:00:00Z"]);
}

#[test]
fn vienna_in_autumn() {
    let autumn = |json| told("Europe/Vienna", json, "2026-10-24T12:00:00Z", "2026-10-25T12:00:00Z");
    assert_eq!(autumn(r#"{"times": ["02:30"]}"#), ["2026-10-25T00:30:00Z FirstOfTwo"]);
    assert_eq!(
        autumn(r#"{"times": ["01:59", "02:00", "02:59", "03:00"]}"#),
        [
            "2026-10-24T23:59:00Z",
            "2026-10-25T00:00:00Z FirstOfTwo",
            "2026-10-25T00:59:00Z FirstOfTwo",
            "2026-10-25T02:00:00Z"
        ]
    );
    // Every two hours there is one of three; every hour there are both.
    assert_eq!(
        autumn(r#"{"everyHours": 2}"#)[4..8],
        ["2026-10-24T20:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T00:00:00Z FirstOfTwo", "2026-10-25T03:00:00Z"]
    );
    let hours = autumn(r#"{"everyHours": 1, "from": "00:15"}"#);
    assert_eq!(hours.len(), 24);
    assert_eq!(
        hours[11..15],
        [
            "2026-10-24T23:15:00Z",
            "2026-10-25T00:15:00Z FirstOfTwo",
            "2026-10-25T01:15:00Z SecondOfTwo",
            "2026-10-25T02:15:00Z"
        ]
    );
}

#[test]
fn a_span_that_begins_in_the_repeated_hour_knows_it() {
    let from = "2026-10-25T01:00:00Z";
    let until = "2026-10-25T03:00:00Z";
    assert_eq!(told("Europe/Vienna", r#"{"times": ["02:00", "02:30"]}"#, from, until), Vec::<String>::new());
    assert_eq!(
        told("Europe/Vienna", r#"{"everyHours": 1}"#, from, until),
        ["2026-10-25T01:00:00Z SecondOfTwo", "2026-10-25T02:00:00Z"]
    );
    // And one that begins right after a gap takes what was skipped, one that begins later does not.
    let one = r#"{"times": ["02:30"]}"#;
    assert_eq!(
        told("Europe/Vienna", one, "2027-03-28T01:00:00Z", "2027-03-28T03:00:00Z"),
        ["2027-03-28T01:00:00Z AfterGap"]
    );
    assert!(told("Europe/Vienna", one, "2027-03-28T01:00:01Z", "2027-03-28T03:00:00Z").is_empty());
}

#[test]
fn lord_howe_shifts_by_half_an_hour() {
    let zone = "Australia/Lord_Howe";
    // 02:00 +10:30 becomes 02:30 +11 on 4 October 2026; 02:00 +11 becomes 01:30 +10:30 on 5 April 2026.
    assert_eq!(
        told(zone, r#"{"times": ["02:15", "02:30", "02:45"]}"#, "2026-10-03T12:00:00Z", "2026-10-04T00:00:00Z"),
        ["2026-10-03T15:30:00Z AfterGap", "2026-10-03T15:45:00Z"]
    );
    assert_eq!(
        told(zone, r#"{"times": ["01:15", "01:45", "02:15"]}"#, "2026-04-04T12:00:00Z", "2026-04-05T00:00:00Z"),
        ["2026-04-04T14:15:00Z", "2026-04-04T14:45:00Z FirstOfTwo", "2026-04-04T15:45:00Z"]
    );
    assert_eq!(
        told(zone, r#"{"everyHours": 1, "from": "00:45"}"#, "2026-04-04T14:30:00Z", "2026-04-04T16:30:00Z"),
        ["2026-04-04T14:45:00Z FirstOfTwo", "2026-04-04T15:15:00Z SecondOfTwo", "2026-04-04T16:15:00Z"]
    );
}

#[test]
fn st_johns_changed_one_minute_past_midnight() {
    let zone = "America/St_Johns";
    // 3 April 2005, 00:01 -03:30 becomes 01:01; 30 October 2005, 00:01 -02:30 becomes 23:01 of the day before.
    assert_eq!(
        told(zone, r#"{"times": ["00:00", "00:01", "00:30"]}"#, "2005-04-03T03:00:00Z", "2005-04-03T06:00:00Z"),
        ["2005-04-03T03:30:00Z", "2005-04-03T03:31:00Z AfterGap"]
    );
    assert_eq!(
        told(zone, r#"{"times": ["00:00", "23:30"]}"#, "2005-10-30T00:00:00Z", "2005-10-30T06:00:00Z"),
        ["2005-10-30T02:00:00Z FirstOfTwo", "2005-10-30T02:30:00Z FirstOfTwo"]
    );
    // The day that comes again for an hour is the Saturday.
    assert_eq!(
        told(zone, r#"{"days": ["sun"], "everyHours": 1}"#, "2005-10-30T00:00:00Z", "2005-10-30T06:00:00Z"),
        [
            "2005-10-30T02:30:00Z FirstOfTwo",
            "2005-10-30T03:30:00Z SecondOfTwo",
            "2005-10-30T04:30:00Z",
            "2005-10-30T05:30:00Z"
        ]
    );
}

#[test]
fn apia_had_no_30_december_2011() {
    let zone = "Pacific/Apia";
    assert_eq!(
        told(zone, r#"{"times": ["02:00", "14:00"]}"#, "2011-12-29T00:00:00Z", "2011-12-31T23:00:00Z"),
        [
            "2011-12-29T00:00:00Z",
            "2011-12-29T12:00:00Z",
            "2011-12-30T00:00:00Z",
            "2011-12-30T10:00:00Z AfterGap",
            "2011-12-30T12:00:00Z",
            "2011-12-31T00:00:00Z",
            "2011-12-31T12:00:00Z"
        ]
    );
    // Friday's are taken on Saturday, once.
    assert_eq!(
        told(zone, r#"{"days": ["fri"], "everyHours": 1}"#, "2011-12-28T00:00:00Z", "2012-01-05T00:00:00Z"),
        ["2011-12-30T10:00:00Z AfterGap"]
    );
    assert_eq!(
        told(zone, r#"{"days": ["sat"], "everyHours": 12}"#, "2011-12-28T00:00:00Z", "2012-01-05T00:00:00Z"),
        ["2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"]
    );
}

#[test]
fn sao_paulo_changed_at_midnight() {
    let zone = "America/Sao_Paulo";
    // 4 November 2018, 00:00 -03 becomes 01:00 -02; 17 February 2019, 00:00 -02 becomes 23:00 of the day before.
    assert_eq!(
        told(zone, r#"{"times": ["00:00"]}"#, "2018-11-03T12:00:00Z", "2018-11-05T12:00:00Z"),
        ["2018-11-04T03:00:00Z AfterGap", "2018-11-05T02:00:00Z"]
    );
    assert_eq!(
        told(zone, r#"{"times": ["00:00", "23:30"]}"#, "2019-02-16T12:00:00Z", "2019-02-17T12:00:00Z"),
        ["2019-02-17T01:30:00Z FirstOfTwo", "2019-02-17T03:00:00Z"]
    );
}

#[test]
fn casablanca_goes_back_for_ramadan() {
    // 15 February 2026, 03:00 +01 becomes 02:00 +00; 22 March 2026, 02:00 +00 becomes 03:00 +01.
    assert_eq!(
        told("Africa/Casablanca", r#"{"times": ["02:30"]}"#, "2026-02-14T12:00:00Z", "2026-02-16T12:00:00Z"),
        ["2026-02-15T01:30:00Z FirstOfTwo", "2026-02-16T02:30:00Z"]
    );
    assert_eq!(
        told("Africa/Casablanca", r#"{"times": ["02:30"]}"#, "2026-03-21T12:00:00Z", "2026-03-23T12:00:00Z"),
        ["2026-03-22T02:00:00Z AfterGap", "2026-03-23T01:30:00Z"]
    );
}

#[test]
fn beyond_the_tables_the_rule_goes_on() {
    let far = |from, until| told("Europe/Vienna", r#"{"times": ["02:30"]}"#, from, until);
    assert_eq!(
        far("2055-03-27T12:00:00Z", "2055-03-29T12:00:00Z"),
        ["2055-03-28T01:00:00Z AfterGap", "2055-03-29T00:30:00Z"]
    );
    assert_eq!(
        far("2055-10-30T12:00:00Z", "2055-11-01T12:00:00Z"),
        ["2055-10-31T00:30:00Z FirstOfTwo", "2055-11-01T01:30:00Z"]
    );
}

#[test]
fn the_ends_of_time_are_no_danger() {
    let (schedule, zone) = schedule("Europe/Vienna", r#"{"everyHours": 24}"#);
    let (first, last) = (at("-009999-01-02T01:59:59Z"), at("9999-12-30T22:00:00Z"));
    assert!(schedule.slots(&zone, first, at("-009999-01-10T00:00:00Z")).count() >= 7);
    assert!(schedule.slots(&zone, at("9999-12-20T00:00:00Z"), last.plus_seconds(i64::MAX)).count() >= 9);
    assert!(schedule.clock_changes(&zone, last, last.plus_seconds(i64::MAX)).is_empty());
    let mut one = schedule.slots(&zone, at("2026-01-01T00:00:00Z"), at("2026-01-01T23:30:00Z"));
    // Over is over.
    assert_eq!((one.next().is_some(), one.next(), one.next()), (true, None, None));
}
