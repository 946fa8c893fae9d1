/** A number with − and +. A press that is held is one change; typing is one change. */

import { html, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import { text } from "../text/index.ts";

/** What a step field says: the new text of the field, and whether it goes on with the last change. */
export class StepEvent extends Event {
  constructor(readonly value: string, readonly again: boolean) {
    super("step", { bubbles: true });
  }
}

const HOLD = 400;
const REPEAT = 80;

@customElement("step-field")
export class StepField extends Part {
  @property() label = "";
  @property({ attribute: "field-id" }) fieldId = "";
  /** The number as text; anything else is shown and kept as it is. */
  @property() value = "";
  /** What is shown instead of the bare value, say "14 days" or "off". */
  @property() shown = "";
  @property({ type: Number }) least = 0;
  private timer = 0;
  private held = false;

  override render(): TemplateResult {
    return html`<div class="step">
      <button type="button" tabindex="-1" aria-label="${text.plan.fewer}: ${this.label}" @pointerdown=${(event: PointerEvent) => this.press(event, -1)} @click=${(event: MouseEvent) => this.pressed(event, -1)}>−</button>
      <input id=${this.fieldId} inputmode="numeric" autocomplete="off" .value=${this.shown} @focus=${this.edit} @blur=${this.rest} @change=${this.typed} @keydown=${this.onKey} />
      <button type="button" tabindex="-1" aria-label="${text.plan.more}: ${this.label}" @pointerdown=${(event: PointerEvent) => this.press(event, 1)} @click=${(event: MouseEvent) => this.pressed(event, 1)}>+</button>
    </div>`;
  }

  private press(event: PointerEvent, by: number): void {
    if (event.button !== 0) return;
    this.held = true;
    this.step(by, false);
    const repeat = () => {
      this.step(by, true);
      this.timer = window.setTimeout(repeat, REPEAT);
    };
    this.timer = window.setTimeout(repeat, HOLD);
    const release = () => {
      clearTimeout(this.timer);
      removeEventListener("pointerup", release);
      removeEventListener("pointercancel", release);
    };
    addEventListener("pointerup", release);
    addEventListener("pointercancel", release);
  }

  /** A click without a press came from a keyboard or a reader. */
  private pressed(event: MouseEvent, by: number): void {
    if (event.detail === 0 || !this.held) this.step(by, false);
    this.held = false;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    this.step(by, event.repeat);
    void this.updateComplete.then(() => this.edit(event));
  };

  private step(by: number, again: boolean): void {
    const now = Number.parseInt(this.value, 10);
    const next = Math.max(this.least, (Number.isNaN(now) ? 0 : now) + by);
    if (String(next) !== this.value) this.tell(String(next), again);
  }

  private edit(event: Event): void {
    const field = event.target as HTMLInputElement;
    field.value = this.value;
    field.select();
  }

  private rest(event: Event): void {
    (event.target as HTMLInputElement).value = this.shown;
  }

  private typed(event: Event): void {
    const typed = (event.target as HTMLInputElement).value.trim();
    if (typed !== this.value) this.tell(typed, false);
  }

  private tell(value: string, again: boolean): void {
    this.value = value;
    this.dispatchEvent(new StepEvent(value, again));
  }
}
