//! A policy: what is kept, in which zone, and whose snapshots it may touch.

use std::fmt;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

use super::bucket::Size;
use super::duration::Period;
use super::read::{Field, Members, PolicyError};
use super::rule::{Count, Rule};
use crate::id::{ResourceId, ResourceKind};
use crate::instant::Instant;
use crate::tags::Tags;
use crate::zone::{self, ZoneError};

/// A retention policy.
///
/// Read one with [`from_json`](Self::from_json), which checks it and fills in every default. It serialises with all
/// members in one order, so that equal policies are equal bytes, and reads back as itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
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
    /// Only ours are ever dropped.
    pub owned_only: bool,
    /// Snapshots to treat as ours, by id, sorted.
    #[serde(serialize_with = "texts")]
    pub adopt: Vec<ResourceId>,
    /// A plan older than this is not carried out.
    pub max_plan_age: Period,
}

/// The rules that keep, and what is kept whatever they say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the members are the rules of docs/policy.md, one for each bucket size")]
pub struct Keep {
    /// The newest ones.
    pub last: Count,
    pub minutely: Count,
    pub hourly: Count,
    pub daily: Count,
    pub weekly: Count,
    pub monthly: Count,
    pub quarterly: Count,
    pub yearly: Count,
    /// Everything younger than that; the others keep one a bucket of what is younger.
    pub within: Option<Period>,
    pub within_minutely: Option<Period>,
    pub within_hourly: Option<Period>,
    pub within_daily: Option<Period>,
    pub within_weekly: Option<Period>,
    pub within_monthly: Option<Period>,
    pub within_quarterly: Option<Period>,
    pub within_yearly: Option<Period>,
    /// Those that carry one of these.
    pub tags: Vec<TagRule>,
    /// Those made at or after this.
    pub since: Option<Instant>,
}

/// Whose manners the rules have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The newest of a bucket stands for it, a snapshot may serve several rules, the repeated hour is one bucket.
    Default,
}

/// A policy to start from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Start {
    /// The preset's name.
    pub name: &'static str,
    /// What it does, for a person.
    pub text: &'static str,
    /// The whole policy.
    pub policy: Policy,
}

/// A tag that keeps: `name` with any value, or `name=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRule {
    text: Arc<str>,
}

/// Members of later versions, and what holds in this one.
const LATER: &[(&str, &str)] = &[
    ("pick", "the newest stands for its bucket"),
    ("overlap", "a snapshot may serve several rules"),
    ("filler", "a rule that runs out keeps nothing more"),
    ("bucket", "buckets are a set"),
    ("dst", "the repeated hour is one bucket"),
    ("quarter", "quarters are those of the calendar"),
    ("months", "a month back from 31 March is the last day of February"),
    ("withinFrom", "ages are measured from now"),
    ("schedule", "snapshots are taken when New-IncrementalSnapshot is called"),
];

impl Policy {
    /// Reads, checks and normalises a policy. Members that are left out or `null` get their default; only `zone` has
    /// none.
    ///
    /// # Errors
    /// The first member that is unknown, given twice, of the wrong type, out of range or at odds with another.
    pub fn from_json(json: &[u8]) -> Result<Self, PolicyError> {
        let members = Members::of_document(json)?;
        members.only(
            &[
                "version",
                "id",
                "preset",
                "zone",
                "keep",
                "minAge",
                "maxAge",
                "ageAndCount",
                "floor",
                "ownedOnly",
                "adopt",
                "maxPlanAge",
            ],
            LATER,
        )?;
        if let Some(field) = members.get("version")
            && field.number(0) != Ok(1)
        {
            return Err(field.fail("expected 1"));
        }
        let preset = members.get("preset").map_or(Ok(Preset::Default), |field| match field.text()?.as_str() {
            "default" => Ok(Preset::Default),
            _ => Err(field.fail("expected `\"default\"`")),
        })?;
        let policy = Self {
            version: 1,
            id: members.get("id").map_or(Ok("default".to_owned()), |field| short_name(&field))?,
            preset,
            zone: zone_name(members.get("zone"))?,
            keep: members.get("keep").map_or(Ok(Keep::default()), |field| Keep::read(&field))?,
            min_age: members.get("minAge").map(|field| field.period()).transpose()?,
            max_age: members.get("maxAge").map(|field| field.period()).transpose()?,
            age_and_count: members.get("ageAndCount").map_or(Ok(false), |field| field.flag())?,
            floor: members.get("floor").map_or(Ok(1), |field| field.number(1))?,
            owned_only: members.get("ownedOnly").map_or(Ok(true), |field| field.flag())?,
            adopt: members.get("adopt").map_or(Ok(Vec::new()), |field| adopted(&field))?,
            max_plan_age: members.get("maxPlanAge").map_or(Ok(Period::hour()), |field| field.period())?,
        };
        policy.check()?;
        Ok(policy)
    }

