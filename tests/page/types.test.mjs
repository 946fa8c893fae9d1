/**
 * What the core answers is what its types say: every answer of the vectors, as a literal, through the compiler.
 * A literal with a member that its type lacks does not compile, and neither does one that lacks a member.
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import test from "node:test";
import { bytes, callWithoutSession, Flow, Session } from "./support/core.mjs";

const VECTORS = fileURLToPath(new URL("../vectors/", import.meta.url));
const WEB = fileURLToPath(new URL("../../web/", import.meta.url));
const decoder = new TextDecoder();

function document({ text, json, base64, file }) {
  if (base64 !== undefined) return Buffer.from(base64, "base64");
  if (file !== undefined) return readFileSync(join(VECTORS, file));
  return bytes(text ?? JSON.stringify(json));
}

/** Every answer of the vectors: what it is a type of, and its bytes as text. */
function* answers() {
  for (const file of readdirSync(VECTORS).filter((name) => name.endsWith(".json"))) {
    for (const { name, steps } of JSON.parse(readFileSync(join(VECTORS, file), "utf8")).cases) {
      const session = new Session();
      let flow = null;
      const at = `${file}: ${name}`;
      for (const step of steps) {
        if (step.add) yield { at, type: "Added", answer: session.add(bytes(step.add.name), document(step.add)) };
        else if (step.callText) session.call(bytes(step.callText));
        else if (step.call) yield* inBothForms(at, step.call, (ask) => session.call(bytes(ask)));
        else if (step.bare) yield* inBothForms(at, step.bare, (ask) => callWithoutSession(bytes(ask)));
        else if (step.flow) {
          flow = new Flow(bytes(step.flow));
          yield { at, type: "FlowBegun", answer: flow.opened() };
        } else if (step.step) yield { at, type: "FlowOutput", answer: flow.step(bytes(step.step), bytes(step.body ?? "")) };
      }
    }
  }
}

/** The answer with its sentences as text and, where it comes at once, as parts. */
function* inBothForms(at, ask, call) {
  yield { at, ask, answer: call(ask) };
  if (ask.work !== undefined || ask.verb === "continue" || ask.verb === "stop") return;
  const parts = { ...ask, words: "parts" };
  yield { at: `${at}, in parts`, ask: parts, answer: call(parts) };
}

const ROWS = { units: "UnitRow", snapshots: "SnapshotRow", disks: "DiskRow" };

/** The type of what a verb answers to a request. */
const answered = (ask) =>
  ask.verb !== "rows" ? `Verbs["${ask.verb}"]["answer"]` : ask.columns ? "unknown" : `readonly ${ROWS[ask.table]}[]`;

/** Statements that compile only where the types are true. */
function program() {
  const lines = ['import type * as V from "./vocabulary.ts";', "type Verbs = V.Verbs;"];
  const seen = { ok: 0, error: 0, more: 0, asks: 0 };
  const verbs = new Set();
  const steps = new Set();
  const state = (type, value, at) => lines.push(`// ${at.replaceAll(/\s+/g, " ")}`, `((_: ${type}) => _)(${JSON.stringify(value)});`);
  let verb = "";
  for (const { at, type, ask, answer } of answers()) {
    // A flow that was refused, as those that write are here, answers nothing.
    if (!answer?.length) continue;
    const read = JSON.parse(decoder.decode(answer));
    if (ask && ask.verb !== "continue" && ask.verb !== "stop") verb = ask;
    const named = (name) => name.replaceAll(/\b(UnitRow|SnapshotRow|DiskRow|Added|Flow\w+)\b/g, "V.$1");
    if ("error" in read) {
      seen.error += 1;
      state("V.CoreError", read.error, at);
      continue;
    }
    if ("more" in read) {
      seen.more += 1;
      state("V.Answer<never>", read, at);
      continue;
    }
    seen.ok += 1;
    for (const warning of read.warnings) state("V.Warning", warning, at);
    for (const step of read.ok.steps ?? []) steps.add(step.step);
    if (ask?.verb === "stop") continue;
    state(named(type ?? answered(verb)), read.ok, at);
    if (ask && ask.verb === verb.verb) {
      verbs.add(ask.verb);
      // A request is read leniently by nobody: what was answered is one that its type allows.
      seen.asks += 1;
      state(`V.Asking<"${ask.verb}">`, ask, at);
    }
  }
  return { text: lines.join("\n"), seen, verbs, steps };
}

/** Compiles a program beside the types; what the compiler said, or nothing. */
function compiled(text) {
  const folder = mkdtempSync(join(tmpdir(), "snapline-types-"));
  try {
    writeFileSync(join(folder, "vocabulary.ts"), readFileSync(join(WEB, "src/core/vocabulary.ts")));
    writeFileSync(join(folder, "answers.ts"), text);
    const flags = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--allowImportingTsExtensions", "--types", ""];
    const options = ["--target", "es2023", "--module", "esnext", "--moduleResolution", "bundler", ...flags];
    execFileSync(process.execPath, [join(WEB, "node_modules/typescript/bin/tsc"), ...options, join(folder, "answers.ts")], {
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 64 << 20,
    });
    return "";
  } catch (failed) {
    return `${failed.stdout}${failed.stderr}`.trim() || String(failed);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("every answer and every request of the vectors has the type that is generated for it", () => {
  const { text, seen, verbs, steps } = program();
  const said = compiled(text).split("\n").slice(0, 12).join("\n");
  assert.equal(said, "");
  assert.ok(seen.ok > 100 && seen.error > 30 && seen.asks > 60, JSON.stringify(seen));
  for (const verb of ["chains", "compare", "cost", "export", "inventory", "lint", "plan", "policy", "restore", "rows", "simulate"])
    assert.ok(verbs.has(verb), `no vector asks \`${verb}\``);
  for (const step of ["request", "document", "item", "progress", "done"]) assert.ok(steps.has(step), `no vector has a step \`${step}\``);
});

test("an answer with one member too many, one too few or another word does not compile", () => {
  const good = { code: "a", message: "b", target: null };
  const check = (type, value) => compiled(`import type * as V from "./vocabulary.ts";\n((_: ${type}) => _)(${JSON.stringify(value)});`);
  assert.equal(check("V.Warning", good), "");
  assert.match(check("V.Warning", { ...good, more: 1 }), /TS2353/);
  assert.match(check("V.Warning", { code: "a", message: "b" }), /TS2741/);
  assert.match(check("V.UnitState", { code: "no_such_code", level: "stop", title: "", detail: null }), /TS2322/);
});
