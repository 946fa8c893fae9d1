//! One snapshot's way out: look at it, delete it, follow the operation.
//!
//! Every DELETE is preceded by a look at that very snapshot, and goes at once or not at all: a repeat after 401, 409, 429, 5xx
//! or a lost reply goes back to the look, so that what was made anew under the name is never deleted for the old one.

use snap_arm::operation::default_pause;
use snap_arm::reply::Reply;
use snap_arm::request::{Request, RequestError, Requests};
use snap_core::id::ResourceId;

use super::rules::{Rules, Wanted};
use crate::contract::{Item, ItemKind, Lost, Step};
use crate::engine::{Call, Duty, End, MOST_THROTTLED, Outcome, back_off, pause_after};
use crate::follow::{Follow, Followed, Lead};
use crate::key;
use crate::making::Cx;
use crate::survey;
use crate::trouble::Trouble;

/// How often one snapshot is deleted before the last answer counts; what was throttled has a count of its own.
const MOST_DELETES: u32 = 5;

/// How long a look is trusted while the delete stands in line, in seconds.
const FRESH: i64 = 10;

#[derive(Debug)]
pub(super) struct Removing {
    wanted: Wanted,
    /// At the version that is read at.
    reads: Requests,
    state: State,
    sent: Sent,
    deletes: u32,
    throttled: u32,
    unsent: u32,
    looks: u32,
    fresh_asked: bool,
    last: Option<Trouble>,
}

#[derive(Debug)]
enum State {
    /// A GET of it, before the first DELETE or to see what became of one.
    Look,
    /// The look has found nothing against it.
    Cleared,
    Delete,
    Operation(Follow),
    Over(Box<Item>),
}

/// What became of our deletes so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    /// None was taken.
    No,
    /// One was taken, and the service says itself that it failed.
    Failed,
    /// One may have been taken.
    Maybe,
    /// One was taken.
    Yes,
}

impl Removing {
    pub(super) fn new(wanted: Wanted, reads: Requests) -> Self {
        Self {
            wanted,
            reads,
            state: State::Look,
            sent: Sent::No,
            deletes: 0,
            throttled: 0,
            unsent: 0,
            looks: 0,
            fresh_asked: false,
            last: None,
        }
    }

    /// Looks at it, whether for the first time or once more.
    pub(super) fn begin(&mut self, cx: &mut Cx<'_>) {
        #[cfg(feature = "sabotage")]
        if crate::Sabotage::UnguardedDelete.is_on() {
            return self.delete(cx);
        }
        self.look(0, false, cx);
    }

    /// True when only the word to delete it is waited for.
    pub(super) fn is_cleared(&self) -> bool {
        matches!(self.state, State::Cleared)
    }

    /// How it ended, once it has.
    pub(super) fn item(&self) -> Option<&Item> {
        match &self.state {
            State::Over(item) => Some(item),
            _ => None,
        }
    }

    pub(super) fn ended(&mut self, outcome: Outcome<'_>, rules: &Rules<'_>, cx: &mut Cx<'_>) {
        match outcome {
            Outcome::Reply { id, reply, .. } => match std::mem::replace(&mut self.state, State::Look) {
                State::Look => self.looked(&reply, rules, cx),
                State::Delete => self.answered(id, &reply, cx),
                State::Operation(follow) => self.polled(follow, &reply, cx),
                rests @ (State::Cleared | State::Over(_)) => self.state = rests,
            },
            Outcome::Lost(lost) => self.lost(lost, cx),
            Outcome::Ended { why, sent } => self.cut_short(why, sent),
        }
    }

