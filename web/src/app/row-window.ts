/** Keeps just the rows in sight, fetched from the worker in windows; the scroll bar knows about all of them. */

import type { ReactiveController, ReactiveControllerHost } from "lit";

interface Page<Row> {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly Row[];
}

interface Options<Row, P extends Page<Row>> {
  /** Height of a row in pixels. */
  readonly height: () => number;
  readonly fetch: (from: number, count: number) => Promise<P>;
  /** The element that scrolls and the one that is as tall as all rows. */
  readonly scroller: () => HTMLElement | null;
  readonly body: () => HTMLElement | null;
}

/** Rows fetched beyond what is seen, on each side. */
const SPARE = 20;

export class RowWindow<Row, P extends Page<Row> = Page<Row>> implements ReactiveController {
  page: P | null = null;
  private watched: HTMLElement | null = null;
  private revision = -1;
  private asked = "";
  private readonly resized = new ResizeObserver(() => this.look());

  constructor(private readonly host: ReactiveControllerHost, private readonly options: Options<Row, P>) {
    host.addController(this);
  }

  /** The rows are other ones: fetch again. The old ones stay until the new ones are here. */
  sync(revision: number): void {
    if (revision === this.revision) return;
    this.revision = revision;
    this.asked = "";
  }

  get height(): number {
    return this.options.height();
  }

  hostUpdated(): void {
    const scroller = this.options.scroller();
    if (scroller !== this.watched) {
      this.watched?.removeEventListener("scroll", this.look);
      if (this.watched) this.resized.unobserve(this.watched);
      scroller?.addEventListener("scroll", this.look, { passive: true });
      if (scroller) this.resized.observe(scroller);
      this.watched = scroller;
    }
    this.look();
  }

  hostDisconnected(): void {
    this.watched?.removeEventListener("scroll", this.look);
    this.resized.disconnect();
    this.watched = null;
  }

  /** Scrolls so that the row can be seen whole, below a sticky head of `head` pixels. */
  reveal(index: number, head: number): void {
    const scroller = this.options.scroller();
    const body = this.options.body();
    if (!scroller || !body) return;
    const top = this.offset(scroller, body) + index * this.height;
    if (top - head < scroller.scrollTop) scroller.scrollTop = top - head;
    else if (top + this.height > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + this.height - scroller.clientHeight;
  }

  private readonly look = (): void => {
    const scroller = this.options.scroller();
    const body = this.options.body();
    if (!scroller || !body || scroller.clientHeight === 0) return;
    const above = scroller.scrollTop - this.offset(scroller, body);
    const first = Math.max(0, Math.floor(above / this.height));
    const seen = Math.ceil(scroller.clientHeight / this.height) + 1;
    const held = this.page;
    if (this.asked.startsWith(`${this.revision}:`) && held) {
      const last = Math.min(first + seen, held.total);
      if (first >= held.from && last <= held.from + held.rows.length) return;
    }
    const from = Math.max(0, first - SPARE);
    const key = `${this.revision}:${from}:${seen}`;
    if (key === this.asked) return;
    this.asked = key;
    void this.options.fetch(from, seen + 2 * SPARE).then((page) => {
      if (this.asked !== key) return;
      this.page = page;
      this.host.requestUpdate();
    });
  };

  private offset(scroller: HTMLElement, body: HTMLElement): number {
    return body.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop;
  }
}
