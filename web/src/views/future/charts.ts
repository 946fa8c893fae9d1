/** The drawings of the future, one below the other on one axis. */

import { html, nothing, type TemplateResult } from "lit";
import type { FutureState } from "../../app/future-state.ts";
import type { Future, Stand } from "../../core/protocol.ts";
import { calendar, calendarFacts, calendarLegend, cellAt } from "../../drawings/future/calendar.ts";
import { cost } from "../../drawings/future/cost.ts";
import { count, dayOfInstant, linesLegend } from "../../drawings/future/count.ts";
import { gaps } from "../../drawings/future/gap.ts";
import { lanes, lanesLegend, lanesOf, totalOf } from "../../drawings/future/lanes.ts";
import type { Scale } from "../../drawings/future/scale.ts";
import { fullAt, momentsAt } from "../../drawings/future/state.ts";
import { number, shortDay, time } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { say } from "../../text/sentence.ts";
import { gapWords, gibs, money, moneySpan } from "../../text/spans.ts";
import { dayGrid } from "./day-grid.ts";
import { otherName } from "./sides.ts";
import { dayName } from "./words.ts";

export interface ChartActs {
  /** From which number of snapshots on the limit's warning is due; the core's. */
  readonly warnFrom: number;
  /** More than usual height, shared out among the drawings. */
  readonly extra: number;
  tip(target: EventTarget | null, words: readonly string[], at?: { x: number; y: number }): void;
  pick(day: number): void;
  /** The day of the calendar that has the focus, or had it last; null: the newest with something on it. */
  readonly cursor: number | null;
  walk(day: number): void;
  readonly terms: TemplateResult | typeof nothing;
}

export function charts(data: Future, state: FutureState, scale: Scale, acts: ChartActs): TemplateResult {
  const { a } = data;
  const { day, stand, beside } = state;
  const moments = momentsAt(a, day);
  const facts = calendarFacts(a, moments);
  const oldest = a.first + Math.min(0, a.bornDay[0] ?? 0);
  const all = lanesOf(stand);
  const late = stand?.day !== day;
  const name = otherName(state.comparison);
  return html`
    ${title("calendar", text.future.calendar, text.future.days(number(facts.days.size), facts.days.size), calendarLegend(scale))}
    <div class="hover" @mousemove=${(event: MouseEvent) => hover(event, data, scale, stand, facts.days, acts)} @mouseleave=${() => acts.tip(null, [])} @click=${(event: MouseEvent) => choose(event, scale, facts.days, acts)}>${calendar(scale, facts, oldest)}
      ${dayGrid({
        scale, first: oldest, cursor: acts.cursor ?? Math.max(oldest, ...facts.days.keys()), walk: acts.walk, tip: acts.tip,
        words: (days) => cellWords(days, data, stand, facts.days),
        pick: (days) => pickFirst(days, facts.days, acts),
      })}</div>
    ${title("lanes", text.future.lanesTitle, !stand || (late && state.working) ? text.plan.working : text.future.inAll(totalOf(all)), lanesLegend())}
    ${lanes(scale, a, all)}
    ${title("count", text.future.count, text.future.countValue(number(a.count[day] ?? 0), number(a.course.peak.of)), linesLegend(beside?.b ? name : null))}
    ${count(scale, a, beside?.b ?? null, dayOfInstant(a, Date.parse(data.now)), { day, height: 104 + Math.round(acts.extra * 0.45), warnFrom: acts.warnFrom, full: fullWords(data, state) })}
    ${title("gap", text.future.gap, gapNow(a.gaps.all[day] ?? NaN), html`<div class="legend">${between(data, moments)}</div>`)}
    ${gaps(scale, a)}
    ${costPart(state, scale, acts)}`;
}

function title(name: string, words: string, value: string, legend: TemplateResult): TemplateResult {
  return html`<div class="ct" data-drawing=${name}><h2>${words}</h2><output>${value}</output>${legend}</div>`;
}

function gapNow(seconds: number): string {
  return Number.isNaN(seconds) ? text.future.noValue : gapWords(seconds);
}

