//! One binary for all cross-crate tests; one module a topic.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "test code: it reads files, and what is broken must stop it"
)]

#[path = "suite/codes.rs"]
mod codes;
#[path = "suite/copy.rs"]
mod copy;
#[path = "suite/copy_random.rs"]
mod copy_random;
#[path = "suite/cost/mod.rs"]
mod cost;
#[path = "suite/create.rs"]
mod create;
#[path = "suite/examples.rs"]
mod examples;
#[path = "suite/exports/mod.rs"]
mod exports;
#[path = "suite/flows.rs"]
mod flows;
#[path = "suite/future.rs"]
mod future;
#[path = "suite/invariants.rs"]
mod invariants;
#[path = "suite/lint.rs"]
mod lint;
#[path = "suite/pictures.rs"]
mod pictures;
#[path = "suite/prune.rs"]
mod prune;
#[path = "suite/prune_random.rs"]
mod prune_random;
#[path = "suite/random_inputs.rs"]
mod random_inputs;
#[path = "suite/ranges.rs"]
mod ranges;
#[path = "suite/reference.rs"]
mod reference;
#[path = "suite/run.rs"]
mod run;
#[path = "suite/run_parts.rs"]
mod run_parts;
#[path = "suite/schema.rs"]
mod schema;
#[path = "suite/spec/mod.rs"]
mod spec;
#[path = "suite/vectors.rs"]
mod vectors;
