//! Putting the checks together: unit by unit, then what is about all of them.

use std::sync::Arc;

use super::ahead::Ahead;
use super::trial::{Trial, Trying};
use super::{CLOCK_DAYS, Finding, Intent, acts, chain, create, fleet, gather, sort};
use crate::future::Future;
use crate::guard::Locks;
use crate::instant::Instant;
use crate::plan::Planner;
use crate::retention::Policy;
use crate::schedule::ClockChange;
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

/// The linter over chains: [`unit`](Self::unit) for each of them, in any order, then [`try_on`](Self::try_on) as long as
/// something is left, then [`finish`](Self::finish).
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
    trial: Trial,
}

/// The policy over some chains.
pub struct Lens<'a> {
    pub(super) planner: Planner<'a>,
    pub(super) ahead: Option<Ahead<'a>>,
}

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
    pub(super) fn lens<'a>(
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
}

impl Linter {
    /// Prepares linting.
    pub fn new(asked: Arc<Asked>) -> Self {
        Self { asked, found: Vec::new(), snapshots: 0, foreign: 0, fresh: None, grows: false, trial: Trial::Smelling }
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

    /// One more piece of what comes after the units: the policy is looked at, or a fix is tried. True when nothing is left.
    /// A piece goes through the runs of the horizon some times.
    pub fn try_on(&mut self, chains: &Chains<'_>) -> bool {
        let asked = Arc::clone(&self.asked);
        let Some(policy) = &asked.policy else { return true };
        let trying = Trying { asked: &asked, policy, chains, fresh: self.fresh.clone(), alone: !self.grows };
        self.trial = std::mem::take(&mut self.trial).go_on(&trying, &mut self.found);
        matches!(self.trial, Trial::Over)
    }

    /// Tries what was not tried yet, looks at what is about all units, and gives everything.
    pub fn finish(mut self, chains: &Chains<'_>) -> Findings {
        while !self.try_on(chains) {}
        let asked = Arc::clone(&self.asked);
        self.found.extend(fleet::findings(chains));
        let slot = asked.next_slot();
        let created = asked.intent.create.as_ref();
        self.found.extend(created.into_iter().flat_map(|created| create::findings(created, chains, slot)));
        self.found.extend(acts::findings(&asked.intent, chains, &asked.locks, asked.now));
        let mut clock_changes = Vec::new();
        if let Some(policy) = &asked.policy {
            self.found.extend(chain::not_ours(self.foreign, self.snapshots));
            if let (Some(schedule), Ok(zone)) = (&policy.schedule, policy.time_zone()) {
                let until = asked.now.plus_seconds(i64::from(CLOCK_DAYS) * 86_400);
                clock_changes = schedule.clock_changes(&zone, asked.now, until);
            }
        }
        gather::gather(&mut self.found, chains);
        sort(&mut self.found);
        Findings { findings: self.found, clock_changes }
    }
}
