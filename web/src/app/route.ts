/** The address: `#fleet`, `#fleet/disk`, `#plan`, `#findings`, `#export/bicep`. Never a token; what a link holds is in `share.ts`. */

export type View = "fleet" | "plan" | "findings" | "export";
export const VIEWS: readonly View[] = ["fleet", "plan", "findings", "export"];

export interface Route {
  readonly view: View;
  /** On a phone the disk is a screen of its own. */
  readonly disk: boolean;
  /** What follows the view: a format of the exports. */
  readonly argument: string | null;
}

export function route(): Route {
  const [path = ""] = location.hash.slice(1).split("?");
  const [view = "", argument] = path.split("/");
  return { view: VIEWS.find((one) => one === view) ?? "fleet", disk: argument === "disk", argument: argument || null };
}

export function go(hash: string): void {
  if (location.hash !== hash) location.hash = hash;
}
