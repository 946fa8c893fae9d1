//! The numbers as tables of Markdown.

use std::time::Duration;

use super::Written;
use super::measure::{Runs, median};
use super::page::{Said, Sizes};
use super::programs::Program;
use super::shell::{Import, Reading};
use crate::repo::Repo;
use crate::{run, tools};

const MB: f64 = 1e6;

/// What the numbers were measured on.
pub(super) fn machine(repo: &Repo, quick: bool) -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':')).map(|(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let rustc =
        run::quiet(&mut run::program("rustc", &["--version"], &repo.root)).map(|o| o.stdout).unwrap_or_default();
    let mut lines = vec![format!(
        "{} {}, {cores} cores ({}), {}",
        std::env::consts::OS,
        std::env::consts::ARCH,
        model.unwrap_or("of an unknown kind").trim(),
        String::from_utf8_lossy(&rustc).trim()
    )];
    if let Some(busy) = load.split(' ').next().filter(|busy| !busy.is_empty()) {
        lines.push(format!("load before the first run: {busy}"));
    }
    lines.push(match tools::taskset() {
        Some(_) => "every program is held to one core".to_owned(),
        None => "`taskset` was not found: programs may use all cores".to_owned(),
    });
    if quick {
        lines.push("a small file, once: this shows that all find the same, and says nothing of speed".to_owned());
    }
    lines.join("; ")
}

/// What they were measured with.
pub(super) fn input(written: &Written, snapshots: u64, order: &str) -> String {
    let order = match order {
        "listed" => "by region, group and name",
        _ => "in no order",
    };
    format!(
        "### {snapshots} snapshots of {} disks as `az snapshot list` prints them, {order}: {:.1} MB",
        snapshots.div_ceil(100),
        written.bytes as f64 / MB
    )
}

/// Programs side by side; the first is what the others are compared with.
pub(super) fn side_by_side(programs: &[Program], runs: &[Runs], bytes: u64) -> String {
    let mut lines = vec![
        "| Program, whole process | Median, ms | Fastest to slowest | CPU, ms | MB/s | Peak memory, MB | Times Snapline |"
            .to_owned(),
        "|---|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    let base = runs.first().map_or(Duration::ZERO, Runs::wall).as_secs_f64();
    for (program, runs) in programs.iter().zip(runs) {
        let wall = runs.wall().as_secs_f64();
        let all: Vec<Duration> = runs.runs.iter().map(|run| run.wall).collect();
        lines.push(format!(
            "| {} | {:.0} | {} | {:.0} | {:.0} | {:.0} | {:.2} |",
            program.name,
            wall * 1e3,
            spread(&all),
            milliseconds(runs.cpu()),
            bytes as f64 / MB / wall,
            runs.peak() as f64 / MB,
            wall / base
        ));
    }
    lines.join("\n")
}

/// What each piece of work adds to the memory that the file itself takes.
pub(super) fn memory(runs: &[Runs], bytes: u64) -> String {
    let mut lines =
        vec!["| Work | Peak memory, MB | Above the file alone, in files |".to_owned(), "|---|--:|--:|".to_owned()];
    let alone = runs.first().map_or(0, Runs::peak);
    for (work, runs) in ["read the file", "and all chains", "and the plan"].into_iter().zip(runs) {
        let above = runs.peak().saturating_sub(alone) as f64 / bytes as f64;
        lines.push(format!("| {work} | {:.0} | {above:.2} |", runs.peak() as f64 / MB));
    }
    lines.join("\n")
}

/// How long work takes that is timed inside one process, in nanoseconds a run.
pub(super) fn inside(works: &[(&str, &[u64])]) -> String {
    let mut lines =
        vec!["| Work, inside one process | Median, ms | Fastest, ms |".to_owned(), "|---|--:|--:|".to_owned()];
    for (what, nanoseconds) in works {
        let middle = median(nanoseconds.iter().copied()) as f64 / 1e6;
        let fastest = nanoseconds.iter().min().copied().unwrap_or_default() as f64 / 1e6;
        lines.push(format!("| {what} | {middle:.1} | {fastest:.1} |"));
    }
    lines.join("\n")
}

/// N2, N4 and N8, as a browser has them.
pub(super) fn page(said: &Said, snapshots: u64) -> String {
    let row = |what: &str, times: &[f64]| {
        let middle = times.get(times.len().saturating_sub(1) / 2).copied().unwrap_or_default();
        let most = times.last().copied().unwrap_or_default();
        format!("| {what} | {middle:.0} | {most:.0} |")
    };
    let Sizes { wasm, js, all } = said.sizes;
    let [wasm, js, all] = [wasm, js, all].map(|bytes| bytes as f64 / 1e3);
    [
        "| In the page | Median, ms | Slowest, ms |".to_owned(),
        "|---|--:|--:|".to_owned(),
        row(&format!("a file of {snapshots} snapshots, from its choice to the fleet with every plan"), &said.opened),
        row("the longest task of the page itself meanwhile", &said.longest),
        row("ten years of hourly runs worked out and drawn", &said.future),
        row("redrawn for another of their dates", &said.redraws),
        format!("\nFirst view, brotli: {wasm:.1} kB of WASM, {js:.1} kB of JavaScript, {all:.1} kB in all"),
    ]
    .join("\n")
}

/// N6: an empty module and ours.
pub(super) fn imports(empty: &Import, own: &Import) -> String {
    let mut lines = vec![
        "| Module, in a new process | Import, ms | Fastest to slowest | Above the empty one, ms | First native call after that, ms | First answer, ms |"
            .to_owned(),
        "|---|--:|--:|--:|--:|--:|".to_owned(),
    ];
    let alone = milliseconds(median(empty.import.iter().copied()));
    for (name, timed) in [("an empty one", empty), ("Snapline", own)] {
        let import = milliseconds(median(timed.import.iter().copied()));
        lines.push(format!(
            "| {name} | {import:.0} | {} | {:.0} | {} | {} |",
            spread(&timed.import),
            import - alone,
            middle(&timed.call),
            middle(&timed.answer)
        ));
    }
    lines.join("\n")
}

/// N7: who reads the list; the first is what the others are compared with.
pub(super) fn readers(names: &[&str], readers: &[Reading]) -> String {
    let mut lines = vec![
        "| Reader, without the start of PowerShell | First time, ms | Fastest to slowest | Times Snapline | Once more, ms | Fastest to slowest | Times Snapline | First object after the last page, ms |"
            .to_owned(),
        "|---|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    let middles =
        |reading: &Reading| [&reading.first, &reading.again].map(|times| milliseconds(median(times.iter().copied())));
    let base = readers.first().map_or([1.0; 2], middles);
    for (name, reading) in names.iter().zip(readers) {
        let [first, again] = middles(reading);
        lines.push(format!(
            "| {name} | {first:.0} | {} | {:.1} | {again:.0} | {} | {:.1} | {} |",
            spread(&reading.first),
            first / base[0],
            spread(&reading.again),
            again / base[1],
            middle(&reading.object)
        ));
    }
    lines.join("\n")
}

/// The median where there is any.
fn middle(durations: &[Duration]) -> String {
    if durations.is_empty() {
        return String::new();
    }
    format!("{:.0}", milliseconds(median(durations.iter().copied())))
}

fn spread(durations: &[Duration]) -> String {
    let (least, most) = (durations.iter().min(), durations.iter().max());
    let [least, most] = [least, most].map(|end| end.copied().map_or(0.0, milliseconds));
    format!("{least:.0} to {most:.0}")
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
