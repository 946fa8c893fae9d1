/** Every English string of the page. Sentences about disks, plans and errors come from the core and are not here. */

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

export const en = {
  locale: "en-GB",
  app: { name: "Snapline", skip: "Skip to the content", views: "Views", home: "Snapline, to the fleet" },
  views: { fleet: "Fleet", plan: "Plan", findings: "Findings" },
  findingsBadge: (count: number) => `${count} that ${plural(count, "stops", "stop")} work`,
  theme: { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" },
  keysButton: "Keys",

  source: {
    sample: "Sample fleet", own: "Your data", live: "Live",
    read: (when: string) => `read ${when}`,
    open: "Open your data…", openShort: "Open your data",
  },
  sample: {
    lead: "This is a sample fleet.",
    text: "Drop your own JSON anywhere on this page to replace it. Nothing you open leaves the browser.",
    copy: "Copy the commands", copied: "Copied",
  },
  status: {
    local: "Worked out in this page. No request sent.",
    live: "Worked out in this page, from what the service answered.",
    clock: "Clock:", sampleClock: "Sample's clock:", plan: "Plan", same: "same as in PowerShell",
  },

  fleet: {
    table: "Disks", search: "Search disks", placeholder: "Disk, group, region", clear: "Clear search and filter",
    sub: (snapshots: string, regions: number) => `${snapshots} snapshots in ${regions} ${plural(regions, "region", "regions")}.`,
    needs: (count: number) => `${count} ${plural(count, "chain needs", "chains need")} you now.`,
    notIncremental: (count: number) => `${count} ${plural(count, "snapshot is", "snapshots are")} not incremental and not shown.`,
    skipped: (count: number) => `${count} ${plural(count, "entry was", "entries were")} neither disk nor snapshot.`,
    filters: { all: "All", needs: "Needs you", copying: "Still copying", recreated: "Recreated", copies: "Copies", orphans: "Orphans" },
    filterGroup: "Show",
    columns: { state: "State", disk: "Disk", kind: "Kind, size", strip: "Last 30 days", count: "Of 500", newest: "Newest ready", pending: "Pending" },
    none: "none", ofWord: "of",
    strip: (days: number) => `Snapshots on ${days} of the last 30 days`,
    empty: (search: string) => (search ? `No chain matches “${search}”.` : "No chain is in this filter."),
    nothing: "No disks or snapshots are in this data.",
    legend: "Bar height: 1, 2–3, 4 or more a day",
    copy: "Copy", gone: "Disk deleted",
  },
  states: {
    ready: "ready", pending: "still copying", failed: "failed", copy: "copy", instant_access: "instant access", orphan: "orphan", unknown: "not known",
  },
  kinds: { standard_hdd: "Standard HDD", standard_ssd: "Standard SSD", premium_ssd: "Premium SSD", premium_ssd_v2: "Premium SSD v2", ultra: "Ultra Disk" },
  unknownKind: "Kind not known",
  gib: (size: string) => `${size} GiB`,

  disk: {
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
  },
  snapshotStates: {
    ready: "Ready", instant_access: "Instant access", pending: (percent: string | null) => (percent ? `Copying ${percent}` : "Copying"), failed: "Failed", unknown: "Not known", readyCopy: "Ready copy",
  },
  verdicts: { keep: "keep", drop: "drop", hold: "protected", not_counted: "not counted" },
  wouldDrop: "the rules would drop it",

  plan: {
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
  },
  findings: {
    none: "No findings", noneText: "Nothing in this fleet stops work or is about to, as far as the plan looks.",
    title: (stops: number, all: number) => (stops > 0 ? `${stops} ${plural(stops, "thing stops", "things stop")} work now, of ${all} findings.` : `Nothing stops work now; ${all} ${plural(all, "finding", "findings")} to know.`),
    levels: { stop: "Stops work", warn: "Will break", watch: "Good to know", note: "Good to know", quiet: "Good to know" } as Readonly<Record<string, string>>,
    show: "Show the disk", why: "Why",
  },

  open: {
    title: "Open your data", lead: "Files are read in this page and nowhere else.",
    drop: "Drop files here", or: "or", choose: "Choose files…", pasteHint: "Paste JSON", pasteLabel: "JSON to open", read: "Read it",
    shapes: "Lists from Azure CLI, Az PowerShell, the REST API or Resource Graph; several files at once; gzip too.",
    commands: "Two commands give all that is needed:", cli: "Azure CLI", ps: "PowerShell", copy: "Copy", copied: "Copied",
    live: "Read live from Azure…", sample: "Back to the sample", close: "Close",
    dropHere: "Drop to open", pasted: "pasted text", add: "Add to what is open",
  },
  commands: {
    cli: "az disk list -o json > disks.json\naz snapshot list -o json > snapshots.json",
    ps: "Get-AzDisk | ConvertTo-Json -Depth 10 > disks.json\nGet-AzSnapshot | ConvertTo-Json -Depth 10 > snapshots.json",
  },
  live: {
    title: "Read live", lead: "Lists disks and snapshots, and writes nothing. The token stays in this page's memory and is forgotten when the page closes.",
    endpoint: "Endpoint", subscription: "Subscription", several: "one id, or several with blanks between", group: "Resource group", optional: "all, if left empty",
    graph: "Ask Resource Graph: quick for a whole fleet, some minutes behind",
    token: "Token", tokenHint: "az account get-access-token --query accessToken -o tsv",
    read: "Read", stop: "Stop", close: "Close", failed: "Nothing was read",
  },
  busy: {
    reading: (name: string) => `Reading ${name}`, chains: "Sorting snapshots into chains", plan: "Planning", live: "Reading live",
    done: (done: string, of: string) => `${done} of ${of}`, stop: "Stop",
  },
  problem: {
    refused: (name: string) => `${name} was not opened`, nothing: "It changed nothing; what was open is still here.",
    rest: "The other files were opened.", choose: "Choose another file…", dismiss: "Dismiss",
    worker: "Snapline stopped", reload: "Reload the page; nothing was written anywhere.", general: "That did not work",
    incomplete: "Not everything was read",
    where: (target: string) => `at ${target}`,
  },
  keys: {
    title: "Keys", close: "Close", letters: "Single-letter keys",
    list: [
      ["1 2 3", "the views"], ["/", "search"], ["↑ ↓", "row before, row after"], ["Enter", "open the row"], ["Home End", "first row, last row"],
      ["Esc", "close pane or dialog"], ["Ctrl+Z, Ctrl+Y", "undo, redo the policy"], ["T", "theme"], ["O", "open your data"], ["?", "this list"],
    ] as readonly (readonly [string, string])[],
  },
} as const;

export type Text = typeof en;
