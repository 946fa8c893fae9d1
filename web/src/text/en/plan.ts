/** The policy and the plan. */

import { plural } from "../plural.ts";

export const plan = {
  policy: "Policy", undo: "Undo", redo: "Redo", worksLike: "Works like", zone: "Clock of", keep: "Keep", never: "Never drop",
  rules: { last: "Last", hourly: "Hourly", daily: "Daily", weekly: "Weekly", monthly: "Monthly", quarterly: "Quarterly", yearly: "Yearly" },
  within: "All for", tags: "Tagged", tagsExample: "keep=legal",
  off: "off", all: "all", fewer: "Fewer", more: "More",
  floor: "The newest", minAge: "Younger than", maxAge: "Drop if older",
  daysValue: (days: number) => `${days} ${plural(days, "day", "days")}`,
  ours: "Only what Snapline made", oursHint: "Others stay protected. Off: plan as if all were ours.",
  safe: "Always safe: newest ready, locked, immutable, link open, being copied",
  table: "Snapshots and what the plan says", showFor: "For", allDisks: (count: string) => `All ${count} chains`,
  columns: { taken: "Taken", name: "Snapshot", state: "State", plan: "Plan", why: "Reason" },
  filters: { all: "All", keep: "Keep", drop: "Drop", hold: "Protected", not_counted: "Not counted" },
  empty: "No snapshot is in this filter.",
  edit: "Change policy", done: "Show the plan", working: "…",
};
