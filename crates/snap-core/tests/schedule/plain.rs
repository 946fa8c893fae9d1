//! The slots against a plain reckoning: every day, every time, each asked of jiff by itself.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan};
use proptest::prelude::*;
use snap_core::instant::Instant;
use snap_core::retention::Policy;
use snap_core::schedule::{ClockChange, Schedule, SlotKind, When};
use snap_core::zone;

const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The offsets of a zone within a day and a half of a wall-clock time.
fn offsets(zone: &TimeZone, wall: DateTime) -> BTreeSet<Offset> {
    let near = |hours: i64| Offset::UTC.to_timestamp(wall).unwrap() + SignedDuration::from_hours(hours);
    let changes = zone.following(near(-36)).take_while(|change| change.timestamp() < near(36));
    changes.map(|change| change.offset()).chain([zone.to_offset(near(-36))]).collect()
}

/// The instants at which the clock shows it.
fn instants(zone: &TimeZone, wall: DateTime) -> Vec<Timestamp> {
    let mut found: Vec<Timestamp> = offsets(zone, wall).into_iter().map(|o| o.to_timestamp(wall).unwrap()).collect();
    found.retain(|at| zone.to_datetime(*at) == wall);
    found.sort();
    found
}

/// The first instant at which the clock shows more than what it skipped.
fn after_gap(zone: &TimeZone, wall: DateTime) -> Timestamp {
    let begin = Offset::UTC.to_timestamp(wall).unwrap() - SignedDuration::from_hours(36);
    zone.following(begin).map(|change| change.timestamp()).find(|at| zone.to_datetime(*at) > wall).unwrap()
}

/// What is taken, and what for: all wall-clock times that meet at an instant.
fn plainly(schedule: &Schedule, zone: &TimeZone, from: Date, until: Date) -> BTreeMap<Timestamp, SlotKind> {
    let times: Vec<Time> = match &schedule.when {
        When::Times(times) => times.clone(),
        When::EveryHours(hours, from) => {
            (0..24 / hours).map(|n| *from + (i64::from(n) * i64::from(*hours)).hours()).collect()
        }
    };
    let both = matches!(schedule.when, When::EveryHours(1, _));
    let mut slots = BTreeMap::new();
    let mut day = from;
    while day < until {
        let asked = schedule.days.contains(&day.weekday());
        for time in times.iter().filter(|_| asked) {
            let wall = day.to_datetime(*time);
            match &instants(zone, wall)[..] {
                [] => slots.insert(after_gap(zone, wall), SlotKind::AfterGap),
                [one] => Some(*slots.entry(*one).or_insert(SlotKind::Usual)),
                [first, rest @ ..] => {
                    for second in rest.iter().filter(|_| both) {
                        slots.insert(*second, SlotKind::SecondOfTwo);
                    }
                    slots.insert(*first, SlotKind::FirstOfTwo)
                }
            };
        }
        day = day.tomorrow().unwrap();
    }
    slots
}

