/**
 * The built page in Chromium: how long a file takes until its fleet is planned, how long ten years of hourly runs take and
 * how fast a slider goes through them, and what the first view weighs. `node page.mjs FILE RUNS`, with the environment
 * that the page's tests have. Prints JSON; times are in milliseconds, each list sorted.
 * @module
 */
import { freshPage, launch, openSample } from "../page/support/browser.mjs";
import { answered, openFile, tenYears } from "../page/support/pace.mjs";
import { servePage } from "../page/support/server.mjs";
import { sizes } from "../page/support/sizes.mjs";

const [, , file, runs] = process.argv;
const server = await servePage();
const browser = await launch({ optimised: true });
const said = { browser: browser.version(), opened: [], longest: [], future: [], redraws: [], sizes: sizes() };
const rows = new Set();

/** A page of its own on the sample. */
async function fresh(steps) {
  const { page, context } = await freshPage(browser);
  page.setDefaultTimeout(300_000);
  await openSample(page, server.url);
  await steps(page);
  await context.close();
}

for (let run = 0; run < Number(runs); run += 1) {
  await fresh(async (page) => {
    said.opened.push((await openFile(page, file)).took);
    said.longest.push((await answered(page)).longest);
    rows.add(await page.locator(".fleet").getAttribute("aria-rowcount"));
  });
  await fresh(async (page) => {
    const { took, redraws } = await tenYears(page);
    said.future.push(took);
    said.redraws.push(...redraws);
  });
}
await browser.close();
await server.close();
for (const list of [said.opened, said.longest, said.future, said.redraws]) list.sort((a, b) => a - b);
// One row is the head's.
console.log(JSON.stringify({ ...said, disks: [...rows].map((all) => Number(all) - 1) }));
