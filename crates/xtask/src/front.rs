//! The front of the PowerShell module as it is packaged: what an import reads.
//!
//! An import takes as long as its text is. So the psm1 has the commands, and for each function that they share a line that
//! reads its part of the module when it is first called.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

use crate::commands;

/// What the first call of the library needs, and what a command needs that sends: read as one each, for a file takes its own
/// time to find, to compile and to run.
const TOGETHER: [(&str, &[&str]); 2] = [
    ("Base.ps1", &["Errors.ps1", "HostInfo.ps1", "Json.ps1", "Library.ps1", "Session.ps1", "Target.ps1"]),
    (
        "Flow.ps1",
        &[
            "Download.ps1",
            "Http.ps1",
            "LinkNote.ps1",
            "Named.ps1",
            "Pipe.ps1",
            "Pump.ps1",
            "Read.ps1",
            "RowTypes.ps1",
            "Rows.ps1",
            "SignIn.ps1",
            "Texts.ps1",
        ],
    ),
];

/// The psm1 of the module in `source`, without the commands' help where it is `external`. What is read later is written into
/// the folder `private`.
pub(crate) fn write(source: &Path, private: &Path, external: bool) -> anyhow::Result<String> {
    let front = fs::read_to_string(source.join("Snapline.psm1"))?;
    let (head, rest) = front.split_once("# <files>").context("Snapline.psm1 has no line `# <files>`")?;
    let (_, tail) = rest.split_once("# </files>\n").context("Snapline.psm1 has no line `# </files>`")?;
    let (shared, commands) = (scripts(&source.join("Private"))?, scripts(&source.join("Public"))?);
    let mut script = head.to_owned();
    let mut parts: BTreeMap<&str, String> = BTreeMap::new();
    for (file, text) in &shared {
        let part = part(file);
        let others = || {
            shared.iter().filter(|(other, _)| self::part(other) != part).chain(&commands).map(|(_, text)| text.as_str())
        };
        for function in functions(text) {
            ensure!(
                !function.piped,
                "{} in Private/{file} takes input from a pipeline, which the line that reads its part would not hand on; \
                 give it a parameter",
                function.name
            );
            if others().chain([tail]).any(|other| names(other, function.name)) {
                script.push_str(&function.door(part));
            }
        }
        // They are read from within a function, and are the module's all the same.
        let lines = text.split_inclusive('\n').map(|line| match line.strip_prefix(FUNCTION) {
            Some(rest) => format!("function script:{rest}"),
            None => line.to_owned(),
        });
        parts.entry(part).or_default().extend(lines);
    }
    for (part, text) in parts {
        fs::write(private.join(part), text)?;
    }
    for (_, text) in &commands {
        script.push_str(&if external { commands::without_help(text) } else { text.clone() });
        script.push('\n');
    }
    Ok(script + tail)
}

/// The file of the package in which a file of the source is.
fn part(file: &str) -> &str {
    TOGETHER.iter().find(|(_, files)| files.contains(&file)).map_or(file, |(part, _)| part)
}

/// The scripts of a folder, by name.
fn scripts(folder: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<_>>()?;
    files.sort();
    let name = |file: &Path| Some(file.file_name()?.to_str()?.to_owned());
    files.iter().map(|file| Ok((name(file).context("a file has a name")?, fs::read_to_string(file)?))).collect()
}

const FUNCTION: &str = "function ";

/// Whether a text has this name as a word.
fn names(text: &str, name: &str) -> bool {
    let inside = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    text.match_indices(name).any(|(at, _)| {
        let (before, after) = (text.as_bytes().get(..at), text.as_bytes().get(at + name.len()));
        !inside(before.and_then(<[u8]>::last)) && !inside(after)
    })
}

/// What a call of a function has to know of it.
#[derive(Debug, PartialEq, Eq)]
struct Function<'a> {
    name: &'a str,
    /// Whether it takes PowerShell's own parameters too, such as `-Verbose`.
    advanced: bool,
    /// Whether it takes input from a pipeline.
    piped: bool,
    /// Its parameters with their `$`; those that stand alone have `[switch]` before them.
    parameters: Vec<String>,
}

impl Function<'_> {
    /// A function of the same name that reads the file, which puts the true one in its place, and hands the call on.
    fn door(&self, file: &str) -> String {
        let Self { name, parameters, .. } = self;
        let advanced = if self.advanced { "[CmdletBinding()] " } else { "" };
        let parameters = parameters.join(", ");
        format!(
            "function {name} {{ {advanced}param({parameters}) . \"$script:SnaplineRoot/Private/{file}\"; {name} @PSBoundParameters }}\n"
        )
    }
}

