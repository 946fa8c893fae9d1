//! The random inputs ask what the verbs understand: else equal answers would prove nothing.

use std::collections::BTreeMap;

use serde_json::Value;
use snap_api::Flow;
use snap_suite::random;
use snap_suite::vectors::script;

/// Verbs of the vocabulary that random inputs ask; those that are refused for now and then a good reason too.
const ASKED: [&str; 11] =
    ["chains", "compare", "cost", "export", "inventory", "lint", "plan", "policy", "restore", "rows", "simulate"];

#[test]
fn every_verb_is_understood() {
    let mut tally: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for seed in 0..40 {
        let records = random::case(seed);
        let answers = script::run(&records, Flow::new);
        for (record, answer) in records.iter().skip(1).zip(answers) {
            let Ok(request) = serde_json::from_str::<Value>(&record.text()) else { continue };
            let (asked, understood) = tally.entry(request["verb"].as_str().unwrap_or("add").to_owned()).or_default();
            let answer: Value = serde_json::from_slice(&answer).unwrap();
            *asked += 1;
            *understood += usize::from(answer.get("error").is_none());
        }
    }
    for verb in ASKED {
        let (asked, understood) = tally[verb];
        assert!(understood * 10 >= asked * 3, "{verb}: {understood} of {asked} were understood");
    }
}
