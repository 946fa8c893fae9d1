/** The snapshots of the chosen date: what went that day and what stays, each with its reason and its last day. */

import { html, nothing, type TemplateResult } from "lit";
import type { Future, Stand } from "../../core/protocol.ts";
import type { StandSnapshot } from "../../core/vocabulary.ts";
import { glyph } from "../../drawings/glyphs.ts";
import { number, time } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { say } from "../../text/sentence.ts";
import { dayName } from "./words.ts";

export type ListFilter = "all" | "drop" | "keep" | "hold";

export interface ListLook {
  readonly filter: ListFilter;
  /** A day of the calendar that was clicked, since 1970; its rows are marked and shown. */
  readonly picked: number | null;
  choose(filter: ListFilter): void;
}

export function snapshotList(data: Future, stand: Stand | null, day: number, look: ListLook): TemplateResult {
  const kept = stand?.snapshots ?? [];
  const held = kept.filter(({ verdict }) => verdict === "hold");
  const dropped = stand?.dropped ?? [];
  const counts: Readonly<Record<ListFilter, number>> = { all: kept.length + dropped.length, drop: dropped.length, keep: kept.length, hold: held.length };
  const shapes = { drop: "drop", keep: "keep", hold: "hold" } as const;
  const stays = look.filter === "hold" ? held : look.filter === "drop" ? [] : kept;
  const goes = look.filter === "all" || look.filter === "drop" ? dropped : [];
  return html`<section class="exist">
    <h2>${text.future.listOf(dayName(data.a.first + day))}</h2>
    <div class="togs-row" role="group" aria-label=${text.fleet.filterGroup}>${(["all", "drop", "keep", "hold"] as const).map((one) => html`<button class="tog" type="button" data-filter=${one} aria-pressed=${one === look.filter} @click=${() => look.choose(one)}>
      ${one === "all" ? nothing : glyph(shapes[one], { small: true })}${text.future.listFilters[one]} <b>${number(counts[one])}</b></button>`)}</div>
    <div class="rows" tabindex="0" role="region" aria-label=${text.future.rows}>
      ${part(text.future.droppedThatDay(number(goes.length)), goes, data, look)}
      ${part(text.future.kept(number(stays.length)), stays, data, look)}
      ${goes.length + stays.length === 0 ? html`<p class="muted">${stand ? text.future.listEmpty : text.plan.working}</p>` : nothing}
    </div></section>`;
}

function part(head: string, snapshots: readonly StandSnapshot[], data: Future, look: ListLook): TemplateResult | typeof nothing {
  if (snapshots.length === 0) return nothing;
  return html`<h3>${head}</h3><ul>${snapshots.map((snapshot) => row(snapshot, data, look))}</ul>`;
}

function row(snapshot: StandSnapshot, { a, zone }: Future, look: ListLook): TemplateResult {
  const { life, instant, verdict, there, reasons } = snapshot;
  const day = a.first + (a.bornDay[life] ?? 0);
  const [first, ...others] = reasons.map((reason) => say(reason.text));
  const also = others.length > 0 ? text.future.also(others.join(", ")) : "";
  const why = `${there ? (first ?? "") : text.future.dropBecause(first ?? "")}${also}`;
  const shape = there ? verdict : "drop";
  return html`<li class="er ${there ? "" : "d"} ${look.picked === day ? "picked" : ""}" data-life=${life} data-verdict=${shape}>
    ${glyph(shape, { small: true })}<span class="sr">${text.verdicts[shape]}</span><span>${dayName(day)}, ${time(instant, zone)}</span><span title=${why}>${why}</span><span class="muted">${there ? lastDay(snapshot, a) : ""}</span></li>`;
}

/** When it goes, as far as this future looks. */
function lastDay({ life, verdict }: StandSnapshot, a: Future["a"]): string {
  const died = a.diedDay[life] ?? Infinity;
  if (died < a.count.length) return text.future.lastDay(dayName(a.first + died));
  return verdict === "hold" ? text.future.noEnd : text.future.after(dayName(a.first + a.count.length - 1));
}
