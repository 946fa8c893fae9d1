//! Putting the checks together: unit by unit, then what is about all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ahead::{self, Ahead, Crowds};
use super::fix::{Cure, Smell, better, fewer};
use super::{CLOCK_DAYS, Finding, Intent, acts, chain, create, fleet, gather, smells, sort};
use crate::future::Future;
use crate::guard::Locks;
use crate::instant::Instant;
use crate::plan::Planner;
use crate::retention::Policy;
use crate::schedule::ClockChange;
use crate::tags::Tags;
use crate::unit::{Chains, Level, Unit};
use crate::zone::ZoneError;

/// What is checked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The policy, where there is one.
    pub policy: Option<Policy>,
    /// The moment of the chains, and where the future begins.
    pub now: Instant,
    /// How far the future is looked at.
    pub until: Instant,
    /// What is locked.
    pub locks: Locks,
    /// What is about to be done.
    pub intent: Intent,
}

/// The linter over chains: [`unit`](Self::unit) for each of them, in any order, then [`finish`](Self::finish).
#[derive(Debug)]
pub struct Linter {
    asked: Arc<Asked>,
    found: Vec<Finding>,
    /// Snapshots of the units that were looked at, and those of them that the policy may not drop.
    snapshots: usize,
    foreign: usize,
    /// Of a disk without snapshots.
    fresh: Option<Arc<Future>>,
    /// A unit that snapshots are taken of was looked at.
    grows: bool,
}

/// The policy over some chains.
pub struct Lens<'a> {
    planner: Planner<'a>,
    ahead: Option<Ahead<'a>>,
}

/// What a policy is for.
#[derive(Clone)]
struct Whole {
    crowds: Crowds,
    /// There is no disk that snapshots are taken of.
    alone: bool,
}

/// Seconds in which most rules are filled.
const ROUGHLY: i64 = 550 * 86_400;
/// For so many units a fix is looked for; the others have the same policy.
const TRIED: usize = 50;

/// All that was found.
#[derive(Debug)]
pub struct Findings {
    /// Worst first, then by date.
    pub findings: Vec<Finding>,
    /// What the clocks do to the schedule in the next five years (V10).
    pub clock_changes: Vec<ClockChange>,
}

impl Asked {
    /// The policy over chains; nothing without a policy. `fresh` is the future of a disk without snapshots, where it was
    /// worked out already.
    fn lens<'a>(
        &'a self,
        policy: &'a Policy,
        fresh: Option<Arc<Future>>,
        chains: &'a Chains<'a>,
    ) -> Result<Lens<'a>, ZoneError> {
        let planner = Planner::new(policy, self.now, &self.locks, chains)?;
        Ok(Lens { planner, ahead: Ahead::new(policy, self.now, self.until, fresh) })
    }

    /// The slot of the next run; now where there is no schedule.
    fn next_slot(&self) -> Instant {
        let schedule = self.policy.as_ref().and_then(|policy| policy.schedule.as_ref());
        let zone = self.policy.as_ref().and_then(|policy| policy.time_zone().ok());
        let next = schedule.zip(zone).and_then(|(schedule, zone)| schedule.slots(&zone, self.now, self.until).next());
        next.map_or(self.now, |slot| slot.at)
    }

    /// What is wrong with a policy, whatever the chains, and is at least as bad as `depth`; of a new disk too, where there
    /// is no other.
    fn smells(&self, policy: &Policy, fresh: Option<Arc<Future>>, whole: &Whole, depth: Level) -> Vec<Smell> {
        let mut found = smells::of_policy(policy);
        if let (Some(ahead), Some(schedule)) = (Ahead::new(policy, self.now, self.until, fresh), &policy.schedule) {
            let none = Tags::default();
            let tags = self.intent.create.as_ref().map_or(&none, |create| &create.tags);
            found.extend(smells::of_schedule(&ahead, schedule, tags, depth));
            found
                .extend(ahead.places(&whole.crowds).into_iter().map(|finding| Smell { finding, cures: fewer(policy) }));
            let told = |finding: &Finding| whole.alone || finding.id == "L1" && finding.level == Level::Watch;
            found.extend(ahead.of_new_disks(whole.alone).into_iter().filter(told).map(|finding| {
                let cures = if finding.id == "L1" { fewer(policy) } else { Vec::new() };
                Smell { finding, cures }
            }));
        }
        found
    }
}

impl Linter {
    /// Prepares linting.
    pub fn new(asked: Arc<Asked>) -> Self {
        Self { asked, found: Vec::new(), snapshots: 0, foreign: 0, fresh: None, grows: false }
    }

