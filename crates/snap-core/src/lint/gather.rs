//! What many disks have in common, told once: a night in which a hundred snapshots copy is one thing to know.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use crate::unit::{Chains, Level};

/// So many disks are told one by one.
const APART: usize = 3;

/// What may be said of many disks, by id, in words that hold for each of them.
const MANY: [(&str, &str, &str); 13] = [
    ("F1", "No snapshot yet", "Of those disks nothing can be restored."),
    (
        "F3",
        "Disks were recreated",
        "Earlier disks of their names left snapshots, which are chains of their own. Rules count each chain on its own.",
    ),
    (
        "R5",
        "Downloads must begin anew",
        "They crossed 4,096 GiB. No changes can be asked for across that: download the first snapshot after it whole.",
    ),
    ("R10", "Snapshots are still copying", "Count on no restore, copy or download of those before 100 %."),
    (
        "R18",
        "Failed snapshots are left in chains",
        "They can never be restored, and no rule drops them: remove them by hand.",
    ),
    ("R19", "Disks are still being filled", "They can be attached only at 100 %."),
    (
        "I4",
        "Instant access is no protection yet",
        "Their newest snapshots lean on the disk until their copies have ended.",
    ),
    (
        "E2",
        "More than one encryption set",
        "Their snapshots name several, and a disk shares one with all of them. Read them again.",
    ),
    (
        "M3",
        "Immutable snapshots stay",
        "The rules would drop some whose immutability is in force. They count in the limit of 500.",
    ),
    (
        "D5",
        "Sources of copies stay",
        "The rules would drop some that something is being made of. Snapline waits for its end.",
    ),
    ("L1", "Close to the limit", "They come to 450 or more of 500 snapshots. What is taken by hand needs room too."),
    (
        "orphan",
        "Disks are gone",
        "Their snapshots still restore, and still cost money. Decide what is still wanted of them.",
    ),
    (
        "other_policy",
        "Other policies work on these disks",
        "This policy never drops what those made, and it counts in the limit of 500.",
    ),
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
        let names: Vec<String> = labels.take(APART).map(|label| format!("`{label}`")).collect();
        let text =
            format!("That holds for {} and {} more. {text}", names.join(", "), keys.len().saturating_sub(names.len()));
        let level = found.iter().find(|finding| same(finding)).map_or(Level::Watch, |finding| finding.level);
        found.retain(|finding| !same(finding));
        found.push(Finding::new(level, id, title, text).sum(format!("{} disks", keys.len())));
    }
}
