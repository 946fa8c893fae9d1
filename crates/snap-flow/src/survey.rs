//! Reading what is there before anything is decided: lists, and single disks and snapshots.
//!
//! A survey is the first phase of every flow that writes, and the whole of the list flow. Each reading is a task of its
//! own, numbered from 0 unless told otherwise; what failed is kept beside what was read.

use snap_arm::document::{self, Resource};
use snap_arm::reply::Reply;
use snap_arm::request::{Listed, Request, Requests};
use snap_core::guard::Lock;
use snap_core::id::{Key, ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;

use crate::contract::{FlowError, Step};
use crate::engine::{Call, End, Engine, Outcome};
use crate::intent::refused_at;
use crate::pages::{Pages, Source, refused};
use crate::trouble::Trouble;

/// Something to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Want {
    /// Every page of it.
    List(Source),
    /// A disk or a snapshot.
    One(ResourceId),
}

/// What is read, and what came of it.
#[derive(Debug)]
pub(crate) struct Survey {
    readings: Vec<Reading>,
    /// The task of the first reading.
    from: usize,
    /// Whether the bodies are read into the inventory, or only handed on.
    keep: bool,
    /// What was read.
    pub(crate) inventory: Inventory,
    /// Elements of lists that could not be read: what they are is not known.
    pub(crate) unread: u64,
    /// When the first reading was asked for: what was read is not older.
    pub(crate) began_at: Option<Instant>,
}

#[derive(Debug)]
struct Reading {
    what: What,
    first: Option<Request>,
    end: Option<Result<(), Trouble>>,
}

#[derive(Debug)]
enum What {
    Pages(Pages),
    One(ResourceId),
}

impl Survey {
    /// Reads and keeps.
    pub(crate) fn new(wants: Vec<Want>, requests: &Requests) -> Result<Self, FlowError> {
        Self::of(wants, requests, true)
    }

    /// Reads and hands on, for a flow that decides nothing by it.
    pub(crate) fn passing(wants: Vec<Want>, requests: &Requests) -> Result<Self, FlowError> {
        Self::of(wants, requests, false)
    }

    fn of(wants: Vec<Want>, requests: &Requests, keep: bool) -> Result<Self, FlowError> {
        let mut readings: Vec<Reading> = Vec::with_capacity(wants.len());
        for want in wants {
            let (what, first) = match want {
                Want::List(source) => {
                    let first = source.first(requests);
                    (What::Pages(Pages::new(source)), first)
                }
                Want::One(id) => {
                    let first = requests.read(&id);
                    (What::One(id), first)
                }
            };
            let first = first.map_err(refused_at(|| what.scope()))?;
            readings.push(Reading { what, first: Some(first), end: None });
        }
        Ok(Self { readings, from: 0, keep, inventory: Inventory::default(), unread: 0, began_at: None })
    }

    /// Its readings are tasks from `task` on: several surveys may be under way at once.
    pub(crate) fn numbered_from(self, task: usize) -> Self {
        Self { from: task, ..self }
    }

    /// Queues the first calls.
    pub(crate) fn begin(&mut self, engine: &mut Engine) {
        self.begin_after(0, engine);
    }

    /// Queues the first calls to go after so many seconds.
    pub(crate) fn begin_after(&mut self, pause: u64, engine: &mut Engine) {
        self.began_at = Some(engine.now());
        for (at, reading) in self.readings.iter_mut().enumerate() {
            if let Some(request) = reading.first.take() {
                engine.send(Call::now(self.from + at, request).after(pause));
            }
        }
    }

    /// Takes the end of a reading's call. What a reading failed by, when it has just failed.
    pub(crate) fn ended(
        &mut self,
        task: usize,
        outcome: Outcome<'_>,
        engine: &mut Engine,
    ) -> Option<(String, Trouble)> {
        let reading = self.readings.get_mut(task.checked_sub(self.from)?).filter(|reading| reading.end.is_none())?;
        let result = match outcome {
            Outcome::Reply { id, reply, .. } => match &mut reading.what {
                What::Pages(pages) => {
                    let name = pages.name();
                    let turn = pages.replied(id, &reply, engine);
                    if self.keep && turn.page_read && !matches!(pages.source, Source::Locks { .. }) {
                        self.unread = self.unread.saturating_add(take_page(&mut self.inventory, &name, &reply));
                    }
                    turn.next
                }
                What::One(resource) => one(resource, &reply).map(|found| {
                    engine.tell(Step::Document { id, name: name_of(resource) });
                    if self.keep {
                        take(&mut self.inventory, found);
                    }
                    None
                }),
            },
            Outcome::Lost(lost) => Err(Trouble::of_lost(lost, engine.requests.endpoint())),
            Outcome::Ended { why: End::Cancelled, .. } => Err(Trouble::new("cancelled", "The reading was stopped.")),
            Outcome::Ended { why: End::TimeUp, .. } => Err(Trouble::new("timed_out", "The time was up.")),
        };
        match result {
            Ok(Some(next)) => {
                engine.send(Call::now(task, next));
                return None;
            }
            Ok(None) => {
                if let What::Pages(Pages {
                    source: Source::Resources { listed: Listed::Disks, subscription, group: None },
                    ..
                }) = &reading.what
                {
                    self.inventory.disks_complete(subscription);
                }
                reading.end = Some(Ok(()));
            }
            Err(trouble) => reading.end = Some(Err(trouble.clone())),
        }
        let failed = reading.end.as_ref().and_then(|end| end.as_ref().err()).cloned();
        let failed = failed.map(|trouble| (reading.what.scope(), trouble));
        if self.keep && self.is_over() {
            let assumed = engine.assumed.iter().map(|one| (Key::from(&one.id), Box::new(one.clone())));
            self.inventory.snapshots.extend(assumed);
        }
        failed
    }

