//! The JSON Schema of a policy: its rules from the core's table of members, its words from the tables of docs/policy.md.

use std::fs;

use anyhow::{Context, bail};

use crate::repo::Repo;

/// The schema, from the root of the checkout.
pub(crate) const PATH: &str = "docs/policy.schema.json";

/// The schema as it is committed and published.
pub(crate) fn render(repo: &Repo) -> anyhow::Result<String> {
    let document = fs::read_to_string(repo.path("docs/policy.md")).context("no docs/policy.md")?;
    let mut silent = Vec::new();
    let schema = snap_core::retention::schema(|name| {
        about(&document, name).unwrap_or_else(|| {
            silent.push(name.to_owned());
            String::new()
        })
    });
    if !silent.is_empty() {
        bail!("docs/policy.md has no row for `{}`", silent.join("`, `"));
    }
    Ok(serde_json::to_string_pretty(&schema)? + "\n")
}

/// What the tables of section *Members* say of a member: the last cell of its row.
fn about(document: &str, name: &str) -> Option<String> {
    let (_, members) = document.split_once("## Members\n")?;
    let members = members.split("\n## ").next()?;
    let cells = |line: &str| -> Vec<String> { line.split('|').map(|cell| cell.trim().to_owned()).collect() };
    let mut rows = members.lines().filter(|line| line.starts_with("| ")).map(cells);
    let row = rows.find(|row| row.get(1).is_some_and(|cell| cell.contains(&format!("`{name}`"))))?;
    let text = row.iter().rfind(|cell| !cell.is_empty())?.replace(" (below)", "");
    let mut letters = text.chars();
    // A name stays as it is spelled.
    let first: String = letters.next()?.to_uppercase().collect();
    Some(format!("{first}{}.", letters.as_str()).replace('`', ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_told_by_the_last_cell_of_its_row() {
        let document = "## Members\n\n| `id` | a text | `x` | its `short` name |\n| `a`, `b` | N | keeps |\n| `d` | | | `with` id (below) |\n\n## Else\n\n| `c` | no |\n";
        assert_eq!(about(document, "id").as_deref(), Some("Its short name."));
        assert_eq!(about(document, "b").as_deref(), Some("Keeps."));
        assert_eq!(about(document, "d").as_deref(), Some("with id."));
        assert_eq!(about(document, "c"), None);
        assert_eq!(about(document, "short"), None);
    }
}
