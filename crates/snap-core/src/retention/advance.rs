//! Candidates through time: what each of many runs drops, found from what has changed since the run before.
//!
//! Under `shared` without a filler a snapshot comes in at the newest end of every rule, and what it pushes out at the
//! oldest end never comes back: each rule is a shelf, and a snapshot that stands on none is dropped. All other manners,
//! and what the shelves cannot say, take a whole [pass](super::pass) each time. Both give the same, which a test holds
//! them to.

use std::cmp::Reverse;
use std::collections::VecDeque;

use jiff::tz::TimeZone;

use super::bucket::{Clock, Grain, Wall};
use super::manners::{Bucketing, Filler, Overlap, Pick};
use super::pass::{Candidate, Cuts, Moment, Reach, Rules};
use super::policy::Policy;
use super::rule::Rule;
use crate::instant::Instant;
use crate::tags::Tags;

/// A snapshot by the number that the caller gave it.
pub(crate) type Handle = u32;

/// The order of candidates, oldest first: of equal instants the one with the lower number counts as newer.
type Key = (Instant, Reverse<Handle>);

/// How many reasons to stay one has, where it is gone.
const GONE: u32 = u32::MAX;

/// Snapshots that stay whatever happens and on which others may lean: they are held.
#[derive(Debug, Clone, Copy, Default)]
struct Anchors {
    /// How many there are: they count for the floor.
    count: usize,
    newest: Option<Key>,
    newest_ours: Option<Key>,
}

impl Anchors {
    fn add(&mut self, handle: Handle, instant: Instant, ours: bool) {
        let key = Some((instant, Reverse(handle)));
        self.count += 1;
        self.newest = self.newest.max(key);
        if ours {
            self.newest_ours = self.newest_ours.max(key);
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    handle: Handle,
    instant: Instant,
    wall: Wall,
    ours: bool,
    /// The place of its tags.
    tags: usize,
}

impl Entry {
    fn key(&self) -> Key {
        (self.instant, Reverse(self.handle))
    }
}

/// The candidates of one unit, from run to run.
#[derive(Debug, Clone)]
pub(crate) struct Advance {
    /// Oldest first; what is gone is cleared out now and then.
    entries: Vec<Entry>,
    /// By handle: how many reasons to stay it has, or [`GONE`].
    stays: Vec<u32>,
    living: usize,
    sorted: bool,
    /// Those of new snapshots, none, and those that a rule of the policy matches.
    tags: Vec<Tags>,
    anchors: Anchors,
    clock: Clock,
    shelves: Option<Box<Shelves>>,
    gone: Vec<Handle>,
}

/// A policy and what of it is the same for every run.
pub(crate) struct Pace<'p> {
    rules: Rules<'p>,
    /// With ages the rules depend on the moment.
    ages: bool,
    keeps_all: bool,
}

impl<'p> Pace<'p> {
    pub(crate) fn new(policy: &'p Policy, zone: &'p TimeZone) -> Self {
        Self { rules: Rules::new(policy, zone), ages: has_ages(policy), keeps_all: policy.is_empty() }
    }
}

/// True where what a policy keeps depends on the moment and not on the snapshots alone.
pub(crate) fn has_ages(policy: &Policy) -> bool {
    let within = |rule: &Rule| matches!(rule, Rule::Within(..));
    policy.min_age.is_some() || policy.max_age.is_some() || policy.keep.rules().iter().any(within)
}

/// True where run by run comes to the same as at once, whatever the history.
pub(crate) fn same_at_once(policy: &Policy) -> bool {
    Shelves::can_hold(policy) && !has_ages(policy)
}

impl Advance {
    /// No candidates yet. New snapshots will carry the tags `born`.
    pub(crate) fn new(policy: &Policy, born: &Tags) -> Self {
        Self {
            entries: Vec::new(),
            stays: Vec::new(),
            living: 0,
            sorted: true,
            tags: vec![born.clone(), Tags::default()],
            anchors: Anchors::default(),
            clock: Clock::new(),
            shelves: Shelves::can_hold(policy).then(Box::default),
            gone: Vec::new(),
        }
    }

