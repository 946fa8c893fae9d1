/** The future: a sentence, two policies, a slider, and five drawings with one line through them all. */

import { html, nothing, type TemplateResult } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { isField } from "../app/keys.ts";
import { Part } from "../app/part.ts";
import { HORIZONS, type Horizon, type Show } from "../app/future-state.ts";
import { WIDE } from "../app/screen.ts";
import type { Future } from "../core/protocol.ts";
import { glyph } from "../drawings/glyphs.ts";
import { makeScale, type Scale } from "../drawings/future/scale.ts";
import { day as dayWords, number } from "../text/format.ts";
import { text } from "../text/index.ts";
import { refusal } from "../ui/notices.ts";
import { charts } from "./future/charts.ts";
import { type ListFilter, snapshotList } from "./future/list.ts";
import { rests, termsForm } from "./future/rests.ts";
import { sides } from "./future/sides.ts";
import { slider } from "./future/slider.ts";
import { futureTable } from "./future/table.ts";
import { marked, underVerdict, verdict } from "./future/words.ts";

const STILL = matchMedia("(prefers-reduced-motion: reduce)");
/** What the drawings need; more room is shared out among them. */
const USUAL_HEIGHT = 800;
/** Once the date has rested so long it is said, and stands in the address. */
const REST = 300;

