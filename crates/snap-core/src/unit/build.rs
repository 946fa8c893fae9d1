//! Putting units together.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::disk::{Incarnation, incarnations};
use super::family::{Found, find, fold};
use super::said;
use super::{Chains, InstantFrom, Label, Member, RESIZE_BORDER_GB, ResizeBreak, Unit, Warning};
use crate::id::ResourceId;
use crate::inventory::Inventory;
use crate::model::{Snapshot, location_key};
use crate::readiness::{self, Readiness, State};
use crate::say::Sentence;

/// Incarnation, copy, subscription and location; the last two as their [`Ranks`].
type Place = (usize, bool, usize, usize);

/// Texts by the order of their folded forms; rank 0 is no text. They are folded once each and not once a snapshot.
struct Ranks {
    /// By the number that [`Numbers`] gave.
    ranks: Vec<usize>,
    folded: Vec<String>,
}

/// Keys by the order in which they were met: a few of them, a hundred thousand times, and mostly the one before.
#[derive(Default)]
struct Numbers<K> {
    numbers: BTreeMap<K, usize>,
    last: Option<(K, usize)>,
}

impl<K: Copy + Ord> Numbers<K> {
    fn number(&mut self, key: K) -> usize {
        if let Some((_, number)) = self.last.filter(|(last, _)| *last == key) {
            return number;
        }
        let next = self.numbers.len();
        let number = *self.numbers.entry(key).or_insert(next);
        self.last = Some((key, number));
        number
    }
}

impl Numbers<&str> {
    fn ranks(&self, fold: impl Fn(&str) -> String) -> Ranks {
        let texts: Vec<(usize, String)> = self.numbers.iter().map(|(text, number)| (*number, fold(text))).collect();
        let folded: BTreeSet<&String> = texts.iter().map(|(_, text)| text).filter(|text| !text.is_empty()).collect();
        let folded: Vec<String> = std::iter::once(String::new()).chain(folded.into_iter().cloned()).collect();
        let mut ranks: Vec<(usize, usize)> =
            texts.iter().map(|(number, text)| (*number, folded.binary_search(text).unwrap_or(0))).collect();
        ranks.sort_unstable();
        Ranks { ranks: ranks.into_iter().map(|(_, rank)| rank).collect(), folded }
    }
}

impl Ranks {
    fn rank(&self, number: Option<usize>) -> usize {
        number.and_then(|number| self.ranks.get(number)).copied().unwrap_or(0)
    }

    fn text(&self, rank: usize) -> &str {
        self.folded.get(rank).map_or("", String::as_str)
    }
}

/// What is put where: the snapshots of each place, in their order; the places in theirs.
#[derive(Default)]
struct Places<'a> {
    places: Numbers<Place>,
    members: Vec<Vec<Found<'a>>>,
}

impl<'a> Places<'a> {
    /// Where the snapshots of a place are, be there any or not.
    fn open(&mut self, place: Place) -> usize {
        let at = self.places.number(place);
        if at == self.members.len() {
            self.members.push(Vec::new());
        }
        at
    }

    fn put(&mut self, place: Place, one: Found<'a>) {
        let at = self.open(place);
        if let Some(members) = self.members.get_mut(at) {
            members.push(one);
        }
    }
}

