//! What Windows PowerShell 5.1 does not know, in the module and the runbooks: `tests/ps/lint51.ps1`, where a PowerShell is.

use crate::repo::Repo;
use crate::run;
use crate::tools::{self, Found};

pub(crate) fn check(repo: &Repo) -> anyhow::Result<Found<Vec<String>>> {
    let pwsh = match tools::pwsh() {
        Ok(pwsh) => pwsh,
        Err(missing) => return Ok(Err(missing)),
    };
    let arguments = ["-NoProfile", "-NonInteractive", "-File", "tests/ps/lint.ps1", "ps-module", "runbooks"];
    let output = run::quiet(&mut run::program(&pwsh, &arguments, &repo.root))?;
    Ok(Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect()))
}
