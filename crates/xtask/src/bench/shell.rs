//! What users of PowerShell wait for: the import of the module and the first call of its library (N6), and a list of many
//! snapshots (N7), beside what they write by hand today. Each in a PowerShell of its own, whose script times itself.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, ensure};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Input, table};
use crate::emulator::Running;
use crate::repo::Repo;
use crate::run;

/// Who reads the service's list: the name and the script below `tests/bench`.
pub(super) const READERS: [(&str, &str); 3] = [
    ("`Get-IncrementalSnapshot`", "get"),
    ("`Invoke-RestMethod`, `nextLink` and a filter", "list-and-filter"),
    ("the documented script, one GET for each", "one-get-each"),
];

/// Asking for each snapshot takes so long that more rounds would tell nothing new.
const SLOW_ROUNDS: usize = 3;

#[derive(Deserialize)]
struct Imported {
    import: f64,
    /// Of a module with a library, after the import: until it was called for the first time, and until it had answered a
    /// question; and what it said of itself.
    call: Option<f64>,
    answer: Option<f64>,
    version: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    all: u64,
    found: u64,
    /// In a new process, and once more in the same.
    first: f64,
    again: f64,
}

/// What was measured of one module.
#[derive(Default)]
pub(super) struct Import {
    pub(super) import: Vec<Duration>,
    pub(super) call: Vec<Duration>,
    pub(super) answer: Vec<Duration>,
}

/// What was measured of one reader of the list.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) first: Vec<Duration>,
    pub(super) again: Vec<Duration>,
    /// From the last page to the first object, where objects come while it runs.
    pub(super) object: Vec<Duration>,
}

/// A PowerShell, the module for it, and how often each script runs in it.
pub(super) struct Shell<'a> {
    pub(super) repo: &'a Repo,
    pub(super) pwsh: &'a Path,
    pub(super) name: &'a str,
    pub(super) module: PathBuf,
    pub(super) runs: usize,
}

impl Shell<'_> {
    /// Both tables; `service` is the emulator that serves `input`, a fleet file.
    pub(super) fn bench(&self, service: &Path, input: &Input, snapshots: u64) -> anyhow::Result<()> {
        let [empty, own] = self.imports()?;
        println!("### {} imports a module\n\n{}\n", self.name, table::imports(&empty, &own));
        let readers = self.lists(service, input, snapshots)?;
        let title = format!("### {} lists {snapshots} snapshots from the emulator, over loopback", self.name);
        println!("{title}\n\n{}\n", table::readers(&READERS.map(|(name, _)| name), &readers));
        Ok(())
    }

    fn imports(&self) -> anyhow::Result<[Import; 2]> {
        let modules = [self.empty()?, self.module.join("Snapline.psd1")];
        let versions = [None, Some(env!("CARGO_PKG_VERSION"))];
        let mut timed = <[Import; 2]>::default();
        for round in 0..=self.runs {
            for ((module, version), timed) in modules.iter().zip(versions).zip(&mut timed) {
                let imported: Imported = self.run("import", &[("-Module", &module.display().to_string())])?;
                ensure!(
                    imported.version.as_deref() == version,
                    "{} says version {:?}",
                    module.display(),
                    imported.version
                );
                if round > 0 {
                    timed.import.push(milliseconds(imported.import));
                    timed.call.extend(imported.call.map(milliseconds));
                    timed.answer.extend(imported.answer.map(milliseconds));
                }
            }
        }
        Ok(timed)
    }

    /// A module of the same two files with nothing in it.
    fn empty(&self) -> anyhow::Result<PathBuf> {
        let folder = self.repo.target.join("bench/Empty");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("Empty.psm1"), "")?;
        let manifest = folder.join("Empty.psd1");
        fs::write(&manifest, "@{ ModuleVersion = '1.0'; RootModule = 'Empty.psm1'; FunctionsToExport = @() }\n")?;
        Ok(manifest)
    }

    fn lists(&self, service: &Path, input: &Input, snapshots: u64) -> anyhow::Result<[Reading; 3]> {
        let emulator = Running::start(service, &["--fleet", &input.file.display().to_string()])?;
        let disk = &input.written.disk;
        let subscription = disk.split('/').nth(2).context("a disk's id names its subscription")?;
        let module = self.module.join("Snapline.psd1").display().to_string();
        let ready = &emulator.ready;
        let given = [
            ("-Endpoint", ready.endpoint.as_str()),
            ("-Management", &ready.management),
            ("-Key", &ready.management_key),
            ("-Subscription", subscription),
            ("-Disk", disk),
            ("-Module", &module),
        ];
        let mut timed = <[Reading; 3]>::default();
        for round in 0..=self.runs {
            for ((name, script), timed) in READERS.into_iter().zip(&mut timed) {
                if script == "one-get-each" && round > SLOW_ROUNDS {
                    continue;
                }
                let listed: Listed = self.run(script, &given)?;
                ensure!(
                    (listed.all, listed.found) == (snapshots, input.written.of_disk),
                    "{name} found {} snapshots and {} of `{disk}`; there are {snapshots} and {}",
                    listed.all,
                    listed.found,
                    input.written.of_disk
                );
                if round > 0 {
                    timed.first.push(milliseconds(listed.first));
                    timed.again.push(milliseconds(listed.again));
                    if script == "get" {
                        timed.object.push(milliseconds(self.run("first-object", &given)?));
                    }
                }
            }
        }
        Ok(timed)
    }

    /// Runs a script of `tests/bench` in a new PowerShell and reads the JSON that it prints.
    fn run<T: DeserializeOwned>(&self, script: &str, args: &[(&str, &str)]) -> anyhow::Result<T> {
        let file = format!("tests/bench/{script}.ps1");
        let mut command = run::program(self.pwsh, &["-NoProfile", "-NonInteractive", "-File", &file], &self.repo.root);
        // What a user may have set would be measured too.
        command
            .env("NO_COLOR", "1")
            .env_remove("SNAPLINE_NATIVE_PATH")
            .args(args.iter().flat_map(|(name, value)| [name, value]));
        let output = run::quiet(&mut command)?;
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{file} printed `{}`", String::from_utf8_lossy(&output.stdout).trim()))
    }
}

fn milliseconds(value: f64) -> Duration {
    Duration::from_secs_f64(value.max(0.0) / 1e3)
}
