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
/** Files here have a hash in their name, so one kept by an earlier version is as good as a new one. */
const HASHED = new URL("assets/", self.location.href).href;

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const { origin, pathname } = new URL(event.request.url);
  const address = `${origin}${pathname.replace(/\/index\.html$/, "/")}`;
  if (ADDRESSES.has(address)) event.respondWith(answer(address, event.request));
});

/** A new version waits until the page is opened anew: an open page goes on with the files it began with. */
async function fill(): Promise<void> {
  const cache = await caches.open(NAME);
  await Promise.all([...ADDRESSES].map(async (address) => {
    const kept = address.startsWith(HASHED) ? await caches.match(address) : undefined;
    const reply = kept ?? await fetch(address, { cache: address.startsWith(HASHED) ? "default" : "reload", redirect: "error" });
    if (!reply.ok) throw new Error(`${address} was answered with ${reply.status}`);
    await cache.put(address, reply);
  }));
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
