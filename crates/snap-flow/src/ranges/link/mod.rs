//! The access link to one snapshot: granted, held, and closed on every path (A26, A27).
//!
//! A link that may be open is closed before anything else is made of it: what a lost reply, a failed operation or a cancel
//! leaves behind is revoked, and where its end was not seen the snapshot is looked at afterwards. There is never a second
//! grant before that. What cannot be closed is told, with when it ends by itself.

mod close;

use serde::{Deserialize, Serialize};
use snap_arm::access::{Granted, Sas};
use snap_arm::error::{Retry, retry_for};
use snap_arm::reply::Reply;
use snap_arm::request::{FileFormat, Request, RequestError};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;

use crate::contract::Lost;
use crate::engine::{Call, Duty, Engine, MOST_THROTTLED, Outcome, back_off, pause_after};
use crate::follow::{Follow, Followed, Lead};
use crate::trouble::Trouble;

/// How often a revoke is sent, or its end looked for, before the link is left open.
const MOST_TRIES: u32 = 6;
/// How long an operation is followed before it is taken for lost, in seconds.
const PATIENCE: i64 = 900;
/// The same once the flow was stopped: what is left of the time is for revoking.
const LATE_PATIENCE: i64 = 60;
/// The longest pause once the flow was stopped, in seconds.
const LATE_PAUSE: u64 = 30;
/// How long after its end, in seconds, a link is still taken for ours: clocks differ.
const SLACK: i64 = 300;

/// One snapshot's link.
#[derive(Debug)]
pub(super) struct Link {
    task: usize,
    pub(super) snapshot: ResourceId,
    seconds: u32,
    region: String,
    state: State,
    /// When what is, or may be, open ends by itself at the latest, by the service's clock; unknown while a grant is under way,
    /// and where its end was not seen.
    until: Option<Instant>,
    /// The same of a grant that is under way, by when it was sent.
    asked_until: Option<Instant>,
    /// The end of a grant or of a revoke was not seen: a revoke that succeeds is not enough.
    doubtful: bool,
    /// Not wanted any more: closed as soon as it can be.
    unwanted: bool,
    refusal: Option<Refusal>,
    tries: u32,
    throttled: u32,
    fresh_asked: bool,
    /// When its operation was first asked about, and when first after the flow was stopped.
    followed: Option<Instant>,
    followed_late: Option<Instant>,
}

#[derive(Debug)]
enum State {
    Shut,
    /// A grant is queued or under way.
    Granting,
    Opening(Follow),
    Open(Sas),
    /// A revoke is queued or under way.
    Revoking,
    Closing(Follow),
    /// A GET that shows whether it is closed.
    Checking,
    LeftOpen,
}

/// Why a grant came to nothing.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) trouble: Trouble,
    /// Worth looking again after so many seconds.
    pub(super) again: Option<u64>,
}

/// A link that is, or may be, open; as it is saved.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct SavedLink {
    pub(super) snapshot: String,
    until: Option<Instant>,
}

impl Link {
    pub(super) fn new(task: usize, snapshot: ResourceId, seconds: u32) -> Self {
        Self {
            task,
            snapshot,
            seconds,
            region: String::new(),
            state: State::Shut,
            until: None,
            asked_until: None,
            doubtful: false,
            unwanted: false,
            refusal: None,
            tries: 0,
            throttled: 0,
            fresh_asked: false,
            followed: None,
            followed_late: None,
        }
    }

    /// Neither at work nor open for us.
    pub(super) fn is_at_rest(&self) -> bool {
        matches!(self.state, State::Shut | State::LeftOpen)
    }

    /// The address, while it is open.
    pub(super) fn sas(&self) -> Option<&Sas> {
        match &self.state {
            State::Open(sas) => Some(sas),
            _ => None,
        }
    }

