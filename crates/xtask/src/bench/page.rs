//! The page in a browser: a large file (N2), a future of ten years (N4), and what the first view weighs (N8).

use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::{Input, table};
use crate::repo::Repo;
use crate::{build, run};

/// A browser takes seconds for each: more rounds would tell nothing new.
const ROUNDS: usize = 5;

/// What the script says; times are in milliseconds, the least first.
#[derive(Deserialize)]
pub(super) struct Said {
    browser: String,
    /// From the choice of the file until its fleet is planned.
    pub(super) opened: Vec<f64>,
    /// The longest task of the page itself meanwhile, of each round.
    pub(super) longest: Vec<f64>,
    /// Until ten years are worked out and drawn.
    pub(super) future: Vec<f64>,
    /// From a step of the slider to the page drawn anew.
    pub(super) redraws: Vec<f64>,
    pub(super) sizes: Sizes,
    disks: Vec<u64>,
}

/// Bytes of the first view, packed by brotli.
#[derive(Deserialize)]
pub(super) struct Sizes {
    pub(super) wasm: u64,
    pub(super) js: u64,
    pub(super) all: u64,
}

/// Builds the page and measures it.
pub(super) fn bench(repo: &Repo, chromium: &Path, input: &Input, snapshots: u64, runs: usize) -> anyhow::Result<()> {
    let page = build::page(repo)?;
    let mut command = run::program("node", &["tests/bench/page.mjs"], &repo.root);
    command.env("CHROMIUM", chromium).env("SNAPLINE_PAGE", page);
    command.arg(&input.file).arg(runs.min(ROUNDS).to_string());
    let output = run::quiet(&mut command)?;
    let said: Said = serde_json::from_slice(&output.stdout).context("the answer of tests/bench/page.mjs")?;
    let disks = snapshots.div_ceil(100);
    ensure!(said.disks == [disks], "the page shows {:?} disks; there are {disks}", said.disks);
    println!("### The page in Chromium {}\n\n{}\n", said.browser, table::page(&said, snapshots));
    Ok(())
}
