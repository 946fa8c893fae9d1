//! Azure's own clients against the emulator: what they are installed from, and their scripts.

use std::path::Path;

use super::Outcome;
use super::suites::{self, tap_of};
use crate::repo::Repo;
use crate::{build, run, tools};

/// Runs the scripts. The library and the parsers are small and installed on the way; the Azure CLI is 700 MB and takes minutes, so it is
/// installed only where the suite is required.
pub(super) fn clients(repo: &Repo, required: bool) -> anyhow::Result<Outcome> {
    let library = match tools::python_packages(repo, "sdk", "azure-mgmt-compute", true) {
        Ok(library) => library,
        Err(missing) => return Ok(Outcome::skip(&missing)),
    };
    let emulator = build::emulator(repo)?;
    let exports = suites::exports(repo)?;
    let python = library.join("python");
    let mut outcome = script(repo, &python, "sdk.py", &[("SNAPLINE_EMULATOR", &emulator)])?;
    match tools::python_packages(repo, "exports", "pycep-parser and icalendar", true) {
        Ok(parsers) => {
            outcome.add(script(repo, &parsers.join("python"), "exports.py", &[("SNAPLINE_EXPORTS", &exports)])?);
        }
        Err(missing) => outcome.add(Outcome::skip(&missing)),
    }
    match tools::python_packages(repo, "az", "the Azure CLI", required) {
        Ok(folder) => {
            let az = folder.join(if cfg!(windows) { "az.bat" } else { "az" });
            let variables =
                [("SNAPLINE_EMULATOR", emulator.as_path()), ("SNAPLINE_AZ", &az), ("SNAPLINE_EXPORTS", &exports)];
            outcome.add(script(repo, &python, "az.py", &variables)?);
        }
        Err(missing) => outcome.add(Outcome::skip(&missing)),
    }
    Ok(outcome)
}

fn script(repo: &Repo, python: &Path, name: &str, variables: &[(&str, &Path)]) -> anyhow::Result<Outcome> {
    // -B: nothing is written beside the sources.
    let mut command = run::program(python, &["-B", name], &repo.path("tests/clients"));
    command.envs(variables.iter().copied());
    tap_of(&mut command)
}
