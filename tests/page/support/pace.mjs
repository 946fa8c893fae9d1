/**
 * How long the page takes for what is much: a large file (N2), and a future that a slider goes through (N4).
 * @module
 */
import { opened } from "./walk.mjs";

/** Opens a file by the page's button and waits until its fleet is planned. Times are in milliseconds. */
export async function openFile(page, file) {
  await page.evaluate(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => globalThis.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
    globalThis.frames = 0;
    const drawn = () => {
      globalThis.frames += document.querySelector(".notice.busy") === null ? 0 : 1;
      requestAnimationFrame(drawn);
    };
    drawn();
  });
  await page.getByRole("button", { name: "Open your data…" }).click();
  const started = Date.now();
  await page.locator("input[type=file]").setInputFiles(file);
  await opened(page);
  return { took: Date.now() - started };
}

/** Since the file was opened: the frames drawn while the worker was at it, and the page's own tasks over 50 ms. */
export const answered = (page) => page.evaluate(() => ({ frames: globalThis.frames, tasks: globalThis.tasks, longest: Math.max(0, ...globalThis.tasks) }));

const LINE = "hourly=48 daily=14 weekly=8 monthly=24 yearly=10 every=1h zone=Europe/Amsterdam";

/** Has ten years of hourly runs worked out, and goes through them by the slider: 60 dates, the fastest first. */
export async function tenYears(page) {
  await page.evaluate(() => { location.hash = "#plan"; });
  const rested = () => page.locator('.fbody[aria-busy="false"]').waitFor();
  await rested();
  await page.locator(".as-text summary").click();
  await page.locator("#p-line").fill(LINE);
  await page.locator("#p-line").press("Enter");
  const started = Date.now();
  await page.locator('[data-horizon="decade"]').click();
  await page.locator('#date[max="3652"]').waitFor();
  const took = Date.now() - started;
  await rested();
  const redraws = await page.evaluate(async () => {
    const [slider, view] = [document.querySelector("#date"), document.querySelector("future-view")];
    const times = [];
    for (let step = 0; step < 60; step += 1) {
      const before = performance.now();
      slider.value = String(60 * step);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      await view.updateComplete;
      // Asking for the layout makes the browser work it out: what is left is painting.
      view.getBoundingClientRect();
      times.push(performance.now() - before);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return times.sort((a, b) => a - b);
  });
  return { took, redraws };
}
