//! The help of the PowerShell commands in its other forms: the pages in `docs/commands` and the external help of a package.
//! Both are written by `crates/xtask/help/help.ps1` from the comment-based help, which is the only source.

use std::path::Path;
use std::process::Command;

use crate::repo::Repo;
use crate::{build, run, tools};

/// Where the pages are, from the root of the checkout.
const PAGES: &str = "docs/commands";

/// Writes the pages.
pub(crate) fn pages(repo: &Repo) -> anyhow::Result<()> {
    let pwsh = tools::pwsh().map_err(|missing| build::needed(&missing))?;
    let mut command = script(repo, &pwsh);
    command.arg("-Pages").arg(repo.path(PAGES)).arg("-Output").arg(repo.path(PAGES).join("output"));
    run::quiet(&mut command)?;
    println!("wrote {PAGES}");
    Ok(())
}

/// Writes the external help into `file`; `false` where no PowerShell is: the commands then keep their help with them.
pub(crate) fn maml(repo: &Repo, file: &Path, help_uri: Option<&str>) -> anyhow::Result<bool> {
    let Ok(pwsh) = tools::pwsh() else { return Ok(false) };
    let mut command = script(repo, &pwsh);
    command.arg("-Maml").arg(file);
    if let Some(uri) = help_uri {
        command.args(["-HelpUri", uri]);
    }
    run::quiet(&mut command)?;
    Ok(true)
}

fn script(repo: &Repo, pwsh: &Path) -> Command {
    let mut command = run::program(pwsh, &["-NoProfile", "-NonInteractive", "-File"], &repo.root);
    command.arg(repo.path("crates/xtask/help/help.ps1")).arg("-Source").arg(repo.path("ps-module/Public"));
    command.env("NO_COLOR", "1");
    command
}

/// A command's text with a line that points to the external help in place of its own: an import reads less.
pub(crate) fn without_help(text: &str) -> String {
    let (open, close) = ("    <#\n    .SYNOPSIS\n", "    #>\n");
    match text.split_once(open).and_then(|(head, rest)| Some((head, rest.split_once(close)?.1))) {
        Some((head, tail)) => format!("{head}    # .EXTERNALHELP Snapline-help.xml\n{tail}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::without_help;

    #[test]
    fn only_the_help_goes() {
        let text = "function A {\n    <#\n    .SYNOPSIS\n    Does.\n    #>\n    param($x) # <# not this #>\n}\n";
        let less = "function A {\n    # .EXTERNALHELP Snapline-help.xml\n    param($x) # <# not this #>\n}\n";
        assert_eq!(without_help(text), less);
        for other in ["# A comment.\nfunction B { 1 }\n", "<#\nnotes\n#>\nfunction C { 1 }\n"] {
            assert_eq!(without_help(other), other);
        }
    }
}
