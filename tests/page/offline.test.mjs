import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import assert from "node:assert/strict";
import { freshPage, launch, openSample, planned } from "./support/browser.mjs";
import { DIST, servePage } from "./support/server.mjs";

/** Architecture, section 6, word for word. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self' https://management.azure.com https://management.usgovcloudapi.net https://management.chinacloudapi.cn; " +
  "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

/** Opens a page that may keep itself, and waits until it has. */
async function kept(url, context) {
  const page = await context.newPage();
  await openSample(page, url);
  await page.locator(".status .kept").waitFor();
  return page;
}

/** A server of its own and a context of its own: what is kept is kept by origin. */
async function stay(steps, folder, host) {
  const server = await servePage(folder, host);
  const { context } = await freshPage(browser, { offline: true });
  try {
    await steps({ server, context });
  } finally {
    await context.close();
    await server.close();
  }
}

const keptFiles = (page) => page.evaluate(async () => {
  const names = (await caches.keys()).sort();
  const addresses = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
  return { names, files: addresses.flat().sort() };
});

test("every host is told the same policy, in each form of header file", async () => {
  const text = (name) => readFile(join(DIST, name), "utf8");
  const azure = JSON.parse(await text("staticwebapp.config.json"));
  assert.equal(azure.globalHeaders["Content-Security-Policy"], POLICY);
  const ours = Object.entries(azure.globalHeaders).filter(([name]) => name !== "Cache-Control");
  const [everywhere] = (await text("_headers")).split("\n\n");
  assert.deepEqual(everywhere.split("\n"), ["/*", ...ours.map(([name, value]) => `  ${name}: ${value}`)]);
  const nginx = await text("headers.nginx.conf");
  for (const [name, value] of ours) assert.ok(nginx.includes(`add_header ${name} "${value}" always;`), name);
});

test("the page, its worker and its service worker are under the policy, and it holds", () =>
  stay(async ({ server, context }) => {
    const answers = new Map();
    context.on("response", (response) => answers.set(new URL(response.url()).pathname, response.headers()["content-security-policy"]));
    const page = await kept(server.url, context);
    const scripts = [...answers.keys()].filter((path) => path === "/" || path.endsWith(".js"));
    assert.ok(scripts.includes("/") && scripts.some((path) => /\/assets\/main-/.test(path)), scripts.join(" "));
    for (const path of scripts) assert.match(answers.get(path) ?? "", /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';.*require-trusted-types-for 'script'$/, path);
    const { headers } = await fetch(new URL("offline.js", server.url));
    assert.match(headers.get("content-security-policy"), /^default-src 'none'/);

    const refused = await page.evaluate(async () => {
      const tries = {
        markup: () => { document.body.innerHTML = "<b>x</b>"; },
        script: () => { document.createElement("script").text = "1"; },
        foreignWorker: () => new Worker("https://elsewhere.invalid/x.js"),
        elsewhere: () => fetch("https://elsewhere.invalid/"),
      };
      const names = [];
      for (const [name, attempt] of Object.entries(tries)) {
        try { await attempt(); } catch { names.push(name); }
      }
      return names;
    });
    assert.deepEqual(refused, ["markup", "script", "foreignWorker", "elsewhere"]);
  }));

test("with the server gone the page opens, plans and speaks every language", () =>
  stay(async ({ server, context }) => {
    const page = await kept(server.url, context);
    await server.close();
    await page.reload();
    await planned(page).waitFor();
    assert.equal(await page.locator(".fleet").getAttribute("aria-rowcount"), "18");
    for (const [tag, findings] of [["nl", "Bevindingen"], ["sv", "Fynd"], ["fr", "Constats"]]) {
      await page.getByRole("combobox", { name: /^(Language|Taal|Språk|Langue)$/ }).selectOption(tag);
      await page.locator(".nav").getByRole("link", { name: findings }).waitFor();
      assert.equal(await page.locator("html").getAttribute("lang"), tag);
    }
  }));

test("once the page is kept nothing more is requested", () =>
  stay(async ({ server, context }) => {
    const page = await kept(server.url, context);
    const before = server.requests.length;
    for (const view of await page.locator(".nav a").all()) await view.click();
    await page.locator(".nav a").first().click();
    await page.getByRole("button", { name: "Open your data…" }).click();
    await page.keyboard.press("Escape");
    await page.getByRole("combobox", { name: "Language" }).selectOption("nl");
    await page.locator(".nav").getByRole("link", { name: "Bevindingen" }).waitFor();
    await page.locator(".fleet .body .row").nth(3).click();
    assert.deepEqual(server.requests.slice(before), []);
  }));

test("only the page's own files are kept, and nothing else is answered from there", () =>
  stay(async ({ server, context }) => {
    const page = await kept(server.url, context);
    const { names, files } = await keptFiles(page);
    assert.equal(names.length, 1);
    assert.ok(files.every((path) => path === "/" || /^\/(assets|limits)\/[\w.-]+$/.test(path)), files.join(" "));
    const before = server.requests.length;
    await page.evaluate(async () => {
      for (let time = 0; time < 2; time += 1) await (await fetch("/subscriptions/s/providers/Microsoft.Compute/disks?api-version=1")).text();
    });
    assert.equal(server.requests.length, before + 2);
    assert.deepEqual((await keptFiles(page)).files, files);
  }));

test("a host that takes the ending off addresses does not keep the page from being kept", () =>
  stay(async ({ server, context }) => {
    const page = await kept(server.url, context);
    assert.ok(server.requests.some((path) => /^\/limits\/[\w-]+$/.test(path)), "the redirects were followed");
    await server.close();
    await page.goto(`${server.url}limits/l1.html`);
    assert.match(await page.locator("h1").innerText(), /L1|500/);
  }, DIST, { short: true }));

test("a newer version is told, waits, and is there at the next opening", async () => {
  const folder = `${await mkdtemp(join(tmpdir(), "snapline-page-"))}${sep}`;
  await cp(DIST, folder, { recursive: true });
  try {
    await stay(async ({ server, context }) => {
      const page = await kept(server.url, context);
      const [old] = (await keptFiles(page)).names;
      await writeFile(join(folder, "index.html"), (await readFile(join(folder, "index.html"), "utf8")).replace("<body>", '<body data-version="next">'));
      const worker = await readFile(join(folder, "offline.js"), "utf8");
      const [, version] = /"version":"([0-9a-f]{16})"/.exec(worker);
      await writeFile(join(folder, "offline.js"), worker.replace(version, "00112233aabbccdd"));

      await page.reload();
      await page.locator(".status .newer").filter({ hasText: "A new version is here" }).waitFor();
      assert.equal(await page.locator("body").getAttribute("data-version"), null, "what is open goes on as it began");
      await page.close();

      // A browser sees some moments later that the last page is gone; who opens it before has the old one once more.
      const opens = async () => {
        const next = await context.newPage();
        await openSample(next, server.url);
        if ((await next.locator("body").getAttribute("data-version")) === "next") return next;
        return next.close();
      };
      let again;
      for (let tries = 1; tries <= 10 && !again; tries += 1) {
        await pause(tries * 200);
        again = await opens();
      }
      assert.ok(again, "the newer version is taken");
      await again.locator(".status .kept").waitFor();
      assert.deepEqual((await keptFiles(again)).names, [old.replace(version, "00112233aabbccdd")]);
    }, folder);
  } finally {
    await rm(folder, { recursive: true });
  }
});
