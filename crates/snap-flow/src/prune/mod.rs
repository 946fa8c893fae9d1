//! The prune flow: deletes what was named, and nothing that anything speaks against.
//!
//! Everything is read anew first ([`area`]), [`decide`] turns that into what becomes of each snapshot, and each unit is a
//! [`lot`] of its own, whose deletes ([`removing`]) go one after the other. [`order`] reads the request, [`rules`] say what
//! forbids a delete at the last moment. When in doubt nothing is deleted, and an item says why.

mod area;
mod decide;
mod lot;
mod order;
mod removing;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;
use snap_arm::request::Requests;
use snap_core::guard::Locks;
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;

use crate::contract::{FlowError, FlowInfo, Item, ItemKind, Step, Summary};
use crate::engine::{End, Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::intent;
use crate::making::Cx;
use crate::saved::{self, Resumed};
use crate::trouble::Trouble;
use area::Area;
use decide::{Decided, Known, decide};
use lot::Lot;
use order::{Drop, Order};
use removing::{clock_skew, item_of, stopped};
use rules::Rules;

/// How many units are worked on at once: enough to use up what is refilled of deletes (T1) while operations end, few enough
/// that no look is old before its delete has its turn.
const MOST_AT_WORK: usize = 48;

#[derive(Debug)]
struct Prune {
    order: Order,
    areas: Vec<Area>,
    locks: Locks,
    /// When everything was read.
    read_at: Instant,
    /// Ended in an earlier life of the flow, by id key.
    carried: BTreeMap<String, Item>,
    /// Deleted or found gone by this one.
    finished: Vec<Item>,
    lots: Vec<Lot>,
    decided: bool,
    /// Why the reading was cut short.
    stopped: Option<End>,
    /// The first lot that was not begun.
    next: usize,
    at_work: usize,
    over: usize,
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let (order, requests) = Order::read(request)?;
    let (now, carried) = match resumed {
        Some(resumed) => (resumed.now, carried_over(&order, resumed.finished)?),
        None => {
            if let Some((code, message)) = order.outdated(order.intent.now) {
                return Err(FlowError::new(code, message).at("plannedAt"));
            }
            (order.intent.now, BTreeMap::new())
        }
    };
    let areas = areas(&order, &carried, &requests)?;
    let mut engine = Engine::new(requests, now, Some(intent::deadline(now, order.timeout)), order.parallel);
    carried.values().for_each(|item| engine.counted.count(item.kind));
    let info = FlowInfo { flow: "prune", call_id: Some(order.intent.call_id.clone()), warnings: Vec::new() };
    let machine = Prune {
        over: carried.len(),
        order,
        areas,
        locks: Locks::default(),
        read_at: now,
        stopped: None,
        carried,
        finished: Vec::new(),
        lots: Vec::new(),
        decided: false,
        next: 0,
        at_work: 0,
    };
    Ok(Begun { engine, machine: Box::new(machine), info })
}

/// One for each subscription that something is left of, and, while anything is, for each that is to be read as well.
fn areas(order: &Order, carried: &BTreeMap<String, Item>, requests: &Requests) -> Result<Vec<Area>, FlowError> {
    let named: BTreeSet<String> = left(order, carried).map(|drop| drop.id.subscription().to_lowercase()).collect();
    let also = order.also.iter().filter(|_| !named.is_empty());
    let all: BTreeSet<&String> = named.iter().chain(also).collect();
    let area =
        |(at, subscription): (usize, &String)| Area::new(at, subscription, named.contains(subscription), requests);
    all.into_iter().enumerate().map(area).collect()
}

/// What is not through yet.
fn left<'a>(order: &'a Order, carried: &'a BTreeMap<String, Item>) -> impl Iterator<Item = &'a Drop> {
    order.drops.iter().filter(|drop| !carried.contains_key(drop.id.key()))
}

/// What was gone when the flow was saved is not asked for again; all else is decided anew.
fn carried_over(order: &Order, finished: Vec<Item>) -> Result<BTreeMap<String, Item>, FlowError> {
    let named: BTreeSet<&str> = order.drops.iter().map(|drop| drop.id.key()).collect();
    let mut by_id = BTreeMap::new();
    for item in finished {
        let key = item.target.to_lowercase();
        if !named.contains(key.as_str()) || !is_final(&item) {
            let message = format!("`{}` is finished but is no deleted snapshot of the saved request", item.target);
            return Err(FlowError::new("bad_saved", message).at("saved"));
        }
        by_id.insert(key, item);
    }
    Ok(by_id)
}

fn is_final(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Deleted | ItemKind::AlreadyGone)
}

