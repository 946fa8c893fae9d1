/**
 * The core in two halves is the core: whatever is asked first of the first half alone, the rest joins in the middle of it
 * where it is needed, and the answer is that of a core that was whole from the start.
 * @module
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import assert from "node:assert/strict";
import test from "node:test";
import { bytes, PACKAGE } from "./support/core.mjs";

const VECTORS = new URL("../vectors/", import.meta.url);
const decoder = new TextDecoder();
const part = (name) => readFileSync(fileURLToPath(new URL(name, PACKAGE)));
const first = new WebAssembly.Module(part("snap_wasm_bg.wasm"));
const restBytes = part("snap_wasm_rest.wasm");
const rest = new WebAssembly.Module(restBytes);

const folder = mkdtempSync(join(tmpdir(), "snapline-halves-"));
test.after(() => rmSync(folder, { recursive: true }));
let copies = 0;

/** A core of its own; with `joined` the rest is there before it is asked anything. */
async function core(joined) {
  const at = join(folder, String((copies += 1)));
  for (const name of ["snap_wasm.js", "later.js"]) cpSync(fileURLToPath(new URL(name, PACKAGE)), join(at, name));
  writeFileSync(join(at, "package.json"), '{"type": "module"}');
  const glue = await import(pathToFileURL(join(at, "snap_wasm.js")).href);
  const later = await import(pathToFileURL(join(at, "later.js")).href);
  const read = { times: 0 };
  later.begin(glue.initSync({ module: first }), () => {
    read.times += 1;
    return restBytes;
  });
  if (joined) later.join(rest);
  return { glue, read };
}

function document({ text, json, base64, file }) {
  if (base64 !== undefined) return Buffer.from(base64, "base64");
  return file === undefined ? bytes(text ?? JSON.stringify(json)) : readFileSync(new URL(file, VECTORS));
}

function play({ Session, Flow, callWithoutSession }, steps) {
  const session = new Session();
  let flow = null;
  const answers = [];
  for (const { add, call, callText, bare, flow: begun, step, body } of steps) {
    if (add) answers.push(session.add(bytes(add.name), document(add)));
    else if (call ?? callText) answers.push(session.call(bytes(call ?? callText)));
    else if (bare) answers.push(callWithoutSession(bytes(bare)));
    else if (begun) {
      flow = new Flow(bytes(begun));
      answers.push(flow.opened());
    } else if (step) answers.push(flow.step(bytes(step), bytes(body ?? "")));
  }
  return answers.map((answer) => decoder.decode(answer));
}

test("each case of the vectors, asked of the first half alone, is answered as by the whole", async () => {
  const whole = (await core(true)).glue;
  let [cases, joins] = [0, 0];
  for (const file of readdirSync(VECTORS).filter((name) => name.endsWith(".json")))
    for (const { name, steps } of JSON.parse(readFileSync(new URL(file, VECTORS), "utf8")).cases) {
      const { glue, read } = await core(false);
      assert.deepEqual(play(glue, steps), play(whole, steps), `${file}: ${name}`);
      assert.ok(read.times <= 1, `${file}: ${name}: the rest was read ${read.times} times`);
      cases += 1;
      joins += read.times;
    }
  assert.ok(cases > 300 && joins > 100 && joins < cases, `${joins} of ${cases} cases needed the rest`);
});

test("what the first view asks needs no more than the first half", async () => {
  const { glue, read } = await core(false);
  const list = [{ id: "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/g/providers/Microsoft.Compute/disks/d" }];
  const session = new glue.Session();
  const [now, words] = ["2026-11-20T06:12:00Z", "parts"];
  for (const verb of ["version", "presets"]) assert.match(decoder.decode(glue.callWithoutSession(bytes({ verb, words }))), /^\{"ok"/);
  assert.match(decoder.decode(session.addInParts(bytes("disks.json"), bytes(list))), /^\{"ok"/);
  assert.match(decoder.decode(session.call(bytes({ verb: "chains", words, now }))), /never_taken/);
  assert.match(decoder.decode(session.call(bytes({ verb: "rows", words, of: { verb: "chains", now }, table: "units" }))), /^\{"ok"/);
  assert.equal(read.times, 0);
  const policy = { zone: "Europe/Vienna", keep: { daily: 7 } };
  assert.match(decoder.decode(session.call(bytes({ verb: "plan", policy, now }))), /^\{"ok"/);
  assert.equal(read.times, 1);
});