pub(super) fn build(inventory: &Inventory) -> Chains<'_> {
    let found = find(inventory);
    let incarnations = incarnations(inventory, &found);
    let (mut subscriptions, mut locations) = (Numbers::default(), Numbers::default());
    // In one go: a snapshot lies somewhere in memory, and every look at it is far.
    let spots: Vec<(usize, Option<usize>)> = found
        .iter()
        .map(|one| {
            let location = one.snapshot.location.as_deref().map(|text| locations.number(text));
            (subscriptions.number(one.snapshot.id.subscription()), location)
        })
        .collect();
    let of_disks: BTreeMap<usize, (Option<usize>, Option<usize>)> = incarnations
        .iter()
        .map(|(number, incarnation)| {
            let subscription = incarnation.disk.id.map(|id| subscriptions.number(id.subscription()));
            (*number, (subscription, incarnation.disk.location.map(|text| locations.number(text))))
        })
        .collect();
    let (subscriptions, locations) = (subscriptions.ranks(str::to_lowercase), locations.ranks(location_key));
    let mut places = Places::default();
    for (number, (subscription, location)) in of_disks.range(found.len()..) {
        places.open((*number, false, subscriptions.rank(*subscription), locations.rank(*location)));
    }
    for (one, (subscription, own)) in found.into_iter().zip(spots) {
        let disk = || of_disks.get(&one.incarnation).and_then(|(_, location)| *location);
        // R4: what was not copied is where its disk is.
        let location = locations.rank(if one.copy { own } else { own.or_else(disk) });
        places.put((one.incarnation, one.copy, subscriptions.rank(Some(subscription)), location), one);
    }

    let key = |(number, copy, subscription, location): Place| {
        let incarnation = incarnations.get(&number).map_or("", |incarnation| &incarnation.key);
        let (subscription, location) = (subscriptions.text(subscription), locations.text(location));
        hash(&format!("{incarnation}\n{copy}\n{subscription}\n{location}"))
    };
    // In the order of places an incarnation's own unit comes before its copies.
    let mut own: BTreeMap<usize, String> = BTreeMap::new();
    let mut names: BTreeMap<usize, String> = BTreeMap::new();
    let Places { places: Numbers { numbers, .. }, mut members } = places;
    let mut built = Vec::with_capacity(numbers.len());
    for (place, at) in numbers {
        let Some(incarnation) = incarnations.get(&place.0) else { continue };
        let members = members.get_mut(at).map(std::mem::take).unwrap_or_default();
        let key = key(place);
        if !place.1 {
            own.entry(place.0).or_insert_with(|| key.clone());
        }
        let unit = unit(inventory, key, place, incarnation, own.get(&place.0), members);
        let id = incarnation.disk.id;
        // Without a disk, an incarnation is filed under the first name it goes by, so that its copies stay with it.
        let name = names.entry(place.0).or_insert_with(|| id.map_or(unit.label, |id| id.name()).to_lowercase());
        let order = (
            id.is_none(),
            name.clone(),
            id.map_or("", |id| id.key()),
            incarnation.generation,
            place.1,
            place.3,
            place.2,
            unit.key.clone(),
        );
        built.push((order, unit));
    }
    built.sort_by(|(a, _), (b, _)| a.cmp(b));
    let units: Vec<Unit<'_>> = built.into_iter().map(|(_, unit)| unit).collect();
    let warnings = units.iter().flat_map(warnings).collect();
    let not_incremental =
        inventory.snapshots.values().map(Box::as_ref).filter(|snapshot| !snapshot.incremental).collect();
    Chains { units, not_incremental, warnings, in_flight: in_flight(inventory), filling: filling(inventory), inventory }
}

/// Copies under way, by the id key of their source: those in no unit too, for a reply may lack the word `incremental`.
fn in_flight(inventory: &Inventory) -> BTreeMap<&str, &ResourceId> {
    let copies = inventory.snapshots.values().filter(|snapshot| snapshot.copy_under_way());
    copies.filter_map(|copy| Some((copy.source.as_ref()?.key(), &copy.id))).collect()
}

/// Disks that are still being filled, by the id key of their source. Only disks that copy in the background say so (R7).
fn filling(inventory: &Inventory) -> BTreeMap<&str, &ResourceId> {
    let disks = inventory.disks.values().filter(|disk| {
        let under_way = disk.completion_percent.is_some_and(|percent| percent < 100.0);
        under_way && readiness::of_disk(disk).0 != State::Failed
    });
    disks.filter_map(|disk| Some((disk.source.as_ref()?.key(), &disk.id))).collect()
}

