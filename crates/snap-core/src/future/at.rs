//! The state at an instant, read off a future, with the reasons of the run that made it so.

use super::{Future, Life, Origin, Outlook};
use crate::id::{IdError, ResourceId};
use crate::instant::Instant;
use crate::retention::{self, Decision, Point, Standing};

/// How things stand at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    /// The run that decided them; `None` before the first: then this is what one at `now` would decide.
    pub decided: Option<Instant>,
    /// Newest first, `at` being a place among [`Future::lives`]. What that run dropped is among them, with the reason.
    pub decisions: Vec<Decision>,
}

/// The id of a new snapshot, for ties: after every real one, and by number.
fn id(life: usize) -> Result<ResourceId, IdError> {
    ResourceId::parse(&format!("/subscriptions/~/resourceGroups/~/providers/Microsoft.Compute/snapshots/~{life:08}"))
}

impl Future {
    /// The state at an instant, decided anew as its last run did: why each one stays, and why that run dropped what it
    /// dropped. So the way to learn why one died is to ask for the instant of its death.
    ///
    /// `origin` and `outlook` must be those that the future was worked out from.
    pub fn stand_at(&self, origin: &Origin<'_>, outlook: &Outlook<'_>, at: Instant) -> Stand {
        let decided = self.prunes.partition_point(|prune| *prune <= at).checked_sub(1).and_then(|p| self.prunes.get(p));
        let moment = decided.copied().unwrap_or(self.now);
        // What that run found: what it dropped itself was still there.
        let found = |life: &Life| life.is_there(at) || life.died == Some(moment);
        let lives = self.lives.iter().enumerate().filter(|(_, life)| found(life));
        let ids: Vec<(usize, &Life, Option<ResourceId>)> = lives
            .map(|(place, life)| (place, life, if life.member.is_some() { None } else { id(place).ok() }))
            .collect();
        let points: Vec<(usize, Point<'_>)> = ids
            .iter()
            .filter_map(|(place, life, id)| {
                let complete = life.ready.is_some_and(|ready| ready <= moment);
                let point = match (origin.points.get(*place), id) {
                    (Some(today), _) if today.standing == Standing::Pending && complete => {
                        Point { standing: Standing::Durable, ..today.clone() }
                    }
                    (Some(today), _) => today.clone(),
                    (None, Some(id)) => Point {
                        id,
                        instant: Some(life.born),
                        standing: if complete { Standing::Durable } else { Standing::Pending },
                        not_ours: None,
                        tags: &origin.born,
                        holds: Vec::new(),
                    },
                    (None, None) => return None,
                };
                Some((*place, point))
            })
            .collect();
        let (places, points): (Vec<usize>, Vec<Point<'_>>) = points.into_iter().unzip();
        let mut decisions = retention::decide(&points, outlook.policy, &outlook.zone, moment);
        for decision in &mut decisions {
            decision.at = places.get(decision.at).copied().unwrap_or(decision.at);
        }
        Stand { decided: decided.copied(), decisions }
    }
}
