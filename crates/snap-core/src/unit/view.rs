//! Units as the vocabulary writes them: member names and their order are the contract of the verb `chains`.

use serde::Serialize;

use super::{Counts, InstantFrom, Label, Member, Newest, ResizeBreak, Unit, UnitState};
use crate::id::ResourceId;
use crate::instant::Instant;
use crate::limits::{Used, used};
use crate::model::DiskKind;
use crate::readiness::{State, Verdict};
use crate::say::Sentence;

/// One unit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Unit"))]
pub struct UnitView<'u, 'a> {
    unit: &'u str,
    label: &'a str,
    disk: DiskView<'a>,
    location: Option<&'a str>,
    subscription_id: &'a str,
    generation: u32,
    generations: u32,
    labels: &'u [Label],
    incremental_snapshot_family_ids: &'u [&'a str],
    source_unique_id: Option<&'a str>,
    copy_of: Option<&'u str>,
    state: UnitState,
    verdict: Sentence,
    counts: Counts,
    limits: Vec<Used>,
    newest_restorable: Option<NewestView<'a>>,
    newest_durable: Option<NewestView<'a>>,
    resize_breaks: Vec<BreakView<'a>>,
    days: [u32; 30],
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    snapshots: Option<Vec<SnapshotView<'u, 'a>>>,
}

impl<'u, 'a> UnitView<'u, 'a> {
    /// The unit as it stands at `now`.
    pub fn new(unit: &'u Unit<'a>, now: Instant) -> Self {
        let kind = unit.disk.kind;
        let snapshots = unit.members.iter().map(|member| SnapshotView::new(member, kind)).collect();
        Self { snapshots: Some(snapshots), ..Self::head(unit, now) }
    }

    /// The same without its snapshots.
    pub fn head(unit: &'u Unit<'a>, now: Instant) -> Self {
        let disk = &unit.disk;
        Self {
            unit: &unit.key,
            label: unit.label,
            disk: DiskView {
                id: disk.id.map(ResourceId::as_str),
                name: disk.id.map(ResourceId::name),
                resource_group: disk.id.map(ResourceId::group),
                subscription_id: disk.id.map(ResourceId::subscription),
                location: disk.location,
                kind: disk.kind,
                size_gb: disk.size_gb,
                logical_sector_size: disk.sector_size,
                unique_id: disk.unique_id,
                exists: disk.exists,
            },
            location: unit.location,
            subscription_id: unit.subscription,
            generation: unit.generation,
            generations: unit.generations,
            labels: &unit.labels,
            incremental_snapshot_family_ids: &unit.family_ids,
            source_unique_id: unit.source_unique_id,
            copy_of: unit.copy_of.as_deref(),
            state: unit.state(),
            verdict: unit.verdict(now),
            counts: unit.counts(),
            limits: used(unit, now),
            newest_restorable: unit.newest_restorable(now).as_ref().map(NewestView::new),
            newest_durable: unit.newest_durable(now).as_ref().map(NewestView::new),
            resize_breaks: unit.resize_breaks.iter().map(BreakView::new).collect(),
            days: unit.days(now),
            snapshots: None,
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "UnitDisk"))]
struct DiskView<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
    resource_group: Option<&'a str>,
    subscription_id: Option<&'a str>,
    location: Option<&'a str>,
    kind: Option<DiskKind>,
    #[serde(rename = "diskSizeGB")]
    size_gb: Option<u64>,
    logical_sector_size: Option<u64>,
    unique_id: Option<&'a str>,
    exists: Option<bool>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Newest"))]
struct NewestView<'a> {
    id: &'a str,
    instant: Instant,
    age_seconds: i64,
}

impl<'a> NewestView<'a> {
    fn new(newest: &Newest<'_, 'a>) -> Self {
        Self { id: newest.member.snapshot.id.as_str(), instant: newest.instant, age_seconds: newest.age_seconds }
    }
}

#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ResizeBreak"))]
struct BreakView<'a> {
    before: &'a str,
    after: &'a str,
    #[serde(rename = "fromGB")]
    from_gb: u64,
    #[serde(rename = "toGB")]
    to_gb: u64,
}

impl<'a> BreakView<'a> {
    fn new(at: &ResizeBreak<'a>) -> Self {
        Self { before: at.before.as_str(), after: at.after.as_str(), from_gb: at.from_gb, to_gb: at.to_gb }
    }
}

/// One snapshot of a unit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ChainSnapshot"))]
pub struct SnapshotView<'u, 'a> {
    id: &'a str,
    name: &'a str,
    resource_group: &'a str,
    sequence: u32,
    instant: Option<Instant>,
    instant_from: InstantFrom,
    state: State,
    completion_percent: Option<f64>,
    restorable: &'u Verdict,
    durable: &'u Verdict,
    #[serde(rename = "diskSizeGB")]
    size_gb: Option<u64>,
    logical_sector_size: Option<u64>,
    restores_to: Option<Sentence>,
    after_resize_break: bool,
    open_link: bool,
    ours: bool,
    conflict: bool,
}

impl<'u, 'a> SnapshotView<'u, 'a> {
    /// A member of a unit whose disk is made of `kind`.
    pub fn new(member: &'u Member<'a>, kind: Option<DiskKind>) -> Self {
        let snapshot = member.snapshot;
        Self {
            id: snapshot.id.as_str(),
            name: snapshot.id.name(),
            resource_group: snapshot.id.group(),
            sequence: member.sequence,
            instant: member.instant,
            instant_from: member.instant_from,
            state: member.readiness.state,
            completion_percent: snapshot.completion_percent,
            restorable: &member.readiness.restorable,
            durable: &member.readiness.durable,
            size_gb: snapshot.size_gb,
            logical_sector_size: snapshot.sector_size,
            restores_to: member.restores_to(kind),
            after_resize_break: member.after_resize_break,
            open_link: snapshot.link_open(),
            ours: member.ours(),
            conflict: member.conflict,
        }
    }
}
