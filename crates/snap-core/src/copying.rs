//! Which snapshots are to be copied to a place, in which order, and what is there already (C1-C7).
//!
//! Of each disk oldest first and one at a time (C3), and nothing older than what is there: so a copy that is missing in
//! the middle is never made afterwards. What is planned depends on nothing but what was read, so a run that was broken
//! off is gone on with by planning again.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::ResourceId;
use crate::instant::Instant;
use crate::limits::{C4, Place};
use crate::readiness::State;
use crate::unit::{Chains, InstantFrom, Label, Member, Unit};

/// What is to be copied, and where to.
#[derive(Debug, Clone, Copy)]
pub struct CopyOrder<'o> {
    /// What.
    pub which: Which<'o>,
    /// The region, in any spelling (A41).
    pub location: &'o str,
    /// The subscription, in any casing.
    pub subscription: &'o str,
    /// How many copies may be under way there at once; at most [`C4`] ever are.
    pub limit: usize,
}

/// What is to be copied.
#[derive(Debug, Clone, Copy)]
pub enum Which<'o> {
    /// Every snapshot of these disks: of the newest incarnation of each id (F3).
    Disks(&'o [ResourceId]),
    /// These snapshots, each only when what comes before it is there, or is one of these too.
    Snapshots(&'o [ResourceId]),
}

/// What is to be done, disk by disk in the order of the units: of each the oldest [`CopyState::ToCopy`] first, where none
/// of it is under way, and no more at once than there is room for.
#[derive(Debug, Clone)]
pub struct CopyPlan<'a> {
    /// One for each unit that something was asked of; every snapshot that was asked for and found is in exactly one.
    pub disks: Vec<DiskCopies<'a>>,
    /// Disks and snapshots that were asked for and are not among what was read.
    pub not_found: Vec<ResourceId>,
    /// Copies under way to the place, whoever began them (C4).
    pub under_way: usize,
    /// How many may be begun besides.
    pub room: usize,
}

/// The copies of one unit.
#[derive(Debug, Clone)]
pub struct DiskCopies<'a> {
    /// [`Unit::key`] of the sources.
    pub unit: String,
    /// The key of the disk's own unit, where the sources are copies themselves. What shares it is one disk (C3).
    pub root: String,
    /// The disk, when it is known.
    pub disk: Option<&'a ResourceId>,
    /// A copy of this disk that is under way, to whatever place: the next one waits for it (C3).
    pub under_way: Option<&'a ResourceId>,
    /// Oldest first.
    pub copies: Vec<Copying<'a>>,
}

/// One snapshot that was asked for.
#[derive(Debug, Clone)]
pub struct Copying<'a> {
    /// The snapshot.
    pub source: &'a ResourceId,
    /// The moment it holds: what its copy carries as `snapline-point`.
    pub instant: Option<Instant>,
    /// What becomes of it.
    pub state: CopyState<'a>,
}

/// What becomes of a snapshot that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CopyState<'a> {
    /// It is to be copied, in its turn.
    ToCopy,
    /// It is there.
    There(&'a ResourceId),
    /// It is on its way there.
    UnderWay(&'a ResourceId),
    /// It is not copied; nothing is wrong.
    Skipped(CopyCode, String),
    /// It was asked for and cannot be copied; a sentence for a person.
    Failed(CopyCode, String),
}

/// Why a snapshot is not copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CopyCode {
    /// Skipped: a newer one is there (C3).
    BehindTheCopies,
    /// Skipped: it is not complete, or in instant access (R10, C7).
    NotDurable,
    /// Skipped: one before it is not complete yet, or its copy failed.
    WaitsForEarlier,
    /// Skipped: nothing tells its place in the family.
    TimeMissing,
    /// Failed: what comes before it is neither there nor asked for.
    PredecessorMissing,
    /// Failed: its copy is there and has failed (R18).
    CopyFailed,
}

impl CopyCode {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BehindTheCopies => "behind_the_copies",
            Self::NotDurable => "not_durable",
            Self::WaitsForEarlier => "waits_for_earlier",
            Self::TimeMissing => "time_missing",
            Self::PredecessorMissing => "predecessor_missing",
            Self::CopyFailed => "copy_failed",
        }
    }
}

