/** The link as a field, with a button that copies it, and the choice to name the disk. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import { LONGEST, looksSecret, written } from "../app/share.ts";
import { text } from "../text/index.ts";
import "./copy-button.ts";

@customElement("share-box")
export class ShareBox extends Part {
  @state() private line: string | null = null;
  @state() private named = false;
  private asked: object | null = null;

  override render(): TemplateResult {
    const words = text.share;
    const { disk } = this.store;
    const chosen = disk?.units.find(({ unit }) => unit === disk.chosen);
    const id = chosen?.disk?.id ?? null;
    const policy = this.line;
    const link = policy === null ? "" : this.link(policy, this.named ? id : null);
    const refusal = looksSecret(`${policy ?? ""} ${id ?? ""}`) ? words.secret : link.length > LONGEST ? words.tooLong : null;
    return html`<div class="share">
      ${refusal === null
        ? html`<input class="field mono" readonly .value=${link} aria-label=${words.link} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
            <copy-button .text=${link} .label=${words.copy} .done=${words.copied}></copy-button>`
        : html`<p class="small" role="alert">${refusal}</p>`}
      ${id === null || chosen === undefined ? nothing : html`<label class="check small"><input type="checkbox" .checked=${this.named} @change=${(event: Event) => { this.named = (event.target as HTMLInputElement).checked; }} /><span>${words.withDisk(chosen.label)}</span></label>`}
      <p class="hint">${this.named ? words.warning : words.holds}</p></div>`;
  }

  protected override updated(): void {
    void this.write();
  }

  /** The core writes the policy as a line; the same policy is the same line. */
  private async write(): Promise<void> {
    const { policy, client } = this.store;
    if (policy === null || this.asked === policy) return;
    this.asked = policy;
    try {
      const { text: line } = await client.ask("policy", { policy, now: null }).answer;
      if (this.asked === policy) this.line = line;
    } catch {
      // A policy that is refused is told where it is changed; its link would open nowhere.
      this.line = null;
    }
  }

  private link(policy: string, disk: string | null): string {
    const view = location.hash.slice(1).split("?")[0] || "fleet";
    return `${location.origin}${location.pathname}#${view}${written({ policy, disk })}`;
  }
}
