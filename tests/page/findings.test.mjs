import { readdirSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { bytes, Session, unwrap } from "./support/core.mjs";
import { daily, disk, snapshot } from "./support/fleet.mjs";
import { changed, drop, house, opened } from "./support/walk.mjs";

const { visit } = house();

const NOW = Date.parse("2026-11-20T12:00:00Z");
const HOUR = 3_600_000;
/** Fills up under a policy that keeps every hour: one finding with a date and a fix. */
const LINE = "hourly=all zone=Europe/Amsterdam every=6h";
/** Nothing is wrong with it. */
const CALM = "daily=7 zone=Europe/Amsterdam at=06:00";
const address = (line) => `#findings?s=1&p=${line.replaceAll(" ", "+")}`;
const ADDRESS = address(LINE);

const quick = disk("disk-quick");
const never = disk("disk-never");
const slow = disk("disk-slow", { sku: { name: "PremiumV2_LRS" } });
const busy = [1, 2, 3].map((age) => snapshot(slow, `slow-${age}`, NOW - age * HOUR, { completionPercent: 10 * age, snapshotAccessState: "Pending" }));
const RED = [quick, never, slow, ...daily(quick, 480, NOW), ...busy];

function linted(policy, resources = RED) {
  const session = new Session();
  unwrap(session.add(bytes("fleet.json"), bytes(resources)));
  return unwrap(session.call(bytes({ verb: "lint", policy, now: new Date(NOW).toISOString() })));
}

const shown = (page) => page.locator(".f").evaluateAll((rows) => rows.map((row) => ({ id: row.dataset.id, level: row.dataset.level, title: row.querySelector("h3").textContent })));
const said = ({ findings }) => findings.map(({ id, level, title }) => ({ id, level, title }));

/** Opens the red fleet under the policy of the link, checked by that policy. */
async function open(page, resources = RED, line = LINE) {
  await page.clock.setFixedTime(NOW);
  await drop(page, { "fleet.json": JSON.stringify(resources) });
  await opened(page);
  await settled(page, linted(line, resources).findings.length);
}

async function settled(page, count) {
  await page.waitForFunction((wanted) => document.querySelectorAll(".f").length === wanted && document.querySelector(".findings-view .sub") && !document.querySelector(".findings-view [role=status]:not(.sr)"), count);
}

test("a red fleet shows the core's findings in the core's order, each with date, arithmetic and page", () =>
  visit(async ({ page }) => {
    await open(page);
    const lint = linted(LINE);
    assert.ok(lint.summary.stop >= 2 && lint.summary.warn >= 1, "the fleet is not red");
    assert.deepEqual(await shown(page), said(lint));
    const { stop, warn, watch } = lint.summary;
    assert.match(await page.locator("h1").innerText(), new RegExp(`^${stop} things stop work now, ${warn} will break, ${watch} (is|are) good to know\\.$`));
    assert.equal(await page.locator(".nav .badge").innerText(), String(stop));
    const full = lint.findings.find(({ id, date }) => id === "L1" && date !== null);
    const row = page.locator(".f", { hasText: full.title }).first();
    const date = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "Europe/Amsterdam" }).format(new Date(full.date)).replace(",", "");
    assert.match(await row.locator(".wh").innerText(), new RegExp(`^${date}\\s+\\d\\d:\\d\\d, in [45] days$`));
    assert.equal(await row.locator(".sum").innerText(), full.arithmetic);
    assert.match(await row.locator(".fix p").innerText(), /hourly all -> \d+/);
    assert.equal(await row.locator(".of button").evaluate((button) => button.innerText.replace(/\n/g, "")), "disk-quick: Show the disk");
    assert.equal(await row.locator("a").getAttribute("href"), "limits/l1.html");
    assert.match(await page.locator(".when").getAttribute("aria-label"), /^When findings break: \d now, .*2[45] Nov/);
  }, { hash: ADDRESS }));

