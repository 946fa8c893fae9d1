//! Bytes across the boundary: inputs are borrowed for one call, outputs are given away.

use std::ptr::{self, NonNull};
use std::slice;

use crate::status::{Refused, SNAP_MAX_BYTES};

/// An input as a slice. NULL with length 0 is the empty input.
///
/// # Safety
/// `data` is NULL, or `len` bytes there are readable and do not change while the slice is used.
pub(crate) unsafe fn input<'a>(data: *const u8, len: u64) -> Result<&'a [u8], Refused> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() {
        return Err(Refused::Null);
    }
    if len > SNAP_MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    let len = usize::try_from(len).map_err(|_| Refused::TooLarge)?;
    // SAFETY: not NULL, readable by contract, and `SNAP_MAX_BYTES` is below `isize::MAX` on every target.
    Ok(unsafe { slice::from_raw_parts(data, len) })
}

/// A place for a pointer or a number that the caller owns and we write to once, at the very end.
pub(crate) struct Place<T>(NonNull<T>);

impl<T> Place<T> {
    pub(crate) fn new(place: *mut T) -> Result<Self, Refused> {
        NonNull::new(place).map(Self).ok_or(Refused::Null)
    }

    /// # Safety
    /// The place is writable and aligned.
    pub(crate) unsafe fn put(self, value: T) {
        // SAFETY: not NULL, and by contract writable. What stood there is the caller's: it is not dropped.
        unsafe { self.0.write(value) }
    }
}

/// Where an answer goes.
pub(crate) struct Answer {
    data: Place<*mut u8>,
    len: Place<u64>,
}

impl Answer {
    pub(crate) fn new(out: *mut *mut u8, out_len: *mut u64) -> Result<Self, Refused> {
        Ok(Self { data: Place::new(out)?, len: Place::new(out_len)? })
    }

    /// Gives `bytes` to the caller, who returns them with `snap_buffer_free`.
    ///
    /// # Safety
    /// Both places are writable and aligned.
    pub(crate) unsafe fn give(self, bytes: Vec<u8>) {
        let bytes = Box::leak(bytes.into_boxed_slice());
        // SAFETY: by contract.
        unsafe {
            self.len.put(bytes.len() as u64);
            self.data.put(bytes.as_mut_ptr());
        }
    }
}

/// Takes an answer back. NULL is fine.
///
/// # Safety
/// `data` is NULL, or `data` and `len` are as [`Answer::give`] wrote them and were not taken back before.
pub(crate) unsafe fn take_back(data: *mut u8, len: u64) {
    let Ok(len) = usize::try_from(len) else { return };
    if !data.is_null() {
        // SAFETY: by contract the two halves of a leaked `Box<[u8]>`.
        drop(unsafe { Box::from_raw(ptr::slice_from_raw_parts_mut(data, len)) });
    }
}
