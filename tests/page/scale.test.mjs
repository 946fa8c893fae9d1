import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import assert from "node:assert/strict";
import { disk, snapshot } from "./support/fleet.mjs";
import { answered, openFile, tenYears } from "./support/pace.mjs";
import { house } from "./support/walk.mjs";

const { visit } = house({ optimised: true });

test("100,000 snapshots of 1,000 disks: the page answers while the worker works, and draws few rows", { timeout: 240_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "snapline-"));
  const now = Date.now();
  const disks = Array.from({ length: 1000 }, (_, at) => disk(`disk-${String(at).padStart(4, "0")}`));
  const snapshots = disks.flatMap((of) => Array.from({ length: 100 }, (_, age) => snapshot(of, `${of.name}-${age}`, now - 3_600_000 - age * 21_600_000)));
  const file = join(folder, "fleet.json");
  await writeFile(file, JSON.stringify([...disks, ...snapshots]));
  try {
    await visit(async ({ page }) => {
      page.setDefaultTimeout(100_000);
      const { took } = await openFile(page, file);
      t.diagnostic(`read, sorted and planned in ${took} ms`);
      assert.match(await page.locator(".sub").first().innerText(), /^100,000 snapshots/);
      assert.equal(await page.locator(".fleet").getAttribute("aria-rowcount"), "1001");
      assert.ok((await page.locator(".fleet .body .row").count()) < 90);

      await page.locator(".nav").getByRole("link", { name: "Plan" }).click();
      await page.getByRole("button", { name: "Next run" }).click();
      await page.locator('.planned[aria-rowcount="101001"]').waitFor();
      await page.locator(".result > .scroll").focus();
      await page.keyboard.press("End");
      await page.locator('.planned [aria-rowindex="101001"]').waitFor();
      assert.ok((await page.locator(".planned .body .row").count()) < 120);

      const { tasks, frames, longest } = await answered(page);
      t.diagnostic(`${frames} frames drawn while the worker was at it; ${tasks.length} tasks of the page over 50 ms, the longest ${longest.toFixed(0)} ms (product N2 asks for 100)`);
      // Did the page do the work itself, it would draw when it begins and when it is done.
      assert.ok(frames > 10, `${frames} frames were drawn`);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a long read can be stopped, and what was shown stays", { timeout: 240_000 }, async () => {
  const now = Date.now();
  const disks = Array.from({ length: 600 }, (_, at) => disk(`disk-${at}`));
  const snapshots = disks.flatMap((of) => Array.from({ length: 100 }, (_, age) => snapshot(of, `${of.name}-${age}`, now - age * 21_600_000)));
  const folder = await mkdtemp(join(tmpdir(), "snapline-"));
  const file = join(folder, "fleet.json");
  await writeFile(file, JSON.stringify([...disks, ...snapshots]));
  try {
    await visit(async ({ page }) => {
      page.setDefaultTimeout(100_000);
      await page.getByRole("button", { name: "Open your data…" }).click();
      await page.locator("input[type=file]").setInputFiles(file);
      await page.getByRole("button", { name: "Stop" }).click();
      await page.locator(".notice.busy").waitFor({ state: "detached" });
      // Either it was stopped in time and the sample is still there, or it had just finished.
      assert.equal(await page.locator(".chip.sample, .chip.own").count(), 1);
      assert.equal(await page.getByRole("alert").count(), 0);
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("ten years of hourly runs: every drawing follows the slider", { timeout: 240_000 }, (t) =>
  visit(async ({ page }) => {
    page.setDefaultTimeout(100_000);
    const { took, redraws } = await tenYears(page);
    t.diagnostic(`87,000 runs worked out and drawn in ${took} ms`);
    assert.equal(redraws.length, 60);
    t.diagnostic(`redrawn in ${redraws[30].toFixed(1)} ms (median of 60 dates), ${redraws[59].toFixed(1)} ms at worst; product N4 asks for 100`);
    assert.equal(await page.locator("#date").inputValue(), "3540");
  }));
