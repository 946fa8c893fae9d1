/** The drawers that findings are sorted into for the filter. What a finding means is the core's to say. */

export type Topic = "limits" | "schedule" | "policy" | "chains" | "readiness" | "restore" | "place";

const DRAWERS: Readonly<Record<Topic, readonly string[]>> = {
  limits: ["L1", "L2", "L3", "L4", "L5", "L6", "R11", "R15", "C4", "azure_backup_450"],
  schedule: ["clock_change", "fixed_zone", "gap_above_retention"],
  policy: ["empty_policy", "floor_above_rules", "holds_for_ever", "not_ours", "other_policy", "rule_never_keeps", "stepwise_differs", "week_beyond_horizon"],
  chains: ["F1", "F3", "orphan", "D3", "D5", "C3", "C5", "C7", "M3"],
  readiness: ["R10", "R13", "R14", "R18", "I4", "I6"],
  restore: ["R5", "R12", "R16", "R19", "I5"],
  place: ["A37", "A61", "A63", "X3", "R1", "R2", "R3", "R4", "I1", "I2", "E1", "E2", "E3", "E4"],
};

export const TOPICS = Object.keys(DRAWERS) as readonly Topic[];
const BY_ID = new Map(TOPICS.flatMap((topic) => DRAWERS[topic].map((id) => [id, topic] as const)));

/** An id that is in no drawer is in the first, where it is seen. */
export const topicOf = (id: string): Topic => BY_ID.get(id) ?? "limits";
