/** Disks and snapshots in the flat form Azure CLI prints, for the sample fleet. */

import { HOUR } from "../core/clock.ts";

const SUBSCRIPTION = "5a3c1e70-0000-4000-8000-5a6d706c6521";
/** A policy's mark on a snapshot makes it one that Snapline may drop. */
const POLICY_TAG = "snapline-policy";

/** When Amsterdam's clocks went back, the only change within the sample's year that matters. */
export const WINTER_BEGINS = Date.parse("2026-10-25T01:00:00Z");

/** Plainly made up, and the same each time: 48 bits of FNV-1a over what it stands for. */
function guid(seed: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(seed)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return `5a3c1e70-0000-4000-8000-${(hash >> 16n).toString(16).padStart(12, "0")}`;
}

function resourceId(group: string, kind: "disks" | "snapshots", name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Compute/${kind}/${name}`;
}

interface DiskOptions {
  readonly sector?: number;
  /** Its disk is no longer there: only its snapshots are listed. */
  readonly gone?: boolean;
  /** Creation in milliseconds; a year before the sample's day if left out. */
  readonly created?: number;
}

export function disk(name: string, group: string, location: string, sku: string, sizeGB: number, options: DiskOptions = {}): SampleDisk {
  return new SampleDisk(name, group, location, sku, sizeGB, options);
}

export class SampleDisk {
  readonly id: string;
  readonly uniqueId: string;
  readonly family: string;

  constructor(readonly name: string, readonly group: string, readonly location: string, readonly sku: string, readonly sizeGB: number, readonly options: DiskOptions) {
    this.id = resourceId(group, "disks", name);
    const incarnation = `${this.id} ${options.gone ? "gone" : "there"}`;
    this.uniqueId = guid(`${incarnation} disk`);
    this.family = guid(`${incarnation} family`);
  }

  /** Kinds that copy their snapshots in the background report a percent; the others have none (A36). */
  get copiesInBackground(): boolean {
    return this.sku.startsWith("PremiumV2") || this.sku.startsWith("Ultra");
  }

  snapshot(instant: number): Snapshot {
    return new Snapshot(this, instant);
  }

  json(): object {
    return {
      creationData: { createOption: "Empty", ...(this.options.sector ? { logicalSectorSize: this.options.sector } : {}) },
      diskSizeBytes: this.sizeGB * 2 ** 30,
      diskSizeGB: this.sizeGB,
      diskState: "Attached",
      id: this.id,
      location: this.location,
      name: this.name,
      provisioningState: "Succeeded",
      resourceGroup: this.group,
      sku: { name: this.sku, tier: this.sku.replace(/_.*/, "") },
      tags: {},
      timeCreated: new Date(this.options.created ?? Date.UTC(2025, 10, 3, 9, 14)).toISOString(),
      type: "Microsoft.Compute/disks",
      uniqueId: this.uniqueId,
    };
  }
}

export class Snapshot {
  private readonly members: Record<string, unknown>;
  private readonly tags: Record<string, string> = { [POLICY_TAG]: "default" };

  constructor(readonly disk: SampleDisk, readonly instant: number) {
    const name = `${disk.name}-${stamp(instant)}`;
    this.members = {
      completionPercent: disk.copiesInBackground ? 100 : undefined,
      creationData: { createOption: "Copy", logicalSectorSize: disk.options.sector, sourceResourceId: disk.id, sourceUniqueId: disk.uniqueId },
      diskSizeBytes: disk.sizeGB * 2 ** 30,
      diskSizeGB: disk.sizeGB,
      diskState: "Unattached",
      id: resourceId(disk.group, "snapshots", name),
      incremental: true,
      incrementalSnapshotFamilyId: disk.family,
      location: disk.location,
      name,
      networkAccessPolicy: "AllowAll",
      provisioningState: "Succeeded",
      resourceGroup: disk.group,
      sku: { name: "Standard_ZRS", tier: "Standard" },
      snapshotAccessState: disk.copiesInBackground ? "Available" : undefined,
      timeCreated: new Date(instant + 14_000).toISOString(),
      type: "Microsoft.Compute/snapshots",
      uniqueId: guid(`${disk.uniqueId} ${instant}`),
    };
  }

  /** The data is still being copied; nothing can be read before 100 %. */
  copying(percent: number): this {
    return this.set({ completionPercent: percent, snapshotAccessState: "Pending" });
  }

  /** Usable at once, while it still leans on its disk. */
  instantAccess(percent: number, minutes: number): this {
    this.set({ completionPercent: percent, snapshotAccessState: "InstantAccess" });
    Object.assign(this.members.creationData as object, { instantAccessDurationMinutes: minutes });
    return this;
  }

  failed(errorCode: string, errorMessage: string): this {
    return this.set({ completionPercent: 12, snapshotAccessState: "Unknown", copyCompletionError: { errorCode, errorMessage } });
  }

  /** As older tools print it: without the members that say how far the copy is. */
  percentMissing(): this {
    return this.set({ completionPercent: undefined, snapshotAccessState: undefined });
  }

  openLink(): this {
    return this.set({ diskState: "ActiveSAS" });
  }

  size(sizeGB: number): this {
    return this.set({ diskSizeGB: sizeGB, diskSizeBytes: sizeGB * 2 ** 30 });
  }

  /** Not made by a policy. */
  byHand(): this {
    delete this.tags[POLICY_TAG];
    this.tags["created-by"] = "script";
    return this;
  }

  tag(name: string, value: string): this {
    this.tags[name] = value;
    return this;
  }

  /** The copy of this snapshot in another region, started `hours` after it. */
  copyTo(location: string, group: string, hours: number): Snapshot {
    const copy = new Snapshot(this.disk, this.instant);
    copy.tag("snapline-point", new Date(this.instant + 14_000).toISOString());
    return copy.set({
      completionPercent: 100,
      creationData: { createOption: "CopyStart", logicalSectorSize: this.disk.options.sector, sourceResourceId: this.members.id, sourceUniqueId: this.members.uniqueId },
      id: resourceId(group, "snapshots", String(this.members.name)),
      incrementalSnapshotFamilyId: guid(`${this.disk.family} ${location}`),
      location,
      resourceGroup: group,
      snapshotAccessState: "Available",
      timeCreated: new Date(this.instant + hours * HOUR).toISOString(),
      uniqueId: guid(`${String(this.members.uniqueId)} ${location}`),
    });
  }

  json(): object {
    return { ...this.members, tags: this.tags };
  }

  private set(members: Record<string, unknown>): this {
    Object.assign(this.members, members);
    return this;
  }
}

/** Names carry the wall clock of the people who chose them. */
function stamp(instant: number): string {
  const offset = instant < WINTER_BEGINS ? 2 : 1;
  return new Date(instant + offset * HOUR).toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
}
