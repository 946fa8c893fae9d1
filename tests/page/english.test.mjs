/** What the core says in parts, held against what it says in English. */

import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import assert from "node:assert/strict";
import { bytes, callWithoutSession, Session } from "./support/core.mjs";
import { texts } from "./support/texts.mjs";
import { ELEMENTS, FILES, LINES, OBJECTS } from "./support/wrong.mjs";

const NOW = "2026-11-20T06:12:00Z";
const CATALOGUE = JSON.parse(readFileSync(new URL("../../web/src/text/sentences.json", import.meta.url), "utf8"));
/** Those that the page has in English, and those that it takes as the core wrote them. */
const TEMPLATES = { ...CATALOGUE.plain, ...CATALOGUE.templates };
const read = (answer) => JSON.parse(new TextDecoder().decode(answer));
let page;
let sessions;

before(async () => {
  page = await texts();
  const sample = new Session();
  for (const { name, bytes: document } of page.sampleDocuments()) read(sample.add(bytes(name), new Uint8Array(document)));
  sessions = [sample, hostile()];
});

/** A fleet whose names look like templates and markup, with one of each kind of trouble. */
function hostile() {
  const subscription = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/{at}";
  const disk = (name, sku, more) => ({ id: `${subscription}/providers/Microsoft.Compute/disks/${name}`, name, location: "{region}", sku: { name: sku }, diskSizeGB: 64, timeCreated: "2026-01-01T00:00:00Z", uniqueId: name, diskState: "Attached", provisioningState: "Succeeded", ...more });
  const snapshot = (of, n, more) => ({
    id: `${subscription}/providers/Microsoft.Compute/snapshots/${of}-${n}`, name: `${of}-${n}`, location: "{region}", sku: { name: "Standard_LRS" }, incremental: true, diskSizeGB: 64,
    creationData: { createOption: "Copy", sourceResourceId: `${subscription}/providers/Microsoft.Compute/disks/${of}`, sourceUniqueId: of, logicalSectorSize: 512 },
    timeCreated: new Date(Date.parse(NOW) - n * 3_600_000).toISOString(), uniqueId: `${of}-${n}`, provisioningState: "Succeeded", tags: { "snapline-policy": n % 2 ? "{policy}" : "default" }, ...more,
  });
  const many = Array.from({ length: 500 }, (_, n) => snapshot("full", n + 1));
  const failed = { copyCompletionError: { errorCode: "{error}", errorMessage: "{message, plural, other {x}}" }, completionPercent: 12.34 };
  const list = [
    disk("full", "Premium_LRS"), disk("slow{0}", "PremiumV2_LRS", { creationData: { createOption: "Empty", logicalSectorSize: 4096 } }), disk("none", "StandardSSD_LRS"),
    ...many, ...[1, 2, 3].map((n) => snapshot("slow{0}", n, { completionPercent: n * 12.34, creationData: { createOption: "Copy", sourceResourceId: `${subscription}/providers/Microsoft.Compute/disks/slow{0}`, sourceUniqueId: "slow{0}", logicalSectorSize: 4096 } })),
    snapshot("gone", 1), snapshot("gone", 30, failed), snapshot("none", 3, { ...failed }), snapshot("none", 9, { snapshotAccessState: "<b>{state}</b>" }),
  ];
  const session = new Session();
  read(session.add(bytes("hostile.json"), bytes(list)));
  return session;
}

const POLICIES = [
  { zone: "Europe/Amsterdam", keep: { hourly: 720, daily: 7 }, schedule: { everyHours: 6 } },
  { zone: "EST", keep: { last: 3, daily: 7, weekly: 4, since: "2026-12-01T00:00:00Z", tags: ["snapline-policy"] }, floor: 12, schedule: { times: ["02:30"] } },
  { zone: "Etc/GMT+5", keep: {}, maxAge: "PT6H", ownedOnly: false, schedule: { times: ["02:30", "02:00"], days: ["mon"] } },
  { zone: "UTC", keep: { within: "P2D", withinWeekly: "P1Y", yearly: "all" }, minAge: "P1D" },
];

function requests() {
  const of = [{ verb: "chains" }, { verb: "lint" }];
  for (const policy of POLICIES) {
    of.push({ verb: "plan", policy }, { verb: "lint", policy, horizonDays: 400 });
    if (policy.schedule) of.push({ verb: "simulate", policy, days: 200 }, { verb: "compare", a: { policy }, b: "existing", days: 90 });
  }
  of.push({ verb: "cost" }, { verb: "cost", model: { usedGiB: 40, changePercentPerDay: 3, rehitPercent: 50 }, copyTo: { location: "{place}" } });
  return of.map((request) => ({ ...request, now: NOW }));
}

const LINE = "zone=UTC daily=7";
const FORMATS = ["bicep", "arm", "azure_cli", "az_powershell", "runbook", "portal_steps", "csv", "icalendar"];

/** Every sentence inside an answer. */
function sentences(value) {
  if (value === null || typeof value !== "object") return [];
  if (Object.keys(value).join() === "code,text,values") return [value, ...sentences(value.values)];
  return Object.values(value).flatMap(sentences);
}

