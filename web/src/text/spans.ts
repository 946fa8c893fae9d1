/** Lengths of time and amounts of money as people say them, in the page's language. */

import { once } from "./format.ts";
import { text } from "./index.ts";

const HOUR = 3600;
const DAY = 86_400;

type Unit = "minute" | "hour" | "day";

function unit(value: number, name: Unit): string {
  return once(`long ${name}`, (locale) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "long", maximumFractionDigits: 0 })).format(value);
}

/** Whole units of what suits: "50 minutes", "6 hours", "31 days". */
function parts(seconds: number): readonly [number, Unit] {
  if (seconds < HOUR) return [Math.round(seconds / 60), "minute"];
  // A day on which clocks change is a day all the same.
  const days = Math.round(seconds / DAY);
  if (seconds < 36 * HOUR && !(days > 0 && Math.abs(seconds - days * DAY) <= HOUR + 60)) return [Math.round(seconds / HOUR), "hour"];
  return [Math.round(seconds / DAY), "day"];
}

export function gapWords(seconds: number): string {
  return unit(...parts(seconds));
}

/** "9–18 days"; both with their units where these differ. */
export function gapSpan(low: number, high: number): string {
  const [from, to] = [parts(low), parts(high)];
  if (from[0] === to[0] && from[1] === to[1]) return unit(...to);
  const least = from[1] === to[1] ? once("number", (locale) => new Intl.NumberFormat(locale)).format(from[0]) : unit(...from);
  return `${least}–${unit(...to)}`;
}

function currencyFormat(currency: string, most: number): Intl.NumberFormat {
  // Whole units from ten on; below it, cents count.
  const digits = most >= 10 || most === 0 ? 0 : 2;
  return once(`money ${currency} ${digits}`, (locale) => new Intl.NumberFormat(locale, { style: "currency", currency: isCurrency(currency) ? currency : "XXX", currencyDisplay: "narrowSymbol", minimumFractionDigits: digits, maximumFractionDigits: digits }));
}

/** An amount, written as exactly as `most`, the largest that stands beside it. */
export const money = (value: number, currency: string, most = value): string => currencyFormat(currency, most).format(value);

/** "$114–$193", as the language writes a range. */
export function moneySpan(low: number, high: number, currency: string): string {
  const format = currencyFormat(currency, high);
  return format.format(low) === format.format(high) ? format.format(high) : format.formatRange(low, high).replace(/\s*–\s*/, "–");
}

/** A price table may name anything a currency. */
const isCurrency = (currency: string): boolean => /^[A-Za-z]{3}$/.test(currency);

/** Three digits that count, at least whole units. */
const short = (value: number): string => once("short", (locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, roundingPriority: "morePrecision", maximumFractionDigits: 0 })).format(value);

/** A range of sizes with its unit. */
export const gibs = (low: number, high: number): string => (short(low) === short(high) ? text.gib(short(high)) : `${short(low)}–${text.gib(short(high))}`);
