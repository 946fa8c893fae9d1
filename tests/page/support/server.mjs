/**
 * The built page on loopback, with the headers every host of it must send: on the page and on the worker alike.
 * @module
 */
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The built page: `$SNAPLINE_PAGE`, else where `cargo xtask page` puts it. */
export const DIST = resolve(process.env.SNAPLINE_PAGE ?? fileURLToPath(new URL("../../../web/dist/", import.meta.url))) + sep;

/** The policy of the architecture, without the hosts of Azure: tests talk to loopback only. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Serves `web/dist`. `requests` grows by the path of each request. */
export async function servePage() {
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://page");
    requests.push(pathname);
    const file = normalize(join(DIST, pathname === "/" ? "index.html" : decodeURIComponent(pathname)));
    const type = TYPES[extname(file)];
    try {
      if (!file.startsWith(DIST) || !type) throw new Error("not a file of the page");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": type, "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}/`, requests, close: () => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }) };
}
