/**
 * Every place of the page, once, found without a word of any language. A new view is a line here, and with it all that
 * is asked of every view: access, languages, widths, pictures.
 * @module
 */

/** Where to go, and what to press there. Whatever opens is left with Escape. */
export const PLACES = [
  { name: "fleet", hash: "#fleet" },
  { name: "fleet, nothing found", hash: "#fleet", search: "no such disk" },
  { name: "restoring", hash: "#fleet/disk", press: ".dk-tabs .tog:nth-child(2)" },
  { name: "changes", hash: "#fleet/disk", press: ".dk-tabs .tog:nth-child(3)" },
  { name: "disk", hash: "#fleet/disk", press: ".dk-tabs .tog:nth-child(1)" },
  { name: "plan", hash: "#plan" },
  { name: "policy", hash: "#plan", press: ".narrow-only .btn, .policy .take details summary, policy-keep details summary, .manners summary, .as-text summary" },
  { name: "future, what it rests on", hash: "#plan", press: ".terms .link, .rests details:nth-of-type(1) summary, .rests details:nth-of-type(2) summary" },
  { name: "future, as a table", hash: "#plan/2027-05-12?as=table" },
  { name: "future, as a list", hash: "#plan/2027-05-12?as=list" },
  { name: "next run", hash: "#plan/2026-11-20?as=review" },
  { name: "future, as a drawing", hash: "#plan/2027-05-12?as=chart" },
  { name: "findings", hash: "#findings" },
  { name: "export", hash: "#export" },
  { name: "export, Bicep", hash: "#export/bicep" },
  { name: "export, refused", hash: "#export/icalendar" },
  { name: "restore", hash: "#fleet/disk", press: ".dk-tabs .tog:nth-child(2), .rs-all summary" },
  { name: "share", hash: "#findings", press: ".b-share" },
  { name: "open", hash: "#fleet", press: ".b-open" },
  { name: "open, pasting", hash: "#fleet", press: ".b-open, open-dialog [aria-expanded=false]" },
  { name: "live", hash: "#fleet", press: ".b-open, open-dialog .foot .btn" },
  { name: "keys", hash: "#fleet", key: "?" },
];

/** What the page shows while it waits for its worker. */
const WORKING = '[aria-busy="true"], .wait, .waiting, .notice.busy';

/** Waits until the page has drawn what it was asked for: it waits for nothing, and nothing of it changes for some frames. */
export async function settled(page) {
  await page.evaluate((working) => new Promise((resolve) => {
    let timer = 0;
    const rest = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if ([...document.querySelectorAll(working)].some((element) => element.checkVisibility())) return rest();
        watch.disconnect();
        resolve();
      }, 80);
    };
    const watch = new MutationObserver(rest);
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    // Not before the window was laid out as it is now.
    requestAnimationFrame(rest);
  }), WORKING);
}

/** What is wider or higher than the window, since each view scrolls by itself, and rows that do not lie one below the other. */
export const crooked = (page) => page.evaluate(() => {
  const { scrollWidth, scrollHeight } = document.scrollingElement;
  const wrong = scrollWidth > innerWidth || scrollHeight > innerHeight ? [`the page is ${scrollWidth} x ${scrollHeight}`] : [];
  const rows = [...document.querySelectorAll(".fleet .body > .row, .planned .body > .row")].filter((row) => row.checkVisibility()).map((row) => row.getBoundingClientRect());
  rows.forEach((row, at) => {
    const next = rows[at + 1];
    if (next && Math.abs(next.top - row.bottom) > 1) wrong.push(`row ${at} ends at ${row.bottom}, the next one begins at ${next.top}`);
  });
  return wrong.slice(0, 3);
});

async function go(page, { hash, search }) {
  await page.evaluate((to) => { location.hash = to; }, hash);
  await settled(page);
  if (search) await page.locator(".search input").fill(search);
}

/** Presses what the place names and this width shows, each once: some of it is there on a phone only, some never there. */
async function open(page, { press = "", key }, pressed) {
  for (const selector of press.split(", ").filter((one) => one && !pressed.has(one))) {
    const control = page.locator(selector).first();
    if (!(await control.isVisible())) continue;
    await control.click();
    pressed.add(selector);
  }
  if (key && !pressed.has(key)) await page.keyboard.press(key);
  pressed.add(key);
  await settled(page);
}

async function leave(page, { search, press, hash }) {
  for (const open of await page.locator("dialog[open]").all()) if (await open.isVisible()) await page.keyboard.press("Escape");
  if (search) await page.locator(".search input").fill("");
  if (press?.startsWith(".dk-tabs")) await page.locator(".dk-tabs .tog").first().click();
  const done = page.locator(".plan-view.editing .narrow-only .btn");
  if (press && hash === "#plan" && (await done.isVisible())) await done.click();
}

/**
 * Goes round all places once; `look` is called in each with its name and the size, for each of the sizes. Going is most
 * of the work, so a place is looked at in every size before the next one; the narrowest comes first, where most is to press.
 */
export async function tour(page, sizes, look) {
  for (const place of PLACES) {
    const pressed = new Set();
    await page.setViewportSize(sizes[0]);
    await go(page, place);
    for (const size of sizes) {
      await page.setViewportSize(size);
      await open(page, place, pressed);
      await look(place.name, size);
    }
    await page.setViewportSize(sizes[0]);
    await leave(page, place);
  }
}
