/** The core's answer for one chain as columns: by life, and by the end of each day. Read off, never decided here. */

import { DAY } from "../core/clock.ts";
import type { Columns, Costs } from "../core/protocol.ts";
import type { FutureCalendar, FutureLives, MonthlyCost, SimulatedUnit } from "../core/vocabulary.ts";

/** No such day: it is not complete, or not dropped, within the future that was looked at. */
const NEVER = 0x7fffffff;

/** The ages, in days, up to which gaps are drawn; asked of the core in this order. */
export const WINDOWS = [14, 60] as const;

export function columnsOf(told: SimulatedUnit, now: number): Columns {
  const { lives, days, members, ends: toldEnds, monthly: _monthly, cost: _cost, at: _at, ...course } = told;
  const length = days?.born.length ?? 0;
  const calendar = new Days(toldEnds?.calendar ?? { first: 0, begins: new Date(now).toISOString(), lengths: [] }, length);
  const life = livesOf(lives ?? { born: [], ready: [], lived: [] }, now, (instant) => calendar.of(instant));
  const count = new Int32Array(length);
  let there = course.today;
  for (let day = 0; day < length; day += 1) {
    there += (days?.born[day] ?? 0) - (days?.died[day] ?? 0);
    count[day] = there;
  }
  const gap = (at: number) => spread(toldEnds?.windows[at]?.widestGap ?? [], length, (seconds) => seconds);
  return {
    course, members: members ?? [], first: Date.parse(`${days?.first ?? "1970-01-01"}T00:00:00Z`) / DAY, ends: calendar.ends(), ...life,
    count, taken: Int32Array.from(days?.born ?? []), dropped: Int32Array.from(days?.died ?? []),
    oldest: spread(days?.oldest ?? [], length, Date.parse),
    newest: spread(toldEnds?.newest ?? [], length, Date.parse),
    moments: Int32Array.from(spread(toldEnds?.complete ?? [], length, (complete) => complete)),
    gaps: { all: spread(days?.widestGap ?? [], length, (seconds) => seconds), fortnight: gap(0), twoMonths: gap(1) },
  };
}

/** The days of the policy's zone, as the core counts them. */
class Days {
  /** When each begins, and at the end when the last one ends. */
  private readonly bounds: Float64Array;
  private readonly first: number;

  constructor({ first, begins, lengths }: FutureCalendar, after: number) {
    this.first = first;
    this.bounds = new Float64Array(after - first + 1);
    this.bounds[0] = Date.parse(begins);
    let step = 0;
    for (let at = 1; at < this.bounds.length; at += 1) {
      while ((lengths[step + 1]?.[0] ?? NEVER) < first + at) step += 1;
      this.bounds[at] = (this.bounds[at - 1] ?? 0) + (lengths[step]?.[1] ?? 0) * 1000;
    }
  }

  /** The day that an instant falls on; after the last one, the one that would follow. */
  of(instant: number): number {
    let [low, high] = [0, this.bounds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.bounds[middle] ?? Infinity) <= instant) low = middle + 1;
      else high = middle;
    }
    return this.first + low - 1;
  }

  /** When the days from today on end. */
  ends(): Float64Array {
    return this.bounds.slice(1 - this.first);
  }
}

type Lives = Pick<Columns, "born" | "bornDay" | "readyDay" | "diedDay" | "died">;

function livesOf(lives: FutureLives, now: number, dayOf: (instant: number) => number): Lives {
  const length = lives.born.length;
  const born = new Float64Array(length);
  const died = new Float64Array(length).fill(Infinity);
  const bornDay = new Int32Array(length);
  const readyDay = new Int32Array(length);
  const diedDay = new Int32Array(length).fill(NEVER);
  let before = now;
  let step = 0;
  for (let life = 0; life < length; life += 1) {
    before += (lives.born[life] ?? 0) * 1000;
    born[life] = before;
    bornDay[life] = dayOf(before);
    while ((lives.ready[step + 1]?.[0] ?? NEVER) <= life) step += 1;
    const waits = lives.ready[step]?.[1] ?? null;
    readyDay[life] = waits === null ? NEVER : dayOf(before + waits * 1000);
    const lived = lives.lived[life] ?? null;
    if (lived === null) continue;
    died[life] = before + lived * 1000;
    diedDay[life] = dayOf(before + lived * 1000);
  }
  return { born, bornDay, readyDay, diedDay, died };
}

/** Values that hold from a day on, one for each day; `NaN` for none. */
function spread<T>(steps: readonly (readonly [number, T | null])[], length: number, value: (of: T) => number): Float64Array {
  const all = new Float64Array(length).fill(NaN);
  steps.forEach(([day, of], at) => {
    all.fill(of === null ? NaN : value(of), day, steps[at + 1]?.[0] ?? length);
  });
  return all;
}

/** What a month would cost at each day's end. */
export function costsOf(monthly: MonthlyCost | undefined, length: number): Costs | null {
  if (!monthly) return null;
  const side = (at: 1 | 3) => spread(monthly.ends.map((amount) => [amount[0], amount[at]] as const), length, (amount) => amount);
  return { low: side(1), high: side(3) };
}
