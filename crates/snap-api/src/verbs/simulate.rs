//! `simulate`: what there will be on any date, run by run.

use serde::Serialize;
use serde_json::value::RawValue;
use snap_core::cost::{Cost, Monthly};
use snap_core::future::{Assumption, Detail, Ends, Future, Parting, Told, future_summary};
use snap_core::instant::Instant;
use snap_core::retention::{Policy, Reason, Verdict};
use snap_core::say::Sentence;
use snap_core::unit::{Chains, Unit};

use super::future::{Asked, Side, Work};
use crate::answer::{self, Refusal};
use crate::request;
use crate::session::{self, Job};
use crate::verbs;

/// The most instants at which the state is told.
const MOST_INSTANTS: usize = 1_000;

/// The most ages by which gaps are told, and the longest in days.
const MOST_WINDOWS: usize = 8;
const LONGEST_WINDOW: u32 = 36_525;

pub(crate) struct SimulateJob {
    asked: Asked,
    at: Vec<Instant>,
    /// Whether it is told where pruning at once would differ: that takes about as long as all the rest.
    one_shot: bool,
    /// By which ages the ends of days are told, if they are.
    windows: Option<Vec<u32>>,
    work: Work,
    summary: Summary,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SimulationSummary"))]
struct Summary {
    units: usize,
    taken: usize,
    dropped: usize,
    left: usize,
    /// Units in which a run can take none.
    refused: usize,
    /// Units that are told to differ from pruning at once.
    differs: usize,
    /// Told at the end.
    sentence: Option<Sentence>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SimulatedUnit"))]
struct UnitView<'f> {
    unit: Option<&'f str>,
    label: Option<&'f str>,
    #[serde(flatten)]
    told: Told<'f>,
    assumptions: Vec<Assumption>,
    differs_from_one_shot: Option<Parting>,
    cost: Option<Cost>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    ends: Option<Ends>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    monthly: Option<Monthly>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "typescript", ts(optional))]
    members: Option<Vec<&'f str>>,
    at: Vec<StandView<'f>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Stand"))]
struct StandView<'f> {
    at: Instant,
    decided: Option<Instant>,
    count: usize,
    snapshots: Vec<SnapshotView<'f>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "StandSnapshot"))]
struct SnapshotView<'f> {
    life: usize,
    id: Option<&'f str>,
    instant: Instant,
    there: bool,
    verdict: Verdict,
    reasons: Vec<Reason>,
}

/// The answer of `simulate`.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Simulation"))]
pub(crate) struct Answer<'a> {
    now: Instant,
    until: Instant,
    policy: Option<&'a Policy>,
    summary: Summary,
    #[cfg_attr(feature = "typescript", ts(as = "Vec<UnitView<'static>>"))]
    units: Box<RawValue>,
}

impl SimulateJob {
    pub(crate) fn new(mut request: request::Simulate) -> Result<Self, Refusal> {
        let policy = verbs::policy::read_policy(request.policy.get().as_bytes())?;
        let asked = Asked::read(vec![Side { policy, existing: false }], request.ahead())?;
        let at = request.at.unwrap_or_default();
        if at.len() > MOST_INSTANTS {
            let message = format!("{} instants are asked for; expected at most {MOST_INSTANTS}", at.len());
            return Err(Refusal::new("bad_request", message).at("at"));
        }
        if let Some(outside) = at.iter().find(|at| **at < asked.now || **at >= asked.until) {
            let message = format!("`{outside}` is not between `now` and the end, `{}`", asked.until);
            return Err(Refusal::new("bad_request", message).at("at"));
        }
        let windows = request.windows.map(|ages| windows(ages, asked.detail)).transpose()?;
        let one_shot = request.one_shot.unwrap_or(true);
        Ok(Self { asked, at, one_shot, windows, work: Work::default(), summary: Summary::default() })
    }

    /// The answer over no documents at all: from nothing.
    pub(crate) fn alone(request: request::Simulate) -> Result<Vec<u8>, Refusal> {
        let job = Self::new(request)?;
        job.asked.needs_session("simulate")?;
        session::alone(job)
    }
}

impl Job for SimulateJob {
    fn total(&self, chains: &Chains<'_>) -> usize {
        self.asked.total(chains)
    }

