/**
 * The address: `#fleet`, `#fleet/disk`, `#plan/2027-05-12?as=table`, `#findings`, `#export/bicep`. Never a token; what a
 * link holds is in `share.ts`.
 */

import type { Show } from "./future-state.ts";

export type View = "fleet" | "plan" | "findings" | "export";
export const VIEWS: readonly View[] = ["fleet", "plan", "findings", "export"];
const SHOWS: readonly Show[] = ["chart", "list", "table", "review"];

export interface Route {
  readonly view: View;
  /** On a phone the disk is a screen of its own. */
  readonly disk: boolean;
  /** What follows the view: a format of the exports, the date that the plan looks at. */
  readonly argument: string | null;
  /** How the plan is shown; null where the address does not say. */
  readonly as: Show | null;
}

export function route(): Route {
  const [path = "", asked = ""] = location.hash.slice(1).split("?");
  const [view = "", argument] = path.split("/");
  const as = new URLSearchParams(asked).get("as");
  return {
    view: VIEWS.find((one) => one === view) ?? "fleet",
    disk: argument === "disk",
    argument: argument || null,
    as: SHOWS.find((one) => one === as) ?? null,
  };
}

export function go(hash: string): void {
  if (location.hash !== hash) location.hash = hash;
}
