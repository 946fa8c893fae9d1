//! The panic guard that every export runs in: no unwinding ever reaches the caller.

use std::any::Any;
use std::cell::Cell;
use std::io::Write;
use std::mem;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Once;

use crate::status::{Refused, SNAP_STATUS_ANSWERED};

/// Runs the body of an export and gives the status to return.
pub(crate) fn call(body: impl FnOnce() -> Result<(), Refused>) -> i32 {
    match caught(body) {
        Some(Ok(())) => SNAP_STATUS_ANSWERED,
        Some(Err(refused)) => refused as i32,
        None => Refused::Panicked as i32,
    }
}

/// Runs the body of an export that returns nothing. A panic ends it early; what it had not yet freed leaks.
pub(crate) fn release(body: impl FnOnce()) {
    caught(body);
}

/// What `body` gave, or `None` if it panicked.
///
/// Unwind safety is asserted here and kept elsewhere: all that outlives a call is behind a handle, and a handle that was
/// left by a panic is poisoned.
fn caught<R>(body: impl FnOnce() -> R) -> Option<R> {
    let outer = GUARDED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
        quiet_hook();
        body()
    }))
    .map_err(discard);
    GUARDED.set(outer);
    outcome.ok()
}

/// Drops what a panic carried. Its own `Drop` may panic; what that one carries is leaked, so that there is an end.
fn discard(payload: Box<dyn Any + Send>) {
    panic::catch_unwind(AssertUnwindSafe(|| drop(payload))).unwrap_or_else(mem::forget);
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Makes panics inside the guard say where, and not what: a panic's message can quote the input, and inputs can hold
/// what must not be printed (download addresses, tags). Panics elsewhere go to the hook that was there before.
fn quiet_hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| if GUARDED.get() { report(info) } else { previous(info) }));
    });
}

fn report(info: &PanicHookInfo<'_>) {
    let Some(place) = info.location() else { return };
    let line = format!("snapline: internal fault at {}:{}\n", place.file(), place.line());
    // One write, so that lines of other threads stay apart. A closed stderr is no reason to panic in a panic.
    let _ = std::io::stderr().write_all(line.as_bytes());
}
