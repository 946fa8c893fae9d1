/**
 * The future of one chain. The core is asked once for each policy and answers all days at once; for a date that somebody
 * looks at it is asked for the reasons of that date. In between nothing is asked: the columns tell any day's state.
 */

import type { Session } from "../core/pkg/snap_wasm.js";
import type { Against, Beside, BesideAsk, Future, FutureAsk, Parting, Stand, StandAsk } from "../core/protocol.ts";
import type { AskSimulate, LimitInfo, Policy, SimulatedUnit, Verbs } from "../core/vocabulary.ts";
import { Failure } from "./answer.ts";
import { columnsOf, costsOf, WINDOWS } from "./columns.ts";
import { type JobControl, sliced } from "./job.ts";

/** What the future is asked of: the loaded documents and their clock. */
export interface Ground {
  readonly session: Session;
  readonly now: string;
}

export class FutureBook {
  /** When the days of the last future end, to ask for a date by. */
  private ends: Float64Array = new Float64Array();
  private limits: readonly LimitInfo[] | null = null;
  /** The dashed line stays while the policy beside it changes. */
  private beside: { readonly key: string; readonly session: Session; readonly side: SimulatedUnit } | null = null;

  /** Works out the future under a policy. */
  async future(ground: Ground, ask: FutureAsk, job: JobControl): Promise<Future> {
    const read = await call(ground, "policy", { policy: ask.policy, now: ground.now }, job);
    const unit = await this.side(ground, ask, ask.policy, { weather: ask.weather }, job);
    const a = columnsOf(unit, Date.parse(ground.now));
    this.ends = a.ends;
    return {
      unit: ask.unit, label: unit.label ?? ask.unit, now: ground.now, zone: ask.policy.zone, line: read.text, empty: read.empty,
      clockChanges: read.clockChanges ?? [], nextSlot: read.slots?.[0]?.at ?? null,
      warnFrom: await this.warnFrom(ground, job, unit.peak.of), a,
    };
  }

  /** What stands beside it: the future it is compared with, and what both cost. */
  async besides(ground: Ground, ask: BesideAsk, job: JobControl): Promise<Beside> {
    const { model } = ask;
    const cost = await call(ground, "cost", { now: ground.now, units: [ask.unit], model }, job);
    const own = await this.side(ground, ask, ask.policy, { weather: ask.weather, model, detail: "days", windows: [] }, job);
    const other = ask.against.kind === "none" ? null : await this.other(ground, ask, ask.against, job);
    const [unit] = cost.units;
    const length = this.ends.length;
    return {
      b: other && columnsOf(other, Date.parse(ground.now)),
      costs: { a: costsOf(own.monthly, length), b: other && costsOf(other.monthly, length) },
      terms: {
        currency: cost.prices.currency, asOf: cost.prices.asOf, source: cost.prices.source, perGiBMonth: own.monthly ? Number(own.monthly.perGiBMonth) : null, used: unit?.used ?? null,
        changePerDay: unit?.changePerDay ?? null, assumptions: [...(unit?.assumptions ?? []), ...cost.assumptions],
      },
    };
  }

  /** Where pruning once would leave something else than pruning run by run. */
  async parting(ground: Ground, ask: FutureAsk, job: JobControl): Promise<Parting | null> {
    const { differsFromOneShot: differs } = await this.side(ground, ask, ask.policy, { weather: ask.weather, detail: "summary", windows: null, oneShot: true }, job);
    return differs && { at: differs.at, everyRun: differs.oneIn === 1, onlyByRuns: differs.onlyByRuns.length, onlyAtOnce: differs.onlyAtOnce.length };
  }

  /** The state at the end of a day, each snapshot with its reasons; with `dropped` also what went on that day. */
  async stand(ground: Ground, ask: StandAsk, job: JobControl): Promise<Stand> {
    const end = this.ends[ask.day];
    if (end === undefined) return { day: ask.day, snapshots: [], dropped: [] };
    const at = [...(ask.dropped ?? []), end - 1].map((instant) => new Date(instant).toISOString());
    const { units } = await call(ground, "simulate", {
      policy: ask.policy, now: ground.now, until: new Date(end).toISOString(), units: [ask.unit], weather: ask.weather, oneShot: false, at,
    }, job);
    const told = units[0]?.at ?? [];
    const gone = told.slice(0, -1).flatMap(({ snapshots }) => snapshots.filter(({ there }) => !there));
    return { day: ask.day, snapshots: told.at(-1)?.snapshots.filter(({ there }) => there) ?? [], dropped: gone.reverse() };
  }

  private async other(ground: Ground, ask: BesideAsk, against: Against, job: JobControl): Promise<SimulatedUnit> {
    const policy = await policyOf(ground, against, ask.policy, job);
    // What exists is left alone by letting every run be missed.
    const weather = against.kind === "left" ? { missedEveryNth: 1 } : ask.weather;
    const more = { weather, model: ask.model };
    const key = JSON.stringify([policy, more, ask.unit, ask.days, ground.now]);
    if (this.beside?.key === key && this.beside.session === ground.session) return this.beside.side;
    const side = await this.side(ground, ask, policy, more, job);
    this.beside = { key, session: ground.session, side };
    return side;
  }

  private async side(ground: Ground, ask: FutureAsk, policy: Policy, more: Partial<AskSimulate>, job: JobControl): Promise<SimulatedUnit> {
    const { units } = await call(ground, "simulate", {
      policy, now: ground.now, days: ask.days, units: [ask.unit], detail: "lives", windows: WINDOWS, oneShot: false, ...more,
    }, job);
    const [unit] = units;
    if (!unit) throw new Failure({ code: "unit_unknown", message: "this chain is no longer loaded", target: ask.unit });
    return unit;
  }

  private async warnFrom(ground: Ground, job: JobControl, of: number): Promise<number> {
    this.limits ??= (await call(ground, "limits", {}, job)).limits;
    return this.limits.find(({ id }) => id === "L1")?.warnFrom ?? of;
  }
}

function call<V extends keyof Verbs>(ground: Ground, verb: V, ask: Verbs[V]["ask"], job: JobControl): Promise<Verbs[V]["answer"]> {
  return sliced(ground.session, verb, ask, "future", job);
}

/** The policy of the dashed line, by the clock and the schedule of the one it is compared with. */
async function policyOf(ground: Ground, against: Against, own: Policy, job: JobControl): Promise<Policy> {
  if (against.kind === "policy") return against.policy;
  if (against.kind === "preset") return (await call(ground, "policy", { policy: own, as: against.name }, job)).policy;
  if (against.kind === "unpruned") return { zone: own.zone, keep: {}, schedule: own.schedule ?? null };
  return own;
}
