/** State and verdict of a snapshot, each as its shape and its word. */

import { html, nothing, type TemplateResult } from "lit";
import type { Judged } from "../core/protocol.ts";
import type { SnapshotState } from "../core/vocabulary.ts";
import { glyph } from "../drawings/glyphs.ts";
import { percent } from "../text/format.ts";
import { text } from "../text/index.ts";
import { say } from "../text/sentence.ts";

export function stateWord(state: SnapshotState, completion: number | null, copy: boolean): string {
  const words = text.snapshotStates;
  if (state === "pending") return words.pending(completion === null ? null : percent(completion));
  if (state === "ready" && copy) return words.readyCopy;
  return words[state];
}

export function stateCell(state: SnapshotState, completion: number | null, copy: boolean): TemplateResult {
  const shape = state === "ready" && copy ? "copy" : state;
  const word = stateWord(state, completion, copy);
  return html`<span class="st" title=${word}>${glyph(shape, { small: true })}<span>${word}</span></span>`;
}

export function reasonText(judged: Judged): string {
  return judged.reasons.map((reason) => say(reason.text)).join(", ");
}

/** "keep: daily 3/7" in one cell. */
export function verdictCell(judged: Judged | null): TemplateResult | typeof nothing {
  if (!judged) return nothing;
  const { verdict } = judged;
  const line = `${text.verdicts[verdict]}: ${reasonText(judged)}`;
  if (verdict === "not_counted") return html`<span class="st muted" title=${line}><span>${reasonText(judged) || text.verdicts.not_counted}</span></span>`;
  return html`<span class="st v-${verdict}" title=${line}>${glyph(verdict, { small: true })}<span><span class="kw">${text.verdicts[verdict]}: </span>${reasonText(judged)}</span></span>`;
}
