//! One binary for all cross-crate tests; one module a topic.

#[path = "suite/vectors.rs"]
mod vectors;
