/** Numbers and instants as people write them, by `Intl` in the page's language. The zone is the policy's. */

import { text } from "./index.ts";

const numbers = new Intl.NumberFormat(text.locale);
const percents = new Intl.NumberFormat(text.locale, { style: "percent", maximumFractionDigits: 1 });

export const number = (value: number): string => numbers.format(value);
/** `62.5` gives "62.5 %". */
export const percent = (value: number): string => percents.format(value / 100).replace(/(\d)%/, "$1 %");

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone}\n${name}`;
  let found = formats.get(key);
  if (!found) {
    try {
      found = new Intl.DateTimeFormat(text.locale, { ...options, timeZone: zone });
    } catch {
      // A zone that the browser does not know is still the core's to judge; it is shown in UTC.
      found = new Intl.DateTimeFormat(text.locale, { ...options, timeZone: "UTC" });
    }
    formats.set(key, found);
  }
  return found;
}

const DATE = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

function words(date: string): string {
  return date.replace(",", "");
}

/** "Wed 25 Nov 2026". */
export const day = (instant: string, zone: string): string => words(format(zone, "day", DATE).format(new Date(instant)));
/** "25 Nov". */
export const shortDay = (instant: string | number, zone: string): string => format(zone, "short", { day: "numeric", month: "short" }).format(new Date(instant));
/** "Nov". */
export const month = (instant: number, zone: string): string => format(zone, "month", { month: "short" }).format(new Date(instant));
/** "06:00". */
export const time = (instant: string, zone: string): string => format(zone, "time", TIME).format(new Date(instant));

/** "Fri 20 Nov 2026, 06:00:14 (UTC+1)". */
export function full(instant: string, zone: string): string {
  const clock = format(zone, "seconds", { ...TIME, second: "2-digit" }).format(new Date(instant));
  return `${day(instant, zone)}, ${clock} (${offset(instant, zone)})`;
}

/** "Fri 20 Nov 2026, 05:00:14 UTC". */
export const utc = (instant: string): string => `${day(instant, "UTC")}, ${format("UTC", "seconds", { ...TIME, second: "2-digit" }).format(new Date(instant))} UTC`;

/** "UTC+1". */
export function offset(instant: string, zone: string): string {
  const part = format(zone, "offset", { timeZoneName: "shortOffset" }).formatToParts(new Date(instant)).find(({ type }) => type === "timeZoneName");
  return (part?.value ?? "UTC").replace("GMT", "UTC");
}

/** "today 06:00", "yesterday 06:00", "Wed 18 Nov 06:00", with the year when it is another one. */
export function when(instant: string, now: string, zone: string): string {
  const days = calendarDays(instant, now, zone);
  if (days === 0 || days === 1) return `${relativeDay(-days)} ${time(instant, zone)}`;
  const sameYear = format(zone, "year", { year: "numeric" });
  const near = sameYear.format(new Date(instant)) === sameYear.format(new Date(now));
  const date = near ? words(format(zone, "near", { weekday: "short", day: "numeric", month: "short" }).format(new Date(instant))) : day(instant, zone);
  return `${date} ${time(instant, zone)}`;
}

/** The absolute time under an age: "today 06:00", "15 Nov 03:00", "16 Aug 2026". */
export function underAge(instant: string, now: string, zone: string): string {
  const days = calendarDays(instant, now, zone);
  if (days === 0) return `${relativeDay(0)} ${time(instant, zone)}`;
  if (days < 30) return `${shortDay(instant, zone)} ${time(instant, zone)}`;
  return format(zone, "date", { day: "numeric", month: "short", year: "numeric" }).format(new Date(instant));
}

const relative = new Intl.RelativeTimeFormat(text.locale, { numeric: "auto" });
const relativeDay = (days: number): string => relative.format(days, "day");

function calendarDays(instant: string, now: string, zone: string): number {
  const midnight = (of: string) => {
    const parts = format(zone, "parts", { year: "numeric", month: "numeric", day: "numeric" }).formatToParts(new Date(of));
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    return Date.UTC(part("year"), part("month") - 1, part("day"));
  };
  return Math.round((midnight(now) - midnight(instant)) / 86_400_000);
}

const unit = (name: string) => new Intl.NumberFormat(text.locale, { style: "unit", unit: name, unitDisplay: "narrow" });
const units = { minute: new Intl.NumberFormat(text.locale, { style: "unit", unit: "minute", unitDisplay: "short" }), hour: unit("hour"), day: unit("day") };
const spaced = (formatter: Intl.NumberFormat, value: number) =>
  formatter.formatToParts(value).map(({ type, value: part }) => (type === "unit" ? ` ${part.trim()}` : type === "literal" ? "" : part)).join("");

/** "9 h 12 min", "3 d 4 h", "96 d"; never shown without the absolute time beside it. */
export function age(seconds: number): string {
  const minutes = Math.max(0, Math.round(seconds / 60));
  if (minutes < 60) return spaced(units.minute, minutes).replace("mins", "min");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${spaced(units.hour, hours)} ${spaced(units.minute, minutes % 60).replace("mins", "min")}`;
  const days = Math.floor(hours / 24);
  return days < 4 ? `${spaced(units.day, days)} ${spaced(units.hour, hours % 24)}` : spaced(units.day, days);
}
