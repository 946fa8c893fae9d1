//! The boundary vocabulary: JSON bytes in, JSON bytes out. All that the bindings see of Snapline.
//!
//! `docs/vocabulary.md` is the manual of every verb and flow. This crate turns bytes into calls of the domain and answers
//! back into bytes; it decides nothing itself. Every function answers: there is no input that makes it fail otherwise.

mod answer;
mod flow;
mod session;

pub use flow::Flow;
pub use session::{Session, call_without_session};

/// The version of the C ABI and of the vocabulary. Raised when a face built for the older one would misread an answer.
pub const ABI_VERSION: u32 = 1;

/// The version of Snapline.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
