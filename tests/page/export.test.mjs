import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { downloaded as fileOf, freshPage, launch } from "./support/browser.mjs";
import { bytes, callWithoutSession, Session, unwrap } from "./support/core.mjs";
import { missing, startEmulator, SUBSCRIPTION } from "./support/emulator.mjs";
import { disk, daily, snapshot } from "./support/fleet.mjs";
import { texts } from "./support/texts.mjs";
import { drop, house, opened, readLive } from "./support/walk.mjs";

const { visit } = house();

let said;
before(async () => {
  said = await texts();
  said.useZone("Europe/Vienna");
});

const NOW = Date.parse("2026-11-20T12:00:00Z");
const LINE = "id=prod daily=7 weekly=4 zone=Europe/Vienna at=02:00";
const address = (format, line = LINE) => `#export/${format}?s=1&p=${line.replaceAll(" ", "+")}`;
const own = disk("disk-a");
const far = disk("disk-b", { id: disk("disk-b").id.replace("rg-test", "rg-far"), resourceGroup: "rg-far", location: "northeurope" });
const FLEET = [own, far, ...daily(own, 20, NOW), ...daily(far, 3, NOW)];
const FORMATS = ["runbook", "icalendar", "az_powershell", "azure_cli", "bicep", "arm", "portal_steps", "csv"];

function exported(format, change = {}, resources = FLEET, policy = LINE) {
  const session = new Session();
  unwrap(session.add(bytes("fleet.json"), bytes(resources)));
  return unwrap(session.call(bytes({ verb: "export", format, policy, now: new Date(NOW).toISOString(), ...change })));
}

async function open(page, resources = FLEET) {
  await page.clock.setFixedTime(NOW);
  await drop(page, { "fleet.json": JSON.stringify(resources) });
  await opened(page);
}

/** The file's text as the preview shows it: line by line, without the numbers. */
const preview = (page) => page.locator(".code > pre").evaluate((pre) => [...pre.querySelectorAll(".ln")].map((line) => line.textContent).join(""));
const files = async (page) => {
  const tabs = await page.locator(".code .files .tog").allInnerTexts();
  return tabs.length > 0 ? tabs : [await page.locator(".code .chd h2").innerText()];
};
const written = (page) => page.locator('.code[aria-busy="false"] > pre').waitFor();

const downloaded = (page, name) => fileOf(page, () => page.getByRole("button", { name, exact: true }).click());

for (const format of FORMATS) {
  test(`${format}: preview, download and what it says are the core's`, () =>
    visit(async ({ page }) => {
      await open(page);
      await written(page);
      const core = exported(format, { words: "parts" });
      assert.deepEqual(await files(page), core.files.map(({ name }) => name));
      for (const [at, file] of core.files.entries()) {
        if (core.files.length > 1) await page.locator(".code .files .tog").nth(at).click();
        const shown = file.text.endsWith("\n") ? file.text : `${file.text}\n`;
        assert.equal(await preview(page), shown, file.name);
        assert.deepEqual(await downloaded(page, "Download"), { name: file.name, text: file.text });
      }
      const says = await page.locator(".does").innerText();
      const plain = (words) => words.replaceAll("`", "");
      const { what, where, when, how, rights } = core.says;
      for (const words of [...[what, where, when, how].map(said.say), ...rights]) assert.ok(says.includes(plain(words)), `${words} is not in ${says}`);
      const { hash } = planned();
      assert.equal(await page.locator("#export-hash").getAttribute("title"), hash);
      if (format !== "csv") assert.ok(core.files.some(({ text }) => text.replaceAll("\r\n ", "").replaceAll("\n ", "").includes(hash)));
    }, { hash: address(format) }));
}

function planned() {
  const session = new Session();
  unwrap(session.add(bytes("fleet.json"), bytes(FLEET)));
  return unwrap(session.call(bytes({ verb: "plan", policy: LINE, now: new Date(NOW).toISOString() })));
}

test("the policy is a file too, and reads back as the same policy", () =>
  visit(async ({ page }) => {
    await open(page);
    await written(page);
    const { text } = await downloaded(page, "Download");
    const read = (policy) => unwrap(callWithoutSession(bytes({ verb: "policy", policy }))).policy;
    assert.deepEqual(read(text), read(LINE));
  }, { hash: address("policy") }));

