/** A live read: the list flow of the core, pumped by the core's own face. The token stays in this worker's memory. */

import { LiveRead, type Session } from "../core/pkg/snap_wasm.js";
import type { LiveTarget } from "../core/protocol.ts";
import type { Added, Answer, AskList, CoreError, FlowStep } from "../core/vocabulary.ts";
import { Failure, unwrap } from "./answer.ts";
import type { JobControl } from "./job.ts";

export interface LiveResult {
  readonly session: Session;
  readonly documents: readonly Added[];
  readonly closing: string;
  readonly incomplete: CoreError | null;
}

/** Reads disks and snapshots of subscriptions or of a group. Stopping keeps what was read; nothing read is an error. */
export async function readLive(target: LiveTarget & { token: string; now: string }, job: JobControl): Promise<LiveResult> {
  const { endpoint, subscriptions, resourceGroup, through, now } = target;
  const request: AskList = { flow: "list", now, endpoint, subscriptions, resourceGroup, through, what: ["disks", "snapshots"] };
  const read = new LiveRead(new TextEncoder().encode(JSON.stringify(request)));
  unwrap(read.opened());

  const documents: Added[] = [];
  const problems: CoreError[] = [];
  let closing = "";
  job.onStop(() => read.stop());
  const host = {
    // A pasted token cannot be renewed: the same one goes out again, and the service's refusal is what is shown.
    token: () => Promise.resolve(target.token),
    step(json: string): void {
      const step = JSON.parse(json) as FlowStep;
      if (step.step === "progress") job.step({ what: "live", text: step.text, done: step.done, ...(step.of === null ? {} : { of: step.of }) });
      else if (step.step === "done") closing = step.summary.sentence;
      else if (step.step === "item" && step.kind === "failed") problems.push({ code: step.code ?? "failed", message: step.message ?? closing, target: step.target });
    },
    // Its warnings are not shown: that one page is not all of a list is no news in a flow that reads on by itself.
    added(json: string): void {
      const answer = JSON.parse(json) as Answer<Added>;
      if ("ok" in answer) documents.push(answer.ok);
      else if ("error" in answer) problems.push(answer.error);
    },
  };
  await read.run(host);
  const [first] = problems;
  if (documents.every((page) => page.disks + page.snapshots === 0) && (first || job.stopped)) {
    read.free();
    throw new Failure(job.stopped || !first ? { code: "stopped", message: closing, target: endpoint } : first);
  }
  job.stopped = false;
  return { session: read.session(), documents, closing, incomplete: first ?? null };
}
