import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses: the page works from any folder of any static host.
  base: "./",
  build: {
    target: "es2023",
    // The policy forbids inline script and `data:` programs, so nothing is inlined and no preload helper is added.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  worker: { format: "es" },
});
