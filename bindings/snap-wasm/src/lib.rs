//! The browser face of Snapline: bytes in, bytes out, and a live read that drives a list flow with the browser's own
//! `fetch`. It runs in a worker and decides nothing; every answer is `snap-api`'s, unchanged.
//!
//! On other targets the crate is empty, so that the workspace builds everywhere.

#[cfg(target_arch = "wasm32")]
mod face;
#[cfg(target_arch = "wasm32")]
mod live;
#[cfg(target_arch = "wasm32")]
mod net;
#[cfg(target_arch = "wasm32")]
mod steps;

#[cfg(target_arch = "wasm32")]
pub use face::{Flow, Session, call_without_session};
#[cfg(target_arch = "wasm32")]
pub use live::{LiveHost, LiveRead};
