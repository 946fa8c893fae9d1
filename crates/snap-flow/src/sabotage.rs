//! Faults put in on purpose, so that the simulation can be seen to find them. Only with the feature `sabotage`.

use std::sync::atomic::{AtomicU8, Ordering};

/// A promise that is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Sabotage {
    /// A PUT that was refused, or whose reply was lost, is sent again without a look at its name.
    BlindPut = 1,
    /// A snapshot is deleted without a look at it.
    UnguardedDelete = 2,
    /// A link is forgotten instead of closed.
    ForgottenRevoke = 3,
}

static CHOSEN: AtomicU8 = AtomicU8::new(0);

impl Sabotage {
    /// All of them, by the names they are asked for.
    pub const ALL: [(&str, Self); 3] = [
        ("blind-put", Self::BlindPut),
        ("unguarded-delete", Self::UnguardedDelete),
        ("forgotten-revoke", Self::ForgottenRevoke),
    ];

    /// From now on every flow of this program does it.
    pub fn begin(self) {
        CHOSEN.store(self as u8, Ordering::Relaxed);
    }

    /// True where it was begun.
    pub(crate) fn is_on(self) -> bool {
        CHOSEN.load(Ordering::Relaxed) == self as u8
    }
}
