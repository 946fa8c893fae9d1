/** The page's state: what is shown, what is asked of the worker, and who wants to know. */

import { CoreClient, CoreFailure, errorOf, type Job } from "../core/client.ts";
import type { Against, DiskDetail, Fleet, FleetQuery, LiveTarget, OpenFile, PlanHead, PlanQuery, Refusal, Step, Warned } from "../core/protocol.ts";
import type { Change, CoreError, Policy, Preset, Schedule } from "../core/vocabulary.ts";
import { SAMPLE_MODEL, SAMPLE_POLICY } from "../sample/people.ts";
import { type Language, text, useLanguage } from "../text/index.ts";
import { useZone } from "../text/sentence.ts";
import { Checker } from "./checker.ts";
import { type Comparison, FutureState } from "./future-state.ts";
import { History } from "./history.ts";
import { remember } from "./memory.ts";
import { keepOffline, type Offline } from "./offline.ts";
import { changed } from "./pointer.ts";
import { read, withoutLink } from "./share.ts";

export interface Problem {
  readonly kind: "files" | "live" | "lost" | "worker" | "link" | "other";
  readonly refused: readonly Refusal[];
  /** Files that were opened and are not all that there is. */
  readonly warned?: readonly Warned[];
  readonly error: CoreError | null;
  /** Other files of the same drop were opened. */
  readonly partly: boolean;
}

const FIRST_PRESET = "default";

export class Store extends EventTarget {
  readonly client = new CoreClient();
  /** What runs into a limit, when, and what helps. */
  readonly checker = new Checker(this.client, () => this.changed());
  fleet: Fleet | null = null;
  /** Counts up whenever the rows of the fleet, or of the plan, are other ones. */
  revision = 0;
  planRevision = 0;
  /** Counts up with every load: what is on show is other disks. */
  loads = 0;
  fleetQuery: FleetQuery = { filter: "all", sort: "state", descending: false, search: "" };
  planQuery: PlanQuery = { verdict: "all", unit: null };
  selected: string | null = null;
  disk: DiskDetail | null = null;
  presets: readonly Preset[] = [];
  /** Somebody who opens their own data has not said when they take snapshots; a policy that takes none has no future. */
  nightly: Schedule | null = null;
  /** The time zones the core knows. */
  zones: readonly string[] = [];
  plan: PlanHead | null = null;
  planning = false;
  busy: Step | null = null;
  problem: Problem | null = null;
  /** The policy of a link was taken over; said until it is dismissed. */
  linked = false;
  version = "";
  language: Language = "en";
  offline: Offline = "not";

  readonly future = new FutureState(this.client, () => this.subject);

  private readonly history = new History<Policy>();
  private job: Job<unknown> | null = null;
  private planJob: Job<PlanHead> | null = null;
  /** The disk that a link names, in lower case, until data with it is open. */
  private wanted: string | null = null;

  constructor() {
    super();
    this.client.waiting = (answer) => this.checker.stepAside(answer);
    this.client.lost = (error) => void this.lose(error);
  }

  get policy(): Policy | null {
    return this.history.now;
  }

  get preset(): string {
    return typeof this.policy?.["preset"] === "string" ? this.policy["preset"] : FIRST_PRESET;
  }

