/** What can be exported, in the order of use, and which choices each has. The files themselves are the core's. */

import type { Format } from "../core/vocabulary.ts";

/** The policy itself is a file too. */
export type Choice = Format | "policy";
export type Group = "nightly" | "once" | "elsewhere";
export type Option = "disks" | "slot" | "snapshotResourceGroup";

export interface Entry {
  readonly format: Choice;
  readonly ending: string;
  readonly options: readonly Option[];
}

const ALL: readonly Option[] = ["disks", "slot", "snapshotResourceGroup"];

export const GROUPS: Readonly<Record<Group, readonly Entry[]>> = {
  nightly: [
    { format: "runbook", ending: "ps1", options: ["disks", "snapshotResourceGroup"] },
    { format: "icalendar", ending: "ics", options: [] },
  ],
  once: [
    { format: "az_powershell", ending: "ps1", options: ALL },
    { format: "azure_cli", ending: "sh", options: ALL },
    { format: "bicep", ending: "bicep", options: ALL },
    { format: "arm", ending: "json", options: ALL },
    { format: "portal_steps", ending: "md", options: ALL },
  ],
  elsewhere: [
    { format: "csv", ending: "csv", options: ALL },
    { format: "policy", ending: "json", options: [] },
  ],
};

const ENTRIES = Object.values(GROUPS).flat();
export const FIRST: Entry = ENTRIES[0] ?? { format: "runbook", ending: "ps1", options: [] };

export const entryOf = (format: string | null): Entry | null => ENTRIES.find((entry) => entry.format === format) ?? null;
