import { test } from "node:test";
import assert from "node:assert/strict";
import { bytes, callWithoutSession, Session, unwrap } from "./support/core.mjs";
import { daily, disk } from "./support/fleet.mjs";
import { drop, house, opened } from "./support/walk.mjs";

const { visit } = house();

const NOW = Date.parse("2026-11-20T12:00:00Z");
const own = disk("disk-a");
const other = disk("disk-b");
const byHand = daily(other, 30, NOW).map((taken) => ({ ...taken, tags: {} }));
const resources = [own, other, ...daily(own, 60, NOW), ...byHand];

/** The core's plan in Node, by the policy the page starts with. */
function planned(change = {}) {
  const session = new Session();
  unwrap(session.add(bytes("fleet.json"), bytes(resources)));
  const { policy } = unwrap(callWithoutSession(bytes({ verb: "presets" }))).presets.find(({ name }) => name === "default");
  return unwrap(session.call(bytes({ verb: "plan", now: new Date(NOW).toISOString(), policy: { ...policy, zone: "Europe/Amsterdam", schedule: { times: ["04:00"] }, ...change, keep: { ...policy.keep, ...change.keep } } })));
}

/** Opens the fleet with the page's clock held at `NOW`. */
async function open(page) {
  await page.clock.setFixedTime(NOW);
  await drop(page, { "fleet.json": JSON.stringify(resources) });
  await opened(page);
  await page.locator(".nav").getByRole("link", { name: "Plan" }).click();
  await page.getByRole("button", { name: "Next run" }).click();
  await page.locator(".planned .body .row").first().waitFor();
}

async function counts(page) {
  const read = async (verdict) => Number(await page.locator(`.tog[data-verdict="${verdict}"] b`).innerText());
  return { keep: await read("keep"), drop: await read("drop"), hold: await read("hold"), notCounted: await read("not_counted") };
}

const short = (plan) => `${plan.hash.slice(0, 4)} ${plan.hash.slice(4, 8)}`;

test("verdicts, sentence and hash are the core's", () =>
  visit(async ({ page }) => {
    await open(page);
    const plan = planned();
    const { sentence, kept: _kept, ...numbers } = plan.summary;
    assert.deepEqual(await counts(page), numbers);
    assert.equal(await page.locator("h1").innerText(), sentence);
    assert.equal(await page.locator("#hash").innerText(), short(plan));
    assert.equal(await page.locator("#hash").locator("..").getAttribute("title"), plan.hash);
  }));

test("a stepper changes the plan as the core says, and undo and redo walk back and forth", () =>
  visit(async ({ page }) => {
    await open(page);
    const before = short(planned());
    const more = page.getByRole("button", { name: "More: Daily" });
    await more.click();
    await more.click();
    const after = planned({ keep: { daily: 9 } });
    await page.locator("#hash", { hasText: short(after) }).waitFor();
    assert.equal((await counts(page)).drop, after.summary.drop);
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await page.locator("#hash", { hasText: before }).waitFor();
    await page.keyboard.press("Control+y");
    await page.locator("#hash", { hasText: short(planned({ keep: { daily: 8 } })) }).waitFor();
  }));

test("typed numbers, durations and the word all reach the core", () =>
  visit(async ({ page }) => {
    await open(page);
    const set = async (label, value) => {
      const field = page.getByLabel(label, { exact: true });
      await field.click();
      await field.fill(value);
      await field.press("Tab");
    };
    await set("Weekly", "all");
    await set("All for", "21");
    await page.locator("#hash", { hasText: short(planned({ keep: { weekly: "all", within: "P21D" } })) }).waitFor();
    assert.equal(await page.getByLabel("Weekly", { exact: true }).inputValue(), "all");
    assert.equal(await page.getByLabel("All for", { exact: true }).inputValue(), "21 days");
    await set("Younger than", "soon");
    assert.match(await page.getByRole("alert").innerText(), /soon/);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
  }));

test("what others made is held, and planned as ours when asked", () =>
  visit(async ({ page }) => {
    await open(page);
    assert.ok((await counts(page)).hold > 0);
    await page.locator('.tog[data-verdict="hold"]').click();
    await page.locator('.planned .body [data-verdict="hold"]').first().waitFor();
    assert.equal(await page.locator('.planned .body [data-verdict]:not([data-verdict="hold"])').count(), 0);
    await page.getByLabel("Only what Snapline made").uncheck();
    const plan = planned({ ownedOnly: false });
    await page.locator("#hash", { hasText: short(plan) }).waitFor();
    assert.equal((await counts(page)).hold, plan.summary.hold);
  }));

test("every row has its reason", () =>
  visit(async ({ page }) => {
    await open(page);
    const rows = page.locator(".planned .body [data-verdict]");
    const reasons = await rows.locator(".c-why").allInnerTexts();
    assert.ok(reasons.length > 20);
    assert.ok(reasons.every((reason) => reason.trim().length > 0), `a row without a reason among ${JSON.stringify(reasons)}`);
    const said = planned().units.find(({ keep }) => keep > 2).snapshots[0].reasons.map(({ text }) => text).join(", ");
    assert.equal(reasons[0], said);
  }));
