/** When findings break, from now to a year: logarithmic, so that the next days have room. */

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { DAY } from "../core/clock.ts";
import type { Found } from "../core/protocol.ts";
import { shortDay } from "../text/format.ts";
import { text } from "../text/index.ts";
import { picture, type Shape } from "./glyphs.ts";

const YEAR = 365;
const LEFT = 9;
const RIGHT = 61;
const BASE = 22.5;
/** Marks nearer than this are one; words of an axis need about so much for each letter. */
const TOUCH = 22;
const LETTER = 6;

const TICKS = [[7, "week"], [30, "month"], [91, "quarter"], [182, "half"], [YEAR, "year"]] as const;

interface Mark {
  readonly x: number;
  readonly shape: Shape;
  readonly tone: string;
  readonly count: number;
  readonly words: string;
}

/** `findings` come worst first. What is good to know and has no date is not drawn. */
export function whenDrawing(findings: readonly Found[], now: string, zone: string, width: number): TemplateResult {
  const start = Date.parse(now);
  const room = width - LEFT - RIGHT;
  const at = (days: number) => LEFT + (Math.log(1 + Math.max(0, days)) / Math.log(1 + YEAR)) * room;
  const marks = marksOf(findings, start, zone, at);
  let last = -Infinity;
  const ticks = TICKS.map(([days, name]) => {
    const x = at(days);
    const words = text.findings.axis[name];
    const fits = x - (words.length * LETTER) / 2 > last;
    if (fits) last = x + (words.length * LETTER) / 2 + 6;
    return svg`<path class="tick" d=${`M${x} 19v7`}/>${fits ? svg`<text x=${x} y="40" text-anchor="middle">${words}</text>` : ""}`;
  });
  const name = marks.map(({ words }) => words).join(", ");
  return html`<svg class="when" width=${width} height="46" viewBox=${`0 0 ${width} 46`} role="img" aria-label=${text.findings.axis.name(name)}>
    <path class="line" d=${`M${LEFT} ${BASE}H${width - 8}`}/>${ticks}${labelled(marks, width)}</svg>`;
}

function marksOf(findings: readonly Found[], start: number, zone: string, at: (days: number) => number): readonly Mark[] {
  const { axis } = text.findings;
  const stops = findings.filter(({ level, date }) => level === "stop" && date === null);
  const dated = findings.filter(({ date }) => date !== null).map((finding) => ({ ...finding, days: (Date.parse(finding.date ?? "") - start) / DAY }));
  const soon = dated.filter(({ days }) => days <= YEAR).sort((a, b) => a.days - b.days);
  const marks: Mark[] = stops.length > 0 ? [{ x: LEFT, shape: "failed", tone: "failed", count: stops.length, words: axis.now(stops.length) }] : [];
  let group: { x: number; of: (typeof soon)[number][] } | null = null;
  const close = () => {
    const first = group?.of[0];
    if (!group || !first?.date) return;
    const worst = [...group.of].sort((a, b) => rank(a.level) - rank(b.level))[0] ?? first;
    marks.push({ x: group.x, ...look(worst.level), count: group.of.length, words: axis.at(group.of.length, shortDay(first.date, zone)) });
  };
  for (const finding of soon) {
    const x = at(finding.days);
    if (group && x - group.x < TOUCH) group.of.push(finding);
    else {
      close();
      group = { x: Math.max(x, stops.length > 0 ? LEFT + TOUCH : x), of: [finding] };
    }
  }
  close();
  const later = dated.length - soon.length;
  if (later > 0) marks.push({ x: at(YEAR) + 40, shape: "note", tone: "note", count: later, words: axis.later(later) });
  return marks;
}

/** Words above the marks; where two would touch, the later one goes without. Its date is in the list. */
function labelled(marks: readonly Mark[], width: number): SVGTemplateResult[] {
  let free = 0;
  return marks.map(({ x, shape, tone, words }) => {
    const length = words.length * LETTER + 4;
    const from = Math.max(0, Math.min(x - length / 2, width - length));
    const fits = from >= free;
    if (fits) free = from + length + 6;
    return svg`<g class=${`tone-${tone}`}><circle class="behind" cx=${x} cy=${BASE} r="11"/><g class="glyph" transform=${`translate(${x - 8} ${BASE - 8})`}>${picture(shape)}</g>
      ${fits ? svg`<text class="word" x=${from + length / 2} y="8" text-anchor="middle">${words}</text>` : ""}<title>${words}</title></g>`;
  });
}

const rank = (level: string) => ["stop", "warn"].indexOf(level) + 1 || 3;

/** The octagon stops work, the triangle will break, the ring is good to know. */
export function look(level: string): { readonly shape: Shape; readonly tone: string } {
  if (level === "stop") return { shape: "failed", tone: "failed" };
  return level === "warn" ? { shape: "warn", tone: "pending" } : { shape: "note", tone: "note" };
}
