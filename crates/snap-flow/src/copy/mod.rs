//! The copy flow: incremental snapshots to another region or subscription (C1-C8).
//!
//! What is there is read, [`plan`] says by it what becomes of each snapshot, and each disk's copies are worked off as a
//! [`chain`]: oldest first, one at a time, each until the target is whole. Where the service refuses a copy for now, what
//! is there is read and planned again. Nothing is remembered between runs: planning again goes on.

mod chain;
mod order;
mod plan;

use serde_json::value::RawValue;

use crate::contract::{FlowError, FlowInfo, Item, ItemKind, Step, Summary};
use crate::engine::{Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::intent;
use crate::making::Wish;
use crate::saved::{self, Resumed};
use crate::survey::Survey;
use crate::trouble::Trouble;
use chain::{Chain, Standing, Turn, waits_for};
use order::Order;
use plan::{Replanned, item};

/// The least pause between two readings of everything, in seconds.
const SPACING: i64 = 30;

#[derive(Debug)]
struct Copy {
    order: Order,
    /// What was read last.
    survey: Survey,
    surveyed: bool,
    /// What is being read again.
    again: Option<Survey>,
    /// One for each disk; their numbers are the tasks'.
    chains: Vec<Chain>,
    /// How many copies may be begun besides those under way (C4).
    room: usize,
    /// Everything that was asked for, and how much of it has ended.
    of: u64,
    done: u64,
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let (order, requests) = Order::read(request)?;
    let now = resumed.map_or(order.intent.now, |resumed| resumed.now);
    let survey = Survey::new(order.wants(), &requests)?;
    let info = FlowInfo { flow: "copy", call_id: Some(order.intent.call_id.clone()), warnings: Vec::new() };
    let engine = Engine::new(requests, now, Some(intent::deadline(now, order.timeout)), order.parallel);
    let machine = Copy { order, survey, surveyed: false, again: None, chains: Vec::new(), room: 0, of: 0, done: 0 };
    Ok(Begun { engine, machine: Box::new(machine), info })
}

impl Machine for Copy {
    fn begin(&mut self, engine: &mut Engine) {
        self.survey.begin(engine);
    }

    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        if !self.surveyed {
            self.survey.ended(task, outcome, engine);
            if !self.survey.is_over() {
                return;
            }
            self.plan(engine);
        } else if task < self.chains.len() {
            let counts = (self.done, self.of);
            if let Some(chain) = self.chains.get_mut(task) {
                let turn = chain.ended(task, outcome, counts, engine);
                self.settle(turn, engine);
            }
        } else if let Some(again) = &mut self.again {
            again.ended(task, outcome, engine);
            if again.is_over() {
                self.replan(engine);
            }
        }
        self.go_on(engine);
    }

    fn finished(&self) -> bool {
        let over = self.chains.iter().all(|chain| chain.standing() == Standing::Over);
        self.surveyed && over && self.again.is_none()
    }

    fn summary(&self, counted: Summary) -> Summary {
        let snapshots = if self.of == 1 { "copy" } else { "copies" };
        let sentence = match self.of {
            0 => "There is nothing to copy.".to_owned(),
            of => format!("{of} {snapshots}: {}.", counted.words()),
        };
        Summary { complete: counted.is_whole(), sentence, ..counted }
    }

    fn save(&self) -> Option<Box<RawValue>> {
        // What was made is found again by its name and its source.
        saved::write(&self.order.intent, &[])
    }
}

impl Copy {
    /// The survey is over: decides what becomes of each snapshot that was asked for.
    fn plan(&mut self, engine: &mut Engine) {
        self.surveyed = true;
        // A list that is not whole may lack the very copy that is about to be made once more.
        if let Some(trouble) = self.survey.list_trouble(|_| true) {
            let kind = if trouble.code == "cancelled" { ItemKind::Skipped } else { ItemKind::Failed };
            let asked = self.order.asked.ids().iter();
            let told: Vec<Item> = asked.map(|id| item(kind, trouble.clone(), id.as_str(), None)).collect();
            return self.tell(told, engine);
        }
        let planned = plan::plan(&self.order, &self.survey);
        self.room = planned.room;
        engine.assumed.extend(planned.assumed);
        self.chains = planned.chains;
        let links = self.chains.iter().map(|chain| chain.links.len()).sum::<usize>();
        self.of = u64::try_from(planned.told.len() + links).unwrap_or(u64::MAX);
        self.tell(planned.told, engine);
    }

