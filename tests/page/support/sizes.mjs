/**
 * What the first view loads, in bytes as static hosts serve it: brotli (N8).
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { join } from "node:path";
import { DIST } from "./server.mjs";

const packed = (name) => {
  const bytes = readFileSync(join(DIST, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return brotliCompressSync(bytes, { params }).length;
};

/** The files that the page names in what it loads at once: `index.html`, what that names, the modules they import, the worker. */
export function loaded() {
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

/** The bytes of `files`, packed: WASM, JavaScript, and all of them. */
export function sizes(files = loaded()) {
  const bytes = files.map((name) => [name, packed(name)]);
  const sum = (ending) => bytes.filter(([name]) => name.endsWith(ending)).reduce((all, [, each]) => all + each, 0);
  return { wasm: sum(".wasm"), js: sum(".js"), all: sum("") };
}
