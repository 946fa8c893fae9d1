//! The suites: what each needs, builds and runs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;

use super::{Outcome, Suite, clients, determinism, oracles, package, page, powershell, tap};
use crate::repo::Repo;
use crate::{bench, build, run, simulate, tools};

/// Runs one suite; `required` says that its absence would be a failure, and so what is worth installing.
pub(super) fn run(repo: &Repo, suite: Suite, required: bool) -> anyhow::Result<Outcome> {
    match suite {
        Suite::Rust => rust(repo),
        Suite::Simulation => simulation(repo),
        Suite::Oracles => oracles::oracles(repo, required),
        Suite::Capi => capi(repo),
        Suite::Wasm => wasm(repo),
        Suite::Determinism => determinism::run(repo),
        Suite::Ps => powershell::module(repo),
        Suite::Package => package::package(repo, required),
        Suite::Runbooks => powershell::runbooks(repo),
        Suite::Page => page::chromium(repo),
        Suite::Firefox => page::firefox(repo, required),
        Suite::Bench => bench::suite(repo),
        Suite::Clients => clients::clients(repo, required),
    }
}

fn rust(repo: &Repo) -> anyhow::Result<Outcome> {
    // The front door is built already, and apart: what it brings along would have everything else built anew. The page's
    // types it asks for as well: so one build of the core serves both.
    let features = "snap-emulator/host,snap-api/typescript";
    let rest = ["test", "--workspace", "--exclude", "xtask", "--features", features, "--no-fail-fast"];
    let mut outcome = Outcome::default();
    for args in [&rest[..], &["test", "--package", "xtask", "--no-fail-fast"]] {
        let mut command = run::cargo(args, &repo.root);
        command.stderr(Stdio::inherit());
        let (text, ok) = streamed(&mut command, |line| {
            !(line.is_empty()
                || line.ends_with("... ok")
                || line.starts_with("running ")
                || line.contains("0 passed; 0 failed"))
        })?;
        let mut part = tap::read_cargo(&text);
        if !ok && part.failed == 0 {
            // A crate that does not compile runs no test of its own.
            part.failed = 1;
        }
        outcome.add(part);
    }
    Ok(outcome)
}

/// The seeds of CI, and each fault put in on purpose: one test each. Their lines go through to the terminal.
fn simulation(repo: &Repo) -> anyhow::Result<Outcome> {
    simulate::ci(repo)?;
    Ok(Outcome { passed: 1 + simulate::SABOTAGES.len(), ..Outcome::default() })
}

fn capi(repo: &Repo) -> anyhow::Result<Outcome> {
    let compiler = match tools::c_compiler(repo) {
        Ok(compiler) => compiler,
        Err(missing) => return Ok(Outcome::skip(&missing)),
    };
    // Built where the real one is put as well, and moved away.
    let probe = build::probe(repo)?;
    let library = build::native(repo)?;
    let out = repo.target.join("capi");
    std::fs::create_dir_all(&out)?;
    let smoke = compile(repo, &compiler, "smoke", &library, &[], &out)?;
    let probed = compile(repo, &compiler, "smoke", &probe, &["-DSNAPLINE_PANIC_PROBE"], &out.join("probe"))?;
    let driver = compile(repo, &compiler, "driver", &library, &[], &out)?;

    let mut outcome = tap_of(&mut run::program(&smoke, &[], &repo.root))?;
    outcome.add(tap_of(&mut run::program(&probed, &[], &repo.root))?);
    let script = emit(repo)?;
    let answers = out.join("answers.bin");
    let args = [script.join("script.bin"), answers.clone()].map(|p| p.display().to_string());
    run::quiet(&mut run::program(&driver, &[&args[0], &args[1]], &repo.root))?;
    outcome.add(compare(repo, &script, "c", &answers)?);

    match tools::valgrind(repo) {
        Ok(valgrind) => {
            let flags = [
                "--quiet",
                "--error-exitcode=9",
                "--leak-check=full",
                "--errors-for-leak-kinds=definite,possible",
                "--suppressions=tests/capi/valgrind.supp",
            ];
            for (name, program, args) in
                [("smoke", &smoke, &[][..]), ("smoke with faults", &probed, &[][..]), ("driver", &driver, &args[..])]
            {
                let mut command = run::program(&valgrind, &flags, &repo.root);
                command.arg(program).args(args);
                match run::quiet(&mut command) {
                    Ok(_) => outcome.passed += 1,
                    Err(error) => {
                        println!("not ok - {name} under valgrind: {error:#}");
                        outcome.failed += 1;
                    }
                }
            }
        }
        Err(missing) => outcome.add(Outcome::skip(&missing)),
    }
    Ok(outcome)
}

