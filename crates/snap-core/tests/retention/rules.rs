//! The rules, case by case.

use snap_core::id::ResourceId;
use snap_core::retention::{Hold, Policy, Standing, Verdict};

use crate::{Shot, at, decided, policy, shots, told};

const NOW: &str = "2026-11-20T12:00:00Z";

/// Six-hourly from 18 Nov 00:00 to 20 Nov 06:00.
fn three_days() -> Vec<Shot> {
    let days = ["2026-11-18", "2026-11-19", "2026-11-20"];
    let times = days.iter().flat_map(|d| ["00", "06", "12", "18"].map(|h| format!("{d}T{h}:00:00Z")));
    let times: Vec<String> = times.take(10).collect();
    shots(&times.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn every_rule_counts_for_itself_and_a_snapshot_may_serve_several() {
    let policy = policy(r#"{"zone": "UTC", "keep": {"last": 2, "daily": 2, "monthly": "all"}}"#);
    assert_eq!(
        told(&three_days(), &policy, NOW),
        [
            "j keep: newest, last 1/2, daily 1/2, monthly 1/all",
            "i keep: last 2/2",
            "h keep: daily 2/2",
            "g drop: the day keeps 18:00",
            "f drop: the day keeps 18:00",
            "e drop: the day keeps 18:00",
            "d drop: the month keeps Fri 20 Nov 2026, 06:00",
            "c drop: the month keeps Fri 20 Nov 2026, 06:00",
            "b drop: the month keeps Fri 20 Nov 2026, 06:00",
            "a drop: the month keeps Fri 20 Nov 2026, 06:00",
        ]
    );
}

#[test]
fn within_keeps_what_is_younger_and_not_what_is_exactly_as_old() {
    let policy = policy(r#"{"zone": "UTC", "keep": {"within": "P1D", "withinDaily": "P2D"}}"#);
    assert_eq!(
        told(&three_days(), &policy, NOW)[..8],
        [
            "j keep: newest, within P1D, daily within P2D",
            "i keep: within P1D",
            "h keep: within P1D, daily within P2D",
            // 19 November, 12:00 is one day old to the second: no longer younger than a day.
            "g drop: the day keeps 18:00",
            "f drop: the day keeps 18:00",
            "e drop: the day keeps 18:00",
            "d keep: daily within P2D",
            "c drop: the day keeps 18:00",
        ]
    );
}

#[test]
fn past_the_count_says_how_far_the_rule_reaches() {
    let some = shots(&["2026-11-20T01:00:00Z", "2026-11-19T01:00:00Z", "2026-11-18T01:00:00Z"]);
    let one = |keep: &str| told(&some, &policy(&format!(r#"{{"zone": "UTC", "keep": {keep}}}"#)), NOW)[2].clone();
    assert_eq!(one(r#"{"daily": 2}"#), "c drop: past daily 2, which reaches back to Thu 19 Nov 2026");
    assert_eq!(one(r#"{"last": 2}"#), "c drop: not among the newest 2");
    assert_eq!(one(r#"{"within": "P2D"}"#), "c drop: older than P2D");
    assert_eq!(
        one(r#"{"last": 1, "daily": 2, "hourly": 1}"#),
        "c drop: past daily 2, which reaches back to Thu 19 Nov 2026"
    );
    assert_eq!(
        one(r#"{"withinDaily": "P1D"}"#),
        "c drop: past daily within P1D, which reaches back to Fri 20 Nov 2026"
    );
    assert_eq!(one(r#"{"withinDaily": "PT1M"}"#), "c drop: past daily within PT1M");
}

#[test]
fn the_other_one_is_told_as_exactly_as_is_needed() {
    let policy = policy(r#"{"zone": "UTC", "keep": {"daily": 1}}"#);
    let some =
        shots(&["2026-11-20T06:00:05.5Z", "2026-11-20T06:00:05.2Z", "2026-11-20T06:00:01Z", "2026-11-20T05:00:05Z"]);
    assert_eq!(
        told(&some, &policy, NOW)[1..],
        ["b drop: the day keeps 06:00:05 too", "c drop: the day keeps 06:00:05", "d drop: the day keeps 06:00"]
    );
}

#[test]
fn precedence_stands_above_the_rules_and_leaves_their_buckets_open() {
    let mut some = three_days();
    some[9].tags.set("Keep", "legal");
    some[8].tags.set("keep", "Legal");
    let policy = policy(r#"{"zone": "UTC", "keep": {"daily": 1, "tags": ["keep=legal", "other"]}}"#);
    assert_eq!(
        told(&some, &policy, NOW)[..4],
        [
            "j keep: newest, tag keep=legal",
            "i keep: daily 1/1",
            "h drop: past daily 1, which reaches back to Fri 20 Nov 2026",
            "g drop: past daily 1, which reaches back to Fri 20 Nov 2026"
        ]
    );
}

#[test]
fn since_includes_its_own_instant_and_min_age_does_not() {
    let policy =
        policy(r#"{"zone": "UTC", "minAge": "PT12H", "keep": {"yearly": 1, "since": "2026-11-19T18:00:00+00:00"}}"#);
    assert_eq!(
        told(&three_days(), &policy, NOW)[..4],
        [
            "j keep: newest, since 2026-11-19T18:00:00Z, younger than PT12H",
            "i keep: since 2026-11-19T18:00:00Z",
            "h keep: since 2026-11-19T18:00:00Z",
            "g keep: yearly 1/1",
        ]
    );
}

#[test]
fn max_age_beats_rules_and_loses_to_tag_floor_and_newest() {
    let mut some = three_days();
    some[0].tags.set("hold", "");
    let json =
        |more: &str| format!(r#"{{"zone": "UTC", "maxAge": "PT1H", "keep": {{"daily": 9, "tags": ["hold"]}}{more}}}"#);
    assert_eq!(told(&some, &policy(&json("")), NOW)[..2], ["j keep: newest", "i drop: older than PT1H"],);
    assert_eq!(
        told(&some, &policy(&json(r#", "floor": 3"#)), NOW),
        [
            "j keep: newest, floor",
            "i keep: floor",
            "h drop: older than PT1H",
            "g drop: older than PT1H",
            "f drop: older than PT1H",
            "e drop: older than PT1H",
            "d drop: older than PT1H",
            "c drop: older than PT1H",
            "b drop: older than PT1H",
            "a keep: tag hold",
        ]
    );
}

#[test]
fn max_age_alone_keeps_what_is_not_older() {
    let policy = policy(r#"{"zone": "UTC", "maxAge": "P1D"}"#);
    let told = told(&three_days(), &policy, NOW);
    // Exactly a day old is not older than a day.
    assert_eq!(told[2..5], ["h keep: within P1D", "g keep: within P1D", "f drop: older than P1D"]);
}

#[test]
fn age_and_count_spares_the_newest_ones() {
    let json = |both| format!(r#"{{"zone": "UTC", "maxAge": "PT1H", "ageAndCount": {both}, "keep": {{"last": 2}}}}"#);
    assert_eq!(
        told(&three_days(), &policy(&json(true)), NOW)[..3],
        ["j keep: newest, last 1/2", "i keep: last 2/2", "h drop: older than PT1H"]
    );
    assert_eq!(
        told(&three_days(), &policy(&json(false)), NOW)[..2],
        ["j keep: newest, floor", "i drop: older than PT1H"]
    );
}

#[test]
fn a_policy_without_rule_keeps_everything_and_says_so() {
    for json in [
        r#"{"zone": "UTC"}"#,
        r#"{"zone": "UTC", "floor": 2, "minAge": "P1D", "keep": {"daily": 0, "tags": ["a"], "since": "2026-01-01T00:00:00Z"}}"#,
    ] {
        let policy = policy(json);
        assert!(policy.is_empty());
        let mut some = three_days();
        some[0].ours = false;
        some[1].holds = vec![Hold::OpenLink];
        some[2].standing = Standing::Pending;
        let told = told(&some, &policy, NOW);
        assert_eq!(told[0], "j keep: the policy has no rule, so everything is kept");
        assert_eq!(
            told[7..],
            [
                "c not_counted: still copying: neither counted nor dropped",
                "b hold: an access link is open: never dropped",
                "a keep: the policy has no rule, so everything is kept",
            ]
        );
    }
}

#[test]
fn only_complete_ones_count() {
    let mut some = three_days();
    some[9].standing = Standing::Pending;
    some[8].standing = Standing::Failed;
    some[7].standing = Standing::Unknown;
    some[6].instant = None;
    let policy = policy(r#"{"zone": "UTC", "keep": {"last": 1}}"#);
    assert_eq!(
        told(&some, &policy, NOW)[..4],
        [
            "j not_counted: still copying: neither counted nor dropped",
            "i not_counted: failed: neither counted nor dropped",
            "h not_counted: not known to be complete: neither counted nor dropped",
            "f keep: newest, last 1/1",
        ]
    );
    assert_eq!(told(&some, &policy, NOW)[9], "g not_counted: not known when it was taken: neither counted nor dropped");
}

#[test]
fn held_ones_stay_out_of_the_buckets_and_count_for_the_floor() {
    let mut some = three_days();
    let target =
        ResourceId::parse("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/copy-1").unwrap();
    some[9].holds = vec![Hold::Locked { name: "keep-out".into(), scope: "/subscriptions/s".into() }, Hold::OpenLink];
    some[8].holds = vec![Hold::Immutable { until: Some(at("2027-01-01T00:00:00Z")) }];
    some[6].holds = vec![Hold::Immutable { until: None }];
    some[5].holds = vec![Hold::CopySource(target)];
    some[4].holds = vec![Hold::Conflict];
    some[3].holds = vec![Hold::NotIncremental];
    let told = told(&some, &policy(r#"{"zone": "UTC", "keep": {"daily": 1}, "floor": 3}"#), NOW);
    assert_eq!(
        told,
        [
            "j hold: locked by keep-out on /subscriptions/s: never dropped, an access link is open: never dropped",
            "i hold: immutable until 2027-01-01T00:00:00Z: cannot be deleted",
            "h keep: daily 1/1",
            "g hold: immutable: cannot be deleted",
            "f hold: source of a copy under way, copy-1: dropping it would end the copy",
            "e hold: two readings of it differ: never dropped",
            "d hold: not incremental: never dropped",
            "c drop: past daily 1, which reaches back to Thu 19 Nov 2026",
            "b drop: past daily 1, which reaches back to Thu 19 Nov 2026",
            "a drop: past daily 1, which reaches back to Thu 19 Nov 2026",
        ]
    );
}

#[test]
fn a_hold_says_whether_the_rules_would_drop_it() {
    let mut some = three_days();
    for at in [9, 8, 7] {
        some[at].holds = vec![Hold::OpenLink];
    }
    some[6].holds = vec![Hold::NotIncremental];
    let policy = policy(r#"{"zone": "UTC", "keep": {"daily": 2}}"#);
    let would: Vec<bool> = decided(&some, &policy, at(NOW)).iter().map(|d| d.would_drop).collect();
    // j and h would stand for their days, i would not; a full one is none of the rules' business.
    assert_eq!(would, [false, true, false, false, false, true, false, true, true, true]);
    assert_eq!(decided(&some, &policy, at(NOW))[4].verdict, Verdict::Keep);
}

#[test]
fn doubtful_ones_do_not_count_for_the_floor() {
    let old = policy(r#"{"zone": "UTC", "maxAge": "PT1S", "floor": 2, "keep": {"last": 1}}"#);
    let kept = |holds: Vec<Hold>, standing| {
        let mut some = three_days();
        some[0].holds = holds;
        some[0].standing = standing;
        decided(&some, &old, at(NOW)).iter().filter(|d| d.verdict == Verdict::Keep).count()
    };
    assert_eq!(kept(vec![Hold::OpenLink], Standing::Durable), 1);
    assert_eq!(kept(vec![Hold::OpenLink, Hold::Conflict], Standing::Durable), 2);
    assert_eq!(kept(vec![Hold::NotIncremental], Standing::Durable), 2);
    assert_eq!(kept(vec![Hold::OpenLink], Standing::Assumed), 2);
    assert_eq!(kept(vec![Hold::OpenLink], Standing::Pending), 2);
}

#[test]
fn ours_are_decided_among_ours_and_the_others_are_only_shown() {
    let mut some = three_days();
    for at in [9, 7, 4, 2] {
        some[at].ours = false;
    }
    let json = |more: &str| format!(r#"{{"zone": "UTC", "keep": {{"daily": 2}}{more}}}"#);
    assert_eq!(
        told(&some, &policy(&json("")), NOW),
        [
            "j keep: newest, daily 1/2",
            // j may vanish at any time, so i stands for the day among ours.
            "i keep: newest, daily 1/2",
            "h keep: daily 2/2",
            "g keep: daily 2/2",
            "f drop: the day keeps 12:00",
            "e hold: not ours: no tag snapline-policy",
            "d drop: past daily 2, which reaches back to Thu 19 Nov 2026",
            "c hold: not ours: no tag snapline-policy",
            "b drop: past daily 2, which reaches back to Thu 19 Nov 2026",
            "a drop: past daily 2, which reaches back to Thu 19 Nov 2026",
        ]
    );
    let any = told(&some, &policy(&json(r#", "ownedOnly": false"#)), NOW);
    assert_eq!(
        any[..6],
        [
            "j keep: newest, daily 1/2",
            "i keep: newest",
            "h keep: daily 2/2",
            "g drop: the day keeps 18:00",
            "f drop: the day keeps 18:00",
            "e drop: the day keeps 18:00",
        ]
    );
    // Adopted in another casing (A60): all as if they were ours.
    let ids: Vec<String> = some.iter().map(|s| format!("{:?}", s.id.as_str().to_uppercase())).collect();
    let adopting = policy(&json(&format!(r#", "adopt": [{}]"#, ids.join(","))));
    assert_eq!(told(&some, &adopting, NOW), told(&three_days(), &policy(&json("")), NOW));
}

#[test]
fn a_held_one_that_is_not_ours_says_both() {
    let mut some = three_days();
    some[0].ours = false;
    some[0].holds = vec![Hold::OpenLink];
    let policy = policy(r#"{"zone": "UTC", "keep": {"last": 1}}"#);
    let last = decided(&some, &policy, at(NOW)).pop().unwrap();
    let codes: Vec<&str> = last.reasons.iter().map(|r| r.code()).collect();
    assert_eq!((codes, last.would_drop), (vec!["open_link", "not_ours"], true));
}

#[test]
fn nothing_goes_on_account_of_an_assumed_one() {
    let mut some = three_days();
    some[9].standing = Standing::Assumed;
    let policy = policy(r#"{"zone": "UTC", "keep": {"last": 1}}"#);
    let decisions = decided(&some, &policy, at(NOW));
    assert_eq!(decisions[0].verdict, Verdict::Keep);
    for decision in &decisions[1..] {
        assert_eq!((decision.verdict, decision.would_drop), (Verdict::Hold, true));
        assert_eq!(decision.reasons[0].code(), "assumed");
    }
    // One that the rules drop is no reason for anything.
    some.swap(9, 0);
    (some[0].instant, some[9].instant) = (some[9].instant, some[0].instant);
    assert_eq!(decided(&some, &policy, at(NOW)).iter().filter(|d| d.verdict == Verdict::Drop).count(), 9);
}

#[test]
fn order_is_newest_first_then_by_id_without_case() {
    let mut some = shots(&["2026-11-20T06:00:00Z", "2026-11-20T07:00:00+01:00", "2026-11-20T05:59:59.9999999Z"]);
    some[0] = Shot::new("Zeta", some[0].instant);
    some[1] = Shot::new("ALPHA", some[1].instant);
    let policy = policy(r#"{"zone": "UTC", "keep": {"last": 1}}"#);
    assert_eq!(
        told(&some, &policy, NOW),
        ["ALPHA keep: newest, last 1/1", "Zeta drop: not among the newest 1", "c drop: not among the newest 1"]
    );
}

#[test]
fn the_future_is_decided_like_the_past() {
    let some = shots(&["2026-11-22T00:00:00Z", "2026-11-21T00:00:00Z", "2026-11-20T00:00:00Z"]);
    let policy = policy(r#"{"zone": "UTC", "keep": {"daily": 2, "within": "PT1H"}}"#);
    assert_eq!(
        told(&some, &policy, NOW),
        [
            "a keep: newest, within PT1H, daily 1/2",
            "b keep: within PT1H, daily 2/2",
            "c drop: past daily 2, which reaches back to Sat 21 Nov 2026"
        ]
    );
}

#[test]
fn small_units() {
    let policy = policy(r#"{"zone": "UTC", "maxAge": "PT1S", "keep": {"last": 1}}"#);
    assert_eq!(told(&[], &policy, NOW), Vec::<String>::new());
    assert_eq!(told(&shots(&["2020-01-01T00:00:00Z"]), &policy, NOW), ["a keep: newest, floor"]);
    let mut pending = three_days();
    pending.iter_mut().for_each(|shot| shot.standing = Standing::Pending);
    assert!(decided(&pending, &policy, at(NOW)).iter().all(|d| d.verdict == Verdict::NotCounted && !d.would_drop));
}

#[test]
fn the_starting_policy_is_what_it_says() {
    let start = Policy::presets().remove(0).policy;
    assert!(!start.is_empty());
    let year: Vec<Shot> = (0..365)
        .map(|day| Shot::new(&format!("d{day:03}"), Some(at("2026-01-01T02:00:00Z").plus_seconds(day * 86_400))))
        .collect();
    let kept = decided(&year, &start, at("2026-12-31T03:00:00Z")).iter().filter(|d| d.verdict == Verdict::Keep).count();
    // 7 days; the Sundays of two more weeks, as 27 December is among the days; the last days of 11 more months.
    assert_eq!(kept, 7 + 2 + 11);
}

/// The worked example of docs/policy.md, line by line.
#[test]
fn the_worked_example_is_right() {
    let mut some = shots(&[
        "2026-11-20T06:00:00Z",
        "2026-11-20T00:00:00Z",
        "2026-11-19T18:00:00Z",
        "2026-11-19T12:00:00Z",
        "2026-11-19T06:00:00Z",
        "2026-11-18T18:00:00Z",
        "2026-10-31T18:00:00Z",
        "2026-10-30T18:00:00Z",
        "2026-10-29T18:00:00Z",
        "2025-10-01T18:00:00Z",
    ]);
    some[4].holds = vec![Hold::OpenLink];
    some[6].tags.set("keep", "legal");
    some[8].ours = false;
    let document = include_str!("../../../../docs/policy.md");
    let (_, example) = document.split_once("## A worked example\n\n`").unwrap();
    let (json, rest) = example.split_once("` at 2026-11-20T12:00:00Z").unwrap();
    let (table, _) = rest.split_once("\n\nThe tagged").unwrap();
    let documented: Vec<String> = table
        .lines()
        .filter(|line| line.contains(" 202"))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            format!("{}: {}", cells[cells.len() - 2], cells[cells.len() - 1].replace('`', ""))
        })
        .collect();
    assert_eq!(documented.len(), some.len());
    let lines = told(&some, &policy(json), NOW);
    let decided: Vec<&str> = lines.iter().map(|line| &line[2..]).collect();
    assert_eq!(documented, decided);
}

/// The table of members in docs/policy.md names every member, and its defaults are those that are filled in.
#[test]
fn the_table_of_members_is_whole() {
    let document = include_str!("../../../../docs/policy.md");
    let written = serde_json::to_string(&policy(r#"{"zone": "UTC"}"#)).unwrap();
    let top: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(&written).unwrap();
    for (member, value) in &top {
        let row = document.lines().find(|line| line.starts_with(&format!("| `{member}` |")));
        let row = row.unwrap_or_else(|| panic!("{member} is not in the table"));
        let default = row.split(" | ").nth(2).unwrap_or_default().trim_matches('|').trim();
        let expected = match value {
            serde_json::Value::Null => "none".to_owned(),
            serde_json::Value::String(text) => format!("`{text}`"),
            serde_json::Value::Object(_) => "nothing".to_owned(),
            other => format!("`{other}`"),
        };
        assert!(member == "zone" || default == expected, "{member}: `{default}` is not {expected}");
    }
}
