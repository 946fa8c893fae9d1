//! What the tests and the demo need beside cargo: found, else fetched by name, else named with the line that installs it.

use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use crate::repo::Repo;
use crate::run;

/// A tool that is not there.
#[derive(Debug, Clone)]
pub(crate) struct Missing {
    /// What is missing.
    pub(crate) what: &'static str,
    /// The one line that installs it.
    pub(crate) install: String,
}

impl fmt::Display for Missing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} is missing; install it with: {}", self.what, self.install)
    }
}

pub(crate) type Found<T> = Result<T, Missing>;

/// The first of `names` that is an executable on PATH.
fn on_path(names: &[&str]) -> Option<PathBuf> {
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    names.iter().find_map(|name| in_folders(&folders, name))
}

/// The program `name` in the first of the folders that has it. What follows a dot belongs to the name: `pwsh-7.4`.
fn in_folders(folders: &[PathBuf], name: &str) -> Option<PathBuf> {
    let suffix = std::env::consts::EXE_SUFFIX;
    let program = format!("{}{suffix}", name.strip_suffix(suffix).unwrap_or(name));
    folders.iter().map(|folder| folder.join(&program)).find(|file| file.is_file())
}

/// The wasm target of the toolchain in use; added by rustup when it is not there.
pub(crate) fn wasm_target(repo: &Repo) -> Found<()> {
    rust_target(repo, "wasm32-unknown-unknown")
}

/// A target of the toolchain in use; added by rustup when it is not there.
pub(crate) fn rust_target(repo: &Repo, target: &str) -> Found<()> {
    let installed = || {
        run::quiet(&mut run::program("rustc", &["--print", "target-libdir", "--target", target], &repo.root))
            .is_ok_and(|output| PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()).is_dir())
    };
    if installed()
        || (run::succeeds(&mut run::program("rustup", &["target", "add", target], &repo.root)) && installed())
    {
        return Ok(());
    }
    Err(Missing { what: "a target of Rust", install: format!("rustup target add {target}") })
}

/// The linker for Windows, else Debian's package where this user may install it.
pub(crate) fn mingw(repo: &Repo) -> Found<PathBuf> {
    debian(repo, "mingw-w64's GCC", "x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64")
}

/// The C compiler for Linux on arm64, else Debian's packages where this user may install them.
pub(crate) fn arm64_gcc(repo: &Repo) -> Found<PathBuf> {
    let gcc = debian(repo, "GCC for arm64", "aarch64-linux-gnu-gcc", "gcc-aarch64-linux-gnu")?;
    let headers = || std::path::Path::new("/usr/aarch64-linux-gnu/include/stdio.h").is_file();
    if headers() || (debian_package(repo, "libc6-dev-arm64-cross") && headers()) {
        return Ok(gcc);
    }
    Err(Missing { what: "the C library for arm64", install: "apt-get install libc6-dev-arm64-cross".into() })
}

/// QEMU's arm64 for single programs, else Debian's package where this user may install it.
pub(crate) fn qemu_arm64(repo: &Repo) -> Found<PathBuf> {
    debian(repo, "QEMU for arm64", "qemu-aarch64", "qemu-user")
}

/// Wine for 64-bit programs, else Debian's package where this user may install it. That package keeps it off PATH.
pub(crate) fn wine(repo: &Repo) -> Found<PathBuf> {
    let find = || {
        let beside = PathBuf::from("/usr/lib/wine/wine64");
        on_path(&["wine64"]).or_else(|| beside.is_file().then_some(beside))
    };
    find()
        .or_else(|| debian_package(repo, "wine64").then(find).flatten())
        .ok_or(Missing { what: "wine", install: "apt-get install wine64".into() })
}

/// The folder of cargo-zigbuild and of the Python that has zig, pinned, in an environment below the target folder.
pub(crate) fn zig(repo: &Repo) -> Found<PathBuf> {
    let way = "apt-get install python3-venv, and let pip reach its index";
    python_environment(repo, "crates/xtask/requirements-zig.txt", "zig", ("cargo-zigbuild and zig", way), true)
}

/// Node, version 20 or later.
pub(crate) fn node(repo: &Repo) -> Found<PathBuf> {
    let missing =
        || Missing { what: "Node 20 or later", install: "apt-get install nodejs npm   (or from nodejs.org)".into() };
    let node = on_path(&["node"]).ok_or_else(missing)?;
    let version = run::quiet(&mut run::program(&node, &["--version"], &repo.root)).map_err(|_| missing())?;
    let text = String::from_utf8_lossy(&version.stdout).trim().trim_start_matches('v').to_owned();
    let major = text.split('.').next().and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
    if major >= 20 { Ok(node) } else { Err(missing()) }
}

