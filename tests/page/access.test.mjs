import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import assert from "node:assert/strict";
import { tour } from "./support/tour.mjs";
import { house } from "./support/walk.mjs";

const { visit } = house();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const PHONE = { width: 390, height: 844 };
const SIZES = [PHONE, { width: 900, height: 700 }, { width: 1440, height: 900 }];

/** Rule and place of every finding. What is open above the page is looked at alone; in the dark only colours can differ. */
async function findings(page, colorScheme) {
  const { violations } = await page.evaluate((dark) => {
    const place = document.querySelector("dialog[open]") ?? document;
    return globalThis.axe.run(place, { resultTypes: ["violations"], ...(dark ? { runOnly: ["color-contrast", "link-in-text-block"] } : {}) });
  }, colorScheme === "dark");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary}`));
}

test("no accessibility findings, and one first heading, on a phone, in a narrow window and in a wide one", { timeout: 600_000 }, () =>
  visit(async ({ page }) => {
    await page.evaluate(axe);
    await tour(page, SIZES, async (place, { width }) => {
      assert.equal(await page.locator("h1:visible").count(), 1, `${place} at ${width}`);
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await findings(page, colorScheme), [], `${place} at ${width}, ${colorScheme}`);
      }
    });
  }, PHONE));

/** Wider than the page, and what a finger or an unsteady hand cannot press. */
const tight = (page) => page.evaluate(() => {
  const { scrollWidth } = document.scrollingElement;
  const small = [...document.querySelectorAll("button, select, input:not([type=file]), .nav a, .tabs a")]
    .filter((element) => element.checkVisibility() && !element.closest(".sr"))
    .map((element) => ({ element, box: (element.closest("label") ?? element).getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
    .map(({ element, box }) => `${element.tagName} ${element.className} "${element.textContent.trim()}" is ${box.width} x ${box.height}`);
  return scrollWidth > innerWidth ? [`the page is ${scrollWidth} wide`, ...small] : small;
});

test("nothing runs over the side and all can be pressed, from 320 pixels up", { timeout: 240_000 }, () =>
  visit(async ({ page }) => {
    // 1280 pixels at 400 % are 320, 1440 at 200 % are 720; a window enlarged like that is low, too.
    const sizes = [[320, 256], [700, 800], [720, 450], [961, 800], [1920, 1000]].map(([width, height]) => ({ width, height }));
    await tour(page, sizes, async (place, { width }) => assert.deepEqual(await tight(page), [], `${place} at ${width}`));
    // In French, whose words are the longest.
  }, { locale: "fr-FR" }));
