/** The page's side of the worker: typed questions, one promise each. */

import workerUrl from "../worker/main.ts?worker&url";
import { ownScript } from "./trusted.ts";
import { AT_ONCE, english } from "./protocol.ts";
import type { Ask, CallName, FromWorker, Reply, Step, ToWorker } from "./protocol.ts";
import type { CoreError } from "./vocabulary.ts";

/** An error answer of the core, thrown where a promise is awaited. */
export class CoreFailure extends Error {
  constructor(readonly error: CoreError) {
    super(english(error.message));
  }
}

/** What the page shows of a problem that was thrown: the core's words, or that something broke inside the page. */
export function errorOf(problem: unknown): CoreError {
  return problem instanceof CoreFailure ? problem.error : { code: "internal", message: String(problem), target: null };
}

interface Open {
  readonly resolve: (answer: never) => void;
  readonly reject: (failure: Error) => void;
  readonly step: ((step: Step) => void) | undefined;
}

/** A question under way. */
export interface Job<T> {
  readonly answer: Promise<T>;
  /** Asks the worker to stop; what was done so far is kept where the call says so. */
  stop(): void;
}

export class CoreClient {
  private readonly worker = startWorker();
  private readonly open = new Map<number, Open>();
  private last = 0;
  /** Called with every question that waits in line, the linter's aside. */
  waiting: ((answer: Promise<unknown>) => void) | null = null;

  constructor() {
    this.worker.addEventListener("message", (event: MessageEvent<FromWorker>) => this.receive(event.data));
    this.worker.addEventListener("error", (event) => {
      event.preventDefault();
      const failure = new CoreFailure({ code: "worker_stopped", message: event.message || "the worker stopped", target: null });
      for (const job of this.open.values()) job.reject(failure);
      this.open.clear();
    });
  }

  /** Asks and waits. Buffers in `transfer` move to the worker and are empty afterwards. */
  ask<N extends CallName>(name: N, ask: Ask<N>, step?: (step: Step) => void, transfer: Transferable[] = []): Job<Reply<N>> {
    const id = ++this.last;
    const answer = new Promise<Reply<N>>((resolve, reject) => {
      this.open.set(id, { resolve: resolve as Open["resolve"], reject, step });
      this.worker.postMessage({ id, name, ask } satisfies ToWorker, transfer);
    });
    if (name !== "lint" && !AT_ONCE.has(name)) this.waiting?.(answer);
    return { answer, stop: () => this.worker.postMessage({ stop: id } satisfies ToWorker) };
  }

  private receive(message: FromWorker): void {
    const job = this.open.get(message.id);
    if (!job) return;
    if ("step" in message) {
      job.step?.(message.step);
      return;
    }
    this.open.delete(message.id);
    if ("error" in message) job.reject(new CoreFailure(message.error));
    else job.resolve(message.answer as never);
  }
}

function startWorker(): Worker {
  return new Worker(ownScript(workerUrl), { type: "module", name: "snapline-core" });
}
