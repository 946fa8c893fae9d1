/** All chains, worst first, with the chosen disk beside them. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { isField } from "../app/keys.ts";
import { Part } from "../app/part.ts";
import { go } from "../app/route.ts";
import { RowWindow } from "../app/row-window.ts";
import { ONE_PANE, PHONE } from "../app/screen.ts";
import type { FleetFilter, FleetPage, FleetSort } from "../core/protocol.ts";
import type { UnitRow } from "../core/vocabulary.ts";
import { glyph, icon, type Shape } from "../drawings/glyphs.ts";
import { number } from "../text/format.ts";
import { text } from "../text/index.ts";
import { say } from "../text/sentence.ts";
import "../ui/copy-button.ts";
import "./disk-pane.ts";
import { fleetCells } from "./fleet-row.ts";

const ROW = 45;
const PHONE_ROW = 92;
/** Height of the sticky head row. */
const HEAD = 30;

const FILTERS: readonly FleetFilter[] = ["all", "needs", "copying", "recreated", "copies", "orphans"];
const COLUMNS: readonly { name: FleetSort | "strip"; sortable: boolean }[] = [
  { name: "state", sortable: true }, { name: "disk", sortable: true }, { name: "kind", sortable: true }, { name: "strip", sortable: false },
  { name: "count", sortable: true }, { name: "newest", sortable: true }, { name: "pending", sortable: true },
];
const LEGEND: readonly Shape[] = ["ready", "pending", "failed", "copy", "instant_access", "orphan", "unknown"];

@customElement("fleet-view")
export class FleetView extends Part {
  @property({ type: Boolean }) diskOpen = false;
  @query(".list .scroll") private scroller!: HTMLElement | null;
  @query(".fleet .body") private body!: HTMLElement | null;

  private readonly window = new RowWindow<UnitRow, FleetPage>(this, {
    height: () => (PHONE.matches ? PHONE_ROW : ROW),
    fetch: (from, count) => this.store.client.ask("fleet", { ...this.store.fleetQuery, from, count }).answer,
    scroller: () => this.scroller,
    body: () => this.body,
  });
  /** The row the arrows move, by its place in the table. */
  private active = 0;

  override render(): TemplateResult {
    const { store } = this;
    this.window.sync(store.revision);
    const open = store.selected !== null && store.disk !== null;
    return html`<section class="view split fleet-view ${open ? "with-side" : ""} ${this.diskOpen && open ? "open" : ""}" aria-label=${text.views.fleet} @keydown=${this.onKey}>
      <div class="list"><div class="scroll">
        ${store.fleet?.source === "sample" ? sampleBanner() : nothing}
        ${this.head()} ${this.filters()} ${this.table()}
        <div class="legend foot">${LEGEND.map((shape) => html`<span>${glyph(shape, { small: true })}${text.states[shape as keyof typeof text.states]}</span>`)}<span>${text.fleet.legend}</span></div>
      </div></div>
      ${open ? html`<aside class="side" aria-label=${text.disk.pane}><disk-pane></disk-pane></aside>` : nothing}
    </section>`;
  }

  private head(): TemplateResult {
    const fleet = this.store.fleet;
    if (!fleet) return html``;
    const { summary } = fleet;
    const skipped = fleet.documents.reduce((sum, document) => sum + document.skipped.count, 0);
    const parts = [
      text.fleet.sub(number(summary.snapshots), summary.locations),
      summary.needYou > 0 ? text.fleet.needs(summary.needYou) : "",
      fleet.notIncremental > 0 ? text.fleet.notIncremental(fleet.notIncremental) : "",
      skipped > 0 ? text.fleet.skipped(skipped) : "",
      summary.snapshots > 0 && fleet.documents.every(({ disks }) => disks === 0) ? text.fleet.noDisks : "",
    ];
    return html`<div class="head"><h1 class="lede">${say(summary.sentence)}</h1><p class="sub">${parts.filter(Boolean).join(" ")}</p></div>`;
  }