/** The answer as it is where nobody asks for parts. */
function plain(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  if (Object.keys(value).join() === "code,text,values") return value.text;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]));
}

const SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const large = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const part = (instant, options) => new Intl.DateTimeFormat("en-US", { timeZone: "UTC", ...options }).format(new Date(instant));
const date = (instant) => `${part(instant, { day: "numeric" })} ${part(instant, { month: "short" })} ${part(instant, { year: "numeric" })}`;
const day = (instant) => `${part(instant, { weekday: "short" })} ${date(instant)}`;
const ago = (seconds) => {
  if (seconds < 60) return seconds < 0 ? "in the future" : "just now";
  const [n, unit] = seconds < 7_200 ? [seconds / 60, "minute"] : seconds < 172_800 ? [seconds / 3_600, "hour"] : [seconds / 86_400, "day"];
  return `${Math.floor(n)} ${unit}${Math.floor(n) === 1 ? "" : "s"} ago`;
};

/** English as the core writes it, which is not as a page does: in UTC, with plain digits. */
const core = {
  plural: (count) => (count === 1 ? "one" : "other"),
  show(value, style) {
    const [kind] = Object.keys(value);
    const of = value[kind];
    if (kind === "count") return style === "spell" ? (SMALL[of] ?? `${of}`) : style === "Spell" ? large(SMALL[of] ?? `${of}`) : `${of}`;
    if (kind === "percent") return `${of} %`;
    if (kind === "instant") return { date, moment: (at) => `${day(at)}, ${at.slice(11, 16)} UTC`, clock: (at) => `${at.slice(11, 19)} UTC` }[style]?.(of) ?? of;
    if (kind === "day") return day(`${of}T00:00:00Z`);
    if (kind === "time") return style === "seconds" ? of : of.slice(0, 5);
    if (kind === "seconds") return style === "ago" ? ago(of) : `${of}`;
    if (kind === "names") return of.map((name) => `\`${name}\``).join(", ");
    if (kind === "sentences") return of.map(({ text }) => ` ${text}`).join("");
    if (kind !== "sentence") return of;
    return style === "first" ? large(of.text) : style === "rest" && of.text.includes(". ") ? of.text.slice(of.text.indexOf(". ") + 2) : of.text;
  },
};

test("template and values in English are the text, whatever names hold", async () => {
  await page.language.useLanguage("en");
  const seen = new Set();
  for (const session of sessions) {
    for (const request of requests()) {
      const answer = read(session.call(bytes({ ...request, words: "parts" })));
      assert.ok("ok" in answer, JSON.stringify(answer));
      for (const sentence of sentences(answer)) {
        seen.add(sentence.code);
        assert.equal(page.render(TEMPLATES[sentence.code], sentence, core), sentence.text, sentence.code);
      }
    }
  }
  assert.ok(seen.size > 90, `${seen.size}: ${[...seen].sort().join(" ")}`);
});

test("exports and refusals are said in parts, too", async () => {
  await page.language.useLanguage("en");
  const [sample] = sessions;
  const seen = new Set();
  const [policy, , , bare] = POLICIES;
  const gone = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/g/providers/Microsoft.Compute/disks/{gone}";
  const asked = [...FORMATS.map((format) => ({ verb: "export", format, policy })), { verb: "export", format: "icalendar", policy: bare }, { verb: "export", format: "bicep", disks: [gone] }];
  for (const request of asked) {
    const parts = read(sample.call(bytes({ ...request, now: NOW, words: "parts" })));
    assert.deepEqual(plain(parts), read(sample.call(bytes({ ...request, now: NOW }))));
    for (const sentence of sentences(parts)) {
      seen.add(sentence.code);
      assert.equal(page.render(TEMPLATES[sentence.code], sentence, core), sentence.text, sentence.code);
    }
  }
  for (const code of ["export_takes", "export_in", "export_line", "export_shows_slots", "refuse_no_slots", "refuse_disk_unknown"]) assert.ok(seen.has(code), `${code}: ${[...seen].join(" ")}`);
});

/** Both answers are one, and each sentence of the one with parts is what its template makes. */
function saidAlike(parts, text, seen) {
  assert.deepEqual(plain(parts), text);
  for (const sentence of sentences(parts)) {
    assert.notEqual(sentence.code, "as_written", sentence.text);
    seen.add(sentence.code);
    assert.equal(page.render(TEMPLATES[sentence.code], sentence, core), sentence.text, sentence.code);
  }
}

test("whatever is wrong with a policy is said in parts", () => {
  const seen = new Set();
  for (const policy of [...LINES, ...OBJECTS]) {
    const ask = (more) => read(callWithoutSession(bytes({ verb: "policy", policy, ...more })));
    const parts = ask({ words: "parts" });
    assert.equal(parts.error?.code, "bad_policy", JSON.stringify(policy));
    saidAlike(parts, ask({}), seen);
  }
  saidAlike(...[{ words: "parts" }, {}].map((more) => read(callWithoutSession(bytes({ verb: "policy", policy: LINE, as: "{borg}", ...more })))), seen);
  const may = Object.keys(TEMPLATES).filter((code) => /^(policy|expects|json|zone|id)_|^expects$/.test(code));
  assert.deepEqual(may.filter((code) => !seen.has(code)), []);
});

