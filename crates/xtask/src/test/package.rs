//! The package: its rules, that PowerShell takes it, and its libraries on systems that this machine only plays.

use std::path::Path;
use std::process::Command;

use super::Outcome;
use super::powershell;
use super::suites::{self, tap_of};
use crate::package;
use crate::repo::Repo;
use crate::run;
use crate::tools::{self, Found};

/// Wine 8 has no bcryptprimitives.dll, from which Rust's library takes the seeds of its hash tables. Every Windows that runs
/// PowerShell has it; this stands in beside the test's program and is never shipped.
const STUB: &str = "__declspec(dllexport) int ProcessPrng(unsigned char *bytes, unsigned long long len) {\n    \
    for (unsigned long long i = 0; i < len; i++) { bytes[i] = (unsigned char)(i * 167 + 13); }\n    return 1;\n}\n";

/// The package of this machine's own library always, and made twice; all platforms where the suite is required, since each
/// takes minutes to build.
pub(super) fn package(repo: &Repo, required: bool) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    let sums = || -> anyhow::Result<String> {
        package::of_this_machine(repo)?;
        Ok(std::fs::read_to_string(repo.target.join(package::OF_THIS_MACHINE).join("SHA256SUMS"))?)
    };
    told(&mut outcome, "the package has the same bytes when it is made again", sums()? == sums()?);
    if !required {
        let why =
            "the libraries of all platforms take minutes to build: cargo xtask test --only package --require package";
        outcome.skipped.push(why.to_owned());
        return Ok(outcome);
    }
    let mut skipped = Vec::new();
    let libraries = package::libraries(repo, &[], &mut skipped)?;
    outcome.passed += libraries.len();
    outcome.skipped.extend(skipped);
    let out = repo.target.join("package-of-all");
    package::write_module(repo, &out, &libraries)?;
    let module = package::unpacked(&out)?;
    let pwsh = tools::pwsh();
    match &pwsh {
        Ok(pwsh) => outcome.add(powershell::cases(repo, pwsh, &module, Some("20-create"))?),
        Err(missing) => outcome.add(Outcome::skip(missing)),
    }
    for (rid, play) in [("win-x64", windows as fn(&Repo, &Path, &Path) -> Played), ("linux-arm64", arm64)] {
        let Some(library) = libraries.get(rid) else { continue };
        let folder = repo.target.join("played").join(rid);
        std::fs::create_dir_all(&folder)?;
        std::fs::copy(library, folder.join(library.file_name().unwrap_or_default()))?;
        match play(repo, &folder, library)? {
            Ok(program) => outcome.add(on(repo, rid, &folder, &*program)?),
            Err(missing) => outcome.add(Outcome::skip(&missing)),
        }
    }
    Ok(outcome)
}

fn told(outcome: &mut Outcome, what: &str, good: bool) {
    if good {
        outcome.passed += 1;
    } else {
        println!("not ok - {what}");
        outcome.failed += 1;
    }
}

/// A way to start a program of another system, which was compiled into a folder: the command without its program.
type Played = anyhow::Result<Found<Box<dyn Fn(&str) -> Command>>>;

/// Runs the C programs: what the C ABI promises, and the vectors, which must give the bytes that Rust gives here.
fn on(repo: &Repo, rid: &str, folder: &Path, program: &dyn Fn(&str) -> Command) -> anyhow::Result<Outcome> {
    println!("# smoke.c on {rid}");
    let mut outcome = tap_of(&mut program("smoke"))?;
    let script = suites::emit(repo)?;
    std::fs::copy(script.join("script.bin"), folder.join("script.bin"))?;
    run::quiet(program("driver").args(["script.bin", "answers.bin"]))?;
    outcome.add(suites::compare(repo, &script, rid, &folder.join("answers.bin"))?);
    Ok(outcome)
}

fn windows(repo: &Repo, folder: &Path, library: &Path) -> Played {
    let (gcc, wine) = match tools::mingw(repo).and_then(|gcc| Ok((gcc, tools::wine(repo)?))) {
        Ok(tools) => tools,
        Err(missing) => return Ok(Err(missing)),
    };
    for name in ["smoke", "driver"] {
        // A DLL's threads are its own: the program's come with it.
        let built = suites::compile(repo, &gcc, name, library, &["-static"], folder)?;
        if built.extension().is_none() && built.is_file() {
            std::fs::rename(&built, built.with_extension("exe"))?;
        }
    }
    std::fs::write(folder.join("stub.c"), STUB)?;
    run::quiet(&mut run::program(&gcc, &["-shared", "-O1", "stub.c", "-o", "bcryptprimitives.dll"], folder))?;
    let (prefix, folder) = (repo.target.join("wine"), folder.to_owned());
    Ok(Ok(Box::new(move |name| {
        let mut command = run::program(&wine, &[&format!("{name}.exe")], &folder);
        command.env("WINEPREFIX", &prefix).env("WINEDEBUG", "-all").env("DISPLAY", "");
        command
    })))
}

fn arm64(repo: &Repo, folder: &Path, library: &Path) -> Played {
    let (gcc, qemu) = match tools::arm64_gcc(repo).and_then(|gcc| Ok((gcc, tools::qemu_arm64(repo)?))) {
        Ok(tools) => tools,
        Err(missing) => return Ok(Err(missing)),
    };
    for name in ["smoke", "driver"] {
        suites::compile(repo, &gcc, name, library, &[], folder)?;
    }
    let folder = folder.to_owned();
    Ok(Ok(Box::new(move |name| run::program(&qemu, &["-L", "/usr/aarch64-linux-gnu", &format!("./{name}")], &folder))))
}
