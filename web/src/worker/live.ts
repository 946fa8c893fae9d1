/** A live read: the list flow of the core, pumped by the core's own face. The token stays in this worker's memory. */

import { LiveRead, type Session } from "../core/pkg/snap_wasm.js";
import type { Closing, LiveTarget } from "../core/protocol.ts";
import type { Added, Answer, AskList, CoreError, FlowStep, FlowSummary } from "../core/vocabulary.ts";
import { Failure, unwrap } from "./answer.ts";
import type { JobControl } from "./job.ts";

export interface LiveResult {
  readonly session: Session;
  readonly documents: readonly Added[];
  readonly closing: Closing;
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
  let summary: FlowSummary | null = null;
  job.onStop(() => read.stop());
  const host = {
    // A pasted token cannot be renewed: the same one goes out again, and the service's refusal is what is shown.
    token: () => Promise.resolve(target.token),
    step(json: string): void {
      const step = JSON.parse(json) as FlowStep;
      if (step.step === "progress") job.step({ what: "live", text: step.text, done: step.done, ...(step.of === null ? {} : { of: step.of }) });
      else if (step.step === "done") summary = step.summary;
      else if (step.step === "item" && step.kind === "failed") problems.push({ code: step.code ?? "failed", message: step.message ?? "", target: step.target });
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
  const { sentence, pages, failed } = ended(summary);
  if (documents.every((page) => page.disks + page.snapshots === 0) && (first || job.stopped)) {
    read.free();
    throw new Failure(job.stopped || !first ? { code: "stopped", message: sentence, target: endpoint } : first);
  }
  job.stopped = false;
  return { session: read.session(), documents, closing: { pages, failed }, incomplete: first ?? null };
}

/** Every flow ends with its summary. */
function ended(summary: FlowSummary | null): FlowSummary {
  if (summary) return summary;
  throw new Failure({ code: "internal", message: "the read ended without saying what it came to", target: null });
}
