/**
 * The browser face's driver of the shared vectors: `node vectors.mjs SCRIPT ANSWERS`.
 *
 * A script is a sequence of records: a byte `op` and its fields, each a little-endian u32 length and the bytes. `N` begins
 * a new session; `A` adds (name, document); `C` calls; `c` calls without a session; `F` begins a flow; `S` steps it
 * (input, body). Every op but `N` answers a u32 status, always 0 here, and the answer as a u32 length and the bytes.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { callWithoutSession, Flow, Session } from "./support/core.mjs";

const FIELDS = { N: 0, A: 2, C: 1, c: 1, F: 1, S: 2 };

function* records(script) {
  for (let at = 0; at < script.length; ) {
    const op = String.fromCharCode(script[at]);
    at += 1;
    if (!(op in FIELDS)) throw new Error(`byte ${at - 1} of the script, \`${op}\`, is no operation`);
    const fields = [];
    for (let field = 0; field < FIELDS[op]; field += 1) {
      const end = at + 4 + script.readUInt32LE(at);
      if (end > script.length) throw new Error(`the script ends inside a field of the \`${op}\` before byte ${at}`);
      fields.push(new Uint8Array(script.subarray(at + 4, end)));
      at = end;
    }
    yield { op, fields };
  }
}

function run(script) {
  const answers = [];
  let session = new Session();
  let flow = null;
  const acts = {
    N() {
      session.free();
      flow?.free();
      session = new Session();
      flow = null;
    },
    A: (name, document) => session.add(name, document),
    C: (request) => session.call(request),
    c: (request) => callWithoutSession(request),
    F(request) {
      flow?.free();
      flow = new Flow(request);
      return flow.opened();
    },
    S: (input, body) => flow?.step(input, body) ?? new Uint8Array(),
  };
  for (const { op, fields } of records(script)) {
    const answer = acts[op](...fields);
    if (answer === undefined) continue;
    const head = Buffer.alloc(8);
    head.writeUInt32LE(0, 0);
    head.writeUInt32LE(answer.length, 4);
    answers.push(head, answer);
  }
  return Buffer.concat(answers);
}

const [script, answers] = process.argv.slice(2);
if (!script || !answers) {
  console.error("usage: node vectors.mjs SCRIPT ANSWERS");
  process.exit(2);
}
writeFileSync(answers, run(readFileSync(script)));
