/** Numbers and instants as people write them, by `Intl` in the page's language. The zone is the policy's. */

import { DAY } from "../core/clock.ts";
import { text } from "./index.ts";

/** Formatters are dear, so each is made once a language. */
const made = new Map<string, unknown>();

export function once<T>(name: string, make: (locale: string) => T): T {
  const key = `${text.locale}\n${name}`;
  if (!made.has(key)) made.set(key, make(text.locale));
  return made.get(key) as T;
}

export const number = (value: number): string => once("number", (locale) => new Intl.NumberFormat(locale)).format(value);

/** `62.5` gives "62.5 %" in English; other languages have the space, or none, that they are used to. */
export function percent(value: number): string {
  const written = once("percent", (locale) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 })).format(value / 100);
  return text.percentSpaced ? written.replace(/(\d)%/, "$1 %") : written;
}

export function format(zone: string, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once(`${zone}\n${name}`, (locale) => {
    try {
      return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    } catch {
      // A zone that the browser does not know is still the core's to judge; it is shown in UTC.
      return new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    }
  });
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

/** By the policy's clock and in UTC, for where a short form stands. */
export const both = (instant: string, zone: string): string => (zone === "UTC" ? utc(instant) : `${full(instant, zone)}\n${utc(instant)}`);

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

const relativeDay = (days: number): string => once("relative", (locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" })).format(days, "day");

function calendarDays(instant: string, now: string, zone: string): number {
  const midnight = (of: string) => {
    const parts = format(zone, "parts", { year: "numeric", month: "numeric", day: "numeric" }).formatToParts(new Date(of));
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    return Date.UTC(part("year"), part("month") - 1, part("day"));
  };
  return Math.round((midnight(now) - midnight(instant)) / DAY);
}

/** "12 min", "9 h": the unit's short word, always after a space. */
function unit(name: "minute" | "hour" | "day", value: number): string {
  const unitDisplay = name === "minute" ? "short" : "narrow";
  const parts = once(name, (locale) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay })).formatToParts(value);
  return parts.map(({ type, value: part }) => (type === "unit" ? ` ${part.trim().replace("mins", "min")}` : type === "literal" ? "" : part)).join("");
}

/** "9 h 12 min", "3 d 4 h", "96 d"; never shown without the absolute time beside it. */
export function age(seconds: number): string {
  const minutes = Math.max(0, Math.round(seconds / 60));
  if (minutes < 60) return unit("minute", minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${unit("hour", hours)} ${unit("minute", minutes % 60)}`;
  const days = Math.floor(hours / 24);
  return days < 4 ? `${unit("day", days)} ${unit("hour", hours % 24)}` : unit("day", days);
}

const SPANS = [["year", 365 * 86_400], ["month", 30.44 * 86_400], ["day", 86_400], ["hour", 3_600], ["minute", 60]] as const;

/** "in 5 days", "in 4 months", "2 hours ago"; never shown without the absolute time beside it. */
export function fromNow(instant: string, now: string): string {
  const seconds = (Date.parse(instant) - Date.parse(now)) / 1000;
  // Two of a span at least, so that rounding never says half as much again; "in 45 days" says more than "in 1 month".
  const [span, length] = SPANS.find(([, size]) => Math.abs(seconds) >= 2 * size) ?? SPANS[4];
  return once("from now", (locale) => new Intl.RelativeTimeFormat(locale, { numeric: "always" })).format(Math.trunc(seconds / length), span);
}

const SIZES = ["B", "KiB", "MiB", "GiB", "TiB"] as const;

/** "4 MiB", "62.5 GiB": how much that is, beside the exact number. */
export function bytes(size: bigint): string {
  let unit = 0;
  let value = Number(size);
  while (value >= 1024 && unit < SIZES.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${once("size", (locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 })).format(value)} ${SIZES[unit] ?? ""}`;
}
