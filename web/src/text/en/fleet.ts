/** The fleet table, and the words of states and kinds. */

import { plural } from "../plural.ts";

export const fleet = {
  table: "Disks", search: "Search disks", placeholder: "Disk, group, region", clear: "Clear search and filter",
  sub: (snapshots: string, regions: number) => `${snapshots} snapshots in ${regions} ${plural(regions, "region", "regions")}.`,
  needs: (count: number) => `${count} ${plural(count, "chain needs", "chains need")} you now.`,
  notIncremental: (count: number) => `${count} ${plural(count, "snapshot is", "snapshots are")} not incremental and not shown.`,
  noDisks: "No disks are in this data, so their kinds, and which of them are gone, are not known: open the output of az disk list -o json together with it.",
  skipped: (count: number) => `${count} ${plural(count, "entry was", "entries were")} neither disk nor snapshot.`,
  filters: { all: "All", needs: "Needs you", copying: "Still copying", recreated: "Recreated", copies: "Copies", orphans: "Orphans" },
  filterGroup: "Show",
  columns: { state: "State", disk: "Disk", kind: "Kind, size", strip: "Last 30 days", count: "Of 500", newest: "Newest ready", pending: "Pending" },
  none: "none", ofWord: "of",
  strip: (days: number) => `Snapshots on ${days} of the last 30 days`,
  empty: (search: string) => (search ? `No chain matches “${search}”.` : "No chain is in this filter."),
  found: (count: string) => `${count} found`,
  nothing: "No disks or snapshots are in this data.",
  legend: "Bar height: 1, 2–3, 4 or more a day",
  copy: "Copy", gone: "Disk deleted",
};

export const states = {
  ready: "ready", pending: "still copying", failed: "failed", copy: "copy", instant_access: "instant access", orphan: "orphan", unknown: "not known",
};

export { kinds } from "../names.ts";

export const unknownKind: string = "Kind not known";

export const gib = (size: string) => `${size} GiB`;
