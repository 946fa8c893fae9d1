//! Generated files are committed; they must be what the generator writes.

use std::fs;

use crate::bindings;
use crate::repo::Repo;

pub(crate) fn check(repo: &Repo) -> anyhow::Result<Vec<String>> {
    let mut broken = Vec::new();
    for (path, text) in bindings::render() {
        if fs::read_to_string(repo.path(&path)).unwrap_or_default() != text {
            broken.push(format!("{path} is not what the generator writes; run `cargo xtask bindings` and commit it"));
        }
    }
    Ok(broken)
}

/// Writes the generated files.
pub(crate) fn write(repo: &Repo) -> anyhow::Result<()> {
    for (path, text) in bindings::render() {
        fs::write(repo.path(&path), text)?;
        println!("wrote {path}");
    }
    Ok(())
}
