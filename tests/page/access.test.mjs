import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import assert from "node:assert/strict";
import { house } from "./support/walk.mjs";

const { visit } = house();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Rule and place of every finding. */
async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary}`));
}

const SIZES = { wide: { width: 1440, height: 900 }, narrow: { width: 1000, height: 700 }, phone: { width: 390, height: 844 } };
const VIEWS = ["#fleet", "#fleet/disk", "#plan", "#findings"];

for (const colorScheme of ["light", "dark"]) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    test(`no accessibility findings: ${size}, ${colorScheme}`, () =>
      visit(
        async ({ page }) => {
          for (const view of VIEWS) {
            await page.evaluate((hash) => { location.hash = hash; }, view);
            await page.waitForTimeout(250);
            assert.deepEqual(await findings(page), [], view);
          }
          await page.getByRole("button", { name: "Open your data" }).click();
          assert.deepEqual(await findings(page), [], "open");
          await page.getByRole("button", { name: "Read live from Azure…" }).click();
          await page.getByLabel("Subscription", { exact: true }).waitFor();
          assert.deepEqual(await findings(page), [], "live");
        },
        { ...viewport, colorScheme },
      ));
  }
}

test("nothing runs over the side, from 320 pixels up", async () => {
  for (const width of [320, 390, 700, 701, 960, 961, 1240, 1440]) {
    await visit(
      async ({ page }) => {
        for (const view of VIEWS) {
          await page.evaluate((hash) => { location.hash = hash; }, view);
          await page.waitForTimeout(100);
          const over = await page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
          assert.ok(over <= 0, `${view} is ${over} pixels too wide at ${width}`);
        }
      },
      { width, height: 800 },
    );
  }
});

test("one h1 in each view at each size, and a skip link that works", async () => {
  for (const viewport of Object.values(SIZES)) {
    await visit(
      async ({ page }) => {
        for (const view of VIEWS) {
          await page.evaluate((hash) => { location.hash = hash; }, view);
          await page.waitForTimeout(100);
          assert.equal(await page.locator("h1:visible").count(), 1, view);
        }
      },
      viewport,
    );
  }
  await visit(async ({ page }) => {
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  });
});
