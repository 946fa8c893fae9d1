//! The suites that run PowerShell: the module's tests and the runbooks'.
//!
//! Their case files do not know of each other: some are run at a time, each by a PowerShell and against an emulator of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use anyhow::Context;

use super::Outcome;
use super::suites::{compare, emit, exports, tap_at_once};
use crate::emulator::Running;
use crate::repo::Repo;
use crate::{build, run, tools};

/// Most of their time they wait, for operations that take a second and for pauses that the service asks for: two keep a core busy,
/// and the runners of CI have two.
const AT_ONCE: usize = 4;

/// The module, and the vectors through it.
pub(super) fn module(repo: &Repo) -> anyhow::Result<Outcome> {
    let pwsh = match tools::pwsh() {
        Ok(pwsh) => pwsh,
        Err(missing) => return Ok(Outcome::skip(&missing)),
    };
    named(repo, &pwsh)?;
    let module = crate::package::of_this_machine(repo)?;
    let mut outcome = cases(repo, &pwsh, &module, None)?;
    let script = emit(repo)?;
    let answers = script.join("ps.bin");
    let mut command =
        run::program(&pwsh, &["-NoProfile", "-NonInteractive", "-File", "tests/ps/vectors.ps1"], &repo.root);
    command.arg("-ModulePath").arg(&module).arg("-Script").arg(script.join("script.bin")).arg("-Answers").arg(&answers);
    run::quiet(&mut command)?;
    outcome.add(compare(repo, &script, "powershell", &answers)?);
    Ok(outcome)
}

/// Tells which PowerShell it is, and on which .NET: a suite says something about that one only.
fn named(repo: &Repo, pwsh: &Path) -> anyhow::Result<()> {
    let ask = "'PowerShell {0} on {1}' -f $PSVersionTable.PSVersion, [Runtime.InteropServices.RuntimeInformation]::FrameworkDescription";
    let said = run::quiet(&mut run::program(pwsh, &["-NoProfile", "-NonInteractive", "-Command", ask], &repo.root))?;
    println!("{}", String::from_utf8_lossy(&said.stdout).trim());
    Ok(())
}

/// Runs the module's tests, or those of the case files whose name has `only`.
pub(super) fn cases(repo: &Repo, pwsh: &Path, module: &Path, only: Option<&str>) -> anyhow::Result<Outcome> {
    let suite = Cases {
        repo,
        pwsh,
        module,
        script: "tests/ps/run.ps1",
        emulator: build::emulator(repo)?,
        manners: &["--fleet", "demo", "--operation-seconds", "1", "--retry-after", "1", "--page-size", "20"],
        more: vec!["-Exports".to_owned(), exports(repo)?.display().to_string()],
    };
    suite.run(only)
}

/// The runbooks under the conditions of Azure Automation.
pub(super) fn runbooks(repo: &Repo) -> anyhow::Result<Outcome> {
    let pwsh = match tools::pwsh() {
        Ok(pwsh) => pwsh,
        Err(missing) => return Ok(Outcome::skip(&missing)),
    };
    named(repo, &pwsh)?;
    let module = crate::package::of_this_machine(repo)?;
    let strace = tools::strace(repo);
    let suite = Cases {
        repo,
        pwsh: &pwsh,
        module: &module,
        script: "tests/runbooks/run.ps1",
        emulator: build::emulator(repo)?,
        // Its clock is this machine's, and all that takes minutes in the service takes a second: what is tested is the jobs.
        manners: &["--fleet", "empty", "--operation-seconds", "1", "--copy-seconds", "1", "--retry-after", "1"],
        more: strace.into_iter().flat_map(|strace| ["-Strace".to_owned(), strace.display().to_string()]).collect(),
    };
    suite.run(None)
}

/// The case files beside a script that runs them.
struct Cases<'a> {
    repo: &'a Repo,
    pwsh: &'a Path,
    module: &'a Path,
    /// Under the root of the checkout.
    script: &'a str,
    emulator: PathBuf,
    manners: &'a [&'a str],
    /// More arguments of the script.
    more: Vec<String>,
}

impl Cases<'_> {
    fn run(&self, only: Option<&str>) -> anyhow::Result<Outcome> {
        let left = Mutex::new(self.files(only)?);
        let worker = || -> anyhow::Result<Outcome> {
            let mut outcome = Outcome::default();
            loop {
                let next = left.lock().map_err(|_| anyhow::anyhow!("the other half of the tests broke down"))?.pop();
                let Some(file) = next else { return Ok(outcome) };
                outcome.add(self.run_file(&file)?);
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(worker)).collect();
            let mut sum = Outcome::default();
            for worker in workers {
                sum.add(worker.join().map_err(|_| anyhow::anyhow!("a half of the tests broke down"))??);
            }
            Ok(sum)
        })
    }

    /// The names of the files, those that are likely to take longest last: they are taken from the end.
    fn files(&self, only: Option<&str>) -> anyhow::Result<Vec<String>> {
        let folder = self.repo.path(self.script).with_file_name("cases");
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.ends_with(".ps1") && only.is_none_or(|only| name.contains(only)) {
                files.push((entry.metadata()?.len(), name));
            }
        }
        files.sort();
        Ok(files.into_iter().map(|(_, name)| name).collect())
    }

    fn run_file(&self, file: &str) -> anyhow::Result<Outcome> {
        let emulator = Running::start(&self.emulator, self.manners)?;
        let ready = &emulator.ready;
        let mut command: Command =
            run::program(self.pwsh, &["-NoProfile", "-NonInteractive", "-File", self.script], &self.repo.root);
        command
            .arg("-ModulePath")
            .arg(self.module)
            .args(["-Endpoint", &ready.endpoint])
            .args(["-ManagementUrl", &ready.management, "-ManagementKey", &ready.management_key])
            .args(["-IdentityEndpoint", &ready.identity_endpoint, "-IdentityHeader", &ready.identity_header])
            .args(["-Only", file])
            .args(&self.more)
            .env("NO_COLOR", "1");
        tap_at_once(&mut command)
    }
}
