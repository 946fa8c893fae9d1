import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import assert from "node:assert/strict";
import { crooked, tour } from "./support/tour.mjs";
import { house } from "./support/walk.mjs";

const { visit } = house();
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const PHONE = { width: 390, height: 844 };
const SIZES = [PHONE, { width: 900, height: 700 }, { width: 1440, height: 900 }];

/** What colours decide, and sizes do not. */
const COLOURS = ["color-contrast", "link-in-text-block"];
/** Marks what contrast is measured of. */
const MARK = "data-measured";

/**
 * Rule and place of every finding, and how many texts were measured. What is open above the page is looked at alone.
 *
 * Measuring contrast takes most of the time, and rows are alike by the thousand: a text that has the same colours, size
 * and weight as one before, inside of elements of the same kinds, classes and colours, is not measured again.
 */
const look = (page, everything) => page.evaluate(async ([colours, mark, everything]) => {
  const place = document.querySelector("dialog[open]") ?? document;
  const measured = (globalThis.measured ??= new Set());
  const kinds = new WeakMap();
  const kind = (element) => {
    if (!element) return "";
    let known = kinds.get(element);
    if (known === undefined) {
      const { color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, textDecorationLine } = getComputedStyle(element);
      const own = [element.tagName, element.getAttribute("class"), color, backgroundColor, backgroundImage, opacity, fontSize, fontWeight, textDecorationLine];
      known = `${kind(element.parentElement)} > ${own.join(" ")}`;
      kinds.set(element, known);
    }
    return known;
  };
  const speaks = (element) => element.matches("input, select, textarea") || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim() !== "");
  const fresh = [...place.querySelectorAll("*")].filter((element) => {
    const before = measured.size;
    return speaks(element) && element.checkVisibility() && measured.add(kind(element)).size > before;
  });
  if (!everything && fresh.length === 0) return { found: [], measured: 0 };
  for (const element of fresh) element.setAttribute(mark, "");
  globalThis.axe.configure({ rules: [{ id: "color-contrast", selector: `[${mark}]` }] });
  const { violations } = await globalThis.axe.run(place, { resultTypes: ["violations"], ...(everything ? {} : { runOnly: colours }) });
  for (const element of fresh) element.removeAttribute(mark);
  const found = violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")} ${failureSummary}`));
  return { found, measured: fresh.length };
}, [COLOURS, MARK, everything]);

test("no accessibility findings, and one first heading, on a phone, in a narrow window and in a wide one", { timeout: 600_000 }, () =>
  visit(async ({ page }) => {
    await page.evaluate(axe);
    let measured = 0;
    await tour(page, SIZES, async (place, { width }) => {
      assert.equal(await page.locator("h1:visible").count(), 1, `${place} at ${width}`);
      // In the dark only colours can differ.
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        const looked = await look(page, colorScheme === "light");
        assert.deepEqual(looked.found, [], `${place} at ${width}, ${colorScheme}`);
        measured += looked.measured;
      }
    });
    assert.ok(measured > 500, `${measured} texts were measured`);
  }, PHONE));

/** What a finger or an unsteady hand cannot press. */
const small = (page) => page.evaluate(() => [...document.querySelectorAll("button, select, input:not([type=file]), .nav a, .tabs a")]
  .filter((element) => element.checkVisibility() && !element.closest(".sr"))
  .map((element) => ({ element, box: (element.closest("label") ?? element).getBoundingClientRect() }))
  .filter(({ box }) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(({ element, box }) => `${element.tagName} ${element.className} "${element.textContent.trim()}" is ${box.width} x ${box.height}`));

test("nothing runs over the side and all can be pressed, from 320 pixels up", { timeout: 240_000 }, () =>
  visit(async ({ page }) => {
    // 1280 pixels at 400 % are 320, 1440 at 200 % are 720; a window enlarged like that is low, too.
    const sizes = [[320, 256], [700, 800], [720, 450], [961, 800], [1920, 1000]].map(([width, height]) => ({ width, height }));
    await tour(page, sizes, async (place, { width }) => assert.deepEqual([...(await crooked(page)), ...(await small(page))], [], `${place} at ${width}`));
    // In French, whose words are the longest.
  }, { locale: "fr-FR" }));