@customElement("future-view")
export class FutureView extends Part {
  @state() private width = 0;
  @state() private height = 0;
  @state() private playing = false;
  @state() private tip: { readonly words: readonly string[]; readonly x: number; readonly y: number } | null = null;
  @state() private filter: ListFilter = "all";
  @state() private picked: number | null = null;
  @state() private pricing = false;
  /** The day of the calendar with the focus. */
  @state() private cursor: number | null = null;
  /** The sentence as it is read out. */
  @state() private said = "";
  @query(".stack") private stack!: HTMLElement | null;
  private watched: HTMLElement | null = null;
  private timer = 0;
  private resting = 0;
  private lastDay = -1;
  private readonly sized = new ResizeObserver(() => this.measure());
  private readonly changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.future.addEventListener("change", this.changed);
    this.addEventListener("keydown", this.onKey);
    WIDE.addEventListener("change", this.changed);
  }

  override disconnectedCallback(): void {
    this.store.future.removeEventListener("change", this.changed);
    WIDE.removeEventListener("change", this.changed);
    this.sized.disconnect();
    this.watched = null;
    clearInterval(this.timer);
    clearTimeout(this.resting);
    this.store.future.listed(false);
    super.disconnectedCallback();
  }

  override render(): TemplateResult {
    const { future } = this.store;
    const { data } = future;
    if (!data) return this.nothingYet();
    const asList = future.show === "list" && !WIDE.matches;
    return html`<div class="fhead">
        <h1 class="lede">${marked(verdict(data, future.day))}</h1>
        <p class="sub">${underVerdict(data, future.day)}${future.working ? html`<span class="late"> ${text.plan.working}</span>` : nothing}</p>
        ${this.switches()}
      </div>
      <div class="sr" role="status">${this.said}</div>
      ${data.empty ? html`<p class="note">${glyph("note")}<span>${text.future.empty}</span></p>` : nothing}
      ${future.problem ? html`<p class="note" role="alert">${glyph("failed")}<span>${refusal(future.problem)}</span></p>` : nothing}
      ${future.parting ? html`<p class="note quiet">${glyph("note", { small: true })}<span>${text.future.parting(dayWords(future.parting.at, data.zone), future.parting.everyRun, number(future.parting.onlyByRuns), number(future.parting.onlyAtOnce))}</span></p>` : nothing}
      ${sides(data, future, this.store.presets, this.store.canUndo)}
      <div class="fbody" aria-busy=${future.working || future.stand?.day !== future.day ? "true" : "false"}>
        <div class="stack">${this.width > 0 ? this.drawn(data, asList) : nothing}</div>
        ${WIDE.matches || asList ? snapshotList(data, future.stand, future.day, { filter: this.filter, picked: this.picked, choose: (filter) => { this.filter = filter; } }) : nothing}
      </div>
      ${this.tip ? html`<div class="tip" role="presentation" .style=${`left: ${this.tip.x}px; top: ${this.tip.y}px`}>${this.tip.words.map((line, at) => (at === 0 ? html`<b>${line}</b>` : html`<span>${line}</span>`))}</div>` : nothing}`;
  }

  protected override updated(): void {
    const { future } = this.store;
    if (this.stack !== this.watched) {
      if (this.watched) this.sized.unobserve(this.watched);
      if (this.stack) this.sized.observe(this.stack);
      this.watched = this.stack;
      this.measure();
    }
    future.listed(future.data !== null && (WIDE.matches || future.show === "list"));
    if (this.lastDay !== future.day && future.data) this.rest(future.day);
  }

  /** The slider, and below it what was chosen, on one scale with one line through it. */
  private drawn(data: Future, asList: boolean): TemplateResult {
    const { future } = this.store;
    const scale = makeScale(data.a, future.day, this.width, future.horizon === "decade");
    const acts = { playing: this.playing, play: () => this.play(), tip: this.showTip };
    return html`${slider(data, future, scale, acts)}
      ${future.show === "table" ? futureTable(data, future) : asList ? nothing : this.charts(data, scale)}
      ${future.show === "table" || asList ? nothing : rests(data, future)}`;
  }

  private charts(data: Future, scale: Scale): TemplateResult {
    const { future } = this.store;
    const terms = html`<button class="link" type="button" aria-expanded=${this.pricing} @click=${() => { this.pricing = !this.pricing; }}>${text.future.change}</button>`;
    return html`<div class="charts"><div class="snapline" aria-hidden="true" .style=${`left: ${Math.round(scale.x(scale.chosen + 1) * 2) / 2}px`}></div>
      ${charts(data, future, scale, { warnFrom: data.warnFrom, extra: Math.max(0, this.height - USUAL_HEIGHT), tip: this.showTip, pick: (day) => this.pick(day), cursor: this.cursor, walk: (day) => this.walk(day), terms })}
      ${this.pricing ? termsForm(future) : nothing}</div>`;
  }

  private switches(): TemplateResult {
    const { future } = this.store;
    const shows = (["chart", "list", "table", "review"] as const).filter((show) => show !== "list" || !WIDE.matches);
    const shown: Show = future.show === "list" && WIDE.matches ? "chart" : future.show;
    return html`<div class="acts">
      <div class="seg" role="group" aria-label=${text.future.horizon}>${(Object.keys(HORIZONS) as Horizon[]).map((one) => html`<button type="button" data-horizon=${one} aria-pressed=${one === future.horizon} @click=${() => future.look({ horizon: one })}>${text.future.horizons[one]}</button>`)}</div>
      <div class="seg" role="group" aria-label=${text.future.show}>${shows.map((one) => html`<button type="button" data-show=${one} aria-pressed=${one === shown} @click=${() => future.showAs(one)}>${text.future.shows[one]}</button>`)}</div>
    </div>`;
  }

  private nothingYet(): TemplateResult {
    const { future, policy, selected, nightly } = this.store;
    if (selected === null) return html`<div class="nothing"><h1 class="lede">${text.future.noDisk}</h1></div>`;
    if (future.problem?.code === "schedule_missing" && policy) {
      return html`<div class="nothing"><h1 class="lede">${text.future.noSchedule}</h1>
        <button class="btn primary" type="button" @click=${() => this.store.changePolicy({ ...policy, schedule: nightly }, false)}>${text.future.addSchedule(nightly?.times?.[0] ?? "")}</button></div>`;
    }
    return html`<div class="nothing"><h1 class="lede">${text.future.working}</h1>${future.problem ? html`<p role="alert">${refusal(future.problem)}</p>` : nothing}</div>`;
  }

  private readonly showTip = (target: EventTarget | null, words: readonly string[], at?: { x: number; y: number }): void => {
    if (!(target instanceof Element)) {
      this.tip = null;
      return;
    }
    const box = target.getBoundingClientRect();
    const x = at ? at.x + 14 : box.left + box.width / 2;
    const y = at ? at.y + 14 : box.bottom + 6;
    this.tip = { words, x: Math.max(8, Math.min(innerWidth - 300, x)), y: Math.min(innerHeight - 24 - words.length * 18, y) };
  };

  /** A day of the calendar, in the list. */
  private pick(day: number): void {
    this.picked = day;
    this.filter = "all";
    this.tip = null;
    this.store.future.showAs("list");
    void this.updateComplete.then(() => {
      const row = this.querySelector(".exist .picked");
      row?.scrollIntoView({ block: "center" });
      this.querySelector<HTMLElement>(".exist .rows")?.focus({ preventScroll: true });
    });
  }

  /** The focus goes to another day of the calendar, which is then read out. */
  private walk(day: number): void {
    this.cursor = day;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".day-cell")?.focus());
  }

  /** Two days at a time, or four weeks where things should rather not move; over ten years in longer steps. */
  private play(): void {
    clearInterval(this.timer);
    this.playing = !this.playing;
    const { future } = this.store;
    if (!this.playing) return;
    if (future.day >= future.days - 1) future.go(0);
    const step = STILL.matches ? 28 : Math.max(2, Math.round(future.days / 180));
    this.timer = window.setInterval(() => {
      future.go(future.day + step);
      if (future.day >= future.days - 1) this.play();
    }, STILL.matches ? 900 : 50);
  }

  private rest(day: number): void {
    this.lastDay = day;
    clearTimeout(this.resting);
    this.resting = window.setTimeout(() => {
      const { future } = this.store;
      if (!future.data || !future.date) return;
      this.said = verdict(future.data, future.day).replaceAll("*", "");
      if (location.hash.startsWith("#plan")) history.replaceState(null, "", location.hash.replace(/^#plan(\/[^?]*)?/, `#plan/${future.date}`));
    }, REST);
  }

  private measure(): void {
    this.width = Math.floor(this.stack?.clientWidth ?? 0);
    this.height = Math.floor(this.closest(".scroll")?.clientHeight ?? 0);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };
    const by = steps[event.key];
    if (by === undefined || event.defaultPrevented || isField(event.target) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.store.future.go(this.store.future.day + by);
  };
}
