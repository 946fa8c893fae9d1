//! Tests that cross crates: the vectors that every face runs, and the flows against the emulator.
//!
//! A library so that the vectors can also be written out for the faces that are not Rust: see `src/bin/vectors.rs`.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: it reads files and a broken case must stop it with its name"
)]

pub mod chance;
pub mod exports;
pub mod oracles;
pub mod pictures;
pub mod random;
pub mod reference;
pub mod simulation;
pub mod vectors;
pub mod world;
