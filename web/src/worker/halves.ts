/** The core in the worker: its first half at once, the rest before it is first needed. */

import { begin, join } from "../core/pkg/later.js";
import init from "../core/pkg/snap_wasm.js";
import firstUrl from "../core/pkg/snap_wasm_bg.wasm?url";
import restUrl from "../core/pkg/snap_wasm_rest.wasm?url";
import { Failure } from "./answer.ts";

/** The first half is there: it reads documents and tells chains. */
export const first: Promise<void> = init({ module_or_path: firstUrl }).then((exports) => begin(exports, readNow));

let rest: Promise<void> | null = null;

/** All of it is there. Where the rest could not be loaded, whoever asks next has it tried again. */
export function whole(): Promise<void> {
  rest ??= first.then(load).catch((problem: unknown) => {
    rest = null;
    throw problem;
  });
  return rest;
}

async function load(): Promise<void> {
  const reply = await fetch(restUrl).catch((problem: unknown) => { throw missing(String(problem)); });
  if (!reply.ok) throw missing(`answered ${reply.status}`);
  join(await WebAssembly.compile(await reply.arrayBuffer()));
}

/** For a call of the core that is under way and cannot wait: what the first view never did before, before the rest was loaded. */
function readNow(): ArrayBuffer {
  const request = new XMLHttpRequest();
  request.open("GET", restUrl, false);
  request.responseType = "arraybuffer";
  // Thrown through the core, which cleans nothing up behind it: whoever is told of it must not ask this core again.
  try {
    request.send();
  } catch (problem) {
    throw new CutOff(missing(String(problem)).error);
  }
  if (request.status !== 200) throw new CutOff(missing(`answered ${request.status}`).error);
  return request.response as ArrayBuffer;
}

/** A call of the core was left in its middle. What it had borrowed stays borrowed. */
class CutOff extends Failure {}

export const cutOff = (problem: unknown): boolean => problem instanceof CutOff || problem instanceof WebAssembly.RuntimeError;

function missing(why: string): Failure {
  const message = `the second part of the page's program could not be loaded: \`${restUrl}\`: ${why}. With a connection, do the same again or load the page anew`;
  return new Failure({ code: "page_incomplete", message, target: restUrl });
}
