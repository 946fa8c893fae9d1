//! The domain of incremental snapshots of Azure managed disks: ids, instants, chains, readiness and retention.
//!
//! Fully deterministic: pure functions on values. No clock, no network, no environment, no host time zone; whatever
//! depends on time takes `now` as an argument. Facts about the service are cited by their id (`A36`, `L1`, …).

pub mod copying;
pub mod cost;
pub mod estimate;
pub mod future;
pub mod guard;
pub mod id;
pub mod instant;
pub mod inventory;
pub mod json;
pub mod limits;
pub mod lint;
pub mod model;
pub mod name;
pub mod page_ranges;
pub mod plan;
pub mod readiness;
pub mod restore;
pub mod retention;
pub mod say;
pub mod schedule;
pub mod tags;
pub mod text;
pub mod unit;
pub mod zone;
