/** The plan's rows: a head for each chain and its snapshots below, newest first, cut into windows. */

import type { PlanPage, PlanQuery, PlanRow } from "../core/protocol.ts";
import type { PlanSnapshot, PlanUnit, Unit } from "../core/vocabulary.ts";
import type { Detail, Details } from "./details.ts";

/** The rows of one chain; they are built only when they are looked at. */
interface Span {
  readonly unit: PlanUnit;
  readonly from: number;
  readonly to: number;
}

export class PlanTable {
  private last: { readonly key: string; readonly spans: readonly Span[] } | null = null;

  constructor(private readonly planned: readonly PlanUnit[], private readonly units: ReadonlyMap<string, Unit>, private readonly details: Details) {}

  page(ask: PlanQuery & { from: number; count: number }): PlanPage {
    const spans = this.view(ask);
    const total = spans.at(-1)?.to ?? 0;
    const from = Math.max(0, Math.min(ask.from, total));
    const seen = spans.filter((span) => span.to > from && span.from < from + ask.count);
    const details = this.details.of(seen.map(({ unit }) => unit.unit));
    const rows = seen.flatMap(({ unit }) => [this.head(unit), ...below(unit, ask, details.get(unit.unit))]);
    const skipped = from - (seen[0]?.from ?? from);
    return { total, from, rows: rows.slice(skipped, skipped + ask.count) };
  }

  private view(ask: PlanQuery): readonly Span[] {
    const key = JSON.stringify([ask.verdict, ask.unit]);
    if (this.last?.key === key) return this.last.spans;
    const spans: Span[] = [];
    let from = 0;
    for (const unit of this.planned) {
      if (ask.unit !== null && unit.unit !== ask.unit) continue;
      const shown = count(unit, ask.verdict);
      if (shown === 0) continue;
      spans.push({ unit, from, to: from + 1 + shown });
      from += 1 + shown;
    }
    this.last = { key, spans };
    return spans;
  }

  private head({ unit, keep, drop, hold, notCounted, next }: PlanUnit): PlanRow {
    const chain = this.units.get(unit);
    const place = [chain?.disk.resourceGroup, chain?.location].filter(Boolean).join(" · ");
    return { kind: "unit", unit, label: chain?.label ?? unit, place, keep, drop, hold, notCounted, next: next.why };
  }
}

/** How many snapshots of a chain have a verdict. */
export function count({ keep, drop, hold, notCounted }: PlanUnit, verdict: PlanQuery["verdict"]): number {
  return { keep, drop, hold, not_counted: notCounted, all: keep + drop + hold + notCounted }[verdict];
}

function below({ unit }: PlanUnit, ask: PlanQuery, detail: Detail | undefined): readonly PlanRow[] {
  if (!detail) return [];
  const copy = detail.chain.labels.includes("copy");
  const row = ({ id, verdict, wouldDrop, reasons }: PlanSnapshot): PlanRow => {
    const fact = detail.facts.get(id);
    return {
      kind: "snapshot", unit, copy, id, verdict, wouldDrop, reasons,
      name: fact?.name ?? id, instant: fact?.instant ?? null, state: fact?.state ?? "unknown", completionPercent: fact?.completionPercent ?? null,
    };
  };
  return detail.planned.filter(({ verdict }) => ask.verdict === "all" || verdict === ask.verdict).map(row);
}
