/** The policy: of which disk, how it works, when it takes, what it keeps, what it never drops. Every change is planned at once. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import type { Policy, UnitRow } from "../core/vocabulary.ts";
import { glyph, icon } from "../drawings/glyphs.ts";
import { number } from "../text/format.ts";
import { text } from "../text/index.ts";
import { sentence } from "../ui/notices.ts";
import "../ui/step-field.ts";
import type { StepEvent } from "../ui/step-field.ts";
import { marked } from "./future/words.ts";
import { duration } from "./policy/keep.ts";
import "./policy/line.ts";
import { take } from "./policy/take.ts";

/** So many chains are listed to choose from; the fleet's search finds the others. */
const LISTED = 500;

@customElement("policy-editor")
export class PolicyEditor extends Part {
  @state() private chains: readonly UnitRow[] = [];
  private listed = -1;

  override render(): TemplateResult | typeof nothing {
    const { store } = this;
    const { policy } = store;
    if (!policy) return nothing;
    return html`<form class="policy" aria-label=${text.plan.policy} @submit=${(event: Event) => event.preventDefault()}>
      <div class="scroll">
        <div class="ph"><h2>${text.plan.policy}</h2>
          <button class="btn quiet icon" type="button" title="${text.plan.undo} (Ctrl+Z)" ?disabled=${!store.canUndo} @click=${() => store.undo()}>${icon("undo")}<span class="sr">${text.plan.undo}</span></button>
          <button class="btn quiet icon" type="button" title="${text.plan.redo} (Ctrl+Y)" ?disabled=${!store.canRedo} @click=${() => store.redo()}>${icon("redo")}<span class="sr">${text.plan.redo}</span></button>
        </div>
        ${this.chain()} ${this.preset()} ${take(policy, store)}
        <policy-keep></policy-keep>
        ${this.foreign(policy)}
        ${this.never(policy)} ${this.manners(policy)}
        <policy-line></policy-line>
      </div>
      ${this.foot()}
    </form>`;
  }

  protected override updated(): void {
    const { fleet, client } = this.store;
    if (!fleet || this.listed === this.store.loads) return;
    this.listed = this.store.loads;
    void client.ask("fleet", { filter: "all", sort: "disk", descending: false, search: "", from: 0, count: LISTED }).answer.then(({ rows }) => { this.chains = rows; });
  }

  private chain(): TemplateResult {
    const { selected, disk } = this.store;
    const own = disk?.units.find(({ unit }) => unit === selected);
    const other = own && !this.chains.some(({ unit }) => unit === selected) ? own : null;
    return html`<div class="field-row"><label for="p-for">${text.policy.for}</label>
      <span class="select"><select id="p-for" @change=${(event: Event) => void this.store.select((event.target as HTMLSelectElement).value)}>
        ${other ? html`<option value=${other.unit} selected>${other.label}</option>` : nothing}
        ${this.chains.map((chain) => html`<option value=${chain.unit} ?selected=${chain.unit === selected}>${chainName(chain)}</option>`)}</select></span></div>`;
  }

  private preset(): TemplateResult {
    const { presets, preset } = this.store;
    const about = presets.find(({ name }) => name === preset)?.text;
    const words = about === undefined ? "" : sentence(about);
    // A stop inside a version's number ends no sentence.
    const first = /^.*?\.(?= |$)/.exec(words)?.[0] ?? words;
    const rest = words.slice(first.length).trim();
    return html`<div class="field-row"><label for="p-preset">${text.plan.worksLike}</label>
        <span class="select"><select id="p-preset" @change=${(event: Event) => void this.usePreset(event.target as HTMLSelectElement)}>
          ${presets.map(({ name }) => html`<option value=${name} ?selected=${name === preset}>${name}</option>`)}</select></span></div>
      <div class="hint under">${first}${rest ? html`<details><summary>${text.policy.details}</summary>${rest}</details>` : nothing}</div>`;
  }

  /** What a preset refuses is said; the menu then shows again what holds. */
  private async usePreset(menu: HTMLSelectElement): Promise<void> {
    await this.store.usePreset(menu.value);
    menu.value = this.store.preset;
  }