test("disks, moment and group reach the core", () =>
  visit(async ({ page }) => {
    await open(page);
    await written(page);
    const same = async (change) => {
      const { text } = exported("azure_cli", change).files[0];
      await page.waitForFunction((wanted) => [...document.querySelectorAll(".code > pre .ln")].map((line) => line.textContent).join("") === wanted, text);
    };
    await page.locator(".disks summary").click();
    await page.getByLabel("disk-b").check();
    await same({ disks: [far.id] });
    await page.getByLabel("Snapshots go to").fill("rg-snapshots");
    await page.getByLabel("Snapshots go to").press("Tab");
    await same({ disks: [far.id], snapshotResourceGroup: "rg-snapshots" });
    const slot = await page.locator("#x-slot option").nth(1).getAttribute("value");
    assert.equal(slot, "2026-11-21T01:00:00Z");
    await page.locator("#x-slot").selectOption(slot);
    await same({ disks: [far.id], snapshotResourceGroup: "rg-snapshots", slot });
    await page.locator("#x-slot").selectOption("other");
    await page.locator("#x-at").fill("2026-12-24T18:30");
    await page.locator("#x-at").press("Tab");
    await same({ disks: [far.id], snapshotResourceGroup: "rg-snapshots", slot: "2026-12-24T18:30:00Z" });
    await page.getByRole("button", { name: "Take all again" }).click();
    await same({ snapshotResourceGroup: "rg-snapshots", slot: "2026-12-24T18:30:00Z" });
  }, { hash: address("azure_cli") }));

test("what stands in the way is said, with the way out", async () => {
  await visit(async ({ page }) => {
    await page.locator(".refused", { hasText: "schedule" }).waitFor();
    assert.match(await page.locator(".refused").innerText(), /schedule_missing/);
    await page.locator(".refused").getByRole("link", { name: "Set a schedule in Plan" }).click();
    await page.locator("plan-view").waitFor();
  }, { hash: address("icalendar", "daily=7 zone=UTC") });
  await visit(async ({ page }) => {
    await open(page, [snapshot({ ...own, id: own.id.replace("disk-a", "gone") }, "left", NOW - 3_600_000)]);
    await page.locator(".refused, .code > pre").first().waitFor();
  }, { hash: address("bicep") });
  await visit(async ({ page }) => {
    await open(page);
    await written(page);
    await page.getByLabel("Snapshots go to").fill("not/a group");
    await page.getByLabel("Snapshots go to").press("Tab");
    await page.locator(".refused", { hasText: "bad_resource_group" }).waitFor();
    assert.equal(await page.locator(".code > pre").count(), 0, "a refused file must not look like one");
    await page.getByLabel("Snapshots go to").fill("");
    await page.getByLabel("Snapshots go to").press("Tab");
    await written(page);
  }, { hash: address("bicep") });
});

test("a warning of the core is shown with its disk", () =>
  visit(async ({ page }) => {
    const slow = disk("disk-slow", { sku: { name: "PremiumV2_LRS" } });
    const busy = [1, 2, 3].map((age) => snapshot(slow, `slow-${age}`, NOW - age * 3_600_000, { completionPercent: 10 * age, snapshotAccessState: "Pending" }));
    await open(page, [slow, ...busy]);
    await written(page);
    assert.match(await page.locator(".warned").innerText(), /disk-slow: No snapshot of this disk can be taken now/);
  }, { hash: address("bicep") }));

test("names from the data are text in preview and choices", () =>
  visit(async ({ page }) => {
    const name = "<img src=x onerror=alert(1)>";
    await open(page, [disk(name)]);
    await page.locator(".refused, .code > pre").first().waitFor();
    await page.locator(".disks summary").click();
    await page.locator(".offered", { hasText: name }).waitFor();
    assert.equal(await page.locator("export-view img").count(), 0);
  }, { hash: address("azure_cli") }));

test("a long file is cut in the preview and whole in the download", () =>
  visit(async ({ page }) => {
    const many = Array.from({ length: 400 }, (_, at) => disk(`disk-${String(at).padStart(3, "0")}`));
    await open(page, many);
    await written(page);
    const core = exported("arm", {}, many).files[0];
    assert.ok(core.text.split("\n").length > 2001);
    assert.equal(await page.locator(".ln").count(), 2000);
    assert.match(await page.locator(".code .rest").innerText(), /^The first 2,000 of [\d,]+ lines\./);
    assert.equal((await downloaded(page, "Download")).text, core.text);
  }, { hash: address("arm") }));

const run = promisify(execFile);
const DAY = 86_400_000;
const pwsh = process.env.SNAPLINE_PWSH ?? "pwsh";
const staged = process.env.SNAPLINE_MODULE;
const noModule = missing || (staged && existsSync(staged) ? false : "no PowerShell, or no module: set SNAPLINE_MODULE to the folder of a staged one");

