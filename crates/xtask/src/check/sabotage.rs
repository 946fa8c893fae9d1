//! Faults that are put in on purpose stay out of everything that is shipped.

use crate::repo::Repo;

const FEATURE: &str = "sabotage";

pub(crate) fn check(repo: &Repo) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for package in &repo.metadata.packages {
        for dependency in package.dependencies.iter().filter(|d| d.features.iter().any(|f| f == FEATURE)) {
            found.push(format!("`{}` switches `{FEATURE}` of `{}` on for good", package.name, dependency.name));
        }
        for (feature, parts) in &package.features {
            if feature != FEATURE && parts.iter().any(|part| passes(part)) {
                found.push(format!("feature `{feature}` of `{}` switches `{FEATURE}` on", package.name));
            }
        }
    }
    Ok(found)
}

/// True for `sabotage`, `crate/sabotage` and `crate?/sabotage`.
fn passes(part: &str) -> bool {
    part.rsplit('/').next() == Some(FEATURE)
}

#[cfg(test)]
mod tests {
    use super::passes;

    #[test]
    fn every_form_is_seen() {
        assert!(passes("sabotage") && passes("snap-flow/sabotage") && passes("snap-flow?/sabotage"));
        assert!(!passes("host") && !passes("sabotage/host"));
    }
}
