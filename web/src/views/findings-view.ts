/** What the plan found, worst first, in the core's words. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement } from "lit/decorators.js";
import { Part } from "../app/part.ts";
import { go } from "../app/route.ts";
import type { PlanHead } from "../core/protocol.ts";
import { glyph, type Shape } from "../drawings/glyphs.ts";
import { number } from "../text/format.ts";
import { text } from "../text/index.ts";
import { sentence } from "../ui/notices.ts";

type Found = PlanHead["findings"][number];

const PICTURES: Readonly<Record<string, { shape: Shape; tone: string }>> = {
  stop: { shape: "failed", tone: "failed" },
  warn: { shape: "warn", tone: "pending" },
};
const NOTE = { shape: "note", tone: "note" } as const;

@customElement("findings-view")
export class FindingsView extends Part {
  override render(): TemplateResult {
    const findings = this.store.plan?.findings ?? [];
    const levels = [...new Set(findings.map(({ level }) => level))];
    const stops = findings.filter(({ level }) => level === "stop").length;
    return html`<section class="view page scroll findings-view" aria-label=${text.views.findings}><div class="col">
      ${findings.length === 0
        ? html`<h1 class="lede">${text.findings.none}</h1><p class="sub">${text.findings.noneText}</p>`
        : html`<h1 class="lede">${text.findings.title(stops, findings.length)}</h1>`}
      ${levels.map((level) => group(level, findings.filter((finding) => finding.level === level), (finding) => this.found(finding)))}
    </div></section>`;
  }

  private found(finding: Found): TemplateResult {
    const { shape, tone } = PICTURES[finding.level] ?? NOTE;
    return html`<li class="f">${glyph(shape, { tone })}
      <div><h3>${finding.title}</h3><p>${sentence(finding.text)}</p>${finding.id ? html`<p class="src muted">${text.findings.why}: ${finding.id}</p>` : nothing}</div>
      ${finding.unit && finding.label
        ? html`<button class="link" type="button" @click=${() => this.show(finding.unit)}>${finding.label}<span class="sr">: ${text.findings.show}</span></button>`
        : nothing}
    </li>`;
  }

  private show(unit: string | null): void {
    void this.store.select(unit);
    go("#fleet/disk");
  }
}

function group(level: string, findings: readonly Found[], row: (finding: Found) => TemplateResult): TemplateResult {
  return html`<div class="fgroup"><h2>${text.findings.levels[level] ?? level}</h2><span class="muted">${number(findings.length)}</span></div>
    <ul>${findings.map(row)}</ul>`;
}
