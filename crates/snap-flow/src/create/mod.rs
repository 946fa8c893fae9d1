//! The create flow: one incremental snapshot of each disk, and a wait until it is ready.
//!
//! What is there is read first ([`Survey`]); [`check`] turns it into what is to be made of each disk, or into why it is not.
//! Then each disk is a [`Making`] of its own; one that fails never stops another. [`order`] reads the request.

mod check;
pub(crate) mod order;

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use snap_arm::request::Listed;
use snap_core::instant::Instant;
use snap_core::model::Snapshot;

use crate::contract::{FlowError, FlowInfo, Item, ItemKind, Step, Summary};
use crate::engine::{End, Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::intent;
use crate::making::{Cx, Making};
use crate::pages::Source;
use crate::saved::{self, Resumed};
use crate::survey::{Survey, Want};
use check::{Checked, Checker};
use order::{Order, Scope, Target};

/// From so many disks of one subscription on, one list takes the place of a read each.
const LIST_FROM: usize = 51;

/// How many disks are worked on at once until their snapshot is made: enough to use up a full bucket of writes (T1), few
/// enough that no name waits long between the look and the write.
const MOST_AT_WORK: usize = 256;

#[derive(Debug)]
struct Create {
    order: Order,
    survey: Survey,
    /// Ended in an earlier life of the flow, by disk.
    finished: BTreeMap<String, Item>,
    /// Empty until the survey is over.
    tasks: Vec<Task>,
    surveyed: bool,
    /// The first that was not begun.
    next: usize,
    /// How many are begun and not made yet.
    at_work: usize,
    over: usize,
}

/// One disk's part.
#[derive(Debug)]
enum Task {
    Making(Box<Making>),
    /// Ended before anything was to be made.
    Over(Item),
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let (order, requests, warnings) = Order::read(request)?;
    let (now, finished) = match resumed {
        Some(resumed) => (resumed.now, carried_over(&order, resumed.finished)?),
        None => (order.intent.now, BTreeMap::new()),
    };
    let survey = Survey::new(wants_of(&order, &finished), &requests)?;
    let mut engine = Engine::new(requests, now, Some(intent::deadline(now, order.timeout)), order.parallel);
    finished.values().for_each(|item| engine.counted.count(item.kind));
    let info = FlowInfo { flow: "create", call_id: Some(order.intent.call_id.clone()), warnings };
    let machine = Create { order, survey, finished, tasks: Vec::new(), surveyed: false, next: 0, at_work: 0, over: 0 };
    Ok(Begun { engine, machine: Box::new(machine), info })
}

/// What is read before the first write: the disks, and the snapshots of their subscriptions.
fn wants_of(order: &Order, finished: &BTreeMap<String, Item>) -> Vec<Want> {
    let list = |listed, subscription: &str| {
        Want::List(Source::Resources { listed, subscription: subscription.to_owned(), group: None })
    };
    let mut by_subscription: BTreeMap<String, Vec<&Target>> = BTreeMap::new();
    let mut wants = Vec::new();
    match &order.scope {
        Scope::Disks(targets) => {
            for target in targets.iter().filter(|target| !finished.contains_key(target.disk.key())) {
                by_subscription.entry(target.disk.subscription().to_lowercase()).or_default().push(target);
            }
        }
        Scope::Machine { id, .. } => {
            by_subscription.insert(id.subscription().to_owned(), Vec::new());
        }
    }
    for (subscription, targets) in by_subscription {
        if targets.is_empty() || targets.len() >= LIST_FROM {
            wants.push(list(Listed::Disks, &subscription));
        } else {
            wants.extend(targets.iter().map(|target| Want::One(target.disk.clone())));
        }
        if order.check_limits {
            wants.push(list(Listed::Snapshots, &subscription));
        }
    }
    wants
}

/// What was final when the flow was saved stays as it was and is not asked for again.
fn carried_over(order: &Order, finished: Vec<Item>) -> Result<BTreeMap<String, Item>, FlowError> {
    let mut by_disk = BTreeMap::new();
    for item in finished {
        let key = item.target.to_lowercase();
        let known = match &order.scope {
            Scope::Disks(targets) => targets.iter().any(|target| target.disk.key() == key),
            // What was said of the machine itself is found out anew.
            Scope::Machine { id, .. } if id.key() == key => continue,
            Scope::Machine { .. } => true,
        };
        if !known {
            let message = format!("`{}` is finished but is none of the disks of the saved request", item.target);
            return Err(FlowError::new("bad_saved", message).at("saved"));
        }
        if !matches!(item.kind, ItemKind::Made | ItemKind::AlreadyMade | ItemKind::Failed) {
            let message = format!("`{}` is not finished: its kind says so", item.target);
            return Err(FlowError::new("bad_saved", message).at("saved"));
        }
        by_disk.insert(key, item);
    }
    Ok(by_disk)
}

impl Machine for Create {
    fn begin(&mut self, engine: &mut Engine) {
        self.survey.begin(engine);
        // All was final when the flow was saved.
        if self.survey.is_over() {
            self.check(None, engine);
        }
    }

    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        if self.surveyed {
            self.with(task, engine, |making, cx| making.ended(outcome, cx));
        } else {
            let stopped = match outcome {
                Outcome::Ended { why, .. } => Some(why),
                _ => None,
            };
            self.survey.ended(task, outcome, engine);
            if self.survey.is_over() {
                self.check(stopped, engine);
            }
        }
        self.begin_more(engine);
    }

    fn finished(&self) -> bool {
        self.surveyed && self.over == self.tasks.len()
    }

    fn summary(&self, counted: Summary) -> Summary {
        let of = self.tasks.len();
        let snapshots = if of == 1 { "snapshot" } else { "snapshots" };
        let mut sentence = format!("{of} {snapshots}: {}.", counted.words());
        let skew_seconds = match &self.order.scope {
            Scope::Machine { id, .. } if !self.order.what_if => {
                let (skew, words) = self.skew(id.name());
                sentence.push_str(&words);
                skew
            }
            _ => None,
        };
        Summary { complete: counted.is_whole(), sentence, skew_seconds, ..counted }
    }

    fn save(&self) -> Option<Box<RawValue>> {
        let wait = self.order.goal.is_some();
        let finished = self.tasks.iter().filter_map(|task| task.final_item(wait));
        let finished: Vec<&Item> = if self.surveyed { finished.collect() } else { self.finished.values().collect() };
        saved::write(&self.order.intent, &finished)
    }
}

