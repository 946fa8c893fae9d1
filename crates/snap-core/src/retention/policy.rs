//! A policy: what is kept, in which zone, and whose snapshots it may touch.

use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use super::duration::Period;
use super::keep::Keep;
use super::manners::{Bucketing, Dst, Filler, Manners, Months, Overlap, Pick, Preset, Proof, Quarter, WithinFrom};
use super::members::Place;
use super::read::{Field, MOST, Members, names, text_of};
use super::rule::{Count, Rule};
use super::wrong::{self, PolicyError};
use crate::id::{ResourceId, ResourceKind};
use crate::say::Sentence;
use crate::schedule::Schedule;
use crate::zone::{self, ZoneError};

/// A retention policy.
///
/// Read one with [`from_json`](Self::from_json), which checks it and fills in every default. It serialises with all
/// members in one order, so that equal policies are equal bytes, and reads back as itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "WholePolicy"))]
pub struct Policy {
    /// The form of the policy: 1.
    pub version: u32,
    /// A short name, 1 to 64 of `A-Z a-z 0-9 _ -`; the value of the tag `snapline-policy` and part of every key.
    pub id: String,
    /// Whose manners the rules have.
    pub preset: Preset,
    /// IANA name in its usual casing; all calendar rules use it.
    pub zone: String,
    /// What is kept.
    pub keep: Keep,
    /// Younger ones are kept.
    pub min_age: Option<Period>,
    /// Older ones are dropped.
    pub max_age: Option<Period>,
    /// `max_age` drops only what `keep.last` would drop too.
    pub age_and_count: bool,
    /// Never fewer than this are left, at least 1.
    pub floor: u32,
    /// Which one stands for a bucket.
    pub pick: Pick,
    /// What a rule does with what earlier ones kept.
    pub overlap: Overlap,
    /// What a rule that is not filled keeps more.
    pub filler: Filler,
    /// How two snapshots share a bucket.
    pub bucket: Bucketing,
    /// Whether the repeated hour is one or two.
    pub dst: Dst,
    /// What a quarter is.
    pub quarter: Quarter,
    /// How months are taken from a date.
    pub months: Months,
    /// What ages are measured from.
    pub within_from: WithinFrom,
    /// Only ours are ever dropped.
    pub owned_only: bool,
    /// Snapshots to treat as ours, by id, sorted.
    #[serde(serialize_with = "texts")]
    #[cfg_attr(feature = "typescript", ts(as = "Vec<String>"))]
    pub adopt: Vec<ResourceId>,
    /// A plan older than this is not carried out.
    pub max_plan_age: Period,
    /// When snapshots are taken; without it, when they are asked for.
    pub schedule: Option<Schedule>,
}

/// A policy to start from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Preset"))]
pub struct Start {
    /// The preset's name.
    pub name: &'static str,
    /// What it does, for a person.
    pub text: Sentence,
    /// How sure it is that it does what its program does.
    pub proof: Proof,
    /// The policy as a line, without its zone: what a person adds to it are a zone and a schedule.
    pub line: String,
    /// The whole policy.
    pub policy: Policy,
}

impl Policy {
    /// Reads, checks and normalises a policy. Members that are left out or `null` get their default; only `zone` has
    /// none. A JSON string is read as the text form.
    ///
    /// # Errors
    /// The first member that is unknown, given twice, of the wrong type, out of range or at odds with another.
    pub fn from_json(json: &[u8]) -> Result<Self, PolicyError> {
        if json.trim_ascii_start().starts_with(b"\"") {
            return Self::from_text(&text_of(json)?);
        }
        let members = Members::of_document(json)?;
        members.only(&Place::Top.names())?;
        if let Some(field) = members.get("version")
            && field.number(0) != Ok(1)
        {
            return Err(field.expects("version"));
        }
        let preset = members.get("preset").map_or(Ok(Preset::Default), |field| Preset::read(&field))?;
        let manners = preset.manners();
        // One line a switch: what is given, else the preset's.
        macro_rules! switch {
            ($name:literal, $of:ident, $else:expr) => {
                members.get($name).map_or(Ok($else), |field| $of::read(&field))?
            };
        }
        let mut policy = Self {
            version: 1,
            id: members.get("id").map_or(Ok("default".to_owned()), |field| short_name(&field))?,
            preset,
            zone: zone_name(members.get("zone"))?,
            keep: members.get("keep").map_or(Ok(Keep::default()), |field| Keep::read(&field))?,
            min_age: members.get("minAge").map(|field| field.period()).transpose()?,
            max_age: members.get("maxAge").map(|field| field.period()).transpose()?,
            age_and_count: false,
            floor: members.get("floor").map_or(Ok(1), |field| field.number(1))?,
            pick: switch!("pick", Pick, manners.pick),
            overlap: switch!("overlap", Overlap, manners.overlap),
            filler: switch!("filler", Filler, manners.filler),
            bucket: switch!("bucket", Bucketing, manners.bucket),
            dst: switch!("dst", Dst, manners.dst),
            quarter: switch!("quarter", Quarter, Quarter::Calendar),
            months: switch!("months", Months, manners.months),
            within_from: switch!("withinFrom", WithinFrom, manners.within_from),
            owned_only: members.get("ownedOnly").map_or(Ok(true), |field| field.flag())?,
            adopt: members.get("adopt").map_or(Ok(Vec::new()), |field| adopted(&field))?,
            max_plan_age: members.get("maxPlanAge").map_or(Ok(Period::hour()), |field| field.period())?,
            schedule: members.get("schedule").map(|field| Schedule::read(&field)).transpose()?,
        };
        // What a preset gives of ages is given where it goes with the rest.
        if policy.min_age.is_none() {
            policy.min_age = manners.min_age().filter(|least| policy.goes_with(least));
        }
        policy.age_and_count = members
            .get("ageAndCount")
            .map_or(Ok(manners.age_and_count && policy.max_age.is_some() && policy.keep.last.is_on()), |field| {
                field.flag()
            })?;
        policy.check()?;
        Ok(policy)
    }