test("one click makes the change, the finding goes, and undo brings it back", () =>
  visit(async ({ page }) => {
    await open(page);
    const before = linted(LINE);
    const { fix, title } = before.findings.find((finding) => finding.id === "L1" && finding.fix !== null);
    await page.locator(".f", { hasText: title }).first().getByRole("button", { name: "Apply" }).click();
    const after = linted(changed(before.policy, fix));
    assert.ok(!after.findings.some((finding) => finding.id === "L1" && finding.title === title), "the fix did not help");
    await settled(page, after.findings.length);
    assert.deepEqual(await shown(page), said(after));
    await page.keyboard.press("Control+z");
    await settled(page, before.findings.length);
    assert.deepEqual(await shown(page), said(before));
  }, { hash: ADDRESS }));

test("filters narrow, N and Shift+N walk, and a disk is one click away", () =>
  visit(async ({ page }) => {
    await open(page);
    const all = await page.locator(".f").count();
    await page.locator(".fbar .tog", { hasText: "Limits" }).click();
    const limits = Number(await page.locator(".fbar .tog", { hasText: "Limits" }).locator("b").innerText());
    assert.equal(await page.locator(".f").count(), limits);
    assert.ok(limits > 0 && limits < all);
    await page.locator(".fbar .tog", { hasText: "All" }).click();
    await page.locator("h1").click();
    const focused = () => page.evaluate(() => [...document.querySelectorAll(".f")].indexOf(document.activeElement));
    for (const [key, at] of [["n", 0], ["n", 1], ["Shift+N", 0], ["Shift+N", all - 1], ["n", 0]]) {
      await page.keyboard.press(key);
      await page.waitForFunction((wanted) => [...document.querySelectorAll(".f")].indexOf(document.activeElement) === wanted, at);
      assert.equal(await focused(), at);
    }
    await page.locator(".of .link", { hasText: "disk-never" }).first().click();
    await page.locator("disk-pane h2", { hasText: "disk-never" }).waitFor();
  }, { hash: ADDRESS }));

test("a fleet that nothing stops has no badge, and one without findings says so", () =>
  visit(async ({ page }) => {
    const fine = [quick, ...daily(quick, 3, NOW)];
    const lint = linted(CALM, fine);
    assert.deepEqual(lint.summary, { stop: 0, warn: 0, watch: 0 }, "the fleet is not green");
    await open(page, fine, CALM);
    assert.equal(await page.locator(".nav .badge").count(), 0);
    assert.equal(await page.locator("h1").innerText(), "No findings.");
    assert.equal(await page.locator(".when").count(), 0);
  }, { hash: address(CALM) }));

test("every finding has a page that is shipped, obeys the policy and runs nothing", () =>
  visit(async ({ page, complaints, server }) => {
    const names = readdirSync(new URL("../../docs/limits/", import.meta.url)).map((name) => name.replace(/\.md$/, ".html").replace("README", "index"));
    assert.ok(names.length > 50);
    for (const name of names) {
      const answer = await page.request.get(`${server.url}limits/${name}`);
      assert.equal(answer.status(), 200, name);
      assert.doesNotMatch(await answer.text(), /<script>|style=|\son\w+=/, name);
    }
    await page.goto(`${server.url}limits/l1.html`);
    assert.equal(await page.locator("h1").innerText(), "L1: 500 incremental snapshots of a disk");
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).fontSize), "16px");
    await page.locator("nav a", { hasText: "All limits" }).click();
    await page.locator("td a", { hasText: "clock_change" }).click();
    await page.locator("h1", { hasText: "Times that clocks skip" }).waitFor();
    assert.deepEqual(complaints, []);
  }));

test("names from the data are shown as text", () =>
  visit(async ({ page }) => {
    const hostile = disk("<img src=x onerror=alert(1)>");
    await open(page, [hostile]);
    assert.match(await page.locator(".f .of button").first().innerText(), /^<img src=x onerror=alert\(1\)>\s*: Show the disk$/);
    assert.equal(await page.locator(".f img").count(), 0);
  }, { hash: ADDRESS }));
