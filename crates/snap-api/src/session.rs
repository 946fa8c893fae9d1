//! A session: loaded documents, what was derived from them, and the verb that is under way.

use std::sync::Arc;

use self_cell::self_cell;
use serde_json::value::RawValue;
use snap_core::inventory::Inventory;
use snap_core::say::{Form, written_as};
use snap_core::unit::{self, Chains, Unit};

use crate::answer::{self, Progress, Refusal};
use crate::documents::Documents;
use crate::request::{self, Head};
use crate::{rows, verbs};

self_cell!(
    /// Chains borrow from the inventory they were worked out of; both are kept, so that a slider re-plans without re-reading.
    struct Derived {
        owner: Arc<Inventory>,
        #[covariant]
        dependent: Chains,
    }
);

/// A verb over chains, done unit by unit so that a face can stop in between.
pub(crate) trait Job: Send {
    /// Works from the unit `from` on until `work` snapshots are done or none is left; the unit to go on with.
    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal>;
    /// How many units there are to do.
    fn total(&self, chains: &Chains<'_>) -> usize {
        chains.units.len()
    }
    /// What is done since the last part, where the answer is given in parts.
    fn part(&mut self) -> Option<Box<RawValue>> {
        None
    }
    /// The answer, once every unit is done; of one in parts, the last.
    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8>;
}

/// The answer of a job over no documents at all.
pub(crate) fn alone(mut job: impl Job) -> Result<Vec<u8>, Refusal> {
    let inventory = Inventory::default();
    let chains = unit::units(&inventory);
    let (mut next, of) = (0, job.total(&chains));
    while next < of {
        next = job.slice(next, usize::MAX, &chains)?;
    }
    Ok(Box::new(job).finish(&chains))
}

/// The loop of a slice: `each` says how many snapshots a unit was. At least one unit is done, so that work always ends.
pub(crate) fn over_units<'c, 'a>(
    chains: &'c Chains<'a>,
    from: usize,
    work: usize,
    mut each: impl FnMut(&'c Unit<'a>) -> usize,
) -> usize {
    let (mut next, mut left) = (from, work.max(1));
    for unit in chains.units.iter().skip(from) {
        if left == 0 {
            break;
        }
        left = left.saturating_sub(each(unit).max(1));
        next += 1;
    }
    next
}

struct Running {
    job: Box<dyn Job>,
    next: usize,
    /// How its answer has sentences.
    words: Form,
}

/// Loaded documents, and the verbs over them.
#[derive(Default)]
pub struct Session {
    documents: Documents,
    derived: Option<Derived>,
    running: Option<Running>,
}

impl Session {
    /// An empty session.
    pub fn new() -> Self {
        Self::default()
    }

    /// Loads one document; see `add` in the vocabulary. Drops a verb that is under way.
    pub fn add(&mut self, name: &[u8], bytes: &[u8]) -> Vec<u8> {
        self.add_in(Form::Text, name, bytes)
    }

    /// [`add`](Self::add), with sentences in parts: for faces that speak other languages.
    pub fn add_in_parts(&mut self, name: &[u8], bytes: &[u8]) -> Vec<u8> {
        self.add_in(Form::Parts, name, bytes)
    }

    fn add_in(&mut self, words: Form, name: &[u8], bytes: &[u8]) -> Vec<u8> {
        self.running = None;
        // Lets the documents change in place: nobody else holds the inventory then.
        self.derived = None;
        written_as(words, || self.documents.add(name, bytes))
    }

    /// Runs one verb; see `call` in the vocabulary.
    pub fn call(&mut self, request: &[u8]) -> Vec<u8> {
        let head = request::read::<Head>(request);
        let words = match (&head, &self.running) {
            (Ok(head), Some(running)) if head.verb == "continue" => running.words,
            (Ok(head), _) => head.words,
            (Err(_), _) => Form::Text,
        };
        head.and_then(|head| self.answer(&head, request))
            .unwrap_or_else(|refusal| written_as(words, || answer::refused(&refusal)))
    }

    fn answer(&mut self, head: &Head, request: &[u8]) -> Result<Vec<u8>, Refusal> {
        // What is answered at once leaves a verb that is under way be: a face looks something up while it plans.
        if head.work.is_some() && head.verb != "continue" {
            self.running = None;
        }
        let job: Box<dyn Job> = match head.verb.as_str() {
            "continue" => {
                request::read::<request::Plain>(request)?;
                let under_way = self.running.take().ok_or_else(|| {
                    Refusal::new(
                        "nothing_to_continue",
                        "no verb is under way; it was finished, stopped or followed by another",
                    )
                })?;
                return self.go_on(under_way, head.work);
            }
            "stop" => {
                request::read::<request::Plain>(request)?;
                self.running = None;
                return Ok(answer::done((), &[]));
            }
            "inventory" => {
                request::read::<request::Plain>(request)?;
                return Ok(self.documents.answer());
            }
            "chains" => Box::new(verbs::chains::ChainsJob::new(request::read(request)?)),
            "plan" => Box::new(verbs::plan::PlanJob::new(request::read(request)?)?),
            "cost" => Box::new(verbs::cost::CostJob::new(request::read(request)?)?),
            "lint" => Box::new(verbs::lint::LintJob::new(request::read(request)?)?),
            "simulate" => Box::new(verbs::simulate::SimulateJob::new(request::read(request)?)?),
            "compare" => Box::new(verbs::compare::CompareJob::new(request::read(request)?)?),
            "export" => Box::new(verbs::export::ExportJob::new(request::read(request)?)?),
            "restore" => Box::new(verbs::restore::RestoreJob::new(request::read(request)?)?),
            "rows" => match rows::begin(request::read(request)?)? {
                rows::Begun::Chains(job) => job,
                rows::Begun::Disks(disks) => return Ok(disks.answer(&self.documents.inventory())),
            },
            _ => return verbs::plain::answer(head, request),
        };
        self.go_on(Running { job, next: 0, words: head.words }, head.work)
    }

    /// Works on until the job is done or `work` is used up.
    fn go_on(&mut self, mut running: Running, work: Option<u64>) -> Result<Vec<u8>, Refusal> {
        let derived = self
            .derived
            .get_or_insert_with(|| Derived::new(self.documents.inventory(), |inventory| unit::units(inventory)));
        let chains = derived.borrow_dependent();
        let work = work.map_or(usize::MAX, |work| usize::try_from(work).unwrap_or(usize::MAX));
        written_as(running.words, || {
            running.next = running.job.slice(running.next, work, chains)?;
            let of = running.job.total(chains);
            if running.next < of {
                let progress = Progress { done: running.next, of };
                let part = running.job.part();
                self.running = Some(running);
                return Ok(answer::more(progress, part));
            }
            Ok(running.job.finish(chains))
        })
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

/// The verbs that need no documents: `version`, `limits`, `presets`, `name`, `policy`, `ranges`, `prices`.
pub fn call_without_session(request: &[u8]) -> Vec<u8> {
    let head = request::read::<Head>(request);
    let words = head.as_ref().map_or(Form::Text, |head| head.words);
    head.and_then(|head| verbs::plain::answer(&head, request))
        .unwrap_or_else(|refusal| written_as(words, || answer::refused(&refusal)))
}
