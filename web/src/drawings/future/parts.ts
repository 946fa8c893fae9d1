/** What several drawings of the future have in common. */

import { svg, type SVGTemplateResult } from "lit";
import { text } from "../../text/index.ts";
import { number } from "../../text/format.ts";
import { type Scale, ticks } from "./scale.ts";

export type { Scale } from "./scale.ts";

/** Uprights at the months. */
export function grid(scale: Scale, height: number): SVGTemplateResult {
  return svg`<path class="grid" d=${ticks(scale).map(({ day }) => `M${Math.round(scale.x(day)) + 0.5} 0V${height}`).join("")}/>`;
}

/** A line through values, one a day of the columns, by day number; it breaks where there is none and leaves out what is not seen. */
export function line(scale: Scale, points: readonly (readonly [day: number, y: number])[]): string {
  let path = "";
  let pen = "M";
  for (const [day, y] of points) {
    if (Number.isNaN(y)) {
      pen = "M";
      continue;
    }
    if (day < scale.from || day > scale.to) continue;
    path += `${pen}${round(scale.x(day))} ${round(y)}`;
    pen = "L";
  }
  return path;
}

/** The end of each day with its value; where all is seen only the ends of what is level, since there may be thousands. */
export function points(scale: Scale, values: ArrayLike<number>, y: (value: number) => number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let day = 0; day < values.length; day += 1) {
    const value = values[day] ?? NaN;
    const flat = !scale.window && day > 0 && day + 1 < values.length && values[day - 1] === value && values[day + 1] === value;
    if (!flat) found.push([scale.today + day + 1, y(value)]);
  }
  return found;
}

const drawn = new WeakMap<object, { readonly key: string; readonly made: unknown }>();

/** What only the axis and the values decide is drawn once: while the slider moves it stays as it is. */
export function still<T>(values: object, scale: Scale, more: string | number, make: () => T): T {
  const key = `${scale.left} ${scale.pitch} ${scale.from} ${scale.to} ${more}`;
  const known = drawn.get(values);
  if (known?.key === key) return known.made as T;
  const made = make();
  drawn.set(values, { key, made });
  return made;
}

export const round = (value: number): number => Math.round(value * 10) / 10;

/** "‹ 6": so many lie before what is seen. */
export function gone(scale: Scale, y: number, many: number): SVGTemplateResult {
  return svg`<text x=${scale.left} y=${y + 4}>‹ ${number(many)}<title>${text.future.earlier(number(many))}</title></text>`;
}

/** A refused run: an octagon with a cross. */
export function octagon(x: number, y: number): SVGTemplateResult {
  return svg`<g class="octagon" transform=${`translate(${round(x) - 6} ${y - 6}) scale(.75)`}><path class="solid" d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z"/><path class="cut" d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8"/></g>`;
}
