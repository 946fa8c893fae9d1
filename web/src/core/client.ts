/** The page's side of the worker: typed questions, one promise each. */

import workerUrl from "../worker/main.ts?worker&url";
import { ownScript } from "./trusted.ts";
import { AGAIN, AT_ONCE, english } from "./protocol.ts";
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
  /** As it was asked; null where buffers moved to the worker with it. */
  readonly message: ToWorker | null;
}

/** A question under way. */
export interface Job<T> {
  readonly answer: Promise<T>;
  /** Asks the worker to stop; what was done so far is kept where the call says so. */
  stop(): void;
}

export class CoreClient {
  private readonly open = new Map<number, Open>();
  private worker = this.started("snapline-core");
  private last = 0;
  /** Called with every question that waits in line, the linter's aside. */
  waiting: ((answer: Promise<unknown>) => void) | null = null;
  /** Called when what somebody had opened is gone. */
  lost: ((error: CoreError) => void) | null = null;

  /** Asks and waits. Buffers in `transfer` move to the worker and are empty afterwards. */
  ask<N extends CallName>(name: N, ask: Ask<N>, step?: (step: Step) => void, transfer: Transferable[] = []): Job<Reply<N>> {
    const id = ++this.last;
    const answer = new Promise<Reply<N>>((resolve, reject) => {
      const message = { id, name, ask } satisfies ToWorker;
      this.open.set(id, { resolve: resolve as Open["resolve"], reject, step, message: transfer.length > 0 ? null : message });
      this.worker.postMessage(message, transfer);
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
    if (!("error" in message)) return job.resolve(message.answer as never);
    const failure = new CoreFailure(message.error);
    job.reject(failure);
    if (message.cutOff) this.again(failure, message.cutOff === "opened");
  }

  /**
   * Another worker in the place of one whose core was cut off. What else was asked of that one is asked of it, except of
   * what somebody had opened: that went with the worker.
   */
  private again(failure: CoreFailure, opened: boolean): void {
    this.worker.terminate();
    this.worker = this.started(AGAIN);
    if (opened) {
      this.giveUp(failure);
      this.lost?.(failure.error);
      return;
    }
    for (const [id, job] of this.open) {
      if (job.message) this.worker.postMessage(job.message);
      else {
        this.open.delete(id);
        job.reject(failure);
      }
    }
  }

  private started(name: string): Worker {
    const worker = new Worker(ownScript(workerUrl), { type: "module", name });
    worker.addEventListener("message", (event: MessageEvent<FromWorker>) => this.receive(event.data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.giveUp(new CoreFailure({ code: "worker_stopped", message: event.message || "the worker stopped", target: null }));
    });
    return worker;
  }

  /** What was asked is not answered any more. */
  private giveUp(failure: CoreFailure): void {
    for (const job of this.open.values()) job.reject(failure);
    this.open.clear();
  }
}
