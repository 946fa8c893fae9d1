/**
 * The answers of `simulate` and `cost`, as far as the page reads them; docs/vocabulary.md says what each
 * member means.
 */

import type { Said } from "../text/sentence.ts";
import type { PlanReason, Policy, Verdict } from "./vocabulary.ts";

/** Low, likely and high. The page never shows one of them alone. */
export interface Band {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
}

export interface Gap {
  readonly seconds: number;
  readonly from: string;
  readonly until: string;
}

/** Runs to which the same happened. */
export interface Runs {
  readonly runs: number;
  readonly first: string;
  readonly last: string;
}

/** A number of days, from the day on which it holds. */
export type Step<T> = readonly [number, T];

/** What becomes of one chain. */
export interface Course {
  readonly unit: string | null;
  readonly label: string | null;
  readonly course: "grows" | "pruned" | "still";
  readonly sentence: Said;
  readonly today: number;
  readonly taken: number;
  readonly dropped: number;
  readonly left: number;
  readonly peak: { readonly count: number; readonly at: string; readonly of: number };
  readonly nearFullAt: string | null;
  readonly refused: readonly (Runs & { readonly id: string })[];
  readonly missed: Runs | null;
  readonly unpruned: Runs | null;
  readonly widestGapDay: string | null;
  readonly widestGap: Gap | null;
  readonly exposure: Gap | null;
  readonly assumptions: readonly { readonly code: string; readonly text: Said }[];
  readonly differsFromOneShot: { readonly at: string; readonly oneIn: number; readonly onlyByRuns: readonly number[]; readonly onlyAtOnce: readonly number[] } | null;
}

export interface StandSnapshot {
  readonly life: number;
  readonly id: string | null;
  readonly instant: string;
  readonly there: boolean;
  readonly verdict: Verdict;
  readonly reasons: readonly PlanReason[];
}

export interface SimulatedUnit extends Course {
  readonly cost: { readonly steps: readonly (readonly [string, number, number, number])[] } | null;
  readonly at: readonly { readonly at: string; readonly decided: string | null; readonly count: number; readonly snapshots: readonly StandSnapshot[] }[];
  readonly days?: {
    readonly first: string;
    readonly born: readonly number[];
    readonly died: readonly number[];
    readonly widestGap: readonly Step<number | null>[];
    readonly oldest: readonly Step<string | null>[];
  };
  readonly members?: readonly string[];
  readonly lives?: {
    readonly born: readonly number[];
    readonly ready: readonly Step<number | null>[];
    readonly lived: readonly (number | null)[];
  };
}

/** The answer of `simulate`. */
export interface Simulated {
  readonly now: string;
  readonly until: string;
  readonly policy: Policy;
  readonly summary: { readonly units: number; readonly taken: number; readonly dropped: number; readonly left: number; readonly refused: number; readonly differs: number; readonly sentence: string };
  readonly units: readonly SimulatedUnit[];
}

/** The answer of `cost`, for one chain. */
export interface Costed {
  readonly units: readonly {
    readonly unit: string;
    readonly location: string | null;
    readonly used: Band | null;
    readonly changePerDay: Band | null;
    readonly assumptions: readonly { readonly fact: string | null; readonly text: Said }[];
  }[];
  readonly assumptions: readonly { readonly fact: string | null; readonly text: Said }[];
  readonly prices: { readonly currency: string; readonly asOf: string; readonly source: string; readonly rows: readonly { readonly location: string; readonly perGiBMonth: string; readonly transferPerGiB: string }[] };
}