  private never(policy: Policy): TemplateResult {
    const { maxAge, minAge } = policy;
    const both = Boolean(maxAge) && Boolean(policy.keep.last);
    return html`<fieldset><legend>${text.plan.never}</legend>
      <div class="keep"><label for="p-floor">${text.plan.floor}</label>
        <step-field label=${text.plan.floor} field-id="p-floor" .value=${String(policy.floor ?? 1)} .shown=${number(policy.floor ?? 1)} .least=${1}
          @step=${(event: StepEvent) => this.change({ floor: Number.parseInt(event.value, 10) || 1 }, event.again)}></step-field></div>
      <div class="keep ${minAge ? "" : "off"}"><label for="p-minAge">${text.plan.minAge}</label>${duration("minAge", text.plan.minAge, minAge ?? null, "D", (age, again) => this.change({ minAge: age }, again))}</div>
      <div class="keep ${maxAge ? "" : "off"}"><label for="p-maxAge">${text.plan.maxAge}</label>${duration("maxAge", text.plan.maxAge, maxAge ?? null, "D", (age, again) => this.change({ maxAge: age }, again))}</div>
      ${both ? html`<label class="check"><input type="checkbox" .checked=${policy["ageAndCount"] === true} @change=${(event: Event) => this.change({ ageAndCount: checked(event) }, false)} /><span>${text.policy.ageAndCount}<span class="hint">${text.policy.ageAndCountHint}</span></span></label>` : nothing}
      <label class="check"><input type="checkbox" .checked=${policy.ownedOnly !== false} @change=${(event: Event) => this.change({ ownedOnly: checked(event) }, false)} /><span>${text.plan.ours}<span class="hint">${text.plan.oursHint}</span></span></label>
      <p class="hint safe">${glyph("hold", { small: true })}${text.plan.safe}</p>
    </fieldset>`;
  }

  /** Snapshots of this chain that are held because they are not ours, and what would become of them if they were. */
  private foreign(policy: Policy): TemplateResult | typeof nothing {
    const adopted = (policy["adopt"] ?? []) as readonly string[];
    const foreign = this.foreignIds();
    return html`${foreign.length > 0 ? html`<p class="hint foreign">${text.policy.foreign(number(foreign.length), foreign.length)} <button class="link" type="button" @click=${() => this.change({ adopt: [...adopted, ...foreign] }, false)}>${text.policy.seeAdopted}</button></p>` : nothing}
      ${adopted.length > 0 ? html`<p class="hint foreign">${text.policy.adopted(number(adopted.length))}</p>` : nothing}`;
  }

  private foreignIds(): readonly string[] {
    const { disk, selected } = this.store;
    const unit = disk?.units.find((one) => one.unit === selected);
    return (unit?.snapshots ?? []).filter(({ id }) => disk?.judged[id]?.reasons.some(({ code }) => code === "not_ours")).map(({ id }) => id);
  }

  private manners(policy: Policy): TemplateResult {
    return html`<fieldset><details class="manners"><summary>${text.policy.manners}</summary>
      ${Object.entries(text.policy.switches).map(([member, [label, values, hint]]) => html`<div class="manner"><label for="p-${member}">${label}</label>
        <span class="select"><select id="p-${member}" aria-describedby="h-${member}" @change=${(event: Event) => this.change({ [member]: (event.target as HTMLSelectElement).value }, false)}>
          ${Object.entries(values).map(([value, words]) => html`<option value=${value} ?selected=${policy[member] === value}>${words}</option>`)}</select></span>
        <p class="hint" id="h-${member}">${hint}</p></div>`)}</details></fieldset>`;
  }

  /** What the next run would do to this chain, as the plan has it. */
  private foot(): TemplateResult {
    const tally = this.store.disk?.tally;
    const said = tally && (tally.next.allowed ? text.policy.nextRun("1", number(tally.drop), number(tally.all + 1)) : text.policy.nextNone(sentence(tally.next.why ?? ""), number(tally.drop), number(tally.all)));
    return html`<div class="pfoot"><p id="next-run">${said ? marked(said, "b") : text.plan.working}${tally && tally.hold > 0 ? ` ${text.policy.held(number(tally.hold), tally.hold)}` : ""}</p>
      <button class="btn" type="button" @click=${() => this.review()}>${text.policy.review}</button></div>`;
  }

  private review(): void {
    this.store.queryPlan({ unit: this.store.selected, verdict: "all" });
    this.store.future.showAs("review");
    this.dispatchEvent(new Event("reviewed", { bubbles: true }));
  }

  private change(members: Partial<Policy>, again: boolean): void {
    if (this.store.policy) this.store.changePolicy({ ...this.store.policy, ...members }, again);
  }
}

const checked = (event: Event): boolean => (event.target as HTMLInputElement).checked;

/** Chains of one name are told apart by where and of which disk they are. */
function chainName({ label, location, labels }: UnitRow): string {
  const kinds = JSON.parse(labels) as readonly string[];
  const more = [kinds.includes("copy") ? location : null, kinds.includes("earlier_disk") ? text.disk.lane.earlier : null].filter(Boolean);
  return more.length > 0 ? `${label} (${more.join(", ")})` : label;
}
