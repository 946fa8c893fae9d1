//! Generated files are committed; they must be what the generator writes.

use std::fs;

use crate::bindings::typescript;
use crate::repo::Repo;
use crate::{bindings, schema, sentences};

pub(crate) fn check(repo: &Repo) -> anyhow::Result<Vec<String>> {
    let mut broken = Vec::new();
    for (path, text) in render(repo)? {
        if fs::read_to_string(repo.path(&path)).unwrap_or_default() != text {
            broken.push(format!("{path} is not what the generator writes; run `cargo xtask bindings` and commit it"));
        }
    }
    Ok(broken)
}

/// The generated files: their paths from the root of the checkout, and their texts.
fn render(repo: &Repo) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = bindings::render();
    files.push((typescript::PATH.to_owned(), typescript::render()?));
    files.push((schema::PATH.to_owned(), schema::render(repo)?));
    files.push((sentences::PATH.to_owned(), sentences::render()?));
    Ok(files)
}

/// Writes the generated files.
pub(crate) fn write(repo: &Repo) -> anyhow::Result<()> {
    for (path, text) in render(repo)? {
        fs::write(repo.path(&path), text)?;
        println!("wrote {path}");
    }
    Ok(())
}
