/** Every file that the plan can become: what it is, what it will do, and the file itself. */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { download, type Out } from "../app/download.ts";
import { Part } from "../app/part.ts";
import { ONE_PANE } from "../app/screen.ts";
import { errorOf, type Job } from "../core/client.ts";
import type { ExportAsk, Told } from "../core/protocol.ts";
import type { CoreError, Exported, Policy } from "../core/vocabulary.ts";
import { glyph, icon } from "../drawings/glyphs.ts";
import { number } from "../text/format.ts";
import { text } from "../text/index.ts";
import "../ui/copy-button.ts";
import { refusal } from "../ui/notices.ts";
import "../ui/share-box.ts";
import { coloured } from "./code-colours.ts";
import { type Entry, entryOf, FIRST, type Group, GROUPS } from "./export-formats.ts";
import "./export-options.ts";
import type { Options, OptionsEvent } from "./export-options.ts";
import { says } from "./export-says.ts";

/** Lines of a preview. */
const PREVIEW = 2000;

@customElement("export-view")
export class ExportView extends Part {
  /** The format of the address; null: none was chosen, which on a phone is the list. */
  @property() format: string | null = null;
  @state() private told: Told<Exported> | null = null;
  @state() private refused: CoreError | null = null;
  @state() private writing = false;
  @state() private at = 0;
  @state() private options: Options = { disks: null, slot: null, group: "" };
  private job: Job<unknown> | null = null;
  private asked = "";
  private policy: Policy | null = null;

  override disconnectedCallback(): void {
    this.job?.stop();
    this.job = null;
    this.asked = "";
    super.disconnectedCallback();
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    void this.write();
  }

  override render(): TemplateResult {
    const entry = this.entry;
    const files = this.told?.value.files ?? [];
    const file = files[Math.min(this.at, files.length - 1)] ?? null;
    // Where there is one pane a format is a screen of its own, and its name the heading of the page.
    const alone = ONE_PANE.matches && this.format !== null;
    return html`<section class="view split export-view ${this.format ? "open" : ""}" aria-label=${text.views.export}>
      <nav class="formats scroll" aria-label=${text.exporting.formats}>
        ${alone ? nothing : html`<h1>${text.exporting.title}</h1>`}
        ${(Object.keys(GROUPS) as Group[]).map((group) => this.group(group, entry))}
        <h2>${text.exporting.groups.share}</h2><share-box></share-box>
      </nav>
      <div class="code" aria-busy=${this.writing}>
        <div class="chd"><a class="btn quiet back" href="#export">${icon("back")}${text.exporting.back}</a>
          ${alone ? html`<h1>${text.exporting.names[entry.format]}</h1>` : nothing}
          ${files.length > 1 ? this.tabs(files) : html`<h2 translate="no">${file?.name ?? text.exporting.names[entry.format]}</h2>`}
          ${file ? this.buttons(file, files) : nothing}</div>
        ${this.refused ? this.refusal(this.refused) : file ? preview(file, this.writing) : html`<p class="sub wait" role="status">${text.exporting.writing}</p>`}
      </div>
      <aside class="does scroll" aria-label=${text.exporting.does}>
        <export-options .entry=${entry} .options=${this.options} @options=${(event: OptionsEvent) => { this.options = event.options; }}></export-options>
        ${this.told && !this.refused ? says(this.told, this.store.plan, entry) : nothing}
      </aside>
    </section>`;
  }

  private get entry(): Entry {
    return entryOf(this.format) ?? FIRST;
  }

  private group(group: Group, chosen: Entry): TemplateResult {
    const words = text.exporting;
    return html`<h2>${words.groups[group]}</h2>
      ${GROUPS[group].map(({ format, ending }) => html`<a href="#export/${format}" aria-current=${format === chosen.format ? "true" : nothing}><b>${words.names[format]}</b><span class="ext" translate="no">.${ending}</span><span class="d">${words.about[format]}</span></a>`)}`;
  }

  private tabs(files: readonly Out[]): TemplateResult {
    const at = Math.min(this.at, files.length - 1);
    return html`<div class="files" role="group" aria-label=${text.exporting.files}>${files.map(({ name }, index) => html`<button class="tog" type="button" translate="no" aria-pressed=${index === at} @click=${() => { this.at = index; }}>${name}</button>`)}</div>`;
  }

