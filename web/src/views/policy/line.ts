/** The policy as the line people write: shown, and read back by the core, which says at which word it does not follow. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { CoreFailure } from "../../core/client.ts";
import { Part } from "../../app/part.ts";
import type { CoreError } from "../../core/vocabulary.ts";
import { text } from "../../text/index.ts";
import { refusal } from "../../ui/notices.ts";

@customElement("policy-line")
export class PolicyLine extends Part {
  /** What is being typed; null while the line is the policy's own. */
  @state() private draft: string | null = null;
  @state() private error: CoreError | null = null;
  private readonly changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.future.addEventListener("change", this.changed);
  }

  override disconnectedCallback(): void {
    this.store.future.removeEventListener("change", this.changed);
    super.disconnectedCallback();
  }

  override render(): TemplateResult {
    const line = this.draft ?? this.store.future.data?.line ?? "";
    return html`<details class="as-text" ?open=${this.draft !== null}><summary>${text.policy.line}</summary>
      <textarea class="field mono" id="p-line" rows="4" spellcheck="false" autocomplete="off" aria-label=${text.policy.lineLabel} aria-invalid=${this.error !== null} aria-describedby="p-line-hint"
        .value=${line} @input=${this.onInput} @keydown=${this.onKey}></textarea>
      ${this.error ? html`<p class="wrong" role="alert">${refusal(this.error)}</p>` : nothing}
      <div class="acts"><p class="hint" id="p-line-hint">${text.policy.lineHint}</p>
        <button class="btn" type="button" ?disabled=${this.draft === null} @click=${() => void this.apply()}>${text.policy.apply}</button></div></details>`;
  }

  /** Read at every keystroke, so that a mistake is shown where it is made; the policy changes when it is applied. */
  private readonly onInput = (event: Event): void => {
    this.draft = (event.target as HTMLTextAreaElement).value;
    void this.read(this.draft);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      this.draft = null;
      this.error = null;
    } else if (event.key === "Enter" && !event.shiftKey) void this.apply();
    else return;
    event.preventDefault();
  };

  private async read(draft: string) {
    try {
      const read = await this.store.client.ask("policy", { policy: draft, now: null }).answer;
      if (this.draft === draft) this.error = null;
      return read;
    } catch (problem) {
      if (this.draft === draft && problem instanceof CoreFailure) this.error = problem.error;
      return null;
    }
  }

  private async apply(): Promise<void> {
    const { draft } = this;
    if (draft === null) return;
    const read = await this.read(draft);
    if (!read || this.draft !== draft) return;
    this.draft = null;
    this.store.changePolicy(read.policy, false);
  }
}
