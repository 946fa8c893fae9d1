/** The slider over the axis: a native range of one step a day, with pins at what happens. */

import { html, type SVGTemplateResult, svg, type TemplateResult } from "lit";
import type { FutureState } from "../../app/future-state.ts";
import { DAY } from "../../core/clock.ts";
import type { Future } from "../../core/protocol.ts";
import { dayOfInstant } from "../../drawings/future/count.ts";
import { type Scale, ticks } from "../../drawings/future/scale.ts";
import { glyph, icon } from "../../drawings/glyphs.ts";
import { day as dayWords, month, number, time } from "../../text/format.ts";
import { text } from "../../text/index.ts";
import { instantsOf, say } from "../../text/sentence.ts";
import { otherName } from "./sides.ts";
import { dayName } from "./words.ts";

const HALF_THUMB = 8;

export interface Pin {
  /** The day since 1970 it lies on, with its part. */
  readonly at: number;
  readonly kind: "clock" | "full" | "immutable";
  readonly words: string;
}

/** What happens on the way: the clock changes that touch a run, the first refused runs, the end of immutability. */
export function pinsOf(data: Future, state: FutureState): readonly Pin[] {
  const { a, zone } = data;
  const pins: Pin[] = data.clockChanges.map(({ date, text: words }) => ({ at: Date.parse(`${date}T00:00:00Z`) / DAY, kind: "clock", words: say(words) }));
  const b = state.beside?.b;
  for (const [side, by] of [[a, text.future.byOwn], [b, text.future.byOther(otherName(state.comparison))]] as const) {
    for (const { id, first } of side?.course.refused ?? []) {
      pins.push({ at: dayOfInstant(a, Date.parse(first)), kind: "full", words: text.future.firstRefused(`${dayWords(first, zone)}, ${time(first, zone)}`, by, id) });
    }
  }
  for (const until of immutableUntil(state)) pins.push({ at: dayOfInstant(a, Date.parse(until)), kind: "immutable", words: text.future.immutableUntil(`${dayWords(until, zone)}, ${time(until, zone)}`) });
  const last = a.first + a.count.length;
  return pins.filter(({ at }) => at < last).sort((one, other) => one.at - other.at);
}

/** Until when the core says that snapshots are immutable. */
function immutableUntil({ stand }: FutureState): ReadonlySet<string> {
  const reasons = (stand?.snapshots ?? []).flatMap(({ reasons }) => reasons.filter(({ code }) => code === "immutable"));
  return new Set(reasons.flatMap((reason) => instantsOf(reason.text)));
}

export interface SliderActs {
  readonly playing: boolean;
  play(): void;
  tip(target: EventTarget | null, words: readonly string[]): void;
}

export function slider(data: Future, state: FutureState, scale: Scale, acts: SliderActs): TemplateResult {
  const { a } = data;
  const { day } = state;
  const name = dayName(a.first + day);
  const track = scale.window
    ? { left: scale.left - HALF_THUMB, width: scale.right - scale.left + 2 * HALF_THUMB }
    : { left: scale.x(a.first + 1) - HALF_THUMB, width: scale.x(a.first + a.count.length) - scale.x(a.first + 1) + 2 * HALF_THUMB };
  const x = Math.round(scale.x(scale.chosen + 1) * 2) / 2;
  const half = 62;
  const pill = Math.max(half + (scale.phone ? 0 : 92), Math.min(scale.width - half, x));
  return html`<div class="scrub">
    <div class="play">
      <button class="btn quiet icon" type="button" aria-pressed=${acts.playing} @click=${acts.play}>${icon(acts.playing ? "pause" : "play")}<span class="sr">${acts.playing ? text.future.pause : text.future.play}</span></button>
      <button class="btn quiet icon phone-off" type="button" @click=${() => state.go(day - 1)}>${icon("back")}<span class="sr">${text.future.dayBefore}</span></button>
      <button class="btn quiet icon phone-off" type="button" @click=${() => state.go(day + 1)}>${icon("forth")}<span class="sr">${text.future.dayAfter}</span></button>
    </div>
    ${axis(scale)}
    <input id="date" type="range" min="0" max=${a.count.length - 1} step="1" .value=${String(day)} aria-label=${text.future.slider} aria-valuetext=${text.future.sliderValue(name, number(a.count[day] ?? 0))}
      .style=${`left: ${track.left}px; width: ${track.width}px`} @input=${(event: Event) => state.go(Number((event.target as HTMLInputElement).value))} @keydown=${(event: KeyboardEvent) => onKey(event, state, acts)} />
    <output class="pill" for="date" aria-hidden="true" .style=${`left: ${pill}px; --nudge: ${x - pill}px`}>${name}</output>
    ${together(pinsOf(data, state).filter(({ at }) => at >= scale.from && at <= scale.to), scale).map((pin) => pinButton(pin, scale, state, acts))}
  </div>`;
}

