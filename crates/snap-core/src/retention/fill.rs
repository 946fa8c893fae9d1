//! One rule at work: it finds the buckets of the candidates, what stands for each, and keeps that.

use super::bucket::{Grain, Size};
use super::manners::{Bucketing, Overlap, Pick};
use super::pass::{Kept, Pass, Place, Reach};
use super::rule::Rule;

/// A bucket of a rule.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bucket {
    ordinal: i64,
    /// The position of its newest.
    first: usize,
    /// The position of what stands for it.
    stands: usize,
    /// The position of the newest in it that was kept before the rule.
    before: Option<usize>,
    holder: Holder,
}

/// Who holds a bucket in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    /// Nobody: the rule did not come to it.
    Nobody,
    /// The rule keeps what is at this position.
    Rule(usize),
    /// What is at this position was kept already.
    Earlier(usize),
    /// What stands for it, at this position, is older than the rule reaches.
    TooOld(usize),
}

/// The buckets that a rule came to.
pub(super) struct Filled {
    /// The rule's place in [`super::pass::Rules::rules`].
    pub(super) rule: usize,
    pub(super) grain: Grain,
    /// The last that it kept or found kept: what it reaches back to.
    pub(super) oldest: Option<usize>,
    /// In a run: in the order of the candidates. In a set: latest ordinal first, so that one is found at once.
    buckets: Vec<Bucket>,
    bucketing: Bucketing,
    /// The ordinals of a set do not stand in the order of the candidates: a clock went back.
    tangled: bool,
}

impl Filled {
    /// The size of its buckets; none where they are seconds.
    pub(super) fn size(&self) -> Option<Size> {
        match self.grain {
            Grain::Size(size) => Some(size),
            Grain::Each | Grain::Second(_) => None,
        }
    }

    /// Who holds the bucket of an ordinal, for a candidate at a position.
    pub(super) fn holder(&self, ordinal: i64, at: usize) -> Holder {
        self.find(ordinal, at).and_then(|found| self.buckets.get(found)).map_or(Holder::Nobody, |b| b.holder)
    }

    fn find(&self, ordinal: i64, at: usize) -> Option<usize> {
        match self.bucketing {
            Bucketing::Set => self.buckets.binary_search_by(|b| ordinal.cmp(&b.ordinal)).ok(),
            Bucketing::Run => {
                let found = self.buckets.partition_point(|b| b.first <= at).checked_sub(1)?;
                self.buckets.get(found).filter(|b| b.ordinal == ordinal).map(|_| found)
            }
        }
    }

    /// The place of the bucket that the next candidate falls into, where it has one; else where a new one goes.
    fn place(&self, ordinal: i64) -> Result<usize, usize> {
        match self.buckets.last() {
            // Newest first, so that almost always it is the last bucket or a new one behind it.
            Some(last) if last.ordinal == ordinal => Ok(self.buckets.len() - 1),
            Some(last) if last.ordinal < ordinal && self.bucketing == Bucketing::Set => {
                self.buckets.binary_search_by(|b| ordinal.cmp(&b.ordinal))
            }
            _ => Err(self.buckets.len()),
        }
    }

    fn insert(&mut self, place: usize, bucket: Bucket) {
        self.tangled |= place < self.buckets.len();
        self.buckets.insert(place, bucket);
    }
}

impl Pass<'_, '_> {
    /// Runs the rule at a place.
    pub(super) fn apply(&mut self, rule: usize) {
        let start = self.keeps.len();
        let reach = self.rules.reach(rule, &self.cuts);
        match self.rules.grain(rule) {
            Grain::Each => {
                let kept = self.keep_each(rule, reach);
                self.fill_up(rule, reach, start, kept);
            }
            grain => {
                let mut filled = self.group(rule, grain, reach);
                let kept = self.keep_standing(&mut filled, reach);
                self.fill_up(rule, reach, start, kept);
                if self.rules.policy.overlap == Overlap::SkipPeriod {
                    self.put_out(&filled);
                }
                self.filled.push(filled);
            }
        }
    }

    /// A rule without buckets: each snapshot stands for itself. How many it kept.
    fn keep_each(&mut self, rule: usize, reach: Reach) -> usize {
        let shared = self.rules.policy.overlap == Overlap::Shared;
        let mut kept = 0;
        for &at in &self.left {
            let (Some(candidate), Some(mark)) = (self.candidates.get(at), self.marks.get_mut(at)) else { continue };
            if mark.place == Place::Out || (mark.kept && !shared) {
                continue;
            }
            match reach {
                Reach::Count(count) if !count.allows(kept + 1) => break,
                Reach::After(cut) if candidate.instant <= cut => break,
                Reach::Count(_) | Reach::After(_) => {}
            }
            kept += 1;
            mark.kept = true;
            self.keeps.push(Kept { at, rule, nth: kept });
        }
        kept
    }

