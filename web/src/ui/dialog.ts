/** Base of the dialogs: a native modal one, closed by Esc, by its button and by a click beside it. */

import { html, nothing, type TemplateResult } from "lit";
import { query, state } from "lit/decorators.js";
import { Part } from "../app/part.ts";

export abstract class Dialog extends Part {
  @query("dialog") protected dialog!: HTMLDialogElement | null;
  /** Its content exists only while it is open, so that nothing in it is found or read before. */
  @state() private opened = false;

  show(): void {
    this.opened = true;
    void this.updateComplete.then(() => {
      if (this.dialog && !this.dialog.open) this.dialog.showModal();
    });
  }

  close(): void {
    this.dialog?.close();
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.opened) return nothing;
    return html`<dialog aria-labelledby="${this.localName}-title" @close=${() => { this.opened = false; }} @click=${this.beside}>
      <div class="inside">${this.content(`${this.localName}-title`)}</div>
    </dialog>`;
  }

  protected abstract content(titleId: string): TemplateResult;

  private beside(event: Event): void {
    if (event.target === this.dialog) this.close();
  }
}
