/** What is going on and what went wrong, in place: a bar with counts, a box with the way out. */

import { html, nothing, type TemplateResult } from "lit";
import type { Problem, Store } from "../app/store.ts";
import type { Step, Warned } from "../core/protocol.ts";
import type { CoreError, Said } from "../core/vocabulary.ts";
import { glyph, icon } from "../drawings/glyphs.ts";
import { number } from "../text/format.ts";
import { text } from "../text/index.ts";
import { inLanguage, say } from "../text/sentence.ts";

export function busyBar(step: Step, stop: () => void): TemplateResult {
  const known = step.done !== undefined && step.of !== undefined && step.of > 0;
  const title = step.what === "reading" ? text.busy.reading(step.text ?? "") : (step.text ?? text.busy[step.what]);
  return html`<div class="notice busy" role="status">
    <p><b>${title}</b>${known && step.what !== "reading" ? html` <span class="muted">${text.busy.done(number(step.done ?? 0), number(step.of ?? 0))}</span>` : nothing}</p>
    <progress max=${known ? (step.of ?? 1) : nothing} .value=${known ? (step.done ?? 0) : nothing} aria-label=${title}></progress>
    <button class="btn" type="button" @click=${stop}>${text.busy.stop}</button>
  </div>`;
}

function title({ kind }: Problem): string {
  if (kind === "live") return text.problem.incomplete;
  if (kind === "link") return text.share.refusedTitle;
  return kind === "worker" || kind === "lost" ? text.problem.worker : text.problem.general;
}

/** What became of the rest, and how to go on. */
function next({ kind, refused, partly }: Problem): string | typeof nothing {
  switch (kind) {
    case "files": return refused.length === 0 ? nothing : partly ? text.problem.rest : text.problem.nothing;
    case "worker": return text.problem.reload;
    case "lost": return text.problem.lost;
    case "link": return text.share.unchanged;
    default: return nothing;
  }
}

export function problemBox(problem: Problem, store: Store): TemplateResult {
  return html`<div class="notice problem" role="alert">
    ${problem.refused.map(({ name, error }) => entry(text.problem.refused(name), error))}
    ${problem.warned?.map(incomplete)}
    ${problem.error ? entry(title(problem), problem.error) : nothing}
    <p class="muted">${next(problem)}</p>
    <div class="acts">
      ${problem.kind === "files" ? html`<button class="btn" type="button" @click=${openDialog}>${problem.refused.length > 0 ? text.problem.choose : text.open.choose}</button>` : nothing}
      <button class="btn quiet" type="button" @click=${() => dismiss(store)}>${icon("close")}${text.problem.dismiss}</button>
    </div>
  </div>`;
}

export function linkedBox(store: Store): TemplateResult {
  return html`<div class="notice linked" role="status"><p>${text.share.applied}</p><button class="btn quiet" type="button" @click=${() => store.dismiss()}>${icon("close")}${text.problem.dismiss}</button></div>`;
}

/** What an error says: in the page's language where it has the words, else the core's English under what the language says of its code. */
export function refusal({ code, message }: CoreError): TemplateResult {
  if (inLanguage(message)) return html`${prose(message)}`;
  const own = Object.hasOwn(text.errors, code) ? text.errors[code] : undefined;
  return html`${own === undefined ? nothing : prose(own)}<span class=${own === undefined ? "" : "muted in-english"} lang="en">${prose(message)}</span>`;
}

function entry(title: string, error: CoreError): TemplateResult {
  return html`<div class="entry">${glyph("failed")}<div>
    <h2>${title}</h2>
    <p>${refusal(error)}</p>
    <p class="muted mono">${error.code}${error.target ? ` ${text.problem.where(error.target)}` : nothing}</p>
  </div></div>`;
}

function incomplete({ name, warning }: Warned): TemplateResult {
  return html`<div class="entry">${glyph("warn", { tone: "pending" })}<div><h2>${text.problem.incomplete}</h2><p><code>${name}</code>: ${prose(warning.message)}</p></div></div>`;
}

/** Messages of the core start small and end without a stop, as log lines do; on a page they are sentences. */
export function sentence(said: Said): string {
  const message = say(said);
  const large = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?…]$/.test(large) ? large : `${large}.`;
}

/** The same with what stands in backticks, the user's own values, set as code. It stays text. */
export function prose(message: Said): (string | TemplateResult)[] {
  return sentence(message).split("`").map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}

/** The button goes with its box, so the keyboard goes on from the view. */
function dismiss(store: Store): void {
  store.dismiss();
  document.getElementById("main")?.focus();
}

function openDialog(event: Event): void {
  event.target?.dispatchEvent(new CustomEvent("open-data", { bubbles: true }));
}
