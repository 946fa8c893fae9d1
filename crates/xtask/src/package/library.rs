//! What a built library asks of its host, read from the file itself: on every platform, by the machine that builds.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, bail};
use object::read::elf::ElfFile64;
use object::read::macho::MachOFile64;
use object::read::pe::PeFile64;
use object::{Endianness, FileKind, Object, ObjectSymbol};

use super::platform::{GLIBC, Platform};

/// What Windows has by itself, in every edition that runs PowerShell: no runtime of a compiler is among them (U11).
const WINDOWS: [&str; 6] =
    ["kernel32.dll", "ntdll.dll", "msvcrt.dll", "bcryptprimitives.dll", "userenv.dll", "ws2_32.dll"];

/// What glibc's package has, on the C library's side of a Linux host.
const LINUX: [&str; 6] =
    ["libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"];

/// Where macOS keeps its own.
const MACOS: [&str; 2] = ["/usr/lib/", "/System/Library/"];

/// Checks the library at `path` for `platform`: the right kind of file, all functions of `exports`, nothing imported that the
/// system lacks, and on Linux no symbol version above the floor. Gives one line that says what it is.
pub(super) fn check(path: &Path, platform: &Platform, exports: &[String]) -> anyhow::Result<String> {
    let data = std::fs::read(path).with_context(|| format!("no library {}", path.display()))?;
    let found = inspect(&data).with_context(|| format!("{} is no library that can be read", path.display()))?;
    let faults = found.faults(platform, exports);
    if !faults.is_empty() {
        bail!("the library for {} cannot be shipped: {}", platform.rid, faults.join("; "));
    }
    Ok(format!("{}: {} kB, needs {}", platform.rid, data.len() / 1024, found.needs()))
}

/// What was read of a library.
#[derive(Debug, Default)]
struct Inspected {
    /// The .NET runtime identifier that it belongs to.
    rid: &'static str,
    imports: BTreeSet<String>,
    exports: BTreeSet<String>,
    /// The newest glibc that a symbol which must be there is of; weak symbols may be missing.
    glibc: Option<[u32; 2]>,
    /// The name that it has for those who link it, on macOS.
    install_name: Option<String>,
}

impl Inspected {
    fn faults(&self, platform: &Platform, exports: &[String]) -> Vec<String> {
        let mut faults = Vec::new();
        if self.rid != platform.rid {
            faults.push(format!("it is a library for {}", self.rid));
        }
        faults.extend(
            exports.iter().filter(|name| !self.exports.contains(*name)).map(|name| format!("it lacks `{name}`")),
        );
        faults.extend(
            self.imports.iter().filter(|name| !is_system(self.rid, name)).map(|name| format!("it needs `{name}`")),
        );
        if let Some(version) = self.glibc.filter(|version| *version > GLIBC) {
            faults
                .push(format!("it needs glibc {}.{}, the floor is {}.{}", version[0], version[1], GLIBC[0], GLIBC[1]));
        }
        if let Some(name) = self.install_name.as_ref().filter(|name| !name.starts_with("@rpath/")) {
            faults.push(format!("its install name is `{name}`"));
        }
        faults
    }

    fn needs(&self) -> String {
        let glibc = self.glibc.map(|v| format!("glibc {}.{} ", v[0], v[1])).unwrap_or_default();
        let names: Vec<&str> = self.imports.iter().map(String::as_str).collect();
        format!("{glibc}({})", names.join(", "))
    }
}

/// True for what the platform has by itself.
fn is_system(rid: &str, name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    match rid {
        // The API sets are names that Windows resolves to its own libraries.
        "win-x64" => WINDOWS.contains(&lower.as_str()) || lower.starts_with("api-ms-win-"),
        "linux-x64" | "linux-arm64" => LINUX.contains(&name),
        _ => MACOS.iter().any(|folder| name.starts_with(folder)),
    }
}

fn inspect(data: &[u8]) -> anyhow::Result<Inspected> {
    match FileKind::parse(data)? {
        FileKind::Pe64 => pe(data),
        FileKind::Elf64 => elf(data),
        FileKind::MachO64 => macho(data),
        kind => bail!("a file of the kind {kind:?}"),
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn exported<'data>(file: &impl Object<'data>) -> anyhow::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for export in file.exports()? {
        let export = export?;
        // Mach-O puts an underscore before every name of C.
        names.extend(export.name().name().map(|name| text(name).trim_start_matches('_').to_owned()));
    }
    Ok(names)
}

fn pe(data: &[u8]) -> anyhow::Result<Inspected> {
    let file: PeFile64<'_> = PeFile64::parse(data)?;
    let mut imports = BTreeSet::new();
    if let Some(table) = file.import_table()? {
        let mut descriptors = table.descriptors()?;
        while let Some(descriptor) = descriptors.next()? {
            imports.insert(text(table.name(descriptor.name.get(object::LittleEndian))?));
        }
    }
    let rid = if file.architecture() == object::Architecture::X86_64 { "win-x64" } else { "win-other" };
    Ok(Inspected { rid, imports, exports: exported(&file)?, ..Inspected::default() })
}

