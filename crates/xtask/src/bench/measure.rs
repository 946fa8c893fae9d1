//! Running whole processes in turn, with the operating system's own account of each.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use wait4::Wait4;

use super::Input;
use super::programs::Program;
use crate::repo::Repo;
use crate::{run, tools};

/// One process from start to end.
pub(super) struct Run {
    pub(super) wall: Duration,
    /// User and system time together.
    pub(super) cpu: Duration,
    /// The most memory that was resident, in bytes; 0 where the system does not tell.
    pub(super) peak: u64,
}

/// All counted runs of a program.
pub(super) struct Runs {
    pub(super) runs: Vec<Run>,
    /// What the last one printed.
    pub(super) said: Vec<u8>,
}

impl Runs {
    pub(super) fn wall(&self) -> Duration {
        median(self.runs.iter().map(|run| run.wall))
    }

    pub(super) fn cpu(&self) -> Duration {
        median(self.runs.iter().map(|run| run.cpu))
    }

    pub(super) fn peak(&self) -> u64 {
        median(self.runs.iter().map(|run| run.peak))
    }
}

/// The middle one; of an even number the lower of the two.
pub(super) fn median<T: Ord + Copy + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or_default()
}

/// Runs the programs one after the other, `runs` rounds and one before that is not counted: the first reads the file
/// into the system's cache, and what the machine does beside falls on all of them alike.
pub(super) fn in_turn(repo: &Repo, programs: &[Program], input: &Input, runs: usize) -> anyhow::Result<Vec<Runs>> {
    let mut all: Vec<Runs> = programs.iter().map(|_| Runs { runs: Vec::new(), said: Vec::new() }).collect();
    for round in 0..=runs {
        for (program, runs) in programs.iter().zip(&mut all) {
            let (run, said) = once(program.command(repo, &input.file, &input.written.disk))?;
            runs.said = said;
            if round > 0 {
                runs.runs.push(run);
            }
        }
    }
    Ok(all)
}

fn once(mut command: Command) -> anyhow::Result<(Run, Vec<u8>)> {
    let started = Instant::now();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{}` could not be started", run::line(&command)))?;
    let mut said = Vec::new();
    child.stdout.take().context("a piped output")?.read_to_end(&mut said)?;
    let ended = child.wait4()?;
    let wall = started.elapsed();
    if !ended.status.success() {
        bail!("`{}` failed ({})", run::line(&command), ended.status);
    }
    let used = ended.rusage;
    Ok((Run { wall, cpu: used.utime + used.stime, peak: used.maxrss }, said))
}

/// The program held to one core where the machine has a way to do that.
pub(super) fn pinned(repo: &Repo, program: &Path) -> Command {
    let Some(taskset) = tools::taskset() else { return run::program(program, &[], &repo.root) };
    let last = std::thread::available_parallelism().map_or(0, |cores| cores.get() - 1);
    let mut command = run::program(taskset, &["--cpu-list", &last.to_string()], &repo.root);
    command.arg(program);
    command
}
