//! `exports FILE` writes what the suites of other languages check of exports: see `snap_suite::exports::cases`.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "test code: it writes a file and stops at what is broken"
)]

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: exports FILE");
        return ExitCode::from(2);
    };
    std::fs::write(file, snap_suite::exports::cases(200, 30).to_string()).expect("the file is written");
    ExitCode::SUCCESS
}
