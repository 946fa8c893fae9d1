//! The front door: everything a developer, a user trying Snapline, or CI runs.
//!
//! `cargo xtask demo` shows it, `cargo xtask test` proves it, `cargo xtask ci` is what CI runs.
#![expect(
    clippy::disallowed_methods,
    reason = "a host: it reads and writes files, starts programs and asks the environment"
)]

mod bench;
mod bindings;
mod build;
mod check;
mod commands;
mod demo;
mod emulator;
mod front;
mod package;
mod repo;
mod run;
mod schema;
mod sentences;
mod simulate;
mod test;
mod tools;
mod wasm;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Snapline's front door", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build what is missing, start the emulator with a realistic fleet, serve the page, run the cmdlets, print where to look
    Demo(demo::Args),
    /// Run all tests that this machine can run; skips are counted and printed last
    Test(test::Args),
    /// Format, lints, `check`, then `test`: what CI runs
    Ci(test::Args),
    /// Play seeds of the deterministic simulation: flows against the emulator in foul weather, watched by a plain model
    Simulate(simulate::Args),
    /// Measure it side by side with jq, JMESPath and Node on the same file
    Bench(bench::Args),
    /// Execute the rules of the house: arrows, size caps, drift of generated files
    Check,
    /// Write the generated files: `bindings/generated`, the schema of a policy, the page's catalogue of sentences
    Bindings,
    /// Write the pages of the PowerShell commands in `docs/commands`
    Commands,
    /// Build the page into `web/dist`
    Page,
    /// Build the PowerShell module into the target folder
    Module,
    /// Build the module zip for all platforms, and the static page, with checksums and bill of materials
    Package(package::Args),
}

fn main() -> anyhow::Result<()> {
    let repo = repo::Repo::find()?;
    match Cli::parse().command {
        Command::Demo(args) => demo::run(&repo, &args),
        Command::Test(args) => test::run(&repo, &args),
        Command::Ci(args) => test::ci(&repo, &args),
        Command::Simulate(args) => simulate::run(&repo, &args),
        Command::Bench(args) => bench::run(&repo, &args),
        Command::Check => check::run(&repo),
        Command::Bindings => check::drift::write(&repo),
        Command::Commands => commands::pages(&repo),
        Command::Page => build::page(&repo).map(|page| println!("the page is in {}", repo.shown(&page))),
        Command::Module => build::module(&repo).map(|module| println!("the module is in {}", repo.shown(&module))),
        Command::Package(args) => package::run(&repo, &args),
    }
}
