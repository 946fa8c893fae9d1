//! The boundary vocabulary: JSON bytes in, JSON bytes out. All that the bindings see of Snapline.
//!
//! `docs/vocabulary.md` is the manual of every verb and flow. This crate turns bytes into calls of the domain and answers
//! back into bytes; it decides nothing itself. Every function answers: there is no input that makes it fail otherwise.
//!
//! ```
//! let mut session = snap_api::Session::new();
//! session.add(b"disks.json", br#"[{"id": "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/g/providers/Microsoft.Compute/disks/d"}]"#);
//! let answer = session.call(br#"{"verb": "chains", "now": "2026-11-20T06:12:00Z"}"#);
//! assert!(String::from_utf8(answer)?.contains("never_taken"));
//! # Ok::<(), std::string::FromUtf8Error>(())
//! ```

mod answer;
mod documents;
mod flow;
mod request;
mod rows;
mod said;
mod session;
#[cfg(feature = "typescript")]
pub mod typescript;
mod verbs;
mod views;

pub use flow::Flow;
pub use said::templates;
pub use session::{Session, call_without_session};

/// The version of the C ABI and of the vocabulary. Raised when a face built for the older one would misread an answer.
pub const ABI_VERSION: u32 = 1;

/// The version of Snapline.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
