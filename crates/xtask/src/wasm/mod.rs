//! The bindgen step: from the compiled core to the module the page imports, in the two halves that it loads.

mod split;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::repo::Repo;
use crate::run;

/// The half that the page loads first, as bindgen names the whole.
pub(crate) const FIRST: &str = "snap_wasm_bg.wasm";

/// The half that it loads when it is first needed.
pub(crate) const REST: &str = "snap_wasm_rest.wasm";

/// Joins the halves: what the first one imports, and what a page does to load the rest beforehand.
const LATER_JS: &str = include_str!("later.js");
const LATER_TYPES: &str = include_str!("later.d.ts");

/// How the generated module ends the list of what it gives to the core.
const IMPORTS_END: &str = "\"./snap_wasm_bg.js\": import0,";

/// Writes `snap_wasm.js`, its types and the two halves into `out`, for use in a page, a worker or Node.
///
/// `wasm` is what `cargo build -p snap-wasm --profile wasm --target wasm32-unknown-unknown` made. Names and producers
/// are left out: they are a third of the size and tell nobody anything.
///
/// # Errors
/// When `wasm` is missing or was built with another wasm-bindgen version, or `out` cannot be written.
pub(crate) fn bindgen(repo: &Repo, wasm: &Path, out: &Path) -> anyhow::Result<()> {
    let mut step = Bindgen::new();
    step.input_path(wasm)
        .web(true)
        .context("wasm-bindgen has no web target")?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    step.generate(out).with_context(|| format!("bindgen of `{}` into `{}` failed", wasm.display(), out.display()))?;
    halve(repo, out)
}

/// Puts the two halves in the place of the whole.
fn halve(repo: &Repo, out: &Path) -> anyhow::Result<()> {
    let whole = fs::read(out.join(FIRST))?;
    let marked = out.join("snap_wasm_marked.wasm");
    fs::write(&marked, split::marked(&whole)?)?;
    let ran = ran(repo, &marked);
    fs::remove_file(&marked)?;
    let halves = split::split(&whole, &ran?)?;
    fs::write(out.join(FIRST), halves.first)?;
    fs::write(out.join(REST), halves.rest)?;

    let module = out.join("snap_wasm.js");
    let text = fs::read_to_string(&module)?;
    let (head, tail) = text.split_once(IMPORTS_END).with_context(|| {
        format!("`{}` has no `{IMPORTS_END}`; wasm-bindgen writes it otherwise now", module.display())
    })?;
    let (file, _) = split::LATER;
    let joined = format!(
        "import {{ imports as later }} from \"{file}\";\n{head}{IMPORTS_END}\n        \"{file}\": later,{tail}"
    );
    fs::write(&module, joined)?;
    fs::write(out.join("later.js"), LATER_JS)?;
    fs::write(out.join("later.d.ts"), LATER_TYPES)?;
    Ok(())
}

/// The functions that the first view runs, by their index.
fn ran(repo: &Repo, marked: &Path) -> anyhow::Result<BTreeSet<usize>> {
    let mut command = run::program("node", &["tests/page/first-view.mjs"], &repo.root);
    let output = run::quiet(command.arg(marked).arg(split::NOTES.to_string()))?;
    let text = String::from_utf8(output.stdout)?;
    let ran: BTreeSet<usize> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    if ran.is_empty() {
        bail!("the first view ran nothing of the core");
    }
    Ok(ran)
}
