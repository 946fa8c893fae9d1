/** Durations in the forms a field can step through: one unit and its number. Others are shown and kept as they are. */

import { number } from "../../text/format.ts";
import { text } from "../../text/index.ts";

/** Letters of ISO 8601; minutes and hours are small here, as `M` is a month. */
export type UnitLetter = "Y" | "M" | "W" | "D" | "h" | "m" | "s";

interface Simple {
  readonly count: number;
  readonly unit: UnitLetter;
}

/** `P14D` is 14 days, `PT6H` six hours; what has several parts is none of these. */
export function simple(duration: string): Simple | null {
  const [, date, dateUnit, time, timeUnit] = /^P(?:(\d+)([YMWD])|T(\d+)([HMS]))$/.exec(duration) ?? [];
  if (date !== undefined) return { count: Number(date), unit: dateUnit as UnitLetter };
  return time === undefined ? null : { count: Number(time), unit: timeUnit?.toLowerCase() as UnitLetter };
}

export function written({ count, unit }: Simple): string {
  return /[hms]/.test(unit) ? `PT${count}${unit.toUpperCase()}` : `P${count}${unit}`;
}

/** "14 days". */
export function shown(duration: string | null): string {
  if (duration === null) return text.plan.off;
  const parts = simple(duration);
  if (!parts) return duration;
  const [one, many] = text.policy.units[parts.unit] ?? ["", ""];
  return `${number(parts.count)} ${parts.count === 1 ? one : many}`;
}

/** What was typed: a number keeps the unit, `6h` names one, anything else is for the core to judge. */
export function typed(value: string, unit: UnitLetter): string | null {
  const [, count, letter] = /^(\d+)\s*([a-zA-Z])?$/.exec(value) ?? [];
  if (value === "" || (count !== undefined && Number(count) === 0)) return null;
  if (count === undefined) return value;
  const asked = letter === undefined ? unit : (["h", "m", "s"] as const).find((one) => one === letter) ?? (["Y", "M", "W", "D"] as const).find((one) => one === letter.toUpperCase());
  return asked ? written({ count: Number(count), unit: asked }) : value;
}
