/**
 * Chromium, one page at a time, and everything it complains about.
 * @module
 */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

/** The browser to use: `$CHROMIUM`, else the first of the usual names on the path. */
export function chromiumPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync) ?? null;
}

const ARGS = ["--no-sandbox", "--force-color-profile=srgb", "--hide-scrollbars", "--disable-lcd-text"];

/**
 * A page of a test lives for seconds, and is often one of hundreds: to have the core optimised while it runs takes longer
 * than it gains. Where times are looked at it is `optimised`, as it is for a user.
 */
export async function launch({ optimised = false } = {}) {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error("no Chromium found: set CHROMIUM or run `apt-get install chromium`");
  return chromium.launch({ executablePath, args: [...ARGS, ...(optimised ? [] : ["--js-flags=--liftoff-only"])] });
}

/** What Playwright says where it keeps a page from having a service worker. */
const BLOCKED = "Service Worker registration blocked by Playwright";

/**
 * A fresh page in Amsterdam's clock and English words, which keeps nothing for offline use unless `offline` says so.
 * `complaints` collects console errors, uncaught errors and breaches of the content policy.
 */
export async function freshPage(browser, { width = 1440, height = 900, colorScheme = "light", scale = 1, locale = "en-GB", offline = false, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, deviceScaleFactor: scale, colorScheme, locale, timezoneId: "Europe/Amsterdam", reducedMotion: "reduce",
    serviceWorkers: offline ? "allow" : "block", ...more,
  });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && message.text() !== BLOCKED) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  return { page, context, complaints };
}

/** Opens the page and waits until the sample fleet is planned. */
export async function openSample(page, url, hash = "") {
  await page.goto(url + hash);
  await page.locator("#hash").filter({ hasText: /^[0-9a-f]{4} [0-9a-f]{4}$/ }).waitFor({ state: "attached" });
}