    /// The same numbers under another preset: how the rules work is as it has it, what they keep stays.
    ///
    /// # Errors
    /// When there is no such preset, or it does not go with what the policy keeps.
    pub fn like(self, preset: &str) -> Result<Self, PolicyError> {
        let known = Preset::ALL.iter().find(|one| one.word() == preset);
        let Some(preset) = known else {
            return Err(PolicyError::new("/preset", wrong::policy_no_preset(preset, names(Preset::WORDS))));
        };
        let Manners { pick, overlap, filler, bucket, dst, months, within_from, .. } = *preset.manners();
        let quarter = Quarter::Calendar;
        let like = Self { preset: *preset, pick, overlap, filler, bucket, dst, quarter, months, within_from, ..self };
        like.check()?;
        Ok(like)
    }

    /// The policies to start from, one for each preset.
    pub fn presets() -> Vec<Start> {
        Preset::ALL.iter().map(|preset| preset.start()).collect()
    }

    /// The zone's rules.
    ///
    /// # Errors
    /// When `zone` is not an IANA name; never for a policy that was read.
    pub fn time_zone(&self) -> Result<TimeZone, ZoneError> {
        zone::lookup(&self.zone)
    }

    /// True when there is neither a rule nor a `max_age`: such a policy keeps everything.
    pub fn is_empty(&self) -> bool {
        self.max_age.is_none() && self.keep.rules().is_empty()
    }

    /// True for a `minAge` that is not longer than `maxAge`.
    fn goes_with(&self, least: &Period) -> bool {
        self.max_age.as_ref().is_none_or(|most| least.mean_seconds() <= most.mean_seconds())
    }

    fn check(&self) -> Result<(), PolicyError> {
        if let (Some(least), Some(most)) = (&self.min_age, &self.max_age)
            && !self.goes_with(least)
        {
            let problem = wrong::policy_ages(&least.to_string(), "maxAge", &most.to_string());
            return Err(PolicyError::new("/minAge", problem));
        }
        if self.age_and_count && (self.max_age.is_none() || !self.keep.last.is_on()) {
            return Err(PolicyError::new("/ageAndCount", wrong::policy_age_and_count("maxAge", "keep.last")));
        }
        if let Some(schedule) = &self.schedule
            && let (Some(start), Some(end), Ok(zone)) = (schedule.start, schedule.end, self.time_zone())
            && schedule.slots(&zone, start, end).next().is_none()
        {
            let problem = wrong::policy_no_slot(&end.to_string(), &start.to_string());
            return Err(PolicyError::new("/schedule/end", problem));
        }
        let rules = self.keep.rules();
        let lone =
            rules.len() + usize::from(self.max_age.is_some()) < 2 && rules.iter().all(|r| matches!(r, Rule::Last(_)));
        if self.preset == Preset::AwsDlm && !lone {
            return Err(PolicyError::new("/keep", wrong::policy_lone("aws-dlm", "keep.last", "maxAge")));
        }
        Ok(())
    }
}

impl Preset {
    fn start(self) -> Start {
        let manners = self.manners();
        let [last, hourly, daily, weekly, monthly, yearly] = manners.start.map(Count::UpTo);
        let policy = Policy {
            version: 1,
            id: "default".to_owned(),
            preset: self,
            zone: "UTC".to_owned(),
            keep: Keep { last, hourly, daily, weekly, monthly, yearly, ..Keep::default() },
            min_age: manners.min_age(),
            max_age: None,
            age_and_count: false,
            floor: 1,
            pick: manners.pick,
            overlap: manners.overlap,
            filler: manners.filler,
            bucket: manners.bucket,
            dst: manners.dst,
            quarter: Quarter::Calendar,
            months: manners.months,
            within_from: manners.within_from,
            owned_only: true,
            adopt: Vec::new(),
            max_plan_age: Period::hour(),
            schedule: None,
        };
        let line = policy.text();
        let line = line.split(' ').filter(|word| !word.starts_with("zone=")).collect::<Vec<_>>().join(" ");
        Start { name: self.word(), text: (manners.text)(), proof: manners.proof, line, policy }
    }
}

fn short_name(field: &Field<'_>) -> Result<String, PolicyError> {
    let name = field.text()?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if (1..=64).contains(&name.len()) && name.chars().all(allowed) { Ok(name) } else { Err(field.expects("id")) }
}

fn zone_name(field: Option<Field<'_>>) -> Result<String, PolicyError> {
    let Some(field) = field else {
        return Err(PolicyError::new("/zone", wrong::policy_no_zone()));
    };
    let name = field.text()?;
    let zone = zone::lookup(&name).map_err(|e| PolicyError::new(&field.pointer, e.said()))?;
    Ok(zone.iana_name().map_or(name, str::to_owned))
}

fn adopted(field: &Field<'_>) -> Result<Vec<ResourceId>, PolicyError> {
    let mut ids = Vec::new();
    for item in field.list(MOST as usize)? {
        let id = ResourceId::parse(&item.text()?).map_err(|e| PolicyError::new(&item.pointer, e.said()))?;
        if id.kind() != ResourceKind::Snapshot {
            return Err(item.expects("snapshot"));
        }
        ids.push(id);
    }
    ids.sort();
    ids.dedup();
    Ok(ids)
}

fn texts<S: Serializer>(ids: &[ResourceId], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(ids.iter().map(ResourceId::as_str))
}
