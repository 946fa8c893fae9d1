//! The rules once more, in the plainest way: from the document, with words for bucket keys, sharing nothing with the
//! engine. Slow, and easy to check by eye.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use snap_core::retention::{Hold, Standing, Verdict};

use crate::chance::{Case, Length, RULES, Wish};
use crate::{Shot, decided, policy};

/// Verdict, `would_drop`, and the reasons: texts for what is kept, codes for the rest.
type Told = (Verdict, bool, Vec<String>);

fn key(rule: &str, z: &Zoned) -> String {
    let week = z.date().iso_week_date();
    match rule {
        "minutely" => z.strftime("%Y-%m-%d %H:%M").to_string(),
        "hourly" => z.strftime("%Y-%m-%d %H").to_string(),
        "daily" => z.strftime("%Y-%m-%d").to_string(),
        "weekly" => format!("{} week {}", week.year(), week.week()),
        "monthly" => z.strftime("%Y-%m").to_string(),
        "quarterly" => format!("{} {}", z.year(), ["I", "II", "III", "IV"][(z.month() as usize - 1) / 3]),
        "yearly" => z.year().to_string(),
        _ => panic!("{rule} is no rule"),
    }
}

/// Months by counting, cut to the last day; then days; then the wall clock becomes an instant; then seconds.
pub(crate) fn back(now: Timestamp, length: Length, zone: &TimeZone) -> Timestamp {
    let local = now.to_zoned(zone.clone()).datetime();
    let months = i64::from(local.year()) * 12 + i64::from(local.month()) - 1 - length.months;
    let (year, month) = (months.div_euclid(12) as i16, months.rem_euclid(12) as i8 + 1);
    let last = (28..=31).rev().find(|day| Date::new(year, month, *day).is_ok()).unwrap();
    let mut date = Date::new(year, month, local.day().min(last)).unwrap();
    for _ in 0..length.days {
        date = date.yesterday().unwrap();
    }
    let instant = if length.months == 0 && length.days == 0 {
        now
    } else {
        DateTime::from_parts(date, local.time()).to_zoned(zone.clone()).unwrap().timestamp()
    };
    Timestamp::from_nanosecond(instant.as_nanosecond() - i128::from(length.seconds) * 1_000_000_000).unwrap()
}

fn tagged(shot: &Shot, wish: &Wish) -> Vec<String> {
    let has = |name: &str, value: Option<&str>| {
        shot.tags.iter().any(|(n, v)| n.to_lowercase() == name && value.is_none_or(|want| want == v))
    };
    let mut found = Vec::new();
    if wish.tag && has("keep", Some("legal")) {
        found.push("tag keep=legal".to_owned());
    }
    if wish.tag && has("pin", None) {
        found.push("tag pin".to_owned());
    }
    found
}

