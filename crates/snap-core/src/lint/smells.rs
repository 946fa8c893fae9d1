//! Smells of a policy: it can be carried out, and likely does not do what it was meant to.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::ahead::{Ahead, SLICE, with_room};
use super::fix::{Cure, Smell};
use super::smells_said as said;
use super::{Finding, said as sums, zone};
use crate::future::{Future, Origin, Simulation, span_days, span_hours, span_minutes};
use crate::instant::Instant;
use crate::limits::L1;
use crate::retention::{Count, Period, Policy, Preset, Size};
use crate::say::Sentence;
use crate::schedule::{Effect, Schedule, When, clock};
use crate::tags::{self, Tags};
use crate::unit::Level;

const DAY: i64 = 86_400;
/// What Azure Disk Backup keeps of a disk at most (X1).
const AZURE_DISK_BACKUP: usize = 450;
/// How far the widest gap of a schedule is looked for.
const GAP_DAYS: i64 = 400;

/// The smells that need no schedule.
pub(super) fn of_policy(policy: &Policy) -> Vec<Smell> {
    let mut found = Vec::new();
    found.extend(zone::fixed(policy).map(|(finding, meant)| Smell {
        finding,
        cures: meant.into_iter().map(|meant| Cure::new("/zone", json!(meant))).collect(),
    }));
    if policy.is_empty() && policy.schedule.is_none() {
        let finding = Finding::new(Level::Watch, "empty_policy", said::smell_empty_title(), said::smell_empty());
        found.push(Smell::of(finding));
    }
    if policy.schedule.is_none() {
        found.extend(sum_of_rules(policy));
    }
    found
}

/// The counts in force, by name.
fn counts(policy: &Policy) -> Vec<(&'static str, u32)> {
    let keep = &policy.keep;
    let rules = std::iter::once(("last", keep.last)).chain(Size::ALL.map(|size| (size.adverb(), keep.each(size))));
    rules.filter_map(|(name, count)| if let Count::UpTo(n @ 1..) = count { Some((name, n)) } else { None }).collect()
}

/// L1 where nobody knows when snapshots are taken: what the rules may keep when every bucket has one.
fn sum_of_rules(policy: &Policy) -> Option<Smell> {
    let rules = counts(policy);
    let sum: u64 = rules.iter().map(|(_, n)| u64::from(*n)).sum();
    (sum >= u64::from(L1.of)).then(|| {
        let terms: Vec<String> = rules.iter().map(|(name, n)| format!("{name} {n}")).collect();
        let sum = usize::try_from(sum).unwrap_or(usize::MAX);
        let finding = Finding::new(Level::Warn, "L1", said::smell_sum_title(), said::smell_sum(sum, L1.count()))
            .sum(said::sum_rules(&terms.join(" + "), sum, L1.count()));
        Smell { finding, cures: super::fix::fewer(policy) }
    })
}

/// Those that need one; only what is at least as bad as `depth`, for the rest takes its time. `tags` are put on what is
/// taken, beside Snapline's own.
pub(super) fn of_schedule(ahead: &Ahead<'_>, schedule: &Schedule, tags: &Tags, depth: Level) -> Vec<Smell> {
    let mut found = gap(ahead, schedule);
    found.extend(for_ever(ahead, tags));
    if depth >= Level::Watch {
        let weeks = weeks(ahead, schedule);
        found.extend(floor(ahead));
        // Where there are no weeks, that says it all.
        let told = |smell: &Smell| weeks.iter().any(|week| week.cures == smell.cures);
        found.extend(useless(ahead).into_iter().filter(|smell| !told(smell)));
        found.extend(weeks);
        found.extend(parting(ahead));
        found.extend(azure(ahead));
        found.extend(clocks(ahead, schedule));
    }
    found
}

