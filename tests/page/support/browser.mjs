/**
 * Chromium or Firefox, one page at a time, and everything it complains about.
 * @module
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium, firefox } from "playwright-core";

/** Whether the tests run in Firefox: `SNAPLINE_BROWSER=firefox`. It is driven by WebDriver BiDi, as anyone's Firefox. */
export const IN_FIREFOX = process.env.SNAPLINE_BROWSER === "firefox";

/** The first program of the given names on the path. */
function onPath(names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync) ?? null;
}

/** The Chromium to use: `$CHROMIUM`, else the first of the usual names on the path. */
export const chromiumPath = () => process.env.CHROMIUM ?? onPath(["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]);

/** The Firefox to use: `$FIREFOX`, else the first of the usual names on the path. */
export const firefoxPath = () => process.env.FIREFOX ?? onPath(["firefox-esr", "firefox"]);

const ARGS = ["--no-sandbox", "--force-color-profile=srgb", "--hide-scrollbars", "--disable-lcd-text"];

/** What Chromium is told with each page, Firefox is told once: it has no other way yet. */
const PREFERENCES = { "ui.prefersReducedMotion": 1, "layout.css.prefers-color-scheme.content-override": 1, "dom.events.testing.asyncClipboard": true };

/** Where Firefox puts what is downloaded. */
const downloads = IN_FIREFOX ? mkdtempSync(join(tmpdir(), "snapline-downloads-")) : null;
if (downloads) process.on("exit", () => rmSync(downloads, { recursive: true, force: true }));

/**
 * A page of a test lives for seconds, and is often one of hundreds: to have the core optimised while it runs takes longer
 * than it gains. Where times are looked at it is `optimised`, as it is for a user.
 */
export async function launch({ optimised = false } = {}) {
  if (IN_FIREFOX) {
    const executablePath = firefoxPath();
    if (!executablePath) throw new Error("no Firefox found: set FIREFOX or run `apt-get install firefox-esr`");
    return firefox.launch({
      channel: "moz-firefox", executablePath, downloadsPath: downloads,
      firefoxUserPrefs: { ...PREFERENCES, "javascript.options.wasm_optimizingjit": optimised },
    });
  }
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
  if (IN_FIREFOX) await page.addInitScript(tellOfChanges);
  return { page, context, complaints };
}

/** Firefox says that a field was changed only where keys did it; Playwright's `fill` is no key, and there it is said here. */
function tellOfChanges() {
  let filled = null;
  document.addEventListener("input", ({ target, isTrusted }) => { filled = isTrusted ? null : target; }, true);
  document.addEventListener("change", () => { filled = null; }, true);
  document.addEventListener("blur", ({ target }) => {
    if (target === filled) target.dispatchEvent(new Event("change", { bubbles: true }));
  }, true);
}

/** Presses what downloads a file, and gives its name and text. */
export async function downloaded(page, press) {
  if (!downloads) {
    const [download] = await Promise.all([page.waitForEvent("download"), press()]);
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), "utf8") };
  }
  // Playwright does not hear of Firefox's downloads; a file is there by its name once it is whole.
  await press();
  for (let tries = 0; tries < 100; tries += 1) {
    const [name, ...more] = readdirSync(downloads, { withFileTypes: true }).filter((one) => one.isFile()).map((one) => one.name);
    if (name && more.length === 0 && !name.endsWith(".part")) {
      const text = readFileSync(join(downloads, name), "utf8");
      if (text !== "") {
        rmSync(join(downloads, name));
        return { name, text };
      }
    }
    await pause(100);
  }
  throw new Error("nothing was downloaded");
}

/** Lets a page read the clipboard, which in Firefox it may by the preference above. */
export const mayReadClipboard = (context) => (IN_FIREFOX ? null : context.grantPermissions(["clipboard-read", "clipboard-write"]));

/** The hash of a plan, whichever it is. */
export const planned = (page) => page.locator("#hash").filter({ hasText: /^[0-9a-f]{4} [0-9a-f]{4}$/ });

/** Opens the page and waits until the sample fleet is planned. */
export async function openSample(page, url, hash = "") {
  await page.goto(url + hash);
  await planned(page).waitFor({ state: "attached" });
}
