/** What can be exported, in the order of use. Which choices each has, and the files themselves, are the core's. */

import { EXPORT_TAKES, type Format } from "../core/vocabulary.ts";

/** The policy itself is a file too. */
export type Choice = Format | "policy";
export type Group = "nightly" | "once" | "elsewhere";

/** What there are fields for. */
const OPTIONS = ["disks", "slot", "snapshotResourceGroup"] as const;
export type Option = (typeof OPTIONS)[number];

export interface Entry {
  readonly format: Choice;
  readonly ending: string;
  readonly options: readonly Option[];
}

const entry = (format: Choice, ending: string): Entry => ({
  format,
  ending,
  options: format === "policy" ? [] : OPTIONS.filter((option) => EXPORT_TAKES[format].includes(option)),
});

export const FIRST: Entry = entry("runbook", "ps1");

export const GROUPS: Readonly<Record<Group, readonly Entry[]>> = {
  nightly: [FIRST, entry("icalendar", "ics")],
  once: [entry("az_powershell", "ps1"), entry("azure_cli", "sh"), entry("bicep", "bicep"), entry("arm", "json"), entry("portal_steps", "md")],
  elsewhere: [entry("csv", "csv"), entry("policy", "json")],
};

const ENTRIES = Object.values(GROUPS).flat();

export const entryOf = (format: string | null): Entry | null => ENTRIES.find((entry) => entry.format === format) ?? null;
