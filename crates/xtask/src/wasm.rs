//! The bindgen step: from the compiled core to the module the page imports.

use std::path::Path;

use anyhow::Context as _;
use wasm_bindgen_cli_support::Bindgen;

/// Writes `snap_wasm.js`, its types and `snap_wasm_bg.wasm` into `out`, for use in a page, a worker or Node.
///
/// `wasm` is what `cargo build -p snap-wasm --profile wasm --target wasm32-unknown-unknown` made. Names and producers
/// are left out: they are a third of the size and tell nobody anything.
///
/// # Errors
/// When `wasm` is missing or was built with another wasm-bindgen version, or `out` cannot be written.
pub(crate) fn bindgen(wasm: &Path, out: &Path) -> anyhow::Result<()> {
    let mut step = Bindgen::new();
    step.input_path(wasm)
        .web(true)
        .context("wasm-bindgen has no web target")?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    step.generate(out).with_context(|| format!("bindgen of `{}` into `{}` failed", wasm.display(), out.display()))
}
