//! The emulator as a library: every call, rule and fault, without a socket.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests state what must hold and stop where it does not"
)]

mod access;
mod buckets;
mod contract;
mod copies;
mod desk;
mod errors;
mod faults;
mod fleet;
mod graph;
mod groups;
mod immutability;
mod jobs;
mod limits;
mod lists;
mod lives;
mod locks;
mod machines;
mod patches;
mod properties;
mod ranges;
mod recorded;
mod restore;
mod tags;