/** Pins that would lie upon each other are one, with the words of all. */
function together(pins: readonly Pin[], scale: Scale): readonly Pin[] {
  const found: Pin[] = [];
  for (const pin of pins) {
    const last = found.at(-1);
    if (last && scale.x(pin.at) - scale.x(last.at) < 14) found[found.length - 1] = { at: last.at, kind: pin.kind === "full" ? "full" : last.kind, words: `${last.words} ${pin.words}` };
    else found.push(pin);
  }
  return found;
}

function pinButton(pin: Pin, scale: Scale, state: FutureState, acts: SliderActs): TemplateResult {
  const show = (event: Event) => acts.tip(event.currentTarget, [pin.words]);
  const hide = () => acts.tip(null, []);
  return html`<button class="pin ${pin.kind}" type="button" tabindex="0" aria-label=${pin.words} .style=${`left: ${scale.x(pin.at)}px`} @click=${() => state.go(Math.floor(pin.at) - scale.today)}
    @mouseenter=${show} @mouseleave=${hide} @focus=${show} @blur=${hide}>${pin.kind === "clock" ? icon("clock") : glyph(pin.kind === "full" ? "failed" : "hold", { small: true })}</button>`;
}

function onKey(event: KeyboardEvent, state: FutureState, acts: SliderActs): void {
  const steps: Readonly<Record<string, number>> = { PageUp: 28, PageDown: -28, ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };
  const by = steps[event.key];
  if (by !== undefined && event.shiftKey && event.key.startsWith("Arrow")) state.go(nextEvent(state, by));
  else if (by !== undefined) state.go(state.day + by);
  else if (event.key === "Home") state.go(0);
  else if (event.key === "End") state.go(state.days - 1);
  else if (event.key === " ") acts.play();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** The next day, that way, on which something is taken or dropped; where there is none, the day it is. */
function nextEvent({ data, day, days }: FutureState, by: number): number {
  for (let at = day + by; at >= 0 && at < days; at += by) if ((data?.a.taken[at] ?? 0) + (data?.a.dropped[at] ?? 0) > 0) return at;
  return day;
}

function axis(scale: Scale): TemplateResult {
  const now = Math.max(scale.left, Math.min(scale.right, scale.x(scale.today)));
  return html`<svg class="axis" width=${scale.width} height="52" viewBox="0 0 ${scale.width} 52" aria-hidden="true">
    ${labels(scale)}
    <path class="past" d=${`M${scale.left} 36.5H${now}`} /><path class="ahead" d=${`M${now} 36.5H${scale.right}`} />
    ${scale.today >= scale.from && scale.today < scale.to ? svg`<path class="now" d=${`M${Math.round(scale.x(scale.today)) + 0.5} 18v23`}/>${Math.abs(scale.x(scale.chosen) - scale.x(scale.today)) > 84 ? svg`<text class="now" x=${scale.x(scale.today) - 4} y="27" text-anchor="end">${text.future.today}</text>` : ""}` : ""}
  </svg>`;
}

function labels(scale: Scale): SVGTemplateResult[] {
  let last = -99;
  return ticks(scale).flatMap(({ day, yearly }) => {
    const x = Math.round(scale.x(day)) + 0.5;
    const words = scale.byMonth ? (yearly ? String(new Date(day * DAY).getUTCFullYear()) : "") : yearly && scale.pitch >= 8 ? `${month(day * DAY, "UTC")} ${String(new Date(day * DAY).getUTCFullYear())}` : month(day * DAY, "UTC");
    const room = words.length * 6.2 + 6;
    if (x < last || x + room > scale.right + 24) return [svg`<path class="tick" d=${`M${x} 36v5`}/>`];
    if (words) last = x + room;
    return [svg`<path class="tick" d=${`M${x} 36v5`}/><text class=${yearly ? "year" : ""} x=${x + 3} y="48">${words}</text>`];
  });
}
