//! What is known to be refused is not asked for: by the snapshots as they were read just before (G5, R5, R10, I3, C7, L3).

use snap_arm::request::{FileFormat, Listed};
use snap_core::limits::L3;
use snap_core::model::Snapshot;
use snap_core::readiness::{Readiness, ReadyCode, State};
use snap_core::text::Text;
use snap_core::unit::RESIZE_BORDER_GB;

use super::order::Order;
use crate::contract::ItemKind;
use crate::pages::Source;
use crate::survey::Survey;
use crate::trouble::Trouble;

const GIB: u64 = 1 << 30;

/// Why nothing is opened.
pub(super) type Refused = (ItemKind, Trouble);

/// What the reading showed and the work goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) disk_bytes: u64,
    /// Of the earlier one, where it was read.
    pub(super) previous_bytes: Option<u64>,
    pub(super) format: FileFormat,
    /// Where it is, for counting calls (T1).
    pub(super) location: String,
    /// The snapshot's, and the earlier one's: what was looked at once is not to be taken for another.
    pub(super) unique_ids: [Option<String>; 2],
}

impl Facts {
    /// True when what was read later is not what was read before; an earlier snapshot that was left out is no other.
    pub(super) fn are_others(&self, later: &Self) -> bool {
        let mut pairs = self.unique_ids.iter().zip(&later.unique_ids);
        pairs.any(|(before, later)| later.is_some() && before != later)
    }
}

/// Judges the snapshots that were read.
///
/// The earlier one is left out once what changed since it is known, and where the whole file is fetched anyway.
pub(super) fn facts(order: &Order, with_previous: bool, survey: &Survey) -> Result<Facts, Refused> {
    let snapshot = found(survey, &order.snapshot)?;
    // R16
    let format = if snapshot.sector_size == Some(4_096) { FileFormat::Vhdx } else { FileFormat::Vhd };
    let whole_file = format == FileFormat::Vhdx && order.piece_bytes.is_some();
    let previous = order.previous.as_ref().filter(|_| with_previous && !whole_file);
    let previous = previous.map(|id| found(survey, id)).transpose()?;
    for one in [Some(snapshot), previous].into_iter().flatten() {
        whole(one)?;
        free(one)?;
    }
    if let Some(previous) = previous {
        comparable(snapshot, previous)?;
    }
    let disk_bytes = disk_bytes_of(snapshot)?;
    let previous_bytes = previous.map(disk_bytes_of).transpose()?;
    let unique = |one: &Snapshot| one.unique_id.as_ref().map(|id| id.to_lowercase());
    if let (Some(previous), Some(known)) = (previous, &order.previous_unique_id)
        && unique(previous).as_ref() != Some(known)
    {
        let message = format!(
            "Another snapshot lies under the name `{}` now, not the one that was read before. Read `{}` whole.",
            previous.id.name(),
            snapshot.id.name()
        );
        return failed("other_snapshot", message);
    }
    Ok(Facts {
        disk_bytes,
        previous_bytes,
        format,
        location: snapshot.location.as_deref().unwrap_or_default().to_owned(),
        unique_ids: [unique(snapshot), previous.and_then(unique)],
    })
}

/// How large the disk was.
fn disk_bytes_of(snapshot: &Snapshot) -> Result<u64, Refused> {
    let bytes = snapshot.size_bytes.or_else(|| snapshot.size_gb?.checked_mul(GIB)).filter(|bytes| *bytes > 0);
    bytes.map_or_else(|| failed("bad_reply", format!("The service does not say how large `{}` is.", snapshot.id)), Ok)
}

/// The list by which the links of a family are counted.
pub(super) fn list_of(order: &Order) -> Source {
    let subscription = order.snapshot.subscription().to_owned();
    Source::Resources { listed: Listed::Snapshots, subscription, group: None }
}

/// L3: how many links of the snapshot's family are open, by a list of all there are; and whether one of them is to a
/// snapshot that was free when it was read alone.
pub(super) fn open_links(order: &Order, snapshot: &Snapshot, listed: &Survey) -> Result<usize, Refused> {
    for one in [Some(&order.snapshot), order.previous.as_ref()].into_iter().flatten() {
        listed.inventory.snapshots.get(one.key()).map_or(Ok(()), |snapshot| free(snapshot))?;
    }
    let family = listed.inventory.snapshots.values().filter(|other| same_family(snapshot, other));
    Ok(family.filter(|other| other.link_open()).count())
}

