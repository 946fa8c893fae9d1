//! What becomes of each snapshot that was asked for, by what was read.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use snap_core::copying::{CopyCode, CopyOrder, CopyPlan, CopyState, Copying, DiskCopies, Which, plan_copies};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::limits::C4;
use snap_core::model::Snapshot;
use snap_core::name::copy_name;
use snap_core::unit::{self, Chains};

use super::chain::{Chain, Link, waits_for};
use super::order::{Asked, Order};
use crate::contract::{Item, ItemKind};
use crate::making::{How, Wish};
use crate::survey::Survey;
use crate::trouble::Trouble;
use crate::watch::Goal;

/// What is to be done.
#[derive(Debug)]
pub(super) struct Planned {
    /// One for each disk.
    pub(super) chains: Vec<Chain>,
    /// What has ended already.
    pub(super) told: Vec<Item>,
    /// How many copies may be begun besides those under way (C4).
    pub(super) room: usize,
    /// With `whatIf`: what would then be there.
    pub(super) assumed: Vec<Snapshot>,
}

/// Plans everything that was asked for.
pub(super) fn plan(order: &Order, survey: &Survey) -> Planned {
    let units = unit::units(&survey.inventory);
    let plan = plan_of(order, &units);
    // What the copies have left behind is no part of a family that is kept up to date.
    let whole_family = matches!(order.asked, Asked::Disks(_));
    let left =
        |copy: &Copying<'_>| !(whole_family && matches!(copy.state, CopyState::Skipped(CopyCode::BehindTheCopies, _)));
    // Snapshots of one disk and copies of them may be copied on by one order: it is one disk all the same (C3).
    let mut by_root: BTreeMap<&str, Chain> = BTreeMap::new();
    let (mut told, mut assumed) = (Vec::new(), Vec::new());
    for disk in &plan.disks {
        let chain = by_root.entry(&disk.root).or_insert_with(|| Chain::new(&disk.root));
        let behind = elsewhere(disk);
        for copy in disk.copies.iter().filter(|copy| left(copy)) {
            match link(order, survey, copy) {
                Ok(link) if order.what_if => {
                    told.push(planned(&link, behind));
                    let found = survey.inventory.snapshots.get(link.wish.snapshot.key()).map(AsRef::as_ref);
                    assumed.push(link.wish.assumed(found, survey.began_at.unwrap_or(order.intent.now)));
                }
                Ok(link) => chain.links.push_back(link),
                Err(item) => told.push(*item),
            }
        }
        chain.behind = chain.behind.take().or_else(|| behind.cloned());
    }
    told.extend(plan.not_found.iter().map(not_found));
    Planned { chains: by_root.into_values().collect(), told, room: plan.room, assumed }
}

/// What has become of the rest of one chain meanwhile.
#[derive(Debug)]
pub(super) struct Replanned {
    pub(super) links: VecDeque<Link>,
    pub(super) behind: Option<ResourceId>,
    pub(super) told: Vec<Item>,
    pub(super) room: usize,
}

/// Plans again what is left of a chain.
pub(super) fn replan(order: &Order, survey: &Survey, chain: &Chain) -> Replanned {
    let units = unit::units(&survey.inventory);
    let plan = plan_of(order, &units);
    let mut left: BTreeSet<&ResourceId> = chain.links.iter().map(|link| &link.wish.source).collect();
    let mut again = Replanned { links: VecDeque::new(), behind: None, told: Vec::new(), room: plan.room };
    for disk in plan.disks.iter().filter(|disk| disk.root == chain.root) {
        let behind = elsewhere(disk);
        for copy in disk.copies.iter().filter(|copy| left.remove(copy.source)) {
            match link(order, survey, copy) {
                Ok(link) => again.links.push_back(link),
                Err(item) => again.told.push(*item),
            }
        }
        again.behind = again.behind.take().or_else(|| behind.cloned());
    }
    again.told.extend(left.into_iter().map(not_found));
    again
}

