/** The fleet's rows: searched, filtered, sorted and cut into windows here, so that the page only draws what is seen. */

import type { FleetFilter, FleetPage, FleetQuery, FleetSort } from "../core/protocol.ts";
import type { Level, Unit, UnitRow } from "../core/vocabulary.ts";

/** The vocabulary's order of states; a code that is not among them stands with its level. */
const WORST_FIRST = [
  "limit_reached", "pending_full", "last_failed", "never_taken", "nearly_full", "links_full", "still_copying", "not_known",
  "orphan", "earlier_disk", "copy", "ready",
];
const LEVEL_AT: Readonly<Record<Level, number>> = { stop: 0, warn: 4, watch: 6, quiet: 8 };

const FILTERS: Readonly<Record<FleetFilter, (row: Row) => boolean>> = {
  all: () => true,
  needs: ({ row }) => row.stateLevel === "stop" || row.stateLevel === "warn",
  copying: ({ row }) => row.pending > 0,
  recreated: ({ labels }) => labels.includes("recreated"),
  copies: ({ labels }) => labels.includes("copy"),
  orphans: ({ labels }) => labels.includes("orphan"),
};

interface Row {
  readonly row: UnitRow;
  readonly labels: readonly string[];
  /** What a search looks in, lower case. */
  readonly text: string;
  /** The core's own order, which breaks every tie. */
  readonly at: number;
}

export class FleetTable {
  private readonly rows: readonly Row[];
  private last: { readonly key: string; readonly rows: readonly Row[]; readonly counts: FleetPage["counts"] } | null = null;

  /** Rows are flat; the words of a state, as parts, are its unit's. */
  constructor(rows: readonly UnitRow[], units: ReadonlyMap<string, Unit>) {
    this.rows = rows.map((row, at) => ({
      row: worded(row, units.get(row.unit)),
      labels: JSON.parse(row.labels) as string[],
      text: [row.label, row.diskName, row.resourceGroupName, row.location, row.subscriptionId].join("\n").toLowerCase(),
      at,
    }));
  }

  page(ask: FleetQuery & { from: number; count: number }): FleetPage {
    const { rows, counts } = this.view(ask);
    const from = Math.max(0, Math.min(ask.from, rows.length));
    return { total: rows.length, from, rows: rows.slice(from, from + ask.count).map(({ row }) => row), counts };
  }

  private view(ask: FleetQuery) {
    const key = JSON.stringify([ask.filter, ask.sort, ask.descending, ask.search]);
    if (this.last?.key === key) return this.last;
    const words = ask.search.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.rows.filter((row) => words.every((word) => row.text.includes(word)));
    const counts = Object.fromEntries(
      Object.entries(FILTERS).map(([name, test]) => [name, found.filter(test).length]),
    ) as Record<FleetFilter, number>;
    const order = ORDERS[ask.sort];
    const sign = ask.descending ? -1 : 1;
    const rows = found.filter(FILTERS[ask.filter]).sort((a, b) => sign * order(a.row, b.row) || a.at - b.at);
    this.last = { key, rows, counts };
    return this.last;
  }
}

function worded(row: UnitRow, unit: Unit | undefined): UnitRow {
  return unit ? { ...row, stateTitle: unit.state.title, stateDetail: unit.state.detail } : row;
}

type Order = (a: UnitRow, b: UnitRow) => number;

const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const byText = (text: (row: UnitRow) => string | null): Order => (a, b) => names.compare(text(a) ?? "", text(b) ?? "");
const byNumber = (number: (row: UnitRow) => number): Order => (a, b) => number(a) - number(b);

const ORDERS: Readonly<Record<FleetSort, Order>> = {
  state: byNumber((row) => {
    const at = WORST_FIRST.indexOf(row.stateCode);
    return at < 0 ? LEVEL_AT[row.stateLevel] : at;
  }),
  disk: byText((row) => row.label),
  kind: (a, b) => byText((row) => row.kind)(a, b) || byNumber((row) => row.diskSizeGB ?? -1)(a, b),
  count: byNumber((row) => row.snapshots),
  newest: byNumber((row) => row.newestRestorableAgeSeconds ?? Number.MAX_SAFE_INTEGER),
  pending: byNumber((row) => row.pending),
};
