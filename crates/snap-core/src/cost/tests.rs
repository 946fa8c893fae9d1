//! Rules of the estimate that hold whatever the disk.

use proptest::prelude::*;

use super::*;

fn at(day: f64) -> Instant {
    Instant::parse("2026-11-01T00:00:00Z").unwrap().plus_seconds((day * 86_400.0).round() as i64)
}

fn life(born: f64, died: Option<f64>) -> Lifetime {
    Lifetime { born: at(born), died: died.map(at), whole: false }
}

fn terms(model: &str) -> Terms {
    Terms::read(Some(model.as_bytes()), None).unwrap()
}

/// 100 GiB in use, 10 change a day, half of it what changed the day before, anywhere; 0.05 USD.
fn plain() -> Model {
    let json = r#"{"usedGiB": 100, "changeGiBPerDay": {"low": 10, "likely": 10, "high": 10},
        "rehitPercent": {"low": 50, "likely": 50, "high": 50}, "reachPercent": 100, "rewritesPerDay": 1}"#;
    terms(json).model(Some(128), None).unwrap()
}

fn gib(band: Band) -> [f64; 3] {
    band.each().map(|bytes| (bytes as f64 / GIB as f64 * 1_000.0).round() / 1_000.0)
}

#[test]
fn what_is_stored_is_the_first_and_the_changes_since() {
    let lives = [life(0.0, None), life(1.0, None), life(3.0, None)];
    let cost = estimate(&lives, &plain(), at(-1.0), at(10.0));
    let told: Vec<_> = cost.steps.iter().map(|step| (step.at.to_string(), gib(step.stored))).collect();
    assert_eq!(
        told,
        [
            ("2026-10-31T00:00:00Z".to_owned(), [0.0, 0.0, 0.0]),
            ("2026-11-01T00:00:00Z".to_owned(), [100.0, 100.0, 100.0]),
            ("2026-11-02T00:00:00Z".to_owned(), [110.0, 110.0, 110.0]),
            // Two days: ten, and the half of ten that the first day had not changed.
            ("2026-11-04T00:00:00Z".to_owned(), [125.0, 125.0, 125.0]),
        ]
    );
}

#[test]
fn ten_gib_in_a_month_of_31_days_are_a_third_a_day() {
    // B3, at a price of one.
    let json = r#"{"usedGiB": 10, "changeGiBPerDay": 0}"#;
    let prices = r#"{"currency": "GiB", "rows": [{"location": "*", "perGiBMonth": 1, "transferPerGiB": 0}]}"#;
    let model = Terms::read(Some(json.as_bytes()), Some(prices.as_bytes())).unwrap().model(None, None).unwrap();
    let december = at(30.0);
    let cost = estimate(&[life(30.0, Some(31.0))], &model, december, at(61.0));
    assert_eq!(cost.money, Band::exact(322_581));
    assert_eq!(cost.months.len(), 1);
    let whole = estimate(&[life(30.0, None)], &model, december, at(61.0));
    assert_eq!(whole.money, Band::exact(10_000_000));
}

#[test]
fn a_death_folds_what_the_next_one_needs() {
    // The middle one of three days: 10 + 10 become 15. The first: its hundred go on. The last: its ten are gone.
    for (gone, left) in [(1, 115.0), (0, 110.0), (2, 110.0)] {
        let mut lives = [life(0.0, None), life(1.0, None), life(2.0, None)];
        lives[gone].died = Some(at(3.0));
        let cost = estimate(&lives, &plain(), at(0.0), at(4.0));
        assert_eq!(gib(cost.peak.stored), [120.0; 3]);
        assert_eq!(gib(cost.steps.last().unwrap().stored), [left; 3], "{gone}");
    }
}

