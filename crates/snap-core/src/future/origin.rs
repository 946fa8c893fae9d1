//! What a future begins with: a unit as it is today, or nothing.

use super::Life;
use super::weather::Copying;
use crate::instant::Instant;
use crate::model::DiskKind;
use crate::plan::Planner;
use crate::readiness::ReadyCode;
use crate::retention::{Point, Standing};
use crate::tags::{self, Tags};
use crate::unit::{Label, Member, Unit};

/// What happens in a unit from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Runs take snapshots of it and prune it.
    Grows,
    /// Runs prune it, and take none: copies, and earlier disks of a name.
    Pruned,
    /// Nothing: its disk is gone, or nobody knows which it is, so that no run comes by.
    Still,
}

impl Course {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Grows => "grows",
            Self::Pruned => "pruned",
            Self::Still => "still",
        }
    }
}

/// What there is when a future begins.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// The snapshots of today, oldest first, as retention looks at them.
    pub points: Vec<Point<'a>>,
    /// Where each of them stands among the unit's members, when it was taken, and when it is complete (never: `None`).
    pub(super) lives: Vec<Life>,
    /// Those that were made lately, ascending: they count for L2.
    pub(super) made: Vec<Instant>,
    /// What happens to it.
    pub course: Course,
    /// How long new ones take.
    pub copying: Copying,
    /// The tags of new ones.
    pub(super) born: Tags,
    /// Some are only assumed to be complete, or not known to be done: a run would know.
    pub taken_on_trust: bool,
}

fn born_tags(policy_id: &str) -> Tags {
    [(tags::POLICY, policy_id)].into_iter().collect()
}

impl<'a> Origin<'a> {
    /// From nothing: a disk of this kind and size, of which no snapshot was ever taken.
    pub fn nothing(policy_id: &str, kind: Option<DiskKind>, size_gb: Option<u64>) -> Self {
        Self {
            points: Vec::new(),
            lives: Vec::new(),
            made: Vec::new(),
            course: Course::Grows,
            copying: Copying::of(kind, size_gb),
            born: born_tags(policy_id),
            taken_on_trust: false,
        }
    }

    /// From a unit as it is, planned by `planner`, which must be made of the same chains and for the same policy.
    pub fn of(unit: &'a Unit<'a>, planner: &Planner<'_>) -> Origin<'a> {
        let (policy_id, now) = (planner.policy_id(), planner.now());
        let copying = Copying::of(unit.disk.kind, unit.disk.size_gb);
        let mut members: Vec<(usize, &'a Member<'a>)> = unit.members.iter().enumerate().collect();
        // Oldest first, and of equal instants the one first that retention takes for the newer, for it gets the lower number.
        members.sort_by(|(_, a), (_, b)| (a.instant, &a.snapshot.id).cmp(&(b.instant, &b.snapshot.id)));
        let mut taken_on_trust = false;
        let points = members.iter().map(|(_, member)| {
            let mut point = planner.point(member);
            let known = match point.standing {
                Standing::Assumed if point.instant.is_some() => Standing::Durable,
                Standing::Unknown if member.may_be_copying() => Standing::Pending,
                known => known,
            };
            taken_on_trust |= known != point.standing;
            point.standing = known;
            point
        });
        let points: Vec<Point<'a>> = points.collect();
        let lives = members.iter().zip(&points).map(|((at, member), point)| {
            let born = member.instant.unwrap_or(now);
            let ready = match point.standing {
                Standing::Durable | Standing::Assumed => Some(born.min(now)),
                Standing::Pending => Some(now.plus_seconds(left(member, copying).max(1))),
                Standing::Failed | Standing::Unknown => None,
            };
            Life { born, ready, died: None, member: Some(*at) }
        });
        let mut made: Vec<Instant> = unit.members.iter().filter_map(|member| member.snapshot.time_created).collect();
        made.sort_unstable();
        let course = match unit.disk.exists {
            _ if !unit.of_a_disk() => Course::Still,
            Some(false) if !unit.has(Label::EarlierDisk) => Course::Still,
            _ if unit.has(Label::Copy) || unit.generation < unit.generations => Course::Pruned,
            _ => Course::Grows,
        };
        Self { lives: lives.collect(), points, made, course, copying, born: born_tags(policy_id), taken_on_trust }
    }
}

impl Origin<'_> {
    /// The same, left alone: no run comes by.
    #[must_use]
    pub fn left_alone(mut self) -> Self {
        self.course = Course::Still;
        self
    }
}

/// Seconds that a copy still takes: the share that is left of what a whole one is assumed to take.
fn left(member: &Member<'_>, copying: Copying) -> i64 {
    let whole = if member.sequence == 1 { copying.first } else { copying.later };
    let percent = match member.readiness.durable.code {
        ReadyCode::Copying => member.snapshot.completion_percent.filter(|p| p.is_finite()).unwrap_or(0.0),
        _ => 0.0,
    };
    // Casts from f64 saturate; a share of a week in whole seconds is exact.
    ((100.0 - percent.clamp(0.0, 100.0)) / 100.0 * whole as f64).ceil() as i64
}
