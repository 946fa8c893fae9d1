//! One snapshot's way into being: look whether its name is free, write, follow the operation, read back, wait.
//!
//! Every write is preceded by a look at its name (A37): a repeat after 401, 409, 429 or a lost reply goes back to `Look`,
//! so that nothing is ever written twice blindly. The first look may be a list's, when it is not older than
//! [`FRESH`] seconds.

mod ends;
mod read;
mod tell;
mod wish;

use snap_arm::operation::default_pause;
use snap_arm::reply::Reply;
use snap_arm::request::{Request, RequestError};
use snap_core::instant::Instant;
use snap_core::model::Snapshot;
use snap_core::readiness::Verdict;

use crate::contract::{Item, ItemKind, Lost};
use crate::engine::{Call, Duty, Engine, MOST_THROTTLED, Outcome, pause_after};
use crate::follow::{self, Follow, Followed, Lead};
use crate::survey;
use crate::trouble::Trouble;
use crate::watch::Watch;
pub(crate) use wish::{How, Wish};

/// How often a name is written before its last answer counts; writes that were throttled have a count of their own.
const MOST_WRITES: u32 = 6;

/// How long a look at a name is trusted, in seconds.
const FRESH: i64 = 300;

/// How long the survey's reading of a copy's source is trusted, in seconds. A chain of copies takes hours, and a snapshot
/// that was deleted and made again under its name meanwhile would be copied as what it is not.
const SOURCE_FRESH: i64 = 10;

#[derive(Debug)]
pub(crate) struct Making {
    pub(crate) wish: Wish,
    /// How it ended, once it has.
    pub(crate) item: Option<Item>,
    /// How the wait ended, once it has.
    pub(crate) ready: Option<bool>,
    /// A copy that the service does not take for now (C3, C4): what ended it instead of an item.
    pub(crate) refused: Option<Refused>,
    /// The snapshot as it was last read.
    pub(crate) found: Option<Box<Snapshot>>,
    state: State,
    watch: Option<Watch>,
    wrote: Wrote,
    writes: u32,
    throttled: u32,
    polls: u32,
    misses: u32,
    fresh_asked: bool,
    /// When the name was last seen to be free.
    free_at: Option<Instant>,
    /// When a copy's source was last seen to be what was planned.
    source_at: Option<Instant>,
    last: Option<Trouble>,
    /// Seconds before the first look.
    rest: u64,
    told: Option<(String, Option<f64>)>,
}

#[derive(Debug)]
enum State {
    /// A GET of the name, before the next write.
    Look,
    /// A GET of what is to be copied, before the first write.
    Source,
    Write,
    Operation(Follow),
    /// A GET of what was written, or found; `confirmed` when its operation ended well.
    ReadBack {
        confirmed: bool,
    },
    /// A GET of what is left of a failed operation.
    ReadFailed(Trouble),
    /// Made; not yet what is waited for. Holds the last verdict.
    Wait(Verdict),
    Over,
}

/// Where a copy stands that the service does not take for now.
#[derive(Debug)]
pub(crate) struct Refused {
    why: Trouble,
    wrote: Wrote,
}

/// Whether this flow has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrote {
    No,
    /// A write went out and no answer came.
    Maybe,
    Yes,
}

/// What a making works with.
pub(crate) struct Cx<'a> {
    /// Its task.
    pub(crate) at: usize,
    pub(crate) engine: &'a mut Engine,
    /// How many of the flow's targets are through, and of how many.
    pub(crate) done: u64,
    pub(crate) of: u64,
}

impl Making {
    /// `free_at`: when a list showed that the name is free, if one did.
    pub(crate) fn new(wish: Wish, free_at: Option<Instant>) -> Self {
        let watch = wish.goal.map(|goal| Watch::new(goal, wish.kind));
        Self {
            wish,
            item: None,
            ready: None,
            refused: None,
            found: None,
            state: State::Look,
            watch,
            wrote: Wrote::No,
            writes: 0,
            throttled: 0,
            polls: 0,
            misses: 0,
            fresh_asked: false,
            free_at,
            source_at: free_at,
            last: None,
            rest: 0,
            told: None,
        }
    }

    /// One that was refused before, and begins after a rest.
    pub(crate) fn after(self, rest: u64, refused: Refused) -> Self {
        Self { rest, wrote: refused.wrote, last: Some(refused.why), free_at: None, ..self }
    }

    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Queues the first call.
    pub(crate) fn begin(&mut self, cx: &mut Cx<'_>) {
        if self.trusted(cx).is_some_and(|seconds| seconds > 0) {
            self.write(cx);
        } else {
            self.look(self.rest, false, cx);
        }
    }

    pub(crate) fn ended(&mut self, outcome: Outcome<'_>, cx: &mut Cx<'_>) {
        match outcome {
            Outcome::Reply { id, reply, .. } => self.replied(id, &reply, cx),
            Outcome::Lost(lost) => self.lost(lost, cx),
            Outcome::Ended { why, sent } => self.cut_short(why, sent, cx),
        }
    }

