/** The future on show: which date, how far, against what; asked of the worker when the policy changes. */

import { type CoreClient, errorOf, type Job } from "../core/client.ts";
import { DAY } from "../core/clock.ts";
import type { Against, Beside, CostModel, Future, FutureAsk, Parting, Stand, Weather } from "../core/protocol.ts";
import type { CoreError, Policy } from "../core/vocabulary.ts";

/** How far is looked, in days. */
export const HORIZONS = { months: 92, year: 365, decade: 3652 } as const;
export type Horizon = keyof typeof HORIZONS;

/** What the dashed line stands for: a preset by its name, or one of these. */
export type Comparison = "unpruned" | "left" | "before" | `preset ${string}`;

export type Show = "chart" | "list" | "table" | "review";

/** What the future is of; the store knows it. */
export interface Subject {
  readonly policy: Policy;
  readonly unit: string;
  against(chosen: Comparison): Against;
}

/** Opened without a date, the page looks at one some months ahead, where a policy shows what it does. */
const FIRST_LOOK = 173;
/** What nobody waits for is asked when the policy has rested. */
const REST = 500;

export class FutureState extends EventTarget {
  day = FIRST_LOOK;
  horizon: Horizon = "year";
  comparison: Comparison = "unpruned";
  show: Show = "chart";
  weather: Weather = {};
  model: CostModel = {};
  data: Future | null = null;
  /** A moment behind `data` while the policy changes. */
  beside: Beside | null = null;
  parting: Parting | null = null;
  /** The chosen date with reasons; a moment behind `day` while the slider moves. */
  stand: Stand | null = null;
  /** Why there is no future, or null. */
  problem: CoreError | null = null;
  working = false;
  /** The snapshot list is on show and wants to know what went, too. */
  private wantsDropped = false;
  private jobs: Job<unknown>[] = [];
  private standing = false;
  private standAgain = false;
  private rest = 0;
  /** What `data` is the answer to. */
  private asked: FutureAsk | null = null;
  /** The date of the address, until there is a future to find it in. */
  private wanted: string | null = null;

  constructor(private readonly client: CoreClient, private readonly subject: () => Subject | null) {
    super();
  }

  /** How many days there are to choose from. */
  get days(): number {
    return this.data?.a.count.length ?? HORIZONS[this.horizon];
  }

  /** The chosen date as the address has it: `2027-05-12`. */
  get date(): string | null {
    return this.data && new Date((this.data.a.first + this.day) * DAY).toISOString().slice(0, 10);
  }

  go(day: number): void {
    const to = Math.max(0, Math.min(this.days - 1, Math.round(day)));
    if (to === this.day) return;
    this.day = to;
    this.changed();
    void this.askStand();
  }

  /** Goes to a date of an address; one that is no date, or too far away, changes nothing or ends at the horizon. */
  goTo(date: string): void {
    const at = Date.parse(`${date}T00:00:00Z`) / DAY;
    if (!Number.isInteger(at)) return;
    if (this.data) this.go(at - this.data.a.first);
    else this.wanted = date;
  }

  look(change: Partial<Pick<FutureState, "horizon" | "comparison" | "weather" | "model">>): void {
    Object.assign(this, change);
    void this.refresh();
  }

  showAs(show: Show): void {
    this.show = show;
    this.changed();
  }

  /** The list of the chosen date appears or goes. */
  listed(is: boolean): void {
    if (is === this.wantsDropped) return;
    this.wantsDropped = is;
    if (is) void this.askStand();
  }

  /** Asks anew with the newest policy; answers that are still being worked out are dropped. */
  async refresh(): Promise<void> {
    const subject = this.subject();
    for (const job of this.jobs) job.stop();
    this.jobs = [];
    clearTimeout(this.rest);
    if (!subject) return;
    const ask: FutureAsk = { policy: subject.policy, unit: subject.unit, days: HORIZONS[this.horizon], weather: this.weather };
    const future = this.client.ask("future", ask);
    const beside = this.client.ask("beside", { ...ask, against: subject.against(this.comparison), model: this.model });
    const jobs = [future, beside];
    this.jobs = jobs;
    this.working = true;
    this.changed();
    try {
      const data = await future.answer;
      if (this.jobs !== jobs) return void beside.answer.catch(() => undefined);
      if (this.data?.unit !== data.unit) this.stand = null;
      if (this.data?.unit !== data.unit || this.data.a.count.length !== data.a.count.length) this.beside = null;
      this.data = data;
      this.asked = ask;
      this.parting = null;
      this.problem = null;
      if (this.wanted) this.goTo(this.wanted);
      this.wanted = null;
      this.day = Math.min(this.day, this.days - 1);
      this.changed();
      void this.askStand();
      this.beside = await beside.answer;
    } catch (problem) {
      beside.answer.catch(() => undefined);
      if (this.jobs === jobs) this.fail(problem);
    } finally {
      if (this.jobs === jobs) {
        this.working = false;
        this.changed();
        this.rest = window.setTimeout(() => void this.askParting(ask, jobs), REST);
      }
    }
  }

  private fail(problem: unknown): void {
    const error = errorOf(problem);
    if (error.code !== "stopped") this.problem = error;
    if (error.code === "schedule_missing") this.data = null;
  }

  private async askParting(ask: FutureAsk, jobs: readonly unknown[]): Promise<void> {
    if (this.jobs !== jobs || !this.data) return;
    const job = this.client.ask("parting", ask);
    this.jobs.push(job);
    const parting = await job.answer.catch(() => null);
    if (this.jobs !== jobs) return;
    this.parting = parting;
    this.changed();
  }

  /** One question at a time: while one is answered the date may move on, and then the newest is asked. */
  private async askStand(): Promise<void> {
    if (this.standing) {
      this.standAgain = true;
      return;
    }
    const { data, day, asked } = this;
    if (!asked || !data) return;
    this.standing = true;
    try {
      const stand = await this.client.ask("stand", { ...asked, day, dropped: this.wantsDropped ? deathsOn(data, day) : null }).answer;
      if (this.data === data) {
        this.stand = stand;
        this.changed();
      }
    } catch (problem) {
      this.fail(problem);
    } finally {
      this.standing = false;
    }
    if (this.standAgain) {
      this.standAgain = false;
      await this.askStand();
    }
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

/** The instants of a day at which something is dropped. */
function deathsOn({ a }: Future, day: number): number[] {
  const instants = new Set<number>();
  a.diedDay.forEach((died, life) => {
    const at = a.died[life];
    if (died === day && at !== undefined) instants.add(at);
  });
  return [...instants].sort((one, other) => one - other);
}