    /// Takes in a candidate. `tags` are `None` for a new snapshot. Handles are given once, and rise with the ids.
    pub(crate) fn enter(&mut self, handle: Handle, instant: Instant, ours: bool, tags: Option<&Tags>, pace: &Pace<'_>) {
        let tags = match tags {
            None => 0,
            Some(tags) if pace.rules.policy.keep.tags.iter().any(|rule| rule.matches(tags)) => {
                self.tags.push(tags.clone());
                self.tags.len() - 1
            }
            Some(_) => 1,
        };
        let entry = Entry { handle, instant, wall: self.clock.show(instant, pace.rules.zone), ours, tags };
        let at = handle as usize;
        if self.stays.len() <= at {
            self.stays.resize(at + 1, GONE);
        }
        if let Some(count) = self.stays.get_mut(at) {
            *count = 0;
        }
        self.living += 1;
        self.sorted &= self.entries.last().is_none_or(|last| last.key() < entry.key());
        self.entries.push(entry);
        if let Some(shelves) = &mut self.shelves {
            shelves.arrived.push(entry);
        }
    }

    /// Takes in one that is held: it stays whatever happens.
    pub(crate) fn anchor(&mut self, handle: Handle, instant: Instant, ours: bool) {
        self.anchors.add(handle, instant, ours);
    }

    /// Prunes as a run at `now` does; what it drops, in no order that means anything.
    pub(crate) fn prune(&mut self, pace: &Pace<'_>, now: Instant) -> &[Handle] {
        self.gone.clear();
        if pace.keeps_all {
            return &self.gone;
        }
        if pace.ages {
            self.clock.show(now, pace.rules.zone);
        }
        let moment = Moment { now, clock: self.clock };
        let in_order = self.sorted;
        if !in_order {
            self.entries.sort_unstable_by_key(Entry::key);
            self.sorted = true;
        }
        match self.shelves.take() {
            Some(mut shelves) => {
                let held = self.by_shelves(&mut shelves, pace, moment, in_order);
                self.shelves = Some(shelves).filter(|_| held);
                if !held {
                    self.by_pass(&pace.rules, moment);
                }
            }
            None => self.by_pass(&pace.rules, moment),
        }
        if self.entries.len() > 2 * self.living + 64 {
            let stays = &self.stays;
            self.entries.retain(|entry| stays.get(entry.handle as usize) != Some(&GONE));
        }
        &self.gone
    }

    fn is_gone(&self, entry: &Entry) -> bool {
        self.stays.get(entry.handle as usize) == Some(&GONE)
    }

    fn drop_one(&mut self, handle: Handle) {
        if let Some(count) = self.stays.get_mut(handle as usize) {
            *count = GONE;
            self.living -= 1;
            self.gone.push(handle);
        }
    }

    /// The whole pass over all candidates.
    fn by_pass(&mut self, rules: &Rules<'_>, moment: Moment) {
        let living: Vec<Entry> = self.entries.iter().rev().filter(|entry| !self.is_gone(entry)).copied().collect();
        let drops = pass(&living, &self.tags, self.anchors, rules, moment);
        for (entry, drop) in living.iter().zip(drops) {
            if drop {
                self.drop_one(entry.handle);
            }
        }
    }

    /// The newest of all and the newest of ours, which stay unless one that is held is newer.
    fn newest(&self) -> [Option<Handle>; 2] {
        let mut living = self.entries.iter().rev().filter(|entry| !self.is_gone(entry));
        let any = living.next();
        let ours = any.filter(|entry| entry.ours).or_else(|| living.find(|entry| entry.ours));
        let stays = |entry: Option<&Entry>, anchor: Option<Key>| {
            entry.filter(|entry| Some(entry.key()) > anchor).map(|entry| entry.handle)
        };
        [stays(any, self.anchors.newest), stays(ours, self.anchors.newest_ours)]
    }

