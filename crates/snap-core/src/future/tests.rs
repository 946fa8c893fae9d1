use super::*;
use crate::model::DiskKind;
use crate::retention::{Policy, Verdict};

fn instant(text: &str) -> Instant {
    Instant::parse(text).unwrap()
}

fn policy(rest: &str) -> Policy {
    Policy::from_json(format!(r#"{{"zone": "UTC", {rest}}}"#).as_bytes()).unwrap()
}

/// From nothing, in fair weather, for so many days.
fn future(policy: &Policy, now: &str, days: i64, weather: &Weather, kind: Option<DiskKind>) -> Future {
    let now = instant(now);
    let outlook = Outlook::new(policy, None, weather, now, now.plus_seconds(days * 86_400)).unwrap();
    Future::of(&Origin::nothing(&policy.id, kind, Some(1_024)), &outlook)
}

#[test]
fn twice_a_day_without_end_is_refused_the_501st() {
    let policy = policy(r#""keep": {"last": "all"}, "schedule": {"times": ["02:00", "14:00"]}"#);
    let future = future(&policy, "2026-11-20T00:00:00Z", 300, &Weather::default(), None);
    // 250 days of two: the last that fits is taken on the afternoon of the 250th day, 27 July 2027.
    assert_eq!(future.peak, Peak { count: 500, at: instant("2027-07-27T14:00:00Z") });
    let refused = future.refused[Obstacle::L1 as usize].unwrap();
    assert_eq!((refused.first, refused.count), (instant("2027-07-28T02:00:00Z"), 100));
    assert_eq!(future.near_full, Some(instant("2027-07-02T14:00:00Z")));
    assert_eq!((future.taken(), future.dropped()), (500, 0));
}

#[test]
fn a_disk_at_its_limit_is_pruned_though_not_taken() {
    // Two days of 288 a day do not fit; what is over a day old goes at the next run, and there is room again.
    let times: Vec<String> = (0..288).map(|n| format!("\"{:02}:{:02}\"", n / 12, n % 12 * 5)).collect();
    let policy = policy(&format!(r#""maxAge": "P2D", "schedule": {{"times": [{}]}}"#, times.join(",")));
    let future = future(&policy, "2026-11-20T00:00:00Z", 3, &Weather::default(), None);
    let refused = future.refused[Obstacle::L1 as usize].unwrap();
    // 500 of five minutes each: 41 hours and 40 minutes.
    assert_eq!((future.peak.count, refused.first), (500, instant("2026-11-21T17:40:00Z")));
    // At 00:05 of the third day the first one is older than two days: that run still takes none, the next does.
    assert_eq!((refused.count, refused.last), (78, instant("2026-11-22T00:05:00Z")));
    assert!(future.lives.iter().any(|life| life.born == instant("2026-11-22T00:10:00Z")));
}

#[test]
fn a_burst_is_cut_at_seven() {
    let times: Vec<String> = (0..9).map(|n| format!("\"02:0{n}\"")).collect();
    let policy = policy(&format!(r#""keep": {{"last": 3}}, "schedule": {{"times": [{}]}}"#, times.join(",")));
    let future = future(&policy, "2026-11-20T00:00:00Z", 1, &Weather::default(), None);
    // At most five in a window that slides over minutes: L2 is not touched.
    assert_eq!((future.burst.count, future.refused), (5, [None; 3]));
    let weather = Weather::default();
    let now = instant("2026-11-20T00:00:00Z");
    let outlook = Outlook::new(&policy, None, &weather, now, now.plus_seconds(86_400)).unwrap();
    let mut origin = Origin::nothing(&policy.id, None, None);
    // Four more that others made just before.
    origin.made = (0..4).map(|n| now.plus_seconds(n * 10 - 40)).collect();
    let mut early = policy.clone();
    early.schedule = Policy::from_json(br#"{"zone": "UTC", "schedule": {"times": ["00:00","00:01","00:02","00:03"]}}"#)
        .unwrap()
        .schedule;
    let outlook = Outlook { policy: &early, schedule: early.schedule.as_ref().unwrap(), ..outlook };
    let future = Future::of(&origin, &outlook);
    let refused = future.refused[Obstacle::L2 as usize].unwrap();
    assert_eq!((future.burst.count, refused.first, refused.count), (7, instant("2026-11-20T00:03:00Z"), 1));
}

#[test]
fn slow_copies_fill_what_may_be_pending() {
    let policy = policy(r#""keep": {"last": 5}, "schedule": {"everyHours": 1}"#);
    let weather = Weather { ready: Some(4 * 3_600), ..Weather::default() };
    let future = future(&policy, "2026-11-20T00:00:00Z", 1, &weather, Some(DiskKind::Ultra));
    // Taken at 0, 1 and 2 o'clock; the one of 3 is refused, and at 4 the first is done.
    let born: Vec<String> = future.lives.iter().take(5).map(|life| life.born.to_string()).collect();
    assert_eq!(born, [0, 1, 2, 4, 5].map(|hour| format!("2026-11-20T0{hour}:00:00Z")));
    let refused = future.refused[Obstacle::R11 as usize].unwrap();
    assert_eq!((future.copying.count, refused.first, refused.count), (3, instant("2026-11-20T03:00:00Z"), 6));
    // None is complete within the time that a run waits: all but the first three prune by those that are, and the last
    // one, at half past eleven in the night, knows fifteen.
    assert_eq!((future.prunes.len(), future.dropped(), future.unpruned), (15, 10, None));
}

#[test]
fn what_is_not_complete_is_neither_counted_nor_dropped() {
    let policy = policy(r#""keep": {"last": 1}, "schedule": {"times": ["02:00"]}"#);
    let weather = Weather { ready: Some(3_600), ..Weather::default() };
    let future = future(&policy, "2026-11-20T00:00:00Z", 3, &weather, Some(DiskKind::Ultra));
    let second = future.lives[1];
    assert_eq!(second.ready, Some(instant("2026-11-21T03:00:00Z")));
    // The first stays until the second is complete.
    assert_eq!(future.lives[0].died, second.ready);
    assert_eq!(future.count_at(instant("2026-11-21T02:30:00Z")), 2);
    assert_eq!(future.prunes, [20, 21, 22].map(|day| instant(&format!("2026-11-{day}T03:00:00Z"))));
    // A day, and an hour until the next is complete.
    assert_eq!(future.exposure.unwrap().seconds(), 25 * 3_600);
}

#[test]
fn missed_and_late_runs_leave_gaps() {
    let policy = policy(r#""keep": {"last": 10}, "schedule": {"times": ["02:00"]}"#);
    let weather = Weather {
        missed: vec![instant("2026-11-22T02:00:00Z")],
        late: 1_800,
        late_every: Some(2),
        ..Weather::default()
    };
    let future = future(&policy, "2026-11-20T00:00:00Z", 6, &weather, None);
    let born: Vec<String> = future.lives.iter().map(|life| life.born.to_string()).collect();
    assert_eq!(
        born,
        [
            "2026-11-20T02:00:00Z",
            "2026-11-21T02:30:00Z",
            "2026-11-23T02:30:00Z",
            "2026-11-24T02:00:00Z",
            "2026-11-25T02:30:00Z"
        ]
    );
    assert_eq!(future.missed.unwrap().count, 1);
    assert_eq!(
        future.exposure,
        Some(Gap { from: instant("2026-11-21T02:30:00Z"), until: instant("2026-11-23T02:30:00Z") })
    );
    assert_eq!(future.days.widest, [(0, None), (1, Some(88_200)), (3, Some(172_800))]);
    assert_eq!(future.days.born, [1, 1, 0, 1, 1, 1]);
}

#[test]
fn a_state_says_why() {
    let policy = policy(r#""keep": {"last": 1, "daily": 2}, "schedule": {"everyHours": 12}"#);
    let weather = Weather::default();
    let now = instant("2026-11-20T00:00:00Z");
    let outlook = Outlook::new(&policy, None, &weather, now, now.plus_seconds(3 * 86_400)).unwrap();
    let origin = Origin::nothing(&policy.id, None, None);
    let future = Future::of(&origin, &outlook);
    let stand = future.stand_at(&origin, &outlook, instant("2026-11-21T18:00:00Z"));
    assert_eq!(stand.decided, Some(instant("2026-11-21T12:00:00Z")));
    let told: Vec<(usize, Verdict, String)> = stand
        .decisions
        .iter()
        .map(|d| (d.at, d.verdict, d.reasons.iter().map(|r| r.text()).collect::<Vec<_>>().join(", ")))
        .collect();
    assert_eq!(
        told,
        [
            (3, Verdict::Keep, "newest, last 1/1, daily 1/2".to_owned()),
            (2, Verdict::Drop, "the day keeps 12:00".to_owned()),
            (1, Verdict::Keep, "daily 2/2".to_owned()),
        ]
    );
    assert_eq!(future.lives[2].died, stand.decided);
}

#[test]
fn slices_come_to_the_same() {
    let policy = policy(r#""keep": {"last": 3, "daily": 4}, "maxAge": "P3D", "schedule": {"everyHours": 3}"#);
    let weather =
        Weather { late: 4_000, late_every: Some(3), ready: Some(5_000), missed_every: Some(7), ..Weather::default() };
    let now = instant("2026-03-20T00:00:00Z");
    let outlook = Outlook::new(&policy, None, &weather, now, now.plus_seconds(40 * 86_400)).unwrap();
    let origin = Origin::nothing(&policy.id, None, None);
    let whole = Future::of(&origin, &outlook);
    for slots in [1, 2, 7] {
        let mut simulation = Simulation::new(&origin, &outlook);
        while !simulation.go_on(&outlook, slots) {}
        assert_eq!(simulation.finish(&outlook), whole);
    }
}

#[test]
fn horizons_are_bounded() {
    let policy = policy(r#""schedule": {"times": ["02:00"]}"#);
    let weather = Weather::default();
    let now = instant("2026-11-20T00:00:00Z");
    let ask = |days: i64| Outlook::new(&policy, None, &weather, now, now.plus_seconds(days * 86_400)).map(|_| ());
    assert!(ask(1).is_ok() && ask(i64::from(LONGEST_DAYS)).is_ok());
    for days in [0, -1, i64::from(LONGEST_DAYS) + 1] {
        assert!(ask(days).unwrap_err().to_string().contains("at most 10958 days"));
    }
    let bare = Policy::from_json(br#"{"zone": "UTC"}"#).unwrap();
    let error = Outlook::new(&bare, None, &weather, now, now.plus_seconds(1)).unwrap_err();
    assert!(error.to_string().contains("`schedule`"), "{error}");
}

#[test]
fn shared_and_borg_1_are_the_same_run_by_run_and_proxmox_is_not() {
    let keep = r#""keep": {"last": 2, "hourly": 3, "daily": 3, "weekly": 2, "monthly": 2}"#;
    let weather = Weather::default();
    let now = instant("2026-01-01T00:00:00Z");
    for (preset, differs) in
        [("default", false), ("restic-0.14", false), ("restic", false), ("borg-1", false), ("proxmox", true)]
    {
        let policy = policy(&format!(r#""preset": "{preset}", {keep}, "schedule": {{"everyHours": 6}}"#));
        let outlook = Outlook::new(&policy, None, &weather, now, now.plus_seconds(60 * 86_400)).unwrap();
        let origin = Origin::nothing(&policy.id, None, None);
        let future = Future::of(&origin, &outlook);
        let parting = future.differs_at_once(&origin, &outlook);
        assert_eq!(parting.is_some(), differs, "{preset}: {parting:?}");
    }
}

#[test]
fn a_disk_whose_snapshots_are_never_complete_in_time_does_not_grow() {
    let policy = policy(r#""keep": {"last": 10}, "schedule": {"everyHours": 2}"#);
    let weather = Weather { ready: Some(6_000), ..Weather::default() };
    let future = future(&policy, "2026-11-20T00:00:00Z", 50, &weather, Some(DiskKind::Ultra));
    // Ten that were complete at the last prune, the one that was copying then, and the new one.
    assert_eq!((future.peak.count, future.refused, future.unpruned), (12, [None; 3], None));
    // The first run has nothing to prune by. All others prune when they give up waiting, after 90 minutes.
    assert_eq!((future.prunes.len(), future.prunes[0]), (599, future.lives[1].born.plus_seconds(WAIT)));
    assert_eq!((future.taken(), future.dropped()), (600, 589));
}

#[test]
fn two_futures_differ_while_only_one_keeps() {
    let [one, two] =
        [1, 2].map(|last| policy(&format!(r#""keep": {{"last": {last}}}, "schedule": {{"times": ["00:00"]}}"#)));
    let ask = |policy: &Policy| future(policy, "2026-11-20T00:00:00Z", 3, &Weather::default(), None);
    let (a, b) = (ask(&one), ask(&two));
    let comparison = Comparison::of(&a, &b);
    let day = |day: u32| instant(&format!("2026-11-{day}T00:00:00Z"));
    assert_eq!((comparison.only_a.len(), comparison.first), (0, Some(day(21))));
    let only = [Only { life: 0, from: day(21), until: Some(day(22)) }, Only { life: 1, from: day(22), until: None }];
    assert_eq!((comparison.only_b.as_slice(), comparison.left()), (&only[..], [0, 1]));
    assert_eq!(comparison.days, [vec![1, 1, 1], vec![1, 2, 2], vec![0; 3], vec![0, 1, 1]]);
    let other = Comparison::of(&b, &a);
    assert_eq!((other.only_a, other.only_b, other.first), (comparison.only_b, comparison.only_a, comparison.first));
}

/// Each day by its definition: nothing of one day is used for the next.
#[test]
fn the_ends_of_days_are_those_of_the_zone_and_gaps_are_by_age() {
    let policy = Policy::from_json(
        br#"{"zone": "Europe/Vienna", "keep": {"daily": 3, "weekly": 3}, "schedule": {"times": ["01:30", "23:00"], "days": ["sat", "sun", "wed"]}}"#,
    )
    .unwrap();
    let zone = policy.time_zone().unwrap();
    let (now, weather) = (instant("2027-03-20T12:00:00Z"), Weather::default());
    let outlook = Outlook::new(&policy, None, &weather, now, instant("2027-04-12T10:00:00Z")).unwrap();
    let future = Future::of(&Origin::nothing(&policy.id, Some(DiskKind::Ultra), Some(1_024)), &outlook);
    let told = Ends::of(&future, &zone, &[2, 14], |_| true);

    // The clocks go forward on 28 March, the eighth day after; the last day is not whole.
    let ends = &told.calendar;
    assert_eq!((ends.first, ends.begins), (0, instant("2027-03-19T23:00:00Z")));
    assert_eq!(ends.lengths, [(0, 86_400), (8, 82_800), (9, 86_400), (23, 43_200)]);
    assert_eq!(future.days.ends.last(), Some(&outlook.until));

    fn at<T: Copy>(steps: &[(u32, T)], day: u32) -> T {
        steps.iter().rev().find(|(from, _)| *from <= day).unwrap().1
    }
    let mut seen = std::collections::BTreeSet::new();
    for (day, end) in (0..).zip(&future.days.ends) {
        let there: Vec<Instant> = future
            .lives
            .iter()
            .filter(|life| life.ready.is_some_and(|ready| ready < *end) && life.died.is_none_or(|died| died >= *end))
            .map(|life| life.born)
            .collect();
        assert_eq!(at(&told.complete, day), Some(u32::try_from(there.len()).unwrap()), "{day}");
        assert_eq!(at(&told.newest, day), there.last().copied(), "{day}");
        for window in &told.windows {
            let young = |born: &Instant| end.seconds_since(*born) <= i64::from(window.days) * 86_400;
            let gaps = there.windows(2).filter(|pair| young(&pair[0])).map(|pair| pair[1].seconds_since(pair[0]));
            let widest = gaps.max();
            assert_eq!(at(&window.widest, day), widest, "{day}, {} days", window.days);
            seen.insert(widest);
        }
    }
    assert!(seen.len() > 4 && seen.contains(&None), "{seen:?}");
}

#[test]
fn days_before_today_are_those_from_the_oldest_snapshot_on() {
    let policy = policy(r#""keep": {"last": "all"}, "schedule": {"times": ["02:00"]}"#);
    let mut future = future(&policy, "2026-11-20T12:00:00Z", 2, &Weather::default(), None);
    let old = Life {
        born: instant("2026-10-20T09:00:00Z"),
        ready: Some(instant("2026-10-20T09:00:00Z")),
        died: None,
        member: Some(0),
    };
    future.lives.insert(0, old);
    let vienna = crate::zone::lookup("Europe/Vienna").unwrap();
    let told = |dated: bool| Ends::of(&future, &vienna, &[], |life| life > 0 || dated);
    // Summer time ended on 25 October.
    let calendar = told(true).calendar;
    assert_eq!((calendar.first, calendar.begins), (-31, instant("2026-10-19T22:00:00Z")));
    assert_eq!(calendar.lengths.first(), Some(&(-31, 86_400)));
    assert_eq!(calendar.lengths.get(1), Some(&(-26, 90_000)));
    // One whose moment nobody knows has no day.
    assert_eq!(told(false).calendar.first, 0);
}
