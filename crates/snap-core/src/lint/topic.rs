//! What a finding is about, in a word: the drawers that a long list is sorted into.

use serde::Serialize;

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FindingTopic"))]
pub enum Topic {
    /// How many there may be.
    Limits,
    /// When they are taken.
    Schedule,
    /// What is kept.
    Policy,
    /// What belongs together, and copies.
    Chains,
    /// Whether they can be used.
    Readiness,
    /// What can be made of them.
    Restore,
    /// Names, keys, regions and subscriptions.
    Place,
}

/// The topic of each of [`IDS`](super::IDS).
pub(super) fn topic(id: &str) -> Topic {
    match id {
        "clock_change" | "fixed_zone" | "gap_above_retention" => Topic::Schedule,
        "empty_policy"
        | "floor_above_rules"
        | "holds_for_ever"
        | "not_ours"
        | "other_policy"
        | "rule_never_keeps"
        | "stepwise_differs"
        | "week_beyond_horizon" => Topic::Policy,
        "F1" | "F3" | "orphan" | "D3" | "D5" | "C3" | "C5" | "C7" | "M3" => Topic::Chains,
        "R10" | "R13" | "R14" | "R18" | "I4" | "I6" => Topic::Readiness,
        "R5" | "R12" | "R16" | "R19" | "I5" => Topic::Restore,
        "A37" | "A61" | "A63" | "X3" | "R1" | "R2" | "R3" | "R4" | "I1" | "I2" | "E1" | "E2" | "E3" | "E4" => {
            Topic::Place
        }
        _ => Topic::Limits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::IDS;

    #[test]
    fn what_is_in_no_other_drawer_is_a_limit() {
        let limits: Vec<&str> = IDS.iter().copied().filter(|id| topic(id) == Topic::Limits).collect();
        assert_eq!(limits, ["L1", "L2", "L3", "L4", "L5", "L6", "R11", "R15", "C4", "azure_backup_450"]);
    }
}
