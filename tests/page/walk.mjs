/**
 * The page as its users walk it, in Firefox: from the sample to a file in one's hands, held against the core in Node.
 *
 * `cargo xtask test --only firefox` runs it; with `--require firefox` all the other tests of the page are run in Firefox
 * as well. Keys and clicks are real, so nothing here is told to the page by a script.
 * @module
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { downloaded, openSample, planned as anyPlan } from "./support/browser.mjs";
import { bytes, callWithoutSession, Session, unwrap } from "./support/core.mjs";
import { missing, startEmulator } from "./support/emulator.mjs";
import { daily, disk, snapshot } from "./support/fleet.mjs";
import { crooked, settled, tour } from "./support/tour.mjs";
import { changed, house, opened, readLive } from "./support/walk.mjs";

const { visit } = house();

const NOW = Date.parse("2026-11-20T12:00:00Z");
const ZONE = "Europe/Amsterdam";
/** Fills up under a policy that keeps every hour: a finding with a date and a fix. */
const LINE = `hourly=all daily=7 zone=${ZONE} every=6h`;
/** Fills nothing. */
const CALM = `daily=30 weekly=8 zone=${ZONE} every=6h`;
const full = disk("disk-full");
const slow = disk("disk-slow", { sku: { name: "PremiumV2_LRS" }, location: "northeurope" });
const copying = [1, 2].map((age) => snapshot(slow, `slow-${age}`, NOW - age * 3_600_000, { completionPercent: 10 * age, snapshotAccessState: "Pending" }));
const FLEET = [full, slow, disk("disk-never"), ...daily(full, 470, NOW), ...copying];
const FORMATS = ["runbook", "icalendar", "az_powershell", "azure_cli", "bicep", "arm", "portal_steps", "csv"];

/** The core in Node over the same file. */
function asked(request) {
  const session = new Session();
  unwrap(session.add(bytes("fleet.json"), bytes(FLEET)));
  return unwrap(session.call(bytes({ now: new Date(NOW).toISOString(), ...request })));
}

const policyOf = (line) => unwrap(callWithoutSession(bytes({ verb: "policy", policy: line }))).policy;
const short = ({ hash }) => `${hash.slice(0, 4)} ${hash.slice(4, 8)}`;
const planned = (page, plan) => page.locator("#hash", { hasText: short(plan) }).waitFor({ state: "attached" });
const drawn = (page) => page.locator('.fbody[aria-busy="false"]').waitFor();
const view = (page, name) => page.locator(".nav").getByRole("link", { name }).click();
const names = (page) => page.locator(".fleet .body .nm").allInnerTexts();

const folder = mkdtempSync(join(tmpdir(), "snapline-walk-"));
const file = join(folder, "fleet.json");
before(() => writeFileSync(file, JSON.stringify(FLEET)));
after(() => rmSync(folder, { recursive: true }));

/** Opens the file by the page's own button, with the page's clock held. */
async function open(page) {
  await page.clock.setFixedTime(NOW);
  await page.getByRole("button", { name: "Open your data…" }).click();
  await page.locator("open-dialog input[type=file]").setInputFiles(file);
  await opened(page);
}

const linked = (name, line = LINE) => `#${name}?s=1&p=${line.replaceAll(" ", "+")}`;

test("the sample, then a file: sorted, searched and walked by keyboard, down to a disk's chain", () =>
  visit(async ({ page }) => {
    assert.equal(await page.locator("h1").innerText(), "7 of 12 disks have a ready snapshot from the last 24 hours.");
    await open(page);
    assert.equal(await page.locator("h1").innerText(), asked({ verb: "chains" }).summary.sentence);
    await page.getByRole("button", { name: "Of 500" }).click();
    await page.locator('.c-count[aria-sort="ascending"]').waitFor();
    await page.getByRole("button", { name: "Of 500" }).click();
    await page.waitForFunction(() => document.querySelector(".fleet .body .nm")?.textContent === "disk-full");
    assert.deepEqual(await names(page), ["disk-full", "disk-slow", "disk-never"]);
    await page.keyboard.press("/");
    await page.keyboard.type("slow NORTHEUROPE");
    await page.locator('.fleet[aria-rowcount="2"]').waitFor();
    await page.locator(".fleet .body a").first().focus();
    await page.keyboard.press("Enter");
    const pane = page.locator("disk-pane");
    await pane.getByRole("heading", { name: "disk-slow", exact: true }).waitFor();
    assert.equal(await pane.locator(".chain .lane").count() > 0, true);
    assert.deepEqual((await pane.locator(".limits dd").allInnerTexts()).map((words) => words.trim()).slice(0, 2), ["2 of 500", "2 of 3"]);
    await pane.locator(".snaps .taken").first().focus();
    await page.keyboard.press("Enter");
    assert.match(await pane.locator(".facts").innerText(), /Copying 10 %/);
  }));

