//! What a unit's state is in one word, and what a person should know about it in a sentence or two.

use serde::{Serialize, Serializer};

use super::{Label, Member, Unit, said};
use crate::instant::Instant;
use crate::limits::{self, L1, L3, R11};
use crate::readiness::State;
use crate::say::Sentence;

/// How many snapshots there are of each kind; instant access counts as pending, for its copy has not ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SnapshotCounts"))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct UnitState {
    /// Stable.
    pub code: StateCode,
    /// Follows from the code.
    pub level: Level,
    /// A few words.
    pub title: Sentence,
    /// A few more.
    pub detail: Option<Sentence>,
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
    pub(crate) fn titles(&self, code: StateCode, counts: &Counts) -> (Sentence, Option<Sentence>) {
        let n = counts.snapshots;
        let last = self.members.last();
        match code {
            StateCode::LimitReached => (said::state_full(), Some(said::state_full_detail(n, L1.count()))),
            StateCode::PendingFull => {
                let pending = limits::pending(self).used as usize;
                (said::state_pending_full(), Some(said::state_pending_full_detail(pending, R11.count())))
            }
            StateCode::LastFailed => {
                let at = last.and_then(|member| member.instant);
                (said::state_last_failed(), at.map(said::state_last_failed_detail))
            }
            StateCode::NeverTaken => (said::state_never_taken(), None),
            StateCode::NearlyFull => {
                let left = L1.count().saturating_sub(n);
                (said::state_nearly_full(n, L1.count()), Some(said::state_nearly_full_detail(left)))
            }
            StateCode::LinksFull => (said::state_links_full(L3.count()), Some(said::state_links_full_detail())),
            StateCode::StillCopying => (said::state_still_copying(counts.pending), self.failed_detail(counts)),
            StateCode::NotKnown => (said::state_not_known(counts.unknown), self.failed_detail(counts)),
            StateCode::Orphan => (said::state_orphan(), Some(said::state_orphan_detail(n))),
            StateCode::EarlierDisk => (said::state_earlier_disk(), self.replaced.map(said::state_earlier_disk_detail)),
            StateCode::Copy => (said::state_copy(n), self.location.map(said::state_copy_detail)),
            StateCode::Ready => (said::state_ready(), self.failed_detail(counts)),
        }
    }

    fn failed_detail(&self, counts: &Counts) -> Option<Sentence> {
        let newest = self.members.iter().rev().find(|member| member.readiness.state == State::Failed)?;
        Some(said::state_failed_detail(counts.failed, newest.instant))
    }

    /// What is true, why, and what to do: two or three sentences.
    pub fn verdict(&self, now: Instant) -> Sentence {
        self.verdict_on(self.state_code(), &self.counts(), now)
    }

    /// The same of one state that holds.
    pub(crate) fn verdict_on(&self, code: StateCode, counts: &Counts, now: Instant) -> Sentence {
        let said = self.words_of(code, counts);
        if counts.snapshots == 0 {
            return said;
        }
        match self.newest_restorable(now) {
            Some(newest) => said::unit_verdict(said, newest.instant, now.seconds_since(newest.instant)),
            None => said::unit_verdict_none(said),
        }
    }

    /// A state that holds in a sentence or two.
    pub(crate) fn words_of(&self, code: StateCode, counts: &Counts) -> Sentence {
        let n = counts.snapshots;
        let why = |member: &Member<'_>| member.readiness.durable.why.clone();
        match code {
            StateCode::LimitReached => said::unit_limit_reached(n, L1.count()),
            StateCode::PendingFull => limits::pending_full(self),
            StateCode::LastFailed => said::unit_last_failed(self.members.last().map(why)),
            StateCode::NeverTaken => said::unit_never_taken(),
            StateCode::NearlyFull => said::unit_nearly_full(n, L1.count()),
            StateCode::LinksFull => said::unit_links_full(),
            StateCode::StillCopying => self.copying(counts),
            StateCode::NotKnown => {
                let unknown = self.members.iter().rev().find(|member| member.readiness.state == State::Unknown);
                said::unit_not_known(counts.unknown, unknown.map(why))
            }
            StateCode::Orphan if counts.ready == n => said::unit_orphan(n),
            StateCode::Orphan => said::unit_orphan_some(n, counts.ready),
            StateCode::EarlierDisk => said::unit_earlier_disk(n, self.replaced),
            StateCode::Copy | StateCode::Ready => self.ready(counts),
        }
    }

    fn ready(&self, counts: &Counts) -> Sentence {
        let Counts { snapshots, ready, failed, .. } = *counts;
        match (self.has(Label::Copy), failed) {
            (true, 0) => said::unit_all_copies_ready(snapshots, self.location),
            (true, _) => said::unit_some_copies_ready(ready, snapshots, self.location),
            (false, 0) => said::unit_all_ready(snapshots),
            (false, _) => said::unit_some_ready(ready, snapshots),
        }
    }

    fn copying(&self, counts: &Counts) -> Sentence {
        let instant = self.members.iter().filter(|member| member.readiness.state == State::InstantAccess).count();
        match counts.pending {
            pending if instant == 0 => said::unit_copying(pending),
            pending if instant == pending => said::unit_copying_instant(pending),
            pending => said::unit_copying_some_instant(pending, instant),
        }
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
