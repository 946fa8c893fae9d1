//! `vectors emit DIR` writes the script of all vectors and the Rust face's answers; `vectors compare DIR FILE` holds a face's
//! answers against them, byte for byte, and prints one TAP line a case.
//!
//! `vectors random DIR COUNT` writes a script of that many random inputs and the Rust face's answers, and `vectors agree DIR
//! FACE FILE COUNT` holds a face's answers against them: one TAP line, with the hash.
#![expect(
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "test code: it reads files and stops at what is broken"
)]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use sha2::{Digest, Sha256};
use snap_api::Flow;
use snap_suite::random;
use snap_suite::vectors::{self, script};

/// Answers to hold a face against: the page can only begin flows that read, every other face all of them.
const ANSWERS: [(&str, script::Begin); 2] = [("answers.bin", Flow::new), ("answers-reading.bin", Flow::reading)];

fn answers_of(face: &str) -> &'static str {
    if face == "wasm" { "answers-reading.bin" } else { "answers.bin" }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["emit", folder] => emit(Path::new(folder)),
        ["compare", folder, face, file] => return compare(Path::new(folder), face, Path::new(file)),
        ["random", folder, count] => random(Path::new(folder), count.parse().expect("a count")),
        ["agree", folder, face, file, count] => {
            return agree(Path::new(folder), face, Path::new(file), count.parse().expect("a count"));
        }
        _ => {
            eprintln!("usage: vectors emit DIR | compare DIR FACE FILE | random DIR COUNT | agree DIR FACE FILE COUNT");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn records() -> Vec<script::Record> {
    let folder = vectors::folder();
    let mut records = Vec::new();
    for case in vectors::load().values().flat_map(|file| &file.cases) {
        records.push(script::Record::fresh());
        records.extend(case.steps.iter().map(|step| step.record(&folder)));
    }
    records
}

fn emit(folder: &Path) {
    let records = records();
    write_script(folder, &records);
    for (name, begin) in ANSWERS {
        std::fs::write(folder.join(name), script::write_answers(&script::run(&records, begin)))
            .expect("the answers can be written");
    }
}

fn write_script(folder: &Path, records: &[script::Record]) {
    let mut script = Vec::new();
    records.iter().for_each(|record| record.write(&mut script));
    std::fs::create_dir_all(folder).expect("the folder can be made");
    std::fs::write(folder.join("script.bin"), script).expect("the script can be written");
}

fn random(folder: &Path, count: u64) {
    let records: Vec<script::Record> = (0..count).flat_map(random::case).collect();
    write_script(folder, &records);
    let answers = script::write_answers(&script::run(&records, Flow::new));
    std::fs::write(folder.join("answers.bin"), answers).expect("the answers can be written");
}

/// Whether a face gave the very bytes that Rust gave; where not, the first request that was answered otherwise.
fn agree(folder: &Path, face: &str, file: &Path, count: u64) -> ExitCode {
    let want = std::fs::read(folder.join("answers.bin")).expect("`random` was run");
    let got = std::fs::read(file).unwrap_or_default();
    let hash: String = Sha256::digest(&got).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let (expected, given) = (script::read_answers(&want), script::read_answers(&got));
    let text = format!("{face}: {count} random inputs, {} answers, SHA-256 {hash}…", given.len());
    if want == got && !given.is_empty() {
        println!("ok 1 - {text}\n1..1");
        return ExitCode::SUCCESS;
    }
    println!("not ok 1 - {text}\n1..1");
    let asked = (0..count).flat_map(random::case).filter(|record| *record != script::Record::fresh());
    let mut differing = asked.zip(expected.iter().map(Some).chain(std::iter::repeat(None))).enumerate();
    if let Some((at, (record, want))) = differing.find(|(at, (_, want))| *want != given.get(*at)) {
        let shown = |answer: Option<&(u32, Vec<u8>)>| {
            answer
                .map(|(status, bytes)| format!("status {status} {}", String::from_utf8_lossy(bytes)))
                .unwrap_or_default()
        };
        println!("# request {at}: {}", record.text());
        println!("# expected {}", shown(want));
        println!("# got      {}", shown(given.get(at)));
    }
    ExitCode::FAILURE
}

/// `tests/vectors/expected_failures.txt` lists `face file/case` a line: a new failure breaks the build, and so does a case
/// that passes unexpectedly.
fn compare(folder: &Path, face: &str, file: &Path) -> ExitCode {
    let read = |path: &Path| script::read_answers(&std::fs::read(path).unwrap_or_default());
    let (want, got) = (read(&folder.join(answers_of(face))), read(file));
    let list = std::fs::read_to_string(vectors::folder().join("expected_failures.txt")).unwrap_or_default();
    let expected: BTreeSet<&str> =
        list.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')).collect();
    let (mut at, mut number, mut failed) = (0, 0, 0);
    for (name, vector_file) in vectors::load() {
        for case in &vector_file.cases {
            number += 1;
            let range = at..at + case.steps.len();
            at = range.end;
            let same = want.get(range.clone()) == got.get(range.clone()) && got.get(range.clone()).is_some();
            let known = expected.contains(format!("{face} {name}/{}", case.name).as_str());
            let (word, note) = match (same, known) {
                (true, false) => ("ok", ""),
                (false, true) => ("ok", " (a known failure)"),
                (true, true) => ("not ok", " (passes, but is listed as a known failure)"),
                (false, false) => ("not ok", ""),
            };
            failed += usize::from(word == "not ok");
            println!("{word} {number} - {face} {name}: {}{note}", case.name);
            if word == "not ok" {
                for i in range.filter(|i| want.get(*i) != got.get(*i)).take(1) {
                    println!(
                        "# answer {i}: expected {}",
                        want.get(i).map(|(_, b)| String::from_utf8_lossy(b)).unwrap_or_default()
                    );
                    println!(
                        "# answer {i}: got      {}",
                        got.get(i)
                            .map(|(s, b)| format!("status {s} {}", String::from_utf8_lossy(b)))
                            .unwrap_or_default()
                    );
                }
            }
        }
    }
    println!("1..{number}");
    if failed > 0 || got.len() != want.len() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
