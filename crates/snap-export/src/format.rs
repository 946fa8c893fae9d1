//! The formats, and the files they give.

use serde::{Deserialize, Serialize};

use crate::{Plan, Says, azure_cli, portal, powershell, runbook, template};

/// What a plan is exported as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Format"))]
pub enum Format {
    /// Bicep, with a module for each group where there are several.
    Bicep,
    /// An ARM template in JSON.
    Arm,
    /// A script for bash and the Azure CLI.
    AzureCli,
    /// A script for the Az PowerShell modules.
    AzPowershell,
    /// A runbook for Azure Automation that runs the policy with Snapline's own commands.
    Runbook,
    /// Steps in the portal, in Markdown.
    PortalSteps,
    /// Tables.
    Csv,
    /// The schedule.
    Icalendar,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Bicep,
        Self::Arm,
        Self::AzureCli,
        Self::AzPowershell,
        Self::Runbook,
        Self::PortalSteps,
        Self::Csv,
        Self::Icalendar,
    ];

    /// What of a request has a meaning for some formats only, and has one for this.
    pub const fn takes(self) -> &'static [&'static str] {
        match self {
            Self::Icalendar => &["from", "until"],
            Self::Runbook => &["disks", "snapshotResourceGroup", "tags", "template"],
            _ => &["slot", "disks", "snapshotResourceGroup", "tags", "template"],
        }
    }
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ExportFile"))]
pub struct File {
    /// Without a folder.
    pub name: String,
    /// With its charset.
    pub media_type: &'static str,
    /// UTF-8.
    pub text: String,
}

impl File {
    pub(crate) fn new(name: impl Into<String>, media_type: &'static str, text: String) -> Self {
        Self { name: name.into(), media_type, text }
    }
}

/// How the runbook does its work, beside the plan.
#[derive(Debug, Clone, Default)]
pub struct Nightly {
    /// True where the disks were named; else whole subscriptions are run over.
    pub named: bool,
    /// The snapshots' own resource group.
    pub group: Option<String>,
    /// The name template, where it is not the usual one.
    pub template: Option<String>,
    /// The user's own tags.
    pub tags: snap_core::tags::Tags,
}

impl Format {
    /// Prints a plan as this format; `None` for tables and calendars, which are of something else.
    pub fn print(self, plan: &Plan, nightly: &Nightly) -> Option<(Vec<File>, Says)> {
        let files = match self {
            Self::Bicep => template::bicep(plan),
            Self::Arm => vec![template::arm(plan)],
            Self::AzureCli => vec![azure_cli::script(plan)],
            Self::AzPowershell => vec![powershell::script(plan)],
            Self::Runbook => vec![runbook::runbook(plan, nightly)],
            Self::PortalSteps => vec![portal::steps(plan)],
            Self::Csv | Self::Icalendar => return None,
        };
        Some((files, Says::of(self, plan, nightly)))
    }
}
