/** Base of every component: drawn in the page itself, so that one set of styles, links and searches reaches it all. */

import { LitElement } from "lit";
import { LAYOUTS } from "./screen.ts";
import { store } from "./store.ts";

export abstract class Part extends LitElement {
  protected readonly store = store;
  private readonly onChange = () => this.requestUpdate();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    store.addEventListener("change", this.onChange);
    store.addEventListener("language", this.onChange);
    for (const layout of LAYOUTS) layout.addEventListener("change", this.onChange);
  }

  override disconnectedCallback(): void {
    store.removeEventListener("change", this.onChange);
    store.removeEventListener("language", this.onChange);
    for (const layout of LAYOUTS) layout.removeEventListener("change", this.onChange);
    super.disconnectedCallback();
  }
}
