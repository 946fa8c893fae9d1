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
    /// How the disk is passed: by `--arg` before the file, or after it.
    jq: bool,
}

impl Program {
    /// Our own, doing `work`.
    pub(super) fn own(name: &str, path: &Path, work: &str) -> Self {
        Self { name: name.to_owned(), path: path.to_owned(), before: vec![work.to_owned()], jq: false }
    }

    /// The command for one run.
    pub(super) fn command(&self, repo: &Repo, file: &Path, disk: &str) -> Command {
        let mut command = measure::pinned(repo, &self.path);
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

/// What people have today, as far as it is here, with the versions in the names; and what is not.
pub(super) fn today(repo: &Repo) -> (Vec<Program>, Vec<Missing>) {
    let mut found = Vec::new();
    let mut missing = Vec::new();
    for program in [jq(repo), jmespath(repo), node(repo)] {
        match program {
            Ok(program) => found.push(program),
            Err(what) => missing.push(what),
        }
    }
    (found, missing)
}

fn jq(repo: &Repo) -> Found<Program> {
    let path = tools::jq(repo)?;
    let name = format!("`{}`, filter", version(repo, &path, &["--version"]).replace('-', " "));
    Ok(Program { name, path, before: vec![JQ.to_owned()], jq: true })
}

fn jmespath(repo: &Repo) -> Found<Program> {
    let path = tools::python_packages(repo, "jmespath", "JMESPath for Python", true)?.join("python");
    let say = "import jmespath, platform; print(jmespath.__version__, 'on Python', platform.python_version())";
    let name = format!("JMESPath {}, load and search", version(repo, &path, &["-c", say]));
    Ok(Program { name, path, before: ["-c", PYTHON].map(str::to_owned).to_vec(), jq: false })
}

fn node(repo: &Repo) -> Found<Program> {
    let path = tools::node(repo)?;
    let name = format!("Node {}, `JSON.parse` and `filter`", version(repo, &path, &["--version"]));
    Ok(Program { name, path, before: ["-e", NODE].map(str::to_owned).to_vec(), jq: false })
}

fn version(repo: &Repo, path: &Path, args: &[&str]) -> String {
    let said = run::quiet(&mut run::program(path, args, &repo.root)).map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&said).trim().to_owned()
}
