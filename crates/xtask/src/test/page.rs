//! The built page in the browsers that people have.

use std::path::Path;
use std::process::Command;

use super::Outcome;
use super::suites::tap_of;
use crate::repo::Repo;
use crate::{build, run, tools};

/// All tests of the page, in Chromium where they need a browser.
pub(super) fn chromium(repo: &Repo) -> anyhow::Result<Outcome> {
    let chromium = match tools::page(repo) {
        Ok(chromium) => chromium,
        Err(missing) => return Ok(Outcome::skip(&missing)),
    };
    let mut tests = node(repo, &[])?;
    with_module(repo, &mut tests)?;
    tap_of(tests.env("CHROMIUM", chromium))
}

/// The walk of a user in Firefox; where the suite is required, whatever needs a browser is run in it as well.
pub(super) fn firefox(repo: &Repo, required: bool) -> anyhow::Result<Outcome> {
    let firefox = match tools::page_build(repo).and_then(|()| tools::firefox(repo)) {
        Ok(firefox) => firefox,
        Err(missing) => return Ok(Outcome::skip(&missing)),
    };
    let mut files = vec!["walk.mjs".to_owned()];
    if required {
        files.extend(in_a_browser(&repo.path("tests/page"))?);
    }
    let mut tests = node(repo, &files)?;
    if required {
        with_module(repo, &mut tests)?;
    }
    tap_of(tests.env("FIREFOX", firefox).env("SNAPLINE_BROWSER", "firefox"))
}

/// The files of tests that open a browser.
fn in_a_browser(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".test.mjs"))
        else {
            continue;
        };
        let text = std::fs::read_to_string(&path)?;
        if ["./support/walk.mjs", "./support/browser.mjs"].iter().any(|support| text.contains(support)) {
            found.push(name.to_owned());
        }
    }
    found.sort();
    Ok(found)
}

/// Builds the page and what serves it, and gives Node with `files`, or with all that are named as tests.
fn node(repo: &Repo, files: &[String]) -> anyhow::Result<Command> {
    let page = build::page(repo)?;
    let emulator = build::emulator(repo)?;
    // Three files at a time, each with its own browser and ports: for half of the time one waits for what it asked for. The
    // times of files and tests go to the terminal.
    let node = [
        "--test",
        "--test-concurrency=3",
        "--test-reporter=tap",
        "--test-reporter-destination=stdout",
        "--test-reporter=./support/times.mjs",
        "--test-reporter-destination=stderr",
    ];
    let mut command = run::program("node", &node, &repo.path("tests/page"));
    command.args(files).env("SNAPLINE_PAGE", page).env("SNAPLINE_EMULATOR", emulator);
    Ok(command)
}

/// A runbook from the page is run by the module; without PowerShell that test is a counted skip.
fn with_module(repo: &Repo, tests: &mut Command) -> anyhow::Result<()> {
    if let Ok(pwsh) = tools::pwsh() {
        tests.env("SNAPLINE_PWSH", pwsh).env("SNAPLINE_MODULE", crate::package::of_this_machine(repo)?);
    }
    Ok(())
}
