//! One host: a process with a flow, a clock that may be wrong, and tokens that end.

use std::collections::BTreeMap;

use serde_json::Value;
use snap_emulator::Emulator;
use snap_flow::Flow;

use super::instant;
use super::scenario::HostPlan;

/// A host and its present process.
pub(super) struct Host {
    pub(super) plan: HostPlan,
    pub(super) number: usize,
    /// Counts its processes.
    pub(super) process: usize,
    pub(super) flow: Option<Flow>,
    /// The present process has ended by itself.
    pub(super) done: bool,
    /// Inputs of the present process, and of all.
    pub(super) inputs: u32,
    pub(super) inputs_of_all: u32,
    /// What its clock shows more than the true one, in milliseconds.
    pub(super) clock: i64,
    /// The one wake-up that counts.
    pub(super) alarm: u64,
    /// Requests without an answer, and their keys.
    pub(super) awaited: BTreeMap<u64, String>,
    token: Option<String>,
    /// The local file of a download, by offset.
    pub(super) file: BTreeMap<u64, Vec<u8>>,
}

impl Host {
    pub(super) fn new(number: usize, plan: HostPlan) -> Self {
        let clock = plan.skew;
        Self {
            plan,
            number,
            process: 0,
            flow: None,
            done: false,
            inputs: 0,
            inputs_of_all: 0,
            clock,
            alarm: 0,
            awaited: BTreeMap::new(),
            token: None,
            file: BTreeMap::new(),
        }
    }

    /// What its clock shows.
    pub(super) fn now(&self, now: i64) -> jiff::Timestamp {
        instant(now + self.clock)
    }

    /// The token it has, or a new one when `fresh` is asked for.
    pub(super) fn token(&mut self, emulator: &Emulator, fresh: bool, now: i64) -> &str {
        if fresh {
            self.token = None;
        }
        let seconds = self.plan.token_seconds;
        self.token.get_or_insert_with(|| emulator.mint_token(instant(now), seconds))
    }

    /// Sets its clock when the plan says so.
    pub(super) fn tick(&mut self) {
        self.inputs += 1;
        self.inputs_of_all += 1;
        for (at, by) in &self.plan.jumps {
            if *at == self.inputs_of_all {
                self.clock += by;
            }
        }
    }

    /// Ends the present process.
    pub(super) fn stop(&mut self) -> Option<Flow> {
        self.process += 1;
        self.inputs = 0;
        self.done = false;
        self.awaited.clear();
        self.alarm += 1;
        self.flow.take()
    }
}

/// What a saved flow is resumed with.
pub(super) fn resume(saved: &Value, now: jiff::Timestamp) -> Value {
    serde_json::json!({"flow": "resume", "saved": saved, "now": now.to_string()})
}
