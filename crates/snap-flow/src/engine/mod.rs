//! What every machine needs from the contract: ids, several requests in flight, pauses, repeats, deadlines.
//!
//! A machine holds tasks; a task has at most one call, queued or under way. Reads are repeated here, by rule A74. Writes
//! never are: how a write ended always goes to its task, which looks before it writes again.

mod pace;

use std::collections::{BTreeMap, VecDeque};

use serde_json::value::RawValue;
use snap_arm::error::{Retry, retry_for};
use snap_arm::reply::Reply;
use snap_arm::request::{Method, Request, Requests};
use snap_core::instant::Instant;

use crate::contract::{Auth, Lost, Step, Summary, Warning};
use pace::Pace;

/// How often a read is sent before its last answer counts.
const MOST_TRIES: u32 = 6;
/// How often a read is sent to an endpoint that never answered anything.
const TRIES_OF_NOBODY: u32 = 3;

/// How long after its deadline a flow still takes replies to what it had sent, in seconds.
const GRACE: i64 = 30;

/// What a machine is told about the one call of a task.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome<'a> {
    /// A reply that the engine has no more business with.
    Reply {
        /// The request it answers, for `document` steps.
        id: u64,
        reply: Reply<'a>,
    },
    /// No reply, and for reads no further try.
    Lost(Lost),
    /// The flow's time is up, or it was told to stop; `sent` when the call was under way.
    Ended { why: End, sent: bool },
}

/// Why a flow ends before its tasks do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    TimeUp,
    Cancelled,
}

/// The rules of one kind of flow.
pub(crate) trait Machine: std::fmt::Debug + Send {
    /// Queues the first calls.
    fn begin(&mut self, engine: &mut Engine);
    /// Takes the end of a task's call; queues the next one or tells the task's end.
    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine);
    /// True when no task has anything left.
    fn finished(&self) -> bool;
    /// How it ended.
    fn summary(&self) -> Summary;
    /// What `resume` takes: no token, no SAS, no link.
    fn save(&self) -> Option<Box<RawValue>>;
}

/// A request in the making.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) task: usize,
    pub(crate) request: Request,
    /// Seconds to wait first.
    pub(crate) pause: u64,
    /// Ask for a newly fetched token.
    pub(crate) fresh: bool,
    /// Sent even when the time is up meanwhile: the last look, which tells the truth.
    pub(crate) last_look: bool,
}

impl Call {
    /// To be sent at once, with whatever token the host has.
    pub(crate) fn now(task: usize, request: Request) -> Self {
        Self { task, request, pause: 0, fresh: false, last_look: false }
    }
}

#[derive(Debug)]
struct Queued {
    call: Call,
    tries: u32,
}

/// The state that all machines share.
#[derive(Debug)]
pub(crate) struct Engine {
    /// Builds requests for the one endpoint.
    pub(crate) requests: Requests,
    now: Instant,
    next_id: u64,
    queued: u64,
    ready: VecDeque<Queued>,
    waiting: BTreeMap<(Instant, u64), Queued>,
    flying: BTreeMap<u64, Queued>,
    pace: Pace,
    deadline: Option<Instant>,
    time_up: bool,
    skew_told: bool,
    /// Anything was ever answered: the endpoint is there.
    answered: bool,
    steps: Vec<Step>,
    warnings: Vec<Warning>,
}

/// What the engine made of a reply.
enum Verdict {
    /// It will ask again by itself.
    Again,
    /// The task must hear it.
    Tell,
}