    fn replied(&mut self, id: u64, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::Look => self.looked(id, reply, cx),
            State::Source => self.source_read(reply, cx),
            State::Write => self.written(id, reply, cx),
            State::Operation(follow) => self.polled(follow, reply, cx),
            State::ReadBack { confirmed } => self.read_back(id, confirmed, reply, cx),
            State::ReadFailed(trouble) => {
                if survey::snapshot(reply, &self.wish.snapshot).is_ok() {
                    self.document(id, cx);
                }
                self.fail(trouble, cx);
            }
            State::Wait(verdict) => self.waited(id, &verdict, reply, cx),
            State::Over => {}
        }
    }

    fn looked(&mut self, id: u64, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        match reply.status {
            404 => {
                let service = Trouble::of_reply(reply);
                // Then it is not the name that is free: there is no place to write to.
                if ["ResourceGroupNotFound", "SubscriptionNotFound"].contains(&service.code.as_str()) {
                    return self.fail(service, cx);
                }
                self.free_at = Some(cx.engine.now());
                self.write(cx);
            }
            status if (200..300).contains(&status) => match survey::snapshot(reply, &self.wish.snapshot) {
                Ok(found) if self.wish.owns(&found) => self.found(id, false, found, reply, cx),
                Ok(found) => self.fail(name_in_use(&found), cx),
                Err(trouble) => self.not_sure(trouble, cx),
            },
            _ => self.not_sure(Trouble::of_reply(reply), cx),
        }
    }

    /// The source of a copy must be the very snapshot that was planned (C9).
    fn source_read(&mut self, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        let How::Copy { unique_id, .. } = &self.wish.how else { return };
        let same = |found: &Snapshot| match (&found.unique_id, unique_id) {
            (Some(found), Some(planned)) => found.eq_ignore_ascii_case(planned),
            (found, planned) => found.is_some() == planned.is_some(),
        };
        match survey::snapshot(reply, &self.wish.source) {
            Ok(found) if same(&found) => {
                self.source_at = Some(cx.engine.now());
                self.write(cx);
            }
            Err(trouble) if reply.status != 404 => self.not_sure(trouble, cx),
            _ => {
                let message = "The snapshot that was to be copied is gone, or another one has its name. Run again: what is there now is then copied.";
                let kind = if self.wrote == Wrote::No { ItemKind::Skipped } else { ItemKind::Unknown };
                self.end(kind, Some(Trouble::about(reply, "source_changed", message)), cx);
            }
        }
    }

    /// The name is free: write.
    fn write(&mut self, cx: &mut Cx<'_>) {
        let stale = self.source_at.is_none_or(|at| cx.engine.now().seconds_since(at) >= SOURCE_FRESH);
        if matches!(self.wish.how, How::Copy { .. }) && stale {
            self.state = State::Source;
            let request = cx.engine.requests.read(&self.wish.source);
            return self.send(request, 0, false, cx);
        }
        if self.writes >= MOST_WRITES {
            let last = self.last.take().unwrap_or_else(|| Trouble::of_lost(Lost::Other, cx.engine.requests.endpoint()));
            return if self.may_come_later() { self.put_back(last) } else { self.not_sure(last, cx) };
        }
        let request = self.wish.request(&cx.engine.requests);
        self.writes += 1;
        self.state = State::Write;
        self.send(request, 0, false, cx);
    }

    fn written(&mut self, id: u64, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        match reply.status {
            200..=202 => self.accepted(reply, cx),
            401 if !self.fresh_asked => {
                self.fresh_asked = true;
                self.look(0, true, cx);
            }
            // Refused, and worth another try (A74, T4): nothing was written.
            429 if self.throttled < MOST_THROTTLED => {
                let pause = pause_after(reply, cx.engine.now(), self.throttled + 1, id);
                self.throttled += 1;
                self.writes = self.writes.saturating_sub(1);
                self.refused(Trouble::of_reply(reply), pause, cx);
            }
            409 if self.writes < MOST_WRITES && !is_locked(reply) => {
                let pause = pause_after(reply, cx.engine.now(), self.writes, id);
                self.refused(Trouble::of_reply(reply), pause, cx);
            }
            409 if self.may_come_later() && !is_locked(reply) => {
                self.put_back(Trouble::of_reply(reply));
            }
            // It may have been done before the error came.
            408 | 500 | 502..=504 | 506..=599 => {
                let pause = pause_after(reply, cx.engine.now(), self.writes, id);
                self.wrote = Wrote::Maybe;
                self.refused(Trouble::of_reply(reply), pause, cx);
            }
            status if (200..300).contains(&status) => {
                self.wrote = Wrote::Maybe;
                self.last = Some(Trouble::bad_reply(reply, "a write is answered with 200, 201 or 202"));
                self.look(default_pause(0), false, cx);
            }
            _ => self.not_sure(Trouble::of_reply(reply), cx),
        }
    }

    fn put_back(&mut self, why: Trouble) {
        self.state = State::Over;
        self.refused = Some(Refused { why, wrote: self.wrote });
    }

    /// True for a copy that was never taken: what is in its way may end (C3, C4).
    fn may_come_later(&self) -> bool {
        self.wrote != Wrote::Yes && matches!(self.wish.how, How::Copy { .. })
    }

    /// The write was taken: follow its operation, or without one ask the resource itself (A35).
    fn accepted(&mut self, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        self.wrote = Wrote::Yes;
        self.fresh_asked = false;
        self.progress(self.wish.being_made(), None, None, cx);
        match Follow::of(reply, cx.engine.requests.endpoint(), cx.engine.now()) {
            Lead::Operation(follow, pause) => self.follow(follow, pause, cx),
            Lead::Resource(pause) => self.read(false, pause, cx),
            Lead::Foreign(foreign, pause) => {
                let message = format!("{foreign}; the snapshot itself is asked instead");
                cx.engine.warn("foreign_link", message, Some(self.wish.snapshot.as_str()));
                self.read(false, pause, cx);
            }
        }
    }

    fn polled(&mut self, mut follow: Follow, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        match follow.read(reply, cx.engine.now()) {
            Followed::Running(percent, pause) => {
                self.progress(self.wish.being_made(), percent, None, cx);
                self.follow(follow, pause, cx);
            }
            Followed::Succeeded => self.read(true, 0, cx),
            Followed::Failed(trouble) => {
                self.state = State::ReadFailed(trouble);
                let request = cx.engine.requests.read(&self.wish.snapshot);
                self.send(request, 0, false, cx);
            }
            Followed::Lost(trouble) => self.ask_the_snapshot(trouble, cx),
        }
    }

    /// Its operation cannot be followed: the write was taken all the same, so the snapshot tells the truth (A35).
    fn ask_the_snapshot(&mut self, trouble: Trouble, cx: &mut Cx<'_>) {
        let message =
            format!("the operation cannot be followed ({}); the snapshot itself is asked instead", trouble.code);
        cx.engine.warn("operation_lost", message, Some(self.wish.snapshot.as_str()));
        self.last = Some(trouble);
        self.polls = 0;
        self.read(false, default_pause(0), cx);
    }
}

