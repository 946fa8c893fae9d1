/** The findings. */

import { plural } from "../plural.ts";

export const findings = {
  checking: "Checking every limit", checkingAgain: "Checking again…",
  stopped: "The check was stopped.", again: "Check again", refused: "This policy could not be checked.",
  none: "No findings.",
  /** "4 things stop work now, 3 will break, 4 are good to know." */
  title: (stop: number, warn: number, watch: number) => {
    const parts = [
      stop > 0 ? `${stop} ${plural(stop, "thing stops", "things stop")} work now` : "",
      warn > 0 ? `${warn} will break` : "",
      watch > 0 ? `${watch} ${plural(watch, "is", "are")} good to know` : "",
    ].filter(Boolean);
    return `${stop === 0 && warn > 0 ? "Nothing stops work now, " : ""}${parts.join(", ")}.`;
  },
  checked: (disks: string, until: string) => `${disks} checked against every published limit and rule, to ${until}.`,
  disks: (count: number) => `${count} ${plural(count, "disk", "disks")}`,
  noSchedule: "The policy has no schedule, so nothing here has a date yet.", toPlan: "Set a schedule",
  levels: { stop: "Stops work now", warn: "Will break", watch: "Good to know", quiet: "Good to know" } as Readonly<Record<string, string>>,
  now: "Now", anyTime: "Any time",
  filter: "Show", all: "All",
  topics: { limits: "Limits", schedule: "Schedule", policy: "Policy", chains: "Chains", readiness: "Readiness", restore: "Restore", place: "Names, keys, places" },
  apply: "Apply", applied: (change: string) => `Changed: ${change}. Ctrl+Z takes it back.`,
  why: (id: string) => `Why (${id})`, whyOwn: "Why", newTab: "opens in a new tab",
  show: "Show the disk",
  more: (count: string) => `Show ${count} more`,
  empty: "Nothing in this filter.",
  axis: {
    name: (parts: string) => `When findings break: ${parts}. The same is in the list below.`,
    now: (count: number) => `${count} now`, later: (count: number) => `${count} later`,
    at: (count: number, date: string) => (count === 1 ? date : `${count} from ${date}`),
    week: "1 week", month: "1 month", quarter: "3 months", half: "6 months", year: "1 year",
  },
};