impl Create {
    /// The survey is over: decides for each disk what is made of it.
    fn check(&mut self, stopped: Option<End>, engine: &mut Engine) {
        self.surveyed = true;
        let checker = Checker::new(&self.order, &self.survey, stopped, engine);
        let (targets, refused) = checker.targets();
        let mut told = refused.clone();
        self.tasks.extend(refused.into_iter().map(Task::Over));
        for target in targets {
            let task = match self.finished.remove(target.disk.key()) {
                Some(item) => {
                    self.over += 1;
                    Task::Over(item)
                }
                None => match checker.check(&target) {
                    Checked::Make { wish, free_at } => Task::Making(Box::new(Making::new(*wish, free_at))),
                    Checked::Over(item) => {
                        told.push(item.clone());
                        Task::Over(item)
                    }
                    Checked::Planned(item, assumed) => {
                        engine.assumed.push(*assumed);
                        told.push(item.clone());
                        Task::Over(item)
                    }
                },
            };
            self.tasks.push(task);
        }
        // Disks that were taken in an earlier life of the flow and have left the machine since.
        let gone = std::mem::take(&mut self.finished).into_values();
        let before = self.tasks.len();
        self.tasks.extend(gone.map(Task::Over));
        self.over += self.tasks.len() - before;
        for item in told {
            engine.tell(Step::Item(item));
            self.one_over(engine);
        }
    }

    fn begin_more(&mut self, engine: &mut Engine) {
        while self.surveyed && self.at_work < MOST_AT_WORK && self.next < self.tasks.len() {
            let at = self.next;
            self.next += 1;
            if let Some(Task::Making(_)) = self.tasks.get(at) {
                self.at_work += 1;
                self.with(at, engine, Making::begin);
            }
        }
    }

