/** Drop, paste or choose: three ways in, and the two commands that make the files. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { readFiles } from "../app/files.ts";
import { text } from "../text/index.ts";
import "./copy-button.ts";
import { Dialog } from "./dialog.ts";

@customElement("open-dialog")
export class OpenDialog extends Dialog {
  @state() private pasting = false;
  @state() private add = true;
  @query("input[type=file]") private chooser!: HTMLInputElement;
  @query("textarea") private area!: HTMLTextAreaElement;

  override show(): void {
    this.pasting = false;
    super.show();
  }

  protected override content(titleId: string): TemplateResult {
    const words = text.open;
    const { fleet } = this.store;
    return html`
      <h2 id=${titleId}>${words.title}</h2>
      <p class="muted">${words.lead}</p>
      <div class="drop">
        <p><b>${words.drop}</b> ${words.or}</p>
        <div class="acts">
          <button class="btn primary" type="button" @click=${() => this.chooser.click()}>${words.choose}</button>
          <button class="btn" type="button" aria-expanded=${this.pasting} @click=${() => { this.pasting = !this.pasting; }}>${words.pasteHint}</button>
        </div>
        <input type="file" multiple hidden @change=${this.chosen} />
        ${this.pasting ? this.paste() : html`<p class="small muted">${words.shapes}</p>`}
      </div>
      ${fleet?.source === "own"
        ? html`<label class="check"><input type="checkbox" .checked=${this.add} @change=${(event: Event) => { this.add = (event.target as HTMLInputElement).checked; }} />${words.add}</label>`
        : nothing}
      <p class="small muted">${words.commands}</p>
      ${this.command(words.cli, text.commands.cli)} ${this.command(words.ps, text.commands.ps)}
      <div class="acts foot">
        <button class="btn" type="button" @click=${this.live}>${words.live}</button>
        ${fleet && fleet.source !== "sample" ? html`<button class="btn" type="button" @click=${this.sample}>${words.sample}</button>` : nothing}
        <span class="grow"></span>
        <button class="btn" type="button" @click=${() => this.close()}>${words.close}</button>
      </div>`;
  }

  private paste(): TemplateResult {
    return html`<form class="paste" @submit=${this.pasted}>
      <textarea class="field mono" rows="6" aria-label=${text.open.pasteLabel} spellcheck="false" required></textarea>
      <button class="btn" type="submit">${text.open.read}</button>
    </form>`;
  }

  private command(name: string, lines: string): TemplateResult {
    return html`<div class="command"><h3>${name}</h3><pre tabindex="0" role="region" aria-label=${name}>${lines}</pre><copy-button .text=${lines} .label=${text.open.copy} .done=${text.open.copied}></copy-button></div>`;
  }

  private async chosen(): Promise<void> {
    const files = await readFiles([...(this.chooser.files ?? [])]);
    this.close();
    if (files.length > 0) void this.store.openFiles(files, this.add);
  }

  private pasted(event: Event): void {
    event.preventDefault();
    const bytes = new TextEncoder().encode(this.area.value).buffer;
    this.close();
    void this.store.openFiles([{ name: text.open.pasted, bytes }], this.add);
  }

  private live(): void {
    this.close();
    this.dispatchEvent(new CustomEvent("open-live", { bubbles: true }));
  }

  private sample(): void {
    this.close();
    void this.store.showSample();
  }
}
