/** Two policies on the chosen date, in equal columns; what is worse because something broke is red. */

import { html, nothing, type TemplateResult } from "lit";
import type { Comparison, FutureState } from "../../app/future-state.ts";
import { DAY } from "../../core/clock.ts";
import type { Columns, Costs, Future } from "../../core/protocol.ts";
import type { Preset } from "../../core/vocabulary.ts";
import { lineSample } from "../../drawings/future/count.ts";
import { fullAt, refusedBy } from "../../drawings/future/state.ts";
import { number } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { gapWords, moneySpan } from "../../text/spans.ts";
import { ageAt, dayName, marked } from "./words.ts";

export const CHOICES = ["unpruned", "left", "before"] as const;

/** What the dashed line is called. */
export function otherName(comparison: Comparison): string {
  return text.future.others[comparison] ?? text.future.asPreset(comparison.replace(/^preset /, ""));
}

export function sides(data: Future, state: FutureState, presets: readonly Preset[], hasBefore: boolean): TemplateResult {
  const { columns } = text.future;
  const { a } = data;
  const b = state.beside?.b ?? null;
  return html`<table class="ab" aria-label=${text.future.sides}>
    <thead><tr><td></td>${(["snapshots", "newest", "oldest", "gap", "cost"] as const).map((name) => html`<th scope="col">${columns[name]}</th>`)}</tr></thead>
    <tbody>
      <tr data-side="a"><th scope="row"><span>${lineSample("own")}${text.future.ownTitle}</span></th>${facts(a, b, state.beside?.costs.a ?? null, state)}</tr>
      <tr data-side="b"><th scope="row"><span>${lineSample("other")}${menu(state, presets, hasBefore)}</span></th>${b ? facts(b, a, state.beside?.costs.b ?? null, state) : html`<td colspan="5">${text.plan.working}</td>`}</tr>
    </tbody></table>`;
}

function menu(state: FutureState, presets: readonly Preset[], hasBefore: boolean): TemplateResult {
  const all: readonly Comparison[] = [...CHOICES, ...presets.map(({ name }) => `preset ${name}` as const)];
  return html`<span class="select bare"><select aria-label=${text.future.compare} @change=${(event: Event) => state.look({ comparison: (event.target as HTMLSelectElement).value as Comparison })}>
    ${all.map((one) => html`<option value=${one} ?selected=${one === state.comparison} ?disabled=${one === "before" && !hasBefore}>${otherName(one)}</option>`)}</select></span>`;
}

/** One policy's facts on the chosen day, beside the other's. */
function facts(a: Columns, other: Columns | null, costs: Costs | null, { day, beside }: FutureState): TemplateResult[] {
  const broken = refusedBy(a, day);
  const full = fullAt(a);
  const isFull = full !== null && full < (a.ends[day] ?? 0) && (a.count[day] ?? 0) >= a.course.peak.of;
  const [newest, oldest, gap] = [a.newest[day] ?? NaN, a.oldest[day] ?? NaN, a.gaps.all[day] ?? NaN];
  const count = number(a.count[day] ?? 0);
  const idle = a.course.taken === 0;
  const older = (other?.newest[day] ?? NaN) > newest;
  // Since the newest one nothing was taken: that is a gap too, and grows.
  const open = Math.max(gap, Number.isNaN(newest) ? NaN : broken || idle ? ((a.ends[day] ?? 0) - newest) / 1000 : 0);
  const wider = open > (other?.gaps.all[day] ?? Infinity);
  const [low, high] = [costs?.low[day] ?? NaN, costs?.high[day] ?? NaN];
  const cells: readonly [keyof typeof text.future.columns, string, boolean][] = [
    ["snapshots", isFull ? text.future.full(count) : text.future.ofLimit(count, number(a.course.peak.of)), isFull],
    ["newest", Number.isNaN(newest) ? text.future.noValue : text.future.old(ageAt(a, day, newest)), (broken || idle) && older],
    ["oldest", Number.isNaN(oldest) ? text.future.noValue : dayName(Math.floor(a.first + dayAt(a, oldest))), false],
    ["gap", Number.isNaN(open) ? text.future.noValue : gapWords(open), (broken || idle) && wider],
    ["cost", Number.isNaN(low) || !beside ? text.future.noValue : moneySpan(low, high, beside.terms.currency), false],
  ];
  return cells.map(([name, value, bad]) => html`<td data-label=${text.future.columns[name]} data-fact=${name} class=${bad ? "bad" : ""}><span>${marked(value, "b")}${bad ? html`<span class="sr"> (${text.future.worse})</span>` : nothing}</span></td>`);
}

/** The day an instant fell on, counted from the first: the life that was born then knows. */
function dayAt(a: Columns, instant: number): number {
  const life = a.born.findIndex((born) => Math.abs(born - instant) < 1000);
  return life < 0 ? (instant - (a.ends[0] ?? instant)) / DAY + 1 : (a.bornDay[life] ?? 0);
}
