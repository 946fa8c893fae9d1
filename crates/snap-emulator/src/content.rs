//! What disks hold, without holding it: a log of written and cleared runs, and bytes worked out from where they stand
//! and which write they came from. A snapshot is a place in that log.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::extents::Extents;
use crate::ids::mix;
use crate::stored::Stored;
use crate::target::Kind;
use crate::times;

/// How a disk changes while nobody writes to it by hand: every so often a few runs are cleared and a few written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Churn {
    /// Seconds from one round to the next, at least 1; after 10,000 rounds the disk rests.
    pub every_seconds: u32,
    /// Bytes written in a round, in four runs.
    pub written_bytes: u64,
    /// Bytes cleared in a round, in one run, before any is written.
    pub cleared_bytes: u64,
}

impl Default for Churn {
    /// 2 MiB written and 512 KiB cleared each day.
    fn default() -> Self {
        Self { every_seconds: 86_400, written_bytes: 2 << 20, cleared_bytes: 512 << 10 }
    }
}

/// Bytes in use on a planted disk when nothing else is said: enough to look at, little enough to download.
pub(crate) const USUAL_BYTES: u64 = 64 << 20;

const MOST_ROUNDS: u64 = 10_000;
/// Runs in which a disk is first filled.
const FIRST_RUNS: u64 = 16;
const RUNS_IN_A_ROUND: u64 = 4;

/// Where numbers of writes begin, so that no two kinds share a stamp.
const ROUNDS: u64 = 1 << 40;
const BY_HAND: u64 = 1 << 60;

/// A run written or cleared by hand.
#[derive(Clone, Debug)]
struct Change {
    at: Timestamp,
    start: u64,
    end: u64,
    written: bool,
}

/// One incarnation of a disk, from its first byte to its last change. It outlives the disk: snapshots lean on it.
#[derive(Clone, Debug)]
struct Volume {
    /// What its stamps start from.
    origin: u64,
    born: Timestamp,
    bytes: u64,
    sector: u64,
    used: u64,
    churn: Option<Churn>,
    /// What it was made from.
    base: Option<Frozen>,
    log: Vec<Change>,
}

/// A volume at an instant: what a snapshot keeps.
#[derive(Clone, Debug)]
pub(crate) struct Frozen {
    volume: String,
    /// Provisioned size: nothing from here on belongs to it.
    pub(crate) bytes: u64,
    at: Timestamp,
    /// How many changes by hand had been made.
    changes: usize,
}

impl Frozen {
    /// Whether this shows an earlier state than `other`, as far as they show one volume.
    pub(crate) fn is_before(&self, other: &Self) -> bool {
        self.volume == other.volume && (self.at, self.changes) < (other.at, other.changes)
    }
}

/// The contents of everything.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contents {
    seed: u64,
    /// By unique id of the disk.
    volumes: BTreeMap<String, Volume>,
    /// What snapshots show, by their unique id.
    frozen: BTreeMap<String, Frozen>,
}

impl Contents {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// Takes note of a resource that has come to be: a disk gets a volume, a snapshot its place in one.
    pub(crate) fn adopt(&mut self, stored: &Stored) {
        let (own, source) = (own_key(stored), source_key(stored));
        match (stored.place.kind, stored.creation_text("createOption")) {
            (Kind::Disk, Some("Copy")) => {
                let base = self.frozen.get(&source).cloned();
                self.volume(&own, stored).base = base;
            }
            (Kind::Disk, _) => {
                self.volume(&own, stored);
            }
            (Kind::Snapshot, Some("CopyStart")) => {
                let frozen = self.frozen.get(&source).cloned().unwrap_or_else(|| self.freeze(&source, stored));
                self.frozen.insert(own, frozen);
            }
            (Kind::Snapshot, _) => {
                let frozen = self.freeze(&source, stored);
                self.frozen.insert(own, frozen);
            }
        }
    }

