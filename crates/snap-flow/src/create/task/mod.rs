//! One disk's way: read the disk, look whether the name is free, write, follow the operation, read back, wait.
//!
//! Every write is preceded by a look at its name (A37): a repeat after 401, 409, 429 or a lost reply goes back to `Look`,
//! so that nothing is ever written twice blindly.

mod ends;
mod read;
mod tell;

use snap_arm::operation::{Poll, Progress, default_pause};
use snap_arm::reply::Reply;
use snap_arm::request::{NewSnapshot, Request, RequestError};
use snap_core::model::Snapshot;
use snap_core::readiness::Verdict;

use super::facts::{self, Source};
use super::order::{Order, Target};
use crate::contract::{Item, ItemKind, Lost, Step};
use crate::engine::{Call, Engine, Outcome, pause_after};
use crate::trouble::Trouble;

/// How often a name is written before its last answer counts; writes that were throttled have a count of their own.
const MOST_WRITES: u32 = 6;

/// How often a write is put off by 429. Far more than [`MOST_WRITES`]: the service says itself that waiting helps.
const MOST_THROTTLED: u32 = 20;

#[derive(Debug)]
pub(super) struct Task {
    pub(super) target: Target,
    /// How it ended, once it has.
    pub(super) item: Option<Item>,
    /// How the wait ended, once it has.
    pub(super) ready: Option<bool>,
    state: State,
    source: Option<Source>,
    wrote: Wrote,
    writes: u32,
    throttled: u32,
    polls: u32,
    misses: u32,
    fresh_asked: bool,
    last: Option<Trouble>,
    told: Option<(String, Option<f64>)>,
}

#[derive(Debug)]
enum State {
    ReadDisk,
    /// A GET of the name, before the next write.
    Look,
    Write,
    Operation(Poll),
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

/// Whether this flow has written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrote {
    No,
    /// A write went out and no answer came.
    Maybe,
    Yes,
}

/// What a task works with.
pub(super) struct Cx<'a> {
    pub(super) at: usize,
    pub(super) order: &'a Order,
    pub(super) engine: &'a mut Engine,
    pub(super) done: u64,
    pub(super) of: u64,
}

