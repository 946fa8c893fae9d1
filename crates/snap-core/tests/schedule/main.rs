//! Schedules: the slots and what the changes of the clocks do to them, case by case and against a plain reckoning.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "test code: what is broken must stop it")]

mod changes;
mod plain;
mod slots;

use snap_core::instant::Instant;
use snap_core::retention::Policy;
use snap_core::schedule::Schedule;

/// The schedule of a policy in `zone`, and the zone.
fn schedule(zone: &str, json: &str) -> (Schedule, jiff::tz::TimeZone) {
    let policy = format!(r#"{{"zone": "{zone}", "schedule": {json}}}"#);
    let policy = Policy::from_json(policy.as_bytes()).unwrap();
    let zone = policy.time_zone().unwrap();
    (policy.schedule.unwrap(), zone)
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}
