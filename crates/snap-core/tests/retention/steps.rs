//! A policy applied night by night, against the same policy applied once; and rules that are added.

use std::collections::BTreeSet;

use snap_core::instant::Instant;
use snap_core::retention::Verdict;

use crate::chance::{Chance, RULES, ZONES};
use crate::{Shot, at, decided, policy};

fn kept(shots: &[Shot], json: &str, now: Instant) -> Vec<Shot> {
    let decisions = decided(shots, &policy(json), now);
    let mut places: Vec<usize> = decisions.iter().filter(|d| d.verdict == Verdict::Keep).map(|d| d.at).collect();
    places.sort_unstable();
    places.into_iter().map(|at| shots[at].clone()).collect()
}

fn names(shots: &[Shot]) -> BTreeSet<String> {
    shots.iter().map(|shot| shot.id.name().to_owned()).collect()
}

/// Some forty snapshots: every six hours, or irregular.
fn history(chance: &mut Chance) -> Vec<Shot> {
    let mut instant = at("1999-03-01T00:00:00Z").plus_seconds(chance.below(1_000_000_000) as i64);
    let regular = chance.once_in(2);
    (0..30 + chance.below(20))
        .map(|n| {
            let gap = if regular { 21_600 } else { 60 + (1 << chance.below(22)) + chance.below(3_000) };
            instant = instant.plus_seconds(gap as i64);
            Shot::new(&format!("n{n}"), Some(instant))
        })
        .collect()
}

/// A few counting rules, and sometimes an exact age.
fn rules(chance: &mut Chance) -> Vec<String> {
    let mut rules: Vec<String> = Vec::new();
    for rule in ["last"].iter().chain(&RULES) {
        if chance.once_in(3) {
            rules.push(format!(r#""{rule}":{}"#, 1 + chance.below(9)));
        }
    }
    if chance.once_in(4) {
        rules.push(format!(r#""within":"PT{}H""#, 1 + chance.below(300)));
    }
    if rules.is_empty() {
        rules.push(r#""daily":4"#.to_owned());
    }
    rules
}

fn zone(chance: &mut Chance) -> &'static str {
    let zone: &&str = chance.of(&ZONES);
    zone
}

fn json(zone: &str, manners: &str, rules: &[String]) -> String {
    format!(r#"{{"zone":"{zone}",{manners},"keep":{{{}}}}}"#, rules.join(","))
}

/// How many of so many histories end otherwise step by step than at once.
fn differing(manners: &str, histories: u64) -> Vec<u64> {
    let differs = |seed: &u64| {
        let mut chance = Chance::new(7_000_000 + seed);
        let all = history(&mut chance);
        let policy = json(zone(&mut chance), manners, &rules(&mut chance));
        let mut left: Vec<Shot> = Vec::new();
        for shot in &all {
            left.push(shot.clone());
            left = kept(&left, &policy, shot.instant.unwrap());
        }
        names(&left) != names(&kept(&all, &policy, all.last().unwrap().instant.unwrap()))
    };
    (0..histories).filter(differs).collect()
}

#[test]
fn step_by_step_is_at_once() {
    for manners in [
        r#""preset":"default""#,
        r#""preset":"restic-0.14""#,
        r#""preset":"restic""#,
        r#""preset":"borg-1""#,
        r#""preset":"snapper","minAge":"PT1S""#,
        r#""bucket":"run","dst":"split","quarter":"13-week""#,
    ] {
        assert_eq!(differing(manners, 150), [0_u64; 0], "{manners}");
    }
}

#[test]
fn step_by_step_is_not_at_once_for_proxmox() {
    // docs/policy.md says so; were it never so, it would be wrong.
    assert!(!differing(r#""preset":"proxmox""#, 150).is_empty());
}

#[test]
fn a_rule_more_never_drops_what_shared_rules_kept() {
    for seed in 0..4_000 {
        let mut chance = Chance::new(9_000_000 + seed);
        let shots = history(&mut chance);
        let now = shots.last().unwrap().instant.unwrap();
        let zone = zone(&mut chance);
        let pick = *chance.of(&["newest", "oldest"]);
        let filler = *chance.of(&["off", "every-rule"]);
        let manners = format!(r#""pick":"{pick}","filler":"{filler}","bucket":"{}""#, chance.of(&["run", "set"]));
        let some = rules(&mut chance);
        let mut more = some.clone();
        for rule in ["last"].iter().chain(&RULES) {
            if !some.iter().any(|one| one.contains(rule)) && chance.once_in(4) {
                more.push(format!(r#""{rule}":{}"#, 1 + chance.below(9)));
            }
        }
        let before = names(&kept(&shots, &json(zone, &manners, &some), now));
        let after = names(&kept(&shots, &json(zone, &manners, &more), now));
        assert!(before.is_subset(&after), "seed {seed}: {some:?}, then {more:?}");
    }
}

#[test]
fn names_do_not_matter_where_instants_differ() {
    for seed in 0..2_000 {
        let mut chance = Chance::new(11_000_000 + seed);
        let shots = history(&mut chance);
        let now = shots.last().unwrap().instant.unwrap();
        let preset = *chance.of(&["default", "restic", "borg-1", "borg-2", "proxmox", "snapper", "azure-disk-backup"]);
        let policy = json(zone(&mut chance), &format!(r#""preset":"{preset}""#), &rules(&mut chance));
        let renamed: Vec<Shot> =
            shots.iter().enumerate().map(|(n, s)| Shot::new(&format!("{}-{n}", chance.number()), s.instant)).collect();
        let verdicts = |shots: &[Shot]| -> Vec<(usize, Verdict)> {
            decided(shots, &crate::policy(&policy), now).into_iter().map(|d| (d.at, d.verdict)).collect()
        };
        assert_eq!(verdicts(&shots), verdicts(&renamed), "seed {seed}");
    }
}
