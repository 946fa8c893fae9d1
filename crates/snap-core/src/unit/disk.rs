//! Which disk an incarnation is: its id, whether it still exists, and its generation among those of that id (F3).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::UnitDisk;
use super::family::{Found, fold};
use crate::id::{ResourceId, ResourceKind};
use crate::instant::Instant;
use crate::inventory::Inventory;
use crate::model::{Disk, Snapshot};

/// One incarnation of a disk, without its snapshots.
pub(super) struct Incarnation<'a> {
    pub(super) disk: UnitDisk<'a>,
    pub(super) source_unique_id: Option<&'a str>,
    pub(super) generation: u32,
    pub(super) generations: u32,
    pub(super) replaced: Option<Instant>,
    /// Another disk of this id was read in its place.
    pub(super) taken_over: bool,
    /// What it is told apart by: the same whatever the casing and the order of loading.
    pub(super) key: String,
}

/// All incarnations by their number in [`Found`]; disks without snapshots follow under numbers of their own.
pub(super) fn incarnations<'a>(inventory: &'a Inventory, found: &[Found<'a>]) -> BTreeMap<usize, Incarnation<'a>> {
    let mut drafts: BTreeMap<usize, Draft<'a>> = BTreeMap::new();
    for run in found.chunk_by(|a, b| a.incarnation == b.incarnation) {
        let Some(first) = run.first() else { continue };
        let draft = drafts.entry(first.incarnation).or_default();
        run.iter().for_each(|one| draft.add(one));
    }
    let mut by_disk: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, draft) in &mut drafts {
        draft.choose(inventory);
        if let Some((source, _)) = draft.chosen {
            by_disk.entry(source.key()).or_default().push(*number);
        }
    }
    let mut next = found.len();
    for (key, disk) in &inventory.disks {
        let same_id = by_disk.entry(key).or_default();
        match current(disk, same_id, &drafts) {
            Some(number) => {
                if let Some(draft) = drafts.get_mut(&number) {
                    draft.live = Some(disk);
                }
            }
            None => {
                same_id.push(next);
                drafts.insert(next, Draft { live: Some(disk), ..Draft::default() });
                next += 1;
            }
        }
    }
    let ordinals = ordinals(by_disk, &drafts);
    let reach = inventory.reach();
    let finish = |(number, draft): (usize, Draft<'a>)| {
        let (generation, generations, replaced) = ordinals.get(&number).copied().unwrap_or((1, 1, None));
        let exists = match (draft.live, draft.chosen) {
            (Some(_), _) => Some(true),
            // Another disk has its id, or its place was read and it is not there.
            (None, Some((id, _))) if inventory.disks.contains_key(id.key()) => Some(false),
            (None, Some((id, _))) if id.kind() == ResourceKind::Disk => {
                let (subscription, group) = id.place_keys();
                let spoken_for = reach.get(subscription).is_some_and(|reach| reach.covers(group));
                spoken_for.then_some(false)
            }
            _ => None,
        };
        let mut disk = draft.disk(exists);
        // What two reads disagree about proves nothing, and the kind decides what counts as ready.
        let differ = draft.live.and_then(|live| inventory.conflicts.get(live.id.key()));
        if differ.is_some_and(|members| members.contains("sku") || members.contains("uniqueId")) {
            disk.kind = None;
        }
        let incarnation = Incarnation {
            disk,
            source_unique_id: draft.chosen.and_then(|(_, unique)| unique),
            generation,
            generations,
            replaced,
            taken_over: draft.live.is_none()
                && draft.chosen.is_some_and(|(id, _)| inventory.disks.contains_key(id.key())),
            key: draft.key(),
        };
        (number, incarnation)
    };
    drafts.into_iter().map(finish).collect()
}

/// Source id and source unique id, as read.
type Pair<'a> = (&'a ResourceId, Option<&'a str>);