    /// The policies to start from, one for each preset.
    pub fn presets() -> Vec<Start> {
        let keep = Keep {
            last: Count::UpTo(3),
            daily: Count::UpTo(7),
            weekly: Count::UpTo(4),
            monthly: Count::UpTo(12),
            ..Keep::default()
        };
        let text = "The newest snapshot of an hour, day, week, month or year stands for it, and one snapshot may stand for \
                    several. Easiest to explain, and the same whether it is applied every night or once.";
        let policy = Self {
            version: 1,
            id: "default".to_owned(),
            preset: Preset::Default,
            zone: "UTC".to_owned(),
            keep,
            min_age: None,
            max_age: None,
            age_and_count: false,
            floor: 1,
            owned_only: true,
            adopt: Vec::new(),
            max_plan_age: Period::hour(),
        };
        vec![Start { name: "default", text, policy }]
    }

    /// The policy to start from under a preset's name.
    pub fn preset(name: &str) -> Option<Self> {
        Self::presets().into_iter().find(|start| start.name == name).map(|start| start.policy)
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
        self.max_age.is_none() && self.rules().is_empty()
    }

    /// The rules in force, in the order they run.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let keep = &self.keep;
        let within = |size: Option<Size>, period: &Option<Period>| period.clone().map(|p| Rule::Within(size, p));
        let mut rules: Vec<Rule> = within(None, &keep.within).into_iter().collect();
        rules.extend(Size::ALL.into_iter().filter_map(|size| within(Some(size), keep.within_each(size))));
        rules.extend(keep.last.is_on().then_some(Rule::Last(keep.last)));
        rules.extend(
            Size::ALL.into_iter().map(|s| (s, keep.each(s))).filter(|(_, c)| c.is_on()).map(|(s, c)| Rule::Every(s, c)),
        );
        rules
    }

    fn check(&self) -> Result<(), PolicyError> {
        if let (Some(least), Some(most)) = (&self.min_age, &self.max_age)
            && least.mean_seconds() > most.mean_seconds()
        {
            let problem = format!("`{least}` is longer than `maxAge`, `{most}`; expected at most that");
            return Err(PolicyError::new("/minAge", problem));
        }
        if self.age_and_count && (self.max_age.is_none() || !self.keep.last.is_on()) {
            let problem = "`true` needs both `maxAge` and `keep.last`; set them or leave this out";
            return Err(PolicyError::new("/ageAndCount", problem));
        }
        Ok(())
    }
}