    /// Drops what stands on no shelf; false where the shelves cannot say, and nothing was dropped.
    fn by_shelves(&mut self, shelves: &mut Shelves, pace: &Pace<'_>, moment: Moment, in_order: bool) -> bool {
        let rules = &pace.rules;
        shelves.shelves.resize_with(rules.rules.len(), Shelf::default);
        // Ages that count from the newest do so from the newest that is not in the future.
        let by_now = |entry: &&Entry| entry.instant <= moment.now && !self.is_gone(entry);
        let newest = || self.entries.iter().rev().find(by_now).map(|entry| entry.instant);
        let back = pace.ages && shelves.cut(rules, rules.cuts(moment, newest));
        if !in_order || back {
            shelves.clear();
            let stays = &mut self.stays;
            shelves.arrived.extend(self.entries.iter().filter(|entry| {
                let count = stays.get_mut(entry.handle as usize).filter(|count| **count != GONE);
                count.map(|count| *count = 0).is_some()
            }));
        }
        if !(Shelving { shelves, stays: &mut self.stays, tags: &self.tags, rules }).run() {
            return false;
        }
        shelves.loose.sort_unstable();
        shelves.loose.dedup();
        let kept = self.anchors.count + self.living - shelves.loose.len();
        let lacking = (rules.policy.floor as usize).saturating_sub(kept);
        let going = shelves.loose.len().saturating_sub(lacking);
        if going > 0 {
            let newest = self.newest();
            let mut at = 0;
            shelves.loose.retain(|(_, Reverse(handle))| {
                at += 1;
                let stays = at > going || newest.contains(&Some(*handle));
                if !stays {
                    self.drop_one(*handle);
                }
                stays
            });
        }
        true
    }
}

/// What a whole pass drops of entries that stand newest first.
fn pass(entries: &[Entry], tags: &[Tags], anchors: Anchors, rules: &Rules<'_>, moment: Moment) -> Vec<bool> {
    let none = Tags::default();
    let candidates: Vec<Candidate<'_>> = entries
        .iter()
        .map(|entry| Candidate {
            instant: entry.instant,
            wall: entry.wall,
            tags: tags.get(entry.tags).unwrap_or(&none),
        })
        .collect();
    let newer = |at: usize, anchor: Option<Key>| entries.get(at).is_some_and(|entry| Some(entry.key()) > anchor);
    let any = Some(0).filter(|at| newer(*at, anchors.newest));
    let ours = entries.iter().position(|entry| entry.ours).filter(|at| newer(*at, anchors.newest_ours));
    let mut newest: Vec<usize> = any.into_iter().chain(ours).collect();
    newest.dedup();
    rules.run(moment, &candidates, anchors.count, newest).drops()
}

impl Advance {
    /// All that `which` names and that came in, the last first.
    pub(crate) fn all(&self, which: impl Fn(Handle) -> bool) -> Vec<Handle> {
        self.entries.iter().rev().map(|entry| entry.handle).filter(|handle| which(*handle)).collect()
    }

    /// What one pass at `now` would leave of everything that `there` names and that ever came in, pruned or not: what
    /// pruning at once would leave, where nothing was ever pruned. Newest first.
    pub(crate) fn left_at_once(&self, pace: &Pace<'_>, now: Instant, there: impl Fn(Handle) -> bool) -> Vec<Handle> {
        let mut entries: Vec<Entry> = self.entries.iter().filter(|entry| there(entry.handle)).copied().collect();
        entries.sort_by_key(|entry| Reverse(entry.key()));
        let moment = Moment { now, clock: self.clock };
        let drops = pass(&entries, &self.tags, self.anchors, &pace.rules, moment);
        entries.iter().zip(drops).filter(|(_, drop)| !drop).map(|(entry, _)| entry.handle).collect()
    }
}

/// What stands for a bucket of a rule.
#[derive(Debug, Clone, Copy)]
struct Stand {
    ordinal: i64,
    key: Key,
}

/// What one rule keeps, oldest first.
#[derive(Debug, Clone, Default)]
struct Shelf {
    stands: VecDeque<Stand>,
    /// The highest ordinal that ever stood on it: one that is not above it may stand here already.
    highest: Option<i64>,
    /// What is not younger than that does not stand on it.
    after: Option<Instant>,
}

/// What came of bringing a snapshot to a rule.
enum Put {
    /// Nothing: its bucket has an older one, which stands for it.
    Beside,
    /// It stands instead of that one.
    Instead(Stand),
    /// It stands for a bucket that was empty.
    New,
}

impl Shelf {
    /// True where a clock went back: the bucket may have been left before.
    fn has_gone_back(&self, stand: Stand, grain: Grain, policy: &Policy) -> bool {
        grain != Grain::Each
            && policy.bucket == Bucketing::Set
            && self.stands.back().is_some_and(|last| last.ordinal != stand.ordinal)
            && self.highest >= Some(stand.ordinal)
    }

