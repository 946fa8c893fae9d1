/** Keeps the page for use without a connection, and notices when a newer one lies ready. */

import { ownScript } from "../core/trusted.ts";

/** `kept`: this page opens without a connection. `newer`: so does a newer one, the next time. */
export type Offline = "not" | "kept" | "newer";

export async function keepOffline(tell: (state: Offline) => void): Promise<void> {
  // Not while the page is being written, and not where a browser does not trust the address.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(ownScript(new URL("offline.js", location.href).href), { updateViaCache: "none" });
    const look = (): void => tell(registration.waiting ? "newer" : registration.active?.state === "activated" ? "kept" : "not");
    const follow = (): void => registration.installing?.addEventListener("statechange", look);
    registration.addEventListener("updatefound", follow);
    registration.active?.addEventListener("statechange", look);
    follow();
    look();
  } catch {
    // A browser that keeps nothing, say in a private window, still shows the page.
  }
}
