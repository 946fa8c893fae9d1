//! Random inputs for every verb, the same for the same seed: a fleet, a policy, a moment, and what is asked of them.
//!
//! They prove that one input gives one answer, to the byte, on every face and under every host zone (V5). Whether the
//! answer is right is proved elsewhere.

mod fleet;
mod policy;

use serde_json::{Value, json};

use crate::chance::Chance;
use crate::vectors::script::Record;

/// The moment that everything is planned at: late in October 2026 in some seeds, so that clock changes lie on both sides.
fn now(chance: &mut Chance) -> jiff::Timestamp {
    let base: jiff::Timestamp = chance
        .pick(&[
            "2026-11-21T10:15:00Z",
            "2026-10-25T01:30:00Z",
            "2027-03-28T00:59:59.5Z",
            "2026-04-04T15:10:00Z",
            "2028-02-29T23:59:59Z",
        ])
        .parse()
        .expect("an instant");
    base + jiff::SignedDuration::from_secs(i64::try_from(chance.between(0, 400_000)).expect("small"))
}

/// Everything that is asked under a seed, on a session of its own.
pub fn case(seed: u64) -> Vec<Record> {
    let chance = &mut Chance::of(seed, "random input");
    let now = now(chance);
    let fleet = fleet::Fleet::random(chance, now);
    let policy = policy::random(chance, now);
    let other = policy::random(chance, now);
    // Long enough for the next change of the clocks and for months to end; comparing run by run with at once takes the
    // square of it.
    let days = chance.between(1, 60);
    let now = now.to_string();
    let mut records = vec![Record::fresh()];
    records.extend(
        fleet.documents(chance).into_iter().map(|(name, bytes)| Record::new(b'A', vec![name.into_bytes(), bytes])),
    );
    let mut ask = |request: Value| records.push(Record::new(b'C', vec![request.to_string().into_bytes()]));
    ask(json!({"verb": "inventory"}));
    ask(json!({"verb": "chains", "now": now}));
    ask(json!({"verb": "policy", "policy": policy}));
    ask(json!({"verb": "plan", "policy": policy, "now": now, "locks": fleet.locks(chance)}));
    ask(json!({"verb": "rows", "of": {"verb": "plan", "policy": other, "now": now}, "table": "snapshots"}));
    ask(json!({"verb": "rows", "of": {"verb": "chains", "now": now}, "table": "units"}));
    // The same in small pieces: interrupting changes nothing.
    ask(json!({"verb": "plan", "policy": other, "now": now, "work": 3}));
    ask(json!({"verb": "continue", "work": 1_000_000}));
    ask(json!({"verb": "simulate", "policy": policy, "now": now, "days": days}));
    ask(json!({"verb": "compare", "a": {"policy": policy}, "b": {"policy": other}, "now": now, "days": days}));
    ask(json!({"verb": "lint", "policy": policy, "now": now, "horizonDays": 1 + days / 4}));
    ask(json!({"verb": "cost", "now": now}));
    for format in ["bicep", "arm", "azure_cli", "az_powershell", "runbook", "portal_steps", "csv", "icalendar"] {
        ask(json!({"verb": "export", "format": format, "policy": policy, "now": now}));
    }
    if let Some(snapshot) = fleet.some_snapshot(chance) {
        ask(json!({"verb": "restore", "snapshot": snapshot, "now": now}));
    }
    records
}
