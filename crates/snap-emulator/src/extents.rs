//! Which bytes of a disk hold what: runs of pages, each stamped with the write it came from.

use std::collections::{BTreeMap, BTreeSet};

/// What happened to a run of pages between two instants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// In use now, and not as it was.
    Written,
    /// In use then, and no longer.
    Cleared,
}

/// A run of bytes, its end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run<T> {
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) what: T,
}

/// Runs in use by where they start, never overlapping. A stamp tells writes apart: equal stamps at one place are equal
/// bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extents {
    runs: BTreeMap<u64, (u64, u64)>,
}

impl Extents {
    /// Overlays a run: with a stamp it is written, without one cleared.
    pub(crate) fn put(&mut self, start: u64, end: u64, stamp: Option<u64>) {
        if start >= end {
            return;
        }
        let touched: Vec<(u64, (u64, u64))> = self
            .runs
            .range(..end)
            .rev()
            .take_while(|(_, (stop, _))| *stop > start)
            .map(|(from, run)| (*from, *run))
            .collect();
        for (from, (stop, old)) in touched {
            self.runs.remove(&from);
            if from < start {
                self.runs.insert(from, (start, old));
            }
            if stop > end {
                self.runs.insert(end, (stop, old));
            }
        }
        if let Some(stamp) = stamp {
            self.runs.insert(start, (end, stamp));
        }
    }

    /// Forgets everything from `bytes` on.
    pub(crate) fn clip(&mut self, bytes: u64) {
        self.put(bytes, u64::MAX, None);
    }

    /// Every run that touches the bytes from `start` up to `end`, cut to them.
    pub(crate) fn between(&self, start: u64, end: u64) -> impl Iterator<Item = Run<u64>> {
        let first = self.runs.range(..=start).next_back().map_or(start, |(from, _)| *from);
        self.runs
            .range(first..end.max(first))
            .map(move |(from, (stop, stamp))| Run { start: (*from).max(start), end: (*stop).min(end), what: *stamp })
            .filter(|run| run.start < run.end)
    }

    /// How many bytes are in use.
    pub(crate) fn used(&self) -> u64 {
        self.runs.iter().map(|(start, (end, _))| end - start).sum()
    }

    /// What is other than in `earlier`, in order; neighbours of one fate are one run. Against nothing it is what is in
    /// use.
    pub(crate) fn since(&self, earlier: &Self) -> Vec<Run<Fate>> {
        let cuts: BTreeSet<u64> = [self, earlier]
            .iter()
            .flat_map(|one| one.runs.iter().flat_map(|(start, (end, _))| [*start, *end]))
            .collect();
        let mut found: Vec<Run<Fate>> = Vec::new();
        for (start, end) in cuts.iter().zip(cuts.iter().skip(1)) {
            let fate = match (self.stamp_at(*start), earlier.stamp_at(*start)) {
                (now, then) if now == then => continue,
                (Some(_), _) => Fate::Written,
                (None, _) => Fate::Cleared,
            };
            match found.last_mut() {
                Some(last) if last.end == *start && last.what == fate => last.end = *end,
                _ => found.push(Run { start: *start, end: *end, what: fate }),
            }
        }
        found
    }

    fn stamp_at(&self, byte: u64) -> Option<u64> {
        self.runs.range(..=byte).next_back().filter(|(_, (end, _))| *end > byte).map(|(_, (_, stamp))| *stamp)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The plain way: one stamp a page.
    #[derive(Clone)]
    struct Pages([Option<u64>; 40]);

    impl Pages {
        fn put(&mut self, start: u64, end: u64, stamp: Option<u64>) {
            for page in start..end {
                self.0[usize::try_from(page).unwrap()] = stamp;
            }
        }
    }

    fn steps() -> impl Strategy<Value = Vec<(u64, u64, Option<u64>)>> {
        prop::collection::vec((0..40_u64, 0..=40_u64, prop::option::of(0..4_u64)), 0..12)
    }

    fn play(steps: &[(u64, u64, Option<u64>)], extents: &mut Extents, pages: &mut Pages) {
        for (start, end, stamp) in steps {
            extents.put(*start, *end, *stamp);
            pages.put(*start, *end, *stamp);
        }
    }

    proptest! {
        #[test]
        fn extents_are_pages_written_short(before in steps(), after in steps(), clip in 0..=40_u64) {
            let (mut extents, mut pages) = (Extents::default(), Pages([None; 40]));
            play(&before, &mut extents, &mut pages);
            let (earlier, then) = (extents.clone(), pages.clone());
            play(&after, &mut extents, &mut pages);
            extents.clip(clip);
            pages.put(clip, 40, None);

            let mut seen = Pages([None; 40]);
            extents.between(0, u64::MAX).for_each(|run| seen.put(run.start, run.end, Some(run.what)));
            prop_assert_eq!(seen.0, pages.0);
            prop_assert_eq!(extents.used(), pages.0.iter().flatten().count() as u64);
            let middle: u64 = extents.between(7, 23).map(|run| run.end - run.start).sum();
            prop_assert_eq!(middle, pages.0[7..23].iter().flatten().count() as u64);

            let mut fates = [None; 40];
            let runs = extents.since(&earlier);
            for run in &runs {
                prop_assert!(run.start < run.end);
                for page in run.start..run.end {
                    fates[usize::try_from(page).unwrap()] = Some(run.what);
                }
            }
            prop_assert!(runs.windows(2).all(|two| two[0].end < two[1].start || (two[0].end == two[1].start && two[0].what != two[1].what)));
            for (page, fate) in fates.iter().enumerate() {
                let wanted = match (pages.0[page], then.0[page]) {
                    (now, then) if now == then => None,
                    (Some(_), _) => Some(Fate::Written),
                    (None, _) => Some(Fate::Cleared),
                };
                prop_assert_eq!(*fate, wanted, "page {}", page);
            }
        }
    }
}
