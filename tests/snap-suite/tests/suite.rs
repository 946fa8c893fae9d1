//! One binary for all cross-crate tests; one module a topic.

#[path = "suite/codes.rs"]
mod codes;
#[path = "suite/examples.rs"]
mod examples;
#[path = "suite/flows.rs"]
mod flows;
#[path = "suite/vectors.rs"]
mod vectors;
