/** The linter in the background: begins when the plan is done and nothing else is asked, and steps back for what is. */

import { type CoreClient, errorOf, type Job } from "../core/client.ts";
import type { LintHead, Step } from "../core/protocol.ts";
import type { CoreError, Policy } from "../core/vocabulary.ts";

/** Milliseconds of rest before it begins, so that a stepper that is held down does not start it at every step. */
const REST = 150;

export class Checker {
  /** The newest answer. It stays until the next one is here. */
  head: LintHead | null = null;
  /** The policy that `head` is about. */
  checked: Policy | null = null;
  step: Step | null = null;
  failed: CoreError | null = null;
  /** Somebody pressed stop; it begins again when asked to, or with another policy. */
  stopped = false;

  private job: Job<LintHead> | null = null;
  private timer = 0;
  private policy: Policy | null = null;
  private aside = 0;

  constructor(private readonly client: CoreClient, private readonly changed: () => void) {}

  get busy(): boolean {
    return this.job !== null || this.timer !== 0;
  }

  /** Checks this policy soon; what is under way is dropped. */
  begin(policy: Policy): void {
    this.pause();
    this.policy = policy;
    this.stopped = false;
    this.timer = window.setTimeout(() => void this.run(policy), REST);
    this.changed();
  }

  /** Makes room in the worker for what somebody waits for, and begins anew after it. */
  stepAside(done: Promise<unknown>): void {
    const { policy } = this;
    if (!this.busy || policy === null) return;
    this.pause();
    const turn = ++this.aside;
    const back = () => {
      if (turn === this.aside && !this.busy && !this.stopped && this.policy === policy) this.begin(policy);
    };
    done.then(back, back);
  }

  private pause(): void {
    clearTimeout(this.timer);
    this.timer = 0;
    this.job?.stop();
    this.job = null;
    this.step = null;
  }

  stop(): void {
    this.pause();
    this.stopped = true;
    this.changed();
  }

  /** Other data: what was found is about what is no longer there. */
  forget(): void {
    this.pause();
    this.policy = null;
    this.head = null;
    this.checked = null;
    this.failed = null;
  }

  private async run(policy: Policy): Promise<void> {
    this.timer = 0;
    const job = this.client.ask("lint", { policy }, (step) => {
      if (this.job !== job) return;
      this.step = step;
      this.changed();
    });
    this.job = job;
    this.changed();
    try {
      const head = await job.answer;
      if (this.job !== job) return;
      this.head = head;
      this.checked = policy;
      this.failed = null;
    } catch (problem) {
      if (this.job !== job) return;
      // A policy that is refused is told where it is changed; the findings of the last good one are not its own.
      this.head = null;
      this.failed = errorOf(problem);
    }
    this.job = null;
    this.step = null;
    this.changed();
  }
}
