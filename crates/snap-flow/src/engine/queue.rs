//! Calls that wait: for their pause, for a token of their bucket, for room.
//!
//! Each bucket has a line of its own and the lines take turns, so that a bucket that is empty holds up nobody else. A task
//! has at most one call, and a call that comes again joins the end: in a line the disks take turns as well.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;

use snap_core::instant::Instant;

use super::bucket::{Buckets, Lane};
use super::call::{Call, Queued};

#[derive(Debug)]
pub(super) struct Queue {
    pub(super) buckets: Buckets,
    parallel: usize,
    /// Ready to go, by bucket; lines without any are not kept.
    lines: BTreeMap<Option<Lane>, VecDeque<Queued>>,
    /// The line that went last.
    last: Option<Option<Lane>>,
    /// Calls that pause, by when it is over; the number tells those of one instant apart.
    pausing: BTreeMap<(Instant, u64), Queued>,
    numbered: u64,
    /// When the first line that has no token will have one.
    refill: Option<Instant>,
}

impl Queue {
    pub(super) fn new(parallel: usize) -> Self {
        Self {
            buckets: Buckets::default(),
            parallel,
            lines: BTreeMap::new(),
            last: None,
            pausing: BTreeMap::new(),
            numbered: 0,
            refill: None,
        }
    }

    pub(super) fn put(&mut self, mut queued: Queued, now: Instant) {
        if queued.call.pause == 0 {
            queued.due = now;
            self.lines.entry(queued.call.lane()).or_default().push_back(queued);
        } else {
            let due = now.plus_seconds(i64::try_from(queued.call.pause).unwrap_or(i64::MAX));
            queued.due = due;
            self.numbered += 1;
            self.pausing.insert((due, self.numbered), queued);
        }
    }

    /// The next call that may go now, while `flying` are under way.
    pub(super) fn next(&mut self, flying: usize, now: Instant) -> Option<Queued> {
        self.wake(now);
        self.refill = None;
        if flying >= self.parallel {
            return None;
        }
        // The lines take turns, beginning behind the one that went last.
        let after = self.last.as_ref().map_or(Bound::Unbounded, Bound::Excluded);
        let behind = self.lines.range((after, Bound::Unbounded));
        let before = self.last.as_ref().map(|last| self.lines.range(..=last));
        let (mut winner, mut refill) = (None, None::<Instant>);
        for (lane, _) in behind.chain(before.into_iter().flatten()) {
            match lane.as_ref().map_or(Ok(()), |lane| self.buckets.take(lane, now)) {
                Ok(()) => {
                    winner = Some(lane.clone());
                    break;
                }
                Err(at) => refill = Some(refill.map_or(at, |old| old.min(at))),
            }
        }
        self.refill = refill;
        let winner = winner?;
        let line = self.lines.get_mut(&winner)?;
        let queued = line.pop_front();
        if line.is_empty() {
            self.lines.remove(&winner);
        }
        self.last = Some(winner);
        queued
    }

    /// When the next call may go; nothing while only a reply can make room.
    pub(super) fn next_due(&self, flying: usize) -> Option<Instant> {
        let pause = self.pausing.keys().next().map(|(due, _)| *due);
        let refill = self.refill.filter(|_| flying < self.parallel);
        [pause, refill].into_iter().flatten().min()
    }

    /// The time is up: what still goes does not wait for its pause.
    pub(super) fn hurry(&mut self, now: Instant) {
        for (_, mut queued) in std::mem::take(&mut self.pausing) {
            queued.call.pause = 0;
            self.put(queued, now);
        }
    }

    /// Takes out what does not go any more.
    pub(super) fn take_where(&mut self, out: impl Fn(&Call) -> bool) -> Vec<Queued> {
        let mut taken = Vec::new();
        for line in self.lines.values_mut() {
            let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(line).into_iter().partition(|q| out(&q.call));
            taken.extend(gone);
            line.extend(kept);
        }
        self.lines.retain(|_, line| !line.is_empty());
        let (gone, kept): (BTreeMap<_, _>, BTreeMap<_, _>) =
            std::mem::take(&mut self.pausing).into_iter().partition(|(_, q)| out(&q.call));
        self.pausing = kept;
        taken.extend(gone.into_values());
        taken
    }

    fn wake(&mut self, now: Instant) {
        while let Some(entry) = self.pausing.first_entry() {
            if entry.key().0 > now {
                break;
            }
            let queued = entry.remove();
            self.lines.entry(queued.call.lane()).or_default().push_back(queued);
        }
    }
}

#[cfg(test)]
mod tests {
    use snap_arm::endpoint::Endpoint;
    use snap_arm::request::{ApiVersion, Listed, Requests};

    use super::*;

    fn now() -> Instant {
        Instant::parse("2026-11-20T02:00:00Z").unwrap()
    }

    /// The n-th call of a subscription, whose letter and number are its task.
    fn put(queue: &mut Queue, subscription: char, n: u8) {
        let requests = Requests::new(Endpoint::parse("https://management.azure.com").unwrap(), ApiVersion::default());
        let id = format!("0b1f6471-1bf0-4dda-aec3-cb9272f0959{subscription}");
        let request = requests.list(Listed::Disks, &id, None).unwrap();
        let call = Call::now(usize::from(n) + subscription as usize * 100, request);
        queue.put(Queued { call, tries: 0, throttled: 0, due: now() }, now());
    }

    fn drain(queue: &mut Queue, at: Instant) -> String {
        let tasks = std::iter::from_fn(|| queue.next(0, at)).map(|queued| queued.call.task);
        let words = tasks.map(|task| format!("{}{}", char::from(u8::try_from(task / 100).unwrap()), task % 100));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn lines_take_turns_and_one_that_is_closed_holds_up_nobody() {
        let mut queue = Queue::new(16);
        for subscription in ['a', 'b', 'c'] {
            (1..=3).for_each(|n| put(&mut queue, subscription, n));
        }
        assert_eq!(queue.next(16, now()).map(|queued| queued.call.task), None);
        assert_eq!(queue.next_due(16), None);
        let first = queue.next(0, now()).unwrap();
        queue.buckets.refused(&first.call.lane().unwrap(), 60, now());
        assert_eq!(drain(&mut queue, now()), "b1 c1 b2 c2 b3 c3");
        let open = now().plus_seconds(60);
        assert_eq!(queue.next_due(0), Some(open));
        put(&mut queue, 'c', 4);
        put(&mut queue, 'a', 4);
        assert_eq!(drain(&mut queue, open), "a2 c4 a3 a4");
    }
}
