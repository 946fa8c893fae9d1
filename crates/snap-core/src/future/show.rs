//! A future as an answer tells it: compact, in columns.

use serde::{Serialize, Serializer};

use super::{Course, Future, Gap, Origin, Outlook, Peak, Runs, said};
use crate::instant::Instant;
use crate::limits::{L1, L2, R11};
use crate::retention::Hold;
use crate::say::Sentence;

/// How much is told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Counts, peaks and gaps.
    #[default]
    Summary,
    /// And every day.
    Days,
    /// And every snapshot.
    Lives,
}

impl Detail {
    /// All, with their words.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Summary, "summary"), (Self::Days, "days"), (Self::Lives, "lives")];
}

/// What a future rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureAssumption"))]
pub struct Assumption {
    /// Stable.
    pub code: &'static str,
    /// For a person.
    pub text: Sentence,
}

/// As it is written, the most of something at one time.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FuturePeak"))]
struct PeakView {
    /// How many.
    count: u32,
    /// When first.
    at: Instant,
    /// How many are allowed.
    of: u32,
}

/// As they are written, the runs to which the same happened.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureRuns"))]
struct RunsView {
    /// How many.
    runs: u32,
    /// The first of them.
    first: Instant,
    /// The last of them.
    last: Instant,
}

/// As they are written, the runs that a limit refused.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureRefused"))]
struct RefusedView {
    /// The limit.
    id: &'static str,
    #[serde(flatten)]
    runs: RunsView,
}

/// As it is written, the time between two instants.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureGap"))]
pub(super) struct GapView {
    /// Its length, rounded down.
    seconds: i64,
    /// The earlier one.
    from: Instant,
    /// The later one.
    until: Instant,
}

/// A future, told.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Future"))]
pub struct Told<'f> {
    /// `grows`, `pruned` or `still`.
    course: &'static str,
    /// What becomes of it.
    sentence: Sentence,
    /// How many there are today.
    today: usize,
    /// How many are taken.
    taken: usize,
    /// How many are dropped.
    dropped: usize,
    /// How many are left at the end.
    left: usize,
    /// The most that are there before a run prunes, against L1.
    peak: PeakView,
    /// When the warning of L1 is first reached.
    near_full_at: Option<Instant>,
    /// The most that are copying, against R11.
    copying: PeakView,
    /// The most in any 300 seconds, against L2.
    burst: PeakView,
    /// The runs that can take none, limit by limit.
    refused: Vec<RefusedView>,
    /// The runs that do not take place.
    missed: Option<RunsView>,
    /// The runs that do not prune.
    unpruned: Option<RunsView>,
    /// The first day at whose end the widest gap is there.
    widest_gap_day: Option<String>,
    /// Between neighbouring complete snapshots at the end of any day.
    widest_gap: Option<Gap>,
    /// The longest time from the newest complete one to the next.
    exposure: Option<Gap>,
    /// Day by day; with detail `days` and `lives`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    days: Option<DaysView<'f>>,
    /// Snapshot by snapshot; with detail `lives`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    lives: Option<LivesView>,
}

/// As they are written, the days: one number a day of the policy's zone; a pair is the day from which on it is so.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureDays"))]
struct DaysView<'f> {
    /// The first day.
    first: String,
    /// How many are taken.
    born: &'f [u32],
    /// How many are dropped.
    died: &'f [u32],
    /// The widest gap at the day's end, in seconds.
    widest_gap: &'f [(u32, Option<i64>)],
    /// The oldest complete one at the day's end.
    oldest: &'f [(u32, Option<Instant>)],
}

/// As they are written, the lives: a column each, those of today first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "FutureLives"))]
struct LivesView {
    /// Whole seconds after the one before; the first: after `now`.
    born: Vec<i64>,
    /// The life from which on so many seconds pass until it is complete; null: never.
    ready: Vec<(usize, Option<i64>)>,
    /// Seconds until it is dropped; null: it is left.
    lived: Vec<Option<i64>>,
}

impl PeakView {
    fn of(peak: &Peak, of: u32) -> Self {
        Self { count: peak.count, at: peak.at, of }
    }
}

impl RunsView {
    fn of(runs: Runs) -> Self {
        Self { runs: runs.count, first: runs.first, last: runs.last }
    }
}

impl RefusedView {
    fn of(id: &'static str, runs: Runs) -> Self {
        Self { id, runs: RunsView::of(runs) }
    }
}