#[test]
fn with_none_left_the_next_is_whole_again() {
    // D3
    let cost = estimate(&[life(0.0, Some(1.0)), life(2.0, None)], &plain(), at(0.0), at(3.0));
    let told: Vec<_> = cost.steps.iter().map(|step| step.stored.likely / GIB).collect();
    assert_eq!(told, [100, 0, 100]);
    // But one that is taken in the very moment in which the last goes follows it.
    let cost = estimate(&[life(0.0, Some(1.0)), life(1.0, None)], &plain(), at(0.0), at(3.0));
    assert_eq!(cost.peak.stored.likely / GIB, 100);
    assert_eq!(gib(cost.written), [110.0; 3]);
}

#[test]
fn after_a_resize_break_the_next_is_whole_and_stays_so() {
    // R5: the low side takes it that only changes are stored.
    let mut lives = [life(0.0, None), life(1.0, None), life(2.0, None)];
    lives[1].whole = true;
    let cost = estimate(&lives, &plain(), at(0.0), at(3.0));
    assert_eq!(gib(cost.peak.stored), [120.0, 210.0, 210.0]);
    lives[1].died = Some(at(3.0));
    let cost = estimate(&lives, &plain(), at(0.0), at(4.0));
    assert_eq!(gib(cost.steps.last().unwrap().stored), [115.0, 200.0, 200.0]);
    // What was before it is not needed by it.
    lives[1].died = None;
    lives[0].died = Some(at(3.0));
    let cost = estimate(&lives, &plain(), at(0.0), at(4.0));
    assert_eq!(gib(cost.steps.last().unwrap().stored), [110.0; 3]);
}

#[test]
fn the_parts_of_a_day_are_bounded_together() {
    let json = r#"{"usedGiB": 100, "changeGiBPerDay": {"low": 24, "likely": 24, "high": 24},
        "rewritesPerDay": {"low": 1, "likely": 2.5, "high": 4}}"#;
    let model = terms(json).model(None, None).unwrap();
    let peak = |hours: u32, every: u32| {
        let lives: Vec<_> = (0..=hours / every).map(|n| life(f64::from(n * every) / 24.0, None)).collect();
        gib(estimate(&lives, &model, at(0.0), at(9.0)).peak.stored)
    };
    // Two days of hours: each day's once at least; at the ends nothing may have changed, or a day's.
    assert_eq!(peak(48, 1), [124.0, 100.0 + 48.0 * 2.5, 100.0 + 24.0 * 4.0 * 3.0]);
    // A few hours may hold nothing at all, or each of them the whole day's.
    assert_eq!(peak(3, 1), [100.0, 107.5, 172.0]);
    assert_eq!(peak(48, 12), [124.0, 196.0, 196.0]);
}

#[test]
fn lateness_does_not_open_the_band() {
    let daily = |late: f64| {
        let lives: Vec<_> = (0..30).map(|day| life(f64::from(day) + f64::from(day % 2) * late, None)).collect();
        estimate(&lives, &plain(), at(0.0), at(31.0)).peak.stored
    };
    assert_eq!(gib(daily(0.0)), [390.0; 3]);
    let [low, likely, high] = gib(daily(60.0 / 86_400.0));
    assert!((389.0..390.1).contains(&low) && (389.9..390.1).contains(&likely) && (389.9..391.0).contains(&high));
}

#[test]
fn steps_are_few_and_months_are_exact() {
    let lives: Vec<_> =
        (0..87_600).map(|hour| life(f64::from(hour) / 24.0, Some(f64::from(hour) / 24.0 + 20.0))).collect();
    let model = terms("{}").model(Some(1_024), Some("westeurope")).unwrap();
    let cost = estimate(&lives, &model, at(0.0), at(3_650.0));
    assert!(cost.steps.len() <= 1_026, "{}", cost.steps.len());
    assert_eq!(cost.months.len(), 120);
    assert_eq!(cost.months.iter().map(|month| month.money).sum::<Band>(), cost.money);
}

fn model_of([used, change, rehit, reach]: [Band; 4], rewrites: Band) -> Model {
    Model { used, change, rehit, reach, rewrites, ..plain() }
}

