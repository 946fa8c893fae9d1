//! Programs of the same kind as oracles: what they keep of random histories is what the preset of their name keeps.
//!
//! They are run as programs; nothing of theirs is copied. What restic answered is recorded, so that it still checks the
//! engine where the program is not there.

pub mod borg;
pub mod live;
pub mod restic;

use std::sync::atomic::{AtomicU64, Ordering};

/// What a comparison gave.
#[derive(Debug, Default)]
pub struct Compared {
    /// How many cases were compared.
    pub cases: u64,
    /// How many of them differ.
    pub mismatches: u64,
    /// The first one that differs, told whole.
    pub first: Option<String>,
}

impl Compared {
    /// Counts a case; `fault` tells how it differs.
    pub fn count(&mut self, fault: Option<String>) {
        self.cases += 1;
        if let Some(fault) = fault {
            self.mismatches += 1;
            self.first.get_or_insert(fault);
        }
    }

    fn add(mut self, other: Self) -> Self {
        self.cases += other.cases;
        self.mismatches += other.mismatches;
        self.first = self.first.or(other.first);
        self
    }
}

/// Compares the cases of the seeds `from` to `from + cases` on as many threads as there are cores. Each thread makes its
/// own comparer: a driver process, or nothing.
pub fn in_parallel<F, C>(from: u64, cases: u64, make: F) -> Compared
where
    F: Fn() -> C + Sync,
    C: FnMut(u64) -> Option<String>,
{
    const AT_ONCE: u64 = 64;
    let next = AtomicU64::new(from);
    let end = from + cases;
    let work = || {
        let mut compare = make();
        let mut compared = Compared::default();
        loop {
            let first = next.fetch_add(AT_ONCE, Ordering::Relaxed);
            if first >= end {
                return compared;
            }
            for seed in first..end.min(first + AT_ONCE) {
                compared.count(compare(seed).map(|fault| format!("seed {seed}: {fault}")));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).fold(Compared::default(), Compared::add)
    })
}