test("a policy typed and stepped is the core's plan at once, and one step back is the one before", () =>
  visit(async ({ page }) => {
    await open(page);
    await planned(page, asked({ verb: "plan", policy: policyOf(LINE) }));
    const weekly = page.getByLabel("Weekly", { exact: true });
    await weekly.click();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("3");
    await page.keyboard.press("Tab");
    const typed = asked({ verb: "plan", policy: policyOf(`${LINE} weekly=3`) });
    await planned(page, typed);
    await page.getByRole("button", { name: "More: Daily" }).click();
    const stepped = asked({ verb: "plan", policy: policyOf(`${LINE.replace("daily=7", "daily=8")} weekly=3`) });
    await planned(page, stepped);
    await page.getByRole("button", { name: "Next run" }).click();
    await page.locator(".planned .body .row").first().waitFor();
    const { sentence, ...counts } = stepped.summary;
    assert.equal(await page.locator("h1").innerText(), sentence);
    for (const [verdict, count] of [["keep", counts.keep], ["drop", counts.drop], ["hold", counts.hold]]) {
      assert.equal(Number((await page.locator(`.tog[data-verdict="${verdict}"] b`).innerText()).replaceAll(",", "")), count, verdict);
    }
    assert.ok((await page.locator(".planned .body [data-verdict] .c-why").allInnerTexts()).every((reason) => reason.trim() !== ""), "a row without its reason");
    await page.keyboard.press("Control+z");
    await planned(page, typed);
  }, { hash: linked("plan") }));

test("the future by slider and by calendar is what the core says of the date", () =>
  visit(async ({ page }) => {
    await open(page);
    await drawn(page);
    const slider = page.locator("#date");
    await slider.focus();
    await page.keyboard.press("Home");
    for (let step = 0; step < 6; step += 1) await page.keyboard.press("PageUp");
    await drawn(page);
    assert.equal(await slider.inputValue(), String(6 * 28));
    const end = Date.parse("2027-05-07T22:00:00Z");
    const [stand] = asked({ verb: "simulate", policy: policyOf(CALM), until: new Date(end).toISOString(), at: [new Date(end - 1).toISOString()] }).units.find(({ label }) => label === "disk-full").at;
    await page.waitForFunction((count) => document.querySelector('.ct[data-drawing="count"] output').innerText.trim() === `${count} of 500`, stand.count);
    assert.match(await page.locator("h1").innerText(), new RegExp(`^On Fri 7 May 2027 you can go back to ${stand.count} moments`));
    const paths = await page.locator("svg.calendar path[class^=heat]").evaluateAll((all) => all.map((path) => path.getAttribute("d")));
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
    const days = new Set(stand.snapshots.filter(({ there }) => there).map(({ instant }) => day.format(new Date(instant))));
    assert.equal(paths.reduce((sum, path) => sum + (path.match(/M/g)?.length ?? 0), 0), days.size, "cells of the calendar");
    await page.locator(".day-cell").focus();
    await page.keyboard.press("End");
    await settled(page);
    assert.match(await page.locator(".day-cell").getAttribute("aria-label"), /^Fri 7 May 2027, (\d+|one) moments?, /);
    await page.keyboard.press("Enter");
    await page.locator(".exist .picked").first().waitFor();
  }, { hash: linked("plan/2026-11-20", CALM) }));

