//! Plays many seeds of the deterministic simulation, on as many threads as there are cores, and shrinks what it finds.
//!
//! `simulate --seeds 5000 --from 1`: exit code 1 where a rule was broken. `--expect-violation` turns that round: it is
//! how a fault that was put in on purpose is shown to be found.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a host: it reads its arguments and the clock, and starts threads"
)]

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use snap_suite::simulation::{self, Ran, Scenario, shrink};

/// What was asked for.
struct Args {
    seeds: u64,
    from: u64,
    expect_violation: bool,
    trace: bool,
}

fn main() -> ExitCode {
    let args = match args(&std::env::args().skip(1).collect::<Vec<_>>()) {
        Ok(args) => args,
        Err(why) => {
            eprintln!("{why}\nusage: simulate [--seeds N] [--from S] [--trace] [--sabotage NAME] [--expect-violation]");
            return ExitCode::from(2);
        }
    };
    // Panics are violations here and are told with their seed.
    std::panic::set_hook(Box::new(|_| {}));
    if args.trace {
        return trace(&simulation::trace(&Scenario::of(args.from)));
    }
    let started = Instant::now();
    let (played, exchanges, found) = play(&args);
    let seconds = started.elapsed().as_secs_f64();
    let rate = played as f64 / seconds.max(0.001);
    println!(
        "simulation: {played} seeds, {} violations, {rate:.0} seeds/s, {exchanges} exchanges, {seconds:.1} s",
        usize::from(found.is_some())
    );
    let Some((seed, ran)) = found else { return ExitCode::from(u8::from(args.expect_violation)) };
    let violation = ran.violation.unwrap();
    println!("seed {seed} breaks `{}`: {}", violation.rule, violation.text);
    if args.expect_violation {
        return ExitCode::SUCCESS;
    }
    let (smallest, ran) = shrink::shrink(&Scenario::of(seed), violation.rule);
    println!("shrunk to:");
    trace(&ran);
    println!("the job: {:?}\nthe fleet: {:#?}\nthe hosts: {:?}", smallest.job, smallest.fleet, smallest.hosts);
    println!("see the whole run: cargo run --release -p snap-suite --bin simulate -- --from {seed} --trace");
    ExitCode::FAILURE
}

/// Plays the seeds in their order; the lowest that breaks a rule.
fn play(args: &Args) -> (u64, usize, Option<(u64, Ran)>) {
    let (next, played, exchanges) = (AtomicU64::new(args.from), AtomicU64::new(0), AtomicUsize::new(0));
    let end = args.from.saturating_add(args.seeds);
    let lowest = AtomicU64::new(end);
    let work = || {
        let mut found = None;
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= lowest.load(Ordering::Relaxed) {
                return found;
            }
            let ran = simulation::run(seed);
            played.fetch_add(1, Ordering::Relaxed);
            exchanges.fetch_add(ran.exchanges, Ordering::Relaxed);
            if ran.violation.is_some() {
                lowest.fetch_min(seed, Ordering::Relaxed);
                found = Some((seed, ran));
                return found;
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let found = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().filter_map(|worker| worker.join().unwrap()).min_by_key(|(seed, _)| *seed)
    });
    (played.into_inner(), exchanges.into_inner(), found)
}

fn trace(ran: &Ran) -> ExitCode {
    for line in &ran.lines {
        println!("{line}");
    }
    match &ran.violation {
        Some(violation) => {
            println!("=> breaks `{}`: {}", violation.rule, violation.text);
            ExitCode::FAILURE
        }
        None => ExitCode::SUCCESS,
    }
}

fn args(given: &[String]) -> Result<Args, String> {
    let mut args = Args { seeds: 5_000, from: 1, expect_violation: false, trace: false };
    let mut words = given.iter();
    while let Some(word) = words.next() {
        let mut number = || {
            let text = words.next().ok_or_else(|| format!("`{word}` needs a number"))?;
            text.parse().map_err(|_| format!("`{text}` is not a number for `{word}`"))
        };
        match word.as_str() {
            "--seeds" => args.seeds = number()?,
            "--from" => args.from = number()?,
            "--expect-violation" => args.expect_violation = true,
            "--trace" => args.trace = true,
            "--sabotage" => sabotage(words.next().map_or("", String::as_str))?,
            other => return Err(format!("`{other}` is not known")),
        }
    }
    Ok(args)
}

/// Puts a fault into the flows.
#[cfg(feature = "sabotage")]
fn sabotage(name: &str) -> Result<(), String> {
    let found = snap_flow::Sabotage::ALL.iter().find(|(have, _)| *have == name);
    found.map(|(_, sabotage)| sabotage.begin()).ok_or_else(|| format!("`{name}` is no fault that can be put in"))
}

#[cfg(not(feature = "sabotage"))]
fn sabotage(name: &str) -> Result<(), String> {
    Err(format!("`--sabotage {name}` needs a build with `--features sabotage`"))
}
