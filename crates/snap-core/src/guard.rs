//! What must not be deleted, whatever any rule or person says (retention section 4): one place for plans and for deleting
//! by name.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::ResourceId;
use crate::readiness::State;
use crate::retention::{Hold, Newest, NotOurs, Reason, Standing, newest_first};
use crate::tags::{self, Tags};
use crate::unit::{Chains, InstantFrom, Member, Unit};

/// A management lock on a resource, its group or its subscription. Either level forbids deleting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The id of what is locked.
    pub scope: String,
    /// The lock's own name, for the reason.
    pub name: String,
}

/// How many locks of one scope are told: one is enough to hold, and each is told for every snapshot under it.
const TOLD: usize = 20;

/// Locks by what they are on, to be asked for a hundred thousand snapshots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Locks(BTreeMap<String, Vec<Lock>>);

impl Locks {
    /// The locks on a resource, on its group and on its subscription, the widest first.
    pub fn on<'l>(&'l self, id: &'l ResourceId) -> impl Iterator<Item = &'l Lock> {
        // Most have none, and cutting an id into its scopes is what costs.
        let scopes = (!self.0.is_empty()).then(|| id.scopes());
        scopes.into_iter().flatten().filter_map(|scope| self.0.get(scope)).flatten()
    }
}

impl FromIterator<Lock> for Locks {
    fn from_iter<T: IntoIterator<Item = Lock>>(locks: T) -> Self {
        let mut by_scope: BTreeMap<String, Vec<Lock>> = BTreeMap::new();
        for lock in locks {
            by_scope.entry(format!("/{}", lock.scope.trim_matches('/').to_lowercase())).or_default().push(lock);
        }
        for locks in by_scope.values_mut() {
            // The order in which they were listed is no reason for another answer, nor is a lock that was read twice.
            locks.sort_by(|a, b| (&a.name, &a.scope).cmp(&(&b.name, &b.scope)));
            locks.dedup();
            locks.truncate(TOLD);
        }
        Self(by_scope)
    }
}

/// On whose behalf something is deleted: what that one made is *ours*.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner<'a> {
    /// A policy, by its id: two policies over one disk must not drop each other's.
    Policy(&'a str),
    /// Snapline as such: whatever a policy of it or a single call made.
    Snapline,
}

impl Owner<'_> {
    /// Nothing when this one made what carries `tags`; else why it did not.
    pub fn disowns(self, tags: &Tags) -> Option<NotOurs> {
        let policy = tags.get(tags::POLICY).map(str::trim);
        match self {
            Self::Policy(id) if policy == Some(id) => None,
            Self::Policy(_) => Some(policy.map_or(NotOurs::NoPolicy, |other| NotOurs::Policy(other.into()))),
            Self::Snapline if policy.is_some() || tags.get(tags::CALL).is_some() => None,
            Self::Snapline => Some(NotOurs::NoMark),
        }
    }
}

/// Why something is deleted without a policy deciding it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// Snapshots that a person names: the newest of a unit stays, and what is not ours.
    Remove,
    /// Whole units that a person gives up: only what is held stays.
    Retire,
}

/// What keeps one snapshot of a unit from being deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protection {
    /// Its place among the unit's members.
    pub at: usize,
    /// Holds, then `not_ours`, then `newest`; none when it may be deleted.
    pub reasons: Vec<Reason>,
}

/// Everything outside the rules that forbids deleting.
#[derive(Debug, Clone, Copy)]
pub struct Guards<'a> {
    locks: &'a Locks,
    chains: &'a Chains<'a>,
}

impl<'a> Guards<'a> {
    /// Guards over the units of `chains`.
    pub fn new(chains: &'a Chains<'a>, locks: &'a Locks) -> Self {
        Self { locks, chains }
    }