/// The functions of a script, which begin at the left.
fn functions(text: &str) -> Vec<Function<'_>> {
    let starts = text.match_indices(FUNCTION).filter(|(at, _)| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n'));
    starts
        .filter_map(|(at, _)| {
            let (name, body) = text.get(at + FUNCTION.len()..)?.split_once(" {")?;
            let (attribute, block) = match body.trim_start().split_once('\n') {
                Some((line, rest)) if line.starts_with("[CmdletBinding(") => (true, rest),
                _ => (false, body),
            };
            let block = behind_attributes(block).strip_prefix("param(").map_or("", inside);
            let advanced = attribute || block.contains("[Parameter(");
            let piped = block.contains("ValueFromPipeline");
            Some(Function { name, advanced, piped, parameters: split(block).filter_map(parameter).collect() })
        })
        .collect()
}

/// A function's body from its `param(` on: attributes stand before it, each on a line of its own.
fn behind_attributes(body: &str) -> &str {
    let mut left = body.trim_start();
    while let Some((_, rest)) = left.split_once('\n').filter(|(line, _)| line.starts_with('[') && line.ends_with(']')) {
        left = rest.trim_start();
    }
    left
}

/// What stands before the bracket that closes the one that was opened.
fn inside(text: &str) -> &str {
    split_at(text, |deep, letter| deep == 0 && letter == ')').map_or(text, |(block, _)| block)
}

/// The parts between commas that stand in no brackets.
fn split(block: &str) -> impl Iterator<Item = &str> {
    let mut left = Some(block);
    std::iter::from_fn(move || {
        let text = left?;
        let (part, rest) = split_at(text, |deep, letter| deep == 0 && letter == ',').unzip();
        left = rest;
        Some(part.unwrap_or(text))
    })
}

/// Text before and behind the first letter that `ends` holds for; `deep` is in how many brackets it stands.
fn split_at(text: &str, ends: impl Fn(usize, char) -> bool) -> Option<(&str, &str)> {
    let mut deep = 0_usize;
    for (at, letter) in text.char_indices() {
        if ends(deep, letter) {
            return Some((text.get(..at)?, text.get(at + letter.len_utf8()..)?));
        }
        match letter {
            '(' | '[' | '{' => deep += 1,
            ')' | ']' | '}' => deep = deep.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// `$Name` of a declared parameter.
fn parameter(declared: &str) -> Option<String> {
    let (before, name) = declared.split_once('$')?;
    let end = name.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(name.len());
    let alone = if before.contains("[switch]") { "[switch] " } else { "" };
    Some(format!("{alone}${}", name.get(..end)?))
}

#[cfg(test)]
mod tests {
    use super::{functions, names};

    #[test]
    fn a_door_has_the_parameters_and_nothing_of_the_function() {
        let text = "# function notes\nfunction A-B {\n    [CmdletBinding()]\n    [OutputType([object[]])]\n    param(\n        [Parameter(Mandatory)] [string[]] $One,\n        \
                    [int] $Two = (1, 2)[0],\n        [switch] $Three\n    )\n    $more\n}\n\nfunction C-D { return 1 }\n\
                    function E-F {\n    param($One = @{ a = 1 }, $Two)\n}\n";
        let doors: Vec<String> = functions(text).iter().map(|function| function.door("X.ps1")).collect();
        let read = |name: &str| format!(" . \"$script:SnaplineRoot/Private/X.ps1\"; {name} @PSBoundParameters }}\n");
        assert_eq!(
            doors,
            [
                format!("function A-B {{ [CmdletBinding()] param($One, $Two, [switch] $Three){}", read("A-B")),
                format!("function C-D {{ param(){}", read("C-D")),
                format!("function E-F {{ param($One, $Two){}", read("E-F")),
            ]
        );
    }

    #[test]
    fn what_takes_input_from_a_pipeline_is_known() {
        let piped = |text| functions(text).iter().map(|function| function.piped).collect::<Vec<_>>();
        let text = "function A-B {\n    param($One)\n    $_.ValueFromPipeline\n}\n\
                    function C-D {\n    [CmdletBinding()]\n    param([Parameter(Mandatory, ValueFromPipeline)] $One)\n}\n";
        assert_eq!(piped(text), [false, true]);
    }

    #[test]
    fn a_name_is_a_word() {
        assert!(names("x = (Get-A); 1", "Get-A"));
        for other in ["Get-AB", "Forget-A", "Get-A-B", ""] {
            assert!(!names(other, "Get-A"), "{other}");
        }
    }
}
