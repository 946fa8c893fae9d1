//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::Context;
use cargo_metadata::{Metadata, MetadataCommand};

/// The checkout and its target folder, as cargo itself names them.
pub(crate) struct Repo {
    /// The workspace's root.
    pub(crate) root: PathBuf,
    /// Where cargo builds; never assumed to be `./target`.
    pub(crate) target: PathBuf,
    /// The workspace without its dependencies.
    pub(crate) metadata: Metadata,
}

impl Repo {
    pub(crate) fn find() -> anyhow::Result<Self> {
        // What cargo says at run time comes first: checkouts that share a target folder may run
        // a binary that another of them built.
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let metadata = MetadataCommand::new()
            .manifest_path(here.join("Cargo.toml"))
            .no_deps()
            .exec()
            .context("cargo metadata failed; run this inside the checkout")?;
        Ok(Self {
            root: metadata.workspace_root.clone().into(),
            target: metadata.target_directory.clone().into(),
            metadata,
        })
    }

    /// A path inside the checkout.
    pub(crate) fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.join(relative)
    }

    /// A path as it is shown: relative to the checkout where it lies inside.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }
}
