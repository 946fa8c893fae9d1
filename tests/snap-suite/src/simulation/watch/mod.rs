//! The reference model: sees every request, every answer of the service and every step of the flows, and says what must
//! never be. It is written in the plainest way and shares no code with what it watches.

mod bytes;
mod deletes;
mod ledger;
mod links;
mod process;
mod told;
mod writes;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;
use snap_emulator::{Emulator, Request};

use super::fleet::DiskPlan;
use super::instant;
use super::job::{Drop, Job};
use super::network::SECRET;
use super::scenario::Scenario;
use ledger::{Author, Ledger};
use process::Process;
pub(super) use process::Sent;

/// A rule that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which.
    pub rule: &'static str,
    /// By what.
    pub text: String,
}

impl Violation {
    pub(super) fn new(rule: &'static str, text: impl Into<String>) -> Self {
        Self { rule, text: text.into() }
    }
}

/// The model.
pub(super) struct Watch {
    /// The first broken rule.
    pub(super) broken: Option<Violation>,
    job: Job,
    fleet: Vec<DiskPlan>,
    /// In lower case; `None` where only the service knows them.
    targets: Option<Vec<String>>,
    drops: Vec<Drop>,
    /// How far clocks are set back, in milliseconds, by host.
    set_back: Vec<i64>,
    disturbed: Vec<bool>,
    /// How far clocks are off that no warning tells of, in milliseconds, by host.
    skews: Vec<i64>,
    ledger: Ledger,
    disks: Vec<String>,
    hosts: usize,
    /// The operation that the exchange under way starts will fail.
    pub(super) fails: bool,
    /// The network has delivered a request twice, or late.
    second: bool,
    start: Value,
    processes: BTreeMap<Author, Process>,
    secrets: Vec<String>,
    /// Ids whose DELETE was taken and that are still there.
    leaving: BTreeSet<String>,
    /// Units and ids that others have changed.
    meddled: BTreeSet<String>,
    foreign: BTreeSet<String>,
    /// Who opened the link to a snapshot, whom nobody can blame for it, and which were told.
    links: BTreeMap<String, BTreeSet<Author>>,
    excused: BTreeSet<String>,
    left_open: BTreeSet<String>,
}

impl Watch {
    pub(super) fn new(scenario: &Scenario, emulator: &mut Emulator) -> Self {
        let start = emulator.dump(instant(0));
        let ids = start["disks"].as_array().into_iter().flatten();
        let disks = ids.map(|disk| disk["id"].as_str().unwrap_or_default().to_lowercase()).collect();
        let jumps = |host: &super::scenario::HostPlan| host.jumps.iter().map(|(_, by)| by.abs()).sum();
        Self {
            broken: None,
            job: scenario.job.clone(),
            fleet: scenario.fleet.clone(),
            targets: scenario.job.known_targets(&scenario.fleet),
            drops: scenario.job.drops(&scenario.fleet),
            set_back: scenario.hosts.iter().map(jumps).collect(),
            disturbed: scenario.hosts.iter().map(|host| !host.jumps.is_empty()).collect(),
            skews: scenario
                .hosts
                .iter()
                .map(|host| host.skew.abs())
                .map(|skew| if skew > 300_000 { 0 } else { skew })
                .collect(),
            ledger: Ledger::of(&start),
            disks,
            hosts: scenario.hosts.len(),
            fails: false,
            second: false,
            start,
            processes: BTreeMap::new(),
            secrets: vec![SECRET.to_owned()],
            leaving: BTreeSet::new(),
            meddled: BTreeSet::new(),
            foreign: BTreeSet::new(),
            links: BTreeMap::new(),
            excused: BTreeSet::new(),
            left_open: BTreeSet::new(),
        }
    }

    fn fault(&mut self, rule: &'static str, text: impl Into<String>) {
        self.broken.get_or_insert_with(|| Violation::new(rule, text));
    }

    /// Words that must never be told.
    pub(super) fn secret(&mut self, secret: &str) {
        if !self.secrets.iter().any(|have| have == secret) {
            self.secrets.push(secret.to_owned());
        }
    }

    /// Something a flow says where people and files will see it.
    pub(super) fn hears(&mut self, place: &str, text: &str) {
        if let Some(secret) = self.secrets.iter().find(|secret| text.contains(secret.as_str())) {
            let text = format!("{place} holds a secret ({}…): {}", &secret[..8], shortened(text));
            self.fault("secret", text);
        }
    }

    /// A process begins.
    pub(super) fn began(&mut self, author: Author, resumed: bool, calm: bool, now: i64, patience: i64) {
        let parent = resumed.then(|| self.processes.get(&(author.0, author.1 - 1)).cloned()).flatten();
        let process = Process::new(now, calm, patience, parent);
        self.processes.insert(author, process);
    }

    pub(super) fn cancelled(&mut self, author: Author) {
        self.process(author).cancelled = true;
    }

    pub(super) fn warned(&mut self, author: Author, code: &'static str, text: &str) {
        self.hears("a warning", text);
        self.process(author).warnings.insert(code);
    }

    fn process(&mut self, author: Author) -> &mut Process {
        self.processes.get_mut(&author).expect("a process begins before it acts")
    }

    /// The resource that a request writes to, as it is now.
    pub(super) fn look(&self, emulator: &Emulator, request: &Request, now: Timestamp) -> Option<Value> {
        (request.method != "GET").then(|| emulator.look_up(request.path_only(), now)).flatten()
    }

    /// What must hold when all is over.
    pub(super) fn finish(&mut self, emulator: &Emulator, now: Timestamp) {
        self.no_duplicates();
        if self.job.what_if && self.foreign.is_empty() {
            let end = emulator.dump(now);
            if without_time(&end["snapshots"]) != without_time(&self.start["snapshots"]) {
                self.fault("what_if", "snapshots were changed although nothing was to be written");
            }
        }
    }

    /// Of each disk incarnation and slot there was never more than one snapshot of one owner.
    fn no_duplicates(&mut self) {
        let mut seen: BTreeMap<(String, _), &String> = BTreeMap::new();
        let mut copies: BTreeMap<(&String, &String), &String> = BTreeMap::new();
        let mut twice = None;
        for (id, life) in self.ledger.all().filter(|(_, life)| life.incremental && !life.copy) {
            let Some(key) = life.key() else { continue };
            if let Some(first) = seen.insert((life.source_unique.clone(), key), id)
                && first != id
            {
                twice = Some(format!("`{first}` and `{id}` are of one disk and slot"));
            }
        }
        for (id, life) in self.ledger.all().filter(|(_, life)| life.copy) {
            if let Some(first) = copies.insert((&life.source_unique, &life.location), id)
                && first != id
            {
                twice = Some(format!("`{first}` and `{id}` are copies of one snapshot in one place"));
            }
        }
        if let Some(text) = twice {
            self.fault("duplicate", text);
        }
    }
}

fn without_time(snapshots: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.to_string();
    let list = snapshots.as_array().into_iter().flatten();
    list.map(|snapshot| (text(&snapshot["id"]), text(&snapshot["tags"]))).collect()
}

fn shortened(text: &str) -> String {
    text.chars().take(400).collect()
}
