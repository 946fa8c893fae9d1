//! What one unit's chain says today.

use std::collections::BTreeSet;

use super::{Finding, said};
use crate::guard::Owner;
use crate::instant::Instant;
use crate::limits::{self, L1, L2};
use crate::readiness::{self, State};
use crate::retention::{Decision, Hold, NotOurs, Policy, Reason};
use crate::unit::{Chains, Label, Level, StateCode, Unit};

/// What stands in the way of the next snapshot of a unit, or soon will: the findings of a plan.
pub fn in_the_way(unit: &Unit<'_>, now: Instant) -> Vec<Finding> {
    let counts = unit.counts();
    let mut found: Vec<Finding> = Vec::new();
    for code in unit.state_codes(&counts) {
        let id = match code {
            StateCode::LimitReached | StateCode::NearlyFull => "L1",
            StateCode::PendingFull => "R11",
            StateCode::LastFailed => "R18",
            StateCode::NeverTaken => "F1",
            StateCode::LinksFull => "L3",
            _ => continue,
        };
        let (title, _) = unit.titles(code, &counts);
        let mut finding = Finding::new(code.level(), id, title, unit.verdict_on(code, &counts, now)).of(unit);
        let used = match code {
            StateCode::LimitReached | StateCode::NearlyFull => Some((counts.snapshots, L1.of)),
            StateCode::PendingFull => Some((limits::pending(unit).used as usize, limits::R11.of)),
            StateCode::LinksFull => Some((limits::open_links(unit).used as usize, limits::L3.of)),
            _ => None,
        };
        finding.arithmetic = used.map(|(used, of)| super::against(used, of));
        found.push(finding);
    }
    // The five minutes of L2 are about this moment, so they are no state of the unit. `used` knows none for copies.
    let lately = limits::used(unit, now).into_iter().find(|used| used.id == L2.id && used.full());
    if let (Some(lately), next) = (lately, limits::next_take(unit, now))
        && let (Some(clears), Some(text)) = (next.clears_at, next.why)
    {
        let sum = said::sum_room_again(super::against(lately.used as usize, L2.of), clears);
        found.push(Finding::new(Level::Warn, L2.id, said::lint_too_many_lately_title(), text).of(unit).sum(sum));
    }
    found
}

/// All that is to be said of a chain, whatever the policy.
pub(super) fn findings(unit: &Unit<'_>, now: Instant, chains: &Chains<'_>) -> Vec<Finding> {
    let mut found = in_the_way(unit, now);
    found
        .extend([copying(unit, now), failed(unit), resized(unit), recreated(unit), orphan(unit)].into_iter().flatten());
    found.extend([sets(unit), copies(unit), disk(unit, chains)].into_iter().flatten());
    found
}

/// R10, I4: what is there but cannot be relied on yet.
fn copying(unit: &Unit<'_>, now: Instant) -> Option<Finding> {
    let newest = unit.members.iter().rev().find(|member| member.still_copying())?;
    let whole = match unit.newest_durable(now) {
        Some(durable) => said::lint_whole_from(now.seconds_since(durable.instant)),
        None => said::lint_none_whole(),
    };
    Some(if newest.readiness.state == State::InstantAccess {
        let text = said::lint_instant_access(whole);
        Finding::new(Level::Watch, "I4", said::lint_instant_access_title(), text).of(unit)
    } else {
        let n = unit.members.iter().filter(|member| member.still_copying()).count();
        let (title, _) = unit.titles(StateCode::StillCopying, &unit.counts());
        Finding::new(Level::Watch, "R10", title, said::lint_copying(n, whole)).of(unit)
    })
}

/// R18: failed ones that are not the last; the last is in the way.
fn failed(unit: &Unit<'_>) -> Option<Finding> {
    let earlier = unit.members.split_last()?.1;
    let n = earlier.iter().filter(|member| member.readiness.state == State::Failed).count();
    let newest = earlier.iter().rev().find(|member| member.readiness.state == State::Failed)?;
    let why = newest.readiness.durable.why.clone();
    let text = said::lint_failed(n, newest.instant, why, L1.count());
    Some(Finding::new(Level::Watch, "R18", said::lint_failed_title(), text).of(unit))
}

/// R5
fn resized(unit: &Unit<'_>) -> Option<Finding> {
    let last = unit.resize_breaks.last()?;
    let (from, to) = (whole(last.from_gb), whole(last.to_gb));
    let text = said::lint_resized(from, to, last.before.name(), last.after.name());
    let sum = said::sum_border(from.min(to), whole(crate::unit::RESIZE_BORDER_GB), from.max(to));
    Some(Finding::new(Level::Watch, "R5", said::lint_resized_title(), text).of(unit).sum(sum))
}

/// F3
fn recreated(unit: &Unit<'_>) -> Option<Finding> {
    if !unit.has(Label::Recreated) {
        return None;
    }
    let text = said::lint_recreated(unit.generations.saturating_sub(1) as usize);
    Some(Finding::new(Level::Watch, "F3", said::lint_recreated_title(), text).of(unit))
}

