//! A script for bash 3.2 or later and the Azure CLI.
//!
//! What the documentation's samples get wrong and this does not: they look in one group only (Z5), compare ids with case
//! and take a deleted namesake's snapshots for the disk's (Z3).

use crate::format::File;
use crate::node;
use crate::plan::{Plan, Take};
use crate::quote::{bash, comment};

const BEGIN: &str = include_str!("text/azure_cli.sh");
const BY_COMMAND: &str = include_str!("text/azure_cli_create.sh");
const BY_BODY: &str = include_str!("text/azure_cli_put.sh");
const END: &str = include_str!("text/azure_cli_end.sh");

pub(crate) fn script(plan: &Plan) -> File {
    let (owner_tag, owner) = plan.owner.tag();
    let plain = plan.tags.iter().all(|(name, value)| sayable(name, value));
    let mut text = String::from("#!/usr/bin/env bash\n");
    for line in plan.heading() {
        text.push_str(&format!("# {line}\n"));
    }
    text.push_str(concat!(
        "#\n# Sign in with `az login` first. Run it again and nothing is made twice.\n",
        "#   bash snapshots.sh         takes what is not there yet, then lists\n",
        "#   bash snapshots.sh list    lists only\n\n",
        "set -euo pipefail\n\n"
    ));
    let tags = plan.tags.iter().map(|(name, value)| format!("\n  {}", bash(&format!("{name}={value}"))));
    let values = [
        format!("owner_tag={}", bash(owner_tag)),
        format!("owner={}", bash(owner)),
        format!("slot={}", bash(&plan.slot.to_string())),
        format!("api_version={}", bash(plan.version.as_str())),
        format!("tags=({}\n)", tags.collect::<String>()),
    ];
    text.push_str(&values.join("\n"));
    text.push_str("\n\n# Subscription, group and name of the snapshot, region, disk, its unique id, whether snapshots of its kind are copied in\n# the background (yes, no or unknown).\ndisks() {\n");
    for take in &plan.takes {
        text.push_str(&format!("  # {}\n  \"$1\" {}\n", comment(take.disk.name()), words(plan, take, plain)));
    }
    text.push_str("}\n\n");
    text.push_str(BEGIN);
    text.push_str(if plain { BY_COMMAND } else { BY_BODY });
    text.push_str(END);
    File::new("snapshots.sh", "application/x-sh; charset=utf-8", text)
}

fn words(plan: &Plan, take: &Take, plain: bool) -> String {
    let background = take.kind.map_or("unknown", |kind| if kind.copies_in_background() { "yes" } else { "no" });
    let mut words = vec![
        bash(take.snapshot.subscription()),
        bash(take.snapshot.group()),
        bash(take.snapshot.name()),
        bash(&take.location),
        bash(take.disk.as_str()),
        bash(take.unique_id.as_deref().unwrap_or_default()),
        background.to_owned(),
    ];
    if !plain {
        words.push(bash(&node::body(plan, take).body()));
    }
    words.join(" \\\n    ")
}

/// Whether `--tags name=value` says it: the CLI splits at the first `=`, reads a leading `-` as an option, and puts the
/// contents of a file in place of a value that begins with `@`.
fn sayable(name: &str, value: &str) -> bool {
    !name.contains('=') && !name.starts_with('-') && !value.starts_with('@')
}
