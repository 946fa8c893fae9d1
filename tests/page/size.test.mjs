/**
 * What the first view loads stays small (N8): brotli as static hosts serve it, held against the numbers in `sizes.json`.
 * They may be lowered by anybody; raising one needs a reason in docs/decisions.
 * @module
 */
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import test from "node:test";
import { loaded, sizes } from "./support/sizes.mjs";

const LIMITS = JSON.parse(readFileSync(new URL("sizes.json", import.meta.url), "utf8"));

test("the first view is within its bytes", () => {
  const files = loaded();
  const found = sizes(files);
  console.log(`# brotli: ${JSON.stringify(found)} of ${JSON.stringify(LIMITS)}`);
  // The core, the page, its worker: a page that names none of them would be small as well.
  assert.equal(files.filter((name) => name.endsWith(".wasm")).length, 1, files.join(", "));
  assert.ok(files.filter((name) => name.endsWith(".js")).length >= 2, files.join(", "));
  for (const [kind, most] of Object.entries(LIMITS)) assert.ok(found[kind] <= most, `${kind}: ${found[kind]} bytes, at most ${most}: ${files.join(", ")}`);
});
