//! A disk of blocks, written at random hour by hour, and its snapshots as sets of blocks: what the estimate is judged by.
//! It knows nothing of gaps, curves or bands.

use std::collections::VecDeque;

use snap_suite::chance::Chance;

/// Hours of a day.
pub(crate) const DAY: usize = 24;

/// A set of blocks.
#[derive(Clone)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    fn none(blocks: usize) -> Self {
        Self(vec![0; blocks.div_ceil(64)])
    }

    fn insert(&mut self, block: usize) {
        self.0[block / 64] |= 1 << (block % 64);
    }

    fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }

    pub(crate) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}

/// Where writes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// So many in a hundred go to what was written in the last day, the others anywhere.
    Local(u64),
    /// The first so many blocks of the area are written every day, so many times; the others anywhere.
    Hot(usize, u64),
    /// Round and round, each block after the one before it.
    Log,
}

/// A disk and how it is used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Habits {
    pub(crate) blocks: usize,
    /// In use at the beginning: the first ones.
    pub(crate) used: usize,
    /// Of these the first ones are ever written.
    pub(crate) area: usize,
    /// Blocks that come into use in a day.
    pub(crate) growth: usize,
    /// Writes in a day.
    pub(crate) writes: u64,
    pub(crate) manner: Manner,
    /// The hours in which it is written: from, and how many.
    pub(crate) busy: (usize, usize),
    /// In a hundred, of a working day, for each day of the week.
    pub(crate) week: [u64; 7],
}

/// What was seen of a disk: least and most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) low: u64,
    pub(crate) high: u64,
}

impl Seen {
    const NOTHING: Self = Self { low: u64::MAX, high: 0 };

    fn see(&mut self, low: u64, high: u64) {
        self.low = self.low.min(low);
        self.high = self.high.max(high);
    }
}

pub(crate) struct Disk {
    pub(crate) habits: Habits,
    used: Bits,
    in_use: usize,
    area: usize,
    hour: usize,
    cursor: usize,
    /// The blocks of each of the last 48 hours, newest last.
    hours: VecDeque<Vec<usize>>,
    /// In how many of the last 24 hours, and of the 24 before them, a block was written.
    recent: [Vec<u8>; 2],
    /// How many blocks in the last 24 hours, and in both.
    distinct: u64,
    again: u64,
    /// Changed since the newest snapshot.
    pending: Bits,
    /// By number of the snapshot, oldest first.
    kept: Vec<(usize, Bits)>,
    /// Blocks that are stored.
    pub(crate) stored: u64,
    pub(crate) used_seen: Seen,
    pub(crate) change_seen: Seen,
    pub(crate) rehit_seen: Seen,
    pub(crate) reach_seen: Seen,
    pub(crate) rewrites_seen: Seen,
}

impl Disk {
    pub(crate) fn new(habits: Habits) -> Self {
        let blocks = habits.blocks;
        let mut used = Bits::none(blocks);
        (0..habits.used).for_each(|block| used.insert(block));
        Self {
            used,
            in_use: habits.used,
            area: habits.area,
            hour: 0,
            cursor: 0,
            hours: VecDeque::new(),
            recent: [vec![0; blocks], vec![0; blocks]],
            distinct: 0,
            again: 0,
            pending: Bits::none(blocks),
            kept: Vec::new(),
            stored: 0,
            used_seen: Seen::NOTHING,
            change_seen: Seen::NOTHING,
            rehit_seen: Seen::NOTHING,
            reach_seen: Seen::NOTHING,
            rewrites_seen: Seen::NOTHING,
            habits,
        }
    }

    /// One hour goes by.
    pub(crate) fn write(&mut self, chance: &mut Chance) {
        let mut blocks = self.blocks(chance);
        blocks.sort_unstable();
        blocks.dedup();
        for block in &blocks {
            self.pending.insert(*block);
            self.used.insert(*block);
        }
        self.count(blocks);
        self.hour += 1;
        if self.hour > 2 * DAY {
            self.look();
        }
    }

