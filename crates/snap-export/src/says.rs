//! What an export will do, in words.

use serde::Serialize;
use snap_core::instant::Instant;

use crate::format::{Format, Nightly};
use crate::plan::Plan;
use crate::quote::bash;
use crate::template;

/// What will run, where, when, how it is started, and with which rights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ExportSays"))]
pub struct Says {
    /// What the files do.
    pub what: String,
    /// In which subscriptions and groups.
    pub r#where: String,
    /// When that happens.
    pub when: String,
    /// How it is begun: a line to type, or a sentence.
    pub how: String,
    /// The operations that must be allowed (U14).
    pub rights: Vec<&'static str>,
}

const READ: [&str; 2] = ["Microsoft.Compute/disks/read", "Microsoft.Compute/snapshots/read"];
const WRITE: &str = "Microsoft.Compute/snapshots/write";
const DEPLOY: [&str; 2] = ["Microsoft.Resources/deployments/read", "Microsoft.Resources/deployments/write"];
const PRUNE: [&str; 2] = ["Microsoft.Compute/snapshots/delete", "Microsoft.Authorization/locks/read"];

impl Says {
    /// For a format that prints a plan.
    pub(crate) fn of(format: Format, plan: &Plan, nightly: &Nightly) -> Self {
        let disks =
            if plan.takes.len() == 1 { "one disk".to_owned() } else { format!("each of {} disks", plan.takes.len()) };
        let what = match format {
            Format::Runbook => "Runs the policy: takes an incremental snapshot of each disk, waits until it is complete, then deletes what the policy drops, with all of Snapline's guards.".to_owned(),
            _ => format!("Takes an incremental snapshot of {disks}, for the slot {}. Deletes nothing.", plan.slot),
        };
        let whole = format == Format::Runbook && !nightly.named;
        let r#where = if whole {
            let all = count_of(plan.subscriptions().len());
            format!("Every disk of {all}, also those that are made later: {}.", plan.subscriptions().join(", "))
        } else {
            let groups = plan.groups();
            let names = groups.iter().filter_map(|group| group.first());
            let names: Vec<String> = names
                .map(|take| {
                    format!("resource group {} of subscription {}", take.snapshot.group(), take.snapshot.subscription())
                })
                .collect();
            format!("In {}.", names.join("; "))
        };
        let when = match format {
            Format::Runbook => {
                "Each time the runbook is started; link a schedule to it. A second start for the same slot takes nothing twice."
            }
            Format::PortalSteps => "When you do it. The name is of the slot, not of the moment.",
            Format::Bicep | Format::Arm => {
                "When it is deployed. Deployed again, it names the same snapshots and takes no others."
            }
            _ => "When it is run. Run again, it finds what is there and takes nothing twice.",
        };
        let rights = match format {
            Format::Runbook => [&READ[..], &[WRITE], &PRUNE].concat(),
            Format::Bicep | Format::Arm => [&READ[..], &[WRITE], &DEPLOY].concat(),
            _ => [&READ[..], &[WRITE]].concat(),
        };
        Self { what, r#where, when: when.to_owned(), how: how(format, plan), rights }
    }

    /// For tables, which do nothing.
    pub fn of_tables(plan: &Plan) -> Self {
        let count = count(plan.takes.len(), "snapshot", "snapshots");
        Self {
            what: format!("Shows the snapshots that exist, and {count} to be taken. Does nothing."),
            r#where:
                "In any program that reads CSV; a text that would be taken for a formula begins with an apostrophe."
                    .to_owned(),
            when: format!("As of {}.", plan.now),
            how: "Open it.".to_owned(),
            rights: Vec::new(),
        }
    }

    /// For a calendar, which does nothing; `slots` of it.
    pub fn of_calendar(slots: usize, from: Instant, until: Instant) -> Self {
        Self {
            what: format!("Shows {} of the schedule. Does nothing.", count(slots, "slot", "slots")),
            r#where: "In any calendar; all times are in UTC and shown in the calendar's own zone.".to_owned(),
            when: format!("From {from} until before {until}."),
            how: "Import it into a calendar of its own: a slot that is imported again takes its own place.".to_owned(),
            rights: Vec::new(),
        }
    }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

fn count_of(subscriptions: usize) -> String {
    count(subscriptions, "subscription", "subscriptions")
}

fn how(format: Format, plan: &Plan) -> String {
    let parts = template::parts(plan);
    let deploy = |one: &str, many: &str| match (parts.as_slice(), parts.first().and_then(|part| part.first())) {
        ([_], Some(take)) => format!(
            "az deployment group create --subscription {} --resource-group={} --template-file {one}",
            bash(take.snapshot.subscription()),
            bash(take.snapshot.group())
        ),
        (_, Some(take)) => format!(
            "az deployment sub create --subscription {} --location {} --template-file {many}",
            bash(take.snapshot.subscription()),
            bash(&take.location)
        ),
        _ => String::new(),
    };
    match format {
        Format::Bicep => deploy("snapshots.bicep", "main.bicep"),
        Format::Arm => deploy("snapshots.json", "snapshots.json"),
        Format::AzureCli => "bash snapshots.sh".to_owned(),
        Format::AzPowershell => "./snapshots.ps1".to_owned(),
        Format::Runbook => "Import it into an Automation account that has the module Snapline and a managed identity with the rights below, test it with ShowOnly, publish it, link a schedule.".to_owned(),
        Format::PortalSteps => "Follow the steps.".to_owned(),
        Format::Csv | Format::Icalendar => String::new(),
    }
}
