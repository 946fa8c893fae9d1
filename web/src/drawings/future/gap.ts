/** The widest gap between two snapshots, at each date: of the newest fortnight, of two months, and of all. */

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { Columns } from "../../core/protocol.ts";
import { gapWords, gapSpan } from "../../text/spans.ts";
import { text } from "../../text/index.ts";
import { round, type Scale, still } from "./parts.ts";

const ROW = 19;
/** A block narrower than this joins its wider neighbour, and shows the range. */
const READABLE = 58;
const HOUR = 3600;
/** Up to half a day, a day and a half, about a week, more. */
const SHADES = [12 * HOUR, 36 * HOUR, 200 * HOUR] as const;
export const GAP_ROWS = ["fortnight", "twoMonths", "all"] as const;

interface Block {
  readonly from: number;
  readonly to: number;
  /** Seconds, the least and the most in it. */
  readonly low: number;
  readonly high: number;
}

export function gaps(scale: Scale, a: Columns): TemplateResult {
  const height = GAP_ROWS.length * ROW;
  return html`<svg class="gaps" width=${scale.width} height=${height} viewBox="0 0 ${scale.width} ${height}" role="img" aria-label=${text.future.gapName}>
    <defs><pattern id="wide" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch" width="1" height="5" /></pattern></defs>
    ${GAP_ROWS.map((row, at) => svg`<text x=${scale.left - 10} y=${at * ROW + 13} text-anchor="end">${text.future.gapRows[row]}</text>
      ${still(a.gaps[row], scale, text.locale, () => blocks(a.gaps[row], a.first, scale)).map((block) => blockDrawing(block, at * ROW, scale))}`)}
  </svg>`;
}

/** Equal values side by side are a block; one too narrow to read joins the neighbour with the wider gap. */
export function blocks(values: Float64Array, first: number, scale: Pick<Scale, "x" | "from" | "to">): readonly Block[] {
  const found: Block[] = [];
  for (let day = 0; day < values.length; day += 1) {
    const value = values[day] ?? NaN;
    const [from, to] = [Math.max(scale.from, first + day), Math.min(scale.to, first + day + 1)];
    if (Number.isNaN(value) || to <= from) continue;
    const last = found.at(-1);
    if (last && last.to === from && gapWords(last.high) === gapWords(value)) found[found.length - 1] = { ...last, to };
    else found.push({ from, to, low: value, high: value });
  }
  for (let at = 0; at < found.length && found.length > 1; ) {
    const block = found[at];
    if (!block || scale.x(block.to) - scale.x(block.from) >= READABLE) {
      at += 1;
      continue;
    }
    const [before, after] = [found[at - 1], found[at + 1]];
    const joinsAfter = after && (!before || after.high > before.high);
    const other = joinsAfter ? after : before;
    if (!other) break;
    const joined = { from: Math.min(block.from, other.from), to: Math.max(block.to, other.to), low: Math.min(block.low, other.low), high: Math.max(block.high, other.high) };
    found.splice(joinsAfter ? at : at - 1, 2, joined);
    at = Math.max(0, at - 1);
  }
  return found;
}

function blockDrawing(block: Block, y: number, scale: Scale): SVGTemplateResult {
  const [x, end] = [round(scale.x(block.from)), round(scale.x(block.to))];
  const width = Math.max(1, end - x - 2);
  const shade = SHADES.filter((most) => block.high > most).length;
  const words = gapSpan(block.low, block.high);
  const long = words.length * 6.4;
  // The line runs through the drawings; words stand beside it.
  const at = scale.x(scale.chosen + 1);
  const start = at > x && at < x + 10 + long && at + 8 + long < end ? at + 8 : x + 6;
  return svg`<rect class=${`gap${shade}`} x=${x + 0.5} y=${y + 1.5} width=${width} height=${ROW - 4} rx="1.5"><title>${words}</title></rect>
    ${shade === 3 ? svg`<rect fill="url(#wide)" x=${x} y=${y + 1} width=${width + 1} height=${ROW - 3} rx="1.5"/>` : ""}
    ${start + long < end ? svg`<text class=${`gaptext gaptext${shade}`} x=${start} y=${y + 13}>${words}</text>` : ""}`;
}
