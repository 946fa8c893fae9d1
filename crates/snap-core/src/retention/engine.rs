//! Deciding a unit: who is a candidate, whose rules count, what is held.

use std::cmp::Ordering;

use jiff::tz::TimeZone;
use serde::Serialize;

use super::bucket::{Clock, Wall};
use super::pass::{Candidate, Moment, Pass, Rules};
use super::policy::Policy;
use super::reason::{Hold, NotOurs, Reason};
use crate::id::ResourceId;
use crate::instant::Instant;
use crate::tags::Tags;

/// A snapshot of a unit, as far as retention looks at it.
#[derive(Debug, Clone)]
pub struct Point<'a> {
    /// Its id: settles ties, and is looked for among the adopted.
    pub id: &'a ResourceId,
    /// When the data was taken; without it nothing is decided.
    pub instant: Option<Instant>,
    /// Whether it can be relied on.
    pub standing: Standing,
    /// Why it is not ours; nothing for what this policy made.
    pub not_ours: Option<NotOurs>,
    /// For `keep.tags`.
    pub tags: &'a Tags,
    /// What forbids deleting it.
    pub holds: Vec<Hold>,
}

/// Whether a snapshot can be relied on: its `durable` verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is complete.
    Durable,
    /// It most likely is: good for display, never the reason to delete another.
    Assumed,
    /// It is still copying.
    Pending,
    /// It failed.
    Failed,
    /// Nobody knows.
    Unknown,
}

/// What happens to a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Verdict {
    /// The policy keeps it.
    Keep,
    /// The policy drops it.
    Drop,
    /// It stays because something outside the rules says so.
    Hold,
    /// It is no candidate.
    NotCounted,
}

impl Verdict {
    /// The word in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Drop => "drop",
            Self::Hold => "hold",
            Self::NotCounted => "not_counted",
        }
    }
}

/// The decision on one point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The point's place in the input.
    pub at: usize,
    /// What happens to it.
    pub verdict: Verdict,
    /// The rules alone would drop it: always so for a drop, and for a hold that is all that keeps it.
    pub would_drop: bool,
    /// Why; never empty.
    pub reasons: Vec<Reason>,
}

/// What the first look at a point says.
enum Class<'a> {
    NotCounted(Reason),
    /// Something given forbids deleting it: it neither fills nor closes a bucket.
    Held(Candidate<'a>),
    Free(Candidate<'a>),
}

struct Entry<'a> {
    at: usize,
    point: &'a Point<'a>,
    /// Why it is not ours, nor adopted.
    foreign: Option<&'a NotOurs>,
    class: Class<'a>,
}

/// The order in which snapshots are decided: newest first, equal instants by lower-cased id, those without an instant last.
pub fn newest_first(a: (Option<Instant>, &ResourceId), b: (Option<Instant>, &ResourceId)) -> Ordering {
    b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1))
}

/// Finds, going newest first, what stays whatever else goes: the newest of all and the newest of ours.
#[derive(Debug, Default)]
pub(crate) struct Newest {
    found: bool,
    found_ours: bool,
}

impl Newest {
    /// True when the next one is either.
    pub(crate) fn is(&mut self, ours: bool) -> bool {
        let is = !self.found || (ours && !self.found_ours);
        self.found = true;
        self.found_ours |= ours;
        is
    }
}