impl Engine {
    pub(crate) fn new(requests: Requests, now: Instant, deadline: Option<Instant>) -> Self {
        Self {
            requests,
            now,
            next_id: 1,
            queued: 0,
            ready: VecDeque::new(),
            waiting: BTreeMap::new(),
            flying: BTreeMap::new(),
            pace: Pace::default(),
            deadline,
            time_up: false,
            skew_told: false,
            answered: false,
            steps: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The flow's present: never earlier than it was.
    pub(crate) fn now(&self) -> Instant {
        self.now
    }

    /// True when nothing new is sent any more.
    pub(crate) fn time_is_up(&self) -> bool {
        self.time_up
    }

    /// Queues a task's next call. When the time is up it is not sent: the next `pump` ends the task.
    pub(crate) fn send(&mut self, mut call: Call) {
        call.last_look &= !self.time_up;
        self.queue(Queued { call, tries: 0 });
    }

    /// Gives a step to the host.
    pub(crate) fn tell(&mut self, step: Step) {
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
    pub(crate) fn replied(&mut self, id: u64, reply: Reply<'_>, machine: &mut dyn Machine) {
        let Some(queued) = self.flying.remove(&id) else { return };
        self.answered = true;
        self.check_clock(&reply);
        let task = queued.call.task;
        if let Verdict::Tell = self.judge(id, &reply, queued) {
            machine.ended(task, Outcome::Reply { id, reply }, self);
        }
    }

    /// A request ended without a reply.
    pub(crate) fn failed(&mut self, id: u64, lost: Lost, machine: &mut dyn Machine) {
        let Some(queued) = self.flying.remove(&id) else { return };
        let task = queued.call.task;
        let hopeless = matches!(lost, Lost::Tls | Lost::TooLarge);
        // Where nothing was ever answered a mistyped endpoint is likelier than a passing fault: it is told soon.
        let nobody = matches!(lost, Lost::NotSent) && !self.answered && queued.tries >= TRIES_OF_NOBODY;
        if queued.call.request.method == Method::Get && !hopeless && !nobody && self.may_repeat(&queued) {
            let pause = back_off(queued.tries, id);
            self.repeat(queued, pause, false);
        } else {
            machine.ended(task, Outcome::Lost(lost), self);
        }
    }

    /// Ends what has run out of time; sends what is due and may go.
    pub(crate) fn pump(&mut self, machine: &mut dyn Machine) {
        self.wake();
        if let Some(deadline) = self.deadline.filter(|deadline| self.now >= *deadline) {
            self.time_up = true;
            let grace_over = self.now >= deadline.plus_seconds(GRACE);
            self.end_queued(End::TimeUp, !grace_over, machine);
            if grace_over {
                self.end_flying(End::TimeUp, machine);
            }
        }
        self.emit();
    }

    /// Ends every task at once: what is under way is told as such, the rest is dropped.
    pub(crate) fn cancel(&mut self, machine: &mut dyn Machine) {
        self.time_up = true;
        self.end_queued(End::Cancelled, false, machine);
        self.end_flying(End::Cancelled, machine);
    }

    /// When the host should poll at the latest.
    pub(crate) fn until(&self) -> Option<Instant> {
        let due = self.waiting.keys().next().map(|(at, _)| *at);
        let end = match self.deadline {
            Some(deadline) if !self.time_up => Some(deadline),
            Some(deadline) => Some(deadline.plus_seconds(GRACE)),
            None => None,
        };
        [due, end].into_iter().flatten().min()
    }

    fn queue(&mut self, queued: Queued) {
        if queued.call.pause == 0 {
            self.ready.push_back(queued);
        } else {
            let at = self.now.plus_seconds(i64::try_from(queued.call.pause).unwrap_or(i64::MAX));
            self.queued += 1;
            self.waiting.insert((at, self.queued), queued);
        }
    }

    /// The rule for repeating reads (A74, T4); writes go to their task.
    fn judge(&mut self, id: u64, reply: &Reply<'_>, queued: Queued) -> Verdict {
        if queued.call.request.method != Method::Get {
            return Verdict::Tell;
        }
        match retry_for(reply.status) {
            Retry::FreshToken if !queued.call.fresh && !self.time_up => {
                self.repeat(queued, 0, true);
                Verdict::Again
            }
            Retry::Pause if self.may_repeat(&queued) => {
                let pause = pause_after(reply, self.now, queued.tries, id);
                self.repeat(queued, pause, false);
                Verdict::Again
            }
            _ => Verdict::Tell,
        }
    }

    fn may_repeat(&self, queued: &Queued) -> bool {
        queued.tries < MOST_TRIES && !self.time_up
    }

    fn repeat(&mut self, mut queued: Queued, pause: u64, fresh: bool) {
        queued.call.pause = pause;
        queued.call.fresh = fresh;
        self.queue(queued);
    }

    fn wake(&mut self) {
        while let Some(entry) = self.waiting.first_entry() {
            if entry.key().0 > self.now {
                break;
            }
            self.ready.push_back(entry.remove());
        }
    }

    fn emit(&mut self) {
        while self.pace.has_room(self.flying.len()) {
            let Some(mut queued) = self.ready.pop_front() else { break };
            let id = self.next_id;
            self.next_id += 1;
            queued.tries += 1;
            let request = &queued.call.request;
            self.steps.push(Step::Request {
                id,
                method: request.method.as_str(),
                url: request.url.clone(),
                headers: request.headers.clone(),
                body: request.body.clone(),
                // Every request goes to the endpoint: `Requests` and `Endpoint::link` cannot make another one.
                auth: Some(Auth { kind: "arm", fresh: queued.call.fresh }),
            });
            self.flying.insert(id, queued);
        }
    }

    /// Ends the tasks whose call was not sent. Last looks are sent all the same while there is grace.
    fn end_queued(&mut self, why: End, grace: bool, machine: &mut dyn Machine) {
        let waiting = std::mem::take(&mut self.waiting).into_values();
        let queued = std::mem::take(&mut self.ready).into_iter().chain(waiting);
        let (last_looks, ended): (Vec<_>, Vec<_>) = queued.partition(|queued| grace && queued.call.last_look);
        self.ready.extend(last_looks);
        for queued in ended {
            machine.ended(queued.call.task, Outcome::Ended { why, sent: false }, self);
        }
    }

    fn end_flying(&mut self, why: End, machine: &mut dyn Machine) {
        for queued in std::mem::take(&mut self.flying).into_values() {
            machine.ended(queued.call.task, Outcome::Ended { why, sent: true }, self);
        }
    }

    fn check_clock(&mut self, reply: &Reply<'_>) {
        let Some(skew) = reply.clock_skew(self.now).filter(|_| !self.skew_told) else { return };
        self.skew_told = true;
        let side = if skew > 0 { "ahead of" } else { "behind" };
        let message =
            format!("this machine's clock is {} seconds {side} the service's; set it right", skew.unsigned_abs());
        self.warn("clock_skew", message, None);
    }
}

/// Seconds to wait after a reply: what it asks for, else a growing pause.
pub(crate) fn pause_after(reply: &Reply<'_>, now: Instant, tries: u32, id: u64) -> u64 {
    reply.retry_after(now).map_or_else(|| back_off(tries, id), |seconds| seconds.max(1))
}

/// 2, 4, 8, 16, 30 … seconds and up to half as much again, spread by the request's id: many calls that failed together
/// must not come back together, and the same inputs must give the same steps.
pub(crate) fn back_off(tries: u32, id: u64) -> u64 {
    let base = snap_arm::operation::default_pause(tries.saturating_sub(1));
    // The finaliser of splitmix64.
    let mut hash = id.wrapping_add(0x9e37_79b9_7f4a_7c15);
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    base + (hash ^ (hash >> 31)) % (base / 2 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_are_spread_but_never_by_chance() {
        for tries in 1..10 {
            let base = snap_arm::operation::default_pause(tries - 1);
            for id in 1..100 {
                let pause = back_off(tries, id);
                assert!((base..=base + base / 2).contains(&pause), "{tries} {id} {pause}");
                assert_eq!(pause, back_off(tries, id));
            }
        }
        let spread: std::collections::BTreeSet<u64> = (1..100).map(|id| back_off(5, id)).collect();
        assert_eq!(spread.len(), 16);
    }
}