  private filters(): TemplateResult {
    const { fleetQuery } = this.store;
    const counts = this.window.page?.counts;
    const shown = FILTERS.filter((filter) => filter === "all" || filter === fleetQuery.filter || (counts?.[filter] ?? 0) > 0);
    return html`<div class="filters">
      <div class="search">${icon("search")}<input class="field" type="search" placeholder=${text.fleet.placeholder} aria-label=${text.fleet.search}
        .value=${fleetQuery.search} @input=${(event: Event) => this.store.queryFleet({ search: (event.target as HTMLInputElement).value })} /><kbd aria-hidden="true">/</kbd></div>
      <div class="togs" role="group" aria-label=${text.fleet.filterGroup}>
        ${shown.map((filter) => html`<button class="tog" type="button" aria-pressed=${fleetQuery.filter === filter} @click=${() => this.store.queryFleet({ filter })}>${text.fleet.filters[filter]} <b>${number(counts?.[filter] ?? 0)}</b></button>`)}
      </div>
      <p class="sr" role="status">${counts && fleetQuery.search !== "" ? text.fleet.found(number(this.window.page?.total ?? 0)) : nothing}</p>
    </div>`;
  }

  private table(): TemplateResult {
    const { page } = this.window;
    const total = page?.total ?? 0;
    const height = total * this.window.height;
    return html`<div class="fleet" role="table" aria-label=${text.fleet.table} aria-rowcount=${total + 1}>
        <div role="rowgroup" class="headgroup"><div class="row headrow" role="row" aria-rowindex="1">${COLUMNS.map((column) => this.column(column))}</div></div>
        <div role="rowgroup" class="body" .style=${`height: ${height}px`}>
          ${page?.rows.map((row, at) => this.row(row, page.from + at))}
        </div>
      </div>
      ${page && total === 0 ? this.empty() : nothing}`;
  }

  private column({ name, sortable }: (typeof COLUMNS)[number]): TemplateResult {
    const { sort, descending } = this.store.fleetQuery;
    const sorted = sortable && sort === name;
    const label = text.fleet.columns[name];
    return html`<div role="columnheader" class="cell c-${name}" aria-sort=${sorted ? (descending ? "descending" : "ascending") : nothing}>
      ${sortable ? html`<button type="button" @click=${() => this.store.queryFleet({ sort: name as FleetSort, descending: sorted && !descending })}>${label}${sorted ? icon(descending ? "sortUp" : "sort") : nothing}</button>` : label}
    </div>`;
  }

  private row(row: UnitRow, index: number): TemplateResult {
    const selected = row.unit === this.store.selected;
    return html`<div class="row" role="row" aria-rowindex=${index + 2} aria-selected=${selected} data-index=${index}
      .style=${`transform: translateY(${index * this.window.height}px)`} @click=${() => this.choose(row.unit, index)}>
      ${fleetCells(row, this.store)}
    </div>`;
  }

  private empty(): TemplateResult {
    const { search, filter } = this.store.fleetQuery;
    const unfiltered = search === "" && filter === "all";
    return html`<div class="nothing"><h2>${unfiltered ? text.fleet.nothing : text.fleet.empty(search)}</h2>
      ${unfiltered ? nothing : html`<button class="btn" type="button" @click=${() => this.store.queryFleet({ search: "", filter: "all" })}>${text.fleet.clear}</button>`}</div>`;
  }

  private choose(unit: string, index: number): void {
    this.active = index;
    void this.store.select(unit);
    if (ONE_PANE.matches) go("#fleet/disk");
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      this.close();
      return;
    }
    if (isField(event.target) || (event.target as HTMLElement).closest("aside")) return;
    const last = (this.window.page?.total ?? 0) - 1;
    const moves: Readonly<Record<string, number>> = { ArrowDown: this.active + 1, ArrowUp: this.active - 1, Home: 0, End: last };
    const to = moves[event.key];
    if (to === undefined || last < 0) return;
    event.preventDefault();
    this.active = Math.max(0, Math.min(to, last));
    this.window.reveal(this.active, HEAD);
    void this.focusActive();
  };

  /** The row may still be on its way from the worker. */
  private async focusActive(): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      const link = this.querySelector<HTMLElement>(`[data-index="${this.active}"] a`);
      if (link) {
        link.focus({ preventScroll: true });
        return;
      }
      await new Promise(requestAnimationFrame);
    }
  }

  private close(): void {
    go("#fleet");
    void this.store.select(null);
    void this.focusActive();
  }
}

function sampleBanner(): TemplateResult {
  return html`<div class="sample-banner"><p><b>${text.sample.lead}</b> ${text.sample.text}</p>
    <copy-button .text=${text.commands.cli} .label=${text.sample.copy} .done=${text.sample.copied}></copy-button></div>`;
}
