//! Holds the engine against the reference model and against the programs of its presets, and prints TAP.
//!
//! `oracles reference`, `oracles borg PYTHON`, `oracles restic PROGRAM HISTORIES POLICIES [RECORD]`, `oracles recorded`.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test program: what is broken must stop it")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use snap_suite::oracles::borg::{self, Borg};
use snap_suite::oracles::restic::Answers;
use snap_suite::oracles::{Compared, in_parallel, live};
use snap_suite::reference::Case;

/// How many random cases are compared (retention section 8).
const CASES: u64 = 100_000;

/// A wrong engine shows early; the whole history of a fault is shown for the first.
fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let (name, compared) = match args.as_slice() {
        ["reference", cases @ ..] => {
            ("oracle reference", in_parallel(0, number(cases), || |seed| Case::random(seed).fault()))
        }
        ["borg", python, cases @ ..] => {
            let driver = folder().join("borg_driver.py");
            let make = || {
                let mut borg = Borg::start(Path::new(python), &driver);
                move |seed| borg.fault(&borg::case(seed))
            };
            ("oracle borg", in_parallel(0, number(cases), make))
        }
        ["restic", program, histories, policies, record @ ..] => {
            let answers = live::ask(Path::new(program), histories.parse().unwrap(), policies.parse().unwrap());
            if let [file] = record {
                answers.write(Path::new(file));
            }
            ("oracle restic", answers.compare())
        }
        ["recorded"] => ("oracle restic (recorded)", Answers::read(&folder().join("restic-answers.json")).compare()),
        _ => {
            eprintln!(
                "usage: oracles reference [CASES] | borg PYTHON [CASES] | restic PROGRAM HISTORIES POLICIES [RECORD] | recorded"
            );
            return ExitCode::from(2);
        }
    };
    report(name, &compared)
}

fn number(given: &[&str]) -> u64 {
    given.first().map_or(CASES, |text| text.parse().unwrap())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../oracles")
}

fn report(name: &str, compared: &Compared) -> ExitCode {
    println!("{name}: {} cases, {} mismatches", compared.cases, compared.mismatches);
    let good = compared.mismatches == 0 && compared.cases > 0;
    println!("{}ok 1 - {name}", if good { "" } else { "not " });
    for line in compared.first.iter().flat_map(|told| told.lines()) {
        println!("# {line}");
    }
    if good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
