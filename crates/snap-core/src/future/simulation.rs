//! Run after run: take, become complete, prune.

use std::collections::VecDeque;

use super::days::Calendar;
use super::{Course, Future, Gap, Life, Obstacle, Origin, Outlook, Peak, Runs};
use crate::instant::Instant;
use crate::limits::{L1, L2, R11};
use crate::retention::advance::{Advance, Pace};
use crate::retention::{Hold, Point, Standing};
use crate::tags::Tags;

/// The seconds over which L2 counts, read as a window that slides.
const WINDOW: i64 = 300;

/// What of a snapshot of today is needed until it is complete.
#[derive(Debug, Clone)]
pub(super) struct Today {
    instant: Option<Instant>,
    /// Made for the policy.
    own: bool,
    /// The same, or adopted by it.
    ours: bool,
    tags: Tags,
    pub(super) part: Part,
}

/// The part that a complete snapshot takes when a run prunes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// It may be dropped.
    Candidate,
    /// It stays, and others may lean on it.
    Anchor,
    /// It stays, and nobody leans on it.
    Bystander,
}

impl Part {
    fn of(point: &Point<'_>, ours: bool, owned_only: bool) -> Self {
        match (point.standing, point.instant) {
            (Standing::Failed | Standing::Unknown, _) | (_, None) => Self::Bystander,
            _ if owned_only && !ours => Self::Bystander,
            _ if point.holds.is_empty() => Self::Candidate,
            _ if point.holds.iter().any(Hold::in_doubt) => Self::Bystander,
            _ => Self::Anchor,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Event {
    /// A run that is late takes its snapshot.
    Take,
    /// A run is done with waiting for this snapshot.
    Prune(u32),
}

/// A future in the making. It holds nothing of what it is made from, so that it can be put aside between two slices.
#[derive(Debug, Clone)]
pub struct Simulation {
    course: Course,
    today: Vec<Today>,
    lives: Vec<Life>,
    advance: Advance,
    /// The next slot is looked for from here on.
    from: Instant,
    /// How many slots there were.
    slots: u64,
    /// What is still to come of runs that have begun, by time.
    events: VecDeque<(Instant, Event)>,
    /// Those that are not complete yet, by when they will be.
    copying: VecDeque<(Instant, u32)>,
    /// When the last ones were taken, as far as L2 looks back.
    lately: VecDeque<Instant>,
    there: usize,
    /// Seconds until the first one is complete, and every later one.
    takes: (i64, i64),
    newest: Option<Instant>,
    /// As [`newest`](Self::newest), of the policy's own.
    newest_own: Option<Instant>,
    /// The newest of the policy's own of today that failed, or of which nobody knows whether it will be complete.
    failed: Option<Instant>,
    prunes: Vec<Instant>,
    peak: Peak,
    near_full: Option<Instant>,
    most_copying: Peak,
    burst: Peak,
    refused: [Option<Runs>; 3],
    missed: Option<Runs>,
    unpruned: Option<Runs>,
    calendar: Calendar,
    exposure: Option<Gap>,
}

impl Simulation {
    /// Nothing has happened yet.
    pub fn new(origin: &Origin<'_>, outlook: &Outlook<'_>) -> Self {
        let (policy, now) = (outlook.policy, outlook.now);
        let pace = Pace::new(policy, &outlook.zone);
        let none = Peak { count: 0, at: now };
        let there = origin.lives.len();
        let mut simulation = Self {
            course: origin.course,
            today: today(origin, outlook),
            lives: origin.lives.clone(),
            advance: Advance::new(policy, &origin.born),
            from: now,
            slots: 0,
            events: VecDeque::new(),
            copying: VecDeque::new(),
            lately: origin.made.iter().copied().filter(|made| *made > now.plus_seconds(-WINDOW)).collect(),
            there,
            takes: outlook.weather.ready.map_or((origin.copying.first, origin.copying.later), |ready| (ready, ready)),
            newest: None,
            newest_own: None,
            failed: None,
            prunes: Vec::new(),
            peak: Peak { count: u32::try_from(there).unwrap_or(u32::MAX), at: now },
            near_full: L1.warn_from.filter(|warn| there >= *warn as usize).map(|_| now),
            most_copying: none,
            burst: none,
            refused: [None; 3],
            missed: None,
            unpruned: None,
            calendar: Calendar::new(now, &outlook.zone),
            exposure: None,
        };
        let doubtful = origin.points.iter().filter(|point| point.not_ours.is_none());
        let doubtful = doubtful.filter(|point| matches!(point.standing, Standing::Failed | Standing::Unknown));
        simulation.failed = doubtful.filter_map(|point| point.instant).max();
        for life in 0..simulation.lives.len() {
            let Some((at, ready)) = simulation.lives.get(life).map(|life| (life.born, life.ready)) else { continue };
            let Some((handle, ready)) = u32::try_from(life).ok().zip(ready) else { continue };
            if simulation.today.get(life).is_some_and(|today| today.instant.is_some()) {
                simulation.calendar.add(handle, at, ready);
            }
            if ready <= now {
                simulation.newest = simulation.newest.max(Some(at));
                simulation.complete(handle, &pace);
            } else {
                simulation.wait_for(ready, handle);
            }
        }
        simulation.most_copying.see(simulation.copying.len(), now);
        simulation.burst.see(simulation.lately.len(), now);
        simulation
    }

    /// Goes on for at most so many slots; true when the end is reached.
    pub fn go_on(&mut self, outlook: &Outlook<'_>, slots: usize) -> bool {
        let pace = Pace::new(outlook.policy, &outlook.zone);
        if self.course != Course::Still {
            let mut ahead = outlook.schedule.slots(&outlook.zone, self.from, outlook.until);
            for _ in 0..slots.max(1) {
                let Some(slot) = ahead.next().map(|slot| slot.at) else {
                    return self.end(outlook, &pace);
                };
                // Slots are whole minutes.
                self.from = slot.plus_seconds(1);
                self.slots += 1;
                self.until(slot, outlook, &pace);
                if outlook.weather.misses(slot, self.slots) {
                    Runs::add(&mut self.missed, slot);
                    continue;
                }
                let takes = outlook.weather.takes(slot, self.slots);
                if takes <= slot {
                    self.run(slot, outlook, &pace);
                } else {
                    self.plan(takes, Event::Take);
                }
            }
            return false;
        }
        self.end(outlook, &pace)
    }

    /// How many slots it has come by.
    pub fn slots(&self) -> u64 {
        self.slots
    }

    /// True where as many exist as the limit's warning is about, or did.
    pub(crate) fn is_near_full(&self) -> bool {
        self.near_full.is_some()
    }

    /// True where the same were dropped by the same runs as among `lives`, as far as it has come.
    pub(crate) fn lives_alike(&self, lives: &[Life]) -> bool {
        let by_now = |life: &Life| life.died.filter(|died| *died < self.from);
        self.lives.iter().zip(lives).all(|(own, other)| by_now(own) == by_now(other))
    }

    /// What became of it.
    pub fn finish(self, outlook: &Outlook<'_>) -> Future {
        let exposure = self.exposed(outlook.until);
        Future {
            now: outlook.now,
            until: outlook.until,
            course: self.course,
            lives: self.lives,
            prunes: self.prunes,
            peak: self.peak,
            near_full: self.near_full,
            copying: self.most_copying,
            burst: self.burst,
            refused: self.refused,
            missed: self.missed,
            unpruned: self.unpruned,
            days: self.calendar.finish(),
            exposure,
        }
    }

    fn end(&mut self, outlook: &Outlook<'_>, pace: &Pace<'_>) -> bool {
        self.until(outlook.until.plus_milliseconds(-1), outlook, pace);
        self.pass_days(outlook.until, outlook, pace);
        self.become_complete(outlook.until, pace);
        self.calendar.close(&self.lives, outlook.until);
        true
    }

    /// Lets happen what was to happen until then.
    fn until(&mut self, at: Instant, outlook: &Outlook<'_>, pace: &Pace<'_>) {
        while let Some((when, event)) = self.events.pop_front_if(|(when, _)| *when <= at) {
            match event {
                Event::Take => self.run(when, outlook, pace),
                Event::Prune(life) => {
                    self.pass_days(when, outlook, pace);
                    self.become_complete(when, pace);
                    let whole = self.lives.get(life as usize).is_some_and(|life| life.ready <= Some(when));
                    // As [`crate::guard::only_copies_since_whole`] has it: none that is taken from now on fails.
                    let by_others = self.newest_own > self.failed;
                    // A disk at its limit is pruned whatever was taken: nothing else makes room.
                    if whole || by_others || self.there >= L1.of as usize {
                        self.prune(when, pace);
                    } else if self.newest.is_some() {
                        Runs::add(&mut self.unpruned, when);
                    }
                }
            }
        }
        self.pass_days(at, outlook, pace);
    }

    /// Ends the days that are over at an instant.
    fn pass_days(&mut self, at: Instant, outlook: &Outlook<'_>, pace: &Pace<'_>) {
        while self.calendar.ends() <= at && self.calendar.ends() < outlook.until {
            let end = self.calendar.ends();
            self.become_complete(end.plus_milliseconds(-1), pace);
            self.calendar.close(&self.lives, end);
            self.calendar.next(&outlook.zone);
        }
    }

    /// A run takes its snapshot, and prunes at once where that is complete at once.
    fn run(&mut self, at: Instant, outlook: &Outlook<'_>, pace: &Pace<'_>) {
        self.pass_days(at, outlook, pace);
        self.become_complete(at, pace);
        if self.course != Course::Grows {
            return self.prune(at, pace);
        }
        let long_ago = at.plus_seconds(-WINDOW);
        while self.lately.pop_front_if(|taken| *taken <= long_ago).is_some() {}
        if let Some(obstacle) = self.obstacle() {
            if let Some(runs) = self.refused.get_mut(obstacle as usize) {
                Runs::add(runs, at);
            }
            if obstacle == Obstacle::L1 {
                self.prune(at, pace);
            }
            return;
        }
        let Ok(life) = u32::try_from(self.lives.len()) else { return };
        let ready = at.plus_seconds(if self.lives.is_empty() { self.takes.0 } else { self.takes.1 });
        self.lives.push(Life { born: at, ready: Some(ready), died: None, member: None });
        self.there += 1;
        self.peak.see(self.there, at);
        if self.near_full.is_none() && L1.warn_from.is_some_and(|warn| self.there >= warn as usize) {
            self.near_full = Some(at);
        }
        self.lately.push_back(at);
        self.burst.see(self.lately.len(), at);
        self.calendar.was_born();
        self.calendar.add(life, at, ready);
        if ready <= at {
            self.complete(life, pace);
            self.expose(ready, at);
            self.prune(at, pace);
        } else {
            self.wait_for(ready, life);
            self.most_copying.see(self.copying.len(), at);
            self.plan(ready.min(at.plus_seconds(outlook.weather.wait)), Event::Prune(life));
        }
    }

    /// As [`crate::limits::next_take`] sees it.
    fn obstacle(&self) -> Option<Obstacle> {
        let full = |count: usize, of: u32| count >= of as usize;
        Obstacle::ALL.into_iter().find(|obstacle| match obstacle {
            Obstacle::L1 => full(self.there, L1.of),
            Obstacle::R11 => full(self.copying.len(), R11.of),
            Obstacle::L2 => full(self.lately.len(), L2.of),
        })
    }

    fn prune(&mut self, at: Instant, pace: &Pace<'_>) {
        let gone = self.advance.prune(pace, at);
        for life in gone {
            if let Some(life) = self.lives.get_mut(*life as usize) {
                life.died = Some(at);
            }
        }
        self.there -= gone.len();
        self.calendar.have_died(gone.len());
        self.prunes.push(at);
    }

    fn become_complete(&mut self, at: Instant, pace: &Pace<'_>) {
        while let Some((ready, life)) = self.copying.pop_front_if(|(ready, _)| *ready <= at) {
            self.complete(life, pace);
            if let Some(born) = self.lives.get(life as usize).map(|life| life.born) {
                self.expose(ready, born);
            }
        }
    }

    /// A snapshot is complete: from now on it takes part.
    fn complete(&mut self, life: u32, pace: &Pace<'_>) {
        if let Some(born) = self.lives.get(life as usize).map(|life| life.born) {
            let today = self.today.get(life as usize);
            if today.is_none_or(|today| today.own) {
                self.newest_own = self.newest_own.max(Some(born));
            }
            enter(&mut self.advance, today, life, born, pace);
        }
    }

    /// Complete at `at`, one of `born` ends the time in which everything after the newest one was lost.
    fn expose(&mut self, at: Instant, born: Instant) {
        self.exposure = self.exposed(at);
        self.newest = self.newest.max(Some(born));
    }

    fn exposed(&self, at: Instant) -> Option<Gap> {
        let gap = self.newest.filter(|newest| *newest < at).map(|from| Gap { from, until: at });
        let longer = |gap: &Gap| self.exposure.is_none_or(|known| gap.seconds() > known.seconds());
        gap.filter(longer).or(self.exposure)
    }

    fn plan(&mut self, at: Instant, event: Event) {
        let place = self.events.partition_point(|(when, _)| *when <= at);
        self.events.insert(place, (at, event));
    }

    fn wait_for(&mut self, ready: Instant, life: u32) {
        let place = self.copying.partition_point(|(when, _)| *when <= ready);
        self.copying.insert(place, (ready, life));
    }
}

/// The snapshots of today, as they take part.
pub(super) fn today(origin: &Origin<'_>, outlook: &Outlook<'_>) -> Vec<Today> {
    let policy = outlook.policy;
    let each = |point: &Point<'_>| {
        let own = point.not_ours.is_none();
        let ours = own || policy.adopt.binary_search(point.id).is_ok();
        Today {
            instant: point.instant,
            own,
            ours,
            tags: point.tags.clone(),
            part: Part::of(point, ours, policy.owned_only),
        }
    };
    origin.points.iter().map(each).collect()
}

/// Takes in one that is complete: one of today, or a new one of `born`.
pub(super) fn enter(advance: &mut Advance, today: Option<&Today>, life: u32, born: Instant, pace: &Pace<'_>) {
    match today.map(|today| (today.part, today.instant, today)) {
        None => advance.enter(life, born, true, None, pace),
        Some((Part::Candidate, Some(instant), today)) => {
            advance.enter(life, instant, today.ours, Some(&today.tags), pace);
        }
        Some((Part::Anchor, Some(instant), today)) => advance.anchor(life, instant, today.ours),
        Some(_) => {}
    }
}
