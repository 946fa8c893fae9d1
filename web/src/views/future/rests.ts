/** What the future rests on, foul weather to try it in, and what is known of the disk's use. */

import { html, nothing, type TemplateResult } from "lit";
import type { FutureState } from "../../app/future-state.ts";
import type { Future } from "../../core/protocol.ts";
import { day } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { prose } from "../../ui/notices.ts";

export function rests({ a }: Future, state: FutureState): TemplateResult {
  const terms = state.beside?.terms;
  const said = [...a.course.assumptions, ...(terms?.assumptions ?? [])].map((one) => one.text);
  return html`<div class="rests">
    <details><summary>${text.future.rests}</summary><ul>${said.map((words) => html`<li>${prose(words)}</li>`)}</ul></details>
    <details ?open=${Object.keys(state.weather).length > 0}><summary>${text.future.weather}</summary>
      <p class="hint">${text.future.weatherHint}</p>
      <div class="pair">${field(text.future.missed, state.weather.missedEveryNth, (value) => state.look({ weather: weather(state, { missedEveryNth: value }) }))}
        ${field(text.future.late, state.weather.lateMinutes, (value) => state.look({ weather: weather(state, { lateMinutes: value }) }))}</div></details>
  </div>`;
}

/** What is known of the disk, for the estimate. */
export function termsForm(state: FutureState): TemplateResult {
  const terms = state.beside?.terms;
  return html`<div class="pair terms-form">${field(text.future.usedPercent, state.model.usedPercent, (usedPercent) => state.look({ model: given({ ...state.model, usedPercent }) }))}
    ${field(text.future.changePercent, state.model.changePercentPerDay, (changePercentPerDay) => state.look({ model: given({ ...state.model, changePercentPerDay }) }))}
    ${terms?.asOf && terms.source ? html`<p class="hint">${text.future.priceFrom(day(`${terms.asOf}T00:00:00Z`, "UTC"), terms.source)}</p>` : nothing}</div>`;
}

function weather(state: FutureState, change: { missedEveryNth?: number | undefined; lateMinutes?: number | undefined }) {
  return given({ ...state.weather, ...change });
}

/** Without what is not given: the core has its own view of that. */
function given<T extends Readonly<Record<string, number | undefined>>>(all: T): { [K in keyof T]?: number } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: number };
}

function field(label: string, value: number | undefined, change: (value: number | undefined) => void): TemplateResult {
  return html`<label><span>${label}</span><input class="field" inputmode="decimal" autocomplete="off" placeholder=${text.future.unset} .value=${value === undefined ? "" : String(value)}
    @change=${(event: Event) => {
      const typed = Number((event.target as HTMLInputElement).value.trim().replace(",", "."));
      change(Number.isFinite(typed) && typed > 0 ? typed : undefined);
    }} /></label>`;
}
