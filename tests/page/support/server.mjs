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

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** The headers that the page's own package has for its hosts. Tests talk to loopback only, so Azure's addresses go. */
async function headersOf(folder) {
  const { globalHeaders } = JSON.parse(await readFile(join(folder, "staticwebapp.config.json"), "utf8"));
  const policy = globalHeaders["Content-Security-Policy"].replaceAll(/ https:\/\/[^ ;]+/g, "");
  return { ...globalHeaders, "Content-Security-Policy": policy };
}

/**
 * Serves the built page, or what another folder has of it. `requests` grows by the path of each request. With `short`
 * the pages of the limits lose their ending by a redirect, as on some hosts.
 */
export async function servePage(folder = DIST, { short = false } = {}) {
  const headers = await headersOf(folder);
  const requests = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://page");
    requests.push(pathname);
    if (short && /^\/limits\/.*\.html$/.test(pathname)) {
      response.writeHead(308, { Location: pathname.replace(/\.html$/, "") }).end();
      return;
    }
    const named = pathname === "/" ? "index.html" : short && /^\/limits\/[\w-]+$/.test(pathname) ? `${pathname}.html` : decodeURIComponent(pathname);
    const file = normalize(join(folder, named));
    const type = TYPES[extname(file)];
    try {
      if (!file.startsWith(folder) || !type) throw new Error("not a file of the page");
      const body = await readFile(file);
      response.writeHead(200, { ...headers, "Content-Type": type });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}/`, requests, close: () => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }) };
}
