//! What becomes of each snapshot that was named, by what the survey has read: left alone and why, or deleted in its unit's turn.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use snap_arm::request::Requests;
use snap_core::guard::{Guards, Intent, Locks, Owner, standing};
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::model::Snapshot;
use snap_core::plan::Planner;
use snap_core::retention::{Policy, Reason, Standing, Verdict};
use snap_core::unit::{self, Chains, Member, Unit};

use super::area::Area;
use super::lot::{Keeper, Lot};
use super::order::{Drop, Order, Purpose};
use super::removing::item_of;
use super::rules::{Listed, Wanted, held, other_snapshot, same};
use crate::contract::{Item, ItemKind};
use crate::pages::sentence;
use crate::trouble::Trouble;

/// Everything that was read.
pub(super) struct Known<'a> {
    pub(super) inventory: &'a Inventory,
    pub(super) locks: &'a Locks,
    pub(super) areas: &'a [Area],
    pub(super) now: Instant,
}

/// Every drop is in exactly one of the two.
#[derive(Debug, Default)]
pub(super) struct Decided {
    pub(super) items: Vec<Item>,
    pub(super) lots: Vec<Lot>,
}

/// One snapshot that was named, in its unit.
struct Candidate<'a> {
    drop: &'a Drop,
    unique_id: &'a str,
    /// Its place among the unit's members.
    at: usize,
    listed: &'a Snapshot,
    /// What reads its subscription.
    reads: &'a Requests,
}

/// What a unit's decision says of one member: why it goes, as far as a policy says so, or why it stays.
type Fate = Result<Option<String>, Trouble>;

/// Decides all `drops`.
pub(super) fn decide(order: &Order, drops: &[&Drop], known: &Known<'_>) -> Decided {
    let mut decided = Decided::default();
    let chains = unit::units(known.inventory);
    let places = places(&chains);
    let mut by_unit: BTreeMap<usize, Vec<Candidate<'_>>> = BTreeMap::new();
    for drop in drops {
        match place(drop, known, &places) {
            Ok(Place::Unit(unit, candidate)) => by_unit.entry(unit).or_default().push(candidate),
            Ok(Place::Nowhere { unique_id, reads }) => {
                let wanted = Wanted { id: drop.id.clone(), unique_id: unique_id.to_owned(), listed: None };
                decided.lots.push(Lot::new(VecDeque::from([wanted]), None, reads.clone()));
            }
            Err(trouble) => decided.skip(drop, trouble),
        }
    }
    let guards = Guards::new(&chains, known.locks);
    for (at, candidates) in by_unit {
        let Some(unit) = chains.units.get(at) else { continue };
        let fates = match &order.purpose {
            Purpose::Plan { policy, .. } => by_policy(policy, known, &chains, unit),
            Purpose::Remove { adopt } => by_name(guards.protect(unit, Owner::Snapline, adopt, Intent::Remove)),
            Purpose::Retire => match others(unit, &candidates) {
                Some(trouble) => unit.members.iter().enumerate().map(|(at, _)| (at, Err(trouble.clone()))).collect(),
                None => by_name(guards.protect(unit, Owner::Snapline, &[].into(), Intent::Retire)),
            },
        };
        decided.unit(order, unit, candidates, fates);
    }
    decided
}

impl Decided {
    fn skip(&mut self, drop: &Drop, why: Trouble) {
        self.items.push(item_of(ItemKind::Skipped, &drop.id, Some(why)));
    }

