import { test } from "node:test";
import assert from "node:assert/strict";
import { drop, house } from "./support/walk.mjs";
import { ELEMENTS, FILES, LINES, OBJECTS } from "./support/wrong.mjs";
import { settled, tour } from "./support/tour.mjs";

const { visit } = house();

/** Each with the words that it happens to share with English. */
const LANGUAGES = { nl: ["Export", "In", "1 week"], sv: ["Disk", "Export"], fr: ["Copies", "Date", "Formats"] };
const SIZES = [{ width: 390, height: 844 }, { width: 1440, height: 900 }];

/** Words that are the same in every language: names of the service and its tools, and of what is in the sample. */
const SAME = [
  /^(Snapline|JSON|Azure CLI|Az PowerShell|PowerShell|Runbook|Bicep|Plan|Id|Token|Data)$/,
  /^(English|Nederlands|Svenska|Français|EN|NL|SV|FR)$/,
  /^(Standard|Premium|Ultra)\b[\w ]*(, [\d.,\s]+GiB)?$/,
  /^(\d+ (h|d|min) ?)+$/,
  /^[\d.,\s]+GiB$/,
  /^(Ctrl|Esc|Enter|Home|End|T|O)\b.*$/,
  /^(vm|rg|lun|db)-[\w-]+/,
  /^[\w-]+ · [\w-]+$/,
  /^[A-Z][a-z]+\/[A-Z]\w+$/,
  /^[a-z]+=[a-z]+$/,
  /^(Runbook|Bicep|ARM|CSV|Az PowerShell)$/,
  /^([\w-]+\.)?(ps1|sh|bicep|json|ics|csv|md|policy)$/,
  /^(west|north|sweden|germanywest)\w+$/,
  /^UTC([+-]\d+)?$/,
  /^[0-9a-f]{64}$/,
  /^\/subscriptions\//,
];

/** Everything a person reads or hears here, outside of what is somebody's own name or marked as English. */
const read = (page) => page.evaluate(() => {
  const APART = ":not(html)[lang=en], :not(html)[lang=en] *, [translate=no], [translate=no] *, code, code *, pre, pre *, kbd, .mono, .mono *, option, script, style, title";
  const said = new Set();
  const take = (text) => {
    const words = (text ?? "").replaceAll(/\s+/g, " ").trim();
    if (/\p{L}{2,}/u.test(words)) said.add(words);
  };
  for (const element of document.querySelectorAll("snap-app, snap-app *")) {
    if (element.matches(APART) || !element.checkVisibility()) continue;
    for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"]) take(element.getAttribute(name));
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) take(node.data);
  }
  return [...said];
});

/** What does not fit: the page is wider than the window, or words are cut off where nobody can see the rest. */
const cut = (page) => page.evaluate(() => {
  const forReaders = (element) => element && (getComputedStyle(element).clipPath !== "none" || forReaders(element.parentElement));
  const found = [];
  if (document.scrollingElement.scrollWidth > innerWidth) found.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
  const fits = "button, .btn, .tog, label, legend, h1, h2, h3, dt, th, .chip, .badge, .tabs a, .nav a, .headgroup .cell, output, .language";
  for (const element of document.querySelectorAll(fits)) {
    if (!element.checkVisibility() || element.closest("svg") || forReaders(element)) continue;
    const { scrollWidth, clientWidth } = element;
    if (clientWidth > 0 && scrollWidth > clientWidth + 1 && !element.title && !element.querySelector("[title]")) {
      found.push(`${element.tagName.toLowerCase()}.${element.className}: "${element.textContent.trim().slice(0, 60)}" needs ${scrollWidth}, has ${clientWidth}`);
    }
  }
  return found;
});

const speak = async (page, tag) => {
  await page.locator(".language select").selectOption(tag);
  await page.locator(`html[lang="${tag}"]`).waitFor();
  await settled(page);
};

