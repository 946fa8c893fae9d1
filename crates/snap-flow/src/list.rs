//! The list flow: every page of the snapshots and disks of a subscription or group, each page a document.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use snap_arm::document::{self, Resource};
use snap_arm::endpoint::Endpoint;
use snap_arm::reply::{Page, Reply};
use snap_arm::request::{ApiVersion, Listed, Request, RequestError, Requests};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;

use crate::contract::{FlowError, FlowInfo, ItemKind, Step, Summary};
use crate::engine::{Call, End, Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::json;
use crate::saved::{self, Resumed};
use crate::trouble::Trouble;

/// More pages than any list has: 75,000 snapshots a region (L4), a page holding many.
const MOST_PAGES: u64 = 100_000;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Intent {
    flow: String,
    now: Instant,
    endpoint: String,
    subscription_id: String,
    #[serde(default)]
    resource_group: Option<String>,
    what: Vec<What>,
    #[serde(default)]
    disk_id: Option<String>,
    #[serde(default)]
    snapshot_id: Option<String>,
    #[serde(default)]
    api_version: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What {
    Snapshots,
    Disks,
}

impl What {
    fn listed(self) -> Listed {
        match self {
            Self::Snapshots => Listed::Snapshots,
            Self::Disks => Listed::Disks,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Snapshots => "Snapshots",
            Self::Disks => "Disks",
        }
    }
}

/// Something to be read.
#[derive(Debug)]
enum Task {
    Pages(Pages),
    One { id: ResourceId, first: Option<Request>, over: bool },
}

#[derive(Debug)]
struct Pages {
    what: What,
    scope: String,
    first: Option<Request>,
    page: u64,
    seen: BTreeSet<[u8; 32]>,
    read: u64,
    over: bool,
}

#[derive(Debug)]
struct List {
    intent: Intent,
    tasks: Vec<Task>,
    pages: u64,
    failed: u64,
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let intent: Intent = json::read(request, "bad_request")?;
    let endpoint =
        Endpoint::parse(&intent.endpoint).map_err(|e| FlowError::new("bad_endpoint", e.to_string()).at("endpoint"))?;
    let version = intent.api_version.as_deref().map(ApiVersion::parse).transpose().map_err(at("apiVersion"))?;
    let requests = Requests::new(endpoint, version.unwrap_or_default());
    let tasks = tasks_of(&intent, &requests)?;
    if tasks.is_empty() {
        return Err(FlowError::new(
            "nothing_to_read",
            "`what` is empty and neither `diskId` nor `snapshotId` is given",
        )
        .at("what"));
    }
    let now = resumed.map_or(intent.now, |resumed| resumed.now);
    Ok(Begun {
        engine: Engine::new(requests, now, None),
        machine: Box::new(List { intent, tasks, pages: 0, failed: 0 }),
        info: FlowInfo { flow: "list", call_id: None, warnings: Vec::new() },
    })
}

fn at(member: &'static str) -> impl Fn(RequestError) -> FlowError {
    move |error| FlowError::new(error.code(), error.to_string()).at(member)
}

fn tasks_of(intent: &Intent, requests: &Requests) -> Result<Vec<Task>, FlowError> {
    let group = intent.resource_group.as_deref();
    let mut tasks = Vec::new();
    snap_arm::request::check_subscription(&intent.subscription_id).map_err(at("subscriptionId"))?;
    for what in intent.what.iter().copied().collect::<BTreeSet<_>>() {
        let first = requests.list(what.listed(), &intent.subscription_id, group).map_err(at("resourceGroup"))?;
        let groups = group.map(|group| format!("/resourceGroups/{group}")).unwrap_or_default();
        let scope = format!("/subscriptions/{}{groups}", intent.subscription_id);
        tasks.push(Task::Pages(Pages {
            what,
            scope,
            first: Some(first),
            page: 1,
            seen: BTreeSet::new(),
            read: 0,
            over: false,
        }));
    }
    let ones =
        [("diskId", &intent.disk_id, ResourceKind::Disk), ("snapshotId", &intent.snapshot_id, ResourceKind::Snapshot)];
    for (member, text, kind) in ones {
        let Some(text) = text else { continue };
        let id = ResourceId::parse(text).map_err(|e| FlowError::new("bad_id", e.to_string()).at(member))?;
        if id.kind() != kind {
            let message =
                format!("`{id}` is not the id of a {}", if kind == ResourceKind::Disk { "disk" } else { "snapshot" });
            return Err(FlowError::new("bad_id", message).at(member));
        }
        let first = requests.read(&id).map_err(at(member))?;
        tasks.push(Task::One { id, first: Some(first), over: false });
    }
    Ok(tasks)
}

impl Machine for List {
    fn begin(&mut self, engine: &mut Engine) {
        for (at, task) in self.tasks.iter_mut().enumerate() {
            let first = match task {
                Task::Pages(Pages { first, .. }) | Task::One { first, .. } => first.take(),
            };
            if let Some(request) = first {
                engine.send(Call::now(at, request));
            }
        }
    }

    fn ended(&mut self, at: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        let Some(task) = self.tasks.get_mut(at) else { return };
        let result = match (&mut *task, &outcome) {
            (Task::Pages(pages), Outcome::Reply { id, reply }) => {
                pages.replied(at, *id, reply, engine, &mut self.pages)
            }
            (Task::One { id: resource, .. }, Outcome::Reply { id, reply }) => one_replied(resource, *id, reply, engine),
            (_, Outcome::Lost(lost)) => Err(Trouble::of_lost(*lost, engine.requests.endpoint())),
            (_, Outcome::Ended { why, .. }) => Err(match why {
                End::Cancelled => Trouble::new("cancelled", "The reading was stopped."),
                End::TimeUp => Trouble::new("timed_out", "The time was up."),
            }),
        };
        match result {
            Ok(true) => {}
            Ok(false) => task.end(),
            Err(trouble) => {
                task.end();
                self.failed += 1;
                engine.tell(Step::Item(trouble.into_item(ItemKind::Failed, task.target())));
            }
        }
    }

    fn finished(&self) -> bool {
        self.tasks.iter().all(Task::is_over)
    }

    fn summary(&self) -> Summary {
        let pages = match self.pages {
            1 => "Read 1 page.".to_owned(),
            n => format!("Read {n} pages."),
        };
        let sentence = match self.failed {
            0 => pages,
            1 => format!("{pages} One read failed: what was read is not everything."),
            n => format!("{pages} {n} reads failed: what was read is not everything."),
        };
        Summary { failed: self.failed, pages: self.pages, complete: self.failed == 0, sentence, ..Summary::default() }
    }

    fn save(&self) -> Option<Box<RawValue>> {
        // A list has nothing to go on from: reading it again is the only way to know what is true.
        saved::write(&self.intent, &[])
    }
}

impl Task {
    fn end(&mut self) {
        match self {
            Self::Pages(Pages { over, .. }) | Self::One { over, .. } => *over = true,
        }
    }

    fn is_over(&self) -> bool {
        match self {
            Self::Pages(Pages { over, .. }) | Self::One { over, .. } => *over,
        }
    }

    fn target(&self) -> &str {
        match self {
            Self::Pages(pages) => &pages.scope,
            Self::One { id, .. } => id.as_str(),
        }
    }
}

impl Pages {
    /// True when another page was asked for.
    fn replied(
        &mut self,
        task: usize,
        id: u64,
        reply: &Reply<'_>,
        engine: &mut Engine,
        total: &mut u64,
    ) -> Result<bool, Trouble> {
        if reply.status != 200 {
            return Err(refused(reply));
        }
        let page = Page::read(reply).map_err(|bad| Trouble::bad_reply(reply, bad))?;
        let word = self.what.listed().word();
        engine.tell(Step::Document { id, name: format!("{word} page {}", self.page) });
        *total += 1;
        self.read += u64::try_from(page.count).unwrap_or(u64::MAX);
        engine.tell(Step::Progress {
            target: None,
            text: format!("{}: {} read, page {}.", self.what.title(), self.read, self.page),
            percent: None,
            done: self.read,
            of: None,
        });
        let Some(next) = page.next else { return Ok(false) };
        let link =
            engine.requests.endpoint().link(&next).map_err(|e| Trouble::about(reply, "foreign_link", sentence(&e)))?;
        if !self.seen.insert(Sha256::digest(link.as_str()).into()) {
            let message = format!("Page {} of the {word} leads back to a page that was read already.", self.page);
            return Err(Trouble::about(reply, "next_link_loop", message));
        }
        if self.page >= MOST_PAGES {
            let message = format!("The {word} have more than {MOST_PAGES} pages; no list has that many.");
            return Err(Trouble::about(reply, "too_many_pages", message));
        }
        self.page += 1;
        let request = engine.requests.follow(&link);
        engine.send(Call::now(task, request));
        Ok(true)
    }
}

fn one_replied(resource: &ResourceId, id: u64, reply: &Reply<'_>, engine: &mut Engine) -> Result<bool, Trouble> {
    let word = if resource.kind() == ResourceKind::Disk { "disk" } else { "snapshot" };
    match reply.status {
        200 => {}
        404 => {
            let message = format!("There is no {word} `{resource}`.");
            return Err(Trouble::about(reply, "not_found", message));
        }
        _ => return Err(refused(reply)),
    }
    let read = document::read_resource(reply.body).map_err(|e| Trouble::bad_reply(reply, e.message()))?;
    let found = match &read {
        Resource::Disk(disk) => &disk.id,
        Resource::Snapshot(snapshot) => &snapshot.id,
    };
    if found != resource {
        return Err(Trouble::bad_reply(reply, format_args!("it is `{found}`, which was not asked for")));
    }
    engine.tell(Step::Document { id, name: format!("{word} {}", resource.name()) });
    Ok(false)
}

/// A status other than the one that was hoped for; another success is no success here.
fn refused(reply: &Reply<'_>) -> Trouble {
    if (200..300).contains(&reply.status) {
        return Trouble::bad_reply(reply, "a read is answered with 200");
    }
    Trouble::of_reply(reply)
}

/// An error's words as a sentence for a person.
fn sentence(error: &impl std::fmt::Display) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", chars.as_str())
}