test("the findings are the core's, and a fix takes one away", () =>
  visit(async ({ page }) => {
    await open(page);
    const before = asked({ verb: "lint", policy: LINE });
    const rows = (count) => page.waitForFunction((wanted) => document.querySelectorAll(".f").length === wanted && !document.querySelector(".findings-view [role=status]:not(.sr)"), count);
    const shown = () => page.locator(".f").evaluateAll((all) => all.map((row) => [row.dataset.id, row.querySelector("h3").textContent]));
    const said = ({ findings }) => findings.map(({ id, title }) => [id, title]);
    await rows(before.findings.length);
    assert.deepEqual(await shown(), said(before));
    const { fix, title } = before.findings.find((finding) => finding.id === "L1" && finding.fix);
    await page.locator(".f", { hasText: title }).first().getByRole("button", { name: "Apply" }).click();
    const after = asked({ verb: "lint", policy: changed(before.policy, fix) });
    await rows(after.findings.length);
    assert.deepEqual(await shown(), said(after));
  }, { hash: linked("findings") }));

test("every format is previewed as the core writes it and downloaded to the same bytes", () =>
  visit(async ({ page }) => {
    await open(page);
    for (const format of FORMATS) {
      await page.evaluate((to) => { location.hash = to; }, `#export/${format}`);
      const [first] = asked({ verb: "export", format, policy: LINE }).files;
      const shown = first.text.endsWith("\n") ? first.text : `${first.text}\n`;
      const lines = shown.split("\n").slice(0, 2000).join("\n");
      await page.waitForFunction((wanted) => [...document.querySelectorAll('.code[aria-busy="false"] > pre .ln')].map((line) => line.textContent).join("").startsWith(wanted), lines);
      const got = await downloaded(page, () => page.getByRole("button", { name: "Download", exact: true }).click());
      assert.deepEqual(got, { name: first.name, text: first.text });
    }
  }, { hash: linked("export/runbook") }));

test("a link opens to the same plan, and every language says it", () =>
  visit(async ({ page, context }) => {
    const hash = page.locator("#hash");
    const before = await hash.innerText();
    await page.getByRole("button", { name: "More: Weekly" }).click();
    await page.waitForFunction((was) => /^[0-9a-f]{4} /.test(document.querySelector("#hash").textContent) && document.querySelector("#hash").textContent !== was, before);
    await page.getByRole("button", { name: "Share a link" }).click();
    await page.waitForFunction(() => document.querySelector("share-dialog input.field")?.value.includes("?s=1&p="));
    const other = await context.newPage();
    await openSample(other, await page.locator("share-dialog input.field").inputValue());
    await page.keyboard.press("Escape");
    assert.equal(await other.locator("#hash").innerText(), await hash.innerText());
    assert.equal(await other.locator("h1").innerText(), await page.locator("h1").innerText());
    for (const [tag, findings] of [["nl", "Bevindingen"], ["sv", "Fynd"], ["fr", "Constats"], ["en", "Findings"]]) {
      await other.locator(".language select").selectOption(tag);
      await other.locator(".nav").getByRole("link", { name: findings }).waitFor();
      assert.equal(await other.locator("html").getAttribute("lang"), tag);
    }
  }, { hash: "#plan" }));

test("every place fits a phone and a desk, and the rows follow when a window is made wider", { timeout: 180_000 }, () =>
  visit(async ({ page }) => {
    await tour(page, [{ width: 390, height: 844 }, { width: 1440, height: 900 }], async (place, { width }) => assert.deepEqual(await crooked(page), [], `${place} at ${width}`));
  }));

test("a live read of the emulator shows its fleet", { skip: missing }, async () => {
  const emulator = await startEmulator("--page-size", "200");
  try {
    await visit(async ({ page }) => {
      await page.goto(emulator.url);
      await readLive(page, emulator, { token: await emulator.token() });
      await opened(page, "live");
      assert.match(await page.locator(".sub").first().innerText(), /^1,03\d snapshots in 4 regions\./);
    });
  } finally {
    await emulator.stop();
  }
});

// Last, since the server is gone then.
test("with the server gone the page opens, plans and speaks another language", () =>
  visit(async ({ page, server }) => {
    await page.locator(".status .kept").waitFor();
    await server.close();
    await page.reload();
    await anyPlan(page).waitFor();
    await page.locator(".language select").selectOption("sv");
    await page.locator(".nav").getByRole("link", { name: "Fynd" }).waitFor();
  }, { offline: true }));
