//! The module for this machine's platform and the static page, each with its checksum.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::repo::Repo;
use crate::{build, run};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to put the packages; the target folder's `package` when not given
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(crate) fn run(repo: &Repo, args: &Args) -> anyhow::Result<()> {
    let out = args.out.clone().unwrap_or_else(|| repo.target.join("package"));
    fs::create_dir_all(&out)?;
    let module = build::module(repo)?;
    let page = build::page(repo)?;
    let mut sums = String::new();
    // One archive a folder; `tar` is on every system that builds this, the published zip comes with the module's release.
    for (folder, name) in [(&module, "Snapline"), (&page, "snapline-page")] {
        let archive = out.join(format!("{name}-{}.tar.gz", env!("CARGO_PKG_VERSION")));
        tar(folder, name, &archive)?;
        let digest = Sha256::digest(fs::read(&archive)?);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let file = archive.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        sums.push_str(&format!("{hex}  {file}\n"));
        println!("wrote {}", repo.shown(&archive));
    }
    fs::write(out.join("SHA256SUMS"), sums)?;
    Ok(())
}

fn tar(folder: &Path, name: &str, archive: &Path) -> anyhow::Result<()> {
    let stage = tempfile::tempdir()?;
    build::copy_tree(folder, &stage.path().join(name))?;
    let archive = archive.display().to_string();
    run::quiet(&mut run::program(
        "tar",
        &["--sort=name", "--owner=0", "--group=0", "--mtime=@0", "-czf", &archive, name],
        stage.path(),
    ))?;
    Ok(())
}
