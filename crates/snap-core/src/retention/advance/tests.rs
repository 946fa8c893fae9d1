use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::id::ResourceId;
use crate::retention::{Hold, NotOurs, Point, Preset, Standing, Verdict, decide};

const ZONES: [&str; 4] = ["UTC", "Europe/Vienna", "Australia/Lord_Howe", "America/St_Johns"];
const AGES: [&str; 6] = ["PT90M", "PT30H", "P3D", "P2W", "P1M", "P1Y"];

/// Members of a policy, each there or not.
fn policies() -> impl Strategy<Value = String> {
    let count = || prop_oneof![3 => Just(String::new()), 3 => (1..6_u32).prop_map(|n| n.to_string()), 1 => Just("\"all\"".to_owned())];
    let age = || prop_oneof![3 => Just(String::new()), 1 => (0..AGES.len()).prop_map(|at| format!("{:?}", AGES[at]))];
    let rules = (
        prop::collection::vec(count(), 8),
        prop::collection::vec(age(), 8),
        prop_oneof![2 => Just(""), 1 => Just("[\"keep\"]")],
        prop_oneof![5 => Just(""), 1 => Just("\"2026-04-01T00:00:00Z\"")],
    );
    let switches = (
        prop_oneof![3 => Just(""), 1 => Just("\"oldest\"")],
        prop_oneof![3 => Just(""), 1 => Just("\"run\""), 1 => Just("\"set\"")],
        prop_oneof![3 => Just(""), 1 => Just("\"split\"")],
        prop_oneof![4 => Just(""), 1 => Just("\"newest\"")],
        prop_oneof![4 => Just(""), 1 => Just("\"13-week\"")],
        prop_oneof![4 => Just(""), 1 => Just("\"overflow\""), 1 => Just("\"days31\"")],
    );
    let frame = (0..Preset::WORDS.len(), 0..ZONES.len(), age(), age(), 1..4_u32, any::<bool>(), any::<bool>());
    (frame, rules, switches).prop_map(
        |((preset, zone, min, max, floor, owned, both), (counts, ages, tags, since), s)| {
            let counting = ["last", "minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"];
            let aging = [
                "within",
                "withinMinutely",
                "withinHourly",
                "withinDaily",
                "withinWeekly",
                "withinMonthly",
                "withinQuarterly",
                "withinYearly",
            ];
            let given = |name: &str, value: &str| (!value.is_empty()).then(|| format!("\"{name}\": {value}"));
            // Rules of age are many: one in three is taken.
            let keep: Vec<String> = counting
                .iter()
                .zip(&counts)
                .chain(aging.iter().zip(&ages).step_by(1 + usize::from(floor % 2 == 0)))
                .filter_map(|(name, value)| given(name, value))
                .chain(given("tags", tags))
                .chain(given("since", since))
                .collect();
            let flag = both && !max.is_empty() && !counts[0].is_empty();
            let min = if max.is_empty() || min == max { min } else { String::new() };
            let members: Vec<String> = [
                given("preset", &format!("{:?}", Preset::WORDS[preset])),
                given("zone", &format!("{:?}", ZONES[zone])),
                given("keep", &format!("{{{}}}", keep.join(", "))),
                given("minAge", &min),
                given("maxAge", &max),
                given("ageAndCount", if flag { "true" } else { "false" }),
                given("floor", &floor.to_string()),
                given("ownedOnly", if owned { "true" } else { "false" }),
                given("pick", s.0),
                given("bucket", s.1),
                given("dst", s.2),
                given("withinFrom", s.3),
                given("quarter", s.4),
                given("months", s.5),
            ]
            .into_iter()
            .flatten()
            .collect();
            format!("{{{}}}", members.join(", "))
        },
    )
}

/// What one snapshot is like.
#[derive(Debug, Clone)]
struct Made {
    instant: i64,
    ours: bool,
    tagged: bool,
    held: bool,
}

/// Steps: minutes until the next one, whether it is late to be complete, whether the run prunes.
#[derive(Debug, Clone)]
struct Step {
    minutes: i64,
    slow: bool,
    prunes: bool,
}

fn histories() -> impl Strategy<Value = (i64, Vec<Made>, Vec<Step>)> {
    // Before clock changes, month ends and a year's end.
    let begin = prop_oneof![
        Just(1_774_720_000_i64), // 28 March 2026
        Just(1_775_200_000),     // 3 April 2026: Lord Howe goes back
        Just(1_792_800_000),     // 24 October 2026
        Just(1_798_500_000),     // 29 December 2026
        Just(1_769_700_000),     // 29 January 2026
    ];
    let made = (0..40 * 1_440_i64, any::<bool>(), prop::bool::weighted(0.2), prop::bool::weighted(0.2))
        .prop_map(|(back, ours, tagged, held)| Made { instant: -back * 60, ours, tagged, held });
    let minutes = prop_oneof![3 => Just(60_i64), 2 => Just(360), 2 => Just(1_440), 1 => 1..4_000_i64, 1 => Just(20)];
    let step = (minutes, prop::bool::weighted(0.1), prop::bool::weighted(0.9))
        .prop_map(|(minutes, slow, prunes)| Step { minutes, slow, prunes });
    (begin, prop::collection::vec(made, 0..8), prop::collection::vec(step, 1..60))
}

