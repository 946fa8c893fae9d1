//! One pass of a policy over candidates: precedence, rules, floor, newest.
//!
//! A pass decides first and explains afterwards: [`Rules::run`] marks what is kept, and [`Pass::told`] makes reasons of
//! the marks. Who only asks what is left ([`Pass::drops`]) does not pay for words.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::bucket::{Calendar, Clock, Grain, Wall};
use super::duration::Period;
use super::fill::Filled;
use super::manners::{Dst, Filler, Manners, WithinFrom};
use super::policy::Policy;
use super::rule::{Count, Rule};
use crate::instant::Instant;
use crate::tags::Tags;

/// A snapshot that the rules may count on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate<'a> {
    pub(crate) instant: Instant,
    pub(super) wall: Wall,
    pub(super) tags: &'a Tags,
}

impl<'a> Candidate<'a> {
    pub(super) fn new(instant: Instant, wall: Wall, tags: &'a Tags) -> Self {
        Self { instant, wall, tags }
    }

    /// Date and time of day on the wall clock.
    pub(super) fn civil(&self) -> DateTime {
        self.wall.civil(self.instant)
    }
}

/// A policy made ready: what of it is the same for every pass.
pub(crate) struct Rules<'p> {
    pub(super) policy: &'p Policy,
    pub(super) manners: &'static Manners,
    pub(super) calendar: Calendar,
    /// The rules in force, in the order they run.
    pub(super) rules: Vec<Rule>,
    /// What each of them tells apart.
    grains: Vec<Grain>,
    /// Which of them a filler is for.
    fillers: Vec<bool>,
    /// There are no rules but an age.
    only_age: bool,
    pub(super) zone: &'p TimeZone,
}

/// When a pass is made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(super) now: Instant,
    /// The zone's clock at some moment, mostly near to `now`.
    pub(super) clock: Clock,
}

/// What the ages of a policy reach back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cuts {
    /// What they count from; none before the first snapshot, where everything is young.
    from: Option<Instant>,
    clock: Clock,
    pub(super) min_age: Option<Instant>,
    pub(super) max_age: Option<Instant>,
}

/// How far a rule goes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reach {
    /// Until so many are kept.
    Count(Count),
    /// As long as they are younger than that.
    After(Instant),
}

/// Where a candidate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Kept by what precedes the rules.
    Above,
    /// Dropped by `maxAge`.
    Aged,
    /// Left to the rules.
    Left,
    /// Lost its bucket to another, which puts it out of all later rules ([`super::Overlap::SkipPeriod`]).
    Out,
}

/// What a pass found of a candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) place: Place,
    pub(super) kept: bool,
}

/// A rule keeps a candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kept {
    pub(super) at: usize,
    /// The rule's place in [`Rules::rules`].
    pub(super) rule: usize,
    /// As its n-th; 0 for the oldest, which it keeps because it is not filled.
    pub(super) nth: usize,
}

/// A pass: what every candidate came to, and what is needed to say why.
pub(crate) struct Pass<'r, 'a> {
    pub(super) rules: &'r Rules<'r>,
    pub(super) candidates: &'r [Candidate<'a>],
    pub(super) cuts: Cuts,
    pub(super) marks: Vec<Mark>,
    /// The positions that the rules look at, newest first.
    pub(super) left: Vec<usize>,
    /// In the order of the rules.
    pub(super) keeps: Vec<Kept>,
    /// The rules that have buckets.
    pub(super) filled: Vec<Filled>,
    /// Brought back by the floor.
    pub(super) floor: Vec<usize>,
    /// Kept as the newest.
    pub(super) newest: Vec<usize>,
}

impl<'p> Rules<'p> {
    pub(crate) fn new(policy: &'p Policy, zone: &'p TimeZone) -> Self {
        let manners = policy.preset.manners();
        let mut rules = policy.keep.rules();
        let coarsest = rules.iter().rposition(|rule| rule.counts()).or(rules.len().checked_sub(1));
        let fillers = rules.iter().enumerate().map(|(at, rule)| match policy.filler {
            Filler::Off => false,
            Filler::Coarsest if Some(at) != coarsest => false,
            Filler::EveryRule | Filler::Coarsest => {
                manners.filler_reach.endless
                    || matches!(rule, Rule::Last(Count::UpTo(_)) | Rule::Every(_, Count::UpTo(_)))
            }
        });
        let fillers = fillers.collect();
        // With an age and no rule, the age is the rule.
        let only_age = rules.is_empty();
        if only_age {
            rules.extend(policy.max_age.clone().map(|period| Rule::Within(None, period)));
        }
        let calendar = Calendar { dst: policy.dst, quarter: policy.quarter };
        let grains = rules.iter().map(|rule| grain(rule, manners, calendar)).collect();
        Self { policy, manners, calendar, rules, grains, fillers, only_age, zone }
    }

