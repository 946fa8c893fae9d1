/** The cells of one chain in the fleet table. */

import { html, nothing, type TemplateResult } from "lit";
import type { Store } from "../app/store.ts";
import type { UnitRow } from "../core/vocabulary.ts";
import { glyph, type Shape } from "../drawings/glyphs.ts";
import { meter } from "../drawings/meter.ts";
import { strip } from "../drawings/strip.ts";
import { age, both, number, underAge } from "../text/format.ts";
import { text } from "../text/index.ts";
import { say } from "../text/sentence.ts";

/** The picture of a state: its shape and whose colour it has. */
export function statePicture(code: string, level: string): { shape: Shape; tone: string } {
  if (level === "stop") return { shape: "failed", tone: "failed" };
  if (level === "warn") return { shape: "warn", tone: "pending" };
  switch (code) {
    case "still_copying": return { shape: "pending", tone: "pending" };
    case "not_known": return { shape: "unknown", tone: "unknown" };
    case "orphan": return { shape: "orphan", tone: "orphan" };
    case "copy": return { shape: "copy", tone: "copy" };
    case "earlier_disk": return { shape: "orphan", tone: "unknown" };
    default: return { shape: "ready", tone: "ready" };
  }
}

export function fleetCells(row: UnitRow, store: Store): TemplateResult {
  const labels = JSON.parse(row.labels) as string[];
  const days = JSON.parse(row.days) as number[];
  const copy = labels.includes("copy");
  const { shape, tone } = statePicture(row.stateCode, row.stateLevel);
  const where = [row.resourceGroupName, row.location].filter(Boolean).join(" · ");
  const quiet = row.stateLevel === "quiet";
  const [title, detail] = [say(row.stateTitle), row.stateDetail === null ? null : say(row.stateDetail)];
  return html`
    <div role="cell" class="cell c-state"><span class="state ${quiet ? "quiet" : ""}">${glyph(copy && quiet ? "copy" : shape, { tone: copy && quiet ? "copy" : tone })}<span class="lines"><span title=${title}>${title}</span>${detail ? html`<span class="l2" title=${detail}>${detail}</span>` : nothing}</span></span></div>
    <div role="cell" class="cell c-disk"><span class="lines"><a class="nm" href="#fleet/disk" title=${row.label} @click=${(event: Event) => event.preventDefault()}>${row.label}</a><span class="l2" title=${where}>${copy ? glyph("copy", { small: true }) : nothing}${where}</span></span></div>
    <div role="cell" class="cell c-kind"><span class="lines"><span>${kindOf(row, copy)}</span><span class="l2">${row.diskSizeGB === null ? nothing : text.gib(number(row.diskSizeGB))}</span></span></div>
    <div role="cell" class="cell c-strip">${strip(days, copy ? "copy" : "ready", row.pending)}</div>
    <div role="cell" class="cell c-count">${number(row.limitUsed)}${meter(row.limitUsed, row.limitOf, row.stateCode === "limit_reached" ? "full" : row.stateCode === "nearly_full" ? "warn" : "")}</div>
    <div role="cell" class="cell c-newest">${newest(row, store)}</div>
    <div role="cell" class="cell c-pending">${row.pending > 0 ? html`<b>${row.pending}</b>${row.pendingOf === null ? nothing : ` ${text.fleet.ofWord} ${row.pendingOf}`}` : html`<span class="muted">0</span>`}</div>`;
}

function kindOf(row: UnitRow, copy: boolean): string {
  if (copy) return text.fleet.copy;
  if (row.exists === false) return text.fleet.gone;
  return row.kind ? text.kinds[row.kind] : text.unknownKind;
}

function newest(row: UnitRow, store: Store): TemplateResult {
  if (row.newestRestorable === null || row.newestRestorableAgeSeconds === null) return html`<span class="muted">${text.fleet.none}</span>`;
  const now = store.fleet?.now ?? row.newestRestorable;
  return html`<span class="lines" title=${both(row.newestRestorable, store.zone)}><span>${age(row.newestRestorableAgeSeconds)}</span><span class="l2">${underAge(row.newestRestorable, now, store.zone)}</span></span>`;
}
