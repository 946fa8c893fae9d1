/** The plan's rows: a head for each chain and its snapshots below, newest first, cut into windows. */

import type { PlanPage, PlanQuery, PlanRow } from "../core/protocol.ts";
import type { Plan, PlanSnapshot, PlanUnit, Unit } from "../core/vocabulary.ts";

/** Where a row comes from; rows are built only when they are looked at. */
interface Place {
  readonly unit: PlanUnit;
  readonly snapshot: PlanSnapshot | null;
}

export class PlanTable {
  private last: { readonly key: string; readonly places: readonly Place[] } | null = null;
  private readonly facts = new Map<string, ReadonlyMap<string, Unit["snapshots"][number]>>();

  constructor(private readonly plan: Plan, private readonly units: ReadonlyMap<string, Unit>) {}

  page(ask: PlanQuery & { from: number; count: number }): PlanPage {
    const places = this.view(ask);
    const from = Math.max(0, Math.min(ask.from, places.length));
    return { total: places.length, from, rows: places.slice(from, from + ask.count).map((place) => this.row(place)) };
  }

  private view(ask: PlanQuery): readonly Place[] {
    const key = JSON.stringify([ask.verdict, ask.unit]);
    if (this.last?.key === key) return this.last.places;
    const places: Place[] = [];
    for (const unit of this.plan.units) {
      if (ask.unit !== null && unit.unit !== ask.unit) continue;
      const shown = unit.snapshots.filter(({ verdict }) => ask.verdict === "all" || verdict === ask.verdict);
      if (shown.length === 0) continue;
      places.push({ unit, snapshot: null });
      for (const snapshot of shown) places.push({ unit, snapshot });
    }
    this.last = { key, places };
    return places;
  }

  private row({ unit, snapshot }: Place): PlanRow {
    const chain = this.units.get(unit.unit);
    if (!snapshot) {
      const { keep, drop, hold, notCounted, next } = unit;
      const place = [chain?.disk?.resourceGroup, chain?.location].filter(Boolean).join(" · ");
      return { kind: "unit", unit: unit.unit, label: chain?.label ?? unit.unit, place, keep, drop, hold, notCounted, next: next.why };
    }
    const { id, verdict, wouldDrop, reasons } = snapshot;
    const fact = this.factsOf(unit.unit).get(id);
    return {
      kind: "snapshot", unit: unit.unit, copy: chain?.labels.includes("copy") ?? false, id, verdict, wouldDrop, reasons,
      name: fact?.name ?? id, instant: fact?.instant ?? null, state: fact?.state ?? "unknown", completionPercent: fact?.completionPercent ?? null,
    };
  }

  private factsOf(unit: string) {
    let facts = this.facts.get(unit);
    if (!facts) {
      facts = new Map(this.units.get(unit)?.snapshots.map((snapshot) => [snapshot.id, snapshot]));
      this.facts.set(unit, facts);
    }
    return facts;
  }
}
