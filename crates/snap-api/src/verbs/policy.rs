//! The verb `policy`: a policy read, filled in and told in both forms, with what its schedule does next.

use std::borrow::Borrow;

use serde::Serialize;
use snap_core::instant::Instant;
use snap_core::retention::Policy;
use snap_core::schedule::{ClockChange, Schedule, Slot};
use snap_core::zone::ZoneError;

use crate::answer::{self, Refusal};
use crate::request;

/// How many slots are shown.
const SLOTS: usize = 5;

/// How far ahead changes of the clocks are told: a year.
const AHEAD: i64 = 366 * 86_400;

/// The answer of `policy`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PolicyRead"))]
pub(crate) struct Answer {
    policy: Policy,
    /// The policy in one line.
    text: String,
    /// It keeps everything.
    empty: bool,
    slots: Option<Vec<Slot>>,
    clock_changes: Option<Vec<ClockChange>>,
}

pub(crate) fn answer(request: &request::Policy) -> Result<Vec<u8>, Refusal> {
    let read = read_policy(request.policy.get().as_bytes())?;
    let policy = match &request.like {
        None => read,
        Some(preset) => read.like(preset).map_err(|error| Refusal::new("bad_policy", error.said()).at("as"))?,
    };
    let ahead = request.now.zip(policy.schedule.as_ref()).and_then(|(now, schedule)| ahead(&policy, schedule, now));
    let (slots, clock_changes) = ahead.unzip();
    Ok(answer::done(Answer { text: policy.text(), empty: policy.is_empty(), policy, slots, clock_changes }, &[]))
}

/// The next slots, and the changes of the clocks that touch slots.
fn ahead(policy: &Policy, schedule: &Schedule, now: Instant) -> Option<(Vec<Slot>, Vec<ClockChange>)> {
    // A policy that was read has its zone.
    let zone = policy.time_zone().ok()?;
    let end = now.plus_seconds(i64::MAX);
    let slots = schedule.slots(&zone, now, end).take(SLOTS).collect();
    Some((slots, schedule.clock_changes(&zone, now, now.plus_seconds(AHEAD))))
}

/// A policy's zone is not known; never so of a policy that was read.
pub(crate) fn zone_unknown(error: impl Borrow<ZoneError>) -> Refusal {
    Refusal::new("bad_policy", error.borrow().said()).at("/zone")
}

/// Reads a policy; what is wrong is named by its JSON pointer inside the policy.
pub(crate) fn read_policy(json: &[u8]) -> Result<Policy, Refusal> {
    Policy::from_json(json).map_err(|error| Refusal::new("bad_policy", error.said()).at(error.pointer()))
}
