//! What holds whatever the history and the policy are.

use std::collections::{BTreeMap, BTreeSet};

use snap_core::retention::{Decision, Hold, Standing, Verdict};

use crate::chance::{Case, Chance};
use crate::{Shot, decided, policy};

const CASES: u64 = 3_000;

fn each(check: impl Fn(u64, &Case, &[Decision])) {
    for seed in 0..CASES {
        let case = Case::random(1_000_000 + seed);
        check(seed, &case, &decided(&case.shots, &policy(&case.wish.json()), case.now));
    }
}

fn dropped<'a>(case: &'a Case, decisions: &[Decision]) -> Vec<&'a Shot> {
    decisions.iter().filter(|d| d.verdict == Verdict::Drop).map(|d| &case.shots[d.at]).collect()
}

fn mine(case: &Case, shot: &Shot) -> bool {
    shot.ours || case.wish.adopt.iter().any(|id| id.eq_ignore_ascii_case(shot.id.as_str()))
}

#[test]
fn every_point_gets_one_decision_with_a_reason() {
    each(|seed, case, decisions| {
        let places: BTreeSet<usize> = decisions.iter().map(|d| d.at).collect();
        assert_eq!((decisions.len(), places.len()), (case.shots.len(), case.shots.len()), "seed {seed}");
        for decision in decisions {
            assert!(!decision.reasons.is_empty(), "seed {seed}");
            assert!(decision.reasons.iter().all(|r| !r.text().is_empty() && !r.code().is_empty()), "seed {seed}");
            match decision.verdict {
                Verdict::Keep | Verdict::NotCounted => assert!(!decision.would_drop, "seed {seed}"),
                Verdict::Drop => assert!(decision.would_drop, "seed {seed}"),
                Verdict::Hold => {}
            }
        }
    });
}

#[test]
fn the_newest_durable_one_stays() {
    each(|seed, case, decisions| {
        let durable = |s: &&&Shot| s.standing == Standing::Durable && s.instant.is_some();
        let gone: BTreeSet<&str> = dropped(case, decisions).iter().map(|s| s.id.key()).collect();
        let all: Vec<&Shot> = case.shots.iter().collect();
        for group in [all.clone(), all.into_iter().filter(|s| mine(case, s)).collect()] {
            let newest = group.iter().filter(durable).max_by(|a, b| a.instant.cmp(&b.instant).then(b.id.cmp(&a.id)));
            assert!(newest.is_none_or(|s| !gone.contains(s.id.key())), "seed {seed}");
        }
    });
}

#[test]
fn a_complete_one_is_left_wherever_one_was() {
    each(|seed, case, decisions| {
        let gone = dropped(case, decisions);
        // In doubt, of another kind, or not known when: nothing to fall back on.
        let sound = |s: &Shot| {
            let doubt = s.holds.iter().any(|h| matches!(h, Hold::Conflict | Hold::NotIncremental));
            s.standing == Standing::Durable && s.instant.is_some() && !doubt
        };
        if gone.iter().any(|s| sound(s)) {
            let left = case.shots.iter().filter(|s| sound(s) && !gone.iter().any(|g| g.id == s.id));
            assert!(left.count() >= 1, "seed {seed}");
        }
    });
}

#[test]
fn only_what_may_go_goes() {
    each(|seed, case, decisions| {
        for shot in dropped(case, decisions) {
            assert!(shot.holds.is_empty(), "seed {seed}: held");
            assert!(!case.wish.owned_only || mine(case, shot), "seed {seed}: not ours");
            assert!(matches!(shot.standing, Standing::Durable | Standing::Assumed), "seed {seed}: not complete");
            assert!(shot.instant.is_some(), "seed {seed}: no instant");
        }
        if policy(&case.wish.json()).is_empty() {
            assert!(dropped(case, decisions).is_empty(), "seed {seed}: empty policy");
        }
        let leans =
            decisions.iter().any(|d| d.verdict == Verdict::Keep && case.shots[d.at].standing == Standing::Assumed);
        assert!(!leans || dropped(case, decisions).is_empty(), "seed {seed}: for an assumed one");
    });
}

#[test]
fn the_floor_is_left() {
    each(|seed, case, decisions| {
        let gone = dropped(case, decisions);
        if gone.is_empty() {
            return;
        }
        let counts = |s: &&Shot| {
            let doubt = s.holds.iter().any(|h| matches!(h, Hold::Conflict | Hold::NotIncremental));
            s.standing == Standing::Durable
                && s.instant.is_some()
                && !doubt
                && (!case.wish.owned_only || mine(case, s))
                && !gone.iter().any(|g| g.id == s.id)
        };
        let left = case.shots.iter().filter(counts).count();
        assert!(left >= case.wish.floor, "seed {seed}: {left} of {}", case.wish.floor);
    });
}

#[test]
fn twice_is_once() {
    each(|seed, case, decisions| {
        let gone: BTreeSet<String> = dropped(case, decisions).iter().map(|s| s.id.key().to_owned()).collect();
        let left: Vec<Shot> = case.shots.iter().filter(|s| !gone.contains(s.id.key())).cloned().collect();
        let again = decided(&left, &policy(&case.wish.json()), case.now);
        assert!(again.iter().all(|d| d.verdict != Verdict::Drop), "seed {seed}");
    });
}

#[test]
fn the_order_of_the_input_does_not_matter() {
    each(|seed, case, decisions| {
        let mut shots = case.shots.clone();
        Chance::new(seed).shuffle(&mut shots);
        let again = decided(&shots, &policy(&case.wish.json()), case.now);
        let by_id = |shots: &[Shot], decisions: &[Decision]| -> Vec<_> {
            decisions
                .iter()
                .map(|d| (shots[d.at].id.key().to_owned(), d.verdict, d.would_drop, d.reasons.clone()))
                .collect()
        };
        assert_eq!(by_id(&case.shots, decisions), by_id(&shots, &again), "seed {seed}");
    });
}

#[test]
fn decisions_come_newest_first() {
    each(|seed, case, decisions| {
        let order: Vec<_> = decisions.iter().map(|d| &case.shots[d.at]).collect();
        for pair in order.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let later = a.instant > b.instant || (a.instant == b.instant && a.id.key() < b.id.key());
            assert!(later, "seed {seed}");
        }
    });
}

#[test]
fn what_others_do_never_drops_ours() {
    // Whatever foreign snapshots come and go, the verdicts on ours stay as they are.
    each(|seed, case, decisions| {
        let foreign_assumed = case.shots.iter().any(|s| !mine(case, s) && s.standing == Standing::Assumed);
        if !case.wish.owned_only || foreign_assumed {
            return;
        }
        let alone: Vec<Shot> = case.shots.iter().filter(|s| mine(case, s)).cloned().collect();
        let verdicts = |shots: &[Shot], decisions: &[Decision]| -> BTreeMap<String, Verdict> {
            decisions.iter().map(|d| (shots[d.at].id.key().to_owned(), d.verdict)).collect()
        };
        let with = verdicts(&case.shots, decisions);
        for (id, verdict) in verdicts(&alone, &decided(&alone, &policy(&case.wish.json()), case.now)) {
            assert_eq!(with[&id], verdict, "seed {seed}: {id}");
        }
    });
}
