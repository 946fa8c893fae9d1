//! What many disks have in common, told once: a night in which a hundred snapshots copy is one thing to know.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, said};
use crate::say::Sentence;
use crate::unit::{Chains, Level};

/// A sentence without values.
type Say = fn() -> Sentence;

/// So many disks are told one by one.
const APART: usize = 3;

/// What may be said of many disks, by id, in words that hold for each of them.
const MANY: [(&str, Say, Say); 13] = [
    ("F1", said::many_never_taken_title, said::many_never_taken),
    ("F3", said::many_recreated_title, said::many_recreated),
    ("R5", said::many_resized_title, said::many_resized),
    ("R10", said::many_copying_title, said::many_copying),
    ("R18", said::many_failed_title, said::many_failed),
    ("R19", said::many_filling_title, said::many_filling),
    ("I4", said::lint_instant_access_title, said::many_instant),
    ("E2", said::lint_sets_title, said::many_sets),
    ("M3", said::lint_immutable_title, said::many_immutable),
    ("D5", said::lint_sources_title, said::many_sources),
    ("L1", said::lint_near_title, said::many_near),
    ("orphan", said::many_gone_title, said::many_gone),
    ("other_policy", said::many_other_policies_title, said::many_other_policies),
];

/// Puts together what is the same for more than a few disks; what breaks stays apart, each with its date.
pub(super) fn gather(found: &mut Vec<Finding>, chains: &Chains<'_>) {
    let of_unit = |finding: &&Finding| (finding.level == Level::Watch || finding.id == "F1") && finding.unit.is_some();
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for finding in found.iter().filter(of_unit) {
        *counts.entry(finding.id).or_default() += 1;
    }
    for (id, title, text) in MANY.into_iter().filter(|(id, ..)| counts.get(id).is_some_and(|n| *n > APART)) {
        let same = |finding: &Finding| of_unit(&finding) && finding.id == id;
        let keys: BTreeSet<String> = found.iter().filter(|f| same(f)).filter_map(|f| f.unit.clone()).collect();
        let labels = chains.units.iter().filter(|unit| keys.contains(&unit.key)).map(|unit| unit.label);
        let names: Vec<String> = labels.take(APART).map(str::to_owned).collect();
        let more = keys.len().saturating_sub(names.len());
        let text = said::lint_many(names, more, text());
        let level = found.iter().find(|finding| same(finding)).map_or(Level::Watch, |finding| finding.level);
        found.retain(|finding| !same(finding));
        found.push(Finding::new(level, id, title(), text).sum(said::sum_disks(keys.len())));
    }
}