/// The most snapshots of a new disk under a policy; nothing where that is near the limit.
pub(super) fn most(policy: &Policy, now: Instant, until: Instant) -> Option<u32> {
    match Ahead::outlook(policy, now, until) {
        Some(outlook) => with_room(&outlook).map(|future| future.peak.count),
        None => {
            let sum: u64 = counts(policy).iter().map(|(_, n)| u64::from(*n)).sum();
            u32::try_from(sum).ok().filter(|sum| L1.warn_from.is_none_or(|warn| *sum < warn))
        }
    }
}

/// A policy gone through from nothing.
fn tried(ahead: &Ahead<'_>, policy: &Policy) -> Option<Arc<Future>> {
    Ahead::new(policy, ahead.outlook.now, ahead.outlook.until, None).map(|ahead| ahead.fresh)
}

/// True where a new disk has the very same lives under another policy. Most that differ do so early.
fn lives_alike(ahead: &Ahead<'_>, policy: &Policy) -> bool {
    let Some(outlook) = Ahead::outlook(policy, ahead.outlook.now, ahead.outlook.until) else { return false };
    let mut simulation = Simulation::new(&Origin::nothing(&policy.id, None, None), &outlook);
    while !simulation.go_on(&outlook, SLICE) {
        if !simulation.lives_alike(&ahead.fresh.lives) {
            return false;
        }
    }
    simulation.finish(&outlook).lives == ahead.fresh.lives
}

/// Lengths of time that reach no further back than the run before.
fn gap(ahead: &Ahead<'_>, schedule: &Schedule) -> Vec<Smell> {
    let outlook = &ahead.outlook;
    let until = outlook.until.min(outlook.now.plus_seconds(GAP_DAYS * DAY));
    let slots: Vec<Instant> = schedule.slots(&outlook.zone, outlook.now, until).map(|slot| slot.at).collect();
    let Some(widest) = slots.windows(2).filter_map(|pair| Some(pair.last()?.seconds_since(*pair.first()?))).max()
    else {
        return Vec::new();
    };
    let keep = &ahead.policy.keep;
    let within = Size::ALL.into_iter().filter_map(|size| Some((within_path(size), keep.within_each(size)?)));
    let lengths = keep.within.iter().map(|period| ("/keep/within".to_owned(), period)).chain(within);
    let lengths = lengths.chain(ahead.policy.max_age.iter().map(|period| ("/maxAge".to_owned(), period)));
    let short = lengths.filter(|(_, period)| period.mean_seconds() <= widest);
    short
        .map(|(path, period)| {
            let name = path.rsplit('/').next().unwrap_or(&path);
            let level = if path == "/maxAge" { Level::Warn } else { Level::Watch };
            let text = said::smell_gap(name, period.to_string(), span(widest));
            let finding = Finding::new(level, "gap_above_retention", said::smell_gap_title(name), text)
                .sum(said::sum_gap(span(period.mean_seconds()), span(widest)));
            let longer = format!("P{}D", (2 * widest + DAY - 1) / DAY);
            Smell { finding, cures: vec![Cure::new(path, json!(longer))] }
        })
        .collect()
}

/// The pointer of a `within…`.
pub(super) fn within_path(size: Size) -> String {
    let adverb = size.adverb();
    let (first, rest) = adverb.split_at(1);
    format!("/keep/within{}{rest}", first.to_uppercase())
}

/// The pointer of a count.
pub(super) fn count_path(size: Size) -> String {
    format!("/keep/{}", size.adverb())
}

/// A length of time in the largest unit that says it whole.
fn span(seconds: i64) -> Sentence {
    let whole = |n: i64| usize::try_from(n).unwrap_or(0);
    match seconds {
        s if s >= 2 * DAY => span_days(whole(s / DAY)),
        s if s >= 7_200 => span_hours(whole(s / 3_600)),
        s => span_minutes(whole(s / 60)),
    }
}