fn json(days: &[bool], when: &str) -> String {
    let days: Vec<String> = DAYS.iter().zip(days).filter(|(_, on)| **on).map(|(day, _)| format!("\"{day}\"")).collect();
    match days.len() {
        0 => format!("{{{when}}}"),
        _ => format!(r#"{{"days": [{}], {when}}}"#, days.join(",")),
    }
}

fn schedule(json: &str) -> Schedule {
    let policy = format!(r#"{{"zone": "UTC", "schedule": {json}}}"#);
    Policy::from_json(policy.as_bytes()).unwrap().schedule.unwrap()
}

/// Slots and changes of a schedule in a zone from the first to the last day, compared.
fn compare(schedule: &Schedule, name: &str, first: Date, last: Date) {
    let zone = zone::lookup(name).unwrap();
    // Whole days on both sides, so that what is moved over midnight is there too.
    let plain = plainly(schedule, &zone, first.yesterday().unwrap(), last.checked_add(2.days()).unwrap());
    let (from, until) =
        (first.to_zoned(TimeZone::UTC).unwrap().timestamp(), last.to_zoned(TimeZone::UTC).unwrap().timestamp());
    let expected: Vec<_> = plain.into_iter().filter(|(at, _)| (from..until).contains(at)).collect();
    let slots: Vec<_> =
        schedule.slots(&zone, from.into(), until.into()).map(|slot| (slot.at.timestamp(), slot.kind)).collect();
    let differs = slots.iter().zip(&expected).find(|(a, b)| a != b);
    assert_eq!(differs, None, "{name} {schedule:?}");
    assert_eq!(slots.len(), expected.len(), "{name} {schedule:?}");
    assert!(slots.windows(2).all(|pair| pair[0].0 < pair[1].0));

    // The changes are the slots that are not usual, each for each.
    let changes = schedule.clock_changes(&zone, from.into(), until.into());
    let mut touched: Vec<Instant> = changes.iter().flat_map(|c: &ClockChange| c.instants.clone()).collect();
    touched.sort();
    touched.dedup();
    touched.retain(|at| (from..until).contains(&at.timestamp()));
    let unusual: Vec<Instant> =
        slots.iter().filter(|(_, kind)| *kind != SlotKind::Usual).map(|(at, _)| (*at).into()).collect();
    assert_eq!(touched, unusual, "{name} {schedule:?}");
}

/// 1 January 2041.
const END: i64 = 2_240_524_800;

#[test]
fn every_change_of_every_zone_from_1990_to_2040() {
    // Odd minutes and full hours, midnight and around it, where zones change.
    let some = schedule(
        r#"{"times": ["00:00", "00:01", "00:30", "01:30", "02:00", "02:30", "02:59", "03:00", "12:00", "23:30"]}"#,
    );
    let hourly = schedule(r#"{"everyHours": 1, "from": "00:15"}"#);
    let begin = Date::constant(1990, 1, 1).to_zoned(TimeZone::UTC).unwrap().timestamp();
    let (mut changes, mut seen) = (0, BTreeSet::new());
    for name in zone::names() {
        let zone = zone::lookup(&name).unwrap();
        let all = zone.following(begin).map(|change| (change.timestamp(), change.offset()));
        let all: Vec<_> = all.take_while(|(at, _)| at.as_second() < END).collect();
        // Many names are one zone.
        if !seen.insert((zone.to_offset(begin), all.clone())) {
            continue;
        }
        for (at, _) in all {
            let day = at.to_zoned(TimeZone::UTC).date();
            let (first, last) = (day.checked_sub(2.days()).unwrap(), day.checked_add(3.days()).unwrap());
            compare(&some, &name, first, last);
            compare(&hourly, &name, first, last);
            changes += 1;
        }
    }
    assert!(changes > 10_000, "{changes}");
}

proptest! {
    #[test]
    fn random_schedules(
        zone in proptest::sample::select(zone::names()),
        days in proptest::array::uniform7(any::<bool>()),
        when in prop_oneof![
            proptest::collection::vec((0u8..24, 0u8..60), 1..6).prop_map(|times| {
                let times: Vec<String> = times.iter().map(|(h, m)| format!("\"{h:02}:{m:02}\"")).collect();
                format!("\"times\": [{}]", times.join(","))
            }),
            (proptest::sample::select(vec![1, 2, 3, 4, 6, 8, 12, 24]), 0u8..24, 0u8..60)
                .prop_map(|(hours, h, m)| format!(r#""everyHours": {hours}, "from": "{h:02}:{m:02}""#)),
        ],
        (year, day, length) in (1990i16..2041, 1i16..366, 1i32..700),
    ) {
        let first = Date::new(year, 1, 1).unwrap().checked_add((day - 1).days()).unwrap();
        compare(&schedule(&json(&days, &when)), &zone, first, first.checked_add(length.days()).unwrap());
    }

    #[test]
    fn a_span_is_the_sum_of_its_parts(
        zone in proptest::sample::select(zone::names()),
        every in proptest::sample::select(vec![1, 2, 6]),
        from in 631_152_000..END,
        parts in proptest::collection::vec(0i64..200_000, 1..12),
    ) {
        let zone = zone::lookup(&zone).unwrap();
        let schedule = schedule(&format!(r#"{{"everyHours": {every}, "from": "00:30"}}"#));
        let from = Instant::from_second(from).unwrap();
        let until = from.plus_seconds(parts.iter().sum());
        let mut apart = Vec::new();
        let mut begin = from;
        for part in parts {
            let end = begin.plus_seconds(part);
            apart.extend(schedule.slots(&zone, begin, end));
            begin = end;
        }
        prop_assert_eq!(apart, schedule.slots(&zone, from, until).collect::<Vec<_>>());
    }
}

#[test]
fn weekdays_are_counted_right() {
    let monday = schedule(r#"{"days": ["mon"], "times": ["12:00"]}"#);
    let zone = zone::lookup("UTC").unwrap();
    let all =
        monday.slots(&zone, Instant::from_second(-100_000_000).unwrap(), Instant::from_second(100_000_000).unwrap());
    assert!(all.map(|slot| slot.at.timestamp().to_zoned(TimeZone::UTC).weekday()).all(|day| day == Weekday::Monday));
}
