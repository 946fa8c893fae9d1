import { test } from "node:test";
import assert from "node:assert/strict";
import { bytes, callWithoutSession, Session, unwrap } from "./support/core.mjs";
import { daily, disk, snapshot } from "./support/fleet.mjs";
import { texts } from "./support/texts.mjs";
import { drop, house, opened } from "./support/walk.mjs";

const { visit } = house();

const ZONE = "Europe/Amsterdam";
const NOW = "2026-11-20T12:00:00.000Z";
const now = Date.parse(NOW);
const DAY = 86_400_000;
const HOUR = 3_600_000;

const own = disk("disk-a");
const kept = snapshot(own, "disk-a-legal", now - 90 * DAY, { tags: { "snapline-policy": "default", keep: "legal" } });
const resources = [own, kept, ...daily(own, 60, now)];
/** 480 of 500, the newest this morning; taken twice a day. */
const nearlyFull = [own, ...Array.from({ length: 480 }, (_, age) => snapshot(own, `disk-a-${age}`, now - 10 * HOUR - age * 12 * HOUR))];

const LINE = `within=P14D daily=60 weekly=26 monthly=24 tag=keep=legal zone=${ZONE} every=6h`;

/** The core in Node over the same documents. */
function asked(documents, request) {
  const session = new Session();
  unwrap(session.add(bytes("fleet.json"), bytes(documents)));
  return unwrap(session.call(bytes({ now: NOW, ...request })));
}

const named = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const nameOf = (date) => named.format(Date.parse(`${date}T00:00:00Z`)).replace(",", "");
const dateIn = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE });
const dateOf = (instant) => dateIn.format(new Date(instant));

/** The first instant after a date by the zone's clock. */
function endOf(date) {
  let end = Date.parse(`${date}T00:00:00Z`) + DAY + 3 * HOUR;
  while (dateOf(end - 900_000) !== date) end -= 900_000;
  return end;
}

/** Opens documents with the page's clock held, on a date of the plan. */
async function open(page, documents, date = "2027-05-12") {
  await page.clock.setFixedTime(now);
  await drop(page, { "fleet.json": JSON.stringify(documents) });
  await opened(page);
  await page.evaluate((hash) => { location.hash = hash; }, `#plan/${date}`);
  await settled(page);
}

/** Waits until what is drawn is the newest policy on the chosen date, compared and costed. */
async function settled(page) {
  await page.locator('.fbody[aria-busy="false"]').waitFor();
}

/** Writes the policy as a line and applies it. */
async function write(page, line) {
  const details = page.locator(".as-text");
  if ((await details.getAttribute("open")) === null) await details.locator("summary").click();
  await page.locator("#p-line").fill(line);
  await page.locator("#p-line").press("Enter");
}

async function apply(page, line) {
  const { text } = unwrap(callWithoutSession(bytes({ verb: "policy", policy: line })));
  await write(page, line);
  await page.waitForFunction((words) => document.querySelector("#p-line")?.value === words, text);
  await settled(page);
}

/** The slider moved as by a hand, to a day counted from the first. */
async function slide(page, day) {
  await page.locator("#date").evaluate((slider, to) => {
    slider.value = String(to);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }, day);
  await settled(page);
}

const fact = (page, side, name) => page.locator(`tr[data-side="${side}"] [data-fact="${name}"]`);
const shown = async (page, name) => (await page.locator(`.ct[data-drawing="${name}"] output`).innerText()).trim();
const lede = (page) => page.locator("h1").innerText();
const show = (page, name) => page.locator(`[data-show="${name}"]`).click();

/** How many cells of the calendar are filled, from the squares that are drawn. */
async function cells(page) {
  const paths = await page.locator("svg.calendar path[class^=heat]").evaluateAll((all) => all.map((path) => path.getAttribute("d")));
  return paths.reduce((sum, path) => sum + (path.match(/M/g)?.length ?? 0), 0);
}

