/** How many there are against the limit: so far, under this policy, and under the other. */

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { DAY } from "../../core/clock.ts";
import type { Columns } from "../../core/protocol.ts";
import { number } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { grid, line, octagon, points, round, type Scale, still } from "./parts.ts";
import { fullAt } from "./state.ts";

export interface CountLook {
  readonly day: number;
  readonly height: number;
  /** From which number on the limit's warning is due. */
  readonly warnFrom: number;
  /** When a line meets the limit, in words; null where it does not. */
  readonly full: { readonly at: number; readonly words: string } | null;
}

/** The day on which an instant lies, with the part of it that has gone by; by the ends of the days. */
export function dayOfInstant(a: Columns, instant: number): number {
  const at = a.ends.findIndex((end) => instant < end);
  const day = at < 0 ? a.ends.length : at;
  const end = a.ends[day] ?? instant;
  return a.first + day + Math.max(0, Math.min(1, 1 - (end - instant) / DAY));
}

export function count(scale: Scale, a: Columns, b: Columns | null, now: number, look: CountLook): TemplateResult {
  const { height } = look;
  const limit = a.course.peak.of;
  const y = (value: number) => round(height - 4 - (value / (limit * 1.08)) * (height - 10));
  const own = still(a.count, scale, height, () => line(scale, [[now, y(a.course.today)], ...points(scale, a.count, y)]));
  const other = b ? still(b.count, scale, height, () => line(scale, [[now, y(b.course.today)], ...untilFull(scale, b, y)])) : "";
  const dot = { x: round(scale.x(scale.chosen + 1)), y: y(a.count[look.day] ?? 0) };
  return html`<svg class="count" width=${scale.width} height=${height} viewBox="0 0 ${scale.width} ${height}" role="img" aria-label=${text.future.countName}>
    <defs><pattern id="refused" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="1.5" height="6" /></pattern></defs>
    ${grid(scale, height)}
    <rect fill="url(#refused)" x=${scale.left} y="0" width=${scale.right - scale.left} height=${y(limit)} />
    <path class="limit" d=${`M${scale.left} ${y(limit)}H${scale.right}`} /><path class="warning" d=${`M${scale.left} ${y(look.warnFrom)}H${scale.right}`} />
    <path class="base" d=${`M${scale.left} ${y(0) + 0.5}H${scale.right}`} />
    ${[0, limit / 2, limit].map((value) => svg`<text x=${scale.left - 10} y=${y(value) + (value === 0 ? 4 : 3)} text-anchor="end">${number(value)}</text>`)}
    ${scale.right + 60 < scale.width ? svg`<text class="bad" x=${scale.right + 8} y=${y(limit) + 2}>${text.future.limit(number(limit))}</text><text class="warn" x=${scale.right + 8} y=${y(look.warnFrom) + 9}>${text.future.warning(number(look.warnFrom))}</text>` : ""}
    <path class="so-far" d=${still(a.born, scale, height, () => soFar(scale, a, now, y))} />
    <path class="other" d=${other} />
    ${own ? svg`<path class="area" d=${`${own}V${y(0)}H${round(Math.max(scale.left, scale.x(now)))}z`}/><path class="own" d=${own}/>` : ""}
    ${full(scale, look, y, limit)}
    ${dot.x >= scale.left && dot.x <= scale.right + 1 ? svg`<circle class="dot" cx=${dot.x} cy=${dot.y} r="4"/>` : ""}
  </svg>`;
}

/** Those that are there today, by when they were taken: what was dropped since is not known. */
function soFar(scale: Scale, a: Columns, now: number, y: (value: number) => number): string {
  const path: (readonly [number, number])[] = [];
  for (let life = 0; life < a.members.length; life += 1) path.push([a.first + (a.bornDay[life] ?? 0), y(life)]);
  path.push([now, y(a.course.today)]);
  return line(scale, path);
}

/** The other line ends where it meets the limit. */
function untilFull(scale: Scale, b: Columns, y: (value: number) => number): (readonly [number, number])[] {
  const at = fullAt(b);
  const all = points(scale, b.count, y);
  if (at === null) return all;
  const day = dayOfInstant(b, at);
  return [...all.filter(([one]) => one < day), [day, y(b.course.peak.of)]];
}

function full(scale: Scale, { full }: CountLook, y: (value: number) => number, limit: number): SVGTemplateResult | string {
  if (!full || full.at < scale.from || full.at > scale.to) return "";
  const x = scale.x(full.at);
  const late = x > scale.left + (scale.right - scale.left) * 0.6;
  return svg`${octagon(x, y(limit))}<text class="bad" x=${late ? x - 10 : x + 10} y=${y(limit) + 26} text-anchor=${late ? "end" : "start"}>${full.words}</text>`;
}

/** Two line styles, the same in every drawing. */
export function linesLegend(other: string | null): TemplateResult {
  return html`<div class="legend">${lineSample("own")}<span>${text.future.own}</span>${other === null ? "" : html`${lineSample("other")}<span>${other}</span>`}</div>`;
}

export function lineSample(which: "own" | "other"): TemplateResult {
  return html`<svg class="sample" width="18" height="10" viewBox="0 0 18 10" aria-hidden="true"><path class=${which} d="M0 5h18" /></svg>`;
}
