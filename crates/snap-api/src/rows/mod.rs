//! `rows`: flat objects for tables, so that no face takes an answer apart.

mod cell;
mod disks;
mod filter;
mod snapshots;
#[cfg(feature = "typescript")]
mod types;
mod units;

use serde_json::value::RawValue;
use snap_core::instant::Instant;
use snap_core::plan::Planner;
use snap_core::retention::Decision;
use snap_core::unit::{Chains, Unit};

pub(crate) use self::disks::DiskRows;

pub(crate) use self::cell::Cell;
use self::cell::{Columns, Picked};
use self::filter::Wanted;
use self::snapshots::Snapshots;
#[cfg(feature = "typescript")]
pub(crate) use self::types::{DiskRow, SnapshotRow, UnitRow};
use self::units::Units;
use crate::answer::{self, Refusal};
use crate::request::{self, Head, Table};
use crate::session::{Job, over_units};
use crate::verbs::plan::Asked;
use crate::verbs::{self, Items};

/// A `rows` request, read.
pub(crate) enum Begun {
    /// To be worked through unit by unit.
    Chains(Box<dyn Job>),
    /// Of the inventory alone.
    Disks(Box<DiskRows>),
}

/// Reads what the rows are of, which columns they have and which rows are wanted.
pub(crate) fn begin(request: request::Rows) -> Result<Begun, Refusal> {
    let of = request.of.get().as_bytes();
    let verb = request::read::<Head>(of)?.verb;
    let wanted = Wanted::read(request.filter.unwrap_or_default())?;
    let columns = request.columns.as_deref();
    let rows = Rows { items: Items::default(), parts: request.parts };
    match (verb.as_str(), request.table) {
        ("inventory", Table::Disks) => {
            request::read::<request::Plain>(of)?;
            wanted.of_disks()?;
            Ok(Begun::Disks(Box::new(DiskRows::new(columns, wanted)?)))
        }
        ("chains", Table::Snapshots) => {
            let now = request::read::<request::Chains>(of)?.now;
            let columns = Snapshots::without_plan(columns)?;
            Ok(Begun::Chains(Box::new(SnapshotJob { now, plan: None, columns, wanted, rows })))
        }
        ("plan", Table::Snapshots) => {
            let asked = Asked::read(request::read(of)?)?;
            let columns = Snapshots::pick(columns)?;
            Ok(Begun::Chains(Box::new(SnapshotJob { now: asked.now, plan: Some(asked), columns, wanted, rows })))
        }
        ("chains", Table::Units) => {
            let now = request::read::<request::Chains>(of)?.now;
            Ok(Begun::Chains(Box::new(UnitJob { now, columns: Units::pick(columns)?, wanted, rows })))
        }
        (verb, table) => {
            let message = format!(
                "`{verb}` has no table `{}`; there are `disks` of inventory, `snapshots` and `units` of chains, `snapshots` of plan",
                table.word()
            );
            Err(Refusal::new("table_unknown", message).at(table.word()))
        }
    }
}

/// The table of snapshots as cells, for files that are no JSON.
pub(crate) struct Sheet(Picked<Snapshots>);

impl Sheet {
    /// All columns; those of a plan where there is one.
    pub(crate) fn new(planned: bool) -> Result<Self, Refusal> {
        if planned { Snapshots::pick(None) } else { Snapshots::without_plan(None) }.map(Self)
    }

    /// The columns' names.
    pub(crate) fn columns(&self) -> Vec<String> {
        self.0.names().map(str::to_owned).collect()
    }

    /// The cells of one unit's snapshots, by sequence.
    pub(crate) fn rows(
        &self,
        unit: &Unit<'_>,
        planner: Option<&Planner<'_>>,
        now: Instant,
        mut each: impl FnMut(Vec<Cell<'_>>),
    ) {
        let decisions = decisions(unit, planner);
        for (at, member) in unit.members.iter().enumerate() {
            each(self.0.cells(&snapshots::SnapshotRow { unit, member, decision: decisions.get(at), now }));
        }
    }
}

/// One decision a member, in the members' order, so that each is found without a search.
fn decisions(unit: &Unit<'_>, planner: Option<&Planner<'_>>) -> Vec<Decision> {
    let mut decisions = planner.map(|planner| planner.unit(unit)).unwrap_or_default();
    decisions.sort_by_key(|decision| decision.at);
    decisions
}

/// Rows that wait for the answer they go into.
struct Rows {
    items: Items,
    /// Each answer takes along what there is, so that no face ever holds all of it as text.
    parts: bool,
}

impl Rows {
    fn part(&mut self) -> Option<Box<RawValue>> {
        self.parts.then(|| std::mem::take(&mut self.items).into_array())
    }
}

struct SnapshotJob {
    now: Instant,
    plan: Option<Asked>,
    columns: Picked<Snapshots>,
    wanted: Wanted,
    rows: Rows,
}

impl Job for SnapshotJob {
    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let Self { now, plan, columns, wanted, rows } = self;
        let planner = plan.as_ref().map(|asked| asked.planner(chains)).transpose()?;
        Ok(over_units(chains, from, work, |unit: &Unit<'_>| {
            if !wanted.unit(unit) || plan.as_ref().is_some_and(|asked| !asked.units.has(unit)) {
                return 0;
            }
            let decisions = decisions(unit, planner.as_ref());
            let newest = unit.newest_restorable(*now).map(|newest| newest.member.sequence);
            for (at, member) in unit.members.iter().enumerate() {
                if wanted.member(member, newest) {
                    let decision = decisions.get(at);
                    rows.items.push(&columns.row(&snapshots::SnapshotRow { unit, member, decision, now: *now }));
                }
            }
            unit.members.len()
        }))
    }

    fn part(&mut self) -> Option<Box<RawValue>> {
        self.rows.part()
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        let warnings = match &self.plan {
            Some(asked) => asked.units.warnings(chains),
            None => verbs::warnings(chains),
        };
        answer::done(self.rows.items.into_array(), &warnings)
    }
}

struct UnitJob {
    now: Instant,
    columns: Picked<Units>,
    wanted: Wanted,
    rows: Rows,
}

impl Job for UnitJob {
    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let Self { now, columns, wanted, rows } = self;
        Ok(over_units(chains, from, work, |unit: &Unit<'_>| {
            let newest = unit.newest_restorable(*now).map(|newest| newest.member.sequence);
            let any = unit.members.is_empty() && wanted.empty_units();
            if wanted.unit(unit) && (any || unit.members.iter().any(|member| wanted.member(member, newest))) {
                rows.items.push(&columns.row(&units::UnitRow {
                    unit,
                    counts: unit.counts(),
                    state: unit.state(),
                    now: *now,
                }));
            }
            unit.members.len()
        }))
    }

    fn part(&mut self) -> Option<Box<RawValue>> {
        self.rows.part()
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        answer::done(self.rows.items.into_array(), &verbs::warnings(chains))
    }
}
