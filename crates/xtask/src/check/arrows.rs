//! Which crate may know which: architecture section 1.

use std::collections::{BTreeMap, BTreeSet};

use crate::repo::Repo;

/// For each of our crates, those of ours it may depend on. Dependencies of tests count too, except on the test side.
const ALLOWED: &[(&str, &[&str])] = &[
    ("snap-core", &[]),
    ("snap-arm", &["snap-core"]),
    ("snap-flow", &["snap-core", "snap-arm"]),
    ("snap-export", &["snap-core", "snap-arm"]),
    ("snap-api", &["snap-core", "snap-arm", "snap-flow", "snap-export"]),
    ("snap-wasm", &["snap-api"]),
    ("snap-capi", &["snap-api"]),
    // A mistake in our wire code must not hide in the emulator: it knows none of ours.
    ("snap-emulator", &[]),
    ("snap-suite", &["snap-core", "snap-arm", "snap-flow", "snap-export", "snap-api", "snap-emulator"]),
    // The inventory of the C ABI is walked for the generated bindings.
    // And the table of a policy's members for its schema, and the structs of the boundary for the page's types.
    ("xtask", &["snap-api", "snap-capi", "snap-core"]),
];

/// What a crate of the core may never name, and why: hosts own HTTP, clocks and bindings.
const FOREIGN: &[&str] = &[
    "wasm-bindgen",
    "wasm-bindgen-futures",
    "js-sys",
    "web-sys",
    "gloo-net",
    "serde-wasm-bindgen",
    "interoptopus",
    "tokio",
    "axum",
    "hyper",
    "reqwest",
    "ureq",
    "rand",
    "getrandom",
    "chrono",
    "time",
];
/// What a crate of the core may name as an option only, and why: it describes the structs for the page and is never in what
/// is shipped, where nobody asks for the option.
const OPTIONAL: &[&str] = &["ts-rs"];
const CORE: &[&str] = &["snap-core", "snap-arm", "snap-flow", "snap-export", "snap-api"];

/// One crate as far as arrows go.
#[derive(Debug, Clone)]
pub(crate) struct Crate {
    pub(crate) name: String,
    pub(crate) dependencies: BTreeSet<String>,
    /// Those of them that no feature has to ask for.
    pub(crate) always: BTreeSet<String>,
    pub(crate) features: BTreeSet<String>,
}

pub(crate) fn check(repo: &Repo) -> anyhow::Result<Vec<String>> {
    let crates: Vec<Crate> = repo
        .metadata
        .packages
        .iter()
        .map(|package| Crate {
            name: package.name.to_string(),
            dependencies: package
                .dependencies
                .iter()
                .filter(|d| !d.optional || package.name.as_str() != "snap-emulator")
                .map(|d| d.name.clone())
                .collect(),
            always: package.dependencies.iter().filter(|d| !d.optional).map(|d| d.name.clone()).collect(),
            features: package.features.keys().cloned().collect(),
        })
        .collect();
    Ok(broken(&crates))
}

/// The broken arrows among `crates`, each as one sentence.
pub(crate) fn broken(crates: &[Crate]) -> Vec<String> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.iter().copied().collect();
    let ours: BTreeSet<&str> = crates.iter().map(|c| c.name.as_str()).collect();
    let mut found = Vec::new();
    for krate in crates {
        let Some(may) = allowed.get(krate.name.as_str()) else {
            found.push(format!("crate `{}` has no place in the arrows; add it to check/arrows.rs", krate.name));
            continue;
        };
        for dependency in &krate.dependencies {
            if ours.contains(dependency.as_str()) && !may.contains(&dependency.as_str()) {
                found.push(format!("arrow `{}` -> `{dependency}` is not allowed", krate.name));
            }
            let core = CORE.contains(&krate.name.as_str()) || krate.name == "snap-emulator";
            if core && FOREIGN.contains(&dependency.as_str()) {
                found.push(format!(
                    "`{}` names `{dependency}`; clocks, chance, HTTP and bindings belong to hosts and faces",
                    krate.name
                ));
            }
        }
        if CORE.contains(&krate.name.as_str()) {
            let shipped = krate.always.iter().filter(|name| OPTIONAL.contains(&name.as_str()));
            found.extend(shipped.map(|name| format!("`{}` always names `{name}`; make it optional", krate.name)));
            found.extend(
                krate
                    .features
                    .iter()
                    .filter(|f| ["wasm", "ffi"].contains(&f.as_str()))
                    .map(|f| format!("`{}` has a feature `{f}`", krate.name)),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn krate(name: &str, dependencies: &[&str]) -> Crate {
        Crate {
            name: name.into(),
            dependencies: dependencies.iter().map(|d| (*d).into()).collect(),
            always: dependencies.iter().map(|d| (*d).into()).collect(),
            features: BTreeSet::new(),
        }
    }

    #[test]
    fn the_layout_of_the_house_passes() {
        let house =
            [krate("snap-core", &["jiff"]), krate("snap-arm", &["snap-core"]), krate("snap-emulator", &["jiff"])];
        assert_eq!(broken(&house), Vec::<String>::new());
    }

    #[test]
    fn a_broken_arrow_is_named() {
        let house = [
            krate("snap-core", &["snap-arm"]),
            krate("snap-arm", &["snap-core"]),
            krate("snap-emulator", &["snap-arm"]),
        ];
        assert_eq!(
            broken(&house),
            ["arrow `snap-core` -> `snap-arm` is not allowed", "arrow `snap-emulator` -> `snap-arm` is not allowed"]
        );
    }

    #[test]
    fn hosts_matters_stay_out_of_the_core() {
        let mut flow = krate("snap-flow", &["tokio"]);
        flow.features.insert("wasm".into());
        let found = broken(&[flow]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn what_describes_types_is_an_option() {
        let mut core = krate("snap-core", &["ts-rs"]);
        assert_eq!(broken(std::slice::from_ref(&core)), ["`snap-core` always names `ts-rs`; make it optional"]);
        core.always.clear();
        assert_eq!(broken(&[core]), Vec::<String>::new());
    }

    #[test]
    fn a_new_crate_must_be_given_its_place() {
        assert_eq!(broken(&[krate("snap-new", &[])]).len(), 1);
    }
}