    /// True when its time is over.
    pub(super) fn is_past(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now >= until)
    }

    /// Why the last grant came to nothing; told once.
    pub(super) fn take_refusal(&mut self) -> Option<Refusal> {
        self.refusal.take()
    }

    /// What a resumed flow has to close. It says when the link ends also where its grant is under way: what is open long
    /// after that is somebody else's.
    pub(super) fn saved(&self) -> Option<SavedLink> {
        let may_be_open = !matches!(self.state, State::Shut);
        let until = self.until.or(self.asked_until);
        may_be_open.then(|| SavedLink { snapshot: self.snapshot.as_str().to_owned(), until })
    }

    /// Asks for access. The link is shut: there is never more than one of ours.
    pub(super) fn grant(&mut self, region: &str, format: Option<FileFormat>, engine: &mut Engine) {
        if !self.is_at_rest() {
            return;
        }
        self.begin(State::Granting);
        (self.until, self.doubtful, self.unwanted, self.refusal) = (None, false, false, None);
        region.clone_into(&mut self.region);
        self.ask(0, false, format, engine);
    }

    /// Takes the end of its call.
    pub(super) fn ended(&mut self, outcome: Outcome<'_>, format: Option<FileFormat>, engine: &mut Engine) {
        match std::mem::replace(&mut self.state, State::Shut) {
            State::Granting => self.granted(outcome, format, engine),
            State::Opening(follow) => self.opening(follow, outcome, engine),
            State::Revoking => self.revoked(outcome, engine),
            State::Closing(follow) => self.closing(follow, outcome, engine),
            State::Checking => self.checked(outcome, engine),
            at_rest => self.state = at_rest,
        }
    }

    fn granted(&mut self, outcome: Outcome<'_>, format: Option<FileFormat>, engine: &mut Engine) {
        // It may have left long after it was asked for, as where the machine slept.
        self.may_end(engine.now());
        let (id, reply) = match outcome {
            Outcome::Reply { id, reply, .. } => (id, reply),
            // Nothing was sent.
            Outcome::Ended { sent: false, .. } => return,
            Outcome::Lost(lost @ (Lost::NotSent | Lost::Tls)) => {
                let again = (lost == Lost::NotSent).then(|| back_off(1, self.salt()));
                return self.refuse(Trouble::of_lost(lost, engine.requests.endpoint()), again);
            }
            Outcome::Lost(lost) => {
                let trouble = Trouble::of_lost(lost, engine.requests.endpoint());
                return self.undo(trouble, Some(back_off(1, self.salt())), engine);
            }
            Outcome::Ended { .. } => return self.undo(no_answer(), None, engine),
        };
        match reply.status {
            200 | 202 => self.accepted(&reply, engine),
            401 if !self.fresh_asked && !self.unwanted => {
                self.fresh_asked = true;
                self.ask(0, true, format, engine);
            }
            429 if self.throttled < MOST_THROTTLED && !self.unwanted => {
                self.throttled += 1;
                let pause = pause_after(&reply, engine.now(), self.throttled, id);
                self.ask(pause, false, format, engine);
            }
            status => {
                let pause = (retry_for(status) == Retry::Pause).then(|| pause_after(&reply, engine.now(), 1, id));
                match status {
                    200..300 => {
                        let trouble = Trouble::bad_reply(&reply, "a grant is answered with 200 or 202");
                        self.undo(trouble, None, engine);
                    }
                    // Refused: by a limit that somebody else has used up meanwhile (A75), or for good.
                    400..=407 | 409..=499 | 501 | 505 => self.refuse(Trouble::of_reply(&reply), pause),
                    // It may have been done before the error came, or before whoever answered stepped in.
                    _ => self.undo(Trouble::of_reply(&reply), pause, engine),
                }
            }
        }
    }

    fn ask(&mut self, pause: u64, fresh: bool, format: Option<FileFormat>, engine: &mut Engine) {
        self.state = State::Granting;
        self.may_end(engine.now().plus_seconds(i64::try_from(pause).unwrap_or(i64::MAX)));
        let request = engine.requests.grant(&self.snapshot, self.seconds, format);
        self.send(request, pause, fresh, engine);
    }

    fn accepted(&mut self, reply: &Reply<'_>, engine: &mut Engine) {
        match Follow::of(reply, engine.requests.endpoint(), engine.now()) {
            Lead::Operation(follow, pause) => {
                let request = follow.request(&engine.requests);
                self.state = State::Opening(follow);
                self.send(Ok(request), pause, false, engine);
            }
            Lead::Resource(_) if reply.status == 200 => self.open(reply, engine),
            Lead::Resource(_) => {
                let trouble = Trouble::bad_reply(reply, "it does not say where the access link is to be had");
                self.undo(trouble, None, engine);
            }
            Lead::Foreign(foreign, _) => {
                let trouble = Trouble::about(reply, "foreign_link", format!("The grant was taken, but {foreign}."));
                self.undo(trouble, None, engine);
            }
        }
    }

    fn opening(&mut self, mut follow: Follow, outcome: Outcome<'_>, engine: &mut Engine) {
        let reply = match outcome {
            Outcome::Reply { reply, .. } => reply,
            Outcome::Lost(lost) => {
                let trouble = Trouble::of_lost(lost, engine.requests.endpoint());
                return self.undo(trouble, Some(back_off(1, self.salt())), engine);
            }
            Outcome::Ended { .. } => return self.undo(no_answer(), None, engine),
        };
        match follow.read(&reply, engine.now()) {
            Followed::Running(_, pause) if self.may_poll(engine) => {
                let request = follow.request(&engine.requests);
                self.state = State::Opening(follow);
                self.send(Ok(request), pause, false, engine);
            }
            Followed::Running(_, pause) => self.undo(never_ends(&reply), Some(pause), engine),
            Followed::Succeeded => self.open(&reply, engine),
            Followed::Failed(trouble) => self.undo(trouble, None, engine),
            Followed::Lost(trouble) => self.undo(trouble, Some(back_off(1, self.salt())), engine),
        }
    }

    fn open(&mut self, reply: &Reply<'_>, engine: &mut Engine) {
        self.until = Some(self.end_from(reply.date().unwrap_or(engine.now())));
        match Granted::read(reply, engine.requests.endpoint()) {
            Ok(Granted { sas }) => {
                self.state = State::Open(sas);
                if self.unwanted {
                    self.close(engine);
                }
            }
            Err(error) => {
                self.refusal = Some(Refusal { trouble: Trouble::bad_reply(reply, error), again: None });
                self.revoke(engine);
            }
        }
    }

    /// The grant came to nothing, and nothing is open.
    fn refuse(&mut self, trouble: Trouble, again: Option<u64>) {
        self.refusal = Some(Refusal { trouble, again });
    }

    /// The grant came to nothing that can be used, and something may be open: it is closed.
    fn undo(&mut self, trouble: Trouble, again: Option<u64>, engine: &mut Engine) {
        self.refuse(trouble, again);
        self.doubtful = true;
        self.revoke(engine);
    }

    /// Notes when the link of a grant ends that is sent at `sent`, at the latest.
    fn may_end(&mut self, sent: Instant) {
        self.asked_until = Some(self.end_from(sent.plus_seconds(PATIENCE)));
    }

    fn end_from(&self, now: Instant) -> Instant {
        now.plus_seconds(i64::from(self.seconds))
    }

    /// Whether an operation that runs is asked about once more.
    fn may_poll(&mut self, engine: &Engine) -> bool {
        let now = engine.now();
        let within = |since: &mut Option<Instant>, patience| now.seconds_since(*since.get_or_insert(now)) < patience;
        let late = engine.time_is_up() && !within(&mut self.followed_late, LATE_PATIENCE);
        within(&mut self.followed, PATIENCE) && !late
    }

    /// A new step: every count begins anew.
    fn begin(&mut self, state: State) {
        self.state = state;
        (self.tries, self.throttled, self.fresh_asked) = (0, 0, false);
        (self.followed, self.followed_late) = (None, None);
    }

    fn send(&mut self, request: Result<Request, RequestError>, pause: u64, fresh: bool, engine: &mut Engine) {
        let duty = if matches!(self.state, State::Granting) { Duty::Opening } else { Duty::Closing };
        let pause = if engine.time_is_up() { pause.min(LATE_PAUSE) } else { pause };
        match request {
            Ok(request) => {
                let call = Call::now(self.task, request).after(pause).duty(duty).region(&self.region);
                engine.send(Call { fresh, ..call });
            }
            // The id and the version were checked when the flow began.
            Err(error) => {
                self.state = State::Shut;
                self.refuse(Trouble::new(error.code(), error.to_string()), None);
            }
        }
    }

    /// Spreads pauses that begin together.
    fn salt(&self) -> u64 {
        u64::try_from(self.task).unwrap_or(u64::MAX)
    }
}

fn no_answer() -> Trouble {
    Trouble::new("no_reply", "The request ended without a reply.")
}

fn never_ends(reply: &Reply<'_>) -> Trouble {
    Trouble::about(reply, "operation_lost", "Its operation did not end in time.")
}
