/**
 * A disk's chains as a timeline: one lane a family, a thread through what may be diffed, broken by a zigzag where the
 * disk grew past 4 TB, and a double dashed upright where it was recreated. The same snapshots stand in the list below.
 */

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import { DAY } from "../core/clock.ts";
import type { Chain } from "../core/protocol.ts";
import type { ChainSnapshot } from "../core/vocabulary.ts";
import { month, number, shortDay } from "../text/format.ts";
import { text } from "../text/index.ts";
import { mark } from "./glyphs.ts";

const SHORTEST = 10;
const LONGEST = 63;
const LANE = 36;
const TOP = 26;
/** A letter of the axis, roughly, and the least room between two of its words. */
const LETTER = 6;
const GAP = 10;

interface Scale {
  readonly width: number;
  readonly days: number;
  readonly from: number;
  readonly to: number;
  x(instant: number): number;
}

/** How many days the drawing shows: the whole chain, between ten days and nine weeks. */
export function span(units: readonly Chain[], now: number): number {
  const instants = units.flatMap((unit) => unit.snapshots.map(({ instant }) => instant)).filter((instant) => instant !== null);
  const first = instants.reduce((least, instant) => Math.min(least, Date.parse(instant)), now);
  return Math.max(SHORTEST, Math.min(LONGEST, Math.ceil((now - first) / DAY) + 2));
}

export function spanText(days: number): string {
  return days < 25 ? text.disk.days(days) : text.disk.weeks(Math.round(days / 7));
}

/** The lanes' order: an earlier disk, this one, its copies. */
export function lanes(units: readonly Chain[]): readonly Chain[] {
  const rank = (unit: Chain) => (unit.labels.includes("copy") ? 2 : unit.labels.includes("earlier_disk") ? 0 : 1);
  return [...units].sort((a, b) => rank(a) - rank(b) || a.generation - b.generation);
}

export function laneName(unit: Chain): string {
  const { lane } = text.disk;
  if (unit.labels.includes("copy")) return lane.copy(unit.location ?? "?");
  if (unit.labels.includes("earlier_disk")) return lane.earlier;
  if (unit.labels.includes("orphan")) return lane.orphan;
  if (unit.labels.includes("source_unknown")) return lane.unknown;
  return lane.now;
}

export function chainDrawing(label: string, units: readonly Chain[], now: string, zone: string, width: number): TemplateResult {
  const days = span(units, Date.parse(now));
  const to = Date.parse(now) + days * DAY * 0.026;
  const from = to - days * DAY;
  const scale: Scale = { width, days, from, to, x: (instant) => 6 + ((instant - from) / (to - from)) * (width - 12) };
  const rows = lanes(units);
  const bottom = TOP + rows.length * LANE - 6;
  const upright = recreated(rows, scale, bottom, zone);
  const height = bottom + (upright ? 20 : 4);
  return html`<svg class="chain" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${text.disk.picture(label)}>
    ${axis(scale, Date.parse(now), bottom, zone)}
    ${rows.map((unit, row) => laneDrawing(unit, TOP + row * LANE, scale))}
    ${upright}
  </svg>`;
}

function axis(scale: Scale, now: number, bottom: number, zone: string): SVGTemplateResult[] {
  const ticks: { at: number; label: string }[] = [];
  if (scale.days < 25) {
    for (let back = 0; back < scale.days; back += scale.days < 15 ? 2 : 7) {
      const at = now - back * DAY;
      ticks.push({ at, label: back === 0 ? text.disk.today : shortDay(at, zone) });
    }
  } else {
    const date = new Date(scale.from);
    for (let at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1); at < scale.to; ) {
      ticks.push({ at, label: month(at, zone) });
      const next = new Date(at);
      at = Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 1);
    }
  }
  const last = ticks[0];
  return ticks
    // "today" keeps its room, which is another in each language; the tick before it gives way.
    .filter(({ at, label }) => at > scale.from && (scale.days >= 25 || at === last?.at || scale.x(last?.at ?? at) - scale.x(at) > (label.length + (last?.label.length ?? 0)) * LETTER + GAP))
    .map(({ at, label }) => {
      const x = scale.x(at);
      const late = x > scale.width - 44;
      return svg`<path class="tick" d=${`M${x} 16V${bottom}`}/><text x=${late ? Math.min(x, scale.width) : x + 3} y="11" text-anchor=${late ? "end" : "start"}>${label}</text>`;
    });
}

