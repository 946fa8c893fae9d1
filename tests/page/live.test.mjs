import { createServer } from "node:http";
import { after, before, test } from "node:test";
import assert from "node:assert/strict";
import { freshPage, IN_FIREFOX, launch, openSample, planned } from "./support/browser.mjs";
import { missing, startEmulator, SUBSCRIPTION } from "./support/emulator.mjs";
import { readLive } from "./support/walk.mjs";

let emulator;
let browser;
before(async () => {
  if (missing) return;
  // Small pages, so that a read takes many requests and links are followed.
  emulator = await startEmulator("--page-size", "50");
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await emulator?.stop();
});

async function visit(steps) {
  const { page, context, complaints } = await freshPage(browser);
  const requests = [];
  page.on("request", (request) => requests.push(request));
  try {
    await openSample(page, emulator.url);
    requests.length = 0;
    await steps({ page, requests, complaints });
  } finally {
    await context.close();
  }
}

const fill = (page, ask) => readLive(page, emulator, ask);

test("a live read follows every page and shows the fleet", { skip: missing }, () =>
  visit(async ({ page, requests, complaints }) => {
    await fill(page, { token: await emulator.token() });
    await page.locator(".chip.live").waitFor();
    await planned(page).waitFor();
    assert.match(await page.locator(".sub").first().innerText(), /^1,03\d snapshots in 4 regions\./);
    assert.ok(requests.length > 20, `${requests.length} requests`);
    for (const request of requests) {
      assert.equal(request.method(), "GET");
      assert.equal(new URL(request.url()).origin, emulator.endpoint);
      assert.equal(request.headers().cookie, undefined);
      assert.ok(!request.headers().referer);
    }
    // A page that is not the last is no news where the flow reads on by itself.
    assert.equal(await page.locator(".notice").count(), 0);
    assert.deepEqual(complaints, []);
  }));

test("through Resource Graph the same fleet comes by queries, and by nothing else that is sent", { skip: missing }, () =>
  visit(async ({ page, requests, complaints }) => {
    await fill(page, { token: await emulator.token(), graph: true });
    await page.locator(".chip.live").waitFor();
    assert.match(await page.locator(".sub").first().innerText(), /^1,03\d snapshots in 4 regions\./);
    assert.ok(requests.length > 2, `${requests.length} requests`);
    for (const request of requests) {
      assert.equal(request.method(), "POST");
      assert.equal(new URL(request.url()).pathname, "/providers/Microsoft.ResourceGraph/resources");
      // Firefox tells no bodies yet.
      if (!IN_FIREFOX) assert.match(JSON.parse(request.postData()).query, /^resources/i);
    }
    assert.equal(await page.locator(".notice").count(), 0);
    assert.deepEqual(complaints, []);
  }));

test("a second subscription that cannot be read is said beside what the first one gave", { skip: missing }, () =>
  visit(async ({ page }) => {
    await fill(page, { token: await emulator.token(), subscription: `${SUBSCRIPTION}, 00000000-0000-4000-8000-00000000dead` });
    const said = page.locator(".notice.problem");
    await said.waitFor();
    assert.match(await said.innerText(), /could not be found/);
    assert.match(await page.locator(".sub").first().innerText(), /^1,03\d snapshots/);
  }));

test("how far a read has come is told while it lasts", { skip: missing }, () =>
  visit(async ({ page }) => {
    await emulator.faults({ match: { pathContains: "/snapshots", skip: 2, times: 1 }, fault: { kind: "delay", milliseconds: 3000 } });
    await fill(page, { token: await emulator.token() });
    const told = page.locator("dialog [role=status]");
    await told.filter({ hasText: /: 100 read, page 2\.$/ }).waitFor({ timeout: 3000 });
    await page.locator(".chip.live").waitFor();
    await emulator.faults();
  }));

test("the token is in no link, no storage and no text of the page", { skip: missing }, () =>
  visit(async ({ page }) => {
    const token = await emulator.token();
    await fill(page, { token });
    await page.locator(".chip.live").waitFor();
    // The dialog goes once the plan is there.
    await page.locator("input[type=password]").waitFor({ state: "detached" });
    const places = await page.evaluate(() => [location.href, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, document.documentElement.outerHTML, JSON.stringify(history.state)]);
    for (const place of places) assert.ok(!place.includes(token));
  }));