/// Decides the points of one unit. Decisions come in the order of [`newest_first`], whatever the order of `points`.
///
/// `zone` is the policy's own, [`Policy::time_zone`]: passed in so that a thousand units look it up once. Points after
/// `now` are decided like any other.
pub fn decide(points: &[Point<'_>], policy: &Policy, zone: &TimeZone, now: Instant) -> Vec<Decision> {
    let mut order: Vec<(usize, &Point<'_>)> = points.iter().enumerate().collect();
    order.sort_by(|(_, a), (_, b)| newest_first((a.instant, a.id), (b.instant, b.id)));
    let mut clock = Clock::new();
    clock.show(now, zone);
    let moment = Moment { now, clock };
    let entry = |(at, point)| Entry::of(at, point, policy, |instant| clock.show(instant, zone));
    let entries: Vec<Entry<'_>> = order.into_iter().map(entry).collect();

    let (free, held) = if policy.is_empty() {
        (Vec::new(), Vec::new())
    } else {
        let rules = Rules::new(policy, zone);
        let any_held = entries.iter().any(|e| matches!(e.class, Class::Held(_)));
        // What the rules would do to a held one is asked as if nothing were held.
        let held = if any_held { asked(&entries, &rules, moment, true, &|pass| pass.drops()) } else { Vec::new() };
        (asked(&entries, &rules, moment, false, &|pass| pass.told()), held)
    };
    let fates = free.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
    let mut decisions: Vec<Decision> = entries
        .iter()
        .zip(fates)
        .enumerate()
        .map(|(place, (entry, fate))| match &entry.class {
            Class::NotCounted(reason) => entry.decision(Verdict::NotCounted, false, vec![reason.clone()]),
            Class::Held(_) => {
                let would_drop = held.get(place).copied().unwrap_or(false);
                let mut reasons: Vec<Reason> =
                    entry.point.holds.iter().map(|hold| Reason::Held(Box::new(hold.clone()))).collect();
                reasons.extend(entry.foreign.filter(|_| policy.owned_only).cloned().map(Reason::NotOurs));
                entry.decision(Verdict::Hold, would_drop, reasons)
            }
            Class::Free(_) => match fate {
                None => entry.decision(Verdict::Keep, false, vec![Reason::EmptyPolicy]),
                Some(fate) if fate.kept => entry.decision(Verdict::Keep, false, fate.reasons),
                Some(fate) => match entry.foreign.filter(|_| policy.owned_only) {
                    Some(why) => entry.decision(Verdict::Hold, true, vec![Reason::NotOurs(why.clone())]),
                    None => entry.decision(Verdict::Drop, true, fate.reasons),
                },
            },
        })
        .collect();
    hold_for_assumed(&entries, &mut decisions);
    decisions
}

impl<'a> Entry<'a> {
    fn of(at: usize, point: &'a Point<'a>, policy: &Policy, wall: impl FnOnce(Instant) -> Wall) -> Self {
        let class = match (point.standing, point.instant) {
            (Standing::Pending, _) => Class::NotCounted(Reason::Pending),
            (Standing::Failed, _) => Class::NotCounted(Reason::Failed),
            (Standing::Unknown, _) => Class::NotCounted(Reason::Unknown),
            (Standing::Durable | Standing::Assumed, None) => Class::NotCounted(Reason::NoInstant),
            (Standing::Durable | Standing::Assumed, Some(instant)) => {
                let candidate = Candidate::new(instant, wall(instant), point.tags);
                if point.holds.is_empty() { Class::Free(candidate) } else { Class::Held(candidate) }
            }
        };
        let foreign = point.not_ours.as_ref().filter(|_| policy.adopt.binary_search(point.id).is_err());
        Self { at, point, foreign, class }
    }

    fn ours(&self) -> bool {
        self.foreign.is_none()
    }

    fn decision(&self, verdict: Verdict, would_drop: bool, reasons: Vec<Reason>) -> Decision {
        Decision { at: self.at, verdict, would_drop, reasons }
    }

    /// True for a held one that others may rely on: it is sure to be there and to be what it says.
    fn is_anchor(&self) -> bool {
        matches!(self.class, Class::Held(_))
            && self.point.standing == Standing::Durable
            && !self.point.holds.iter().any(Hold::in_doubt)
    }
}

/// What a pass is asked of each of its candidates, in the entries' order.
///
/// Under `ownedOnly` ours are decided among ours alone: what somebody else may delete at any time must never be the
/// reason to drop one of ours. The others are then decided among all, for showing.
fn asked<T: Default>(
    entries: &[Entry<'_>],
    rules: &Rules<'_>,
    moment: Moment,
    as_if_free: bool,
    ask: &dyn Fn(&Pass<'_, '_>) -> Vec<T>,
) -> Vec<T> {
    if !rules.policy.owned_only {
        return pass(entries, rules, moment, as_if_free, &|_| true, ask);
    }
    let ours = pass(entries, rules, moment, as_if_free, &|entry| entry.ours(), ask);
    if entries.iter().all(Entry::ours) {
        return ours;
    }
    let all = pass(entries, rules, moment, as_if_free, &|_| true, ask);
    entries
        .iter()
        .zip(ours.into_iter().zip(all))
        .map(|(entry, (own, any))| if entry.ours() { own } else { any })
        .collect()
}

/// One pass over the entries that `takes_part` names; the others get the default.
fn pass<T: Default>(
    entries: &[Entry<'_>],
    rules: &Rules<'_>,
    moment: Moment,
    as_if_free: bool,
    takes_part: &dyn Fn(&Entry<'_>) -> bool,
    ask: &dyn Fn(&Pass<'_, '_>) -> Vec<T>,
) -> Vec<T> {
    let mut candidates = Vec::with_capacity(entries.len());
    let mut places = Vec::with_capacity(entries.len());
    let mut anchors = 0;
    let mut stays = Vec::new();
    // Where the newest is a held one, it stays anyway.
    let mut newest = Newest::default();
    for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| takes_part(entry)) {
        match &entry.class {
            Class::Held(_) if !as_if_free => {
                if !entry.is_anchor() {
                    continue;
                }
                anchors += 1;
                newest.is(entry.ours());
            }
            Class::Held(_) if entry.point.holds.contains(&Hold::NotIncremental) => continue,
            Class::NotCounted(_) => continue,
            Class::Held(candidate) | Class::Free(candidate) => {
                if newest.is(entry.ours()) {
                    stays.push(candidates.len());
                }
                candidates.push(*candidate);
                places.push(place);
            }
        }
    }
    let mut answers: Vec<T> = entries.iter().map(|_| T::default()).collect();
    for (place, answer) in places.into_iter().zip(ask(&rules.run(moment, &candidates, anchors, stays))) {
        if let Some(slot) = answers.get_mut(place) {
            *slot = answer;
        }
    }
    answers
}

/// Nothing goes on account of a snapshot that is only assumed to be complete: while a unit keeps one, it drops none.
fn hold_for_assumed(entries: &[Entry<'_>], decisions: &mut [Decision]) {
    let leans = |(entry, decision): (&Entry<'_>, &Decision)| {
        decision.verdict == Verdict::Keep && entry.point.standing == Standing::Assumed
    };
    if entries.iter().zip(decisions.iter()).any(leans) {
        for decision in decisions.iter_mut().filter(|decision| decision.verdict == Verdict::Drop) {
            decision.verdict = Verdict::Hold;
            decision.reasons = vec![Reason::Assumed];
        }
    }
}
