//! Ends that no reply brings: lost requests, the deadline, a cancel.

use super::{Cx, How, Making, State, Wrote};
use crate::contract::{ItemKind, Lost};
use crate::engine::{End, back_off};
use crate::trouble::Trouble;

impl Making {
    pub(super) fn lost(&mut self, lost: Lost, cx: &mut Cx<'_>) {
        let trouble = Trouble::of_lost(lost, cx.engine.requests.endpoint());
        match std::mem::replace(&mut self.state, State::Over) {
            State::Look | State::Source => self.not_sure(trouble, cx),
            // No trusted connection was made, so nothing was sent.
            State::Write if lost == Lost::Tls => self.not_sure(trouble, cx),
            State::Write if lost == Lost::NotSent && self.trusted(cx).is_none_or(|seconds| seconds < 0) => {
                self.writes = self.writes.saturating_sub(1);
                self.look(0, false, cx);
            }
            State::Write => {
                if lost != Lost::NotSent {
                    self.wrote = Wrote::Maybe;
                }
                self.last = Some(trouble);
                let id = u64::try_from(cx.at).unwrap_or(u64::MAX);
                self.look(back_off(self.writes, id), false, cx);
            }
            State::Operation(_) => self.ask_the_snapshot(trouble, cx),
            State::ReadBack { confirmed } => self.not_read_back(confirmed, trouble, cx),
            State::ReadFailed(failure) => self.fail(failure, cx),
            // What is waited for goes on without us: so does the wait, for as long as there is time.
            State::Wait(verdict) if !matches!(lost, Lost::Tls | Lost::TooLarge) => self.wait_on(verdict, &trouble, cx),
            State::Wait(_) => self.wait_over(false, trouble, cx),
            State::Over => {}
        }
    }

    /// The time is up or the flow was cancelled; `sent` when the task's call was under way.
    pub(super) fn cut_short(&mut self, why: End, sent: bool, cx: &mut Cx<'_>) {
        let trouble = match why {
            End::TimeUp => Trouble::new("timed_out", "The time that was given is over."),
            End::Cancelled => Trouble::new("cancelled", "The flow was told to stop."),
        };
        match std::mem::replace(&mut self.state, State::Over) {
            State::Write if sent => self.unknown(trouble, cx),
            State::Look | State::Source | State::Write if self.wrote == Wrote::No => {
                let (kind, code) = match (why, &self.wish.how) {
                    (End::Cancelled, _) => (ItemKind::Skipped, trouble.code),
                    (End::TimeUp, How::Take { .. }) => (ItemKind::Failed, trouble.code),
                    // As those copies that were not begun at all.
                    (End::TimeUp, How::Copy { .. }) => (ItemKind::Skipped, "out_of_time".to_owned()),
                };
                let trouble = nothing_written(Trouble { code, ..trouble }, self.last.take());
                self.end(kind, Some(trouble), cx);
            }
            State::ReadBack { confirmed: true } => self.not_read_back(true, trouble, cx),
            State::ReadFailed(failure) => self.fail(failure, cx),
            State::Wait(verdict) => {
                let code = if why == End::Cancelled { "cancelled" } else { verdict.code.as_str() };
                let message = format!("{} {}", trouble.message, verdict.why);
                self.wait_over(false, Trouble::new(code, message), cx);
            }
            _ => self.unknown(trouble, cx),
        }
    }

    /// A write was refused, or may have been lost: the name is looked at again after a pause, and the reason is told.
    pub(super) fn refused(&mut self, trouble: Trouble, pause: u64, cx: &mut Cx<'_>) {
        let status = trouble.status.map_or_else(String::new, |status| format!(" with {status} {}", trouble.code));
        let text = format!("Refused{status}: {} Asked again in {pause} seconds.", trouble.message);
        self.progress(&text, None, None, cx);
        self.last = Some(trouble);
        self.look(pause, false, cx);
    }

    /// Looking at the name failed: whether that matters depends on what was sent before.
    pub(super) fn not_sure(&mut self, trouble: Trouble, cx: &mut Cx<'_>) {
        if self.wrote == Wrote::No { self.fail(trouble, cx) } else { self.unknown(trouble, cx) }
    }

    /// The snapshot cannot be read. When its operation ended well it is made all the same.
    pub(super) fn not_read_back(&mut self, confirmed: bool, trouble: Trouble, cx: &mut Cx<'_>) {
        if !confirmed {
            return self.unknown(trouble, cx);
        }
        let message = format!("the snapshot was made but could not be read back: {}", trouble.message);
        cx.engine.warn("not_read_back", message, Some(self.wish.snapshot.as_str()));
        self.made(cx);
        if self.watch.is_some() {
            self.wait_over(false, trouble, cx);
        }
    }
}

/// The end of a task that wrote nothing; what the service refused last is kept, with its status and request ids (A76).
fn nothing_written(trouble: Trouble, last: Option<Trouble>) -> Trouble {
    let Some(last) = last else {
        let message = format!("{} Nothing was written.", trouble.message);
        return Trouble { message, ..trouble };
    };
    let message = format!("{} Nothing was written. The last answer was: {}", trouble.message, last.message);
    Trouble { code: trouble.code, message, ..last }
}