    fn blocks(&mut self, chance: &mut Chance) -> Vec<usize> {
        let habits = self.habits;
        let (from, long) = habits.busy;
        let (day, hour) = (self.hour / DAY, self.hour % DAY);
        let at = (hour + DAY - from) % DAY;
        let mut blocks = Vec::new();
        if at >= long {
            return blocks;
        }
        let mut share = |all: u64| {
            let (exact, whole) = (all * habits.week[day % 7], 100 * long as u64);
            // What is left over comes by chance.
            exact / whole + u64::from(below(chance, whole) < exact % whole)
        };
        let (writes, growth) = (share(habits.writes), share(habits.growth as u64));
        for _ in 0..growth {
            if self.in_use < habits.blocks {
                blocks.push(self.in_use);
                self.in_use += 1;
            }
        }
        if let Manner::Hot(hot, times) = habits.manner {
            // Each at its own hours.
            for block in 0..hot {
                for time in 0..times as usize {
                    if (block * 7 + time * long / times as usize) % long == at {
                        blocks.push(block);
                    }
                }
            }
        }
        for _ in 0..writes {
            blocks.push(match habits.manner {
                Manner::Local(percent) if chance.percent(percent) => self.one_of_last_day(chance),
                Manner::Log => {
                    self.cursor = (self.cursor + 1) % self.area;
                    self.cursor
                }
                _ => below(chance, self.area as u64) as usize,
            });
        }
        blocks
    }

    fn one_of_last_day(&self, chance: &mut Chance) -> usize {
        for _ in 0..8 {
            let Some(back) = self.hours.len().checked_sub(1 + below(chance, DAY as u64) as usize) else {
                continue;
            };
            if let Some(hour) = self.hours.get(back).filter(|hour| !hour.is_empty()) {
                return chance.pick(hour);
            }
        }
        below(chance, self.area as u64) as usize
    }

    /// Moves the two windows on by an hour.
    fn count(&mut self, blocks: Vec<usize>) {
        self.hours.push_back(blocks);
        let len = self.hours.len();
        for at in 0..self.hours[len - 1].len() {
            self.shift(0, self.hours[len - 1][at], true);
        }
        if let Some(aged) = len.checked_sub(1 + DAY) {
            for at in 0..self.hours[aged].len() {
                let block = self.hours[aged][at];
                self.shift(1, block, true);
                self.shift(0, block, false);
            }
        }
        if len > 2 * DAY {
            for block in self.hours.pop_front().unwrap() {
                self.shift(1, block, false);
            }
        }
    }

    fn shift(&mut self, window: usize, block: usize, more: bool) {
        let both = |recent: &[Vec<u8>; 2]| recent[0][block] > 0 && recent[1][block] > 0;
        let (was, was_both) = (self.recent[0][block] > 0, both(&self.recent));
        let count = &mut self.recent[window][block];
        *count = if more { *count + 1 } else { *count - 1 };
        let (is, is_both) = (self.recent[0][block] > 0, both(&self.recent));
        self.distinct = self.distinct + u64::from(is) - u64::from(was);
        self.again = self.again + u64::from(is_both) - u64::from(was_both);
    }

    fn look(&mut self) {
        let used = self.used.count();
        self.used_seen.see(used, used);
        self.change_seen.see(self.distinct, self.distinct);
        let touched: usize = self.hours.iter().rev().take(DAY).map(Vec::len).sum();
        let part = |of: u64| Some((of.checked_div(self.distinct)?, of.div_ceil(self.distinct)));
        if let (Some(again), Some(touched)) = (part(self.again * 10_000), part(touched as u64 * 100)) {
            self.rehit_seen.see(again.0, again.1);
            self.rewrites_seen.see(touched.0, touched.1);
        }
        // What comes into use is written, and is never written again.
        let area = self.area as u64 * 10_000;
        self.reach_seen.see(area / used, 10_000);
    }

    /// Takes a snapshot: all that is in use, or what changed since the newest one there is.
    pub(crate) fn take(&mut self, number: usize, whole: bool) {
        let pending = std::mem::replace(&mut self.pending, Bits::none(self.habits.blocks));
        let held = if whole || self.kept.is_empty() { self.used.clone() } else { pending };
        self.stored += held.count();
        self.kept.push((number, held));
    }

    /// Deletes one; what the next one needs goes over to it. When the newest goes, what it held has changed since the one
    /// before it, and the next to be taken has to hold it too.
    pub(crate) fn delete(&mut self, number: usize) {
        let at = self.kept.iter().position(|(kept, _)| *kept == number).unwrap();
        let (_, held) = self.kept.remove(at);
        self.stored -= held.count();
        match self.kept.get_mut(at) {
            Some((_, next)) => {
                self.stored -= next.count();
                next.merge(&held);
                self.stored += next.count();
            }
            None => self.pending.merge(&held),
        }
    }
}

/// From 0 to `n - 1`.
pub(crate) fn below(chance: &mut Chance, n: u64) -> u64 {
    chance.between(0, n.max(1) - 1)
}
