//! The nightly job: take, wait, copy, plan and prune in one flow with one budget of time (U5).
//!
//! A run holds no rules of its own: each part is the flow of that name, begun by its own request, with all its checks. What
//! one part leaves for the next is read from the service and not remembered, so that a run from the top is a run that
//! goes on.

mod order;
mod plan;

use std::collections::BTreeSet;

use serde_json::value::RawValue;
use snap_core::guard::Locks;
use snap_core::id::ResourceId;
use snap_core::unit::{self, Label};

use crate::contract::{FlowError, FlowInfo, Item, ItemKind, RunPart, Step, Summary};
use crate::engine::{Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::intent;
use crate::saved::{self, Resumed};
use crate::survey::Survey;
use crate::trouble::Trouble;
use crate::{copy, create, prune};
use order::{Drop, Order};

/// Until when, in hundredths of the budget, a part may work; what it has not done then is left to the next run.
const TAKE_UNTIL: u64 = 60;
const COPY_UNTIL: u64 = 85;

/// The parts, as the last sentence calls them.
const TAKING: &str = "taking";
const COPYING: &str = "copying";
const PRUNING: &str = "pruning";

struct Run {
    order: Order,
    part: Part,
    /// What this run is for.
    disks: BTreeSet<ResourceId>,
    /// What was left undone, for the last sentence.
    left: Vec<&'static str>,
    pruned: bool,
}

/// What is being done.
enum Part {
    /// Which disks there are.
    Scope(Survey),
    Take(Box<dyn Machine>),
    /// What there is to copy.
    BeforeCopy(Survey),
    Copy(Box<dyn Machine>),
    /// What there is to plan by.
    Plan(Survey),
    Prune(Box<dyn Machine>),
    Over,
}

impl Part {
    /// What it does, where it does something.
    fn word(&self) -> Option<&'static str> {
        match self {
            Self::Take(_) => Some(TAKING),
            Self::Copy(_) => Some(COPYING),
            Self::Prune(_) => Some(PRUNING),
            Self::Scope(_) | Self::BeforeCopy(_) | Self::Plan(_) | Self::Over => None,
        }
    }
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let (order, requests) = Order::read(request)?;
    let now = resumed.map_or(order.intent.now, |resumed| resumed.now);
    let survey = Survey::new(order.wants(), &requests)?;
    let info = FlowInfo { flow: "run", call_id: Some(order.call_id().to_owned()), warnings: Vec::new() };
    let mut engine = Engine::new(requests, now, Some(intent::deadline(now, order.budget)), order.parallel);
    engine.keeps_documents = true;
    let part = Part::Scope(survey);
    let run = Run { order, part, disks: BTreeSet::new(), left: Vec::new(), pruned: false };
    Ok(Begun { engine, machine: Box::new(run), info })
}

impl Machine for Run {
    fn begin(&mut self, engine: &mut Engine) {
        if let Part::Scope(survey) = &mut self.part {
            survey.begin(engine);
        }
    }

    fn ended(&mut self, task: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        match &mut self.part {
            Part::Scope(survey) | Part::BeforeCopy(survey) | Part::Plan(survey) => {
                survey.ended(task, outcome, engine);
            }
            Part::Take(machine) | Part::Copy(machine) | Part::Prune(machine) => machine.ended(task, outcome, engine),
            Part::Over => {}
        }
        self.go_on(engine);
    }

    fn finished(&self) -> bool {
        matches!(self.part, Part::Over)
    }

    fn summary(&self, counted: Summary) -> Summary {
        let disks = match self.disks.len() {
            0 => "No disks".to_owned(),
            1 => "1 disk".to_owned(),
            n => format!("{n} disks"),
        };
        let words = counted.words();
        let mut sentence = if words.is_empty() { format!("{disks}.") } else { format!("{disks}: {words}.") };
        if !self.left.is_empty() {
            sentence.push_str(&format!(" Left undone: {}.", self.left.join(", ")));
        }
        let pruned = self.pruned || !self.order.prunes;
        let complete = counted.is_whole() && self.left.is_empty() && pruned;
        Summary { complete, sentence, slot: Some(self.order.slot), ..counted }
    }

    fn save(&self) -> Option<Box<RawValue>> {
        saved::write(&self.order.intent, &[])
    }
}

