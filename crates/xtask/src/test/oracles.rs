//! The retention engine against its reference models and against programs of its kind (`docs/oracles.md`).

use super::Outcome;
use super::suites::tap_of;
use crate::repo::Repo;
use crate::{build, run, tools};

/// How many histories and policies restic is asked about: each snapshot of a history is one run of it.
const RESTIC_OF_CI: [&str; 2] = ["4", "24"];

/// The same where the suite is required: what the recorded answers hold.
const RESTIC_WHOLE: [&str; 2] = ["20", "100"];

/// Each oracle is one test; a program that is not there is a skip.
pub(super) fn oracles(repo: &Repo, required: bool) -> anyhow::Result<Outcome> {
    let program = build::suite(repo, "oracles")?;
    let ask = |args: &[&str]| tap_of(&mut run::program(&program, args, &repo.root));
    let mut outcome = ask(&["reference"])?;
    outcome.add(ask(&["recorded"])?);
    outcome.add(match tools::borg(repo) {
        Ok(python) => ask(&["borg", &python.display().to_string()])?,
        Err(missing) => Outcome::skip(&missing),
    });
    outcome.add(match tools::restic(repo) {
        Ok(restic) => {
            let [histories, policies] = if required { RESTIC_WHOLE } else { RESTIC_OF_CI };
            ask(&["restic", &restic.display().to_string(), histories, policies])?
        }
        Err(missing) => Outcome::skip(&missing),
    });
    Ok(outcome)
}