test("whatever is wrong with a file, or with what it holds, is said in parts", () => {
  const seen = new Set();
  const good = `{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/good"}`;
  const more = [`{"value": [${good}], "nextLink": "https://x/y"}`, `{"data": [${good}], "$skipToken": "abc"}`, `{"data": [${good}], "resultTruncated": "true"}`];
  const taken = ["some.json", ...more];
  const files = [...Object.entries(FILES), ...ELEMENTS.map((element) => [`[${element}]`, `[${element}]`]), ["some.json", `[${[good, ...ELEMENTS].join()}]`], ...more.map((page) => [page, page])];
  for (const [name, content] of files) {
    const [one, other] = [new Session(), new Session()];
    const document = content instanceof Uint8Array ? content : bytes(content);
    const parts = read(one.addInParts(bytes(name), document));
    assert.equal("error" in parts, !taken.includes(name), name);
    if (more.includes(name)) assert.equal(parts.warnings[0]?.message.code, "document_goes_on", name);
    saidAlike(parts, read(other.add(bytes(name), document)), seen);
    // What was passed over is told again by the inventory, in the form that is asked for then.
    if ("ok" in parts) saidAlike(...[one, other].map((session, at) => read(session.call(bytes({ verb: "inventory", ...(at === 0 ? { words: "parts" } : {}) })))), seen);
  }
  // Of replies, which flows read.
  const others = ["document_not_taken", "document_not_one"];
  const may = Object.keys(TEMPLATES).filter((code) => /^(document|skip)_/.test(code) && !others.includes(code));
  assert.deepEqual(may.filter((code) => !seen.has(code)), []);
});

test("what is wrong with a horizon, an id or a page list is said in parts", () => {
  const [sample] = sessions;
  const seen = new Set();
  const day = { policy: POLICIES[0], until: "2026-11-21T00:00:00Z" };
  const list = (...ranges) => `<PageList>${ranges.map(([kind, start, end]) => `<${kind}><Start>${start}</Start><End>${end}</End></${kind}>`).join("")}</PageList>`;
  const pages = [["PageRange", 512, 0]], off = [["ClearRange", 1, 2]], out = [["PageRange", 0, 10_239]], both = [["PageRange", 0, 1_023], ["ClearRange", 512, 1_535]];
  const disk = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/{d}";
  const asked = [
    { verb: "simulate", now: NOW, ...day, until: "2026-11-19T00:00:00Z" }, { verb: "simulate", now: NOW, policy: LINE, days: 3 }, { verb: "restore", now: NOW, snapshot: "x" }, { verb: "restore", now: NOW, snapshot: disk },
    { verb: "name", disk: disk.replace("disks", "snapshots"), slot: NOW }, ...[pages, off, out, both].map((ranges) => ({ verb: "ranges", pages: [list(...ranges)], diskSizeBytes: "1024" })),
  ];
  for (const request of asked) {
    const ask = (more) => read(sample.call(bytes({ ...request, ...more })));
    const parts = ask({ words: "parts" });
    assert.ok("error" in parts, JSON.stringify(parts));
    saidAlike(parts, ask({}), seen);
  }
  for (const code of ["future_no_schedule", "future_horizon", "refuse_other_id", "id_wrong", "range_wrong", "ranges_overlap"]) assert.ok(seen.has(code), `${code}: ${[...seen].join(" ")}`);
});

test("parts change nothing of an answer but the form of its sentences", () => {
  for (const session of sessions) {
    for (const request of requests()) {
      const parts = read(session.call(bytes({ ...request, words: "parts" })));
      const text = read(session.call(bytes(request)));
      assert.deepEqual(plain(parts), text);
      assert.deepEqual(read(session.call(bytes({ ...request, words: "text" }))), text);
      assert.equal(sentences(text).length, 0);
    }
  }
});

test("parts are kept from slice to slice, and another form is refused by name", () => {
  const [session] = sessions;
  let answer = read(session.call(bytes({ verb: "chains", now: NOW, words: "parts", work: 1 })));
  assert.equal(answer.more, true);
  // A call in between that asks for nothing does not reach into the one under way.
  assert.equal(typeof read(callWithoutSession(bytes({ verb: "presets" }))).ok.presets[0].text, "string");
  while (answer.more) answer = read(session.call(bytes({ verb: "continue", work: 100 })));
  assert.equal(answer.ok.summary.sentence.code, "fleet_ready");
  assert.ok(sentences(answer.ok.units).length > 100);
  const refused = read(session.call(bytes({ verb: "chains", now: NOW, words: "dutch" })));
  assert.equal(refused.error.code, "bad_request");
  assert.match(refused.error.message, /dutch/);
});
