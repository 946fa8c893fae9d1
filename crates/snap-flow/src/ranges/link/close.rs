//! Closing a link, whatever happens meanwhile; and telling of one that stays open.

use snap_arm::error::{Retry, retry_for};
use snap_arm::operation::default_pause;
use snap_core::instant::Instant;

use super::{Link, MOST_TRIES, SLACK, SavedLink, State, never_ends, no_answer};
use crate::contract::{Item, ItemKind, Step};
use crate::engine::{Engine, MOST_THROTTLED, Outcome, back_off, pause_after};
use crate::follow::{Follow, Followed, Lead};
use crate::survey;
use crate::trouble::Trouble;

impl Link {
    /// An earlier life of the flow, or another flow, opened it, or may have: it is to be closed first. Of several the one
    /// that ends last counts.
    pub(in crate::ranges) fn was_left(&mut self, saved: &SavedLink) {
        let until = match self.state {
            State::LeftOpen => self.until.zip(saved.until).map(|(known, until)| known.max(until)),
            _ => saved.until,
        };
        (self.state, self.until, self.doubtful) = (State::LeftOpen, until, true);
    }

    /// True when it is this snapshot's (A60).
    pub(in crate::ranges) fn is_to(&self, saved: &SavedLink) -> bool {
        self.snapshot.as_str().eq_ignore_ascii_case(&saved.snapshot)
    }

    /// Closes what [`was_left`](Self::was_left) was told of.
    pub(in crate::ranges) fn close_left(&mut self, engine: &mut Engine) {
        if matches!(self.state, State::LeftOpen) {
            self.close_now(engine);
        }
    }

    /// Closes it; while a grant is under way, as soon as that has ended.
    pub(in crate::ranges) fn close(&mut self, engine: &mut Engine) {
        #[cfg(feature = "sabotage")]
        if crate::Sabotage::ForgottenRevoke.is_on() {
            return self.shut();
        }
        match self.state {
            State::Open(_) => self.close_now(engine),
            State::Granting | State::Opening(_) => self.unwanted = true,
            State::Shut | State::Revoking | State::Closing(_) | State::Checking | State::LeftOpen => {}
        }
    }

    /// A link whose time is long over has closed itself: what is open now may be somebody else's, so it is looked at first.
    fn close_now(&mut self, engine: &mut Engine) {
        if self.is_long_past(engine.now()) {
            self.begin(State::Checking);
            return self.check(0, engine);
        }
        self.revoke(engine);
    }

