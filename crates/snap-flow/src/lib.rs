//! Sans-IO machines that drive the service: list and create.
//!
//! A [`Flow`] is a value. It asks for requests and is told how they ended; the host owns HTTP, sign-in, proxies, clocks
//! and sleeping. Given the same inputs at the same instants it gives the same steps, byte for byte. `docs/vocabulary.md`,
//! section *Flows*, is the contract.

mod bounds;
mod contract;
mod copy;
mod create;
mod engine;
mod flow;
mod follow;
mod intent;
mod json;
mod key;
mod list;
mod making;
mod pages;
mod prune;
mod ranges;
mod run;
#[cfg(feature = "sabotage")]
mod sabotage;
mod saved;
mod survey;
#[cfg(test)]
mod tests;
mod trouble;
#[cfg(feature = "typescript")]
mod typescript;
mod wait;
mod watch;

pub use bounds::{Bound, LARGEST_ANSWER, bounds};
pub use contract::{Auth, FlowError, FlowInfo, Item, ItemKind, Output, RangesFound, RunPart, Step, Summary, Warning};
pub use flow::Flow;
pub use key::{CreationKey, Owner};
#[cfg(feature = "sabotage")]
pub use sabotage::Sabotage;
#[cfg(feature = "typescript")]
pub use typescript::Flows;
