//! What is published: the module as one zip for five platforms, the static page, checksums, bill of materials.

mod archive;
mod bill;
mod library;
mod manifest;
pub(crate) mod platform;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

pub(crate) use archive::unpack;
pub(crate) use manifest::Addresses;
use platform::PLATFORMS;

use crate::repo::Repo;
use crate::tools::{self, Missing};
use crate::{bindings, build, run};

/// Zip, folder and manifest have this one name (U9).
const NAME: &str = "Snapline";

/// Where, below the target folder, the package for tests of this machine lies.
pub(crate) const OF_THIS_MACHINE: &str = "package-of-this-machine";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Where to put the packages; the target folder's `package` when not given
    #[arg(long)]
    out: Option<PathBuf>,
    /// Only these platforms, such as `--only win-x64,linux-x64`; the module says so where it is used on another
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// Leave the page out
    #[arg(long)]
    no_page: bool,
    /// End with an error where a tool is missing, instead of leaving out what needs it
    #[arg(long)]
    require: bool,
    #[command(flatten)]
    addresses: Addresses,
}

pub(crate) fn run(repo: &Repo, args: &Args) -> anyhow::Result<()> {
    let out = args.out.clone().unwrap_or_else(|| repo.target.join("package"));
    let mut skipped = Vec::new();
    let libraries = libraries(repo, &args.only, &mut skipped)?;
    let mut files = module(repo, &libraries, &args.addresses)?;
    if !args.no_page {
        match tools::node(repo).and_then(|_| tools::wasm_target(repo)).and_then(|()| tools::npm_packages(repo, "web")) {
            Ok(()) => {
                let page = archive::pack(&build::page(repo)?, "snapline-page")?;
                files.insert(format!("snapline-page-{}.zip", env!("CARGO_PKG_VERSION")), page);
            }
            Err(missing) => skipped.push(line("the page", &missing)),
        }
    }
    match tools::pwsh() {
        Ok(pwsh) => accepted(repo, &pwsh, &files)?,
        Err(missing) => skipped.push(line("Test-ModuleManifest", &missing)),
    }
    if args.require && !skipped.is_empty() {
        bail!("`--require` was given and {} skipped: {}", skipped.len(), skipped.join("; "));
    }
    write(repo, &out, files)?;
    for why in &skipped {
        println!("SKIPPED {why}");
    }
    println!("{} of {} platforms, {} skipped", libraries.len(), PLATFORMS.len(), skipped.len());
    Ok(())
}

fn line(what: &str, missing: &Missing) -> String {
    format!("{what}: {missing}")
}

/// The module's zip with this machine's own library only, unpacked again: what tests import, without a build more than theirs.
pub(crate) fn of_this_machine(repo: &Repo) -> anyhow::Result<PathBuf> {
    let libraries = BTreeMap::from([(build::runtime_id(), build::native(repo)?)]);
    let out = repo.target.join(OF_THIS_MACHINE);
    write_module(repo, &out, &libraries)?;
    unpacked(&out)
}

/// Writes the module's package into `out`, without addresses.
pub(crate) fn write_module(repo: &Repo, out: &Path, libraries: &BTreeMap<&'static str, PathBuf>) -> anyhow::Result<()> {
    write(repo, out, module(repo, libraries, &Addresses::default())?)
}

/// Unpacks the module's zip beside itself and gives the module's folder.
pub(crate) fn unpacked(out: &Path) -> anyhow::Result<PathBuf> {
    let folder = out.join("unpacked");
    if folder.exists() {
        fs::remove_dir_all(&folder)
            .with_context(|| format!("{} is in use; close the PowerShell that has it loaded", folder.display()))?;
    }
    unpack(&out.join(format!("{NAME}.zip")), &folder)?;
    Ok(folder.join(NAME))
}

