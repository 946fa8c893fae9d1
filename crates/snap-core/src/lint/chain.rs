//! What one unit's chain says today.

use std::collections::BTreeSet;

use super::Finding;
use crate::guard::Owner;
use crate::instant::Instant;
use crate::limits::{self, L1, L2};
use crate::readiness::{self, State};
use crate::retention::{Decision, Hold, NotOurs, Policy, Reason};
use crate::unit::words::{ago, are, count_first, date, moment, plural};
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
        let sum = format!("{}; room again {}", super::against(lately.used as usize, L2.of), moment(clears));
        found.push(Finding::new(Level::Warn, L2.id, "Too many in five minutes", text).of(unit).sum(sum));
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
    let durable = match unit.newest_durable(now) {
        Some(durable) => format!("The newest that is whole is from {}.", ago(durable.instant, now)),
        None => "None of this chain is whole.".to_owned(),
    };
    Some(if newest.readiness.state == State::InstantAccess {
        let text = format!(
            "The newest snapshot leans on its disk until its copy has ended: it does not protect from losing the disk. {durable}"
        );
        Finding::new(Level::Watch, "I4", "Instant access is no protection yet", text).of(unit)
    } else {
        let n = unit.members.iter().filter(|member| member.still_copying()).count();
        let (title, _) = unit.titles(StateCode::StillCopying, &unit.counts());
        let text = format!(
            "{} {} {} still copying. Count on no restore, copy or download of {} before 100 %. {durable}",
            count_first(n),
            plural(n, "snapshot", "snapshots"),
            are(n),
            plural(n, "it", "them"),
        );
        Finding::new(Level::Watch, "R10", title, text).of(unit)
    })
}

/// R18: failed ones that are not the last; the last is in the way.
fn failed(unit: &Unit<'_>) -> Option<Finding> {
    let earlier = unit.members.split_last()?.1;
    let n = earlier.iter().filter(|member| member.readiness.state == State::Failed).count();
    let newest = earlier.iter().rev().find(|member| member.readiness.state == State::Failed)?;
    let from = newest.instant.map_or_else(|| "an unknown time".to_owned(), date);
    let which = if n == 1 {
        format!("The snapshot from {from}")
    } else {
        format!("{} snapshots, the last from {from},", count_first(n))
    };
    let text = format!(
        "{which} failed and can never be restored. {} No rule drops {}: remove {} by name. Until then {} in the limit of {}.",
        newest.readiness.durable.why.trim_start_matches("Failed. "),
        plural(n, "it", "them"),
        plural(n, "it", "them"),
        plural(n, "it counts", "they count"),
        L1.of,
    );
    Some(Finding::new(Level::Watch, "R18", "Failed snapshots are left in the chain", text).of(unit))
}

/// R5
fn resized(unit: &Unit<'_>) -> Option<Finding> {
    let last = unit.resize_breaks.last()?;
    let text = format!(
        "The disk went from {} to {} GiB. No changes can be asked for between `{}` and `{}`: download the second one whole. Restoring is not touched.",
        last.from_gb,
        last.to_gb,
        last.before.name(),
        last.after.name(),
    );
    let border = crate::unit::RESIZE_BORDER_GB;
    let sum = format!("{} GiB <= {border} GiB < {} GiB", last.from_gb.min(last.to_gb), last.from_gb.max(last.to_gb));
    Some(Finding::new(Level::Watch, "R5", "A download must begin anew", text).of(unit).sum(sum))
}