    fn put(&mut self, stand: Stand, grain: Grain, policy: &Policy, gone_back: bool) -> Put {
        let same = |other: &Stand| grain != Grain::Each && other.ordinal == stand.ordinal;
        let oldest = policy.pick == Pick::Oldest;
        // By far the most often the last one, in place.
        if let Some(last) = self.stands.back_mut().filter(|last| same(last)) {
            return if oldest { Put::Beside } else { Put::Instead(std::mem::replace(last, stand)) };
        }
        let again = if gone_back { self.stands.iter().rposition(same) } else { None };
        self.highest = self.highest.max(Some(stand.ordinal));
        if again.is_some() && oldest {
            return Put::Beside;
        }
        let left = again.and_then(|at| self.stands.remove(at));
        self.stands.push_back(stand);
        left.map_or(Put::New, Put::Instead)
    }
}

/// The rules at work. Everything comes in at the newest end and leaves at the oldest.
#[derive(Debug, Clone, Default)]
struct Shelves {
    /// One for each rule.
    shelves: Vec<Shelf>,
    /// Came in since the last run, oldest first.
    arrived: Vec<Entry>,
    /// Too young for the rules, or kept for their youth beside them, oldest first.
    young: VecDeque<Entry>,
    /// What has no reason to stay but the floor, oldest first.
    loose: Vec<Key>,
    min_age: Option<Instant>,
    max_age: Option<Instant>,
}

impl Shelves {
    /// Whether a policy's manners are such that what leaves a rule never comes back to it.
    fn can_hold(policy: &Policy) -> bool {
        let within = policy.keep.rules().iter().any(|rule| matches!(rule, Rule::Within(..)));
        policy.overlap == Overlap::Shared
            && policy.filler == Filler::Off
            && !policy.age_and_count
            // What stands for a bucket as its oldest is the first to be too old: another would take its place.
            && (policy.pick == Pick::Newest || (policy.max_age.is_none() && !within))
            && !(policy.preset.manners().kept_count && policy.max_age.is_some())
    }

    /// Sets how far ages reach; true where one reaches further back than it did: at the end of a month, or when clocks
    /// change, a later moment may have the earlier past.
    fn cut(&mut self, rules: &Rules<'_>, cuts: Cuts) -> bool {
        let mut back = cuts.min_age < self.min_age || cuts.max_age < self.max_age;
        (self.min_age, self.max_age) = (cuts.min_age, cuts.max_age);
        for (at, shelf) in self.shelves.iter_mut().enumerate() {
            if let Reach::After(cut) = rules.reach(at, &cuts) {
                back |= Some(cut) < shelf.after;
                shelf.after = Some(cut);
            }
        }
        back
    }

    fn clear(&mut self) {
        for shelf in &mut self.shelves {
            shelf.stands.clear();
            shelf.highest = None;
        }
        self.arrived.clear();
        self.young.clear();
        self.loose.clear();
    }
}

/// The shelves while a run is at them.
struct Shelving<'s> {
    shelves: &'s mut Shelves,
    stays: &'s mut Vec<u32>,
    tags: &'s [Tags],
    rules: &'s Rules<'s>,
}

