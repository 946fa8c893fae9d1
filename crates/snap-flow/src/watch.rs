//! Waiting for a snapshot: whether it is ready, has failed, or is to be asked about again (A36, R18).

use serde::{Deserialize, Serialize};
use snap_core::estimate::Estimate;
use snap_core::instant::Instant;
use snap_core::model::{DiskKind, Snapshot};
use snap_core::readiness::{Readiness, State, Verdict};

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub(crate) enum Goal {
    Restorable,
    Durable,
}

/// One snapshot under watch.
#[derive(Debug)]
pub(crate) struct Watch {
    goal: Goal,
    kind: Option<DiskKind>,
    estimate: Estimate,
}

/// What a look at it says.
#[derive(Debug)]
pub(crate) enum Sight {
    Ready(Verdict),
    Failed(Verdict),
    Waiting {
        verdict: Verdict,
        percent: Option<f64>,
        /// By the rate so far; `None` while there is none.
        seconds_left: Option<u64>,
    },
}

impl Watch {
    /// `kind` is the source disk's, where it is known.
    pub(crate) fn new(goal: Goal, kind: Option<DiskKind>) -> Self {
        Self { goal, kind, estimate: Estimate::default() }
    }

    /// Judges what was read at `now`.
    pub(crate) fn look(&mut self, found: &Snapshot, now: Instant) -> Sight {
        let readiness = Readiness::of(found, self.kind);
        let failed = readiness.state == State::Failed;
        let verdict = match self.goal {
            Goal::Restorable => readiness.restorable,
            Goal::Durable => readiness.durable,
        };
        if verdict.is {
            return Sight::Ready(verdict);
        }
        if failed {
            return Sight::Failed(verdict);
        }
        let percent = found.completion_percent;
        if let Some(percent) = percent {
            self.estimate.read(now, percent);
        }
        let seconds_left = self.estimate.seconds_left();
        Sight::Waiting { verdict, percent, seconds_left }
    }
}