/** The marks of all lanes together: combs are as long as what they stand for, so the table tells their numbers. */
async function byRule(page) {
  await show(page, "table");
  const rows = await page.locator(".by-rule tbody tr").evaluateAll((all) => all.map((row) => [row.dataset.rule, Number(row.children[1].textContent)]));
  await show(page, "chart");
  await settled(page);
  return Object.fromEntries(rows);
}

const RULES = ["within", "last", "hourly", "daily", "weekly", "monthly", "yearly"];

/** What the lanes must hold, from the core's own reasons. */
function expectedRules(snapshots) {
  const counts = {};
  for (const { verdict, reasons } of snapshots) {
    const codes = reasons.map(({ code }) => code);
    const code = verdict === "hold" || codes.includes("tag") ? "protected" : (codes.find((one) => RULES.includes(one)) ?? "other");
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

test("what is drawn on a date is what the core says of it: cells, lanes, count, gap, sentence", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    await apply(page, LINE);
    const whole = asked(resources, { verb: "simulate", policy: LINE, days: 365, detail: "days" }).units[0];
    for (const date of ["2026-11-20", "2026-12-25", "2027-03-28", "2027-05-12", "2027-11-19"]) {
      const day = Math.round((Date.parse(`${date}T00:00:00Z`) - Date.parse("2026-11-20T00:00:00Z")) / DAY);
      const end = endOf(date);
      const at = new Date(end - 1).toISOString();
      const [stand] = asked(resources, { verb: "simulate", policy: LINE, until: new Date(end).toISOString(), at: [at] }).units[0].at;
      const there = stand.snapshots.filter((one) => one.there);
      await slide(page, day);
      const sum = (column) => column.slice(0, day + 1).reduce((total, value) => total + value, 0);
      const count = whole.today + sum(whole.days.born) - sum(whole.days.died);
      assert.equal(there.length, count, `the core agrees with itself on ${date}`);
      assert.equal(await shown(page, "count"), `${count} of 500`, date);
      assert.equal(await cells(page), new Set(there.map(({ instant }) => dateOf(instant))).size, `cells on ${date}`);
      assert.equal(await shown(page, "lanes"), `${count} in all`, date);
      const rules = await byRule(page);
      assert.deepEqual(rules, expectedRules(there), date);
      assert.equal(Object.values(rules).reduce((total, value) => total + value, 0), count, date);
      const gap = whole.days.widestGap.findLast(([from]) => from <= day)[1];
      assert.equal(await shown(page, "gap"), `${Math.round(gap / 86_400)} ${Math.round(gap / 86_400) === 1 ? "day" : "days"}`, date);
      assert.equal(await fact(page, "a", "snapshots").innerText(), `${count} of 500`);
      assert.match(await lede(page), new RegExp(`${day === 0 ? "Tonight" : `On ${nameOf(date)}`} you can go back to ${count} moments, from .+ to ${Math.round((end - Date.parse(there.at(-1).instant)) / DAY)} days old\\.`));
      assert.match(await page.locator(".sub").innerText(), new RegExp(`^That day takes ${whole.days.born[day]} and drops ${whole.days.died[day]}\\.`));
      for (const rule of ["within", "daily", "weekly", "monthly", "protected"]) {
        assert.equal(await page.locator(`.keep[data-rule="${rule}"] output`).innerText(), String(rules[rule] ?? 0), `${rule} on ${date}`);
      }
    }
  }));

test("the slider goes by keyboard: a day, four weeks, to both ends", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    const slider = page.locator("#date");
    await slider.focus();
    const value = async () => Number(await slider.inputValue());
    assert.equal(await value(), 173);
    await page.keyboard.press("ArrowRight");
    assert.equal(await value(), 174);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    assert.equal(await value(), 172);
    await page.keyboard.press("PageUp");
    assert.equal(await value(), 200);
    await page.keyboard.press("PageDown");
    await page.keyboard.press("PageDown");
    assert.equal(await value(), 144);
    await page.keyboard.press("Home");
    assert.equal(await value(), 0);
    assert.match(await lede(page), /^Tonight you can go back/);
    await page.keyboard.press("PageDown");
    assert.equal(await value(), 0);
    await page.keyboard.press("End");
    assert.equal(await value(), Number(await slider.getAttribute("max")));
    assert.match(await slider.getAttribute("aria-valuetext"), /^Sat 20 Nov 2027, \d+ snapshots$/);
    await settled(page);
    await page.waitForFunction(() => location.hash === "#plan/2027-11-20");
  }));