impl Run {
    /// Goes from part to part as each of them ends.
    fn go_on(&mut self, engine: &mut Engine) {
        while self.part_is_over() {
            if engine.time_is_up() && !engine.is_cancelled() && !engine.counted.is_whole() {
                self.left.extend(self.part.word());
            }
            let cancelled = engine.is_cancelled();
            self.part = match std::mem::replace(&mut self.part, Part::Over) {
                _ if cancelled => self.stop(),
                Part::Scope(survey) => self.take(&survey, engine),
                Part::Take(_) if self.order.copies => self.read_for_copy(engine),
                Part::BeforeCopy(survey) => self.copy(&survey, engine),
                Part::Take(_) | Part::Copy(_) if self.order.prunes => self.read_for_plan(engine),
                Part::Plan(survey) => self.prune(&survey, engine),
                Part::Prune(_) => {
                    self.pruned = true;
                    Part::Over
                }
                Part::Take(_) | Part::Copy(_) | Part::Over => Part::Over,
            };
        }
    }

    fn part_is_over(&self) -> bool {
        match &self.part {
            Part::Scope(survey) | Part::BeforeCopy(survey) | Part::Plan(survey) => survey.is_over(),
            Part::Take(machine) | Part::Copy(machine) | Part::Prune(machine) => machine.finished(),
            Part::Over => false,
        }
    }

    fn stop(&mut self) -> Part {
        self.left.push("what was not begun before the stop");
        Part::Over
    }

    fn take(&mut self, survey: &Survey, engine: &mut Engine) -> Part {
        if let Some(trouble) = survey.list_trouble(|_| true) {
            engine.tell(Step::Item(trouble.clone().into_item(ItemKind::Failed, &self.order.scope())));
            self.left.push("everything, for the disks could not be listed");
            return Part::Over;
        }
        if survey.unread > 0 {
            // One of them may be a disk that is to be taken.
            let message =
                format!("Not all disks of the list can be read ({} cannot): nothing is done for those.", survey.unread);
            let trouble = Trouble::new("bad_reply", message);
            engine.tell(Step::Item(trouble.into_item(ItemKind::Failed, &self.order.scope())));
        }
        let found = self.order.disks(&survey.inventory);
        // One that is named and was not read is asked for all the same: its own part says what is wrong with it.
        let missing = self.order.missing(&survey.inventory);
        self.disks = found.into_iter().cloned().chain(missing).collect();
        if self.disks.is_empty() {
            // A run that quietly does nothing is found out when the backup is needed.
            let message = "No disk of this scope was found: nothing was taken. Check the group and the tag.";
            engine.tell(Step::Item(
                Trouble::new("no_disks_found", message).into_item(ItemKind::Failed, &self.order.scope()),
            ));
            return Part::Over;
        }
        engine.part = Some(RunPart::Take);
        engine.next_part(self.until(TAKE_UNTIL));
        let disks: Vec<&ResourceId> = self.disks.iter().collect();
        let request = self.order.take(engine.now(), &disks).to_string();
        self.begin_part(create::begin(request.as_bytes(), None), TAKING, engine).map_or(Part::Over, Part::Take)
    }

    fn read_for_copy(&mut self, engine: &mut Engine) -> Part {
        engine.part = Some(RunPart::Copy);
        engine.next_part(self.until(COPY_UNTIL));
        self.survey(engine).map_or(Part::Over, Part::BeforeCopy)
    }

    /// Copies of every disk that has something whole to copy.
    fn copy(&mut self, survey: &Survey, engine: &mut Engine) -> Part {
        if self.told_trouble(survey, COPYING, engine) {
            return if self.order.prunes { self.read_for_plan(engine) } else { Part::Over };
        }
        let chains = unit::units(&survey.inventory);
        let own = chains.units.iter().filter(|unit| !unit.has(Label::Copy) && !unit.members.is_empty());
        let disks: BTreeSet<&ResourceId> =
            own.filter_map(|unit| unit.disk.id).filter(|id| self.disks.contains(id)).collect();
        let disks: Vec<&ResourceId> = disks.into_iter().collect();
        let request = self.order.copy(engine.now(), &disks).filter(|_| !disks.is_empty());
        let begun = request
            .and_then(|request| self.begin_part(copy::begin(request.to_string().as_bytes(), None), COPYING, engine));
        match begun {
            Some(machine) => Part::Copy(machine),
            None if self.order.prunes => self.read_for_plan(engine),
            None => Part::Over,
        }
    }

