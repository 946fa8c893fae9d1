//! After the units: what is wrong with the policy, and the fixes for it, which are tried one after the other.

use std::collections::VecDeque;
use std::sync::Arc;

use super::ahead::{self, Ahead, Crowds};
use super::fix::{Cure, Smell, better, fewer};
use super::linter::Asked;
use super::{Finding, smells};
use crate::future::Future;
use crate::retention::Policy;
use crate::tags::Tags;
use crate::unit::{Chains, Level};

/// Seconds in which most rules are filled.
const ROUGHLY: i64 = 550 * 86_400;
/// For so many units a fix is looked for; the others have the same policy.
const TRIED: usize = 50;

/// How far it has come. It holds nothing of the chains, so that it can be put aside between two pieces.
#[derive(Debug, Default)]
pub(super) enum Trial {
    /// Nothing was looked at yet.
    #[default]
    Smelling,
    /// What is wrong with the policy, not tried yet; `before` is what would be told of it where there is no disk.
    Policy { smells: VecDeque<Smell>, before: Vec<Finding> },
    /// The findings, by place, of units that it fills; and what helped the last one.
    Units { places: VecDeque<usize>, known: Option<Cure>, before: Vec<Finding> },
    /// Nothing is left.
    Over,
}

/// What is tried on.
pub(super) struct Trying<'a> {
    pub(super) asked: &'a Asked,
    pub(super) policy: &'a Policy,
    pub(super) chains: &'a Chains<'a>,
    /// The future of a disk without snapshots.
    pub(super) fresh: Option<Arc<Future>>,
    /// There is no disk that snapshots are taken of.
    pub(super) alone: bool,
}

impl Trial {
    /// One piece more.
    pub(super) fn go_on(self, trying: &Trying<'_>, found: &mut Vec<Finding>) -> Self {
        match self {
            Self::Smelling => trying.smell(),
            Self::Policy { mut smells, before } => match smells.pop_front() {
                Some(smell) => {
                    let most = |changed: &Policy, roughly| trying.most(changed, roughly);
                    let sound = |target: &Finding, changed: &Policy| trying.is_sound(target, changed, &before);
                    found.push(smell.fixed(trying.policy, &most, &sound));
                    Self::Policy { smells, before }
                }
                None => Self::Units { places: filled(found), known: None, before },
            },
            Self::Units { mut places, known, before } => match places.pop_front() {
                Some(place) => {
                    let fixed = found.get_mut(place).and_then(|finding| trying.fill(finding, known.as_ref(), &before));
                    Self::Units { places, known: fixed.or(known), before }
                }
                None => Self::Over,
            },
            Self::Over => Self::Over,
        }
    }
}

/// The places of what is found of units that the policy fills.
fn filled(found: &[Finding]) -> VecDeque<usize> {
    let filled = |finding: &Finding| {
        finding.id == "L1" && finding.date.is_some() && finding.unit.is_some() && finding.level == Level::Warn
    };
    let places = found.iter().enumerate().filter(|(_, finding)| filled(finding)).map(|(place, _)| place);
    places.take(TRIED).collect()
}

impl Trying<'_> {
    fn smell(&self) -> Trial {
        let (mut smells, ahead) = self.smells(self.policy, self.fresh.clone(), Level::Watch);
        // A new disk has to fare as well after a fix as before, whether there is one or not.
        let mut before: Vec<Finding> = smells.iter().map(|smell| smell.finding.clone()).collect();
        let of_new = |alone| ahead.iter().flat_map(move |ahead: &Ahead<'_>| ahead.of_new_disks(alone));
        before.extend(of_new(true));
        let told = |finding: &Finding| self.alone || finding.id == "L1" && finding.level == Level::Watch;
        smells.extend(of_new(self.alone).filter(told).map(|finding| {
            let cures = if finding.id == "L1" { fewer(self.policy) } else { Vec::new() };
            Smell { finding, cures }
        }));
        Trial::Policy { smells: smells.into(), before }
    }

    /// What is wrong with a policy, whatever the chains, and is at least as bad as `depth`; but for what it does to disks.
    /// `fresh` where it was worked out before.
    fn smells<'p>(
        &self,
        policy: &'p Policy,
        fresh: Option<Arc<Future>>,
        depth: Level,
    ) -> (Vec<Smell>, Option<Ahead<'p>>) {
        let mut found = smells::of_policy(policy);
        let ahead = Ahead::new(policy, self.asked.now, self.asked.until, fresh);
        if let (Some(ahead), Some(schedule)) = (&ahead, &policy.schedule) {
            let none = Tags::default();
            let tags = self.asked.intent.create.as_ref().map_or(&none, |create| &create.tags);
            found.extend(smells::of_schedule(ahead, schedule, tags, depth));
            let crowded = ahead.places(&Crowds::of(self.chains)).into_iter();
            found.extend(crowded.map(|finding| Smell { finding, cures: fewer(policy) }));
        }
        (found, ahead)
    }

    /// The most of a new disk where that is far enough from every limit.
    fn most(&self, changed: &Policy, roughly: bool) -> Option<u32> {
        let asked = self.asked;
        let until = if roughly { asked.until.min(asked.now.plus_seconds(ROUGHLY)) } else { asked.until };
        let crowds = Crowds::of(self.chains);
        smells::most(changed, asked.now, until).filter(|most| crowds.have_room(*most))
    }

    /// True where a finding is gone under the changed policy, and nothing came that is as bad.
    fn is_sound(&self, target: &Finding, changed: &Policy, before: &[Finding]) -> bool {
        let (smells, ahead) = self.smells(changed, None, target.level);
        let mut after: Vec<Finding> = smells.into_iter().map(|smell| smell.finding).collect();
        // How quickly copies end has to do with the schedule alone.
        let background = changed.schedule != self.policy.schedule;
        after.extend(ahead.iter().flat_map(|ahead| ahead.of_new_disks(background)));
        better(target, before, &after)
    }

    /// Gives the finding of a unit its fix, and what that was made by.
    fn fill(&self, finding: &mut Finding, known: Option<&Cure>, before: &[Finding]) -> Option<Cure> {
        let key = finding.unit.as_deref()?;
        let unit = self.chains.units.iter().find(|unit| unit.key == key)?;
        let room = |changed: &Policy| {
            let lens = self.asked.lens(changed, self.fresh.clone(), self.chains).ok()?;
            let future = lens.ahead.as_ref()?.future(unit, &lens.planner);
            ahead::has_room(&future).then_some(future.peak.count)
        };
        // What helped the last one likely helps this one, and is known to do no harm.
        finding.fix = known.and_then(|cure| cure.also(self.policy, &room)).or_else(|| {
            let both = |changed: &Policy, roughly| self.most(changed, roughly).and_then(|_| room(changed));
            let sound = |target: &Finding, changed: &Policy| self.is_sound(target, changed, before);
            Smell { finding: finding.clone(), cures: fewer(self.policy) }.fixed(self.policy, &both, &sound).fix
        });
        finding.fix.as_ref().and_then(Cure::of)
    }
}