    /// Puts the candidates into buckets. Stops where what follows cannot matter to the rule.
    fn group(&self, rule: usize, grain: Grain, reach: Reach) -> Filled {
        let policy = self.rules.policy;
        let mut filled =
            Filled { rule, grain, oldest: None, buckets: Vec::new(), bucketing: policy.bucket, tangled: false };
        let shared = policy.overlap == Overlap::Shared;
        // The first seen stands: nothing behind the last bucket that is asked for can change it.
        let first_seen = policy.pick == Pick::Newest && policy.overlap != Overlap::SkipPeriod;
        let mut open = 0;
        for &at in &self.left {
            let (Some(candidate), Some(mark)) = (self.candidates.get(at), self.marks.get(at)) else { continue };
            if mark.place == Place::Out {
                continue;
            }
            if let Reach::After(cut) = reach
                && first_seen
                && candidate.instant <= cut
            {
                break;
            }
            let before = mark.kept.then_some(at);
            let ordinal = candidate.wall.ordinal(grain, self.rules.calendar);
            match filled.place(ordinal) {
                Ok(found) => {
                    if let Some(bucket) = filled.buckets.get_mut(found) {
                        bucket.before = bucket.before.or(before);
                        if policy.pick == Pick::Oldest {
                            bucket.stands = at;
                        }
                    }
                }
                Err(place) => {
                    if let Reach::Count(count) = reach
                        && first_seen
                        && !count.allows(open + 1)
                    {
                        break;
                    }
                    open += usize::from(shared || !mark.kept);
                    filled.insert(place, Bucket { ordinal, first: at, stands: at, before, holder: Holder::Nobody });
                }
            }
        }
        filled
    }

    /// Keeps what stands for the buckets, as far as the rule goes. How many it kept.
    fn keep_standing(&mut self, filled: &mut Filled, reach: Reach) -> usize {
        let (overlap, pick) = (self.rules.policy.overlap, self.rules.policy.pick);
        let tangled = filled.tangled && filled.bucketing == Bucketing::Set;
        if tangled {
            filled.buckets.sort_by_key(|bucket| bucket.first);
        }
        let mut kept = 0;
        for bucket in &mut filled.buckets {
            let at = bucket.stands;
            let (Some(candidate), Some(mark)) = (self.candidates.get(at), self.marks.get_mut(at)) else { continue };
            let earlier = match overlap {
                Overlap::Shared => None,
                Overlap::SkipSnapshot => mark.kept.then_some(at),
                Overlap::SkipPeriod => bucket.before,
            };
            let full = match reach {
                Reach::Count(count) => !count.allows(kept + 1),
                Reach::After(cut) if candidate.instant <= cut => {
                    // The newest of a bucket is older than the rule reaches: so is the whole bucket.
                    if pick == Pick::Oldest {
                        bucket.holder = Holder::TooOld(at);
                    }
                    continue;
                }
                Reach::After(_) => false,
            };
            if full && earlier.is_none() {
                break;
            }
            if !full {
                filled.oldest = Some(at);
            }
            if let Some(earlier) = earlier {
                bucket.holder = Holder::Earlier(earlier);
                continue;
            }
            kept += 1;
            mark.kept = true;
            bucket.holder = Holder::Rule(at);
            self.keeps.push(Kept { at, rule: filled.rule, nth: kept });
        }
        if tangled {
            filled.buckets.sort_by_key(|bucket| std::cmp::Reverse(bucket.ordinal));
        }
        kept
    }

    /// A rule that ran out of candidates keeps the oldest too, where the policy fills up. `start` is where its keeps begin.
    fn fill_up(&mut self, rule: usize, reach: Reach, start: usize, kept: usize) {
        if !self.rules.fills_up(rule) {
            return;
        }
        let looks_at = |at: &&usize| self.marks.get(**at).is_some_and(|mark| mark.place != Place::Out);
        let Some(&at) = self.left.iter().rev().find(looks_at) else { return };
        let (Some(candidate), Some(mark)) = (self.candidates.get(at), self.marks.get_mut(at)) else { return };
        let lacks = match reach {
            Reach::Count(count) => count.allows(kept + 1),
            Reach::After(cut) => candidate.instant > cut,
        };
        let unkept_only = self.rules.manners.filler_reach.unkept_only;
        let own = self.keeps.iter().skip(start).any(|keep| keep.at == at);
        if lacks && !own && !(unkept_only && mark.kept) {
            mark.kept = true;
            self.keeps.push(Kept { at, rule, nth: 0 });
        }
    }

    /// Candidates that lost their bucket to another by this rule are out for all later rules.
    fn put_out(&mut self, filled: &Filled) {
        for &at in &self.left {
            let (Some(candidate), Some(mark)) = (self.candidates.get(at), self.marks.get_mut(at)) else { continue };
            let ordinal = candidate.wall.ordinal(filled.grain, self.rules.calendar);
            if !mark.kept && matches!(filled.holder(ordinal, at), Holder::Rule(_)) {
                mark.place = Place::Out;
            }
        }
    }
}

impl Rule {
    /// True for a rule that keeps a number of snapshots or buckets.
    pub(super) fn counts(&self) -> bool {
        matches!(self, Self::Last(_) | Self::Every(..))
    }
}