/// What one pass keeps, by name with the reasons, and what the age drops. `list` stands newest first.
fn pass(
    list: &[&Shot],
    staying: usize,
    protected: &BTreeSet<String>,
    wish: &Wish,
    now: Timestamp,
) -> (BTreeMap<String, Vec<String>>, BTreeSet<String>) {
    let zone = snap_core::zone::lookup(&wish.zone).unwrap();
    let cut = |length: Length| back(now, length, &zone);
    let zoned = |shot: &Shot| shot.instant.unwrap().timestamp().to_zoned(zone.clone());
    let name = |shot: &Shot| shot.id.name().to_owned();
    let taken = |shot: &Shot| shot.instant.unwrap().timestamp();
    let mut kept: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut aged: BTreeSet<String> = BTreeSet::new();

    let young = wish.min_age.map(cut);
    for shot in list {
        let mut why = tagged(shot, wish);
        if let Some(since) = wish.since
            && shot.instant.unwrap() >= since
        {
            why.push(format!("since {since}"));
        }
        if let Some(length) = wish.min_age
            && taken(shot) > young.unwrap()
        {
            why.push(format!("younger than {}", length.iso()));
        }
        if !why.is_empty() {
            kept.insert(name(shot), why);
        }
    }
    let free: Vec<&Shot> = list.iter().copied().filter(|s| !kept.contains_key(&name(s))).collect();
    if let Some(old) = wish.max_age.map(cut) {
        for (place, shot) in free.iter().enumerate() {
            let counted = wish.last < 0 || (place as i64) < wish.last;
            if taken(shot) < old && !(wish.age_and_count && counted) {
                aged.insert(name(shot));
            }
        }
    }
    let left: Vec<&Shot> = free.into_iter().filter(|s| !aged.contains(&name(s))).collect();
    let mut keep = |shot: &Shot, why: String| kept.entry(name(shot)).or_default().push(why);

    let no_rule = wish.last == 0
        && wish.counts.iter().all(|n| *n == 0)
        && wish.within.is_none()
        && wish.within_each.iter().all(Option::is_none);
    if no_rule {
        let length = wish.max_age.unwrap();
        left.iter().for_each(|shot| keep(shot, format!("within {}", length.iso())));
    }
    if let Some(length) = wish.within {
        let cut = cut(length);
        for shot in left.iter().filter(|s| taken(s) > cut) {
            keep(shot, format!("within {}", length.iso()));
        }
    }
    for (rule, length) in RULES.iter().zip(wish.within_each) {
        let Some(length) = length else { continue };
        let mut seen = BTreeSet::new();
        let cut = cut(length);
        for shot in left.iter().filter(|s| taken(s) > cut) {
            if seen.insert(key(rule, &zoned(shot))) {
                keep(shot, format!("{rule} within {}", length.iso()));
            }
        }
    }
    let all = |n: i64| if n < 0 { "all".to_owned() } else { n.to_string() };
    for (place, shot) in left.iter().enumerate() {
        if wish.last < 0 || (place as i64) < wish.last {
            keep(shot, format!("last {}/{}", place + 1, all(wish.last)));
        }
    }
    for (rule, n) in RULES.iter().zip(wish.counts) {
        let mut seen = BTreeSet::new();
        for shot in &left {
            let bucket = key(rule, &zoned(shot));
            let open = n < 0 || (seen.len() as i64) < n;
            if open && seen.insert(bucket) {
                keep(shot, format!("{rule} {}/{}", seen.len(), all(n)));
            }
        }
    }
    for shot in list {
        if kept.len() + staying < wish.floor && !kept.contains_key(&name(shot)) {
            kept.insert(name(shot), vec!["floor".to_owned()]);
        }
    }
    for shot in list.iter().filter(|s| protected.contains(s.id.name())) {
        kept.entry(name(shot)).or_default().insert(0, "newest".to_owned());
    }
    (kept, aged)
}