    /// Puts those of a unit that go into a lot, oldest first.
    fn unit(
        &mut self,
        order: &Order,
        unit: &Unit<'_>,
        mut candidates: Vec<Candidate<'_>>,
        mut fates: BTreeMap<usize, Fate>,
    ) {
        candidates.sort_by_key(|candidate| candidate.at);
        let mut going: Vec<(Candidate<'_>, Option<String>)> = Vec::new();
        for candidate in candidates {
            let undecided = || Err(Trouble::new("plan_changed", "Nothing was decided about it."));
            match fates.remove(&candidate.at).unwrap_or_else(undecided) {
                Ok(why) => going.push((candidate, why)),
                Err(why) => self.skip(candidate.drop, why),
            }
        }
        let keeper = match keeper(order, unit, &going) {
            Ok(keeper) => keeper,
            Err(why) => return going.iter().for_each(|(candidate, _)| self.skip(candidate.drop, why.clone())),
        };
        let Some(reads) = going.first().map(|(first, _)| first.reads.clone()) else { return };
        if order.what_if {
            self.items.extend(going.into_iter().map(|(candidate, why)| planned(candidate.drop, why.as_deref())));
            return;
        }
        let waiting = going.into_iter().map(|(Candidate { drop, unique_id, listed, .. }, why)| {
            let why = why.map(|why| sentence(&why));
            let listed = Listed { location: listed.location.clone().map(Into::into), tags: listed.tags.clone(), why };
            Wanted { id: drop.id.clone(), unique_id: unique_id.to_owned(), listed: Some(listed) }
        });
        self.lots.push(Lot::new(waiting.collect(), keeper, reads));
    }
}

/// Where a drop stands, when nothing speaks against it yet.
enum Place<'a> {
    /// In this unit.
    Unit(usize, Candidate<'a>),
    /// No list shows it.
    Nowhere { unique_id: &'a str, reads: &'a Requests },
}

fn place<'a>(
    drop: &'a Drop,
    known: &'a Known<'_>,
    places: &BTreeMap<&str, (usize, usize)>,
) -> Result<Place<'a>, Trouble> {
    let area = area(known, drop);
    let area = area.ok_or_else(|| Trouble::new("not_read_whole", "Its subscription was not read."))?;
    if let Some(trouble) = area.trouble("nothing of it") {
        return Err(trouble);
    }
    let unique_id = drop.unique_id.as_deref().ok_or_else(|| {
        let message = "It was named without its uniqueId: nothing tells it from another one that has its name by now.";
        Trouble::new("unique_id_missing", message)
    })?;
    let Some(listed) = known.inventory.snapshots.get(drop.id.key()) else {
        return Ok(Place::Nowhere { unique_id, reads: &area.requests });
    };
    if !same(listed.unique_id.as_deref(), unique_id) {
        return Err(other_snapshot(listed.unique_id.as_deref(), unique_id));
    }
    match places.get(drop.id.key()) {
        Some((unit, at)) => {
            Ok(Place::Unit(*unit, Candidate { drop, unique_id, at: *at, listed, reads: &area.requests }))
        }
        // Only full snapshots are in no unit (F2).
        None => Err(Trouble::new("not_incremental", "It is a full snapshot, which is none of Snapline's.")),
    }
}

fn area<'a>(known: &Known<'a>, drop: &Drop) -> Option<&'a Area> {
    known.areas.iter().find(|area| area.subscription.eq_ignore_ascii_case(drop.id.subscription()))
}

/// Unit and place of each snapshot, by id key.
fn places<'a>(chains: &Chains<'a>) -> BTreeMap<&'a str, (usize, usize)> {
    let units = chains.units.iter().enumerate();
    let members = units.flat_map(|(unit, of)| of.members.iter().enumerate().map(move |(at, one)| (unit, at, one)));
    members.map(|(unit, at, member)| (member.snapshot.id.key(), (unit, at))).collect()
}

/// Planned anew: only what this plan drops as well may go.
fn by_policy(policy: &Policy, known: &Known<'_>, chains: &Chains<'_>, unit: &Unit<'_>) -> BTreeMap<usize, Fate> {
    let Ok(planner) = Planner::new(policy, known.now, known.locks, chains) else { return BTreeMap::new() };
    let decisions = planner.unit(unit).into_iter().map(|decision| {
        let words: Vec<String> = decision.reasons.iter().map(Reason::text).collect();
        let words = words.join("; ");
        let stays = match decision.verdict {
            Verdict::Drop => return (decision.at, Ok(Some(words))),
            Verdict::Keep => "keeps it",
            Verdict::Hold => "may not touch it",
            Verdict::NotCounted => "does not count it",
        };
        let message = format!("Planned anew, the policy {stays}: {words}.");
        (decision.at, Err(Trouble::new("plan_changed", message)))
    });
    decisions.collect()
}

