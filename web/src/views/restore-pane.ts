/** How the chosen snapshot becomes a disk again: whether it can, to what, where, with which wait, and the lines that do it. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import { errorOf } from "../core/client.ts";
import type { CoreError, FlatRow, Restore } from "../core/vocabulary.ts";
import { glyph } from "../drawings/glyphs.ts";
import { full, number, utc } from "../text/format.ts";
import { text } from "../text/index.ts";
import { say } from "../text/sentence.ts";
import "../ui/copy-button.ts";
import { prose, refusal } from "../ui/notices.ts";

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

@customElement("restore-pane")
export class RestorePane extends Part {
  /** The snapshot's id and name. */
  @property() snapshot: string | null = null;
  @property() name = "";
  @property({ type: Number }) level = 3;
  @state() private hints: Restore | null = null;
  @state() private facts: FlatRow | null = null;
  @state() private refused: CoreError | null = null;
  @state() private sku: string | null = null;
  private asked = "";

  override render(): TemplateResult {
    const words = text.restore;
    if (this.snapshot === null) return html`<p class="sub">${words.none}</p>`;
    return html`<h3 class="mono rs-name" aria-level=${this.level}>${this.name}</h3>
      ${this.refused ? html`<div class="verdict" role="alert">${glyph("failed")}<p>${refusal(this.refused)}</p></div>` : nothing}
      ${this.hints ? this.told(this.hints) : this.refused ? nothing : html`<p class="sub" role="status">${words.wait}</p>`}
      ${this.facts ? this.every(this.facts) : nothing}`;
  }

  protected override updated(): void {
    void this.look();
  }

  private told(hints: Restore): TemplateResult {
    const words = text.restore;
    const place = [hints.location ?? words.notKnown, hints.zone === null ? "" : words.zone(hints.zone)].filter(Boolean).join(", ");
    const sizes = [hints.minGB === null ? "" : words.least(text.gib(number(hints.minGB))), hints.maxGB === null ? "" : words.most(text.gib(number(hints.maxGB)))].filter(Boolean).join(", ");
    return html`<div class="verdict">${glyph(hints.allowed ? "ready" : "pending")}<p>${prose(say(hints.why))}</p></div>
      ${hints.instead === null ? nothing : html`<p class="rs-instead">${words.instead} <button class="link" type="button" @click=${() => this.choose(hints.instead)}>${hints.instead.split("/").pop()}</button></p>`}
      <dl class="rs-facts">
        <dt>${words.to}</dt><dd>${hints.targets.length === 0 ? words.anySku : html`<ul>${hints.targets.map(({ kind, sku, attach }) => html`<li>${text.kinds[kind]} <span class="mono muted">${sku}</span>, ${attach === "at_once" ? words.atOnce : words.whenFilled}</li>`)}</ul>`}</dd>
        ${sizes === "" ? nothing : html`<dt>${words.size}</dt><dd>${sizes}</dd>`}
        <dt>${words.region}</dt><dd translate="no">${place}</dd>
        ${hints.diskEncryptionSetId === null ? nothing : html`<dt>${words.key}</dt><dd class="mono">${hints.diskEncryptionSetId}</dd>`}
      </dl>
      ${hints.notes.length === 0 ? nothing : html`<h4 aria-level=${this.level + 1}>${words.notes}</h4><ul class="rs-notes">${hints.notes.map(({ fact, text: note }) => html`<li>${prose(say(note))} <span class="muted">(${fact})</span></li>`)}</ul>`}
      ${hints.newDisk ? this.lines(hints, hints.newDisk) : nothing}`;
  }

  private lines(hints: Restore, disk: NonNullable<Restore["newDisk"]>): TemplateResult {
    const words = text.restore;
    const line = (name: string, lines: string) => html`<div class="rs-line"><h5 aria-level=${this.level + 2}>${name}</h5><copy-button .text=${lines} .label=${words.copy} .done=${words.copied}></copy-button><pre tabindex="0" role="region" aria-label=${name}>${lines}</pre></div>`;
    return html`<div class="sec"><h4 aria-level=${this.level + 1}>${words.lines}</h4>
        <label for="rs-sku" class="small muted">${words.as}</label><span class="select"><select id="rs-sku" @change=${(event: Event) => { this.sku = (event.target as HTMLSelectElement).value; }}>
          ${[...new Set([disk.sku, ...hints.targets.map(({ sku }) => sku)])].map((sku) => html`<option value=${sku} ?selected=${sku === disk.sku}>${sku}</option>`)}</select></span></div>
      ${line(words.cli, disk.azureCli)} ${line(words.ps, disk.azPowershell)}`;
  }

  /** The core's own names: they are what the commands and the service call them. */
  private every(facts: FlatRow): TemplateResult {
    const words = text.restore;
    return html`<details class="rs-all"><summary>${words.all}</summary><table><thead class="sr"><tr><th scope="col">${words.member}</th><th scope="col">${words.value}</th></tr></thead>
      <tbody>${Object.entries(facts).filter(([name]) => name !== "unit").map(([name, value]) => html`<tr><th scope="row" class="mono">${name}</th><td translate="no">${this.value(value)}</td></tr>`)}</tbody></table></details>`;
  }

  private value(value: FlatRow[string]): TemplateResult | string {
    const words = text.restore;
    if (value === null) return html`<span class="muted">${words.notKnown}</span>`;
    if (typeof value === "boolean") return value ? words.yes : words.no;
    if (typeof value === "string" && INSTANT.test(value)) return html`${full(value, this.store.zone)}<br /><span class="muted">${utc(value)}</span>`;
    return String(value);
  }

  private choose(id: string | null): void {
    if (id !== null) this.dispatchEvent(new CustomEvent("choose-snapshot", { detail: id, bubbles: true }));
  }

  private async look(): Promise<void> {
    const { snapshot, sku, store } = this;
    if (snapshot === null || store.fleet === null) return;
    const key = JSON.stringify([snapshot, sku, store.revision]);
    if (key === this.asked) return;
    const other = !this.asked.startsWith(`[${JSON.stringify(snapshot)},`);
    this.asked = key;
    if (other) {
      this.hints = null;
      this.facts = null;
      this.sku = null;
      this.asked = JSON.stringify([snapshot, null, store.revision]);
    }
    const now = this.asked;
    try {
      const hints = await store.client.ask("restore", { snapshot, sku: other ? null : sku }).answer;
      if (this.asked !== now) return;
      this.hints = hints;
      this.refused = null;
      const facts = other ? await store.client.ask("facts", { snapshot }).answer : this.facts;
      if (this.asked === now) this.facts = facts;
    } catch (problem) {
      if (this.asked === now) this.refused = errorOf(problem);
    }
  }
}
