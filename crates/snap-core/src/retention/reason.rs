//! Why a snapshot is kept, dropped, held or not counted: a stable code for programs and a text for people.

use std::fmt::Write as _;
use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::bucket::Size;
use super::duration::Period;
use super::manners::WithinFrom;
use super::rule::Rule;
use crate::id::ResourceId;
use crate::instant::Instant;
use crate::tags;
use crate::unit::words::day;

/// What stands in the way of deleting a snapshot, whatever the rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hold {
    /// A full snapshot.
    NotIncremental,
    /// The source of a copy that is still under way: the copy would fail (D5). The copy's id.
    CopySource(ResourceId),
    /// The source of a disk that is still being filled: it is a copy too (R15). The disk's id.
    DiskSource(ResourceId),
    /// An active immutability policy (M3); when it ends, where that is known.
    Immutable {
        /// The end.
        until: Option<Instant>,
    },
    /// A lock on the snapshot, its group or its subscription.
    Locked {
        /// The lock's own name.
        name: String,
        /// The id of what it was put on.
        scope: String,
    },
    /// Somebody may be reading it through an access link (A57).
    OpenLink,
    /// What was read about it contradicts itself.
    Conflict,
}

impl Hold {
    /// True where others cannot rely on what is held: it may not be what it looks like.
    pub(crate) fn in_doubt(&self) -> bool {
        matches!(self, Self::Conflict | Self::NotIncremental)
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotIncremental => "not_incremental",
            Self::CopySource(_) | Self::DiskSource(_) => "copy_source",
            Self::Immutable { .. } => "immutable",
            Self::Locked { .. } => "locked",
            Self::OpenLink => "open_link",
            Self::Conflict => "conflict",
        }
    }

    fn text(&self) -> String {
        match self {
            Self::NotIncremental => "not incremental: never dropped".to_owned(),
            Self::CopySource(target) => {
                format!("source of a copy under way, {}: dropping it would end the copy", target.name())
            }
            Self::DiskSource(disk) => {
                format!("source of a disk that is still being filled, {}: dropping it could end that", disk.name())
            }
            Self::Immutable { until: Some(until) } => format!("immutable until {until}: cannot be deleted"),
            Self::Immutable { until: None } => "immutable: cannot be deleted".to_owned(),
            Self::Locked { name, scope } => format!("locked by {name} on {scope}: never dropped"),
            Self::OpenLink => "an access link is open: never dropped".to_owned(),
            Self::Conflict => "two readings of it differ: never dropped".to_owned(),
        }
    }
}

/// Why a snapshot is not ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOurs {
    /// It has no tag `snapline-policy`.
    NoPolicy,
    /// Its tag `snapline-policy` names this other policy.
    Policy(Arc<str>),
    /// Neither a policy nor a single call of Snapline made it.
    NoMark,
}

impl NotOurs {
    fn text(&self) -> String {
        match self {
            Self::NoPolicy => format!("not ours: no tag {}", tags::POLICY),
            Self::Policy(other) => format!("not ours: made by policy `{other}`"),
            Self::NoMark => format!("not ours: no tag {} or {}", tags::POLICY, tags::CALL),
        }
    }
}

/// Why no rule kept a snapshot, told by one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// Its bucket has another: bucket size (none: the second), what stands for it, and the snapshot's own time, on the
    /// wall clock.
    Taken(Option<Size>, DateTime, DateTime),
    /// What stands for its bucket is older than the rule reaches: bucket size, what stands, the snapshot's own time, and
    /// the rule's length.
    Faded(Size, DateTime, DateTime, Period),
    /// It lies past what the rule reaches back to.
    Past(Rule, Option<Date>),
    /// It is older than what everything is kept of.
    Older(Period, WithinFrom),
}

/// One reason of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Kept: the policy has no rule at all.
    EmptyPolicy,
    /// Kept: carries this tag, as the policy writes it.
    Tag(Arc<str>),
    /// Kept: made at or after this.
    Since(Instant),
    /// Kept: younger than this.
    MinAge(Period, WithinFrom),
    /// Kept by a rule, as its n-th.
    Rule(Rule, usize),
    /// Kept by a rule that is not filled, as the oldest.
    Oldest(Rule),
    /// Kept: too few would be left.
    Floor,
    /// Kept: the newest one.
    Newest,
    /// Dropped: older than this.
    MaxAge(Period, WithinFrom),
    /// Dropped: no rule kept it.
    NoRule(Missed),
    /// Held: not made for this policy, nor adopted.
    NotOurs(NotOurs),
    /// Held: a protection from outside the rules.
    Held(Box<Hold>),
    /// Held: the unit keeps one that is only assumed to be durable.
    Assumed,
    /// Not counted: still copying.
    Pending,
    /// Not counted: failed.
    Failed,
    /// Not counted: nobody knows whether it is complete.
    Unknown,
    /// Not counted: nobody knows when it was made.
    NoInstant,
}

