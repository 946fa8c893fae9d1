//! `export`: a plan as files for other tools.

use std::collections::BTreeSet;

use serde::Serialize;
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::limits;
use snap_core::name::NameTemplate;
use snap_core::tags::Tags;
use snap_core::unit::{Chains, Unit};
use snap_export::{ExportError, File, Format, Nightly, Owner, Plan, PolicyText, Says, Table};
use snap_flow::CreationKey;

use crate::answer::{self, Refusal, Warning};
use crate::request;
use crate::rows::{Cell, Sheet};
use crate::said;
use crate::session::{Job, over_units};
use crate::verbs::plain::{disk_id, name_template};
use crate::verbs::plan::PlanJob;

/// Without a policy, what is exported belongs to one call, whose id is the same in every export: the same disk and slot
/// are the same snapshot.
const CALL: &str = "export";

pub(crate) struct ExportJob {
    format: Format,
    now: Instant,
    slot: Instant,
    disks: Option<BTreeSet<ResourceId>>,
    group: Option<String>,
    /// As it was given.
    template: Option<String>,
    names: NameTemplate,
    tags: Tags,
    /// Of a calendar.
    span: (Instant, Instant),
    /// What the hash in the comments comes from.
    plan: Option<PlanJob>,
    sheet: Sheet,
    table: Table,
}

/// How far a calendar reaches when nothing is said, in seconds: a quarter of a year.
const REACH: i64 = 92 * 86_400;

impl ExportJob {
    pub(crate) fn new(request: request::Export) -> Result<Self, Refusal> {
        check(&request)?;
        let plan = match request.policy {
            Some(policy) => Some(PlanJob::new(request::Plan::of(policy, request.now))?),
            None if matches!(request.format, Format::Runbook | Format::Icalendar) => {
                return Err(Refusal::new("policy_missing", "this format is of a policy; give `policy`").at("policy"));
            }
            None => None,
        };
        let disks = request.disks.map(|ids| ids.iter().map(|id| disk_id(id)).collect::<Result<_, _>>()).transpose()?;
        let sheet = Sheet::new(plan.is_some())?;
        let from = request.from.unwrap_or(request.now);
        Ok(Self {
            format: request.format,
            now: request.now,
            slot: request.slot.unwrap_or(request.now).whole_second(),
            disks,
            span: (from, request.until.unwrap_or_else(|| from.plus_seconds(REACH))),
            group: request.snapshot_resource_group,
            names: name_template(request.template.as_deref())?,
            template: request.template,
            tags: request.tags.unwrap_or_default(),
            plan,
            table: Table { columns: sheet.columns(), rows: Vec::new() },
            sheet,
        })
    }

    fn wants(&self, unit: &Unit<'_>) -> bool {
        self.disks.as_ref().is_none_or(|ids| unit.disk.id.is_some_and(|id| ids.contains(id)))
    }

    /// The tree that is printed, and what stands in its way.
    fn tree(&self, chains: &Chains<'_>) -> Result<(Plan, Vec<Warning>), Refusal> {
        let owner = match &self.plan {
            Some(plan) => Owner::Policy(plan.asked.policy.id.clone()),
            None => Owner::Call(CALL.to_owned()),
        };
        let policy = self.plan.as_ref().map(|plan| PolicyText {
            json: String::from_utf8(answer::encode(&plan.asked.policy)).unwrap_or_default(),
            hash: plan.hash(),
        });
        let mut tree =
            Plan::new(self.now, self.slot, owner, policy, self.tags.clone()).map_err(|error| refused(&error))?;
        let mut warnings = Vec::new();
        for unit in chains.units.iter().filter(|unit| self.wants(unit)) {
            if !unit.can_grow() || unit.generation != unit.generations {
                continue;
            }
            tree.add(&unit.disk, &self.names, self.group.as_deref()).map_err(|error| refused(&error))?;
            let target = unit.disk.id.map(|id| id.as_str().to_owned());
            let next = limits::next_take(unit, self.now);
            if let (Some(code), Some(message)) = (next.code, next.why) {
                warnings.push(Warning { code, message, target: target.clone() });
            }
            if unit.disk.exists.is_none() {
                let message = said::warn_disk_not_loaded();
                warnings.push(Warning { code: "disk_not_loaded", message, target });
            }
        }
        let planned: BTreeSet<&ResourceId> = tree.takes.iter().map(|take| &take.disk).collect();
        if let Some(missing) = self.disks.iter().flatten().find(|id| !planned.contains(id)) {
            let message = said::refuse_disk_unknown(missing.as_str());
            return Err(Refusal::new("disk_unknown", message).at(missing.as_str()));
        }
        if tree.takes.is_empty() {
            return Err(Refusal::new("nothing_to_export", said::refuse_nothing_to_export()));
        }
        warnings.extend(self.used_names(&tree, chains));
        Ok((tree, warnings))
    }

