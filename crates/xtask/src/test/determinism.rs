//! One input, one answer: random inputs under several host zones through every face that this machine can run (V5).
//!
//! The inputs are made once, into one script that all faces play whole. Each face in each zone is a process of its own,
//! and as many of them run side by side as there are cores.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;

use anyhow::Context;

use super::Outcome;
use super::suites::{compile, tap_of};
use crate::repo::Repo;
use crate::{build, run, tools};

/// Zones that a host may be in: none of them may show in an answer.
const HOST_ZONES: [&str; 3] = ["UTC", "Europe/Vienna", "Australia/Lord_Howe"];

/// How many random inputs; each asks every verb.
const INPUTS: &str = "1000";

/// One face in one zone.
struct Play {
    face: &'static str,
    zone: &'static str,
    command: Command,
    answers: PathBuf,
}

/// How a face is started: the program with what stands before script and answers.
type Start = (PathBuf, Vec<String>);

/// Lets every face play the script in each zone, and holds all answers against the first.
pub(super) fn run(repo: &Repo) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    let folder = repo.target.join("determinism");
    std::fs::create_dir_all(&folder)?;
    let script = folder.join("script.bin");
    let vectors = build::suite(repo, "vectors")?;
    run::quiet(run::program(&vectors, &["random"], &repo.root).arg(&script).arg(INPUTS))?;

    let mut plays = Vec::new();
    let mut face = |face: &'static str, start: tools::Found<Start>| match start {
        Ok((program, before)) => plays.extend(HOST_ZONES.map(|zone| {
            let answers = folder.join(format!("{face}-{}.bin", zone.replace('/', "-")));
            let mut command = run::program(&program, &[], &repo.root);
            command.args(&before).arg(&script).arg(&answers).env("TZ", zone);
            Play { face, zone, command, answers }
        })),
        Err(missing) => outcome.add(Outcome::skip(&missing)),
    };
    face("rust", Ok((vectors.clone(), vec!["play".to_owned()])));
    face("wasm", node(repo)?);
    face("c", driver(repo)?);
    face("powershell", powershell(repo)?);
    side_by_side(&mut plays)?;

    let mut plays = plays.into_iter();
    let first = plays.next().context("Rust has no answers")?;
    for play in plays {
        let name = format!("{} in {}", play.face, play.zone);
        let mut command = run::program(&vectors, &["agree"], &repo.root);
        outcome.add(tap_of(command.arg(&first.answers).arg(name).arg(&play.answers).arg(INPUTS))?);
    }
    // Gigabytes, and what differs was printed.
    std::fs::remove_dir_all(&folder)?;
    Ok(outcome)
}

/// Runs all of them, as many at a time as there are cores; the first that fails is the error.
fn side_by_side(plays: &mut [Play]) -> anyhow::Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let waiting = Mutex::new(plays.iter_mut());
    let next = || waiting.lock().ok()?.next();
    let work = || -> anyhow::Result<()> {
        while let Some(play) = next() {
            run::quiet(&mut play.command)?;
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a thread that ran the faces has panicked")))
        })
    })
}

fn node(repo: &Repo) -> anyhow::Result<tools::Found<Start>> {
    if let Err(missing) = tools::wasm_target(repo).and_then(|()| tools::node(repo).map(|_| ())) {
        return Ok(Err(missing));
    }
    build::wasm(repo)?;
    Ok(Ok(("node".into(), vec!["tests/page/vectors.mjs".to_owned()])))
}

fn driver(repo: &Repo) -> anyhow::Result<tools::Found<Start>> {
    let compiler = match tools::c_compiler(repo) {
        Ok(compiler) => compiler,
        Err(missing) => return Ok(Err(missing)),
    };
    let driver = compile(repo, &compiler, "driver", &build::native(repo)?, &[], &repo.target.join("capi"))?;
    Ok(Ok((driver, Vec::new())))
}

fn powershell(repo: &Repo) -> anyhow::Result<tools::Found<Start>> {
    let pwsh = match tools::pwsh() {
        Ok(pwsh) => pwsh,
        Err(missing) => return Ok(Err(missing)),
    };
    let module = build::module(repo)?.display().to_string();
    let args = ["-NoProfile", "-NonInteractive", "-File", "tests/ps/vectors.ps1", "-ModulePath", &module];
    Ok(Ok((pwsh, args.map(str::to_owned).to_vec())))
}
