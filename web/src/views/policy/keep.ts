/** What the policy keeps: every rule with a stepper, and how many it holds on the chosen date. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { Part } from "../../app/part.ts";
import { DAY } from "../../core/clock.ts";
import type { Count, Keep, Policy } from "../../core/vocabulary.ts";
import { lanesOf } from "../../drawings/future/lanes.ts";
import { number, shortDay } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import "../../ui/step-field.ts";
import type { StepEvent } from "../../ui/step-field.ts";
import { shown, simple, typed, type UnitLetter } from "./durations.ts";

const COUNTS = ["last", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"] as const;
const FINE = ["minutely"] as const;
/** Each with the unit that a first press begins with. */
const SPANS: readonly (readonly [string, UnitLetter])[] = [
  ["withinMinutely", "h"], ["withinHourly", "D"], ["withinDaily", "W"], ["withinWeekly", "M"], ["withinMonthly", "Y"], ["withinQuarterly", "Y"], ["withinYearly", "Y"],
];

/** A rule's name in reasons: `withinDaily` is `within_daily`. */
const codeOf = (rule: string): string => rule.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

@customElement("policy-keep")
export class PolicyKeep extends Part {
  private readonly changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.future.addEventListener("change", this.changed);
  }

  override disconnectedCallback(): void {
    this.store.future.removeEventListener("change", this.changed);
    super.disconnectedCallback();
  }

  override render(): TemplateResult | typeof nothing {
    const { policy, future } = this.store;
    if (!policy) return nothing;
    const held = new Map(lanesOf(future.stand).map(({ code, lives }) => [code, lives.length]));
    const most = Math.max(1, ...held.values());
    const date = future.data && shortDay((future.data.a.first + future.day) * DAY, "UTC");
    const uses = (rule: string) => used(policy.keep[rule]);
    return html`<fieldset><legend>${text.plan.keep}${date ? html`<span>${text.policy.holds(date)}</span>` : nothing}</legend>
      ${this.span(policy, "within", "D", held, most)}
      ${COUNTS.map((rule) => this.rule(policy, rule, held, most))}
      ${this.protect(policy, held.get("protected") ?? 0, most)}
      <details ?open=${[...FINE, ...SPANS.map(([rule]) => rule), "since"].some(uses)}><summary>${text.policy.more}</summary>
        ${FINE.map((rule) => this.rule(policy, rule, held, most))} ${SPANS.map(([rule, unit]) => this.span(policy, rule, unit, held, most))} ${this.since(policy)}
      </details></fieldset>`;
  }

  private rule(policy: Policy, rule: string, held: ReadonlyMap<string, number>, most: number): TemplateResult {
    const count = (policy.keep[rule] ?? 0) as NonNullable<Count>;
    const off = count === 0;
    const value = off ? text.plan.off : count === "all" ? text.plan.all : number(count);
    return this.row(rule, off, held.get(codeOf(rule)) ?? 0, most, html`<step-field label=${name(rule)} field-id="p-${rule}" .value=${String(count)} .shown=${value}
      @step=${(event: StepEvent) => this.keep({ [rule]: readCount(event.value) }, event.again)}></step-field>`);
  }

  private span(policy: Policy, rule: string, unit: UnitLetter, held: ReadonlyMap<string, number>, most: number): TemplateResult {
    const value = (policy.keep[rule] ?? null) as string | null;
    return this.row(rule, value === null, held.get(codeOf(rule)) ?? 0, most, duration(rule, name(rule), value, unit, (next, again) => this.keep({ [rule]: next }, again)));
  }

  private row(rule: string, off: boolean, held: number, most: number, field: TemplateResult): TemplateResult {
    return html`<div class="keep ${off ? "off" : ""}" data-rule=${rule}><label for="p-${rule}">${name(rule)}</label>${field}${bar(held, most, "keep")}<output for="p-${rule}">${off ? "–" : number(held)}</output></div>`;
  }

  private protect(policy: Policy, held: number, most: number): TemplateResult {
    const tags = policy.keep.tags ?? [];
    return html`<div class="keep ${tags.length + held === 0 ? "off" : ""}" data-rule="protected"><label for="p-tags">${text.policy.protected}</label>
      <input class="field" id="p-tags" placeholder=${text.plan.tagsExample} spellcheck="false" autocomplete="off" .value=${tags.join(", ")} @change=${(event: Event) => this.keep({ tags: listed(event) }, false)} />
      ${bar(held, most, "hold")}<output for="p-tags">${tags.length + held === 0 ? "–" : number(held)}</output></div>`;
  }

  private since(policy: Policy): TemplateResult {
    const since = (policy.keep["since"] ?? null) as string | null;
    return html`<div class="keep ${since === null ? "off" : ""}"><label for="p-since">${text.policy.since}</label>
      <input class="field wide-field" id="p-since" placeholder=${text.policy.instant} spellcheck="false" autocomplete="off" .value=${since ?? ""} @change=${(event: Event) => this.keep({ since: valueOf(event) || null }, false)} /></div>`;
  }

  private keep(members: Partial<Keep>, again: boolean): void {
    const { policy } = this.store;
    if (policy) this.store.changePolicy({ ...policy, keep: { ...policy.keep, ...members } }, again);
  }
}

const name = (rule: string): string => text.policy.rules[rule] ?? rule;
const used = (value: unknown): boolean => value !== undefined && value !== null && value !== 0;
const valueOf = (event: Event): string => (event.target as HTMLInputElement).value.trim();
const listed = (event: Event): string[] => valueOf(event).split(",").map((tag) => tag.trim()).filter(Boolean);

/** A stepper for a duration; a first press of + begins with one of `unit`. */
export function duration(rule: string, label: string, value: string | null, unit: UnitLetter, change: (value: string | null, again: boolean) => void): TemplateResult {
  const parts = value === null ? { count: 0, unit } : simple(value);
  return html`<step-field label=${label} field-id="p-${rule}" .value=${parts ? String(parts.count) : String(value)} .shown=${shown(value)}
    @step=${(event: StepEvent) => change(typed(event.value, parts?.unit ?? unit), event.again)}></step-field>`;
}

function bar(held: number, most: number, tone: "keep" | "hold"): TemplateResult {
  return html`<span class="bar tone-${tone}"><i .style=${`width: ${(held / most) * 100}%; min-width: ${held > 0 ? 2 : 0}px`}></i></span>`;
}

/** What was typed, as the policy writes it; the core judges whether it makes sense. */
function readCount(value: string): Count {
  if (value.toLowerCase() === "all") return "all";
  const count = Number.parseInt(value, 10);
  return Number.isNaN(count) ? 0 : Math.max(0, count);
}
