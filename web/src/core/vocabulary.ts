/**
 * The answers of the core, as far as the page reads them. The source is docs/vocabulary.md; nothing here adds to it.
 * Instants are RFC 3339 text in UTC, sizes in bytes are decimal text, a member that is not known is null.
 */

import type { Said } from "../text/sentence.ts";

export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly target: string | null;
}

export interface CoreError extends Warning {
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** What any call answers: exactly one of the three. */
export type Answer<T> =
  | { readonly ok: T; readonly warnings: readonly Warning[] }
  | { readonly error: CoreError }
  | { readonly more: true; readonly progress: Progress };

export interface Skip {
  readonly document: string;
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** The answer of `add`. */
export interface Added {
  readonly document: string;
  readonly shape: string;
  readonly encoding: string;
  readonly disks: number;
  readonly snapshots: number;
  readonly merged: number;
  readonly skipped: { readonly count: number; readonly items: readonly Skip[] };
}

export type Level = "stop" | "warn" | "watch" | "quiet";
export type SnapshotState = "ready" | "instant_access" | "pending" | "failed" | "unknown";
export type Verdict = "keep" | "drop" | "hold" | "not_counted";
export type DiskKind = "standard_hdd" | "standard_ssd" | "premium_ssd" | "premium_ssd_v2" | "ultra";

export interface Summary {
  readonly disks: number;
  readonly units: number;
  readonly snapshots: number;
  readonly locations: number;
  readonly disksReadyLastDay: number;
  readonly needYou: number;
  readonly pending: number;
  readonly failed: number;
  readonly orphans: number;
  readonly sentence: Said;
}

export interface Readiness {
  readonly is: boolean;
  readonly assumed: boolean;
  readonly code: string;
  readonly why: Said;
}

export interface ChainSnapshot {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly sequence: number;
  readonly instant: string | null;
  readonly instantFrom: "time_created" | "tag" | "source" | "copy_start" | "none";
  readonly state: SnapshotState;
  readonly completionPercent: number | null;
  readonly restorable: Readiness;
  readonly durable: Readiness;
  readonly diskSizeGB: number | null;
  readonly logicalSectorSize: number | null;
  readonly restoresTo: Said | null;
  readonly afterResizeBreak: boolean;
  readonly openLink: boolean;
  readonly ours: boolean;
  readonly conflict: boolean;
}

export interface UnitDisk {
  readonly id: string | null;
  readonly name: string | null;
  readonly resourceGroup: string | null;
  readonly subscriptionId: string | null;
  readonly location: string | null;
  readonly kind: DiskKind | null;
  readonly diskSizeGB: number | null;
  readonly logicalSectorSize: number | null;
  readonly uniqueId: string | null;
  readonly exists: boolean | null;
}

export interface LimitUse {
  readonly id: string;
  readonly used: number;
  readonly of: number | null;
  readonly clearsAt: string | null;
}

export interface ResizeBreak {
  readonly before: string;
  readonly after: string;
  readonly fromGB: number;
  readonly toGB: number;
}

export interface Newest {
  readonly id: string;
  readonly instant: string;
  readonly ageSeconds: number;
}

/** One chain: the snapshots of one incarnation of a disk, in one subscription and region. */
export interface Unit {
  readonly unit: string;
  readonly label: string;
  readonly disk: UnitDisk | null;
  readonly location: string | null;
  readonly subscriptionId: string | null;
  readonly generation: number;
  readonly generations: number;
  readonly labels: readonly string[];
  readonly incrementalSnapshotFamilyIds: readonly string[];
  readonly sourceUniqueId: string | null;
  readonly copyOf: string | null;
  readonly state: { readonly code: string; readonly level: Level; readonly title: Said; readonly detail: Said | null };
  readonly verdict: Said;
  readonly counts: Readonly<Record<"snapshots" | "ready" | "pending" | "failed" | "unknown", number>>;
  readonly limits: readonly LimitUse[];
  readonly newestRestorable: Newest | null;
  readonly newestDurable: Newest | null;
  readonly resizeBreaks: readonly ResizeBreak[];
  readonly days: readonly number[];
  readonly snapshots: readonly ChainSnapshot[];
}

/** The answer of `chains`. */
export interface Chains {
  readonly now: string;
  readonly summary: Summary;
  readonly units: readonly Unit[];
  readonly notIncremental: readonly string[];
}

/** A row of `rows {of: chains, table: units}`; `labels` and `days` are JSON text. */
export interface UnitRow {
  readonly unit: string;
  readonly label: string;
  readonly diskId: string | null;
  readonly diskName: string | null;
  readonly resourceGroupName: string | null;
  readonly subscriptionId: string | null;
  readonly location: string | null;
  readonly kind: DiskKind | null;
  readonly diskSizeGB: number | null;
  readonly generation: number;
  readonly generations: number;
  readonly labels: string;
  readonly stateCode: string;
  readonly stateLevel: Level;
  readonly stateTitle: Said;
  readonly stateDetail: Said | null;
  readonly snapshots: number;
  readonly ready: number;
  readonly pending: number;
  readonly failed: number;
  readonly unknown: number;
  readonly limitUsed: number;
  readonly limitOf: number;
  readonly pendingOf: number | null;
  readonly newestRestorable: string | null;
  readonly newestRestorableAgeSeconds: number | null;
  readonly days: string;
  readonly exists: boolean | null;
}

export type Count = number | "all" | null;

/** The rules of a policy; docs/policy.md. */
export interface Keep {
  readonly last?: Count;
  readonly minutely?: Count;
  readonly hourly?: Count;
  readonly daily?: Count;
  readonly weekly?: Count;
  readonly monthly?: Count;
  readonly quarterly?: Count;
  readonly yearly?: Count;
  /** Duration: everything younger is kept. */
  readonly within?: string | null;
  /** `name` or `name=value`. */
  readonly tags?: readonly string[];
  readonly [rule: string]: unknown;
}

/** A policy; members the page does not edit are carried along untouched. */
export interface Policy {
  readonly zone: string;
  readonly keep: Keep;
  readonly minAge?: string | null;
  readonly maxAge?: string | null;
  readonly floor?: number | null;
  readonly ownedOnly?: boolean | null;
  readonly [member: string]: unknown;
}

export interface Preset {
  readonly name: string;
  readonly text: Said;
  readonly policy: Policy;
}

export interface PlanReason {
  readonly code: string;
  readonly text: Said;
}

export interface PlanSnapshot {
  readonly id: string;
  readonly uniqueId: string | null;
  readonly verdict: Verdict;
  readonly wouldDrop: boolean;
  readonly reasons: readonly PlanReason[];
}

export interface PlanUnit {
  readonly unit: string;
  readonly keep: number;
  readonly drop: number;
  readonly hold: number;
  readonly notCounted: number;
  readonly next: { readonly allowed: boolean; readonly code: string | null; readonly why: Said | null; readonly clearsAt: string | null };
  readonly snapshots: readonly PlanSnapshot[];
}

/** One member of the policy, by JSON pointer, and its new value. */
export interface Change {
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

export interface Finding {
  readonly level: Level;
  readonly id: string;
  readonly unit: string | null;
  /** When it breaks; null for now. */
  readonly date: string | null;
  readonly title: Said;
  readonly text: Said;
  readonly arithmetic: Said | null;
  readonly fix: { readonly changes: readonly Change[]; readonly text: Said } | null;
  /** Its page under docs/, without the ending. */
  readonly page: string;
}

/** The answer of `lint`. */
export interface Lint {
  readonly now: string;
  readonly until: string;
  /** Whole: what the fixes' pointers point into. */
  readonly policy: Policy | null;
  readonly summary: Readonly<Record<"stop" | "warn" | "watch", number>>;
  readonly findings: readonly Finding[];
}

/** The answer of `plan`. */
export interface Plan {
  readonly now: string;
  readonly hash: string;
  readonly policy: Policy;
  readonly summary: { readonly keep: number; readonly drop: number; readonly hold: number; readonly notCounted: number; readonly sentence: Said };
  readonly units: readonly PlanUnit[];
  readonly findings: readonly Finding[];
}

export type Format = "bicep" | "arm" | "azure_cli" | "az_powershell" | "runbook" | "portal_steps" | "csv" | "icalendar";

export interface ExportFile {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

/** The answer of `export`. */
export interface Exported {
  readonly files: readonly ExportFile[];
  readonly says: { readonly what: Said; readonly where: Said; readonly when: Said; readonly how: Said; readonly rights: readonly string[] };
}

/** The answer of `policy`. */
export interface PolicyRead {
  readonly policy: Policy;
  /** Its text form, which reads back as the same policy. */
  readonly text: string;
  readonly empty: boolean;
  readonly slots: readonly { readonly at: string; readonly kind: string }[] | null;
  readonly clockChanges: readonly ClockChange[] | null;
}

/** A slot of the schedule that a change of the clocks touches. */
export interface ClockChange {
  readonly date: string;
  readonly time: string;
  readonly code: string;
  readonly text: Said;
  readonly instants: readonly string[];
}

/** The answer of `restore`. */
export interface Restore {
  readonly allowed: boolean;
  readonly assumed: boolean;
  readonly why: Said;
  /** The newest of its chain that can be restored, where this one cannot. */
  readonly instead: string | null;
  readonly targets: readonly { readonly kind: DiskKind; readonly sku: string; readonly attach: "at_once" | "when_filled" }[];
  readonly minGB: number | null;
  readonly maxGB: number | null;
  readonly logicalSectorSize: number | null;
  readonly location: string | null;
  readonly zone: string | null;
  readonly diskEncryptionSetId: string | null;
  readonly notes: readonly { readonly fact: string; readonly text: Said }[];
  readonly newDisk: { readonly id: string; readonly sku: string; readonly azureCli: string; readonly azPowershell: string } | null;
}

/** First and last byte, decimal text, both inclusive. */
export type ByteRange = readonly [string, string];

/** The answer of `ranges`. */
export interface Ranges {
  readonly diskSizeBytes: string;
  readonly changedBytes: string;
  readonly clearedBytes: string;
  readonly changed: readonly ByteRange[];
  readonly cleared: readonly ByteRange[];
  readonly pieces: string;
}

/** A flat row of the verb `rows`. */
export type FlatRow = Readonly<Record<string, string | number | boolean | null>>;

/** Steps of a flow that are meant for a person. */
export interface ItemStep {
  readonly step: "item";
  readonly kind: string;
  readonly target: string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly status: number | null;
  readonly requestId: string | null;
}

export interface ProgressStep {
  readonly step: "progress";
  readonly target: string | null;
  readonly text: string;
  readonly percent: number | null;
  readonly done: number | null;
  readonly of: number | null;
}

export interface DoneStep {
  readonly step: "done";
  readonly summary: { readonly failed: number; readonly pages: number; readonly complete: boolean; readonly sentence: string };
}

export type FlowStep = ItemStep | ProgressStep | DoneStep;
