/** What a month costs: between the least and the most. There is no line in the middle, as there is no such figure. */

import { html, svg, type TemplateResult } from "lit";
import type { Costs } from "../../core/protocol.ts";
import { text } from "../../text/index.ts";
import { money } from "../../text/spans.ts";
import { grid, line, points, round, type Scale, still } from "./parts.ts";

export function cost(scale: Scale, a: Costs, b: Costs | null, day: number, height: number, currency: string): TemplateResult {
  const most = nice(Math.max(top(a), b ? top(b) : 0));
  const y = (value: number) => round(height - 4 - (value / most) * (height - 12));
  const path = (values: Float64Array) => still(values, scale, `${height} ${most}`, () => line(scale, points(scale, values, y)));
  const [low, high] = [path(a.low), path(a.high)];
  const x = round(scale.x(scale.chosen + 1));
  return html`<svg class="cost" width=${scale.width} height=${height} viewBox="0 0 ${scale.width} ${height}" role="img" aria-label=${text.future.costName}>
    ${grid(scale, height)}
    ${[0, most / 2, most].map((value) => svg`<path class=${value === 0 ? "base" : "grid"} d=${`M${scale.left} ${y(value) + 0.5}H${scale.right}`}/><text x=${scale.left - 10} y=${y(value) + 4} text-anchor="end">${money(value, currency, most)}</text>`)}
    ${high && low ? svg`<path class="band" d=${`${high}${reversed(low)}z`}/><path class="own" d=${high}/><path class="own" d=${low}/>` : ""}
    ${b ? [b.low, b.high].map((values) => svg`<path class="other" d=${path(values)}/>`) : ""}
    ${x >= scale.left && x <= scale.right + 1 && !Number.isNaN(a.low[day] ?? NaN) ? svg`<path class="bar" d=${`M${x} ${y(a.low[day] ?? 0)}V${y(a.high[day] ?? 0)}`}/>` : ""}
  </svg>`;
}

/** The lower edge walked backwards, to close the band. */
function reversed(path: string): string {
  return path.slice(1).split(/[ML]/).reverse().map((point) => `L${point}`).join("");
}

const tops = new WeakMap<Costs, number>();

function top(costs: Costs): number {
  const known = tops.get(costs) ?? costs.high.reduce((most, value) => (value > most ? value : most), 0);
  tops.set(costs, known);
  return known;
}

/** The next number that reads well above a value. */
function nice(value: number): number {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return (([1, 1.5, 2, 3, 4, 5, 6, 8, 10] as const).find((step) => step * unit >= value) ?? 10) * unit;
}
