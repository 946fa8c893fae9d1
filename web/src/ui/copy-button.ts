/** A button that puts text on the clipboard and says so. */

import { html, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import { icon } from "../drawings/glyphs.ts";

@customElement("copy-button")
export class CopyButton extends Part {
  @property() text = "";
  @property() label = "";
  @property() done = "";
  @state() private copied = false;

  override render(): TemplateResult {
    return html`<button class="btn" type="button" @click=${this.copy}>${icon("copyText")}<span aria-live="polite">${this.copied ? this.done : this.label}</span></button>`;
  }

  private async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.text);
    this.copied = true;
    setTimeout(() => { this.copied = false; }, 2000);
  }
}
