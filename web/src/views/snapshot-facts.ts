/** Every fact of one snapshot, with the reasons in the core's words. */

import { html, nothing, type TemplateResult } from "lit";
import type { Chain, Judged } from "../core/protocol.ts";
import type { ChainSnapshot } from "../core/vocabulary.ts";
import { full, number, utc } from "../text/format.ts";
import { text } from "../text/index.ts";
import { say } from "../text/sentence.ts";
import { sentence } from "../ui/notices.ts";
import { reasonText, stateCell, verdictCell } from "./snapshot-words.ts";

export function snapshotFacts(snapshot: ChainSnapshot, unit: Chain, judged: Judged | null, zone: string, level: number, restore: () => void): TemplateResult {
  const { facts } = text.disk;
  const copy = unit.labels.includes("copy");
  const notes = [
    snapshot.afterResizeBreak ? text.disk.afterBreak : "",
    snapshot.openLink ? text.disk.openLink : "",
    snapshot.conflict ? text.disk.conflict : "",
    snapshot.ours ? "" : text.disk.notOurs,
  ].filter(Boolean);
  const sameWhy = say(snapshot.durable.why) === say(snapshot.restorable.why);
  return html`<section class="facts" aria-labelledby="facts-name" tabindex="0">
    <h3 id="facts-name" aria-level=${level}>${snapshot.name}</h3>
    <dl>
      ${row(facts.state, html`${stateCell(snapshot.state, snapshot.completionPercent, copy)}<br />${sentence(snapshot.restorable.why)}`)}
      ${sameWhy ? nothing : row(facts.durable, sentence(snapshot.durable.why))}
      ${row(facts.taken, snapshot.instant === null ? (text.disk.instantFrom["none"] ?? "") : html`${full(snapshot.instant, zone)}<br /><span class="muted">${utc(snapshot.instant)}${from(snapshot)}</span>`)}
      ${judged ? row(facts.plan, html`${verdictCell(judged)}${judged.verdict === "hold" && judged.wouldDrop ? html`<span class="muted">${text.wouldDrop}</span>` : nothing}${judged.reasons.length > 1 ? html`<span class="sr">${reasonText(judged)}</span>` : nothing}`) : nothing}
      ${snapshot.restoresTo ? row(facts.restores, sentence(snapshot.restoresTo)) : nothing}
      ${snapshot.diskSizeGB === null ? nothing : row(facts.size, [text.gib(number(snapshot.diskSizeGB)), snapshot.logicalSectorSize === null ? "" : text.disk.sectors(String(snapshot.logicalSectorSize))].filter(Boolean).join(" · "))}
      ${notes.length > 0 ? row("", notes.join(" ")) : nothing}
      ${row(facts.group, snapshot.resourceGroup)}
      ${unit.incrementalSnapshotFamilyIds.length > 0 ? row(facts.family, mono(unit.incrementalSnapshotFamilyIds.join(", "))) : nothing}
      ${row(facts.id, mono(snapshot.id))}
    </dl><button class="link" type="button" @click=${restore}>${text.restore.show}</button></section>`;
}

function row(name: string, value: TemplateResult | string): TemplateResult {
  return html`<dt>${name}</dt><dd>${value}</dd>`;
}

/** One line; what does not fit is in the title, and a selection takes all of it. */
function mono(value: string): TemplateResult {
  return html`<span class="mono" title=${value}>${value}</span>`;
}

function from(snapshot: ChainSnapshot): string {
  const note = text.disk.instantFrom[snapshot.instantFrom];
  return note ? `, ${note}` : "";
}