    fn with(&mut self, at: usize, engine: &mut Engine, act: impl FnOnce(&mut Making, &mut Cx<'_>)) {
        let of = u64::try_from(self.tasks.len()).unwrap_or(u64::MAX);
        let done = u64::try_from(self.over).unwrap_or(u64::MAX);
        let Some(Task::Making(making)) = self.tasks.get_mut(at) else { return };
        if making.is_over() {
            return;
        }
        let had_item = making.item.is_some();
        act(making, &mut Cx { at, engine, done, of });
        if !had_item && making.item.is_some() {
            self.at_work = self.at_work.saturating_sub(1);
        }
        if making.is_over() {
            self.one_over(engine);
        }
    }

    fn one_over(&mut self, engine: &mut Engine) {
        self.over += 1;
        let (done, of) = (self.over, self.tasks.len());
        engine.tell(Step::Progress {
            target: None,
            text: format!("{done} of {of} done."),
            percent: None,
            seconds_left: None,
            done: u64::try_from(done).unwrap_or(u64::MAX),
            of: u64::try_from(of).ok(),
        });
    }

    /// How far apart the snapshots of one machine are, by the service's own times, and what that means.
    fn skew(&self, machine: &str) -> (Option<f64>, String) {
        let made = self.tasks.iter().filter_map(Task::made);
        let times: Option<Vec<Instant>> = made.map(|(item, found)| self.time_of(item, found)).collect();
        let seconds = times.as_deref().and_then(|times| {
            // Whole days of milliseconds are exact in a float.
            Some(times.iter().max()?.milliseconds_since(*times.iter().min()?) as f64 / 1_000.0)
        });
        let apart = match (times.as_deref(), seconds) {
            (Some([] | [_]), _) => return (seconds, String::new()),
            (_, Some(seconds)) => format!("{seconds} seconds apart"),
            (_, None) => "one after the other, it is not known how far apart".to_owned(),
        };
        let words = format!(
            " The disks of `{machine}` were taken {apart}: this is not a consistent set. Where an application spreads its data over several disks, use VM restore points."
        );
        (seconds, words)
    }

    /// When a snapshot was made, as it was read back; of one that an earlier life of the flow made, as it was listed.
    fn time_of(&self, item: &Item, found: Option<&Snapshot>) -> Option<Instant> {
        let listed =
            || self.survey.inventory.snapshots.get(item.snapshot.as_deref()?.to_lowercase().as_str()).map(Box::as_ref);
        found.or_else(listed)?.time_created
    }
}

impl Task {
    /// The snapshot that was made, by whichever attempt.
    fn made(&self) -> Option<(&Item, Option<&Snapshot>)> {
        let (item, found) = match self {
            Self::Over(item) => (item, None),
            Self::Making(making) => (making.item.as_ref()?, making.found.as_deref()),
        };
        matches!(item.kind, ItemKind::Made | ItemKind::AlreadyMade).then_some((item, found))
    }

    /// The item, when there is nothing left to find out: neither an unknown end nor a wait that did not end well.
    fn final_item(&self, wait: bool) -> Option<&Item> {
        let (item, ready) = match self {
            Self::Over(item) => (item, true),
            Self::Making(making) => (making.item.as_ref().filter(|_| making.is_over())?, making.ready == Some(true)),
        };
        let made = matches!(item.kind, ItemKind::Made | ItemKind::AlreadyMade);
        let failed = item.kind == ItemKind::Failed && decided(item);
        (failed || made && (!wait || ready)).then_some(item)
    }
}

/// The service decided it. What only the network, the time or a busy service ended is tried again by a resumed flow.
fn decided(item: &Item) -> bool {
    const UNDECIDED: [&str; 6] =
        ["timed_out", "connection_failed", "timeout", "connection_cut", "no_reply", "tls_failed"];
    let code = item.code.as_deref().is_some_and(|code| UNDECIDED.contains(&code));
    !code && !item.status.is_some_and(|status| matches!(status, 401 | 408 | 409 | 429 | 500..))
}
