//! A script for the Az PowerShell modules: five cmdlets (P5, P7, P8), none of which deletes.

use crate::format::File;
use crate::plan::{Plan, Take};
use crate::quote::powershell as quoted;

const BODY: &str = include_str!("text/az_powershell.ps1");

pub(crate) fn script(plan: &Plan) -> File {
    let (owner_tag, owner) = plan.owner.tag();
    let mut text = String::new();
    for line in plan.heading() {
        text.push_str(&comment(&line));
    }
    text.push_str(concat!(
        "#\n# Sign in with Connect-AzAccount first. Run it again and nothing is made twice.\n",
        "#   ./snapshots.ps1              takes what is not there yet, then lists\n",
        "#   ./snapshots.ps1 -ListOnly    lists only\n",
        "[CmdletBinding(SupportsShouldProcess)]\nparam([switch] $ListOnly)\n\n",
        "$ErrorActionPreference = 'Stop'\nSet-StrictMode -Version 1.0\n\n"
    ));
    text.push_str(&format!("$ownerTag = {}\n$owner = {}\n", quoted(owner_tag), quoted(owner)));
    text.push_str(&format!("$slot = {}\n", quoted(&plan.slot.to_string())));
    text.push_str("$tags = ");
    text.push_str(&hashtable(plan.tags.iter(), ""));
    text.push_str("\n$takes = @(\n");
    for take in &plan.takes {
        text.push_str(&format!("    [pscustomobject]{}\n", hashtable(members(take).into_iter(), "    ")));
    }
    text.push_str(")\n\n");
    text.push_str(BODY);
    File::new("snapshots.ps1", "text/plain; charset=utf-8", text)
}

fn members(take: &Take) -> [(&'static str, &str); 8] {
    let background = take.kind.map_or("unknown", |kind| if kind.copies_in_background() { "yes" } else { "no" });
    [
        ("SubscriptionId", take.snapshot.subscription()),
        ("ResourceGroupName", take.snapshot.group()),
        ("Name", take.snapshot.name()),
        ("Location", &take.location),
        ("DiskId", take.disk.as_str()),
        ("DiskResourceGroupName", take.disk.group()),
        ("UniqueId", take.unique_id.as_deref().unwrap_or_default()),
        ("Background", background),
    ]
}

/// A hashtable, one pair a line.
pub(crate) fn hashtable<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>, indent: &str) -> String {
    let pairs = pairs.map(|(name, value)| format!("{indent}    {} = {}\n", quoted(name), quoted(value)));
    format!("@{{\n{}{indent}}}", pairs.collect::<String>())
}

/// A line of comment, in ASCII as the rest of the file.
pub(crate) fn comment(line: &str) -> String {
    let ascii: String = line.chars().map(|c| if matches!(c, ' '..='~') { c } else { '?' }).collect();
    format!("# {ascii}\n")
}
