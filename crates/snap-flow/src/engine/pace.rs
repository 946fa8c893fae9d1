//! How much may be under way at once. The one place that decides whether a request may go now.

/// Enough to keep a fleet busy, few enough for a token bucket of 200 writes (T1).
const MOST_FLYING: usize = 8;

#[derive(Debug, Clone)]
pub(super) struct Pace {
    most_flying: usize,
}

impl Default for Pace {
    fn default() -> Self {
        Self { most_flying: MOST_FLYING }
    }
}

impl Pace {
    /// True when another request may go while `flying` are under way.
    pub(super) fn has_room(&self, flying: usize) -> bool {
        flying < self.most_flying
    }
}
