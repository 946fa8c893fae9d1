/** What is refused: policies and files, one for each thing that may be wrong with one. */

import { gzipSync } from "node:zlib";

const ID = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/g/providers/Microsoft.Compute";

/** Lines, as people type them. */
export const LINES = [
  "zone=UTC dayly=7", "zone=UTC xyzzyx=1", "zone=UTC daily=-1", "zone=UTC floor=x", "daily=7", "zone=Viena", "zone=Nowhere/Atall", "zone=Portland",
  "zone=UTC daily", "zone=UTC daily=7 daily=8", 'zone=UTC tag="keep', 'zone=UTC tag="\\q"', 'zone=UTC tag="a"b', "zone=UTC days=mon", "zone=UTC at=25:00", "zone=UTC every=5h",
  "zone=UTC every=6h at=02:00", "zone=UTC at=02:00 from=01:00", "zone=UTC every=6h days=noday", "zone=UTC within=30d", "zone=UTC within=P0D", "zone=UTC since=yesterday", "zone=UTC pick=first",
  "zone=UTC age-and-count", "zone=UTC min-age=P2D max-age=P1D", "zone=UTC preset=aws-dlm last=3 daily=2", "zone=UTC version=2", 'zone=UTC id="a b"', "zone=UTC tag==x",
  `zone=UTC adopt=${ID}/disks/d`, "zone=UTC adopt=x", "zone=UTC every=6h start=2027-01-01T00:00:00Z end=2026-01-01T00:00:00Z", "zone=UTC days=mon at=02:00 start=2026-11-20T00:00:00Z end=2026-11-20T01:00:00Z",
  `zone=UTC tag=${"x".repeat(800)}`, "zone=UTC owned-only=maybe",
];

const UTC = { zone: "UTC" };

/** The object, and texts that hold it. */
export const OBJECTS = [
  "{", "{\"zone\" 1}", "{\"zone\": \"UTC\" 2}", "{\"zone\": x}", "{\"zone\": \"UTC\",}", "{} {}", "{1: 2}", "{\"zone\": \"\n\"}", "{\"floor\": 01}", "{\"zone\": \"\\x\"}", "{\"zone\": \"\\ud800\"}",
  7, { ...UTC, keep: 3 }, { zone: 1 }, { ...UTC, ownedOnly: 1 }, { ...UTC, adopt: 1 }, { ...UTC, maxAge: 1 }, { ...UTC, keep: { since: 1 } }, { ...UTC, schedule: {} }, { ...UTC, schedule: { times: [] } }, { ...UTC, schedule: { everyHours: 6, days: [] } },
  { ...UTC, schedule: { everyHours: 6, days: Array(8).fill("mon") } }, "{\"zone\": \"UTC\", \"zone\": \"UTC\"}", Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`m${n}`, n])),
  ...["subscriptions//x", `${ID}/snapshots/%2e`, "/a/b", `/${"x".repeat(3_000)}`, "/a/b/c/d/e/f/g/h"].map((id) => ({ ...UTC, adopt: [id] })),
];

const disk = (more) => ({ id: `${ID}/disks/d`, name: "d", type: "Microsoft.Compute/disks", ...more });
const raw = (...bytes) => Uint8Array.from(bytes);
const GOOD = JSON.stringify([disk({})]);
const packed = gzipSync(GOOD);

/** What a file may be instead of a list of disks and snapshots. */
export const FILES = {
  "empty.json": "", "blank.json": " \n", "cut.json": '[{"id": ', "comma.json": "[\n  {\"é\": 1, oops}\n]", "second.json": `${GOOD.slice(0, -1)}, oops]`, "words.txt": "Access denied", "page.html": "<html>",
  "deep.json": "[".repeat(200), "link.json": { value: [], nextLink: 3 }, "cell.csv": 'id,name\n"a', "zip.zip": raw(0x50, 0x4b, 3, 4, 0x14, 0, 8, 0, 0xff, 0xff), "latin.json": raw(0x5b, 0x22, 0xe9, 0x22, 0x5d),
  "letter.json": raw(0x5b, 0x22, 0xc3), "half.json": raw(0xff, 0xfe, 0x5b, 0, 0, 0xd8, 0x5d, 0), "odd.json": raw(0xff, 0xfe, 0x5b, 0, 0x5d, 0, 0x20), "twice.gz": gzipSync(packed), "short.gz": packed.subarray(0, 30), "broken.gz": raw(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
  "bomb.gz": gzipSync(Buffer.alloc(70 << 20)), "object.json": {}, "null.json": "[null]", "two.json": "[null, null]", "cells.csv": "id,name\na,b,c",
};

const twice = (member) => `{"id": "${ID}/disks/d", ${member}}`;

/** What an element of a list may be instead of a disk or a snapshot. */
export const ELEMENTS = [
  "null", "3", "-1", "1.5", "true", '"x"', '"System.Object[]"', "{}", { id: 3 }, disk({ id: "/a/b" }), disk({ id: "x y?sig=abc" }), disk({ id: `${ID}/snapshots/s` }), { id: `${ID}/virtualMachines/v` }, { error: { code: "{code}", message: "No right." } },
  disk({ diskSizeGB: "x" }), disk({ diskSizeGB: 1.5 }), disk({ diskSizeGB: 1e15 }), disk({ diskSizeGB: true }), disk({ completionPercent: 200 }), disk({ completionPercent: "x" }), disk({ timeCreated: "yesterday" }), disk({ zones: 3 }), disk({ location: 3 }),
  twice('"location": "\\ud800"'), disk({ location: "x".repeat(40_000) }), disk({ tags: 3 }), disk({ tags: "{".padEnd(1_100_000) }), disk({ tags: "System.Collections.Hashtable" }), disk({ tags: Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`t${n}`, ""])) }),
  disk({ tags: { a: "1", A: "2" } }), disk({ properties: 3 }), disk({ properties: [] }), disk({ properties: false }), disk({ properties: "x" }), disk({ sku: "System.Object" }), twice('"location": "a", "Location": "b"'), twice('"properties": {}, "Properties": {}'),
  { type: "Microsoft.Compute/disks", subscriptionId: "s", resourceGroup: "g", name: "a/b" }, { id: `${ID}/snapshots/s`, incremental: "perhaps" },
].map((element) => (typeof element === "string" ? element : JSON.stringify(element)));
