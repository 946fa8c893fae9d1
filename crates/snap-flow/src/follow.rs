//! Following the operation that a write began (A30-A35), for every kind of write.

use snap_arm::endpoint::Endpoint;
use snap_arm::operation::{Poll, Progress, default_pause};
use snap_arm::reply::Reply;
use snap_arm::request::{Request, Requests};
use snap_core::instant::Instant;

use crate::trouble::Trouble;

/// An operation under way.
#[derive(Debug)]
pub(crate) struct Follow {
    poll: Poll,
    polls: u32,
}

/// Where a write's reply leads to.
#[derive(Debug)]
pub(crate) enum Lead {
    /// Its operation is asked about after so many seconds.
    Operation(Follow, u64),
    /// There is none: the resource itself is asked, after so many seconds (A35).
    Resource(u64),
    /// The link leaves the endpoint and is not followed; the write was taken all the same.
    Foreign(String, u64),
}

/// What an operation says of itself.
#[derive(Debug)]
pub(crate) enum Followed {
    /// Asked again after so many seconds; percent where it says so.
    Running(Option<f64>, u64),
    /// Ended well. Not the same as usable (A36).
    Succeeded,
    /// Ended badly, in the service's words.
    Failed(Trouble),
    /// It cannot be followed: the resource itself is asked.
    Lost(Trouble),
}

impl Follow {
    /// Reads where a write's reply leads to; `reply` is a success.
    pub(crate) fn of(reply: &Reply<'_>, endpoint: &Endpoint, now: Instant) -> Lead {
        let asked = reply.retry_after(now).map(|seconds| seconds.max(1));
        let pause = asked.unwrap_or(default_pause(0));
        match Poll::of(reply, endpoint) {
            Ok(Some(poll)) => Lead::Operation(Self { poll, polls: 0 }, pause),
            Ok(None) if reply.status == 202 => Lead::Resource(pause),
            Ok(None) => Lead::Resource(asked.unwrap_or(0)),
            Err(foreign) => Lead::Foreign(foreign.to_string(), pause),
        }
    }

    /// The next question.
    pub(crate) fn request(&self, requests: &Requests) -> Request {
        requests.follow(&self.poll.link)
    }

    /// Reads the answer to it.
    pub(crate) fn read(&mut self, reply: &Reply<'_>, now: Instant) -> Followed {
        let progress = match reply.status {
            200..=204 => self.poll.read(reply).map_err(|bad| Trouble::bad_reply(reply, bad)),
            _ => Err(Trouble::of_reply(reply)),
        };
        match progress {
            Ok(Progress::Running(percent)) => {
                self.polls = self.polls.saturating_add(1);
                Followed::Running(percent, pause(reply, now, self.polls))
            }
            Ok(Progress::Succeeded) => Followed::Succeeded,
            Ok(Progress::Failed(error)) => Followed::Failed(Trouble::of_service(error)),
            Err(trouble) => Followed::Lost(trouble),
        }
    }
}

/// Seconds until something that is under way is asked about again: what the reply asks for, else longer each time (A34).
pub(crate) fn pause(reply: &Reply<'_>, now: Instant, asked: u32) -> u64 {
    reply.retry_after(now).map_or_else(|| default_pause(asked), |seconds| seconds.max(1))
}
