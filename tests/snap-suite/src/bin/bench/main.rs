//! The work that `cargo xtask bench` measures, one piece a process, and the file that it is done on.
//!
//! `write` makes the file, `served` as the emulator loads it. `bytes`, `chains` and `plan` do one piece more each than the one before and say what they
//! found, so that time and memory of whole processes can be compared. `retention` and `future` time themselves.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a host: it reads its arguments, files and the clock; what is broken must stop it"
)]

/// A host of our own chooses its allocator, as any Rust program does. This one asks Linux for huge pages and keeps what is
/// alike together; the C library's maps a hundred thousand snapshots 4 kB at a time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod fleet;
mod work;

use std::fs::File;
use std::process::ExitCode;

use fleet::Fleet;
use memmap2::{Mmap, MmapOptions};

const USAGE: &str = "usage: bench write FILE SNAPSHOTS DISKS SEED listed|shuffled|served
       bench bytes|chains|plan FILE DISK
       bench retention FILE RUNS
       bench future RUNS";

/// The file as the system has it already: no second copy, for which the system would have to find and clear pages.
fn map(file: &str) -> Mmap {
    let file = File::open(file).unwrap();
    #[expect(unsafe_code, reason = "nobody writes the file of a measurement while it is read")]
    // SAFETY: `cargo xtask bench` wrote the file before it started this process, and writes no other under its name.
    unsafe { MmapOptions::new().populate().map(&file) }.unwrap()
}

fn main() -> ExitCode {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = given.iter().map(String::as_str).collect();
    let said = match words.as_slice() {
        ["write", file, snapshots, disks, seed, order @ ("listed" | "shuffled" | "served")] => {
            let [snapshots, disks, seed] = [snapshots, disks, seed].map(|word| word.parse().unwrap());
            let written = Fleet { snapshots, disks, seed, shuffled: *order == "shuffled" }.write();
            let text = if *order == "served" { written.bodies().to_string() } else { written.text };
            std::fs::write(file, &text).unwrap();
            serde_json::json!({"bytes": text.len(), "disk": written.disk, "ofDisk": written.of_disk})
        }
        ["bytes", file, _] => serde_json::json!({"bytes": map(file).len()}),
        ["chains", file, disk] => work::chains(&map(file), disk),
        ["plan", file, _] => work::plan(&map(file)),
        ["future", runs] => work::future(runs.parse().unwrap()),
        ["retention", file, runs] => work::retention(&map(file), runs.parse().unwrap()),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    println!("{said}");
    ExitCode::SUCCESS
}
