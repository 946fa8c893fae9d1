/**
 * The page while the second half of its core is still on its way, or cannot be had.
 * @module
 */
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { freshPage, launch, planned } from "./support/browser.mjs";
import { daily, disk } from "./support/fleet.mjs";
import { servePage } from "./support/server.mjs";
import { drop, opened } from "./support/walk.mjs";

const SECOND = /\/snap_wasm_rest-[\w-]+\.wasm$/;
let browser;
let server;
before(async () => { [browser, server] = await Promise.all([launch(), servePage()]); });
after(async () => { await browser?.close(); await server?.close(); });

/** Opens the page with `answer` in the way of the second half. */
async function visit(answer, steps) {
  const { page, context, complaints } = await freshPage(browser);
  const asked = [];
  await context.route(SECOND, (route) => {
    asked.push(route.request().resourceType());
    return answer(route);
  });
  try {
    await page.goto(server.url);
    await steps({ page, asked, complaints });
  } finally {
    await context.close();
  }
}

test("the fleet is on screen before the second half is there, and the plan waits for it", async () => {
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await visit(async (route) => { await held; await route.continue(); }, async ({ page, asked, complaints }) => {
    // Were the second half read in the middle of a call, the worker would stand still until it came.
    await page.locator(".fleet .body .row", { hasText: "vm-sql-02_log" }).waitFor();
    assert.equal(await page.locator(".fleet").getAttribute("aria-rowcount"), "18");
    await page.locator(".fleet .body .row", { hasText: "2 still copying" }).click();
    await page.locator("disk-pane").getByRole("heading", { name: "vm-sql-02_data1", exact: true }).waitFor();
    assert.equal(await planned(page).count(), 0);
    release();
    await planned(page).waitFor({ state: "attached" });
    assert.deepEqual(asked, ["fetch"]);
    assert.deepEqual(complaints, []);
  });
});

/** Changes the policy, which asks for a plan, and waits for it. */
async function asksAgain(page) {
  await page.locator(".nav").getByRole("link", { name: "Plan" }).click();
  const weekly = page.getByLabel("Weekly", { exact: true });
  await weekly.fill("3");
  await weekly.press("Tab");
  await planned(page).waitFor({ state: "attached" });
}

test("a second half that cannot be had is told with the way out, and is had by asking again", async () => {
  let away = true;
  await visit((route) => (away ? route.fulfill({ status: 503 }) : route.continue()), async ({ page, asked }) => {
    const problem = page.locator(".notice.problem");
    await problem.filter({ hasText: "page_incomplete" }).waitFor();
    assert.match(await problem.innerText(), /second part of the page's program could not be loaded: \S+: answered 503\. With a connection, do the same again/);
    assert.equal(await page.locator(".fleet").getAttribute("aria-rowcount"), "18", "what is there stays");
    assert.equal(await planned(page).count(), 0);
    away = false;
    await asksAgain(page);
    await problem.waitFor({ state: "detached" });
    assert.ok(asked.every((kind) => kind === "fetch"), asked.join(" "));
  });
});

test("where it cannot be had in the middle of a call, a new worker has the sample again and answers", async () => {
  let away = true;
  await visit((route) => (away ? route.fulfill({ status: 503 }) : route.continue()), async ({ page, asked }) => {
    // A page that takes a plan for something the first half knows runs into what it does not, and cannot wait then.
    await page.route(/\/assets\/main-[\w-]+\.js$/, async (route) => {
      const reply = await route.fetch();
      const text = await reply.text();
      const known = text.replace(/(\[.presets.,.sample.,.fleet.,.disk.,.planRows.)\]/, "$1,`plan`]");
      assert.notEqual(known, text);
      await route.fulfill({ response: reply, body: known });
    });
    await page.reload();
    const problem = page.locator(".notice.problem");
    await problem.filter({ hasText: "page_incomplete" }).waitFor();
    assert.ok(asked.includes("xhr"), `read in the middle of a call: ${asked.join(" ")}`);
    await page.locator('.fleet[aria-rowcount="18"]').waitFor();
    assert.equal(await planned(page).count(), 0);
    assert.equal(page.workers().length, 1);
    away = false;
    await asksAgain(page);
    await problem.waitFor({ state: "detached" });
    await page.locator(".nav").getByRole("link", { name: "Fleet" }).click();
    await page.locator(".fleet .body .row", { hasText: "2 still copying" }).click();
    await page.locator("disk-pane").getByRole("heading", { name: "vm-sql-02_data1", exact: true }).waitFor();
  });
});

/** A core that breaks down over a plan of the file `bad.json`, once it was opened. */
const BREAKS = `{
  let bad = false;
  self.addEventListener("message", ({ data }) => { if (data.name === "open") bad = data.ask.files.some(({ name }) => name === "bad.json"); });
  const { stringify } = JSON;
  JSON.stringify = (value, ...more) => {
    if (bad && value?.verb === "plan") throw new WebAssembly.RuntimeError("unreachable");
    return stringify(value, ...more);
  };
}`;

test("where the core breaks down over somebody's data, the page goes on with the sample, their policy, and other data", () =>
  visit((route) => route.continue(), async ({ page }) => {
    await page.route(/\/assets\/main-[\w-]+\.js$/, async (route) => {
      const reply = await route.fetch();
      await route.fulfill({ response: reply, body: `${BREAKS}${await reply.text()}` });
    });
    await page.goto("about:blank");
    await page.goto(`${server.url}#plan?s=1&p=daily=5+zone=UTC+every=6h`);
    await planned(page).waitFor({ state: "attached" });
    const own = disk("disk-a");
    const text = JSON.stringify([own, ...daily(own, 3, Date.now())]);
    await drop(page, { "bad.json": text });
    const problem = page.locator(".notice.problem");
    await problem.filter({ hasText: "The policy is as you left it" }).waitFor();
    assert.match(await problem.innerText(), /^Snapline stopped/);
    assert.equal(await page.locator(".chip.sample").count(), 1);
    await planned(page).waitFor({ state: "attached" });
    assert.equal(await page.getByLabel("Daily", { exact: true }).inputValue(), "5");
    assert.equal(page.workers().length, 1);
    await drop(page, { "good.json": text });
    await opened(page);
    assert.equal(await problem.count(), 0);
    assert.equal(await page.getByLabel("Daily", { exact: true }).inputValue(), "5");
  }));
