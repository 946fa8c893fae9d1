//! A future as an answer tells it: compact, in columns.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::{Course, Future, Gap, Origin, Outlook, Parting, Peak, Runs, said};
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
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Assumption {
    /// Stable.
    pub code: &'static str,
    /// For a person.
    pub text: Sentence,
}

/// A future, told. Members: `course`, `sentence`, `now`, `taken`, `dropped`, `left`, `peak`, `copying`, `burst`,
/// `refused`, `missed`, `unpruned`, `widestGap`, `exposure`, and with more detail `days` and `lives`.
#[derive(Debug)]
pub struct Told<'f> {
    /// The future.
    pub future: &'f Future,
    /// How much of it.
    pub detail: Detail,
}

struct Of<'p>(&'p Peak, u32);

impl Serialize for Of<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Peak", 3)?;
        out.serialize_field("count", &self.0.count)?;
        out.serialize_field("at", &self.0.at)?;
        out.serialize_field("of", &self.1)?;
        out.end()
    }
}

struct Happened(Option<&'static str>, Runs);

impl Serialize for Happened {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Runs", 4)?;
        if let Some(id) = self.0 {
            out.serialize_field("id", id)?;
        }
        out.serialize_field("runs", &self.1.count)?;
        out.serialize_field("first", &self.1.first)?;
        out.serialize_field("last", &self.1.last)?;
        out.end()
    }
}

impl Serialize for Gap {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Gap", 3)?;
        out.serialize_field("seconds", &self.seconds())?;
        out.serialize_field("from", &self.from)?;
        out.serialize_field("until", &self.until)?;
        out.end()
    }
}

impl Serialize for Parting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Parting", 4)?;
        out.serialize_field("at", &self.at)?;
        out.serialize_field("oneIn", &self.one_in)?;
        out.serialize_field("onlyByRuns", &self.only_by_runs)?;
        out.serialize_field("onlyAtOnce", &self.only_at_once)?;
        out.end()
    }
}

impl Serialize for Told<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let future = self.future;
        let mut out = serializer.serialize_struct("Future", 16)?;
        out.serialize_field("course", future.course.as_str())?;
        out.serialize_field("sentence", &future.sentence())?;
        let today = future.lives.iter().filter(|life| life.member.is_some()).count();
        out.serialize_field("today", &today)?;
        out.serialize_field("taken", &(future.lives.len() - today))?;
        out.serialize_field("dropped", &future.dropped())?;
        out.serialize_field("left", &(future.lives.len() - future.dropped()))?;
        out.serialize_field("peak", &Of(&future.peak, L1.of))?;
        out.serialize_field("nearFullAt", &future.near_full)?;
        out.serialize_field("copying", &Of(&future.copying, R11.of))?;
        out.serialize_field("burst", &Of(&future.burst, L2.of))?;
        let refused: Vec<Happened> = future.refusals().map(|(o, runs)| Happened(Some(o.id()), runs)).collect();
        out.serialize_field("refused", &refused)?;
        out.serialize_field("missed", &future.missed.map(|runs| Happened(None, runs)))?;
        out.serialize_field("unpruned", &future.unpruned.map(|runs| Happened(None, runs)))?;
        let widest = future.days.widest_of_all;
        out.serialize_field("widestGapDay", &widest.map(|(day, _)| day.to_string()))?;
        out.serialize_field("widestGap", &widest.map(|(_, gap)| gap))?;
        out.serialize_field("exposure", &future.exposure)?;
        if self.detail >= Detail::Days {
            out.serialize_field("days", &Days(future))?;
        }
        if self.detail >= Detail::Lives {
            out.serialize_field("lives", &Lives(future))?;
        }
        out.end()
    }
}

struct Days<'f>(&'f Future);

impl Serialize for Days<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let days = &self.0.days;
        let mut out = serializer.serialize_struct("Days", 5)?;
        out.serialize_field("first", &days.first.to_string())?;
        out.serialize_field("born", &days.born)?;
        out.serialize_field("died", &days.died)?;
        out.serialize_field("widestGap", &days.widest)?;
        out.serialize_field("oldest", &days.oldest)?;
        out.end()
    }
}

struct Lives<'f>(&'f Future);

impl Serialize for Lives<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let future = self.0;
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
        let mut out = serializer.serialize_struct("Lives", 3)?;
        out.serialize_field("born", &born)?;
        out.serialize_field("ready", &ready)?;
        out.serialize_field("lived", &future.lives.iter().map(lived).collect::<Vec<_>>())?;
        out.end()
    }
}

impl Future {
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
