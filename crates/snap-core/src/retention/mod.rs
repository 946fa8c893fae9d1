//! Retention: which snapshots of a unit a policy keeps, and why (`docs/policy.md`).
//!
//! [`decide`] is the whole of it: points, a policy, its zone and `now` in, one decision a point out. The rules of one
//! pass stand in [`pass`], one rule's work in [`fill`], its words in [`told`], what precedes and follows in [`engine`].

pub(crate) mod advance;
mod bucket;
mod duration;
mod engine;
mod fill;
mod keep;
mod manners;
mod members;
mod pass;
mod policy;
mod read;
mod reason;
mod rule;
mod schema;
mod text;
mod told;
mod wrong;

pub use bucket::Size;
pub use duration::{Period, PeriodError};
pub(crate) use engine::Newest;
pub use engine::{Decision, Point, Standing, Verdict, decide, newest_first};
pub use keep::{Keep, TagRule};
pub(crate) use manners::PRESETS;
pub use manners::{Bucketing, Dst, Filler, Months, Overlap, Pick, Preset, Proof, Quarter, WithinFrom};
pub(crate) use members::Place;
pub use policy::{Policy, Start};
pub(crate) use read::{Field, Members};
pub(crate) use reason::SENTENCES;
pub use reason::{Hold, Missed, NotOurs, Reason};
pub(crate) use rule::RULES;
pub use rule::{Count, Rule};
pub use schema::schema;
pub use wrong::PolicyError;
pub(crate) use wrong::{WRONG, expects_time, expects_times, policy_from_alone, policy_times_too};
