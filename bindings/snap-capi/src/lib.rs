//! The C ABI face of Snapline: nine functions that hand the vocabulary's bytes through unchanged.
//!
//! `docs/c-abi.md` holds the conventions; `bindings/generated/snapline.h` is the manual of each function and is written from
//! [`ffi_inventory`], the single description of this library. Nothing is decided here: this crate turns pointers into
//! slices, answers into buffers, panics into status 3, and keeps a handle from being used twice at once.
//!
//! The library must be built with unwinding: with `panic = "abort"` there is nothing left to catch.
#![expect(unsafe_code, reason = "the one crate that meets foreign pointers; every unsafe block says why it is sound")]

mod exports;
mod guard;
mod handle;
mod memory;
mod probe;
mod status;

// For whoever walks the inventory: its types, in the version that it was made with.
pub use interoptopus::{inventory, lang};

use interoptopus::inventory::RustInventory;
use interoptopus::{constant, extra_type, function};

/// Everything that the library exports, with its documentation: functions, handles and constants.
///
/// The order within it is not the order of declaration; whoever writes bindings from it sorts.
pub fn ffi_inventory() -> RustInventory {
    RustInventory::new()
        .register(constant!(status::SNAP_ABI_VERSION))
        .register(constant!(status::SNAP_MAX_BYTES))
        .register(constant!(status::SNAP_STATUS_ANSWERED))
        .register(constant!(status::SNAP_STATUS_NULL))
        .register(constant!(status::SNAP_STATUS_TOO_LARGE))
        .register(constant!(status::SNAP_STATUS_PANICKED))
        .register(constant!(status::SNAP_STATUS_IN_USE))
        .register(extra_type!(handle::SnapSession))
        .register(extra_type!(handle::SnapFlow))
        .register(function!(exports::snap_abi_version))
        .register(function!(exports::snap_session_new))
        .register(function!(exports::snap_session_add))
        .register(function!(exports::snap_session_call))
        .register(function!(exports::snap_session_free))
        .register(function!(exports::snap_flow_new))
        .register(function!(exports::snap_flow_step))
        .register(function!(exports::snap_flow_free))
        .register(function!(exports::snap_buffer_free))
        .validate()
}
