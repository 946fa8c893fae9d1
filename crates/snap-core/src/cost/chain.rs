//! The snapshots that are there at one time, as a row in which any may go at the price of looking at its neighbours.

use super::Band;
use super::curve::{Curve, Gap, Shorts};

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
    /// What it holds was measured.
    measured: bool,
}

/// What the snapshots of a row hold together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Totals {
    held: [u128; 3],
    shorts: Shorts,
}

impl Totals {
    pub(super) fn add(&mut self, gap: Gap) {
        self.held.iter_mut().zip(gap.held).for_each(|(all, one)| *all += u128::from(one));
        self.shorts.seconds += gap.short;
        self.shorts.count += u64::from(gap.short > 0);
    }

    fn take(&mut self, gap: Gap) {
        self.held.iter_mut().zip(gap.held).for_each(|(all, one)| *all -= u128::from(one));
        self.shorts.seconds -= gap.short;
        self.shorts.count -= u64::from(gap.short > 0);
    }

    /// One more run begins where a short gap follows none.
    pub(super) fn begin(&mut self, begins: bool) {
        self.shorts.runs += u64::from(begins);
    }

    pub(super) fn bytes(&self, curve: &Curve) -> Band {
        let [low, likely, high] = self.held.map(|held| u64::try_from(held).unwrap_or(u64::MAX));
        let (short_low, short_high) = curve.short(self.shorts);
        Band { low: low.saturating_add(short_low), likely, high: high.saturating_add(short_high) }
    }
}

/// The row, oldest first.
#[derive(Debug)]
pub(super) struct Chain<'c> {
    curve: &'c Curve,
    nodes: Vec<Option<Node>>,
    last: u32,
    /// Why the newest ones were whole that are gone: the next to come takes it over.
    owed: Whole,
    totals: Totals,
}

impl<'c> Chain<'c> {
    /// For `lives` snapshots, numbered from 0.
    pub(super) fn new(lives: usize, curve: &'c Curve) -> Self {
        Self { curve, nodes: vec![None; lives], last: NONE, owed: Whole::No, totals: Totals::default() }
    }

    /// What is stored.
    pub(super) fn stored(&self) -> Band {
        self.totals.bytes(self.curve)
    }

    /// Adds the newest. What it holds, and whether it begins a run of short gaps.
    pub(super) fn append(&mut self, at: u32, born: i64, whole: bool) -> (Gap, bool) {
        let before = self.last;
        let whole = match (before, whole) {
            (NONE, _) => Whole::First,
            (_, true) => Whole::Break,
            _ => self.owed,
        };
        self.owed = Whole::No;
        let gap = self.gap(before, born, whole);
        self.put(at, Some(Node { born, before, after: NONE, whole, gap, measured: false }));
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
        let runs = |chain: &Self| [at, after, last].into_iter().filter(|at| chain.begins(*at)).count() as u64;
        let runs_before = runs(self);
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
            let folded = self.gap(before, next.born, next.whole);
            next.gap = if gone.measured || next.measured { self.between(gone.gap, next.gap, folded) } else { folded };
            self.totals.add(next.gap);
            self.put(after, Some(next));
        } else {
            self.last = before;
            self.owed = self.owed.max(gone.whole);
        }
        self.totals.shorts.runs = self.totals.shorts.runs + runs(self) - runs_before;
    }

    /// Puts what was measured in place of what would be estimated; not of one that was measured before.
    pub(super) fn set(&mut self, at: u32, bytes: u64) {
        let Some(node) = self.get(at) else { return };
        self.totals.take(node.gap);
        self.totals.shorts.runs -= u64::from(self.begins(at));
        let gap = Gap { held: [bytes; 3], short: 0 };
        self.put(at, Some(Node { gap, measured: true, ..node }));
        self.totals.add(gap);
    }

    /// What the one at `at` holds, and what of it nobody needs when it goes.
    pub(super) fn alone(&self, at: u32) -> (Band, Band) {
        let Some(node) = self.get(at) else { return Default::default() };
        let holds = self.curve.alone(node.gap);
        let Some(next) = self.get(node.after) else { return (holds, holds) };
        let more = self.curve.alone(next.gap);
        let folded = self.gap(node.before, next.born, next.whole.max(node.whole));
        let folded = self.curve.alone(self.between(node.gap, next.gap, folded));
        // What both hold is there once afterwards; what is whole has all that the next one has.
        let high = if node.whole == Whole::No { holds.high.min(more.high) } else { more.high };
        let likely = (holds.likely + more.likely).saturating_sub(folded.likely).min(high);
        (holds, Band { low: 0, likely, high })
    }

    /// What two hold as one: no less than either, no more than both.
    fn between(&self, one: Gap, other: Gap, folded: Gap) -> Gap {
        let [one, other, folded] = [one, other, folded].map(|gap| self.curve.alone(gap).each());
        let mut held = folded;
        for (held, (one, other)) in held.iter_mut().zip(one.into_iter().zip(other)) {
            *held = (*held).clamp(one.max(other), one + other);
        }
        Gap { held, short: 0 }
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
