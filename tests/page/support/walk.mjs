/**
 * Steps that many tests take.
 * @module
 */
import { after, before } from "node:test";
import assert from "node:assert/strict";
import { freshPage, launch, openSample, planned } from "./browser.mjs";
import { SUBSCRIPTION } from "./emulator.mjs";
import { servePage } from "./server.mjs";

/** One browser and one server for a file of tests; `options` are those of `launch`. */
export function house(options = {}) {
  const shared = {};
  before(async () => {
    shared.server = await servePage();
    shared.browser = await launch(options);
  });
  after(async () => {
    await shared.browser?.close();
    await shared.server?.close();
  });
  return {
    /** Opens the page on the sample, runs `steps`, and holds the page to silence: no error, no breach of the policy. */
    async visit(steps, { hash = "", ...options } = {}) {
      const { page, context, complaints } = await freshPage(shared.browser, options);
      try {
        await openSample(page, shared.server.url, hash);
        await steps({ page, complaints, server: shared.server, context });
        assert.deepEqual(complaints, [], "the browser complained");
      } finally {
        await context.close();
      }
    },
  };
}

/** Drops files on the page, as a hand would. `files`: name to bytes. */
export async function drop(page, files) {
  const list = Object.entries(files).map(([name, bytes]) => ({ name, text: Buffer.from(bytes).toString("base64") }));
  const transfer = await page.evaluateHandle((dropped) => {
    const data = new DataTransfer();
    for (const { name, text } of dropped) data.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name));
    return data;
  }, list);
  await page.dispatchEvent("snap-app", "dragover", { dataTransfer: transfer });
  await page.dispatchEvent("snap-app", "drop", { dataTransfer: transfer });
}

/** Waits until data of one's own, or of a live read, is on screen and planned. */
export async function opened(page, source = "own") {
  await page.locator(`.chip.${source}`).waitFor();
  await planned(page).waitFor({ state: "attached" });
}

/** Asks for a live read of the emulator that the page came from. */
export async function readLive(page, emulator, { token, subscription = SUBSCRIPTION, group = "", graph = false }) {
  await page.getByRole("button", { name: "Open your data…" }).click();
  await page.getByRole("button", { name: "Read live from Azure…" }).click();
  assert.equal(await page.getByLabel("Endpoint").inputValue(), emulator.endpoint);
  await page.getByLabel("Subscription", { exact: true }).fill(subscription);
  await page.getByLabel("Resource group").fill(group);
  if (graph) await page.getByLabel("Ask Resource Graph").check();
  await page.getByLabel("Token", { exact: true }).fill(token);
  await page.getByRole("button", { name: "Read", exact: true }).click();
}

/** A policy with the changes that a fix makes. */
export function changed(policy, { changes }) {
  const fixed = structuredClone(policy);
  for (const { path, to } of changes) {
    const words = path.split("/").slice(1);
    const last = words.pop();
    words.reduce((at, word) => at[word], fixed)[last] = to;
  }
  return fixed;
}
