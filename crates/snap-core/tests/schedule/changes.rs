//! What is said of the changes of the clocks.

use crate::{at, schedule};

fn told(zone: &str, json: &str, from: &str, until: &str) -> Vec<String> {
    let (schedule, zone) = schedule(zone, json);
    let changes = schedule.clock_changes(&zone, at(from), at(until));
    changes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_year_in_vienna() {
    let year = |json| told("Europe/Vienna", json, "2026-06-01T00:00:00Z", "2027-06-01T00:00:00Z");
    assert_eq!(
        year(r#"{"times": ["02:30", "14:00"]}"#),
        [
            "Sun 25 Oct 2026, 02:30 comes twice: taken once, at the first (+02:00)",
            "Sun 28 Mar 2027, 02:30 does not exist: taken at 03:00",
        ]
    );
    assert_eq!(
        year(r#"{"everyHours": 1}"#),
        [
            "Sun 25 Oct 2026, 02:00 comes twice: taken twice",
            "Sun 28 Mar 2027, 02:00 does not exist: falls together with 03:00, taken once",
        ]
    );
    assert!(year(r#"{"everyHours": 6}"#).is_empty());
    assert!(year(r#"{"days": ["mon", "sat"], "times": ["02:30"]}"#).is_empty());
    assert!(told("UTC", r#"{"everyHours": 1}"#, "1990-01-01T00:00:00Z", "2090-01-01T00:00:00Z").is_empty());
}

#[test]
fn a_day_that_never_was() {
    assert_eq!(
        told("Pacific/Apia", r#"{"times": ["02:00", "14:00"]}"#, "2011-12-01T00:00:00Z", "2012-01-31T00:00:00Z"),
        [
            "Fri 30 Dec 2011, 02:00 does not exist: taken at Sat 31 Dec 2011, 00:00",
            "Fri 30 Dec 2011, 14:00 does not exist: falls together with Sat 31 Dec 2011, 00:00, taken once",
        ]
    );
}

#[test]
fn half_an_hour_and_west_of_greenwich() {
    assert_eq!(
        told("Australia/Lord_Howe", r#"{"times": ["01:45", "02:15"]}"#, "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        [
            "Sun 5 Apr 2026, 01:45 comes twice: taken once, at the first (+11:00)",
            "Sun 4 Oct 2026, 02:15 does not exist: taken at 02:30",
        ]
    );
    assert_eq!(
        told("America/St_Johns", r#"{"times": ["01:30"]}"#, "2026-06-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ["Sun 1 Nov 2026, 01:30 comes twice: taken once, at the first (-02:30)"]
    );
}

#[test]
fn only_what_is_taken_in_the_span_and_by_the_schedule() {
    let ends = r#"{"times": ["02:30"], "start": "2026-10-25T00:31:00Z", "end": "2027-03-28T01:00:00Z"}"#;
    assert!(told("Europe/Vienna", ends, "2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z").is_empty());
    let one = r#"{"times": ["02:30"]}"#;
    assert_eq!(told("Europe/Vienna", one, "2027-03-28T01:00:00Z", "2027-03-28T01:00:01Z").len(), 1);
    assert!(told("Europe/Vienna", one, "2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z").is_empty());
    assert!(told("Europe/Vienna", one, "2027-03-28T01:00:01Z", "2027-03-28T09:00:00Z").is_empty());
}

#[test]
fn as_json() {
    let (schedule, zone) = schedule("Europe/Vienna", r#"{"everyHours": 1, "from": "00:30"}"#);
    let changes = schedule.clock_changes(&zone, at("2026-10-01T00:00:00Z"), at("2026-11-01T00:00:00Z"));
    assert_eq!(
        serde_json::to_string(&changes).unwrap(),
        concat!(
            r#"[{"date":"2026-10-25","time":"02:30","code":"twice","#,
            r#""text":"Sun 25 Oct 2026, 02:30 comes twice: taken twice","#,
            r#""instants":["2026-10-25T00:30:00Z","2026-10-25T01:30:00Z"]}]"#
        )
    );
}

/// The sentences in the table of docs/policy.md.
#[test]
fn the_table_of_the_document_is_right() {
    let document = include_str!("../../../../docs/policy.md");
    let rows = document.lines().filter_map(|row| row.trim_end_matches(" |").rsplit_once(" | ").map(|(_, cell)| cell));
    let documented: Vec<&str> = rows.filter(|cell| cell.starts_with("Sun ")).collect();
    let told = |json| told("Europe/Vienna", json, "2026-06-01T00:00:00Z", "2027-06-01T00:00:00Z");
    let (once, twice) = (told(r#"{"times": ["02:30"]}"#), told(r#"{"everyHours": 1}"#));
    assert_eq!(documented, [&once[1], &once[0], &twice[0]]);
}
