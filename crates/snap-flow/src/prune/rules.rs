//! What is looked at once more right before a delete: the same snapshot as planned, ours, and held by nothing.

use snap_core::guard::{Guards, Locks};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::inventory::Inventory;
use snap_core::model::Snapshot;
use snap_core::readiness::Readiness;
use snap_core::retention::Reason;
use snap_core::tags::Tags;
use snap_core::unit::{self, InstantFrom, Member};

use super::order::Purpose;
use crate::pages::sentence;
use crate::trouble::Trouble;

/// How old readings may be at most, in seconds, whatever a policy thinks of the age of plans: copies begun since are not in
/// them.
const OLDEST: i64 = 3_600;

/// A snapshot that may be deleted, as far as was known when that was decided.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) id: ResourceId,
    pub(super) unique_id: String,
    /// As it was listed; nothing for one that no list showed, which is looked at and never deleted.
    pub(super) listed: Option<Listed>,
}

#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) location: Option<String>,
    pub(super) tags: Tags,
    /// Why a policy drops it.
    pub(super) why: Option<String>,
}

/// What a single look goes by.
pub(super) struct Rules<'a> {
    pub(super) purpose: &'a Purpose,
    pub(super) locks: &'a Locks,
    /// When everything was read: what was decided is not older.
    pub(super) read_at: Instant,
}

impl Rules<'_> {
    /// Why nothing more is begun on account of what was read.
    pub(super) fn outdated(&self, now: Instant) -> Option<Trouble> {
        let most = if now.seconds_since(self.read_at) > OLDEST {
            "PT1H".to_owned()
        } else {
            self.purpose.too_old(self.read_at, now)?
        };
        let message =
            format!("What it was decided by was read at {}, longer ago than {most}. Run again.", self.read_at);
        Some(Trouble::new("plan_too_old", message))
    }

    /// Why `found` must not be deleted, though it was to be.
    pub(super) fn forbid(&self, wanted: &Wanted, found: &Snapshot) -> Option<Trouble> {
        if !same(found.unique_id.as_deref(), &wanted.unique_id) {
            return Some(other_snapshot(found.unique_id.as_deref(), &wanted.unique_id));
        }
        let Some(listed) = &wanted.listed else {
            let message =
                "It is there, but the list of its subscription does not show it yet: what depends on it is not known.";
            return Some(Trouble::new("not_listed", message));
        };
        // Copies under way from it are in the survey, not in the snapshot.
        let nothing = Inventory::default();
        let chains = unit::units(&nothing);
        let holds = Guards::new(&chains, self.locks).holds(&alone(found)).into_iter();
        let reasons: Vec<Reason> = holds
            .map(|hold| Reason::Held(Box::new(hold)))
            .chain(self.purpose.disowns(&found.id, &found.tags).map(Reason::NotOurs))
            .collect();
        if let Some(trouble) = held(&reasons) {
            return Some(trouble);
        }
        if matches!(self.purpose, Purpose::Plan { .. }) && found.tags != listed.tags {
            let message = "Its tags were changed while it was to be deleted; the policy has to decide again.";
            return Some(Trouble::new("plan_changed", message));
        }
        None
    }
}

/// Unique ids compare without case.
pub(super) fn same(found: Option<&str>, wanted: &str) -> bool {
    found.is_some_and(|found| found.eq_ignore_ascii_case(wanted))
}

pub(super) fn other_snapshot(found: Option<&str>, wanted: &str) -> Trouble {
    let message = format!(
        "What has this name now is not the snapshot that was named: its uniqueId is {}, not `{wanted}`. It was not touched.",
        found.map_or_else(|| "missing".to_owned(), |id| format!("`{id}`"))
    );
    Trouble::new("other_snapshot", message)
}

/// The first reason's code, and all reasons in words.
pub(super) fn held(reasons: &[Reason]) -> Option<Trouble> {
    let words: Vec<String> = reasons.iter().map(in_words).collect();
    reasons.first().map(|first| Trouble::new(first.code(), words.join(" ")))
}

fn in_words(reason: &Reason) -> String {
    match reason {
        Reason::Newest => "The newest complete snapshot of a disk stays, and the newest of ours.".to_owned(),
        other => sentence(&other.text()),
    }
}

/// A snapshot as a unit of its own would show it.
fn alone(found: &Snapshot) -> Member<'_> {
    Member {
        snapshot: found,
        sequence: 1,
        instant: found.time_created,
        instant_from: InstantFrom::TimeCreated,
        readiness: Readiness::of(found, None),
        after_resize_break: false,
        conflict: false,
    }
}
