//! Handles: a value behind a pointer, with one word that says who may touch it.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU32, Ordering};

use interoptopus::ffi;

use crate::status::Refused;

/// Loaded documents and what was derived from them. Made by `snap_session_new`, freed by `snap_session_free`.
#[ffi(opaque)]
pub(crate) struct SnapSession {
    _opaque: [u8; 0],
}

/// A running flow. Made by `snap_flow_new`, freed by `snap_flow_free`.
#[ffi(opaque)]
pub(crate) struct SnapFlow {
    _opaque: [u8; 0],
}

/// Which value stands behind which opaque type.
pub(crate) trait Opaque {
    // Calls may come from any thread, one at a time.
    type Value: Send;
}

impl Opaque for SnapSession {
    type Value = snap_api::Session;
}

impl Opaque for SnapFlow {
    type Value = snap_api::Flow;
}

// The states of a handle. They double as its magic number: a word that is none of them was never ours, or is freed.
const IDLE: u32 = u32::from_be_bytes(*b"idle");
const BUSY: u32 = u32::from_be_bytes(*b"busy");
const POISONED: u32 = u32::from_be_bytes(*b"pois");
const FREED: u32 = u32::from_be_bytes(*b"free");

struct Handle<T> {
    state: AtomicU32,
    value: UnsafeCell<T>,
}

/// Puts `value` behind a new handle, which [`free`] must be given one day.
pub(crate) fn make<O: Opaque>(value: O::Value) -> *mut O {
    let handle = Handle { state: AtomicU32::new(IDLE), value: UnsafeCell::new(value) };
    Box::into_raw(Box::new(handle)).cast()
}

/// Runs `work` on the value, alone: [`Refused::InUse`] while another call does. If `work` panics the handle is poisoned.
///
/// # Safety
/// `object` is NULL or came from [`make`] and was not freed.
pub(crate) unsafe fn enter<O: Opaque, R>(object: *mut O, work: impl FnOnce(&mut O::Value) -> R) -> Result<R, Refused> {
    // SAFETY: by contract NULL or a live `Handle<O::Value>`. Only shared references to it are ever made.
    let handle = unsafe { object.cast::<Handle<O::Value>>().as_ref() }.ok_or(Refused::Null)?;
    match handle.state.compare_exchange(IDLE, BUSY, Ordering::Acquire, Ordering::Relaxed) {
        Ok(_) => {}
        Err(BUSY) => {
            crate::probe::refused();
            return Err(Refused::InUse);
        }
        // Poisoned; or freed and, with luck, still readable: then too nothing may be done with it.
        Err(_) => return Err(Refused::Panicked),
    }
    let mut lease = Lease { state: &handle.state, next: POISONED };
    // SAFETY: whoever moved the state from IDLE to BUSY is alone with the value until the lease ends.
    let done = work(unsafe { &mut *handle.value.get() });
    lease.next = IDLE;
    Ok(done)
}

/// Gives the handle back when a call ends, by return or by unwinding.
struct Lease<'a> {
    state: &'a AtomicU32,
    next: u32,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        self.state.store(self.next, Ordering::Release);
    }
}

/// Frees a handle. NULL, and a handle that a call is still using, are left alone: a leak is better than a use after free.
///
/// # Safety
/// `object` is NULL or came from [`make`] and was not freed.
pub(crate) unsafe fn free<O: Opaque>(object: *mut O) {
    let handle = object.cast::<Handle<O::Value>>();
    // SAFETY: by contract NULL or a live handle. The reference ends with this block.
    let mine = unsafe { handle.as_ref() }.is_some_and(|handle| {
        let leave = |from| handle.state.compare_exchange(from, FREED, Ordering::Acquire, Ordering::Relaxed).is_ok();
        leave(IDLE) || leave(POISONED)
    });
    if mine {
        // SAFETY: `make` boxed it, and the state says that no call has it and that no other free will.
        drop(unsafe { Box::from_raw(handle) });
    }
}

#[cfg(test)]
mod tests {
    //! Handles on a type of the tests' own: who gets in, what poisons, what is dropped and how often.

    use std::sync::Barrier;
    use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
    use std::{ptr, thread};

    use super::Opaque;
    use crate::guard;
    use crate::handle;
    use crate::status::Refused;

    struct Toy;

    impl Opaque for Toy {
        type Value = Counted;
    }

    /// Counts its own drops.
    struct Counted {
        calls: u32,
        drops: &'static AtomicU32,
    }

