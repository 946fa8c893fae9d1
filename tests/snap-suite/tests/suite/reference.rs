//! The engine against the reference model and against what restic answered: some of what `cargo xtask test --only
//! oracles` compares, wherever the tests run.

use std::collections::BTreeMap;
use std::path::Path;

use snap_core::instant::Instant;
use snap_suite::oracles::restic::Answers;
use snap_suite::reference::{Case, Length, PRESETS, Shot, Wish};

#[test]
fn engine_and_reference_agree() {
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut presets: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..4_000 {
        let case = if seed % 4 == 0 { Case::plain(seed) } else { Case::random(seed) };
        if let Some(fault) = case.fault() {
            panic!("seed {seed}: {fault}");
        }
        *presets.entry(case.wish.preset).or_default() += 1;
        case.model().values().for_each(|told| *verdicts.entry(told.0.as_str()).or_default() += 1);
    }
    // The cases must reach every branch, or agreement says little.
    for verdict in ["keep", "drop", "hold", "not_counted"] {
        assert!(verdicts.get(verdict).copied().unwrap_or(0) > 1_000, "{verdicts:?}");
    }
    for (preset, _) in PRESETS {
        assert!(presets.get(preset).copied().unwrap_or(0) > 100, "{presets:?}");
    }
}

#[test]
fn engine_keeps_what_restic_kept() {
    let answers = Answers::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../oracles/restic-answers.json"));
    assert_eq!(answers.program, "restic 0.14.0");
    let compared = answers.compare();
    assert!(compared.mismatches == 0, "{} of {}: {}", compared.mismatches, compared.cases, compared.first.unwrap());
    assert_eq!((answers.histories.len(), answers.policies.len(), compared.cases), (20, 100, 2_000));
    // Both answers must be there in numbers, or agreement says little.
    let marks = answers.policies.iter().flat_map(|policy| &policy.kept).flat_map(|kept| kept.chars());
    let kept = marks.clone().filter(|mark| *mark == '1').count();
    let dropped = marks.filter(|mark| *mark == '0').count();
    assert!(kept > 5_000 && dropped > 5_000, "{kept} kept, {dropped} dropped");
}

#[test]
fn a_wall_clock_that_is_skipped_or_comes_twice_is_taken_as_restic_took_it() {
    // Read off restic 0.14.0: a zone, how long, the snapshots newest first, and how many of them it keeps.
    let hour = Length { seconds: 3_600, ..Length::default() };
    let week = Length { days: 7, ..Length::default() };
    let cases: [(&str, Length, &str, usize); 3] = [
        // A week before 02:30 is skipped: taken for 01:30.
        (
            "America/New_York",
            week,
            "2026-03-15T02:30:00-04:00 2026-03-08T03:00:00-04:00 2026-03-08T01:31:00-05:00 2026-03-08T01:29:00-05:00",
            3,
        ),
        // The newest is the second 01:30, and its hour is taken from the first.
        (
            "America/New_York",
            hour,
            "2025-11-02T01:30:00-05:00 2025-11-02T01:31:00-04:00 2025-11-02T00:31:00-04:00 2025-11-02T00:29:00-04:00",
            3,
        ),
        // The newest is the second 02:30, and its hour is taken from it.
        ("Europe/Vienna", hour, "2025-10-26T02:30:00+01:00 2025-10-26T02:31:00+02:00 2025-10-26T01:31:00+02:00", 2),
    ];
    for (zone, within, instants, kept) in cases {
        let shot = |(n, text): (usize, &str)| Shot::new(&n.to_string(), Instant::parse(text).unwrap());
        let shots: Vec<Shot> = instants.split(' ').enumerate().map(shot).collect();
        let theirs: Vec<bool> = (0..shots.len()).map(|at| at < kept).collect();
        let wish = Wish { within: Some(within), ..Wish::of("restic-0.14", zone) };
        let case = Case { shots, wish, now: Instant::parse("2026-11-21T12:00:00Z").unwrap() };
        assert_eq!(case.parted("restic", &theirs), None);
    }
}