/// A weekly rule over less than a week.
fn weeks(ahead: &Ahead<'_>, schedule: &Schedule) -> Option<Smell> {
    let keep = &ahead.policy.keep;
    if !keep.weekly.is_on() && keep.within_weekly.is_none() {
        return None;
    }
    let outlook = &ahead.outlook;
    let mut slots = schedule.slots(&outlook.zone, outlook.now, outlook.until);
    let first = slots.next()?.at;
    let last = slots.last().map_or(first, |slot| slot.at);
    let monday = monday_after(first, &outlook.zone)?;
    let next = monday_after(monday.plus_seconds(1), &outlook.zone)?;
    (last < next.plus_seconds(-DAY)).then(|| {
        let text = said::smell_weeks(first, last);
        let path = if keep.weekly.is_on() { ("/keep/weekly", json!(0)) } else { ("/keep/withinWeekly", Value::Null) };
        let finding = Finding::new(Level::Watch, "week_beyond_horizon", said::smell_weeks_title(), text);
        Smell { finding, cures: vec![Cure::new(path.0, path.1)] }
    })
}

/// The first midnight at or after an instant that begins a Monday.
fn monday_after(instant: Instant, zone: &TimeZone) -> Option<Instant> {
    let mut date = zone.to_datetime(instant.timestamp()).date();
    for _ in 0..9 {
        let begins = Instant::from(date.to_zoned(zone.clone()).ok()?.timestamp());
        if date.weekday() == Weekday::Monday && begins >= instant {
            return Some(begins);
        }
        date = date.tomorrow().ok()?;
    }
    None
}

/// A floor that decides alone.
fn floor(ahead: &Ahead<'_>) -> Option<Smell> {
    let floor = ahead.policy.floor as usize;
    if floor < 2 || ahead.policy.is_empty() {
        return None;
    }
    let low = Policy { floor: 1, ..ahead.policy.clone() };
    let rules = tried(ahead, &low)?.peak.count as usize;
    // The peak is counted before a run prunes.
    let most = rules.saturating_sub(1).max(1);
    (floor > most && rules < ahead.fresh.peak.count as usize).then(|| {
        let finding =
            Finding::new(Level::Watch, "floor_above_rules", said::smell_floor_title(), said::smell_floor(most, floor))
                .sum(sums::sum_more(floor, most));
        Smell { finding, cures: vec![Cure::new("/floor", json!(most))] }
    })
}

/// Rules that can be left out, the finest first: what is left out stays out for the next one, or two that do the same
/// would both be told.
fn useless(ahead: &Ahead<'_>) -> Vec<Smell> {
    let mut without = ahead.policy.clone();
    let mut found = Vec::new();
    for size in Size::ALL {
        let period = without.keep.within_each(size).cloned();
        for (is_count, on) in [(true, without.keep.each(size).is_on()), (false, period.is_some())] {
            if !on {
                continue;
            }
            let (cure, name) = if is_count {
                let name = format!("{} {}", size.adverb(), without.keep.each(size));
                (Cure::new(count_path(size), json!(0)), name)
            } else {
                let period = period.as_ref().map(Period::to_string).unwrap_or_default();
                (Cure::new(within_path(size), Value::Null), format!("{} within {period}", size.adverb()))
            };
            let Some((next, _)) = cure.applied(&without, 0) else { continue };
            // The last rule is what the policy is.
            let same = !next.is_empty() && lives_alike(ahead, &next);
            if same {
                let text = said::smell_useless(ahead.outlook.until, &name);
                let finding = Finding::new(Level::Watch, "rule_never_keeps", said::smell_useless_title(&name), text);
                found.push(Smell { finding, cures: vec![cure] });
                without = next;
            }
        }
    }
    found
}

