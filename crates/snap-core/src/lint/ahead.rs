//! What the coming years do to a chain: the runs of a schedule are gone through, and what breaks gets its date.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Finding, against, said};
use crate::future::{Future, Obstacle, Origin, Outlook, Runs, Simulation, WAIT, Weather};
use crate::instant::Instant;
use crate::limits::{L1, L2, L4, R11};
use crate::model::{DiskKind, location_key};
use crate::plan::Planner;
use crate::retention::Policy;
use crate::say::Sentence;
use crate::unit::{Chains, Level, Unit};

const DAY: i64 = 86_400;

/// After how many runs it is looked whether a trial is decided already.
pub(super) const SLICE: usize = 500;

/// Every run on the minute.
static FAIR: Weather =
    Weather { missed: Vec::new(), missed_every: None, late: 0, late_every: None, ready: None, wait: WAIT };

/// A policy with a schedule, from now on.
#[derive(Debug)]
pub(super) struct Ahead<'p> {
    pub(super) policy: &'p Policy,
    pub(super) outlook: Outlook<'p>,
    /// Of a disk of which no snapshot was ever taken, and which copies nothing in the background.
    pub(super) fresh: Arc<Future>,
}

impl<'p> Ahead<'p> {
    /// Nothing without a schedule, or where there is no time to look at. `fresh` where it was worked out before.
    pub(super) fn new(policy: &'p Policy, now: Instant, until: Instant, fresh: Option<Arc<Future>>) -> Option<Self> {
        let outlook = Self::outlook(policy, now, until)?;
        let fresh = fresh.unwrap_or_else(|| Arc::new(Future::of(&Origin::nothing(&policy.id, None, None), &outlook)));
        Some(Self { policy, outlook, fresh })
    }

