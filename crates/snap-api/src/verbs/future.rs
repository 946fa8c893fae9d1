//! What `simulate` and `compare` have in common: the request, checked, and the units' futures worked out in slices.

use serde_json::value::RawValue;
use snap_core::cost::{Cost, Lifetime, Model, Terms, estimate};
use snap_core::future::{Detail, Future, LONGEST_MINUTES, Origin, Outlook, OutlookError, Simulation, Weather};
use snap_core::guard::Locks;
use snap_core::instant::Instant;
use snap_core::model::DiskKind;
use snap_core::plan::Planner;
use snap_core::retention::Policy;
use snap_core::say::Sentence;
use snap_core::schedule::Schedule;
use snap_core::unit::{Chains, Unit};

use crate::answer::Refusal;
use crate::request;
use crate::verbs::chosen::Chosen;
use crate::verbs::policy::zone_unknown;
use crate::verbs::{self, Items, plan};

const DAY: i64 = 86_400;
const KINDS: [DiskKind; 5] =
    [DiskKind::StandardHdd, DiskKind::StandardSsd, DiskKind::PremiumSsd, DiskKind::PremiumSsdV2, DiskKind::Ultra];
/// The largest disk there is, in GiB.
const LARGEST_GB: u64 = 65_536;
const MOST_MISSED: usize = 100_000;

const LARGEST_ANSWER: usize = snap_flow::LARGEST_ANSWER;

/// One future of every unit: a policy, or what exists left alone.
pub(crate) struct Side {
    pub(crate) policy: Policy,
    pub(crate) existing: bool,
}

/// The request, checked.
pub(crate) struct Asked {
    pub(crate) sides: Vec<Side>,
    schedule: Option<Schedule>,
    weather: Weather,
    pub(crate) now: Instant,
    pub(crate) until: Instant,
    /// From nothing: the disk's kind and size.
    nothing: Option<(Option<DiskKind>, Option<u64>)>,
    pub(crate) units: Chosen,
    locks: Locks,
    terms: Option<Terms>,
    pub(crate) detail: Detail,
}

fn bad(member: &str, message: impl Into<Sentence>) -> Refusal {
    Refusal::new("bad_request", message).at(member)
}

impl Asked {
    pub(crate) fn read(sides: Vec<Side>, with: request::Ahead) -> Result<Self, Refusal> {
        let now = with.now;
        let until = match (with.until, with.days) {
            (Some(until), None) => until,
            (None, Some(days)) => now.plus_seconds(i64::from(days) * DAY),
            _ => return Err(bad("days", "expected either `until` or `days`: how far to look")),
        };
        let kind = with.kind.as_deref().map(disk_kind).transpose()?;
        if let Some(size) = with.size_gb.filter(|size| !(1..=LARGEST_GB).contains(size)) {
            return Err(bad("sizeGB", format!("`sizeGB` is `{size}`; expected 1 to {LARGEST_GB}")));
        }
        let nothing = with.from == Some(request::From::Nothing);
        if !nothing && (kind.is_some() || with.size_gb.is_some()) {
            return Err(bad("kind", "`kind` and `sizeGB` go with `from`: `nothing`; a disk that was read has its own"));
        }
        if nothing && with.units.is_some() {
            return Err(bad("units", "`units` does not go with `from`: `nothing`, which has none"));
        }
        let terms = match (&with.model, &with.prices) {
            (None, None) => None,
            (model, prices) => Some(super::cost::terms(model.as_deref(), prices.as_deref())?),
        };
        let asked = Self {
            sides,
            schedule: with.schedule.map(|raw| schedule(&raw)).transpose()?,
            weather: with.weather.map_or(Ok(Weather::default()), weather)?,
            now,
            until,
            nothing: nothing.then_some((kind, with.size_gb)),
            units: with.units.into(),
            locks: plan::locks(with.locks)?,
            terms,
            detail: match with.detail {
                None | Some(request::Detail::Summary) => Detail::Summary,
                Some(request::Detail::Days) => Detail::Days,
                Some(request::Detail::Lives) => Detail::Lives,
            },
        };
        // What is wrong with the horizon or the schedule is said before anything is read.
        for side in &asked.sides {
            asked.outlook(side)?;
        }
        Ok(asked)
    }

    /// Without documents a future begins with nothing only.
    pub(crate) fn needs_session(&self, verb: &str) -> Result<(), Refusal> {
        match self.nothing {
            Some(_) => Ok(()),
            None => {
                let message = format!(
                    "`{verb}` needs a session; load documents into one and call it there, or ask `from`: `nothing`"
                );
                Err(Refusal::new("session_needed", message).at(verb))
            }
        }
    }

    /// How many units there are to be worked out.
    pub(crate) fn total(&self, chains: &Chains<'_>) -> usize {
        if self.nothing.is_some() { 1 } else { chains.units.len() }
    }

    pub(crate) fn outlook<'a>(&'a self, side: &'a Side) -> Result<Outlook<'a>, Refusal> {
        Outlook::new(&side.policy, self.schedule.as_ref(), &self.weather, self.now, self.until).map_err(|error| {
            let (code, place) = match &error {
                OutlookError::NoSchedule => ("schedule_missing", "schedule"),
                OutlookError::Horizon { .. } => ("bad_horizon", "until"),
                OutlookError::Zone(error) => return zone_unknown(error),
            };
            Refusal::new(code, error.said()).at(place)
        })
    }

