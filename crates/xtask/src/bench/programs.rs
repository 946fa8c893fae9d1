//! The programs that are measured: ours, and what people filter a saved list with.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

use super::measure;
use crate::repo::Repo;
use crate::run;
use crate::tools::{self, Found, Missing};

/// The documented filter, as each tool says it: the snapshots whose source is one disk.
const JQ: &str = "[.[] | select(.creationData.sourceResourceId == $disk)] | length";
const PYTHON: &str = "\
import json, jmespath, sys
with open(sys.argv[1], encoding='utf-8') as file:
    snapshots = json.load(file)
print(jmespath.search(f\"length([?creationData.sourceResourceId=='{sys.argv[2]}'])\", snapshots))";
const NODE: &str = "\
const snapshots = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'));
console.log(snapshots.filter(snapshot => snapshot.creationData.sourceResourceId === process.argv[2]).length)";

/// One program that reads the file and finds the snapshots of a disk.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    pub(super) name: String,
    path: PathBuf,
    before: Vec<String>,
    page: bool,
    /// How the disk is passed: by `--arg` before the file, or after it.
    jq: bool,
    /// What it finds in its environment besides.
    set: Option<(&'static str, &'static str)>,
}

impl Program {
    /// Our own, doing `work`.
    pub(super) fn own(name: &str, path: &Path, work: &str) -> Self {
        Self {
            name: name.to_owned(),
            path: path.to_owned(),
            before: vec![work.to_owned()],
            page: false,
            jq: false,
            set: None,
        }
    }

    /// The same without the huge pages that its allocator asks the system for.
    pub(super) fn in_small_pages(self) -> Self {
        Self { name: format!("{}, in small pages", self.name), set: Some(("MIMALLOC_ALLOW_THP", "0")), ..self }
    }

    /// Whether it reads by the page's core, which has to be built.
    pub(super) fn is_page(&self) -> bool {
        self.page
    }

    /// The command for one run.
    pub(super) fn command(&self, repo: &Repo, file: &Path, disk: &str) -> Command {
        let mut command = measure::pinned(repo, &self.path);
        command.envs(self.set);
        if self.jq {
            command.args(["--arg", "disk", disk]);
        }
        command.args(&self.before).arg(file);
        if !self.jq {
            command.arg(disk);
        }
        command
    }

    /// How many snapshots of the disk it says there are: a bare number, or our own answer.
    pub(super) fn found(&self, said: &[u8]) -> anyhow::Result<u64> {
        let said: serde_json::Value =
            serde_json::from_slice(said).with_context(|| format!("the answer of {}", self.name))?;
        let number = said.as_u64().or_else(|| said.get("ofDisk")?.as_u64());
        number.with_context(|| format!("{} says `{said}`, which is no number of snapshots", self.name))
    }
}

/// What stands beside our own program on this machine, with the versions in the names.
pub(super) struct Beside {
    pub(super) programs: Vec<Program>,
    /// The browser for the page.
    pub(super) chromium: Option<PathBuf>,
    /// PowerShell 7 and what it is called.
    pub(super) pwsh: Option<(PathBuf, String)>,
    pub(super) missing: Vec<Missing>,
}

/// Finds what people have today, and the faces that are no program by themselves: the page's core and PowerShell.
pub(super) fn find(repo: &Repo) -> Beside {
    let mut beside = Beside { programs: Vec::new(), chromium: None, pwsh: None, missing: Vec::new() };
    for program in [page_core(repo), jq(repo), jmespath(repo), node(repo)] {
        match program {
            Ok(program) => beside.programs.push(program),
            Err(what) => beside.missing.push(what),
        }
    }
    match tools::page(repo) {
        Ok(chromium) => beside.chromium = Some(chromium),
        Err(what) => beside.missing.push(what),
    }
    match tools::pwsh() {
        Ok(pwsh) => beside.pwsh = Some((pwsh.clone(), version(repo, &pwsh, &["--version"]))),
        Err(what) => beside.missing.push(what),
    }
    beside
}

/// The page's core, from the very files that the page loads.
fn page_core(repo: &Repo) -> Found<Program> {
    let path = tools::node(repo)?;
    tools::wasm_target(repo)?;
    let name = format!("Snapline as the page has it, in Node {}", version(repo, &path, &["--version"]));
    let script = repo.path("tests/bench/chains.mjs").display().to_string();
    Ok(Program { name, path, before: vec![script], page: true, jq: false, set: None })
}

fn jq(repo: &Repo) -> Found<Program> {
    let path = tools::jq(repo)?;
    let name = format!("`{}`, filter", version(repo, &path, &["--version"]).replace('-', " "));
    Ok(Program { name, path, before: vec![JQ.to_owned()], page: false, jq: true, set: None })
}

fn jmespath(repo: &Repo) -> Found<Program> {
    let path = tools::python_packages(repo, "jmespath", "JMESPath for Python", true)?.join("python");
    let say = "import jmespath, platform; print(jmespath.__version__, 'on Python', platform.python_version())";
    let name = format!("JMESPath {}, load and search", version(repo, &path, &["-c", say]));
    Ok(Program { name, path, before: ["-c", PYTHON].map(str::to_owned).to_vec(), page: false, jq: false, set: None })
}

fn node(repo: &Repo) -> Found<Program> {
    let path = tools::node(repo)?;
    let name = format!("Node {}, `JSON.parse` and `filter`", version(repo, &path, &["--version"]));
    Ok(Program { name, path, before: ["-e", NODE].map(str::to_owned).to_vec(), page: false, jq: false, set: None })
}

fn version(repo: &Repo, path: &Path, args: &[&str]) -> String {
    let said = run::quiet(&mut run::program(path, args, &repo.root)).map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&said).trim().to_owned()
}