/// A whole unit, by name.
fn plan(case: &Case) -> BTreeMap<String, Told> {
    let Case { shots, wish, now } = case;
    let mut sorted: Vec<&Shot> = shots.iter().collect();
    sorted.sort_by_key(|s| s.id.as_str().to_lowercase());
    sorted.sort_by_key(|s| s.instant.map(|i| -i.timestamp().as_nanosecond()));
    let counts = |s: &Shot| matches!(s.standing, Standing::Durable | Standing::Assumed) && s.instant.is_some();
    let mine = |s: &Shot| s.ours || wish.adopt.iter().any(|id| id.eq_ignore_ascii_case(s.id.as_str()));
    let sound = |s: &Shot| {
        s.standing == Standing::Durable
            && !s.holds.contains(&Hold::Conflict)
            && !s.holds.contains(&Hold::NotIncremental)
    };
    let empty = wish.max_age.is_none()
        && wish.last == 0
        && wish.counts == [0; 7]
        && wish.within.is_none()
        && wish.within_each == [None; 7];

    let judge = |only_mine: bool, as_if_free: bool| {
        let group: Vec<&Shot> = sorted.iter().copied().filter(|s| counts(s) && (!only_mine || mine(s))).collect();
        let list: Vec<&Shot> = group
            .iter()
            .copied()
            .filter(|s| s.holds.is_empty() || (as_if_free && !s.holds.contains(&Hold::NotIncremental)))
            .collect();
        let staying: Vec<&Shot> =
            group.iter().copied().filter(|s| !as_if_free && !s.holds.is_empty() && sound(s)).collect();
        let there = |s: &&Shot| list.iter().chain(&staying).any(|o| o.id == s.id);
        let newest = group.iter().copied().find(there);
        let newest_mine = group.iter().copied().filter(|s| mine(s)).find(there);
        let protected = newest.into_iter().chain(newest_mine).map(|s| s.id.name().to_owned()).collect();
        pass(&list, staying.len(), &protected, wish, now.timestamp())
    };

    // Ours as it is, ours as if nothing were held, then both for all: those that will be asked for.
    let any_held = shots.iter().any(|s| !s.holds.is_empty());
    let any_foreign = !wish.owned_only || shots.iter().any(|s| !mine(s));
    let judged = [(true, false), (true, true), (false, false), (false, true)].map(|(only_mine, as_if_free)| {
        let asked = if only_mine { wish.owned_only } else { any_foreign };
        if empty || !asked || (as_if_free && !any_held) { Default::default() } else { judge(only_mine, as_if_free) }
    });
    let judged = |only_mine: bool, as_if_free: bool| &judged[usize::from(!only_mine) * 2 + usize::from(as_if_free)];

    let mut told: BTreeMap<String, Told> = BTreeMap::new();
    let mut leans = false;
    for shot in &sorted {
        let name = shot.id.name().to_owned();
        let only_mine = wish.owned_only && mine(shot);
        let foreign = wish.owned_only && !mine(shot);
        let one = if !counts(shot) {
            let code = match shot.standing {
                Standing::Pending => "pending",
                Standing::Failed => "failed",
                _ => "unknown",
            };
            (Verdict::NotCounted, false, vec![code.to_owned()])
        } else if !shot.holds.is_empty() {
            let full = shot.holds.contains(&Hold::NotIncremental);
            let would = !empty && !full && !judged(only_mine, true).0.contains_key(&name);
            let mut codes: Vec<String> = shot.holds.iter().map(|h| hold_code(h).to_owned()).collect();
            codes.extend(foreign.then(|| "not_ours".to_owned()));
            (Verdict::Hold, would, codes)
        } else if empty {
            (Verdict::Keep, false, vec!["the policy has no rule, so everything is kept".to_owned()])
        } else {
            let (kept, aged) = judged(only_mine, false);
            match kept.get(&name) {
                Some(why) => (Verdict::Keep, false, why.clone()),
                None if foreign => (Verdict::Hold, true, vec!["not_ours".to_owned()]),
                None => {
                    let code = if aged.contains(&name) { "max_age" } else { "no_rule" };
                    (Verdict::Drop, true, vec![code.to_owned()])
                }
            }
        };
        leans |= one.0 == Verdict::Keep && shot.standing == Standing::Assumed;
        told.insert(name, one);
    }
    if leans {
        for one in told.values_mut().filter(|one| one.0 == Verdict::Drop) {
            *one = (Verdict::Hold, true, vec!["assumed".to_owned()]);
        }
    }
    told
}

fn hold_code(hold: &Hold) -> &'static str {
    match hold {
        Hold::NotIncremental => "not_incremental",
        Hold::CopySource(_) | Hold::DiskSource(_) => "copy_source",
        Hold::Immutable { .. } => "immutable",
        Hold::Locked { .. } => "locked",
        Hold::OpenLink => "open_link",
        Hold::Conflict => "conflict",
    }
}

fn engine(case: &Case) -> BTreeMap<String, Told> {
    let decisions = decided(&case.shots, &policy(&case.wish.json()), case.now);
    let told = decisions.into_iter().map(|d| {
        let text = |r: &snap_core::retention::Reason| {
            if d.verdict == Verdict::Keep { r.text() } else { r.code().to_owned() }
        };
        (case.shots[d.at].id.name().to_owned(), (d.verdict, d.would_drop, d.reasons.iter().map(text).collect()))
    });
    told.collect()
}

#[test]
fn engine_and_reference_agree() {
    const CASES: u64 = 8_000;
    let mut verdicts: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..CASES {
        let case = Case::random(seed);
        let (ours, plain) = (engine(&case), plan(&case));
        assert_eq!(ours, plain, "seed {seed}: now {}, policy {}", case.now, case.wish.json());
        plain.values().for_each(|told| *verdicts.entry(told.0.as_str()).or_default() += 1);
    }
    // The histories must reach every branch, or agreement says little.
    for verdict in ["keep", "drop", "hold", "not_counted"] {
        assert!(verdicts.get(verdict).copied().unwrap_or(0) > 5_000, "{verdicts:?}");
    }
}