/// Plans copies over all that was read: the sources, and what is at the place already.
pub fn plan_copies<'a>(chains: &Chains<'a>, order: &CopyOrder<'_>) -> CopyPlan<'a> {
    let place = Place::new(order.subscription, order.location);
    let world = World::new(chains, &place);
    let wanted: BTreeSet<&ResourceId> = match order.which {
        Which::Disks(ids) | Which::Snapshots(ids) => ids.iter().collect(),
    };
    let mut found: BTreeSet<&ResourceId> = BTreeSet::new();
    let mut disks = Vec::new();
    for unit in &chains.units {
        let asked: Vec<bool> = match order.which {
            Which::Disks(_) => {
                let own = !unit.has(Label::Copy) && unit.generation == unit.generations;
                let disk = unit.disk.id.filter(|id| own && wanted.contains(id));
                found.extend(disk);
                vec![disk.is_some(); unit.members.len()]
            }
            Which::Snapshots(_) => {
                let ids = unit.members.iter().map(|member| &member.snapshot.id);
                ids.map(|id| wanted.contains(id) && found.insert(id)).collect()
            }
        };
        if asked.contains(&true) {
            disks.push(world.unit(unit, &asked));
        }
    }
    let not_found = wanted.into_iter().filter(|id| !found.contains(id)).cloned().collect();
    let under_way = place.copies_under_way(chains.snapshots()).used as usize;
    let room = order.limit.min(C4.of as usize).saturating_sub(under_way);
    CopyPlan { disks, not_found, under_way, room }
}

/// What is known of copies, by the key of the unit that is the disk's own.
struct World<'c, 'a> {
    /// Those at the place.
    there: BTreeMap<&'c str, &'c Unit<'a>>,
    /// One under way, to whatever place.
    moving: BTreeMap<&'c str, &'a ResourceId>,
}