/// The npm packages of `folder`, by its lock file.
pub(crate) fn npm_packages(repo: &Repo, folder: &str) -> Found<()> {
    let dir = repo.path(folder);
    let stamp = dir.join("node_modules/.package-lock.json");
    let newer = |a: &PathBuf, b: &PathBuf| {
        let time = |p: &PathBuf| p.metadata().and_then(|m| m.modified()).ok();
        matches!((time(a), time(b)), (Some(a), Some(b)) if a >= b)
    };
    if newer(&stamp, &dir.join("package-lock.json")) {
        return Ok(());
    }
    let npm = on_path(&["npm"]).ok_or(Missing { what: "npm", install: "apt-get install npm".into() })?;
    eprintln!("installing the npm packages of {folder}");
    run::quiet(&mut run::program(npm, &["ci", "--no-audit", "--no-fund", "--ignore-scripts"], &dir))
        .map(|_| ())
        .map_err(|error| {
            eprintln!("{error}");
            Missing { what: "the npm packages", install: format!("npm ci --prefix {folder}") }
        })
}

/// A Chromium: `$CHROMIUM`, one on PATH, else Debian's package where this user may install it.
pub(crate) fn chromium(repo: &Repo) -> Found<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    browser(repo, "Chromium", "CHROMIUM", &names, "chromium")
}

/// A Firefox: `$FIREFOX`, one on PATH, else Debian's package where this user may install it.
pub(crate) fn firefox(repo: &Repo) -> Found<PathBuf> {
    browser(repo, "Firefox", "FIREFOX", &["firefox-esr", "firefox"], "firefox-esr")
}

fn browser(repo: &Repo, what: &'static str, variable: &str, names: &[&str], package: &str) -> Found<PathBuf> {
    let find =
        || std::env::var_os(variable).map(PathBuf::from).filter(|file| file.is_file()).or_else(|| on_path(names));
    find()
        .or_else(|| debian_package(repo, package).then(find).flatten())
        .ok_or_else(|| Missing { what, install: format!("apt-get install {package}") })
}

/// What building the page and testing it takes, the browser aside.
pub(crate) fn page_build(repo: &Repo) -> Found<()> {
    wasm_target(repo)?;
    node(repo)?;
    npm_packages(repo, "web")?;
    npm_packages(repo, "tests/page")
}

/// What building the page and looking at it takes: the answer is the browser.
pub(crate) fn page(repo: &Repo) -> Found<PathBuf> {
    page_build(repo)?;
    chromium(repo)
}

/// Valgrind, else Debian's package where this user may install it.
pub(crate) fn valgrind(repo: &Repo) -> Found<PathBuf> {
    debian(repo, "valgrind", "valgrind", "valgrind")
}

/// `jq`, else Debian's package where this user may install it.
pub(crate) fn jq(repo: &Repo) -> Found<PathBuf> {
    debian(repo, "jq", "jq", "jq")
}

/// strace, else Debian's package where this user may install it. The test that needs it tells of its own skip.
pub(crate) fn strace(repo: &Repo) -> Option<PathBuf> {
    let find = || on_path(&["strace"]);
    find().or_else(|| debian_package(repo, "strace").then(find).flatten())
}

/// `taskset`, which holds a program to one core; where there is none, programs run where they like.
pub(crate) fn taskset() -> Option<PathBuf> {
    on_path(&["taskset"])
}

/// The Python that can import borg 1.2.4: the system's, since that is whose package it is. Debian's package is installed
/// where this user may.
pub(crate) fn borg(repo: &Repo) -> Found<PathBuf> {
    let version = "import borg, sys; sys.exit(borg.__version__ != '1.2.4')";
    let find = || {
        let python = PathBuf::from("/usr/bin/python3");
        run::succeeds(&mut run::program(&python, &["-B", "-c", version], &repo.root)).then_some(python)
    };
    find()
        .or_else(|| debian_package(repo, "borgbackup").then(find).flatten())
        .ok_or(Missing { what: "borg 1.2.4", install: "apt-get install borgbackup   (Debian 12)".into() })
}

/// restic 0.14.0, else Debian's package where this user may install it.
pub(crate) fn restic(repo: &Repo) -> Found<PathBuf> {
    let find = || {
        let restic = on_path(&["restic"])?;
        let version = run::quiet(&mut run::program(&restic, &["version"], &repo.root)).ok()?;
        version.stdout.starts_with(b"restic 0.14.0 ").then_some(restic)
    };
    find()
        .or_else(|| debian_package(repo, "restic").then(find).flatten())
        .ok_or(Missing { what: "restic 0.14.0", install: "apt-get install restic   (Debian 12)".into() })
}

/// A C compiler: `$CC`, `cc`, `gcc` or `clang`.
pub(crate) fn c_compiler(repo: &Repo) -> Found<PathBuf> {
    let find = || std::env::var_os("CC").map(PathBuf::from).or_else(|| on_path(&["cc", "gcc", "clang"]));
    find()
        .or_else(|| debian_package(repo, "gcc").then(find).flatten())
        .ok_or(Missing { what: "a C compiler", install: "apt-get install gcc libc6-dev".into() })
}