/// F3
fn recreated(unit: &Unit<'_>) -> Option<Finding> {
    if !unit.has(Label::Recreated) {
        return None;
    }
    let earlier = unit.generations.saturating_sub(1) as usize;
    let text = format!(
        "{} earlier {} of this name left snapshots. They are chains of their own: rules count each on its own, and no rule ever ends one. Decide what is still wanted of them.",
        count_first(earlier),
        plural(earlier, "disk", "disks"),
    );
    Some(Finding::new(Level::Watch, "F3", "The disk was recreated", text).of(unit))
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
        let text = format!(
            "The data names {} disk encryption sets in one chain, and a disk shares one with all its incremental snapshots. Read it again; if it stays so, keep the keys of each set until its snapshots are gone.",
            sets.len(),
        );
        Finding::new(Level::Watch, "E2", "More than one encryption set", text).of(unit).sum(format!("{} > 1", sets.len()))
    })
}

/// C3: a second copy of one disk under way.
fn copies(unit: &Unit<'_>) -> Option<Finding> {
    let n = unit.members.iter().filter(|member| member.snapshot.copy_under_way()).count();
    (n > 1).then(|| {
        let text = format!(
            "{} copies of one disk's snapshots are under way, and the service makes one at a time, oldest first. Begin the next when the one before it has ended.",
            count_first(n),
        );
        Finding::new(Level::Warn, "C3", "Copies of one disk overlap", text).of(unit).sum(format!("{n} > 1"))
    })
}

/// R19: the disk itself is still being filled.
fn disk(unit: &Unit<'_>, chains: &Chains<'_>) -> Option<Finding> {
    let id = unit.disk.id.filter(|_| unit.disk.exists == Some(true) && !unit.has(Label::Copy))?;
    let disk = chains.inventory().disks.get(id.key())?;
    let (state, verdict) = readiness::of_disk(disk);
    (state == State::Pending).then(|| {
        let text = format!("{} Instant access and a change of its encryption wait too.", verdict.why);
        Finding::new(Level::Watch, "R19", "The disk is still being filled", text).of(unit)
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
        let last = plural(immutable, "", ", the last");
        let end = until.filter(|until| *until > now).map(|until| format!("{last} until {}", moment(until)));
        let text = format!(
            "The rules would drop {immutable} {} whose immutability is in force{}. Until then {} in the limit of {}.",
            plural(immutable, "snapshot", "snapshots"),
            end.unwrap_or_default(),
            plural(immutable, "it counts", "they count"),
            L1.of,
        );
        found.push(Finding::new(Level::Watch, "M3", "Immutable snapshots stay", text).of(unit));
    }
    if copied > 0 {
        let text = format!(
            "The rules would drop {copied} {} something is being made of. Deleting {} now makes that fail, so Snapline waits for its end.",
            plural(copied, "snapshot that", "snapshots that"),
            plural(copied, "it", "them"),
        );
        found.push(Finding::new(Level::Watch, "D5", "Sources of copies stay", text).of(unit));
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
    let names: BTreeSet<String> = others.map(|other| format!("`{other}`")).collect();
    (n > 0).then(|| {
        let text = format!(
            "{} {} here {} made by {}. This policy never drops {}, and {} in the limit of {} beside its own. Run that policy too, or name the ids in `adopt`.",
            count_first(n),
            plural(n, "snapshot", "snapshots"),
            plural(n, "was", "were"),
            names.into_iter().collect::<Vec<_>>().join(", "),
            plural(n, "it", "them"),
            plural(n, "it counts", "they count"),
            L1.of,
        );
        Finding::new(Level::Watch, "other_policy", "Another policy works on this disk", text).of(unit)
    })
}

/// How much of all that was read the policy may not drop, in one finding.
pub(super) fn not_ours(foreign: usize, all: usize) -> Option<Finding> {
    (foreign > 0).then(|| {
        let text = format!(
            "This policy did not make {foreign} of {all} {}, and never drops {}. In the limit of {} a disk {}. To let its rules drop some, name their ids in `adopt`.",
            plural(all, "snapshot", "snapshots"),
            plural(foreign, "that one", "those"),
            L1.of,
            plural(foreign, "it counts", "they count"),
        );
        Finding::new(Level::Watch, "not_ours", "Snapshots that no rule drops", text).sum(format!("{foreign} of {all}"))
    })
}
