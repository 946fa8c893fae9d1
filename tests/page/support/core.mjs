/**
 * The core in Node, from the very files the page loads.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const PACKAGE = new URL("../../../web/src/core/pkg/", import.meta.url);

const file = (name) => readFileSync(fileURLToPath(new URL(name, PACKAGE)));
const core = await import(new URL("snap_wasm.js", PACKAGE).href);
const { begin } = await import(new URL("later.js", PACKAGE).href);
begin(core.initSync({ module: file("snap_wasm_bg.wasm") }), () => file("snap_wasm_rest.wasm"));

export const { Flow, Session, callWithoutSession } = core;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const bytes = (value) => encoder.encode(typeof value === "string" ? value : JSON.stringify(value));

/** The value of an answer; an error answer throws. */
export function unwrap(answer) {
  const read = JSON.parse(decoder.decode(answer));
  if (!("ok" in read)) throw new Error(JSON.stringify(read));
  return read.ok;
}
