//! What an export will do, in words.

use std::collections::BTreeMap;

use serde::Serialize;
use snap_core::instant::Instant;
use snap_core::say::Sentence;

use crate::format::{Format, Nightly};
use crate::plan::Plan;
use crate::quote::bash;
use crate::template;

/// What will run, where, when, how it is started, and with which rights.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ExportSays"))]
pub struct Says {
    /// What the files do.
    pub what: Sentence,
    /// In which subscriptions and groups.
    pub r#where: Sentence,
    /// When that happens.
    pub when: Sentence,
    /// How it is begun: a line to type, or a sentence; nothing where that is plain.
    pub how: Sentence,
    /// The operations that must be allowed (U14).
    pub rights: Vec<&'static str>,
}

snap_core::sentences! {
    /// What exports say they do.
    pub(crate) const SENTENCES;
    export_runs_policy() =
        "Runs the policy: takes an incremental snapshot of each disk, waits until it is complete, then deletes what the policy drops, with all of Snapline's guards.";
    export_takes(disks: Count, slot: Instant) =
        "Takes an incremental snapshot of {disks, plural, one {one disk} other {each of {disks} disks}}, for the slot {slot}. Deletes nothing.";
    export_shows_snapshots(count: Count) =
        "Shows the snapshots that exist, and {count} {count, plural, one {snapshot} other {snapshots}} to be taken. Does nothing.";
    export_shows_slots(count: Count) =
        "Shows {count} {count, plural, one {slot} other {slots}} of the schedule. Does nothing.";
    export_whole(count: Count, subscriptions: Names) =
        "Every disk of {count} {count, plural, one {subscription} other {subscriptions}}, also those that are made later: {subscriptions}.";
    export_in(count: Count, groups: Names, subscription: Name) =
        "In {count, plural, one {resource group} other {resource groups}} {groups} of subscription `{subscription}`.";
    export_where(first: Sentence, more: Sentences) = "{first}{more}";
    export_in_tables() =
        "In any program that reads CSV; a text that would be taken for a formula begins with an apostrophe.";
    export_in_calendars() = "In any calendar; all times are in UTC and shown in the calendar's own zone.";
    export_when_started() =
        "Each time the runbook is started; link a schedule to it. A second start for the same slot takes nothing twice.";
    export_when_done() = "When you do it. The name is of the slot, not of the moment.";
    export_when_deployed() =
        "When it is deployed. Deployed again, it names the same snapshots and takes no others.";
    export_when_run() = "When it is run. Run again, it finds what is there and takes nothing twice.";
    export_as_of(now: Instant) = "As of {now}.";
    export_span(from: Instant, until: Instant) = "From {from} until before {until}.";
    export_line(line: Text) = "{line}";
    export_import() =
        "Import it into an Automation account that has the module Snapline and a managed identity with the rights below, test it with ShowOnly, publish it, link a schedule.";
    export_follow() = "Follow the steps.";
    export_open() = "Open it.";
    export_import_calendar() =
        "Import it into a calendar of its own: a slot that is imported again takes its own place.";
}

const READ: [&str; 2] = ["Microsoft.Compute/disks/read", "Microsoft.Compute/snapshots/read"];
const WRITE: &str = "Microsoft.Compute/snapshots/write";
const DEPLOY: [&str; 2] = ["Microsoft.Resources/deployments/read", "Microsoft.Resources/deployments/write"];
const PRUNE: [&str; 2] = ["Microsoft.Compute/snapshots/delete", "Microsoft.Authorization/locks/read"];

impl Says {
    /// For a format that prints a plan.
    pub(crate) fn of(format: Format, plan: &Plan, nightly: &Nightly) -> Self {
        let what = match format {
            Format::Runbook => export_runs_policy(),
            _ => export_takes(plan.takes.len(), plan.slot),
        };
        let subscriptions = plan.subscriptions();
        let r#where = if format == Format::Runbook && !nightly.named {
            export_whole(subscriptions.len(), subscriptions.into_iter().map(str::to_owned).collect())
        } else {
            groups(plan)
        };
        let when = match format {
            Format::Runbook => export_when_started(),
            Format::PortalSteps => export_when_done(),
            Format::Bicep | Format::Arm => export_when_deployed(),
            _ => export_when_run(),
        };
        let rights = match format {
            Format::Runbook => [&READ[..], &[WRITE], &PRUNE].concat(),
            Format::Bicep | Format::Arm => [&READ[..], &[WRITE], &DEPLOY].concat(),
            _ => [&READ[..], &[WRITE]].concat(),
        };
        Self { what, r#where, when, how: how(format, plan), rights }
    }

    /// For tables, which do nothing.
    pub fn of_tables(plan: &Plan) -> Self {
        Self {
            what: export_shows_snapshots(plan.takes.len()),
            r#where: export_in_tables(),
            when: export_as_of(plan.now),
            how: export_open(),
            rights: Vec::new(),
        }
    }

    /// For a calendar, which does nothing; `slots` of it.
    pub fn of_calendar(slots: usize, from: Instant, until: Instant) -> Self {
        Self {
            what: export_shows_slots(slots),
            r#where: export_in_calendars(),
            when: export_span(from, until),
            how: export_import_calendar(),
            rights: Vec::new(),
        }
    }
}

/// The groups, subscription by subscription.
fn groups(plan: &Plan) -> Sentence {
    let mut all: BTreeMap<&str, (&str, Vec<String>)> = BTreeMap::new();
    for take in plan.groups().iter().filter_map(|group| group.first()) {
        let (subscription, _) = take.snapshot.place_keys();
        let (_, groups) = all.entry(subscription).or_insert_with(|| (take.snapshot.subscription(), Vec::new()));
        groups.push(take.snapshot.group().to_owned());
    }
    let mut said = all.into_values().map(|(subscription, groups)| export_in(groups.len(), groups, subscription));
    said.next().map_or_else(|| "".into(), |first| export_where(first, said.collect()))
}

fn how(format: Format, plan: &Plan) -> Sentence {
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
        Format::Bicep => export_line(&deploy("snapshots.bicep", "main.bicep")),
        Format::Arm => export_line(&deploy("snapshots.json", "snapshots.json")),
        Format::AzureCli => export_line("bash snapshots.sh"),
        Format::AzPowershell => export_line("./snapshots.ps1"),
        Format::Runbook => export_import(),
        Format::PortalSteps => export_follow(),
        Format::Csv | Format::Icalendar => export_open(),
    }
}
