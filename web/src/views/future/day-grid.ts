/**
 * The calendar by keyboard: a grid of which only the cell with the focus is there. It lies over the drawing, moves by
 * day, week and month, and is read out with what the day has.
 */

import { html, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { cellBox } from "../../drawings/future/calendar.ts";
import { type DayNumber, monthOf, monthStart, type Scale } from "../../drawings/future/scale.ts";
import { text } from "../../text/index.ts";

export interface DayGrid {
  readonly scale: Scale;
  /** The first day that is drawn; the last is the chosen one. */
  readonly first: DayNumber;
  /** The day with the focus, or that would get it. */
  readonly cursor: DayNumber;
  /** What a cell has: a head, and a line for each. */
  words(days: readonly [DayNumber, DayNumber]): readonly string[];
  walk(day: DayNumber): void;
  pick(days: readonly [DayNumber, DayNumber]): void;
  tip(target: EventTarget | null, words: readonly string[]): void;
}

export function dayGrid(grid: DayGrid): TemplateResult {
  const { scale } = grid;
  const day = clamp(grid, grid.cursor);
  const { column, row } = scale.cell(day);
  const days = scale.daysOf(column, row);
  const words = grid.words(days);
  const box = cellBox(scale, column, row);
  return html`<div class="day-grid" role="grid" aria-label=${text.future.calendarKeys(scale.byMonth)} aria-rowcount=${scale.rows} aria-colcount=${scale.columns}>
    <div role="row" aria-rowindex=${row + 1}>${keyed(days[0], html`<div class="day-cell" role="gridcell" tabindex="0" aria-colindex=${column + 1} aria-label=${words.join(", ")}
      .style=${`left: ${box.left}px; top: ${box.top}px; width: ${box.width}px; height: ${box.height}px`}
      @keydown=${(event: KeyboardEvent) => onKey(event, grid, day)} @focus=${(event: Event) => grid.tip(event.currentTarget, words)} @blur=${() => grid.tip(null, [])}></div>`)}</div></div>`;
}

const clamp = ({ first, scale }: DayGrid, day: DayNumber): DayNumber => Math.max(Math.max(first, scale.from), Math.min(scale.chosen, scale.to - 1, day));

function onKey(event: KeyboardEvent, grid: DayGrid, day: DayNumber): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { scale } = grid;
  const { column, row } = scale.cell(day);
  if (event.key === "Enter" || event.key === " ") grid.pick(scale.daysOf(column, row));
  else {
    const to = target(event.key, scale, day);
    if (to === null) return;
    grid.walk(clamp(grid, to));
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Where a key leads; null for one that leads nowhere. */
function target(key: string, scale: Scale, day: DayNumber): DayNumber | null {
  const rows: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };
  const columns: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
  const pages: Readonly<Record<string, number>> = { PageUp: -1, PageDown: 1 };
  if (key === "Home") return -Infinity;
  if (key === "End") return Infinity;
  if (key in rows) return down(scale, day, rows[key] ?? 0);
  if (key in columns) return scale.byMonth ? inMonth(day, columns[key] ?? 0) : day + 7 * (columns[key] ?? 0);
  if (key in pages) return inMonth(day, (pages[key] ?? 0) * (scale.byMonth ? 12 : 1));
  return null;
}

/** The next cell down or up: a day, or a part of a month, of which February may have one less. */
function down(scale: Scale, day: DayNumber, by: number): DayNumber {
  const { column, row } = scale.cell(day);
  const [from, to] = scale.daysOf(column, row);
  return by > 0 ? to : from - 1;
}

/** The same day of another month, or its last one. */
function inMonth(day: DayNumber, by: number): DayNumber {
  const month = Math.floor(monthOf(day));
  return Math.min(monthStart(month + by) + day - monthStart(month), monthStart(month + by + 1) - 1);
}
