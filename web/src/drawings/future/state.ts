/** What is there at the end of a day, read off the columns. */

import type { Columns } from "../../core/protocol.ts";

/** The lives that are there at the end of a day and complete, oldest first. */
export function momentsAt(a: Columns, day: number): number[] {
  return livesAt(a, day).filter((life) => (a.readyDay[life] ?? Infinity) <= day);
}

/** The lives that are there at the end of a day, complete or not. */
export function livesAt(a: Columns, day: number): number[] {
  const found: number[] = [];
  for (let life = 0; life < a.born.length; life += 1) {
    const born = a.bornDay[life] ?? 0;
    // Lives are in order of birth, but for those of today, all of which are there from the start.
    if (born > day && life >= a.members.length) break;
    if ((a.diedDay[life] ?? 0) > day) found.push(life);
  }
  return found;
}

/** Whether runs were refused by the end of a day. */
export function refusedBy(a: Columns, day: number): boolean {
  const end = a.ends[day] ?? 0;
  return a.course.refused.some(({ first }) => Date.parse(first) < end);
}

/** The first run that is refused for want of room (L1), in milliseconds; null where there is none. */
export function fullAt(a: Columns): number | null {
  const refused = a.course.refused.find(({ id }) => id === "L1");
  return refused ? Date.parse(refused.first) : null;
}
