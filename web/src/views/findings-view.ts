/** What the linter found, worst first, in the core's words: when it breaks, why, by which numbers, and what helps. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import { go } from "../app/route.ts";
import type { Found } from "../core/protocol.ts";
import type { FindingTopic, Level } from "../core/vocabulary.ts";
import { glyph } from "../drawings/glyphs.ts";
import { look, whenDrawing } from "../drawings/when.ts";
import { day, fromNow, number, time } from "../text/format.ts";
import { text } from "../text/index.ts";
import { say } from "../text/sentence.ts";
import { busyBar, prose, refusal } from "../ui/notices.ts";

const LEVELS: readonly Level[] = ["stop", "warn", "watch"];
/** Findings shown of a level at first, and with each press. */
const FIRST = 60;
const MORE = 300;

@customElement("findings-view")
export class FindingsView extends Part {
  @state() private width = 1000;
  @state() private topic: FindingTopic | "all" = "all";
  @state() private said = "";
  private shown = new Map<Level, number>();
  private readonly sized = new ResizeObserver(([entry]) => {
    const column = entry?.target.querySelector(".col > .lede");
    if (column) this.width = Math.max(240, Math.floor(column.getBoundingClientRect().width));
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.sized.observe(this);
  }

  override disconnectedCallback(): void {
    this.sized.disconnect();
    super.disconnectedCallback();
  }

  /** Moves the focus to the next finding, or with −1 to the one before. */
  async step(by: 1 | -1): Promise<void> {
    await this.updateComplete;
    const all = [...this.querySelectorAll<HTMLElement>(".f")];
    const at = all.findIndex((one) => one.contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  override render(): TemplateResult {
    return html`<section class="view page scroll findings-view" aria-label=${text.views.findings}><div class="col">${this.content()}</div></section>`;
  }

  private content(): TemplateResult {
    const { checker } = this.store;
    const { head } = checker;
    const words = text.findings;
    if (head) return this.list(head.findings, head.until);
    if (checker.failed) return html`<h1 class="lede">${words.refused}</h1><p class="sub">${refusal(checker.failed)}</p>`;
    if (checker.stopped) return html`<h1 class="lede">${words.stopped}</h1><p class="acts under"><button class="btn" type="button" @click=${() => this.store.checkAgain()}>${words.again}</button></p>`;
    return html`<h1 class="lede" aria-busy="true">${words.checking}…</h1>${checker.step ? busyBar(checker.step, () => checker.stop()) : nothing}`;
  }

  private list(findings: readonly Found[], until: string): TemplateResult {
    const { checker, fleet, zone, policy } = this.store;
    const words = text.findings;
    const { stop, warn, watch } = checker.head?.summary ?? { stop: 0, warn: 0, watch: 0 };
    const shown = this.topic === "all" ? findings : findings.filter(({ topic }) => topic === this.topic);
    const dated = Boolean(policy?.["schedule"]);
    return html`
      <h1 class="lede">${findings.length === 0 ? words.none : words.title(stop, warn, watch)}</h1>
      <p class="sub">${words.checked(words.disks(fleet?.summary.disks ?? 0), day(until, zone))}${dated ? nothing : html` ${words.noSchedule} <a href="#plan">${words.toPlan}</a>`}
        ${checker.busy ? html`<span class="muted" role="status">${words.checkingAgain}</span>` : nothing}</p>
      <p class="sr" role="status">${this.said}</p>
      ${fleet && findings.length > 0 ? whenDrawing(findings, fleet.now, zone, this.width) : nothing}
      ${findings.length > 0 ? this.filters(findings) : nothing}
      ${LEVELS.map((level) => this.group(level, shown.filter((finding) => finding.level === level)))}
      ${findings.length > 0 && shown.length === 0 ? html`<p class="sub">${words.empty}</p>` : nothing}`;
  }

  private filters(findings: readonly Found[]): TemplateResult {
    const words = text.findings;
    const count = (topic: FindingTopic) => findings.filter((finding) => finding.topic === topic).length;
    const button = (topic: FindingTopic | "all", name: string, of: number) =>
      html`<button class="tog" type="button" aria-pressed=${this.topic === topic} @click=${() => { this.topic = topic; }}>${name} <b>${number(of)}</b></button>`;
    return html`<div class="fbar" role="group" aria-label=${words.filter}>${button("all", words.all, findings.length)}
      ${(Object.keys(words.topics) as readonly FindingTopic[]).map((topic) => ({ topic, of: count(topic) })).filter(({ topic, of }) => of > 0 || topic === this.topic).map(({ topic, of }) => button(topic, words.topics[topic], of))}</div>`;
  }

  private group(level: Level, findings: readonly Found[]): TemplateResult | typeof nothing {
    if (findings.length === 0) return nothing;
    const shown = this.shown.get(level) ?? FIRST;
    const more = () => {
      this.shown.set(level, shown + MORE);
      this.requestUpdate();
    };
    return html`<div class="fgroup"><h2>${text.findings.levels[level]}</h2><span class="muted">${number(findings.length)}</span></div>
      <ul>${findings.slice(0, shown).map((finding) => this.found(finding))}</ul>
      ${findings.length > shown ? html`<p class="under"><button class="link" type="button" @click=${more}>${text.findings.more(number(findings.length - shown))}</button></p>` : nothing}`;
  }

  private found(finding: Found): TemplateResult {
    const words = text.findings;
    const { shape, tone } = look(finding.level);
    const own = /^[a-z_]+/.test(finding.id);
    return html`<li class="f" tabindex="-1" data-id=${finding.id} data-level=${finding.level}>${glyph(shape, { tone })}
      <div class="wh">${this.date(finding)}</div>
      <div class="bd"><h3>${say(finding.title)}</h3>
        <p>${prose(say(finding.text))} <a class="src" href="${finding.page}.html" target="_blank" rel="noopener">${own ? words.whyOwn : words.why(finding.id)}<span class="sr">, ${words.newTab}</span></a></p>
        ${finding.arithmetic ? html`<p class="sum">${say(finding.arithmetic)}</p>` : nothing}</div>
      <div class="of">${this.subject(finding)}</div>
      <div class="fix">${this.fix(finding)}</div></li>`;
  }

  private date({ date, level }: Found): TemplateResult | typeof nothing {
    const { fleet, zone } = this.store;
    if (date === null || !fleet) return level === "stop" ? html`<b>${text.findings.now}</b>` : level === "warn" ? html`<b>${text.findings.anyTime}</b>` : nothing;
    return html`<b>${day(date, zone)}</b><span>${time(date, zone)}, ${fromNow(date, fleet.now)}</span>`;
  }

  private subject({ unit, label, kind, diskSizeGB }: Found): TemplateResult {
    if (unit === null || label === null) return html`<span class="muted"></span>`;
    const facts = [kind ? text.kinds[kind] : "", diskSizeGB ? text.gib(number(diskSizeGB)) : ""].filter(Boolean).join(", ");
    const show = () => {
      void this.store.select(unit);
      go("#fleet/disk");
    };
    return html`<button class="link" type="button" @click=${show}>${label}<span class="sr">: ${text.findings.show}</span></button><span class="l2">${facts}</span>`;
  }

  private fix({ fix }: Found): TemplateResult | typeof nothing {
    if (!fix) return nothing;
    const { checker, policy } = this.store;
    const words = say(fix.text);
    const apply = () => {
      if (this.store.fix(fix.changes)) this.said = text.findings.applied(words.replaceAll("`", ""));
    };
    return html`<button class="btn" type="button" ?disabled=${checker.checked !== policy} @click=${apply}>${text.findings.apply}</button><p>${prose(words)}</p>`;
  }
}
