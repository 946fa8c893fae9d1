//! Which snapshots belong to one incarnation of a disk, and which moment each of them holds.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::InstantFrom;
use super::sets::Sets;
use crate::instant::Instant;
use crate::inventory::Inventory;
use crate::model::Snapshot;
use crate::tags;

/// One incremental snapshot and where it belongs.
pub(super) struct Found<'a> {
    pub(super) snapshot: &'a Snapshot,
    /// Number of its incarnation; no meaning but equality.
    pub(super) incarnation: usize,
    pub(super) copy: bool,
    pub(super) instant: Option<Instant>,
    pub(super) instant_from: InstantFrom,
}

/// What following a snapshot to its source has come to.
#[derive(Clone, Copy)]
enum Step {
    Unseen,
    OnTheWay,
    Seen {
        /// The ordinary snapshot at the end of the way; `None` when the way ends in what was not read, or in a circle.
        origin: Option<usize>,
        instant: Option<Instant>,
        from: InstantFrom,
    },
}

impl Step {
    /// A snapshot that is no copy is the end of every way, from the start.
    fn of_ordinary(at: usize, snapshot: &Snapshot) -> Self {
        let from = snapshot.time_created.map_or(InstantFrom::None, |_| InstantFrom::TimeCreated);
        Self::Seen { origin: Some(at), instant: snapshot.time_created, from }
    }
}

/// Every incremental snapshot, by id key.
pub(super) fn find(inventory: &Inventory) -> Vec<Found<'_>> {
    let all = inventory.snapshots.values().map(Box::as_ref).filter(|snapshot| snapshot.incremental);
    let (snapshots, copies): (Vec<&Snapshot>, Vec<bool>) = all.map(|snapshot| (snapshot, snapshot.is_copy())).unzip();
    let mut chains = Chains {
        steps: vec![Step::Unseen; snapshots.len()],
        sets: Sets::new(snapshots.len()),
        copies,
        snapshots,
        families: BTreeMap::new(),
    };
    chains.join_ordinary();
    for at in 0..chains.snapshots.len() {
        chains.follow(at);
    }
    chains.join_copies();
    chains.found()
}

struct Chains<'a> {
    /// By id key.
    snapshots: Vec<&'a Snapshot>,
    /// Which of them are copies.
    copies: Vec<bool>,
    steps: Vec<Step>,
    sets: Sets,
    /// Family id, folded, of snapshots that are no copies -> one of them.
    families: BTreeMap<Cow<'a, str>, usize>,
}

