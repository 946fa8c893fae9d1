//! What the hosts are told to do: the request of a flow, and what it means in plain words.

use serde_json::{Value, json};

use super::fleet::{DiskPlan, snapshot_id};
use super::{ENDPOINT, SLOT, SUBSCRIPTION, instant};
use crate::chance::Chance;

/// A job, the same for all hosts.
#[derive(Debug, Clone)]
pub struct Job {
    /// Which flow.
    pub kind: Kind,
    /// Who it is done for.
    pub owner: Owner,
    /// Nothing is to be written.
    pub what_if: bool,
    /// `timeoutSeconds`, where the flow waits; `budgetSeconds` of a run.
    pub timeout: i64,
    /// What else was drawn: which snapshots are named.
    pub salt: u64,
    /// Members of the request that only this kind has.
    pub more: Vec<(&'static str, Value)>,
}

/// The flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// One snapshot of each disk.
    Create,
    /// Everything of the subscription.
    List,
    /// Until named snapshots and disks are ready.
    Wait,
    /// Named snapshots, or whole families, to another region.
    Copy,
    /// Deletes named snapshots.
    Prune,
    /// The nightly job.
    Run,
    /// Which bytes a snapshot holds.
    Ranges,
    /// The bytes themselves.
    Download,
}

/// Who snapshots are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The policy `prod`.
    Policy,
    /// The call alone.
    Call,
}

impl Owner {
    /// The tag that tells it.
    pub fn tag(self) -> (&'static str, &'static str) {
        match self {
            Self::Policy => ("snapline-policy", "prod"),
            Self::Call => ("snapline-call", "night-1"),
        }
    }
}

/// A snapshot that is to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drop {
    /// Its id.
    pub id: String,
    /// Its unique id as the plan had it.
    pub unique: String,
}

impl Job {
    /// A job by chance.
    pub fn by_chance(chance: &mut Chance) -> Self {
        use Kind::{Copy, Create, Download, List, Prune, Ranges, Run, Wait};
        let kind = chance.pick(&[
            Create, Create, Create, Create, Create, List, Wait, Copy, Copy, Prune, Prune, Prune, Run, Ranges, Download,
        ]);
        let mut more = Vec::new();
        match kind {
            Create => {
                match chance.pick(&["none", "none", "restorable", "durable"]) {
                    "none" => {}
                    wait => more.push(("wait", json!(wait))),
                }
                if chance.percent(10) {
                    more.push(("checkLimits", json!(false)));
                }
            }
            Wait => more.push(("for", json!(chance.pick(&["restorable", "durable"])))),
            Prune => more.push(("intent", json!(chance.pick(&["plan", "plan", "remove", "retire"])))),
            Run if chance.percent(50) => {
                more.push(("copyTo", json!({"location": "northeurope", "resourceGroup": "dr"})));
            }
            _ => {}
        }
        let writes = [Create, Copy, Prune, Run].contains(&kind);
        Self {
            kind,
            owner: if kind == Create {
                chance.pick(&[Owner::Policy, Owner::Policy, Owner::Call])
            } else {
                Owner::Policy
            },
            what_if: writes && chance.percent(10),
            timeout: chance.pick(&[20, 300, 3_600, 3_600]),
            salt: chance.number(),
            more,
        }
    }

    /// The request, `now` being the host's.
    pub fn request(&self, fleet: &[DiskPlan], now: &str) -> Value {
        let flow = format!("{:?}", self.kind).to_lowercase();
        let mut request = json!({"flow": flow, "endpoint": ENDPOINT, "now": now});
        let mut set = |member: &str, value: Value| request[member] = value;
        match self.kind {
            Kind::List => {}
            Kind::Run => set("budgetSeconds", json!(self.timeout)),
            _ => set("timeoutSeconds", json!(self.timeout)),
        }
        match self.kind {
            Kind::Create => {
                set("callId", json!("night-1"));
                set("slot", json!(SLOT));
                let disks: Vec<Value> = fleet.iter().map(|disk| json!({"id": disk.asked()})).collect();
                set("disks", json!(disks));
                if self.owner == Owner::Policy {
                    set("policyId", json!("prod"));
                }
            }
            Kind::List => {
                set("subscriptionId", json!(SUBSCRIPTION));
                set("what", json!(["snapshots", "disks"]));
            }
            Kind::Wait => set("targets", json!(self.targets(fleet))),
            Kind::Copy => {
                set("callId", json!("night-1"));
                set("to", json!({"location": "northeurope", "resourceGroup": "dr"}));
                let whole: Vec<String> = fleet.iter().map(DiskPlan::id).collect();
                let (member, ids) = if self.whole() { ("disks", whole) } else { ("snapshots", self.targets(fleet)) };
                set(member, json!(ids));
            }
            Kind::Prune => {
                set("callId", json!("night-1"));
                let drops = self.drops(fleet);
                let drops: Vec<Value> =
                    drops.iter().map(|drop| json!({"id": drop.id, "uniqueId": drop.unique})).collect();
                set("drops", json!(drops));
                if self.intent() == "plan" {
                    set("policy", policy());
                    set("plannedAt", json!(instant(-60_000).to_string()));
                }
            }
            Kind::Run => {
                set("callId", json!("night-1"));
                set("slot", json!(SLOT));
                set("subscriptionId", json!(SUBSCRIPTION));
                set("policy", policy());
            }
            Kind::Ranges | Kind::Download => {
                if self.kind == Kind::Download {
                    set("pieceBytes", json!(65_536));
                }
                let mut targets = self.targets(fleet).into_iter();
                set("snapshotId", json!(targets.next()));
                if let Some(previous) = self.previous(fleet) {
                    set("previousId", json!(previous));
                }
            }
        }
        if self.what_if {
            set("whatIf", json!(true));
        }
        for (member, value) in &self.more {
            set(member, value.clone());
        }
        request
    }