impl Machine for Prune {
    fn begin(&mut self, engine: &mut Engine) {
        // A plan may have grown old between two lives of a flow.
        if let Some((code, message)) = self.order.outdated(engine.now()) {
            self.areas.clear();
            return self.skip_all(&Trouble::new(code, message), engine);
        }
        self.areas.iter_mut().for_each(|area| area.begin(engine));
        if self.areas.is_empty() {
            self.decided = true;
        }
    }

    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        if self.decided {
            self.with(task, engine, |lot, rules, cx| lot.ended(outcome, rules, cx));
        } else {
            if let Outcome::Ended { why, .. } = outcome {
                self.stopped = Some(why);
            }
            if let Some(area) = self.areas.get_mut(Area::of_task(task)) {
                area.ended(task, outcome, engine);
            }
            if self.areas.iter().all(Area::is_over) {
                self.decide(engine);
            }
        }
        self.begin_more(engine);
    }

    fn finished(&self) -> bool {
        self.decided && self.over == self.order.drops.len()
    }

    fn summary(&self, counted: Summary) -> Summary {
        let sentence = match self.order.drops.len() {
            0 => "Nothing was named to be deleted.".to_owned(),
            1 => format!("1 snapshot: {}.", counted.words()),
            n => format!("{n} snapshots: {}.", counted.words()),
        };
        Summary { complete: counted.is_whole(), sentence, ..counted }
    }

    fn save(&self) -> Option<Box<RawValue>> {
        let finished: Vec<&Item> = self.carried.values().chain(&self.finished).collect();
        saved::write(&self.order.intent, &finished)
    }
}

impl Prune {
    /// Everything is read: says what becomes of each.
    fn decide(&mut self, engine: &mut Engine) {
        let now = engine.now();
        if let Some(why) = self.stopped {
            return self.skip_all(&stopped(why, false), engine);
        }
        if let Some(skew) = engine.clock_skew() {
            return self.skip_all(&clock_skew(skew), engine);
        }
        // Reading may have taken long.
        if let Some((code, message)) = self.order.outdated(now) {
            return self.skip_all(&Trouble::new(code, message), engine);
        }
        let also = self.areas.iter().filter(|area| self.order.also.contains(&area.subscription));
        if let Some(why) = also.filter_map(|area| area.trouble("nothing at all")).next() {
            return self.skip_all(&why, engine);
        }
        self.read_at = self.areas.iter().filter_map(Area::began_at).min().unwrap_or(now);
        let mut inventory = Inventory::default();
        self.locks = self.areas.iter_mut().flat_map(|area| area.pour(&mut inventory)).collect();
        let known = Known { inventory: &inventory, locks: &self.locks, areas: &self.areas, now };
        let drops: Vec<&Drop> = left(&self.order, &self.carried).collect();
        let Decided { items, lots } = decide(&self.order, &drops, &known);
        self.decided = true;
        self.lots = lots;
        self.tell(items, engine);
    }

    fn skip_all(&mut self, why: &Trouble, engine: &mut Engine) {
        self.decided = true;
        let skip = |drop: &Drop| item_of(ItemKind::Skipped, &drop.id, Some(why.clone()));
        let items = left(&self.order, &self.carried).map(skip).collect();
        self.tell(items, engine);
    }

    fn begin_more(&mut self, engine: &mut Engine) {
        while self.decided && self.at_work < MOST_AT_WORK && self.next < self.lots.len() {
            let at = self.next;
            self.next += 1;
            self.at_work += 1;
            self.with(at, engine, Lot::begin);
        }
    }

    fn with(
        &mut self,
        at: usize,
        engine: &mut Engine,
        act: impl FnOnce(&mut Lot, &Rules<'_>, &mut Cx<'_>) -> Vec<Item>,
    ) {
        let of = u64::try_from(self.order.drops.len()).unwrap_or(u64::MAX);
        let done = u64::try_from(self.over).unwrap_or(u64::MAX);
        let Some(lot) = self.lots.get_mut(at).filter(|lot| !lot.is_over()) else { return };
        let rules = Rules { purpose: &self.order.purpose, locks: &self.locks, read_at: self.read_at };
        let items = act(lot, &rules, &mut Cx { at, engine, done, of });
        if lot.is_over() {
            self.at_work = self.at_work.saturating_sub(1);
        }
        self.tell(items, engine);
    }

    fn tell(&mut self, items: Vec<Item>, engine: &mut Engine) {
        let of = self.order.drops.len();
        for item in items {
            self.over += 1;
            if is_final(&item) {
                self.finished.push(item.clone());
            }
            engine.tell(Step::Item(item));
        }
        let (done, of) = (u64::try_from(self.over).unwrap_or(u64::MAX), u64::try_from(of).ok());
        let text = format!("{done} of {} done.", self.order.drops.len());
        engine.tell(Step::Progress { target: None, text, percent: None, seconds_left: None, done, of });
    }
}
