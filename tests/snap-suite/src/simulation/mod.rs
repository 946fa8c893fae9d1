//! Deterministic simulation: flows against the emulator on a virtual clock, in weather, watched by a plain model.
//!
//! A seed decides everything: the fleet, the job, the hosts with their clocks, kills and cancels, what the network and
//! the service do to each request, and what others do meanwhile. The flows are driven from outside, by JSON alone; the
//! model of what must hold ([`watch`]) shares no code with them. A run that breaks a rule is shrunk ([`shrink`]).

pub mod fleet;
mod host;
pub mod job;
mod network;
pub mod others;
mod play;
mod scenario;
pub mod shrink;
mod watch;
pub mod weather;

use jiff::{SignedDuration, Timestamp};

pub use play::Ran;
pub use scenario::Scenario;
pub use watch::Violation;

/// The one subscription of most runs.
pub const SUBSCRIPTION: &str = "5eed0000-0000-4000-8000-000000000001";
/// The endpoint all hosts are told.
pub const ENDPOINT: &str = "https://management.azure.com";
/// What stands before the path of every access link.
pub const BLOBS: &str = "https://md-emulated.blob.core.windows.net";
/// The slot of all jobs, and the instant at which the service's clock starts.
pub const SLOT: &str = "2026-11-20T02:00:00Z";

/// The instant so many milliseconds into a run.
pub fn instant(milliseconds: i64) -> Timestamp {
    let start: Timestamp = SLOT.parse().unwrap();
    start + SignedDuration::from_millis(milliseconds)
}

/// One seed in so many is played twice.
const TWICE: u64 = 16;

/// Plays the run of a seed; some are played twice and held against each other.
pub fn run(seed: u64) -> Ran {
    let scenario = Scenario::of(seed);
    let ran = caught(|| play::play(&scenario, false));
    if ran.violation.is_some() || !seed.is_multiple_of(TWICE) {
        return ran;
    }
    let again = caught(|| play::play(&scenario, false));
    if again.digest == ran.digest {
        return ran;
    }
    let text = format!("two runs of one seed differ: {:016x} and {:016x}", ran.digest, again.digest);
    Ran { violation: Some(Violation { rule: "deterministic", text }), ..ran }
}

/// Plays a scenario and keeps a line for everything that happens.
pub fn trace(scenario: &Scenario) -> Ran {
    play::play(scenario, true)
}

/// A panic of what is run is a violation like any other.
fn caught(run: impl FnOnce() -> Ran) -> Ran {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default();
        Ran { violation: Some(Violation { rule: "panic", text }), ..Ran::default() }
    })
}