impl<'a> Chains<'a> {
    /// F4 and F3: the family id joins, and so does the pair of source id and source unique id. The pair joins families
    /// too: a disk keeps its limits (L1) whatever the service calls its families.
    fn join_ordinary(&mut self) {
        let mut pairs: BTreeMap<(&str, Cow<'_, str>), usize> = BTreeMap::new();
        let mut before: Option<(usize, &Snapshot)> = None;
        for (at, snapshot) in self.snapshots.iter().enumerate() {
            if self.is_copy(at) {
                continue;
            }
            if let Some(step) = self.steps.get_mut(at) {
                *step = Step::of_ordinary(at, snapshot);
            }
            // Names often start with the disk's, so that neighbours mostly belong together: no need to look them up.
            let like = before.replace((at, snapshot)).filter(|(_, before)| alike(before, snapshot));
            if let Some((before, _)) = like {
                self.sets.join(at, before);
                continue;
            }
            let family = snapshot.family_id.as_deref().map(fold);
            let unique = snapshot.source_unique_id.as_deref().map(fold);
            // An id alone proves nothing about two incarnations; without a family it is all there is.
            let pair = match (&snapshot.source, unique) {
                (Some(source), Some(unique)) => Some((source.key(), unique)),
                (Some(source), None) if family.is_none() => Some((source.key(), Cow::Borrowed(""))),
                _ => None,
            };
            if let Some(family) = family {
                self.sets.join(at, *self.families.entry(family).or_insert(at));
            }
            if let Some(pair) = pair {
                self.sets.join(at, *pairs.entry(pair).or_insert(at));
            }
        }
    }

    /// Follows `start` from copy to source until the way is known (C9).
    fn follow(&mut self, start: usize) {
        let mut way = Vec::new();
        let mut next = Some(start);
        while let Some(at) = next {
            match self.steps.get_mut(at) {
                Some(step @ Step::Unseen) => *step = Step::OnTheWay,
                _ => break,
            }
            way.push(at);
            next = self.source_of(at);
        }
        for at in way.into_iter().rev() {
            let step = self.settle(at);
            if let Some(place) = self.steps.get_mut(at) {
                *place = step;
            }
        }
    }

    fn is_copy(&self, at: usize) -> bool {
        self.copies.get(at).copied().unwrap_or(false)
    }

    /// Where the source of a copy stands, when it was read. What has its name now and is another one is not it.
    fn source_of(&self, at: usize) -> Option<usize> {
        let copy = self.snapshots.get(at).filter(|_| self.is_copy(at))?;
        let source = copy.source.as_ref()?;
        let found = self.snapshots.binary_search_by(|other| other.id.key().cmp(source.key())).ok()?;
        self.snapshots.get(found).is_some_and(|source| copy.may_be_copy_of(source)).then_some(found)
    }

    /// The step of a copy whose source's way is known; that of the others is from [`join_ordinary`](Self::join_ordinary).
    fn settle(&self, at: usize) -> Step {
        let Some(snapshot) = self.snapshots.get(at) else { return Step::Unseen };
        let source = self.source_of(at).and_then(|source| self.steps.get(source));
        let (origin, inherited, inherited_from) = match source {
            Some(Step::Seen { origin, instant, from }) => (*origin, *instant, *from),
            _ => (None, None, InstantFrom::None),
        };
        let tagged = snapshot.tags.get(tags::POINT).and_then(|text| Instant::parse(text).ok());
        let (instant, from) = if let Some(tagged) = tagged {
            (Some(tagged), InstantFrom::Tag)
        } else if inherited.is_some() {
            // The start of an earlier copy is still only a start.
            let guessed = inherited_from == InstantFrom::CopyStart;
            (inherited, if guessed { InstantFrom::CopyStart } else { InstantFrom::Source })
        } else {
            (snapshot.time_created, snapshot.time_created.map_or(InstantFrom::None, |_| InstantFrom::CopyStart))
        };
        Step::Seen { origin, instant, from }
    }

    fn origin(&self, at: usize) -> Option<usize> {
        match self.steps.get(at) {
            Some(Step::Seen { origin, .. }) => *origin,
            _ => None,
        }
    }

    /// Copies go where their origin is. Those whose way is lost stay together by family and source, and go where their
    /// family has gone when that is one place: the source of an old copy is often deleted before the copy is.
    fn join_copies(&mut self) {
        let mut homes: BTreeMap<Cow<'a, str>, BTreeSet<usize>> = BTreeMap::new();
        let families = std::mem::take(&mut self.families);
        for (family, at) in families {
            homes.entry(family).or_default().insert(self.sets.find(at));
        }
        let mut lost: Vec<usize> = Vec::new();
        let mut lost_families: BTreeMap<Cow<'a, str>, usize> = BTreeMap::new();
        for at in 0..self.snapshots.len() {
            let Some(snapshot) = self.snapshots.get(at).copied().filter(|_| self.is_copy(at)) else { continue };
            let family = snapshot.family_id.as_deref().map(fold);
            let Some(origin) = self.origin(at) else {
                lost.push(at);
                if let Some(family) = family {
                    self.sets.join(at, *lost_families.entry(family).or_insert(at));
                }
                if let Some(source) = self.source_of(at) {
                    self.sets.join(at, source);
                }
                continue;
            };
            self.sets.join(at, origin);
            if let Some(family) = family {
                let home = self.sets.find(origin);
                homes.entry(family).or_default().insert(home);
            }
        }
        let mut candidates: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for at in lost {
            let Some(family) = self.snapshots.get(at).and_then(|snapshot| snapshot.family_id.as_deref()) else {
                continue;
            };
            let Some(known) = homes.get(&fold(family)) else { continue };
            let known: Vec<usize> = known.iter().map(|home| self.sets.find(*home)).collect();
            candidates.entry(self.sets.find(at)).or_default().extend(known);
        }
        for (cluster, homes) in candidates {
            if let [home] = homes.into_iter().collect::<Vec<_>>().as_slice() {
                self.sets.join(cluster, *home);
            }
        }
    }

    fn found(mut self) -> Vec<Found<'a>> {
        let mut found = Vec::with_capacity(self.snapshots.len());
        for (at, ((snapshot, step), copy)) in self.snapshots.iter().zip(&self.steps).zip(&self.copies).enumerate() {
            let (instant, instant_from) = match step {
                Step::Seen { instant, from, .. } => (*instant, *from),
                Step::Unseen | Step::OnTheWay => (None, InstantFrom::None),
            };
            let incarnation = self.sets.find(at);
            found.push(Found { snapshot, incarnation, copy: *copy, instant, instant_from });
        }
        found
    }
}

/// True when everything that tells incarnations apart is known and the same.
fn alike(a: &Snapshot, b: &Snapshot) -> bool {
    b.family_id.is_some()
        && b.source_unique_id.is_some()
        && b.source.is_some()
        && a.family_id == b.family_id
        && a.source_unique_id == b.source_unique_id
        && a.source == b.source
}

/// Lower case, without a new text where it is that already.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) || !text.is_ascii() {
        Cow::Owned(text.to_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}
