//! `vectors emit DIR` writes the script of all vectors and the Rust face's answers; `vectors compare DIR FILE` holds a face's
//! answers against them, byte for byte, and prints one TAP line a case.
//!
//! `vectors random SCRIPT COUNT` writes a script of that many random inputs, `vectors play SCRIPT ANSWERS` is the driver of
//! the Rust face, and `vectors agree ANSWERS FACE FILE COUNT` holds a face's answers against others: one TAP line, with the
//! hash.
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
        ["random", script, count] => random(Path::new(script), count.parse().expect("a count")),
        ["play", script, answers] => play(Path::new(script), Path::new(answers)),
        ["agree", answers, face, file, count] => {
            return agree(Path::new(answers), face, Path::new(file), count.parse().expect("a count"));
        }
        _ => {
            eprintln!(
                "usage: vectors emit DIR | compare DIR FACE FILE | random SCRIPT COUNT | play SCRIPT ANSWERS | agree ANSWERS FACE FILE COUNT"
            );
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
    std::fs::create_dir_all(folder).expect("the folder can be made");
    write_script(&folder.join("script.bin"), &records);
    for (name, begin) in ANSWERS {
        std::fs::write(folder.join(name), script::write_answers(&script::run(&records, begin)))
            .expect("the answers can be written");
    }
}

fn write_script(path: &Path, records: &[script::Record]) {
    let mut script = Vec::new();
    records.iter().for_each(|record| record.write(&mut script));
    std::fs::write(path, script).expect("the script can be written");
}

fn random(path: &Path, count: u64) {
    let records: Vec<script::Record> = (0..count).flat_map(random::case).collect();
    write_script(path, &records);
}

fn play(path: &Path, answers: &Path) {
    let records = script::read(&std::fs::read(path).expect("the script can be read"));
    std::fs::write(answers, script::write_answers(&script::run(&records, Flow::new)))
        .expect("the answers can be written");
}

/// Whether a face gave the very bytes that Rust gave; where not, the first request that was answered otherwise.
fn agree(answers: &Path, face: &str, file: &Path, count: u64) -> ExitCode {
    let want = std::fs::read(answers).expect("`play` was run");
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
        println!("# request {at}: {}", clipped(&record.text()));
        let (want, got) = (shown(want), shown(given.get(at)));
        // From shortly before the first letter that differs: answers may have a million.
        let same = want.chars().zip(got.chars()).take_while(|(a, b)| a == b).count().saturating_sub(100);
        let from = |text: &str| clipped(&text.chars().skip(same).collect::<String>());
        println!("# expected, from letter {same} on: {}", from(&want));
        println!("# got, from there on:     {}", from(&got));
    }
    ExitCode::FAILURE
}

fn clipped(text: &str) -> String {
    text.chars().take(2_000).filter(|letter| *letter != '\n').collect()
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