fn plan_of<'a>(order: &Order, units: &Chains<'a>) -> CopyPlan<'a> {
    let which = match &order.asked {
        Asked::Disks(ids) => Which::Disks(ids),
        Asked::Snapshots(ids) => Which::Snapshots(ids),
    };
    let (location, subscription) = (order.location.as_str(), order.subscription.as_str());
    plan_copies(units, &CopyOrder { which, location, subscription, limit: C4.of as usize })
}

/// A copy of the disk that is under way and is none of those that were asked for.
fn elsewhere<'a>(disk: &DiskCopies<'a>) -> Option<&'a ResourceId> {
    disk.under_way.filter(|id| !disk.copies.iter().any(|copy| copy.state == CopyState::UnderWay(id)))
}

fn not_found(id: &ResourceId) -> Item {
    let word = if id.kind() == ResourceKind::Disk { "disk with snapshots" } else { "snapshot" };
    item(ItemKind::Failed, Trouble::new("not_found", format!("There is no {word} `{id}`.")), id.as_str(), None)
}

/// What is to be worked off for a snapshot, or how it ended already.
fn link(order: &Order, survey: &Survey, copy: &Copying<'_>) -> Result<Link, Box<Item>> {
    let over = |kind, code: &str, words: &str, target: Option<&ResourceId>| {
        Err(Box::new(item(kind, Trouble::new(code, words), copy.source.as_str(), target)))
    };
    let (target, under_way) = match &copy.state {
        CopyState::There(target) => {
            return over(ItemKind::AlreadyMade, "copied", "A whole copy of it is there.", Some(target));
        }
        CopyState::Skipped(code, why) => return over(ItemKind::Skipped, code.as_str(), why, None),
        CopyState::Failed(code, why) => return over(ItemKind::Failed, code.as_str(), why, None),
        CopyState::UnderWay(target) => ((*target).clone(), true),
        CopyState::ToCopy => {
            let name = copy_name(copy.source);
            match ResourceId::new(ResourceKind::Snapshot, &order.subscription, &order.group, name.as_str()) {
                Ok(id) => (id, false),
                Err(error) => return over(ItemKind::Failed, "bad_id", &error.to_string(), None),
            }
        }
    };
    let source = survey.inventory.snapshots.get(copy.source.key());
    let tags = source.map(|source| order.tags(&source.tags, copy.instant)).unwrap_or_default();
    let wish = Wish {
        source: copy.source.clone(),
        snapshot: target.clone(),
        location: order.location.clone(),
        tags,
        sku: order.sku,
        how: How::Copy {
            unique_id: source.and_then(|source| source.unique_id.clone()).map(Into::into),
            enhanced: order.enhanced,
        },
        kind: None,
        goal: Some(Goal::Durable),
    };
    let free = !under_way && !survey.inventory.snapshots.contains_key(target.key());
    Ok(Link { wish, under_way, free_at: survey.all_seen_at().filter(|_| free) })
}

/// What would be done.
fn planned(link: &Link, behind: Option<&ResourceId>) -> Item {
    let words = match behind {
        _ if link.under_way => "Its copy is under way and would be waited for.".to_owned(),
        Some(other) => format!("It would be copied later. {}", waits_for(other)),
        None => "It would be copied.".to_owned(),
    };
    let Wish { source, snapshot, .. } = &link.wish;
    item(ItemKind::Planned, Trouble::new("what_if", words), source.as_str(), Some(snapshot))
}

/// What became of a source, and which copy it is about.
pub(super) fn item(kind: ItemKind, trouble: Trouble, source: &str, target: Option<&ResourceId>) -> Item {
    let mut item = trouble.into_item(kind, source);
    item.snapshot = target.map(|id| id.as_str().to_owned());
    item.name = target.map(|id| id.name().to_owned());
    item
}