impl LivesView {
    fn of(future: &Future) -> Self {
        let mut before = future.now;
        let mut born = Vec::with_capacity(future.lives.len());
        let mut ready: Vec<(usize, Option<i64>)> = Vec::new();
        for (at, life) in future.lives.iter().enumerate() {
            born.push(life.born.whole_second().seconds_since(before.whole_second()));
            before = life.born;
            let after = life.ready.map(|ready| ready.seconds_since(life.born));
            if ready.last().is_none_or(|(_, last)| *last != after) {
                ready.push((at, after));
            }
        }
        let lived = |life: &super::Life| life.died.map(|died| died.seconds_since(life.born));
        Self { born, ready, lived: future.lives.iter().map(lived).collect() }
    }
}

impl Serialize for Gap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        GapView { seconds: self.seconds(), from: self.from, until: self.until }.serialize(serializer)
    }
}

impl Future {
    /// The future as an answer has it.
    pub fn told(&self, detail: Detail) -> Told<'_> {
        let today = self.lives.iter().filter(|life| life.member.is_some()).count();
        let (dropped, widest, days) = (self.dropped(), self.days.widest_of_all, &self.days);
        Told {
            course: self.course.as_str(),
            sentence: self.sentence(),
            today,
            taken: self.lives.len() - today,
            dropped,
            left: self.lives.len() - dropped,
            peak: PeakView::of(&self.peak, L1.of),
            near_full_at: self.near_full,
            copying: PeakView::of(&self.copying, R11.of),
            burst: PeakView::of(&self.burst, L2.of),
            refused: self.refusals().map(|(obstacle, runs)| RefusedView::of(obstacle.id(), runs)).collect(),
            missed: self.missed.map(RunsView::of),
            unpruned: self.unpruned.map(RunsView::of),
            widest_gap_day: widest.map(|(day, _)| day.to_string()),
            widest_gap: widest.map(|(_, gap)| gap),
            exposure: self.exposure,
            days: (detail >= Detail::Days).then(|| DaysView {
                first: days.first.to_string(),
                born: &days.born,
                died: &days.died,
                widest_gap: &days.widest,
                oldest: &days.oldest,
            }),
            lives: (detail >= Detail::Lives).then(|| LivesView::of(self)),
        }
    }

    /// What becomes of it, in a sentence or two.
    pub fn sentence(&self) -> Sentence {
        let (taken, dropped, peak) = (self.taken(), self.dropped(), self.peak.count as usize);
        let left = self.lives.len() - dropped;
        let mut more = Vec::new();
        for (obstacle, runs) in self.refusals() {
            let of = match obstacle {
                super::Obstacle::L1 => L1,
                super::Obstacle::R11 => R11,
                super::Obstacle::L2 => L2,
            };
            more.push(said::future_refused(runs.count as usize, runs.first, of.id, of.count()));
        }
        more.extend(self.missed.map(|runs| said::future_missed(runs.count as usize)));
        more.extend(self.unpruned.map(|runs| said::future_unpruned(runs.count as usize)));
        match self.course {
            Course::Still => said::future_still(),
            Course::Pruned => said::future_pruned(dropped, left, peak, more),
            Course::Grows => said::future_grows(taken, dropped, left, peak, more),
        }
    }
}

impl Origin<'_> {
    /// What a future from here rests on.
    pub fn assumptions(&self, outlook: &Outlook<'_>) -> Vec<Assumption> {
        let mut told = Vec::new();
        let mut tell = |code, text| told.push(Assumption { code, text });
        let held = self.points.iter().any(|point| !point.holds.is_empty());
        let foreign = |point: &crate::retention::Point<'_>| {
            point.not_ours.is_some() && outlook.policy.adopt.binary_search(point.id).is_err()
        };
        match self.course {
            Course::Still => tell("still", said::assume_still()),
            Course::Pruned => tell("pruned_only", said::assume_pruned_only()),
            Course::Grows => {}
        }
        if outlook.policy.owned_only && self.points.iter().any(foreign) {
            tell("not_ours_stays", said::assume_not_ours_stays());
        }
        if held {
            tell("held_stays", said::assume_held_stays());
        }
        if self.points.iter().flat_map(|point| &point.holds).any(|hold| matches!(hold, Hold::Immutable { .. })) {
            tell("immutable_stays", said::assume_immutable_stays());
        }
        if self.taken_on_trust {
            tell("read_by_runs", said::assume_read_by_runs());
        }
        match outlook.weather.ready {
            Some(seconds) => tell("ready_given", said::assume_ready_given(minutes(seconds))),
            None if !self.copying.is_none() => tell("ready_assumed", self.copying.words()),
            None => {}
        }
        if outlook.weather.ready.is_some_and(|ready| ready > 0) || !self.copying.is_none() {
            tell("run_waits", said::assume_run_waits(minutes(outlook.weather.wait)));
        }
        told
    }
}

/// Whole minutes; what is no count is none.
fn minutes(seconds: i64) -> usize {
    usize::try_from(seconds / 60).unwrap_or(0)
}
