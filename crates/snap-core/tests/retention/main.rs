//! Retention, deleting and copying, from outside: fixed cases told in words. Random histories under random policies,
//! what must hold of them and the plain reference model stand in `tests/snap-suite`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test stops where it is wrong")]

mod chance;
mod clocks;
mod copies;
mod deleting;
mod manners;
mod policies;
mod presets;
mod rules;
mod steps;
mod texts;

use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::retention::{Decision, Hold, NotOurs, Point, Policy, Standing, decide};
use snap_core::tags::Tags;

/// A snapshot as the tests write it down.
#[derive(Debug, Clone)]
pub(crate) struct Shot {
    pub(crate) id: ResourceId,
    pub(crate) instant: Option<Instant>,
    pub(crate) standing: Standing,
    pub(crate) ours: bool,
    pub(crate) tags: Tags,
    pub(crate) holds: Vec<Hold>,
}

impl Shot {
    /// A complete one of ours.
    pub(crate) fn new(name: &str, instant: Option<Instant>) -> Self {
        let id = format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/{name}");
        Self {
            id: ResourceId::parse(&id).unwrap(),
            instant,
            standing: Standing::Durable,
            ours: true,
            tags: Tags::default(),
            holds: Vec::new(),
        }
    }

    pub(crate) fn point(&self) -> Point<'_> {
        Point {
            id: &self.id,
            instant: self.instant,
            standing: self.standing,
            not_ours: (!self.ours).then_some(NotOurs::NoPolicy),
            tags: &self.tags,
            holds: self.holds.clone(),
        }
    }
}

pub(crate) fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

pub(crate) fn policy(json: &str) -> Policy {
    Policy::from_json(json.as_bytes()).unwrap_or_else(|e| panic!("{json}: {e}"))
}

pub(crate) fn decided(shots: &[Shot], policy: &Policy, now: Instant) -> Vec<Decision> {
    let points: Vec<Point<'_>> = shots.iter().map(Shot::point).collect();
    decide(&points, policy, &policy.time_zone().unwrap(), now)
}

/// Snapshots named a, b, c, … of the given instants.
pub(crate) fn shots(instants: &[&str]) -> Vec<Shot> {
    instants.iter().zip('a'..='z').map(|(text, name)| Shot::new(&name.to_string(), Some(at(text)))).collect()
}

/// `name verdict: reason, reason` a line, in the order of the decisions.
pub(crate) fn told(shots: &[Shot], policy: &Policy, now: &str) -> Vec<String> {
    let line = |decision: Decision| {
        let reasons: Vec<String> = decision.reasons.iter().map(|r| r.text()).collect();
        format!("{} {}: {}", shots[decision.at].id.name(), decision.verdict.as_str(), reasons.join(", "))
    };
    decided(shots, policy, at(now)).into_iter().map(line).collect()
}