impl Reason {
    /// The stable code, in the words of the vocabulary.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyPolicy => "empty_policy",
            Self::Tag(_) => "tag",
            Self::Since(_) => "since",
            Self::MinAge(..) => "min_age",
            Self::Rule(rule, _) | Self::Oldest(rule) => rule.code(),
            Self::Floor => "floor",
            Self::Newest => "newest",
            Self::MaxAge(..) => "max_age",
            Self::NoRule(_) => "no_rule",
            Self::NotOurs(_) => "not_ours",
            Self::Held(hold) => hold.code(),
            Self::Assumed => "assumed",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Unknown | Self::NoInstant => "unknown",
        }
    }

    /// The text for a person; it does not repeat the verdict.
    pub fn text(&self) -> String {
        match self {
            Self::EmptyPolicy => "the policy has no rule, so everything is kept".to_owned(),
            Self::Tag(tag) => format!("tag {tag}"),
            Self::Since(instant) => format!("since {instant}"),
            Self::MinAge(period, WithinFrom::Now) => format!("younger than {period}"),
            Self::MinAge(period, WithinFrom::Newest) => format!("less than {period} older than the newest"),
            Self::Rule(rule @ Rule::Within(..), _) => rule.to_string(),
            Self::Rule(Rule::Last(count), nth) => format!("last {nth}/{count}"),
            Self::Rule(Rule::Every(size, count), nth) => format!("{} {nth}/{count}", size.adverb()),
            Self::Oldest(Rule::Last(_)) => "last[oldest]".to_owned(),
            Self::Oldest(Rule::Every(size, _)) => format!("{}[oldest]", size.adverb()),
            Self::Oldest(rule) => format!("{rule}[oldest]"),
            Self::Floor => "floor".to_owned(),
            Self::Newest => "newest".to_owned(),
            Self::MaxAge(period, from) => older(period, *from),
            Self::NoRule(missed) => missed.text(),
            Self::NotOurs(why) => why.text(),
            Self::Held(hold) => hold.text(),
            Self::Assumed => "one that is kept is only assumed to be complete: nothing is dropped for it".to_owned(),
            Self::Pending => "still copying: neither counted nor dropped".to_owned(),
            Self::Failed => "failed: neither counted nor dropped".to_owned(),
            Self::Unknown => "not known to be complete: neither counted nor dropped".to_owned(),
            Self::NoInstant => "not known when it was taken: neither counted nor dropped".to_owned(),
        }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Reason", 2)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("text", &self.text())?;
        out.end()
    }
}

impl Missed {
    fn text(&self) -> String {
        match self {
            Self::Taken(size, stands, own) => {
                format!("the {} keeps {}", size.map_or("second", Size::noun), told(*size, *stands, *own))
            }
            Self::Faded(size, stands, own, period) => {
                let stands = told(Some(*size), *stands, *own);
                format!("the oldest of the {}, {stands}, is past {period}", size.noun())
            }
            Self::Past(Rule::Last(count), _) => format!("not among the newest {count}"),
            Self::Older(period, from) => older(period, *from),
            Self::Past(rule, None) => format!("past {rule}"),
            Self::Past(rule, Some(date)) => format!("past {rule}, which reaches back to {}", day(*date)),
        }
    }
}

fn older(period: &Period, from: WithinFrom) -> String {
    match from {
        WithinFrom::Now => format!("older than {period}"),
        WithinFrom::Newest => format!("more than {period} older than the newest"),
    }
}

/// The time of what stands for a bucket, as exactly as is needed to tell it from the other one in it.
fn told(size: Option<Size>, stands: DateTime, own: DateTime) -> String {
    let mut text = String::new();
    if size > Some(Size::Day) {
        text.push_str(&day(stands.date()));
        text.push_str(", ");
    }
    // Writing into a String cannot fail.
    let _ = write!(text, "{:02}:{:02}", stands.hour(), stands.minute());
    let same_minute = stands.date() == own.date() && (stands.hour(), stands.minute()) == (own.hour(), own.minute());
    if same_minute {
        let _ = write!(text, ":{:02}", stands.second());
        if stands.second() == own.second() {
            text.push_str(" too");
        }
    }
    text
}