/** Two disks with a past: two snapshots of each are older than the policy keeps, and the young ones stay. */
async function plant(emulator, now) {
  const at = (name, kind) => `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-page/providers/Microsoft.Compute/${kind}/${name}`;
  for (const name of ["data1", "data2"]) {
    const size = { diskSizeGB: 64, diskSizeBytes: 64 * 2 ** 30, provisioningState: "Succeeded", diskState: "Unattached" };
    const uniqueId = `unique-${name}`;
    await emulator.manage("POST", "disks", {
      id: at(name, "disks"), name, type: "Microsoft.Compute/disks", location: "westeurope", sku: { name: "Premium_LRS" },
      properties: { ...size, uniqueId, creationData: { createOption: "Empty" }, timeCreated: "2026-01-01T00:00:00Z" },
    });
    for (const days of [1, 2, 20, 30]) {
      const taken = new Date(now - days * DAY).toISOString();
      await emulator.manage("POST", "snapshots", {
        id: at(`${name}-${days}`, "snapshots"), name: `${name}-${days}`, type: "Microsoft.Compute/snapshots", location: "westeurope", sku: { name: "Standard_ZRS" },
        tags: { "snapline-policy": "page", "snapline-slot": taken },
        properties: { ...size, uniqueId: `unique-${name}-${days}`, incremental: true, incrementalSnapshotFamilyId: `family-${name}`, timeCreated: taken, creationData: { createOption: "Copy", sourceResourceId: at(name, "disks"), sourceUniqueId: uniqueId } },
      });
    }
  }
}

const names = (state) => state.snapshots.map(({ name }) => name).sort();

test("the runbook downloaded from the page does on the emulator what the page showed", { skip: noModule }, async () => {
  const emulator = await startEmulator("--fleet", "empty", "--operation-seconds", "1", "--retry-after", "1");
  const browser = await launch();
  const folder = mkdtempSync(join(tmpdir(), "snapline-page-"));
  try {
    const { now } = await emulator.manage("GET", "state");
    await plant(emulator, Date.parse(now));
    const { page, complaints } = await freshPage(browser);
    await page.goto(`${emulator.url}${address("runbook", "id=page within=P9D zone=UTC every=1h")}`);
    await readLive(page, emulator, { token: await emulator.token() });
    await opened(page, "live");
    await written(page);
    assert.match(await page.locator(".does").innerText(), /Drops 4 of 8\./);
    const { name, text } = await downloaded(page, "Download");
    await page.evaluate(() => { location.hash = "#export/csv"; });
    await page.locator(".files .tog", { hasText: "snapshots.csv" }).click();
    const [head, ...rows] = (await preview(page)).trim().split(/\r?\n/).map((line) => line.replaceAll(/"(?:[^"]|"")*"/g, "quoted").split(","));
    const dropped = rows.filter((row) => row[head.indexOf("keep")] === "drop").map((row) => row[head.indexOf("name")]);
    assert.equal(dropped.length, 4);
    assert.deepEqual(complaints, []);

    const file = join(folder, name);
    writeFileSync(file, text);
    const before = names(await emulator.manage("GET", "state"));
    // In Azure there is but one endpoint, so the file has no parameter for it.
    const call = (more) => [
      "-NoProfile", "-NonInteractive", "-Command",
      `$PSDefaultParameterValues['*:Endpoint'] = '${emulator.endpoint}'; & '${file}' ${more}`,
    ];
    const env = {
      PATH: process.env.PATH, HOME: folder, TZ: "UTC", NO_COLOR: "1", POWERSHELL_TELEMETRY_OPTOUT: "1", PSModulePath: join(staged, ".."),
      AZUREPS_HOST_ENVIRONMENT: "AzureAutomation/", AUTOMATION_ASSET_ACCOUNTID: "page", IDENTITY_ENDPOINT: emulator.identityEndpoint, IDENTITY_HEADER: emulator.identityHeader,
    };
    await run(pwsh, call("-ShowOnly $true"), { env });
    assert.deepEqual(names(await emulator.manage("GET", "state")), before, "showing changed something");
    const { stdout } = await run(pwsh, call(""), { env });
    const after = names(await emulator.manage("GET", "state"));
    assert.deepEqual(before.filter((one) => !after.includes(one)), dropped.sort(), stdout);
    assert.deepEqual(after.filter((one) => !before.includes(one)).map((one) => one.replace(/_\d{8}T\d{6}Z$/, "")), ["data1", "data2"], stdout);
  } finally {
    await browser.close();
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
