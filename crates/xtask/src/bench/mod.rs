//! The benchmarks: Snapline side by side with what its users have today, on the same file in the same run.
//!
//! Nothing here judges: numbers belong to a machine and a moment. What is checked is that all programs find the same.

mod measure;
mod page;
mod programs;
mod shell;
mod table;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

use self::programs::{Beside, Program};
use crate::repo::Repo;
use crate::test::Outcome;
use crate::{build, package, run};

/// The file is the same on every machine.
const SEED: u64 = 1;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// A small file and one run each: shows that everything works and agrees, and measures nothing
    #[arg(long)]
    quick: bool,
    /// How often each program runs; one more comes first and is not counted
    #[arg(long, default_value_t = 7)]
    runs: usize,
    /// How many snapshots the file has, a hundred to a disk
    #[arg(long, default_value_t = 100_000)]
    snapshots: u64,
    /// Another build of the `bench` program, to be measured beside this one
    #[arg(long)]
    beside: Option<PathBuf>,
}

/// What the generator says of the file it has written.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    bytes: u64,
    disk: String,
    of_disk: u64,
}

/// The file that everything is measured on.
struct Input {
    file: PathBuf,
    written: Written,
}

/// What `cargo xtask bench` does.
pub(crate) fn run(repo: &Repo, args: &Args) -> anyhow::Result<()> {
    let found = programs::find(repo);
    for missing in &found.missing {
        println!("left out: {}; to install: {}", missing.what, missing.install);
    }
    let args =
        if args.quick { &Args { runs: 1, snapshots: 2_000, beside: args.beside.clone(), ..*args } } else { args };
    bench(repo, args, &found)
}

/// The small run as a suite of tests: that every program runs, and that all find the same.
pub(crate) fn suite(repo: &Repo) -> anyhow::Result<Outcome> {
    let found = programs::find(repo);
    bench(repo, &Args { quick: true, runs: 1, snapshots: 2_000, beside: None }, &found)?;
    let shell = if found.pwsh.is_some() { shell::READERS.len() } else { 0 };
    let page = usize::from(found.chromium.is_some());
    let mut outcome = Outcome { passed: 1 + found.programs.len() + page + shell, ..Outcome::default() };
    found.missing.iter().for_each(|missing| outcome.add(Outcome::skip(missing)));
    Ok(outcome)
}

fn bench(repo: &Repo, args: &Args, found: &Beside) -> anyhow::Result<()> {
    let own = build::suite(repo, "bench")?;
    if found.programs.iter().any(Program::is_page) {
        build::wasm(repo)?;
    }
    let folder = repo.target.join("bench");
    std::fs::create_dir_all(&folder)?;
    println!("{}\n", table::machine(repo, args.quick));
    for order in ["listed", "shuffled"] {
        let input = write(repo, &own, &folder, args.snapshots, order)?;
        println!("{}\n", table::input(&input.written, args.snapshots, order));
        // What the others do does not depend on the order.
        let beside = if order == "listed" { found.programs.as_slice() } else { &[] };
        chains(repo, args, &own, beside, &input)?;
        if order == "listed" {
            memory(repo, args, &own, &input)?;
            deciding(repo, args, &own, &input)?;
            if let Some(chromium) = &found.chromium {
                page::bench(repo, chromium, &input, args.snapshots, args.runs)?;
            }
        }
    }
    if let Some((pwsh, name)) = &found.pwsh {
        let service = if args.quick { build::emulator(repo)? } else { build::fast_emulator(repo)? };
        let snapshots = args.snapshots.min(if args.quick { 300 } else { 10_000 });
        let input = write(repo, &own, &folder, snapshots, "served")?;
        shell::Shell { repo, pwsh, name, module: package::of_this_machine(repo)?, runs: args.runs }
            .bench(&service, &input, snapshots)?;
    }
    Ok(())
}

fn write(repo: &Repo, own: &Path, folder: &Path, snapshots: u64, order: &str) -> anyhow::Result<Input> {
    let file = folder.join(format!("snapshots-{order}.json"));
    let numbers = [snapshots, snapshots.div_ceil(100), SEED].map(|number| number.to_string());
    let mut command = run::program(own, &["write"], &repo.root);
    let output = run::quiet(command.arg(&file).args(&numbers).arg(order))?;
    Ok(Input { file, written: serde_json::from_slice(&output.stdout).context("the generator's answer")? })
}

/// N1: every chain of the file by Snapline, one disk's snapshots by the others.
fn chains(repo: &Repo, args: &Args, own: &Path, today: &[Program], input: &Input) -> anyhow::Result<()> {
    let snapline = Program::own("Snapline", own, "chains");
    let mut programs = vec![snapline.clone(), snapline.in_small_pages()];
    programs.extend(args.beside.iter().map(|other| Program::own("Snapline, the other build", other, "chains")));
    programs.extend(today.iter().cloned());
    let runs = measure::in_turn(repo, &programs, input, args.runs)?;
    for (program, runs) in programs.iter().zip(&runs) {
        let found = program.found(&runs.said)?;
        ensure!(
            found == input.written.of_disk,
            "{} found {found} snapshots of `{}`; there are {}",
            program.name,
            input.written.disk,
            input.written.of_disk
        );
    }
    println!("{}\n", table::side_by_side(&programs, &runs, input.written.bytes));
    Ok(())
}

/// N3, memory: what reading and planning need beside the file itself.
fn memory(repo: &Repo, args: &Args, own: &Path, input: &Input) -> anyhow::Result<()> {
    let programs = ["bytes", "chains", "plan"].map(|work| Program::own(work, own, work));
    let runs = measure::in_turn(repo, &programs, input, args.runs.min(3))?;
    println!("{}\n", table::memory(&runs, input.written.bytes));
    Ok(())
}

/// N3, time, and N4: deciding alone, inside one process.
fn deciding(repo: &Repo, args: &Args, own: &Path, input: &Input) -> anyhow::Result<()> {
    #[derive(Deserialize)]
    struct Said {
        nanoseconds: Vec<u64>,
    }
    let runs = (args.runs * 3).to_string();
    let timed = |command: &mut Command| -> anyhow::Result<Vec<u64>> {
        let output = run::quiet(command)?;
        let said: Said = serde_json::from_slice(&output.stdout).context("the benchmark's answer")?;
        Ok(said.nanoseconds)
    };
    let retention = timed(measure::pinned(repo, own).arg("retention").arg(&input.file).arg(&runs))?;
    let future = timed(measure::pinned(repo, own).arg("future").arg(&runs))?;
    let units = args.snapshots.div_ceil(100);
    let what = format!("seven rules over {} snapshots in {units} units, Europe/Stockholm", args.snapshots);
    println!("{}\n", table::inside(&[(&what, &retention), ("ten years of hourly runs of a disk, stepwise", &future)]));
    Ok(())
}
