//! One table of codes: whatever an answer calls itself stands in `docs/errors.md`.

use std::collections::BTreeSet;

use serde_json::Value;
use snap_suite::vectors::{self, script};

#[test]
fn every_code_of_the_vectors_is_in_the_table() {
    let table = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md")).unwrap();
    let listed: BTreeSet<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let folder = vectors::folder();
    let mut unlisted = BTreeSet::new();
    for case in vectors::load().into_values().flat_map(|file| file.cases) {
        let mut records = vec![script::Record::fresh()];
        records.extend(case.steps.iter().map(|step| step.record(&folder)));
        for answer in script::run(&records, snap_api::Flow::new) {
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            let warnings = answer["warnings"].as_array().into_iter().flatten();
            let skips = answer.pointer("/ok/skipped/items").and_then(Value::as_array).into_iter().flatten();
            let ours =
                std::iter::once(&answer["error"]).chain(warnings).chain(skips).filter_map(|v| v["code"].as_str());
            unlisted.extend(ours.filter(|code| !listed.contains(code)).map(str::to_owned));
        }
    }
    assert!(unlisted.is_empty(), "not in docs/errors.md: {unlisted:?}");
}
