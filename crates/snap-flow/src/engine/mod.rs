//! What every machine needs from the contract: ids, several requests in flight, pauses, repeats, buckets, deadlines.
//!
//! A machine holds tasks; a task has at most one call, queued or under way. Reads are repeated here, by rule A74. Writes
//! never are: how a write ended always goes to its task, which looks before it writes again.

mod bucket;
mod call;
mod queue;

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use snap_arm::error::{Retry, retry_for};
use snap_arm::reply::Reply;
use snap_arm::request::Requests;
use snap_core::instant::Instant;
use snap_core::model::Snapshot;

use crate::contract::{Lost, RunPart, Step, Summary, Warning};
pub(crate) use bucket::DEFAULT_PARALLEL;
use call::Queued;
pub(crate) use call::{Call, Duty, End, Outcome, Piece, back_off, pause_after};
use queue::Queue;

/// How often a read is sent before its last answer counts.
const MOST_TRIES: u32 = 6;
/// How often a call is put off by 429. Far more than [`MOST_TRIES`]: the service says itself that waiting helps.
pub(crate) const MOST_THROTTLED: u32 = 20;
/// How often a read is sent to an endpoint that never answered anything.
const TRIES_OF_NOBODY: u32 = 3;

/// How long after its deadline a flow still takes replies to what it had sent, in seconds.
const GRACE: i64 = 30;
/// How long a flow that has to end still tries to close what it opened, in seconds from when that was noticed: a host that
/// slept past the deadline closes it too.
const CLOSING_GRACE: i64 = 300;

/// The rules of one kind of flow.
pub(crate) trait Machine: Send {
    /// Queues the first calls.
    fn begin(&mut self, engine: &mut Engine);
    /// Takes the end of a task's call; queues the next one or tells the task's end.
    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine);
    /// True when no task has anything left.
    fn finished(&self) -> bool;
    /// How it ended; `counted` has what the engine counted of the items and pages that were told.
    fn summary(&self, counted: Summary) -> Summary;
    /// What `resume` takes: no token, no SAS, no link.
    fn save(&self) -> Option<Box<RawValue>>;
}

/// The state that all machines share.
#[derive(Debug)]
pub(crate) struct Engine {
    /// Builds requests for the one endpoint.
    pub(crate) requests: Requests,
    /// What was told, counted; a machine adds what an earlier life of the flow had told.
    pub(crate) counted: Summary,
    began: Instant,
    now: Instant,
    /// Documents are not handed on: a flow that reads the same things again and again would only make them contradict
    /// each other for the host.
    pub(crate) keeps_documents: bool,
    /// The part of a run that is under way: its items say so.
    pub(crate) part: Option<RunPart>,
    /// What a run that writes nothing would have made by now: its later parts find it in what they read.
    pub(crate) assumed: Vec<Snapshot>,
    next_id: u64,
    queue: Queue,
    flying: BTreeMap<u64, Queued>,
    deadline: Option<Instant>,
    /// Why nothing new is sent any more, and since when.
    stopped: Option<(End, Instant)>,
    /// Until when what was opened is closed, once nothing new is sent.
    closing_until: Option<Instant>,
    skew: Option<i64>,
    /// Anything was ever answered: the endpoint is there.
    answered: bool,
    steps: Vec<Step>,
    warnings: Vec<Warning>,
}

