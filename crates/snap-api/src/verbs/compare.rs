//! `compare`: two policies, or what exists and a policy, side by side over time.

use serde::Serialize;
use serde_json::value::RawValue;
use snap_core::cost::{Against, Money};
use snap_core::future::{Comparison, Detail, Future, Only, Told, compare_never, compare_summary};
use snap_core::instant::Instant;
use snap_core::say::Sentence;
use snap_core::unit::Chains;

use super::future::{Asked, Side, Work};
use crate::answer::{self, Refusal};
use crate::request;
use crate::session::{self, Job};
use crate::verbs;

pub(crate) struct CompareJob {
    asked: Asked,
    work: Work,
    summary: Summary,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "CompareSummary"))]
struct Summary {
    units: usize,
    units_that_differ: usize,
    first_differs_at: Option<Instant>,
    left_a: usize,
    left_b: usize,
    /// Told at the end.
    sentence: Option<Sentence>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ComparedUnit"))]
struct UnitView<'f> {
    unit: Option<&'f str>,
    label: Option<&'f str>,
    first_differs_at: Option<Instant>,
    /// In one only, at the end.
    left_only_a: usize,
    left_only_b: usize,
    sentence: Sentence,
    a: Told<'f>,
    b: Told<'f>,
    cost: Option<CostView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    days: Option<DaysView<'f>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    only_a: Option<Vec<Row>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    only_b: Option<Vec<Row>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ComparedDays"))]
struct DaysView<'f> {
    first: String,
    a: &'f [u32],
    b: &'f [u32],
    only_a: &'f [u32],
    only_b: &'f [u32],
}

/// Life, when it was taken, from when and until when it differs; in seconds from `now`.
type Row = (usize, i64, i64, Option<i64>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ComparedCost"))]
struct CostView {
    a: Money,
    b: Money,
    /// `b` against `a`.
    against: Against,
}

/// The answer of `compare`.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Compared"))]
pub(crate) struct Answer {
    now: Instant,
    until: Instant,
    summary: Summary,
    #[cfg_attr(feature = "typescript", ts(as = "Vec<UnitView<'static>>"))]
    units: Box<RawValue>,
}

impl CompareJob {
    pub(crate) fn new(mut request: request::Compare) -> Result<Self, Refusal> {
        let (a, b) = (side(&request.a, "a")?, side(&request.b, "b")?);
        let sides = match (a, b) {
            (Some(a), Some(b)) => vec![Side { policy: a, existing: false }, Side { policy: b, existing: false }],
            (Some(a), None) => vec![Side { policy: a.clone(), existing: false }, Side { policy: a, existing: true }],
            (None, Some(b)) => vec![Side { policy: b.clone(), existing: true }, Side { policy: b, existing: false }],
            (None, None) => {
                let message = "`a` and `b` are both what exists; give a policy in one of them";
                return Err(Refusal::new("bad_request", message).at("b"));
            }
        };
        Ok(Self { asked: Asked::read(sides, request.ahead())?, work: Work::default(), summary: Summary::default() })
    }

    /// The answer over no documents at all: from nothing.
    pub(crate) fn alone(request: request::Compare) -> Result<Vec<u8>, Refusal> {
        let job = Self::new(request)?;
        job.asked.needs_session("compare")?;
        session::alone(job)
    }
}

/// A policy; `None` for what exists.
fn side(raw: &RawValue, member: &str) -> Result<Option<snap_core::retention::Policy>, Refusal> {
    if raw.get().trim() == "\"existing\"" {
        return Ok(None);
    }
    let side: request::Side = serde_json::from_str(raw.get()).map_err(|error| {
        let message = format!("`{member}` is neither `existing` nor an object with a `policy`: {error}");
        Refusal::new("bad_request", message).at(member)
    })?;
    let placed = |refusal: Refusal| {
        let place = format!("{member}/policy{}", refusal.target.as_deref().unwrap_or_default());
        refusal.at(place)
    };
    verbs::policy::read_policy(side.policy.get().as_bytes()).map(Some).map_err(placed)
}

impl Job for CompareJob {
    fn total(&self, chains: &Chains<'_>) -> usize {
        self.asked.total(chains)
    }

    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let Self { asked, work: doing, summary } = self;
        let now = asked.now;
        doing.slice(asked, from, work, chains, |told, unit, futures| {
            let [a, b] = futures.as_slice() else { return Ok(()) };
            let comparison = Comparison::of(a, b);
            let [left_only_a, left_only_b] = comparison.left();
            summary.add(a, b, &comparison);
            let lives = asked.detail == Detail::Lives;
            let rows = |only: &[Only], future: &Future| -> Vec<Row> {
                let row = |only: &Only| {
                    let born = future.lives.get(only.life)?.born.seconds_since(now);
                    Some((only.life, born, only.from.seconds_since(now), only.until.map(|u| u.seconds_since(now))))
                };
                only.iter().filter_map(row).collect()
            };
            let cost = asked.cost(a, unit).zip(asked.cost(b, unit)).map(|(a, b)| CostView {
                a: Money(a.money),
                b: Money(b.money),
                against: Against::of(b.money, a.money),
            });
            let [in_a, in_b, only_in_a, only_in_b] = &comparison.days;
            told.push(&UnitView {
                unit: unit.map(|unit| unit.key.as_str()),
                label: unit.map(|unit| unit.label),
                first_differs_at: comparison.first,
                left_only_a,
                left_only_b,
                sentence: comparison.sentence(a, b),
                a: a.told(if lives { Detail::Lives } else { Detail::Summary }),
                b: b.told(if lives { Detail::Lives } else { Detail::Summary }),
                cost,
                days: (asked.detail >= Detail::Days).then(|| DaysView {
                    first: a.days.first.to_string(),
                    a: in_a,
                    b: in_b,
                    only_a: only_in_a,
                    only_b: only_in_b,
                }),
                only_a: lives.then(|| rows(&comparison.only_a, a)),
                only_b: lives.then(|| rows(&comparison.only_b, b)),
            });
            Ok(())
        })
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        let Self { asked, work, summary } = *self;
        let answer = Answer {
            now: asked.now,
            until: asked.until,
            summary: Summary { sentence: Some(summary.told()), ..summary },
            units: work.told.into_array(),
        };
        answer::done(answer, &asked.units.warnings(chains))
    }
}

impl Summary {
    fn add(&mut self, a: &Future, b: &Future, comparison: &Comparison) {
        self.units += 1;
        self.units_that_differ += usize::from(comparison.first.is_some());
        self.first_differs_at = [self.first_differs_at, comparison.first].into_iter().flatten().min();
        self.left_a += a.lives.len() - a.dropped();
        self.left_b += b.lives.len() - b.dropped();
    }

    fn told(&self) -> Sentence {
        match self.units_that_differ {
            0 => compare_never(),
            differ => compare_summary(differ, self.units, self.left_a, self.left_b),
        }
    }
}
