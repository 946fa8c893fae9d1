/** The days one can go back to, as seen from the chosen date: more on a day is larger and darker. */

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { Columns } from "../../core/protocol.ts";
import { text } from "../../text/index.ts";
import type { DayNumber, Scale } from "./scale.ts";

/** How many of a day make the second and the third step; a month's week has more. */
const STEPS = { weeks: [1, 2, 4], months: [1, 5, 20] } as const;
const SHARES = [0.42, 0.68, 0.88] as const;

export interface CalendarFacts {
  /** How many moments each day has, of those that have any. */
  readonly days: ReadonlyMap<DayNumber, number>;
}

export function calendarFacts(a: Columns, moments: readonly number[]): CalendarFacts {
  const days = new Map<DayNumber, number>();
  for (const life of moments) {
    const day = a.first + (a.bornDay[life] ?? 0);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return { days };
}

const rowHeight = (scale: Scale): number => Math.max(9, Math.min(20, scale.byMonth ? Math.max(scale.pitch, 12) : scale.pitch));

export function calendar(scale: Scale, facts: CalendarFacts, oldest: DayNumber): TemplateResult {
  const row = rowHeight(scale);
  const height = row * scale.rows;
  const paths = ["", "", ""];
  let none = "";
  let later = "";
  const { counts } = cells(scale, facts);
  for (let column = 0; column < scale.columns; column += 1) {
    for (let at = 0; at < scale.rows; at += 1) {
      const [from, to] = scale.daysOf(column, at);
      if (to <= from || from < oldest - (scale.byMonth ? 7 : 0)) continue;
      const middle = { x: scale.left + (column + 0.5) * scale.pitch, y: (at + 0.5) * row };
      const count = counts.get(column * scale.rows + at) ?? 0;
      if (from > scale.chosen) later += square(middle.x, middle.y, 2);
      else if (count === 0) none += square(middle.x, middle.y, 3);
      else {
        const step = level(scale, count);
        paths[step] += square(middle.x, middle.y, size(Math.min(scale.pitch, row), step));
      }
    }
  }
  return html`<svg class="calendar" width=${scale.width} height=${height} viewBox="0 0 ${scale.width} ${height}" role="img" aria-label=${text.future.calendarName}>
    ${labels(scale, row)}
    <path class="later" d=${later} /><path class="none" d=${none} />
    ${paths.map((path, step) => svg`<path class=${`heat${step + 1}`} d=${path}/>`)}
  </svg>`;
}

/** How many moments each cell has. */
function cells(scale: Scale, { days }: CalendarFacts): { counts: ReadonlyMap<number, number> } {
  const counts = new Map<number, number>();
  for (const [day, count] of days) {
    const { column, row } = scale.cell(day);
    if (column < 0 || column >= scale.columns) continue;
    const key = column * scale.rows + row;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return { counts };
}

function level(scale: Scale, count: number): 0 | 1 | 2 {
  const [, second, third] = STEPS[scale.byMonth ? "months" : "weeks"];
  return count >= third ? 2 : count >= second ? 1 : 0;
}

/** Odd on odd columns and even on even ones, so that squares stand on whole pixels. */
function size(pitch: number, step: 0 | 1 | 2): number {
  const whole = Math.round(pitch * SHARES[step]);
  return Math.max(2, whole % 2 === Math.round(pitch) % 2 ? whole : whole - 1);
}

function square(x: number, y: number, side: number): string {
  return `M${x - side / 2} ${y - side / 2}h${side}v${side}h${-side}z`;
}

function labels(scale: Scale, row: number): SVGTemplateResult[] {
  const names = scale.byMonth ? text.future.monthRows : text.future.weekRows;
  return names.map((name, at) => svg`<text x=${scale.left - 10} y=${at * row + row / 2 + 4} text-anchor="end">${name}</text>`);
}

export function calendarLegend(scale: Scale): TemplateResult {
  const words = text.future.heat[scale.byMonth ? "months" : "weeks"];
  const side = Math.max(12, scale.byMonth ? 12 : scale.pitch);
  return html`<div class="legend calendar"><span><svg width="8" height="12" aria-hidden="true"><path class="none" d=${square(4, 6, 3)} /></svg>${text.future.none}</span>
    ${words.map((word, step) => html`<span><svg width=${side} height=${side} aria-hidden="true"><path class="heat${step + 1}" d=${square(side / 2, side / 2, size(side, step as 0 | 1 | 2))} /></svg>${word}</span>`)}</div>`;
}

/** Where a cell lies, in pixels of the drawing. */
export function cellBox(scale: Scale, column: number, row: number): { readonly left: number; readonly top: number; readonly width: number; readonly height: number } {
  const height = rowHeight(scale);
  return { left: scale.left + column * scale.pitch, top: row * height, width: scale.pitch, height };
}

/** The days of the cell that a pointer is over; null beside the cells. */
export function cellAt(scale: Scale, x: number, y: number): readonly [DayNumber, DayNumber] | null {
  const column = Math.floor((x - scale.left) / scale.pitch);
  const row = Math.floor(y / rowHeight(scale));
  if (column < 0 || column >= scale.columns || row < 0 || row >= scale.rows) return null;
  const days = scale.daysOf(column, row);
  return days[1] > days[0] && days[0] <= scale.chosen ? days : null;
}
