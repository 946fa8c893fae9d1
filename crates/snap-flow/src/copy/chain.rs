//! The copies of one disk, one after the other (C3).

use std::collections::VecDeque;

use snap_arm::operation::default_pause;
use snap_core::id::ResourceId;
use snap_core::instant::Instant;

use crate::contract::{ItemKind, Step};
use crate::engine::{Call, Engine, Outcome};
use crate::making::{Cx, Making, Refused, Wish};
use crate::survey;

/// How long a refused copy rests when nothing tells why, in seconds: longer each time.
const REST: u64 = 60;
const LONGEST_REST: u64 = 300;

/// What is left to do for a disk.
#[derive(Debug)]
pub(super) struct Chain {
    /// The key of the disk's own unit.
    pub(super) root: String,
    /// Oldest first.
    pub(super) links: VecDeque<Link>,
    /// Another copy of the disk that is under way: nothing is begun before it has ended.
    pub(super) behind: Option<ResourceId>,
    state: State,
    /// What the service refused the next one with, and how often nothing told why.
    refused: Option<Refused>,
    unexplained: u32,
}

/// One copy.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) wish: Wish,
    /// Begun by somebody already: it is only waited for.
    pub(super) under_way: bool,
    /// When the lists showed that its name is free.
    pub(super) free_at: Option<Instant>,
}

#[derive(Debug)]
enum State {
    Idle,
    Making(Box<Making>),
    /// The other copy is asked how far it is; so often it was.
    Asking(u32),
    LookAgain,
    Stopped,
}

/// Where a chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Working,
    /// The next one may be begun.
    Next {
        needs_room: bool,
    },
    /// The next one may be begun or not: what is there says so.
    LookAgain,
    /// One was not made whole: the rest must not be made.
    Stopped,
    Over,
}

/// What came of a chain's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Going,
    /// Its copy was refused and is next again.
    PutBack,
    /// One has ended; what may still be under way keeps its place of C4.
    Ended {
        frees_place: bool,
    },
}

impl Chain {
    pub(super) fn new(root: &str) -> Self {
        Self {
            root: root.to_owned(),
            links: VecDeque::new(),
            behind: None,
            state: State::Idle,
            refused: None,
            unexplained: 0,
        }
    }

    pub(super) fn standing(&self) -> Standing {
        match (&self.state, self.links.front()) {
            (State::Making(_) | State::Asking(_), _) => Standing::Working,
            (_, None) => Standing::Over,
            (State::Stopped, _) => Standing::Stopped,
            (State::LookAgain, _) => Standing::LookAgain,
            (State::Idle, Some(link)) => Standing::Next { needs_room: !link.under_way && self.behind.is_none() },
        }
    }

    /// What is being copied at the moment.
    pub(super) fn copying(&self) -> Option<&ResourceId> {
        match &self.state {
            State::Making(making) => Some(&making.wish.snapshot),
            _ => None,
        }
    }

    /// True when the service refused the next one, and not merely because of a copy that was known of.
    pub(super) fn was_refused(&self) -> bool {
        self.refused.is_some()
    }

    /// Goes on with what was found out.
    pub(super) fn replan(&mut self, links: VecDeque<Link>, behind: Option<ResourceId>) {
        self.links = links;
        self.behind = behind;
        self.state = State::Idle;
        self.refused = None;
        self.unexplained = 0;
    }

    /// Goes on although nothing tells why it was refused: copies to places that are not read count too (C3).
    pub(super) fn try_again(&mut self) {
        self.behind = None;
        self.state = State::Idle;
        self.unexplained = self.unexplained.saturating_add(1);
    }

    /// Begins the next copy, or asks the one that is in its way, as task `at`.
    pub(super) fn begin(&mut self, at: usize, counts: (u64, u64), engine: &mut Engine) -> Turn {
        if let (Some(other), Some(link)) = (&self.behind, self.links.front()) {
            engine.tell(Step::Progress {
                target: Some(link.wish.source.as_str().to_owned()),
                text: waits_for(other),
                percent: None,
                seconds_left: None,
                done: counts.0,
                of: Some(counts.1),
            });
            self.ask(at, 0, engine);
            return Turn::Going;
        }
        let Some(link) = self.links.pop_front() else { return Turn::Going };
        let making = Making::new(link.wish, link.free_at);
        let making = match self.refused.take() {
            Some(refused) => making.after(REST.saturating_mul(self.unexplained.into()).min(LONGEST_REST), refused),
            None => making,
        };
        self.state = State::Making(Box::new(making));
        self.with(at, counts, engine, Making::begin)
    }

    pub(super) fn ended(&mut self, at: usize, outcome: Outcome<'_>, counts: (u64, u64), engine: &mut Engine) -> Turn {
        match (&self.state, outcome) {
            (State::Asking(_), Outcome::Ended { .. }) => self.state = State::Idle,
            (State::Asking(asked), outcome) => {
                let asked = *asked;
                if self.other_has_ended(outcome) {
                    self.state = State::LookAgain;
                } else {
                    self.ask(at, asked + 1, engine);
                }
            }
            (_, outcome) => return self.with(at, counts, engine, |making, cx| making.ended(outcome, cx)),
        }
        Turn::Going
    }

    /// What will not be begun any more.
    pub(super) fn take_rest(&mut self) -> VecDeque<Link> {
        if self.standing() == Standing::Working {
            return VecDeque::new();
        }
        std::mem::take(&mut self.links)
    }

    fn ask(&mut self, at: usize, asked: u32, engine: &mut Engine) {
        let Some(other) = &self.behind else { return };
        self.state = match engine.requests.read(other) {
            Ok(request) => {
                engine.send(Call::now(at, request).after(default_pause(asked)));
                State::Asking(asked)
            }
            Err(_) => State::Stopped,
        };
    }

    /// Only what is seen to be over is believed to be.
    fn other_has_ended(&self, outcome: Outcome<'_>) -> bool {
        let (Outcome::Reply { reply, .. }, Some(other)) = (outcome, &self.behind) else { return false };
        reply.status == 404 || survey::snapshot(&reply, other).is_ok_and(|found| !found.copy_under_way())
    }

    fn with(
        &mut self,
        at: usize,
        (done, of): (u64, u64),
        engine: &mut Engine,
        act: impl FnOnce(&mut Making, &mut Cx<'_>),
    ) -> Turn {
        let State::Making(making) = &mut self.state else { return Turn::Going };
        act(making, &mut Cx { at, engine, done, of });
        if !making.is_over() {
            return Turn::Going;
        }
        if let Some(why) = making.refused.take() {
            self.links.push_front(Link { wish: making.wish.clone(), under_way: false, free_at: None });
            self.refused = Some(why);
            self.state = State::LookAgain;
            return Turn::PutBack;
        }
        let kind = making.item.as_ref().map(|item| item.kind);
        let whole = making.ready == Some(true);
        let moving = kind == Some(ItemKind::Unknown) || making.found.as_ref().is_some_and(|copy| copy.copy_under_way());
        self.unexplained = 0;
        self.state = if whole { State::Idle } else { State::Stopped };
        Turn::Ended { frees_place: whole || !moving }
    }
}

/// C3, in a sentence.
pub(super) fn waits_for(other: &ResourceId) -> String {
    format!("`{other}`, another copy of this disk, is under way, and a disk has one at a time.")
}
