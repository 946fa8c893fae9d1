/** The address: `#fleet`, `#fleet/disk`, `#plan`, `#findings`. Never a name, never a token. */

export type View = "fleet" | "plan" | "findings";
export const VIEWS: readonly View[] = ["fleet", "plan", "findings"];

export interface Route {
  readonly view: View;
  /** On a phone the disk is a screen of its own. */
  readonly disk: boolean;
}

export function route(): Route {
  const [view = "", argument] = location.hash.slice(1).split("/");
  return { view: VIEWS.find((one) => one === view) ?? "fleet", disk: argument === "disk" };
}

export function go(hash: string): void {
  if (location.hash !== hash) location.hash = hash;
}
