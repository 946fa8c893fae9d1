/** The disk pane and the words of one snapshot. */

export const disk = {
  pane: "Disk", close: "Close", plan: "Plan",
  sectors: (bytes: string) => `${bytes}-byte sectors`,
  limits: { L1: "Snapshots", R11: "Still copying", L2: "Last 5 min", L3: "Links open" } as Readonly<Record<string, string>>,
  noLimit: "no limit", clears: (when: string) => `free ${when}`,
  chain: (span: string) => `Chain, ${span}`, days: (count: number) => `${count} days`, weeks: (count: number) => `${count} weeks`,
  lane: { now: "This disk", earlier: "Earlier disk, same name", copy: (region: string) => `Copy in ${region}`, orphan: "Deleted disk", unknown: "Source not known" },
  snapshots: "Snapshots", count: (count: string) => `${count} ${count === "1" ? "snapshot" : "snapshots"}`,
  older: (count: string) => `${count} older than shown`, generation: (number: number) => `generation ${number}`,
  recreated: (when: string) => `recreated ${when}`, grown: "past 4 TB", today: "today",
  picture: (label: string) => `Chain of ${label}: the same snapshots are listed below`,
  columns: { taken: "Taken", state: "State", plan: "Plan" },
  more: (count: string) => `Show ${count} older`,
  empty: "This disk has no snapshot.",
  facts: { state: "State", durable: "To keep", taken: "Taken", plan: "Plan", restores: "Restores to", size: "Size", group: "Group", family: "Family", id: "Id" },
  afterBreak: "First after the disk grew past 4 TB: it must be downloaded whole.",
  openLink: "A download link is open.", conflict: "Read twice with different contents: never dropped.", notOurs: "Not made by a Snapline policy.",
  instantFrom: { tag: "from the tag of the copied snapshot", source: "from the copied snapshot", copy_start: "start of the copy; the original instant is not known", none: "not known" } as Readonly<Record<string, string>>,
};

export const snapshotStates = {
  ready: "Ready", instant_access: "Instant access", pending: (percent: string | null) => (percent ? `Copying ${percent}` : "Copying"), failed: "Failed", unknown: "Not known", readyCopy: "Ready copy",
};

export const verdicts = { keep: "keep", drop: "drop", hold: "protected", not_counted: "not counted" };

export const wouldDrop: string = "the rules would drop it";
