//! What a unit's state is in one word, and what a person should know about it in a sentence or two.

use serde::{Serialize, Serializer};

use super::words::{ago, are, count, count_first, date, moment, plural};
use super::{Label, Member, Unit};
use crate::instant::Instant;
use crate::limits::{self, L1, L3, R11};
use crate::readiness::State;

/// How many snapshots there are of each kind; instant access counts as pending, for its copy has not ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All.
    pub snapshots: usize,
    /// Restorable and durable.
    pub ready: usize,
    /// Still copying.
    pub pending: usize,
    /// Never will be ready.
    pub failed: usize,
    /// The data does not say.
    pub unknown: usize,
}

/// The state of a unit, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StateCode {
    /// L1: the next snapshot is refused.
    LimitReached,
    /// R11: the next snapshot is refused.
    PendingFull,
    /// The newest snapshot failed.
    LastFailed,
    /// A disk without a snapshot.
    NeverTaken,
    /// L1 is near.
    NearlyFull,
    /// L3: the next download link is refused.
    LinksFull,
    /// Some are not usable yet.
    StillCopying,
    /// Of some it cannot be said.
    NotKnown,
    /// The disk is gone.
    Orphan,
    /// Another disk of this name took its place.
    EarlierDisk,
    /// Copies of another unit's snapshots.
    Copy,
    /// Nothing to say.
    Ready,
}

/// How much a state matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Something does not work.
    Stop,
    /// Something soon will not.
    Warn,
    /// Worth a second look.
    Watch,
    /// In order.
    Quiet,
}

/// A state and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitState {
    /// Stable.
    pub code: StateCode,
    /// Follows from the code.
    pub level: Level,
    /// A few words.
    pub title: String,
    /// A few more.
    pub detail: Option<String>,
}

/// The newest snapshot of some kind.
#[derive(Debug, Clone, Copy)]
pub struct Newest<'u, 'a> {
    /// Which.
    pub member: &'u Member<'a>,
    /// Its moment.
    pub instant: Instant,
    /// Seconds before `now`, rounded down; negative for a moment after it.
    pub age_seconds: i64,
}

