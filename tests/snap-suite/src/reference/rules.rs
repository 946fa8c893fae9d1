//! The rules one after the other, each over all that is left, newest first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::calendar::{self, back};
use super::case::zone;
use super::history::Shot;
use super::model::taken;
use super::wish::{Length, RULES, Wish};

/// One rule in force.
struct Rule {
    /// As a reason begins: `daily`, `last`, `within`.
    name: String,
    /// What its bucket keys are made of; `None`: every snapshot is a bucket.
    key: Option<&'static str>,
    /// How many buckets; `None`: as many as there are.
    count: Option<i64>,
    /// Only what is younger than that.
    within: Option<Length>,
    /// What stands behind the name: `3` of `daily 2/3`, or `all`.
    of: String,
}

/// The rules in force, in the order they run.
fn rules(wish: &Wish) -> Vec<Rule> {
    let mut rules = Vec::new();
    let within = |key: Option<&'static str>, length: Length| Rule {
        name: key.map_or_else(|| "within".to_owned(), |key| format!("{key} within")),
        key,
        count: None,
        within: Some(length),
        of: length.iso(),
    };
    rules.extend(wish.within.map(|length| within(None, length)));
    for (key, length) in RULES.iter().zip(wish.within_each) {
        rules.extend(length.map(|length| within(Some(key), length)));
    }
    let counting = |name: &str, key: Option<&'static str>, n: i64| Rule {
        name: name.to_owned(),
        key,
        count: (n >= 0).then_some(n),
        within: None,
        of: if n < 0 { "all".to_owned() } else { n.to_string() },
    };
    rules.extend((wish.last != 0).then(|| counting("last", wish.manner.last_merges, wish.last)));
    for (key, n) in RULES.iter().zip(wish.counts) {
        rules.extend((n != 0).then(|| counting(key, Some(key), n)));
    }
    rules
}

/// Which bucket each is in, as a number. A set: the same key is the same bucket. A run: it ends where the key differs
/// from the one before.
fn buckets(list: &[&Shot], key: Option<&str>, wish: &Wish, zone: &TimeZone) -> Vec<usize> {
    let Some(rule) = key else { return (0..list.len()).collect() };
    let keys: Vec<_> =
        list.iter().map(|shot| calendar::key(rule, &taken(shot).to_zoned(zone.clone()), &wish.manner)).collect();
    let mut numbers: Vec<usize> = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let same = if wish.manner.bucket == "set" {
            keys[..at].iter().position(|before| before == key)
        } else {
            at.checked_sub(1).filter(|before| keys[*before] == *key)
        };
        numbers.push(same.map_or(at, |before| numbers[before]));
    }
    numbers
}

/// What the rules make of the candidates, newest first, by number; some of them are kept `already`.
pub(super) fn by_rules(
    list: &[&Shot],
    already: &BTreeSet<usize>,
    wish: &Wish,
    from: Timestamp,
) -> BTreeMap<usize, Vec<String>> {
    let zone = zone(&wish.zone);
    let manner = &wish.manner;
    let mut kept: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    // Those that lost their bucket to another, where that ends it for them.
    let mut out: BTreeSet<usize> = BTreeSet::new();
    let rules = rules(wish);
    let coarsest = rules.iter().rposition(|rule| rule.within.is_none() || manner.fills_endless);
    for (place, rule) in rules.iter().enumerate() {
        let numbers = buckets(list, rule.key, wish, &zone);
        let young = match rule.within {
            Some(length) => {
                let end = back(from, length, &zone, manner);
                list.iter().filter(|shot| taken(shot) > end).count()
            }
            None => list.len(),
        };
        let before: BTreeSet<usize> = kept.keys().chain(already).copied().collect();
        let closed: BTreeSet<usize> = before.iter().map(|shot| numbers[*shot]).collect();
        let gone = out.clone();
        let mut filled: BTreeSet<usize> = BTreeSet::new();
        let mut mine: BTreeSet<usize> = BTreeSet::new();
        let mut passed: BTreeSet<usize> = BTreeSet::new();
        for &number in &numbers {
            let full = rule.count.is_some_and(|most| filled.len() as i64 == most);
            if full || !passed.insert(number) {
                continue;
            }
            // Who stands for a bucket is a matter of the whole of it, also where an age cuts through.
            let mut members: Vec<usize> = (0..list.len()).filter(|other| numbers[*other] == number).collect();
            if manner.overlap == "skip-period" {
                if closed.contains(&number) {
                    continue;
                }
                members.retain(|member| !out.contains(member));
            }
            let stands = if manner.pick == "newest" { members.first() } else { members.last() };
            let Some(&stands) = stands else { continue };
            if stands >= young || (manner.overlap == "skip-snapshot" && before.contains(&stands)) {
                continue;
            }
            filled.insert(number);
            mine.insert(stands);
            let reason = match rule.within {
                Some(_) => format!("{} {}", rule.name, rule.of),
                None => format!("{} {}/{}", rule.name, filled.len(), rule.of),
            };
            kept.entry(stands).or_default().push(reason);
            if manner.overlap == "skip-period" {
                out.extend(members.into_iter().filter(|member| *member != stands));
            }
        }
        let asked = manner.filler == "every-rule" || (manner.filler == "coarsest" && Some(place) == coarsest);
        let short = match rule.count {
            Some(most) => (filled.len() as i64) < most,
            None => manner.fills_endless,
        };
        // Those that are out are no candidates of this rule.
        let oldest = (0..list.len()).rfind(|at| !gone.contains(at));
        if let Some(oldest) = oldest.filter(|oldest| asked && short && *oldest < young)
            && !mine.contains(&oldest)
            && !(manner.fills_unkept && before.contains(&oldest))
        {
            let length = rule.within.map_or_else(String::new, |_| format!(" {}", rule.of));
            kept.entry(oldest).or_default().push(format!("{}{length}[oldest]", rule.name));
            out.remove(&oldest);
        }
    }
    kept
}
