/** Messages between the page and its worker. Every request has an id; answers and progress carry it back. */

import type {
  Added, AnyModel, Band, ChainSnapshot, ClockChange, CoreError, CostAssumption, DiskKind, Exported, Finding, FlatRow, Format, ListThrough, Lint, PlanReason,
  PlanUnit, Policy, PolicyRead, Presets, Progress, Ranges, Restore, Said, SimulatedUnit, StandSnapshot, Summary, Unit, UnitRow, Verdict, Warning,
  Weather as AnyWeather,
} from "./vocabulary.ts";

/** Where the data on screen came from. */
export type SourceKind = "sample" | "own" | "live";

export interface OpenFile {
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** A file that was refused; it changed nothing. */
export interface Refusal {
  readonly name: string;
  readonly error: CoreError;
}

/** A file that was opened, and what is to be known of it: that it is one page of several. */
export interface Warned {
  readonly name: string;
  readonly warning: Warning;
}

/** Pages that were read, and reads that failed. */
export interface Closing {
  readonly pages: number;
  readonly failed: number;
}

export interface Fleet {
  readonly source: SourceKind;
  /** The instant everything was judged at, RFC 3339. */
  readonly now: string;
  readonly summary: Summary;
  readonly documents: readonly Added[];
  readonly refused: readonly Refusal[];
  readonly warned: readonly Warned[];
  readonly notIncremental: number;
  /** What a live read came to, or null. */
  readonly closing: Closing | null;
  /** Why a live read did not read everything, or null. */
  readonly incomplete: CoreError | null;
}

export type FleetFilter = "all" | "needs" | "copying" | "recreated" | "copies" | "orphans";
export type FleetSort = "state" | "disk" | "kind" | "count" | "newest" | "pending";

export interface FleetQuery {
  readonly filter: FleetFilter;
  readonly sort: FleetSort;
  readonly descending: boolean;
  readonly search: string;
}

/** A window of the fleet table. `counts` are of the rows the search leaves, filter by filter. */
export interface FleetPage {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly UnitRow[];
  readonly counts: Readonly<Record<FleetFilter, number>>;
}

/** What the plan says about one snapshot, ready to show. */
export interface Judged {
  readonly verdict: Verdict;
  readonly wouldDrop: boolean;
  readonly reasons: readonly PlanReason[];
}

/** A chain with its snapshots; the fleet has heads without them. */
export type Chain = Unit & Required<Pick<Unit, "snapshots">>;

/** A disk with every chain that belongs to it: earlier disks of its name, itself, copies. */
export interface DiskDetail {
  readonly chosen: string;
  readonly units: readonly Chain[];
  readonly judged: Readonly<Record<string, Judged>>;
  /** What the plan says of the chosen chain; null while there is none. */
  readonly tally: (Pick<PlanUnit, "keep" | "drop" | "hold" | "notCounted" | "next"> & { readonly all: number }) | null;
}

export interface PlanHead {
  readonly hash: string;
  readonly policy: Policy;
  readonly sentence: Said;
  readonly counts: Readonly<Record<Verdict, number>>;
  /** Kept snapshots by the first reason that keeps them, by reason code. */
  readonly kept: Readonly<Record<string, number>>;
}

/** A finding with the disk it is about, as people know it. */
export type Found = Finding & { readonly label: string | null; readonly kind: DiskKind | null; readonly diskSizeGB: number | null };

export interface LintHead extends Omit<Lint, "findings"> {
  readonly findings: readonly Found[];
}

export interface PlanQuery {
  readonly verdict: Verdict | "all";
  /** One disk's chains only, by unit key; null: all. */
  readonly unit: string | null;
}

export type PlanRow =
  | { readonly kind: "unit"; readonly unit: string; readonly label: string; readonly place: string; readonly keep: number; readonly drop: number; readonly hold: number; readonly notCounted: number; readonly next: Said | null }
  | ({ readonly kind: "snapshot"; readonly unit: string; readonly copy: boolean } & Pick<ChainSnapshot, "id" | "name" | "instant" | "state" | "completionPercent"> & Judged);

export interface PlanPage {
  readonly total: number;
  readonly from: number;
  readonly rows: readonly PlanRow[];
}

/** What a file is made of; a member that a format has no use for stays away. */
export interface ExportAsk {
  readonly format: Format;
  readonly policy: Policy;
  readonly disks?: readonly string[];
  readonly slot?: string;
  readonly snapshotResourceGroup?: string;
}

/** An answer with what the core adds to it. */
export interface Told<T> {
  readonly value: T;
  readonly warnings: readonly Warning[];
}

/** What the future of a policy is compared with. */
export type Against =
  /** What is there today: nothing is taken, nothing dropped. */
  | { readonly kind: "left" }
  /** The same runs, and nothing is ever dropped. */
  | { readonly kind: "unpruned" }
  | { readonly kind: "policy"; readonly policy: Policy }
  /** The same numbers, with rules that work as a preset's do. */
  | { readonly kind: "preset"; readonly name: string }
  | { readonly kind: "none" };

/** Members of `weather` that the page offers. */
export type Weather = { readonly [M in keyof Pick<AnyWeather, "missedEveryNth" | "lateMinutes">]: number };

/** Members of the cost `model` that the page offers, in the words of docs/cost.md. */
export type CostModel = { readonly [M in keyof Pick<AnyModel, "usedPercent" | "changePercentPerDay">]: number };

export interface FutureAsk {
  readonly policy: Policy;
  readonly unit: string;
  readonly days: number;
  readonly weather: Weather;
}

export interface BesideAsk extends FutureAsk {
  readonly against: Against;
  readonly model: CostModel;
}

/**
 * One chain's future in columns. A life is a snapshot from birth to death: those of today first, oldest first, then the
 * new ones. Days count from the first, by the calendar of the policy's zone; those before it are negative.
 */
export interface Columns {
  readonly course: Omit<SimulatedUnit, "at" | "cost" | "days" | "ends" | "lives" | "members" | "monthly">;
  /** The ids of those of today. */
  readonly members: readonly string[];
  /** The first day, as days since 1970. */
  readonly first: number;
  /** When each day ends, in milliseconds. */
  readonly ends: Float64Array;
  readonly born: Float64Array;
  readonly bornDay: Int32Array;
  readonly readyDay: Int32Array;
  readonly died: Float64Array;
  readonly diedDay: Int32Array;
  /** At the end of each day: how many are there, how many of them are complete, when the newest and oldest are from. */
  readonly count: Int32Array;
  readonly moments: Int32Array;
  readonly newest: Float64Array;
  readonly oldest: Float64Array;
  /** On each day. */
  readonly taken: Int32Array;
  readonly dropped: Int32Array;
  /** The widest gap at the end of each day, in seconds: of all, and of what is no older than 60 and 14 days. */
  readonly gaps: Readonly<Record<"all" | "twoMonths" | "fortnight", Float64Array>>;
}

export interface Future {
  readonly unit: string;
  readonly label: string;
  readonly now: string;
  readonly zone: string;
  /** The policy as people write it. */
  readonly line: string;
  /** It has no rule and keeps everything. */
  readonly empty: boolean;
  readonly clockChanges: readonly ClockChange[];
  readonly nextSlot: string | null;
  /** From which number of snapshots on the limit's warning is due. */
  readonly warnFrom: number;
  readonly a: Columns;
}

/** What a month would cost by what is stored at the end of each day: the least and the most. */
export interface Costs {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** What stands beside a future: the one it is compared with, and what both cost. */
export interface Beside {
  readonly b: Columns | null;
  readonly costs: { readonly a: Costs | null; readonly b: Costs | null };
  readonly terms: {
    readonly currency: string;
    /** The day of the prices and whose they are, where that is known. */
    readonly asOf: string | null;
    readonly source: string | null;
    readonly perGiBMonth: number | null;
    readonly used: Band | null;
    readonly changePerDay: Band | null;
    readonly assumptions: readonly CostAssumption[];
  };
}

/** Where pruning once would leave something else than pruning run by run. */
export interface Parting {
  readonly at: string;
  readonly everyRun: boolean;
  readonly onlyByRuns: number;
  readonly onlyAtOnce: number;
}

export interface StandAsk extends FutureAsk {
  readonly day: number;
  /** When snapshots are dropped on that day, in milliseconds, for why. */
  readonly dropped: readonly number[] | null;
}

/** How things stand at the end of a day, newest first. */
export interface Stand {
  readonly day: number;
  readonly snapshots: readonly StandSnapshot[];
  readonly dropped: readonly StandSnapshot[];
}

export interface LiveTarget {
  readonly endpoint: string;
  readonly subscriptions: readonly string[];
  readonly resourceGroup: string | null;
  /** Resource Graph answers for many subscriptions in one query, some minutes behind. */
  readonly through: ListThrough;
}

/** What can be asked of the worker: the question and the shape of its answer. */
export interface Calls {
  presets: { ask: object; answer: { readonly version: string } & Presets };
  sample: { ask: object; answer: Fleet };
  open: { ask: { files: readonly OpenFile[]; now: string; keep: boolean }; answer: Fleet | { refused: readonly Refusal[] } };
  live: { ask: LiveTarget & { token: string; now: string }; answer: Fleet };
  fleet: { ask: FleetQuery & { from: number; count: number }; answer: FleetPage };
  disk: { ask: { unit: string }; answer: DiskDetail | null };
  plan: { ask: { policy: Policy }; answer: PlanHead };
  lint: { ask: { policy: Policy }; answer: LintHead };
  export: { ask: ExportAsk; answer: Told<Exported> };
  /** Reads a policy, as an object or as the line people write; an error names the word and its place. */
  policy: { ask: { policy: Policy | string; now: string | null; as?: string }; answer: PolicyRead };
  restore: { ask: { snapshot: string; sku: string | null }; answer: Restore };
  /** Every fact of one snapshot, flat; null where it is not among the data. */
  facts: { ask: { snapshot: string }; answer: FlatRow | null };
  ranges: { ask: { pages: readonly string[]; diskSizeBytes: string }; answer: Told<Ranges> };
  planRows: { ask: PlanQuery & { from: number; count: number }; answer: PlanPage };
  future: { ask: FutureAsk; answer: Future };
  beside: { ask: BesideAsk; answer: Beside };
  parting: { ask: FutureAsk; answer: Parting | null };
  stand: { ask: StandAsk; answer: Stand };
}

export type CallName = keyof Calls;
export type Ask<N extends CallName> = Calls[N]["ask"];
export type Reply<N extends CallName> = Calls[N]["answer"];

/** What the core says, in English. */
export const english = (said: Said): string => (typeof said === "string" ? said : said.text);

/** Questions that read what is already worked out, or need no data; they never wait behind a long job. */
export const AT_ONCE: ReadonlySet<CallName> = new Set<CallName>(["fleet", "disk", "planRows", "policy", "ranges"]);

export type ToWorker =
  | { readonly id: number; readonly name: CallName; readonly ask: unknown }
  | { readonly stop: number };

/** How far a long job is; `text` is a sentence of the core or null. */
export interface Step extends Partial<Progress> {
  readonly what: "reading" | "chains" | "plan" | "live" | "lint" | "export" | "future";
  readonly text?: string;
}

/** The name of a worker that takes the place of one whose core was cut off. */
export const AGAIN = "snapline-core-again";

export type FromWorker =
  | { readonly id: number; readonly answer: unknown }
  /** `cutOff`: the core was left in the middle of a call and cannot be asked again, over the sample or over what somebody opened. */
  | { readonly id: number; readonly error: CoreError; readonly cutOff?: "sample" | "opened" }
  | { readonly id: number; readonly step: Step };