test("play goes on by itself, in long steps where less motion is asked for, and stops when told", () =>
  visit(async ({ page }) => {
    await open(page, resources, "2026-11-20");
    await page.locator("#date").focus();
    await page.keyboard.press("Space");
    await page.locator('.play [aria-pressed="true"]').waitFor();
    await page.waitForFunction(() => Number(document.querySelector("#date").value) >= 28);
    await page.keyboard.press("Space");
    const stopped = Number(await page.locator("#date").inputValue());
    assert.equal(stopped % 28, 0, "reduced motion steps four weeks at a time");
    assert.equal(await page.locator('.play [aria-pressed="true"]').count(), 0);
  }));

test("a change is one step back and forth, and the future follows", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    await apply(page, LINE);
    const before = await lede(page);
    await page.getByRole("button", { name: "Fewer: Weekly" }).click();
    await page.waitForFunction((words) => document.querySelector("h1").innerText !== words, before);
    const after = await lede(page);
    const line = LINE.replace("weekly=26", "weekly=25");
    const end = endOf("2027-05-12");
    const { count } = asked(resources, { verb: "simulate", policy: line, until: new Date(end).toISOString(), at: [new Date(end - 1).toISOString()] }).units[0].at[0];
    assert.match(after, new RegExp(`go back to ${count} moments`));
    await page.keyboard.press("Control+z");
    await page.waitForFunction((words) => document.querySelector("h1").innerText === words, before);
    await page.keyboard.press("Control+y");
    await page.waitForFunction((words) => document.querySelector("h1").innerText === words, after);
  }));

test("the policy is a line that reads back, and a mistake is told at its place", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    await apply(page, `daily=3 every=12h from=06:00 zone=${ZONE} min-age=PT6H`);
    assert.equal(await page.getByLabel("Daily", { exact: true }).inputValue(), "3");
    assert.equal(await page.getByLabel("Every", { exact: true }).inputValue(), "12");
    assert.equal(await page.locator("#p-from").inputValue(), "06:00");
    assert.equal(await page.getByLabel("Younger than", { exact: true }).inputValue(), "6 hours");
    await write(page, `dayly=7 zone=${ZONE}`);
    const wrong = page.locator(".as-text .wrong");
    await wrong.waitFor();
    assert.match(await wrong.innerText(), /word 1, dayly=7: no word is called dayly; did you mean daily\?/);
    assert.equal(await page.locator("#p-line").getAttribute("aria-invalid"), "true");
    assert.equal(await page.getByLabel("Daily", { exact: true }).inputValue(), "3", "the policy is still the last good one");
    await page.locator("#p-line").press("Escape");
    await wrong.waitFor({ state: "detached" });
    assert.match(await page.locator("#p-line").inputValue(), /^daily=3 /);
  }));

test("schedule, days, clock and switches all reach the core", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    await page.getByLabel("Every", { exact: true }).selectOption("times");
    await page.locator("#p-times").fill("01:30, 13:30");
    await page.locator("#p-times").press("Tab");
    await page.getByRole("button", { name: "Sunday" }).click();
    await page.getByLabel("Clock of").selectOption("Europe/London");
    await page.locator(".manners summary").click();
    await page.locator("#p-pick").selectOption("oldest");
    await page.locator(".as-text summary").click();
    const line = unwrap(callWithoutSession(bytes({ verb: "policy", policy: "last=3 daily=7 weekly=4 monthly=12 zone=Europe/London days=mon-sat at=01:30,13:30 pick=oldest" }))).text;
    await page.waitForFunction((words) => document.querySelector("#p-line")?.value === words, line);
    await settled(page);
    const expected = asked(resources, { verb: "policy", policy: line }).slots[0].at;
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" }).format(new Date(expected));
    assert.match(await page.locator(".take .under").innerText(), new RegExp(`^Next .*${clock}$`));
  }));

