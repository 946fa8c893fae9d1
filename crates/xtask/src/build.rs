//! Building the artefacts that tests, demo and package use: native library, WASM, page, module, emulator.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::repo::Repo;
use crate::tools::{self, Missing};
use crate::{commands, front, run, schema, wasm};

/// The folder of the PowerShell module's native libraries for the machine that builds.
pub(crate) fn runtime_id() -> &'static str {
    match (std::env::consts::OS, std::env::consts::ARCH) {
        ("windows", _) => "win-x64",
        ("macos", "aarch64") => "osx-arm64",
        ("macos", _) => "osx-x64",
        (_, "aarch64") => "linux-arm64",
        _ => "linux-x64",
    }
}

/// A build of something that leaves this machine: panic messages name crates and files, never a folder of the builder.
/// `flags` are more for rustc, each after a space.
pub(crate) fn artefact(repo: &Repo, mut command: Command, flags: &str, args: &[&str]) -> Command {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let sources = home
        .map(|home| format!("--remap-path-prefix={}=crates ", home.join("registry/src").display()))
        .unwrap_or_default();
    let flags = format!("{sources}--remap-path-prefix={}=snapline{flags}", repo.root.display());
    command.args(args).env("RUSTFLAGS", flags);
    command
}

/// The native library, optimised and with unwinding.
pub(crate) fn native(repo: &Repo) -> anyhow::Result<PathBuf> {
    capi(repo, &[])
}

/// The same library with the doors that make it panic on demand, moved into a folder of its own, so that it is never
/// taken for the real one. What it is made of is the same build.
pub(crate) fn probe(repo: &Repo) -> anyhow::Result<PathBuf> {
    let built = capi(repo, &["--features", "panic-probe"])?;
    let folder = repo.target.join("probe");
    fs::create_dir_all(&folder)?;
    let library = folder.join(built.file_name().context("a library has a name")?);
    fs::rename(&built, &library)?;
    Ok(library)
}

/// What `cargo rustc` is given for the native library, here and for every platform of the package. Without the `rlib` that
/// `xtask` reads the inventory from: beside it the library could not be optimised as a whole.
pub(crate) const LIBRARY: [&str; 7] =
    ["--quiet", "--release", "--package", "snap-capi", "--lib", "--crate-type", "cdylib"];

fn capi(repo: &Repo, features: &[&str]) -> anyhow::Result<PathBuf> {
    let args = [LIBRARY.as_slice(), features].concat();
    run::shown(&mut artefact(repo, run::cargo(&["rustc"], &repo.root), "", &args))?;
    library(&repo.target.join("release"))
}

/// A program of the test suite, as optimised as what is shipped: both are made of one build of the crates below.
///
/// Faults can be put into it (`simulate --sabotage`), so that playing with and without them takes one build; a fault that
/// was not begun changes nothing, and the faces that are held against it cannot have any.
pub(crate) fn suite(repo: &Repo, name: &str) -> anyhow::Result<PathBuf> {
    let args = ["--quiet", "--release", "--package", "snap-suite", "--features", "sabotage", "--bin", name];
    run::shown(&mut artefact(repo, run::cargo(&["build"], &repo.root), "", &args))?;
    Ok(repo.target.join("release").join(name).with_extension(std::env::consts::EXE_EXTENSION))
}

