//! The vectors through the Rust face, held against the answers written in them.

use snap_suite::vectors::{self, compare, script};

#[test]
fn every_case_gets_its_answers() {
    let folder = vectors::folder();
    let bless = std::env::var_os("SNAPLINE_BLESS").is_some();
    let (mut faults, mut cases) = (Vec::new(), 0);
    for (name, mut file) in vectors::load() {
        for case in &mut file.cases {
            cases += 1;
            let mut records = vec![script::Record::fresh()];
            records.extend(case.steps.iter().map(|step| step.record(&folder)));
            let answers = script::run(&records, snap_api::Flow::new);
            for (number, (step, answer)) in case.steps.iter_mut().zip(&answers).enumerate() {
                if bless && step.pick.is_none() && (step.answer.is_some() || step.add.is_none()) {
                    step.answer = Some(serde_json::from_slice(answer).unwrap());
                }
                if let Some(fault) = compare::fault(step, answer) {
                    faults.push(format!("{name}: {}: step {number}: {fault}", case.name));
                }
            }
        }
        if bless {
            vectors::store(&name, &file);
        }
    }
    assert!(faults.is_empty(), "{} of {cases} cases:\n{}", faults.len(), faults.join("\n"));
}
