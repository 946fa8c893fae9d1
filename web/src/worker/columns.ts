/** The core's answer for one chain as columns: by life, and by the end of each day. Read off, never decided here. */

import type { Columns, Costs } from "../core/protocol.ts";
import type { FutureLives, SimulatedUnit } from "../core/vocabulary.ts";
import { dayOf, type ZoneDays } from "./zone-days.ts";

/** No such day: it is not complete, or not dropped, within the future that was looked at. */
const NEVER = 0x7fffffff;
const DAY = 86_400;

export function columnsOf(told: SimulatedUnit, now: number, until: number, zone: ZoneDays): Columns {
  const { lives, days, members, cost: _cost, at: _at, ...course } = told;
  const first = dayOf(days?.first ?? "1970-01-01");
  const length = days?.born.length ?? 0;
  const ends = Float64Array.from({ length }, (_, day) => Math.min(until, zone.end(first + day)));
  const life = livesOf(lives ?? { born: [], ready: [], lived: [] }, now, (instant) => zone.day(instant) - first);
  const { newest, moments, fortnight, twoMonths } = windowsOf(life, ends);
  const count = new Int32Array(length);
  let there = course.today;
  for (let day = 0; day < length; day += 1) {
    there += (days?.born[day] ?? 0) - (days?.died[day] ?? 0);
    count[day] = there;
  }
  return {
    course, members: members ?? [], first, ends, ...life,
    count, taken: Int32Array.from(days?.born ?? []), dropped: Int32Array.from(days?.died ?? []),
    oldest: spread(days?.oldest ?? [], length, (instant) => Date.parse(instant)),
    newest, moments, gaps: { all: spread(days?.widestGap ?? [], length, (seconds) => seconds), fortnight, twoMonths },
  };
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

/** The widest gap among what is no older than 14 and 60 days, and the newest, at the end of each day. */
function windowsOf(lives: Lives, ends: Float64Array) {
  const fortnight = new Float64Array(ends.length).fill(NaN);
  const twoMonths = new Float64Array(ends.length).fill(NaN);
  const newest = new Float64Array(ends.length).fill(NaN);
  const moments = new Int32Array(ends.length);
  let next = 0;
  let there: number[] = [];
  for (let day = 0; day < ends.length; day += 1) {
    while (next < lives.born.length && (lives.bornDay[next] ?? 0) <= day) there.push(next++);
    there = there.filter((life) => (lives.diedDay[life] ?? 0) > day);
    const end = ends[day] ?? 0;
    let later = NaN;
    for (let at = there.length - 1; at >= 0; at -= 1) {
      const life = there[at] ?? 0;
      if ((lives.readyDay[life] ?? NEVER) > day) continue;
      moments[day] = (moments[day] ?? 0) + 1;
      const born = lives.born[life] ?? 0;
      if (Number.isNaN(later)) newest[day] = born;
      const gap = (later - born) / 1000;
      const age = (end - born) / 1000;
      if (age <= 14 * DAY && !(gap <= (fortnight[day] ?? NaN))) fortnight[day] = gap;
      if (age <= 60 * DAY && !(gap <= (twoMonths[day] ?? NaN))) twoMonths[day] = gap;
      later = born;
    }
  }
  return { fortnight, twoMonths, newest, moments };
}

/** What a month would cost by what is stored at each day's end, at the price of a GiB and month. */
export function costsOf({ cost }: SimulatedUnit, ends: Float64Array, price: number | null): Costs | null {
  if (!cost || price === null) return null;
  const low = new Float64Array(ends.length).fill(NaN);
  const high = new Float64Array(ends.length).fill(NaN);
  const steps = cost.steps.map(([at, least, , most]) => ({ at: Date.parse(at), least, most }));
  let next = 0;
  for (let day = 0; day < ends.length; day += 1) {
    while ((steps[next]?.at ?? Infinity) < (ends[day] ?? 0)) next += 1;
    const step = steps[next - 1];
    if (!step) continue;
    low[day] = step.least * price;
    high[day] = step.most * price;
  }
  return { low, high };
}
