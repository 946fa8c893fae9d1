//! What a future is worked out by.

use jiff::tz::TimeZone;

use super::said::{future_horizon, future_no_schedule};
use super::weather::Weather;
use crate::instant::Instant;
use crate::retention::Policy;
use crate::say::Sentence;
use crate::schedule::Schedule;
use crate::zone::ZoneError;

/// The longest future, in days: thirty years.
pub const LONGEST_DAYS: u32 = 10_958;

/// Policy, schedule, weather and horizon.
#[derive(Debug, Clone)]
pub struct Outlook<'p> {
    /// What is kept.
    pub policy: &'p Policy,
    /// When snapshots are taken.
    pub schedule: &'p Schedule,
    /// How runs go.
    pub weather: &'p Weather,
    /// From when.
    pub now: Instant,
    /// Until before when.
    pub until: Instant,
    /// The policy's zone.
    pub zone: TimeZone,
}

/// Why there is no such future.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub enum OutlookError {
    /// Nothing says when snapshots are taken.
    NoSchedule,
    /// Nothing or too much to look at.
    Horizon {
        /// The beginning.
        now: Instant,
        /// The end.
        until: Instant,
    },
    /// The policy was not read.
    Zone(#[from] ZoneError),
}

impl OutlookError {
    /// Why.
    pub fn said(&self) -> Sentence {
        match self {
            Self::NoSchedule => future_no_schedule(r#"{"times": ["02:00"]}"#),
            Self::Horizon { now, until } => future_horizon(*now, *until, LONGEST_DAYS as usize),
            Self::Zone(error) => error.said(),
        }
    }
}

impl<'p> Outlook<'p> {
    /// Checks the horizon. `schedule` stands in for the policy's own.
    ///
    /// # Errors
    /// No schedule, no time to look at, or more than [`LONGEST_DAYS`].
    pub fn new(
        policy: &'p Policy,
        schedule: Option<&'p Schedule>,
        weather: &'p Weather,
        now: Instant,
        until: Instant,
    ) -> Result<Self, OutlookError> {
        if until <= now || until > now.plus_seconds(i64::from(LONGEST_DAYS) * 86_400) {
            return Err(OutlookError::Horizon { now, until });
        }
        let schedule = schedule.or(policy.schedule.as_ref()).ok_or(OutlookError::NoSchedule)?;
        Ok(Self { policy, schedule, weather, now, until, zone: policy.time_zone()? })
    }
}