/// Builds and checks the library for every platform that is wanted; what a missing tool prevents is added to `skipped`.
pub(crate) fn libraries(
    repo: &Repo,
    only: &[String],
    skipped: &mut Vec<String>,
) -> anyhow::Result<BTreeMap<&'static str, PathBuf>> {
    if let Some(unknown) = only.iter().find(|rid| !PLATFORMS.iter().any(|platform| platform.rid == rid.as_str())) {
        let known: Vec<&str> = PLATFORMS.iter().map(|platform| platform.rid).collect();
        bail!("`{unknown}` is no platform of ours; these are: {}", known.join(", "));
    }
    let exports = bindings::functions();
    let mut libraries = BTreeMap::new();
    for platform in PLATFORMS.iter().filter(|platform| only.is_empty() || only.iter().any(|rid| rid == platform.rid)) {
        match platform::build(repo, platform)? {
            Ok(library) => {
                println!("{}", library::check(&library, platform, &exports)?);
                libraries.insert(platform.rid, library);
            }
            Err(missing) => skipped.push(line(platform.rid, &missing)),
        }
    }
    if libraries.is_empty() {
        bail!("no library could be built: {}", skipped.join("; "));
    }
    Ok(libraries)
}

/// The zip of the module and what belongs to it, by file name.
fn module(
    repo: &Repo,
    libraries: &BTreeMap<&'static str, PathBuf>,
    addresses: &Addresses,
) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
    let bill = bill::Bill::of(repo, "snap-capi")?;
    let stage = tempfile::tempdir()?;
    let folder = stage.path().join(NAME);
    build::stage(repo, &folder, libraries, addresses.help_uri.as_deref())?;
    let manifest = folder.join("Snapline.psd1");
    fs::write(&manifest, manifest::published(&fs::read_to_string(&manifest)?, addresses)?)?;
    fs::write(folder.join("THIRD-PARTY-LICENSES.txt"), bill.texts()?)?;
    let zip = archive::pack(&folder, NAME)?;
    let file_name = format!("{NAME}.zip");
    let faults = archive::faults(&zip, &file_name)?;
    if !faults.is_empty() {
        bail!("{file_name} breaks a rule: {}", faults.join("; "));
    }
    println!("{file_name}: {} kB, licences of {} crates", zip.len() / 1024, bill.len());
    let cyclonedx = bill.cyclonedx(NAME, env!("CARGO_PKG_VERSION"))?;
    Ok(BTreeMap::from([(file_name, zip), (format!("{NAME}.cdx.json"), cyclonedx.into_bytes())]))
}

/// Asks PowerShell whether it takes the manifest, where it lies in its package.
fn accepted(repo: &Repo, pwsh: &Path, files: &BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let zip = folder.path().join(format!("{NAME}.zip"));
    fs::write(&zip, files.get(&format!("{NAME}.zip")).context("a package has its zip")?)?;
    let module = unpacked(folder.path())?;
    let ask = "$null = Test-ModuleManifest -Path $env:SNAPLINE_MANIFEST -ErrorAction Stop -WarningAction Stop";
    let mut command = run::program(pwsh, &["-NoProfile", "-NonInteractive", "-Command", ask], &repo.root);
    run::quiet(command.env("SNAPLINE_MANIFEST", module.join("Snapline.psd1")).env("NO_COLOR", "1"))?;
    Ok(())
}

/// Writes the files and their checksums, in the form that `sha256sum --check` reads.
fn write(repo: &Repo, out: &Path, files: BTreeMap<String, Vec<u8>>) -> anyhow::Result<()> {
    fs::create_dir_all(out)?;
    let mut sums = String::new();
    for (name, bytes) in files {
        let hex: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        sums.push_str(&format!("{hex}  {name}\n"));
        let path = out.join(name);
        fs::write(&path, bytes)?;
        println!("wrote {}", repo.shown(&path));
    }
    fs::write(out.join("SHA256SUMS"), sums)?;
    Ok(())
}
