/** Sentences of the future in pieces: what is marked is the answer. */

import { html, type TemplateResult } from "lit";
import { DAY } from "../../core/clock.ts";
import type { Columns, Future } from "../../core/protocol.ts";
import { day, number, time } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { gapWords } from "../../text/spans.ts";

/** What stands between asterisks, set in the accent. The words are the page's own, the values dates and numbers. */
export function marked(words: string, tag: "em" | "b" = "em"): (string | TemplateResult)[] {
  return words.split("*").map((part, at) => (at % 2 === 0 ? part : tag === "em" ? html`<em>${part}</em>` : html`<b>${part}</b>`));
}

/** "Wed 12 May 2027" of a day counted since 1970. */
export const dayName = (at: number): string => day(new Date(at * DAY).toISOString(), "UTC");

/** How old something is at the end of a day. */
export function ageAt(a: Columns, at: number, instant: number): string {
  return gapWords(Math.max(0, ((a.ends[at] ?? 0) - instant) / 1000));
}

export function verdict({ a }: Future, at: number): string {
  const date = dayName(a.first + at);
  const moments = a.moments[at] ?? 0;
  const [newest, oldest] = [a.newest[at] ?? NaN, a.oldest[at] ?? NaN];
  if (moments === 0 || Number.isNaN(newest) || Number.isNaN(oldest)) return text.future.nothing(date);
  const [from, to] = [ageAt(a, at, newest), ageAt(a, at, oldest)];
  return at === 0 ? text.future.tonight(number(moments), moments, from, to) : text.future.verdict(date, number(moments), moments, from, to);
}

/** What that day does, and what the whole horizon comes to. */
export function underVerdict({ a, zone }: Future, at: number): string {
  const { course } = a;
  const sentences = [text.future.takes(number(a.taken[at] ?? 0), number(a.dropped[at] ?? 0))];
  if (course.refused.length === 0) sentences.push(text.future.most(number(course.peak.count), number(course.peak.of), dayName(a.first + a.count.length - 1)));
  for (const { runs, first } of course.refused) sentences.push(text.future.refused(number(runs), runs, `${day(first, zone)}, ${time(first, zone)}`));
  if (course.unpruned) sentences.push(text.future.unpruned(number(course.unpruned.runs), course.unpruned.runs));
  return sentences.join(" ");
}
