//! What a policy keeps: the counts and lengths of its rules, and the tags and the date above them.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::bucket::Size;
use super::duration::Period;
use super::members::Place;
use super::read::{Field, Members};
use super::rule::{Count, Rule};
use super::wrong::{PolicyError, policy_tag_long};
use crate::instant::Instant;
use crate::tags::Tags;

/// The most tags that keep: each is looked for on every snapshot.
pub(super) const MOST_TAGS: usize = 100;

/// `name=value` of the longest tag there can be (A63).
pub(super) const LONGEST_TAG: usize = 512 + 1 + 256;

/// The rules that keep, and what is kept whatever they say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the members are the rules of docs/policy.md, one for each bucket size")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "WholeKeep"))]
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

/// A tag that keeps: `name` with any value, or `name=value`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct TagRule {
    text: Arc<str>,
}

impl Keep {
    pub(super) fn read(field: &Field<'_>) -> Result<Self, PolicyError> {
        let members = Members::of(field)?;
        members.only(&Place::Keep.names())?;
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

    /// The rules in force, in the order they run.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let within = |size, period: Option<&Period>| period.map(|p| Rule::Within(size, p.clone()));
        let mut rules: Vec<Rule> = within(None, self.within.as_ref()).into_iter().collect();
        rules.extend(Size::ALL.into_iter().filter_map(|size| within(Some(size), self.within_each(size))));
        rules.extend(self.last.is_on().then_some(Rule::Last(self.last)));
        rules.extend(
            Size::ALL.into_iter().map(|s| (s, self.each(s))).filter(|(_, c)| c.is_on()).map(|(s, c)| Rule::Every(s, c)),
        );
        rules
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
    pub fn within_each(&self, size: Size) -> Option<&Period> {
        match size {
            Size::Minute => self.within_minutely.as_ref(),
            Size::Hour => self.within_hourly.as_ref(),
            Size::Day => self.within_daily.as_ref(),
            Size::Week => self.within_weekly.as_ref(),
            Size::Month => self.within_monthly.as_ref(),
            Size::Quarter => self.within_quarterly.as_ref(),
            Size::Year => self.within_yearly.as_ref(),
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

fn tag_rules(field: &Field<'_>) -> Result<Vec<TagRule>, PolicyError> {
    let mut rules: Vec<TagRule> = Vec::new();
    for item in field.list(MOST_TAGS)? {
        let text = item.text()?;
        // A63: no tag is longer, so that this one would keep nothing.
        if text.chars().count() > LONGEST_TAG {
            return Err(item.fail(policy_tag_long()));
        }
        let rule = TagRule::parse(&text).ok_or_else(|| item.expects("tag"))?;
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    Ok(rules)
}
