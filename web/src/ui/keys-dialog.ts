/** The list of keys, and the switch for single letters. */

import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Keys } from "../app/keys.ts";
import { text } from "../text/index.ts";
import { Dialog } from "./dialog.ts";

@customElement("keys-dialog")
export class KeysDialog extends Dialog {
  @property({ attribute: false }) keys: Keys | null = null;

  protected override content(titleId: string): TemplateResult {
    return html`
      <h2 id=${titleId}>${text.keys.title}</h2>
      <dl class="keys">${text.keys.list.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
      <label class="check"><input type="checkbox" .checked=${this.keys?.letters ?? true} @change=${this.toggle} />${text.keys.letters}</label>
      <div class="acts foot"><span class="muted small">Snapline ${this.store.version}</span><span class="grow"></span><button class="btn" type="button" @click=${() => this.close()}>${text.keys.close}</button></div>`;
  }

  private toggle(event: Event): void {
    if (this.keys) this.keys.letters = (event.target as HTMLInputElement).checked;
  }
}
