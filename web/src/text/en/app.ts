/** The frame of the page: bars, source, notices, keys. */

import { plural } from "../plural.ts";

/** For `Intl`. */
export const locale: string = "en-GB";

/** The house writes "62.5 %"; elsewhere the language decides. */
export const percentSpaced: boolean = true;

export const app = { name: "Snapline", skip: "Skip to the content", views: "Views", home: "Snapline, to the fleet" };

export const views = { fleet: "Fleet", plan: "Plan", findings: "Findings", export: "Export" };

export const findingsBadge = (count: number) => `${count} that ${plural(count, "stops", "stop")} work`;

export const theme = { auto: "Theme: as the system", light: "Theme: light", dark: "Theme: dark" };

export const keysButton: string = "Keys";

export const language = { label: "Language", failed: "The language could not be loaded; the page stays as it is" };

export const source = {
  sample: "Sample fleet", own: "Your data", live: "Live",
  read: (when: string) => `read ${when}`,
  open: "Open your data…", openShort: "Open your data",
};

export const sample = {
  lead: "This is a sample fleet.",
  text: "Drop your own JSON anywhere on this page to replace it. Nothing you open leaves the browser.",
  copy: "Copy the commands", copied: "Copied",
};

export const status = {
  local: "Worked out in this page. No request sent.",
  live: "Worked out in this page, from what the service answered.",
  kept: "Opens offline too.", newer: "A new version is here: close Snapline and open it again to use it.",
  clock: "Clock:", sampleClock: "Sample's clock:", plan: "Plan", same: "same as in PowerShell",
};

export const busy = {
  reading: (name: string) => `Reading ${name}`, chains: "Sorting snapshots into chains", plan: "Planning", future: "Working out the future", live: "Reading live", lint: "Checking every limit", export: "Writing the files",
  done: (done: string, of: string) => `${done} of ${of}`, stop: "Stop",
};

export const problem = {
  refused: (name: string) => `${name} was not opened`, nothing: "It changed nothing; what was open is still here.",
  rest: "The other files were opened.", choose: "Choose another file…", dismiss: "Dismiss",
  worker: "Snapline stopped", reload: "Reload the page; nothing was written anywhere.",
  lost: "The sample is shown again. The policy is as you left it: change it, or open other data, and go on.",
  general: "That did not work",
  incomplete: "Not everything was read",
  where: (target: string) => `at ${target}`,
};

export const keys = {
  title: "Keys", close: "Close", letters: "Single-letter keys",
  list: [
    ["1 2 3 4", "the views"], ["/", "search"], ["↑ ↓", "row before, row after"], ["Enter", "open the row"], ["Home End", "first row, last row"],
    ["Esc", "close pane or dialog"], ["Ctrl+Z, Ctrl+Y", "undo, redo the policy"], ["← → PgUp PgDn", "the slider: a day, four weeks"], ["Shift+← →", "the slider: to what is taken or dropped next"], ["Space", "the slider: play, pause"],
    ["↑ ↓ ← → PgUp PgDn", "the calendar: a day, a week, a month"], ["T", "chart, table"], ["D", "theme"], ["N, Shift+N", "next, last finding"], ["O", "open your data"], ["?", "this list"],
  ] as readonly (readonly [string, string])[],
};