fn unit<'a>(
    inventory: &'a Inventory,
    key: String,
    (_, copy, ..): Place,
    incarnation: &Incarnation<'a>,
    own: Option<&String>,
    mut found: Vec<Found<'a>>,
) -> Unit<'a> {
    let disk = incarnation.disk;
    // F5: by time. They came in the order of their ids and the sort is stable, so equal times keep that order.
    found.sort_by_key(|one| one.instant);
    let mut families: BTreeMap<_, &str> = BTreeMap::new();
    let mut last_family = None;
    let mut members = Vec::with_capacity(found.len());
    for (one, sequence) in found.into_iter().zip(1..) {
        let snapshot = one.snapshot;
        if let Some(family) = snapshot.family_id.as_ref().filter(|family| last_family != Some(*family)) {
            families.entry(fold(family)).or_insert(family);
            last_family = Some(family);
        }
        members.push(Member {
            snapshot,
            sequence,
            instant: one.instant,
            instant_from: one.instant_from,
            readiness: Readiness::of(snapshot, disk.kind),
            after_resize_break: false,
            conflict: !inventory.conflicts.is_empty() && inventory.conflicts.contains_key(snapshot.id.key()),
        });
    }
    let resize_breaks = mark_breaks(&mut members);
    let newest = members.last().map(|member| member.snapshot);
    Unit {
        label: disk.id.map(|id| id.name()).or_else(|| newest.map(|s| s.id.name())).unwrap_or_default(),
        location: newest_location(&members).or(disk.location.filter(|_| !copy)),
        subscription: newest.map(|s| &s.id).or(disk.id).map(|id| id.subscription()).unwrap_or_default(),
        generation: incarnation.generation,
        generations: incarnation.generations,
        labels: labels(copy, incarnation, own),
        family_ids: families.into_values().collect(),
        source_unique_id: incarnation.source_unique_id,
        copy_of: own.filter(|_| copy).cloned(),
        replaced: incarnation.replaced,
        key,
        disk,
        members,
        resize_breaks,
    }
}

fn newest_location<'a>(members: &[Member<'a>]) -> Option<&'a str> {
    members.iter().rev().find_map(|member| member.snapshot.location.as_deref())
}

fn labels(copy: bool, incarnation: &Incarnation<'_>, own: Option<&String>) -> Vec<Label> {
    let unknown = incarnation.disk.id.is_none();
    if copy {
        // What became of the disk is told where its own snapshots are.
        let lost = unknown && own.is_none();
        return if lost { vec![Label::Copy, Label::SourceUnknown] } else { vec![Label::Copy] };
    }
    let (generation, generations) = (incarnation.generation, incarnation.generations);
    let mut labels = Vec::new();
    if generation < generations {
        labels.push(Label::EarlierDisk);
    } else if generations > 1 {
        labels.push(Label::Recreated);
    }
    // An earlier disk is gone by definition; an orphan is one whose id is gone too.
    if incarnation.disk.exists == Some(false) && !incarnation.taken_over {
        labels.push(Label::Orphan);
    }
    if unknown {
        labels.push(Label::SourceUnknown);
    }
    labels
}

/// R5: changes cannot be asked for between neighbours on either side of the border.
fn mark_breaks<'a>(members: &mut [Member<'a>]) -> Vec<ResizeBreak<'a>> {
    let mut breaks = Vec::new();
    let mut before: Option<(&Snapshot, u64)> = None;
    for member in members {
        let Some(size) = size_gb(member.snapshot) else { continue };
        if let Some((snapshot, from_gb)) = before
            && (from_gb <= RESIZE_BORDER_GB) != (size <= RESIZE_BORDER_GB)
        {
            member.after_resize_break = true;
            breaks.push(ResizeBreak { before: &snapshot.id, after: &member.snapshot.id, from_gb, to_gb: size });
        }
        before = Some((member.snapshot, size));
    }
    breaks
}

fn size_gb(snapshot: &Snapshot) -> Option<u64> {
    snapshot.size_gb.or_else(|| snapshot.size_bytes.map(|bytes| bytes.div_ceil(1 << 30)))
}

/// One warning a unit and kind: a thousand copies of one lost disk are one thing to know.
fn warnings<'a>(unit: &Unit<'a>) -> Vec<Warning<'a>> {
    let mut warnings = Vec::new();
    let mut warn = |code, affected: &mut dyn Iterator<Item = &Member<'a>>, text: &dyn Fn(usize) -> Sentence| {
        if let Some(first) = affected.next() {
            let message = text(1 + affected.count());
            warnings.push(Warning { code, message, target: Some(&first.snapshot.id) });
        }
    };
    let all = || unit.members.iter();
    if unit.has(Label::SourceUnknown) && unit.has(Label::Copy) {
        warn("copy_source_unknown", &mut all(), &said::warn_copy_source);
    } else if unit.has(Label::SourceUnknown) {
        warn("source_missing", &mut all(), &said::warn_source);
    }
    warn("copy_time_assumed", &mut all().filter(|m| m.instant_from == InstantFrom::CopyStart), &|n| {
        said::warn_copy_time(n, crate::tags::POINT)
    });
    warn("time_missing", &mut all().filter(|m| m.instant_from == InstantFrom::None), &said::warn_time);
    warnings
}

fn hash(text: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(text.as_bytes()).iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