fn band(most: u64) -> impl Strategy<Value = Band> {
    (0..=most, 0..=most, 0..=most).prop_map(|(a, b, c)| {
        let mut all = [a, b, c];
        all.sort_unstable();
        Band { low: all[0], likely: all[1], high: all[2] }
    })
}

fn models() -> impl Strategy<Value = Model> {
    let size = prop_oneof![Just(1_u64 << 20), Just(100 * GIB), Just(1 << 46)];
    (size, prop_oneof![Just(1_u64), Just(30)], 100_u64..3_000).prop_flat_map(|(size, part, rewrites)| {
        ([band(size), band(size / part), band(10_000), band(10_000)], band(rewrites))
            .prop_map(|(bands, rewrites)| model_of(bands, rewrites))
    })
}

/// Births in order, as steps in seconds; with times to live.
fn histories() -> impl Strategy<Value = Vec<Lifetime>> {
    let gap = prop_oneof![0_i64..10, 3_500_i64..3_700, 86_000_i64..86_800, 0_i64..40 * 86_400];
    let one = (gap, proptest::option::of(0_i64..60 * 86_400), proptest::bool::weighted(0.05));
    proptest::collection::vec(one, 0..40).prop_map(|all| {
        let mut now = at(0.0);
        all.into_iter()
            .map(|(gap, lived, whole)| {
                now = now.plus_seconds(gap);
                Lifetime { born: now, died: lived.map(|seconds| now.plus_seconds(seconds)), whole }
            })
            .collect()
    })
}

fn ordered(band: Band) -> bool {
    band.low <= band.likely && band.likely <= band.high
}

/// What is stored at an instant, without the ledger's way of getting there: from those that are there and no others.
fn afresh(lives: &[Lifetime], model: &Model, when: Instant) -> Band {
    let there: Vec<_> = lives
        .iter()
        .filter(|life| life.born <= when && life.died.is_none_or(|died| died > when && died > life.born))
        .map(|life| Lifetime { died: None, ..*life })
        .collect();
    there.last().map_or(Band::default(), |last| {
        estimate(&there, model, last.born, last.born.plus_seconds(1)).steps.last().unwrap().stored
    })
}

