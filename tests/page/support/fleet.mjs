/**
 * Small fleets as the tools print them.
 * @module
 */
import { gzipSync } from "node:zlib";

const SUBSCRIPTION = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg-test/providers/Microsoft.Compute";
const DAY = 86_400_000;

/** A disk of 64 GiB, flat, as Azure CLI prints it. */
export function disk(name, extra = {}) {
  return {
    id: `${SUBSCRIPTION}/disks/${name}`, name, type: "Microsoft.Compute/disks", location: "westeurope", resourceGroup: "rg-test",
    sku: { name: "Premium_LRS", tier: "Premium" }, tags: {}, creationData: { createOption: "Empty" }, diskSizeGB: 64, diskSizeBytes: 64 * 2 ** 30,
    uniqueId: `unique-${name}`, timeCreated: "2025-01-01T00:00:00Z", diskState: "Attached", provisioningState: "Succeeded", ...extra,
  };
}

/** A snapshot of it, made by a policy. */
export function snapshot(of, name, instant, extra = {}) {
  return {
    id: `${SUBSCRIPTION}/snapshots/${name}`, name, type: "Microsoft.Compute/snapshots", location: of.location, resourceGroup: "rg-test",
    sku: { name: "Standard_ZRS", tier: "Standard" }, tags: { "snapline-policy": "default" }, incremental: true,
    creationData: { createOption: "Copy", sourceResourceId: of.id, sourceUniqueId: of.uniqueId }, diskSizeGB: of.diskSizeGB, diskSizeBytes: of.diskSizeBytes,
    uniqueId: `unique-${name}`, incrementalSnapshotFamilyId: `family-${of.name}`, timeCreated: new Date(instant).toISOString(),
    provisioningState: "Succeeded", diskState: "Unattached", ...extra,
  };
}

/** `count` daily snapshots of a disk, the newest an hour before `now`. */
export function daily(of, count, now) {
  return Array.from({ length: count }, (_, age) => snapshot(of, `${of.name}-${String(count - age).padStart(4, "0")}`, now - 3_600_000 - age * DAY)).reverse();
}

const capital = (name) => name.charAt(0).toUpperCase() + name.slice(1);

/** The member names of Az PowerShell's objects. */
function pascal(value) {
  if (Array.isArray(value)) return value.map(pascal);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name === "tags" ? "Tags" : capital(name), name === "tags" ? inner : pascal(inner)]));
}

const OUTSIDE = new Set(["id", "name", "type", "location", "sku", "tags"]);

/** A resource as the service sends it: most members under `properties`. */
function nested(resource) {
  const { resourceGroup, ...members } = resource;
  const outer = Object.fromEntries(Object.entries(members).filter(([name]) => OUTSIDE.has(name)));
  const inner = Object.fromEntries(Object.entries(members).filter(([name]) => !OUTSIDE.has(name)));
  return { ...outer, properties: inner };
}

const utf8 = (value) => Buffer.from(JSON.stringify(value));

/** One fleet in every shape and encoding the page takes; each value is the file's bytes. */
export function shapes(resources) {
  const row = (resource) => ({ ...nested(resource), type: resource.type.toLowerCase(), resourceGroup: resource.resourceGroup });
  return {
    az_list: utf8(resources),
    az_powershell_flat: utf8(pascal(resources)),
    az_powershell_nested: utf8({ value: resources.map((resource) => pascal(nested(resource))), Count: resources.length }),
    arm_page: utf8({ value: resources.map(nested) }),
    resource_graph: utf8({ count: resources.length, data: resources.map(row), skip_token: null }),
    "az_list, utf-8 with mark": Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), utf8(resources)]),
    "az_list, utf-16": Buffer.from(`\ufeff${JSON.stringify(resources)}`, "utf16le"),
    "az_list, gzip": gzipSync(utf8(resources)),
  };
}
