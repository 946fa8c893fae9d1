/** One disk: verdict, limits, its chains as a timeline and as a list, and every fact of the chosen snapshot. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import { go } from "../app/route.ts";
import { ONE_PANE, PHONE } from "../app/screen.ts";
import type { Chain } from "../core/protocol.ts";
import type { ChainSnapshot, LimitUse } from "../core/vocabulary.ts";
import { chainDrawing, laneName, lanes, span, spanText } from "../drawings/chain.ts";
import { glyph, icon } from "../drawings/glyphs.ts";
import { meter } from "../drawings/meter.ts";
import { both, number, when } from "../text/format.ts";
import { text } from "../text/index.ts";
import { say } from "../text/sentence.ts";
import "./changes-pane.ts";
import { statePicture } from "./fleet-row.ts";
import "./restore-pane.ts";
import { snapshotFacts } from "./snapshot-facts.ts";
import { stateCell, verdictCell } from "./snapshot-words.ts";

/** Snapshots shown of a chain at first, of the others beside it, and more with each press. */
const FIRST = 12;
const BESIDE = 2;
const MORE = 200;

type Tab = "chain" | "restore" | "changes";
const TABS: readonly Tab[] = ["chain", "restore", "changes"];

@customElement("disk-pane")
export class DiskPane extends Part {
  @state() private width = 420;
  @state() private chosen: string | null = null;
  @state() private tab: Tab = "chain";
  private shown = new Map<string, number>();
  private unit: string | null = null;
  private readonly sized = new ResizeObserver(([entry]) => {
    if (entry) this.width = Math.max(280, Math.floor(entry.contentRect.width) - (PHONE.matches ? 32 : 40));
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.sized.observe(this);
  }

  override disconnectedCallback(): void {
    this.sized.disconnect();
    super.disconnectedCallback();
  }

  override render(): TemplateResult | typeof nothing {
    const detail = this.store.disk;
    const fleet = this.store.fleet;
    const unit = detail?.units.find(({ unit: key }) => key === detail.chosen);
    if (!detail || !unit || !fleet) return nothing;
    if (this.unit !== unit.unit) {
      this.unit = unit.unit;
      this.shown = new Map();
      this.chosen = newestFirst(unit)[0]?.id ?? null;
    }
    const selected = detail.units.flatMap((of) => of.snapshots.filter(({ id }) => id === this.chosen).map((snapshot) => ({ of, snapshot })))[0];
    const drawn = detail.units.some(({ snapshots }) => snapshots.length > 0);
    // As a screen of its own the disk's name is the page's first heading.
    const level = ONE_PANE.matches ? 2 : 3;
    const days = span(detail.units, Date.parse(fleet.now));
    return html`
      <div class="scroll"><div class="dk">
        ${this.heading(unit)} ${this.limits(unit)}
        ${drawn ? this.tabs() : html`<p class="sub">${text.disk.empty}</p>`}
        ${drawn && this.tab === "chain"
          ? html`<div class="sec"><h3 aria-level=${level}>${text.disk.chain(spanText(days))}</h3></div>
            ${chainDrawing(unit.label, detail.units, fleet.now, this.store.zone, this.width)}
            <div class="sec tight"><h3 id="disk-snapshots" aria-level=${level}>${text.disk.snapshots}</h3></div>
            ${this.list(unit, detail.units)}`
          : nothing}
        ${drawn && this.tab === "restore" ? html`<restore-pane .snapshot=${this.chosen} .name=${selected?.snapshot.name ?? ""} .level=${level} @choose-snapshot=${(event: CustomEvent<string>) => { this.chosen = event.detail; }}></restore-pane>` : nothing}
        ${drawn && this.tab === "changes" ? html`<changes-pane .snapshot=${this.chosen} .level=${level} .width=${this.width}></changes-pane>` : nothing}
      </div></div>
      ${selected && this.tab === "chain" ? snapshotFacts(selected.snapshot, selected.of, detail.judged[selected.snapshot.id] ?? null, this.store.zone, level, () => { this.tab = "restore"; }) : nothing}`;
  }

  private tabs(): TemplateResult {
    return html`<div class="dk-tabs" role="group" aria-label=${text.paneTabs.label}>${TABS.map((tab) => html`<button class="tog" type="button" aria-pressed=${this.tab === tab} @click=${() => { this.tab = tab; }}>${text.paneTabs[tab]}</button>`)}</div>`;
  }

  private heading(unit: Chain): TemplateResult {
    const { disk } = unit;
    const kind = unit.labels.includes("copy") ? text.fleet.copy : disk?.exists === false ? text.fleet.gone : disk?.kind ? text.kinds[disk.kind] : text.unknownKind;
    const facts = [
      kind,
      disk?.diskSizeGB ? text.gib(number(disk.diskSizeGB)) : "",
      disk?.logicalSectorSize ? text.disk.sectors(String(disk.logicalSectorSize)) : "",
    ];
    const { shape, tone } = statePicture(unit.state.code, unit.state.level);
    const title = ONE_PANE.matches ? html`<h1 class="name">${unit.label}</h1>` : html`<h2 class="name">${unit.label}</h2>`;
    return html`<div class="dk-h">${title}
        <button class="btn primary" type="button" @click=${() => this.plan(unit)}>${text.disk.plan}</button>
        <button class="btn quiet icon" type="button" title="${text.disk.close} (Esc)" @click=${this.close}>${icon("close")}<span class="sr">${text.disk.close}</span></button></div>
      <p class="small muted">${facts.filter(Boolean).join(" · ")}<br />${[disk?.resourceGroup, unit.location].filter(Boolean).join(" · ")}</p>
      <div class="verdict">${glyph(shape, { tone })}<p>${say(unit.verdict)}</p></div>`;
  }

  private limits(unit: Chain): TemplateResult {
    return html`<dl class="limits">${unit.limits.map((limit) => this.limit(limit, unit))}</dl>`;
  }

  private limit(limit: LimitUse, unit: Chain): TemplateResult {
    const full = limit.of !== null && limit.used >= limit.of;
    const level = full ? "warn" : limit.id === "L1" && unit.state.code === "nearly_full" ? "warn" : "";
    const clears = limit.clearsAt && this.store.fleet ? text.disk.clears(when(limit.clearsAt, this.store.fleet.now, this.store.zone)) : null;
    return html`<div title=${clears ?? nothing}><dt>${text.disk.limits[limit.id] ?? limit.id}</dt>
      <dd><b>${number(limit.used)}</b>${limit.of === null ? `, ${text.disk.noLimit}` : ` ${text.fleet.ofWord} ${number(limit.of)}`}${meter(limit.used, limit.of, level)}${full && clears ? html`<span class="small muted">${clears}</span>` : nothing}</dd></div>`;
  }

  private list(chosen: Chain, units: readonly Chain[]): TemplateResult {
    const order = [chosen, ...[...lanes(units)].reverse().filter((unit) => unit !== chosen)];
    const { columns } = text.disk;
    return html`<table class="snaps" aria-labelledby="disk-snapshots" @keydown=${this.onKey}>
      <thead><tr><th scope="col" class="c-taken">${columns.taken}</th><th scope="col" class="c-state">${columns.state}</th><th scope="col">${columns.plan}</th></tr></thead>
      ${order.filter(({ snapshots }) => snapshots.length > 0).map((unit) => this.group(unit, unit === chosen))}
    </table>`;
  }

  private group(unit: Chain, main: boolean): TemplateResult {
    const copy = unit.labels.includes("copy");
    const all = newestFirst(unit);
    const shown = this.shown.get(unit.unit) ?? (main ? FIRST : BESIDE);
    const generation = unit.generations > 1 && !copy ? `, ${text.disk.generation(unit.generation)}` : "";
    return html`<tbody>
      <tr class="grp"><th colspan="3" scope="rowgroup">${laneName(unit)}${generation} <span>· ${number(all.length)}</span></th></tr>
      ${all.slice(0, shown).map((snapshot) => this.snapshot(snapshot, copy))}
      ${all.length > shown
        ? html`<tr class="more"><td colspan="3"><button class="link" type="button" @click=${() => this.more(unit.unit, shown)}>${text.disk.more(number(all.length - shown))}</button></td></tr>`
        : nothing}
    </tbody>`;
  }

  private snapshot(snapshot: ChainSnapshot, copy: boolean): TemplateResult {
    const fleet = this.store.fleet;
    const taken = snapshot.instant && fleet ? when(snapshot.instant, fleet.now, this.store.zone) : snapshot.name;
    const title = snapshot.instant ? `${snapshot.name}\n${both(snapshot.instant, this.store.zone)}` : snapshot.name;
    const choose = () => { this.chosen = snapshot.id; };
    return html`<tr aria-selected=${snapshot.id === this.chosen} @click=${choose}>
      <td><button class="taken" type="button" title=${title}>${taken}</button></td>
      <td>${stateCell(snapshot.state, snapshot.completionPercent, copy)}</td>
      <td>${verdictCell(this.store.disk?.judged[snapshot.id] ?? null)}</td></tr>`;
  }

  private more(unit: string, shown: number): void {
    this.shown.set(unit, shown + MORE);
    this.requestUpdate();
  }

  /** The arrows walk the list as they walk the fleet. */
  private readonly onKey = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    const buttons = [...this.querySelectorAll<HTMLButtonElement>(".snaps .taken")];
    const next = buttons[buttons.indexOf(event.target as HTMLButtonElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.click();
  };

  private plan(unit: Chain): void {
    this.store.queryPlan({ unit: unit.unit });
    go("#plan");
  }

  private close(): void {
    go("#fleet");
    void this.store.select(null);
  }
}

/** The core sorts by sequence, oldest first; people look at the newest. */
function newestFirst(unit: Chain): readonly ChainSnapshot[] {
  return [...unit.snapshots].reverse();
}