/// Whether what comes before a snapshot lets it be copied.
#[derive(Clone, Copy)]
enum Before<'a> {
    /// It is there, will be there in its turn, or never can be.
    Settled,
    /// This one is not ready yet, or its copy failed: what comes after it waits (C3).
    Waits(&'a ResourceId),
    /// This one is not there and was not asked for.
    Missing(&'a ResourceId),
}

impl<'c, 'a> World<'c, 'a> {
    fn new(chains: &'c Chains<'a>, place: &Place) -> Self {
        let (mut there, mut moving) = (BTreeMap::new(), BTreeMap::new());
        for unit in &chains.units {
            let root = root(unit);
            if unit.has(Label::Copy) && unit.members.iter().any(|member| place.has(member.snapshot)) {
                there.insert(root, unit);
            }
            for snapshot in unit.members.iter().map(|member| member.snapshot) {
                let copy = chains.copies_in_flight().get(snapshot.id.key()).copied();
                if let Some(copy) = copy.or_else(|| snapshot.copy_under_way().then_some(&snapshot.id)) {
                    moving.insert(root, copy);
                }
            }
        }
        Self { there, moving }
    }

    /// One unit; `asked` stands beside its members.
    fn unit(&self, unit: &Unit<'a>, asked: &[bool]) -> DiskCopies<'a> {
        let there = There::new(unit, self.there.get(root(unit)).copied());
        let mut before = Before::Settled;
        let mut copies = Vec::new();
        for ((at, member), asked) in unit.members.iter().enumerate().zip(asked) {
            let source = &member.snapshot.id;
            let state = there.state(at, member, before);
            before = match &state {
                CopyState::There(_) | CopyState::UnderWay(_) => Before::Settled,
                CopyState::Skipped(CopyCode::BehindTheCopies, _) => Before::Settled,
                CopyState::ToCopy if *asked => Before::Settled,
                // What never can be copied is not waited for.
                _ if member.instant.is_none() || !member.readiness.durable.is && !member.may_be_copying() => before,
                _ if !asked => Before::Missing(source),
                CopyState::Skipped(CopyCode::NotDurable, _) => Before::Waits(source),
                CopyState::Failed(CopyCode::CopyFailed, _) => Before::Waits(source),
                _ => before,
            };
            if *asked {
                copies.push(Copying { source, instant: member.instant, state });
            }
        }
        let (unit_key, root) = (unit.key.clone(), root(unit));
        let under_way = self.moving.get(root).copied();
        DiskCopies { unit: unit_key, root: root.to_owned(), disk: unit.disk.id, under_way, copies }
    }
}

/// The copies at the place of one unit's snapshots.
struct There<'c, 'a> {
    /// The copy of each of its members.
    copies: Vec<Option<&'c Member<'a>>>,
    /// Everything before this place is behind the copies.
    front: usize,
    /// And so is everything up to this instant: that of a copy whose source is gone.
    front_instant: Option<Instant>,
}

impl<'c, 'a> There<'c, 'a> {
    fn new(unit: &Unit<'a>, there: Option<&'c Unit<'a>>) -> Self {
        let mut copies: Vec<Option<&Member<'_>>> = vec![None; unit.members.len()];
        let places: BTreeMap<&str, usize> =
            unit.members.iter().enumerate().map(|(at, member)| (member.snapshot.id.key(), at)).collect();
        let mut front_instant = None;
        for copy in there.iter().flat_map(|unit| &unit.members) {
            let source = copy.snapshot.source.as_ref().and_then(|id| places.get(id.key()));
            let source =
                source.filter(|at| unit.members.get(**at).is_some_and(|m| copy.snapshot.may_be_copy_of(m.snapshot)));
            let dated = matches!(copy.instant_from, InstantFrom::Tag | InstantFrom::Source);
            let same = || unit.members.iter().position(|member| dated && member.instant == copy.instant);
            match source.copied().or_else(same).and_then(|at| copies.get_mut(at)) {
                // Of several copies of one snapshot the one that came furthest counts.
                Some(known) if known.is_none_or(|known| rank(known) < rank(copy)) => *known = Some(copy),
                Some(_) => {}
                None if rank(copy) > Rank::Failed => front_instant = front_instant.max(copy.instant),
                None => {}
            }
        }
        let front = copies.iter().rposition(|copy| copy.is_some_and(|copy| rank(copy) > Rank::Failed)).unwrap_or(0);
        Self { copies, front, front_instant }
    }

    /// What becomes of the member at a place, when it is asked for.
    fn state(&self, at: usize, member: &Member<'a>, before: Before<'_>) -> CopyState<'a> {
        let skipped = |code, why: &str| CopyState::Skipped(code, why.to_owned());
        let copy = self.copies.get(at).copied().flatten();
        match copy.map(|copy| (rank(copy), &copy.snapshot.id)) {
            Some((Rank::Whole, id)) => return CopyState::There(id),
            Some((Rank::UnderWay, id)) => return CopyState::UnderWay(id),
            _ => {}
        }
        if at < self.front || member.instant.is_some() && member.instant <= self.front_instant {
            let why = "A newer one is there already, and copies are made oldest first.";
            return skipped(CopyCode::BehindTheCopies, why);
        }
        if let Some(copy) = copy {
            let (name, why) = (copy.snapshot.id.name(), &copy.readiness.durable.why);
            let why = format!("Its copy `{name}` is of no use. {why} Delete that one to have it copied again.");
            return CopyState::Failed(CopyCode::CopyFailed, why);
        }
        if member.instant.is_none() {
            return skipped(CopyCode::TimeMissing, "It has no timeCreated, so its place in the family is not known.");
        }
        if !member.readiness.durable.is {
            // C7
            let instant_access = member.readiness.state == State::InstantAccess;
            let verdict = if instant_access { &member.readiness.restorable } else { &member.readiness.durable };
            return skipped(CopyCode::NotDurable, &verdict.why.text());
        }
        match before {
            Before::Settled => CopyState::ToCopy,
            Before::Waits(other) => {
                let why = format!("It waits for `{}`: copies are made oldest first.", other.name());
                CopyState::Skipped(CopyCode::WaitsForEarlier, why)
            }
            Before::Missing(other) => {
                let why = format!("`{}` comes before it and is not there. Copy that one too.", other.name());
                CopyState::Failed(CopyCode::PredecessorMissing, why)
            }
        }
    }
}

/// The key of the disk's own unit.
fn root<'u>(unit: &'u Unit<'_>) -> &'u str {
    unit.copy_of.as_deref().unwrap_or(&unit.key)
}

/// How far a copy has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Failed,
    UnderWay,
    Whole,
}

fn rank(copy: &Member<'_>) -> Rank {
    match (copy.readiness.durable.is, copy.readiness.state) {
        (true, _) => Rank::Whole,
        (false, State::Failed) => Rank::Failed,
        // A36: a missing percent is no end.
        (false, _) => Rank::UnderWay,
    }
}
