/** A long job's line to the page: steps out, a stop in. */

import type { Session } from "../core/pkg/snap_wasm.js";
import type { Step } from "../core/protocol.ts";
import type { Answer, Verbs } from "../core/vocabulary.ts";
import { decode, Failure, unwrapValue } from "./answer.ts";

export interface JobControl {
  stopped: boolean;
  step(step: Step): void;
  onStop(act: () => void): void;
  stop(): void;
}

/** Units of work between two looks at the messages: about 20 ms. */
const SLICE = 4000;

/** The value of a verb that is run in slices. */
export async function sliced<V extends keyof Verbs>(session: Session, verb: V, ask: Verbs[V]["ask"], what: Step["what"], job: JobControl): Promise<Verbs[V]["answer"]> {
  return unwrapValue(await inSlices(session, verb, ask, what, job));
}

/** An answer that is whole. */
type Whole<T> = Exclude<Answer<T>, { more: true }>;

/** Runs a verb, its sentences in parts, in slices, so that a stop, and windows of what is already there, are answered in between. */
export async function inSlices<V extends keyof Verbs>(session: Session, verb: V, ask: Verbs[V]["ask"], what: Step["what"], job: JobControl): Promise<Whole<Verbs[V]["answer"]>> {
  const call = (body: object) => asked<V>(session, body);
  let answer = call({ verb, ...ask, words: "parts", work: SLICE });
  while ("more" in answer) {
    job.step({ what, ...answer.progress });
    await breathe();
    if (job.stopped) {
      call({ verb: "stop" });
      throw new Failure({ code: "stopped", message: "stopped", target: null });
    }
    answer = call({ verb: "continue", work: SLICE });
  }
  return answer;
}

/** The value of a verb that looks little up: answered at once, and what is under way stays so. */
export function looked<V extends keyof Verbs>(session: Session, verb: V, ask: Verbs[V]["ask"]): Verbs[V]["answer"] {
  return unwrapValue(asked<V>(session, { verb, ...ask, words: "parts" }));
}

function asked<V extends keyof Verbs>(session: Session, body: object): Answer<Verbs[V]["answer"]> {
  return decode(session.call(new TextEncoder().encode(JSON.stringify(body))));
}

const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/** Lets waiting messages in. A channel, because timers are held back to 4 ms when nested. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
