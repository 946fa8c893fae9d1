/** Chains with their snapshots and what a plan says of each: looked up when somebody looks at them, for a large fleet has too many to hold. */

import type { Session } from "../core/pkg/snap_wasm.js";
import type { Chain } from "../core/protocol.ts";
import type { ChainSnapshot, PlanSnapshot, Policy } from "../core/vocabulary.ts";
import { looked } from "./job.ts";

export interface Detail {
  readonly chain: Chain;
  /** Its snapshots by id, which keeps the casing it came with in every answer alike. */
  readonly facts: ReadonlyMap<string, ChainSnapshot>;
  /** Empty where there is no plan. */
  readonly planned: readonly PlanSnapshot[];
}

/** How many chains are remembered; a screen has a few. */
const REMEMBERED = 64;

export class Details {
  private readonly known = new Map<string, Detail>();

  constructor(private readonly session: Session, private readonly now: string, private readonly policy: Policy | null) {}

  /** Those of the keys, by key. */
  of(keys: readonly string[]): ReadonlyMap<string, Detail> {
    const units = keys.filter((key) => !this.known.has(key));
    if (units.length > 0) this.look(units);
    const found = new Map(keys.flatMap((key) => {
      const detail = this.known.get(key);
      return detail ? [[key, detail] as const] : [];
    }));
    const oldest = this.known.keys();
    for (let over = this.known.size - REMEMBERED; over > 0; over -= 1) this.known.delete(oldest.next().value ?? "");
    return found;
  }

  private look(units: readonly string[]): void {
    const { session, now, policy } = this;
    const plan = policy ? looked(session, "plan", { policy, now, units }).units : [];
    const planned = new Map(plan.map((unit) => [unit.unit, unit.snapshots ?? []]));
    for (const unit of looked(session, "chains", { now, units }).units) {
      const { snapshots = [] } = unit;
      const facts = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
      this.known.set(unit.unit, { chain: { ...unit, snapshots }, facts, planned: planned.get(unit.unit) ?? [] });
    }
  }
}
