/** How a snapshot becomes a disk again, and what a saved page list holds. */

export const paneTabs = { label: "What to show of the disk", chain: "Chain", restore: "Restore", changes: "Changes" };

export const restore = {
  show: "How to restore it",
  none: "Choose a snapshot under Chain first.", wait: "Looking it up…",
  to: "Becomes", size: "Size", region: "In", zone: (zone: string) => `zone ${zone}`, key: "Key",
  atOnce: "can be attached at once", whenFilled: "can be attached when it is filled",
  least: (size: string) => `at least ${size}`, most: (size: string) => `at most ${size}`,
  anySku: "not known before the sector size is", instead: "The newest of its chain that can be restored:",
  notes: "Good to know", lines: "Lines to copy", as: "As",
  cli: "Azure CLI", ps: "Az PowerShell", copy: "Copy", copied: "Copied",
  all: "Every fact", value: "Value", member: "Fact", notKnown: "not known", yes: "yes", no: "no",
};

export const changes = {
  lead: "Open a saved page list (Get Page Ranges, comp=pagelist) of a snapshot, or of what changed between two. It is read in this page and sent nowhere.",
  how: "Compare-IncrementalSnapshot writes the same numbers without a link of your own.",
  open: "Open page lists…", paste: "Paste", pasteLabel: "Page list to read, as XML", read: "Read it", again: "Open others",
  size: "Size of the disk in bytes", refused: "It was not read", files: (count: number) => (count === 1 ? "1 page" : `${count} pages`),
  kinds: { changed: "changed", cleared: "cleared, now zeros", same: "the same" },
  map: (changed: string, cleared: string, same: string) => `Map of the disk from its first byte to its last: changed ${changed}, cleared ${cleared}, the same ${same}. The table below has the numbers.`,
  whole: "Without an earlier snapshot, changed is what is in use.",
  columns: { what: "What", bytes: "Bytes", share: "Share", ranges: "Ranges", first: "First byte", last: "Last byte" },
  totals: "Totals", list: "Ranges", pieces: (count: string) => `${count} pieces of at most 4 MiB to read.`, more: (count: string) => `Show ${count} more`,
  cell: (size: string) => `Each cell is ${size}.`,
};
