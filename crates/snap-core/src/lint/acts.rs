//! Before anything else is done: copies, deletions, downloads, restores, and changes of disks and snapshots.

use std::collections::BTreeSet;

use super::intent::{Copy, Encrypt, Id, Intent, Move, Resize, Restore};
use super::{Finding, against};
use crate::copying::{CopyCode, CopyOrder, CopyState, Which, plan_copies};
use crate::guard::{Guards, Locks};
use crate::id::ResourceId;
use crate::instant::Instant;
use crate::limits::{C4, I5, L3, R12, R15, disks_filling, open_links};
use crate::model::DiskKind;
use crate::readiness::State;
use crate::retention::Hold;
use crate::say::Sentence;
use crate::unit::words::{count, count_first, moment, plural};
use crate::unit::{Chains, Label, Level, Member, RESIZE_BORDER_GB, Unit};

pub(super) fn findings(asked: &Intent, chains: &Chains<'_>, locks: &Locks, now: Instant) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(asked.copy.iter().flat_map(|copy| copies(copy, chains)));
    found.extend(deletions(&asked.remove, chains, locks, now));
    found.extend(downloads(&asked.download, chains));
    found.extend(asked.restore.iter().flat_map(|restore| disks(restore, chains)));
    found.extend(asked.resize.iter().flat_map(|resize| sizes(resize, chains)));
    found.extend(asked.moving.iter().flat_map(|moving| moves(moving, chains)));
    found.extend(asked.encrypt.iter().flat_map(|encrypt| keys(encrypt, chains)));
    found
}

fn stop(id: &'static str, title: &str, text: impl Into<Sentence>) -> Finding {
    Finding::new(Level::Stop, id, title, text)
}

fn watch(id: &'static str, title: &str, text: impl Into<Sentence>) -> Finding {
    Finding::new(Level::Watch, id, title, text)
}

/// What there is and what is asked for, over what may be.
fn sum_over(have: usize, more: usize, of: u32) -> String {
    format!("{have} + {more} = {} > {of}", have + more)
}

/// C3, C4, C5, C7, R10
fn copies(asked: &Copy, chains: &Chains<'_>) -> Vec<Finding> {
    let ids: Vec<ResourceId> =
        if asked.disks.is_empty() { &asked.snapshots } else { &asked.disks }.iter().map(|id| id.0.clone()).collect();
    let Some(first) = ids.first() else { return Vec::new() };
    let order = CopyOrder {
        which: if asked.disks.is_empty() { Which::Snapshots(&ids) } else { Which::Disks(&ids) },
        location: &asked.location,
        subscription: asked.subscription_id.as_deref().unwrap_or(first.subscription()),
        limit: C4.of as usize,
    };
    let plan = plan_copies(chains, &order);
    let mut found = Vec::new();
    for id in plan.not_found.iter().filter(|id| chains.not_incremental.iter().any(|full| full.id == **id)) {
        let text = format!("Only incremental snapshots are copied to a region, and `{}` is a full one.", id.name());
        found.push(stop("C5", "A full snapshot", text));
    }
    if plan.room == 0 {
        let text = format!(
            "{} copies are under way to that place, and {} may be. The next one waits for an end.",
            plan.under_way, C4.of
        );
        found.push(stop("C4", "No room for another copy", text).sum(against(plan.under_way, C4.of)));
    }
    for disk in &plan.disks {
        let Some(unit) = chains.units.iter().find(|unit| unit.key == disk.unit) else { continue };
        if let Some(other) = disk.under_way {
            let text = format!(
                "`{}` is under way, and a disk's snapshots are copied one at a time. The next one waits for its end.",
                other.name()
            );
            found.push(Finding::new(Level::Warn, "C3", "Another copy of this disk is under way", text).of(unit));
        }
        for copy in &disk.copies {
            let (level, id, title, why) = match &copy.state {
                CopyState::Failed(CopyCode::PredecessorMissing, why) => {
                    (Level::Stop, "C3", "What comes before it is missing", why)
                }
                CopyState::Failed(CopyCode::CopyFailed, why) => (Level::Stop, "R18", "An earlier copy failed", why),
                CopyState::Skipped(CopyCode::BehindTheCopies, why) => (Level::Watch, "C3", "Too old to be copied", why),
                CopyState::Skipped(CopyCode::NotDurable, why) => {
                    let member = unit.members.iter().find(|member| member.snapshot.id == *copy.source);
                    match member.map(|member| member.readiness.state) {
                        Some(State::InstantAccess) => (Level::Stop, "C7", "Instant access cannot be copied", why),
                        _ => (Level::Stop, "R10", "Not ready to be copied", why),
                    }
                }
                _ => continue,
            };
            found.push(Finding::new(level, id, title, format!("`{}`: {why}", copy.source.name())).of(unit));
        }
    }
    found
}