fn library(folder: &Path) -> anyhow::Result<PathBuf> {
    let name = format!("{}snap_capi{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let library = folder.join(name);
    if !library.is_file() {
        bail!("cargo built no {}", library.display());
    }
    Ok(library)
}

/// The page's core: WASM and its JavaScript, where the page imports it from.
pub(crate) fn wasm(repo: &Repo) -> anyhow::Result<PathBuf> {
    tools::wasm_target(repo).map_err(|missing| needed(&missing))?;
    let args = ["--quiet", "--package", "snap-wasm", "--profile", "wasm", "--target", "wasm32-unknown-unknown"];
    run::shown(&mut artefact(repo, run::cargo(&["build"], &repo.root), "", &args))?;
    let built = repo.target.join("wasm32-unknown-unknown/wasm/snap_wasm.wasm");
    let out = repo.path("web/src/core/pkg");
    wasm::bindgen(repo, &built, &out)?;
    Ok(out)
}

/// The page, bundled, in `web/dist`, with the schema of a policy beside it.
pub(crate) fn page(repo: &Repo) -> anyhow::Result<PathBuf> {
    tools::node(repo).map_err(|missing| needed(&missing))?;
    tools::npm_packages(repo, "web").map_err(|missing| needed(&missing))?;
    wasm(repo)?;
    run::quiet(&mut run::program("npm", &["run", "build"], &repo.path("web")))?;
    let out = repo.path("web/dist");
    fs::copy(repo.path(schema::PATH), out.join("policy.schema.json"))?;
    Ok(out)
}

/// The loopback host of the emulator.
pub(crate) fn emulator(repo: &Repo) -> anyhow::Result<PathBuf> {
    emulator_host(repo, "dev", "debug")
}

/// The same, optimised: where what is timed must not be the emulator.
pub(crate) fn fast_emulator(repo: &Repo) -> anyhow::Result<PathBuf> {
    emulator_host(repo, "release", "release")
}

fn emulator_host(repo: &Repo, profile: &str, folder: &str) -> anyhow::Result<PathBuf> {
    let args = ["build", "--quiet", "--package", "snap-emulator", "--features", "host", "--profile", profile];
    run::shown(&mut run::cargo(&args, &repo.root))?;
    Ok(repo.target.join(folder).join("snap-emulator").with_extension(std::env::consts::EXE_EXTENSION))
}

/// The PowerShell module for this machine, laid out as it is installed.
pub(crate) fn module(repo: &Repo) -> anyhow::Result<PathBuf> {
    let out = repo.target.join("module/Snapline");
    stage(repo, &out, &BTreeMap::from([(runtime_id(), native(repo)?)]), None)?;
    Ok(out)
}

/// Lays the module out in `out` with the libraries of `libraries`, by platform: one script with the commands, for import time,
/// and beside it what is loaded at first use. `help_uri` is where the commands' pages are, for `Get-Help -Online`.
pub(crate) fn stage(
    repo: &Repo,
    out: &Path,
    libraries: &BTreeMap<&'static str, PathBuf>,
    help_uri: Option<&str>,
) -> anyhow::Result<()> {
    if out.exists() {
        fs::remove_dir_all(out)
            .with_context(|| format!("{} is in use; close the PowerShell that has it loaded", out.display()))?;
    }
    let source = repo.path("ps-module");
    fs::create_dir_all(out.join("Private"))?;
    copy_tree(&source.join("en-US"), &out.join("en-US"))?;
    let external = commands::maml(repo, &out.join("en-US/Snapline-help.xml"), help_uri)?;
    fs::write(out.join("Snapline.psm1"), front::write(&source, &out.join("Private"), external)?)?;
    for file in ["Snapline.psd1", "Snapline.format.ps1xml"] {
        fs::copy(source.join(file), out.join(file)).with_context(|| format!("no ps-module/{file}"))?;
    }
    fs::copy(repo.path("bindings/generated/Native.ps1"), out.join("Private/Native.ps1"))?;
    fs::copy(repo.path("docs/errors.md"), out.join("errors.md"))?;
    for (rid, library) in libraries {
        let folder = out.join("lib").join(rid);
        fs::create_dir_all(&folder)?;
        fs::copy(library, folder.join(library.file_name().context("a library has a name")?))?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(repo.path(licence), out.join(licence))?;
    }
    Ok(())
}

/// Copies a folder with all that is in it.
pub(crate) fn copy_tree(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("no folder {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_tree(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// A missing tool where going on without it makes no sense.
pub(crate) fn needed(missing: &Missing) -> anyhow::Error {
    anyhow::anyhow!("{} is needed; install it with: {}", missing.what, missing.install)
}
