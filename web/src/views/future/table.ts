/** The drawings as tables: same order, same numbers. */

import { html, nothing, type TemplateResult } from "lit";
import type { FutureState } from "../../app/future-state.ts";
import { DAY } from "../../core/clock.ts";
import type { Future } from "../../core/protocol.ts";
import { calendarFacts } from "../../drawings/future/calendar.ts";
import { GAP_ROWS } from "../../drawings/future/gap.ts";
import { laneName, lanesOf } from "../../drawings/future/lanes.ts";
import { momentsAt } from "../../drawings/future/state.ts";
import { number } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { gapWords, money } from "../../text/spans.ts";
import { otherName } from "./sides.ts";
import { pinsOf } from "./slider.ts";
import { dayName } from "./words.ts";

/** The days that have a row: today, the first of each month (of each quarter over ten years, Mondays over three), the last, the chosen. */
function rows({ a }: Future, { day, horizon }: FutureState): readonly number[] {
  const found = new Set([0, day, a.count.length - 1]);
  for (let at = 1; at < a.count.length; at += 1) {
    const date = new Date((a.first + at) * DAY);
    const first = horizon === "months" ? date.getUTCDay() === 1 : date.getUTCDate() === 1 && (horizon === "year" || date.getUTCMonth() % 3 === 0);
    if (first) found.add(at);
  }
  return [...found].sort((one, other) => one - other);
}

export function futureTable(data: Future, state: FutureState): TemplateResult {
  const { a } = data;
  const { tableColumns: columns } = text.future;
  const b = state.beside?.b ?? null;
  const costs = state.beside?.costs.a ?? null;
  const currency = state.beside?.terms.currency ?? "";
  const amount = (value: number | undefined, most: number | undefined) => (value === undefined || Number.isNaN(value) ? "–" : money(value, currency, most));
  const gap = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? "–" : gapWords(value));
  const date = (instant: number | undefined) => (instant === undefined || Number.isNaN(instant) ? "–" : dayName(a.first + dayOf(a, instant)));
  return html`<div class="tables">
    <div class="scroll" tabindex="0" role="region" aria-label=${text.future.table}><table class="tbl over-time"><caption class="sr">${text.future.table}</caption>
      <thead><tr><th scope="col">${columns.date}</th><th scope="col" class="num">${columns.days}</th><th scope="col" class="num">${columns.count}</th><th scope="col" class="num">${columns.other}: ${otherName(state.comparison)}</th><th scope="col">${columns.oldest}</th><th scope="col">${columns.newest}</th>
        ${GAP_ROWS.map((row) => html`<th scope="col">${columns[row]}</th>`)}<th scope="col" class="num">${columns.low}</th><th scope="col" class="num">${columns.high}</th></tr></thead>
      <tbody>${rows(data, state).map((day) => html`<tr data-day=${day} class=${day === state.day ? "chosen" : ""}><th scope="row">${dayName(a.first + day)}</th><td class="num">${number(calendarFacts(a, momentsAt(a, day)).days.size)}</td><td class="num">${number(a.count[day] ?? 0)}</td><td class="num">${b ? number(b.count[day] ?? 0) : "–"}</td><td>${date(a.oldest[day])}</td><td>${date(a.newest[day])}</td>
        ${GAP_ROWS.map((row) => html`<td>${gap(a.gaps[row][day])}</td>`)}<td class="num">${amount(costs?.low[day], costs?.high[day])}</td><td class="num">${amount(costs?.high[day], costs?.high[day])}</td></tr>`)}</tbody></table></div>
    ${rules(data, state)} ${events(data, state)}
  </div>`;
}

function rules({ a }: Future, { stand, day }: FutureState): TemplateResult | typeof nothing {
  if (!stand || stand.day !== day) return nothing;
  const all = lanesOf(stand);
  const born = (life: number | undefined) => (life === undefined ? "–" : dayName(a.first + (a.bornDay[life] ?? 0)));
  return html`<h2>${text.future.rules(dayName(a.first + day))}</h2>
    <table class="tbl by-rule"><thead><tr><th scope="col">${text.future.rule}</th><th scope="col" class="num">${text.future.holds}</th><th scope="col">${text.future.from}</th><th scope="col">${text.future.to}</th></tr></thead>
      <tbody>${all.map(({ code, lives }) => html`<tr data-rule=${code}><th scope="row">${laneName(code)}</th><td class="num">${number(lives.length)}</td><td>${born(lives[0])}</td><td>${born(lives.at(-1))}</td></tr>`)}</tbody>
      <tfoot><tr><th scope="row">${text.future.total}</th><td class="num">${number(stand.snapshots.length)}</td><td colspan="2"></td></tr></tfoot></table>`;
}

function events(data: Future, state: FutureState): TemplateResult | typeof nothing {
  const pins = pinsOf(data, state);
  if (pins.length === 0) return nothing;
  return html`<h2>${text.future.events}</h2><table class="tbl events"><thead><tr><th scope="col">${text.future.when}</th><th scope="col">${text.future.what}</th></tr></thead>
    <tbody>${pins.map(({ at, words }) => html`<tr><th scope="row">${dayName(Math.floor(at))}</th><td>${words}</td></tr>`)}</tbody></table>`;
}

function dayOf(a: Future["a"], instant: number): number {
  const life = a.born.findIndex((born) => Math.abs(born - instant) < 1000);
  return a.bornDay[life] ?? 0;
}