/// Sending.
impl Making {
    fn look(&mut self, pause: u64, fresh: bool, cx: &mut Cx<'_>) {
        #[cfg(feature = "sabotage")]
        if crate::Sabotage::BlindPut.is_on() && self.last.is_some() {
            return self.write(cx);
        }
        self.state = State::Look;
        let request = cx.engine.requests.read(&self.wish.snapshot);
        self.send(request, pause, fresh, cx);
    }

    fn follow(&mut self, follow: Follow, pause: u64, cx: &mut Cx<'_>) {
        let request = follow.request(&cx.engine.requests);
        self.state = State::Operation(follow);
        self.send(Ok(request), pause, false, cx);
    }

    fn read(&mut self, confirmed: bool, pause: u64, cx: &mut Cx<'_>) {
        self.state = State::ReadBack { confirmed };
        let request = cx.engine.requests.read(&self.wish.snapshot);
        self.send(request, pause, false, cx);
    }

    /// For how many seconds more the last look at the name is trusted.
    fn trusted(&self, cx: &Cx<'_>) -> Option<i64> {
        Some(FRESH - cx.engine.now().seconds_since(self.free_at?))
    }

    fn send(&mut self, request: Result<Request, RequestError>, pause: u64, fresh: bool, cx: &mut Cx<'_>) {
        let last_look = matches!(self.state, State::ReadBack { .. } | State::Wait(_));
        let duty = if last_look { Duty::LastLook } else { Duty::Ordinary };
        match request {
            Ok(request) => {
                let call = Call::now(cx.at, request).after(pause).duty(duty).region(&self.wish.location);
                // A write that had to stand in line for too long is preceded by another look.
                let lasts = self.trusted(cx).filter(|_| matches!(self.state, State::Write));
                cx.engine.send(Call { fresh, lasts, ..call });
            }
            Err(error) => self.fail(Trouble::new(error.code(), error.to_string()), cx),
        }
    }

    fn pause(&self, reply: &Reply<'_>, cx: &Cx<'_>) -> u64 {
        follow::pause(reply, cx.engine.now(), self.polls)
    }
}

/// A lock does not go away by waiting.
fn is_locked(reply: &Reply<'_>) -> bool {
    Trouble::of_reply(reply).code == "ScopeLocked"
}

/// A37: a PUT would change what is there.
///
/// The status of the read that found it is left out: 200 beside a failure would only mislead.
pub(crate) fn name_in_use(found: &Snapshot) -> Trouble {
    let of = found.source.as_ref().map(|source| format!(" of `{source}`")).unwrap_or_default();
    let when = found.time_created.map(|instant| format!(", made {instant}")).unwrap_or_default();
    let message = format!(
        "`{}` is in use in resource group `{}` by another snapshot{of}{when}. It was not touched. Choose another name.",
        found.id.name(),
        found.id.group()
    );
    Trouble::new("name_in_use", message)
}
