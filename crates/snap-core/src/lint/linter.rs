//! Putting the checks together: unit by unit, then what is about all of them.

use std::sync::Arc;

use super::{Finding, Intent, acts, chain, create, fleet, gather, sort, zone};
use crate::guard::Locks;
use crate::instant::Instant;
use crate::plan::Planner;
use crate::retention::Policy;
use crate::unit::{Chains, Unit};
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

impl Asked {
    /// What the policy decides by; nothing without a policy.
    ///
    /// # Errors
    /// When the policy's zone is not known; never for a policy that was read.
    pub fn planner<'a>(&'a self, chains: &'a Chains<'a>) -> Result<Option<Planner<'a>>, ZoneError> {
        self.policy.as_ref().map(|policy| Planner::new(policy, self.now, &self.locks, chains)).transpose()
    }
}

/// The linter over chains: [`unit`](Self::unit) for each of them, in any order, then [`finish`](Self::finish).
#[derive(Debug)]
pub struct Linter {
    asked: Arc<Asked>,
    found: Vec<Finding>,
    /// Snapshots of the units that were looked at, and those of them that the policy may not drop.
    snapshots: usize,
    foreign: usize,
}

impl Linter {
    /// Prepares linting.
    pub fn new(asked: Arc<Asked>) -> Self {
        Self { asked, found: Vec::new(), snapshots: 0, foreign: 0 }
    }

    /// Looks at one unit; `planner` is of the same request and chains.
    pub fn unit(&mut self, unit: &Unit<'_>, planner: Option<&Planner<'_>>, chains: &Chains<'_>) {
        let now = self.asked.now;
        self.found.extend(chain::findings(unit, now, chains));
        if let (Some(policy), Some(planner)) = (&self.asked.policy, planner) {
            self.found.extend(chain::held(unit, &planner.unit(unit), now));
            let foreign = chain::foreign(unit, policy);
            self.snapshots += unit.members.len();
            self.foreign += foreign.len();
            self.found.extend(chain::of_other_policies(unit, &foreign));
        }
    }

    /// Looks at what is about all units, and gives everything: worst first, then by date.
    pub fn finish(mut self, chains: &Chains<'_>) -> Vec<Finding> {
        let asked = &self.asked;
        self.found.extend(fleet::findings(chains));
        let created = asked.intent.create.as_ref();
        self.found.extend(created.into_iter().flat_map(|created| create::findings(created, chains, asked.now)));
        self.found.extend(acts::findings(&asked.intent, chains, &asked.locks, asked.now));
        if let Some(policy) = &asked.policy {
            self.found.extend(zone::fixed(policy).map(|(finding, _)| finding));
            self.found.extend(chain::not_ours(self.foreign, self.snapshots));
        }
        gather::gather(&mut self.found, chains);
        sort(&mut self.found);
        self.found
    }
}
