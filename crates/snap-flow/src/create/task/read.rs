//! Reading back what was written or found, and waiting until it is ready.

use snap_arm::operation::default_pause;
use snap_arm::reply::Reply;
use snap_core::model::Snapshot;
use snap_core::readiness::{Readiness, State as Ready, Verdict};

use super::{Cx, State, Task, time_up};
use crate::create::facts;
use crate::create::order::Wait;
use crate::key;
use crate::trouble::Trouble;

/// How often a snapshot that was just written may be missing before that is believed.
const MOST_MISSES: u32 = 6;

impl Task {
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
            status if (200..300).contains(&status) => match facts::snapshot(reply, &self.target.snapshot) {
                Ok(found) => self.found(id, confirmed, &found, reply, cx),
                Err(trouble) => self.not_read_back(confirmed, trouble, cx),
            },
            _ => self.not_read_back(confirmed, Trouble::of_reply(reply), cx),
        }
    }

    /// The snapshot is there. Until its provisioning ends, go on asking; then it is made, or it has failed.
    pub(super) fn found(&mut self, id: u64, confirmed: bool, found: &Snapshot, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        let Some(source) = &self.source else { return };
        if !source.is_source_of(found) {
            let message = "What lies under this name is no incremental snapshot of this disk. Another writer may have used the name at the same moment.";
            return self.unknown(Trouble::about(reply, "not_as_asked", message), cx);
        }
        if !key::is_final(found) {
            self.polls += 1;
            self.progress("Being made.", None, cx);
            let pause = self.pause(reply, cx);
            return self.read(confirmed, pause, cx);
        }
        if !source.owns(found) {
            let message = "the snapshot was made without this call's tags: a repeat would not know it as its own";
            cx.engine.warn("tags_changed", message, Some(self.target.snapshot.as_str()));
        }
        let readiness = Readiness::of(found, source.kind);
        if readiness.state == Ready::Failed {
            self.document(id, cx);
            let why = Trouble::about(reply, readiness.restorable.code.as_str(), readiness.restorable.why);
            return self.fail(why, cx);
        }
        self.polls = 0;
        match goal(cx.order.wait, readiness) {
            None => {
                self.document(id, cx);
                self.made(cx);
            }
            Some(verdict) if verdict.is => {
                self.document(id, cx);
                self.made(cx);
                self.wait_over(true, verdict_of(&verdict), cx);
            }
            Some(verdict) => {
                self.made(cx);
                self.wait(verdict, reply, cx);
            }
        }
    }

    pub(super) fn waited(&mut self, id: u64, last: Verdict, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        let found = match reply.status {
            404 => Err(Trouble::about(
                reply,
                "snapshot_not_found",
                "The snapshot is gone: it was deleted while it was waited for.",
            )),
            200..=299 => facts::snapshot(reply, &self.target.snapshot),
            _ => Err(Trouble::of_reply(reply)),
        };
        let found = match found {
            Ok(found) => found,
            Err(trouble) => return self.wait_over(false, trouble, cx),
        };
        let readiness = Readiness::of(&found, self.source.as_ref().and_then(|source| source.kind));
        let failed = readiness.state == Ready::Failed;
        let verdict = goal(cx.order.wait, readiness).unwrap_or(last);
        if verdict.is || failed {
            self.document(id, cx);
            return self.wait_over(verdict.is, verdict_of(&verdict), cx);
        }
        if cx.engine.time_is_up() {
            self.document(id, cx);
            return self.wait_over(false, Trouble::new(verdict.code.as_str(), time_up(cx.order, &verdict.why)), cx);
        }
        self.wait(verdict, reply, cx);
    }

    /// Asks again after a pause.
    pub(super) fn wait(&mut self, verdict: Verdict, reply: &Reply<'_>, cx: &mut Cx<'_>) {
        let percent = facts::snapshot(reply, &self.target.snapshot).ok().and_then(|found| found.completion_percent);
        self.progress(&verdict.why, percent, cx);
        let pause = self.pause(reply, cx);
        self.polls += 1;
        self.state = State::Wait(verdict);
        let request = cx.engine.requests.read(&self.target.snapshot);
        self.send(request, pause, false, cx);
    }
}

/// The verdict that is waited for.
fn goal(wait: Wait, readiness: Readiness) -> Option<Verdict> {
    match wait {
        Wait::None => None,
        Wait::Restorable => Some(readiness.restorable),
        Wait::Durable => Some(readiness.durable),
    }
}

fn verdict_of(verdict: &Verdict) -> Trouble {
    Trouble::new(verdict.code.as_str(), verdict.why.clone())
}
