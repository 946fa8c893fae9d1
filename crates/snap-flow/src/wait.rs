//! The wait flow: snapshots, or disks made from snapshots, until each is ready, has failed, or the time is up.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use snap_arm::document::{self, Resource};
use snap_arm::reply::Reply;
use snap_arm::request::check_id;
use snap_core::estimate::Estimate;
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::model::{Disk, Snapshot};
use snap_core::readiness::{self, ReadyCode, State, Verdict};

use crate::contract::{FlowError, FlowInfo, ItemKind, Step, Summary};
use crate::engine::{Call, Duty, End, Engine, Machine, Outcome};
use crate::flow::Begun;
use crate::follow;
use crate::intent::{self, Common, DEFAULT_TIMEOUT, refused_at};
use crate::json;
use crate::saved::{self, Resumed};
use crate::survey;
use crate::trouble::Trouble;
use crate::watch::{Goal, Sight, Watch};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "AskWait", optional_fields = nullable))]
pub(crate) struct Intent {
    #[cfg_attr(feature = "typescript", ts(type = "\"wait\""))]
    flow: String,
    now: Instant,
    endpoint: String,
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    timeout_seconds: Option<u64>,
    #[serde(default)]
    parallel: Option<usize>,
    targets: Vec<String>,
    #[serde(default, rename = "for")]
    goal: Option<Goal>,
}

#[derive(Debug)]
struct Wait {
    intent: Intent,
    tasks: Vec<Task>,
    over: usize,
}

#[derive(Debug)]
struct Task {
    target: ResourceId,
    goal: Goal,
    watch: Watch,
    /// Of a disk's own percent.
    estimate: Estimate,
    /// The source disk of a snapshot that cannot be judged without its kind is asked once.
    kind: Kind,
    polls: u32,
    last: Option<Verdict>,
    told: Option<(String, Option<f64>)>,
    over: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    NotAsked,
    Asking,
    Asked,
}

pub(crate) fn begin(request: &[u8], resumed: Option<Resumed>) -> Result<Begun, FlowError> {
    let intent: Intent = json::read(request, "bad_request")?;
    let common = Common { endpoint: &intent.endpoint, api_version: intent.api_version.as_deref() };
    let requests = common.requests()?;
    let timeout = intent::timeout(intent.timeout_seconds, DEFAULT_TIMEOUT, "timeoutSeconds")?;
    let goal = intent.goal.unwrap_or(Goal::Durable);
    let mut seen = BTreeSet::new();
    let mut tasks = Vec::with_capacity(intent.targets.len());
    for (at, text) in intent.targets.iter().enumerate() {
        let place = || format!("/targets/{at}");
        let id = ResourceId::parse(text).map_err(|e| FlowError::new("bad_id", e.to_string()).at(place()))?;
        check_id(&id).map_err(refused_at(place))?;
        if seen.insert(id.key().to_owned()) {
            tasks.push(Task::new(id, goal));
        }
    }
    if tasks.is_empty() {
        let message = "`targets` is empty; name at least one snapshot or disk";
        return Err(FlowError::new("nothing_to_read", message).at("targets"));
    }
    let now = resumed.map_or(intent.now, |resumed| resumed.now);
    let parallel = intent::parallel(intent.parallel)?;
    Ok(Begun {
        engine: Engine::new(requests, now, Some(intent::deadline(now, timeout)), parallel),
        machine: Box::new(Wait { intent, tasks, over: 0 }),
        info: FlowInfo { flow: "wait", call_id: None, warnings: Vec::new() },
    })
}

impl Machine for Wait {
    fn begin(&mut self, engine: &mut Engine) {
        for (at, task) in self.tasks.iter_mut().enumerate() {
            task.ask(at, &task.target.clone(), 0, engine);
        }
        self.over = self.tasks.iter().filter(|task| task.over).count();
    }

    fn ended(&mut self, at: usize, outcome: Outcome<'_>, engine: &mut Engine) {
        let of = u64::try_from(self.tasks.len()).unwrap_or(u64::MAX);
        let Some(task) = self.tasks.get_mut(at).filter(|task| !task.over) else { return };
        let done = u64::try_from(self.over).unwrap_or(u64::MAX);
        task.ended(at, outcome, (done, of), engine);
        if task.over {
            self.over += 1;
            let done = done + 1;
            let text = format!("{done} of {of} done.");
            engine.tell(Step::Progress { target: None, text, percent: None, seconds_left: None, done, of: Some(of) });
        }
    }

