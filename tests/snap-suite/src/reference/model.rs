//! What stands before and behind the rules: whose snapshots, holds, precedence, floor, newest.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use snap_core::retention::{Hold, Standing, Verdict};

use super::calendar::back;
use super::case::{Case, Told, zone};
use super::history::Shot;
use super::rules::by_rules;
use super::wish::Wish;

/// What is kept, by name, with the reasons.
pub type Kept = BTreeMap<String, Vec<String>>;

fn name(shot: &Shot) -> String {
    shot.id.name().to_owned()
}

pub(super) fn taken(shot: &Shot) -> Timestamp {
    shot.instant.unwrap().timestamp()
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

/// What one pass over candidates, newest first, keeps, and what the age drops.
fn pass(
    list: &[&Shot],
    staying: usize,
    protected: &BTreeSet<String>,
    wish: &Wish,
    now: Timestamp,
) -> (Kept, BTreeSet<String>) {
    let zone = zone(&wish.zone);
    let mut kept: Kept = BTreeMap::new();
    let mut aged: BTreeSet<String> = BTreeSet::new();
    let newest = list.iter().map(|shot| taken(shot)).find(|taken| *taken <= now);
    let from = if wish.manner.within_from == "newest" { newest.unwrap_or(now) } else { now };

    for shot in list {
        let mut why = tagged(shot, wish);
        if let Some(since) = wish.since
            && shot.instant.unwrap() >= since
        {
            why.push(format!("since {since}"));
        }
        if let Some(length) = wish.least_age()
            && taken(shot) > back(from, length, &zone, &wish.manner)
        {
            why.push(match wish.manner.within_from {
                "newest" => format!("less than {} older than the newest", length.iso()),
                _ => format!("younger than {}", length.iso()),
            });
        }
        if !why.is_empty() {
            kept.insert(name(shot), why);
        }
    }
    // What precedence kept stands outside the rules, unless the preset has it take part.
    let takes_part = |shot: &Shot, kept: &Kept| wish.manner.kept_count || !kept.contains_key(&name(shot));
    let free: Vec<&Shot> = list.iter().copied().filter(|s| takes_part(s, &kept)).collect();
    if let Some(length) = wish.max_age {
        let old = back(from, length, &zone, &wish.manner);
        for (place, shot) in list.iter().filter(|s| !kept.contains_key(&name(s))).enumerate() {
            let counted = wish.last < 0 || (place as i64) < wish.last;
            if taken(shot) < old && !(wish.spares_last() && counted) {
                aged.insert(name(shot));
            }
        }
    }
    let left: Vec<&Shot> = free.into_iter().filter(|s| !aged.contains(&name(s))).collect();
    let already: BTreeSet<usize> = (0..left.len()).filter(|place| kept.contains_key(&name(left[*place]))).collect();
    if wish.has_no_rule() {
        // The age is the only rule then: what is not older is kept.
        let length = wish.max_age.unwrap();
        let old = back(from, length, &zone, &wish.manner);
        for (place, shot) in left.iter().enumerate() {
            if taken(shot) >= old && !(wish.manner.overlap != "shared" && already.contains(&place)) {
                kept.entry(name(shot)).or_default().push(format!("within {}", length.iso()));
            }
        }
    }
    for (place, why) in by_rules(&left, &already, wish, from) {
        kept.entry(name(left[place])).or_default().extend(why);
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
pub(super) fn plan(case: &Case) -> BTreeMap<String, Told> {
    let Case { shots, wish, now } = case;
    let sorted = case.newest_first();
    let counts = |s: &Shot| matches!(s.standing, Standing::Durable | Standing::Assumed) && s.instant.is_some();
    let mine = |s: &Shot| s.ours || wish.adopt.iter().any(|id| id.eq_ignore_ascii_case(s.id.as_str()));
    let sound = |s: &Shot| {
        s.standing == Standing::Durable
            && !s.holds.contains(&Hold::Conflict)
            && !s.holds.contains(&Hold::NotIncremental)
    };
    let empty = wish.is_empty();

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
        let name = name(shot);
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

/// The code of a hold.
pub(super) fn hold_code(hold: &Hold) -> &'static str {
    match hold {
        Hold::NotIncremental => "not_incremental",
        Hold::CopySource(_) | Hold::DiskSource(_) => "copy_source",
        Hold::Immutable { .. } => "immutable",
        Hold::Locked { .. } => "locked",
        Hold::OpenLink => "open_link",
        Hold::Conflict => "conflict",
    }
}
