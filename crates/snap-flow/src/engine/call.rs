//! A request in the making, and how it ends.

use snap_arm::reply::Reply;
use snap_arm::request::{Auth as ArmAuth, Request};
use snap_core::instant::Instant;

use super::bucket::{Kind, Lane};
use crate::contract::{Auth, Lost, Step};

/// What a machine is told about the one call of a task.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Outcome<'a> {
    /// A reply that the engine has no more business with.
    Reply {
        /// The request it answers, for `document` steps.
        id: u64,
        reply: Reply<'a>,
        /// How many bytes the host wrote, for a [`Piece`].
        bytes: Option<u64>,
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

/// What a call is for, when the flow has to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duty {
    /// Ends with the flow.
    Ordinary,
    /// Sent even when the time is up meanwhile: it tells the truth about what was written.
    LastLook,
    /// Not sent any more once the flow is stopped; but where it was, its answer says what is to be closed.
    Opening,
    /// Sent on every path: it closes what the flow opened.
    Closing,
}

impl Duty {
    /// True when such a call still goes, or is still waited for when it was `sent`, though the flow was stopped.
    pub(super) fn goes_on(self, sent: bool, grace: bool, closing: bool) -> bool {
        match self {
            Self::Ordinary => false,
            Self::LastLook => grace,
            Self::Opening => sent && closing,
            Self::Closing => closing,
        }
    }
}

/// Bytes that the host writes into a local file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// First and last byte on the wire.
    pub(crate) range: (u64, u64),
    /// Where the first of them goes.
    pub(crate) offset: u64,
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
    pub(crate) duty: Duty,
    /// The region it is counted to (T1), as the service spells it; empty where it is not known.
    pub(crate) region: String,
    /// Seconds that it may stand in line before it is worth nothing: not sent then, and told as [`Lost::NotSent`].
    pub(crate) lasts: Option<i64>,
    /// A download instead of a request.
    pub(crate) piece: Option<Piece>,
}

impl Call {
    /// To be sent at once, with whatever token the host has.
    pub(crate) fn now(task: usize, request: Request) -> Self {
        let duty = Duty::Ordinary;
        Self { task, request, pause: 0, fresh: false, duty, region: String::new(), lasts: None, piece: None }
    }

    /// After a pause of so many seconds.
    pub(crate) fn after(self, pause: u64) -> Self {
        Self { pause, ..self }
    }

    /// For this purpose.
    pub(crate) fn duty(self, duty: Duty) -> Self {
        Self { duty, ..self }
    }

    /// Worth nothing when it had to stand in line for longer than so many seconds.
    pub(crate) fn lasts(self, seconds: i64) -> Self {
        Self { lasts: Some(seconds), ..self }
    }

    /// Counted to this region.
    pub(crate) fn region(self, region: &str) -> Self {
        Self { region: snap_core::model::location_key(region), ..self }
    }

    /// False for SAS addresses.
    pub(super) fn needs_token(&self) -> bool {
        self.request.auth == ArmAuth::Arm
    }

    /// The bucket it draws from; requests to SAS addresses draw from none.
    pub(super) fn lane(&self) -> Option<Lane> {
        if !self.needs_token() {
            return None;
        }
        let kind = Kind::of(self.request.method, self.request.repeatable);
        let subscription = subscription_of(&self.request.url).unwrap_or_default().to_ascii_lowercase();
        Some(Lane { subscription, region: self.region.clone(), kind })
    }

    /// What the host is asked for.
    pub(super) fn step(&self, id: u64) -> Step {
        let url = self.request.url.clone();
        let headers = self.request.headers.clone();
        if let Some(Piece { range, offset }) = self.piece {
            return Step::Download { id, url, headers, range, offset };
        }
        Step::Request {
            id,
            method: self.request.method.as_str(),
            url,
            headers,
            body: self.request.body.clone(),
            auth: self.needs_token().then_some(Auth { kind: "arm", fresh: self.fresh }),
        }
    }
}

#[derive(Debug)]
pub(super) struct Queued {
    pub(super) call: Call,
    pub(super) tries: u32,
    pub(super) throttled: u32,
    /// Since when it may go.
    pub(super) due: Instant,
}

impl Queued {
    pub(super) fn is_stale(&self, now: Instant) -> bool {
        self.call.lasts.is_some_and(|seconds| now.seconds_since(self.due) > seconds)
    }
}

fn subscription_of(url: &str) -> Option<&str> {
    let mut segments = url.split('?').next()?.split('/').skip_while(|s| !s.eq_ignore_ascii_case("subscriptions"));
    segments.nth(1)
}

/// How often what a reply asks for is taken at its word.
const TRUSTED: u32 = 3;

/// Seconds to wait after a reply: what it asks for, else a growing pause. Who was told again and again that a second is
/// enough waits longer: others want the same.
pub(crate) fn pause_after(reply: &Reply<'_>, now: Instant, tries: u32, id: u64) -> u64 {
    match reply.retry_after(now) {
        None => back_off(tries, id),
        Some(seconds) if tries <= TRUSTED => seconds.max(1),
        Some(seconds) => seconds.max(snap_arm::operation::default_pause(tries - TRUSTED)),
    }
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

    #[test]
    fn the_subscription_is_read_from_the_path_alone() {
        let of = |url| subscription_of(url);
        assert_eq!(of("https://m/subscriptions/ABC/providers/x?api-version=1"), Some("ABC"));
        assert_eq!(of("https://m/Subscriptions/abc"), Some("abc"));
        assert_eq!(of("https://m/providers/x?y=/subscriptions/abc"), None);
    }
}
