//! The bridge from chains to retention: what of each unit a policy keeps, drops and must leave alone.

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::guard::{Guards, Locks, Owner, standing};
use crate::instant::Instant;
use crate::retention::{self, Decision, Point, Policy, Verdict};
use crate::say::Sentence;
use crate::unit::{Chains, InstantFrom, Member, Unit};
use crate::zone::ZoneError;

crate::sentences! {
    /// What a plan opens with.
    pub(crate) const SENTENCES;
    plan_drops(drop: Count, all: Count, hold: Count, waiting: Count) =
        "Drops {drop, plural, =0 {nothing} other {{drop}}} of {all}.{hold, plural, =0 {} one { One is protected.} other { {hold} are protected.}}{waiting, plural, =0 {} one { One is not counted yet.} other { {waiting} are not counted yet.}}";
}

/// What a plan is made by, beside the unit itself.
pub struct Planner<'a> {
    policy: &'a Policy,
    zone: TimeZone,
    now: Instant,
    guards: Guards<'a>,
}

/// How many of a unit's, or of all, snapshots got which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Tally {
    /// Kept by the policy.
    pub keep: usize,
    /// Dropped by the policy.
    pub drop: usize,
    /// Left alone though the rules do not keep them, or may not touch them.
    pub hold: usize,
    /// Pending, failed or not known: no candidates.
    pub not_counted: usize,
}

impl<'a> Planner<'a> {
    /// Prepares planning over `chains`, which must be of the same inventory as the units that are planned.
    ///
    /// # Errors
    /// When the policy's zone is not known; never for a policy that was read.
    pub fn new(policy: &'a Policy, now: Instant, locks: &'a Locks, chains: &'a Chains<'a>) -> Result<Self, ZoneError> {
        Ok(Self { policy, zone: policy.time_zone()?, now, guards: Guards::new(chains, locks) })
    }

    /// One decision for each snapshot of the unit, newest first.
    pub fn unit(&self, unit: &Unit<'_>) -> Vec<Decision> {
        let points: Vec<Point<'_>> = unit.members.iter().map(|member| self.point(member)).collect();
        retention::decide(&points, self.policy, &self.zone, self.now)
    }

    /// When it is planned.
    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// Whose snapshots are ours.
    pub(crate) fn policy_id(&self) -> &'a str {
        &self.policy.id
    }

    /// A snapshot as retention looks at it.
    pub(crate) fn point<'m>(&self, member: &'m Member<'m>) -> Point<'m> {
        let snapshot = member.snapshot;
        Point {
            id: &snapshot.id,
            // The start of a copy is no moment to decide by: copies of a month that are begun in one night would share a
            // day, and one of them would stand for all.
            instant: member.instant.filter(|_| member.instant_from != InstantFrom::CopyStart),
            standing: standing(member),
            not_ours: Owner::Policy(&self.policy.id).disowns(&snapshot.tags),
            tags: &snapshot.tags,
            holds: self.guards.holds(member),
        }
    }
}

impl Tally {
    /// Counts decisions.
    pub fn of(decisions: &[Decision]) -> Self {
        let mut tally = Self::default();
        for decision in decisions {
            let count = match decision.verdict {
                Verdict::Keep => &mut tally.keep,
                Verdict::Drop => &mut tally.drop,
                Verdict::Hold => &mut tally.hold,
                Verdict::NotCounted => &mut tally.not_counted,
            };
            *count += 1;
        }
        tally
    }

    /// Adds another tally to this one.
    pub fn add(&mut self, other: Self) {
        self.keep += other.keep;
        self.drop += other.drop;
        self.hold += other.hold;
        self.not_counted += other.not_counted;
    }

    /// The sentence that a plan opens with.
    pub fn sentence(&self) -> Sentence {
        let all = self.keep + self.drop + self.hold + self.not_counted;
        plan_drops(self.drop, all, self.hold, self.not_counted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_counts_all() {
        let tally = Tally { keep: 115, drop: 366, hold: 2, not_counted: 1 };
        assert_eq!(tally.sentence(), "Drops 366 of 484. 2 are protected. One is not counted yet.");
        assert_eq!(Tally::default().sentence(), "Drops nothing of 0.");
    }
}