/// The unit and member of a snapshot.
fn member<'c, 'a>(id: &ResourceId, chains: &'c Chains<'a>) -> Option<(&'c Unit<'a>, &'c Member<'a>)> {
    chains.units.iter().find_map(|unit| {
        let member = unit.members.iter().find(|member| member.snapshot.id == *id)?;
        Some((unit, member))
    })
}

/// M3, D5, D3
fn deletions(asked: &[Id], chains: &Chains<'_>, locks: &Locks, now: Instant) -> Vec<Finding> {
    let guards = Guards::new(chains, locks);
    let mut found = Vec::new();
    let wanted: BTreeSet<&ResourceId> = asked.iter().map(|id| &id.0).collect();
    for (unit, member) in wanted.iter().filter_map(|id| member(id, chains)) {
        let name = member.snapshot.id.name();
        for hold in guards.holds(member) {
            found.push(
                match hold {
                    Hold::Immutable { until } => {
                        let end = until
                            .filter(|until| *until > now)
                            .map_or_else(String::new, |until| format!(" until {}", moment(until)));
                        stop("M3", "Immutable", format!("`{name}` is immutable{end} and cannot be deleted before."))
                    }
                    Hold::CopySource(copy) | Hold::DiskSource(copy) => {
                        let text = format!(
                            "`{}` is being made of `{name}`, and would fail. Wait until that has ended.",
                            copy.name()
                        );
                        stop("D5", "Something is being made of it", text)
                    }
                    _ => continue,
                }
                .of(unit),
            );
        }
    }
    for unit in chains.units.iter().filter(|unit| unit.can_grow() && !unit.members.is_empty() && !wanted.is_empty()) {
        if unit.members.iter().all(|member| wanted.contains(&member.snapshot.id)) {
            let text = "With all of a disk's snapshots gone the next one holds the whole disk again, and is billed so. Keep the newest.";
            found.push(Finding::new(Level::Warn, "D3", "The chain would begin anew", text).of(unit));
        }
    }
    found
}

/// L3, R10, R16, R5
fn downloads(asked: &[Id], chains: &Chains<'_>) -> Vec<Finding> {
    let wanted: BTreeSet<&ResourceId> = asked.iter().map(|id| &id.0).collect();
    let mut found = Vec::new();
    for unit in &chains.units {
        let members: Vec<&Member<'_>> =
            unit.members.iter().filter(|member| wanted.contains(&member.snapshot.id)).collect();
        if members.is_empty() {
            continue;
        }
        let open = open_links(unit).used as usize;
        let more = members.iter().filter(|member| !member.snapshot.link_open()).count();
        if open + more > L3.of as usize {
            let text = format!(
                "{} {} open and {} more {} asked for; {} may be at one time. Download in turn, and revoke each link when it is done.",
                count_first(open),
                plural(open, "link is", "links are"),
                count(more),
                plural(more, "is", "are"),
                count(L3.of as usize),
            );
            found.push(stop("L3", "Too many links at once", text).of(unit).sum(sum_over(open, more, L3.of)));
        }
        for member in &members {
            let name = member.snapshot.id.name();
            if !member.readiness.durable.is {
                found.push(
                    stop("R10", "Not ready to be downloaded", format!("`{name}`: {}", member.readiness.durable.why))
                        .of(unit),
                );
            }
            if member.after_resize_break {
                let text = format!(
                    "`{name}` is the first after the disk crossed {RESIZE_BORDER_GB} GiB: it has no changes against the one before. Download it whole."
                );
                found.push(watch("R5", "Download it whole", text).of(unit));
            }
            if member.snapshot.sector_size == Some(4_096) {
                let text = format!(
                    "`{name}` has 4,096-byte sectors: it comes as VHDX and restores to Premium SSD v2 and Ultra disks only."
                );
                found.push(watch("R16", "Comes as VHDX", text).of(unit));
            }
        }
    }
    found
}

