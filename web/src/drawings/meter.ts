/** How much of a limit is used, as a 4 px bar. Its number always stands beside it. */

import { html, type TemplateResult } from "lit";

export function meter(used: number, of: number | null, level: "" | "warn" | "full"): TemplateResult {
  const share = of === null || of === 0 ? 0 : Math.min(100, (used / of) * 100);
  return html`<svg class="meter ${level}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"
    ><rect class="back" width="100" height="4" /><rect class="used" width=${used > 0 ? Math.max(1.5, share) : 0} height="4" /></svg>`;
}