/// The folder of programs of the Python packages that `tests/clients/requirements-{name}.txt` pins: in an environment of
/// their own below the target folder, installed there when `install` says so. `what` names them to people.
pub(crate) fn python_packages(repo: &Repo, name: &str, what: &'static str, install: bool) -> Found<PathBuf> {
    let wanted = format!("tests/clients/requirements-{name}.txt");
    let way = "cargo xtask test --only clients --require clients";
    python_environment(repo, &wanted, &format!("clients/{name}"), (what, way), install)
}

/// An environment in `folder` of the target folder with what the file `wanted` pins; `what` is its name and the way to get it.
fn python_environment(
    repo: &Repo,
    wanted: &str,
    folder: &str,
    (what, way): (&'static str, &str),
    install: bool,
) -> Found<PathBuf> {
    let folder = repo.target.join(folder);
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let wanted = repo.path(wanted);
    let stamp = folder.join("requirements.txt");
    let current = || matches!((std::fs::read(&stamp), std::fs::read(&wanted)), (Ok(have), Ok(want)) if have == want);
    if current() {
        return Ok(programs);
    }
    let missing = || Missing { what, install: way.into() };
    if !install {
        return Err(missing());
    }
    let python = Missing { what: "Python 3 with venv", install: "apt-get install python3-venv".into() };
    let environment = || {
        let python = on_path(&["python3", "python"])?;
        let mut command = run::program(python, &["-m", "venv", "--clear"], &repo.root);
        run::succeeds(command.arg(&folder)).then_some(())
    };
    environment().or_else(|| debian_package(repo, "python3-venv").then(environment).flatten()).ok_or(python)?;
    eprintln!("installing {what} into {}", repo.shown(&folder));
    let mut pip = run::program(programs.join("python"), &["-m", "pip", "install", "--quiet", "-r"], &repo.root);
    pip.arg(&wanted).env("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    let installed = run::quiet(&mut pip).and_then(|_| Ok(std::fs::copy(&wanted, &stamp)?));
    installed.map(|_| programs).map_err(|error| {
        eprintln!("{error}");
        missing()
    })
}

/// PowerShell 7: the one that `$SNAPLINE_PWSH` names, by its path or as a program on PATH, else `pwsh` on PATH. No package
/// registry has it. One that is named and not there is missing: the tests of another would say nothing about it.
pub(crate) fn pwsh() -> Found<PathBuf> {
    let named = std::env::var("SNAPLINE_PWSH").ok().filter(|name| !name.is_empty());
    let name = named.unwrap_or_else(|| "pwsh".to_owned());
    let here = || Some(PathBuf::from(&name)).filter(|file| file.is_file());
    on_path(&[&name]).or_else(here).ok_or_else(|| Missing {
        what: "PowerShell 7",
        install: format!("install PowerShell 7.6 or 7.4 from its project's releases, and put `{name}` on PATH or name another in SNAPLINE_PWSH"),
    })
}

/// The program `name`, else Debian's package where this user may install it.
fn debian(repo: &Repo, what: &'static str, name: &str, package: &str) -> Found<PathBuf> {
    let find = || on_path(&[name]);
    find()
        .or_else(|| debian_package(repo, package).then(find).flatten())
        .ok_or(Missing { what, install: format!("apt-get install {package}") })
}

/// Installs a Debian package by name where that needs no password: as root, with apt-get on the machine.
fn debian_package(repo: &Repo, name: &str) -> bool {
    let root = run::quiet(&mut run::program("id", &["-u"], &repo.root)).is_ok_and(|o| o.stdout.trim_ascii() == b"0");
    if !root || on_path(&["apt-get"]).is_none() {
        return false;
    }
    eprintln!("installing the Debian package {name}");
    let apt = |args: &[&str]| {
        let mut command: Command = run::program("apt-get", args, &repo.root);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        run::succeeds(&mut command)
    };
    let install = ["install", "-y", "--no-install-recommends", name];
    apt(&install) || (apt(&["update"]) && apt(&install))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_program_is_found_by_its_whole_name_or_path_and_never_another() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let folders = [PathBuf::from("/nowhere"), folder.path().to_path_buf()];
        for name in ["pwsh", "pwsh-7.4"] {
            let file = folder.path().join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
            fs::write(&file, "")?;
            assert_eq!(in_folders(&folders, name), Some(file.clone()), "by its name");
            assert_eq!(in_folders(&folders, &file.to_string_lossy()), Some(file), "by its path");
        }
        assert_eq!(in_folders(&folders, "pwsh-7.5"), None);
        Ok(())
    }
}
