//! One pass of a policy over candidates: precedence, rules, floor, newest.

use jiff::tz::TimeZone;

use super::bucket::{Size, Wall};
use super::duration::Period;
use super::policy::Policy;
use super::reason::{Missed, Reason};
use super::rule::{Count, Rule};
use crate::instant::Instant;
use crate::tags::Tags;

/// A snapshot that the rules may count on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate<'a> {
    pub(super) instant: Instant,
    pub(super) wall: Wall,
    pub(super) tags: &'a Tags,
}

/// What a pass says of a candidate: at least one reason, all of them for keeping or one for dropping.
#[derive(Debug, Default)]
pub(super) struct Fate {
    pub(super) kept: bool,
    pub(super) reasons: Vec<Reason>,
}

impl Fate {
    /// True when the rules ran over it and did not keep it.
    pub(super) fn drops(&self) -> bool {
        !self.kept && !self.reasons.is_empty()
    }

    fn keep(&mut self, reason: Reason) {
        if !self.kept {
            self.kept = true;
            self.reasons.clear();
        }
        self.reasons.push(reason);
    }
}

/// A policy made ready for one `now`: every duration is an instant.
pub(super) struct Rules<'p> {
    policy: &'p Policy,
    min_age: Option<(Instant, &'p Period)>,
    max_age: Option<(Instant, &'p Period)>,
    rules: Vec<(Rule, Reach)>,
}

/// How far a rule goes.
#[derive(Debug, Clone, Copy)]
enum Reach {
    /// Until so many are kept.
    Count(Count),
    /// As long as they are younger than that.
    After(Instant),
}

/// The buckets that a rule has filled.
struct Filled<'p> {
    rule: &'p Rule,
    size: Size,
    /// Bucket and position of what stands for it, latest bucket first. A set, not a run: where clocks go back a bucket
    /// is left and entered again.
    buckets: Vec<(i64, usize)>,
    /// The position of the last one it kept.
    oldest: Option<usize>,
}

impl<'p> Rules<'p> {
    pub(super) fn new(policy: &'p Policy, zone: &TimeZone, now: Instant) -> Self {
        let cut = |period: &Period| period.before(now, zone);
        let reach = |rule: &Rule| match rule {
            Rule::Within(_, period) => Reach::After(cut(period)),
            Rule::Last(count) | Rule::Every(_, count) => Reach::Count(*count),
        };
        Self {
            policy,
            min_age: policy.min_age.as_ref().map(|p| (cut(p), p)),
            max_age: policy.max_age.as_ref().map(|p| (cut(p), p)),
            rules: policy
                .keep
                .rules()
                .into_iter()
                .map(|rule| {
                    let reach = reach(&rule);
                    (rule, reach)
                })
                .collect(),
        }
    }