/// R10, R12, R15, R16, R19, I5
fn disks(asked: &Restore, chains: &Chains<'_>) -> Vec<Finding> {
    let Some((unit, member)) = member(&asked.snapshot.0, chains) else { return Vec::new() };
    let (snapshot, name, count) = (member.snapshot, member.snapshot.id.name(), asked.count.unwrap_or(1) as usize);
    let kind = asked.sku.as_deref().and_then(DiskKind::from_sku);
    let background = kind.is_some_and(DiskKind::copies_in_background);
    let instant = member.readiness.state == State::InstantAccess;
    let mut found = Vec::new();
    if !member.readiness.restorable.is {
        found.push(stop("R10", "Not ready to be restored", format!("`{name}`: {}", member.readiness.restorable.why)));
    }
    if kind.is_some() && !background {
        let sorry = if instant { Some("I5") } else { (snapshot.sector_size == Some(4_096)).then_some("R16") };
        found.extend(sorry.map(|id| {
            let why = if instant { "is in instant access" } else { "has 4,096-byte sectors" };
            stop(
                id,
                "Not to a disk of this kind",
                format!("`{name}` {why}: only Premium SSD v2 and Ultra disks can be made from it."),
            )
        }));
    }
    if let (true, Some(asked), Some(own)) = (instant, asked.size_gb, snapshot.size_gb)
        && asked > own
    {
        let text = "A disk from an instant-access snapshot may not be larger than the snapshot. Make it as large and grow it, or wait until the copy has ended.";
        found.push(stop("I5", "Too large", text).sum(format!("{asked} GiB > {own} GiB")));
    }
    if background || instant {
        let under_way = chains.inventory().disks.values().filter(|disk| {
            disk.completion_percent.is_some_and(|percent| percent < 100.0) && disk.source.as_ref() == Some(&snapshot.id)
        });
        let (n, limit) = (under_way.count(), if instant { I5 } else { R12 });
        if n + count > limit.of as usize {
            let text =
                format!("{} disks may be in the making at a time. Make them in turn.", count_first(limit.of as usize));
            found.push(stop(limit.id, "Too many disks at once", text).sum(sum_over(n, count, limit.of)));
        }
        let n = disks_filling(chains.inventory(), snapshot.id.subscription()).used as usize;
        if n + count > R15.of as usize {
            let text = format!(
                "{} background copies may run in a subscription. Make them in turn.",
                count_first(R15.of as usize)
            );
            found.push(stop("R15", "Too many background copies", text).sum(sum_over(n, count, R15.of)));
        }
    }
    if background && !instant {
        let text = "A Premium SSD v2 or Ultra disk from an ordinary snapshot cannot be attached before its own percent is 100. Plan the wait.";
        found.push(watch("R19", "The new disk must be filled first", text));
    }
    found.into_iter().map(|finding| finding.of(unit)).collect()
}

/// The newest incarnation of a disk.
fn newest<'c, 'a>(id: &ResourceId, chains: &'c Chains<'a>) -> Option<&'c Unit<'a>> {
    chains
        .units
        .iter()
        .find(|unit| unit.disk.id == Some(id) && unit.generation == unit.generations && !unit.has(Label::Copy))
}