fn elf(data: &[u8]) -> anyhow::Result<Inspected> {
    let file: ElfFile64<'_> = ElfFile64::parse(data)?;
    let endian: Endianness = file.endian();
    let sections = file.elf_section_table();
    let mut found = Inspected { exports: exported(&file)?, ..Inspected::default() };
    found.rid = match file.architecture() {
        object::Architecture::X86_64 => "linux-x64",
        object::Architecture::Aarch64 => "linux-arm64",
        _ => "linux-other",
    };
    let dynamic = file.elf_dynamic_table()?;
    for entry in dynamic.iter().filter(|entry| entry.tag == object::elf::DT_NEEDED) {
        found.imports.insert(text(dynamic.string(entry)?));
    }
    if let Some(versions) = sections.versions(endian, data)? {
        for symbol in file.dynamic_symbols().filter(|symbol| symbol.is_undefined() && !symbol.is_weak()) {
            let index = versions.version_index(endian, symbol.index()).index();
            let Some(version) = versions.version(index)? else { continue };
            if let Some(number) = glibc(version.name()) {
                found.glibc = found.glibc.max(Some(number));
            }
        }
    }
    Ok(found)
}

/// `GLIBC_2.17` as numbers; a third part is dropped.
fn glibc(version: &[u8]) -> Option<[u32; 2]> {
    let mut parts = std::str::from_utf8(version).ok()?.strip_prefix("GLIBC_")?.split('.');
    Some([parts.next()?.parse().ok()?, parts.next()?.parse().ok()?])
}

fn macho(data: &[u8]) -> anyhow::Result<Inspected> {
    let file: MachOFile64<'_> = MachOFile64::parse(data)?;
    let endian: Endianness = file.endian();
    let mut found = Inspected { exports: exported(&file)?, ..Inspected::default() };
    found.rid = match file.architecture() {
        object::Architecture::X86_64 => "osx-x64",
        object::Architecture::Aarch64 => "osx-arm64",
        _ => "osx-other",
    };
    let mut commands = file.macho_load_commands()?;
    while let Some(command) = commands.next()? {
        let Some(dylib) = command.dylib()? else { continue };
        let name = text(command.string(endian, dylib.dylib.name)?);
        if command.cmd() == object::macho::LC_ID_DYLIB {
            found.install_name = Some(name);
        } else {
            found.imports.insert(name);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::platform::PLATFORMS;
    use super::*;

    fn of(rid: &'static str, imports: &[&str], glibc: Option<[u32; 2]>) -> Inspected {
        let imports = imports.iter().map(|name| (*name).to_owned()).collect();
        Inspected { rid, imports, exports: ["snap_a".to_owned()].into(), glibc, install_name: None }
    }

    fn faults(rid: &str, found: &Inspected) -> Vec<String> {
        let platform = PLATFORMS.iter().find(|platform| platform.rid == rid).unwrap();
        found.faults(platform, &["snap_a".to_owned()])
    }

    #[test]
    fn what_the_system_has_is_no_fault_and_what_a_compiler_brings_is() {
        let good = ["KERNEL32.dll", "bcryptprimitives.dll", "api-ms-win-core-synch-l1-2-0.dll"];
        assert_eq!(faults("win-x64", &of("win-x64", &good, None)), [""; 0]);
        for bad in ["libgcc_s_seh-1.dll", "libwinpthread-1.dll", "VCRUNTIME140.dll", "kernel32.dll.evil.dll"] {
            assert_eq!(faults("win-x64", &of("win-x64", &[bad], None)), [format!("it needs `{bad}`")]);
        }
        assert_eq!(faults("linux-x64", &of("linux-x64", &["libgcc_s.so.1"], None)), ["it needs `libgcc_s.so.1`"]);
        let mine = ["/usr/local/lib/libz.dylib", "/usr/lib/libSystem.B.dylib"];
        assert_eq!(faults("osx-x64", &of("osx-x64", &mine, None)), ["it needs `/usr/local/lib/libz.dylib`"]);
    }

    #[test]
    fn a_newer_glibc_another_platform_and_a_missing_function_are_faults() {
        assert_eq!(faults("linux-x64", &of("linux-x64", &["libc.so.6"], Some([2, 17]))), [""; 0]);
        let newer = faults("linux-x64", &of("linux-x64", &["libc.so.6"], Some([2, 34])));
        assert_eq!(newer, ["it needs glibc 2.34, the floor is 2.17"]);
        assert_eq!(faults("linux-x64", &of("linux-arm64", &[], None)), ["it is a library for linux-arm64"]);
        let empty = Inspected { rid: "win-x64", ..Inspected::default() };
        assert_eq!(faults("win-x64", &empty), ["it lacks `snap_a`"]);
        let built = Inspected { install_name: Some("/build/libsnap_capi.dylib".into()), ..of("osx-x64", &[], None) };
        assert_eq!(faults("osx-x64", &built), ["its install name is `/build/libsnap_capi.dylib`"]);
    }

    #[test]
    fn versions_are_numbers_and_not_texts() {
        assert_eq!(glibc(b"GLIBC_2.4"), Some([2, 4]));
        assert_eq!(glibc(b"GLIBC_2.2.5"), Some([2, 2]));
        assert!(glibc(b"GLIBC_2.4") < glibc(b"GLIBC_2.17"));
        assert_eq!(glibc(b"GCC_3.0"), None);
    }

    #[test]
    fn this_test_s_own_program_is_read() {
        let found = inspect(&std::fs::read(std::env::current_exe().unwrap()).unwrap()).unwrap();
        assert!(!found.imports.is_empty());
        assert!(inspect(b"#!/bin/sh\n").is_err());
    }
}
