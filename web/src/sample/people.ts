/** The people of the sample fleet: whose clock they live by, when they take snapshots, what they keep and know of their disks. */

import type { CostModel } from "../core/protocol.ts";
import type { Policy } from "../core/vocabulary.ts";

export const SAMPLE_POLICY: Policy = {
  zone: "Europe/Amsterdam",
  schedule: { everyHours: 6, from: "00:00" },
  keep: { last: 0, within: "P14D", daily: 60, weekly: 26, monthly: 24, tags: ["keep=legal"] },
  floor: 3,
  minAge: "P1D",
};

export const SAMPLE_MODEL: CostModel = { usedPercent: 62.5, changePercentPerDay: 2.6 };
