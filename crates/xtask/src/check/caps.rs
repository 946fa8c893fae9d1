//! Size caps, in code lines: no blanks, comments or tests. Raising one needs a note in `docs/decisions/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::repo::Repo;

struct Cap {
    what: &'static str,
    folders: &'static [&'static str],
    endings: &'static [&'static str],
    without: &'static [&'static str],
    lines: usize,
}

const CAPS: &[Cap] = &[
    Cap { what: "snap-wasm", folders: &["bindings/snap-wasm/src"], endings: &["rs"], without: &[], lines: 400 },
    Cap { what: "snap-capi", folders: &["bindings/snap-capi/src"], endings: &["rs"], without: &[], lines: 600 },
    Cap { what: "snap-api", folders: &["crates/snap-api/src"], endings: &["rs"], without: &[], lines: 3_500 },
    Cap { what: "snap-arm", folders: &["crates/snap-arm/src"], endings: &["rs"], without: &[], lines: 3_800 },
    Cap { what: "snap-flow", folders: &["crates/snap-flow/src"], endings: &["rs"], without: &[], lines: 8_250 },
    Cap { what: "snap-export", folders: &["crates/snap-export/src"], endings: &["rs"], without: &[], lines: 2_500 },
    Cap {
        what: "snap-emulator",
        folders: &["crates/snap-emulator/src"],
        endings: &["rs"],
        without: &["host"],
        lines: 7_500,
    },
    Cap {
        what: "the emulator's host",
        folders: &["crates/snap-emulator/src/host"],
        endings: &["rs"],
        without: &[],
        lines: 900,
    },
    Cap { what: "xtask", folders: &["crates/xtask/src"], endings: &["rs"], without: &[], lines: 4_450 },
    Cap { what: "ps-module", folders: &["ps-module"], endings: &["ps1", "psm1"], without: &[], lines: 5_000 },
    Cap {
        what: "web",
        folders: &["web/src"],
        endings: &["ts", "css", "html"],
        without: &["pkg", GENERATED],
        lines: 10_500,
    },
];

/// The page's types: written by the front door, read by nobody as a whole.
const GENERATED: &str = "vocabulary.ts";

const FILE_CAP: usize = 800;
const PSM1_CAP: usize = 50;
const COMMAND_CAP: usize = 150;

pub(crate) fn check(repo: &Repo) -> anyhow::Result<Vec<String>> {
    let mut broken = Vec::new();
    for cap in CAPS {
        let mut total = 0;
        for folder in cap.folders {
            let files = files(&repo.path(folder), cap.endings, cap.without)?;
            let tests = test_modules(&files)?;
            for file in files
                .iter()
                .filter(|file| !tests.iter().any(|test| file.starts_with(test) || **file == test.with_extension("rs")))
            {
                total += code_lines(file)?;
            }
        }
        if total > cap.lines {
            broken.push(format!("{} has {total} code lines, its cap is {}", cap.what, cap.lines));
        }
    }
    for folder in ["crates", "bindings/snap-capi", "bindings/snap-wasm", "ps-module", "web/src", "tests"] {
        for file in files(
            &repo.path(folder),
            &["rs", "ps1", "psm1", "ts", "mjs", "css", "c"],
            &["node_modules", "pkg", GENERATED],
        )? {
            let lines = code_lines(&file)?;
            let name = repo.shown(&file);
            if lines > FILE_CAP {
                broken.push(format!("{name} has {lines} code lines, a file's cap is {FILE_CAP}"));
            }
            if name.ends_with(".psm1") && lines > PSM1_CAP {
                broken.push(format!("{name} has {lines} code lines, a psm1's cap is {PSM1_CAP}"));
            }
            if name.starts_with("ps-module/Public/") && lines > COMMAND_CAP {
                broken.push(format!("{name} has {lines} code lines, a command's cap is {COMMAND_CAP}"));
            }
        }
    }
    Ok(broken)
}

/// All files below `folder` with one of `endings` and none of the names `without`, in name order; a folder that is not there has none.
fn files(folder: &Path, endings: &[&str], without: &[&str]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if without.contains(&name.as_str()) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                open.push(entry.path());
            } else if entry.path().extension().is_some_and(|e| endings.contains(&e.to_string_lossy().as_ref())) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Modules that are compiled for tests only, as paths without an ending: `#[cfg(test)] mod name;`.
fn test_modules(files: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
        let text = fs::read_to_string(file)?;
        let stem = file.file_stem().unwrap_or_default();
        let root = ["lib", "main", "mod"].iter().any(|name| stem == *name);
        let folder = if root { file.with_file_name("") } else { file.with_extension("") };
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        found.extend(lines.windows(2).filter_map(|pair| match pair {
            ["#[cfg(test)]", line] => Some(folder.join(line.strip_prefix("mod ")?.strip_suffix(';')?)),
            _ => None,
        }));
    }
    Ok(found)
}

fn code_lines(file: &Path) -> anyhow::Result<usize> {
    let text = fs::read_to_string(file)?;
    let ending = file.extension().and_then(|e| e.to_str()).unwrap_or_default();
    Ok(count(&text, ending))
}

/// Code lines of one file: neither blank, nor comment, nor a module of tests (which stands last in our files).
fn count(text: &str, ending: &str) -> usize {
    let (line_comment, open, close) = match ending {
        "ps1" | "psm1" => ("#", "<#", "#>"),
        "html" => ("<!--", "<!--", "-->"),
        _ => ("//", "/*", "*/"),
    };
    let mut lines = 0;
    let mut inside = false;
    let mut tests_follow = false;
    for line in text.lines().map(str::trim) {
        if tests_follow {
            tests_follow = false;
            if line.ends_with(';') {
                continue;
            }
            break;
        }
        if ending == "rs" && line == "#[cfg(test)]" {
            tests_follow = true;
            continue;
        }
        if inside {
            inside = !line.contains(close);
            continue;
        }
        if line.is_empty() || (line.starts_with(line_comment) && !line.starts_with(open)) {
            continue;
        }
        if line.starts_with(open) {
            inside = !line.contains(close);
            continue;
        }
        lines += 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn blanks_comments_and_tests_do_not_count() {
        let text = "//! doc\n\nuse a;\n/* b\n c */\nfn f() {} // tail\n#[cfg(test)]\nmod tests {\n}\n";
        assert_eq!(count(text, "rs"), 2);
        assert_eq!(count("#[cfg(test)]\nmod tests;\nfn f() {}\n", "rs"), 1);
        assert_eq!(count("<#\n.SYNOPSIS\n#>\n# c\n$a = 1\n", "ps1"), 1);
    }
}