    fn slice(&mut self, from: usize, work: usize, chains: &Chains<'_>) -> Result<usize, Refusal> {
        let Self { asked, at, one_shot, windows, work: doing, summary } = self;
        doing.slice(asked, from, work, chains, |told, unit, futures| {
            let (Some(side), Some(future)) = (asked.sides.first(), futures.first()) else { return Ok(()) };
            let (origin, outlook) = (asked.origin(side, unit, chains)?, asked.outlook(side)?);
            let differs = if *one_shot { future.differs_at_once(&origin, &outlook) } else { None };
            summary.add(future, differs.is_some());
            let stand = |at: &Instant| {
                let stand = future.stand_at(&origin, &outlook, *at);
                StandView {
                    at: *at,
                    decided: stand.decided,
                    count: future.count_at(*at),
                    snapshots: stand
                        .decisions
                        .into_iter()
                        .filter_map(|decision| {
                            let life = future.lives.get(decision.at)?;
                            Some(SnapshotView {
                                life: decision.at,
                                id: life.member.and_then(|at| id(unit?, at)),
                                instant: life.born,
                                there: life.is_there(*at),
                                verdict: decision.verdict,
                                reasons: decision.reasons,
                            })
                        })
                        .collect(),
                }
            };
            let ends = windows.as_ref().map(|ages| {
                let dated = |life: usize| origin.points.get(life).is_none_or(|point| point.instant.is_some());
                Ends::of(future, &outlook.zone, ages, dated)
            });
            let cost = asked.cost(future, unit);
            let priced = cost.as_ref().filter(|_| ends.is_some()).zip(asked.model(unit));
            told.push(&UnitView {
                unit: unit.map(|unit| unit.key.as_str()),
                label: unit.map(|unit| unit.label),
                told: future.told(asked.detail),
                ends,
                assumptions: origin.assumptions(&outlook),
                differs_from_one_shot: differs,
                monthly: priced.map(|(cost, model)| cost.monthly(&future.days.ends, model.price.storage)),
                cost,
                members: (asked.detail == Detail::Lives)
                    .then(|| future.lives.iter().filter_map(|life| id(unit?, life.member?)).collect()),
                at: at.iter().map(stand).collect(),
            });
            Ok(())
        })
    }

    fn finish(self: Box<Self>, chains: &Chains<'_>) -> Vec<u8> {
        let Self { asked, work, summary, .. } = *self;
        let answer = Answer {
            now: asked.now,
            until: asked.until,
            policy: asked.sides.first().map(|side| &side.policy),
            summary: Summary { sentence: Some(summary.told()), ..summary },
            units: work.told.into_array(),
        };
        answer::done(answer, &asked.units.warnings(chains))
    }
}

/// Ages in days, read.
fn windows(ages: Vec<u32>, detail: Detail) -> Result<Vec<u32>, Refusal> {
    let bad = |message: String| Refusal::new("bad_request", message).at("windows");
    if detail < Detail::Days {
        return Err(bad("`windows` is about days; ask with `detail`: `days` or `lives`".to_owned()));
    }
    if ages.len() > MOST_WINDOWS {
        return Err(bad(format!("{} ages are given; expected at most {MOST_WINDOWS}", ages.len())));
    }
    match ages.iter().find(|days| !(1..=LONGEST_WINDOW).contains(*days)) {
        Some(days) => Err(bad(format!("`{days}` is no age; expected 1 to {LONGEST_WINDOW} days"))),
        None => Ok(ages),
    }
}

fn id<'c>(unit: &'c Unit<'c>, at: usize) -> Option<&'c str> {
    unit.members.get(at).map(|member| member.snapshot.id.as_str())
}

impl Summary {
    fn add(&mut self, future: &Future, differs: bool) {
        let (taken, dropped) = (future.taken(), future.dropped());
        self.units += 1;
        self.taken += taken;
        self.dropped += dropped;
        self.left += future.lives.len() - dropped;
        self.refused += usize::from(future.refusals().next().is_some());
        self.differs += usize::from(differs);
    }

    fn told(&self) -> Sentence {
        future_summary(self.units, self.taken, self.dropped, self.left, self.refused)
    }
}