    /// Fills a disk anew and says how it changes from its birth on.
    pub(crate) fn shape(&mut self, stored: &Stored, used: u64, churn: Option<Churn>) {
        self.volume(&own_key(stored), stored).shape(used, churn);
    }

    /// Fills a disk of which nothing is known as a planted one is.
    pub(crate) fn assume(&mut self, stored: &Stored) {
        let volume = self.volume(&own_key(stored), stored);
        if volume.base.is_none() && volume.log.is_empty() {
            volume.shape(USUAL_BYTES, Some(Churn::default()));
        }
    }

    /// Forgets what a snapshot showed; the volume stays.
    pub(crate) fn forget(&mut self, stored: &Stored) {
        self.frozen.remove(&own_key(stored));
    }

    /// Writes or clears a run of a disk by hand.
    pub(crate) fn change(&mut self, disk: &Stored, (start, end): (u64, u64), written: bool, at: Timestamp) {
        self.volume(&own_key(disk), disk).log.push(Change { at, start, end, written });
    }

    /// What a snapshot shows, or a disk at `now`.
    pub(crate) fn of(&self, stored: &Stored, now: Timestamp) -> Option<Frozen> {
        let key = own_key(stored);
        match stored.place.kind {
            Kind::Snapshot => self.frozen.get(&key).cloned(),
            Kind::Disk => {
                let changes = self.volumes.get(&key)?.log.len();
                Some(Frozen { volume: key, bytes: stored.bytes(), at: now, changes })
            }
        }
    }

    /// The runs in use.
    pub(crate) fn extents(&self, frozen: &Frozen) -> Extents {
        let mut chain = Vec::new();
        let mut next = Some(frozen);
        while let Some((frozen, volume)) = next.and_then(|frozen| Some((frozen, self.volumes.get(&frozen.volume)?))) {
            chain.push((frozen, volume));
            next = volume.base.as_ref();
        }
        let mut extents = Extents::default();
        for (frozen, volume) in chain.into_iter().rev() {
            volume.replay(frozen, &mut extents);
            extents.clip(frozen.bytes);
        }
        extents
    }

    /// A number that stands for the volume, the same for all its snapshots, and the instant it was made.
    pub(crate) fn birth(&self, frozen: &Frozen) -> (u64, Timestamp) {
        self.volumes.get(&frozen.volume).map_or((0, frozen.at), |volume| (volume.origin, volume.born))
    }

    /// The volume of that key, as empty as a new disk when there was none.
    fn volume(&mut self, key: &str, stored: &Stored) -> &mut Volume {
        let seed = self.seed;
        self.volumes.entry(key.to_owned()).or_insert_with(|| Volume {
            origin: key.bytes().fold(mix(seed), |hash, byte| mix(hash ^ u64::from(byte))),
            born: stored.created,
            bytes: stored.bytes(),
            sector: stored.sector(),
            used: 0,
            churn: None,
            base: None,
            log: Vec::new(),
        })
    }

    /// A snapshot's place in its disk's log. A disk never seen is taken to hold what a planted one does.
    fn freeze(&mut self, disk: &str, snapshot: &Stored) -> Frozen {
        let known = self.volumes.contains_key(disk);
        let volume = self.volume(disk, snapshot);
        if !known {
            volume.shape(USUAL_BYTES, Some(Churn::default()));
        }
        let changes = volume.log.iter().take_while(|change| change.at <= snapshot.created).count();
        Frozen { volume: disk.to_owned(), bytes: snapshot.bytes(), at: snapshot.created, changes }
    }
}

impl Volume {
    fn shape(&mut self, used: u64, churn: Option<Churn>) {
        self.used = used.min(self.bytes);
        self.churn = churn;
    }

