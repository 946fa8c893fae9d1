//! One question, the engine's answer and the model's.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use snap_core::instant::Instant;
use snap_core::retention::{Decision, Policy, Verdict, decide};

use super::calendar;
use super::history::{Shot, dated, history};
use super::model;
use super::wish::Wish;
use crate::chance::Chance;

/// Verdict, `would_drop`, and the reasons: texts for what is kept, codes for the rest.
pub type Told = (Verdict, bool, Vec<String>);

/// A unit's history, a policy and a moment to decide at.
#[derive(Debug, Clone)]
pub struct Case {
    /// The snapshots, in no order.
    pub shots: Vec<Shot>,
    /// The policy.
    pub wish: Wish,
    /// When it is decided.
    pub now: Instant,
}

impl Case {
    /// Any preset with any switches.
    pub fn random(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let wish = Wish::random(&mut chance);
        Self::of(&mut chance, wish)
    }

    /// The preset `default` without switches.
    pub fn plain(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let wish = Wish::plain(&mut chance);
        Self::of(&mut chance, wish)
    }

    fn of(chance: &mut Chance, wish: Wish) -> Self {
        let mut case = Self::bare(chance, wish, 60, 1);
        let Self { shots, wish, now } = &mut case;
        if chance.once_in(2) {
            for shot in shots.iter_mut() {
                shot.dress(chance);
                if !shot.ours && chance.once_in(6) {
                    wish.adopt.push(shot.id.as_str().to_uppercase());
                }
            }
        }
        if chance.once_in(10) {
            wish.since = Some(shots.first().and_then(|shot| shot.instant).unwrap_or(*now));
        }
        case
    }

    /// Complete ones of ours alone, up to `most` and some at the ends of the policy's lengths, their instants and `now`
    /// cut down to a multiple of `grain` nanoseconds.
    pub fn bare(chance: &mut Chance, wish: Wish, most: u64, grain: i128) -> Self {
        let zone = zone(&wish.zone);
        let mut instants = history(chance, &zone, most);
        let newest = instants.iter().max().copied().unwrap_or_else(|| Instant::parse("2026-11-20T00:00:00Z").unwrap());
        let now = match chance.below(4) {
            0 => newest,
            1 => newest.plus_seconds(-(chance.below(5_000_000) as i64)),
            _ => newest.plus_seconds(chance.below(200_000) as i64),
        };
        // Where a length ends, to the second and an hour or a day off: chance alone would hardly ever come there.
        let from = if wish.manner.within_from == "newest" { newest.min(now) } else { now };
        let lengths = [wish.within, wish.least_age(), wish.max_age];
        for length in lengths.into_iter().chain(wish.within_each).flatten() {
            let end = Instant::from(calendar::back(from.timestamp(), length, &zone, &wish.manner));
            for off in [-86_400, -3_600, -1, 0, 1, 3_600, 86_400] {
                instants.extend(chance.once_in(4).then(|| end.plus_seconds(off)));
            }
        }
        let cut = |instant: Instant| {
            let nanos = instant.timestamp().as_nanosecond();
            Instant::from(Timestamp::from_nanosecond(nanos - nanos.rem_euclid(grain)).unwrap())
        };
        let now = cut(now);
        instants.iter_mut().for_each(|instant| *instant = cut(*instant));
        let mut shots = dated(chance, &instants);
        chance.shuffle(&mut shots);
        Self { shots, wish, now }
    }

    /// The policy as the engine reads it.
    pub fn policy(&self) -> Policy {
        let json = self.wish.json();
        Policy::from_json(json.as_bytes()).unwrap_or_else(|e| panic!("{json}: {e}"))
    }

    /// What the engine decides.
    pub fn decided(&self) -> Vec<Decision> {
        let points: Vec<_> = self.shots.iter().map(Shot::point).collect();
        decide(&points, &self.policy(), &zone(&self.wish.zone), self.now)
    }

