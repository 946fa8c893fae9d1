//! The deterministic simulation, built for speed and run.

use crate::repo::Repo;
use crate::{build, run};

/// How many seeds CI plays.
pub(crate) const SEEDS_OF_CI: u64 = 5_000;

/// Within how many seeds a fault that was put in on purpose must be found.
const SEEDS_OF_SABOTAGE: u64 = 1_000;

/// The faults that can be put in: names of `snap-flow`'s feature `sabotage`.
pub(crate) const SABOTAGES: [&str; 3] = ["blind-put", "unguarded-delete", "forgotten-revoke"];

#[derive(clap::Args)]
pub(crate) struct Args {
    /// How many seeds to play
    #[arg(long, default_value_t = SEEDS_OF_CI)]
    seeds: u64,
    /// The first seed
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Put this fault into the flows; it is then an error not to find it
    #[arg(long)]
    sabotage: Option<String>,
    /// Show everything that happens in the first seed
    #[arg(long)]
    trace: bool,
}

/// What `cargo xtask simulate` does.
pub(crate) fn run(repo: &Repo, args: &Args) -> anyhow::Result<()> {
    match &args.sabotage {
        Some(name) => sabotaged(repo, name, args.from, args.seeds),
        None => {
            let more: &[&str] = if args.trace { &["--trace"] } else { &[] };
            play(repo, args.from, args.seeds, more)
        }
    }
}

/// The seeds of CI, then each sabotage, which must be found.
pub(crate) fn ci(repo: &Repo) -> anyhow::Result<()> {
    play(repo, 1, SEEDS_OF_CI, &[])?;
    SABOTAGES.iter().try_for_each(|name| sabotaged(repo, name, 1, SEEDS_OF_SABOTAGE))
}

fn sabotaged(repo: &Repo, name: &str, from: u64, seeds: u64) -> anyhow::Result<()> {
    play(repo, from, seeds, &["--sabotage", name, "--expect-violation"])
}

fn play(repo: &Repo, from: u64, seeds: u64, more: &[&str]) -> anyhow::Result<()> {
    let program = build::suite(repo, "simulate")?;
    let (from, seeds) = (from.to_string(), seeds.to_string());
    let mut command = run::program(program, &["--from", &from, "--seeds", &seeds], &repo.root);
    run::shown(command.args(more))
}