test("two policies: what exists left alone, and a preset, are what the core says", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    await apply(page, LINE);
    const until = new Date(endOf("2027-05-12")).toISOString();
    const both = asked(resources, { verb: "compare", a: { policy: LINE }, b: "existing", until, detail: "days" }).units[0];
    const menu = page.getByLabel("Compare with");
    await menu.selectOption("left");
    await settled(page);
    await page.locator('tr[data-side="b"] [data-fact="snapshots"]', { hasText: `${both.days.b.at(-1)} of 500` }).waitFor();
    assert.equal(await fact(page, "a", "snapshots").innerText(), `${both.days.a.at(-1)} of 500`);
    assert.match(await fact(page, "b", "newest").getAttribute("class"), /bad/, "nothing is taken any more, and that is told");
    await menu.selectOption("preset borg-1");
    await settled(page);
    const borg = unwrap(callWithoutSession(bytes({ verb: "policy", policy: `${LINE} preset=borg-1` }))).policy;
    const [stand] = asked(resources, { verb: "simulate", policy: borg, until, at: [new Date(Date.parse(until) - 1).toISOString()] }).units[0].at;
    await page.locator('tr[data-side="b"] [data-fact="snapshots"]', { hasText: `${stand.count} of 500` }).waitFor();
    await page.getByRole("button", { name: "Fewer: Daily" }).click();
    await menu.selectOption("before");
    await settled(page);
    await page.locator('tr[data-side="b"] [data-fact="snapshots"]', { hasText: `${both.days.a.at(-1)} of 500` }).waitFor();
  }));

test("480 of 500, twice a day and without end: the 501st has its exact date, on the slider and in words", () =>
  visit(async ({ page }) => {
    await open(page, nearlyFull);
    await apply(page, `every=12h from=03:00 zone=${ZONE}`);
    const [refused] = asked(nearlyFull, { verb: "simulate", policy: `every=12h from=03:00 zone=${ZONE}`, days: 365 }).units[0].refused;
    assert.deepEqual([refused.id, refused.first], ["L1", "2026-11-30T14:00:00Z"], "20 more fit: from 15:00 today to 03:00 on the 30th");
    assert.match(await page.locator(".sub").innerText(), new RegExp(`${refused.runs} runs are refused, the first on Mon 30 Nov 2026, 15:00\\.`));
    assert.equal(await fact(page, "a", "snapshots").innerText().then((words) => words.replace(/\s*\(worse\)/, "").trim()), "500, full");
    await page.getByRole("button", { name: /^First refused run under this policy: Mon 30 Nov 2026, 15:00 \(L1\)\./ }).click();
    assert.match(await lede(page), /^On Mon 30 Nov 2026 /);
    await settled(page);
    assert.match(await page.locator("svg.count").innerHTML(), /full on 30 Nov under this policy/);
  }));

test("a policy that keeps nothing says so", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    await apply(page, `zone=${ZONE} every=24h`);
    assert.equal((await page.locator(".note").first().innerText()).trim(), "This policy keeps nothing. All rules are at 0, so Snapline drops nothing and says so in the plan.");
    assert.match(await page.locator("#next-run").innerText(), /^Next run takes 1, drops 0 of 62\./);
  }));

test("without a schedule there is no future, and one press gives it one", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    await page.getByLabel("Every", { exact: true }).selectOption("never");
    await page.getByRole("heading", { name: "Nothing says when snapshots are taken, so there is no future to show." }).waitFor();
    await page.getByRole("button", { name: "Take one every day at 04:00" }).click();
    await settled(page);
    assert.match(await lede(page), /^On Wed 12 May 2027 you can go back/);
  }));

