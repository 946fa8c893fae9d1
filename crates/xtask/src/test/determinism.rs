//! One input, one answer: random inputs under several host zones through every face that this machine can run (V5).

use std::path::Path;
use std::process::Command;

use super::Outcome;
use super::suites::{compile, tap_of, vectors};
use crate::repo::Repo;
use crate::{build, run, tools};

/// Zones that a host may be in: none of them may show in an answer.
const HOST_ZONES: [&str; 3] = ["UTC", "Europe/Vienna", "Australia/Lord_Howe"];

/// How many random inputs; each asks every verb.
const INPUTS: &str = "1000";

/// Rust's answers first, in each zone; then each face's, in each zone, against them.
pub(super) fn run(repo: &Repo) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    let first = repo.target.join("determinism");
    let script = first.join("script.bin").display().to_string();
    for zone in HOST_ZONES {
        let folder = if zone == "UTC" { first.clone() } else { first.join(zone.replace('/', "-")) };
        run::quiet(vectors(repo, &["random", &folder.display().to_string(), INPUTS])?.env("TZ", zone))?;
        outcome.add(agree(repo, &first, "rust", zone, &folder.join("answers.bin"))?);
    }
    let mut face = |name: &str, found: tools::Found<Command>| -> anyhow::Result<()> {
        let mut command = match found {
            Ok(command) => command,
            Err(missing) => {
                outcome.add(Outcome::skip(&missing));
                return Ok(());
            }
        };
        let answers = first.join(format!("{name}.bin"));
        command.arg(&answers);
        for zone in HOST_ZONES {
            run::quiet(command.env("TZ", zone))?;
            outcome.add(agree(repo, &first, name, zone, &answers)?);
        }
        Ok(())
    };
    face("wasm", node(repo, &script)?)?;
    face("c", driver(repo, &script)?)?;
    face("powershell", powershell(repo, &script)?)?;
    Ok(outcome)
}

fn agree(repo: &Repo, folder: &Path, face: &str, zone: &str, answers: &Path) -> anyhow::Result<Outcome> {
    let [folder, answers] = [folder, answers].map(|path| path.display().to_string());
    tap_of(&mut vectors(repo, &["agree", &folder, &format!("{face} in {zone}"), &answers, INPUTS])?)
}

fn node(repo: &Repo, script: &str) -> anyhow::Result<tools::Found<Command>> {
    if let Err(missing) = tools::wasm_target(repo).and_then(|()| tools::node(repo).map(|_| ())) {
        return Ok(Err(missing));
    }
    build::wasm(repo)?;
    Ok(Ok(run::program("node", &["tests/page/vectors.mjs", script], &repo.root)))
}

fn driver(repo: &Repo, script: &str) -> anyhow::Result<tools::Found<Command>> {
    let compiler = match tools::c_compiler(repo) {
        Ok(compiler) => compiler,
        Err(missing) => return Ok(Err(missing)),
    };
    let driver = compile(repo, &compiler, "driver", &build::native(repo)?, &[], &repo.target.join("capi"))?;
    Ok(Ok(run::program(&driver, &[script], &repo.root)))
}

fn powershell(repo: &Repo, script: &str) -> anyhow::Result<tools::Found<Command>> {
    let pwsh = match tools::pwsh() {
        Ok(pwsh) => pwsh,
        Err(missing) => return Ok(Err(missing)),
    };
    let module = build::module(repo)?.display().to_string();
    let args = ["-NoProfile", "-NonInteractive", "-File", "tests/ps/vectors.ps1"];
    let mut command = run::program(&pwsh, &args, &repo.root);
    command.args(["-ModulePath", &module, "-Script", script, "-Answers"]);
    Ok(Ok(command))
}