  get zone(): string {
    return this.policy?.zone ?? "UTC";
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** Reads the presets and shows the sample. */
  async start(): Promise<void> {
    await this.guard(async () => {
      const { version, presets, schedule, zones } = await this.client.ask("presets", {}).answer;
      this.version = version;
      this.presets = presets;
      this.nightly = schedule;
      this.zones = zones;
      this.startPolicy(SAMPLE_POLICY);
      this.future.model = SAMPLE_MODEL;
      await this.openLink();
      await this.showSample();
    });
    // Last, so that keeping the page does not hold up showing it.
    await keepOffline((offline) => {
      this.offline = offline;
      this.changed();
    });
  }

  /** Uses the policy of a link in the address, as one undo step. A link that cannot be read changes nothing and says so. */
  async openLink(): Promise<void> {
    const shared = read(location.hash);
    if (shared === null) return;
    // What is in the address is used once: it would be wrong as soon as the policy is changed.
    history.replaceState(null, "", withoutLink(location.hash));
    try {
      if (typeof shared === "string") throw new CoreFailure({ code: "bad_link", message: text.share.refused[shared], target: null });
      const { policy } = await this.client.ask("policy", { policy: shared.policy, now: null }).answer;
      this.history.push(policy);
      this.wanted = shared.disk?.toLowerCase() ?? null;
      this.linked = true;
      if (this.problem?.kind === "link") this.problem = null;
    } catch (problem) {
      const error = errorOf(problem);
      this.problem = { kind: "link", refused: [], error, partly: false };
      this.changed();
      return;
    }
    if (this.fleet) await this.selectFirst();
    await this.replan();
  }

  showSample(): Promise<void> {
    return this.load(() => this.client.ask("sample", {}, this.onStep));
  }

  /** Opens files. They replace the sample; with `add` they join what is already open. */
  openFiles(files: readonly OpenFile[], add: boolean): Promise<void> {
    const keep = add && this.fleet?.source === "own";
    const ask = { files, now: new Date().toISOString(), keep };
    return this.load(() => this.client.ask("open", ask, this.onStep, files.map(({ bytes }) => bytes)));
  }

  readLive(target: LiveTarget, token: string): Promise<void> {
    return this.load(() => this.client.ask("live", { ...target, token, now: new Date().toISOString() }, this.onStep));
  }

  /** The core broke down over what was open: the page goes on with the sample, and with the policy as it is. */
  private async lose(error: CoreError): Promise<void> {
    await this.showSample();
    this.problem = { kind: "lost", refused: [], error, partly: false };
    this.changed();
  }

  stop(): void {
    this.job?.stop();
  }

  /** Shows other rows. Selection stays. */
  queryFleet(change: Partial<FleetQuery>): void {
    this.fleetQuery = { ...this.fleetQuery, ...change };
    this.revision += 1;
    this.changed();
  }

  queryPlan(change: Partial<PlanQuery>): void {
    this.planQuery = { ...this.planQuery, ...change };
    this.planRevision += 1;
    this.changed();
  }

  async select(unit: string | null): Promise<void> {
    this.selected = unit;
    this.changed();
    void this.future.refresh();
    await this.refreshDisk();
  }

  /** One undo step; with `again` it goes on with the last one, as a stepper does that is held down. */
  changePolicy(policy: Policy, again: boolean): void {
    if (again) this.history.now = policy;
    else this.history.push(policy);
    void this.replan();
  }

  /** Makes the changes of a fix, as one undo step. Only the policy that was checked may be changed by them. */
  fix(changes: readonly Change[]): boolean {
    const { head, checked } = this.checker;
    const fixed = head?.policy && checked === this.policy ? changed(head.policy, changes) : null;
    if (fixed) this.changePolicy(fixed, false);
    return fixed !== null;
  }

  checkAgain(): void {
    if (this.policy) this.checker.begin(this.policy);
  }

  /** Lets the rules work as a preset's do. It keeps the numbers one has chosen. */
  async usePreset(name: string): Promise<void> {
    const { policy } = this;
    if (!policy) return;
    await this.guard(async () => {
      const read = await this.client.ask("policy", { policy, now: null, as: name }).answer;
      if (this.policy === policy) this.changePolicy(read.policy, false);
    });
  }

  undo(): void {
    if (this.history.undo()) void this.replan();
  }

  redo(): void {
    if (this.history.redo()) void this.replan();
  }

  /** Shows everything in another language; one that the user chose is remembered. */
  async useLanguage(language: Language, chosen: boolean): Promise<void> {
    try {
      await useLanguage(language);
    } catch {
      // Without a connection a language that was never loaded cannot come.
      if (chosen) this.problem = { kind: "other", refused: [], error: { code: "language_not_loaded", message: text.language.failed, target: language }, partly: false };
      this.changed();
      return;
    }
    if (chosen) remember("language", language);
    this.language = language;
    document.documentElement.lang = language;
    this.dispatchEvent(new Event("language"));
  }

  dismiss(): void {
    this.problem = null;
    this.linked = false;
    this.changed();
  }

  /** Tells every part that watches. */
  changed(): void {
    useZone(this.zone);
    this.dispatchEvent(new Event("change"));
  }

  private readonly onStep = (step: Step): void => {
    this.busy = step;
    this.changed();
  };

  private async load(start: () => Job<Fleet | { refused: readonly Refusal[] }>): Promise<void> {
    if (this.problem?.kind !== "link") this.problem = null;
    await this.guard(async () => {
      const job = start();
      this.job = job;
      try {
        const answer = await job.answer;
        const { refused } = answer;
        const warned = "summary" in answer ? answer.warned : [];
        if (refused.length + warned.length > 0) this.problem = { kind: "files", refused, warned, error: null, partly: "summary" in answer };
        if (!("summary" in answer)) return;
        if (answer.incomplete) this.problem = { kind: "live", refused: [], error: answer.incomplete, partly: true };
        if (this.fleet?.source === "sample" && answer.source !== "sample") this.leaveSample();
        this.fleet = answer;
        this.loads += 1;
        this.plan = null;
        this.checker.forget();
        this.planQuery = { verdict: "all", unit: null };
        this.fleetQuery = { filter: "all", sort: "state", descending: false, search: "" };
        this.revision += 1;
        this.planRevision += 1;
        await this.selectFirst();
      } finally {
        this.busy = null;
        this.job = null;
        this.changed();
      }
      await this.replan();
    });
  }

  /** What the sample's people know of their disks is nothing to go by for others; a policy that was worked on stays. */
  private leaveSample(): void {
    if (!this.canUndo) this.startPolicy({ zone: this.homeZone(), schedule: this.nightly });
    if (this.future.model === SAMPLE_MODEL) this.future.model = {};
  }

  /** The first preset, on somebody's clock. What the sample's people keep is no start for other people's data. */
  private startPolicy(by: Partial<Policy>): void {
    const first = this.presets.find(({ name }) => name === FIRST_PRESET) ?? this.presets[0];
    if (first) this.history.reset({ ...first.policy, ...by, keep: { ...first.policy.keep, ...by.keep } });
  }

  /** What the future is of: the chosen chain, under the policy as it stands. */
  private get subject() {
    const { policy, selected } = this;
    if (!policy || selected === null) return null;
    return { policy, unit: selected, against: (chosen: Comparison) => this.against(chosen) };
  }

  private against(chosen: Comparison): Against {
    if (chosen === "left" || chosen === "unpruned") return { kind: chosen };
    if (chosen === "before") return this.history.before ? { kind: "policy", policy: this.history.before } : { kind: "none" };
    const preset = this.presets.find(({ name }) => `preset ${name}` === chosen);
    return preset ? { kind: "preset", name: preset.name } : { kind: "none" };
  }

  /** The browser's zone, if the core knows it. */
  private homeZone(): string {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return this.zones.includes(timeZone) ? timeZone : "UTC";
  }

  private async selectFirst(): Promise<void> {
    const all = await this.client.ask("fleet", { ...this.fleetQuery, from: 0, count: this.wanted === null ? 1 : Number.MAX_SAFE_INTEGER }).answer;
    const named = this.wanted === null ? undefined : all.rows.find(({ diskId }) => diskId?.toLowerCase() === this.wanted);
    if (named) this.wanted = null;
    this.selected = (named ?? all.rows[0])?.unit ?? null;
    await this.refreshDisk();
  }

  private async refreshDisk(): Promise<void> {
    const unit = this.selected;
    const disk = unit === null ? null : await this.client.ask("disk", { unit }).answer;
    if (unit !== this.selected) return;
    this.disk = disk;
    this.changed();
  }

  /** Plans with the newest policy; an older plan still being worked out is dropped. */
  private async replan(): Promise<void> {
    if (!this.policy || !this.fleet) return;
    this.planJob?.stop();
    // One chain's future is there before the plan of a large fleet is.
    void this.future.refresh();
    const job = this.client.ask("plan", { policy: this.policy });
    this.planJob = job;
    this.planning = true;
    this.changed();
    await this.guard(async () => {
      try {
        const plan = await job.answer;
        if (this.planJob !== job) return;
        this.plan = plan;
        this.planRevision += 1;
        if (this.problem?.kind === "other") this.problem = null;
      } finally {
        if (this.planJob === job) {
          this.planJob = null;
          this.planning = false;
        }
      }
      await this.refreshDisk();
      if (this.planJob === null) this.checkAgain();
    });
    this.changed();
  }

  /** A part of the page's program could not be loaded. */
  lacks(why: string): void {
    const message = `a part of the page's program could not be loaded: ${why}. With a connection, do the same again or load the page anew`;
    this.problem = { kind: "other", refused: [], error: { code: "page_incomplete", message, target: null }, partly: false };
    this.changed();
  }

  private async guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (problem) {
      const error = errorOf(problem);
      // A stop is what the user asked for, not a problem.
      if (error.code !== "stopped") this.problem = { kind: error.code === "worker_stopped" ? "worker" : "other", refused: [], error, partly: false };
      this.changed();
    }
  }
}

export const store = new Store();
