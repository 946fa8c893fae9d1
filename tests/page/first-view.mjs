/**
 * What the page's first view does to the core, so that the core can be split: `node first-view.mjs MARKED NOTES`.
 *
 * Its presets, then a fleet as the sample is one: lists, their chains without snapshots, the table of units, at once and in
 * slices, and some of the chains with theirs, as the disk's pane looks them up. Files of
 * other shapes, and faults in them, are not part of it: the rest of the core is there before anybody opens one. `MARKED` is
 * the core with marks, `NOTES` where in its memory they begin. Prints the indices of the functions that ran.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [marked, notes] = process.argv.slice(2);
const core = await import(pathToFileURL(resolve(dirname(marked), "snap_wasm.js")).href);
const module = new WebAssembly.Module(readFileSync(marked));
const { memory } = core.initSync({ module });

const VECTORS = new URL("../vectors/", import.meta.url);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const bytes = (value) => encoder.encode(typeof value === "string" ? value : JSON.stringify(value));

const NOW = "2026-11-20T06:12:00Z";
const UNITS = { verb: "rows", of: { verb: "chains", now: NOW }, table: "units" };
/** The page asks for sentences in parts. */
const words = "parts";
const HEADS = { verb: "chains", words, now: NOW, snapshots: false };
/** What the page asks of every fleet, at once and in slices. */
const ASKED = [HEADS, { ...UNITS, words }].flatMap((ask) => [ask, { ...ask, work: 1 }, { verb: "continue", work: 1e6 }, { verb: "stop" }]);

for (const verb of ["version", "presets"]) core.callWithoutSession(bytes({ verb, words }));
/** As many snapshots as the sample has, as mixed: what is sorted, what grows and what looks at the element before goes other ways then. */
function fleets() {
  const groups = ["rg-prod-weu", "rg-files-weu", "rg-x"];
  const group = (d) => `/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/${groups[d % 3]}/providers/Microsoft.Compute`;
  const sizes = [4, 128, 1024, 8192].map((diskSizeGB) => ({ diskSizeBytes: diskSizeGB * 2 ** 30, diskSizeGB }));
  const regions = ["westeurope", "northeurope", "swedencentral", "uksouth"];
  const skus = ["Standard_LRS", "StandardSSD_LRS", "Premium_LRS", "Premium_ZRS", "PremiumV2_LRS", "UltraSSD_LRS"];
  const uuid = (a, b) => `0b1f6471-${String(a).padStart(4, "0")}-4dda-aec3-${String(b).padStart(12, "0")}`;
  const disks = Array.from({ length: 12 }, (_, d) => ({
    creationData: { createOption: "Empty", ...(d % 6 > 3 ? { logicalSectorSize: 4096 } : {}) },
    ...sizes[d % 4], diskState: "Attached", id: `${group(d)}/disks/vm-${"long-".repeat(d % 5)}${d}_data`, location: regions[d % 4], name: `vm-${"long-".repeat(d % 5)}${d}_data`,
    provisioningState: "Succeeded", resourceGroup: groups[d % 3], sku: { name: skus[d % 6], tier: "Any" }, tags: d % 2 ? { owner: "x" } : {},
    timeCreated: "2025-11-03T09:14:00.000Z", type: "Microsoft.Compute/disks", uniqueId: uuid(d, 1),
  }));
  // One is close to the 500 that there may be, which is told.
  const snapshots = disks.flatMap((disk, d) => Array.from({ length: d === 1 ? 480 : 100 }, (_, n) => {
    const timeCreated = new Date(Date.parse(NOW) - (n * 7 + d) * 3_600_000).toISOString();
    const name = `${disk.name}-${timeCreated.slice(0, 13).replaceAll(/\D/g, "")}`;
    return {
      ...(d % 6 > 3 ? { completionPercent: n < 3 ? 40.5 : 100, snapshotAccessState: ["Pending", "InstantAccess", "AvailableWithInstantAccess"][n] ?? "Available" } : {}),
      creationData: { createOption: "Copy", ...(d % 6 > 3 ? { logicalSectorSize: 4096 } : {}), sourceResourceId: disk.id, sourceUniqueId: uuid(d, n > 90 ? 2 : 1), ...(d % 6 > 3 && n < 3 ? { instantAccessDurationMinutes: 300 } : {}) },
      ...sizes[d % 4], diskState: "Unattached", id: `${group(d)}/snapshots/${name}`, incremental: n !== 50,
      incrementalSnapshotFamilyId: uuid(d, 3), location: regions[d % 4], name, networkAccessPolicy: "AllowAll",
      provisioningState: n === 7 ? "Failed" : "Succeeded", resourceGroup: groups[d % 3], sku: { name: "Standard_ZRS", tier: "Standard" },
      tags: n % 2 ? { "snapline-policy": "default" } : {}, timeCreated, type: "Microsoft.Compute/snapshots", uniqueId: uuid(d, 1000 + n),
    };
  }));
  // In the order of lists, by age as a table is, and one disk after the other in no order.
  const byAge = snapshots.toSorted((a, b) => (a.timeCreated < b.timeCreated ? -1 : 1));
  const orders = [snapshots, byAge, snapshots.toReversed()];
  return orders.map((list) => [["disks", disks], ["snapshots", list]].map(([name, json]) => ({ add: { name: `${name}.json`, json } })));
}

/** Adds what the steps add, and asks what the page asks. */
function play(steps) {
  const session = new core.Session();
  for (const { add } of steps) if (add?.json) session.addInParts(bytes(add.name), bytes(add.json));
  for (const ask of ASKED) session.call(bytes(ask));
  const { ok } = JSON.parse(decoder.decode(session.call(bytes(HEADS))));
  const looked = ok.units.slice(0, 12).map(({ unit }) => unit);
  session.call(bytes({ verb: "chains", words, now: NOW, units: looked }));
  session.free();
}

fleets().forEach(play);
const files = readdirSync(VECTORS).filter((name) => name.endsWith(".json") && !name.startsWith("flows-"));
for (const file of files)
  for (const { steps } of JSON.parse(readFileSync(new URL(file, VECTORS), "utf8")).cases) play(steps);

const marks = new Uint8Array(memory.buffer, Number(notes), 65536);
console.log([...marks.keys()].filter((at) => marks[at] === 1).join("\n"));