    fn is_long_past(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now > until.plus_seconds(SLACK))
    }

    pub(super) fn revoke(&mut self, engine: &mut Engine) {
        self.begin(State::Revoking);
        self.send_revoke(0, false, engine);
    }

    fn send_revoke(&mut self, pause: u64, fresh: bool, engine: &mut Engine) {
        self.state = State::Revoking;
        let request = engine.requests.revoke(&self.snapshot);
        self.send(request, pause, fresh, engine);
    }

    pub(super) fn revoked(&mut self, outcome: Outcome<'_>, engine: &mut Engine) {
        let (id, reply) = match outcome {
            Outcome::Reply { id, reply, .. } => (id, reply),
            Outcome::Lost(lost) => {
                self.doubtful = true;
                let trouble = Trouble::of_lost(lost, engine.requests.endpoint());
                return self.revoke_again(&trouble, None, engine);
            }
            Outcome::Ended { .. } => return self.leave_open(&no_answer(), engine),
        };
        match reply.status {
            200 | 202 | 204 => match Follow::of(&reply, engine.requests.endpoint(), engine.now()) {
                Lead::Operation(follow, pause) => {
                    let request = follow.request(&engine.requests);
                    self.state = State::Closing(follow);
                    self.send(Ok(request), pause, false, engine);
                }
                Lead::Resource(pause) if reply.status == 202 => self.check(pause, engine),
                Lead::Resource(_) => self.closed(engine),
                Lead::Foreign(foreign, pause) => {
                    let message = format!("{foreign}; the snapshot itself is asked instead");
                    engine.warn("foreign_link", message, Some(self.snapshot.as_str()));
                    self.check(pause, engine);
                }
            },
            // The snapshot is gone, and its link with it; or whoever answers does not see it.
            404 => self.check(0, engine),
            401 if !self.fresh_asked => {
                self.fresh_asked = true;
                self.send_revoke(0, true, engine);
            }
            429 if self.throttled < MOST_THROTTLED => {
                self.throttled += 1;
                let pause = pause_after(&reply, engine.now(), self.throttled, id);
                self.send_revoke(pause, false, engine);
            }
            status if retry_for(status) == Retry::Pause => {
                let pause = pause_after(&reply, engine.now(), self.tries + 1, id);
                self.revoke_again(&Trouble::of_reply(&reply), Some(pause), engine);
            }
            _ => self.leave_open(&Trouble::of_reply(&reply), engine),
        }
    }

    pub(super) fn closing(&mut self, mut follow: Follow, outcome: Outcome<'_>, engine: &mut Engine) {
        let followed = match outcome {
            Outcome::Reply { reply, .. } => match follow.read(&reply, engine.now()) {
                Followed::Running(_, pause) if self.may_poll(engine) => {
                    let request = follow.request(&engine.requests);
                    self.state = State::Closing(follow);
                    return self.send(Ok(request), pause, false, engine);
                }
                Followed::Running(..) => Followed::Lost(never_ends(&reply)),
                other => other,
            },
            Outcome::Lost(lost) => Followed::Lost(Trouble::of_lost(lost, engine.requests.endpoint())),
            Outcome::Ended { .. } => return self.leave_open(&no_answer(), engine),
        };
        match followed {
            Followed::Succeeded => self.closed(engine),
            Followed::Failed(trouble) => self.revoke_again(&trouble, None, engine),
            Followed::Running(..) | Followed::Lost(_) => self.check(default_pause(0), engine),
        }
    }

    /// The service says that it is closed. Where the grant's own end was not seen, that may have come later.
    fn closed(&mut self, engine: &mut Engine) {
        if self.doubtful { self.check(0, engine) } else { self.shut() }
    }

    fn shut(&mut self) {
        self.state = State::Shut;
        self.until = None;
        self.doubtful = false;
    }

    fn check(&mut self, pause: u64, engine: &mut Engine) {
        self.state = State::Checking;
        let request = engine.requests.read(&self.snapshot);
        self.send(request, pause, false, engine);
    }

    pub(super) fn checked(&mut self, outcome: Outcome<'_>, engine: &mut Engine) {
        let trouble = match outcome {
            Outcome::Reply { reply, .. } if reply.status == 404 => return self.shut(),
            Outcome::Reply { reply, .. } if (200..300).contains(&reply.status) => {
                match survey::snapshot(&reply, &self.snapshot) {
                    Ok(found) if !found.link_open() => return self.shut(),
                    // By the service's clock: ours may have jumped.
                    Ok(_) if self.is_long_past(reply.date().unwrap_or(engine.now())) => return self.shut(),
                    Ok(_) => Trouble::about(&reply, "open_link", "The service still shows it as open."),
                    Err(trouble) => trouble,
                }
            }
            Outcome::Reply { reply, .. } => Trouble::of_reply(&reply),
            Outcome::Lost(lost) => Trouble::of_lost(lost, engine.requests.endpoint()),
            Outcome::Ended { .. } => no_answer(),
        };
        if matches!(outcome, Outcome::Ended { .. }) {
            return self.leave_open(&trouble, engine);
        }
        self.revoke_again(&trouble, None, engine);
    }

    fn revoke_again(&mut self, trouble: &Trouble, pause: Option<u64>, engine: &mut Engine) {
        self.tries += 1;
        if self.tries >= MOST_TRIES {
            return self.leave_open(trouble, engine);
        }
        let pause = pause.unwrap_or_else(|| back_off(self.tries, self.salt()));
        self.send_revoke(pause, false, engine);
    }

    fn leave_open(&mut self, trouble: &Trouble, engine: &mut Engine) {
        let until = self.until.unwrap_or_else(|| self.end_from(engine.now()));
        (self.state, self.until) = (State::LeftOpen, Some(until));
        engine.tell(Step::Item(self.left_open(trouble, until)));
    }

    fn left_open(&self, trouble: &Trouble, until: Instant) -> Item {
        let message = format!(
            "The access link to snapshot `{}` may still be open: it could not be revoked. {} It ends by itself at {until} at the latest. Until then the snapshot cannot be deleted; revoke its access to close it now.",
            self.snapshot, trouble.message
        );
        let trouble = Trouble { code: "link_left_open".to_owned(), message, ..trouble.clone() };
        let item = trouble.into_item(ItemKind::Failed, self.snapshot.as_str());
        let snapshot = Some(self.snapshot.as_str().to_owned());
        Item { snapshot, name: Some(self.snapshot.name().to_owned()), ..item }
    }
}
