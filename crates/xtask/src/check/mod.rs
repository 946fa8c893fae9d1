//! The rules of the house, executed: a rule that is not run rots.

mod arrows;
mod caps;
pub(crate) mod drift;
mod edition;
mod sabotage;
mod words;

use anyhow::bail;

use crate::repo::Repo;

/// Runs every check and names every broken rule.
pub(crate) fn run(repo: &Repo) -> anyhow::Result<()> {
    let mut broken = Vec::new();
    for (name, check) in [
        ("arrows", arrows::check as fn(&Repo) -> anyhow::Result<Vec<String>>),
        ("caps", caps::check),
        ("drift", drift::check),
        ("sabotage", sabotage::check),
        ("words", words::check),
    ] {
        let found = check(repo)?;
        tell(name, &found);
        broken.extend(found);
    }
    match edition::check(repo)? {
        Ok(found) => {
            tell("edition", &found);
            broken.extend(found);
        }
        Err(missing) => println!("check edition: SKIPPED, {missing}"),
    }
    if broken.is_empty() {
        return Ok(());
    }
    for line in &broken {
        eprintln!("  {line}");
    }
    bail!("{} rules of the house are broken", broken.len())
}

fn tell(name: &str, found: &[String]) {
    println!("check {name}: {}", if found.is_empty() { "ok".to_owned() } else { format!("{} broken", found.len()) });
}
