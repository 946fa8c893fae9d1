/** The values of sentences as people of the page's language write them. */

import type { Said } from "../core/vocabulary.ts";
import { day, format, number, once, percent, time } from "./format.ts";
import { text } from "./index.ts";
import type { Manner } from "./template.ts";

const plural = (count: number): Intl.LDMLPluralRule => once("plural", (locale) => new Intl.PluralRules(locale)).select(count);
const list = (items: readonly string[]): string => once("list", (locale) => new Intl.ListFormat(locale)).format(items);

/** Small numbers as words at the head of a sentence, or inside it, where the language does so. */
function spelled(count: number, large: boolean): string {
  const word = text.smallNumbers[count] ?? number(count);
  return large ? headed(word) : word;
}

/** Values by the clock of a zone; sentences inside sentences by `say`. */
export function manner(zone: string, say: (said: Said) => string): Manner {
  return {
    plural,
    show(value, style) {
      if ("count" in value) return style === "spell" || style === "Spell" ? spelled(value.count, style === "Spell") : number(value.count);
      if ("percent" in value) return percent(value.percent);
      if ("instant" in value) return style === "date" ? date(value.instant, zone) : style === "clock" ? clock(value.instant, zone) : `${day(value.instant, zone)}, ${time(value.instant, zone)}`;
      if ("day" in value) return wallDay(value.day);
      if ("time" in value) return wallTime(value.time, style === "seconds");
      if ("seconds" in value) return style === "ago" ? ago(value.seconds) : number(value.seconds);
      if ("decimal" in value) return decimal(value.decimal);
      if ("period" in value) return period(value.period);
      if ("names" in value) return list(value.names.map((name) => `\`${name}\``));
      if ("sentence" in value) return styled(say(value.sentence), style);
      if ("sentences" in value) return value.sentences.map((one) => ` ${say(one)}`).join("");
      if ("name" in value) return value.name;
      return "text" in value ? value.text : value.word;
    },
  };
}

/** `rest`: without the first sentence, which says what is said already; `first`: at the head of a sentence. */
function styled(said: string, style: string): string {
  if (style === "first") return headed(said);
  const at = style === "rest" ? said.indexOf(". ") : -1;
  return at < 0 ? said : said.slice(at + 2);
}

const headed = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** The digits are the core's, the marks the language's. */
function decimal(written: string): string {
  const digits = /\.(\d+)$/.exec(written)?.[1]?.length ?? 0;
  return once(`decimal ${digits}`, (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })).format(Number(written));
}

const DATE = { day: "numeric", month: "short", year: "numeric" } as const;
const CLOCK = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;

/** "19 Nov 2026". */
const date = (instant: string, zone: string): string => format(zone, "date", DATE).format(new Date(instant));
/** "02:00:14". */
const clock = (instant: string, zone: string): string => format(zone, "clock", CLOCK).format(new Date(instant));
/** A day and a time that are the policy's zone's already: only their writing is the language's. */
const wallDay = (written: string): string => day(`${written}T12:00:00Z`, "UTC");
const wallTime = (written: string, seconds: boolean): string => (seconds ? clock : time)(`2000-01-01T${written}Z`, "UTC");

const AGES = [["day", 86_400, 172_800], ["hour", 3_600, 7_200], ["minute", 60, 60]] as const;

/** "29 hours ago": minutes to two hours, hours to two days, then days. */
function ago(seconds: number): string {
  const [unit, size] = AGES.find(([, , from]) => Math.abs(seconds) >= from) ?? (["second", Infinity] as const);
  return once("ago", (locale) => new Intl.RelativeTimeFormat(locale, { numeric: "auto" })).format(-Math.trunc(seconds / size), unit);
}

const UNITS = { Y: "year", M: "month", W: "week", D: "day", H: "hour", m: "minute", S: "second" } as const;

/** "P1DT12H" gives "1 day 12 hours". */
function period(written: string): string {
  const [days = "", hours = ""] = written.replace(/^P/, "").split("T");
  const parts = [...`${days}${hours.replace("M", "m")}`.matchAll(/(\d+)([YMWDHmS])/g)];
  const said = parts.map(([, count, unit]) => length(Number(count), UNITS[unit as keyof typeof UNITS]));
  return said.length > 0 ? said.join(" ") : written;
}

const length = (count: number, unit: string): string =>
  once(`long ${unit}`, (locale) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" })).format(count);
