/** The exports. What a file does, where and when comes from the core. */

import { plural } from "../plural.ts";

export const exporting = {
  title: "Export", formats: "Formats", files: "Files",
  groups: { nightly: "To run every night", once: "To run once", elsewhere: "To look at elsewhere", share: "To share" },
  names: {
    runbook: "Runbook", icalendar: "Calendar", az_powershell: "PowerShell", azure_cli: "Azure CLI", bicep: "Bicep", arm: "ARM template", portal_steps: "Portal steps", csv: "Table", policy: "Policy",
  },
  about: {
    runbook: "Azure Automation. Takes, waits, then deletes what the policy drops.", icalendar: "The runs of the schedule, for your own calendar.",
    az_powershell: "The next snapshots as a script, with -WhatIf.", azure_cli: "Plain az commands, no module needed.",
    bicep: "The snapshots as a template.", arm: "The same in JSON.", portal_steps: "By hand, step by step.",
    csv: "Every snapshot with keep or drop and its reasons.", policy: "To keep in your repository.",
  },
  copy: "Copy", copied: "Copied", download: "Download", downloadAll: (count: number) => `Download all ${count}`, back: "All formats",
  writing: "Writing the file…", preview: "File preview", cut: (shown: string, all: string) => `The first ${shown} of ${all} lines. Copy and Download have all of them.`,
  does: "What it does", where: "Where", when: "When", how: "To start it", rights: "It needs", noRights: "No rights: it does nothing.",
  warnings: (count: number) => `${count} ${plural(count, "thing", "things")} to look at first`, moreWarnings: (count: string) => `and ${count} more`,
  hash: "Plan", same: "The same in the file, on this page and in PowerShell.",
  policyDoes: "Holds the policy as this page has it, for the module's commands and for this page.",
  options: "Options", disks: "Disks", allDisks: "All that still exist", chosen: (count: number) => `${count} chosen`, choose: "Choose disks", findDisk: "Disk, group, region",
  noDisk: "No disk matches.", moreDisks: (count: string) => `${count} more: search for them.`, clear: "Take all again",
  group: "Snapshots go to", ownGroup: "each disk's group",
  slot: "For the moment", now: "now", other: "another (UTC)…", slotUtc: "Moment in UTC",
  refused: "This cannot be written", toPlan: "Set a schedule in Plan", toOpen: "Open your data…",
};
