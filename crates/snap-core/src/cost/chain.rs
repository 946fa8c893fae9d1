//! The snapshots that are there at one time, as a row in which any may go at the price of looking at its neighbours.

use super::Band;
use super::curve::{Curve, Gap};

/// No neighbour.
const NONE: u32 = u32::MAX;

/// Why a snapshot holds everything in use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Whole {
    /// It does not.
    #[default]
    No,
    /// Changes cannot be asked for across a resize (R5). Whether they are stored all the same is not said: the low side
    /// takes it that they are.
    Break,
    /// Nothing is before it (F1, D2, D3).
    First,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    /// In seconds since 1970.
    born: i64,
    before: u32,
    after: u32,
    whole: Whole,
    gap: Gap,
}

/// What the snapshots of a row hold together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    held: [u128; 3],
    short: u64,
    warm: u64,
    /// Unbroken rows of short gaps.
    runs: u64,
}

impl Totals {
    pub(super) fn add(&mut self, gap: Gap) {
        self.held.iter_mut().zip(gap.held).for_each(|(all, one)| *all += u128::from(one));
        self.short += gap.short;
        self.warm += gap.warm;
    }

    fn take(&mut self, gap: Gap) {
        self.held.iter_mut().zip(gap.held).for_each(|(all, one)| *all -= u128::from(one));
        self.short -= gap.short;
        self.warm -= gap.warm;
    }

    /// One more row begins where a short gap follows none.
    pub(super) fn begin(&mut self, begins: bool) {
        self.runs += u64::from(begins);
    }

    pub(super) fn bytes(&self, curve: &Curve) -> Band {
        let [low, likely, high] = self.held.map(|held| u64::try_from(held).unwrap_or(u64::MAX));
        let (short_low, short_high) = curve.short(self.short, self.warm, self.runs);
        Band { low: low.saturating_add(short_low), likely, high: high.saturating_add(short_high) }
    }
}

/// The row, oldest first.
#[derive(Debug)]
pub(super) struct Chain<'c> {
    curve: &'c Curve,
    nodes: Vec<Option<Node>>,
    last: u32,
    totals: Totals,
}

impl<'c> Chain<'c> {
    /// For `lives` snapshots, numbered from 0.
    pub(super) fn new(lives: usize, curve: &'c Curve) -> Self {
        Self { curve, nodes: vec![None; lives], last: NONE, totals: Totals::default() }
    }

    /// What is stored.
    pub(super) fn stored(&self) -> Band {
        self.totals.bytes(self.curve)
    }

    /// Adds the newest. What it holds, and whether it begins a row of short gaps.
    pub(super) fn append(&mut self, at: u32, born: i64, whole: bool) -> (Gap, bool) {
        let before = self.last;
        let whole = match (before, whole) {
            (NONE, _) => Whole::First,
            (_, true) => Whole::Break,
            _ => Whole::No,
        };
        let gap = self.gap(before, born, whole);
        self.put(at, Some(Node { born, before, after: NONE, whole, gap }));
        if let Some(node) = self.get_mut(before) {
            node.after = at;
        }
        self.last = at;
        self.totals.add(gap);
        let begins = self.begins(at);
        self.totals.begin(begins);
        (gap, begins)
    }

    /// Takes one out; what the next one needs is folded into it (D2).
    pub(super) fn remove(&mut self, at: u32) {
        let Some(gone) = self.get(at) else { return };
        let (before, after) = (gone.before, gone.after);
        let last = self.get(after).map_or(NONE, |next| next.after);
        let rows = |chain: &Self| [at, after, last].into_iter().filter(|at| chain.begins(*at)).count() as u64;
        let rows_before = rows(self);
        self.put(at, None);
        self.totals.take(gone.gap);
        if let Some(node) = self.get_mut(before) {
            node.after = after;
        }
        if let Some(mut next) = self.get(after) {
            self.totals.take(next.gap);
            // It takes over what made the one before it whole.
            next.whole = next.whole.max(gone.whole);
            next.before = before;
            next.gap = self.gap(before, next.born, next.whole);
            self.totals.add(next.gap);
            self.put(after, Some(next));
        } else {
            self.last = before;
        }
        self.totals.runs = self.totals.runs + rows(self) - rows_before;
    }

    /// What the one born at `born` holds after `before`.
    fn gap(&self, before: u32, born: i64, whole: Whole) -> Gap {
        let between = |before: Node| self.curve.gap(u64::try_from(born - before.born).unwrap_or(0));
        match (self.get(before), whole) {
            (Some(before), Whole::No) => between(before),
            (Some(before), Whole::Break) => {
                let ([_, likely, high], [low, ..]) = (self.curve.whole(), between(before).held);
                Gap { held: [low, likely, high], ..Gap::default() }
            }
            _ => Gap { held: self.curve.whole(), ..Gap::default() },
        }
    }

    /// A short gap behind one that is none.
    fn begins(&self, at: u32) -> bool {
        let short = |at: u32| self.get(at).is_some_and(|node| node.gap.short > 0);
        short(at) && !self.get(at).is_some_and(|node| short(node.before))
    }

    fn get(&self, at: u32) -> Option<Node> {
        *self.nodes.get(usize::try_from(at).ok()?)?
    }

    fn get_mut(&mut self, at: u32) -> Option<&mut Node> {
        self.nodes.get_mut(usize::try_from(at).ok()?)?.as_mut()
    }

    fn put(&mut self, at: u32, node: Option<Node>) {
        if let Some(place) = usize::try_from(at).ok().and_then(|at| self.nodes.get_mut(at)) {
            *place = node;
        }
    }
}
