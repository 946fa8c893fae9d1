/** The headers every host of the page is to send, written down once, in the forms that static hosts read. */

import type { Plugin } from "vite";

/** Where Azure Resource Manager answers, cloud by cloud; live reading reaches nothing else. */
const CLOUDS = ["https://management.azure.com", "https://management.usgovcloudapi.net", "https://management.chinacloudapi.cn"];

/** On the page, the worker and the service worker alike. `endpoints`: further places to read live from. */
export function contentPolicy(endpoints: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src ${["'self'", ...CLOUDS, ...endpoints].join(" ")}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
}

/** Names with a hash in them never change; everything else is asked for anew. */
const FOREVER = "public, max-age=31536000, immutable";
const ANEW = "no-cache";
const HASHED = "/assets/*";

export function headerFiles(endpoints: readonly string[]): Plugin {
  const headers = {
    "Content-Security-Policy": contentPolicy(endpoints),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
  const lines = Object.entries(headers);
  const files: Readonly<Record<string, string>> = {
    "staticwebapp.config.json": `${JSON.stringify({
      globalHeaders: { ...headers, "Cache-Control": ANEW },
      routes: [{ route: HASHED, headers: { "Cache-Control": FOREVER } }],
      mimeTypes: { ".wasm": "application/wasm" },
    }, null, 2)}\n`,
    // Several hosts read this form. Of two lines for one header they send both, so the caching is told by folder.
    _headers: [
      "/*", ...lines.map(([name, value]) => `  ${name}: ${value}`), "",
      ...["/", "/index.html", "/offline.js"].flatMap((path) => [path, `  Cache-Control: ${ANEW}`, ""]),
      HASHED, `  Cache-Control: ${FOREVER}`, "",
    ].join("\n"),
    "headers.nginx.conf": [
      "# Inside the `location` that serves the page: include headers.nginx.conf;",
      ...lines.map(([name, value]) => `add_header ${name} "${value}" always;`), `add_header Cache-Control "${ANEW}" always;`, "",
    ].join("\n"),
  };
  return {
    name: "snapline-headers",
    apply: "build",
    generateBundle() {
      for (const [fileName, source] of Object.entries(files)) this.emitFile({ type: "asset", fileName, source });
    },
  };
}
