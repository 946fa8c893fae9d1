//! The stepwise future (retention section 6): what there will be on any date, when a policy is applied as it will be run.
//!
//! At every slot of the schedule a run takes a snapshot, waits for it to be complete as long as a run waits, and prunes by
//! the policy at its own time; a snapshot that is not complete is neither counted nor dropped. What is left then is the state, not what
//! pruning one long history at once would leave ([`Future::differs_at_once`] tells where the two part). The cost grows
//! with what happens, not with what there is.
//!
//! ```
//! use snap_core::future::{Future, Origin, Outlook, Weather};
//! use snap_core::instant::Instant;
//! use snap_core::retention::Policy;
//!
//! // Ten years of hourly runs.
//! let policy = Policy::from_json(
//!     br#"{"zone": "Europe/Vienna", "keep": {"hourly": 24, "daily": 7, "weekly": 4, "monthly": 12, "yearly": 5},
//!          "schedule": {"everyHours": 1}}"#,
//! )?;
//! let now = Instant::parse("2026-11-20T00:00:00Z")?;
//! let weather = Weather::default();
//! let outlook = Outlook::new(&policy, None, &weather, now, now.plus_seconds(3_652 * 86_400))?;
//! let origin = Origin::nothing(&policy.id, None, None);
//! let future = Future::of(&origin, &outlook);
//! assert_eq!((future.lives.len(), future.peak.count), (87_648, 49));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod at;
mod at_once;
mod compare;
mod days;
mod ends;
mod origin;
mod outlook;
mod said;
mod show;
mod simulation;
#[cfg(test)]
mod tests;
mod weather;

pub use at::Stand;
pub use at_once::Parting;
pub use compare::{Comparison, Only};
pub use days::{Days, Gap};
pub use ends::{Calendar, Ends, Window};
pub use origin::{Course, Origin};
pub use outlook::{LONGEST_DAYS, Outlook, OutlookError};
pub(crate) use said::{SENTENCES, span_days, span_hours, span_minutes};
pub use said::{compare_never, compare_summary, future_summary};
pub use show::{Assumption, Detail, Told};
pub use simulation::Simulation;
pub use weather::{Copying, LONGEST_MINUTES, WAIT, Weather};

use crate::instant::Instant;

/// One snapshot, from when it is taken to when it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// When it was, or will be, taken: its instant. For one of today whose moment is not known, `now`.
    pub born: Instant,
    /// From when on it is complete; `None`: never.
    pub ready: Option<Instant>,
    /// The run that drops it; `None`: it is still there when the future ends.
    pub died: Option<Instant>,
    /// Its place among the members of the unit, for one that is there today.
    pub member: Option<usize>,
}

impl Life {
    /// True when it is there at an instant, complete or not: from when it is taken until the run that drops it.
    pub fn is_there(&self, at: Instant) -> bool {
        (self.member.is_some() || self.born <= at) && self.died.is_none_or(|died| at < died)
    }
}

/// The most of something at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peak {
    /// How many.
    pub count: u32,
    /// When first.
    pub at: Instant,
}

impl Peak {
    fn see(&mut self, count: usize, at: Instant) {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        if count > self.count {
            *self = Self { count, at };
        }
    }
}

/// Runs to which the same happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runs {
    /// How many.
    pub count: u32,
    /// The first and the last of them.
    pub first: Instant,
    #[expect(missing_docs, reason = "said with the first")]
    pub last: Instant,
}

impl Runs {
    fn add(runs: &mut Option<Self>, at: Instant) {
        match runs {
            Some(runs) => {
                runs.count = runs.count.saturating_add(1);
                runs.last = at;
            }
            None => *runs = Some(Self { count: 1, first: at, last: at }),
        }
    }
}

/// What stands in the way of taking a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// 500 snapshots of the disk exist (L1). Only pruning makes room, so such a run prunes all the same.
    L1,
    /// Three are still copying (R11).
    R11,
    /// Seven were made in the last five minutes (L2).
    L2,
}

impl Obstacle {
    /// In the order in which they are looked at.
    pub const ALL: [Self; 3] = [Self::L1, Self::R11, Self::L2];

    /// The fact.
    pub fn id(self) -> &'static str {
        match self {
            Self::L1 => "L1",
            Self::R11 => "R11",
            Self::L2 => "L2",
        }
    }
}

/// What becomes of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Future {
    /// From when.
    pub now: Instant,
    /// Until before when.
    pub until: Instant,
    /// What happens to the unit.
    pub course: Course,
    /// Those of today, oldest first, then the new ones in order of birth.
    pub lives: Vec<Life>,
    /// When it was pruned, ascending.
    pub prunes: Vec<Instant>,
    /// The most snapshots that exist at one time, counted before a run prunes: against L1.
    pub peak: Peak,
    /// When the limit L1 is first nearer than its warning.
    pub near_full: Option<Instant>,
    /// The most that are copying at one time: against R11.
    pub copying: Peak,
    /// The most that are taken in five minutes: against L2.
    pub burst: Peak,
    /// Runs that could take none, by what stood in the way, in the order of [`Obstacle::ALL`].
    pub refused: [Option<Runs>; 3],
    /// Runs that did not take place.
    pub missed: Option<Runs>,
    /// Runs that did not prune: their snapshot was not complete in time, and one of today that is newer than the newest
    /// complete one failed.
    pub unpruned: Option<Runs>,
    /// Day by day.
    pub days: Days,
    /// The longest time from the newest complete one to the next: what is lost at worst.
    pub exposure: Option<Gap>,
}

impl Future {
    /// The future of a unit, worked out in one go. [`Simulation`] does the same in slices.
    pub fn of(origin: &Origin<'_>, outlook: &Outlook<'_>) -> Self {
        let mut simulation = Simulation::new(origin, outlook);
        while !simulation.go_on(outlook, usize::MAX) {}
        simulation.finish(outlook)
    }

    /// How many are there at an instant.
    pub fn count_at(&self, at: Instant) -> usize {
        self.lives.iter().filter(|life| life.is_there(at)).count()
    }

    /// How many are taken.
    pub fn taken(&self) -> usize {
        self.lives.iter().filter(|life| life.member.is_none()).count()
    }

    /// How many are dropped.
    pub fn dropped(&self) -> usize {
        self.lives.iter().filter(|life| life.died.is_some()).count()
    }

    /// The runs that something stood in the way of.
    pub fn refusals(&self) -> impl Iterator<Item = (Obstacle, Runs)> {
        Obstacle::ALL.into_iter().zip(self.refused).filter_map(|(obstacle, runs)| Some((obstacle, runs?)))
    }
}
