//! What no committed file may hold: paths of one machine, download addresses in lock files, tokens.

use std::fs;

use crate::repo::Repo;
use crate::run;

pub(crate) fn check(repo: &Repo) -> anyhow::Result<Vec<String>> {
    let tracked = run::quiet(&mut run::program("git", &["ls-files", "-z"], &repo.root))?;
    let mut broken = Vec::new();
    for name in String::from_utf8_lossy(&tracked.stdout).split('\0').filter(|name| !name.is_empty()) {
        // The official examples are kept byte for byte.
        if name.starts_with("tests/arm-examples/") || name == "crates/xtask/src/check/words.rs" {
            continue;
        }
        let Ok(text) = fs::read_to_string(repo.path(name)) else { continue };
        broken.extend(
            text.lines()
                .enumerate()
                .filter_map(|(at, line)| fault(name, line).map(|why| format!("{name}:{}: {why}", at + 1))),
        );
    }
    Ok(broken)
}

fn fault(name: &str, line: &str) -> Option<&'static str> {
    // Put together here, so that this file holds none itself.
    if [concat!("/wo", "rk/"), concat!("/ro", "ot/."), concat!("/ho", "me/")].iter().any(|path| line.contains(path)) {
        return Some("a path of one machine");
    }
    if name.ends_with("package-lock.json") && line.contains("\"resolved\": \"http") {
        return Some("a download address; npm reads `omit-lockfile-registry-resolved=true` from .npmrc");
    }
    // Three long base64url parts: a signed token. The emulator's own are unsigned and made at run time.
    let mut parts = line.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    if parts.any(|word| word.starts_with("eyJ") && word.split('.').filter(|part| part.len() > 20).count() >= 3) {
        return Some("what looks like a real token");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn leaks_are_seen_and_plain_lines_are_not() {
        assert!(fault("a.md", "see /home/ann/x").is_some());
        assert!(fault("web/package-lock.json", "\"resolved\": \"https://r/x.tgz\"").is_some());
        let part = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9";
        assert!(fault("a.rs", &format!("\"{part}.{part}.{part}\"")).is_some());
        assert!(fault("a.rs", "let x = \"eyJ9.eyJ9.\";").is_none());
    }
}
