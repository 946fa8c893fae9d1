import { gzipSync } from "node:zlib";
import { test } from "node:test";
import assert from "node:assert/strict";
import { daily, disk, snapshot } from "./support/fleet.mjs";
import { settled } from "./support/tour.mjs";
import { drop, house, opened } from "./support/walk.mjs";

const { visit } = house();

const NOW = Date.now();
const first = disk("disk-a");
const text = JSON.stringify([first, ...daily(first, 3, NOW)]);

/** What is dropped, and what is said about it: the place where there is one, and what was expected. */
const REFUSED = {
  "nothing at all": ["", /is empty; expected JSON/],
  "blanks only": [" \n\t\n", /is empty; expected JSON/],
  "gzip of nothing": [gzipSync(""), /is empty; expected JSON/],
  "gzip cut off": [gzipSync(text).subarray(0, 100), /is gzip that was cut off; copy the file again/],
  "cut off in an element": [text.slice(0, 1500), /cut off; save it again \(line 1, column 1500, in element 3; 2 before it could be read/],
  "more after the end": [`${text}x`, /is not JSON: .*\(line 1, column \d+; 4 before it/],
  "a number": ["12", /begins with 12: .*\(line 1, column 1\)/],
  "a sign-in page": ["<!doctype html><p>Sign in</p>", /begins with <!doctype html>.*\(line 1, column 1\)/],
  "a comment first": ["// x\n[]", /begins with \/\/ x.*\(line 1, column 1\)/],
  "200,000 lists in each other": ["[".repeat(200_000), /more than 100 deep; expected a list of disks or snapshots \(line 1, column 128/],
  "100,000 objects in each other": ['{"a":'.repeat(100_000), /cut off|too deep|100 deep/],
  "Latin-1": [Buffer.concat([Buffer.from('[{"id":"'), Buffer.from([0xe9, 0xe8]), Buffer.from('"}]')]), /not UTF-8: byte 0xe9 .*\(line 1, column 9\)/],
  "a picture": [Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0]), /not UTF-8: byte 0x89 .*\(line 1, column 1\)/],
  "UTF-32": [Buffer.from([...text].flatMap((letter) => [letter.charCodeAt(0), 0, 0, 0])), /\(line 1, column 2/],
  "words for a number": [JSON.stringify([{ ...first, diskSizeGB: "many" }]), /at \/0: diskSizeGB is "many"; expected a whole number/],
  "an error of the service": ['{"error":{"code":"AuthorizationFailed","message":"no"}}', /AuthorizationFailed: no/],
};

test("what cannot be read is refused by name, place and what was expected, and changes nothing", { timeout: 240_000 }, () =>
  visit(async ({ page }) => {
    for (const [what, [bytes, says]] of Object.entries(REFUSED)) {
      const name = `<b>${what}</b>.json`;
      await drop(page, { [name]: bytes });
      const box = page.getByRole("alert");
      await box.waitFor();
      const said = await box.innerText();
      assert.ok(said.startsWith(`${name} was not opened`), said);
      assert.match(said, says, what);
      assert.match(said, /It changed nothing/);
      assert.equal(await box.locator("h2 b").count(), 0);
      assert.equal(await page.locator(".chip.sample").count(), 1);
      await page.getByRole("button", { name: "Dismiss" }).click();
      assert.equal(await page.evaluate(() => document.activeElement.id), "main", "the keyboard goes on in the view");
    }
  }));

const MARKUP = [
  '<img src=x onerror="document.title=1">', "<script>document.title=1</script>", "<svg onload=document.title=1>", "${1+1}{{1+1}}", "javascript:alert(1)",
  "\u202egnp.exe", "a\u0000b", "\ud800", "\udc00\ud800", "%3Cb%3E", "'\"><b>", "\u2028\u2029", "🧨".repeat(50), "&lt;b&gt;",
];

test("names and tags of any kind are text, in every view", { timeout: 120_000 }, () =>
  visit(async ({ page }) => {
    const disks = MARKUP.map((name, at) => disk(`disk-${at}`, { name, resourceGroup: name, location: name, tags: { [name]: name } }));
    const snapshots = disks.map((of, at) => snapshot(of, `snap-${at}`, NOW - 3_600_000, { name: of.name, tags: { [of.name]: of.name, "snapline-policy": of.name } }));
    const elements = () => page.evaluate(() => ["img", "script", "iframe", "object", "snap-app b b", "snap-app svg[onload]", "a[href^='javascript']"].map((what) => document.querySelectorAll(what).length));
    const before = await elements();
    await drop(page, { "odd.json": JSON.stringify([...disks, ...snapshots]) });
    await opened(page);
    assert.ok(Number(await page.locator(".fleet").getAttribute("aria-rowcount")) > MARKUP.length / 2);
    for (const row of await page.locator(".fleet .body .row").all()) {
      await row.click();
      await settled(page);
      assert.deepEqual(await elements(), before);
    }
    for (const hash of ["#plan", "#findings", "#fleet"]) {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await settled(page);
      assert.deepEqual(await elements(), before, hash);
    }
    assert.match(await page.title(), /^Fleet – Snapline$/);
  }));

test("one id twice with different contents is said, and the snapshot is never dropped", () =>
  visit(async ({ page }) => {
    const once = daily(first, 3, NOW);
    const again = { ...once[1], provisioningState: "Failed" };
    await drop(page, { "twice.json": JSON.stringify([first, ...once, again, first]) });
    await opened(page);
    assert.equal(await page.locator('.fleet[aria-rowcount="2"]').count(), 1);
    await page.locator(".fleet .body .row").first().click();
    const rows = page.locator("disk-pane .snaps tr[aria-selected]");
    assert.equal(await rows.count(), 3);
    await rows.nth(1).click();
    assert.match(await page.locator("disk-pane .facts").innerText(), /Read twice with different contents: never dropped\./);
  }));

/** A file made in the page itself, since it is too long to be carried there. */
const dropLong = (page, letters) => page.evaluate((many) => {
  const long = "x".repeat(many);
  const resource = (name, tags) => ({ id: `/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg/providers/Microsoft.Compute/disks/${name}`, name, type: "Microsoft.Compute/disks", location: "westeurope", sku: { name: "Premium_LRS" }, diskSizeGB: 64, tags });
  const data = new DataTransfer();
  data.items.add(new File([JSON.stringify([resource("disk-a", {}), resource("disk-t", { [long]: long }), resource(long, {})])], "long.json"));
  // Making the file is this test's own work.
  globalThis.tasks = [];
  const made = performance.now();
  const count = (list) => globalThis.tasks.push(...list.getEntries().filter(({ startTime }) => startTime >= made).map(({ duration }) => duration));
  new PerformanceObserver(count).observe({ type: "longtask" });
  document.querySelector("snap-app").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
}, letters);

test("texts of ten million letters do not freeze the page", { timeout: 240_000 }, (t) =>
  visit(async ({ page }) => {
    page.setDefaultTimeout(120_000);
    await dropLong(page, 10_000_000);
    // No resource of the service has texts like that; the disk beside them is shown.
    await opened(page);
    assert.deepEqual(await page.locator(".fleet .body .nm").allInnerTexts(), ["disk-a"]);
    assert.match(await page.locator(".sub").first().innerText(), /2 entries were neither disk nor snapshot/);
    assert.ok((await page.evaluate(() => document.body.innerHTML.length)) < 200_000, "long texts are not in the page");
    const tasks = await page.evaluate(() => globalThis.tasks);
    t.diagnostic(`${tasks.filter((task) => task > 100).length} tasks of the page over 100 ms, the longest ${Math.round(Math.max(0, ...tasks))} ms`);
  }));
