//! Reading back what was written or found, and waiting until it is ready.

use snap_arm::error::{Retry, retry_for};
use snap_arm::operation::default_pause;
use snap_arm::reply::Reply;
use snap_core::model::Snapshot;
use snap_core::readiness::{Readiness, State as Ready, Verdict};

use super::{Cx, Making, State};
use crate::key;
use crate::survey;
use crate::trouble::Trouble;
use crate::watch::Sight;

/// How often a snapshot that was just written may be missing before that is believed.
const MOST_MISSES: u32 = 6;

impl Making {
    pub(super) fn read_back(&mut self, id: u64, confirmed: bool, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        match reply.status {
            404 if self.misses < MOST_MISSES => {
                let pause = default_pause(self.misses);
                self.misses += 1;
                self.read(confirmed, pause, cx);
            }
            404 => {
                let missing = || {
                    Trouble::about(reply, "snapshot_not_found", "The service took the snapshot but does not have it.")
                };
                let trouble = self.last.take().unwrap_or_else(missing);
                self.fail(trouble, cx);
            }
            status if (200..300).contains(&status) => match survey::snapshot(reply, &self.wish.snapshot) {
                Ok(found) => self.found(id, confirmed, found, reply, cx),
                Err(trouble) => self.not_read_back(confirmed, trouble, cx),
            },
            _ => self.not_read_back(confirmed, Trouble::of_reply(reply), cx),
        }
    }

    /// The snapshot is there. Until its provisioning ends, go on asking; then it is made, or it has failed.
    pub(super) fn found(&mut self, id: u64, confirmed: bool, found: Snapshot, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        if !self.wish.is_of(&found) {
            let message = "What lies under this name is not what was asked for. Another writer may have used the name at the same moment.";
            return self.unknown(Trouble::about(reply, "not_as_asked", message), cx);
        }
        if !key::is_final(&found) {
            self.polls += 1;
            self.progress(self.wish.being_made(), None, None, cx);
            let pause = self.pause(reply, cx);
            return self.read(confirmed, pause, cx);
        }
        if !self.wish.owns(&found) {
            let message = "the snapshot was made without this call's tags: a repeat would not know it as its own";
            cx.engine.warn("tags_changed", message, Some(self.wish.snapshot.as_str()));
        }
        let readiness = Readiness::of(&found, self.wish.kind);
        self.polls = 0;
        if readiness.state == Ready::Failed {
            self.document(id, cx);
            let why = Trouble::about(reply, readiness.restorable.code.as_str(), readiness.restorable.why);
            return self.fail(why, cx);
        }
        let sight = self.watch.as_mut().map(|watch| watch.look(&found, cx.engine.now()));
        self.found = Some(Box::new(found));
        match sight {
            Some(Sight::Waiting { verdict, percent, seconds_left }) => {
                self.made(cx);
                self.wait(verdict, percent, seconds_left, reply, cx);
            }
            Some(Sight::Ready(verdict) | Sight::Failed(verdict)) => {
                self.document(id, cx);
                self.made(cx);
                self.wait_over(verdict.is, verdict_of(&verdict), cx);
            }
            None => {
                self.document(id, cx);
                self.made(cx);
            }
        }
    }

    pub(super) fn waited(&mut self, id: u64, last: &Verdict, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        let found = match reply.status {
            404 => Err(Trouble::about(
                reply,
                "snapshot_not_found",
                "The snapshot is gone: it was deleted while it was waited for.",
            )),
            200..=299 => survey::snapshot(reply, &self.wish.snapshot),
            _ => Err(Trouble::of_reply(reply)),
        };
        let found = match found {
            Ok(found) => found,
            Err(trouble) if retry_for(reply.status) == Retry::Pause => return self.wait_on(last.clone(), &trouble, cx),
            Err(trouble) => return self.wait_over(false, trouble, cx),
        };
        let Some(sight) = self.watch.as_mut().map(|watch| watch.look(&found, cx.engine.now())) else {
            return self.wait_over(false, verdict_of(last), cx);
        };
        self.found = Some(Box::new(found));
        match sight {
            Sight::Ready(verdict) | Sight::Failed(verdict) => {
                self.document(id, cx);
                self.wait_over(verdict.is, verdict_of(&verdict), cx);
            }
            Sight::Waiting { verdict, .. } if cx.engine.time_is_up() => {
                self.document(id, cx);
                let message = format!("The time that was given is over. {}", verdict.why);
                self.wait_over(false, Trouble::new(verdict.code.as_str(), message), cx);
            }
            Sight::Waiting { verdict, percent, seconds_left } => self.wait(verdict, percent, seconds_left, reply, cx),
        }
    }

    /// It could not be read for now.
    pub(super) fn wait_on(&mut self, last: Verdict, trouble: &Trouble, cx: &mut Cx<'_>) {
        let text = format!("It cannot be read at the moment: {} Asked again.", trouble.message);
        self.progress(&text, None, None, cx);
        let pause = default_pause(self.polls);
        self.wait_again(last, pause, cx);
    }

    /// Asks again after a pause.
    fn wait(
        &mut self,
        verdict: Verdict,
        percent: Option<f64>,
        seconds_left: Option<u64>,
        reply: &Reply<'_>,
        cx: &mut Cx<'_>,
    ) {
        self.progress(&verdict.why.text(), percent, seconds_left, cx);
        let pause = self.pause(reply, cx);
        self.wait_again(verdict, pause, cx);
    }

    fn wait_again(&mut self, verdict: Verdict, pause: u64, cx: &mut Cx<'_>) {
        self.polls = self.polls.saturating_add(1);
        self.state = State::Wait(verdict);
        let request = cx.engine.requests.read(&self.wish.snapshot);
        self.send(request, pause, false, cx);
    }
}

fn verdict_of(verdict: &Verdict) -> Trouble {
    Trouble::new(verdict.code.as_str(), verdict.why.clone())
}