test("in every language every word is in that language, and fits", { timeout: 240_000 }, () =>
  visit(async ({ page }) => {
    const english = new Map();
    await tour(page, SIZES, async (place, { width }) => {
      const at = `${place} at ${width}`;
      english.set(at, new Set(await read(page)));
      assert.notEqual(english.get(at).size, 0);
      assert.deepEqual(await cut(page), [], `${at}, en`);
    });
    for (const [tag, shared] of Object.entries(LANGUAGES)) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await speak(page, tag);
      await tour(page, SIZES, async (place, { width }) => {
        const at = `${place} at ${width}`;
        const same = (await read(page)).filter((words) => english.get(at).has(words) && !shared.includes(words) && !SAME.some((one) => one.test(words)));
        assert.deepEqual(same, [], `${at}, ${tag}: still English`);
        assert.deepEqual(await cut(page), [], `${at}, ${tag}`);
      });
    }
  }));

/** What the page says of a refusal, without the parts that are marked as English: of those there should be none. */
const told = async (box) => {
  assert.equal(await box.locator("[lang=en]").count(), 0, await box.innerText());
  return (await box.innerText()).replaceAll(/[\u00a0\u202f]/g, " ");
};

test("what is wrong with a policy is told in every language", () =>
  visit(async ({ page }) => {
    const words = {
      en: "Policy at word 2, dayly=7: no word is called dayly; did you mean daily?",
      nl: "Beleid bij woord 2, dayly=7: geen woord heet dayly; bedoelt u daily?",
      sv: "Principen, ord 2, dayly=7: inget ord heter dayly; menade du daily?",
      fr: "Stratégie, mot 2, dayly=7 : aucun mot ne s’appelle dayly ; vouliez-vous dire daily ?",
    };
    const texts = OBJECTS.filter((one) => typeof one === "string" || one.zone).map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
    for (const [tag, expected] of Object.entries(words)) {
      await speak(page, tag);
      if ((await page.locator(".as-text").getAttribute("open")) === null) await page.locator(".as-text summary").click();
      const said = new Set();
      for (const line of [...LINES, ...texts]) {
        await page.locator("#p-line").fill(line);
        const wrong = page.locator(".as-text .wrong");
        await page.waitForFunction((before) => { const now = document.querySelector(".as-text .wrong")?.innerText; return now !== undefined && !before.includes(now); }, [...said].slice(-1));
        said.add(await told(wrong));
      }
      assert.ok(said.has(expected), [...said][0]);
      await page.locator("#p-line").press("Escape");
    }
  }, { hash: "#plan" }));

test("that a list is not all there is, is told in every language, and what there is of it is shown", () =>
  visit(async ({ page }) => {
    const one = { id: "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/g/providers/Microsoft.Compute/disks/alone", location: "westeurope" };
    const page1 = JSON.stringify({ value: [one], nextLink: "https://management.azure.com/more?token=abc" });
    const words = {
      en: ["Not everything was read", "page.json: The list goes on (nextLink): this is one page of several; add the others too."],
      nl: ["Niet alles is gelezen", "page.json: De lijst gaat verder (nextLink): dit is één pagina van meer; voeg de andere ook toe."],
      sv: ["Allt lästes inte", "page.json: Listan fortsätter (nextLink): det här är en sida av flera; lägg till de andra också."],
      fr: ["Tout n’a pas été lu", "page.json: La liste continue (nextLink) : ceci est une page parmi plusieurs ; ajoutez aussi les autres."],
    };
    for (const [tag, expected] of Object.entries(words)) {
      await speak(page, tag);
      await drop(page, { "page.json": page1 });
      const box = page.locator(".notice.problem");
      await box.waitFor();
      assert.deepEqual((await told(box)).split("\n").map((line) => line.trim()).filter(Boolean).slice(0, 2), expected);
      await page.locator(".fleet .body .row", { hasText: "alone" }).waitFor();
      await box.locator(".acts button").last().click();
      await drop(page, { "whole.json": JSON.stringify([one]) });
      await page.locator(".fleet .body .row", { hasText: "alone" }).waitFor();
      assert.equal(await box.count(), 0);
    }
  }));

