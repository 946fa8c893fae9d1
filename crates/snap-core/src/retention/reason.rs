//! Why a snapshot is kept, dropped, held or not counted: a stable code for programs and a text for people.

use std::sync::Arc;

use jiff::civil::{Date, DateTime};
use serde::{Serialize, Serializer};

use super::bucket::Size;
use super::duration::Period;
use super::manners::WithinFrom;
use super::rule::Rule;
use crate::id::ResourceId;
use crate::instant::Instant;
use crate::say::Sentence;
use crate::tags;

crate::sentences! {
    /// Reasons; none repeats its verdict.
    pub(crate) const SENTENCES;
    reason_not_incremental() = "not incremental: never dropped";
    reason_copy_source(copy: Name) = "source of a copy under way, {copy}: dropping it would end the copy";
    reason_disk_source(disk: Name) =
        "source of a disk that is still being filled, {disk}: dropping it could end that";
    reason_immutable(until: MaybeInstant) = "immutable{until, select, none {} other { until {until}}}: cannot be deleted";
    reason_locked(lock: Name, scope: Name) = "locked by {lock} on {scope}: never dropped";
    reason_open_link() = "an access link is open: never dropped";
    reason_conflict() = "two readings of it differ: never dropped";
    reason_not_ours(tag: Name) = "not ours: no tag {tag}";
    reason_other_policy(policy: Name) = "not ours: made by policy `{policy}`";
    reason_no_mark(tag: Name, other: Name) = "not ours: no tag {tag} or {other}";
    reason_empty_policy() = "the policy has no rule, so everything is kept";
    reason_tag(tag: Name) = "tag {tag}";
    reason_since(at: Instant) = "since {at}";
    reason_younger(period: Period) = "younger than {period}";
    reason_younger_than_newest(period: Period) = "less than {period} older than the newest";
    reason_within(rule: Sentence) = "{rule}";
    reason_last(nth: Count, of: MaybeCount) = "last {nth}/{of, select, none {all} other {{of}}}";
    reason_every(size: Word, nth: Count, of: MaybeCount) = "{size} {nth}/{of, select, none {all} other {{of}}}";
    reason_last_oldest() = "last[oldest]";
    reason_every_oldest(size: Word) = "{size}[oldest]";
    reason_within_oldest(rule: Sentence) = "{rule}[oldest]";
    reason_floor() = "floor";
    reason_newest() = "newest";
    reason_assumed() = "one that is kept is only assumed to be complete: nothing is dropped for it";
    reason_pending() = "still copying: neither counted nor dropped";
    reason_failed() = "failed: neither counted nor dropped";
    reason_unknown() = "not known to be complete: neither counted nor dropped";
    reason_no_instant() = "not known when it was taken: neither counted nor dropped";
    reason_taken(size: Word, stands: Sentence) = "the {size} keeps {stands}";
    reason_faded(size: Word, stands: Sentence, period: Period) =
        "the oldest of the {size}, {stands}, is past {period}";
    reason_not_newest(of: MaybeCount) = "not among the newest {of, select, none {all} other {{of}}}";
    reason_past(rule: Sentence, date: MaybeDay) =
        "past {rule}{date, select, none {} other {, which reaches back to {date}}}";
    reason_older(period: Period) = "older than {period}";
    reason_older_than_newest(period: Period) = "more than {period} older than the newest";
    reason_at(day: MaybeDay, time: Time) = "{day, select, none {} other {{day}, }}{time}";
    reason_at_second(day: MaybeDay, time: Time) = "{day, select, none {} other {{day}, }}{time, seconds}";
    reason_at_same_second(day: MaybeDay, time: Time) =
        "{day, select, none {} other {{day}, }}{time, seconds} too";
}

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

    fn said(&self) -> Sentence {
        match self {
            Self::NotIncremental => reason_not_incremental(),
            Self::CopySource(target) => reason_copy_source(target.name()),
            Self::DiskSource(disk) => reason_disk_source(disk.name()),
            Self::Immutable { until } => reason_immutable(*until),
            Self::Locked { name, scope } => reason_locked(name, scope),
            Self::OpenLink => reason_open_link(),
            Self::Conflict => reason_conflict(),
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
    fn said(&self) -> Sentence {
        match self {
            Self::NoPolicy => reason_not_ours(tags::POLICY),
            Self::Policy(other) => reason_other_policy(other),
            Self::NoMark => reason_no_mark(tags::POLICY, tags::CALL),
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "PlanReason", as = "View"))]
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
        self.said().text()
    }

    /// The same as a sentence.
    pub fn said(&self) -> Sentence {
        match self {
            Self::EmptyPolicy => reason_empty_policy(),
            Self::Tag(tag) => reason_tag(tag),
            Self::Since(instant) => reason_since(*instant),
            Self::MinAge(period, WithinFrom::Now) => reason_younger(period.to_string()),
            Self::MinAge(period, WithinFrom::Newest) => reason_younger_than_newest(period.to_string()),
            Self::Rule(rule @ Rule::Within(..), _) => reason_within(rule.said()),
            Self::Rule(Rule::Last(count), nth) => reason_last(*nth, count.limit()),
            Self::Rule(Rule::Every(size, count), nth) => reason_every(size.adverb(), *nth, count.limit()),
            Self::Oldest(Rule::Last(_)) => reason_last_oldest(),
            Self::Oldest(Rule::Every(size, _)) => reason_every_oldest(size.adverb()),
            Self::Oldest(rule) => reason_within_oldest(rule.said()),
            Self::Floor => reason_floor(),
            Self::Newest => reason_newest(),
            Self::MaxAge(period, from) => older(period, *from),
            Self::NoRule(missed) => missed.said(),
            Self::NotOurs(why) => why.said(),
            Self::Held(hold) => hold.said(),
            Self::Assumed => reason_assumed(),
            Self::Pending => reason_pending(),
            Self::Failed => reason_failed(),
            Self::Unknown => reason_unknown(),
            Self::NoInstant => reason_no_instant(),
        }
    }
}

/// As it is written.
#[derive(Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
struct View {
    /// Stable, snake_case.
    code: &'static str,
    /// For a person.
    text: Sentence,
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        View { code: self.code(), text: self.said() }.serialize(serializer)
    }
}

impl Missed {
    fn said(&self) -> Sentence {
        match self {
            Self::Taken(size, stands, own) => {
                reason_taken(size.map_or("second", Size::noun), told(*size, *stands, *own))
            }
            Self::Faded(size, stands, own, period) => {
                reason_faded(size.noun(), told(Some(*size), *stands, *own), period.to_string())
            }
            Self::Past(Rule::Last(count), _) => reason_not_newest(count.limit()),
            Self::Older(period, from) => older(period, *from),
            Self::Past(rule, date) => reason_past(rule.said(), *date),
        }
    }
}

fn older(period: &Period, from: WithinFrom) -> Sentence {
    match from {
        WithinFrom::Now => reason_older(period.to_string()),
        WithinFrom::Newest => reason_older_than_newest(period.to_string()),
    }
}

/// The time of what stands for a bucket, as exactly as is needed to tell it from the other one in it.
fn told(size: Option<Size>, stands: DateTime, own: DateTime) -> Sentence {
    let day = (size > Some(Size::Day)).then(|| stands.date());
    let minute = |at: DateTime| (at.date(), at.hour(), at.minute());
    match minute(stands) == minute(own) {
        false => reason_at(day, stands.time()),
        true if stands.second() != own.second() => reason_at_second(day, stands.time()),
        true => reason_at_same_second(day, stands.time()),
    }
}
