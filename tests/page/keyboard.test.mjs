import { test } from "node:test";
import assert from "node:assert/strict";
import { settled } from "./support/tour.mjs";
import { house } from "./support/walk.mjs";

const { visit } = house();

/** What has the focus: its words, and whether a ring around it can be seen in the window. */
const focused = (page) => page.evaluate(() => {
  const element = document.activeElement;
  const ringed = (of) => of && of !== document.body && (parseFloat(getComputedStyle(of).outlineWidth) > 0 && getComputedStyle(of).outlineStyle !== "none" ? of : ringed(of.parentElement)) || null;
  const ring = ringed(element);
  const box = (ring ?? element).getBoundingClientRect();
  const seen = box.width > 0 && box.right > 0 && box.bottom > 0 && box.left < innerWidth && box.top < innerHeight;
  const name = element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent ?? "";
  return { place: element === document.body ? "body" : `${element.localName}.${element.className}#${element.id} ${name.trim().slice(0, 40)}`, ring: Boolean(ring), seen };
});

for (const hash of ["#fleet", "#plan", "#findings"]) {
  test(`Tab goes all the way round, always to be seen: ${hash}`, { timeout: 120_000 }, () =>
    visit(async ({ page }) => {
      const places = [];
      for (let at = 0; at < 120; at += 1) {
        await page.keyboard.press("Tab");
        const { place, ring, seen } = await focused(page);
        if (place === "body") break;
        assert.ok(ring, `no ring at ${place}`);
        assert.ok(seen, `out of sight: ${place}`);
        places.push(place);
      }
      assert.ok(places.length > 8 && places.length < 120, `${places.length} places`);
      assert.match(places[0], /skip/);
      assert.ok(places.some((place) => /select.* (Language)/.test(place)), places.join("\n"));
    }, { hash }));
}

test("the walk by keyboard alone: find a disk, read it, change the policy, see its findings, open data", { timeout: 120_000 }, () =>
  visit(async ({ page }) => {
    const press = async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
      await settled(page);
    };
    const tabTo = async (place) => {
      for (let tries = 0; tries < 80; tries += 1) {
        if (place.test((await focused(page)).place)) return;
        await page.keyboard.press("Tab");
      }
      assert.fail(`Tab never came to ${place}`);
    };
    await press("Tab", "Enter");
    assert.equal((await focused(page)).place.startsWith("main"), true, "the skip link");

    await press("/");
    await page.keyboard.type("sql-01");
    await page.locator(".filters [role=status]").filter({ hasText: /^2 found$/ }).waitFor({ state: "attached" });
    await tabTo(/^a\.nm/);
    await press("Enter");
    await page.locator("disk-pane").getByRole("heading", { name: "vm-sql-01_data1", exact: true }).waitFor();

    await tabTo(/button\.taken/);
    await press("ArrowDown", "ArrowDown");
    assert.equal(await page.locator('.snaps tr[aria-selected="true"]').count(), 1);
    const [, , third] = await page.locator(".snaps .taken").allInnerTexts();
    assert.equal(await page.locator('.snaps [aria-selected="true"] .taken').innerText(), third);
    await press("Escape");
    assert.match((await focused(page)).place, /^a\.nm.* vm-sql-01_data1$/, "back in its row");

    await press("2");
    await tabTo(/#p-daily/);
    const before = await page.locator("#p-daily").inputValue();
    await press("ArrowUp");
    await page.locator("#p-daily").and(page.locator(`:not([value="${before}"])`)).waitFor();
    assert.equal(Number(await page.locator("#p-daily").inputValue()), Number(before) + 1);
    // In a field the browser's own undo is at work; the policy's is outside of fields.
    await tabTo(/^(button|a)\./);
    await press("Control+z");
    assert.equal(await page.locator("#p-daily").inputValue(), before, "one step back");

    await press("3");
    await page.locator("h1").getByText("2 things stop work now, 2 will break, 10 are good to know.", { exact: true }).waitFor();
    await tabTo(/button\.link/);
    await press("Enter");
    await page.locator("disk-pane .verdict").waitFor();

    await press("o");
    await page.getByRole("dialog").waitFor();
    await press("Escape");
    assert.equal(await page.getByRole("dialog").count(), 0);
  }));

test("the focus comes back to what opened a dialog", () =>
  visit(async ({ page }) => {
    const open = page.getByRole("button", { name: "Open your data…" });
    await open.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await settled(page);
    assert.ok(await open.evaluate((button) => button === document.activeElement));
  }));