    fn read_for_plan(&mut self, engine: &mut Engine) -> Part {
        engine.part = Some(RunPart::Prune);
        engine.next_part(self.until(100));
        self.survey(engine).map_or(Part::Over, Part::Plan)
    }

    fn prune(&mut self, survey: &Survey, engine: &mut Engine) -> Part {
        if self.told_trouble(survey, PRUNING, engine) {
            return Part::Over;
        }
        // Locks that cannot be read are told by the prune flow, which reads them for itself.
        let locks: Locks = survey.locks().into_iter().collect();
        let planned = plan::plan(&self.order, &survey.inventory, &locks, &self.disks, engine.now());
        let planned = match planned {
            Ok(planned) => planned,
            Err(error) => {
                let trouble = Trouble::new(error.code(), error.message());
                engine.tell(Step::Item(trouble.into_item(ItemKind::Failed, &self.order.scope())));
                return Part::Over;
            }
        };
        for drop in &planned.not_taken {
            engine.tell(Step::Item(spared(drop, "not_taken", NOT_TAKEN)));
        }
        for drop in &planned.next_copying {
            engine.tell(Step::Item(spared(drop, "next_is_copying", NEXT_IS_COPYING)));
        }
        if planned.drops.is_empty() {
            self.pruned = true;
            return Part::Over;
        }
        let request = self.order.prune(engine.now(), &planned.drops).to_string();
        self.begin_part(prune::begin(request.as_bytes(), None), PRUNING, engine).map_or(Part::Over, Part::Prune)
    }

    fn survey(&mut self, engine: &mut Engine) -> Option<Survey> {
        match Survey::new(self.order.plan_wants(), &engine.requests) {
            Ok(mut survey) => {
                survey.begin(engine);
                Some(survey)
            }
            Err(error) => {
                let trouble = Trouble::new(error.code(), error.message());
                engine.tell(Step::Item(trouble.into_item(ItemKind::Failed, &self.order.scope())));
                None
            }
        }
    }

    /// True when disks or snapshots could not be read whole: then nothing is decided by them.
    fn told_trouble(&mut self, survey: &Survey, part: &'static str, engine: &mut Engine) -> bool {
        let resources = |source: &crate::pages::Source| matches!(source, crate::pages::Source::Resources { .. });
        let Some(trouble) = survey.list_trouble(resources) else { return false };
        engine.tell(Step::Item(trouble.clone().into_item(ItemKind::Failed, &self.order.scope())));
        self.left.push(part);
        true
    }

    /// Takes a part's machine over, with what it has to send at which api-version.
    fn begin_part(
        &mut self,
        begun: Result<Begun, FlowError>,
        part: &'static str,
        engine: &mut Engine,
    ) -> Option<Box<dyn Machine>> {
        match begun {
            Ok(Begun { engine: own, mut machine, info }) => {
                for warning in info.warnings {
                    engine.warn(warning.code, warning.message, warning.target.as_deref());
                }
                engine.requests = own.requests;
                machine.begin(engine);
                Some(machine)
            }
            Err(error) => {
                let trouble = Trouble::new(error.code(), error.message());
                engine.tell(Step::Item(trouble.into_item(ItemKind::Failed, &self.order.scope())));
                self.left.push(part);
                None
            }
        }
    }

    /// So many hundredths of the budget after the beginning.
    fn until(&self, hundredths: u64) -> u64 {
        self.order.budget * hundredths / 100
    }
}

const NOT_TAKEN: &str = "Its disk has no snapshot of this run, or one after its newest whole snapshot has failed: nothing of it is deleted.";
const NEXT_IS_COPYING: &str =
    "What was taken after it is still copying, and may need what it holds. A later run deletes it.";

/// One that the policy drops and this run leaves alone.
fn spared(drop: &Drop, code: &'static str, message: &str) -> Item {
    let mut item = Trouble::new(code, message).into_item(ItemKind::Skipped, &drop.id);
    item.snapshot = Some(drop.id.clone());
    item.name = drop.id.rsplit('/').next().map(str::to_owned);
    item
}