    /// Every run on the minute; nothing without a schedule, or where there is no time to look at.
    pub(super) fn outlook(policy: &'p Policy, now: Instant, until: Instant) -> Option<Outlook<'p>> {
        Outlook::new(policy, None, &FAIR, now, until).ok()
    }

    /// The most of one disk that a run ever leaves, plus the one that it takes.
    pub(super) fn most(&self) -> usize {
        self.fresh.peak.count as usize
    }

    /// How many are taken, in words.
    fn pace(&self) -> Sentence {
        const DAYS: i64 = 28;
        let Outlook { now, until, .. } = self.outlook;
        let until = until.min(now.plus_seconds(DAYS * DAY));
        let n = self.outlook.schedule.slots(&self.outlook.zone, now, until).count();
        let days = usize::try_from(until.seconds_since(now) / DAY).unwrap_or(0).max(1);
        match n % days {
            0 => said::pace_a_day(n / days),
            _ => said::pace_in_days(n, days),
        }
    }

    /// What breaks of a disk without snapshots, of an ordinary kind and, where asked for, of one that copies in the
    /// background.
    pub(super) fn of_new_disks(&self, background: bool) -> Vec<Finding> {
        let origin = |kind| Origin::nothing(&self.policy.id, kind, None);
        let mut found = self.broken(&self.fresh, &origin(None), 0);
        if !background {
            return found;
        }
        let background = origin(Some(DiskKind::Ultra));
        let slow = Future::of(&background, &self.outlook);
        let slow = self.broken(&slow, &background, 0).into_iter().filter(|finding| finding.id == "R11");
        found.extend(slow.map(|finding| Finding {
            level: Level::Watch,
            title: said::lint_too_quick_title(),
            ..finding
        }));
        found
    }

    /// The future of a unit.
    pub(super) fn future(&self, unit: &Unit<'_>, planner: &Planner<'_>) -> Future {
        Future::of(&Origin::of(unit, planner), &self.outlook)
    }

    /// What breaks of a unit. Most units are far from every limit, which is seen without going through their runs.
    pub(super) fn of(&self, unit: &Unit<'_>, planner: &Planner<'_>) -> Vec<Finding> {
        let near = L1.warn_from.unwrap_or(L1.of) as usize;
        let now = self.outlook.now;
        if !unit.can_grow() || unit.generation < unit.generations {
            return Vec::new();
        }
        let origin = Origin::of(unit, planner);
        let pending = unit.copies_in_background() && {
            let first = now.plus_seconds(origin.copying.first.max(origin.copying.later).saturating_mul(2));
            let copying = unit.members.iter().filter(|member| member.may_be_copying()).count();
            self.outlook.schedule.slots(&self.outlook.zone, now, first).take(R11.of as usize + 1).count() + copying
                > R11.of as usize
        };
        let lately = unit.members.iter().filter_map(|member| member.snapshot.time_created);
        let burst = lately.filter(|made| *made > now.plus_seconds(-300)).count() + 2 >= L2.of as usize;
        if !pending && !burst && self.most() + unit.members.len() < near {
            return Vec::new();
        }
        let like_new = unit.members.is_empty() && origin.copying.is_none();
        let future = if like_new { Arc::clone(&self.fresh) } else { Arc::new(Future::of(&origin, &self.outlook)) };
        let found = self.broken(&future, &origin, unit.members.len()).into_iter().map(|finding| finding.of(unit));
        // Where every disk comes close it is told of the policy, once.
        found.filter(|finding| !(finding.level == Level::Watch && self.fresh.near_full.is_some())).collect()
    }

    /// The limits that a future runs into.
    fn broken(&self, future: &Future, origin: &Origin<'_>, today: usize) -> Vec<Finding> {
        let mut found = Vec::new();
        for (obstacle, runs) in future.refusals() {
            found.push(match obstacle {
                Obstacle::L1 => self.full(future, runs, today),
                Obstacle::R11 => {
                    let text = said::lint_quicker(R11.count(), runs.first, origin.copying.words());
                    let sum = against(future.copying.count as usize, R11.of);
                    let sum = said::sum_quicker(sum, runs.count as usize);
                    Finding::new(Level::Warn, "R11", said::lint_quicker_title(), text).on(runs.first).sum(sum)
                }
                Obstacle::L2 => {
                    let made = future.burst.count as usize;
                    let (title, text) = (said::lint_too_soon_title(), said::lint_too_soon(made, runs.first));
                    let sum = said::sum_in_seconds(against(made, L2.of));
                    Finding::new(Level::Warn, "L2", title, text).on(runs.first).sum(sum)
                }
            });
        }
        let full = found.iter().any(|finding| finding.id == "L1");
        if let Some(near) = future.near_full.filter(|near| !full && *near > future.now) {
            let most = future.peak.count as usize;
            let text = said::lint_near(most, L1.count(), near, L1.warn_from.unwrap_or(L1.of) as usize);
            let sum = said::sum_near(most, L1.count(), L1.count().saturating_sub(most));
            found.push(Finding::new(Level::Watch, "L1", said::lint_near_title(), text).on(near).sum(sum));
        }
        found
    }

    fn full(&self, future: &Future, runs: Runs, today: usize) -> Finding {
        let at = runs.first;
        let taken = future.lives.iter().filter(|life| life.member.is_none() && life.born < at).count();
        let dropped = future.lives.iter().filter(|life| life.died.is_some_and(|died| died < at)).count();
        let next = L1.count() + 1;
        let text = said::lint_full(today, self.pace(), dropped, at);
        let sum = said::sum_full(today, taken, dropped, today + taken - dropped.min(today + taken), next);
        Finding::new(Level::Warn, "L1", said::lint_full_title(next), text).on(at).sum(sum)
    }
}

/// The future of a disk without snapshots; nothing where it comes close to L1, which ends it there.
pub(super) fn with_room(outlook: &Outlook<'_>) -> Option<Future> {
    let mut simulation = Simulation::new(&Origin::nothing(&outlook.policy.id, None, None), outlook);
    while !simulation.go_on(outlook, SLICE) {
        if simulation.is_near_full() {
            return None;
        }
    }
    Some(simulation.finish(outlook)).filter(has_room)
}

/// True where the service never refuses for L1, and does not come close to it either, but for what exists today.
pub(super) fn has_room(future: &Future) -> bool {
    !future.refusals().any(|(obstacle, _)| obstacle == Obstacle::L1)
        && future.near_full.is_none_or(|near| near <= future.now)
}

/// How many disks that snapshots are taken of there are in each subscription and region.
#[derive(Debug, Clone)]
pub(super) struct Crowds(BTreeMap<(String, String), usize>);

impl Crowds {
    pub(super) fn of(chains: &Chains<'_>) -> Self {
        let mut disks: BTreeMap<(String, String), usize> = BTreeMap::new();
        for unit in chains.units.iter().filter(|unit| unit.can_grow() && unit.generation == unit.generations) {
            let (Some(id), Some(location)) = (unit.disk.id, unit.location) else { continue };
            *disks.entry((id.subscription().to_lowercase(), location_key(location))).or_default() += 1;
        }
        Self(disks)
    }

    /// True where there is room for so many of each disk (L4).
    pub(super) fn have_room(&self, most: u32) -> bool {
        self.0.values().all(|disks| disks * (most as usize) < L4.of as usize)
    }
}

impl Ahead<'_> {
    /// L4: disks of a place times the most that is kept of each.
    pub(super) fn places(&self, crowds: &Crowds) -> Vec<Finding> {
        let most = self.most().min(L1.of as usize);
        let over = crowds.0.iter().filter(|(_, disks)| *disks * most >= L4.of as usize);
        over.map(|((subscription, location), disks)| {
            let text = said::lint_place(most, subscription, *disks, location, L4.count());
            let sum = said::sum_place(*disks, most, against(disks * most, L4.of));
            Finding::new(Level::Warn, "L4", said::lint_place_title(location), text).on(self.fresh.peak.at).sum(sum)
        })
        .collect()
    }
}
