//! The histories that the pictures show.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::retention::{Decision, Point, Policy, Standing, decide};
use snap_core::tags::Tags;

/// Snapshots of one disk, and the moment at which they are looked at.
pub(super) struct History {
    pub(super) zone: &'static str,
    pub(super) now: Instant,
    /// Oldest first.
    pub(super) instants: Vec<Instant>,
    /// What the axis counts.
    pub(super) ticks: Ticks,
}

/// What the axis counts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ticks {
    /// Mondays, and where months begin.
    Weeks,
    /// Where months begin.
    Months,
    /// So many minutes, told by the wall clock.
    Minutes(i64),
}

impl History {
    /// What the engine decides, oldest first.
    pub(super) fn decided(&self, policy: &Policy) -> Vec<Decision> {
        let tags = Tags::default();
        let ids: Vec<ResourceId> = (0..self.instants.len()).map(id).collect();
        let points: Vec<Point<'_>> = ids
            .iter()
            .zip(&self.instants)
            .map(|(id, instant)| Point {
                id,
                instant: Some(*instant),
                standing: Standing::Durable,
                not_ours: None,
                tags: &tags,
                holds: Vec::new(),
            })
            .collect();
        let mut decisions = decide(&points, policy, &policy.time_zone().unwrap(), self.now);
        decisions.sort_by_key(|decision| decision.at);
        decisions
    }

    pub(super) fn zone(&self) -> TimeZone {
        snap_core::zone::lookup(self.zone).unwrap()
    }
}

fn id(n: usize) -> ResourceId {
    let text = format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/n{n:03}");
    ResourceId::parse(&text).unwrap()
}

fn at(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

/// Every so many seconds from `first` to `last`, both included.
fn every(seconds: i64, first: &str, last: &str) -> Vec<Instant> {
    let (mut next, last) = (at(first), at(last));
    let mut instants = Vec::new();
    while next <= last {
        instants.push(next);
        next = next.plus_seconds(seconds);
    }
    instants
}

const DAY: i64 = 86_400;

/// Six weeks of nights, two of the last three days with an afternoon, and four nights when nothing ran.
pub(super) fn usual() -> History {
    let mut instants = every(DAY, "2026-10-10T02:00:00Z", "2026-11-20T02:00:00Z");
    instants.extend(every(DAY, "2026-11-18T14:00:00Z", "2026-11-19T14:00:00Z"));
    instants.retain(|instant| *instant < at("2026-10-24T00:00:00Z") || *instant > at("2026-10-28T00:00:00Z"));
    instants.sort_unstable();
    History { zone: "UTC", now: at("2026-11-20T12:00:00Z"), instants, ticks: Ticks::Weeks }
}

/// St John's, 7 November 2010: a day of one minute, then the last hour of the day before once more.
pub(super) fn midnight_twice() -> History {
    let instants = every(600, "2010-11-07T01:20:30Z", "2010-11-07T04:30:30Z");
    History { zone: "America/St_Johns", now: at("2010-11-07T04:30:30Z"), instants, ticks: Ticks::Minutes(30) }
}

/// Vienna, 25 October 2026.
pub(super) fn hour_twice() -> History {
    let instants = every(900, "2026-10-24T22:00:00Z", "2026-10-25T03:45:00Z");
    History { zone: "Europe/Vienna", now: at("2026-10-25T04:00:00Z"), instants, ticks: Ticks::Minutes(60) }
}

/// Mondays and Thursdays over the end of 2026, which has 53 weeks.
pub(super) fn new_year() -> History {
    let mut instants = every(7 * DAY, "2026-09-10T02:00:00Z", "2027-01-21T02:00:00Z");
    instants.extend(every(7 * DAY, "2026-09-13T02:00:00Z", "2027-01-17T02:00:00Z"));
    instants.sort_unstable();
    History { zone: "UTC", now: at("2027-01-22T00:00:00Z"), instants, ticks: Ticks::Months }
}

/// Nights up to 30 March 2026.
pub(super) fn march() -> History {
    let instants = every(DAY, "2026-02-22T02:00:00Z", "2026-03-30T02:00:00Z");
    History { zone: "UTC", now: at("2026-03-30T12:00:00Z"), instants, ticks: Ticks::Weeks }
}

/// Nights that end ten days before anybody looks.
pub(super) fn stopped() -> History {
    let instants = every(DAY, "2026-10-20T02:00:00Z", "2026-11-10T02:00:00Z");
    History { zone: "UTC", now: at("2026-11-20T12:00:00Z"), instants, ticks: Ticks::Weeks }
}

/// A label of the axis: where it stands, what it says, and whether something begins there.
pub(super) struct Tick {
    pub(super) at: Instant,
    pub(super) text: String,
    pub(super) strong: bool,
}

impl History {
    /// The labels of the axis from `first` to `last`.
    pub(super) fn axis(&self, first: Instant, last: Instant) -> Vec<Tick> {
        let zone = self.zone();
        let step = match self.ticks {
            Ticks::Minutes(minutes) => minutes * 60,
            Ticks::Weeks | Ticks::Months => DAY,
        };
        let start = first.timestamp().as_second().div_euclid(step) * step;
        let label = |second: i64| {
            let shown = Timestamp::from_second(second).unwrap().to_zoned(zone.clone());
            let begins = shown.day() == 1;
            let text = match self.ticks {
                Ticks::Minutes(_) => shown.strftime("%H:%M").to_string(),
                Ticks::Weeks if shown.weekday() == jiff::civil::Weekday::Monday && !near_month(&shown) => {
                    shown.strftime("%-d %b").to_string()
                }
                Ticks::Weeks | Ticks::Months if begins => shown.strftime("%-d %b").to_string(),
                Ticks::Weeks | Ticks::Months => return None,
            };
            let strong = begins && self.ticks != Ticks::Months && !matches!(self.ticks, Ticks::Minutes(_));
            Some(Tick { at: Instant::from_second(second).unwrap(), text, strong })
        };
        let seconds = std::iter::successors(Some(start), |second| Some(second + step));
        let seconds = seconds.take_while(|second| *second <= last.timestamp().as_second());
        seconds.filter_map(label).filter(|tick| tick.at >= first).collect()
    }
}

/// True where the label of the first of a month stands so near that both would not be readable.
fn near_month(shown: &jiff::Zoned) -> bool {
    let first = shown.day() == 1;
    !first && (shown.day() <= 3 || shown.day() >= shown.days_in_month() - 1)
}