impl<'a> Unit<'a> {
    /// How many there are of each kind.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { snapshots: self.members.len(), ..Counts::default() };
        for member in &self.members {
            let one = match member.readiness.state {
                State::Ready => &mut counts.ready,
                State::Pending | State::InstantAccess => &mut counts.pending,
                State::Failed => &mut counts.failed,
                State::Unknown => &mut counts.unknown,
            };
            *one += 1;
        }
        counts
    }

    /// Snapshots whose instant fell in each of the last 30 whole 24-hour steps before `now`, oldest step first.
    pub fn days(&self, now: Instant) -> [u32; 30] {
        let mut days = [0; 30];
        for instant in self.members.iter().filter_map(|member| member.instant) {
            let steps = now.seconds_since(instant).div_euclid(86_400);
            let place = usize::try_from(steps).ok().and_then(|steps| 29_usize.checked_sub(steps));
            if let Some(day) = place.and_then(|place| days.get_mut(place)) {
                *day += 1;
            }
        }
        days
    }

    /// The newest that a disk can be made from.
    pub fn newest_restorable(&self, now: Instant) -> Option<Newest<'_, 'a>> {
        self.newest(now, |member| member.readiness.restorable.is)
    }

    /// The newest that stands on its own.
    pub fn newest_durable(&self, now: Instant) -> Option<Newest<'_, 'a>> {
        self.newest(now, |member| member.readiness.durable.is)
    }

    fn newest(&self, now: Instant, wanted: impl Fn(&Member<'_>) -> bool) -> Option<Newest<'_, 'a>> {
        let member = self.members.iter().rev().find(|member| member.instant.is_some() && wanted(member))?;
        let instant = member.instant?;
        Some(Newest { member, instant, age_seconds: now.seconds_since(instant) })
    }

    /// The worst that holds.
    pub fn state_code(&self) -> StateCode {
        self.state_codes(&self.counts()).next().unwrap_or(StateCode::Ready)
    }

    /// All that hold, worst first; none when there is nothing to say. What is about taking snapshots is not asked of a
    /// disk that is gone.
    pub(crate) fn state_codes(&self, counts: &Counts) -> impl Iterator<Item = StateCode> {
        let gone = self.disk.exists == Some(false) && !self.has(Label::Copy);
        let full = !gone && counts.snapshots >= L1.of as usize;
        let warn = L1.warn_from.unwrap_or(L1.of) as usize;
        let last_failed = self.members.last().is_some_and(|member| member.readiness.state == State::Failed);
        let pending_full = self.can_grow() && self.copies_in_background() && limits::pending(self).full();
        [
            (full, StateCode::LimitReached),
            (pending_full, StateCode::PendingFull),
            (!gone && last_failed, StateCode::LastFailed),
            (counts.snapshots == 0, StateCode::NeverTaken),
            (!gone && !full && counts.snapshots >= warn, StateCode::NearlyFull),
            (limits::open_links(self).full(), StateCode::LinksFull),
            (counts.pending > 0, StateCode::StillCopying),
            (counts.unknown > 0, StateCode::NotKnown),
            (self.has(Label::Orphan), StateCode::Orphan),
            (self.has(Label::EarlierDisk), StateCode::EarlierDisk),
            (self.has(Label::Copy), StateCode::Copy),
        ]
        .into_iter()
        .filter_map(|(holds, code)| holds.then_some(code))
    }

    /// The state with its words.
    pub fn state(&self) -> UnitState {
        let (code, counts) = (self.state_code(), self.counts());
        let (title, detail) = self.titles(code, &counts);
        UnitState { code, level: code.level(), title, detail }
    }

    /// A state in a few words, and a few more.
    pub(crate) fn titles(&self, code: StateCode, counts: &Counts) -> (String, Option<String>) {
        let n = counts.snapshots;
        let last = self.members.last();
        match code {
            StateCode::LimitReached => ("Full".to_owned(), Some(format!("{n} of {}, the next is refused", L1.of))),
            StateCode::PendingFull => {
                let pending = limits::pending(self).used;
                ("None can be taken".to_owned(), Some(format!("{pending} of {} still copying", R11.of)))
            }
            StateCode::LastFailed => (
                "The last one failed".to_owned(),
                last.and_then(|member| member.instant).map(|at| format!("on {}", date(at))),
            ),
            StateCode::NeverTaken => ("No snapshot yet".to_owned(), None),
            StateCode::NearlyFull => {
                let left = (L1.of as usize).saturating_sub(n);
                (format!("{n} of {}", L1.of), Some(format!("room for {left} more")))
            }
            StateCode::LinksFull => {
                (format!("{} download links open", L3.of), Some("no more can be opened".to_owned()))
            }
            StateCode::StillCopying => (format!("{} still copying", counts.pending), self.failed_detail(counts)),
            StateCode::NotKnown => (format!("{} not known to be ready", counts.unknown), self.failed_detail(counts)),
            StateCode::Orphan => ("The disk is gone".to_owned(), Some(format!("{n} left"))),
            StateCode::EarlierDisk => {
                let detail = self.replaced.map(|at| format!("recreated on {}", date(at)));
                ("Of an earlier disk".to_owned(), detail)
            }
            StateCode::Copy => {
                (plural(n, "Copy", "Copies").to_owned(), self.location.map(|place| format!("in {place}")))
            }
            StateCode::Ready => ("Ready".to_owned(), self.failed_detail(counts)),
        }
    }

    fn failed_detail(&self, counts: &Counts) -> Option<String> {
        let newest = self.members.iter().rev().find(|member| member.readiness.state == State::Failed)?;
        Some(match newest.instant {
            Some(at) if counts.failed == 1 => format!("1 failed on {}", date(at)),
            Some(at) => format!("{} failed, the last on {}", counts.failed, date(at)),
            None => format!("{} failed", counts.failed),
        })
    }

    /// What is true, why, and what to do: two or three sentences.
    pub fn verdict(&self, now: Instant) -> String {
        self.verdict_on(self.state_code(), &self.counts(), now)
    }

    /// The same of one state that holds.
    pub(crate) fn verdict_on(&self, code: StateCode, counts: &Counts, now: Instant) -> String {
        let said = self.words_of(code, counts);
        if counts.snapshots == 0 {
            return said;
        }
        match self.newest_restorable(now) {
            Some(newest) => format!(
                "{said} The newest that can be restored is from {}, {}.",
                moment(newest.instant),
                ago(newest.instant, now)
            ),
            None => format!("{said} None can be restored now."),
        }
    }

    /// A state that holds in a sentence or two.
    pub(crate) fn words_of(&self, code: StateCode, counts: &Counts) -> String {
        let n = counts.snapshots;
        let snapshots = plural(n, "snapshot", "snapshots");
        match code {
            StateCode::LimitReached => {
                format!("The next snapshot is refused: {n} exist, and a disk may have {} at one time.", L1.of)
            }
            StateCode::PendingFull => limits::pending_full(self),
            StateCode::LastFailed => {
                let why = self.members.last().map_or("", |member| &member.readiness.durable.why);
                format!("The last snapshot failed. {}", why.trim_start_matches("Failed. "))
            }
            StateCode::NeverTaken => "No snapshot of this disk exists, so nothing can be restored.".to_owned(),
            StateCode::NearlyFull => {
                format!("{n} of {} snapshots exist; when all {} do, the next is refused.", L1.of, L1.of)
            }
            StateCode::LinksFull => {
                "Five download links are open, and a family may have five. Revoke one before opening another."
                    .to_owned()
            }
            StateCode::StillCopying => self.copying(counts),
            StateCode::NotKnown => {
                let unknown = self.members.iter().rev().find(|member| member.readiness.state == State::Unknown);
                let why = unknown.map_or("", |member| &member.readiness.durable.why);
                format!(
                    "{} {} {} not known to be ready. {}",
                    count_first(counts.unknown),
                    plural(counts.unknown, "snapshot", "snapshots"),
                    are(counts.unknown),
                    why.trim_start_matches("Not known. ")
                )
            }
            StateCode::Orphan if counts.ready == n => format!(
                "The disk no longer exists. {} {} still {} to a whole disk, and still {} money.",
                plural(n, "This", "These"),
                if n == 1 { "snapshot".to_owned() } else { format!("{n} snapshots") },
                plural(n, "restores", "restore"),
                plural(n, "costs", "cost")
            ),
            StateCode::Orphan => format!(
                "The disk no longer exists. Of {} {snapshots}, {} still {} to a whole disk; all cost money.",
                count(n),
                if counts.ready == 0 { "none".to_owned() } else { count(counts.ready) },
                plural(counts.ready, "restores", "restore")
            ),
            StateCode::EarlierDisk => format!(
                "The disk was recreated{}: {n} {snapshots} {} to the earlier disk of this name.",
                self.replaced.map(|at| format!(" on {}", date(at))).unwrap_or_default(),
                plural(n, "belongs", "belong")
            ),
            StateCode::Copy | StateCode::Ready => self.ready(counts),
        }
    }

    fn ready(&self, counts: &Counts) -> String {
        let n = counts.snapshots;
        let place = self.location.map(|place| format!(" in {place}")).unwrap_or_default();
        let things = match (self.has(Label::Copy), n) {
            (true, 1) => format!("copy{place}"),
            (true, _) => format!("copies{place}"),
            (false, 1) => "snapshot".to_owned(),
            (false, _) => "snapshots".to_owned(),
        };
        match (n, counts.failed) {
            (1, 0) => format!("The one {things} is ready."),
            (_, 0) => format!("All {n} {things} are ready."),
            _ => format!("{} of {n} {things} {} ready; the rest failed.", count_first(counts.ready), are(counts.ready)),
        }
    }

    fn copying(&self, counts: &Counts) -> String {
        let instant = self.members.iter().filter(|member| member.readiness.state == State::InstantAccess).count();
        let n = counts.pending;
        let head = format!("{} {} {} still copying", count_first(n), plural(n, "snapshot", "snapshots"), are(n));
        if instant == 0 {
            return format!("{head} and cannot be used yet.");
        }
        format!(
            "{head}; {} {} instant access, which does not protect from losing the disk.",
            if instant == n { plural(n, "it", "all").to_owned() } else { count(instant) },
            plural(instant, "has", "have")
        )
    }
}

impl StateCode {
    /// How much it matters.
    pub fn level(self) -> Level {
        match self {
            Self::LimitReached | Self::PendingFull | Self::LastFailed | Self::NeverTaken => Level::Stop,
            Self::NearlyFull | Self::LinksFull => Level::Warn,
            Self::StillCopying | Self::NotKnown => Level::Watch,
            Self::Orphan | Self::EarlierDisk | Self::Copy | Self::Ready => Level::Quiet,
        }
    }

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LimitReached => "limit_reached",
            Self::PendingFull => "pending_full",
            Self::LastFailed => "last_failed",
            Self::NeverTaken => "never_taken",
            Self::NearlyFull => "nearly_full",
            Self::LinksFull => "links_full",
            Self::StillCopying => "still_copying",
            Self::NotKnown => "not_known",
            Self::Orphan => "orphan",
            Self::EarlierDisk => "earlier_disk",
            Self::Copy => "copy",
            Self::Ready => "ready",
        }
    }
}

impl Serialize for StateCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Level {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Warn => "warn",
            Self::Watch => "watch",
            Self::Quiet => "quiet",
        }
    }
}
