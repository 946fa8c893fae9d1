/**
 * The service worker: keeps the page's own files, all of one version, and answers for them without a connection. It
 * answers for nothing else, so what a live read asks for is neither kept nor touched.
 */

declare const self: ServiceWorkerGlobalScope;
/** Put here by the build: the files of this version, by address from here. */
declare const __PAGE__: { readonly version: string; readonly files: readonly string[] };

const { version, files } = __PAGE__;
const PREFIX = "snapline-page-";
const NAME = `${PREFIX}${version}`;
const ADDRESSES: ReadonlySet<string> = new Set(files.map((file) => new URL(file, self.location.href).href));
/** The page itself, which is asked for by its folder. */
const ROOT = new URL("./", self.location.href).href;
/** Files here have a hash in their name, so one kept by an earlier version is as good as a new one. */
const HASHED = new URL("assets/", self.location.href).href;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { origin, pathname } = new URL(event.request.url);
  const asked = `${origin}${pathname}`;
  const address = asked === `${ROOT}index.html` ? ROOT : asked;
  if (ADDRESSES.has(address)) event.respondWith(answer(address, event.request));
});

/** A new version waits until the page is opened anew: an open page goes on with the files it began with. */
async function fill(): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all([...ADDRESSES].map(async (address) => {
    const kept = address.startsWith(HASHED) ? await caches.match(address) : undefined;
    await cache.put(address, kept ?? await load(address));
  }));
}

async function load(address: string): Promise<Response> {
  const reply = await fetch(address, { cache: address.startsWith(HASHED) ? "default" : "reload", credentials: "same-origin" });
  if (!reply.ok || new URL(reply.url).origin !== self.location.origin) throw new Error(`${address} was answered with ${reply.status} by ${reply.url}`);
  // Some hosts send `x.html` on to `x`; a page that is opened may not be answered with a reply that was sent on.
  return reply.redirected ? new Response(reply.body, { headers: reply.headers }) : reply;
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
  // The page that is open now has files of this version only: an earlier one would have kept this worker waiting.
  await self.clients.claim();
}

async function answer(address: string, request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(address)) ?? fetch(request);
}
