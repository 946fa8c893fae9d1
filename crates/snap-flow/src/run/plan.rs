//! What a run prunes: the drops of its policy, of the disks that it has just taken whole.

use std::collections::BTreeSet;

use snap_core::guard::{Locks, standing};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::limits::{self, LIMIT_REACHED};
use snap_core::model::Snapshot;
use snap_core::plan::Planner;
use snap_core::retention::{Standing, Verdict};
use snap_core::tags;
use snap_core::unit::{self, Label};

use super::order::{Drop, Order};
use crate::contract::FlowError;

/// What the plan of a run says.
#[derive(Debug, Default)]
pub(super) struct Planned {
    /// To be deleted.
    pub(super) drops: Vec<Drop>,
    /// Would be deleted, if their disk had a whole snapshot of this run.
    pub(super) not_taken: Vec<Drop>,
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
        let whole =
            |member: &unit::Member<'_>| standing(member) == Standing::Durable && is_of_run(order, member.snapshot);
        // A disk that is at L1 can take no other before something goes: left alone, it would never be taken again.
        let full = limits::next_take(unit, now).code == Some(LIMIT_REACHED);
        taken.extend(unit.disk.id.filter(|_| full || unit.members.iter().any(whole)));
    }
    if order.what_if() {
        // Nothing was taken, and that is no reason to show nothing.
        taken.extend(inventory.disks.values().map(|disk| &disk.id));
    }
    let mut planned = Planned::default();
    for unit in &chains.units {
        let Some(disk) = unit.disk.id.filter(|id| disks.contains(id)) else { continue };
        let list = if taken.contains(disk) { &mut planned.drops } else { &mut planned.not_taken };
        let drops = planner.unit(unit).into_iter().filter(|decision| decision.verdict == Verdict::Drop);
        let members = drops.filter_map(|decision| unit.members.get(decision.at));
        list.extend(members.map(|member| Drop {
            id: member.snapshot.id.as_str().to_owned(),
            unique_id: member.snapshot.unique_id.clone(),
        }));
    }
    Ok(planned)
}

/// Taken for this policy and slot, by this run or by one that was broken off.
fn is_of_run(order: &Order, snapshot: &Snapshot) -> bool {
    let policy = snapshot.tags.get(tags::POLICY).is_some_and(|id| id == order.policy.id);
    let slot = snapshot.tags.get(tags::SLOT).and_then(|text| Instant::parse(text).ok());
    policy && slot == Some(order.slot)
}
