//! The linter: what of chains, policy and what is about to be done runs into a fact, when, and what helps.
//!
//! One place for every such rule: the findings of a plan are [`in_the_way`], the first part of what is said of a chain.

mod acts;
mod ahead;
mod chain;
mod create;
mod finding;
mod fix;
mod fleet;
mod gather;
mod intent;
mod linter;
mod said;
mod smells;
mod smells_said;
mod topic;
mod trial;
mod zone;

pub use chain::in_the_way;
pub use finding::{Change, Finding, Fix, sort};
pub use intent::Intent;
pub use linter::{Asked, Findings, Lens, Linter};
pub(crate) use said::SENTENCES;
pub(crate) use smells_said::SMELLS;
pub use topic::Topic;

use crate::say::Sentence;

/// Every id that a finding may have: facts in the order of the fact sheet, then smells. Each has its page.
pub const IDS: &[&str] = &[
    "F1",
    "F3",
    "L1",
    "L2",
    "L3",
    "L4",
    "L5",
    "L6",
    "R1",
    "R2",
    "R3",
    "R4",
    "R5",
    "R10",
    "R11",
    "R12",
    "R13",
    "R14",
    "R15",
    "R16",
    "R18",
    "R19",
    "I1",
    "I2",
    "I4",
    "I5",
    "I6",
    "E1",
    "E2",
    "E3",
    "E4",
    "M3",
    "D3",
    "D5",
    "C3",
    "C4",
    "C5",
    "C7",
    "A37",
    "A61",
    "A63",
    "X3",
    "azure_backup_450",
    "clock_change",
    "empty_policy",
    "fixed_zone",
    "floor_above_rules",
    "gap_above_retention",
    "holds_for_ever",
    "not_ours",
    "orphan",
    "other_policy",
    "rule_never_keeps",
    "stepwise_differs",
    "week_beyond_horizon",
];

/// How far the changes of the clocks are told: five years.
pub const CLOCK_DAYS: u32 = 1_826;

/// `504 > 500`, `500 = 500`.
pub(crate) fn against(used: usize, of: u32) -> Sentence {
    let sign = match used.cmp(&(of as usize)) {
        std::cmp::Ordering::Less => "<",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Greater => ">",
    };
    said::sum_against(used, sign, of as usize)
}

/// An error's message as a sentence of its own.
fn sentence(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