impl Engine {
    pub(crate) fn new(requests: Requests, now: Instant, deadline: Option<Instant>, parallel: usize) -> Self {
        Self {
            requests,
            counted: Summary::default(),
            began: now,
            now,
            keeps_documents: false,
            part: None,
            assumed: Vec::new(),
            next_id: 1,
            queue: Queue::new(parallel),
            flying: BTreeMap::new(),
            deadline,
            stopped: None,
            closing_until: None,
            skew: None,
            answered: false,
            steps: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The flow's present: never earlier than it was.
    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// Goes on with the next part of a flow, which may work until so many seconds after the flow began. A flow that was
    /// told to stop stays stopped.
    pub(crate) fn next_part(&mut self, until: u64) {
        self.deadline = Some(crate::intent::deadline(self.began, until));
        self.stopped = self.stopped.filter(|(why, _)| *why == End::Cancelled);
        self.closing_until = self.closing_until.filter(|_| self.stopped.is_some());
    }

    /// True once the flow was told to stop.
    pub(crate) fn is_cancelled(&self) -> bool {
        matches!(self.stopped, Some((End::Cancelled, _)))
    }

    /// True when nothing new is sent any more.
    pub(crate) fn time_is_up(&self) -> bool {
        self.stopped.is_some()
    }

    /// Seconds by which this machine's clock is ahead of the service's (negative: behind), when it is more than five
    /// minutes off.
    pub(crate) fn clock_skew(&self) -> Option<i64> {
        self.skew
    }

    /// Queues a task's next call. When the time is up, only what closes something is sent: the next `pump` ends the rest.
    pub(crate) fn send(&mut self, mut call: Call) {
        if call.duty == Duty::LastLook && self.time_is_up() {
            call.duty = Duty::Ordinary;
        }
        self.queue.put(Queued { call, tries: 0, throttled: 0, due: self.now }, self.now);
    }

    /// Gives a step to the host.
    pub(crate) fn tell(&mut self, mut step: Step) {
        match &mut step {
            Step::Item(item) => {
                self.counted.count(item.kind);
                item.part = item.part.or(self.part);
            }
            Step::Document { .. } if self.keeps_documents => return,
            _ => {}
        }
        self.steps.push(step);
    }

    /// Gives a warning to the host.
    pub(crate) fn warn(&mut self, code: &'static str, message: impl Into<String>, target: Option<&str>) {
        self.warnings.push(Warning::new(code, message, target));
    }

    /// Takes what has gathered.
    pub(crate) fn take(&mut self) -> (Vec<Step>, Vec<Warning>) {
        (std::mem::take(&mut self.steps), std::mem::take(&mut self.warnings))
    }

    /// Moves the present; a `now` that goes back is clamped.
    pub(crate) fn advance(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    /// True for an id that was given out and not answered yet.
    pub(crate) fn is_flying(&self, id: u64) -> bool {
        self.flying.contains_key(&id)
    }

    /// True for an id that was ever given out.
    pub(crate) fn was_given(&self, id: u64) -> bool {
        (1..self.next_id).contains(&id)
    }

    /// A reply has come; the task is told unless the engine asks again by itself.
    pub(crate) fn replied(&mut self, id: u64, reply: Reply<'_>, bytes: Option<u64>, machine: &mut dyn Machine) {
        let Some(queued) = self.flying.remove(&id) else { return };
        self.answered = true;
        self.check_clock(&reply);
        self.learn(&queued, &reply);
        let task = queued.call.task;
        if let Some(again) = self.again(id, &reply, queued) {
            self.queue.put(again, self.now);
        } else {
            machine.ended(task, Outcome::Reply { id, reply, bytes }, self);
        }
    }

    /// A request ended without a reply.
    pub(crate) fn failed(&mut self, id: u64, lost: Lost, machine: &mut dyn Machine) {
        let Some(mut queued) = self.flying.remove(&id) else { return };
        let task = queued.call.task;
        let hopeless = matches!(lost, Lost::Tls | Lost::TooLarge);
        // Where nothing was ever answered a mistyped endpoint is likelier than a passing fault: it is told soon.
        let nobody = matches!(lost, Lost::NotSent) && !self.answered && queued.tries >= TRIES_OF_NOBODY;
        if queued.call.request.repeatable && !hopeless && !nobody && self.may_repeat(&queued) {
            queued.call.pause = back_off(queued.tries, id);
            self.queue.put(queued, self.now);
        } else {
            machine.ended(task, Outcome::Lost(lost), self);
        }
    }

    /// Ends what has run out of time; sends what is due and may go.
    pub(crate) fn pump(&mut self, machine: &mut dyn Machine) {
        if let Some(deadline) = self.deadline.filter(|deadline| self.now >= *deadline && self.stopped.is_none()) {
            self.stop(End::TimeUp, deadline);
        }
        // What ends may queue what closes it, or begin the next part of the flow; all of it comes to rest.
        while let Some((why, since)) = self.stopped {
            let grace = why == End::TimeUp && self.now < since.plus_seconds(GRACE);
            let closing = self.closing_until.is_none_or(|until| self.now < until);
            if self.end_queued(why, grace, closing, machine) + self.end_flying(why, grace, closing, machine) == 0 {
                break;
            }
        }
        self.emit(machine);
    }

    /// Ends every task at once: what is under way is told as such, the rest is dropped. What a task opened is closed.
    pub(crate) fn cancel(&mut self) {
        // A flow whose time is up is told to hurry.
        self.stop(End::Cancelled, self.now);
    }

    fn stop(&mut self, why: End, since: Instant) {
        self.stopped = Some((why, since));
        self.closing_until.get_or_insert(self.now.plus_seconds(CLOSING_GRACE));
        self.queue.hurry(self.now);
    }

    /// When the host should poll at the latest.
    pub(crate) fn until(&self) -> Option<Instant> {
        let end = match self.stopped {
            None => self.deadline,
            Some((End::TimeUp, since)) if self.now < since.plus_seconds(GRACE) => Some(since.plus_seconds(GRACE)),
            Some(_) => self.closing_until,
        };
        [self.queue.next_due(self.flying.len()), end].into_iter().flatten().min()
    }

    /// What comes back after a pause by itself: reads, by A74 and T4. Writes go to their task.
    fn again(&mut self, id: u64, reply: &Reply<'_>, mut queued: Queued) -> Option<Queued> {
        if !queued.call.request.repeatable || queued.call.piece.is_some() {
            return None;
        }
        match retry_for(reply.status) {
            // What needs no token gets none, fresh or not: its address has ended.
            Retry::FreshToken if queued.call.needs_token() && !queued.call.fresh && !self.time_is_up() => {
                queued.call.pause = 0;
                queued.call.fresh = true;
            }
            Retry::Pause if reply.status == 429 && queued.throttled < MOST_THROTTLED && !self.time_is_up() => {
                queued.throttled += 1;
                queued.tries -= 1;
                queued.call.pause = pause_after(reply, self.now, queued.throttled, id);
            }
            Retry::Pause if self.may_repeat(&queued) => {
                queued.call.pause = pause_after(reply, self.now, queued.tries, id);
                queued.call.fresh = false;
            }
            _ => return None,
        }
        Some(queued)
    }

    fn may_repeat(&self, queued: &Queued) -> bool {
        queued.tries < MOST_TRIES && !self.time_is_up()
    }

    fn emit(&mut self, machine: &mut dyn Machine) {
        while let Some(mut queued) = self.queue.next(self.flying.len(), self.now) {
            if queued.is_stale(self.now) {
                machine.ended(queued.call.task, Outcome::Lost(Lost::NotSent), self);
                continue;
            }
            let id = self.next_id;
            self.next_id += 1;
            queued.tries += 1;
            self.steps.push(queued.call.step(id));
            self.flying.insert(id, queued);
        }
    }

    /// Ends the tasks whose call was not sent; how many.
    fn end_queued(&mut self, why: End, grace: bool, closing: bool, machine: &mut dyn Machine) -> usize {
        let ended = self.queue.take_where(|call| !call.duty.goes_on(false, grace, closing));
        for queued in &ended {
            machine.ended(queued.call.task, Outcome::Ended { why, sent: false }, self);
        }
        ended.len()
    }

    /// Ends the tasks whose call is under way; how many.
    fn end_flying(&mut self, why: End, grace: bool, closing: bool, machine: &mut dyn Machine) -> usize {
        if grace {
            return 0;
        }
        let kept = std::mem::take(&mut self.flying);
        let (kept, ended): (BTreeMap<_, _>, BTreeMap<_, _>) =
            kept.into_iter().partition(|(_, queued)| queued.call.duty.goes_on(true, grace, closing));
        self.flying = kept;
        for queued in ended.values() {
            machine.ended(queued.call.task, Outcome::Ended { why, sent: true }, self);
        }
        ended.len()
    }

    /// What a reply says of the buckets (T3, T4).
    fn learn(&mut self, queued: &Queued, reply: &Reply<'_>) {
        let Some(lane) = queued.call.lane() else { return };
        let left = reply.remaining().into_iter().map(|(_, left)| left).min();
        // Where enough is left of what all calls share, the refusal is about this resource alone (L2): nobody else waits.
        if reply.status == 429 && left.is_none_or(|left| left == 0) {
            let seconds = pause_after(reply, self.now, 1, 0);
            self.queue.buckets.refused(&lane, seconds, self.now);
        }
        if let Some(left) = left {
            self.queue.buckets.hint(&lane, left, self.now);
        }
    }

    fn check_clock(&mut self, reply: &Reply<'_>) {
        let Some(skew) = reply.clock_skew(self.now).filter(|_| self.skew.is_none()) else { return };
        self.skew = Some(skew);
        let side = if skew > 0 { "ahead of" } else { "behind" };
        let message =
            format!("this machine's clock is {} seconds {side} the service's; set it right", skew.unsigned_abs());
        self.warn("clock_skew", message, None);
    }
}
