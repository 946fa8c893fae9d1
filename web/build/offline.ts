/** Tells the service worker which files make up the page: their names, and one hash of all they contain. */

import type { Plugin } from "vite";

const FILE = "offline.js";
/** What `src/offline/service.ts` has in the place of the list. */
const PLACE = "__PAGE__";
const OF_THE_PAGE = /\.(html|js|css|wasm)$/;

export function offlineList(): Plugin {
  return {
    name: "snapline-offline",
    apply: "build",
    enforce: "post",
    generateBundle: {
      // After every other plugin, so that the page itself is among the files.
      order: "post",
      async handler(_options, bundle) {
        const worker = bundle[FILE];
        if (worker?.type !== "chunk" || !worker.code.includes(PLACE)) this.error(`${FILE} has no place for the list of files`);
        const files = Object.values(bundle).filter(({ fileName }) => OF_THE_PAGE.test(fileName) && fileName !== FILE);
        files.sort((a, b) => (a.fileName < b.fileName ? -1 : 1));
        const parts = files.flatMap((file) => [file.fileName, file.type === "chunk" ? file.code : file.source]);
        // The page is asked for by its folder.
        const names = files.map(({ fileName }) => (fileName === "index.html" ? "./" : fileName));
        const list = JSON.stringify({ version: await digest(parts), files: names });
        worker.code = worker.code.replace(PLACE, () => list);
      },
    },
  };
}

async function digest(parts: readonly (string | Uint8Array)[]): Promise<string> {
  const bytes = await new Blob(parts as BlobPart[]).arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