    /// True when everything was read, or failed to be.
    pub(crate) fn is_over(&self) -> bool {
        self.readings.iter().all(|reading| reading.end.is_some())
    }

    /// Since when what is not in the inventory was not there either; `None` when something was read that cannot be told.
    pub(crate) fn all_seen_at(&self) -> Option<Instant> {
        self.began_at.filter(|_| self.unread == 0)
    }

    /// Why a list was not read whole; `None` for one that was, and for one that was not asked for.
    pub(crate) fn list_trouble(&self, wanted: impl Fn(&Source) -> bool) -> Option<&Trouble> {
        self.readings.iter().find_map(|reading| match &reading.what {
            What::Pages(pages) if wanted(&pages.source) => reading.end.as_ref()?.as_ref().err(),
            _ => None,
        })
    }

    /// Why a single resource was not read.
    pub(crate) fn one_trouble(&self, id: &ResourceId) -> Option<&Trouble> {
        self.readings.iter().find_map(|reading| match &reading.what {
            What::One(one) if one == id => reading.end.as_ref()?.as_ref().err(),
            _ => None,
        })
    }

    /// All locks that were read.
    pub(crate) fn locks(&self) -> Vec<Lock> {
        let pages = self.readings.iter().filter_map(|reading| match &reading.what {
            What::Pages(pages) => Some(&pages.locks),
            What::One(_) => None,
        });
        pages.flatten().cloned().collect()
    }
}

impl What {
    fn scope(&self) -> String {
        match self {
            Self::Pages(pages) => pages.source.scope(),
            Self::One(id) => id.as_str().to_owned(),
        }
    }
}

/// How many elements could not be read.
fn take_page(inventory: &mut Inventory, name: &str, reply: &Reply<'_>) -> u64 {
    match document::read(name, reply.body) {
        Ok(read) => {
            inventory.add_all(read.disks, read.snapshots);
            read.skipped.count
        }
        // It holds something, but what that is is not known.
        Err(_) => 1,
    }
}

fn take(inventory: &mut Inventory, found: Resource) {
    match found {
        Resource::Disk(disk) => inventory.add_disk(*disk),
        Resource::Snapshot(snapshot) => inventory.add_snapshot(*snapshot),
    };
}

fn name_of(id: &ResourceId) -> String {
    format!("{} {}", word(id), id.name())
}

fn word(id: &ResourceId) -> &'static str {
    if id.kind() == ResourceKind::Disk { "disk" } else { "snapshot" }
}

/// The reply to the GET of one resource.
fn one(asked: &ResourceId, reply: &Reply<'_>) -> Result<Resource, Trouble> {
    match reply.status {
        200 => resource(reply, asked),
        404 => {
            let service = Trouble::of_reply(reply);
            let message = format!("There is no {} `{asked}`. The service says: {}", word(asked), service.message);
            Err(Trouble { code: "not_found".to_owned(), message, ..service })
        }
        _ => Err(refused(reply)),
    }
}

/// The disk or snapshot in a reply, when it is the one that was asked for.
pub(crate) fn resource(reply: &Reply<'_>, asked: &ResourceId) -> Result<Resource, Trouble> {
    if reply.status != 200 {
        return Err(Trouble::bad_reply(reply, "a read is answered with 200"));
    }
    if reply.is_html() {
        return Err(Trouble::bad_reply(
            reply,
            "with a web page; a proxy or a sign-in page may have answered instead of the service",
        ));
    }
    let read = document::read_resource(reply.body).map_err(|e| Trouble::bad_reply(reply, e))?;
    let found = match &read {
        Resource::Disk(disk) => &disk.id,
        Resource::Snapshot(snapshot) => &snapshot.id,
    };
    if found == asked {
        Ok(read)
    } else {
        Err(Trouble::bad_reply(reply, format_args!("it is `{found}`, which was not asked for")))
    }
}

/// The snapshot in a reply, when it is the one that was asked for.
pub(crate) fn snapshot(reply: &Reply<'_>, asked: &ResourceId) -> Result<snap_core::model::Snapshot, Trouble> {
    match resource(reply, asked)? {
        Resource::Snapshot(snapshot) => Ok(*snapshot),
        Resource::Disk(_) => Err(Trouble::bad_reply(reply, "it is not a snapshot")),
    }
}