    fn looked(&mut self, reply: &Reply<'_>, rules: &Rules<'_>, cx: &mut Cx<'_>) {
        if is_gone(reply) {
            return self.gone();
        }
        if !(200..300).contains(&reply.status) {
            return self.not_sure(Trouble::of_reply(reply));
        }
        let found = match survey::snapshot(reply, &self.wanted.id) {
            Ok(found) => found,
            Err(trouble) => return self.not_sure(trouble),
        };
        if let Some(trouble) = rules.forbid(&self.wanted, &found) {
            // The one that was ours to delete is gone; who has its name now was not touched. A reply without a uniqueId
            // says nothing of the kind.
            let replaced = trouble.code == "other_snapshot" && found.unique_id.is_some() && self.may_be_sent();
            return if replaced { self.end(ItemKind::Deleted, Some(trouble)) } else { self.skip(trouble) };
        }
        if self.may_be_sent() && !key::is_final(&found) {
            // Still on its way out.
            let pause = default_pause(self.looks);
            self.looks += 1;
            return self.look(pause, false, cx);
        }
        if self.deletes >= MOST_DELETES {
            let last = self.last.take();
            let last = last.unwrap_or_else(|| Trouble::of_lost(Lost::Other, cx.engine.requests.endpoint()));
            return self.not_sure(last);
        }
        self.state = State::Cleared;
    }

    /// Deletes what was just looked at.
    pub(super) fn delete(&mut self, cx: &mut Cx<'_>) {
        self.deletes += 1;
        self.state = State::Delete;
        let request = cx.engine.requests.delete(&self.wanted.id);
        self.send(request, |call| call.lasts(FRESH), cx);
    }

    fn answered(&mut self, id: u64, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        let pause = pause_after(reply, cx.engine.now(), self.deletes, id);
        match reply.status {
            200 if !reply.is_html() => self.end(ItemKind::Deleted, None),
            202 => self.accepted(reply, cx),
            204 => self.gone(),
            _ if is_gone(reply) => self.gone(),
            401 if !self.fresh_asked => {
                self.fresh_asked = true;
                self.look(0, true, cx);
            }
            429 if self.throttled < MOST_THROTTLED => {
                self.throttled += 1;
                self.deletes = self.deletes.saturating_sub(1);
                self.again(Trouble::of_reply(reply), pause, cx);
            }
            // It may have been done before the error came.
            200..=299 | 408 | 500 | 502..=504 | 506..=599 => {
                self.sent = Sent::Maybe;
                self.again(refused(reply), pause, cx);
            }
            _ => match by_name(refused(reply), &self.wanted.id) {
                Ok(held) => self.skip(held),
                Err(trouble) if reply.status == 409 => self.again(trouble, pause, cx),
                Err(trouble) => self.not_sure(trouble),
            },
        }
    }

    /// Taken: follow its operation, or without one look at the snapshot (A35).
    fn accepted(&mut self, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        self.sent = Sent::Yes;
        self.looks = 0;
        self.progress("Being deleted.", cx);
        match Follow::of(reply, cx.engine.requests.endpoint(), cx.engine.now()) {
            Lead::Operation(follow, pause) => self.follow(follow, pause, cx),
            Lead::Resource(pause) => self.look(pause, false, cx),
            Lead::Foreign(foreign, pause) => {
                let message = format!("{foreign}; the snapshot itself is asked instead");
                cx.engine.warn("foreign_link", message, Some(self.wanted.id.as_str()));
                self.look(pause, false, cx);
            }
        }
    }

    fn polled(&mut self, mut follow: Follow, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        match follow.read(reply, cx.engine.now()) {
            Followed::Running(_, pause) => self.follow(follow, pause, cx),
            Followed::Succeeded => self.end(ItemKind::Deleted, None),
            Followed::Failed(trouble) => {
                self.sent = Sent::Failed;
                match by_name(trouble, &self.wanted.id) {
                    Ok(held) => self.skip(held),
                    Err(trouble) => self.again(trouble, back_off(self.deletes, spread(cx)), cx),
                }
            }
            Followed::Lost(trouble) => self.operation_lost(trouble, cx),
        }
    }

    fn operation_lost(&mut self, trouble: Trouble, cx: &mut Cx<'_>) {
        let message =
            format!("the operation cannot be followed ({}); the snapshot itself is asked instead", trouble.code);
        cx.engine.warn("operation_lost", message, Some(self.wanted.id.as_str()));
        self.last = Some(trouble);
        self.look(default_pause(0), false, cx);
    }