    fn finished(&self) -> bool {
        self.over == self.tasks.len()
    }

    fn summary(&self, counted: Summary) -> Summary {
        let of = self.tasks.len();
        let mut sentence = format!("{} of {of} ready", counted.ready);
        for (n, word) in [(counted.not_ready, "not ready"), (counted.failed, "could not be read")] {
            if n > 0 {
                sentence.push_str(&format!(", {n} {word}"));
            }
        }
        Summary { complete: counted.is_whole(), sentence: sentence + ".", ..counted }
    }

    fn save(&self) -> Option<Box<RawValue>> {
        // Nothing is final but what the service says when it is asked again.
        saved::write(&self.intent, &[])
    }
}

impl Task {
    fn new(target: ResourceId, goal: Goal) -> Self {
        Self {
            target,
            goal,
            watch: Watch::new(goal, None),
            estimate: Estimate::default(),
            kind: Kind::NotAsked,
            polls: 0,
            last: None,
            told: None,
            over: false,
        }
    }

    fn ask(&mut self, at: usize, id: &ResourceId, pause: u64, engine: &mut Engine) {
        match engine.requests.read(id) {
            Ok(request) => engine.send(Call::now(at, request).after(pause).duty(Duty::LastLook)),
            Err(error) => self.end(ItemKind::Failed, Trouble::new(error.code(), error.to_string()), engine),
        }
    }

    fn ended(&mut self, at: usize, outcome: Outcome<'_>, counted: (u64, u64), engine: &mut Engine) {
        match outcome {
            Outcome::Reply { reply, .. } if self.kind == Kind::Asking => self.disk_read(at, &reply, engine),
            Outcome::Reply { id, reply, .. } => self.read(at, id, &reply, counted, engine),
            // The disk is only a help.
            Outcome::Lost(_) if self.kind == Kind::Asking => self.ask_again(at, 0, engine),
            Outcome::Lost(lost) => {
                let trouble = Trouble::of_lost(lost, engine.requests.endpoint());
                self.end(ItemKind::Failed, trouble, engine);
            }
            Outcome::Ended { why, .. } => {
                let words = match why {
                    End::TimeUp => ("timed_out", "The time that was given is over."),
                    End::Cancelled => ("cancelled", "The flow was told to stop."),
                };
                let code = match (&self.last, why) {
                    (Some(verdict), End::TimeUp) => verdict.code.as_str(),
                    _ => words.0,
                };
                let last = self.last.as_ref().map(|verdict| format!(" {}", verdict.why)).unwrap_or_default();
                self.end(ItemKind::NotReady, Trouble::new(code, format!("{}{last}", words.1)), engine);
            }
        }
    }

    /// A disk that is gone or hidden leaves the kind unknown: the verdict then says so.
    fn disk_read(&mut self, at: usize, reply: &Reply<'_>, engine: &mut Engine) {
        if let Some(disk) = disk_of(reply) {
            self.watch = Watch::new(self.goal, disk.kind());
        }
        self.ask_again(at, 0, engine);
    }

    fn ask_again(&mut self, at: usize, pause: u64, engine: &mut Engine) {
        if self.kind == Kind::Asking {
            self.kind = Kind::Asked;
        }
        let target = self.target.clone();
        self.ask(at, &target, pause, engine);
    }

    fn read(&mut self, at: usize, id: u64, reply: &Reply<'_>, counted: (u64, u64), engine: &mut Engine) {
        let word = if self.target.kind() == ResourceKind::Disk { "disk" } else { "snapshot" };
        if reply.status == 404 {
            let message = format!("There is no {word} `{}`.", self.target);
            return self.end(ItemKind::Failed, Trouble::about(reply, "not_found", message), engine);
        }
        if !(200..300).contains(&reply.status) {
            return self.end(ItemKind::Failed, Trouble::of_reply(reply), engine);
        }
        match survey::resource(reply, &self.target) {
            Ok(Resource::Snapshot(found)) => self.judge(at, id, &found, reply, counted, engine),
            Ok(Resource::Disk(found)) => self.judge_disk(at, id, &found, reply, counted, engine),
            Err(trouble) => self.end(ItemKind::Failed, trouble, engine),
        }
    }

