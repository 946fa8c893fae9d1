/** What is loaded, what was derived from it, and how a new load replaces an old one: wholly or not at all. */

import { Session } from "../core/pkg/snap_wasm.js";
import type {
  DiskDetail, ExportAsk, Fleet, FleetPage, FleetQuery, LintHead, OpenFile, PlanHead, PlanPage, PlanQuery, Refusal, SourceKind, Told, Warned,
} from "../core/protocol.ts";
import type { Added, Exported, FlatRow, PlanUnit, Policy, Restore, Unit, UnitRow } from "../core/vocabulary.ts";
import { decode, Failure, told } from "./answer.ts";
import { Details } from "./details.ts";
import { FleetTable } from "./fleet-table.ts";
import type { Ground } from "./future.ts";
import { breathe, inSlices, type JobControl, sliced } from "./job.ts";
import { count, PlanTable } from "./plan-table.ts";

interface Loaded {
  readonly source: SourceKind;
  readonly session: Session;
  readonly documents: readonly Added[];
  readonly now: string;
  /** Without their snapshots. */
  readonly units: ReadonlyMap<string, Unit>;
  readonly fleet: FleetTable;
  details: Details;
  plan: { readonly units: ReadonlyMap<string, PlanUnit>; readonly table: PlanTable } | null;
}

export class Engine {
  private loaded: Loaded | null = null;

  /** Reads files into a new session, or into the present one with `keep`. Refused files change nothing. */
  async open(source: SourceKind, files: readonly OpenFile[], now: string, keep: boolean, job: JobControl): Promise<Fleet | { refused: Refusal[] }> {
    const base = keep && this.loaded?.source === source ? this.loaded : null;
    const session = base?.session ?? new Session();
    const documents: Added[] = [...(base?.documents ?? [])];
    const refused: Refusal[] = [];
    const warned: Warned[] = [];
    const total = files.reduce((sum, file) => sum + file.bytes.byteLength, 0);
    let done = 0;
    for (const file of files) {
      job.step({ what: "reading", done, of: total, text: file.name });
      await breathe();
      if (job.stopped) break;
      const answer = decode<Added>(session.addInParts(new TextEncoder().encode(file.name), new Uint8Array(file.bytes)));
      if ("ok" in answer) {
        documents.push(answer.ok);
        warned.push(...answer.warnings.map((warning) => ({ name: file.name, warning })));
      } else if ("error" in answer) refused.push({ name: file.name, error: answer.error });
      done += file.bytes.byteLength;
    }
    if (documents.length === (base?.documents.length ?? 0)) {
      if (!base) session.free();
      if (job.stopped) throw new Failure({ code: "stopped", message: "stopped", target: null });
      return { refused };
    }
    job.stopped = false;
    return { ...(await this.adopt(source, session, documents, now, job)), refused, warned };
  }

  /** Derives everything from a filled session and shows it from now on. */
  async adopt(source: SourceKind, session: Session, documents: readonly Added[], now: string, job: JobControl): Promise<Fleet> {
    const chains = await sliced(session, "chains", { now, snapshots: false }, "chains", job);
    const rows = await sliced(session, "rows", { of: { verb: "chains", now }, table: "units" }, "chains", job);
    if (this.loaded && this.loaded.session !== session) this.loaded.session.free();
    const units = new Map(chains.units.map((unit) => [unit.unit, unit]));
    const details = new Details(session, now, null);
    this.loaded = { source, session, documents, now, units, fleet: new FleetTable(rows as readonly UnitRow[], units), details, plan: null };
    return { source, now: chains.now, summary: chains.summary, documents, refused: [], warned: [], notIncremental: chains.notIncremental.length, closing: null, incomplete: null };
  }

  fleetPage(ask: FleetQuery & { from: number; count: number }): FleetPage {
    return this.loaded?.fleet.page(ask) ?? new FleetTable([], new Map()).page(ask);
  }

  async planWith(policy: Policy, job: JobControl): Promise<PlanHead> {
    const loaded = this.need();
    const plan = await sliced(loaded.session, "plan", { policy, now: loaded.now, snapshots: false }, "plan", job);
    loaded.details = new Details(loaded.session, loaded.now, plan.policy);
    loaded.plan = { units: new Map(plan.units.map((unit) => [unit.unit, unit])), table: new PlanTable(plan.units, loaded.units, loaded.details) };
    const { keep, drop, hold, notCounted, sentence, kept } = plan.summary;
    return {
      hash: plan.hash,
      policy: plan.policy,
      sentence,
      counts: { keep, drop, hold, not_counted: notCounted },
      kept,
    };
  }

  async lintWith(policy: Policy, job: JobControl): Promise<LintHead> {
    const { session, now, units } = this.need();
    const lint = await sliced(session, "lint", { policy, now }, "lint", job);
    const findings = lint.findings.map((finding) => {
      const unit = units.get(finding.unit ?? "");
      return { ...finding, label: unit?.label ?? null, kind: unit?.disk?.kind ?? null, diskSizeGB: unit?.disk?.diskSizeGB ?? null };
    });
    return { ...lint, findings };
  }

  async exportWith(ask: ExportAsk, job: JobControl): Promise<Told<Exported>> {
    const { session, now } = this.need();
    return told(await inSlices(session, "export", { now, ...ask }, "export", job));
  }

  restore(snapshot: string, sku: string | null, job: JobControl): Promise<Restore> {
    const { session, now } = this.need();
    return sliced(session, "restore", { snapshot, sku, now }, "chains", job);
  }

  async facts(snapshot: string, job: JobControl): Promise<FlatRow | null> {
    const { session, now } = this.need();
    const [row] = await sliced(session, "rows", { of: { verb: "chains", now }, table: "snapshots", filter: { ids: [snapshot] } }, "chains", job);
    return (row as FlatRow | undefined) ?? null;
  }

  private need(): Loaded {
    if (!this.loaded) throw new Failure({ code: "nothing_loaded", message: "no disks are loaded", target: null });
    return this.loaded;
  }

  /** Where what is loaded came from. */
  get source(): SourceKind | null {
    return this.loaded?.source ?? null;
  }

  /** The loaded session and its clock, for what is asked of it directly. */
  get ground(): Ground {
    return this.need();
  }

  planPage(ask: PlanQuery & { from: number; count: number }): PlanPage {
    return this.loaded?.plan?.table.page(ask) ?? { total: 0, from: 0, rows: [] };
  }

  /** A chain with its relatives, oldest disk first, copies last, as the core sorted them. */
  disk(key: string): DiskDetail | null {
    const chosen = this.loaded?.units.get(key);
    if (!this.loaded || !chosen) return null;
    const id = chosen.disk.id?.toLowerCase();
    const related = (unit: Unit) => unit === chosen || (id !== undefined && unit.disk.id?.toLowerCase() === id) || unit.copyOf === key;
    const found = this.loaded.details.of([...this.loaded.units.values()].filter(related).map(({ unit }) => unit));
    const details = [...found.values()];
    const judged = Object.fromEntries(details.flatMap(({ planned }) => planned.map(({ id: snapshot, verdict, wouldDrop, reasons }) => [snapshot, { verdict, wouldDrop, reasons }])));
    const planned = this.loaded.plan?.units.get(key);
    const tally = planned ? { keep: planned.keep, drop: planned.drop, hold: planned.hold, notCounted: planned.notCounted, next: planned.next, all: count(planned, "all") } : null;
    return { chosen: key, units: details.map(({ chain }) => chain), judged, tally };
  }
}
