/** The one x axis of the future: weeks as columns, or months over ten years. All drawings stand on it. */

import { DAY } from "../../core/clock.ts";
import type { Columns } from "../../core/protocol.ts";

/** How much of the past is shown. */
const PAST = 18 * 7;
const WIDEST = 20;
const NARROWEST = { weeks: 9, months: 5 };
const ON_PHONE = 15;

/** Days since 1970, by the calendar of the policy's zone. */
export type DayNumber = number;

export interface Cell {
  readonly column: number;
  readonly row: number;
}

export interface Scale {
  readonly width: number;
  readonly phone: boolean;
  /** Where the columns begin and end, in pixels. */
  readonly left: number;
  readonly right: number;
  readonly pitch: number;
  readonly columns: number;
  readonly rows: number;
  readonly byMonth: boolean;
  /** The first day and the day after the last that are seen. */
  readonly from: DayNumber;
  readonly to: DayNumber;
  /** The page's today. */
  readonly today: DayNumber;
  /** The chosen day; what is to come after it is not there yet. */
  readonly chosen: DayNumber;
  /** Not everything fits: what is seen follows the date. */
  readonly window: boolean;
  x(day: number): number;
  cell(day: DayNumber): Cell;
  /** The days of a cell: the first, and the one after the last. */
  daysOf(column: number, row: number): readonly [DayNumber, DayNumber];
}

export const isPhone = (width: number): boolean => width < 480;
const monday = (day: DayNumber): DayNumber => day - ((day + 3) % 7);

/** Months since year 0, with the part of the month that has gone by. */
export function monthOf(day: number): number {
  const date = new Date(Math.floor(day) * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const first = Date.UTC(year, month, 1) / DAY;
  const next = Date.UTC(year, month + 1, 1) / DAY;
  return year * 12 + month + (day - first) / (next - first);
}

/** The first day of a month. */
export const monthStart = (month: number): DayNumber => Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, 1) / DAY;

export function makeScale(a: Columns, day: number, width: number, byMonth: boolean): Scale {
  const phone = isPhone(width);
  const gutters = phone ? { left: 74, right: 6 } : { left: 92, right: width < 780 ? 12 : 96 };
  const oldest = a.first + Math.min(0, a.bornDay[0] ?? 0);
  const begins = Math.max(oldest, a.first - PAST);
  const ends = a.first + a.count.length;
  const chosen = a.first + day;
  const unit = byMonth ? monthUnit(begins) : weekUnit(begins);
  const all = Math.ceil(unit.at(ends));
  const room = width - gutters.left - gutters.right;
  const fitting = Math.min(WIDEST, byMonth ? Math.floor((room / all) * 2) / 2 : Math.floor(room / all));
  const fits = fitting >= NARROWEST[byMonth ? "months" : "weeks"];
  const pitch = fits ? fitting : phone ? ON_PHONE : NARROWEST.weeks;
  const columns = fits ? all : Math.max(1, Math.floor(room / pitch));
  const skipped = fits ? 0 : Math.max(0, Math.min(all - columns, Math.floor(unit.at(chosen)) - columns + 3));
  const right = gutters.left + columns * pitch;
  return {
    width, phone, left: gutters.left, right, pitch, columns, rows: unit.rows, byMonth,
    from: unit.day(skipped), to: unit.day(skipped + columns), today: a.first, chosen, window: !fits,
    x: (at) => gutters.left + (unit.at(at) - skipped) * pitch,
    cell: (at) => ({ column: Math.floor(unit.at(at)) - skipped, row: unit.row(at) }),
    daysOf: (column, row) => unit.cell(column + skipped, row),
  };
}

interface Unit {
  readonly rows: number;
  /** Columns since the first one. */
  at(day: number): number;
  /** The first day of a column. */
  day(column: number): DayNumber;
  row(day: DayNumber): number;
  cell(column: number, row: number): readonly [DayNumber, DayNumber];
}

function weekUnit(begins: DayNumber): Unit {
  const first = monday(begins);
  return {
    rows: 7,
    at: (day) => (day - first) / 7,
    day: (column) => first + column * 7,
    row: (day) => (day - first) % 7,
    cell: (column, row) => [first + column * 7 + row, first + column * 7 + row + 1],
  };
}

/** Rows are the weeks of a month by its days: 1 to 7, 8 to 14 and so on; the fifth has what is left. */
function monthUnit(begins: DayNumber): Unit {
  const first = Math.floor(monthOf(begins));
  return {
    rows: 5,
    at: (day) => monthOf(day) - first,
    day: (column) => monthStart(first + column),
    row: (day) => Math.min(4, Math.floor((new Date(day * DAY).getUTCDate() - 1) / 7)),
    cell: (column, row) => [monthStart(first + column) + row * 7, row === 4 ? monthStart(first + column + 1) : monthStart(first + column) + row * 7 + 7],
  };
}

/** Where the axis is labelled: at months, and over ten years at years. */
export function ticks(scale: Scale): readonly { readonly day: DayNumber; readonly yearly: boolean }[] {
  const found: { day: DayNumber; yearly: boolean }[] = [];
  for (let month = Math.ceil(monthOf(scale.from)); monthStart(month) < scale.to; month += 1) {
    const yearly = month % 12 === 0;
    if (!scale.byMonth || yearly || scale.pitch >= 14) found.push({ day: monthStart(month), yearly });
  }
  return found;
}