    /// What holds a snapshot, whoever made it and whatever else the unit has.
    pub fn holds(&self, member: &Member<'_>) -> Vec<Hold> {
        let snapshot = member.snapshot;
        let mut holds = Vec::new();
        if member.conflict {
            holds.push(Hold::Conflict);
        }
        if !snapshot.incremental {
            holds.push(Hold::NotIncremental);
        }
        // Mostly there are none, and then the id need not be looked at.
        let of = |sources: &BTreeMap<&str, &ResourceId>| {
            let found = if sources.is_empty() { None } else { sources.get(snapshot.id.key()) };
            found.map(|id| (*id).clone())
        };
        holds.extend(of(self.chains.copies_in_flight()).map(Hold::CopySource));
        holds.extend(of(self.chains.disks_filling()).map(Hold::DiskSource));
        if let Some(policy) = &snapshot.immutability
            && policy.expired != Some(true)
        {
            // Its end may have passed since it was read; the service's own word is waited for (M2, M3).
            holds.push(Hold::Immutable { until: policy.expires });
        }
        let locks = self.locks.on(&snapshot.id);
        holds.extend(locks.map(|lock| Hold::Locked { name: lock.name.clone(), scope: lock.scope.clone() }));
        if snapshot.link_open() {
            holds.push(Hold::OpenLink);
        }
        holds
    }

    /// What keeps each snapshot of a unit from being deleted by name, newest first.
    ///
    /// `Remove` keeps the newest complete one of the unit and the newest complete one that `owner` made or that is in
    /// `adopt`; where the newest is only assumed to be complete, the newest that is proven to be stays as well, and where
    /// of none is known, the newest of which it is not known. What fails or still copies is no reason to keep anything.
    /// `Retire` keeps what is held.
    pub fn protect(
        &self,
        unit: &Unit<'_>,
        owner: Owner<'_>,
        adopt: &BTreeSet<ResourceId>,
        intent: Intent,
    ) -> Vec<Protection> {
        let mut order: Vec<(usize, &Member<'_>)> = unit.members.iter().enumerate().collect();
        order.sort_by(|(_, a), (_, b)| newest_first((a.instant, &a.snapshot.id), (b.instant, &b.snapshot.id)));
        let complete = |member: &Member<'_>| matches!(standing(member), Standing::Durable | Standing::Assumed);
        let none_known = !unit.members.iter().any(|member| complete(member) && !member.conflict);
        let (mut newest, mut newest_proven) = (Newest::default(), Newest::default());
        let protection = |(at, member): (usize, &Member<'_>)| {
            let holds = self.holds(member);
            let stands = standing(member);
            let foreign = owner.disowns(&member.snapshot.tags).filter(|_| !adopt.contains(&member.snapshot.id));
            let relied_upon = complete(member) || none_known && stands == Standing::Unknown;
            let mut stays = false;
            if relied_upon && !holds.iter().any(Hold::in_doubt) {
                stays = newest.is(foreign.is_none());
                stays |= stands == Standing::Durable && newest_proven.is(foreign.is_none());
            }
            let mut reasons: Vec<Reason> = holds.into_iter().map(|hold| Reason::Held(Box::new(hold))).collect();
            if intent == Intent::Remove {
                reasons.extend(foreign.map(Reason::NotOurs));
                reasons.extend(stays.then_some(Reason::Newest));
            }
            Protection { at, reasons }
        };
        order.into_iter().map(protection).collect()
    }
}

/// True where nothing of a policy has come after its newest whole snapshot but what is still copying; `newest_first` are
/// the policy's own of one unit.
///
/// A run whose snapshot is not whole in time may prune by the whole ones then: at most three are under way (R11), so what
/// ages drop goes at most three runs ahead of what takes its place. After one that failed nobody knows when there will be
/// a whole one again.
pub fn only_copies_since_whole(newest_first: impl IntoIterator<Item = Standing>) -> bool {
    newest_first.into_iter().find(|standing| *standing != Standing::Pending) == Some(Standing::Durable)
}

/// How far a snapshot can be relied on when others are deleted on its account: its `durable` verdict, and whether its
/// moment is known. The start of a copy is later than the moment it holds, and copies of a week that are begun in one
/// night would share a day: such a one is only assumed to be what it looks like.
pub fn standing(member: &Member<'_>) -> Standing {
    let readiness = &member.readiness;
    match (readiness.durable.is, readiness.durable.assumed, readiness.state) {
        (true, false, _) if member.instant_from != InstantFrom::CopyStart => Standing::Durable,
        (true, ..) => Standing::Assumed,
        (false, _, State::Failed) => Standing::Failed,
        (false, _, State::Unknown) => Standing::Unknown,
        (false, ..) => Standing::Pending,
    }
}
