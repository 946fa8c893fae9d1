import { readFileSync } from "node:fs";
import { test } from "node:test";
import assert from "node:assert/strict";
import { planned } from "./support/browser.mjs";
import { bytes, callWithoutSession, unwrap } from "./support/core.mjs";
import { house } from "./support/walk.mjs";

const { visit } = house();
/** Links of version 1, as it wrote them. This file is never changed: links in mails and chats are not either. */
const FIRST = JSON.parse(readFileSync(new URL("fixtures/share-1.json", import.meta.url), "utf8"));

const hash = (page) => page.locator("#hash").innerText();
const whole = (page) => page.locator("#hash").locator("..").getAttribute("title");

async function link(page) {
  await page.getByRole("button", { name: "Share a link" }).click();
  const field = page.locator("share-dialog input.field");
  await field.waitFor();
  await page.waitForFunction(() => document.querySelector("share-dialog input.field").value.includes("?s=1&p="));
  return field.inputValue();
}

test("a link opens to the same plan, by its hash", () =>
  visit(async ({ page, context }) => {
    for (let presses = 0; presses < 3; presses += 1) await page.getByRole("button", { name: "More: Weekly" }).click();
    await page.getByLabel("Only what Snapline made").uncheck();
    await planned(page).waitFor({ state: "attached" });
    const before = await whole(page);
    const address = await link(page);
    const other = await context.newPage();
    await other.goto(address);
    await planned(other).waitFor({ state: "attached" });
    assert.equal(await whole(other), before);
    await other.locator(".notice.linked").waitFor();
    assert.doesNotMatch(await other.evaluate(() => location.hash), /[?&][sp]=/, "the link's policy would be wrong after the next change");
    await other.keyboard.press("Control+z");
    await other.waitForFunction((was) => document.querySelector("#hash").parentElement.title !== was, before);
  }, { hash: "#plan" }));

test("what version 1 wrote opens for ever", async () => {
  for (const { fragment, policy } of FIRST) {
    await visit(async ({ page }) => {
      await page.locator(".notice.linked").waitFor();
      const address = await link(page);
      const carried = new URLSearchParams(new URL(address).hash.split("?")[1]).get("p");
      const same = (line) => unwrap(callWithoutSession(bytes({ verb: "policy", policy: line }))).policy;
      assert.deepEqual(same(carried), same(policy));
    }, { hash: fragment });
  }
});

const NONSENSE = [
  ["#plan?s=2&p=daily=7+zone=UTC", /another version/],
  ["#plan?s=1&p=dayly=7+zone=UTC", /dayly=7/],
  ["#plan?s=1", /not a link of Snapline/],
  ["#plan?s=1&p=", /not a link of Snapline/],
  ["#plan?p=daily=7+zone=UTC", /not a link of Snapline/],
  ["#plan?s=1&s=1&p=daily=7+zone=UTC", /not a link of Snapline/],
  ["#plan?s=1&p=%E0%A4%A", /not a link of Snapline/],
  ["#plan?s=__proto__&p=x", /not a link of Snapline/],
  ["#plan?s=1&p=daily=7", /zone/],
  [`#plan?s=1&p=${"x".repeat(20_000)}`, /longer than/],
  ["#plan?s=1&p=%3Cimg+src=x+onerror=alert(1)%3E", /<img/],
  ["#plan?s=1&p=%7B%22zone%22:%22UTC%22,%22__proto__%22:%7B%22a%22:1%7D%7D", /__proto__/],
];

/** Puts a link into the address of the open page. */
const paste = (page, address) => page.evaluate((to) => { location.hash = to; }, address);

async function refused(page, address, words, untouched) {
  const alert = page.locator(".notice.problem");
  await alert.waitFor();
  assert.match(await alert.innerText(), words, address);
  assert.match(await alert.innerText(), /The link was not used[\s\S]*It changed nothing\./);
  assert.equal(await hash(page), untouched, address);
  assert.equal(await page.locator("main img").count(), 0);
  assert.equal(await page.locator(".notice.linked").count(), 0);
  assert.equal(await page.getByRole("button", { name: "Undo" }).isDisabled(), true);
}

test("a link that makes no sense says so, clearly, and changes nothing", async () => {
  let untouched = null;
  await visit(async ({ page }) => {
    untouched = await hash(page);
    for (const [address, words] of NONSENSE) {
      await paste(page, address);
      await refused(page, address, words, untouched);
      await page.getByRole("button", { name: "Dismiss" }).click();
      await page.locator(".notice").waitFor({ state: "detached" });
    }
  }, { hash: "#plan" });
  // The page refuses the one, and the core the other, before there is a plan.
  for (const [address, words] of NONSENSE.slice(0, 2)) await visit(({ page }) => refused(page, address, words, untouched), { hash: address });
});

test("an id is in the link only when ticked, with a warning; the link then opens on its disk", () =>
  visit(async ({ page, context }) => {
    await page.locator(".fleet .body .row", { hasText: "vm-app-02_data1" }).click();
    await page.locator("disk-pane h2", { hasText: "vm-app-02_data1" }).waitFor();
    const address = await link(page);
    assert.doesNotMatch(address, /vm-app|subscriptions|d=/);
    await page.getByLabel("Include the id of vm-app-02_data1").check();
    await page.locator("share-dialog .hint", { hasText: "tells subscription, resource group and disk" }).waitFor();
    const named = await page.locator("share-dialog input.field").inputValue();
    assert.match(named, /&d=\/subscriptions\/.*vm-app-02_data1$/);
    const other = await context.newPage();
    await other.goto(named);
    await other.locator("disk-pane h2", { hasText: "vm-app-02_data1" }).waitFor();
  }));

test("nothing that looks like a key or a token comes into a link", () =>
  visit(async ({ page }) => {
    const secrets = ["sig=abcdef", "note=https://x.example/?sv=1&sig=abc", "t=eyJhbGciOiJub25lIn0.e30.", "k=AccountKey=abc", "Bearer abc"];
    for (const secret of secrets) {
      await paste(page, `#fleet?s=1&p=${encodeURIComponent(`daily=7 zone=UTC tag=${JSON.stringify(secret)}`)}`);
      await page.locator(".notice.linked").waitFor();
      await page.getByRole("button", { name: "Share a link" }).click();
      await page.locator("share-dialog [role=alert]", { hasText: "looks like a key" }).waitFor();
      assert.equal(await page.locator("share-dialog input.field").count(), 0);
      assert.equal(await page.evaluate(() => location.href.includes("sig") || location.href.includes("eyJ")), false);
      await page.keyboard.press("Escape");
      // The next one follows a policy that may be shared, so that its own alert is seen.
      await page.getByRole("button", { name: "Dismiss" }).click();
      await paste(page, "#fleet?s=1&p=daily=7+zone=UTC");
      await page.locator(".notice.linked").waitFor();
      await link(page);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Dismiss" }).click();
    }
  }));

test("a link pasted into the open page is one undo step", () =>
  visit(async ({ page }) => {
    const before = await hash(page);
    await page.evaluate(() => { location.hash = "#plan?s=1&p=daily=3+zone=UTC"; });
    await page.locator(".notice.linked").waitFor();
    await page.waitForFunction((was) => /^[0-9a-f]{4} [0-9a-f]{4}$/.test(document.querySelector("#hash").textContent) && document.querySelector("#hash").textContent !== was, before);
    await page.keyboard.press("Control+z");
    await page.locator("#hash", { hasText: before }).waitFor();
  }, { hash: "#plan" }));
