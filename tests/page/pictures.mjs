/**
 * Real screenshots of the built page: all into `out/`, and with `--docs` the best into `docs/pictures/`.
 * @module
 */
import { mkdir, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { freshPage, launch, openSample } from "./support/browser.mjs";
import { servePage } from "./support/server.mjs";
import { settled } from "./support/tour.mjs";

/** A picture in the documentation must not weigh more. */
const HEAVIEST = 300_000;
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844, scale: 2 };

const data = async (page) => {
  await page.locator(".fleet .body .row", { hasText: "2 still copying" }).click();
  await page.locator("disk-pane .chain").waitFor();
};

const PICTURES = [
  { name: "fleet-dark", hash: "#fleet", colorScheme: "dark", ...DESK, steps: data, docs: true },
  { name: "fleet-light", hash: "#fleet", colorScheme: "light", ...DESK, steps: data, docs: true },
  { name: "plan-dark", hash: "#plan", colorScheme: "dark", ...DESK, docs: true },
  { name: "plan-light", hash: "#plan", colorScheme: "light", ...DESK, docs: true },
  { name: "findings-light", hash: "#findings", colorScheme: "light", ...DESK, docs: true },
  { name: "export-dark", hash: "#export/runbook", colorScheme: "dark", ...DESK, docs: true },
  { name: "fleet-narrow", hash: "#fleet", colorScheme: "light", width: 1100, height: 760 },
  { name: "phone-fleet", hash: "#fleet", colorScheme: "light", ...PHONE },
  { name: "phone-disk", hash: "#fleet/disk", colorScheme: "dark", ...PHONE },
  { name: "phone-plan", hash: "#plan", colorScheme: "light", ...PHONE },
];

const forDocs = process.argv.includes("--docs");
const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
await mkdir(folder("out/"), { recursive: true });
if (forDocs) await mkdir(folder("../../docs/pictures/"), { recursive: true });

const server = await servePage();
const browser = await launch();
try {
  for (const { name, hash, steps, docs, ...options } of PICTURES) {
    const { page, context } = await freshPage(browser, options);
    await openSample(page, server.url, hash);
    await steps?.(page);
    await settled(page);
    const paths = [folder(`out/${name}.png`), ...(forDocs && docs ? [folder(`../../docs/pictures/${name}.png`)] : [])];
    for (const path of paths) {
      await page.screenshot({ path });
      const { size } = await stat(path);
      if (path !== paths[0] && size > HEAVIEST) throw new Error(`${name}.png has ${size} bytes, more than ${HEAVIEST}`);
    }
    console.log(`${name}: ${paths.length} file${paths.length > 1 ? "s" : ""}`);
    await context.close();
  }
} finally {
  await browser.close();
  await server.close();
}
