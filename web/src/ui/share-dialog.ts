/** The link, from any view. */

import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { text } from "../text/index.ts";
import { Dialog } from "./dialog.ts";
import "./share-box.ts";

@customElement("share-dialog")
export class ShareDialog extends Dialog {
  protected override content(titleId: string): TemplateResult {
    return html`<h2 id=${titleId}>${text.share.title}</h2><share-box></share-box>
      <div class="acts foot"><span class="grow"></span><button class="btn" type="button" @click=${() => this.close()}>${text.share.close}</button></div>`;
  }
}