impl Task {
    pub(super) fn new(target: Target) -> Self {
        Self {
            target,
            item: None,
            ready: None,
            state: State::ReadDisk,
            source: None,
            wrote: Wrote::No,
            writes: 0,
            throttled: 0,
            polls: 0,
            misses: 0,
            fresh_asked: false,
            last: None,
            told: None,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// The item, when there is nothing left to find out: neither an unknown end nor a wait that did not end well.
    pub(super) fn final_item(&self, wait: bool) -> Option<&Item> {
        let item = self.item.as_ref().filter(|_| self.is_over())?;
        let made = matches!(item.kind, ItemKind::Made | ItemKind::AlreadyMade);
        let failed = item.kind == ItemKind::Failed && decided(item);
        (failed || made && (!wait || self.ready == Some(true))).then_some(item)
    }

    /// Ended in an earlier life of the flow.
    pub(super) fn carry_over(&mut self, item: Item) {
        self.item = Some(item);
        self.state = State::Over;
    }

    pub(super) fn begin(&mut self, cx: &mut Cx<'_>) {
        let request = cx.engine.requests.read(&self.target.disk);
        self.send(request, 0, false, cx);
    }

    pub(super) fn ended(&mut self, outcome: Outcome<'_>, cx: &mut Cx<'_>) {
        match outcome {
            Outcome::Reply { id, reply } => self.replied(id, &reply, cx),
            Outcome::Lost(lost) => self.lost(lost, cx),
            Outcome::Ended { why, sent } => self.cut_short(why, sent, cx),
        }
    }

    fn replied(&mut self, id: u64, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        match std::mem::replace(&mut self.state, State::Over) {
            State::ReadDisk => self.disk_read(id, reply, cx),
            State::Look => self.looked(id, reply, cx),
            State::Write => self.written(id, reply, cx),
            State::Operation(poll) => self.polled(poll, reply, cx),
            State::ReadBack { confirmed } => self.read_back(id, confirmed, reply, cx),
            State::ReadFailed(trouble) => {
                if facts::snapshot(reply, &self.target.snapshot).is_ok() {
                    self.document(id, cx);
                }
                self.fail(trouble, cx);
            }
            State::Wait(verdict) => self.waited(id, verdict, reply, cx),
            State::Over => {}
        }
    }

    fn disk_read(&mut self, id: u64, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        if reply.status == 404 {
            let service = Trouble::of_reply(reply);
            let message = format!("There is no disk `{}`. The service says: {}", self.target.disk, service.message);
            return self.fail(Trouble { code: "disk_not_found".to_owned(), message, ..service }, cx);
        }
        if !(200..300).contains(&reply.status) {
            return self.fail(Trouble::of_reply(reply), cx);
        }
        match Source::read(reply, &self.target.disk, cx.order) {
            Ok(source) => {
                cx.engine.tell(Step::Document { id, name: format!("disk {}", source.id.name()) });
                self.source = Some(source);
                self.look(0, false, cx);
            }
            Err(trouble) => self.fail(trouble, cx),
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
                self.write(cx);
            }
            status if (200..300).contains(&status) => match facts::snapshot(reply, &self.target.snapshot) {
                Ok(found) if self.source.as_ref().is_some_and(|source| source.owns(&found)) => {
                    self.found(id, false, &found, reply, cx);
                }
                Ok(found) => self.fail(name_in_use(reply, &found), cx),
                Err(trouble) => self.not_sure(trouble, cx),
            },
            _ => self.not_sure(Trouble::of_reply(reply), cx),
        }
    }

    /// The name is free: write.
    fn write(&mut self, cx: &mut Cx<'_>) {
        if self.writes >= MOST_WRITES {
            let last = self.last.take().unwrap_or_else(|| Trouble::of_lost(Lost::Other, cx.engine.requests.endpoint()));
            return self.not_sure(last, cx);
        }
        let Some(source) = &self.source else { return };
        let new = NewSnapshot {
            location: &source.location,
            tags: &cx.order.tags,
            sku: cx.order.sku,
            source: &source.id,
            instant_access_minutes: cx.order.instant_access_minutes,
        };
        let request = cx.engine.requests.create(&self.target.snapshot, &new);
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
            409 if self.writes < MOST_WRITES => {
                let pause = pause_after(reply, cx.engine.now(), self.writes, id);
                self.refused(Trouble::of_reply(reply), pause, cx);
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

    /// The write was taken: follow its operation, or without one ask the resource itself (A35).
    fn accepted(&mut self, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        self.wrote = Wrote::Yes;
        let pause = reply.retry_after(cx.engine.now()).map(|seconds| seconds.max(1));
        self.progress("Being made.", None, cx);
        match Poll::of(reply, cx.engine.requests.endpoint()) {
            Ok(Some(poll)) => self.poll(poll, pause.unwrap_or(default_pause(0)), cx),
            Ok(None) if reply.status == 202 => self.read(false, pause.unwrap_or(default_pause(0)), cx),
            Ok(None) => self.read(false, pause.unwrap_or(0), cx),
            Err(foreign) => {
                let message = format!("{foreign}; the snapshot itself is asked instead");
                cx.engine.warn("foreign_link", message, Some(self.target.snapshot.as_str()));
                self.read(false, pause.unwrap_or(default_pause(0)), cx);
            }
        }
    }

    fn polled(&mut self, poll: Poll, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        let progress = match reply.status {
            200..=204 => poll.read(reply).map_err(|bad| Trouble::bad_reply(reply, bad)),
            _ => Err(Trouble::of_reply(reply)),
        };
        match progress {
            Ok(Progress::Running(percent)) => {
                self.polls += 1;
                self.progress("Being made.", percent, cx);
                let pause = self.pause(reply, cx);
                self.poll(poll, pause, cx);
            }
            Ok(Progress::Succeeded) => {
                self.polls = 0;
                self.read(true, 0, cx);
            }
            Ok(Progress::Failed(error)) => {
                self.state = State::ReadFailed(Trouble::of_service(error));
                let request = cx.engine.requests.read(&self.target.snapshot);
                self.send(request, 0, false, cx);
            }
            Err(trouble) => self.ask_the_snapshot(trouble, cx),
        }
    }

    /// Its operation cannot be followed: the write was taken all the same, so the snapshot tells the truth (A35).
    fn ask_the_snapshot(&mut self, trouble: Trouble, cx: &mut Cx<'_>) {
        let message =
            format!("the operation cannot be followed ({}); the snapshot itself is asked instead", trouble.code);
        cx.engine.warn("operation_lost", message, Some(self.target.snapshot.as_str()));
        self.last = Some(trouble);
        self.polls = 0;
        self.read(false, default_pause(0), cx);
    }
}

/// Sending.
impl Task {
    fn look(&mut self, pause: u64, fresh: bool, cx: &mut Cx<'_>) {
        self.state = State::Look;
        let request = cx.engine.requests.read(&self.target.snapshot);
        self.send(request, pause, fresh, cx);
    }

    fn poll(&mut self, poll: Poll, pause: u64, cx: &mut Cx<'_>) {
        let request = cx.engine.requests.follow(&poll.link);
        self.state = State::Operation(poll);
        self.send(Ok(request), pause, false, cx);
    }

    fn read(&mut self, confirmed: bool, pause: u64, cx: &mut Cx<'_>) {
        self.state = State::ReadBack { confirmed };
        let request = cx.engine.requests.read(&self.target.snapshot);
        self.send(request, pause, false, cx);
    }

    fn send(&mut self, request: Result<Request, RequestError>, pause: u64, fresh: bool, cx: &mut Cx<'_>) {
        let last_look = matches!(self.state, State::ReadBack { .. } | State::Wait(_));
        match request {
            Ok(request) => cx.engine.send(Call { task: cx.at, request, pause, fresh, last_look }),
            Err(error) => self.fail(Trouble::new(error.code(), error.to_string()), cx),
        }
    }

    fn pause(&self, reply: &Reply<'_>, cx: &Cx<'_>) -> u64 {
        reply.retry_after(cx.engine.now()).map_or_else(|| default_pause(self.polls), |seconds| seconds.max(1))
    }
}

/// Why a wait ended that the snapshot did not end.
fn time_up(order: &Order, why: &str) -> String {
    format!("The {} seconds that were given are over. {why}", order.timeout)
}

/// A37: a PUT would change what is there.
fn name_in_use(reply: &Reply<'_>, found: &Snapshot) -> Trouble {
    let of = found.source.as_ref().map(|source| format!(" of `{source}`")).unwrap_or_default();
    let when = found.time_created.map(|instant| format!(", made {instant}")).unwrap_or_default();
    let message = format!(
        "`{}` is in use in resource group `{}` by another snapshot{of}{when}. It was not touched. Choose another name.",
        found.id.name(),
        found.id.group()
    );
    Trouble::about(reply, "name_in_use", message)
}

/// The service decided it. What only the network, the time or a busy service ended is tried again by a resumed flow.
fn decided(item: &Item) -> bool {
    const UNDECIDED: [&str; 6] =
        ["timed_out", "connection_failed", "timeout", "connection_cut", "no_reply", "tls_failed"];
    let code = item.code.as_deref().is_some_and(|code| UNDECIDED.contains(&code));
    !code && !item.status.is_some_and(|status| matches!(status, 401 | 408 | 409 | 429 | 500..))
}
