/** The policy: how it works, whose clock, what it keeps, what it never drops. Every change is planned at once. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import type { Count, Policy } from "../core/vocabulary.ts";
import { glyph, icon } from "../drawings/glyphs.ts";
import { number } from "../text/format.ts";
import { text } from "../text/index.ts";
import { sentence } from "../ui/notices.ts";
import "../ui/step-field.ts";
import type { StepEvent } from "../ui/step-field.ts";

const RULES = ["last", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"] as const;
const AGES = ["minAge", "maxAge"] as const;

type Rule = (typeof RULES)[number];

@customElement("policy-editor")
export class PolicyEditor extends Part {
  override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const policy = store.policy;
    if (!policy) return nothing;
    const words = text.plan;
    const kept = store.plan?.kept ?? {};
    const most = Math.max(1, ...["within", "tag", ...RULES].map((rule) => kept[rule] ?? 0));
    return html`<form class="policy" aria-label=${words.policy} @submit=${(event: Event) => event.preventDefault()}>
      <div class="scroll">
        <div class="ph"><h2>${words.policy}</h2>
          <button class="btn quiet icon" type="button" title="${words.undo} (Ctrl+Z)" ?disabled=${!store.canUndo} @click=${() => store.undo()}>${icon("undo")}<span class="sr">${words.undo}</span></button>
          <button class="btn quiet icon" type="button" title="${words.redo} (Ctrl+Y)" ?disabled=${!store.canRedo} @click=${() => store.redo()}>${icon("redo")}<span class="sr">${words.redo}</span></button>
        </div>
        ${this.preset()} ${this.zone(policy)}
        <fieldset><legend>${words.keep}</legend>${this.within(policy, kept["within"] ?? 0, most)}${RULES.map((rule) => this.rule(policy, rule, kept[rule] ?? 0, most))}${this.tags(policy, kept["tag"] ?? 0, most)}</fieldset>
        <fieldset><legend>${words.never}</legend>
          <div class="keep"><label for="p-floor">${words.floor}</label>
            <step-field label=${words.floor} field-id="p-floor" .value=${String(policy.floor ?? 1)} .shown=${String(policy.floor ?? 1)} .least=${1}
              @step=${(event: StepEvent) => this.change({ floor: Number.parseInt(event.value, 10) || 1 }, event.again)}></step-field></div>
          ${AGES.map((name) => this.age(policy, name))}
          <label class="check"><input type="checkbox" .checked=${policy.ownedOnly !== false} @change=${(event: Event) => this.change({ ownedOnly: (event.target as HTMLInputElement).checked }, false)} /><span>${words.ours}<span class="hint">${words.oursHint}</span></span></label>
          <p class="hint safe">${glyph("hold", { small: true })}${words.safe}</p>
        </fieldset>
      </div>
    </form>`;
  }

  private preset(): TemplateResult {
    const { presets, preset } = this.store;
    const about = presets.find(({ name }) => name === preset)?.text;
    return html`<div class="field-row"><label for="p-preset">${text.plan.worksLike}</label>
        <span class="select"><select id="p-preset" @change=${(event: Event) => this.store.usePreset((event.target as HTMLSelectElement).value)}>
          ${presets.map(({ name }) => html`<option value=${name} ?selected=${name === preset}>${name}</option>`)}</select></span></div>
      ${about ? html`<p class="hint under">${sentence(about)}</p>` : nothing}`;
  }

  private zone(policy: Policy): TemplateResult {
    const zones = [...new Set([policy.zone, "UTC", ...this.store.zones])];
    return html`<div class="field-row"><label for="p-zone">${text.plan.zone}</label>
      <span class="select"><select id="p-zone" @change=${(event: Event) => this.change({ zone: (event.target as HTMLSelectElement).value }, false)}>
        ${zones.map((zone) => html`<option value=${zone} ?selected=${zone === policy.zone}>${zone}</option>`)}</select></span></div>`;
  }

  private rule(policy: Policy, rule: Rule, kept: number, most: number): TemplateResult {
    const count = policy.keep[rule] ?? 0;
    const off = count === 0;
    const shown = off ? text.plan.off : count === "all" ? text.plan.all : number(count);
    return html`<div class="keep ${off ? "off" : ""}"><label for="p-${rule}">${text.plan.rules[rule]}</label>
      <step-field label=${text.plan.rules[rule]} field-id="p-${rule}" .value=${String(count)} .shown=${shown}
        @step=${(event: StepEvent) => this.change({ keep: { ...policy.keep, [rule]: readCount(event.value) } }, event.again)}></step-field>
      ${bar(kept, most)}<output for="p-${rule}">${off ? "–" : number(kept)}</output></div>`;
  }

  private within(policy: Policy, kept: number, most: number): TemplateResult {
    const value = policy.keep.within ?? null;
    return html`<div class="keep ${value === null ? "off" : ""}"><label for="p-within">${text.plan.within}</label>
      ${duration("within", text.plan.within, value, (within, again) => this.change({ keep: { ...policy.keep, within } }, again))}
      ${bar(kept, most)}<output for="p-within">${value === null ? "–" : number(kept)}</output></div>`;
  }

  private tags(policy: Policy, kept: number, most: number): TemplateResult {
    const tags = policy.keep.tags ?? [];
    const change = (event: Event) => {
      const typed = (event.target as HTMLInputElement).value.split(",").map((tag) => tag.trim()).filter(Boolean);
      this.change({ keep: { ...policy.keep, tags: typed } }, false);
    };
    return html`<div class="keep ${tags.length === 0 ? "off" : ""}"><label for="p-tags">${text.plan.tags}</label>
      <input class="field" id="p-tags" placeholder=${text.plan.tagsExample} spellcheck="false" autocomplete="off" .value=${tags.join(", ")} @change=${change} />
      ${bar(kept, most)}<output for="p-tags">${tags.length === 0 ? "–" : number(kept)}</output></div>`;
  }

  private age(policy: Policy, name: (typeof AGES)[number]): TemplateResult {
    const value = policy[name] ?? null;
    return html`<div class="keep ${value === null ? "off" : ""}"><label for="p-${name}">${text.plan[name]}</label>
      ${duration(name, text.plan[name], value, (age, again) => this.change({ [name]: age }, again))}</div>`;
  }

  private change(members: Partial<Policy>, again: boolean): void {
    if (this.store.policy) this.store.changePolicy({ ...this.store.policy, ...members }, again);
  }
}

/** A stepper for a duration in days. */
function duration(name: string, label: string, value: string | null, change: (value: string | null, again: boolean) => void): TemplateResult {
  const days = value === null ? 0 : daysOf(value);
  const shown = value === null || days === 0 ? text.plan.off : days === null ? value : text.plan.daysValue(days);
  return html`<step-field label=${label} field-id="p-${name}" .value=${days === null ? String(value) : String(days)} .shown=${shown}
    @step=${(event: StepEvent) => change(readAge(event.value), event.again)}></step-field>`;
}

function bar(kept: number, most: number): TemplateResult {
  return html`<span class="bar tone-keep"><i .style=${`width: ${(kept / most) * 100}%`}></i></span>`;
}

/** What was typed, as the policy writes it; the core judges whether it makes sense. */
function readCount(typed: string): Count {
  if (typed.toLowerCase() === "all") return "all";
  const count = Number.parseInt(typed, 10);
  return Number.isNaN(count) ? 0 : Math.max(0, count);
}

/** Whole days of a duration in the form this page writes; null for any other form, which is shown as it is. */
function daysOf(duration: string): number | null {
  const days = /^P(\d+)D$/.exec(duration)?.[1];
  return days === undefined ? null : Number(days);
}

function readAge(typed: string): string | null {
  if (typed === "" || typed === "0") return null;
  return /^\d+$/.test(typed) ? `P${typed}D` : typed;
}
