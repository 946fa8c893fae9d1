/**
 * The shapes of the page. A circle is what the service says, a square is what the plan says; every state has its own
 * shape, so that it also works in print and in forced colours. Words always stand beside them, so readers skip them.
 */

import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

const SHAPES = {
  ready: svg`<circle cx="8" cy="8" r="6.5" class="solid"/><path d="M5 8.2 7.1 10.3 11 6.1" class="cut"/>`,
  pending: svg`<circle cx="8" cy="8" r="5.75" class="ring"/><path d="M8 4.6a3.4 3.4 0 0 1 0 6.8z" class="solid"/>`,
  failed: svg`<path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" class="solid"/><path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" class="cut"/>`,
  copy: svg`<rect x="1.75" y="1.75" width="8.5" height="8.5" rx="1" class="ring"/><rect x="4.4" y="4.4" width="11.2" height="11.2" rx="1.6" class="knock"/><rect x="5.5" y="5.5" width="9" height="9" rx="1" class="solid"/>`,
  instant_access: svg`<path d="M8 .8 15.2 8 8 15.2.8 8z" class="solid"/><path d="M8.9 3.9 5.5 8.6h2.2l-.7 3.5 3.5-4.8H8.2z" class="knock"/>`,
  keep: svg`<rect x="2.5" y="2.5" width="11" height="11" rx="1.5" class="solid"/>`,
  drop: svg`<rect x="3" y="3" width="10" height="10" rx="1" class="ring"/><path d="M1.8 14.2 14.2 1.8" class="cut wide"/><path d="M2 14 14 2" class="ring"/>`,
  hold: svg`<path d="M8 .9 14 3v4.6c0 3.7-2.5 6.2-6 7.5-3.5-1.3-6-3.8-6-7.5V3z" class="solid"/><circle cx="8" cy="6.6" r="1.7" class="knock"/><path d="M7.2 7.4h1.6l.5 3.4H6.7z" class="knock"/>`,
  orphan: svg`<path d="M6.2 4.5H4.9a3.5 3.5 0 0 0 0 7h1.3M9.8 4.5h1.3a3.5 3.5 0 0 1 0 7H9.8M8 1.4v2.2M8 12.4v2.2M5.6 1.9l.6 1.6M10.4 1.9l-.6 1.6M5.6 14.1l.6-1.6M10.4 14.1l-.6-1.6" class="ring"/>`,
  unknown: svg`<circle cx="8" cy="8" r="6" class="ring dashed"/><path d="M6.4 6.5c0-1 .7-1.7 1.7-1.7s1.7.6 1.7 1.5c0 1.2-1.6 1.2-1.6 2.5M8.1 10.9v.3" class="ring"/>`,
  warn: svg`<path d="M8 1.3a1 1 0 0 1 .9.5l6 10.9a1 1 0 0 1-.9 1.5H2a1 1 0 0 1-.9-1.5l6-10.9a1 1 0 0 1 .9-.5z" class="solid"/><path d="M8 5.5v4M8 11.7v.2" class="cut"/>`,
  note: svg`<circle cx="8" cy="8" r="6.25" class="ring"/><path d="M8 7.4v3.8M8 4.8v.2" class="ring"/>`,
  not_counted: svg`<circle cx="8" cy="8" r="5.75" class="ring"/>`,
} as const;

const ICONS = {
  search: svg`<circle cx="7" cy="7" r="4.25"/><path d="m10.3 10.3 3.2 3.2"/>`,
  theme: svg`<circle cx="8" cy="8" r="5.75"/><path d="M8 2.25a5.75 5.75 0 0 1 0 11.5z" class="solid"/>`,
  light: svg`<circle cx="8" cy="8" r="3"/><path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M3.4 12.6l1.1-1.1M11.5 4.5l1.1-1.1"/>`,
  dark: svg`<path d="M13.2 9.8A5.8 5.8 0 0 1 6.2 2.8a5.8 5.8 0 1 0 7 7z"/>`,
  undo: svg`<path d="M5.5 2.5 2.5 5.5l3 3M3 5.5h6a3.9 3.9 0 0 1 0 7.8H6"/>`,
  redo: svg`<path d="m10.5 2.5 3 3-3 3M13 5.5H7a3.9 3.9 0 0 0 0 7.8h3"/>`,
  close: svg`<path d="m4 4 8 8m0-8-8 8"/>`,
  open: svg`<path d="M8 10V3m-3 2.7L8 2.7l3 3M3 9.5v3.3h10V9.5"/>`,
  copyText: svg`<rect x="5.7" y="5.7" width="7.8" height="7.8" rx="1"/><path d="M10.3 3.5V3a.9.9 0 0 0-.9-.9H3a.9.9 0 0 0-.9.9v6.4c0 .5.4.9.9.9h.5"/>`,
  play: svg`<path d="M4.5 2.8v10.4L13 8z" class="solid"/>`,
  pause: svg`<path d="M4.5 3v10M11.5 3v10" stroke-width="2.6"/>`,
  forth: svg`<path d="m6 3.5 4.5 4.5-4.5 4.5"/>`,
  clock: svg`<circle cx="8" cy="8" r="5.75"/><path d="M8 4.8v3.4l2.2 1.3"/>`,
  sort: svg`<path d="M4.5 6.5 8 10l3.5-3.5"/>`,
  sortUp: svg`<path d="M4.5 9.5 8 6l3.5 3.5"/>`,
  fleet: svg`<rect x="2" y="2.6" width="12" height="4.2" rx="1"/><rect x="2" y="9.2" width="12" height="4.2" rx="1"/><path d="M4.5 4.7h.1M4.5 11.3h.1"/>`,
  plan: svg`<path d="M9.6 1.5v13"/><path d="M2 3h2.6v2.6H2zM5.4 3H8v2.6H5.4zM5.4 7H8v2.6H5.4zM2 11h2.6v2.6H2z" class="solid"/><path d="M12 4.4h2M12 8.2h2M12 12.2h2"/>`,
  export: svg`<path d="M8 10V2.2M5 5.2l3-3 3 3M2.5 9.5v3.3c0 .4.3.7.7.7h9.6c.4 0 .7-.3.7-.7V9.5"/>`,
  down: svg`<path d="M8 2.5v7.8m-3-3 3 3 3-3M3 13.5h10"/>`,
  link: svg`<path d="M6.7 9.3a2.7 2.7 0 0 0 3.9 0l2.2-2.2a2.7 2.7 0 1 0-3.9-3.9L8 4.1M9.3 6.7a2.7 2.7 0 0 0-3.9 0L3.2 8.9a2.7 2.7 0 1 0 3.9 3.9l.9-.9"/>`,
  back: svg`<path d="M10 3 5 8l5 5"/>`,
  findings: svg`<path d="M8 2.2 14.2 13.2H1.8zM8 6.4v3.2M8 11.3v.1"/>`,
} as const;

