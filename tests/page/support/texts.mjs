/** The page's texts, and its sample, as modules for Node: the same files that the page is built of, put together by the same builder. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const WEB = resolve(import.meta.dirname, "../../../web");

/** `sentence`, `template` and (as `language`) `index` of web/src/text, and the sample fleet. */
export async function texts() {
  const { build } = await import(pathToFileURL(join(WEB, "node_modules/vite/dist/node/index.js")).href);
  const outDir = mkdtempSync(join(tmpdir(), "snapline-texts-"));
  try {
    const input = Object.fromEntries(["text/sentence", "text/template", "text/index", "sample/fleet"].map((name) => [name, join(WEB, `src/${name}.ts`)]));
    await build({
      root: WEB, configFile: false, logLevel: "error",
      build: { ssr: true, outDir, emptyOutDir: true, rolldownOptions: { input, output: { entryFileNames: "[name].mjs" } } },
    });
    const load = (name) => import(pathToFileURL(join(outDir, `${name}.mjs`)).href);
    return { ...(await load("text/sentence")), ...(await load("text/template")), ...(await load("sample/fleet")), language: await load("text/index") };
  } finally {
    process.on("exit", () => rmSync(outDir, { recursive: true, force: true }));
  }
}
