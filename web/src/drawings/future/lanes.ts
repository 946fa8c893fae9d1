/** What keeps them: one lane a rule, by the first rule that keeps a snapshot, so that lanes add up to the total. */

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { Columns, Stand } from "../../core/protocol.ts";
import type { StandSnapshot } from "../../core/vocabulary.ts";
import { text } from "../../text/index.ts";
import { number } from "../../text/format.ts";
import { glyph } from "../glyphs.ts";
import { gone, type Scale } from "./parts.ts";

/** In the order in which the core asks its rules; then what is kept by no rule, what is protected, what does not count. */
const ORDER = [
  "empty_policy", "within", "within_minutely", "within_hourly", "within_daily", "within_weekly", "within_monthly", "within_quarterly", "within_yearly",
  "last", "minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly",
] as const;
const RULES: ReadonlySet<string> = new Set(ORDER);
const ROW = 15;

export interface Lane {
  readonly code: string;
  readonly lives: readonly number[];
}

/** The reason that a snapshot is counted under: the first rule that keeps it, else what else keeps it. */
export function keeper(snapshot: Pick<StandSnapshot, "verdict" | "reasons">): string {
  const codes = snapshot.reasons.map(({ code }) => code);
  if (snapshot.verdict === "not_counted") return "not_counted";
  if (snapshot.verdict === "hold" || codes.includes("tag") || codes.includes("since")) return "protected";
  const code = codes.find((one) => RULES.has(one)) ?? codes[0] ?? "newest";
  // "monthly[oldest]" is told with the code of its rule.
  return RULES.has(code) ? code : "other";
}

/** How many each rule holds on a date. */
export function lanesOf(stand: Stand | null): readonly Lane[] {
  const by = new Map<string, number[]>();
  for (const snapshot of stand?.snapshots ?? []) {
    const code = keeper(snapshot);
    const lives = by.get(code);
    if (lives) lives.push(snapshot.life);
    else by.set(code, [snapshot.life]);
  }
  return [...ORDER, "other", "protected", "not_counted"].flatMap((code) => {
    const lives = by.get(code);
    return lives ? [{ code, lives: lives.sort((a, b) => a - b) }] : [];
  });
}

export const laneName = (code: string): string => text.future.lanes[code] ?? code;

export function lanes(scale: Scale, a: Columns, all: readonly Lane[]): TemplateResult {
  const height = Math.max(1, all.length) * ROW;
  return html`<svg class="lanes" width=${scale.width} height=${height} viewBox="0 0 ${scale.width} ${height}" role="img" aria-label=${text.future.lanesName}>
    ${all.map((lane, at) => laneDrawing(scale, a, lane, at * ROW + ROW / 2))}
  </svg>`;
}

function laneDrawing(scale: Scale, a: Columns, { code, lives }: Lane, y: number): SVGTemplateResult {
  const xs = lives.map((life) => scale.x(a.first + (a.bornDay[life] ?? 0) + 0.5));
  const seen = xs.filter((x) => x >= scale.left + (scale.window ? 22 : 0));
  const older = xs.length - seen.length;
  return svg`<text x=${scale.left - 10} y=${y + 4} text-anchor="end">${laneName(code)}</text>
    <path class="rail" d=${`M${scale.left} ${y}H${Math.max(scale.left, Math.min(scale.right, scale.x(scale.chosen + 1)))}`}/>
    ${older > 0 ? gone(scale, y, older) : ""}
    ${code === "protected" ? seen.map((x) => shield(x, y)) : marks(seen, y, code)}`;
}

/** Nearer than 3 px they become a comb: solid, with teeth. */
function marks(xs: readonly number[], y: number, code: string): SVGTemplateResult {
  let single = "";
  let comb = "";
  for (let from = 0; from < xs.length; ) {
    let to = from;
    while (to + 1 < xs.length && (xs[to + 1] ?? 0) - (xs[to] ?? 0) < 4) to += 1;
    const [first, last] = [xs[from] ?? 0, xs[to] ?? 0];
    if (last - first < 3) single += `M${first - 1.5} ${y - 4}h3v8h-3z`;
    else for (let x = first - 1.5; x < last + 1.5; x += 4) comb += `M${x} ${y - 4}h${Math.min(3, last + 1.5 - x)}v8h${-Math.min(3, last + 1.5 - x)}z`;
    from = to + 1;
  }
  return svg`<path class=${code === "not_counted" ? "uncounted" : "kept"} d=${single + comb}/>`;
}

function shield(x: number, y: number): SVGTemplateResult {
  return svg`<path class="shield" transform=${`translate(${x - 5.5} ${y - 5.5}) scale(.6875)`} d="M8 .9 14 3v4.6c0 3.7-2.5 6.2-6 7.5-3.5-1.3-6-3.8-6-7.5V3z"/>`;
}

export function lanesLegend(): TemplateResult {
  return html`<div class="legend lanes"><span><svg width="12" height="12" aria-hidden="true"><path class="kept" d="M1 2h3v8h-3zM5 2h3v8h-3zM9 2h2v8h-2z" /></svg>${text.future.comb}</span>
    <span><svg width="6" height="12" aria-hidden="true"><path class="kept" d="M1 2h3v8h-3z" /></svg>${text.future.oneMark}</span>
    <span>${glyph("hold", { small: true })}${text.future.lanes["protected"]}</span></div>`;
}

export const totalOf = (all: readonly Lane[]): string => number(all.reduce((sum, { lives }) => sum + lives.length, 0));
