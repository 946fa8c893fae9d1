//! The create flow: one incremental snapshot of each disk, and a wait until it is ready.
//!
//! Each disk is a [`task`] of its own; one that fails never stops another. [`order`] checks the request before the first
//! call; [`facts`] reads what the service says of a disk and of a snapshot.

mod facts;
mod order;
mod task;

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use crate::contract::{FlowError, FlowInfo, Item, ItemKind, Step, Summary};
use crate::engine::{Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::saved::{self, Resumed};
use order::{Order, Wait};
use task::{Cx, Task};

#[derive(Debug)]
struct Create {
    order: Order,
    tasks: Vec<Task>,
    over: usize,
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let (order, requests, warnings) = Order::read(request)?;
    let mut now = order.intent.now;
    let mut tasks: Vec<Task> = order.targets.iter().cloned().map(Task::new).collect();
    if let Some(resumed) = resumed {
        now = resumed.now;
        carry_over(&mut tasks, resumed.finished)?;
    }
    let deadline = now.plus_seconds(i64::try_from(order.timeout).unwrap_or(i64::MAX));
    let info = FlowInfo { flow: "create", call_id: Some(order.intent.call_id.clone()), warnings };
    let over = tasks.iter().filter(|task| task.is_over()).count();
    Ok(Begun {
        engine: Engine::new(requests, now, Some(deadline)),
        machine: Box::new(Create { order, tasks, over }),
        info,
    })
}

/// What was final when the flow was saved stays as it was and is not asked for again.
fn carry_over(tasks: &mut [Task], finished: Vec<Item>) -> Result<(), FlowError> {
    let mut by_disk: BTreeMap<String, &mut Task> =
        tasks.iter_mut().map(|task| (task.target.disk.key().to_owned(), task)).collect();
    for item in finished {
        let Some(task) = by_disk.get_mut(&item.target.to_lowercase()) else {
            let message = format!("`{}` is finished but is none of the disks of the saved request", item.target);
            return Err(FlowError::new("bad_saved", message).at("saved"));
        };
        if !matches!(item.kind, ItemKind::Made | ItemKind::AlreadyMade | ItemKind::Failed) {
            let message = format!("`{}` is not finished: its kind says so", item.target);
            return Err(FlowError::new("bad_saved", message).at("saved"));
        }
        task.carry_over(item);
    }
    Ok(())
}

impl Machine for Create {
    fn begin(&mut self, engine: &mut Engine) {
        for at in 0..self.tasks.len() {
            self.with(at, engine, Task::begin);
        }
    }

    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        self.with(task, engine, |task, cx| task.ended(outcome, cx));
    }

    fn finished(&self) -> bool {
        self.over == self.tasks.len()
    }

    fn summary(&self) -> Summary {
        let count =
            |kind| count(self.tasks.iter().filter(|task| task.item.as_ref().is_some_and(|item| item.kind == kind)));
        let mut summary = Summary {
            made: count(ItemKind::Made),
            already_made: count(ItemKind::AlreadyMade),
            skipped: count(ItemKind::Skipped),
            failed: count(ItemKind::Failed),
            unknown: count(ItemKind::Unknown),
            pages: 0,
            complete: false,
            sentence: String::new(),
        };
        let not_ready = self::count(self.tasks.iter().filter(|task| task.ready == Some(false)));
        summary.complete = summary.skipped + summary.failed + summary.unknown + not_ready == 0;
        summary.sentence = sentence(&summary, not_ready, self.tasks.len());
        summary
    }

    fn save(&self) -> Option<Box<RawValue>> {
        let wait = self.order.wait != Wait::None;
        let finished: Vec<&Item> = self.tasks.iter().filter_map(|task| task.final_item(wait)).collect();
        saved::write(&self.order.intent, &finished)
    }
}

impl Create {
    fn with(&mut self, at: usize, engine: &mut Engine, act: impl FnOnce(&mut Task, &mut Cx<'_>)) {
        let of = u64::try_from(self.tasks.len()).unwrap_or(u64::MAX);
        let Some(task) = self.tasks.get_mut(at).filter(|task| !task.is_over()) else { return };
        let done = u64::try_from(self.over).unwrap_or(u64::MAX);
        act(task, &mut Cx { at, order: &self.order, engine, done, of });
        if task.is_over() {
            self.over += 1;
            let done = done + 1;
            let text = format!("{done} of {of} done.");
            engine.tell(Step::Progress { target: None, text, percent: None, done, of: Some(of) });
        }
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u64 {
    u64::try_from(items.count()).unwrap_or(u64::MAX)
}

fn sentence(summary: &Summary, not_ready: u64, of: usize) -> String {
    let snapshots = if of == 1 { "snapshot" } else { "snapshots" };
    let parts: Vec<String> = [
        (summary.made, "made"),
        (summary.already_made, "already made"),
        (summary.failed, "failed"),
        (summary.unknown, "of which it is not known whether it was made"),
        (summary.skipped, "skipped"),
        (not_ready, "not ready"),
    ]
    .into_iter()
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| format!("{n} {word}"))
    .collect();
    format!("{of} {snapshots}: {}.", parts.join(", "))
}
