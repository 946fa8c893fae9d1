/** Policies that are refused, one for each thing that may be wrong with one. */

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
