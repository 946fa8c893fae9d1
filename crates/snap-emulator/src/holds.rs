//! Management calls that plant what keeps a resource from being deleted: locks, policies, machines.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::http::Request;
use crate::locks::LockLevel;
use crate::manage::{Attempt, bad, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Locked {
    scope: String,
    name: String,
    level: LockLevel,
    #[serde(default)]
    notes: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Protected {
    snapshot: String,
    days: u32,
    #[serde(default)]
    locked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attached {
    disk: String,
    machine: Option<String>,
}

impl Emulator {
    pub(crate) fn plant_lock(&mut self, request: &Request) -> Attempt<Value> {
        let wish = read::<Locked>(request)?;
        if self.add_lock(&wish.scope, &wish.name, wish.level, wish.notes.as_deref()) {
            return Ok(json!({"scope": wish.scope, "name": wish.name}));
        }
        Err(bad(format!("`{}` is not the id of a subscription, a group, a disk or a snapshot", wish.scope)))
    }

    pub(crate) fn plant_policy(&mut self, request: &Request, now: Timestamp) -> Attempt<Value> {
        let wish = read::<Protected>(request)?;
        if self.protect(&wish.snapshot, wish.days, wish.locked, now) {
            return Ok(json!({"snapshot": wish.snapshot}));
        }
        Err(bad(format!("there is no snapshot `{}`", wish.snapshot)))
    }

    pub(crate) fn plant_machine(&mut self, request: &Request) -> Attempt<Value> {
        let wish = read::<Attached>(request)?;
        let found = match &wish.machine {
            Some(machine) => self.add_holder(&wish.disk, machine),
            None => self.detach(&wish.disk),
        };
        if found {
            return Ok(json!({"disk": wish.disk, "machine": wish.machine}));
        }
        Err(bad(format!("there is no disk `{}`", wish.disk)))
    }
}
