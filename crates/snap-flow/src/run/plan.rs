//! What a run prunes: the drops of its policy, of the disks that it has just taken.

use std::collections::BTreeSet;

use snap_core::guard::{Locks, only_copies_since_whole, standing};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::limits::{self, LIMIT_REACHED};
use snap_core::model::Snapshot;
use snap_core::plan::Planner;
use snap_core::retention::{Standing, Verdict};
use snap_core::tags;
use snap_core::unit::{self, Label, Unit};

use super::order::{Drop, Order};
use crate::contract::FlowError;

/// What the plan of a run says.
#[derive(Debug, Default)]
pub(super) struct Planned {
    /// To be deleted.
    pub(super) drops: Vec<Drop>,
    /// Would be deleted, if their disk had a snapshot of this run.
    pub(super) not_taken: Vec<Drop>,
    /// Would be deleted, if what was taken next were not still copying.
    pub(super) next_copying: Vec<Drop>,
}

/// Plans the units of these disks, earlier incarnations and copies among them.
pub(super) fn plan(
    order: &Order,
    inventory: &Inventory,
    locks: &Locks,
    disks: &BTreeSet<ResourceId>,
    now: Instant,
) -> Result<Planned, FlowError> {
    let chains = unit::units(inventory);
    let planner = Planner::new(&order.policy, now, locks, &chains)
        .map_err(|error| FlowError::new("bad_policy", error.to_string()).at("/policy/zone"))?;
    let mut taken: BTreeSet<&ResourceId> = BTreeSet::new();
    for unit in chains.units.iter().filter(|unit| !unit.has(Label::Copy) && unit.generation == unit.generations) {
        // A disk that is at L1 can take no other before something goes: left alone, it would never be taken again.
        let full = limits::next_take(unit, now).code == Some(LIMIT_REACHED);
        taken.extend(unit.disk.id.filter(|_| full || is_taken(order, unit)));
    }
    let mut planned = Planned::default();
    for unit in &chains.units {
        let Some(disk) = unit.disk.id.filter(|id| disks.contains(id)) else { continue };
        let drops = planner.unit(unit).into_iter().filter(|decision| decision.verdict == Verdict::Drop);
        for (at, member) in drops.filter_map(|drop| Some((drop.at, unit.members.get(drop.at)?))) {
            let list = match taken.contains(disk) {
                true if next_is_copying(unit, at) => &mut planned.next_copying,
                true => &mut planned.drops,
                false => &mut planned.not_taken,
            };
            list.push(Drop {
                id: member.snapshot.id.as_str().to_owned(),
                unique_id: member.snapshot.unique_id.clone().map(Into::into),
            });
        }
    }
    Ok(planned)
}

/// True where this run has a whole snapshot of the disk, or one that is still copying after whole ones: then the disk is
/// pruned by those, for a disk whose copies always take longer than a run waits would never be pruned.
fn is_taken(order: &Order, unit: &Unit<'_>) -> bool {
    let of_run = unit.members.iter().filter(|member| is_of_run(order, member.snapshot));
    let of_run: Vec<Standing> = of_run.map(standing).collect();
    let of_policy = unit.members.iter().rev().filter(|member| is_of_policy(order, member.snapshot));
    of_run.contains(&Standing::Durable)
        || of_run.contains(&Standing::Pending) && only_copies_since_whole(of_policy.map(standing))
}

/// True where the next snapshot that did not fail may still be copying. What a deleted one held and the next one needs is
/// folded into that (D2), and no page says that this goes well with one that is still being filled.
fn next_is_copying(unit: &Unit<'_>, at: usize) -> bool {
    let mut later = unit.members.iter().skip(at + 1);
    later.find(|member| standing(member) != Standing::Failed).is_some_and(unit::Member::may_be_copying)
}

/// Taken for this policy and slot, by this run or by one that was broken off.
fn is_of_run(order: &Order, snapshot: &Snapshot) -> bool {
    let slot = snapshot.tags.get(tags::SLOT).and_then(|text| Instant::parse(text).ok());
    is_of_policy(order, snapshot) && slot == Some(order.slot)
}

fn is_of_policy(order: &Order, snapshot: &Snapshot) -> bool {
    snapshot.tags.get(tags::POLICY).is_some_and(|id| id == order.policy.id)
}