/// Compiles one of the C programs against the generated header and a library, warnings being errors.
pub(super) fn compile(
    repo: &Repo,
    compiler: &Path,
    name: &str,
    library: &Path,
    flags: &[&str],
    out: &Path,
) -> anyhow::Result<PathBuf> {
    std::fs::create_dir_all(out)?;
    let program = out.join(name);
    let folder = library.parent().context("a library lies in a folder")?;
    let mut command =
        run::program(compiler, &["-std=c11", "-Wall", "-Wextra", "-Werror", "-pedantic", "-O1", "-g"], &repo.root);
    command
        .args(flags)
        .arg("-I")
        .arg(repo.path("bindings/generated"))
        .arg(repo.path(format!("tests/capi/{name}.c")))
        .arg("-o")
        .arg(&program)
        .arg(library)
        .arg(format!("-Wl,-rpath,{}", folder.display()))
        .arg("-pthread");
    run::quiet(&mut command)?;
    Ok(program)
}

fn wasm(repo: &Repo) -> anyhow::Result<Outcome> {
    if let Err(missing) = tools::wasm_target(repo).and_then(|()| tools::node(repo).map(|_| ())) {
        return Ok(Outcome::skip(&missing));
    }
    build::wasm(repo)?;
    let script = emit(repo)?;
    let answers = script.join("wasm.bin");
    let mut command = run::program("node", &["tests/page/vectors.mjs"], &repo.root);
    command.arg(script.join("script.bin")).arg(&answers);
    run::quiet(&mut command)?;
    compare(repo, &script, "wasm", &answers)
}

/// Writes the hostile exports that the suites of other languages check, and gives the file.
pub(super) fn exports(repo: &Repo) -> anyhow::Result<PathBuf> {
    let file = repo.target.join("exports.json");
    let run = ["run", "--quiet", "--package", "snap-suite", "--bin", "exports", "--"];
    run::quiet(run::cargo(&run, &repo.root).arg(&file))?;
    Ok(file)
}

/// Writes the vectors' script and the Rust face's answers, and gives the folder.
pub(super) fn emit(repo: &Repo) -> anyhow::Result<PathBuf> {
    let out = repo.target.join("vectors");
    vectors(repo, &["emit", &out.display().to_string()]).and_then(|mut command| run::quiet(&mut command))?;
    Ok(out)
}

pub(super) fn compare(repo: &Repo, script: &Path, face: &str, answers: &Path) -> anyhow::Result<Outcome> {
    let args = ["compare", &script.display().to_string(), face, &answers.display().to_string()];
    tap_of(&mut vectors(repo, &args)?)
}

pub(super) fn vectors(repo: &Repo, args: &[&str]) -> anyhow::Result<Command> {
    Ok(run::program(build::suite(repo, "vectors")?, args, &repo.root))
}

/// Runs a program that prints TAP. One that ends badly without a failed line has failed all the same.
pub(super) fn tap_of(command: &mut Command) -> anyhow::Result<Outcome> {
    command.stderr(Stdio::inherit());
    let (text, ok) = streamed(command, worth_showing)?;
    Ok(outcome_of(command, &text, ok))
}

/// As [`tap_of`], for one of several programs at a time: its lines are shown together once it has ended.
pub(super) fn tap_at_once(command: &mut Command) -> anyhow::Result<Outcome> {
    command.stderr(Stdio::inherit());
    let (text, ok) = streamed(command, |_| false)?;
    let shown: String = text.lines().filter(|line| worth_showing(line)).map(|line| format!("{line}\n")).collect();
    print!("{shown}");
    Ok(outcome_of(command, &text, ok))
}

fn worth_showing(line: &str) -> bool {
    !line.starts_with("ok ") && !line.starts_with("    ")
}

fn outcome_of(command: &Command, text: &str, ok: bool) -> Outcome {
    let mut outcome = tap::read(text);
    if !ok && outcome.failed == 0 {
        println!("not ok - `{}` ended badly after {} results", run::line(command), outcome.passed);
        outcome.failed = 1;
    }
    outcome
}

/// Runs a program, shows the lines that `show` picks as they come, and gives all of them and whether it ended well.
fn streamed(command: &mut Command, show: impl Fn(&str) -> bool) -> anyhow::Result<(String, bool)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{}` could not be started", run::line(command)))?;
    let stdout = child.stdout.take().context("a piped output")?;
    let mut text = String::new();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        if show(&line) {
            println!("{line}");
        }
        text.push_str(&line);
        text.push('\n');
    }
    Ok((text, child.wait()?.success()))
}