    impl Drop for Counted {
        fn drop(&mut self) {
            self.drops.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn toy() -> (*mut Toy, &'static AtomicU32) {
        let drops: &'static AtomicU32 = Box::leak(Box::new(AtomicU32::new(0)));
        (handle::make(Counted { calls: 0, drops }), drops)
    }

    fn next(toy: &mut Counted) -> u32 {
        toy.calls += 1;
        toy.calls
    }

    #[test]
    fn a_handle_keeps_its_value_and_drops_it_once() {
        let (object, drops) = toy();
        // SAFETY: made above, freed once.
        unsafe {
            assert_eq!(handle::enter(object, next), Ok(1));
            assert_eq!(handle::enter(object, next), Ok(2));
            assert_eq!(drops.load(Ordering::SeqCst), 0);
            handle::free(object);
        }
        assert_eq!(drops.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn null_is_refused_by_calls_and_ignored_by_free() {
        // SAFETY: NULL is allowed.
        unsafe {
            assert_eq!(handle::enter(ptr::null_mut::<Toy>(), next), Err(Refused::Null));
            handle::free(ptr::null_mut::<Toy>());
        }
    }

    #[test]
    fn a_call_within_a_call_is_refused_and_a_free_within_a_call_is_ignored() {
        let (object, drops) = toy();
        // SAFETY: made above, freed once: the inner free comes too early and does nothing.
        unsafe {
            let inner = handle::enter(object, |_| {
                handle::free(object);
                handle::enter(object, next)
            });
            assert_eq!(inner, Ok(Err(Refused::InUse)));
            assert_eq!(drops.load(Ordering::SeqCst), 0);
            assert_eq!(handle::enter(object, next), Ok(1), "the outer call gave the handle back");
            handle::free(object);
        }
        assert_eq!(drops.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_second_thread_is_refused_until_the_first_is_done() {
        let (object, _) = toy();
        let shared = AtomicPtr::new(object);
        let (entered, leave) = (Barrier::new(2), Barrier::new(2));
        thread::scope(|scope| {
            let first = scope.spawn(|| {
                // SAFETY: the handle outlives the scope.
                unsafe {
                    handle::enter(shared.load(Ordering::SeqCst), |toy| {
                        entered.wait();
                        leave.wait();
                        next(toy)
                    })
                }
            });
            entered.wait();
            // SAFETY: the handle outlives the scope.
            assert_eq!(unsafe { handle::enter(object, next) }, Err(Refused::InUse));
            leave.wait();
            assert_eq!(first.join().unwrap(), Ok(1));
        });
        // SAFETY: made above, freed once.
        unsafe {
            assert_eq!(handle::enter(object, next), Ok(2));
            handle::free(object);
        }
    }

    #[test]
    fn a_panic_poisons_its_handle_for_good_and_no_other() {
        let (object, drops) = toy();
        let (other, _) = toy();
        // SAFETY: made above, freed once.
        unsafe {
            let status = guard::call(|| handle::enter(object, |_| panic!("as planned")));
            assert_eq!(status, 3);
            for _ in 0..3 {
                assert_eq!(handle::enter(object, next), Err(Refused::Panicked));
            }
            assert_eq!(handle::enter(other, next), Ok(1));
            assert_eq!(drops.load(Ordering::SeqCst), 0);
            handle::free(object);
            handle::free(other);
        }
        assert_eq!(drops.load(Ordering::SeqCst), 1, "a poisoned handle can be freed");
    }

    #[test]
    fn a_value_that_panics_when_dropped_does_not_unwind_out_of_free() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("in drop");
            }
        }
        struct Boxed;
        impl Opaque for Boxed {
            type Value = Bomb;
        }
        let object = handle::make::<Boxed>(Bomb);
        // SAFETY: made above, freed once.
        guard::release(|| unsafe { handle::free(object) });
    }

    #[test]
    fn a_payload_that_panics_when_dropped_does_not_unwind_out_of_the_guard() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("in drop");
            }
        }
        assert_eq!(guard::call(|| std::panic::panic_any(Bomb)), 3);
    }

    #[test]
    fn every_refusal_has_its_own_number() {
        let status = |refused| guard::call(|| Err(refused));
        assert_eq!(guard::call(|| Ok(())), 0);
        assert_eq!([Refused::Null, Refused::TooLarge, Refused::Panicked, Refused::InUse].map(status), [1, 2, 3, 4]);
    }
}
