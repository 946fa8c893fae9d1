//! The five platforms that the module runs on, and how the library is built for each from any one machine.

use std::path::PathBuf;

use anyhow::bail;

use crate::repo::Repo;
use crate::tools::{self, Found};
use crate::{build, run};

/// What links a library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Linker {
    /// mingw-w64's GCC: its runtime is linked in, and what is imported is Windows' own.
    Mingw,
    /// Zig, which knows every glibc's symbols and Apple's: the floor is a choice, not the building machine's.
    Zig,
}

/// One platform: the module's folder for it, and Rust's name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Platform {
    /// The .NET runtime identifier, which is also the folder below `lib`.
    pub(crate) rid: &'static str,
    /// Rust's target.
    target: &'static str,
    /// The file's name, as `ps-module/Private/HostInfo.ps1` looks for it.
    pub(crate) library: &'static str,
    linker: Linker,
}

/// The oldest glibc that the Linux libraries run on: that of RHEL 7, older than what PowerShell 7 itself asks for.
pub(crate) const GLIBC: [u32; 2] = [2, 17];

/// The oldest macOS: the first for arm64.
pub(crate) const MACOS: &str = "11.0";

pub(crate) const PLATFORMS: [Platform; 5] = [
    Platform { rid: "win-x64", target: "x86_64-pc-windows-gnu", library: "snap_capi.dll", linker: Linker::Mingw },
    Platform { rid: "linux-x64", target: "x86_64-unknown-linux-gnu", library: "libsnap_capi.so", linker: Linker::Zig },
    Platform {
        rid: "linux-arm64",
        target: "aarch64-unknown-linux-gnu",
        library: "libsnap_capi.so",
        linker: Linker::Zig,
    },
    Platform { rid: "osx-arm64", target: "aarch64-apple-darwin", library: "libsnap_capi.dylib", linker: Linker::Zig },
    Platform { rid: "osx-x64", target: "x86_64-apple-darwin", library: "libsnap_capi.dylib", linker: Linker::Zig },
];

/// Builds the library for `platform`, or names the tool that is missing.
pub(crate) fn build(repo: &Repo, platform: &Platform) -> anyhow::Result<Found<PathBuf>> {
    let mut command = match command(repo, platform) {
        Ok(command) => command,
        Err(missing) => return Ok(Err(missing)),
    };
    eprintln!("building the library for {}", platform.rid);
    run::shown(&mut command)?;
    let library = repo.target.join(platform.target).join("release").join(platform.library);
    if !library.is_file() {
        bail!("cargo built no {}", library.display());
    }
    Ok(Ok(library))
}

fn command(repo: &Repo, platform: &Platform) -> Found<std::process::Command> {
    tools::rust_target(repo, platform.target)?;
    let apple = platform.target.ends_with("apple-darwin");
    let glibc = format!("{}.{}.{}", platform.target, GLIBC[0], GLIBC[1]);
    let target = if platform.target.ends_with("linux-gnu") { &glibc } else { platform.target };
    let library = [build::LIBRARY.as_slice(), &["--target", target]].concat();
    match platform.linker {
        Linker::Mingw => {
            tools::mingw(repo)?;
            Ok(build::artefact(repo, run::cargo(&["rustc"], &repo.root), "", &library))
        }
        Linker::Zig => {
            let programs = tools::zig(repo)?;
            // The name that a program which links it would look for: beside itself, not where it was built.
            let flags = if apple { " -Clink-arg=-Wl,-install_name,@rpath/libsnap_capi.dylib" } else { "" };
            let zig = run::cargo_like(programs.join("cargo-zigbuild"), &["rustc"], &repo.root);
            let mut command = build::artefact(repo, zig, flags, &library);
            let caches = repo.target.join("zig-cache");
            let path = std::env::join_paths(
                [programs].into_iter().chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
            );
            command
                .env("PATH", path.unwrap_or_default())
                .env("CARGO_ZIGBUILD_CACHE_DIR", caches.join("wrappers"))
                .env("ZIG_GLOBAL_CACHE_DIR", &caches)
                .env("MACOSX_DEPLOYMENT_TARGET", MACOS);
            Ok(command)
        }
    }
}