impl Shelving<'_> {
    /// Takes in what arrived and takes down what is too old; false where an order was found that shelves cannot keep.
    fn run(&mut self) -> bool {
        let policy = self.rules.policy;
        let kept_count = self.rules.manners.kept_count;
        let mut fits = true;
        let mut arrived = std::mem::take(&mut self.shelves.arrived);
        for entry in arrived.drain(..) {
            let tags = self.tags.get(entry.tags);
            let always = policy.keep.tags.iter().any(|rule| tags.is_some_and(|tags| rule.matches(tags)))
                || policy.keep.since.is_some_and(|since| entry.instant >= since);
            if always {
                self.hold(entry.key());
            } else if policy.min_age.is_some() {
                self.hold(entry.key());
                self.shelves.young.push_back(entry);
            }
            if kept_count || (!always && policy.min_age.is_none()) {
                fits &= self.shelve(&entry);
            }
        }
        self.shelves.arrived = arrived;
        let min_age = self.shelves.min_age;
        while let Some(entry) = self.shelves.young.pop_front_if(|entry| min_age.is_none_or(|cut| entry.instant <= cut))
        {
            if !kept_count {
                fits &= self.shelve(&entry);
            }
            self.release(entry.key());
        }
        self.take_down();
        fits
    }

    /// Takes down what is too old.
    fn take_down(&mut self) {
        let Shelves { shelves, loose, max_age, .. } = &mut *self.shelves;
        for shelf in shelves.iter_mut().filter(|shelf| shelf.after.or(*max_age).is_some()) {
            let after = shelf.after;
            let too_old = |stand: &mut Stand| {
                after.is_some_and(|cut| stand.key.0 <= cut) || max_age.is_some_and(|cut| stand.key.0 < cut)
            };
            while let Some(stand) = shelf.stands.pop_front_if(too_old) {
                release(self.stays, loose, stand.key);
            }
        }
    }

    /// Brings a snapshot to every rule.
    fn shelve(&mut self, entry: &Entry) -> bool {
        let (rules, key) = (self.rules, entry.key());
        let mut fits = true;
        // Held while it is shown around, so that it is loose only when no rule wants it.
        self.hold(key);
        for (at, (shelf, rule)) in self.shelves.shelves.iter_mut().zip(&rules.rules).enumerate() {
            let grain = rules.grain(at);
            let stand = Stand { ordinal: entry.wall.ordinal(grain, rules.calendar), key };
            let gone_back = shelf.has_gone_back(stand, grain, rules.policy);
            fits &= !gone_back || rules.policy.pick == Pick::Newest;
            let left = match shelf.put(stand, grain, rules.policy, gone_back) {
                Put::Beside => continue,
                Put::Instead(of) => Some(of),
                Put::New => match rule {
                    Rule::Last(count) | Rule::Every(_, count) if !count.allows(shelf.stands.len()) => {
                        shelf.stands.pop_front()
                    }
                    _ => None,
                },
            };
            hold(self.stays, key);
            if let Some(left) = left {
                release(self.stays, &mut self.shelves.loose, left.key);
            }
        }
        self.release(key);
        fits
    }

    fn hold(&mut self, key: Key) {
        hold(self.stays, key);
    }

    fn release(&mut self, key: Key) {
        release(self.stays, &mut self.shelves.loose, key);
    }
}

/// One more reason to stay.
fn hold(stays: &mut [u32], (_, Reverse(handle)): Key) {
    if let Some(count) = stays.get_mut(handle as usize) {
        *count += 1;
    }
}

/// One reason less; without any it is loose.
fn release(stays: &mut [u32], loose: &mut Vec<Key>, key: Key) {
    if let Some(count) = stays.get_mut(key.1.0 as usize) {
        *count -= 1;
        if *count == 0 {
            loose.push(key);
        }
    }
}

#[cfg(test)]
mod tests;
