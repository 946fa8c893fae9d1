/** The last 30 days of a chain in 120 pixels: a bar a day, a dot for none. */

import { html, svg, type TemplateResult } from "lit";
import { text } from "../text/index.ts";

const PITCH = 4;
const BASE = 18;

/** `days` is oldest first. `tone` is the colour of the bars; the last `hollow` bars with snapshots are still copying. */
export function strip(days: readonly number[], tone: string, hollow: number): TemplateResult {
  let left = hollow;
  const bars = days
    .map((count, day) => ({ count, day }))
    .reverse()
    .map(({ count, day }) => {
      const x = day * PITCH;
      if (count === 0) return svg`<rect class="none" x=${x + 1} y=${BASE - 1} width="1" height="1"/>`;
      const height = count > 3 ? 16 : count > 1 ? 11 : 7;
      const waiting = left > 0;
      left -= count;
      return waiting
        ? svg`<rect class="hollow" x=${x + 0.5} y=${BASE - height + 0.5} width="2.5" height=${height - 1}/>`
        : svg`<rect class="bar" x=${x} y=${BASE - height} width="3" height=${height}/>`;
    });
  return html`<svg class="strip tone-${tone}" width="120" height="20" viewBox="0 0 120 20" role="img"
    aria-label=${text.fleet.strip(days.filter((count) => count > 0).length)}>${bars}</svg>`;
}
