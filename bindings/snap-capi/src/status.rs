//! The numbers that functions return, and the other constants of the ABI.

use interoptopus::ffi;

/// Why a call gave no answer. The numbers are part of the ABI: they are never reused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub(crate) enum Refused {
    Null = 1,
    TooLarge = 2,
    Panicked = 3,
    InUse = 4,
}

/// What the header was written for. Compare it with `snap_abi_version()` before any other call.
#[ffi]
pub(crate) const SNAP_ABI_VERSION: u32 = snap_api::ABI_VERSION;

/// The most bytes that one input may have: 1 GiB. More is `SNAP_STATUS_TOO_LARGE`.
#[ffi]
pub(crate) const SNAP_MAX_BYTES: u64 = 1 << 30;

/// An answer was written: `ok`, `error` or `more`. Only this status writes to the output pointers.
#[ffi]
pub(crate) const SNAP_STATUS_ANSWERED: i32 = 0;

/// A pointer was NULL where that is not allowed. NULL with length 0 is an empty input and fine.
#[ffi]
pub(crate) const SNAP_STATUS_NULL: i32 = Refused::Null as i32;

/// An input has more than `SNAP_MAX_BYTES` bytes. It was not read.
#[ffi]
pub(crate) const SNAP_STATUS_TOO_LARGE: i32 = Refused::TooLarge as i32;

/// A fault in Snapline was caught. The handle is poisoned: every later call answers this; only free it.
#[ffi]
pub(crate) const SNAP_STATUS_PANICKED: i32 = Refused::Panicked as i32;

/// Another call is using the handle. Nothing was done; call again when that one has returned.
#[ffi]
pub(crate) const SNAP_STATUS_IN_USE: i32 = Refused::InUse as i32;
