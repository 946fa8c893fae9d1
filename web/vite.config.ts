import { defineConfig, loadEnv } from "vite";
import { headerFiles } from "./build/headers.ts";
import { limitPages } from "./build/limits.ts";
import { offlineList } from "./build/offline.ts";

/** Further endpoints to read live from, besides the public clouds': addresses with blanks between. */
const endpoints = (loadEnv("production", ".", "SNAPLINE_")["SNAPLINE_ENDPOINTS"] ?? "").split(/\s+/).filter(Boolean);

export default defineConfig({
  // Relative addresses: the page works from any folder of any static host.
  base: "./",
  plugins: [headerFiles(endpoints), limitPages(), offlineList()],
  build: {
    target: "es2023",
    // The policy forbids inline script and `data:` programs, so nothing is inlined and no preload helper is added.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: "index.html", offline: "src/offline/service.ts" },
      output: {
        // A service worker rules over the folder it lies in, and is known by its name.
        entryFileNames: ({ name }) => (name === "offline" ? "[name].js" : "assets/[name]-[hash].js"),
      },
    },
  },
  worker: { format: "es" },
});
