//! Histories by chance, and nasty: bursts, equal instants, clock changes, the ends of periods.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::retention::{Hold, NotOurs, Point, Standing};
use snap_core::tags::Tags;

use crate::chance::Chance;

/// The zones of random cases: none, whole hours on both sides, half an hour's change, no change but odd minutes, and
/// changes at one minute past midnight.
pub const ZONES: [&str; 6] =
    ["UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"];

/// 1990 to the end of 2035.
const YEARS: (i64, i64) = (631_152_000, 2_082_758_400);

/// A snapshot of a case.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the members of a point")]
pub struct Shot {
    pub id: ResourceId,
    pub instant: Option<Instant>,
    pub standing: Standing,
    pub ours: bool,
    pub tags: Tags,
    pub holds: Vec<Hold>,
}

impl Shot {
    /// A complete one of ours.
    pub fn new(name: &str, instant: Instant) -> Self {
        let id = format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/{name}");
        Self {
            id: ResourceId::parse(&id).unwrap(),
            instant: Some(instant),
            standing: Standing::Durable,
            ours: true,
            tags: Tags::default(),
            holds: Vec::new(),
        }
    }

    /// As the engine is asked about it.
    pub fn point(&self) -> Point<'_> {
        Point {
            id: &self.id,
            instant: self.instant,
            standing: self.standing,
            not_ours: (!self.ours).then_some(NotOurs::NoPolicy),
            tags: &self.tags,
            holds: self.holds.clone(),
        }
    }

    /// Ownership, standing, tags and holds as they come in real inventories.
    pub(super) fn dress(&mut self, chance: &mut Chance) {
        self.ours = !chance.once_in(4);
        self.standing = match chance.below(40) {
            0 => Standing::Assumed,
            1 | 2 => Standing::Pending,
            3 => Standing::Failed,
            4 => Standing::Unknown,
            _ => Standing::Durable,
        };
        if chance.once_in(40) {
            self.instant = None;
        }
        match chance.below(16) {
            0 => self.tags.set("Keep", "legal"),
            1 => self.tags.set("keep", "Legal"),
            2 => self.tags.set("PIN", "any"),
            _ => {}
        }
        if chance.once_in(8) {
            let holds = [
                Hold::OpenLink,
                Hold::Conflict,
                Hold::NotIncremental,
                Hold::Immutable { until: None },
                Hold::CopySource(self.id.clone()),
                Hold::Locked { name: "l".into(), scope: "/subscriptions/s".into() },
            ];
            self.holds = (0..1 + chance.below(2)).map(|_| chance.pick(&holds)).collect();
        }
    }
}

/// A snapshot for each instant, with names that do not sort as the instants do.
pub fn dated(chance: &mut Chance, instants: &[Instant]) -> Vec<Shot> {
    let name = |n, chance: &mut Chance| format!("{}-{n}", chance.pick(&["a", "B", "c"]));
    instants.iter().enumerate().map(|(n, instant)| Shot::new(&name(n, chance), *instant)).collect()
}

/// Instants of up to `most` snapshots between 1990 and 2035, to the nanosecond, in no order.
pub fn history(chance: &mut Chance, zone: &TimeZone, most: u64) -> Vec<Instant> {
    let count = chance.pick(&[0, 1, 2, 5, 12, 25, 40, 60]).min(most) as usize;
    let start = YEARS.0 + chance.below((YEARS.1 - YEARS.0) as u64) as i64;
    let mut seconds = match chance.below(7) {
        0 => changes(chance, zone, start, count),
        1 => ends(chance, zone, start, count),
        manner => steps(chance, manner, start, count),
    };
    // Equal ones, and some in a second that another one has already.
    for _ in 0..if chance.once_in(4) { seconds.len() / 3 } else { 0 } {
        let twin = chance.pick(&seconds);
        let at = chance.below(seconds.len() as u64) as usize;
        seconds[at] = twin;
    }
    let fractions = chance.pick(&[0, 2, 3]);
    let instant = |second: i64| {
        let nanos = if fractions > 0 && chance.once_in(fractions) { chance.below(1_000_000_000) as i32 } else { 0 };
        Instant::from(Timestamp::new(second, nanos).unwrap())
    };
    seconds.into_iter().map(instant).collect()
}

/// Regular, nearly regular, with growing gaps, or in bursts.
fn steps(chance: &mut Chance, manner: u64, start: i64, count: usize) -> Vec<i64> {
    let step = chance.pick(&[900, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 30 * 86_400]);
    let mut second = start;
    let mut next = |_| {
        second += match manner {
            2 => step,
            3 => step + chance.below(600) as i64 - 300,
            4 => (1 << chance.below(24)) + chance.below(1_000) as i64,
            5 if chance.once_in(4) => 40 * 86_400,
            5 => chance.below(3) as i64,
            _ => 60 * (1 + chance.below(40)) as i64,
        };
        second
    };
    (0..count).map(&mut next).collect()
}

/// Around the next changes of the clocks, with the same wall clock before and after where it goes back.
fn changes(chance: &mut Chance, zone: &TimeZone, start: i64, count: usize) -> Vec<i64> {
    let near = Timestamp::from_second(start).unwrap();
    let mut changes: Vec<i64> = zone.following(near).take(2).map(|change| change.timestamp().as_second()).collect();
    changes.retain(|second| *second < YEARS.1);
    if changes.is_empty() {
        changes.push(start);
    }
    let mut seconds = Vec::new();
    while seconds.len() < count {
        let second = chance.pick(&changes) + chance.below(10_800) as i64 - 5_400;
        // To the minute half of the time, so that minutes and seconds meet.
        let second = if chance.once_in(2) { second - second.rem_euclid(60) } else { second };
        seconds.push(second);
        if chance.once_in(2) && seconds.len() < count {
            seconds.push(second + chance.pick(&[1_800, 3_600]));
        }
    }
    seconds
}

/// On both sides of midnights: of any day, of Mondays, of the first of a month, a quarter or a year.
fn ends(chance: &mut Chance, zone: &TimeZone, start: i64, count: usize) -> Vec<i64> {
    let first: Zoned = Timestamp::from_second(start).unwrap().to_zoned(zone.clone());
    let mut seconds = Vec::new();
    while seconds.len() < count {
        let day = first.date() + (chance.below(800) as i64).days();
        let day = match chance.below(5) {
            0 => day,
            1 => day - i64::from(day.weekday().to_monday_zero_offset()).days(),
            2 => day.first_of_month(),
            3 => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).unwrap(),
            _ => day.first_of_year(),
        };
        let midnight = day.to_zoned(zone.clone()).unwrap().timestamp().as_second();
        let off = chance.pick(&[1, 60, 3_600, 86_400]) * (chance.below(5) as i64 - 2);
        seconds.push((midnight + off).min(YEARS.1 - 1));
    }
    seconds
}
