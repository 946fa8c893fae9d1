/**
 * What the first view loads stays small (N8): brotli as static hosts serve it, held against the numbers in `sizes.json`.
 * They may be lowered by anybody; raising one needs a reason in docs/decisions.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { join } from "node:path";
import assert from "node:assert/strict";
import test from "node:test";
import { DIST } from "./support/server.mjs";

const LIMITS = JSON.parse(readFileSync(new URL("sizes.json", import.meta.url), "utf8"));

const packed = (name) => {
  const bytes = readFileSync(join(DIST, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
};

/** The files that the page names in what it loads at once: `index.html`, what that names, the modules they import, the worker. */
function loaded() {
  const assets = readdirSync(join(DIST, "assets"));
  const found = new Set(["index.html"]);
  for (const name of found) {
    if (!/\.(html|js)$/.test(name)) continue;
    const text = readFileSync(join(DIST, name), "utf8");
    // Imports that a click or a language asks for are written `import("…")`.
    const later = new Set([...text.matchAll(/import\((["'`])\.\/([^"'`]+)\1\)/g)].map((match) => match[2]));
    for (const asset of assets) if (text.includes(asset) && !later.has(asset)) found.add(`assets/${asset}`);
  }
  return [...found].filter((name) => !/snap_wasm_rest/.test(name));
}

test("the first view is within its bytes", () => {
  const files = loaded();
  const sum = (ending) => files.filter((name) => name.endsWith(ending)).reduce((all, name) => all + packed(name), 0);
  const sizes = { wasm: sum(".wasm"), js: sum(".js"), all: files.reduce((all, name) => all + packed(name), 0) };
  console.log(`# brotli: ${JSON.stringify(sizes)} of ${JSON.stringify(LIMITS)}`);
  // The core, the page, its worker: a page that names none of them would be small as well.
  assert.equal(files.filter((name) => name.endsWith(".wasm")).length, 1, files.join(", "));
  assert.ok(files.filter((name) => name.endsWith(".js")).length >= 2, files.join(", "));
  for (const [kind, most] of Object.entries(LIMITS)) assert.ok(sizes[kind] <= most, `${kind}: ${sizes[kind]} bytes, at most ${most}: ${files.join(", ")}`);
});