    /// The targets that must each end in exactly one way, in lower case. `None` where only the service knows them.
    pub fn known_targets(&self, fleet: &[DiskPlan]) -> Option<Vec<String>> {
        let open = matches!(self.kind, Kind::List | Kind::Run) || (self.kind == Kind::Copy && self.whole());
        (!open).then(|| self.targets(fleet).iter().map(|id| id.to_lowercase()).collect())
    }

    fn targets(&self, fleet: &[DiskPlan]) -> Vec<String> {
        let named = |percent| {
            let names = fleet.iter().flat_map(move |disk| self.named(disk, percent));
            names.map(|(disk, name)| snapshot_id(disk.group, &name)).collect::<Vec<_>>()
        };
        match self.kind {
            Kind::Create => fleet.iter().map(DiskPlan::id).collect(),
            Kind::List | Kind::Run => Vec::new(),
            Kind::Wait => {
                let mut targets = named(40);
                for disk in fleet {
                    targets.extend(
                        (0..disk.pending).map(|n| snapshot_id(disk.group, &format!("{}-pending-{n}", disk.name))),
                    );
                }
                targets.push(snapshot_id("rg", "nobody"));
                targets
            }
            Kind::Copy => {
                let targets = named(60);
                if targets.is_empty() { vec![snapshot_id("rg", "nobody")] } else { targets }
            }
            Kind::Prune => self.drops(fleet).into_iter().map(|drop| drop.id).collect(),
            Kind::Ranges | Kind::Download => {
                let last = fleet.iter().rfind(|disk| disk.old > 0);
                vec![last.map_or_else(
                    || snapshot_id("rg", "nobody"),
                    |disk| snapshot_id(disk.group, &format!("{}-old-{}", disk.name, disk.old - 1)),
                )]
            }
        }
    }

    /// The snapshot before the one that is read, in half of the jobs that have one.
    fn previous(&self, fleet: &[DiskPlan]) -> Option<String> {
        let disk =
            fleet.iter().rfind(|disk| disk.old > 0).filter(|disk| disk.old > 1 && self.salt.is_multiple_of(2))?;
        Some(snapshot_id(disk.group, &format!("{}-old-{}", disk.name, disk.old - 2)))
    }

    /// What a prune is told to delete: old ones of all disks, sometimes under a unique id that is another's.
    pub fn drops(&self, fleet: &[DiskPlan]) -> Vec<Drop> {
        if self.kind != Kind::Prune {
            return Vec::new();
        }
        let share = if self.intent() == "retire" { 95 } else { 65 };
        let named = fleet.iter().flat_map(|disk| self.named(disk, share));
        let mut drops: Vec<Drop> = named
            .map(|(disk, name)| {
                let lie = Chance::of(self.salt, &format!("lie {name}")).percent(4);
                let unique = if lie { "uid-of-another".to_owned() } else { format!("uid-{name}") };
                Drop { id: snapshot_id(disk.group, &name), unique }
            })
            .collect();
        drops.push(Drop { id: snapshot_id("rg", "nobody"), unique: "uid-nobody".to_owned() });
        drops
    }

    /// Some of a disk's old snapshots, each for itself. Of very long histories the oldest only.
    fn named<'a>(&self, disk: &'a DiskPlan, percent: u64) -> impl Iterator<Item = (&'a DiskPlan, String)> + use<'a> {
        let salt = self.salt;
        let names = (0..disk.old.min(12)).map(|n| format!("{}-old-{n}", disk.name));
        names.filter(move |name| Chance::of(salt, name).percent(percent)).map(move |name| (disk, name))
    }

    /// `intent` of a prune.
    pub fn intent(&self) -> &str {
        self.more
            .iter()
            .find(|(member, _)| *member == "intent")
            .and_then(|(_, value)| value.as_str())
            .unwrap_or_default()
    }

    /// Whole families are copied.
    fn whole(&self) -> bool {
        self.salt.is_multiple_of(2)
    }

    /// A second run from the top must find everything done.
    pub fn repeats(&self) -> bool {
        !self.what_if && self.kind != Kind::List && self.kind != Kind::Download
    }

    /// A cancelled flow may go on for a while, to close links.
    pub fn lingers(&self) -> bool {
        matches!(self.kind, Kind::Ranges | Kind::Download)
    }

    /// How many durable snapshots of a unit the policy keeps in any case.
    pub const KEPT: usize = 2;
}

/// Keeps the two newest. A plan by it is good for a day, so that a run hours later is one too.
fn policy() -> Value {
    json!({"zone": "UTC", "id": "prod", "keep": {"last": Job::KEPT}, "maxPlanAge": "P1D"})
}
