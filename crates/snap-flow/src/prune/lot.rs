//! The deletes of one unit: one after the other, oldest first, and only while what is to stay is there.

use std::collections::VecDeque;

use snap_arm::request::Requests;
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::model::{DiskKind, Snapshot};
use snap_core::readiness::{Readiness, State as Ready};
use snap_core::retention::Standing;

use super::removing::{Removing, clock_skew, is_gone, item_of, stopped};
use super::rules::{Rules, Wanted, same};
use crate::contract::{Item, ItemKind};
use crate::engine::{Call, Outcome};
use crate::making::Cx;
use crate::pages;
use crate::survey;
use crate::trouble::Trouble;

/// How long a look at the keeper is trusted, in seconds: of a long unit it is looked at more than once.
const KEEPER_FRESH: i64 = 60;

/// The newest snapshot that stays: the reason why the others may go.
#[derive(Debug, Clone)]
pub(super) struct Keeper {
    pub(super) id: ResourceId,
    pub(super) unique_id: String,
    pub(super) location: Option<String>,
    /// The disk's kind, where it is known: readiness needs it.
    pub(super) kind: Option<DiskKind>,
    /// How far it was relied on.
    pub(super) standing: Standing,
}

#[derive(Debug)]
pub(super) struct Lot {
    /// Oldest first.
    waiting: VecDeque<Wanted>,
    /// None where nothing is to stay.
    keeper: Option<Keeper>,
    kept_at: Option<Instant>,
    /// At the version that is read at.
    reads: Requests,
    state: State,
}

#[derive(Debug)]
enum State {
    Waiting,
    /// The keeper is being read; what was about to be deleted waits for that.
    Keeper(Option<Box<Removing>>),
    Removing(Box<Removing>),
}

impl Lot {
    pub(super) fn new(waiting: VecDeque<Wanted>, keeper: Option<Keeper>, reads: Requests) -> Self {
        Self { waiting, keeper, kept_at: None, reads, state: State::Waiting }
    }

    /// Goes on with the next one. The items are those that ended by that.
    pub(super) fn begin(&mut self, rules: &Rules<'_>, cx: &mut Cx<'_>) -> Vec<Item> {
        self.state = State::Waiting;
        if self.waiting.is_empty() {
            return Vec::new();
        }
        if let Some(why) = obstacle(rules, cx) {
            return self.end(None, &why);
        }
        if self.keeper_is_due(cx) {
            return self.ask_keeper(None, cx);
        }
        let Some(wanted) = self.waiting.pop_front() else { return Vec::new() };
        let mut removing = Box::new(Removing::new(wanted, self.reads.clone()));
        removing.begin(cx);
        self.after(removing, rules, cx)
    }

    pub(super) fn ended(&mut self, outcome: Outcome<'_>, rules: &Rules<'_>, cx: &mut Cx<'_>) -> Vec<Item> {
        match (std::mem::replace(&mut self.state, State::Waiting), outcome) {
            (State::Waiting, _) => Vec::new(),
            (State::Keeper(None), Outcome::Ended { why, .. }) => self.end(None, &stopped(why, false)),
            (State::Keeper(Some(mut removing)) | State::Removing(mut removing), Outcome::Ended { why, .. }) => {
                removing.ended(outcome, rules, cx);
                self.end(Some(removing), &stopped(why, false))
            }
            (State::Keeper(parked), _) => match self.keeper_seen(outcome, cx) {
                Ok(()) => {
                    self.kept_at = Some(cx.engine.now());
                    let Some(mut removing) = parked else { return self.begin(rules, cx) };
                    // Meanwhile the look at it has grown old.
                    removing.begin(cx);
                    self.after(removing, rules, cx)
                }
                Err(why) => self.end(parked, &why),
            },
            (State::Removing(mut removing), _) => {
                removing.ended(outcome, rules, cx);
                self.after(removing, rules, cx)
            }
        }
    }

    /// True when nothing of it is left to do.
    pub(super) fn is_over(&self) -> bool {
        self.waiting.is_empty() && matches!(self.state, State::Waiting)
    }