proptest! {
    #[test]
    fn the_band_is_in_order(lives in histories(), model in models(), from in -10.0_f64..40.0, days in 0.0_f64..400.0) {
        let cost = estimate(&lives, &model, at(from), at(from + days));
        prop_assert!(ordered(cost.money) && ordered(cost.written));
        prop_assert!(cost.steps.iter().all(|step| ordered(step.stored)));
        prop_assert!(cost.months.iter().all(|month| ordered(month.stored) && ordered(month.money)));
        prop_assert!(cost.steps.windows(2).all(|pair| pair[0].at < pair[1].at));
    }

    /// Births and deaths one by one come to the same as looking at what is left: folding loses and makes nothing.
    #[test]
    fn folding_conserves(lives in histories(), model in models(), day in 0.0_f64..400.0) {
        // Breaks pass on, so that afterwards it matters which one was one; and a family that died out begins anew.
        let lives: Vec<_> = lives.into_iter().map(|life| Lifetime { whole: false, ..life }).collect();
        let mut anchored = vec![Lifetime { born: at(-1.0), died: None, whole: false }];
        anchored.extend(lives);
        let cost = estimate(&anchored, &model, at(day), at(day + 1.0 / 86_400.0));
        prop_assert_eq!(cost.steps.first().unwrap().stored, afresh(&anchored, &model, at(day)));
    }

    #[test]
    fn more_in_use_and_more_change_never_cost_less(
        lives in histories(), model in models(), more_used in 0_u64..1 << 40, more_change in 0_u64..1 << 40,
    ) {
        let more = Model {
            used: model.used.map(|bytes| bytes + more_used),
            change: model.change.map(|bytes| bytes + more_change),
            ..model.clone()
        };
        let [less, more] = [model, more].map(|model| estimate(&lives, &model, at(0.0), at(400.0)));
        let last = |cost: &Cost| cost.steps.last().unwrap().stored;
        for (less, more) in [(less.money, more.money), (less.written, more.written), (last(&less), last(&more))] {
            prop_assert!(less.low <= more.low && less.likely <= more.likely && less.high <= more.high, "{:?} {:?}", less, more);
        }
    }

    #[test]
    fn more_snapshots_never_cost_less(lives in histories(), model in models(), keep in proptest::collection::vec(any::<bool>(), 40)) {
        let lives: Vec<_> = lives.into_iter().map(|life| Lifetime { whole: false, ..life }).collect();
        let fewer: Vec<_> = lives.iter().zip(keep).filter(|(_, keep)| *keep).map(|(life, _)| *life).collect();
        let [all, fewer] = [lives, fewer].map(|lives| estimate(&lives, &model, at(0.0), at(400.0)));
        prop_assert!(fewer.money.likely <= all.money.likely);
    }

    /// It does not matter in how many parts a span is asked for.
    #[test]
    fn spans_add_up(lives in histories(), model in models(), cut in 1_u32..60) {
        let whole = estimate(&lives, &model, at(0.0), at(61.0));
        let parts = [(0.0, f64::from(cut)), (f64::from(cut), 61.0)].map(|(from, until)| estimate(&lives, &model, at(from), at(until)));
        let sum = parts[0].money + parts[1].money;
        for (whole, sum) in whole.money.each().into_iter().zip(sum.each()) {
            // Each month is rounded for itself.
            prop_assert!(whole.abs_diff(sum) <= 3);
        }
    }
}

fn id(name: &str) -> crate::id::ResourceId {
    let group = "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/rg";
    crate::id::ResourceId::parse(&format!("{group}/providers/Microsoft.Compute/snapshots/{name}")).unwrap()
}

fn row(day: &str, nanos: u64, resource: &str) -> UsageRow {
    UsageRow { day: day.parse().unwrap(), nanos, resource: resource.to_owned() }
}

#[test]
fn what_was_metered_is_read_as_b3_has_it() {
    let mut usage = Usage::default();
    // 10 GiB: a 31st of it on a day of December, a 30th on one of November. The 20th was only begun.
    usage.add(&row("2026-12-01", 322_580_646, "S1"));
    usage.add(&row("2026-11-25", 333_333_334, "s2"));
    usage.add(&row("2026-11-20", 1, "s3"));
    usage.add(&row("2026-11-30", 200_000_000, id("S4").as_str()));
    usage.add(&row("2026-11-30", 133_333_334, id("s4").as_str()));
    let told = |usage: &Usage, name: &str, born: &str| {
        let life = Lifetime { born: Instant::parse(born).unwrap(), died: None, whole: false };
        usage.measured(&id(name), &life).map(|bytes| bytes / GIB)
    };
    let measured = |name: &str, born: &str| told(&usage, name, born);
    assert_eq!(measured("s1", "2026-11-20T02:00:00Z"), Some(10));
    assert_eq!(measured("s2", "2026-11-20T02:00:00Z"), Some(10));
    assert_eq!(measured("s2", "2026-11-25T00:00:01Z"), None, "not there from the first second on");
    assert_eq!(measured("s3", "2026-11-20T02:00:00Z"), None);
    assert_eq!(measured("s4", "2026-11-20T02:00:00Z"), Some(10));
    assert_eq!(measured("s5", "2026-11-20T02:00:00Z"), None);
    usage.add(&row("2027-01-01", 1, "later"));
    assert_eq!(told(&usage, "s2", "2026-11-20T02:00:00Z"), None, "too long ago");
}

