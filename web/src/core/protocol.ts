/** Messages between the page and its worker. Every request has an id; answers and progress carry it back. */

import type {
  Added, ChainSnapshot, CoreError, DiskKind, Exported, Finding, FlatRow, Format, Lint, Policy, PolicyRead, Preset, Progress, Ranges, Restore,
  Summary, PlanReason, Unit, UnitRow, Verdict, Warning,
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

export interface Fleet {
  readonly source: SourceKind;
  /** The instant everything was judged at, RFC 3339. */
  readonly now: string;
  readonly summary: Summary;
  readonly documents: readonly Added[];
  readonly refused: readonly Refusal[];
  readonly notIncremental: number;
  /** What a live read said at its end, or null. */
  readonly closing: string | null;
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

/** A disk with every chain that belongs to it: earlier disks of its name, itself, copies. */
export interface DiskDetail {
  readonly chosen: string;
  readonly units: readonly Unit[];
  readonly judged: Readonly<Record<string, Judged>>;
}

export interface PlanHead {
  readonly hash: string;
  readonly policy: Policy;
  readonly sentence: string;
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
  | { readonly kind: "unit"; readonly unit: string; readonly label: string; readonly place: string; readonly keep: number; readonly drop: number; readonly hold: number; readonly notCounted: number; readonly next: string | null }
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

export interface LiveTarget {
  readonly endpoint: string;
  readonly subscriptions: readonly string[];
  readonly resourceGroup: string | null;
  /** Resource Graph answers for many subscriptions in one query, some minutes behind. */
  readonly through: "arm" | "resource_graph";
}

/** What can be asked of the worker: the question and the shape of its answer. */
export interface Calls {
  presets: { ask: object; answer: { version: string; presets: readonly Preset[]; zones: readonly string[] } };
  sample: { ask: object; answer: Fleet };
  open: { ask: { files: readonly OpenFile[]; now: string; keep: boolean }; answer: Fleet | { refused: readonly Refusal[] } };
  live: { ask: LiveTarget & { token: string; now: string }; answer: Fleet };
  fleet: { ask: FleetQuery & { from: number; count: number }; answer: FleetPage };
  disk: { ask: { unit: string }; answer: DiskDetail | null };
  plan: { ask: { policy: Policy }; answer: PlanHead };
  lint: { ask: { policy: Policy }; answer: LintHead };
  export: { ask: ExportAsk; answer: Told<Exported> };
  policy: { ask: { policy: Policy | string; now: string | null }; answer: PolicyRead };
  restore: { ask: { snapshot: string; sku: string | null }; answer: Restore };
  /** Every fact of one snapshot, flat; null where it is not among the data. */
  facts: { ask: { snapshot: string }; answer: FlatRow | null };
  ranges: { ask: { pages: readonly string[]; diskSizeBytes: string }; answer: Told<Ranges> };
  planRows: { ask: PlanQuery & { from: number; count: number }; answer: PlanPage };
}

export type CallName = keyof Calls;
export type Ask<N extends CallName> = Calls[N]["ask"];
export type Reply<N extends CallName> = Calls[N]["answer"];

/** Questions that read what is already worked out, or need no data; they never wait behind a long job. */
export const AT_ONCE: ReadonlySet<CallName> = new Set<CallName>(["fleet", "disk", "planRows", "policy", "ranges"]);

export type ToWorker =
  | { readonly id: number; readonly name: CallName; readonly ask: unknown }
  | { readonly stop: number };

/** How far a long job is; `text` is a sentence of the core or null. */
export interface Step extends Partial<Progress> {
  readonly what: "reading" | "chains" | "plan" | "live" | "lint" | "export";
  readonly text?: string;
}

export type FromWorker =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: CoreError }
  | { readonly id: number; readonly step: Step };