    fn after(&mut self, mut removing: Box<Removing>, rules: &Rules<'_>, cx: &mut Cx<'_>) -> Vec<Item> {
        // Pauses and lines may have lasted: nothing that a delete rests on may be old when it goes.
        if removing.is_cleared() {
            if let Some(why) = obstacle(rules, cx) {
                removing.skip(why);
            } else if self.keeper_is_due(cx) {
                return self.ask_keeper(Some(removing), cx);
            } else {
                removing.delete(cx);
            }
        }
        let Some(item) = removing.item().cloned() else {
            self.state = State::Removing(removing);
            return Vec::new();
        };
        let mut items = vec![item];
        items.extend(self.begin(rules, cx));
        items
    }

    fn keeper_is_due(&self, cx: &Cx<'_>) -> bool {
        let old = |at| cx.engine.now().seconds_since(at) >= KEEPER_FRESH;
        self.keeper.is_some() && self.kept_at.is_none_or(old)
    }

    fn ask_keeper(&mut self, parked: Option<Box<Removing>>, cx: &mut Cx<'_>) -> Vec<Item> {
        let Some(keeper) = &self.keeper else { return Vec::new() };
        match self.reads.read(&keeper.id) {
            Ok(request) => {
                cx.engine.send(Call::now(cx.at, request).region(keeper.location.as_deref().unwrap_or_default()));
                self.state = State::Keeper(parked);
                Vec::new()
            }
            Err(error) => {
                let why = not_read(&keeper.id, &Trouble::new(error.code(), error.to_string()));
                self.end(parked, &why)
            }
        }
    }

    /// Whether what is to stay is still there and can still be relied on.
    fn keeper_seen(&self, outcome: Outcome<'_>, cx: &Cx<'_>) -> Result<(), Trouble> {
        let Some(keeper) = &self.keeper else { return Ok(()) };
        let reply = match outcome {
            Outcome::Reply { reply, .. } => reply,
            Outcome::Lost(lost) => {
                return Err(not_read(&keeper.id, &Trouble::of_lost(lost, cx.engine.requests.endpoint())));
            }
            Outcome::Ended { why, .. } => return Err(stopped(why, false)),
        };
        if is_gone(&reply) {
            return Err(gone(&keeper.id, "it is not there any more"));
        }
        let found = match reply.status {
            200 => survey::snapshot(&reply, &keeper.id),
            _ => Err(pages::refused(&reply)),
        };
        let found = found.map_err(|trouble| not_read(&keeper.id, &trouble))?;
        keeper.stands(&found).map_err(|why| gone(&keeper.id, why))
    }

    /// Nothing more of the unit goes, whatever became of the one at hand.
    fn end(&mut self, at_hand: Option<Box<Removing>>, why: &Trouble) -> Vec<Item> {
        let at_hand = at_hand.and_then(|mut removing| {
            removing.skip(why.clone());
            removing.item().cloned()
        });
        let waiting = std::mem::take(&mut self.waiting).into_iter();
        let skipped = waiting.map(|wanted| item_of(ItemKind::Skipped, &wanted.id, Some(why.clone())));
        at_hand.into_iter().chain(skipped).collect()
    }
}

impl Keeper {
    fn stands(&self, found: &Snapshot) -> Result<(), &'static str> {
        if !same(found.unique_id.as_deref(), &self.unique_id) {
            return Err("its uniqueId is not the same any more");
        }
        let readiness = Readiness::of(found, self.kind);
        let stands = match self.standing {
            Standing::Durable => readiness.durable.is && !readiness.durable.assumed,
            Standing::Assumed => readiness.durable.is,
            Standing::Pending | Standing::Failed | Standing::Unknown => readiness.state != Ready::Failed,
        };
        if stands && found.incremental { Ok(()) } else { Err("it is not complete any more") }
    }
}

/// Why nothing may be deleted at this moment.
fn obstacle(rules: &Rules<'_>, cx: &Cx<'_>) -> Option<Trouble> {
    cx.engine.clock_skew().map(clock_skew).or_else(|| rules.outdated(cx.engine.now()))
}

fn gone(keeper: &ResourceId, why: &str) -> Trouble {
    let message = format!(
        "`{}`, the snapshot that was to stay, was read again, and {why}. Nothing more of this disk is deleted.",
        keeper.name()
    );
    Trouble::new("keeper_gone", message)
}

fn not_read(keeper: &ResourceId, trouble: &Trouble) -> Trouble {
    let message = format!(
        "`{}`, the snapshot that is to stay, cannot be read again, so nothing more of this disk is deleted ({}: {}).",
        keeper.name(),
        trouble.code,
        trouble.message.trim_end_matches('.')
    );
    Trouble { code: "keeper_not_read".to_owned(), message, ..trouble.clone() }
}
