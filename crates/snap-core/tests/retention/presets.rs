//! What only presets have, and what every preset must bear.

use snap_core::retention::{Policy, Standing, Verdict};

use crate::chance::PRESETS;
use crate::{Shot, at, decided, policy, shots, told};

#[test]
fn last_counts_one_second_once_where_the_program_does() {
    let instants = ["2026-11-20T10:00:00.9Z", "2026-11-20T10:00:00.1Z", "2026-11-20T09:59:59Z"];
    let told = |preset: &str| {
        let policy = policy(&format!(r#"{{"zone":"UTC","preset":"{preset}","keep":{{"last":2}}}}"#));
        told(&shots(&instants), &policy, "2026-11-21T00:00:00Z")
    };
    for preset in ["borg-1", "proxmox"] {
        let expected = ["a keep: newest, last 1/2", "b drop: the second keeps 10:00:00 too", "c keep: last 2/2"];
        assert_eq!(told(preset), expected, "{preset}");
    }
    for preset in ["default", "restic", "restic-0.14", "borg-2", "sanoid", "aws-dlm"] {
        let expected = ["a keep: newest, last 1/2", "b keep: last 2/2", "c drop: not among the newest 2"];
        assert_eq!(told(preset), expected, "{preset}");
    }
}

#[test]
fn one_second_of_the_wall_clock_is_one_to_borg_and_two_to_proxmox() {
    // Vienna, 25 Oct 2026: both are 02:30:00.
    let instants = ["2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z", "2026-10-24T00:30:00Z"];
    let told = |members: &str| {
        let policy = policy(&format!(r#"{{"zone":"Europe/Vienna","keep":{{"last":2}},{members}}}"#));
        told(&shots(&instants), &policy, "2026-11-21T00:00:00Z")
    };
    let apart = ["a keep: newest, last 1/2", "b keep: last 2/2"];
    assert_eq!(told(r#""preset":"borg-1""#)[1..], ["b drop: the second keeps 02:30:00 too", "c keep: last 2/2"]);
    assert_eq!(told(r#""preset":"proxmox""#)[..2], apart);
    assert_eq!(told(r#""preset":"borg-1","dst":"split""#)[..2], apart);
}

#[test]
fn what_a_tag_keeps_uses_up_its_bucket_in_the_manner_of_restic() {
    let mut list = shots(&["2026-11-20T06:00:00Z", "2026-11-20T02:00:00Z", "2026-11-19T02:00:00Z"]);
    list[0].tags.set("keep", "legal");
    let told = |preset: &str| {
        let json = format!(r#"{{"zone":"UTC","preset":"{preset}","keep":{{"daily":1,"tags":["keep"]}}}}"#);
        told(&list, &policy(&json), "2026-11-21T00:00:00Z")
    };
    for preset in ["restic-0.14", "restic"] {
        assert_eq!(
            told(preset)[..2],
            ["a keep: newest, tag keep, daily 1/1", "b drop: the day keeps 06:00"],
            "{preset}"
        );
    }
    for preset in ["default", "borg-1", "proxmox"] {
        assert_eq!(told(preset)[..2], ["a keep: newest, tag keep", "b keep: daily 1/1"], "{preset}");
    }
}

#[test]
fn what_is_too_young_to_go_counts_in_the_manner_of_snapper() {
    let list = shots(&["2026-11-20T06:20:00Z", "2026-11-20T06:10:00Z", "2026-11-20T05:00:00Z"]);
    let told = |preset: &str| {
        let json = format!(r#"{{"zone":"UTC","preset":"{preset}","minAge":"PT30M","keep":{{"hourly":1}}}}"#);
        told(&list, &policy(&json), "2026-11-20T06:30:00Z")
    };
    let young = "younger than PT30M";
    assert_eq!(
        told("snapper"),
        [
            format!("a keep: newest, {young}"),
            format!("b keep: {young}, hourly 1/1"),
            "c drop: past hourly 1, which reaches back to Fri 20 Nov 2026".to_owned()
        ]
    );
    assert_eq!(
        told("azure-disk-backup"),
        [format!("a keep: newest, {young}"), format!("b keep: {young}"), "c keep: hourly 1/1".to_owned()]
    );
}

#[test]
fn a_year_of_sanoid_is_a_quarter_of_a_day_longer() {
    // 365 days and 3 hours old.
    let list = shots(&["2026-11-20T03:00:00Z", "2025-11-20T00:00:00Z"]);
    for (preset, verdict) in [("sanoid", Verdict::Keep), ("borg-1", Verdict::Drop), ("default", Verdict::Drop)] {
        let json = format!(r#"{{"zone":"UTC","preset":"{preset}","keep":{{"within":"P1Y"}}}}"#);
        assert_eq!(decided(&list, &policy(&json), at("2026-11-20T03:00:00Z"))[1].verdict, verdict, "{preset}");
    }
}

#[test]
fn presets_give_ages_where_they_go_with_the_rest() {
    let read = |members: &str| policy(&format!(r#"{{"zone":"UTC",{members}}}"#));
    let least = |policy: Policy| policy.min_age.map(|age| age.to_string());
    assert_eq!(least(read(r#""preset":"snapper""#)).as_deref(), Some("PT30M"));
    assert_eq!(least(read(r#""preset":"snapper","minAge":"P1D""#)).as_deref(), Some("P1D"));
    assert_eq!(least(read(r#""preset":"snapper","maxAge":"PT10M""#)), None);
    assert!(read(r#""preset":"sanoid","maxAge":"P30D","keep":{"last":5}"#).age_and_count);
    assert!(!read(r#""preset":"sanoid","maxAge":"P30D","ageAndCount":false,"keep":{"last":5}"#).age_and_count);
    assert!(!read(r#""preset":"sanoid","maxAge":"P30D""#).age_and_count);
    assert!(!read(r#""maxAge":"P30D","keep":{"last":5}"#).age_and_count);
}

#[test]
fn one_rule_is_all_that_aws_dlm_has() {
    let read =
        |members: &str| Policy::from_json(format!(r#"{{"zone":"UTC","preset":"aws-dlm",{members}}}"#).as_bytes());
    assert!(read(r#""keep":{"last":5}"#).is_ok());
    assert!(read(r#""maxAge":"P30D""#).is_ok());
    for more in [
        r#""maxAge":"P30D","keep":{"last":5}"#,
        r#""keep":{"last":5,"daily":7}"#,
        r#""keep":{"daily":7}"#,
        r#""maxAge":"P30D","keep":{"within":"P1D"}"#,
    ] {
        let error = read(more).unwrap_err();
        assert_eq!(error.pointer(), "/keep", "{more}");
        assert_eq!(
            error.problem().text(),
            "the preset `aws-dlm` has either `keep.last` or `maxAge` and no other rule; leave the rest out"
        );
    }
}

#[test]
fn every_preset_starts_with_a_policy_that_reads_back() {
    for start in Policy::presets() {
        let json = serde_json::to_vec(&start.policy).unwrap();
        assert_eq!(Policy::from_json(&json).unwrap(), start.policy, "{}", start.name);
    }
}

#[test]
fn no_preset_falls_over_small_units() {
    let now = at("2026-11-20T00:00:00Z");
    for preset in PRESETS {
        let keep =
            if preset == "aws-dlm" { r#""last":1"# } else { r#""last":1,"daily":1,"yearly":3,"withinWeekly":"P1M""# };
        let policy = policy(&format!(r#"{{"zone":"UTC","preset":"{preset}","keep":{{{keep}}}}}"#));
        assert_eq!(decided(&[], &policy, now), []);
        // One is the newest, in the past and in the future.
        for instant in ["2001-01-01T00:00:00Z", "2030-01-01T00:00:00Z"] {
            let one = decided(&shots(&[instant]), &policy, now);
            assert_eq!((one.len(), one[0].verdict), (1, Verdict::Keep), "{preset}");
        }
        let pending: Vec<Shot> = shots(&["2026-11-19T00:00:00Z", "2026-11-18T00:00:00Z"])
            .into_iter()
            .map(|shot| Shot { standing: Standing::Pending, ..shot })
            .collect();
        let decisions = decided(&pending, &policy, now);
        assert!(decisions.iter().all(|d| d.verdict == Verdict::NotCounted), "{preset}");
        // Equal instants go by id, so that the same ones stay everywhere.
        let equal = decided(&shots(&["2026-11-19T00:00:00Z"; 4]), &policy, now);
        assert_eq!((equal[0].at, equal[0].verdict), (0, Verdict::Keep), "{preset}");
    }
}
