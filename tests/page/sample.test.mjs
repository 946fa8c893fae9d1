import { test } from "node:test";
import assert from "node:assert/strict";
import { house } from "./support/walk.mjs";

const { visit } = house();

test("the page opens on the sample fleet, marked as such, with its own clock", () =>
  visit(async ({ page }) => {
    assert.equal(await page.locator("h1").count(), 1);
    assert.equal(await page.locator("h1").innerText(), "7 of 12 disks have a ready snapshot from the last 24 hours.");
    assert.match(await page.locator(".sample-banner").innerText(), /This is a sample fleet\./);
    assert.equal(await page.locator(".chip.sample b").innerText(), "Sample fleet");
    assert.match(await page.locator(".status").innerText(), /Sample's clock:\s+Fri 20 Nov 2026 07:12, Europe\/Amsterdam, UTC\+1/);
    assert.equal(await page.locator(".fleet").getAttribute("aria-rowcount"), "18");
    assert.deepEqual(await page.locator(".fleet .body .nm").allInnerTexts().then((names) => names.slice(0, 4)), [
      "vm-sql-02_log", "vm-build-01_osdisk", "vm-sql-01_data1", "vm-web-01_osdisk",
    ]);
  }));

test("nothing is requested after the page has loaded", () =>
  visit(async ({ page, server }) => {
    const before = server.requests.length;
    const other = [];
    page.on("request", (request) => other.push(request.url()));
    for (const view of ["Plan", "Findings", "Fleet"]) await page.locator(".nav").getByRole("link", { name: view }).click();
    await page.getByRole("button", { name: "Open your data…" }).click();
    await page.keyboard.press("Escape");
    await page.locator(".tog", { hasText: "Copies" }).click();
    await page.locator(".fleet .body .row").nth(1).click();
    await page.waitForTimeout(200);
    assert.deepEqual(other, []);
    assert.equal(server.requests.length, before);
  }));

test("a disk's pane has verdict, limits, chain and facts in the core's words", () =>
  visit(async ({ page }) => {
    await page.locator(".fleet .body .row", { hasText: "2 still copying" }).click();
    const pane = page.locator("disk-pane");
    await pane.getByRole("heading", { name: "vm-sql-02_data1", exact: true }).waitFor();
    assert.match(await pane.locator(".verdict").innerText(), /still copying/);
    assert.deepEqual((await pane.locator(".limits dd").allInnerTexts()).map((words) => words.trim()), ["19 of 500", "2 of 3", "0 of 7", "0 of 5"]);
    assert.deepEqual(await pane.locator(".chain text.lane").allTextContents(), [
      "Earlier disk, same name", "This disk", "Copy in northeurope", "recreated 3 Nov",
    ]);
    const half = pane.locator(".snaps tr", { hasText: "62.5 %" });
    assert.match(await half.innerText(), /today 02:00\s+Copying 62\.5 %/);
    await half.click();
    assert.equal(await pane.locator(".facts h3").innerText(), "vm-sql-02_data1-20261120-0200");
    const facts = await pane.locator(".facts").innerText();
    assert.match(facts, /62\.5/);
    assert.match(facts, /Fri 20 Nov 2026, 02:00:14 \(UTC\+1\)/);
    assert.match(facts, /Fri 20 Nov 2026, 01:00:14 UTC/);
    assert.equal(await pane.locator('.snaps [aria-selected="true"]').count(), 1);
  }));

test("search, filter and sort change the rows and say so when none is left", () =>
  visit(async ({ page }) => {
    await page.keyboard.press("/");
    await page.keyboard.type("sql-01 WESTEUROPE");
    const names = page.locator(".fleet .body .nm");
    await page.locator('.fleet[aria-rowcount="3"]').waitFor();
    assert.deepEqual((await names.allInnerTexts()).sort(), ["vm-sql-01_data1", "vm-sql-01_osdisk"]);
    await page.keyboard.type("x");
    await page.getByRole("heading", { name: "No chain matches “sql-01 WESTEUROPEx”." }).waitFor();
    await page.getByRole("button", { name: "Clear search and filter" }).click();
    await page.locator('.fleet[aria-rowcount="18"]').waitFor();
    await page.locator(".tog", { hasText: "Orphans" }).click();
    await page.locator('.fleet[aria-rowcount="2"]').waitFor();
    assert.deepEqual(await names.allInnerTexts(), ["vm-old-03_data1"]);
    await page.locator(".tog", { hasText: "All" }).click();
    await page.getByRole("button", { name: "Of 500" }).click();
    await page.getByRole("button", { name: "Of 500" }).click();
    await page.locator('.c-count[aria-sort="descending"]').waitFor();
    await page.waitForFunction(() => document.querySelector(".fleet .body .nm")?.textContent === "vm-sql-01_data1");
  }));

test("the fleet is walked by keyboard alone", () =>
  visit(async ({ page }) => {
    await page.locator(".fleet .body a").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator("disk-pane").getByRole("heading", { name: "vm-sql-01_data1", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("disk-pane").waitFor({ state: "detached" });
    await page.keyboard.press("End");
    await page.waitForFunction(() => document.activeElement?.closest("[data-index]")?.dataset.index === "16");
    await page.keyboard.press("2");
    await page.waitForFunction(() => location.hash.startsWith("#plan"));
    await page.keyboard.press("?");
    await page.getByRole("heading", { name: "Keys" }).waitFor();
    await page.getByLabel("Single-letter keys").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    assert.match(await page.evaluate(() => location.hash), /^#plan/);
  }));

test("the theme goes round auto, light, dark", () =>
  visit(async ({ page }) => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(await background(), "rgb(242, 244, 247)");
    await page.keyboard.press("d");
    await page.keyboard.press("d");
    assert.equal(await background(), "rgb(13, 17, 22)");
    await page.reload();
    await page.locator("h1").waitFor();
    assert.equal(await background(), "rgb(13, 17, 22)");
  }));
