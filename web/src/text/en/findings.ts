/** The findings. */

import { plural } from "../plural.ts";

export const findings = {
  none: "No findings", noneText: "Nothing in this fleet stops work or is about to, as far as the plan looks.",
  title: (stops: number, all: number) => (stops > 0 ? `${stops} ${plural(stops, "thing stops", "things stop")} work now, of ${all} findings.` : `Nothing stops work now; ${all} ${plural(all, "finding", "findings")} to know.`),
  levels: { stop: "Stops work", warn: "Will break", watch: "Good to know", note: "Good to know", quiet: "Good to know" } as Readonly<Record<string, string>>,
  show: "Show the disk", why: "Why",
};
