import { readFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { texts } from "./support/texts.mjs";

const { plain, templates: written, values } = JSON.parse(readFileSync(join(import.meta.dirname, "../../web/src/text/sentences.json"), "utf8"));
const catalogue = { templates: { ...plain, ...written }, values };
let page;

before(async () => {
  page = await texts();
});

/** Every place of a template, those inside of choices too. */
const placesIn = (parts) => parts.flatMap((part) => ("name" in part ? [part, ...(part.arms ?? []).flatMap(([, arm]) => placesIn(arm))] : []));
const names = (places) => [...new Set(places.map(({ name }) => name))].sort();

async function speak(language) {
  await page.language.useLanguage(language);
  return page.language.text.core;
}

for (const language of ["en", "nl", "sv", "fr"]) {
  test(`every sentence of the core has a template with the same values: ${language}`, async () => {
    const spoken = await speak(language);
    // In English a page needs none of what the core wrote as it would.
    if (language === "en") assert.deepEqual(spoken, written);
    const templates = language === "en" ? catalogue.templates : spoken;
    assert.deepEqual(Object.keys(templates).sort(), Object.keys(catalogue.templates).sort());
    for (const [code, template] of Object.entries(templates)) {
      const places = placesIn(page.partsOf(template));
      assert.deepEqual(names(places), Object.keys(catalogue.values[code]).sort(), `${language} ${code}`);
      assert.equal(template.split("{").length, template.split("}").length, `${language} ${code}: braces`);
      // Every choice ends with what fits all else, or somebody reads nothing.
      for (const { name, arms } of places) if (arms) assert.equal(arms.at(-1)[0], "other", `${language} ${code}: ${name}`);
    }
  });
}

/** A value of each kind that the catalogue names. */
const SAMPLES = {
  count: { count: 3 }, percent: { percent: 62.5 }, instant: { instant: "2026-11-25T11:00:00Z" }, day: { day: "2027-03-28" }, time: { time: "02:30:00" },
  seconds: { seconds: 104_400 }, decimal: { decimal: "1.50" }, period: { period: "P30D" }, name: { name: "{count}" }, names: { names: ["<b>", "{of}"] },
  text: { text: "{of, plural, other {x}}" }, word: { word: "copy" },
};
const INNER = { code: "take_disk_gone", text: "The disk no longer exists.", values: {} };

function sample(code, nothing) {
  const value = (kind) => {
    if (kind.endsWith("?") && nothing) return null;
    const bare = kind.replace("?", "");
    return bare === "sentence" ? { sentence: INNER } : bare === "sentences" ? { sentences: [INNER] } : SAMPLES[bare];
  };
  const values = Object.fromEntries(Object.entries(catalogue.values[code]).map(([name, kind]) => [name, value(kind)]));
  assert.ok(Object.values(values).every((one) => one !== undefined), `${code}: ${JSON.stringify(catalogue.values[code])}`);
  return { code, text: "?", values };
}

test("every sentence can be said in every language, with its values and without those that may be missing", async () => {
  for (const language of ["en", "nl", "sv", "fr"]) {
    await speak(language);
    for (const code of Object.keys(catalogue.templates)) {
      for (const nothing of [false, true]) {
        const said = page.say(sample(code, nothing));
        assert.ok(said.trim() !== "", `${language} ${code}`);
        assert.doesNotMatch(said, /undefined|\[object|NaN|  | ,/, `${language} ${code}`);
      }
    }
  }
});

test("instants are said by the policy's clock and numbers as the language writes them", async () => {
  const full = { code: "unit_verdict", text: "?", values: { said: { sentence: INNER }, at: { instant: "2026-11-18T23:30:00Z" }, age: { seconds: 104_400 } } };
  page.useZone("Europe/Amsterdam");
  await speak("en");
  assert.equal(page.say(full), "The disk no longer exists. The newest that can be restored is from Thu 19 Nov 2026, 00:30, 29 hours ago.");
  await speak("nl");
  assert.equal(page.say(full), "De schijf bestaat niet meer. De nieuwste die kan worden hersteld is van do 19 nov 2026, 00:30, 29 uur geleden.");
  await speak("sv");
  assert.match(page.say(full), /^Disken finns inte längre\. .* tors 19 nov\.? 2026, 00:30, för 29 timmar sedan\.$/);
  await speak("fr");
  assert.match(page.say(full), /^Le disque n’existe plus\. .* du jeu\.? 19 nov\.? 2026, 00:30, il y a 29 heures\.$/);
  page.useZone("UTC");
  assert.match(page.say(full), /mer\.? 18 nov\.? 2026, 23:30/);
});

test("what a count needs is chosen by the language, French with none as one", async () => {
  const plan = (drop, hold) => ({ code: "plan_drops", text: "?", values: { drop: { count: drop }, all: { count: 1484 }, hold: { count: hold }, waiting: { count: 0 } } });
  await speak("en");
  assert.equal(page.say(plan(1366, 1)), "Drops 1,366 of 1,484. One is protected.");
  assert.equal(page.say(plan(0, 2)), "Drops nothing of 1,484. 2 are protected.");
  await speak("nl");
  assert.equal(page.say(plan(1366, 1)), "Verwijdert 1.366 van 1.484. Eén is beschermd.");
  const copies = (count) => page.say({ code: "state_copy", text: "?", values: { count: { count } } });
  assert.deepEqual([copies(0), copies(1), copies(2)], ["Kopieën", "Kopie", "Kopieën"]);
  await speak("fr");
  assert.deepEqual([copies(0), copies(1), copies(2)], ["Copie", "Copie", "Copies"]);
});

// English takes these as the core wrote them; english.test.mjs has its names.
test("names are never read as templates, nor changed", async () => {
  for (const language of ["nl", "sv", "fr"]) {
    await speak(language);
    for (const name of ["{lock}", "{", "}}", "{lock, plural, other {x}}", "<img src=x>", "__proto__", "\ud800"]) {
      const said = page.say({ code: "reason_locked", text: "?", values: { lock: { name }, scope: { name: "/subscriptions/s" } } });
      assert.ok(said.includes(` ${name} `), `${language}: ${said}`);
    }
  }
});

test("what a language does not know stays in English, and plain text stays as it is", async () => {
  await speak("nl");
  for (const code of ["of_tomorrow", "constructor", "__proto__"]) assert.equal(page.say({ code, text: "As the core says it.", values: {} }), "As the core says it.");
  assert.equal(page.say("plain {count}"), "plain {count}");
  assert.equal(page.say({ code: "as_written", text: "The zone `x` is not known", values: { text: { text: "The zone `x` is not known" } } }), "The zone `x` is not known");
});