function laneDrawing(unit: Chain, y: number, scale: Scale): SVGTemplateResult {
  const copy = unit.labels.includes("copy");
  const placed = unit.snapshots.flatMap((snapshot) => (snapshot.instant === null ? [] : [{ snapshot, at: Date.parse(snapshot.instant) }]));
  const seen = placed.filter(({ at }) => at > scale.from).sort((a, b) => a.at - b.at);
  const older = unit.snapshots.length - seen.length;
  const middle = y + 20;
  const first = seen[0];
  const last = seen.at(-1);
  const counted = [text.disk.count(number(unit.snapshots.length)), older > 0 ? text.disk.older(number(older)) : ""].filter(Boolean).join(", ");
  const radius = seen.length > 70 ? 1.1 : 2.6;
  return svg`
    <text class="lane" x="0" y=${y + 7}>${laneName(unit)}</text>
    <text x=${scale.width} y=${y + 7} text-anchor="end">${counted}</text>
    ${first && last ? svg`<path class="thread" d=${`M${older > 0 ? 0 : scale.x(first.at)} ${middle}H${scale.x(last.at)}`}/>` : svg`<text x="0" y=${y + 24}>${text.fleet.none}</text>`}
    ${unit.resizeBreaks.map((point) => zigzag(point.before, point.after, placed, middle, scale))}
    ${seen.map(({ snapshot, at }) => mark(snapshot.state, snapshot.completionPercent, copy, scale.x(at), middle, size(snapshot, radius)))}`;
}

function size(snapshot: ChainSnapshot, usual: number): number {
  return snapshot.state === "ready" ? usual : 4;
}

function zigzag(before: string, after: string, placed: readonly { snapshot: ChainSnapshot; at: number }[], middle: number, scale: Scale) {
  const a = placed.find(({ snapshot }) => snapshot.id === before);
  const b = placed.find(({ snapshot }) => snapshot.id === after);
  const at = a && b ? (a.at + b.at) / 2 : (b ?? a)?.at;
  if (at === undefined || at < scale.from) return "";
  const x = scale.x(at);
  return svg`<rect class="knock" x=${x - 3} y=${middle - 8} width="6" height="16"/>
    <path class="break" d=${`m${x - 3} ${middle - 8} 3.4 5-3.4 3 3.4 3-3.4 5m3.6-16 3.4 5-3.4 3 3.4 3-3.4 5`}/>
    <text x=${x + 9} y=${middle - 8}>${text.disk.grown}</text>`;
}

/** Between the last snapshot of the earlier disk and the first of the newest one. */
function recreated(rows: readonly Chain[], scale: Scale, bottom: number, zone: string) {
  const newest = rows.find((unit) => unit.labels.includes("recreated"));
  const first = newest?.snapshots.find(({ instant }) => instant !== null)?.instant;
  if (!first || !rows.some((unit) => unit.labels.includes("earlier_disk"))) return "";
  const at = Date.parse(first);
  if (at <= scale.from) return "";
  const x = scale.x(at) - 5;
  const left = x > 110;
  return svg`<path class="upright" d=${`M${x - 1.5} 18V${bottom}m3 0V18`}/>
    <text class="lane" x=${left ? x - 5 : x + 5} y=${bottom + 11} text-anchor=${left ? "end" : "start"}>${text.disk.recreated(shortDay(at, zone))}</text>`;
}