    /// Lays everything written and cleared up to `frozen` over `extents`, in the order it happened.
    fn replay(&self, frozen: &Frozen, extents: &mut Extents) {
        let window = self.bytes.min(self.used.saturating_mul(4));
        self.fill(window, extents);
        let mut log = self.log.iter().enumerate().take(frozen.changes).peekable();
        let by_hand = |(index, change): (usize, &Change), extents: &mut Extents| {
            let number = BY_HAND | u64::try_from(index).unwrap_or(u64::MAX);
            extents.put(change.start, change.end, change.written.then(|| self.stamp(number)));
        };
        if let Some(churn) = self.churn {
            let every = churn.every_seconds.max(1);
            let age = u64::try_from(frozen.at.duration_since(self.born).as_secs()).unwrap_or(0);
            for round in 1..=(age / u64::from(every)).min(MOST_ROUNDS) {
                let seconds = u32::try_from(round.saturating_mul(every.into())).unwrap_or(u32::MAX);
                let at = times::after(self.born, seconds);
                while let Some(next) = log.next_if(|(_, change)| change.at < at) {
                    by_hand(next, extents);
                }
                self.churn(churn, round, window, extents);
            }
        }
        log.for_each(|next| by_hand(next, extents));
    }

    /// What is there at birth: a few runs spread over the window, the first from byte 0 on.
    fn fill(&self, window: u64, extents: &mut Extents) {
        let (used, room) = (self.used / self.sector, window / self.sector);
        let runs = used.min(FIRST_RUNS);
        for run in 0..runs {
            let before = |sectors: u64, run: u64| sectors * run / runs;
            let start = before(used, run) + before(room - used, run);
            let end = start + before(used, run + 1) - before(used, run);
            extents.put(start * self.sector, end * self.sector, Some(self.stamp(run)));
        }
    }

    fn churn(&self, churn: Churn, round: u64, window: u64, extents: &mut Extents) {
        let number = |run: u64| ROUNDS + round * (RUNS_IN_A_ROUND + 1) + run;
        let mut lay = |run: u64, bytes: u64, written: bool| {
            let length = (bytes / self.sector * self.sector).min(window);
            let places = (window - length) / self.sector + 1;
            let stamp = self.stamp(number(run));
            let start = mix(stamp) % places * self.sector;
            extents.put(start, start + length, written.then_some(stamp));
        };
        lay(RUNS_IN_A_ROUND, churn.cleared_bytes, false);
        for run in 0..RUNS_IN_A_ROUND {
            lay(run, churn.written_bytes / RUNS_IN_A_ROUND, true);
        }
    }

    fn stamp(&self, number: u64) -> u64 {
        mix(self.origin ^ mix(number))
    }
}

/// The bytes from `start` up to `end`: zero where nothing is in use, else made from the stamp and the place.
pub(crate) fn bytes(extents: &Extents, start: u64, end: u64) -> Vec<u8> {
    let size = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
    let mut out = Vec::with_capacity(size(end.saturating_sub(start)));
    for run in extents.between(start, end) {
        out.resize(size(run.start - start), 0);
        stamped(run.what, run.start, run.end, &mut out);
    }
    out.resize(size(end.saturating_sub(start)), 0);
    out
}

/// Appends the bytes of one write. Eight neighbours come from one number, which is never 0.
pub(crate) fn stamped(stamp: u64, start: u64, end: u64, out: &mut Vec<u8>) {
    let mut place = start;
    while place < end {
        let word = (mix(stamp ^ mix(place / 8)) | 1).to_le_bytes();
        let next = (place - place % 8 + 8).min(end);
        let index = |bytes: u64| usize::try_from(bytes).unwrap_or(8);
        out.extend_from_slice(word.get(index(place % 8)..index(place % 8 + next - place)).unwrap_or_default());
        place = next;
    }
}

/// The unique id; resources planted without one are known by their id.
fn own_key(stored: &Stored) -> String {
    let named = || stored.place.id().to_lowercase();
    stored.text("uniqueId").map_or_else(named, str::to_owned)
}

fn source_key(stored: &Stored) -> String {
    let named = || stored.creation_text("sourceResourceId").unwrap_or_default().to_lowercase();
    stored.creation_text("sourceUniqueId").map_or_else(named, str::to_owned)
}
