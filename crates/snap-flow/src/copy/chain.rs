//! The copies of one disk, one after the other (C3).

use std::collections::VecDeque;

use snap_core::instant::Instant;

use crate::contract::ItemKind;
use crate::engine::{Engine, Outcome};
use crate::making::{Cx, Making, Wish};

/// What is left to do for a disk.
#[derive(Debug, Default)]
pub(super) struct Chain {
    /// Oldest first.
    pub(super) links: VecDeque<Link>,
    current: Option<Current>,
    stopped: bool,
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
struct Current {
    making: Box<Making>,
    /// A copy that is counted to C4.
    counted: bool,
}

/// Where a chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Working,
    /// The next one may be begun.
    Next {
        needs_room: bool,
    },
    /// One was not made whole: the rest must not be made.
    Stopped,
    Over,
}

impl Chain {
    pub(super) fn standing(&self) -> Standing {
        match (&self.current, self.links.front()) {
            (Some(_), _) => Standing::Working,
            (None, None) => Standing::Over,
            (None, Some(_)) if self.stopped => Standing::Stopped,
            (None, Some(link)) => Standing::Next { needs_room: !link.under_way },
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.standing() == Standing::Over
    }

    pub(super) fn is_working(&self) -> bool {
        self.current.is_some()
    }

    /// True while its copy takes one of the places of C4.
    pub(super) fn is_counted(&self) -> bool {
        self.current.as_ref().is_some_and(|current| current.counted)
    }

    /// Begins the next copy, as task `at`.
    pub(super) fn begin(&mut self, at: usize, counts: (u64, u64), engine: &mut Engine) {
        let Some(link) = self.links.pop_front() else { return };
        let making = Box::new(Making::new(link.wish, link.free_at));
        self.current = Some(Current { making, counted: true });
        self.with(at, counts, engine, Making::begin);
    }

    pub(super) fn ended(&mut self, at: usize, outcome: Outcome<'_>, counts: (u64, u64), engine: &mut Engine) {
        self.with(at, counts, engine, |making, cx| making.ended(outcome, cx));
    }

    /// What will not be begun any more.
    pub(super) fn take_rest(&mut self) -> VecDeque<Link> {
        if self.is_working() {
            return VecDeque::new();
        }
        std::mem::take(&mut self.links)
    }

    fn with(
        &mut self,
        at: usize,
        (done, of): (u64, u64),
        engine: &mut Engine,
        act: impl FnOnce(&mut Making, &mut Cx<'_>),
    ) {
        let Some(current) = &mut self.current else { return };
        let making = &mut current.making;
        act(making, &mut Cx { at, engine, done, of });
        if making.is_over() {
            let made = |kind| matches!(kind, ItemKind::Made | ItemKind::AlreadyMade);
            let whole = making.item.as_ref().is_some_and(|item| made(item.kind)) && making.ready == Some(true);
            self.stopped |= !whole;
            self.current = None;
        }
    }
}