/// `since`, and tags that everything carries.
fn for_ever(ahead: &Ahead<'_>, tags: &Tags) -> Vec<Smell> {
    let policy = ahead.policy;
    let mut found = Vec::new();
    if let Some(since) = policy.keep.since.filter(|since| *since < ahead.outlook.until) {
        let text = said::smell_since(since, grows(ahead));
        let finding = Finding::new(Level::Watch, "holds_for_ever", said::smell_since_title(), text);
        found.push(Smell { finding, cures: vec![Cure::new("/keep/since", Value::Null)] });
    }
    let mut born = tags.clone();
    born.set(tags::POLICY, &policy.id);
    born.set(tags::SLOT, &ahead.outlook.now.to_string());
    for rule in policy.keep.tags.iter().filter(|rule| rule.matches(&born)) {
        let rest: Vec<String> =
            policy.keep.tags.iter().filter(|other| *other != rule).map(ToString::to_string).collect();
        let text = said::smell_tag(&rule.to_string(), grows(ahead));
        let finding = Finding::new(Level::Warn, "holds_for_ever", said::smell_tag_title(), text);
        found.push(Smell { finding, cures: vec![Cure::new("/keep/tags", json!(rest))] });
    }
    found
}

/// When what is never dropped fills a disk.
fn grows(ahead: &Ahead<'_>) -> Sentence {
    let outlook = &ahead.outlook;
    let mut slots = outlook.schedule.slots(&outlook.zone, outlook.now, outlook.until);
    match slots.nth(L1.count()) {
        Some(slot) => said::grows_due(L1.count() + 1, slot.at),
        None => said::grows_not_due(L1.count() + 1, outlook.until),
    }
}

/// Run by run is not at once.
fn parting(ahead: &Ahead<'_>) -> Option<Smell> {
    let origin = Origin::nothing(&ahead.policy.id, None, None);
    let parting = ahead.fresh.differs_at_once(&origin, &ahead.outlook)?;
    let (by_runs, at_once) = (parting.only_by_runs.len(), parting.only_at_once.len());
    let text = said::smell_parting(parting.at, by_runs, at_once);
    let finding = Finding::new(Level::Watch, "stepwise_differs", said::smell_parting_title(), text).on(parting.at);
    Some(Smell::of(finding))
}

fn azure(ahead: &Ahead<'_>) -> Option<Smell> {
    let most = ahead.most();
    (ahead.policy.preset == Preset::AzureDiskBackup && most > AZURE_DISK_BACKUP && most < L1.of as usize).then(|| {
        let text = said::smell_azure(AZURE_DISK_BACKUP, most);
        let finding = Finding::new(Level::Watch, "azure_backup_450", said::smell_azure_title(), text)
            .sum(sums::sum_more(most, AZURE_DISK_BACKUP));
        Smell { finding, cures: super::fix::fewer(ahead.policy) }
    })
}

/// Times that clocks skip or show twice, the next five years.
fn clocks(ahead: &Ahead<'_>, schedule: &Schedule) -> Option<Smell> {
    let outlook = &ahead.outlook;
    let changes = schedule.clock_changes(
        &outlook.zone,
        outlook.now,
        outlook.now.plus_seconds(i64::from(super::CLOCK_DAYS) * DAY),
    );
    // Where all hours are asked for, none is missed.
    let touched = |effect: &Effect| matches!(effect, Effect::Moved(..) | Effect::Once(_));
    let told: Vec<_> = changes.iter().filter(|change| touched(&change.effect)).collect();
    let first = told.first()?;
    let text = said::smell_clocks(first.said(), told.get(1).map(|change| change.said()), told.len().saturating_sub(2));
    let finding = Finding::new(Level::Watch, "clock_change", said::smell_clocks_title(), text);
    let finding = match first.instants.first() {
        Some(at) => finding.on(*at),
        None => finding,
    };
    let later = |hours: i64| {
        let moved = |time: &Time| clock(time.wrapping_add(SignedDuration::from_hours(hours)));
        match &schedule.when {
            When::Times(times) => {
                let hit = |time: &Time| told.iter().any(|change| change.time == *time);
                let times = times.iter().map(|time| if hit(time) { moved(time) } else { clock(*time) });
                Cure::new("/schedule/times", json!(times.collect::<Vec<_>>()))
            }
            When::EveryHours(_, from) => Cure::new("/schedule/from", json!(moved(from))),
        }
    };
    Some(Smell { finding, cures: [1, 2, 3].map(later).into() })
}
