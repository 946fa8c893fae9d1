//! The copy flow: incremental snapshots to another region or subscription (C1-C8).
//!
//! What is there is read, `snap_core::copying` plans by it, and each disk's copies are worked off as a [`chain`]: oldest
//! first, one at a time, each until the target is whole. Nothing is remembered between runs: planning again goes on.

mod chain;
mod order;

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use snap_core::copying::{CopyCode, CopyOrder, CopyState, Copying, Which, plan_copies};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::limits::C4;
use snap_core::name::copy_name;
use snap_core::unit;

use crate::contract::{FlowError, FlowInfo, Item, ItemKind, Step, Summary};
use crate::engine::{End, Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::intent;
use crate::making::{How, Wish};
use crate::saved::{self, Resumed};
use crate::survey::Survey;
use crate::trouble::Trouble;
use crate::watch::Goal;
use chain::{Chain, Link, Standing};
use order::{Asked, Order};

#[derive(Debug)]
struct Copy {
    order: Order,
    survey: Survey,
    surveyed: bool,
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
    Ok(Begun {
        engine: Engine::new(requests, now, Some(intent::deadline(now, order.timeout)), order.parallel),
        machine: Box::new(Copy { order, survey, surveyed: false, chains: Vec::new(), room: 0, of: 0, done: 0 }),
        info,
    })
}

impl Machine for Copy {
    fn begin(&mut self, engine: &mut Engine) {
        self.survey.begin(engine);
    }

    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        let stopped = match outcome {
            Outcome::Ended { why, .. } => Some(why),
            _ => None,
        };
        if self.surveyed {
            self.chain_ended(task, outcome, engine);
        } else {
            self.survey.ended(task, outcome, engine);
            if !self.survey.is_over() {
                return;
            }
            self.plan(engine);
        }
        self.go_on(stopped, engine);
    }

    fn finished(&self) -> bool {
        self.surveyed && self.chains.iter().all(Chain::is_over)
    }

    fn summary(&self, counted: Summary) -> Summary {
        let snapshots = if self.of == 1 { "copy" } else { "copies" };
        let sentence = format!("{} {snapshots}: {}.", self.of, counted.words());
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
        if let Some(trouble) = self.survey.list_trouble(|_| true).cloned() {
            let asked: Vec<String> = self.order.asked.ids().iter().map(|id| id.as_str().to_owned()).collect();
            let kind = if trouble.code == "cancelled" { ItemKind::Skipped } else { ItemKind::Failed };
            for id in asked {
                self.tell(item(kind, trouble.clone(), &id, None), engine);
            }
            return;
        }
        let chains = unit::units(&self.survey.inventory);
        let which = match &self.order.asked {
            Asked::Disks(ids) => Which::Disks(ids),
            Asked::Snapshots(ids) => Which::Snapshots(ids),
        };
        let (location, subscription) = (self.order.location.as_str(), self.order.subscription.as_str());
        let plan = plan_copies(&chains, &CopyOrder { which, location, subscription, limit: C4.of as usize });
        self.room = plan.room;
        // Snapshots of one disk and copies of them may be copied on by one order: it is one disk all the same (C3).
        let mut by_root: BTreeMap<&str, Chain> = BTreeMap::new();
        let mut told = Vec::new();
        for disk in &plan.disks {
            let chain = by_root.entry(&disk.root).or_default();
            let here = |id: &ResourceId| disk.copies.iter().any(|copy| copy.state == CopyState::UnderWay(id));
            let elsewhere = disk.under_way.filter(|id| !here(id));
            // What the copies have left behind is no part of a family that is kept up to date.
            let whole_family = matches!(self.order.asked, Asked::Disks(_));
            let left = |copy: &&Copying<'_>| {
                !(whole_family && matches!(copy.state, CopyState::Skipped(CopyCode::BehindTheCopies, _)))
            };
            for copy in disk.copies.iter().filter(left) {
                match self.link(copy, elsewhere) {
                    Ok(link) => chain.links.push_back(link),
                    Err(item) => told.push(*item),
                }
            }
        }
        for id in plan.not_found {
            let word = if id.kind() == ResourceKind::Disk { "disk with snapshots" } else { "snapshot" };
            let trouble = Trouble::new("not_found", format!("There is no {word} `{id}`."));
            told.push(item(ItemKind::Failed, trouble, id.as_str(), None));
        }
        self.chains = by_root.into_values().collect();
        self.of = u64::try_from(told.len() + self.chains.iter().map(|chain| chain.links.len()).sum::<usize>())
            .unwrap_or(u64::MAX);
        for item in told {
            self.tell(item, engine);
        }
    }

    /// What is to be worked off for a snapshot, or how it ended already.
    fn link(&self, copy: &Copying<'_>, elsewhere: Option<&ResourceId>) -> Result<Link, Box<Item>> {
        let over = |kind, code: &str, words: &str, target: Option<&ResourceId>| {
            Err(Box::new(item(kind, Trouble::new(code, words), copy.source.as_str(), target)))
        };
        let (target, under_way) = match &copy.state {
            CopyState::There(target) => {
                return over(ItemKind::AlreadyMade, "copied", "A whole copy of it is there.", Some(target));
            }
            CopyState::Skipped(code, why) => return over(ItemKind::Skipped, code.as_str(), why, None),
            CopyState::Failed(code, why) => return over(ItemKind::Failed, code.as_str(), why, None),
            CopyState::UnderWay(target) => ((*target).clone(), true),
            CopyState::ToCopy => {
                let name = copy_name(copy.source);
                let Order { subscription, group, .. } = &self.order;
                match ResourceId::new(ResourceKind::Snapshot, subscription, group, name.as_str()) {
                    Ok(id) => (id, false),
                    Err(error) => return over(ItemKind::Failed, "bad_id", &error.to_string(), None),
                }
            }
        };
        if let Some(other) = elsewhere {
            // C3
            let message = format!(
                "`{other}`, another copy of this disk, is under way, and a disk has one at a time. Run again when it is whole."
            );
            return over(ItemKind::Skipped, "other_copy_under_way", &message, None);
        }
        if self.order.what_if {
            let words =
                if under_way { "Its copy is under way and would be waited for." } else { "It would be copied." };
            return over(ItemKind::Planned, "what_if", words, Some(&target));
        }
        let source = self.survey.inventory.snapshots.get(copy.source.key());
        let tags = source.map(|source| self.order.tags(&source.tags, copy.instant)).unwrap_or_default();
        let wish = Wish {
            source: copy.source.clone(),
            snapshot: target.clone(),
            location: self.order.location.clone(),
            tags,
            sku: self.order.sku,
            how: How::Copy {
                unique_id: source.and_then(|source| source.unique_id.clone()),
                enhanced: self.order.enhanced,
            },
            kind: None,
            goal: Some(Goal::Durable),
        };
        let free = !under_way && !self.survey.inventory.snapshots.contains_key(target.key());
        Ok(Link { wish, under_way, free_at: self.survey.began_at.filter(|_| free) })
    }

    fn chain_ended(&mut self, at: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        let counts = (self.done, self.of);
        let Some(chain) = self.chains.get_mut(at) else { return };
        let was_counted = chain.is_counted();
        chain.ended(at, outcome, counts, engine);
        if was_counted && !chain.is_working() {
            self.room += 1;
        }
        if !chain.is_working() {
            self.one_done(engine);
        }
    }

    /// Begins what may be begun, and ends what never will be.
    fn go_on(&mut self, stopped: Option<End>, engine: &mut Engine) {
        for at in 0..self.chains.len() {
            let (counts, time_is_up) = ((self.done, self.of), engine.time_is_up());
            let Some(chain) = self.chains.get_mut(at) else { continue };
            let skip = match chain.standing() {
                Standing::Working | Standing::Over => continue,
                _ if time_is_up => Some(stop_words(stopped)),
                Standing::Stopped => Some(("chain_stopped", STOPPED.to_owned())),
                Standing::Next { needs_room } if needs_room && self.room == 0 => continue,
                Standing::Next { needs_room } => {
                    self.room -= usize::from(needs_room);
                    chain.begin(at, counts, engine);
                    None
                }
            };
            if let Some((code, message)) = skip {
                self.skip_rest(at, code, &message, engine);
            }
        }
        // C4: nothing of ours is under way that could make room.
        if !self.chains.iter().any(Chain::is_working) {
            for at in 0..self.chains.len() {
                self.skip_rest(at, "copies_full", FULL, engine);
            }
        }
    }

    fn skip_rest(&mut self, at: usize, code: &str, message: &str, engine: &mut Engine) {
        let links = self.chains.get_mut(at).map(Chain::take_rest).unwrap_or_default();
        for link in links {
            let Wish { source, snapshot, .. } = &link.wish;
            let trouble = Trouble::new(code, message);
            self.tell(item(ItemKind::Skipped, trouble, source.as_str(), Some(snapshot)), engine);
        }
    }

    fn tell(&mut self, item: Item, engine: &mut Engine) {
        engine.tell(Step::Item(item));
        self.of = self.of.max(self.done + 1);
        self.one_done(engine);
    }

    fn one_done(&mut self, engine: &mut Engine) {
        self.done += 1;
        let (done, of) = (self.done, self.of);
        let text = format!("{done} of {of} done.");
        engine.tell(Step::Progress { target: None, text, percent: None, seconds_left: None, done, of: Some(of) });
    }
}

/// What became of a source, and which copy it is about.
fn item(kind: ItemKind, trouble: Trouble, source: &str, target: Option<&ResourceId>) -> Item {
    let mut item = trouble.into_item(kind, source);
    item.snapshot = target.map(|id| id.as_str().to_owned());
    item.name = target.map(|id| id.name().to_owned());
    item
}

const STOPPED: &str = "An older snapshot of this disk was not copied whole, and copies are made oldest first. Run again when that is mended.";
const FULL: &str =
    "100 copies are under way to this subscription and region, which is the most there may be. Run again later.";

fn stop_words(stopped: Option<End>) -> (&'static str, String) {
    match stopped {
        Some(End::Cancelled) => ("cancelled", "The flow was told to stop before this copy was begun.".to_owned()),
        _ => {
            ("out_of_time", "The time that was given is over; this copy was not begun. Run again to go on.".to_owned())
        }
    }
}