    fn lost(&mut self, lost: Lost, cx: &mut Cx<'_>) {
        let trouble = Trouble::of_lost(lost, cx.engine.requests.endpoint());
        match std::mem::replace(&mut self.state, State::Look) {
            State::Look => self.not_sure(trouble),
            // No trusted connection was made, so nothing was sent.
            State::Delete if lost == Lost::Tls => self.not_sure(trouble),
            // It stood in line for too long, or no connection was made: no more than a reason to look again.
            State::Delete if lost == Lost::NotSent => {
                self.deletes = self.deletes.saturating_sub(1);
                self.unsent += 1;
                self.last = Some(trouble);
                self.look(back_off(self.unsent, spread(cx)), false, cx);
            }
            State::Delete => {
                self.sent = Sent::Maybe;
                self.last = Some(trouble);
                self.look(back_off(self.deletes, spread(cx)), false, cx);
            }
            State::Operation(_) => self.operation_lost(trouble, cx),
            rests @ (State::Cleared | State::Over(_)) => self.state = rests,
        }
    }

    /// The time is up or the flow was cancelled; `sent` when the call was under way.
    fn cut_short(&mut self, why: End, sent: bool) {
        if matches!(self.state, State::Delete) && sent {
            self.sent = Sent::Maybe;
        }
        self.skip(stopped(why, self.may_be_sent()));
    }

    /// Refused, or perhaps lost: looked at again after a pause, and the reason is told.
    fn again(&mut self, trouble: Trouble, pause: u64, cx: &mut Cx<'_>) {
        let status = trouble.status.map_or_else(String::new, |status| format!(" with {status} {}", trouble.code));
        let text = format!("Refused{status}: {} Asked again in {pause} seconds.", ended(&trouble.message));
        self.progress(&text, cx);
        self.last = Some(trouble);
        self.look(pause, false, cx);
    }
}

/// Sending and telling.
impl Removing {
    fn look(&mut self, pause: u64, fresh: bool, cx: &mut Cx<'_>) {
        self.state = State::Look;
        let request = self.reads.read(&self.wanted.id);
        let duty = self.duty();
        self.send(request, |call| Call { fresh, ..call.after(pause).duty(duty) }, cx);
    }

    fn follow(&mut self, follow: Follow, pause: u64, cx: &mut Cx<'_>) {
        let request = follow.request(&cx.engine.requests);
        self.state = State::Operation(follow);
        self.send(Ok(request), |call| call.after(pause).duty(Duty::LastLook), cx);
    }

    /// True while a delete of ours may have been done, or may still be.
    fn may_be_sent(&self) -> bool {
        matches!(self.sent, Sent::Maybe | Sent::Yes)
    }

    /// What may have been deleted is asked about to the last.
    fn duty(&self) -> Duty {
        if self.may_be_sent() { Duty::LastLook } else { Duty::Ordinary }
    }

    fn send(&mut self, request: Result<Request, RequestError>, with: impl FnOnce(Call) -> Call, cx: &mut Cx<'_>) {
        match request {
            Ok(request) => {
                let region = self.wanted.listed.as_ref().and_then(|listed| listed.location.as_deref());
                cx.engine.send(with(Call::now(cx.at, request).region(region.unwrap_or_default())));
            }
            Err(error) => self.not_sure(Trouble::new(error.code(), error.to_string())),
        }
    }

    /// It is not there. Whether by our doing is only known when one of our deletes was taken, or may have been.
    fn gone(&mut self) {
        let kind = if self.sent == Sent::No { ItemKind::AlreadyGone } else { ItemKind::Deleted };
        self.end(kind, None);
    }

    /// It must not be deleted: nothing was, unless a delete is still on its way. What is over stays as it ended.
    pub(super) fn skip(&mut self, why: Trouble) {
        if self.item().is_none() {
            self.end_as(ItemKind::Skipped, why);
        }
    }

    /// It cannot be found out, or it was refused for good.
    fn not_sure(&mut self, why: Trouble) {
        self.end_as(ItemKind::Failed, why);
    }

    fn end_as(&mut self, kind: ItemKind, why: Trouble) {
        if !self.may_be_sent() {
            return self.end(kind, Some(why));
        }
        let message = format!(
            "{} Whether it was deleted is not known. Run again: what is gone is then told so.",
            ended(&why.message)
        );
        self.end(ItemKind::Unknown, Some(Trouble { message, ..why }));
    }

