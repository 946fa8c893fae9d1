/** A saved page list, opened: which bytes changed, were cleared or stayed, as a map and as numbers. Nothing of it is sent. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { readFiles } from "../app/files.ts";
import { Part } from "../app/part.ts";
import { errorOf } from "../core/client.ts";
import type { Told } from "../core/protocol.ts";
import type { ByteRange, CoreError, Ranges } from "../core/vocabulary.ts";
import { cellsOf, changesDrawing } from "../drawings/changes.ts";
import { glyph } from "../drawings/glyphs.ts";
import { bytes, percent } from "../text/format.ts";
import { text } from "../text/index.ts";
import { prose, refusal } from "../ui/notices.ts";

const FIRST = 50;
const MORE = 500;

@customElement("changes-pane")
export class ChangesPane extends Part {
  /** The snapshot whose size is taken, where it is known. */
  @property() snapshot: string | null = null;
  @property({ type: Number }) level = 3;
  @property({ type: Number }) width = 400;
  @state() private told: Told<Ranges> | null = null;
  @state() private pages: readonly string[] = [];
  @state() private refused: CoreError | null = null;
  @state() private size = "";
  @state() private pasting = false;
  @state() private shown = FIRST;
  @query("input[type=file]") private chooser!: HTMLInputElement;
  private asked: string | null = null;

  override render(): TemplateResult {
    const words = text.changes;
    return html`<p class="sub">${words.lead} ${words.how}</p>
      <div class="cg-size"><label for="cg-size">${words.size}</label><input class="field mono" id="cg-size" inputmode="numeric" autocomplete="off" .value=${this.size} @change=${this.sized} /></div>
      <div class="acts"><button class="btn" type="button" @click=${() => this.chooser.click()}>${this.pages.length > 0 ? words.again : words.open}</button>
        <button class="btn" type="button" aria-expanded=${this.pasting} @click=${() => { this.pasting = !this.pasting; }}>${words.paste}</button>
        ${this.pages.length > 0 ? html`<span class="small muted">${words.files(this.pages.length)}</span>` : nothing}
        <input type="file" multiple hidden @change=${this.chosen} /></div>
      ${this.pasting ? html`<form class="paste" @submit=${this.pasted}><textarea class="field mono" rows="5" aria-label=${words.pasteLabel} spellcheck="false" required></textarea><button class="btn" type="submit">${words.read}</button></form>` : nothing}
      ${this.refused ? html`<div class="verdict" role="alert">${glyph("failed")}<p><b>${words.refused}.</b> ${refusal(this.refused)}</p></div>` : nothing}
      ${this.told ? this.result(this.told) : nothing}`;
  }

  protected override updated(): void {
    void this.knowSize();
  }

  private result({ value, warnings }: Told<Ranges>): TemplateResult {
    const words = text.changes;
    const disk = BigInt(value.diskSizeBytes);
    const same = disk - BigInt(value.changedBytes) - BigInt(value.clearedBytes);
    const cells = cellsOf(value, this.width);
    const row = (kind: "changed" | "cleared" | "same", all: bigint, ranges: number | null) =>
      html`<tr data-kind=${kind}><th scope="row"><span class="key ${kind}" aria-hidden="true"></span>${words.kinds[kind]}</th><td class="mono">${String(all)}</td><td>${bytes(all)}</td><td>${percent(disk === 0n ? 0 : Number((all * 1000n) / disk) / 10)}</td><td>${ranges ?? "–"}</td></tr>`;
    return html`
      ${warnings.map(({ message }) => html`<div class="verdict" role="status">${glyph("warn", { tone: "pending" })}<p>${prose(message)}</p></div>`)}
      ${changesDrawing(cells, [value.changedBytes, value.clearedBytes, String(same)])}
      <p class="small muted">${words.cell(bytes(cells.size))} ${words.whole}</p>
      <div class="sec"><h4 aria-level=${this.level}>${words.totals}</h4></div>
      <table class="cg"><thead><tr><th scope="col">${words.columns.what}</th><th scope="col" colspan="2">${words.columns.bytes}</th><th scope="col">${words.columns.share}</th><th scope="col">${words.columns.ranges}</th></tr></thead>
        <tbody>${row("changed", BigInt(value.changedBytes), value.changed.length)}${row("cleared", BigInt(value.clearedBytes), value.cleared.length)}${row("same", same, null)}</tbody></table>
      <p class="small muted">${words.pieces(value.pieces)}</p>
      ${this.ranges(value)}`;
  }

  private ranges(value: Ranges): TemplateResult | typeof nothing {
    const words = text.changes;
    const first = ([at]: ByteRange) => BigInt(at);
    const all = [...value.changed.map((range) => ({ range, kind: "changed" as const })), ...value.cleared.map((range) => ({ range, kind: "cleared" as const }))]
      .sort((a, b) => (first(a.range) < first(b.range) ? -1 : 1));
    if (all.length === 0) return nothing;
    return html`<div class="sec"><h4 aria-level=${this.level}>${words.list}</h4></div>
      <table class="cg list"><thead><tr><th scope="col">${words.columns.first}</th><th scope="col">${words.columns.last}</th><th scope="col">${words.columns.what}</th></tr></thead>
        <tbody>${all.slice(0, this.shown).map(({ range: [from, to], kind }) => html`<tr><td class="mono">${from}</td><td class="mono">${to}</td><td>${words.kinds[kind]}</td></tr>`)}</tbody></table>
      ${all.length > this.shown ? html`<button class="link" type="button" @click=${() => { this.shown += MORE; }}>${words.more(String(all.length - this.shown))}</button>` : nothing}`;
  }

  /** The snapshot tells its size; it may be written over for another disk. */
  private async knowSize(): Promise<void> {
    if (this.snapshot === null || this.asked === this.snapshot) return;
    this.asked = this.snapshot;
    this.told = null;
    this.pages = [];
    this.refused = null;
    const { asked } = this;
    const facts = await this.store.client.ask("facts", { snapshot: asked }).answer.catch(() => null);
    const known = facts?.["diskSizeBytes"];
    if (this.asked === asked && typeof known === "string") this.size = known;
  }

  private readonly sized = (event: Event): void => {
    this.size = (event.target as HTMLInputElement).value.trim();
    if (this.pages.length > 0) void this.read(this.pages);
  };

  private readonly chosen = async (): Promise<void> => {
    const files = await readFiles([...(this.chooser.files ?? [])]);
    this.chooser.value = "";
    if (files.length > 0) void this.read(files.map((file) => new TextDecoder().decode(file.bytes)));
  };

  private readonly pasted = (event: Event): void => {
    event.preventDefault();
    const area = (event.target as HTMLFormElement).querySelector("textarea");
    this.pasting = false;
    if (area) void this.read([area.value]);
  };

  private async read(pages: readonly string[]): Promise<void> {
    this.shown = FIRST;
    try {
      this.told = await this.store.client.ask("ranges", { pages, diskSizeBytes: this.size }).answer;
      this.pages = pages;
      this.refused = null;
    } catch (problem) {
      this.told = null;
      this.refused = errorOf(problem);
    }
  }
}