    /// What is there was read again: tells what becomes of copies that were refused, or in whose way another one was.
    fn replan(&mut self, engine: &mut Engine) {
        let Some(survey) = self.again.take() else { return };
        let whole = survey.list_trouble(|_| true).is_none();
        if whole {
            self.survey = survey;
        }
        for at in 0..self.chains.len() {
            let Some(chain) = self.chains.get_mut(at).filter(|_| !engine.time_is_up()) else { return };
            if chain.standing() != Standing::LookAgain {
                continue;
            }
            if !whole {
                chain.try_again();
                continue;
            }
            let Replanned { links, behind, told, room } = plan::replan(&self.order, &self.survey, chain);
            let moving = links.front().is_some_and(|link| link.under_way);
            if chain.was_refused() && behind.is_none() && told.is_empty() && room > 0 && !moving {
                chain.try_again();
            } else {
                chain.replan(links, behind);
            }
            self.tell(told, engine);
            let unseen = self.chains.iter().filter_map(Chain::copying);
            let unseen = unseen.filter(|id| !self.survey.inventory.snapshots.contains_key(id.key())).count();
            self.room = room.saturating_sub(unseen);
        }
    }

    fn settle(&mut self, turn: Turn, engine: &mut Engine) {
        match turn {
            Turn::Going => {}
            Turn::PutBack => self.room += 1,
            Turn::Ended { frees_place } => {
                self.room += usize::from(frees_place);
                self.one_done(engine);
            }
        }
    }

    /// Begins what may be begun, and ends what never will be.
    fn go_on(&mut self, engine: &mut Engine) {
        for at in 0..self.chains.len() {
            let Some(chain) = self.chains.get_mut(at) else { continue };
            match chain.standing() {
                Standing::Working | Standing::Over => {}
                _ if engine.time_is_up() => self.out_of_time(at, engine),
                Standing::Stopped => self.skip_rest(at, "chain_stopped", STOPPED, engine),
                Standing::LookAgain => {}
                Standing::Next { needs_room } if needs_room && self.room == 0 => {}
                Standing::Next { needs_room } => {
                    self.room -= usize::from(needs_room);
                    let turn = chain.begin(at, (self.done, self.of), engine);
                    self.settle(turn, engine);
                }
            }
        }
        let standing = |wanted| self.chains.iter().any(|chain| chain.standing() == wanted);
        if standing(Standing::LookAgain) && self.again.is_none() {
            self.read_again(engine);
        } else if !standing(Standing::Working) && self.again.is_none() {
            // C4: nothing of ours is under way that could make room.
            for at in 0..self.chains.len() {
                self.skip_rest(at, "copies_full", FULL, engine);
            }
        }
    }

    fn read_again(&mut self, engine: &mut Engine) {
        let since = self.survey.began_at.map_or(SPACING, |at| engine.now().seconds_since(at));
        let pause = u64::try_from(SPACING - since).unwrap_or(0);
        match Survey::new(self.order.wants(), &engine.requests) {
            Ok(again) => {
                let mut again = again.numbered_from(self.chains.len());
                again.begin_after(pause, engine);
                self.again = Some(again);
            }
            Err(_) => {
                let waiting = self.chains.iter_mut().filter(|chain| chain.standing() == Standing::LookAgain);
                waiting.for_each(Chain::try_again);
                self.go_on(engine);
            }
        }
    }

    fn out_of_time(&mut self, at: usize, engine: &mut Engine) {
        let behind = self.chains.get(at).and_then(|chain| chain.behind.as_ref());
        match behind {
            _ if engine.is_cancelled() => {
                self.skip_rest(at, "cancelled", "The flow was told to stop before this copy was begun.", engine);
            }
            Some(other) => {
                let message = format!("{} Run again when it is whole.", waits_for(other));
                self.skip_rest(at, "other_copy_under_way", &message, engine);
            }
            None => self.skip_rest(at, "out_of_time", LATE, engine),
        }
    }

    fn skip_rest(&mut self, at: usize, code: &str, message: &str, engine: &mut Engine) {
        let links = self.chains.get_mut(at).map(Chain::take_rest).unwrap_or_default();
        let skipped = links.into_iter().map(|link| {
            let Wish { source, snapshot, .. } = &link.wish;
            item(ItemKind::Skipped, Trouble::new(code, message), source.as_str(), Some(snapshot))
        });
        self.tell(skipped.collect(), engine);
    }

    fn tell(&mut self, items: Vec<Item>, engine: &mut Engine) {
        self.of = self.of.max(self.done + u64::try_from(items.len()).unwrap_or(u64::MAX));
        for item in items {
            engine.tell(Step::Item(item));
            self.one_done(engine);
        }
    }

    fn one_done(&mut self, engine: &mut Engine) {
        self.done += 1;
        let (done, of) = (self.done, self.of);
        let text = format!("{done} of {of} done.");
        engine.tell(Step::Progress { target: None, text, percent: None, seconds_left: None, done, of: Some(of) });
    }
}

const STOPPED: &str = "An older snapshot of this disk was not copied whole, and copies are made oldest first. Run again when that is mended.";
const FULL: &str =
    "100 copies are under way to this subscription and region, which is the most there may be. Run again later.";
const LATE: &str = "The time that was given is over; this copy was not begun. Run again to go on.";