    fn end(&mut self, kind: ItemKind, why: Option<Trouble>) {
        let mut item = item_of(kind, &self.wanted.id, why);
        if item.message.is_none() && kind == ItemKind::Deleted {
            item.message = self.wanted.listed.as_ref().and_then(|listed| listed.why.clone());
        }
        self.state = State::Over(Box::new(item));
    }

    fn progress(&self, text: &str, cx: &mut Cx<'_>) {
        cx.engine.tell(Step::Progress {
            target: Some(self.wanted.id.as_str().to_owned()),
            text: text.to_owned(),
            percent: None,
            seconds_left: None,
            done: cx.done,
            of: Some(cx.of),
        });
    }
}

/// An item about one of the snapshots that were named.
pub(super) fn item_of(kind: ItemKind, id: &ResourceId, why: Option<Trouble>) -> Item {
    let item = match why {
        Some(why) => why.into_item(kind, id.as_str()),
        None => Item::bare(kind, id.as_str()),
    };
    Item { snapshot: Some(id.as_str().to_owned()), name: Some(id.name().to_owned()), ..item }
}

/// What it was about to be deleted by was cut short; `begun` when a delete was.
pub(super) fn stopped(why: End, begun: bool) -> Trouble {
    match why {
        End::TimeUp if begun => Trouble::new("timed_out", "The time that was given is over."),
        End::TimeUp => {
            Trouble::new("out_of_time", "The time that was given is over; nothing more was begun. Run again.")
        }
        End::Cancelled => Trouble::new("cancelled", "The flow was told to stop."),
    }
}

pub(super) fn clock_skew(seconds: i64) -> Trouble {
    let side = if seconds > 0 { "ahead of" } else { "behind" };
    let message = format!(
        "This machine's clock is {} seconds {side} the service's: what a policy makes of ages would be wrong. Set it right.",
        seconds.unsigned_abs()
    );
    Trouble::new("clock_skew", message)
}

/// True when the service itself says that there is no such snapshot: not a proxy, and not for want of rights.
pub(super) fn is_gone(reply: &Reply<'_>) -> bool {
    if reply.status != 404 {
        return false;
    }
    let code = Trouble::of_reply(reply).code;
    !code.starts_with("http_") && !code.eq_ignore_ascii_case("SubscriptionNotFound")
}

fn refused(reply: &Reply<'_>) -> Trouble {
    if (200..300).contains(&reply.status) {
        return Trouble::bad_reply(reply, "a delete is answered with 200, 202 or 204");
    }
    Trouble::of_reply(reply)
}

/// A refusal for what holds the snapshot, under our own code for that. The service's words stay: they name the lock's
/// scope. Only `ScopeLocked` is published (U14); the others are known by their words (A75), and names are not words: a group
/// may be called `immutable`.
fn by_name(trouble: Trouble, id: &ResourceId) -> Result<Trouble, Trouble> {
    let is_word = |word: &&str| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        !word.contains('/') && ![id.name(), id.group()].iter().any(|name| bare.eq_ignore_ascii_case(name))
    };
    let mut words = vec![trouble.code.as_str()];
    // Who lacks the right is told what for, in the words of roles and policies.
    if trouble.status != Some(403) {
        words.extend(trouble.message.split_whitespace().filter(is_word));
    }
    let text = words.join(" ").to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let code = if says(&["scopelocked"]) {
        "locked"
    } else if says(&["immutab"]) {
        "immutable"
    } else if says(&["activesas", "shared access signature", "endgetaccess"]) {
        "open_link"
    } else {
        return Err(trouble);
    };
    Ok(Trouble { code: code.to_owned(), ..trouble })
}

/// The service's words end as they like.
fn ended(words: &str) -> String {
    format!("{}.", words.trim_end_matches('.'))
}

/// Tells the tasks apart that failed together.
fn spread(cx: &Cx<'_>) -> u64 {
    u64::try_from(cx.at).unwrap_or(u64::MAX)
}