/** Between which two the widest gap is, on the chosen date. */
function between({ a }: Future, moments: readonly number[]): TemplateResult | typeof nothing {
  let widest = { gap: -1, from: 0, to: 0 };
  for (let at = 1; at < moments.length; at += 1) {
    const [from, to] = [moments[at - 1] ?? 0, moments[at] ?? 0];
    const gap = (a.born[to] ?? 0) - (a.born[from] ?? 0);
    if (gap > widest.gap) widest = { gap, from, to };
  }
  return widest.gap < 0 ? nothing : html`<span>${text.future.between(dayName(a.first + (a.bornDay[widest.from] ?? 0)), dayName(a.first + (a.bornDay[widest.to] ?? 0)))}</span>`;
}

/** When a line meets the limit; this policy's own comes first. */
function fullWords({ a, zone }: Future, state: FutureState): { at: number; words: string } | null {
  const own = fullAt(a);
  const other = state.beside?.b ? fullAt(state.beside.b) : null;
  const at = own ?? other;
  if (at === null) return null;
  const by = own === null ? text.future.byOther(otherName(state.comparison)) : text.future.byOwn;
  return { at: dayOfInstant(a, at), words: text.future.fullOn(shortDay(at, zone), by) };
}

function costPart(state: FutureState, scale: Scale, acts: ChartActs): TemplateResult {
  const costs = state.beside?.costs;
  const terms = state.beside?.terms;
  const [low, high] = [costs?.a?.low[state.day] ?? NaN, costs?.a?.high[state.day] ?? NaN];
  const value = Number.isNaN(low) || !terms ? text.plan.working : moneySpan(low, high, terms.currency);
  if (terms && !costs?.a) return html`<div class="ct" data-drawing="cost"><h2>${text.future.cost}</h2><span class="muted">${text.future.noCost}</span>${acts.terms}</div>`;
  const words = terms
    ? text.future.terms(terms.used && gibs(terms.used.low, terms.used.high), terms.changePerDay && gibs(terms.changePerDay.low, terms.changePerDay.high), terms.perGiBMonth === null ? null : money(terms.perGiBMonth, terms.currency))
    : "";
  return html`${title("cost", text.future.cost, value, html`<div class="legend terms"><span title=${words}>${words}</span>${acts.terms}</div>`)}
    ${costs?.a && terms ? cost(scale, costs.a, costs.b, state.day, 80 + Math.round(acts.extra * 0.3), terms.currency) : nothing}`;
}

function daysAt(event: MouseEvent, scale: Scale): readonly [number, number] | null {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return cellAt(scale, event.clientX - box.left, event.clientY - box.top);
}

/** The day, how many it has, the times, and every reason; no fact stands here alone. */
function cellWords(days: readonly [number, number], { a, zone }: Future, stand: Stand | null, counts: ReadonlyMap<number, number>): readonly string[] {
  const there = (stand?.snapshots ?? []).filter(({ life }) => {
    const day = a.first + (a.bornDay[life] ?? 0);
    return day >= days[0] && day < days[1];
  });
  let found = 0;
  for (let day = days[0]; day < days[1]; day += 1) found += counts.get(day) ?? 0;
  const head = days[1] - days[0] > 1 ? `${dayName(days[0])} – ${dayName(days[1] - 1)}` : dayName(days[0]);
  const lines = there.slice(0, 8).map(({ instant, reasons }) => `${time(instant, zone)} ${reasons.map((reason) => say(reason.text)).join(", ")}`);
  return [head, text.future.momentsOn(number(found), found), ...lines, ...(there.length > 8 ? [`+ ${number(there.length - 8)}`] : [])];
}

function hover(event: MouseEvent, data: Future, scale: Scale, stand: Stand | null, counts: ReadonlyMap<number, number>, acts: ChartActs): void {
  const days = daysAt(event, scale);
  if (!days || someOf(days, counts) === null) return acts.tip(null, []);
  acts.tip(event.currentTarget, cellWords(days, data, stand, counts), { x: event.clientX, y: event.clientY });
}

function choose(event: MouseEvent, scale: Scale, counts: ReadonlyMap<number, number>, acts: ChartActs): void {
  const days = daysAt(event, scale);
  if (days) pickFirst(days, counts, acts);
}

function pickFirst(days: readonly [number, number], counts: ReadonlyMap<number, number>, acts: ChartActs): void {
  const first = someOf(days, counts);
  if (first !== null) acts.pick(first);
}

/** The first of some days that has something. */
function someOf(days: readonly [number, number], counts: ReadonlyMap<number, number>): number | null {
  for (let day = days[0]; day < days[1]; day += 1) if (counts.has(day)) return day;
  return null;
}