    /// The policy over chains, to look at units with; `asked` is what the linter was made of.
    ///
    /// # Errors
    /// When the policy's zone is not known; never for a policy that was read.
    pub fn lens<'a>(&mut self, asked: &'a Asked, chains: &'a Chains<'a>) -> Result<Option<Lens<'a>>, ZoneError> {
        let lens = asked.policy.as_ref().map(|policy| asked.lens(policy, self.fresh.clone(), chains)).transpose()?;
        self.fresh = lens.as_ref().and_then(|lens| Some(Arc::clone(&lens.ahead.as_ref()?.fresh)));
        Ok(lens)
    }

    /// Looks at one unit; `lens` is of the same request and chains.
    pub fn unit(&mut self, unit: &Unit<'_>, lens: Option<&Lens<'_>>, chains: &Chains<'_>) {
        let now = self.asked.now;
        self.grows |= unit.can_grow();
        self.found.extend(chain::findings(unit, now, chains));
        if let (Some(policy), Some(lens)) = (&self.asked.policy, lens) {
            self.found.extend(chain::held(unit, &lens.planner.unit(unit), now));
            let foreign = chain::foreign(unit, policy);
            self.snapshots += unit.members.len();
            self.foreign += foreign.len();
            self.found.extend(chain::of_other_policies(unit, &foreign));
            let ahead = lens.ahead.as_ref().map(|ahead| ahead.of(unit, &lens.planner)).unwrap_or_default();
            // The day on which a chain is full says more than that it is nearly so.
            if ahead.iter().any(|finding| finding.id == "L1" && finding.level == Level::Warn) {
                let near =
                    |finding: &Finding| finding.id == "L1" && finding.level == Level::Warn && finding.date.is_none();
                self.found.retain(|finding| !(near(finding) && finding.unit.as_deref() == Some(&unit.key)));
            }
            self.found.extend(ahead);
        }
    }

    /// Looks at what is about all units, tries what helps, and gives everything.
    pub fn finish(mut self, chains: &Chains<'_>) -> Findings {
        let asked = Arc::clone(&self.asked);
        self.found.extend(fleet::findings(chains));
        let slot = asked.next_slot();
        let created = asked.intent.create.as_ref();
        self.found.extend(created.into_iter().flat_map(|created| create::findings(created, chains, slot)));
        self.found.extend(acts::findings(&asked.intent, chains, &asked.locks, asked.now));
        let mut clock_changes = Vec::new();
        if let Some(policy) = &asked.policy {
            self.found.extend(chain::not_ours(self.foreign, self.snapshots));
            self.policy(policy, chains);
            if let (Some(schedule), Ok(zone)) = (&policy.schedule, policy.time_zone()) {
                let until = asked.now.plus_seconds(CLOCK_DAYS * 86_400);
                clock_changes = schedule.clock_changes(&zone, asked.now, until);
            }
        }
        gather::gather(&mut self.found, chains);
        sort(&mut self.found);
        Findings { findings: self.found, clock_changes }
    }

    /// What is wrong with the policy, and fixes for it and for the units that it fills.
    fn policy(&mut self, policy: &Policy, chains: &Chains<'_>) {
        let asked = Arc::clone(&self.asked);
        let whole = Whole { crowds: Crowds::of(chains), alone: !self.grows };
        let smells = asked.smells(policy, self.fresh.clone(), &whole, Level::Watch);
        let findings = |smells: Vec<Smell>| smells.into_iter().map(|smell| smell.finding).collect::<Vec<_>>();
        // A new disk has to fare as well as before, whether there is one or not.
        let strict = Whole { alone: true, ..whole.clone() };
        let before = findings(asked.smells(policy, self.fresh.clone(), &strict, Level::Watch));
        let most = |changed: &Policy, roughly: bool| {
            let until = if roughly { asked.until.min(asked.now.plus_seconds(ROUGHLY)) } else { asked.until };
            smells::most(changed, asked.now, until).filter(|most| whole.crowds.have_room(*most))
        };
        let sound = |target: &Finding, changed: &Policy| {
            better(target, &before, &findings(asked.smells(changed, None, &strict, target.level)))
        };
        self.found.extend(smells.into_iter().map(|smell| smell.fixed(policy, &most, &sound)));

        let units: BTreeMap<&str, &Unit<'_>> = chains.units.iter().map(|unit| (unit.key.as_str(), unit)).collect();
        let mut known: Option<Cure> = None;
        let filled = |finding: &&mut Finding| {
            finding.id == "L1" && finding.date.is_some() && finding.unit.is_some() && finding.level == Level::Warn
        };
        for finding in self.found.iter_mut().filter(filled).take(TRIED) {
            let Some(unit) = finding.unit.as_deref().and_then(|key| units.get(key)) else { continue };
            let room = |changed: &Policy| {
                let lens = asked.lens(changed, self.fresh.clone(), chains).ok()?;
                let future = lens.ahead.as_ref()?.future(unit, &lens.planner);
                ahead::has_room(&future).then_some(future.peak.count)
            };
            // What helped the last one likely helps this one, and is known to do no harm.
            finding.fix = known.as_ref().and_then(|cure| cure.also(policy, &room)).or_else(|| {
                let both = |changed: &Policy, roughly| most(changed, roughly).and_then(|_| room(changed));
                Smell { finding: finding.clone(), cures: fewer(policy) }.fixed(policy, &both, &sound).fix
            });
            known = finding.fix.as_ref().and_then(Cure::of).or(known);
        }
    }
}