    /// Decides `candidates`, which stand newest first. `others` more are sure to stay: they count for the floor.
    /// The candidates at the positions `newest` stay whatever the rules say.
    pub(super) fn run(&self, candidates: &[Candidate<'_>], others: usize, newest: &[usize]) -> Vec<Fate> {
        let mut fates: Vec<Fate> = candidates.iter().map(|_| Fate::default()).collect();
        let left = self.precede(candidates, &mut fates);
        let filled: Vec<Filled<'_>> =
            self.rules.iter().filter_map(|(rule, reach)| apply(rule, *reach, candidates, &left, &mut fates)).collect();
        for &at in &left {
            if let (Some(candidate), Some(fate)) = (candidates.get(at), fates.get_mut(at))
                && !fate.kept
            {
                fate.reasons.extend(self.missed(candidate, &filled, candidates).map(Reason::NoRule));
            }
        }
        let lacking = (self.policy.floor as usize).saturating_sub(others + fates.iter().filter(|f| f.kept).count());
        fates.iter_mut().filter(|f| !f.kept).take(lacking).for_each(|f| f.keep(Reason::Floor));
        for &at in newest {
            if let Some(fate) = fates.get_mut(at)
                && fate.reasons.first() != Some(&Reason::Newest)
            {
                fate.keep(Reason::Newest);
                fate.reasons.rotate_right(1);
            }
        }
        fates
    }

    /// What stands above the rules; the positions that are left to them.
    fn precede(&self, candidates: &[Candidate<'_>], fates: &mut [Fate]) -> Vec<usize> {
        let keep = &self.policy.keep;
        let mut left = Vec::with_capacity(candidates.len());
        // How many of the newest `keep.last` would have come to.
        let mut counted = 0;
        for (at, (candidate, fate)) in candidates.iter().zip(fates).enumerate() {
            for tag in keep.tags.iter().filter(|tag| tag.matches(candidate.tags)) {
                fate.keep(Reason::Tag(tag.text().clone()));
            }
            if let Some(since) = keep.since.filter(|since| candidate.instant >= *since) {
                fate.keep(Reason::Since(since));
            }
            if let Some((_, period)) = self.min_age.filter(|(cut, _)| candidate.instant > *cut) {
                fate.keep(Reason::MinAge(period.clone()));
            }
            if fate.kept {
                continue;
            }
            counted += 1;
            let spared = self.policy.age_and_count && keep.last.allows(counted);
            match self.max_age {
                Some((cut, period)) if candidate.instant < cut && !spared => {
                    fate.reasons.push(Reason::MaxAge(period.clone()));
                }
                // With an age and no rule, the age is the rule.
                Some((_, period)) if self.rules.is_empty() => {
                    fate.keep(Reason::Rule(Rule::Within(None, period.clone()), 1));
                }
                _ => left.push(at),
            }
        }
        left
    }

    /// Why no rule kept a candidate: told by the finest rule whose buckets reach it, else by the one that comes nearest.
    /// `None` only where there are no rules.
    fn missed(&self, candidate: &Candidate<'_>, filled: &[Filled<'_>], candidates: &[Candidate<'_>]) -> Option<Missed> {
        let mut finest: Option<(Size, &Candidate<'_>)> = None;
        let mut nearest: Option<(&Rule, &Candidate<'_>)> = None;
        for fill in filled {
            if let Some(stands) = fill.holder(candidate.wall.bucket(fill.size)).and_then(|at| candidates.get(at)) {
                if finest.is_none_or(|(size, _)| fill.size < size) {
                    finest = Some((fill.size, stands));
                }
            } else if let Some(oldest) = fill.oldest.and_then(|at| candidates.get(at))
                && nearest.is_none_or(|(_, other)| oldest.instant <= other.instant)
            {
                nearest = Some((fill.rule, oldest));
            }
        }
        match (finest, nearest) {
            (Some((size, stands)), _) => Some(Missed::Taken(size, stands.wall.civil, candidate.wall.civil)),
            (None, Some((rule, oldest))) => Some(Missed::Past(rule.clone(), Some(oldest.wall.civil.date()))),
            (None, None) => self.rules.last().map(|(rule, _)| Missed::Past(rule.clone(), None)),
        }
    }
}

impl Filled<'_> {
    /// The position of what stands for a bucket.
    fn holder(&self, bucket: i64) -> Option<usize> {
        let found = self.buckets.binary_search_by(|(b, _)| bucket.cmp(b)).ok()?;
        self.buckets.get(found).map(|(_, at)| *at)
    }

    /// Enters a bucket; true when it was open.
    fn enter(&mut self, bucket: i64, at: usize) -> bool {
        let place = match self.buckets.last() {
            // Newest first, so that almost always it is the last bucket or a new one behind it.
            Some((last, _)) if bucket == *last => return false,
            Some((last, _)) if bucket > *last => match self.buckets.binary_search_by(|(b, _)| bucket.cmp(b)) {
                Ok(_) => return false,
                Err(place) => place,
            },
            _ => self.buckets.len(),
        };
        self.buckets.insert(place, (bucket, at));
        self.oldest = Some(at);
        true
    }
}

/// Runs one rule over the positions in `left`; the buckets it filled, when it has buckets.
fn apply<'p>(
    rule: &'p Rule,
    reach: Reach,
    candidates: &[Candidate<'_>],
    left: &[usize],
    fates: &mut [Fate],
) -> Option<Filled<'p>> {
    let mut filled = rule.size().map(|size| Filled { rule, size, buckets: Vec::new(), oldest: None });
    let mut nth = 0;
    for &at in left {
        let (Some(candidate), Some(fate)) = (candidates.get(at), fates.get_mut(at)) else { continue };
        let goes_on = match reach {
            Reach::Count(count) => count.allows(nth + 1),
            Reach::After(cut) => candidate.instant > cut,
        };
        if !goes_on {
            break;
        }
        if filled.as_mut().is_none_or(|f| f.enter(candidate.wall.bucket(f.size), at)) {
            nth += 1;
            fate.keep(Reason::Rule(rule.clone(), nth));
        }
    }
    filled
}
