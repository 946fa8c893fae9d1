//! `lint`: chains, policy and what is about to be done against the facts.

use std::sync::Arc;

use serde::Serialize;
use snap_core::future::LONGEST_DAYS;
use snap_core::instant::Instant;
use snap_core::lint::{Asked, CLOCK_DAYS, Finding, Findings, Linter};
use snap_core::retention::Policy;
use snap_core::schedule::ClockChange;
use snap_core::unit::{Chains, Level};

use crate::answer::{self, Refusal};
use crate::request;
use crate::session::{Job, over_units};
use crate::verbs::chosen::Chosen;
use crate::verbs::policy::zone_unknown;
use crate::verbs::{self, plan};

const DAY: i64 = 86_400;
/// What a fix that is tried counts of the work of a slice: about the runs of some years.
const TRIAL: usize = 10_000;

pub(crate) struct LintJob {
    asked: Arc<Asked>,
    linter: Linter,
    units: Chosen,
}

impl LintJob {
    pub(crate) fn new(request: request::Lint) -> Result<Self, Refusal> {
        // As far as the changes of the clocks are told, where nothing else is asked.
        let days = request.horizon_days.unwrap_or(CLOCK_DAYS);
        if !(1..=LONGEST_DAYS).contains(&days) {
            let message = format!("`horizonDays` is `{days}`; expected 1 to {LONGEST_DAYS}, which is thirty years");
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
        Ok(Self { linter: Linter::new(Arc::clone(&asked)), asked, units: request.units.into() })
    }
}

/// The answer of `lint`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Lint"))]
pub(crate) struct Answer<'a> {
    now: Instant,
    until: Instant,
    policy: Option<&'a Policy>,
    summary: Summary,
    findings: &'a [Finding],
    clock_changes: &'a [ClockChange],
}

/// How many findings there are of each level.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LintSummary"))]
struct Summary {
    stop: usize,
    warn: usize,
    watch: usize,
}

impl Job for LintJob {
    /// Fixes are tried when all units were looked at: one more step, of many slices.
    fn total(&self, chains: &Chains<'_>) -> usize {
        chains.units.len() + 1
    }

    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let Self { asked, linter, units } = self;
        let lens = linter.lens(asked, chains).map_err(zone_unknown)?;
        let mut left = work.max(1);
        let next = over_units(chains, from, work, |unit| {
            if !units.has(unit) {
                return 0;
            }
            linter.unit(unit, lens.as_ref(), chains);
            left = left.saturating_sub(unit.members.len().max(1));
            unit.members.len()
        });
        if next < chains.units.len() {
            return Ok(next);
        }
        while left > 0 {
            if linter.try_on(chains) {
                return Ok(self.total(chains));
            }
            left = left.saturating_sub(TRIAL);
        }
        Ok(next)
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
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
        answer::done(answer, &self.units.warnings(chains))
    }
}
