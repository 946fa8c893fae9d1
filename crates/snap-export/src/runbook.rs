//! The runbook: the policy itself, run by Snapline's own commands (`run` in the vocabulary). The only export that may lead
//! to a deletion, and only through `Invoke-IncrementalSnapshotPolicy` with all its guards.

use crate::format::{File, Nightly};
use crate::plan::Plan;
use crate::powershell::{comment, hashtable};
use crate::quote::{escape_json, powershell as quoted};

const BODY: &str = include_str!("text/runbook.ps1");

pub(crate) fn runbook(plan: &Plan, nightly: &Nightly) -> File {
    let mut text =
        comment("Runs the policy below every time it is started: takes, waits, then deletes what the policy drops.");
    for line in plan.heading().iter().skip(2) {
        text.push_str(&comment(line));
    }
    text.push_str(&comment(&format!(
        "Made by Snapline on {}. Needs the module Snapline and a managed identity.",
        plan.now
    )));
    // U10: declared, for a runbook in PowerShell 7 has no other way to say it.
    text.push_str(concat!(
        "[CmdletBinding()]\n[OutputType([string])]\nparam(\n",
        "    # The moment that the snapshots stand for, such as 2026-11-20T02:00:00Z; left out, the newest of the policy's schedule, or the hour in which it runs.\n",
        "    [string] $Slot = '',\n",
        "    # Shows what would be done and does nothing.\n",
        "    [bool] $ShowOnly = $false\n)\n\n",
        "$ErrorActionPreference = 'Stop'\nSet-StrictMode -Version 2.0\n\n"
    ));
    text.push_str(&format!("$policy = @'\n{}\n'@\n\n$scopes = @(\n", policy(plan)));
    for subscription in plan.subscriptions() {
        text.push_str(&format!("    @{{\n        SubscriptionId = {}\n", quoted(subscription)));
        if nightly.named {
            let of = |id: &str| id.eq_ignore_ascii_case(subscription);
            let ids = plan.takes.iter().filter(|take| of(take.disk.subscription()));
            let ids: String = ids.map(|take| format!("            {}\n", quoted(take.disk.as_str()))).collect();
            text.push_str(&format!("        DiskId = @(\n{ids}        )\n"));
        }
        text.push_str("    }\n");
    }
    text.push_str(")\n\n$common = @{ Policy = $policy }\n");
    for (name, value) in [("SnapshotResourceGroupName", &nightly.group), ("NameTemplate", &nightly.template)] {
        if let Some(value) = value {
            text.push_str(&format!("$common['{name}'] = {}\n", quoted(value)));
        }
    }
    if !nightly.tags.is_empty() {
        text.push_str(&format!("$common['Tag'] = {}\n", hashtable(nightly.tags.iter(), "")));
    }
    text.push('\n');
    text.push_str(BODY);
    File::new("snapline-nightly.ps1", "text/plain; charset=utf-8", text)
}

/// The policy over lines, in ASCII: no line of it can begin with what ends a here-string, which typographic quotes do too.
fn policy(plan: &Plan) -> String {
    let json = plan.policy.as_ref().map_or("{}", |policy| &policy.json);
    escape_json(&over_lines(json), |c| !matches!(c, ' '..='~'))
}

/// JSON without blanks between its tokens, laid out for a reader. Lists stay on one line.
fn over_lines(json: &str) -> String {
    let mut out = String::new();
    let (mut depth, mut lists, mut inside, mut escaped) = (0_usize, 0_usize, false, false);
    for c in json.chars() {
        if inside {
            out.push(c);
            inside = escaped || c != '"';
            escaped = !escaped && c == '\\';
            continue;
        }
        let line = |out: &mut String, depth| {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        };
        match c {
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
            }
            '[' => lists += 1,
            ']' => lists = lists.saturating_sub(1),
            _ => inside = c == '"',
        }
        out.push(c);
        match c {
            '{' => line(&mut out, depth),
            ',' if lists == 0 => line(&mut out, depth),
            ':' | ',' => out.push(' '),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::over_lines;

    #[test]
    fn layout_changes_no_value() {
        let json = r#"{"a":{"b":[1,"x,:{}[]\"\\",true]},"c":null}"#;
        let laid_out = over_lines(json);
        assert_eq!(laid_out, "{\n  \"a\": {\n    \"b\": [1, \"x,:{}[]\\\"\\\\\", true]\n  },\n  \"c\": null\n}");
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(read(&laid_out), read(json));
    }
}
