//! What the network and the service do to requests: decided for each request by the seed and the request's own place
//! in the run, so that leaving one fault out leaves the others where they were.

use std::collections::BTreeSet;

use snap_emulator::Shape;

use crate::chance::Chance;

/// What happens to one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It never arrives; the host hears `not_sent`, `cut` or nothing.
    DropRequest(Heard),
    /// It is carried out and its reply is lost.
    DropReply(Heard),
    /// It arrives so many milliseconds late, after the host has given up when that is longer than its patience.
    LateRequest(u64),
    /// Its reply comes so many milliseconds late.
    LateReply(u64),
    /// The network delivers it twice, the second time so many milliseconds later.
    TwiceRequest(u64),
    /// Its reply arrives twice.
    TwiceReply(u64),
    /// The service answers with a status and does nothing.
    Refused {
        /// The status.
        status: u16,
        /// `Retry-After` as it stands on the wire.
        retry_after: Option<&'static str>,
        /// The body.
        shape: Shape,
    },
    /// The service answers 403 with links and tokens in its message (G6, A32).
    Gossip,
    /// It is carried out, and a web page with status 200 comes back.
    WebPage,
    /// It is carried out, and an empty body comes back.
    NoBody,
    /// It is carried out, and so many percent of the body come back, as if they were the whole.
    Truncated(u64),
    /// A redirect to another origin.
    Redirect,
    /// It is carried out; `nextLink`, `Location` and `Azure-AsyncOperation` lead to another origin.
    Elsewhere,
    /// It is carried out; the reply has headers that nobody should send.
    OddHeaders(u64),
    /// It is carried out; the operation it starts fails (A33).
    FailOperation,
    /// It is carried out; the background copy it starts fails (R18).
    FailCopy,
}

/// How the host learns that no reply comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The connection was never made.
    NotSent,
    /// It broke off.
    Cut,
    /// Nothing, until its patience is over.
    Nothing,
}

/// The kinds of fault, to be switched on and off as a whole: few kinds at a time find more than all at once.
const KINDS: u64 = 16;

/// How faults fall in one run.
#[derive(Debug, Clone)]
pub struct Weather {
    /// How many of a thousand requests are struck.
    pub per_mille: u64,
    /// Which kinds there are, one bit each.
    pub kinds: u64,
    /// Faults happen to these requests only, by their keys; `None`: to all that chance strikes.
    pub only: Option<BTreeSet<String>>,
}

impl Weather {
    /// Weather by chance: a fifth of the runs is calm.
    pub fn by_chance(chance: &mut Chance) -> Self {
        let per_mille = chance.pick(&[0, 10, 40, 40, 100, 100, 200, 350]);
        let mut kinds = 0;
        for _ in 0..chance.between(1, 6) {
            kinds |= 1 << chance.between(0, KINDS - 1);
        }
        if chance.percent(25) {
            kinds = (1 << KINDS) - 1;
        }
        Self { per_mille, kinds, only: None }
    }

    /// The fault that strikes the request of that key.
    pub fn strikes(&self, seed: u64, key: &str, method: &str) -> Option<Fault> {
        if self.per_mille == 0 || self.only.as_ref().is_some_and(|only| !only.contains(key)) {
            return None;
        }
        let mut chance = Chance::of(seed, key);
        if chance.between(1, 1_000) > self.per_mille {
            return None;
        }
        let nth = chance.number() % u64::from(self.kinds.count_ones());
        let kind = (0..KINDS).filter(|kind| self.kinds >> kind & 1 == 1).nth(usize::try_from(nth).unwrap())?;
        Some(fault(kind, method, &mut chance))
    }
}

fn fault(kind: u64, method: &str, chance: &mut Chance) -> Fault {
    let heard = chance.pick(&[Heard::NotSent, Heard::Cut, Heard::Nothing]);
    let shape = chance.pick(&[Shape::Wrapped, Shape::Bare, Shape::Html, Shape::Empty, Shape::Garbage]);
    match kind {
        0 => Fault::DropRequest(heard),
        1 => Fault::DropReply(if heard == Heard::Cut { Heard::Cut } else { Heard::Nothing }),
        2 => Fault::LateRequest(chance.pick(&[900, 8_000, 45_000, 200_000])),
        3 => Fault::LateReply(chance.pick(&[900, 8_000, 45_000])),
        4 => Fault::TwiceRequest(chance.pick(&[1, 300, 9_000, 120_000])),
        5 => Fault::TwiceReply(chance.pick(&[1, 300, 9_000])),
        6 => Fault::Refused { status: 429, retry_after: Some(chance.pick(&["1", "5", "17", "120"])), shape },
        7 => {
            let odd = [None, None, Some("soon"), Some("-3"), Some("0"), Some("Fri, 20 Nov 2026 02:00:30 GMT")];
            Fault::Refused { status: 429, retry_after: chance.pick(&odd), shape }
        }
        8 => Fault::Refused { status: 409, retry_after: chance.pick(&[None, Some("3")]), shape },
        9 => Fault::Refused { status: chance.pick(&[500, 502, 503, 504, 408, 507]), retry_after: None, shape },
        10 => chance.pick(&[Fault::WebPage, Fault::NoBody, Fault::Truncated(50), Fault::Truncated(97)]),
        11 => chance.pick(&[Fault::Redirect, Fault::Elsewhere]),
        12 => Fault::OddHeaders(chance.between(0, 5)),
        13 => Fault::Refused { status: chance.pick(&[401, 401, 403, 400]), retry_after: None, shape },
        14 if method == "PUT" => chance.pick(&[Fault::FailOperation, Fault::FailCopy]),
        15 if method == "DELETE" || method == "POST" => Fault::FailOperation,
        _ => Fault::Gossip,
    }
}

/// A time in which the service refuses everything, or every write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storm {
    /// From this millisecond of the run.
    pub from: i64,
    /// To this one.
    pub to: i64,
    /// 429 or 503.
    pub status: u16,
    /// `Retry-After`.
    pub retry_after: Option<&'static str>,
    /// Reads pass.
    pub writes_only: bool,
}

impl Storm {
    /// A storm by chance, in the first two minutes.
    pub fn by_chance(chance: &mut Chance) -> Self {
        let from = i64::try_from(chance.between(0, 60_000)).unwrap();
        let long = i64::try_from(chance.between(1_000, 90_000)).unwrap();
        Self {
            from,
            to: from + long,
            status: chance.pick(&[429, 429, 429, 503]),
            retry_after: chance.pick(&[None, Some("2"), Some("11"), Some("60")]),
            writes_only: chance.percent(40),
        }
    }

    /// The fault it is for a request that arrives at `now`.
    pub fn strikes(&self, now: i64, method: &str) -> Option<Fault> {
        let hit = (self.from..self.to).contains(&now) && !(self.writes_only && method == "GET");
        hit.then_some(Fault::Refused { status: self.status, retry_after: self.retry_after, shape: Shape::Bare })
    }
}
