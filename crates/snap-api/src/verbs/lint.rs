//! `lint`: chains, policy and what is about to be done against the facts.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Serialize;
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::lint::{Asked, Finding, Findings, Linter};
use snap_core::retention::Policy;
use snap_core::schedule::ClockChange;
use snap_core::unit::{self, Chains, Level};

use crate::answer::{self, Refusal};
use crate::request;
use crate::session::{Job, over_units};
use crate::verbs::{self, plan};

/// How far the future is looked at where nothing else is asked: as far as the changes of the clocks are told.
const HORIZON_DAYS: u32 = 1_826;
const DAY: i64 = 86_400;

pub(crate) struct LintJob {
    asked: Arc<Asked>,
    linter: Linter,
    units: Option<BTreeSet<String>>,
}

impl LintJob {
    pub(crate) fn new(request: request::Lint) -> Result<Self, Refusal> {
        let days = request.horizon_days.unwrap_or(HORIZON_DAYS);
        if !(1..=10_958).contains(&days) {
            let message = format!("`horizonDays` is `{days}`; expected 1 to 10958, which is thirty years");
            return Err(Refusal::new("bad_request", message).at("horizonDays"));
        }
        let policy = request.policy.map(|policy| verbs::policy::read_policy(policy.get().as_bytes())).transpose()?;
        let asked = Arc::new(Asked {
            policy,
            now: request.now,
            until: request.now.plus_seconds(i64::from(days) * DAY),
            locks: plan::locks(request.locks)?,
            intent: request.intent.unwrap_or_default(),
        });
        let units = request.units.map(|keys| keys.into_iter().collect());
        Ok(Self { linter: Linter::new(Arc::clone(&asked)), asked, units })
    }

    /// The answer over no documents at all.
    pub(crate) fn alone(mut self) -> Result<Vec<u8>, Refusal> {
        let inventory = Inventory::default();
        let chains = unit::units(&inventory);
        self.slice(0, usize::MAX, &chains)?;
        Ok(Box::new(self).finish(&chains))
    }
}

impl Job for LintJob {
    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let Self { asked, linter, units } = self;
        let lens =
            linter.lens(asked, chains).map_err(|error| Refusal::new("bad_policy", error.to_string()).at("/zone"))?;
        Ok(over_units(chains, from, work, |unit| {
            if units.as_ref().is_some_and(|keys| !keys.contains(&unit.key)) {
                return 0;
            }
            linter.unit(unit, lens.as_ref(), chains);
            unit.members.len()
        }))
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Answer<'a> {
            now: Instant,
            until: Instant,
            policy: Option<&'a Policy>,
            summary: Summary,
            findings: &'a [Finding],
            clock_changes: &'a [ClockChange],
        }
        #[derive(Serialize)]
        struct Summary {
            stop: usize,
            warn: usize,
            watch: usize,
        }
        let Findings { findings, clock_changes } = self.linter.finish(chains);
        let count = |level| findings.iter().filter(|finding| finding.level == level).count();
        let summary = Summary { stop: count(Level::Stop), warn: count(Level::Warn), watch: count(Level::Watch) };
        let asked = &self.asked;
        let answer = Answer {
            now: asked.now,
            until: asked.until,
            policy: asked.policy.as_ref(),
            summary,
            findings: &findings,
            clock_changes: &clock_changes,
        };
        answer::done(answer, &verbs::warnings(chains))
    }
}