export type Shape = keyof typeof SHAPES;
export type Icon = keyof typeof ICONS;

/** A state's shape in the state's colour. `tone` lends it another state's colour. */
export function glyph(shape: Shape, options: { small?: boolean; tone?: string } = {}): TemplateResult {
  return html`<svg class="glyph ${options.small ? "small" : ""} tone-${options.tone ?? shape}" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[shape]}</svg>`;
}

/** The bare shape, 16 by 16, to stand inside a drawing. */
export const picture = (shape: Shape): SVGTemplateResult => SHAPES[shape];

/** A control's picture, in the colour of its text. */
export function icon(name: Icon): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
}

export function logo(): TemplateResult {
  return html`<svg class="logo" viewBox="0 0 20 20" aria-hidden="true"><path d="M6.5 1v18" class="line" /><rect x="10" y="2" width="7" height="7" rx="1.2" /><rect x="10" y="11" width="4.4" height="4.4" rx="1" /><rect x="10" y="17" width="2.4" height="2.4" rx=".6" /></svg>`;
}

/** A snapshot's mark on a chain, `r` pixels in radius. */
export function mark(state: string, percent: number | null, copy: boolean, x: number, y: number, r: number): SVGTemplateResult {
  const tone = `tone-${copy && state === "ready" ? "copy" : state}`;
  switch (state) {
    case "failed": {
      const a = r * 1.15;
      const b = a * 0.45;
      return svg`<g class=${tone}><path class="solid" d=${`M${x - b} ${y - a}h${2 * b}l${a - b} ${a - b}v${2 * b}l${b - a} ${a - b}h${-2 * b}l${b - a} ${b - a}v${-2 * b}z`}/><path class="cut fine" d=${`m${x - b} ${y - b} ${2 * b} ${2 * b}m0 ${-2 * b} ${-2 * b} ${2 * b}`}/></g>`;
    }
    case "pending":
      return svg`<g class=${tone}><circle class="ring filled" cx=${x} cy=${y} r=${r + 0.6}/>${pie(percent ?? 0, x, y, r - 1)}</g>`;
    case "unknown":
      return svg`<g class=${tone}><circle class="ring filled dotted" cx=${x} cy=${y} r=${r + 0.7}/></g>`;
    case "instant_access":
      return svg`<g class=${tone}><path class="solid" d=${`M${x} ${y - r * 1.35}l${r * 1.35} ${r * 1.35}-${r * 1.35} ${r * 1.35}-${r * 1.35}-${r * 1.35}z`}/></g>`;
    default:
      return copy
        ? svg`<g class=${tone}><rect class="solid" x=${x - r * 0.85} y=${y - r * 0.85} width=${r * 1.7} height=${r * 1.7} rx=".8"/></g>`
        : svg`<g class=${tone}><circle class="solid" cx=${x} cy=${y} r=${r}/></g>`;
  }
}

function pie(percent: number, x: number, y: number, r: number): SVGTemplateResult {
  const turn = (2 * Math.PI * Math.min(99.9, Math.max(0, percent))) / 100;
  const end = `${x + r * Math.sin(turn)} ${y - r * Math.cos(turn)}`;
  return svg`<path class="solid" d=${`M${x} ${y}V${y - r}A${r} ${r} 0 ${percent > 50 ? 1 : 0} 1 ${end}z`}/>`;
}
