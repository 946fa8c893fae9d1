//! What is in the native library beside our own code: the bill of materials (CycloneDX) and the licences with their texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, bail};
use cargo_metadata::{Metadata, MetadataCommand, Package};
use serde_json::{Value, json};

use crate::repo::Repo;
use crate::run;

/// Licences that let a library be part of something under MIT or Apache-2.0 without asking more than their text.
const ALLOWED: [&str; 10] =
    ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "ISC", "MIT", "Unicode-3.0", "Unlicense", "Zlib"];

/// The crates that one of ours is built from, on any platform, itself left out.
pub(super) struct Bill {
    metadata: Metadata,
    root: String,
    /// By name and version.
    packages: BTreeMap<(String, String), Package>,
    checksums: BTreeMap<(String, String), String>,
}

impl Bill {
    /// Reads what cargo would build `root` from.
    ///
    /// # Errors
    /// A dependency without a licence that is allowed.
    pub(super) fn of(repo: &Repo, root: &str) -> anyhow::Result<Self> {
        let metadata = MetadataCommand::new().manifest_path(repo.path("Cargo.toml")).exec()?;
        // The metadata has what any crate of the workspace asks for; the tree has what this one does.
        let tree =
            ["tree", "--package", root, "--target", "all", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
        let tree = run::quiet(&mut run::cargo(&tree, &repo.root))?;
        let mut wanted = BTreeSet::new();
        for line in String::from_utf8_lossy(&tree.stdout).lines() {
            let mut words = line.split_whitespace();
            if let (Some(name), Some(version)) = (words.next(), words.next()) {
                wanted.insert((name.to_owned(), version.trim_start_matches('v').to_owned()));
            }
        }
        let key = |package: &Package| (package.name.to_string(), package.version.to_string());
        let packages: BTreeMap<_, _> = metadata
            .packages
            .iter()
            .filter(|package| wanted.contains(&key(package)) && package.name.as_str() != root)
            .map(|package| (key(package), package.clone()))
            .collect();
        let bill = Self {
            checksums: checksums(&fs::read_to_string(repo.path("Cargo.lock"))?),
            metadata,
            root: root.to_owned(),
            packages,
        };
        let refused: Vec<String> = bill.packages.values().filter_map(refused).collect();
        if !refused.is_empty() {
            bail!("{}", refused.join("; "));
        }
        Ok(bill)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.packages.len()
    }

    /// CycloneDX 1.5 in JSON. It has no time and no serial number: the same library has the same bill.
    pub(super) fn cyclonedx(&self, name: &str, version: &str) -> anyhow::Result<String> {
        let purl = |name: &str, version: &str| format!("pkg:cargo/{name}@{version}");
        let components: Vec<Value> = self
            .packages
            .iter()
            .map(|((name, version), package)| {
                let mut one = json!({
                    "type": "library", "bom-ref": purl(name, version), "name": name, "version": version, "purl": purl(name, version),
                    "licenses": [{ "expression": expression(package) }],
                });
                if let (Some(hash), Some(map)) = (self.checksums.get(&(name.clone(), version.clone())), one.as_object_mut()) {
                    map.insert("hashes".into(), json!([{ "alg": "SHA-256", "content": hash }]));
                }
                one
            })
            .collect();
        let resolve = self.metadata.resolve.as_ref().context("cargo metadata gave no graph")?;
        let ours: BTreeMap<_, _> = self
            .packages
            .values()
            .map(|package| (&package.id, purl(&package.name, &package.version.to_string())))
            .collect();
        let mut graph = BTreeMap::new();
        for node in &resolve.nodes {
            let is_root = self
                .metadata
                .packages
                .iter()
                .any(|package| package.id == node.id && package.name.as_str() == self.root);
            let Some(me) = ours.get(&node.id).cloned().or_else(|| is_root.then(|| purl(name, version))) else {
                continue;
            };
            let on: BTreeSet<String> = node.dependencies.iter().filter_map(|id| ours.get(id).cloned()).collect();
            graph.insert(me, on);
        }
        let graph: Vec<Value> = graph.into_iter().map(|(me, on)| json!({ "ref": me, "dependsOn": on })).collect();
        let bill = json!({
            "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
            "metadata": { "component": {
                "type": "application", "bom-ref": purl(name, version), "name": name, "version": version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            } },
            "components": components, "dependencies": graph,
        });
        Ok(serde_json::to_string_pretty(&bill)? + "\n")
    }

    /// Every text that a licence asks to be handed on, each once, with the crates that it is of.
    pub(super) fn texts(&self) -> anyhow::Result<String> {
        let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut table = String::new();
        for ((name, version), package) in &self.packages {
            // Our own crates have the licence of the package they are in.
            if package.source.is_none() {
                continue;
            }
            table.push_str(&format!("  {name} {version}: {}\n", expression(package)));
            let folder = package.manifest_path.parent().context("a manifest lies in a folder")?;
            let mut found = false;
            for entry in fs::read_dir(folder)? {
                let entry = entry?;
                let file = entry.file_name().to_string_lossy().to_uppercase();
                if entry.file_type()?.is_file()
                    && ["LICEN", "COPYING", "UNLICEN", "NOTICE"].iter().any(|start| file.starts_with(start))
                {
                    let text = fs::read_to_string(entry.path())?.replace("\r\n", "\n");
                    texts.entry(text.trim().to_owned()).or_default().insert(format!("{name} {version}"));
                    found = true;
                }
            }
            if !found {
                // Published without a file: what its manifest says, and who it is by.
                let by = if package.authors.is_empty() { "its authors".to_owned() } else { package.authors.join(", ") };
                texts
                    .entry(format!("{} by {by}; published without a file of its own.", expression(package)))
                    .or_default()
                    .insert(format!("{name} {version}"));
            }
        }
        let mut whole = format!("The native library of Snapline is built from these crates:\n\n{table}");
        for (text, crates) in texts {
            let crates: Vec<String> = crates.into_iter().collect();
            whole.push_str(&format!("\n{}\n{}\n\n{text}\n", "-".repeat(80), crates.join(", ")));
        }
        Ok(whole)
    }
}

/// The licence as an expression of today: `A/B` was how it was written once.
fn expression(package: &Package) -> String {
    package.license.as_deref().unwrap_or("NONE").replace('/', " OR ")
}

fn refused(package: &Package) -> Option<String> {
    let text = expression(package);
    (!is_allowed(&text)).then(|| {
        format!("{} {} is under `{text}`, which is not on the list of allowed licences", package.name, package.version)
    })
}

fn is_allowed(text: &str) -> bool {
    spdx::Expression::parse(text).is_ok_and(|expression| {
        expression.evaluate(|asked| {
            asked.addition.is_none() && asked.license.id().is_some_and(|id| ALLOWED.contains(&id.name))
        })
    })
}

/// The checksums of the lock file by name and version.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for block in lock.split("[[package]]") {
        let value = |key: &str| {
            block
                .lines()
                .find_map(|line| Some(line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned()))
        };
        if let (Some(name), Some(version), Some(sum)) = (value("name"), value("version"), value("checksum")) {
            found.insert((name, version), sum);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_way_out_is_enough_and_all_of_an_and_are_needed() {
        for good in ["MIT", "MIT OR Apache-2.0", "Apache-2.0 OR GPL-2.0-only", "(MIT OR GPL-3.0-only) AND Unicode-3.0"]
        {
            assert!(is_allowed(good), "{good}");
        }
        for bad in [
            "GPL-2.0-only",
            "MIT AND GPL-2.0-only",
            "NONE",
            "",
            "MIT OR",
            "LicenseRef-Mine",
            "GPL-2.0-only WITH Classpath-exception-2.0",
        ] {
            assert!(!is_allowed(bad), "{bad}");
        }
    }

    #[test]
    fn checksums_are_of_the_package_that_they_stand_in() {
        let lock = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nchecksum = \"aa\"\n\n[[package]]\nname = \"ours\"\nversion = \"0.1.0\"\n";
        let found = checksums(lock);
        assert_eq!(found.len(), 1);
        assert_eq!(found[&("a".to_owned(), "1.0.0".to_owned())], "aa");
    }
}
