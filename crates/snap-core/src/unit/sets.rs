//! Disjoint sets over places in a list.

/// Which places belong together. The smallest place of a set stands for it.
pub(super) struct Sets {
    parent: Vec<usize>,
}

impl Sets {
    pub(super) fn new(length: usize) -> Self {
        Self { parent: (0..length).collect() }
    }

    /// The place that stands for the set of `at`.
    pub(super) fn find(&mut self, mut at: usize) -> usize {
        while let Some(up) = self.parent.get(at).copied().filter(|up| *up != at) {
            // Halving the path on the way keeps long chains from being walked twice.
            let further = self.parent.get(up).copied().unwrap_or(up);
            if let Some(parent) = self.parent.get_mut(at) {
                *parent = further;
            }
            at = further;
        }
        at
    }

    pub(super) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        if let Some(parent) = self.parent.get_mut(a.max(b)) {
            *parent = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_stands_for_all() {
        let mut sets = Sets::new(6);
        for (a, b) in [(5, 4), (4, 2), (1, 3)] {
            sets.join(a, b);
        }
        assert_eq!((0..6).map(|at| sets.find(at)).collect::<Vec<_>>(), [0, 1, 2, 1, 2, 2]);
    }
}