  private buttons(file: Out, files: readonly Out[]): TemplateResult {
    const words = text.exporting;
    return html`<copy-button .text=${file.text} .label=${words.copy} .done=${words.copied}></copy-button>
      ${files.length > 1 ? html`<button class="btn" type="button" @click=${() => files.forEach(download)}>${icon("down")}${words.downloadAll(files.length)}</button>` : nothing}
      <button class="btn primary" type="button" @click=${() => download(file)}>${icon("down")}${words.download}</button>`;
  }

  private refusal(error: CoreError): TemplateResult {
    const words = text.exporting;
    const open = (event: Event) => event.target?.dispatchEvent(new CustomEvent("open-data", { bubbles: true }));
    return html`<div class="refused" role="alert"><div class="entry">${glyph("failed")}<div><h2>${words.refused}</h2><p>${refusal(error)}</p><p class="muted mono">${error.code}</p></div></div>
      <div class="acts">${error.code === "schedule_missing" ? html`<a class="btn primary" href="#plan">${words.toPlan}</a>` : nothing}
        ${error.code === "nothing_to_export" ? html`<button class="btn primary" type="button" @click=${open}>${words.toOpen}</button>` : nothing}
        ${error.code === "disk_unknown" ? html`<button class="btn" type="button" @click=${() => { this.options = { ...this.options, disks: null }; }}>${words.clear}</button>` : nothing}</div></div>`;
  }

  /** Asks for the file anew whenever what it is made of is another. The old one stays until the new one is here. */
  private async write(): Promise<void> {
    const { policy, plan, revision } = this.store;
    if (!policy || !plan || this.store.planning || !this.isConnected) return;
    const entry = this.entry;
    const key = JSON.stringify([entry.format, plan.hash, revision, this.options]);
    if (key === this.asked && this.policy === policy) return;
    if (!this.asked.startsWith(`["${entry.format}"`)) {
      this.told = null;
      this.at = 0;
    }
    this.asked = key;
    this.policy = policy;
    this.job?.stop();
    const job = entry.format === "policy" ? this.store.client.ask("policy", { policy, now: null }) : this.store.client.ask("export", this.askOf(entry, policy));
    this.job = job;
    this.writing = true;
    try {
      const answer = await job.answer;
      if (this.job !== job) return;
      this.told = "text" in answer ? policyFile(answer.policy) : answer;
      this.refused = null;
    } catch (problem) {
      if (this.job !== job) return;
      this.told = null;
      this.refused = errorOf(problem);
    }
    this.writing = false;
  }

  private askOf(entry: Entry, policy: Policy): ExportAsk {
    const { disks, slot, group } = this.options;
    const takes = (option: Entry["options"][number]) => entry.options.includes(option);
    return {
      format: entry.format as ExportAsk["format"],
      policy,
      ...(disks && takes("disks") ? { disks } : {}),
      ...(slot && takes("slot") ? { slot } : {}),
      ...(group && takes("snapshotResourceGroup") ? { snapshotResourceGroup: group } : {}),
    };
  }
}

/** The whole policy, laid out to be read and compared. */
function policyFile(policy: Policy): Told<Exported> {
  const file = { name: "policy.json", mediaType: "application/json; charset=utf-8", text: `${JSON.stringify(policy, null, 2)}\n` };
  return { value: { files: [file], says: { what: text.exporting.policyDoes, where: "", when: "", how: "", rights: [] } }, warnings: [] };
}

function preview(file: Out, waiting: boolean): TemplateResult {
  const lines = file.text.replace(/\n$/, "").split("\n");
  const ending = file.name.split(".").pop() ?? "";
  const shown = lines.slice(0, PREVIEW);
  return html`<pre class="scroll ${waiting ? "waiting" : ""}" translate="no" tabindex="0" role="region" aria-label="${text.exporting.preview}: ${file.name}">${shown.map((line) => html`<span class="ln">${coloured(line, ending).map(({ tint, text: part }) => (tint ? html`<span class="t-${tint}">${part}</span>` : part))}${"\n"}</span>`)}</pre>
    ${lines.length > shown.length ? html`<p class="small muted rest">${text.exporting.cut(number(shown.length), number(lines.length))}</p>` : nothing}`;
}