    /// Who keeps what by its rules, newest first: the engine and the model, `true` for each that is kept. What only
    /// stays as the newest or for the floor is not kept by a rule.
    pub fn kept_by_rules(&self) -> [(&'static str, Vec<bool>); 2] {
        [("engine", self.engine()), ("model", self.model())].map(|(who, told)| {
            let by_rule = |shot: &Shot| {
                told.get(shot.id.name()).is_some_and(|(verdict, _, reasons)| {
                    *verdict == Verdict::Keep
                        && reasons.iter().any(|reason| !matches!(reason.as_str(), "newest" | "floor"))
                })
            };
            (who, self.newest_first().into_iter().map(by_rule).collect())
        })
    }

    /// How the engine or the model differs from a program's answer, newest first.
    pub fn parted(&self, program: &str, theirs: &[bool]) -> Option<String> {
        let (who, ours) = self.kept_by_rules().into_iter().find(|(_, ours)| ours != theirs)?;
        let mark = |kept: &bool| if *kept { "keep" } else { "drop" };
        let line = |((shot, theirs), ours): ((&Shot, &bool), &bool)| {
            format!("{} {program} {}, {who} {}", self.line(shot), mark(theirs), mark(ours))
        };
        let lines: Vec<String> = self.newest_first().into_iter().zip(theirs).zip(&ours).map(line).collect();
        Some(format!("policy {}\nnow {}\n{}", self.wish.json(), self.now, lines.join("\n")))
    }

    /// What the engine decides, by name.
    pub fn engine(&self) -> BTreeMap<String, Told> {
        let told = self.decided().into_iter().map(|decision| {
            let text = |r: &snap_core::retention::Reason| {
                if decision.verdict == Verdict::Keep { r.text() } else { r.code().to_owned() }
            };
            let reasons = decision.reasons.iter().map(text).collect();
            (self.shots[decision.at].id.name().to_owned(), (decision.verdict, decision.would_drop, reasons))
        });
        told.collect()
    }

    /// What the model decides, by name.
    pub fn model(&self) -> BTreeMap<String, Told> {
        model::plan(self)
    }

    /// Where the engine and the model part; `None` where they agree.
    pub fn fault(&self) -> Option<String> {
        let (engine, model) = (self.engine(), self.model());
        let differs: Vec<String> = self
            .newest_first()
            .into_iter()
            .filter(|shot| engine.get(shot.id.name()) != model.get(shot.id.name()))
            .map(|shot| {
                let name = shot.id.name();
                format!("{name}: engine {:?}, model {:?}", engine.get(name), model.get(name))
            })
            .collect();
        (!differs.is_empty()).then(|| {
            let listed: Vec<String> = self.newest_first().into_iter().map(|shot| self.line(shot)).collect();
            format!("policy {}\nnow {}\n{}\n{}", self.wish.json(), self.now, listed.join("\n"), differs.join("\n"))
        })
    }

    /// A snapshot as a fault tells it.
    fn line(&self, shot: &Shot) -> String {
        let local = shot.instant.map(|i| i.timestamp().to_zoned(zone(&self.wish.zone)).to_string()).unwrap_or_default();
        let tags: Vec<String> = shot.tags.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!(
            "  {} {local} {:?} ours {} {tags:?} {:?}",
            shot.id.name(),
            shot.standing,
            shot.ours,
            shot.holds.iter().map(model::hold_code).collect::<Vec<_>>()
        )
    }

    /// The snapshots newest first, equal instants by their ids in lower case, those without an instant last.
    pub fn newest_first(&self) -> Vec<&Shot> {
        let mut sorted: Vec<&Shot> = self.shots.iter().collect();
        sorted.sort_by_key(|s| s.id.as_str().to_lowercase());
        sorted.sort_by_key(|s| s.instant.map_or(i128::MAX, |i| -i.timestamp().as_nanosecond()));
        sorted
    }
}

/// The rules of a zone.
pub fn zone(name: &str) -> TimeZone {
    snap_core::zone::lookup(name).unwrap()
}