fn id(handle: Handle) -> ResourceId {
    ResourceId::parse(&format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/s{handle:08}"))
        .unwrap()
}

/// Whether what runs drop is, at every run, what deciding all that is there drops. How many runs the shelves did.
fn agrees(policy: &str, begin: i64, old: &[Made], steps: &[Step]) -> Result<usize, TestCaseError> {
    let policy = Policy::from_json(policy.as_bytes()).map_err(|e| TestCaseError::reject(e.to_string()))?;
    let zone = policy.time_zone().unwrap();
    let at = |second: i64| Instant::from_second(begin + second).unwrap();
    let pace = Pace::new(&policy, &zone);
    let born = Tags::default();
    let keep: Tags = [("keep", "1")].into_iter().collect();
    let mut advance = Advance::new(&policy, &born);
    // What is there: instant, ours, tags, held.
    let mut there: BTreeMap<Handle, (Instant, bool, &Tags, bool)> = BTreeMap::new();
    let mut old: Vec<&Made> = old.iter().collect();
    old.sort_by_key(|made| made.instant);
    for (handle, made) in (0..).zip(old) {
        let tags = if made.tagged { &keep } else { &born };
        there.insert(handle, (at(made.instant), made.ours, tags, made.held));
        if made.held && (made.ours || !policy.owned_only) {
            advance.anchor(handle, at(made.instant), made.ours);
        } else if !made.held && (made.ours || !policy.owned_only) {
            advance.enter(handle, at(made.instant), made.ours, Some(tags), &pace);
        }
    }
    let (mut now, mut next, mut shelved) = (0, 1_000, 0);
    let mut late: Vec<(Handle, Instant)> = Vec::new();
    for step in steps {
        now += step.minutes * 60;
        let handle = next;
        next += 1;
        if step.slow {
            late.push((handle, at(now)));
        } else {
            advance.enter(handle, at(now), true, None, &pace);
            there.insert(handle, (at(now), true, &born, false));
        }
        if late.len() > 2 {
            for (handle, instant) in late.drain(..) {
                advance.enter(handle, instant, true, None, &pace);
                there.insert(handle, (instant, true, &born, false));
            }
        }
        if !step.prunes {
            continue;
        }
        let moment = at(now + 90);
        let ids: Vec<ResourceId> = there.keys().map(|handle| id(*handle)).collect();
        let points: Vec<Point<'_>> = there
            .values()
            .zip(&ids)
            .map(|((instant, ours, tags, held), id)| Point {
                id,
                instant: Some(*instant),
                standing: Standing::Durable,
                not_ours: (!ours).then_some(NotOurs::NoPolicy),
                tags,
                holds: if *held { vec![Hold::OpenLink] } else { Vec::new() },
            })
            .collect();
        let handles: Vec<Handle> = there.keys().copied().collect();
        let mut expected: Vec<Handle> = decide(&points, &policy, &zone, moment)
            .into_iter()
            .filter(|decision| decision.verdict == Verdict::Drop)
            .map(|decision| handles[decision.at])
            .collect();
        expected.sort_unstable();
        let mut gone = advance.prune(&pace, moment).to_vec();
        gone.sort_unstable();
        prop_assert_eq!(&gone, &expected, "at {}, shelves: {}", moment, advance.shelves.is_some());
        for handle in gone {
            there.remove(&handle);
        }
        shelved += usize::from(advance.shelves.is_some());
    }
    Ok(shelved)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, max_global_rejects: 100_000, ..ProptestConfig::default() })]
    #[test]
    fn drops_what_deciding_everything_would((begin, old, steps) in histories(), policy in policies()) {
        agrees(&policy, begin, &old, &steps)?;
    }
}

#[test]
fn the_usual_policy_is_on_shelves_through_clock_changes() {
    for (preset, more) in [("default", ""), ("restic-0.14", r#", "withinDaily": "P1M""#), ("snapper", "")] {
        for zone in ZONES {
            let policy = format!(
                r#"{{"preset": "{preset}", "zone": "{zone}", "keep": {{"minutely": 3, "hourly": 5, "daily": 3, "weekly": 2 {more}}}}}"#
            );
            for begin in [1_774_720_000, 1_775_200_000, 1_792_800_000] {
                let steps = vec![Step { minutes: 30, slow: false, prunes: true }; 200];
                let shelved = agrees(&policy, begin, &[], &steps).unwrap();
                // A snapshot of a bucket that was left and comes again cannot stand for it as its oldest.
                assert!(shelved == 200 || preset == "snapper", "{policy} {begin}: {shelved}");
            }
        }
    }
}

#[test]
fn an_age_that_reaches_further_back_again_keeps_what_it_had_let_go() {
    // A month before 30 March 10:01 is 28 February 10:01, and a month before 31 March 09:01 is 28 February 09:01: the first
    // one, of 28 February 09:30, was past the age when `daily` kept it, and is within it again when `daily` lets it go.
    let policy = r#"{"zone": "UTC", "keep": {"within": "P1M", "daily": 2}}"#;
    let begin = 1_772_269_200; // 28 February 2026, 09:00
    let step = |minutes| Step { minutes, slow: false, prunes: true };
    assert_eq!(agrees(policy, begin, &[], &[step(30), step(43_230), step(1_380)]).unwrap(), 3);
}
