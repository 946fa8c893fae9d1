//! Every switch, in cases small enough to be checked by eye.

use crate::{at, decided, policy, shots, told};

/// The lines of [`told`] for a policy of these members over these instants.
fn lines(members: &str, now: &str, instants: &[&str]) -> Vec<String> {
    told(&shots(instants), &policy(&format!("{{{members}}}")), now)
}

#[test]
fn the_oldest_may_stand_for_a_bucket() {
    let instants = [
        "2026-11-20T06:00:00Z",
        "2026-11-20T02:00:00Z",
        "2026-11-19T14:00:00Z",
        "2026-11-19T02:00:00Z",
        "2026-11-18T02:00:00Z",
    ];
    let told = lines(r#""zone":"UTC","pick":"oldest","keep":{"daily":2}"#, "2026-11-20T12:00:00Z", &instants);
    let expected = [
        "a keep: newest",
        "b keep: daily 1/2",
        "c drop: the day keeps 02:00",
        "d keep: daily 2/2",
        "e drop: past daily 2, which reaches back to Thu 19 Nov 2026",
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_oldest_of_a_bucket_stands_for_it_until_it_is_too_old() {
    // Mon 9 Nov is past two weeks, so nothing of its week is kept; Tue 10 Nov never stood for it.
    let instants = ["2026-11-24T12:00:00Z", "2026-11-16T00:00:00Z", "2026-11-10T13:00:00Z", "2026-11-09T00:00:00Z"];
    let told =
        lines(r#""zone":"UTC","pick":"oldest","keep":{"withinWeekly":"P2W"}"#, "2026-11-24T12:00:00Z", &instants);
    let expected = [
        "a keep: newest, weekly within P2W",
        "b keep: weekly within P2W",
        "c drop: the oldest of the week, Mon 9 Nov 2026, 00:00, is past P2W",
        "d drop: past weekly within P2W, which reaches back to Mon 16 Nov 2026",
    ];
    assert_eq!(told, expected);
}

const FIVE_DAYS: [&str; 5] = [
    "2026-11-20T06:00:00Z",
    "2026-11-20T02:00:00Z",
    "2026-11-19T06:00:00Z",
    "2026-11-18T06:00:00Z",
    "2026-11-13T06:00:00Z",
];

#[test]
fn shared_rules_count_the_same_snapshots() {
    let told = lines(r#""zone":"UTC","keep":{"last":1,"daily":2,"weekly":1}"#, "2026-11-20T12:00:00Z", &FIVE_DAYS);
    let expected = [
        "a keep: newest, last 1/1, daily 1/2, weekly 1/1",
        "b drop: the day keeps 06:00",
        "c keep: daily 2/2",
        "d drop: the week keeps Fri 20 Nov 2026, 06:00",
        "e drop: past daily 2, which reaches back to Thu 19 Nov 2026",
    ];
    assert_eq!(told, expected);
}

#[test]
fn skip_snapshot_passes_over_what_an_earlier_rule_kept() {
    let members = r#""zone":"UTC","overlap":"skip-snapshot","keep":{"last":1,"daily":2,"weekly":1}"#;
    let expected = [
        "a keep: newest, last 1/1",
        "b drop: the day keeps 06:00",
        "c keep: daily 1/2",
        "d keep: daily 2/2",
        "e keep: weekly 1/1",
    ];
    assert_eq!(lines(members, "2026-11-20T12:00:00Z", &FIVE_DAYS), expected);
}

#[test]
fn skip_period_puts_out_what_lost_its_bucket() {
    // Sat 31 Oct lost its week to Sun 1 Nov, so that it cannot stand for October.
    let instants = ["2026-11-01T02:00:00Z", "2026-10-31T02:00:00Z", "2026-10-24T02:00:00Z"];
    let keep = r#""keep":{"weekly":1,"monthly":1}"#;
    let expected = |last: [&str; 2]| ["a keep: newest, weekly 1/1", last[0], last[1]].map(str::to_owned).to_vec();
    let period = lines(&format!(r#""zone":"UTC","overlap":"skip-period",{keep}"#), "2026-11-01T12:00:00Z", &instants);
    assert_eq!(period, expected(["b drop: the week keeps Sun 1 Nov 2026, 02:00", "c keep: monthly 1/1"]));
    let snapshot =
        lines(&format!(r#""zone":"UTC","overlap":"skip-snapshot",{keep}"#), "2026-11-01T12:00:00Z", &instants);
    assert_eq!(snapshot, expected(["b keep: monthly 1/1", "c drop: the month keeps Sat 31 Oct 2026, 02:00"]));
}

#[test]
fn skip_period_leaves_in_play_what_a_closed_period_holds() {
    // The day of `a` is closed to `daily`, but `b` did not lose it to that rule: nothing else wants it either.
    let members = r#""zone":"UTC","overlap":"skip-period","keep":{"last":1,"daily":2,"weekly":1}"#;
    let expected = [
        "a keep: newest, last 1/1",
        "b drop: the day keeps 06:00",
        "c keep: daily 1/2",
        "d keep: daily 2/2",
        "e keep: weekly 1/1",
    ];
    assert_eq!(lines(members, "2026-11-20T12:00:00Z", &FIVE_DAYS), expected);
}

#[test]
fn a_filler_keeps_the_oldest() {
    let instants = ["2026-11-20T06:00:00Z", "2026-11-19T06:00:00Z", "2026-11-19T02:00:00Z"];
    let last = |members: &str| {
        let keep = r#""zone":"UTC","keep":{"daily":5,"monthly":2}"#;
        lines(&format!("{keep},{members}"), "2026-11-20T12:00:00Z", &instants).pop().unwrap()
    };
    assert_eq!(last(r#""filler":"off""#), "c drop: the day keeps 06:00");
    assert_eq!(last(r#""filler":"every-rule""#), "c keep: daily[oldest], monthly[oldest]");
    assert_eq!(last(r#""filler":"coarsest""#), "c keep: monthly[oldest]");
    assert_eq!(last(r#""preset":"restic""#), "c keep: daily[oldest], monthly[oldest]");
    // Where something kept it already, Borg does not say so again.
    assert_eq!(last(r#""preset":"borg-1""#), "c keep: daily[oldest]");
    assert_eq!(last(r#""preset":"borg-2""#), "c keep: monthly[oldest]");
}

#[test]
fn a_rule_without_end_is_filled_up_in_the_manner_of_restic_alone() {
    let instants = ["2026-11-20T06:00:00Z", "2026-11-19T06:00:00Z", "2026-11-19T02:00:00Z"];
    let last = |members: &str| {
        let keep = r#""zone":"UTC","keep":{"daily":"all","withinMonthly":"P1M"}"#;
        lines(&format!("{keep},{members}"), "2026-11-20T12:00:00Z", &instants).pop().unwrap()
    };
    for off in [r#""filler":"every-rule""#, r#""preset":"borg-1""#, r#""preset":"restic-0.14""#] {
        assert_eq!(last(off), "c drop: the day keeps 06:00", "{off}");
    }
    assert_eq!(last(r#""preset":"restic""#), "c keep: monthly within P1M[oldest], daily[oldest]");
    // A rule that is filled needs nothing more.
    let filled = r#""zone":"UTC","filler":"every-rule","keep":{"daily":2}"#;
    assert_eq!(lines(filled, "2026-11-20T12:00:00Z", &instants)[2], "c drop: the day keeps 06:00");
}

#[test]
fn a_week_belongs_to_one_year_and_a_quarter_may_be_weeks() {
    // 2026 has 53 weeks: the last one ends on Sun 3 Jan 2027. Week 40 began on Mon 28 Sep 2026.
    let instants = ["2027-01-04T00:00:00Z", "2027-01-01T00:00:00Z", "2026-09-28T00:00:00Z", "2026-09-27T00:00:00Z"];
    let weeks = r#""zone":"UTC","quarter":"13-week","keep":{"quarterly":2}"#;
    let expected = [
        "a keep: newest, quarterly 1/2",
        "b keep: quarterly 2/2",
        "c drop: the quarter keeps Fri 1 Jan 2027, 00:00",
        "d drop: past quarterly 2, which reaches back to Fri 1 Jan 2027",
    ];
    assert_eq!(lines(weeks, "2027-01-05T00:00:00Z", &instants), expected);
    let calendar = r#""zone":"UTC","keep":{"quarterly":2}"#;
    let expected = [
        "a keep: newest, quarterly 1/2",
        "b drop: the quarter keeps Mon 4 Jan 2027, 00:00",
        "c keep: quarterly 2/2",
        "d drop: the quarter keeps Mon 28 Sep 2026, 00:00",
    ];
    assert_eq!(lines(calendar, "2027-01-05T00:00:00Z", &instants), expected);
}

#[test]
fn the_repeated_hour_is_one_or_two() {
    // Vienna, 25 Oct 2026: 02:30 comes at 00:30Z and again at 01:30Z.
    let instants = ["2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T00:10:00Z"];
    let told = |dst: &str| {
        let members = format!(r#""zone":"Europe/Vienna","dst":"{dst}","keep":{{"hourly":"all"}}"#);
        lines(&members, "2026-11-01T00:00:00Z", &instants)
    };
    let merged =
        ["a keep: newest, hourly 1/all", "b drop: the hour keeps 02:30:00 too", "c drop: the hour keeps 02:30"];
    assert_eq!(told("merge"), merged);
    let split = ["a keep: newest, hourly 1/all", "b keep: hourly 2/all", "c drop: the hour keeps 02:30"];
    assert_eq!(told("split"), split);
}

#[test]
fn half_an_hour_that_comes_twice() {
    // Lord Howe, 5 Apr 2026: at 02:00 clocks go back to 01:30.
    let instants = ["2026-04-04T15:10:00Z", "2026-04-04T14:50:00Z", "2026-04-04T14:10:00Z"];
    let told = |dst: &str| {
        let members = format!(r#""zone":"Australia/Lord_Howe","dst":"{dst}","keep":{{"hourly":"all"}}"#);
        lines(&members, "2026-05-01T00:00:00Z", &instants)
    };
    let merged = ["a keep: newest, hourly 1/all", "b drop: the hour keeps 01:40", "c drop: the hour keeps 01:40"];
    assert_eq!(told("merge"), merged);
    let split = ["a keep: newest, hourly 1/all", "b keep: hourly 2/all", "c drop: the hour keeps 01:50"];
    assert_eq!(told("split"), split);
}

#[test]
fn a_minute_past_midnight_the_day_before_comes_again() {
    // St John's, 7 Nov 2010: at 00:01 clocks go back to 23:01 of the day before.
    let instants = ["2010-11-07T03:40:00Z", "2010-11-07T02:40:00Z", "2010-11-07T02:30:30Z", "2010-11-07T02:20:00Z"];
    let told = |bucket: &str| {
        let members = format!(r#""zone":"America/St_Johns","bucket":"{bucket}","keep":{{"daily":"all"}}"#);
        lines(&members, "2010-12-01T00:00:00Z", &instants)
    };
    let set = [
        "a keep: newest, daily 1/all",
        "b keep: daily 2/all",
        "c drop: the day keeps 00:10",
        "d drop: the day keeps 23:10",
    ];
    assert_eq!(told("set"), set);
    let run = ["a keep: newest, daily 1/all", "b keep: daily 2/all", "c keep: daily 3/all", "d keep: daily 4/all"];
    assert_eq!(told("run"), run);
}

#[test]
fn hours_split_where_the_day_before_comes_again() {
    // 00:00:30 in summer time and 23:05 in standard time begin their hours at one instant, and are two all the same.
    let instants = ["2010-11-07T02:35:00Z", "2010-11-07T02:30:30Z"];
    for bucket in ["run", "set"] {
        let members =
            format!(r#""zone":"America/St_Johns","dst":"split","bucket":"{bucket}","keep":{{"hourly":"all"}}"#);
        let told = lines(&members, "2010-12-01T00:00:00Z", &instants);
        assert_eq!(told, ["a keep: newest, hourly 1/all", "b keep: hourly 2/all"], "{bucket}");
    }
}

#[test]
fn a_skipped_hour_and_a_skipped_day_are_no_buckets() {
    // Vienna, 29 Mar 2026: 02:00 to 03:00 is not there. Apia had no 30 Dec 2011.
    let hours = ["2026-03-29T01:10:00Z", "2026-03-29T00:50:00Z", "2026-03-28T23:50:00Z"];
    let told = lines(r#""zone":"Europe/Vienna","keep":{"hourly":2}"#, "2026-03-30T00:00:00Z", &hours);
    let expected = [
        "a keep: newest, hourly 1/2",
        "b keep: hourly 2/2",
        "c drop: past hourly 2, which reaches back to Sun 29 Mar 2026",
    ];
    assert_eq!(told, expected);
    let days = ["2011-12-30T10:30:00Z", "2011-12-30T09:30:00Z", "2011-12-29T09:30:00Z"];
    let told = lines(r#""zone":"Pacific/Apia","keep":{"daily":2}"#, "2012-01-02T00:00:00Z", &days);
    let expected = [
        "a keep: newest, daily 1/2",
        "b keep: daily 2/2",
        "c drop: past daily 2, which reaches back to Thu 29 Dec 2011",
    ];
    assert_eq!(told, expected);
}

/// The first second after which `within` keeps everything, found by asking.
fn reaches(zone: &str, months: &str, length: &str, now: &str) -> String {
    let policy = policy(&format!(r#"{{"zone":"{zone}","months":"{months}","keep":{{"within":"{length}"}}}}"#));
    let (mut out, mut young) = (0, 2_000_000_000);
    // Bisection over how many seconds ago.
    while young - out > 1 {
        let middle = (young + out) / 2;
        let shot = crate::Shot::new("old", Some(at(now).plus_seconds(-middle)));
        let newest = crate::Shot::new("new", Some(at(now)));
        let decisions = decided(&[shot, newest], &policy, at(now));
        let kept = decisions[1].verdict == snap_core::retention::Verdict::Keep;
        if kept { out = middle } else { young = middle }
    }
    at(now).plus_seconds(-young).to_string()
}

#[test]
fn a_month_before_the_31st_is_one_of_three() {
    let cases = [
        // 2026 is no leap year, 2028 is.
        ("P1M", "2026-03-31T12:00:00Z", ["2026-02-28T12:00:00Z", "2026-03-03T12:00:00Z", "2026-02-28T12:00:00Z"]),
        ("P1M", "2028-03-31T12:00:00Z", ["2028-02-29T12:00:00Z", "2028-03-02T12:00:00Z", "2028-02-29T12:00:00Z"]),
        ("P1M", "2026-03-30T12:00:00Z", ["2026-02-28T12:00:00Z", "2026-03-02T12:00:00Z", "2026-02-27T12:00:00Z"]),
        ("P1Y", "2028-02-29T12:00:00Z", ["2027-02-28T12:00:00Z", "2027-03-01T12:00:00Z", "2027-03-01T12:00:00Z"]),
        ("P2M", "2026-05-01T12:00:00Z", ["2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z", "2026-02-28T12:00:00Z"]),
        // The days are taken from the day's number before 30 February is read as a date.
        ("P1M1D", "2026-03-31T12:00:00Z", ["2026-02-27T12:00:00Z", "2026-03-02T12:00:00Z", "2026-02-27T12:00:00Z"]),
        ("P1MT12H", "2026-03-31T12:00:00Z", ["2026-02-28T00:00:00Z", "2026-03-03T00:00:00Z", "2026-02-28T00:00:00Z"]),
    ];
    for (length, now, ends) in cases {
        for (months, end) in ["clamp", "overflow", "days31"].into_iter().zip(ends) {
            assert_eq!(reaches("UTC", months, length, now), end, "{length} before {now}, {months}");
        }
    }
}

#[test]
fn a_day_is_a_day_of_the_calendar_unless_months_have_31_days() {
    // Vienna, 29 Mar 2026: the day has 23 hours.
    let now = "2026-03-29T10:00:00Z";
    for (months, end) in [("clamp", "11"), ("overflow", "11"), ("days31", "10")] {
        assert_eq!(reaches("Europe/Vienna", months, "P1D", now), format!("2026-03-28T{end}:00:00Z"), "{months}");
        assert_eq!(reaches("Europe/Vienna", months, "PT24H", now), "2026-03-28T10:00:00Z", "{months}");
    }
}

#[test]
fn ages_may_count_from_the_newest() {
    let members = r#""zone":"UTC","withinFrom":"newest","keep":{"within":"P2D"}"#;
    let instants = ["2026-11-10T00:00:00Z", "2026-11-08T00:00:01Z", "2026-11-08T00:00:00Z"];
    let expected = ["a keep: newest, within P2D", "b keep: within P2D", "c drop: more than P2D older than the newest"];
    assert_eq!(lines(members, "2026-11-20T00:00:00Z", &instants), expected);
    // One of the future is not what ages count from.
    let with_future = ["2026-12-01T00:00:00Z", "2026-11-10T00:00:00Z", "2026-11-08T00:00:00Z"];
    let told = lines(members, "2026-11-20T00:00:00Z", &with_future);
    assert_eq!(told[1..], ["b keep: within P2D", "c drop: more than P2D older than the newest"]);
    // Where all are, all are young.
    let told = lines(members, "2026-11-01T00:00:00Z", &instants);
    assert!(told.iter().all(|line| line.ends_with("within P2D")), "{told:?}");
    // All ages do.
    let ages = r#""zone":"UTC","withinFrom":"newest","minAge":"P1D","maxAge":"P2D""#;
    let instants = ["2026-11-10T00:00:00Z", "2026-11-09T12:00:00Z", "2026-11-08T12:00:00Z", "2026-11-07T00:00:00Z"];
    let expected = [
        "a keep: newest, less than P1D older than the newest",
        "b keep: less than P1D older than the newest",
        "c keep: within P2D",
        "d drop: more than P2D older than the newest",
    ];
    assert_eq!(lines(ages, "2026-11-20T00:00:00Z", &instants), expected);
}