test("the table has what the drawings show, the list every snapshot with its reason and its last day", () =>
  visit(async ({ page }) => {
    await open(page, resources);
    await apply(page, LINE);
    const drawn = { days: await shown(page, "calendar"), count: await shown(page, "count"), gap: await shown(page, "gap"), cost: await shown(page, "cost") };
    await show(page, "table");
    const cells = await page.locator(".over-time tr.chosen").locator("th, td").allInnerTexts();
    assert.equal(cells[0], "Wed 12 May 2027");
    assert.equal(`${cells[1]} days`, drawn.days);
    assert.equal(`${cells[2]} of 500`, drawn.count);
    assert.equal(cells[8], drawn.gap);
    assert.equal(`${cells[9]}–${cells[10]}`.replaceAll("$", ""), drawn.cost.replaceAll("$", ""));
    await show(page, "list");
    await settled(page);
    const end = endOf("2027-05-12");
    const whole = asked(resources, { verb: "simulate", policy: LINE, days: 365, detail: "lives" }).units[0];
    const [stand] = asked(resources, { verb: "simulate", policy: LINE, until: new Date(end).toISOString(), at: [new Date(end - 1).toISOString()], words: "parts" }).units[0].at;
    const there = stand.snapshots.filter((one) => one.there);
    const rows = page.locator('.exist .er:not([data-verdict="drop"])');
    assert.equal(await rows.count(), there.length);
    assert.deepEqual(await rows.evaluateAll((all) => all.map((row) => Number(row.dataset.life))), there.map(({ life }) => life));
    const reasons = await rows.locator("span[title]").evaluateAll((all) => all.map((cell) => cell.title));
    const { say } = await texts();
    assert.equal(reasons[0], there[0].reasons.map(({ text }, at) => (at === 1 ? `also ${say(text)}` : say(text))).join(", "));
    const first = there.findIndex(({ life }) => whole.lives.lived[life] !== null);
    const died = Date.parse(there[first].instant) + whole.lives.lived[there[first].life] * 1000;
    assert.match(await rows.nth(first).innerText(), new RegExp(`to ${nameOf(dateOf(died))}$`));
    const goes = page.locator('.exist .er[data-verdict="drop"]');
    assert.equal(await goes.count(), 4);
    assert.ok((await goes.locator("span[title]").evaluateAll((all) => all.map((cell) => cell.title))).every((words) => /^drop: ./.test(words)));
  }));

test("three months and ten years stand on the same axis, months as columns over ten years", () =>
  visit(async ({ page }) => {
    await open(page, resources, "2026-12-24");
    for (const [horizon, days] of [["months", 92], ["decade", 3652], ["year", 365]]) {
      await page.locator(`[data-horizon="${horizon}"]`).click();
      await page.waitForFunction((most) => document.querySelector("#date")?.max === String(most), days);
      await settled(page);
      const widths = await page.locator(".charts svg[role=img]").evaluateAll((all) => all.map((one) => one.getAttribute("width")));
      assert.equal(new Set(widths).size, 1);
      assert.equal(widths.length, 5);
    }
  }));

test("markup in names stays text", () =>
  visit(async ({ page }) => {
    const name = '<img src=x onerror="document.title=1">*bold*`code`';
    const hostile = disk(name);
    await open(page, [hostile, ...daily(hostile, 3, now)]);
    assert.ok((await page.locator("#p-for option").allInnerTexts()).some((words) => words.includes("<img src=x")));
    assert.equal(await page.locator("main img").count(), 0);
    await apply(page, `daily=3 every=24h zone=${ZONE} tag="<b>*x*</b>"`);
    assert.equal(await page.locator("#p-tags").inputValue(), "<b>*x*</b>");
    assert.equal(await page.locator("main b", { hasText: "*x*" }).count(), 0);
  }));