#[test]
fn what_was_metered_narrows_the_band() {
    let model = terms("{}").model(Some(128), None).unwrap();
    let lives: Vec<_> = (0..6).map(|day| life(f64::from(day), None)).collect();
    let gibs = |all: &[f64]| all.iter().map(|gib| Some((gib * GIB as f64) as u64)).collect::<Vec<_>>();
    let measured = gibs(&[60.0, 3.0, 5.0, 4.0, 3.5]);
    let calibrated = model.calibrated(&lives, &measured).unwrap();
    assert_eq!(gib(calibrated.used), [60.0; 3]);
    assert_eq!(gib(calibrated.change), [3.0, 4.0, 5.0]);
    let texts: Vec<_> = calibrated.assumptions.iter().map(|one| one.text.text()).collect();
    assert_eq!(texts[0], "The first snapshot was metered at 60 GiB: taken to be in use.");
    assert_eq!(texts[1], "Changing in 24 hours, by what 4 snapshots were metered: 3 to 5 GiB (likely 4).");
    assert!(texts[2].starts_with("A GiB costs 0.05 USD a month in any region"), "{texts:?}");
    // What was metered is stored; of the last one only the model tells.
    let today = Today::of(&lives, &measured, &[], &calibrated);
    assert_eq!(gib(today.stored), [78.5, 79.5, 80.5]);
    assert_eq!(today.held.iter().filter(|held| held.measured).count(), 5);
    // One gap of three days: 3 * 4 less twice the half that is hit again, were the reach without end.
    let lives = [life(0.0, None), life(3.0, None)];
    let three = terms(r#"{"rehitPercent": {"low": 50, "likely": 50, "high": 50}, "reachPercent": 100}"#);
    let three = three.model(Some(65_536), None).unwrap().calibrated(&lives, &gibs(&[60_000.0, 8.0])).unwrap();
    assert_eq!(gib(three.change), [2.0, 4.0, 8.0]);
    assert!(
        three.assumptions[1]
            .text
            .text()
            .ends_with("2 to 8 GiB (likely 4); too few for a range, so half to twice of it.")
    );
    assert_eq!(model.calibrated(&lives, &[None, None]), None);
}

#[test]
fn what_a_snapshot_frees_is_what_no_later_one_needs() {
    let lives = [life(0.0, None), life(1.0, None), life(2.0, None)];
    let today = Today::of(&lives, &[], &[false, true, false], &plain());
    let told: Vec<_> = today.held.iter().map(|held| (gib(held.holds), gib(held.frees))).collect();
    assert_eq!(
        told,
        [
            // Ten of the hundred are changed the day after; the second's ten share five with the third's.
            ([100.0; 3], [0.0, 10.0, 10.0]),
            ([10.0; 3], [0.0, 5.0, 10.0]),
            ([10.0; 3], [10.0; 3]),
        ]
    );
    assert_eq!((gib(today.stored), gib(today.without)), ([120.0; 3], [115.0; 3]));
}

#[test]
fn one_is_held_against_another_side_by_side() {
    let [seven, three] = [7, 3].map(|days| {
        let lives: Vec<_> = (0..days).map(|day| life(f64::from(day), None)).collect();
        estimate(&lives, &terms("{}").model(Some(128), None).unwrap(), at(30.0), at(61.0)).money
    });
    // Four days of 0.128, 1.28 and 12.8 GiB at 0.05, for December.
    assert_eq!(Against::of(seven, three), Against { low: 25_600, likely: 256_000, high: 2_560_000 });
    assert_eq!(Against::of(three, seven), Against { low: -2_560_000, likely: -256_000, high: -25_600 });
    assert_eq!(
        serde_json::to_string(&Against::of(three, seven)).unwrap(),
        r#"{"low":-2.56,"likely":-0.256,"high":-0.0256}"#
    );
}

#[test]
fn a_table_of_prices_is_read_strictly() {
    let dated = Prices::dated();
    assert!(dated.as_of.is_some() && dated.source.is_some());
    assert_eq!((dated.at(None).storage, dated.at(Some("West Europe")).currency.as_str()), (50_000, "USD"));
    let own = |rows: &str| Prices::read(format!(r#"{{"currency": "EUR", "rows": [{rows}]}}"#).as_bytes());
    let elsewhere = r#"{"location": "*", "perGiBMonth": 0.05, "transferPerGiB": "0.02"}"#;
    let west = r#"{"location": "West Europe", "perGiBMonth": "0.061234", "transferPerGiB": 0}"#;
    let table = own(&format!("{elsewhere}, {west}")).unwrap();
    assert_eq!((table.at(Some("westeurope")).storage, table.at(Some("eastus")).storage), (61_234, 50_000));
    let text = serde_json::to_string(&table).unwrap();
    assert_eq!(Prices::read(text.as_bytes()).unwrap(), table);
    for (rows, told) in [
        (west.to_owned(), "prices: no row has location `*`; add one for what no other row names"),
        (format!("{elsewhere}, {west}, {west}"), "prices: location `westeurope` has two rows; leave one"),
        (elsewhere.replace("0.05", "-1"), "prices: `-1` is not allowed; expected a number from 0 to 1000000000"),
        (elsewhere.replace("0.05", "1e3"), "prices: `1e3` is not allowed"),
        (elsewhere.replace("0.05", "0.0000001"), "prices: `0.0000001` is not allowed"),
        (elsewhere.replace("transfer", "transport"), "prices: unknown field `transportPerGiB`"),
    ] {
        let error = own(&rows).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
}

#[test]
fn a_model_is_read_strictly_and_told_in_words() {
    let read = |json: &str| Terms::read(Some(json.as_bytes()), None);
    for (json, told) in [
        (r#"{"used": 1}"#, "model: unknown field `used`, expected one of `usedGiB`"),
        (
            r#"{"usedGiB": 60, "usedPercent": 50}"#,
            "model: `usedGiB` and `usedPercent` exclude each other; leave one out",
        ),
        (r#"{"usedPercent": 101}"#, "model: `101` is not allowed for `usedPercent`; expected 0 to 100"),
        (r#"{"usedGiB": 70000}"#, "model: `70000` is not allowed for `usedGiB`; expected 0 to 65536"),
        (r#"{"rewritesPerDay": 0.5}"#, "model: `0.5` is not allowed for `rewritesPerDay`; expected 1 to 1440"),
        (
            r#"{"usedGiB": {"low": 3, "likely": 2, "high": 4}}"#,
            "model: `{\"low\": 3, \"likely\": 2, \"high\": 4}` is not allowed; expected low <= likely <= high",
        ),
        (r#"{"usedGiB": "much"}"#, "model: `\"much\"` is not allowed; expected a number"),
        (r#"{"usedGiB": {"low": 3}}"#, "model: missing field `likely`"),
        ("[]", "model: `[]` is not allowed; expected an object"),
    ] {
        let error = read(json).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
    let model = terms("{}").model(Some(128), Some("westeurope")).unwrap();
    assert_eq!(gib(model.used), [25.6, 64.0, 128.0]);
    assert_eq!(gib(model.change), [0.128, 1.28, 12.8]);
    let said: Vec<_> = model.assumptions.iter().map(|one| one.text.text()).collect();
    assert_eq!(
        said[0],
        "No reply of the service tells the used size; taken to be 25.6 to 128 GiB (likely 64) of the 128 GiB provisioned. \
         Give what the file system says is in use."
    );
    assert_eq!(terms("{}").model(None, None), None);
    // What is given is no more than what is there.
    assert_eq!(gib(terms(r#"{"usedGiB": 500}"#).model(Some(128), None).unwrap().used), [128.0; 3]);
    let given = terms(r#"{"usedGiB": 60, "changePercentPerDay": 2}"#).model(Some(128), None).unwrap();
    assert_eq!(gib(given.change), [0.6, 1.2, 2.4]);
}