fn by_name(protections: Vec<snap_core::guard::Protection>) -> BTreeMap<usize, Fate> {
    let fates = protections.into_iter().map(|protection| {
        let fate = held(&protection.reasons).map_or(Ok(None), Err);
        (protection.at, fate)
    });
    fates.collect()
}

/// Why a unit is not retired: it has snapshots that were not named.
fn others(unit: &Unit<'_>, candidates: &[Candidate<'_>]) -> Option<Trouble> {
    let named: BTreeSet<usize> = candidates.iter().map(|candidate| candidate.at).collect();
    let mut others = unit.members.iter().enumerate().filter(|(at, _)| !named.contains(at)).map(|(_, member)| member);
    let first = others.next()?;
    let more = match others.count() {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let message = format!(
        "Its family has snapshots that were not named: `{}`{more}. Only a whole family is retired, each snapshot named; remove single ones by name.",
        first.snapshot.id.name()
    );
    Some(Trouble::new("family_not_whole", message))
}

/// What has to be there before anything of the unit goes: the newest that stays and can be relied on, ours before others',
/// which may vanish at any time. None where a family is retired, and where nothing goes that could be relied on either.
fn keeper(
    order: &Order,
    unit: &Unit<'_>,
    going: &[(Candidate<'_>, Option<String>)],
) -> Result<Option<Keeper>, Trouble> {
    if going.is_empty() || matches!(order.purpose, Purpose::Retire) {
        return Ok(None);
    }
    let going: BTreeSet<usize> = going.iter().map(|(candidate, _)| candidate.at).collect();
    let (go, stay): (Vec<_>, Vec<_>) = unit.members.iter().enumerate().partition(|(at, _)| going.contains(at));
    let best = stay.into_iter().filter(|(_, member)| !member.conflict).filter_map(|(at, member)| {
        let unique_id = member.snapshot.unique_id.as_deref()?;
        let ours = order.purpose.disowns(&member.snapshot.id, &member.snapshot.tags).is_none();
        // Members stand oldest first: of equal ones the last is the newest.
        Some(((rank(member)?, ours, at), member, unique_id))
    });
    let best = best.max_by_key(|(value, ..)| *value);
    // Whatever was decided: what stays is as good as the best that goes.
    if go.into_iter().filter_map(|(_, member)| rank(member)).max() > best.as_ref().map(|((rank, ..), ..)| *rank) {
        let message =
            "No snapshot of this disk would be left that is as complete and that can be told from another of its name.";
        return Err(Trouble::new("keeper_gone", message));
    }
    Ok(best.map(|(_, member, unique_id)| Keeper {
        id: member.snapshot.id.clone(),
        unique_id: unique_id.to_owned(),
        location: member.snapshot.location.clone().map(Into::into),
        kind: unit.disk.kind,
        standing: standing(member),
    }))
}

/// How far one can be relied on; nothing for those that are no reason to keep or to delete another.
fn rank(member: &Member<'_>) -> Option<u8> {
    match standing(member) {
        Standing::Durable => Some(3),
        Standing::Assumed => Some(2),
        Standing::Unknown => Some(1),
        Standing::Pending | Standing::Failed => None,
    }
}

fn planned(drop: &Drop, why: Option<&str>) -> Item {
    let message = match why {
        Some(why) => format!("It would be deleted: {why}."),
        None => "It would be deleted.".to_owned(),
    };
    item_of(ItemKind::Planned, &drop.id, Some(Trouble::new("what_if", message)))
}