fn orphan(unit: &Unit<'_>) -> Option<Finding> {
    let counts = unit.counts();
    unit.has(Label::Orphan).then(|| {
        let (title, _) = unit.titles(StateCode::Orphan, &counts);
        Finding::new(Level::Watch, "orphan", title, unit.words_of(StateCode::Orphan, &counts)).of(unit)
    })
}

/// E2: one disk, one set.
fn sets(unit: &Unit<'_>) -> Option<Finding> {
    let sets: BTreeSet<String> = unit
        .members
        .iter()
        .filter_map(|member| Some(member.snapshot.disk_encryption_set_id.as_ref()?.to_lowercase()))
        .collect();
    (sets.len() > 1).then(|| {
        let text = said::lint_sets(sets.len());
        let finding = Finding::new(Level::Watch, "E2", said::lint_sets_title(), text);
        finding.of(unit).sum(said::sum_more(sets.len(), 1))
    })
}

/// C3: a second copy of one disk under way.
fn copies(unit: &Unit<'_>) -> Option<Finding> {
    let n = unit.members.iter().filter(|member| member.snapshot.copy_under_way()).count();
    (n > 1).then(|| {
        let finding = Finding::new(Level::Warn, "C3", said::lint_copies_title(), said::lint_copies(n));
        finding.of(unit).sum(said::sum_more(n, 1))
    })
}

/// R19: the disk itself is still being filled.
fn disk(unit: &Unit<'_>, chains: &Chains<'_>) -> Option<Finding> {
    let id = unit.disk.id.filter(|_| unit.disk.exists == Some(true) && !unit.has(Label::Copy))?;
    let disk = chains.inventory().disks.get(id.key())?;
    let (state, verdict) = readiness::of_disk(disk);
    (state == State::Pending).then(|| {
        let text = said::lint_disk_filling(verdict.why);
        Finding::new(Level::Watch, "R19", said::lint_disk_filling_title(), text).of(unit)
    })
}

/// What a policy would drop and may not.
pub(super) fn held(unit: &Unit<'_>, decisions: &[Decision], now: Instant) -> Vec<Finding> {
    let (mut immutable, mut copied, mut until) = (0, 0, None);
    for reason in decisions.iter().filter(|decision| decision.would_drop).flat_map(|decision| &decision.reasons) {
        let Reason::Held(hold) = reason else { continue };
        match &**hold {
            Hold::Immutable { until: end } => {
                immutable += 1;
                until = until.max(*end);
            }
            Hold::CopySource(_) | Hold::DiskSource(_) => copied += 1,
            _ => {}
        }
    }
    let mut found = Vec::new();
    if immutable > 0 {
        let text = said::lint_immutable(immutable, until.filter(|until| *until > now), L1.count());
        found.push(Finding::new(Level::Watch, "M3", said::lint_immutable_title(), text).of(unit));
    }
    if copied > 0 {
        let text = said::lint_sources(copied);
        found.push(Finding::new(Level::Watch, "D5", said::lint_sources_title(), text).of(unit));
    }
    found
}

/// Whose the snapshots of a unit are that the policy may not drop.
pub(super) fn foreign(unit: &Unit<'_>, policy: &Policy) -> Vec<NotOurs> {
    let snapshots = unit.members.iter().map(|member| member.snapshot);
    let foreign = snapshots.filter(|snapshot| policy.owned_only && policy.adopt.binary_search(&snapshot.id).is_err());
    foreign.filter_map(|snapshot| Owner::Policy(&policy.id).disowns(&snapshot.tags)).collect()
}

/// Those of them that another policy of Snapline made.
pub(super) fn of_other_policies(unit: &Unit<'_>, foreign: &[NotOurs]) -> Option<Finding> {
    let others = foreign.iter().filter_map(|why| if let NotOurs::Policy(other) = why { Some(other) } else { None });
    let n = others.clone().count();
    let names: BTreeSet<String> = others.map(ToString::to_string).collect();
    (n > 0).then(|| {
        let text = said::lint_other_policy(n, names.into_iter().collect(), L1.count());
        Finding::new(Level::Watch, "other_policy", said::lint_other_policy_title(), text).of(unit)
    })
}

/// How much of all that was read the policy may not drop, in one finding.
pub(super) fn not_ours(foreign: usize, all: usize) -> Option<Finding> {
    (foreign > 0).then(|| {
        let text = said::lint_not_ours(foreign, all, L1.count());
        let finding = Finding::new(Level::Watch, "not_ours", said::lint_not_ours_title(), text);
        finding.sum(said::sum_part(foreign, all))
    })
}

/// A size to count with.
fn whole(gb: u64) -> usize {
    usize::try_from(gb).unwrap_or(usize::MAX)
}
