/** When snapshots are taken: every so many hours or at times, on which days, by whose clock. */

import { html, nothing, type TemplateResult } from "lit";
import type { Store } from "../../app/store.ts";
import type { Policy } from "../../core/vocabulary.ts";
import { when } from "../../text/format.ts";
import { text } from "../../text/index.ts";

const HOURS = [1, 2, 3, 4, 6, 8, 12, 24] as const;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** `schedule` of a policy; docs/policy.md. */
interface Schedule {
  readonly days?: readonly string[] | null;
  readonly times?: readonly string[] | null;
  readonly everyHours?: number | null;
  readonly from?: string | null;
  readonly start?: string | null;
  readonly end?: string | null;
}

export function take(policy: Policy, store: Store): TemplateResult {
  const schedule = (policy["schedule"] ?? null) as Schedule | null;
  const change = (members: Schedule) => store.changePolicy({ ...policy, schedule: { ...schedule, ...members } }, false);
  const next = store.future.data?.nextSlot;
  const fleet = store.fleet;
  return html`<fieldset class="take"><legend>${text.policy.take}</legend>
    <div class="field-row"><label for="p-every">${text.policy.every}</label><span class="two">${every(schedule, policy, store, change)} ${schedule?.everyHours ? clock(schedule, change) : nothing}</span></div>
    ${schedule && !schedule.everyHours ? atTimes(schedule, change) : nothing}
    ${schedule ? html`<div class="field-row"><span class="lab" id="p-on">${text.policy.on}</span>${days(schedule, change)}</div>` : nothing}
    ${zone(policy, store)}
    <p class="hint under">${next && fleet ? text.policy.next(when(next, fleet.now, policy.zone)) : text.policy.noNext}</p>
    ${schedule ? span(schedule, change) : nothing}
  </fieldset>`;
}

function every(schedule: Schedule | null, policy: Policy, store: Store, change: (members: Schedule) => void): TemplateResult {
  const chosen = schedule === null ? "never" : schedule.everyHours ? String(schedule.everyHours) : "times";
  const choose = (event: Event) => {
    const value = (event.target as HTMLSelectElement).value;
    if (value === "never") store.changePolicy({ ...policy, schedule: null }, false);
    else if (value === "times") change({ everyHours: null, from: null, times: schedule?.from ? [schedule.from] : (store.nightly?.times ?? null) });
    else change({ everyHours: Number(value), from: schedule?.from ?? schedule?.times?.[0] ?? "00:00", times: null });
  };
  return html`<span class="select"><select id="p-every" @change=${choose}>
    ${HOURS.map((hours) => html`<option value=${hours} ?selected=${chosen === String(hours)}>${text.policy.hours(hours)}</option>`)}
    <option value="times" ?selected=${chosen === "times"}>${text.policy.atTimes}</option><option value="never" ?selected=${chosen === "never"}>${text.policy.never}</option></select></span>`;
}

function clock(schedule: Schedule, change: (members: Schedule) => void): TemplateResult {
  return html`<label for="p-from">${text.policy.from}</label><input class="field short" id="p-from" inputmode="numeric" autocomplete="off" .value=${schedule.from ?? "00:00"} @change=${(event: Event) => change({ from: valueOf(event) || "00:00" })} />`;
}

function atTimes(schedule: Schedule, change: (members: Schedule) => void): TemplateResult {
  return html`<div class="field-row"><label for="p-times">${text.policy.at}</label><input class="field" id="p-times" autocomplete="off" placeholder=${text.policy.times} .value=${(schedule.times ?? []).join(", ")}
    @change=${(event: Event) => change({ times: valueOf(event).split(/[\s,]+/).filter(Boolean) })} /></div>`;
}

function days(schedule: Schedule, change: (members: Schedule) => void): TemplateResult {
  const chosen = schedule.days ?? WEEKDAYS;
  const toggle = (day: string) => change({ days: WEEKDAYS.filter((one) => (one === day) !== chosen.includes(one)) });
  return html`<div class="days" role="group" aria-labelledby="p-on">${WEEKDAYS.map((day) => html`<button type="button" aria-pressed=${chosen.includes(day)} aria-label=${text.policy.weekdays[day]} title=${text.policy.weekdays[day]}
    ?disabled=${chosen.length === 1 && chosen.includes(day)} @click=${() => toggle(day)}>${text.policy.weekdays[day].charAt(0).toUpperCase()}</button>`)}</div>`;
}

function zone(policy: Policy, store: Store): TemplateResult {
  const zones = [...new Set([policy.zone, "UTC", ...store.zones])];
  return html`<div class="field-row"><label for="p-zone">${text.plan.zone}</label>
    <span class="select"><select id="p-zone" @change=${(event: Event) => store.changePolicy({ ...policy, zone: (event.target as HTMLSelectElement).value }, false)}>
      ${zones.map((one) => html`<option value=${one} ?selected=${one === policy.zone}>${one}</option>`)}</select></span></div>`;
}

function span(schedule: Schedule, change: (members: Schedule) => void): TemplateResult {
  const field = (member: "start" | "end") => html`<div class="field-row"><label for="p-${member}">${text.policy[member]}</label><input class="field" id="p-${member}" autocomplete="off" spellcheck="false" placeholder=${text.policy.instant}
    .value=${schedule[member] ?? ""} @change=${(event: Event) => change({ [member]: valueOf(event) || null })} /></div>`;
  return html`<details ?open=${Boolean(schedule.start ?? schedule.end)}><summary>${text.policy.span}</summary>${field("start")}${field("end")}</details>`;
}

const valueOf = (event: Event): string => (event.target as HTMLInputElement).value.trim();
