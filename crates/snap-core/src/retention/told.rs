//! What a pass says of each candidate, and why.

use super::bucket::Size;
use super::fill::{Filled, Holder};
use super::pass::{Candidate, Pass, Place};
use super::reason::{Missed, Reason};
use super::rule::Rule;

/// What a pass says of a candidate: at least one reason, all of them for keeping or one for dropping.
#[derive(Debug, Default)]
pub(super) struct Fate {
    pub(super) kept: bool,
    pub(super) reasons: Vec<Reason>,
}

impl Pass<'_, '_> {
    /// The fates of the candidates, in their order.
    pub(super) fn told(&self) -> Vec<Fate> {
        let mut fates: Vec<Fate> =
            self.marks.iter().map(|mark| Fate { kept: mark.kept, reasons: Vec::new() }).collect();
        let mut add = |at: usize, reason: Reason| {
            if let Some(fate) = fates.get_mut(at) {
                // Most have one reason and no more: room for four would be most of the memory of a plan.
                if fate.reasons.is_empty() {
                    fate.reasons.reserve_exact(1);
                }
                fate.reasons.push(reason);
            }
        };
        for &at in &self.newest {
            add(at, Reason::Newest);
        }
        // Finest first, so that most drops are told by the first that is looked at.
        let mut filled: Vec<&Filled> = self.filled.iter().collect();
        filled.sort_by_key(|fill| fill.size());
        for (at, (candidate, mark)) in self.candidates.iter().zip(&self.marks).enumerate() {
            if mark.place == Place::Above {
                self.above(candidate).into_iter().for_each(|reason| add(at, reason));
            } else if !mark.kept {
                self.dropped(at, candidate, mark.place, &filled).into_iter().for_each(|reason| add(at, reason));
            }
        }
        for keep in &self.keeps {
            if let Some(rule) = self.rules.rules.get(keep.rule).cloned() {
                add(keep.at, if keep.nth == 0 { Reason::Oldest(rule) } else { Reason::Rule(rule, keep.nth) });
            }
        }
        for &at in &self.floor {
            add(at, Reason::Floor);
        }
        fates
    }

    fn above(&self, candidate: &Candidate<'_>) -> Vec<Reason> {
        let policy = self.rules.policy;
        let tags = policy.keep.tags.iter().filter(|tag| tag.matches(candidate.tags));
        let mut reasons: Vec<Reason> = tags.map(|tag| Reason::Tag(tag.text().clone())).collect();
        reasons.extend(policy.keep.since.filter(|since| candidate.instant >= *since).map(Reason::Since));
        let young = self.cuts.min_age.is_some_and(|cut| candidate.instant > cut);
        reasons.extend(policy.min_age.clone().filter(|_| young).map(|age| Reason::MinAge(age, policy.within_from)));
        reasons
    }

    fn dropped(&self, at: usize, candidate: &Candidate<'_>, place: Place, filled: &[&Filled]) -> Option<Reason> {
        let policy = self.rules.policy;
        match &policy.max_age {
            Some(period) if place == Place::Aged => Some(Reason::MaxAge(period.clone(), policy.within_from)),
            _ => self.missed(at, candidate, filled).map(Reason::NoRule),
        }
    }

    /// Why no rule kept a candidate: told by the finest rule whose buckets reach it, else by the one that comes nearest.
    /// `None` only where there are no rules.
    fn missed(&self, at: usize, candidate: &Candidate<'_>, filled: &[&Filled]) -> Option<Missed> {
        let own = candidate.civil();
        let mut faded: Option<(Size, &Candidate<'_>, &Rule)> = None;
        let mut nearest: Option<(&Rule, &Candidate<'_>)> = None;
        for fill in filled {
            let holder = fill.holder(candidate.wall.ordinal(fill.grain, self.rules.calendar), at);
            if let Holder::Rule(stands) | Holder::Earlier(stands) = holder
                && let Some(stands) = self.candidates.get(stands)
            {
                return Some(Missed::Taken(fill.size(), stands.civil(), own));
            }
            let Some(rule) = self.rules.rules.get(fill.rule) else { continue };
            if let Holder::TooOld(stands) = holder
                && stands != at
            {
                let stands = fill.size().zip(self.candidates.get(stands));
                faded = faded.or(stands.map(|(size, stands)| (size, stands, rule)));
            } else if let Some(oldest) = fill.oldest.and_then(|at| self.candidates.get(at))
                && nearest.is_none_or(|(_, other)| oldest.instant <= other.instant)
            {
                nearest = Some((rule, oldest));
            }
        }
        if let Some((size, stands, Rule::Within(_, period))) = faded {
            return Some(Missed::Faded(size, stands.civil(), own, period.clone()));
        }
        match (nearest, self.rules.rules.last()?) {
            (Some((rule, oldest)), _) => Some(Missed::Past(rule.clone(), Some(oldest.wall.date))),
            (None, Rule::Within(None, period)) => Some(Missed::Older(period.clone(), self.rules.policy.within_from)),
            (None, rule) => Some(Missed::Past(rule.clone(), None)),
        }
    }
}
