/** Where to read live from. The token goes straight to the worker and is kept nowhere here. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { LiveTarget } from "../core/protocol.ts";
import { glyph } from "../drawings/glyphs.ts";
import { text } from "../text/index.ts";
import { Dialog } from "./dialog.ts";
import { refusal } from "./notices.ts";

const AZURE = "https://management.azure.com";

@customElement("live-dialog")
export class LiveDialog extends Dialog {
  @state() private reading = false;

  protected override content(titleId: string): TemplateResult {
    const words = text.live;
    const { busy, problem } = this.store;
    return html`
      <h2 id=${titleId}>${words.title}</h2>
      <p class="muted">${words.lead}</p>
      <form class="fields" autocomplete="off" @submit=${this.read}>
        <label for="live-endpoint">${words.endpoint}</label>
        <input class="field" id="live-endpoint" name="endpoint" type="url" required .value=${suggestedEndpoint()} />
        <label for="live-subscription">${words.subscription}</label>
        <input class="field" id="live-subscription" name="subscription" required spellcheck="false" placeholder=${words.several} />
        <label for="live-group">${words.group}</label>
        <input class="field" id="live-group" name="group" placeholder=${words.optional} spellcheck="false" />
        <span></span>
        <label><input type="checkbox" name="graph" /> ${words.graph}</label>
        <label for="live-token">${words.token}</label>
        <div><input class="field" id="live-token" name="token" type="password" required autocomplete="off" aria-describedby="live-token-hint" />
          <p class="small muted mono" id="live-token-hint">${text.commands.token}</p></div>
        ${problem?.error && !this.reading ? html`<p class="entry wide" role="alert">${glyph("failed")}<span><b>${words.failed}.</b> ${refusal(problem.error)}</span></p>` : nothing}
        ${this.reading ? html`<p class="wide" role="status">${busy?.text ?? text.busy.live}</p>` : nothing}
        <div class="acts foot wide">
          <span class="grow"></span>
          <button class="btn" type="button" @click=${() => this.close()}>${words.close}</button>
          ${this.reading
            ? html`<button class="btn" type="button" @click=${() => this.store.stop()}>${words.stop}</button>`
            : html`<button class="btn primary" type="submit">${words.read}</button>`}
        </div>
      </form>`;
  }

  private async read(event: Event): Promise<void> {
    event.preventDefault();
    if (this.reading) return;
    const form = event.target as HTMLFormElement;
    const field = (name: string) => String(new FormData(form).get(name) ?? "").trim();
    const target: LiveTarget = {
      endpoint: field("endpoint"),
      subscriptions: field("subscription").split(/[\s,;]+/).filter((id) => id !== ""),
      resourceGroup: field("group") || null,
      through: field("graph") ? "resource_graph" : "arm",
    };
    const token = field("token");
    this.reading = true;
    await this.store.readLive(target, token);
    this.reading = false;
    if (this.store.problem === null || this.store.problem.partly) this.close();
  }
}

/** Served from a computer of one's own, the page most likely stands beside what it is to read. */
function suggestedEndpoint(): string {
  return ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname) ? location.origin : AZURE;
}
