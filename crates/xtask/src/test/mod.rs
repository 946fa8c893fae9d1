//! All tests that this machine can run, with what it could not run printed last.

mod clients;
mod determinism;
mod oracles;
mod package;
mod page;
mod powershell;
mod suites;
mod tap;

use anyhow::bail;
use clap::ValueEnum;

use crate::repo::Repo;
use crate::tools::Missing;
use crate::{check, run};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Suites whose absence is a failure instead of a skip, such as `--require ps,page`
    #[arg(long, value_delimiter = ',', value_enum)]
    require: Vec<Suite>,
    /// Run these suites only
    #[arg(long, value_delimiter = ',', value_enum)]
    only: Vec<Suite>,
}

/// A group of tests that stands or falls with the tools of the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Suite {
    /// The Rust tests of all crates, the vectors and the flows against the emulator
    Rust,
    /// The deterministic simulation: 5,000 seeds, and faults put in on purpose, which must be found
    Simulation,
    /// The retention engine against its reference models, borg and restic; with `--require oracles` the long restic run
    Oracles,
    /// The C program and the vectors through the C ABI, also under valgrind
    Capi,
    /// The vectors through the WASM build in Node
    Wasm,
    /// 1,000 random inputs under three host zones through Rust, WASM, the C ABI and PowerShell: the same bytes
    Determinism,
    /// The PowerShell module against the hosted emulator, and the vectors
    Ps,
    /// The module's package: its rules, the same bytes twice; with `--require package` the libraries of all platforms, on
    /// Windows and arm64 under wine and QEMU
    Package,
    /// The runbooks under the conditions of Azure Automation: little memory, no child process, killed and begun again
    Runbooks,
    /// The built page in Chromium
    Page,
    /// The built page in Firefox, as its users walk it; with `--require firefox` all tests that need a browser
    Firefox,
    /// A small run of the benchmarks: that every program runs and that all find the same
    Bench,
    /// azure-mgmt-compute, and with `--require clients` the Azure CLI, against the hosted emulator
    Clients,
}

/// What one run of a suite gave.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: Vec<String>,
}

impl Outcome {
    pub(crate) fn skip(missing: &Missing) -> Self {
        Self { skipped: vec![missing.to_string()], ..Self::default() }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped.extend(other.skipped);
    }
}

/// Runs the suites one after the other and prints the sum as the last line.
pub(crate) fn run(repo: &Repo, args: &Args) -> anyhow::Result<()> {
    let mut sum = Outcome::default();
    for suite in Suite::value_variants() {
        if !args.only.is_empty() && !args.only.contains(suite) {
            continue;
        }
        let name = suite.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default();
        println!("\n== {name}");
        let started = std::time::Instant::now();
        let mut outcome = suites::run(repo, *suite, args.require.contains(suite)).unwrap_or_else(|error| {
            println!("not ok - {error:#}");
            Outcome { failed: 1, ..Outcome::default() }
        });
        if args.require.contains(suite) && !outcome.skipped.is_empty() {
            println!("not ok - `--require {name}` was given and {} skipped", outcome.skipped.len());
            outcome.failed += outcome.skipped.len();
            outcome.skipped.clear();
        }
        println!(
            "== {name}: {} passed, {} failed, {} skipped, {:.0} s",
            outcome.passed,
            outcome.failed,
            outcome.skipped.len(),
            started.elapsed().as_secs_f64()
        );
        sum.add(Outcome { skipped: outcome.skipped.iter().map(|why| format!("{name}: {why}")).collect(), ..outcome });
    }
    println!();
    for why in &sum.skipped {
        println!("SKIPPED {why}");
    }
    println!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped.len());
    if sum.failed > 0 {
        bail!("{} tests failed", sum.failed);
    }
    if sum.passed == 0 {
        bail!("no test was run");
    }
    Ok(())
}

/// What CI runs: format, lints, the rules of the house, then all tests.
pub(crate) fn ci(repo: &Repo, args: &Args) -> anyhow::Result<()> {
    run::shown(&mut run::cargo(&["fmt", "--all", "--check"], &repo.root))?;
    let lints = [
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--features",
        "snap-emulator/host",
        "--",
        "-D",
        "warnings",
    ];
    run::shown(&mut run::cargo(&lints, &repo.root))?;
    if crate::tools::wasm_target(repo).is_ok() {
        let wasm = [
            "clippy",
            "--quiet",
            "--package",
            "snap-wasm",
            "--target",
            "wasm32-unknown-unknown",
            "--",
            "-D",
            "warnings",
        ];
        run::shown(&mut run::cargo(&wasm, &repo.root))?;
    }
    check::run(repo)?;
    self::run(repo, args)
}
