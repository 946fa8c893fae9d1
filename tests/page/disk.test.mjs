import { test } from "node:test";
import assert from "node:assert/strict";
import { mayReadClipboard } from "./support/browser.mjs";
import { bytes, callWithoutSession, Session, unwrap } from "./support/core.mjs";
import { disk, snapshot } from "./support/fleet.mjs";
import { drop, house, opened } from "./support/walk.mjs";

const { visit } = house();

const NOW = Date.parse("2026-11-20T12:00:00Z");
const HOUR = 3_600_000;
const slow = disk("disk-slow", { sku: { name: "PremiumV2_LRS" }, creationData: { createOption: "Empty", logicalSectorSize: 4096 } });
const percent = (value) => ({ completionPercent: value, creationData: { ...snapshot(slow, "x", NOW).creationData, logicalSectorSize: 4096 } });
const FLEET = [slow, snapshot(slow, "whole", NOW - 26 * HOUR, percent(100)), snapshot(slow, "copying", NOW - HOUR, percent(62.5))];

function asked(request) {
  const session = new Session();
  unwrap(session.add(bytes("fleet.json"), bytes(FLEET)));
  const now = new Date(NOW).toISOString();
  return unwrap(session.call(bytes(request.verb === "rows" ? request : { ...request, now })));
}

async function open(page, tab) {
  await page.clock.setFixedTime(NOW);
  await drop(page, { "fleet.json": JSON.stringify(FLEET) });
  await opened(page);
  await page.locator(".dk-tabs").getByRole("button", { name: tab }).click();
}

const id = (name) => FLEET.find((one) => one.name === name).id;
const words = async (page) => (await page.locator("restore-pane").innerText()).replaceAll(/\s+/g, " ");
const plain = (said) => said.replaceAll("`", "").replaceAll(/\s+/g, " ").replace(/\.$/, "");

test("restoring is told in the core's words, with lines to copy for each kind it may become", () =>
  visit(async ({ page, context }) => {
    await mayReadClipboard(context);
    await open(page, "Chain");
    await page.locator(".snaps .taken").nth(1).click();
    await page.getByRole("button", { name: "How to restore it" }).click();
    const core = asked({ verb: "restore", snapshot: id("whole") });
    assert.ok(core.allowed && core.targets.length > 1 && core.newDisk);
    const lines = page.locator(".rs-line pre");
    await lines.first().waitFor();
    assert.deepEqual(await lines.allInnerTexts(), [core.newDisk.azureCli, core.newDisk.azPowershell]);
    const said = await words(page);
    for (const sentence of [core.why, ...core.notes.map(({ text }) => text)]) assert.ok(said.includes(plain(sentence)), `${sentence} is not in ${said}`);
    for (const { sku, attach } of core.targets) assert.ok(said.includes(`${sku}, can be attached ${attach === "at_once" ? "at once" : "when it is filled"}`), sku);
    const other = core.targets.find(({ sku }) => sku !== core.newDisk.sku).sku;
    await page.locator("#rs-sku").selectOption(other);
    const second = asked({ verb: "restore", snapshot: id("whole"), sku: other }).newDisk;
    await page.waitForFunction((line) => document.querySelector(".rs-line pre").textContent === line, second.azureCli);
    await page.locator(".rs-line").nth(1).getByRole("button", { name: "Copy" }).click();
    await page.locator(".rs-line").nth(1).getByRole("button", { name: "Copied" }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), second.azPowershell);
  }));

test("one that cannot be restored says why and leads to the newest that can", () =>
  visit(async ({ page }) => {
    await open(page, "Restore");
    const core = asked({ verb: "restore", snapshot: id("copying") });
    assert.equal(core.allowed, false);
    await page.locator(".rs-instead").waitFor();
    assert.ok((await words(page)).includes(plain(core.why)));
    assert.equal(await page.locator(".rs-line").count(), 0);
    await page.locator(".rs-instead .link").click();
    await page.locator(".rs-line pre").first().waitFor();
    assert.equal(await page.locator(".rs-name").innerText(), "whole");
  }));

test("every fact of a snapshot is there, instants by the policy's clock and in UTC", () =>
  visit(async ({ page }) => {
    await open(page, "Restore");
    await page.locator(".rs-all summary").click();
    const [facts] = asked({ verb: "rows", of: { verb: "chains", now: new Date(NOW).toISOString() }, table: "snapshots", filter: { ids: [id("copying")] } });
    const shown = Object.fromEntries(await page.locator(".rs-all tbody tr").evaluateAll((rows) => rows.map((row) => [row.cells[0].textContent, row.cells[1].innerText])));
    assert.deepEqual(Object.keys(shown), Object.keys(facts).filter((name) => name !== "unit"));
    assert.equal(shown.completionPercent, "62.5");
    assert.equal(shown.readyReason, facts.readyReason);
    assert.match(shown.timeCreated, /^Fri 20 Nov 2026, 12:00:00 \(UTC\+1\)\s+Fri 20 Nov 2026, 11:00:00 UTC$/);
  }));