    /// Names that are used: by what this very slot made already, or by something else (A37).
    fn used_names(&self, tree: &Plan, chains: &Chains<'_>) -> Vec<Warning> {
        let owner = match &tree.owner {
            Owner::Policy(id) => snap_flow::Owner::Policy(id.clone()),
            Owner::Call(id) => snap_flow::Owner::Call(id.clone()),
        };
        let mut warnings = Vec::new();
        for found in chains.snapshots() {
            let take = tree.takes.binary_search_by(|take| take.snapshot.cmp(&found.id));
            let Some(take) = take.ok().and_then(|at| tree.takes.get(at)) else { continue };
            let unique_id = take.unique_id.as_deref().unwrap_or_default();
            let ours = CreationKey::of(found, unique_id) == Some(CreationKey::new(&owner, unique_id, tree.slot));
            let (code, message) = if ours {
                ("already_made", said::warn_already_made())
            } else {
                ("name_in_use", said::warn_name_in_use())
            };
            warnings.push(Warning { code, message, target: Some(found.id.as_str().to_owned()) });
        }
        warnings
    }

    /// The slots of the policy's schedule.
    fn calendar(&self, plan: &PlanJob) -> Result<Vec<u8>, Refusal> {
        let policy = &plan.asked.policy;
        let missing = || Refusal::new("schedule_missing", said::refuse_no_slots()).at("policy");
        let schedule = policy.schedule.as_ref().ok_or_else(missing)?;
        let zone = policy.time_zone().map_err(super::policy::zone_unknown)?;
        let (from, until) = self.span;
        let slots = schedule.slots(&zone, from, until);
        let (file, count) =
            snap_export::calendar(&policy.id, &plan.hash(), self.now, slots).map_err(|error| refused(&error))?;
        Ok(answer::done(Answer { files: vec![file], says: Says::of_calendar(count, from, until) }, &[]))
    }

    fn print(&self, chains: &Chains<'_>) -> Result<Vec<u8>, Refusal> {
        if let (Format::Icalendar, Some(plan)) = (self.format, &self.plan) {
            return self.calendar(plan);
        }
        let (tree, warnings) = self.tree(chains)?;
        let nightly = Nightly {
            named: self.disks.is_some(),
            group: self.group.clone(),
            template: self.template.clone(),
            tags: self.tags.clone(),
        };
        let (files, says) = self.format.print(&tree, &nightly).unwrap_or_else(|| {
            (vec![snap_export::table("snapshots.csv", &self.table), tree.planned()], Says::of_tables(&tree))
        });
        Ok(answer::done(Answer { files, says }, &warnings))
    }
}

/// The answer of `export`.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Exported"))]
pub(crate) struct Answer {
    files: Vec<File>,
    says: Says,
}

/// A member that the format has no use for would be a silent no-op.
fn check(request: &request::Export) -> Result<(), Refusal> {
    let given = [
        ("from", request.from.is_some()),
        ("until", request.until.is_some()),
        ("slot", request.slot.is_some()),
        ("disks", request.disks.is_some()),
        ("snapshotResourceGroup", request.snapshot_resource_group.is_some()),
        ("tags", request.tags.is_some()),
        ("template", request.template.is_some()),
    ];
    let takes = request.format.takes();
    match given.into_iter().find(|(member, given)| *given && !takes.contains(member)) {
        Some((member, ..)) => {
            Err(Refusal::new("bad_request", format!("`{member}` does not go with this format; leave it out"))
                .at(member))
        }
        None => Ok(()),
    }
}

impl Job for ExportJob {
    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let next = match &mut self.plan {
            Some(plan) => plan.slice(from, work, chains)?,
            None => over_units(chains, from, work, |unit| unit.members.len()),
        };
        if self.format == Format::Csv {
            let mut rows = std::mem::take(&mut self.table.rows);
            let planner = self.plan.as_ref().map(|plan| plan.asked.planner(chains)).transpose()?;
            for unit in chains.units.iter().take(next).skip(from).filter(|unit| self.wants(unit)) {
                self.sheet.rows(unit, planner.as_ref(), self.now, |cells| rows.push(cells.iter().map(cell).collect()));
            }
            self.table.rows = rows;
        }
        Ok(next)
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        self.print(chains).unwrap_or_else(|refusal| answer::refused(&refusal))
    }
}

fn cell(cell: &Cell<'_>) -> snap_export::Cell {
    match cell {
        Cell::Null => snap_export::Cell::Empty,
        Cell::Bool(value) => snap_export::Cell::Plain(value.to_string()),
        Cell::Int(value) => snap_export::Cell::Plain(value.to_string()),
        Cell::Number(value) => snap_export::Cell::Plain(value.to_string()),
        Cell::Text(text) => snap_export::Cell::Text(text.to_string()),
    }
}

fn refused(error: &ExportError) -> Refusal {
    let refusal = Refusal::new(error.code(), error.said());
    match error.target() {
        Some(target) => refusal.at(target),
        None => refusal,
    }
}