/// R5, R13
fn sizes(asked: &Resize, chains: &Chains<'_>) -> Vec<Finding> {
    let Some(unit) = newest(&asked.disk.0, chains) else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(from) = unit.disk.size_gb.filter(|from| *from <= RESIZE_BORDER_GB && asked.size_gb > RESIZE_BORDER_GB) {
        let text = "Growing past 4 TiB ends the chain of changes: the first snapshot after it must be downloaded whole. Restoring is not touched.";
        let sum = format!("{from} GiB <= {RESIZE_BORDER_GB} GiB < {} GiB", asked.size_gb);
        found.push(Finding::new(Level::Warn, "R5", "Downloads will begin anew", text).of(unit).sum(sum));
    }
    let copying = unit.members.iter().filter(|member| member.may_be_copying()).count();
    if unit.copies_in_background() && copying > 0 {
        let text = format!(
            "Growing the disk makes {} fail that {} still copying. Wait for 100 %.",
            plural(copying, "the snapshot", "the snapshots"),
            plural(copying, "is", "are")
        );
        found.push(stop("R13", "Snapshots are still copying", text).of(unit).sum(format!("{copying} > 0")));
    }
    found
}

/// R1, R2, E4
fn moves(asked: &Move, chains: &Chains<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    let differs = |asked: &Option<String>, own: &str| {
        asked.as_ref().is_some_and(|asked| asked.to_lowercase() != own.to_lowercase())
    };
    for id in asked.snapshots.iter().map(|id| &id.0) {
        let name = id.name();
        if differs(&asked.subscription_id, id.subscription()) {
            found.push(stop(
                "R1",
                "Cannot move to another subscription",
                format!("`{name}` stays in its subscription. Copy it there instead."),
            ));
            let keyed = chains
                .inventory()
                .snapshots
                .get(id.key())
                .is_some_and(|snapshot| snapshot.disk_encryption_set_id.is_some());
            if keyed {
                let text =
                    format!("`{name}` has a customer's key, and such snapshots never move to another subscription.");
                found.push(stop("E4", "A customer's key holds it", text));
            }
        } else if differs(&asked.resource_group, id.group()) {
            found.push(stop(
                "R2",
                "Cannot move to another group",
                format!("`{name}` stays in its resource group. Copy it instead, and delete it when the copy is whole."),
            ));
        }
    }
    found
}

/// E1, E2, E3, R14, I6
fn keys(asked: &Encrypt, chains: &Chains<'_>) -> Vec<Finding> {
    let Some(unit) = newest(&asked.disk.0, chains) else { return Vec::new() };
    let sets: BTreeSet<String> = unit
        .members
        .iter()
        .filter_map(|member| Some(member.snapshot.disk_encryption_set_id.as_ref()?.to_lowercase()))
        .collect();
    let mut found = Vec::new();
    match &asked.disk_encryption_set_id {
        None if !sets.is_empty() => {
            let text =
                "A disk that has incremental snapshots and a customer's key never goes back to the platform's key.";
            found.push(stop("E1", "No way back to the platform's key", text));
        }
        Some(set) => {
            if sets.iter().any(|own| *own != set.to_lowercase()) {
                let text = "A disk and all its incremental snapshots share one encryption set: the snapshots change with it. Keep the old set's key until that has ended.";
                found.push(watch("E2", "All its snapshots change with it", text));
            }
            let other = ResourceId::parse(set)
                .ok()
                .filter(|set| set.subscription().to_lowercase() != asked.disk.0.subscription().to_lowercase());
            if other.is_some() {
                let text = "Key, encryption set, disk and snapshots are of one region and, with few exceptions, of one subscription. This set is of another.";
                found.push(Finding::new(Level::Warn, "E3", "A set of another subscription", text));
            }
        }
        None => {}
    }
    let any = |state| unit.members.iter().any(|member| member.readiness.state == state);
    if any(State::InstantAccess) {
        found.push(stop(
            "I6",
            "Instant access is active",
            "Encryption cannot change while instant access is active. Wait until it has ended.",
        ));
    } else if unit.copies_in_background() && unit.members.iter().any(Member::may_be_copying) {
        found.push(stop(
            "R14",
            "Snapshots are still copying",
            "Encryption cannot change while a snapshot copies. Wait for 100 %.",
        ));
    }
    found.into_iter().map(|finding| finding.of(unit)).collect()
}