test("single letters can be turned off, stay off, and do nothing in a field", () =>
  visit(async ({ page }) => {
    const view = () => page.evaluate(() => location.hash.slice(1));
    await page.keyboard.press("/");
    await page.keyboard.type("2?");
    assert.equal(await view(), "fleet");
    assert.equal(await page.locator(".search input").inputValue(), "2?");
    await page.locator(".search input").fill("");
    await page.locator(".brand").focus();

    await page.keyboard.press("?");
    await page.getByRole("checkbox", { name: "Single-letter keys" }).uncheck();
    await page.keyboard.press("Escape");
    for (const key of ["2", "?", "t", "o", "/"]) await page.keyboard.press(key);
    await settled(page);
    assert.equal(await view(), "fleet");
    assert.equal(await page.getByRole("dialog").count(), 0);

    await page.reload();
    await page.locator(".fleet .body .row").first().waitFor();
    await page.keyboard.press("2");
    await settled(page);
    assert.notEqual(await view(), "plan");
  }));

test("shapes and the focus ring are there in forced colours, and nothing moves where motion is not wanted", () =>
  visit(async ({ page }) => {
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none");
    const fills = await page.evaluate(() => [...document.querySelectorAll(".fleet .glyph .solid")].map((shape) => getComputedStyle(shape).fill));
    assert.ok(fills.length > 5 && fills.every((fill) => fill !== "none"));
    const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((element) => {
      const { transitionDuration, animationName } = getComputedStyle(element);
      return animationName !== "none" || transitionDuration.split(",").some((time) => parseFloat(time) > 0);
    }).map(({ localName, className }) => `${localName} ${className}`));
    assert.deepEqual(moving, []);
  }, { forcedColors: "active" }));

test("the calendar is a grid by keyboard: day, week, month, both ends, read out, and into the list", () =>
  visit(async ({ page }) => {
    const cell = page.locator(".day-cell");
    await page.locator('.fbody[aria-busy="false"]').waitFor();
    const grid = page.getByRole("grid");
    assert.equal(await grid.getAttribute("aria-rowcount"), "7");
    await cell.focus();
    const said = async () => {
      await settled(page);
      assert.ok(await cell.evaluate((element) => element === document.activeElement), "the cell kept the focus");
      return cell.getAttribute("aria-label");
    };
    await page.keyboard.press("End");
    assert.match(await said(), /^Wed 12 May 2027, 4 moments, 18:00 newest, /);
    const names = { ArrowUp: "Tue 11 May 2027", ArrowLeft: "Tue 4 May 2027", PageUp: "Sun 4 Apr 2027", ArrowDown: "Mon 5 Apr 2027", ArrowRight: "Mon 12 Apr 2027", PageDown: "Wed 12 May 2027" };
    for (const [key, name] of Object.entries(names)) {
      await page.keyboard.press(key);
      assert.ok((await said()).startsWith(`${name}, `), `${key}: ${await said()}`);
    }
    assert.equal(await page.locator("#date").getAttribute("aria-valuetext").then((words) => words.startsWith("Wed 12 May 2027")), true, "the date stays");
    await page.keyboard.press("Home");
    const first = await said();
    await page.keyboard.press("ArrowUp");
    assert.equal(await said(), first, "nothing lies before the first day");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await page.locator(".exist .picked").first().waitFor();
    assert.equal(await page.locator(".exist .picked").count(), 4);
  }, { hash: "#plan/2027-05-12" }));

test("T switches drawings and table, D the theme; Shift and an arrow go to what is taken or dropped next", () =>
  visit(async ({ page }) => {
    await page.locator('.fbody[aria-busy="false"]').waitFor();
    await page.locator(".brand").focus();
    await page.keyboard.press("t");
    await page.locator('[data-show="table"][aria-pressed="true"]').waitFor();
    await page.keyboard.press("t");
    await page.locator('[data-show="chart"][aria-pressed="true"]').waitFor();
    const theme = () => page.locator("html").getAttribute("data-theme");
    const before = await theme();
    await page.keyboard.press("d");
    await settled(page);
    assert.notEqual(await theme(), before);

    // Only Mondays are days on which something happens.
    await page.locator(".as-text summary").click();
    await page.locator("#p-line").fill("last=3 zone=UTC at=02:00 days=mon");
    await page.locator("#p-line").press("Enter");
    await page.locator('.days [aria-label="Tuesday"][aria-pressed="false"]').waitFor();
    await settled(page);
    const date = page.locator("#date");
    const at = async (key) => {
      await page.keyboard.press(key);
      await settled(page);
      return (await date.getAttribute("aria-valuetext")).split(",")[0];
    };
    await date.focus();
    await page.keyboard.press("Home");
    assert.equal(await at("Shift+ArrowRight"), "Mon 23 Nov 2026");
    assert.equal(await at("Shift+ArrowRight"), "Mon 30 Nov 2026");
    assert.equal(await at("ArrowLeft"), "Sun 29 Nov 2026");
    assert.equal(await at("Shift+ArrowLeft"), "Mon 23 Nov 2026");
    assert.equal(await at("Shift+ArrowLeft"), "Mon 23 Nov 2026");
  }, { hash: "#plan" }));