/// True when so many more links would be refused.
pub(super) fn no_room(open: usize, needed: usize) -> bool {
    open + needed > L3.of as usize
}

fn found<'s>(survey: &'s Survey, id: &snap_core::id::ResourceId) -> Result<&'s Snapshot, Refused> {
    if let Some(found) = survey.inventory.snapshots.get(id.key()) {
        return Ok(found);
    }
    let missing = || Trouble::new("not_found", format!("There is no snapshot `{id}`."));
    Err((ItemKind::Failed, survey.one_trouble(id).cloned().unwrap_or_else(missing)))
}

/// R10, I3, C7: bytes are read only of what is whole.
fn whole(snapshot: &Snapshot) -> Result<(), Refused> {
    let readiness = Readiness::of(snapshot, None);
    let verdict = readiness.durable;
    // Where nothing is said about an ordinary snapshot, the service knows better than a guess would.
    if verdict.is || verdict.code == ReadyCode::KindUnknown {
        return Ok(());
    }
    let (kind, code, why) = match readiness.state {
        State::Failed => (ItemKind::Failed, verdict.code.as_str(), verdict.why.text()),
        State::InstantAccess => {
            let why = "It is in instant access: a disk can be made from it, but its bytes cannot be read before it is copied.";
            (ItemKind::Skipped, ReadyCode::InstantAccess.as_str(), why.to_owned())
        }
        _ => (ItemKind::Skipped, verdict.code.as_str(), verdict.why.text()),
    };
    Err((kind, Trouble::new(code, format!("`{}` cannot be read yet. {why}", snapshot.id.name()))))
}

/// A57: an open link belongs to somebody, and a revoke would close it.
fn free(snapshot: &Snapshot) -> Result<(), Refused> {
    if !snapshot.link_open() {
        return Ok(());
    }
    let message = format!(
        "An access link to `{}` is open already. It belongs to somebody else, and revoking ours would close theirs too: wait until it ends, or revoke it.",
        snapshot.id
    );
    Err((ItemKind::Skipped, Trouble::new("open_link", message)))
}

/// G5, R5: changes can be asked for only between two of one family, in their order, on one side of the border.
fn comparable(snapshot: &Snapshot, previous: &Snapshot) -> Result<(), Refused> {
    let (name, before) = (snapshot.id.name(), previous.id.name());
    if let Some(full) = [snapshot, previous].into_iter().find(|one| !one.incremental) {
        let message =
            format!("`{}` is not incremental: nobody knows what changed since it or up to it.", full.id.name());
        return failed("not_incremental", message);
    }
    if !same_family(snapshot, previous) {
        let message = format!(
            "`{name}` and `{before}` are not known to be of one family: of one disk, and of one life of it. What changed between them cannot be asked for; read `{name}` whole."
        );
        return failed("not_one_family", message);
    }
    if let (Some(at), Some(earlier)) = (snapshot.time_created, previous.time_created)
        && earlier >= at
    {
        let message = format!("`{before}` is not older than `{name}`; exchange them.");
        return failed("not_in_order", message);
    }
    let size = |one: &Snapshot| one.size_gb.or_else(|| Some(one.size_bytes? / GIB));
    if let (Some(from), Some(to)) = (size(previous), size(snapshot))
        && (from <= RESIZE_BORDER_GB) != (to <= RESIZE_BORDER_GB)
    {
        let message = format!(
            "The disk was resized from {from} GiB to {to} GiB between `{before}` and `{name}`: past {RESIZE_BORDER_GB} GiB no difference can be asked for. Read `{name}` whole."
        );
        return failed("resized_between", message);
    }
    Ok(())
}

fn failed<T>(code: &str, message: String) -> Result<T, Refused> {
    Err((ItemKind::Failed, Trouble::new(code, message)))
}

/// F4 where both say it, F3 where not; what is not known to be one family is none.
fn same_family(a: &Snapshot, b: &Snapshot) -> bool {
    let same = |a: &Option<Text>, b: &Option<Text>| a.as_ref().zip(b.as_ref()).map(|(a, b)| a.eq_ignore_ascii_case(b));
    if let Some(same) = same(&a.family_id, &b.family_id) {
        return same;
    }
    a.source.is_some() && a.source == b.source && same(&a.source_unique_id, &b.source_unique_id) == Some(true)
}
