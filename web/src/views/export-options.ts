/** What a file is made of: which disks, for which moment, into which group. Only what the format has a use for is asked. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import type { UnitRow } from "../core/vocabulary.ts";
import { number, when } from "../text/format.ts";
import { text } from "../text/index.ts";
import { type Entry, FIRST } from "./export-formats.ts";

export interface Options {
  /** Ids; null: all. */
  readonly disks: readonly string[] | null;
  /** RFC 3339; null: now. */
  readonly slot: string | null;
  /** Empty: each disk's own. */
  readonly group: string;
}

export class OptionsEvent extends Event {
  constructor(readonly options: Options) {
    super("options", { bubbles: true });
  }
}

/** Disks offered at once; a search finds the others. */
const OFFERED = 100;
const OTHER = "other";

@customElement("export-options")
export class ExportOptions extends Part {
  @property({ attribute: false }) entry: Entry = FIRST;
  @property({ attribute: false }) options: Options = { disks: null, slot: null, group: "" };
  @state() private search = "";
  @state() private found: { readonly rows: readonly UnitRow[]; readonly more: number } | null = null;
  @state() private other = false;
  @state() private slots: readonly string[] = [];
  private asked = "";

  override render(): TemplateResult | typeof nothing {
    const { options } = this.entry;
    if (options.length === 0) return nothing;
    const words = text.exporting;
    return html`<section class="options"><h2>${words.options}</h2>
      ${options.includes("disks") ? this.disks() : nothing}
      ${options.includes("slot") ? this.moment() : nothing}
      ${options.includes("snapshotResourceGroup")
        ? html`<label for="x-group">${words.group}</label><input class="field" id="x-group" placeholder=${words.ownGroup} autocomplete="off" spellcheck="false" .value=${this.options.group}
            @change=${(event: Event) => this.tell({ group: (event.target as HTMLInputElement).value.trim() })} />`
        : nothing}
    </section>`;
  }

  protected override updated(): void {
    void this.look();
  }

  private disks(): TemplateResult {
    const words = text.exporting;
    const { disks } = this.options;
    const chosen = disks === null ? words.allDisks : words.chosen(disks.length);
    return html`<details class="disks"><summary>${words.disks}: ${chosen}</summary>
      <input class="field" type="search" placeholder=${words.findDisk} aria-label=${words.choose} .value=${this.search} @input=${(event: Event) => { this.search = (event.target as HTMLInputElement).value; }} />
      <div class="offered scroll" tabindex="0" role="group" aria-label=${words.choose}>
        ${this.found?.rows.map((row) => html`<label class="check" title=${row.diskId ?? ""}><input type="checkbox" .checked=${disks === null ? false : disks.includes(row.diskId ?? "")} @change=${(event: Event) => this.choose(row.diskId ?? "", (event.target as HTMLInputElement).checked)} /><span>${row.label}<span class="hint">${[row.resourceGroupName, row.location].filter(Boolean).join(" · ")}</span></span></label>`)}
        ${this.found?.rows.length === 0 ? html`<p class="small muted">${words.noDisk}</p>` : nothing}</div>
      ${this.found && this.found.more > 0 ? html`<p class="small muted">${words.moreDisks(number(this.found.more))}</p>` : nothing}
      ${disks === null ? nothing : html`<button class="link" type="button" @click=${() => this.tell({ disks: null })}>${words.clear}</button>`}
    </details>`;
  }

  private moment(): TemplateResult {
    const words = text.exporting;
    const { fleet, zone } = this.store;
    const { slot } = this.options;
    const own = slot !== null && !this.slots.includes(slot);
    const choose = (event: Event) => {
      const { value } = event.target as HTMLSelectElement;
      this.other = value === OTHER;
      if (!this.other) this.tell({ slot: value || null });
    };
    return html`<label for="x-slot">${words.slot}</label><span class="select"><select id="x-slot" @change=${choose}>
        <option value="" ?selected=${slot === null && !this.other}>${words.now}</option>
        ${this.slots.map((at) => html`<option value=${at} ?selected=${at === slot}>${fleet ? when(at, fleet.now, zone) : at}</option>`)}
        <option value=${OTHER} ?selected=${this.other || own}>${words.other}</option></select></span>
      ${this.other || own ? html`<label for="x-at" class="sr">${words.slotUtc}</label><span></span><input class="field" id="x-at" type="datetime-local" step="1" .value=${slot?.replace(/Z$/, "") ?? ""} @change=${this.typed} />` : nothing}`;
  }

  private readonly typed = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    if (value !== "") this.tell({ slot: `${value.length === 16 ? `${value}:00` : value}Z` });
  };

  private choose(id: string, on: boolean): void {
    const others = (this.options.disks ?? []).filter((one) => one !== id);
    const disks = on ? [...others, id] : others;
    this.tell({ disks: disks.length === 0 ? null : disks });
  }

  private tell(change: Partial<Options>): void {
    this.dispatchEvent(new OptionsEvent({ ...this.options, ...change }));
  }

  /** The disks that match, and the next slots of the schedule: asked anew when data, policy or search are others. */
  private async look(): Promise<void> {
    const { store, search } = this;
    const key = JSON.stringify([store.revision, store.plan?.hash, search]);
    if (key === this.asked || !store.fleet || !store.policy) return;
    this.asked = key;
    const { client, fleet, policy } = store;
    const page = await client.ask("fleet", { filter: "all", sort: "disk", descending: false, search, from: 0, count: Number.MAX_SAFE_INTEGER }).answer;
    if (this.asked !== key) return;
    const ids = new Set<string>();
    const live = page.rows.filter(({ diskId, exists, labels }) => {
      const fresh = diskId !== null && exists !== false && !(JSON.parse(labels) as string[]).includes("copy") && !ids.has(diskId.toLowerCase());
      if (fresh) ids.add(diskId.toLowerCase());
      return fresh;
    });
    this.found = { rows: live.slice(0, OFFERED), more: Math.max(0, live.length - OFFERED) };
    try {
      const read = await client.ask("policy", { policy, now: fleet.now }).answer;
      if (this.asked === key) this.slots = read.slots?.map(({ at }) => at) ?? [];
    } catch {
      // A policy that is refused is told where it is changed.
      this.slots = [];
    }
  }
}