test("a refused token is said where it was typed, and the sample stays", { skip: missing }, () =>
  visit(async ({ page, requests }) => {
    await fill(page, { token: "not-a-token" });
    const said = page.locator("dialog [role=alert]");
    await said.waitFor();
    assert.match(await said.innerText(), /Nothing was read\. .*(401|token|AuthenticationFailed|Authentication)/s);
    assert.equal(await page.locator(".chip.sample").count(), 1);
    assert.ok(requests.length >= 1 && requests.length <= 6, `${requests.length} requests`);
  }));

test("an unknown subscription is the service's own words", { skip: missing }, () =>
  visit(async ({ page }) => {
    await fill(page, { token: await emulator.token(), subscription: "00000000-0000-4000-8000-00000000dead" });
    const said = page.locator("dialog [role=alert]");
    await said.waitFor();
    assert.match(await said.innerText(), /The subscription '00000000-0000-4000-8000-00000000dead' could not be found/);
  }));

const ALWAYS = { pathContains: "/snapshots", times: 100 };
const TROUBLES = [
  { name: "403", fault: { kind: "status", status: 403 }, says: /AuthorizationFailed/ },
  { name: "a link to another host", fault: { kind: "foreignLink", origin: "https://elsewhere.invalid" }, says: /foreign_link/ },
];

for (const { name, fault, says } of TROUBLES) {
  test(`trouble with the service is said in its own way: ${name}`, { skip: missing }, () =>
    visit(async ({ page, requests }) => {
      await emulator.faults({ match: ALWAYS, fault });
      try {
        await fill(page, { token: await emulator.token() });
        // The disks were read before; the snapshots were not, or not all, and the page says so.
        const said = page.locator(".notice.problem");
        await said.waitFor({ timeout: 60_000 });
        assert.match(await said.innerText(), /^Not everything was read/);
        assert.match(await said.innerText(), says);
        assert.equal(await page.locator(".chip.live").count(), 1);
        assert.ok(requests.every((request) => new URL(request.url()).origin === emulator.endpoint));
      } finally {
        await emulator.faults();
      }
    }));
}

test("a redirect is not followed, and said", { skip: missing }, () =>
  visit(async ({ page }) => {
    let visitors = 0;
    const elsewhere = createServer((_request, response) => {
      visitors += 1;
      response.end("{}");
    });
    await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    try {
      await emulator.faults({ match: ALWAYS, fault: { kind: "redirect", location: `http://127.0.0.1:${elsewhere.address().port}/` } });
      await fill(page, { token: await emulator.token() });
      const said = page.locator(".notice.problem");
      await said.waitFor();
      assert.match(await said.innerText(), /redirect|302/i);
      assert.equal(visitors, 0);
    } finally {
      elsewhere.close();
      await emulator.faults();
    }
  }));

for (const [name, fault] of Object.entries({ "cut in mid-body": { kind: "truncate", afterBytes: 400 }, "answered by a proxy's page": { kind: "status", status: 502, shape: "html" } })) {
  test(`a reply that is ${name} once is asked for again`, { skip: missing }, () =>
    visit(async ({ page }) => {
      await emulator.faults({ match: { pathContains: "/snapshots", skip: 1, times: 1 }, fault });
      await fill(page, { token: await emulator.token() });
      await page.locator(".chip.live").waitFor({ timeout: 90_000 });
      assert.match(await page.locator(".sub").first().innerText(), /^1,03\d snapshots/);
      assert.equal(await page.getByRole("alert").count(), 0);
    }));
}

test("a throttled read waits as long as it is told and then goes on", { skip: missing }, () =>
  visit(async ({ page }) => {
    await emulator.faults({ match: { pathContains: "/snapshots", times: 1 }, fault: { kind: "status", status: 429, retryAfter: "2" } });
    const started = Date.now();
    await fill(page, { token: await emulator.token() });
    await page.locator(".chip.live").waitFor();
    assert.ok(Date.now() - started >= 2000);
    assert.match(await page.locator(".sub").first().innerText(), /^1,03\d snapshots/);
  }));

test("stopping keeps what was read", { skip: missing }, () =>
  visit(async ({ page }) => {
    await emulator.faults({ match: { pathContains: "/snapshots", skip: 2, times: 1 }, fault: { kind: "delay", milliseconds: 20_000 } });
    await fill(page, { token: await emulator.token() });
    await page.waitForTimeout(1500);
    await page.locator("dialog").getByRole("button", { name: "Stop" }).click();
    await page.locator(".chip.live").waitFor();
    assert.match(await page.locator(".sub").first().innerText(), /^(100|150) snapshots/);
    await emulator.faults();
  }));