    /// Decides `candidates`, which stand newest first. `others` more are sure to stay: they count for the floor.
    /// The candidates at the positions `newest` stay whatever the rules say.
    pub(crate) fn run<'r, 'a>(
        &'r self,
        moment: Moment,
        candidates: &'r [Candidate<'a>],
        others: usize,
        newest: Vec<usize>,
    ) -> Pass<'r, 'a> {
        // Newest first: the first that is not in the future. Where all are, everything is young.
        let newest_by_now = || candidates.iter().map(|c| c.instant).find(|instant| *instant <= moment.now);
        let cuts = self.cuts(moment, newest_by_now);
        let mut pass = Pass {
            rules: self,
            candidates,
            cuts,
            marks: Vec::with_capacity(candidates.len()),
            left: Vec::with_capacity(candidates.len()),
            keeps: Vec::new(),
            filled: Vec::new(),
            floor: Vec::new(),
            newest,
        };
        pass.precede();
        for at in 0..self.rules.len() {
            pass.apply(at);
        }
        pass.refill(others);
        pass
    }

    /// What ages reach back to; `newest` is the newest candidate that is not in the future.
    pub(super) fn cuts(&self, moment: Moment, newest: impl FnOnce() -> Option<Instant>) -> Cuts {
        let from = if self.policy.within_from == WithinFrom::Now { Some(moment.now) } else { newest() };
        let cuts = Cuts { from, clock: moment.clock, min_age: None, max_age: None };
        let cut = |period: &Option<Period>| period.as_ref().map(|period| self.cut(period, &cuts));
        Cuts { min_age: cut(&self.policy.min_age), max_age: cut(&self.policy.max_age), ..cuts }
    }

    fn cut(&self, period: &Period, cuts: &Cuts) -> Instant {
        let (months, year) = (self.policy.months, self.manners.year_seconds);
        cuts.from.map_or_else(start, |from| period.before_at(from, &cuts.clock, self.zone, months, year))
    }

    /// How far the rule at a place goes.
    pub(super) fn reach(&self, at: usize, cuts: &Cuts) -> Reach {
        match self.rules.get(at) {
            Some(Rule::Last(count) | Rule::Every(_, count)) => Reach::Count(*count),
            Some(Rule::Within(_, period)) if !self.only_age => Reach::After(self.cut(period, cuts)),
            // What `maxAge` left is kept, to the second of its birthday.
            _ => Reach::After(start()),
        }
    }

    /// True when the rule at a place keeps the oldest where it is not filled.
    pub(super) fn fills_up(&self, at: usize) -> bool {
        self.fillers.get(at).copied().unwrap_or(false)
    }

    /// What the rule at a place tells apart.
    pub(super) fn grain(&self, at: usize) -> Grain {
        self.grains.get(at).copied().unwrap_or(Grain::Each)
    }
}

/// What a rule tells apart.
fn grain(rule: &Rule, manners: &Manners, calendar: Calendar) -> Grain {
    match rule {
        Rule::Last(_) => manners.last_merges.map_or(Grain::Each, |dst| {
            // The policy's own word can only tell more apart.
            Grain::Second(if calendar.dst == Dst::Split { Dst::Split } else { dst })
        }),
        rule => rule.size().map_or(Grain::Each, Grain::Size),
    }
}

/// Before every snapshot: an age that reaches back to it reaches everything.
fn start() -> Instant {
    Instant::from(Timestamp::MIN)
}

impl Pass<'_, '_> {
    /// Whether each candidate is dropped, without a word of why.
    pub(crate) fn drops(&self) -> Vec<bool> {
        self.marks.iter().map(|mark| !mark.kept).collect()
    }

    /// What stands above the rules; the positions that are left to them.
    fn precede(&mut self) {
        let policy = self.rules.policy;
        let keep = &policy.keep;
        // How many of the newest `keep.last` would have come to.
        let mut counted = 0;
        let only_age = self.rules.only_age;
        for (at, candidate) in self.candidates.iter().enumerate() {
            let kept = keep.tags.iter().any(|tag| tag.matches(candidate.tags))
                || keep.since.is_some_and(|since| candidate.instant >= since)
                || self.cuts.min_age.is_some_and(|cut| candidate.instant > cut);
            counted += usize::from(!kept);
            let spared = policy.age_and_count && keep.last.allows(counted);
            let older = self.cuts.max_age.is_some_and(|cut| candidate.instant < cut);
            let place = match older {
                _ if kept => Place::Above,
                true if !spared => Place::Aged,
                _ => Place::Left,
            };
            self.marks.push(Mark { place, kept });
            // Where the age is the only rule, what is older takes no part in it.
            let takes_part = kept && self.rules.manners.kept_count && !(only_age && older);
            if place == Place::Left || takes_part {
                self.left.push(at);
            }
        }
    }

    /// What the rules leave too few of, the floor brings back; and the newest stays.
    fn refill(&mut self, others: usize) {
        let kept = self.marks.iter().filter(|mark| mark.kept).count();
        let lacking = (self.rules.policy.floor as usize).saturating_sub(others + kept);
        for (at, mark) in self.marks.iter_mut().enumerate().filter(|(_, mark)| !mark.kept).take(lacking) {
            mark.kept = true;
            self.floor.push(at);
        }
        for &at in &self.newest {
            if let Some(mark) = self.marks.get_mut(at) {
                mark.kept = true;
            }
        }
    }
}
