import { test } from "node:test";
import assert from "node:assert/strict";
import { daily, disk, shapes, snapshot } from "./support/fleet.mjs";
import { drop, house, opened } from "./support/walk.mjs";

const { visit } = house();

const NOW = Date.now();
const first = disk("disk-a");
const second = disk("disk-b", { sku: { name: "UltraSSD_LRS", tier: "Ultra" } });
const resources = [first, second, ...daily(first, 20, NOW), snapshot(second, "ultra-1", NOW - 7_200_000, { completionPercent: 40 })];

for (const [name, bytes] of Object.entries(shapes(resources))) {
  test(`a dropped file replaces the sample: ${name}`, () =>
    visit(async ({ page }) => {
      await drop(page, { "fleet.json": bytes });
      await opened(page);
      assert.equal(await page.locator("h1").innerText(), "1 of 2 disks has a ready snapshot from the last 24 hours.");
      assert.deepEqual((await page.locator(".fleet .body .nm").allInnerTexts()).sort(), ["disk-a", "disk-b"]);
      assert.equal(await page.locator(".sample-banner").count(), 0);
      assert.equal(await page.locator(".fleet .body .row", { hasText: "disk-a" }).locator(".c-count").innerText(), "20");
      assert.equal(await page.locator(".fleet .body .row", { hasText: "disk-b" }).locator(".c-pending").innerText(), "1 of 3");
    }));
}

test("two files of one drop make one fleet; a later one joins it", () =>
  visit(async ({ page }) => {
    await drop(page, { "disks.json": JSON.stringify([first]), "snapshots.json": JSON.stringify(daily(first, 3, NOW)) });
    await opened(page);
    assert.equal(await page.locator('.fleet[aria-rowcount="2"]').count(), 1);
    await drop(page, { "more.json": JSON.stringify([second]) });
    await page.locator('.fleet[aria-rowcount="3"]').waitFor();
  }));

test("pasted JSON opens", () =>
  visit(async ({ page }) => {
    await page.getByRole("button", { name: "Open your data…" }).click();
    await page.getByRole("button", { name: "Paste JSON" }).click();
    await page.getByLabel("JSON to open").fill(JSON.stringify(resources));
    await page.getByRole("button", { name: "Read it" }).click();
    await opened(page);
    assert.equal(await page.locator('.fleet[aria-rowcount="3"]').count(), 1);
  }));

test("a file that is cut off says which, where and what to do, and changes nothing", () =>
  visit(async ({ page }) => {
    const whole = JSON.stringify(resources, null, 1);
    await drop(page, { "snapshots.json": whole.slice(0, 2000) });
    const box = page.getByRole("alert");
    await box.waitFor();
    const said = await box.innerText();
    assert.match(said, /snapshots\.json was not opened/);
    assert.match(said, /line \d+/);
    assert.match(said, /It changed nothing/);
    assert.equal(await page.locator(".chip.sample").count(), 1);
    await page.getByRole("button", { name: "Dismiss" }).click();
    assert.equal(await box.count(), 0);
  }));

test("of two files the good one is opened and the bad one is named", () =>
  visit(async ({ page }) => {
    await drop(page, { "good.json": JSON.stringify(resources), "bad.json": "null" });
    await opened(page);
    const said = await page.getByRole("alert").innerText();
    assert.match(said, /bad\.json was not opened/);
    assert.match(said, /The other files were opened/);
  }));

test("hostile names and tags are text", () =>
  visit(async ({ page }) => {
    const nasty = '<img src=x onerror="document.title=1">';
    const marked = disk("disk-c", { tags: { [nasty]: nasty } });
    const odd = snapshot(marked, "snap-c", NOW - 3_600_000, { name: nasty, creationData: { createOption: "Copy", sourceResourceId: marked.id, sourceUniqueId: marked.uniqueId } });
    await drop(page, { [nasty.replaceAll("/", "")]: "{", "odd.json": JSON.stringify([marked, odd]) });
    await opened(page);
    assert.equal(await page.locator("main img").count(), 0);
    assert.match(await page.getByRole("alert").innerText(), /<img src=x/);
  }));

test("back to the sample", () =>
  visit(async ({ page }) => {
    const hash = await page.locator("#hash").innerText();
    await drop(page, { "fleet.json": JSON.stringify(resources) });
    await opened(page);
    await page.getByRole("button", { name: "Open your data…" }).click();
    await page.getByRole("button", { name: "Back to the sample" }).click();
    await page.locator(".chip.sample").waitFor();
    assert.equal(await page.locator('.fleet[aria-rowcount="18"]').count(), 1);
    assert.match(hash, /^[0-9a-f]{4} [0-9a-f]{4}$/);
  }));

test("snapshots without their disks: it is said what is not known, and how it becomes known", () =>
  visit(async ({ page }) => {
    const of = disk("vm-alone");
    const note = page.locator(".head .sub", { hasText: "No disks are in this data" });
    await drop(page, { "s.json": JSON.stringify(daily(of, 3, Date.now())) });
    await opened(page);
    assert.match(await note.innerText(), /az disk list -o json/);
    await drop(page, { "both.json": JSON.stringify([of, ...daily(of, 3, Date.now())]) });
    await note.waitFor({ state: "detached" });
  }));