const MIB = 2 ** 20;
const xml = (...entries) => `<?xml version="1.0" encoding="utf-8"?><PageList>${entries.map(([tag, start, end]) => `<${tag}><Start>${start}</Start><End>${end}</End></${tag}>`).join("")}</PageList>`;
const PAGES = [
  xml(["PageRange", 0, 4 * MIB - 1], ["ClearRange", 8 * MIB, 16 * MIB - 1], ["PageRange", 4 * MIB, 5 * MIB - 1]),
  xml(["PageRange", 32 * 1024 * MIB, 32 * 1024 * MIB + 511]),
];

async function give(page, pages) {
  const files = pages.map((text, at) => ({ name: `pages-${at}.xml`, mimeType: "application/xml", buffer: Buffer.from(text) }));
  await page.waitForFunction(() => document.querySelector("#cg-size")?.value !== "");
  await page.locator("changes-pane input[type=file]").setInputFiles(files);
}

test("a saved page list becomes a map and numbers, and they are the core's", () =>
  visit(async ({ page }) => {
    await open(page, "Changes");
    await give(page, PAGES);
    const core = unwrap(callWithoutSession(bytes({ verb: "ranges", pages: PAGES, diskSizeBytes: String(slow.diskSizeBytes) })));
    const row = (kind) => page.locator(`.cg [data-kind="${kind}"] td`).first().innerText();
    await page.locator(".cg [data-kind]").first().waitFor();
    const same = String(BigInt(core.diskSizeBytes) - BigInt(core.changedBytes) - BigInt(core.clearedBytes));
    assert.deepEqual([await row("changed"), await row("cleared"), await row("same")], [core.changedBytes, core.clearedBytes, same]);
    assert.ok((await page.locator("svg.changes").getAttribute("aria-label")).includes(`changed ${core.changedBytes}, cleared ${core.clearedBytes}, the same ${same}`));
    const listed = await page.locator(".cg.list tbody tr").evaluateAll((rows) => rows.map((row) => [row.cells[0].textContent, row.cells[1].textContent]));
    const wanted = [...core.changed, ...core.cleared].sort((a, b) => Number(BigInt(a[0]) - BigInt(b[0])));
    assert.deepEqual(listed, wanted);
    const drawn = (kind) => page.locator(`svg.changes .${kind}`).evaluateAll((all) => String(all.reduce((sum, one) => sum + BigInt(one.dataset.bytes), 0n)));
    assert.deepEqual([await drawn("changed"), await drawn("cleared")], [core.changedBytes, core.clearedBytes], "the map and the table differ");
    const cells = await page.locator("svg.changes rect").evaluateAll((all) => all.reduce((sum, { classList }) => ({ ...sum, [classList[0]]: (sum[classList[0]] ?? 0) + 1 }), {}));
    // 64 GiB in cells of some 50 MiB: the first has both kinds, one in the middle has a page.
    assert.deepEqual({ changed: cells.changed, cleared: cells.cleared }, { changed: 2, cleared: 1 });
  }));

test("what is no page list is refused, and a link in it is never shown", () =>
  visit(async ({ page }) => {
    await open(page, "Changes");
    const secret = "https://md-x.blob.core.windows.net/abc?sv=2024&sig=TOPSECRETSECRET%3D";
    for (const text of [secret, xml(["PageRange", secret, 5]), `<Error><Message>${secret}</Message></Error>`, "", "\ud800<"]) {
      await give(page, [text]);
      await page.locator("changes-pane [role=alert]", { hasText: "It was not read" }).waitFor();
      assert.doesNotMatch(await page.content(), /TOPSECRET/);
      assert.equal(await page.locator(".cg").count(), 0);
      await give(page, PAGES);
      await page.locator(".cg [data-kind]").first().waitFor();
    }
    await give(page, [`<PageList><${secret}/></PageList>`]);
    await page.locator('.cg [data-kind="changed"] td', { hasText: /^0$/ }).first().waitFor();
    assert.doesNotMatch(await page.content(), /TOPSECRET/);
    await page.locator("#cg-size").fill("much");
    await page.locator("#cg-size").press("Tab");
    await page.locator("changes-pane [role=alert]").waitFor();
  }));
