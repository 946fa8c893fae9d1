/** The worker: owns the core and every loaded document, answers the page's questions one at a time. */

import { cutOff, first, whole } from "./halves.ts";
import { callWithoutSession } from "../core/pkg/snap_wasm.js";
import { AGAIN, AT_ONCE } from "../core/protocol.ts";
import type { Ask, CallName, Fleet, FromWorker, Refusal, Reply, Step, ToWorker } from "../core/protocol.ts";
import type { Answer, Verbs } from "../core/vocabulary.ts";
import { decode, failureOf, told, unwrapValue } from "./answer.ts";
import { Engine } from "./engine.ts";
import { FutureBook } from "./future.ts";
import type { JobControl } from "./job.ts";
import { readLive } from "./live.ts";
import { sampleDocuments, SAMPLE_NOW } from "../sample/fleet.ts";

const engine = new Engine();
const book = new FutureBook();
const running = new Map<number, JobControl>();
/** Verbs of one session drop each other's pending work, so jobs that need the core wait in line. */
let line: Promise<unknown> = first;

type Handlers = { [N in CallName]: (ask: Ask<N>, job: JobControl) => Reply<N> | Promise<Reply<N>> };

const handlers: Handlers = {
  presets() {
    const { version } = unwrapValue(bare("version", {}));
    return { version, ...unwrapValue(bare("presets", {})) };
  },
  sample: async (_ask, job) => loaded(await engine.open("sample", sampleDocuments(), SAMPLE_NOW, false, job)),
  open: (ask, job) => engine.open("own", ask.files, ask.now, ask.keep, job),
  async live(ask, job) {
    const read = await readLive(ask, job);
    return { ...(await engine.adopt("live", read.session, read.documents, ask.now, job)), closing: read.closing, incomplete: read.incomplete };
  },
  fleet: (ask) => engine.fleetPage(ask),
  disk: (ask) => engine.disk(ask.unit),
  plan: (ask, job) => engine.planWith(ask.policy, job),
  lint: (ask, job) => engine.lintWith(ask.policy, job),
  export: (ask, job) => engine.exportWith(ask, job),
  policy: (ask) => unwrapValue(bare("policy", ask)),
  restore: ({ snapshot, sku }, job) => engine.restore(snapshot, sku, job),
  facts: ({ snapshot }, job) => engine.facts(snapshot, job),
  ranges: ({ pages, diskSizeBytes }) => told(bare("ranges", { pages, diskSizeBytes })),
  planRows: (ask) => engine.planPage(ask),
  future: (ask, job) => book.future(engine.ground, ask, job),
  beside: (ask, job) => book.besides(engine.ground, ask, job),
  parting: (ask, job) => book.parting(engine.ground, ask, job),
  stand: (ask, job) => book.stand(engine.ground, ask, job),
};

/** Questions of the first view: what they need of the core is there at once. */
const FIRST_VIEW: ReadonlySet<CallName> = new Set<CallName>(["presets", "sample", "fleet", "disk", "planRows"]);
/** In the place of a worker whose core was cut off over the sample, this one has the sample again, and all of the core for what is more than looking at it. */
const again = self.name === AGAIN;
/** Questions that need nothing loaded, or load it themselves. */
const BY_ITSELF: ReadonlySet<CallName> = new Set<CallName>(["presets", "policy", "ranges", "sample", "open", "live"]);
let sample: Promise<unknown> | null = null;
// The rest is fetched while a person looks at the first view.
void first.then(whole).catch(() => undefined);

self.addEventListener("message", (event: MessageEvent<ToWorker>) => {
  const message = event.data;
  if ("stop" in message) {
    running.get(message.stop)?.stop();
    return;
  }
  const job = control(message.id);
  running.set(message.id, job);
  const work = () => answer(message.id, message.name, message.ask, job);
  if (AT_ONCE.has(message.name)) void work();
  else line = line.then(work, work);
});

async function answer<N extends CallName>(id: number, name: N, ask: unknown, job: JobControl): Promise<void> {
  try {
    await (FIRST_VIEW.has(name) && (!again || AT_ONCE.has(name)) ? first : whole());
    if (again && engine.source === null && !BY_ITSELF.has(name)) await sampleAgain();
    const handler = handlers[name] as (ask: Ask<N>, job: JobControl) => Reply<N> | Promise<Reply<N>>;
    post({ id, answer: await handler(ask as Ask<N>, job) });
  } catch (problem) {
    const opened = engine.source === "own" || engine.source === "live";
    post({ id, error: failureOf(problem), ...(cutOff(problem) ? { cutOff: opened ? "opened" : "sample" } : {}) });
  } finally {
    running.delete(id);
  }
}

/** Once for all that wait for it. */
function sampleAgain(): Promise<unknown> {
  sample ??= engine.open("sample", sampleDocuments(), SAMPLE_NOW, false, control(0)).catch((problem: unknown) => {
    sample = null;
    throw problem;
  });
  return sample;
}

function control(id: number): JobControl {
  const stops: (() => void)[] = [];
  return {
    stopped: false,
    step: (step: Step) => post({ id, step }),
    onStop(act) {
      if (this.stopped) act();
      else stops.push(act);
    },
    stop() {
      this.stopped = true;
      for (const act of stops) act();
    },
  };
}

function loaded(fleet: Fleet | { refused: readonly Refusal[] }): Fleet {
  if (!("summary" in fleet)) throw new Error("the sample fleet was refused by the core");
  return fleet;
}

/** What needs no documents, its sentences in parts. */
function bare<V extends keyof Verbs>(verb: V, ask: Verbs[V]["ask"]): Answer<Verbs[V]["answer"]> {
  return decode(callWithoutSession(new TextEncoder().encode(JSON.stringify({ verb, ...ask, words: "parts" }))));
}

function post(message: FromWorker): void {
  self.postMessage(message);
}
