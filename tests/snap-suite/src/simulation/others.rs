//! What others do to the same snapshots while the flows are at work.

use serde_json::json;
use snap_emulator::{Emulator, Request};

use super::fleet::{DiskPlan, snapshot_id};
use super::instant;
use crate::chance::Chance;

/// One thing that somebody does.
#[derive(Debug, Clone)]
pub struct Meddling {
    /// When, in milliseconds.
    pub at: i64,
    /// What.
    pub deed: Deed,
    /// The name of the disk.
    pub disk: String,
    /// To which of its old snapshots.
    pub which: u32,
}

/// What somebody may do to a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// It is deleted.
    Delete,
    /// Another one gets its name.
    Replace,
    /// A link to it is opened.
    Link,
    /// The one who made it is no longer told by its tags.
    Disown,
}

impl Meddling {
    /// Something by chance, in the first minute.
    pub fn by_chance(fleet: &[DiskPlan], chance: &mut Chance) -> Option<Self> {
        let rich: Vec<&DiskPlan> = fleet.iter().filter(|disk| disk.old > 0).collect();
        let disk = chance.pick(if rich.is_empty() { return None } else { &rich });
        Some(Self {
            at: i64::try_from(chance.between(0, 40_000)).unwrap(),
            deed: chance.pick(&[Deed::Delete, Deed::Replace, Deed::Link, Deed::Disown]),
            disk: disk.name.clone(),
            which: u32::try_from(chance.between(0, u64::from(disk.old - 1))).unwrap(),
        })
    }

    /// Does it; the id it was done to, unless the service refused.
    pub(super) fn happen(&self, emulator: &mut Emulator, fleet: &[DiskPlan], now: i64) -> Option<String> {
        let disk = fleet.iter().find(|disk| disk.name == self.disk)?;
        let name = format!("{}-old-{}", disk.name, self.which);
        let id = snapshot_id(disk.group, &name);
        emulator.look_up(&id, instant(now))?;
        let call = |emulator: &mut Emulator, method: &str, action: &str, body: serde_json::Value| {
            let token = emulator.mint_token(instant(now), 600);
            let path = format!("{id}{action}?api-version=2025-01-02");
            let request = Request::new(method, &path).with_token(&token).with_json(&body);
            emulator.handle(&request, instant(now)).into_response().is_some_and(|reply| reply.status < 300)
        };
        let done = match self.deed {
            Deed::Delete => call(emulator, "DELETE", "", json!({})),
            Deed::Link => {
                call(emulator, "POST", "/beginGetAccess", json!({"access": "Read", "durationInSeconds": 86_400}))
            }
            Deed::Disown => call(emulator, "PATCH", "", json!({"tags": {"owner": "somebody"}})),
            Deed::Replace => {
                let mut spec = emulator.snapshot_of(&disk.id(), &name, instant(now))?;
                spec.unique_id = Some(format!("uid-of-a-newer-{name}"));
                emulator.add_snapshot(super::SUBSCRIPTION, &spec);
                true
            }
        };
        // What takes no time at all is over with the next exchange.
        call(emulator, "GET", "", json!({}));
        done.then_some(id)
    }
}
