//! Doors for tests only: inputs that make a call panic, or hold its handle until another call was refused.
//!
//! Statuses 3 and 4 are promises for the day something goes wrong; without these doors nothing could show that they are
//! kept. In a library built without `panic-probe` both inputs are ordinary garbage.

#[cfg(any(test, feature = "panic-probe"))]
mod open {
    use std::sync::atomic::{AtomicU32, Ordering};

    static REFUSALS: AtomicU32 = AtomicU32::new(0);

    /// Acts on the two magic inputs.
    #[expect(clippy::panic, reason = "to panic is what it is for")]
    pub(crate) fn trip(input: &[u8]) {
        match input {
            b"snapline-probe:panic" => std::panic::panic_any("snapline-probe:secret"),
            b"snapline-probe:hold" => {
                let before = REFUSALS.load(Ordering::Acquire);
                while REFUSALS.load(Ordering::Acquire) == before {
                    std::thread::yield_now();
                }
            }
            _ => {}
        }
    }

    /// A call was refused because its handle is in use.
    pub(crate) fn refused() {
        REFUSALS.fetch_add(1, Ordering::AcqRel);
    }
}

#[cfg(not(any(test, feature = "panic-probe")))]
mod open {
    pub(crate) const fn trip(_: &[u8]) {}
    pub(crate) const fn refused() {}
}

pub(crate) use open::{refused, trip};