    pub(crate) fn origin<'a>(
        &'a self,
        side: &'a Side,
        unit: Option<&'a Unit<'a>>,
        chains: &'a Chains<'a>,
    ) -> Result<Origin<'a>, Refusal> {
        let Some(unit) = unit else {
            let (kind, size) = self.nothing.unwrap_or_default();
            return Ok(Origin::nothing(&side.policy.id, kind, size));
        };
        let planner = Planner::new(&side.policy, self.now, &self.locks, chains).map_err(zone_unknown)?;
        let origin = Origin::of(unit, &planner);
        Ok(if side.existing { origin.left_alone() } else { origin })
    }

    /// By what it is worked out what it costs, where a model was given and the disk's size is known.
    pub(crate) fn model(&self, unit: Option<&Unit<'_>>) -> Option<Model> {
        let size = unit.map_or_else(|| self.nothing.and_then(|(_, size)| size), |unit| unit.disk.size_gb);
        self.terms.as_ref()?.model(size, unit.and_then(|unit| unit.location))
    }

    /// What it costs by that.
    pub(crate) fn cost(&self, future: &Future, unit: Option<&Unit<'_>>) -> Option<Cost> {
        let model = self.model(unit)?;
        let whole =
            |at: usize| unit.and_then(|unit| unit.members.get(at)).is_some_and(|member| member.after_resize_break);
        let lives: Vec<Lifetime> = future
            .lives
            .iter()
            .map(|life| Lifetime { born: life.born, died: life.died, whole: life.member.is_some_and(whole) })
            .collect();
        Some(estimate(&lives, &model, self.now, self.until))
    }
}

/// The unit at a place that is asked for.
pub(crate) fn unit_at<'c>(asked: &Asked, chains: &'c Chains<'c>, at: usize) -> Option<Option<&'c Unit<'c>>> {
    if asked.nothing.is_some() {
        return Some(None);
    }
    let unit = chains.units.get(at)?;
    asked.units.has(unit).then_some(Some(unit))
}

/// The futures of the unit that is being worked out.
#[derive(Default)]
pub(crate) struct Work {
    running: Option<Simulation>,
    done: Vec<Future>,
    pub(crate) told: Items,
}

impl Work {
    /// Works from the unit `from` on until `work` slots are done, in the middle of a unit too; the unit to go on with.
    /// `tell` gets each unit with one future a side.
    pub(crate) fn slice<'c>(
        &mut self,
        asked: &Asked,
        from: usize,
        work: usize,
        chains: &'c Chains<'c>,
        mut tell: impl FnMut(&mut Items, Option<&'c Unit<'c>>, Vec<Future>) -> Result<(), Refusal>,
    ) -> Result<usize, Refusal> {
        let mut left = work.max(1);
        for at in from..asked.total(chains) {
            if left == 0 {
                return Ok(at);
            }
            let Some(unit) = unit_at(asked, chains, at) else { continue };
            while let Some(side) = asked.sides.get(self.done.len()) {
                let outlook = asked.outlook(side)?;
                let mut running = match self.running.take() {
                    Some(running) => running,
                    None => Simulation::new(&asked.origin(side, unit, chains)?, &outlook),
                };
                let before = running.slots();
                let ended = running.go_on(&outlook, left.max(1));
                left = left.saturating_sub(usize::try_from(running.slots() - before).unwrap_or(left).max(1));
                if !ended {
                    self.running = Some(running);
                    return Ok(at);
                }
                self.done.push(running.finish(&outlook));
            }
            tell(&mut self.told, unit, std::mem::take(&mut self.done))?;
            if self.told.len() > LARGEST_ANSWER {
                let message = crate::said::refuse_answer(LARGEST_ANSWER >> 20);
                return Err(Refusal::new("answer_too_large", message).at("detail"));
            }
        }
        Ok(asked.total(chains))
    }
}

fn disk_kind(word: &str) -> Result<DiskKind, Refusal> {
    KINDS.into_iter().find(|kind| kind.word() == word).ok_or_else(|| {
        let words: Vec<&str> = KINDS.iter().map(|kind| kind.word()).collect();
        bad("kind", format!("`{word}` is no kind of disk; expected one of `{}`", words.join("`, `")))
    })
}

/// A schedule that stands by itself is read as a policy's: its place in an error is the same.
fn schedule(raw: &RawValue) -> Result<Schedule, Refusal> {
    let policy = format!(r#"{{"zone": "UTC", "schedule": {}}}"#, raw.get());
    verbs::policy::read_policy(policy.as_bytes())?.schedule.ok_or_else(|| bad("schedule", "expected a schedule"))
}

fn weather(given: request::Weather) -> Result<Weather, Refusal> {
    let minutes = |member: &str, given: Option<u32>| match given {
        Some(minutes) if minutes > LONGEST_MINUTES => {
            let message = format!("`{member}` is `{minutes}`; expected at most {LONGEST_MINUTES}, which is a week");
            Err(bad(&format!("weather/{member}"), message))
        }
        given => Ok(given.map(|minutes| i64::from(minutes) * 60)),
    };
    let every = |member: &str, given: Option<u32>| match given {
        Some(0) => Err(bad(&format!("weather/{member}"), format!("`{member}` is `0`; expected 1 or more"))),
        given => Ok(given),
    };
    let mut missed = given.missed.unwrap_or_default();
    if missed.len() > MOST_MISSED {
        let message = format!("{} runs are named as missed; expected at most {MOST_MISSED}", missed.len());
        return Err(bad("weather/missed", message));
    }
    missed.sort_unstable();
    let fair = Weather::default();
    Ok(Weather {
        missed,
        missed_every: every("missedEveryNth", given.missed_every_nth)?,
        late: minutes("lateMinutes", given.late_minutes)?.unwrap_or(0),
        late_every: every("lateEveryNth", given.late_every_nth)?,
        ready: minutes("readyMinutes", given.ready_minutes)?,
        wait: minutes("waitMinutes", given.wait_minutes)?.unwrap_or(fair.wait),
    })
}
