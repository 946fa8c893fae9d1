//! The zip: the same bytes for the same files, and the rules of who installs it (U9).

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use anyhow::{Context, bail};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// Azure Automation takes modules of at most so many bytes (U9).
const LARGEST: u64 = 100 << 20;

/// A path inside the zip has fewer characters than this (U9).
const LONGEST_PATH: usize = 140;

/// Packs `folder` as `name/…`. Files are sorted and have one time, so that a package can be made again and compared.
pub(super) fn pack(folder: &Path, name: &str) -> anyhow::Result<Vec<u8>> {
    let mut files = Vec::new();
    walk(folder, name, &mut files)?;
    files.sort();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(9))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, file) in files {
        zip.start_file(&path, options)?;
        zip.write_all(&fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn walk(folder: &Path, prefix: &str, files: &mut Vec<(String, std::path::PathBuf)>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("no folder {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().into_string().ok().context("a file name is not text")?;
        let path = format!("{prefix}/{name}");
        let kind = entry.file_type()?;
        if kind.is_dir() {
            walk(&entry.path(), &path, files)?;
        } else if kind.is_file() {
            files.push((path, entry.path()));
        } else {
            bail!("{} is neither a file nor a folder", entry.path().display());
        }
    }
    Ok(())
}

/// Holds a module's zip against the rules of who installs it and of what may come out of an archive; names every rule that is broken.
pub(super) fn faults(zip: &[u8], file_name: &str) -> anyhow::Result<Vec<String>> {
    let mut faults = Vec::new();
    let Some(name) = file_name.strip_suffix(".zip") else {
        return Ok(vec![format!("`{file_name}` does not end in .zip")]);
    };
    if zip.len() as u64 > LARGEST {
        faults.push(format!("it has {} MB, Automation takes {}", zip.len() >> 20, LARGEST >> 20));
    }
    let mut archive = ZipArchive::new(Cursor::new(zip)).context("it is no zip")?;
    let mut seen = BTreeSet::new();
    let mut manifest = false;
    for at in 0..archive.len() {
        let file = archive.by_index(at)?;
        let path = file.name()?.into_owned();
        manifest |= path == format!("{name}/{name}.psd1");
        if file.is_symlink() {
            faults.push(format!("`{path}` is a link"));
        }
        if path.chars().count() >= LONGEST_PATH {
            faults.push(format!("`{path}` has {} characters, {LONGEST_PATH} are too many", path.chars().count()));
        }
        let plain = |part: &str| !(part.is_empty() || part.ends_with(['.', ' ']) || part.contains(['\\', ':', '\0']));
        if !path.split('/').all(plain) {
            faults.push(format!("`{path}` is no plain path"));
        }
        if !path.starts_with(&format!("{name}/")) {
            faults.push(format!("`{path}` is not in the folder `{name}`"));
        }
        // Windows and macOS have one file for two names that differ in case.
        if !seen.insert(path.to_lowercase()) {
            faults.push(format!("`{path}` is there twice"));
        }
    }
    if !manifest {
        faults.push(format!("it has no `{name}/{name}.psd1`"));
    }
    Ok(faults)
}

/// Unpacks a zip that has no [`faults`] into `folder`.
pub(crate) fn unpack(zip: &Path, folder: &Path) -> anyhow::Result<()> {
    let data = fs::read(zip).with_context(|| format!("{} cannot be read", zip.display()))?;
    let file_name = zip.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let faults = faults(&data, &file_name)?;
    if !faults.is_empty() {
        bail!("{file_name} breaks a rule: {}", faults.join("; "));
    }
    let mut archive = ZipArchive::new(Cursor::new(data.as_slice()))?;
    for at in 0..archive.len() {
        let mut file = archive.by_index(at)?;
        let path = folder.join(file.name()?.as_ref());
        fs::create_dir_all(path.parent().context("a file lies in a folder")?)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        fs::write(path, bytes)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zip(paths: &[&str]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for path in paths {
            zip.start_file(*path, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"x").unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn one(paths: &[&str]) -> String {
        let mut with = vec!["Snapline/Snapline.psd1"];
        with.extend(paths);
        faults(&zip(&with), "Snapline.zip").unwrap().join("; ")
    }

    #[test]
    fn a_module_s_zip_is_taken() {
        assert_eq!(one(&["Snapline/lib/linux-x64/libsnap_capi.so", "Snapline/en-US/about_Snapline.help.txt"]), "");
    }

    #[test]
    fn zip_folder_and_manifest_have_one_name() {
        let good = zip(&["Snapline/Snapline.psd1"]);
        let versioned = faults(&good, "Snapline-0.1.0.zip").unwrap().join("; ");
        assert!(versioned.contains("is not in the folder `Snapline-0.1.0`") && versioned.contains("has no"));
        assert_eq!(faults(&good, "Snapline.tar.gz").unwrap(), ["`Snapline.tar.gz` does not end in .zip"]);
        let other = faults(&zip(&["Snapline/snapline.psd1"]), "Snapline.zip").unwrap();
        assert_eq!(other, ["it has no `Snapline/Snapline.psd1`"]);
        assert_eq!(one(&["README.md"]), "`README.md` is not in the folder `Snapline`");
    }

    #[test]
    fn hostile_and_clumsy_paths_are_named() {
        for bad in
            ["Snapline/../evil.ps1", "Snapline//a", "Snapline/C:evil", "Snapline/a\\b", "Snapline/a.", "Snapline/a "]
        {
            assert_eq!(one(&[bad]), format!("`{bad}` is no plain path"), "{bad}");
        }
        assert!(one(&["/etc/passwd"]).contains("is no plain path"));
        assert_eq!(one(&["Snapline/a", "Snapline/A"]), "`Snapline/A` is there twice");
        let fits = format!("Snapline/{}", "a".repeat(130));
        let long = format!("Snapline/{}", "a".repeat(131));
        assert_eq!(one(&[&fits]), "");
        assert_eq!(one(&[&long]), format!("`{long}` has 140 characters, 140 are too many"));
        let mut zip = ZipWriter::new(Cursor::new(zip(&["Snapline/Snapline.psd1"])));
        zip.add_symlink("Snapline/link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        let linked = zip.finish().unwrap().into_inner();
        assert!(faults(&linked, "Snapline.zip").unwrap().contains(&"`Snapline/link` is a link".to_owned()));
        assert!(faults(b"PK no zip", "Snapline.zip").is_err());
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let [one, two] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        for (folder, names) in [(&one, ["b.txt", "a.txt"]), (&two, ["a.txt", "b.txt"])] {
            fs::create_dir(folder.path().join("sub")).unwrap();
            for name in names {
                fs::write(folder.path().join(name), name).unwrap();
                fs::write(folder.path().join("sub").join(name), name).unwrap();
            }
        }
        let packed = pack(one.path(), "M").unwrap();
        assert_eq!(packed, pack(two.path(), "M").unwrap());
        fs::write(two.path().join("b.txt"), "c").unwrap();
        assert_ne!(packed, pack(two.path(), "M").unwrap());
    }

    #[test]
    fn what_is_packed_comes_out_again_and_a_bad_zip_stays_in() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("source");
        fs::create_dir(&source).unwrap();
        fs::write(source.join("Snapline.psd1"), "@{}").unwrap();
        let file = folder.path().join("Snapline.zip");
        fs::write(&file, pack(&source, "Snapline").unwrap()).unwrap();
        unpack(&file, &folder.path().join("out")).unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("out/Snapline/Snapline.psd1")).unwrap(), "@{}");
        fs::write(&file, zip(&["Snapline/Snapline.psd1", "Snapline/../../evil"])).unwrap();
        assert!(unpack(&file, &folder.path().join("out2")).is_err());
        assert!(!folder.path().join("out2").exists());
    }
}