    fn judge(
        &mut self,
        at: usize,
        id: u64,
        found: &Snapshot,
        reply: &Reply<'_>,
        counted: (u64, u64),
        engine: &mut Engine,
    ) {
        match self.watch.look(found, engine.now()) {
            Sight::Ready(verdict) if !verdict.assumed || self.kind == Kind::Asked => self.ready(id, &verdict, engine),
            Sight::Failed(verdict) => self.ready(id, &verdict, engine),
            // Assumed, or not known: the disk's kind may tell.
            Sight::Ready(verdict) | Sight::Waiting { verdict, .. } if self.may_ask_the_disk(found, &verdict) => {
                self.kind = Kind::Asking;
                if let Some(source) = &found.source {
                    self.ask(at, source, 0, engine);
                }
            }
            Sight::Ready(verdict) => self.ready(id, &verdict, engine),
            Sight::Waiting { verdict, percent, seconds_left } => {
                self.go_on(at, id, verdict, (percent, seconds_left), reply, counted, engine);
            }
        }
    }

    fn may_ask_the_disk(&self, found: &Snapshot, verdict: &Verdict) -> bool {
        let undecided = verdict.assumed || matches!(verdict.code, ReadyCode::KindUnknown | ReadyCode::PercentMissing);
        let disk = found.source.as_ref().is_some_and(|id| id.kind() == ResourceKind::Disk && check_id(id).is_ok());
        undecided && disk && self.kind == Kind::NotAsked
    }

    fn judge_disk(
        &mut self,
        at: usize,
        id: u64,
        found: &Disk,
        reply: &Reply<'_>,
        counted: (u64, u64),
        engine: &mut Engine,
    ) {
        let (state, verdict) = readiness::of_disk(found);
        if matches!(state, State::Ready | State::Failed) {
            return self.ready(id, &verdict, engine);
        }
        if let Some(percent) = found.completion_percent {
            self.estimate.read(engine.now(), percent);
        }
        let left = self.estimate.seconds_left();
        self.go_on(at, id, verdict, (found.completion_percent, left), reply, counted, engine);
    }

    /// Ended, one way or the other.
    fn ready(&mut self, id: u64, verdict: &Verdict, engine: &mut Engine) {
        self.document(id, engine);
        let kind = if verdict.is { ItemKind::Ready } else { ItemKind::NotReady };
        self.end(kind, Trouble::new(verdict.code.as_str(), verdict.why.clone()), engine);
    }

    #[expect(clippy::too_many_arguments, reason = "one place asks again, and all of it is told there")]
    fn go_on(
        &mut self,
        at: usize,
        id: u64,
        verdict: Verdict,
        (percent, seconds_left): (Option<f64>, Option<u64>),
        reply: &Reply<'_>,
        (done, of): (u64, u64),
        engine: &mut Engine,
    ) {
        if engine.time_is_up() {
            self.document(id, engine);
            let message = format!("The time that was given is over. {}", verdict.why);
            return self.end(ItemKind::NotReady, Trouble::new(verdict.code.as_str(), message), engine);
        }
        let now = Some((verdict.why.to_string(), percent));
        if self.told != now {
            self.told = now;
            engine.tell(Step::Progress {
                target: Some(self.target.as_str().to_owned()),
                text: verdict.why.to_string(),
                percent,
                seconds_left,
                done,
                of: Some(of),
            });
        }
        let pause = follow::pause(reply, engine.now(), self.polls);
        self.polls = self.polls.saturating_add(1);
        self.last = Some(verdict);
        self.ask_again(at, pause, engine);
    }

    fn document(&self, id: u64, engine: &mut Engine) {
        let word = if self.target.kind() == ResourceKind::Disk { "disk" } else { "snapshot" };
        engine.tell(Step::Document { id, name: format!("{word} {}", self.target.name()) });
    }

    fn end(&mut self, kind: ItemKind, trouble: Trouble, engine: &mut Engine) {
        self.over = true;
        let mut item = trouble.into_item(kind, self.target.as_str());
        item.name = Some(self.target.name().to_owned());
        if self.target.kind() == ResourceKind::Snapshot {
            item.snapshot = Some(self.target.as_str().to_owned());
        }
        engine.tell(Step::Item(item));
    }
}

fn disk_of(reply: &Reply<'_>) -> Option<Box<Disk>> {
    match document::read_resource(reply.body).ok().filter(|_| reply.status == 200)? {
        Resource::Disk(disk) => Some(disk),
        Resource::Snapshot(_) => None,
    }
}