#[derive(Default)]
struct Draft<'a> {
    /// The newest snapshot that is no copy and names its source.
    newest: Option<(Option<Instant>, &'a Snapshot)>,
    first: Option<Instant>,
    pairs: BTreeMap<(&'a str, Option<Cow<'a, str>>), Pair<'a>>,
    last: Option<Pair<'a>>,
    /// Least family id of its snapshots, and of the copies of them.
    families: [Option<Cow<'a, str>>; 2],
    /// Least id key of its snapshots, and of the copies of them.
    least_ordinary: Option<&'a str>,
    least_copy: Option<&'a str>,
    chosen: Option<Pair<'a>>,
    live: Option<&'a Disk>,
}

impl<'a> Draft<'a> {
    /// Takes them in the order of their ids, as [`Found`] has them.
    fn add(&mut self, one: &Found<'a>) {
        let snapshot = one.snapshot;
        let least = if one.copy { &mut self.least_copy } else { &mut self.least_ordinary };
        least.get_or_insert_with(|| snapshot.id.key());
        let [of_disk, of_copies] = &mut self.families;
        if let Some(family) = snapshot.family_id.as_deref() {
            let least = if one.copy { of_copies } else { of_disk };
            if least.as_ref().is_none_or(|least| *least != family && fold(family) < *least) {
                *least = Some(fold(family));
            }
        }
        if one.copy {
            return;
        }
        self.first = match (self.first, one.instant) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let Some(source) = &snapshot.source else { return };
        let pair = (source, snapshot.source_unique_id.as_deref());
        if self.last != Some(pair) {
            self.last = Some(pair);
            self.pairs.entry((source.key(), pair.1.map(fold))).or_insert(pair);
        }
        // Of equal times the last id counts as the newest.
        if self.newest.is_none_or(|(newest, _)| newest <= one.instant) {
            self.newest = Some((one.instant, snapshot));
        }
    }

    /// The source that stands for all: that of a disk that was read, else the newest snapshot's.
    fn choose(&mut self, inventory: &Inventory) {
        let newest = self.newest.and_then(|(_, s)| s.source.as_ref().map(|id| (id, s.source_unique_id.as_deref())));
        let read = |pair: &Pair<'_>| {
            let disk = inventory.disks.get(pair.0.key()).and_then(|disk| disk.unique_id.as_deref());
            matches!((disk, pair.1), (Some(disk), Some(unique)) if fold(disk) == fold(unique))
        };
        self.chosen = newest.into_iter().chain(self.pairs.values().copied()).find(read).or(newest);
    }

    fn unique(&self) -> Option<Cow<'a, str>> {
        self.chosen.and_then(|(_, unique)| unique).map(fold)
    }

    /// Free text is quoted, so that no text can pass for two.
    fn key(&self) -> String {
        let [of_disk, of_copies] = &self.families;
        match (self.chosen, self.live) {
            (Some((id, Some(unique))), _) => format!("{}\n{:?}", id.key(), fold(unique)),
            (Some((id, None)), _) => format!("{}\nfamily {of_disk:?}", id.key()),
            (None, Some(disk)) => format!("{}\n{:?}", disk.id.key(), disk.unique_id.as_deref().map(fold)),
            (None, None) => match (of_disk, of_copies, self.least_ordinary) {
                (Some(family), ..) => format!("family {family:?}"),
                (None, _, Some(least)) => format!("snapshot {least}"),
                (None, Some(family), None) => format!("copies {family:?}"),
                (None, None, None) => format!("copy {:?}", self.least_copy),
            },
        }
    }

    fn disk(&self, exists: Option<bool>) -> UnitDisk<'a> {
        let unique = self.chosen.and_then(|(_, unique)| unique);
        if let Some(disk) = self.live {
            let proven = match (&disk.unique_id, self.unique()) {
                (Some(disk), Some(unique)) => fold(disk) == unique,
                // A disk without snapshots is itself and nothing else.
                _ => self.chosen.is_none(),
            };
            return UnitDisk {
                id: Some(&disk.id),
                location: disk.location.as_deref(),
                kind: if proven { disk.kind() } else { None },
                size_gb: disk.size_gb,
                sector_size: disk.sector_size,
                unique_id: disk.unique_id.as_deref(),
                exists,
            };
        }
        let newest = self.newest.map(|(_, snapshot)| snapshot);
        UnitDisk {
            id: self.chosen.map(|(id, _)| id),
            location: newest.and_then(|snapshot| snapshot.location.as_deref()),
            kind: None,
            size_gb: newest.and_then(|snapshot| snapshot.size_gb),
            sector_size: newest.and_then(|snapshot| snapshot.sector_size),
            unique_id: unique,
            exists,
        }
    }
}

/// The incarnation that a disk which was read *is*: the one with its unique id; where either side does not give one, the
/// newest of its id, for nothing says otherwise (its kind then stays unknown).
fn current(disk: &Disk, same_id: &[usize], drafts: &BTreeMap<usize, Draft<'_>>) -> Option<usize> {
    let unique = disk.unique_id.as_deref().map(fold);
    let draft = |number: &usize| drafts.get(number);
    if let Some(unique) = &unique
        && let Some(number) =
            same_id.iter().find(|number| draft(number).and_then(Draft::unique).as_ref() == Some(unique))
    {
        return Some(*number);
    }
    let newest = same_id.iter().max_by_key(|number| draft(number).map(|draft| (draft.first, draft.key())))?;
    let open = unique.is_none() || draft(newest).is_some_and(|draft| draft.unique().is_none());
    open.then_some(*newest)
}

/// Generation, number of generations, and when the next one was made where that is known.
type Ordinal = (u32, u32, Option<Instant>);

/// Incarnations of one id in the order of their first instant; the disk that was read is the last.
fn ordinals(by_disk: BTreeMap<&str, Vec<usize>>, drafts: &BTreeMap<usize, Draft<'_>>) -> BTreeMap<usize, Ordinal> {
    let mut ordinals = BTreeMap::new();
    for mut numbers in by_disk.into_values() {
        numbers.sort_by_cached_key(|number| {
            drafts.get(number).map(|draft| (draft.live.is_some(), draft.first, draft.key()))
        });
        let count = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        let mut made = numbers.iter().skip(1).map(|next| drafts.get(next)?.live?.time_created);
        for (number, ordinal) in numbers.iter().zip(1..) {
            ordinals.insert(*number, (ordinal, count, made.next().flatten()));
        }
    }
    ordinals
}