impl Keep {
    fn read(field: &Field<'_>) -> Result<Self, PolicyError> {
        let members = Members::of(field)?;
        members.only(
            &[
                "last",
                "minutely",
                "hourly",
                "daily",
                "weekly",
                "monthly",
                "quarterly",
                "yearly",
                "within",
                "withinMinutely",
                "withinHourly",
                "withinDaily",
                "withinWeekly",
                "withinMonthly",
                "withinQuarterly",
                "withinYearly",
                "tags",
                "since",
            ],
            &[],
        )?;
        let count = |name| members.get(name).map_or(Ok(Count::OFF), |field| field.count());
        let period = |name| members.get(name).map(|field| field.period()).transpose();
        Ok(Self {
            last: count("last")?,
            minutely: count("minutely")?,
            hourly: count("hourly")?,
            daily: count("daily")?,
            weekly: count("weekly")?,
            monthly: count("monthly")?,
            quarterly: count("quarterly")?,
            yearly: count("yearly")?,
            within: period("within")?,
            within_minutely: period("withinMinutely")?,
            within_hourly: period("withinHourly")?,
            within_daily: period("withinDaily")?,
            within_weekly: period("withinWeekly")?,
            within_monthly: period("withinMonthly")?,
            within_quarterly: period("withinQuarterly")?,
            within_yearly: period("withinYearly")?,
            tags: members.get("tags").map_or(Ok(Vec::new()), |field| tag_rules(&field))?,
            since: members.get("since").map(|field| field.instant()).transpose()?,
        })
    }

    /// How many buckets of a size are kept.
    pub fn each(&self, size: Size) -> Count {
        match size {
            Size::Minute => self.minutely,
            Size::Hour => self.hourly,
            Size::Day => self.daily,
            Size::Week => self.weekly,
            Size::Month => self.monthly,
            Size::Quarter => self.quarterly,
            Size::Year => self.yearly,
        }
    }

    /// How far back one of every bucket of a size is kept.
    pub fn within_each(&self, size: Size) -> &Option<Period> {
        match size {
            Size::Minute => &self.within_minutely,
            Size::Hour => &self.within_hourly,
            Size::Day => &self.within_daily,
            Size::Week => &self.within_weekly,
            Size::Month => &self.within_monthly,
            Size::Quarter => &self.within_quarterly,
            Size::Year => &self.within_yearly,
        }
    }
}

impl TagRule {
    /// Reads `name` or `name=value`; the first `=` ends the name. `None` when there is no name.
    pub fn parse(text: &str) -> Option<Self> {
        let name = text.split('=').next().unwrap_or_default();
        (!name.trim().is_empty()).then(|| Self { text: text.into() })
    }

    /// True when one of `tags` has the name, in any casing, and the value where one is asked for (A63).
    pub fn matches(&self, tags: &Tags) -> bool {
        match self.text.split_once('=') {
            Some((name, value)) => tags.get(name) == Some(value),
            None => tags.get(&self.text).is_some(),
        }
    }

    /// As the policy writes it.
    pub(super) fn text(&self) -> &Arc<str> {
        &self.text
    }
}

impl fmt::Display for TagRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for TagRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

fn short_name(field: &Field<'_>) -> Result<String, PolicyError> {
    let name = field.text()?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if (1..=64).contains(&name.len()) && name.chars().all(allowed) {
        Ok(name)
    } else {
        Err(field.fail("expected 1 to 64 of the characters `A-Z a-z 0-9 _ -`"))
    }
}

fn zone_name(field: Option<Field<'_>>) -> Result<String, PolicyError> {
    let Some(field) = field else {
        return Err(PolicyError::new(
            "/zone",
            "is missing; expected an IANA time zone such as `Europe/Vienna` or `UTC`",
        ));
    };
    let name = field.text()?;
    let zone = zone::lookup(&name).map_err(|e| PolicyError::new(&field.pointer, e.to_string()))?;
    Ok(zone.iana_name().map_or(name, str::to_owned))
}

fn tag_rules(field: &Field<'_>) -> Result<Vec<TagRule>, PolicyError> {
    let mut rules: Vec<TagRule> = Vec::new();
    for item in field.list()? {
        let rule = TagRule::parse(&item.text()?).ok_or_else(|| item.fail("expected `name` or `name=value`"))?;
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    Ok(rules)
}

fn adopted(field: &Field<'_>) -> Result<Vec<ResourceId>, PolicyError> {
    let mut ids = Vec::new();
    for item in field.list()? {
        let id = ResourceId::parse(&item.text()?).map_err(|e| PolicyError::new(&item.pointer, e.to_string()))?;
        if id.kind() != ResourceKind::Snapshot {
            return Err(item.fail("expected the id of a snapshot"));
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
