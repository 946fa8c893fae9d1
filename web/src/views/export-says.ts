/** What a file will do, where, when, how it is started and with which rights; and what stands in its way. */

import { html, nothing, type TemplateResult } from "lit";
import { english, type PlanHead, type Told } from "../core/protocol.ts";
import type { Exported, Said, Warning } from "../core/vocabulary.ts";
import { glyph } from "../drawings/glyphs.ts";
import { number } from "../text/format.ts";
import { text } from "../text/index.ts";
import { say } from "../text/sentence.ts";
import { prose } from "../ui/notices.ts";
import type { Entry } from "./export-formats.ts";

/** Warnings that are written out; a fleet may have one for each disk. */
const SHOWN = 6;
/** Disks that are named of one warning. */
const NAMED = 3;

export function says({ value, warnings }: Told<Exported>, plan: PlanHead | null, entry: Entry): TemplateResult {
  const words = text.exporting;
  const { what, where, when, how, rights } = value.says;
  const folded = fold(warnings);
  const prunes = entry.format === "runbook" && plan !== null;
  return html`
    <section><h2>${words.does}</h2><p>${prose(what)}</p>${prunes ? html`<p>${say(plan.sentence)}</p>` : nothing}
      <dl>${row(words.where, where)}${row(words.when, when)}</dl></section>
    ${warnings.length > 0 ? html`<section class="warned"><h2>${words.warnings(folded.length)}</h2><ul>${folded.slice(0, SHOWN).map(warning)}</ul>
      ${folded.length > SHOWN ? html`<p class="small muted">${words.moreWarnings(number(folded.length - SHOWN))}</p>` : nothing}</section>` : nothing}
    ${say(how) === "" ? nothing : html`<section><h2>${words.how}</h2>${isLine(how) ? html`<pre class="line" tabindex="0">${say(how)}</pre>` : html`<p>${prose(how)}</p>`}</section>`}
    ${entry.format === "policy" ? nothing : html`<section><h2>${words.rights}</h2>${rights.length === 0 ? html`<p>${words.noRights}</p>` : html`<ul class="rights">${rights.map((right) => html`<li class="mono">${right}</li>`)}</ul>`}</section>`}
    ${plan && entry.format !== "policy" ? html`<section><p class="small muted">${words.hash} <span class="mono" id="export-hash" title=${plan.hash}>${plan.hash.slice(0, 8).replace(/(.{4})/, "$1 ")}</span>. ${words.same}</p></section>` : nothing}`;
}

/** A line to type, which no language changes. */
const isLine = (how: Said): boolean => typeof how !== "string" && how.code === "export_line";

function row(name: string, said: Said): TemplateResult | typeof nothing {
  const words = say(said);
  return words === "" ? nothing : html`<dt>${name}</dt><dd>${prose(words)}</dd>`;
}

interface Folded {
  readonly message: Said;
  readonly targets: readonly string[];
}

/** What is said of several disks is said once, of all of them. */
function fold(warnings: readonly Warning[]): readonly Folded[] {
  const said = new Map<string, { readonly message: Said; readonly targets: string[] }>();
  for (const { message, target } of warnings) {
    const one = said.get(english(message)) ?? { message, targets: [] };
    if (target !== null) one.targets.push(target);
    said.set(english(message), one);
  }
  return [...said.values()];
}

/** The last part of an id says which one; the whole is in the title. */
function warning({ message, targets }: Folded): TemplateResult {
  const names = targets.slice(0, NAMED).map((target) => target.split("/").pop()).join(", ");
  const more = targets.length > NAMED ? ` ${text.exporting.moreWarnings(number(targets.length - NAMED))}` : "";
  return html`<li>${glyph("warn", { small: true, tone: "pending" })}<span>${names ? html`<b title=${targets.slice(0, 50).join("\n")}>${names}${more}</b>: ` : nothing}${prose(message)}</span></li>`;
}
