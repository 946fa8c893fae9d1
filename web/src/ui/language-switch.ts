/** The language of the page: a native list under two letters. */

import { html, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import { isLanguage, LANGUAGES, text } from "../text/index.ts";

@customElement("language-switch")
export class LanguageSwitch extends Part {
  override render(): TemplateResult {
    const { language } = this.store;
    return html`<span class="language" title=${text.language.label}>
      <span aria-hidden="true">${language.toUpperCase()}</span>
      <select aria-label=${text.language.label} @change=${this.choose}>
        ${Object.entries(LANGUAGES).map(([tag, name]) => html`<option value=${tag} lang=${tag} ?selected=${tag === language}>${name}</option>`)}
      </select></span>`;
  }

  private choose(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    if (isLanguage(value)) void this.store.useLanguage(value, true);
  }
}
