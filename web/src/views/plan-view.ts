/** The plan: the policy on the left; on the right its future, or the next run with every snapshot's verdict and reason. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { isField } from "../app/keys.ts";
import { Part } from "../app/part.ts";
import { route } from "../app/route.ts";
import { RowWindow } from "../app/row-window.ts";
import type { Show } from "../app/future-state.ts";
import { PHONE } from "../app/screen.ts";
import type { Future, PlanPage, PlanRow } from "../core/protocol.ts";
import type { Verdict } from "../core/vocabulary.ts";
import { glyph, icon } from "../drawings/glyphs.ts";
import { both, number, when } from "../text/format.ts";
import { text } from "../text/index.ts";
import { sentence } from "../ui/notices.ts";
import "./future-view.ts";
import "./policy-editor.ts";
import { marked, verdict } from "./future/words.ts";
import { reasonText, stateCell } from "./snapshot-words.ts";

const ROW = 29;
const PHONE_ROW = 52;

const VERDICTS: readonly Verdict[] = ["keep", "drop", "hold", "not_counted"];

@customElement("plan-view")
export class PlanView extends Part {
  /** On narrow screens the policy is a sheet over the list. */
  @state() private editing = false;
  private shown: Show = "chart";
  private seen: Future | null = null;
  @query(".result > .scroll") private scroller!: HTMLElement | null;
  @query(".planned .body") private body!: HTMLElement | null;

  private readonly window = new RowWindow<PlanRow, PlanPage>(this, {
    height: () => (PHONE.matches ? PHONE_ROW : ROW),
    fetch: (from, count) => this.store.client.ask("planRows", { ...this.store.planQuery, from, count }).answer,
    scroller: () => this.scroller,
    body: () => this.body,
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.future.addEventListener("change", this.onFuture);
    addEventListener("hashchange", this.onAddress);
    this.onAddress();
  }

  override disconnectedCallback(): void {
    this.store.future.removeEventListener("change", this.onFuture);
    removeEventListener("hashchange", this.onAddress);
    super.disconnectedCallback();
  }

  override render(): TemplateResult {
    const { future } = this.store;
    this.shown = future.show;
    return html`<section class="view split plan-view ${this.editing ? "editing" : ""}" aria-label=${text.views.plan}>
      <policy-editor @reviewed=${() => { this.editing = false; }}></policy-editor>
      <div class="result">
        ${this.summary()}
        ${future.show === "review" ? this.review() : html`<div class="scroll future" tabindex="-1"><future-view></future-view></div>`}
      </div>
    </section>`;
  }

  /** On narrow screens the policy is a line with a button. */
  private summary(): TemplateResult {
    const { future } = this.store;
    const said = this.editing && future.data && future.show !== "review" ? html`<h1 class="lede">${marked(verdict(future.data, future.day))}</h1>` : null;
    return html`<div class="psum narrow-only">${said ?? html`<p><b translate="no">${future.data?.label ?? ""}</b><span translate="no">${future.data?.line ?? ""}</span></p>`}
      <button class="btn" type="button" aria-expanded=${this.editing} @click=${() => { this.editing = !this.editing; }}>${this.editing ? text.plan.done : text.plan.edit}</button></div>`;
  }

  private review(): TemplateResult {
    const { plan, fleet, future } = this.store;
    this.window.sync(this.store.planRevision);
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${text.plan.table} @keydown=${this.onKey}>
        <div class="head">
          <h1 class="lede" aria-live="polite">${plan ? sentence(plan.sentence) : text.busy.plan}</h1>
          <button class="btn" type="button" @click=${() => future.showAs("chart")}>${icon("back")}${text.future.name}</button>
        </div>
        ${plan && fleet ? html`${this.filters(plan.counts)}${this.table()}` : nothing}
      </div>`;
  }

  private filters(counts: Readonly<Record<Verdict, number>>): TemplateResult {
    const { planQuery, fleet, disk } = this.store;
    const all = VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);
    const chosen = planQuery.unit ?? this.store.selected;
    const label = disk?.units.find(({ unit }) => unit === chosen)?.label;
    const only = planQuery.unit !== null;
    return html`<div class="filters">
      <span class="select for"><select aria-label=${text.plan.showFor} @change=${(event: Event) => this.store.queryPlan({ unit: (event.target as HTMLSelectElement).value || null })}>
        <option value="" ?selected=${!only}>${text.plan.allDisks(number(fleet?.summary.units ?? 0))}</option>
        ${chosen !== null && label !== undefined ? html`<option value=${chosen} ?selected=${only}>${label}</option>` : nothing}
      </select></span>
      <div class="togs" role="group" aria-label=${text.fleet.filterGroup}>
        <button class="tog" type="button" aria-pressed=${planQuery.verdict === "all"} @click=${() => this.store.queryPlan({ verdict: "all" })}>${text.plan.filters.all} ${only ? nothing : html`<b>${number(all)}</b>`}</button>
        ${VERDICTS.map((verdict) => html`<button class="tog" type="button" data-verdict=${verdict} aria-pressed=${planQuery.verdict === verdict} @click=${() => this.store.queryPlan({ verdict })}>${glyph(verdict, { small: true })}${text.plan.filters[verdict]} ${only ? nothing : html`<b>${number(counts[verdict])}</b>`}</button>`)}
      </div></div>`;
  }

  private table(): TemplateResult {
    const { page, height } = this.window;
    const total = page?.total ?? 0;
    const { columns } = text.plan;
    return html`<div class="planned ${this.store.planning ? "waiting" : ""}" role="table" aria-label=${text.plan.table} aria-rowcount=${total + 1}>
        <div role="rowgroup" class="headgroup"><div class="row headrow" role="row" aria-rowindex="1">
          ${(["taken", "name", "state", "plan", "why"] as const).map((column) => html`<div role="columnheader" class="cell c-${column}">${columns[column]}</div>`)}
        </div></div>
        <div role="rowgroup" class="body" .style=${`height: ${total * height}px`}>${page?.rows.map((row, at) => this.row(row, page.from + at))}</div>
      </div>
      ${page && total === 0 ? html`<div class="nothing"><h2>${text.plan.empty}</h2></div>` : nothing}`;
  }

  private row(row: PlanRow, index: number): TemplateResult {
    const place = `transform: translateY(${index * this.window.height}px)`;
    if (row.kind === "unit") {
      return html`<div class="row grp" role="row" aria-rowindex=${index + 2} .style=${place}><div role="cell" class="cell wide" aria-colspan="5">
        <b>${row.label}</b> <span class="muted">${row.place}</span><span class="tally">${tally("keep", row.keep)}${tally("drop", row.drop)}${tally("hold", row.hold)}${tally("not_counted", row.notCounted)}</span></div></div>`;
    }
    const fleet = this.store.fleet;
    const taken = row.instant && fleet ? when(row.instant, fleet.now, this.store.zone) : (text.disk.instantFrom["none"] ?? "");
    const why = reasonText(row);
    return html`<div class="row" role="row" aria-rowindex=${index + 2} data-verdict=${row.verdict} .style=${place}>
      <div role="cell" class="cell c-taken" title=${row.instant ? both(row.instant, this.store.zone) : nothing}>${taken}</div>
      <div role="cell" class="cell c-name" title=${row.id}>${row.name}</div>
      <div role="cell" class="cell c-state">${stateCell(row.state, row.completionPercent, row.copy)}</div>
      <div role="cell" class="cell c-plan"><span class="st v-${row.verdict}">${glyph(row.verdict, { small: true })}<span>${text.verdicts[row.verdict]}</span></span></div>
      <div role="cell" class="cell c-why" title=${why}>${why}${row.wouldDrop && row.verdict === "hold" ? html`<span class="muted">; ${text.wouldDrop}</span>` : nothing}</div></div>`;
  }

  /** While the slider moves, only the future draws itself anew. */
  private readonly onFuture = (): void => {
    const { show, data } = this.store.future;
    if (this.shown !== show || this.seen !== data) this.requestUpdate();
    this.seen = data;
  };

  private readonly onAddress = (): void => {
    const { view, argument, as } = route();
    if (view !== "plan") return;
    if (argument) this.store.future.goTo(argument);
    if (as) this.store.future.showAs(as);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (isField(event.target) || !this.scroller) return;
    const to = event.key === "Home" ? 0 : event.key === "End" ? this.scroller.scrollHeight : null;
    if (to === null) return;
    event.preventDefault();
    this.scroller.scrollTop = to;
  };
}

function tally(verdict: Verdict, count: number): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  return html`<span title=${text.plan.filters[verdict]}>${glyph(verdict, { small: true })}${number(count)}<span class="sr"> ${text.plan.filters[verdict]}</span></span>`;
}