test("why a file is not taken is told in every language", () =>
  visit(async ({ page }) => {
    const words = {
      en: "second.json is not JSON: expected value; save the tool's output again, unedited (line 1, column 161, in element 2; 1 before it could be read, and none is taken).",
      nl: "second.json is geen JSON: hier hoort een waarde; sla de uitvoer van het programma opnieuw op, onbewerkt (regel 1, kolom 161, in element 2; er kon er 1 vóór worden gelezen, en ook die is niet overgenomen).",
      sv: "second.json är inte JSON: här ska ett värde stå; spara verktygets utdata igen, oredigerade (rad 1, kolumn 161, i element 2; 1 före det gick att läsa, och inte heller den togs med).",
      fr: "second.json n’est pas du JSON : une valeur est attendue ici ; enregistrez de nouveau la sortie de l’outil, telle quelle (ligne 1, colonne 161, dans l’élément 2 ; 1 a pu être lu avant, et n’est pas repris non plus).",
    };
    const plain = (content) => (content instanceof Uint8Array || typeof content === "string" ? content : JSON.stringify(content));
    const files = Object.fromEntries([...Object.entries(FILES).map(([name, content]) => [name, plain(content)]), ...ELEMENTS.map((element, at) => [`element-${at}.json`, `[${element}]`])]);
    for (const [tag, expected] of Object.entries(words)) {
      await speak(page, tag);
      await drop(page, files);
      const box = page.locator(".notice.problem");
      await box.waitFor({ timeout: 60_000 });
      assert.equal(await box.locator(".entry").count(), Object.keys(files).length);
      const said = (await told(box)).split("\n").map((line) => line.trim());
      assert.ok(said.includes(expected), said.filter((line) => line.startsWith("second.json")).join("\n"));
      await box.locator(".acts button").last().click();
      await box.waitFor({ state: "detached" });
    }
  }));

test("the browser's first language that the page speaks is the page's, until another is chosen", async () => {
  for (const [locale, tag, plan] of [["nl-BE", "nl", "Bevindingen"], ["fr-CA", "fr", "Constats"], ["de-DE", "en", "Findings"]]) {
    await visit(async ({ page }) => {
      assert.equal(await page.locator("html").getAttribute("lang"), tag);
      await page.locator(".nav").getByRole("link", { name: plan }).waitFor();
      const loaded = await page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname));
      const chunks = loaded.flatMap((path) => /\/(nl|sv|fr)-/.exec(path)?.[1] ?? []);
      assert.deepEqual(chunks, tag === "en" ? [] : [tag]);
      await speak(page, "sv");
      await page.reload();
      await page.locator('html[lang="sv"]').waitFor();
      await page.locator(".nav").getByRole("link", { name: "Fynd" }).waitFor();
    }, { locale });
  }
});

test("numbers, dates and percent are written as the language writes them", () =>
  visit(async ({ page }) => {
    await page.locator(".fleet .body .row", { hasText: "2 still copying" }).first().click();
    const plain = async (selector) => (await page.locator(selector).first().innerText()).replaceAll(/[\u00a0\u202f]/g, " ");
    const half = page.locator("disk-pane .snaps .st", { hasText: /62[.,]5/ });
    const expected = {
      en: ["1,033 snapshots", "Fri 20 Nov 2026 07:12", "Copying 62.5 %"],
      nl: ["1.033 momentopnamen", "vr 20 nov 2026 07:12", "Bezig 62,5%"],
      sv: ["1 033 ögonblicksbilder", "fre 20 nov. 2026 07:12", "Kopieras 62,5 %"],
      fr: ["1 033 instantanés", "ven. 20 nov. 2026 07:12", "Copie 62,5 %"],
    };
    for (const [tag, [count, date, percent]] of Object.entries(expected)) {
      await speak(page, tag);
      assert.ok((await plain(".sub")).startsWith(count), await plain(".sub"));
      assert.ok((await plain(".status")).includes(date), await plain(".status"));
      assert.equal((await half.first().innerText()).replaceAll(/[\u00a0\u202f]/g, " ").trim(), percent);
    }
  }));
