//! `restore`: how a snapshot becomes a disk again, and the line that makes it one.

use serde::Serialize;
use snap_arm::request::{check_group, check_id};
use snap_core::id::{ResourceId, ResourceKind};
use snap_core::instant::Instant;
use snap_core::restore::{self, Hints};
use snap_core::unit::{Chains, Member, Unit, view};
use snap_export::restore::NewDisk;

use crate::answer::{self, Refusal};
use crate::request;
use crate::said;
use crate::session::Job;

pub(crate) struct RestoreJob {
    asked: request::Restore,
    snapshot: ResourceId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Restore"))]
pub(crate) struct Answer<'c, 'a> {
    now: Instant,
    snapshot: view::SnapshotView<'c, 'a>,
    unit: &'c str,
    disk_id: Option<&'a str>,
    #[serde(flatten)]
    hints: &'c Hints<'a>,
    new_disk: Option<Made>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "NewDisk"))]
struct Made {
    id: String,
    sku: String,
    azure_cli: String,
    az_powershell: String,
}

impl RestoreJob {
    pub(crate) fn new(asked: request::Restore) -> Result<Self, Refusal> {
        let text = &asked.snapshot;
        let snapshot = ResourceId::parse(text).map_err(|error| Refusal::new("bad_id", error.said()).at(text))?;
        if snapshot.kind() != ResourceKind::Snapshot {
            let message = said::refuse_other_id(text, "snapshot", "…/Microsoft.Compute/snapshots/<name>");
            return Err(Refusal::new("bad_id", message).at(text));
        }
        Ok(Self { asked, snapshot })
    }

    fn answer(&self, chains: &Chains<'_>) -> Result<Vec<u8>, Refusal> {
        let members = chains.units.iter().flat_map(|unit| unit.members.iter().map(move |member| (unit, member)));
        let found = members.into_iter().find(|(_, member)| member.snapshot.id == self.snapshot);
        let (unit, member) = found.ok_or_else(|| {
            let message = said::refuse_snapshot_unknown(self.snapshot.as_str());
            Refusal::new("snapshot_unknown", message).at(self.snapshot.as_str())
        })?;
        let hints = restore::hints(chains, unit, member, self.asked.now);
        let new_disk = self.made(chains, unit, member, &hints)?;
        let answer = Answer {
            now: self.asked.now,
            snapshot: view::SnapshotView::new(member, unit.disk.kind),
            unit: &unit.key,
            disk_id: unit.disk.id.map(ResourceId::as_str),
            hints: &hints,
            new_disk,
        };
        Ok(answer::done(answer, &[]))
    }

    /// The lines; none where the snapshot cannot be restored now, or it is not known to what or where.
    fn made(
        &self,
        chains: &Chains<'_>,
        unit: &Unit<'_>,
        member: &Member<'_>,
        hints: &Hints<'_>,
    ) -> Result<Option<Made>, Refusal> {
        let asked = &self.asked;
        let source = &member.snapshot.id;
        let sku = restore::sku(hints, asked.sku.as_deref(), restore::source(chains, unit));
        if let (Some(wanted), None) = (&asked.sku, sku) {
            let skus: Vec<&str> = hints.targets.iter().map(|target| target.sku).collect();
            let message = said::refuse_sku(wanted, &skus.join(", "));
            return Err(Refusal::new("sku_not_allowed", message).at("sku"));
        }
        let outside =
            |size: u64| hints.min_gb.is_some_and(|least| size < least) || hints.max_gb.is_some_and(|most| size > most);
        if let Some(size) = asked.disk_size_gb.filter(|size| outside(*size)) {
            let count = |size: u64| usize::try_from(size).unwrap_or(usize::MAX);
            let message = said::refuse_size(count(size), hints.min_gb.map_or(0, count), hints.max_gb.map(count));
            return Err(Refusal::new("size_not_allowed", message).at("diskSizeGB"));
        }
        let group = asked.resource_group.as_deref().unwrap_or(source.group());
        check_group(group).map_err(|error| Refusal::new(error.code(), error.to_string()).at("resourceGroup"))?;
        let name = asked.name.clone().unwrap_or_else(|| name(unit, member));
        let id = ResourceId::new(ResourceKind::Disk, source.subscription(), group, &name)
            .map_err(|error| error.to_string())
            .and_then(|id| check_id(&id).map(|()| id).map_err(|error| error.to_string()));
        let id = id.map_err(|message| Refusal::new("bad_name", message).at("name"))?;
        let (true, Some(sku), Some(location)) = (hints.allowed, sku, hints.location.as_deref()) else {
            return Ok(None);
        };
        let instant_access = hints.max_gb.is_some();
        let disk = NewDisk {
            id: &id,
            location,
            source,
            sku,
            size_gb: asked.disk_size_gb.filter(|size| Some(*size) != hints.min_gb),
            zone: asked.zone.as_deref().or(hints.zone),
            encryption: hints.disk_encryption_set_id.map(|set| (set, hints.encryption_type)),
            waits: !instant_access && NewDisk::fills_first(sku),
        };
        Ok(Some(Made {
            azure_cli: disk.azure_cli(),
            az_powershell: disk.az_powershell(),
            id: id.as_str().to_owned(),
            sku: sku.to_owned(),
        }))
    }
}

impl Job for RestoreJob {
    fn slice(&mut self, _: usize, _: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        Ok(chains.units.len())
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        self.answer(chains).unwrap_or_else(|refusal| answer::refused(&refusal))
    }
}

/// The disk's name with the snapshot's instant, so that it is told from the disk itself.
fn name(unit: &Unit<'_>, member: &Member<'_>) -> String {
    let of = unit.disk.id.map_or(unit.label, ResourceId::name);
    let instant = member.instant.map_or_else(String::new, |instant| instant.whole_second().to_string());
    let stamp: String = instant.chars().filter(char::is_ascii_alphanumeric).collect();
    let kept: String = of.chars().take(80 - 1 - stamp.len().min(40)).collect();
    format!("{kept}_{stamp}")
}
