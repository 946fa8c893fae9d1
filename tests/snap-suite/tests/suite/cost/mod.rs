//! The band against the truth: disks of blocks under random habits, snapshots under random schedules and deletions. Whatever
//! the history, a disk that stays within what the model states costs what the band says.

mod disk;

use std::collections::BTreeMap;

use snap_core::cost::{Band, GIB, Lifetime, Model, Terms, estimate};
use snap_core::instant::Instant;
use snap_suite::chance::Chance;

use disk::{DAY, Disk, Habits, Manner, Seen, below};

/// Many more where the build is fast.
const HISTORIES: u64 = if cfg!(debug_assertions) { 5_000 } else { 100_000 };

/// A block, in bytes.
const BLOCK: u64 = GIB / 16;

/// When the first hour begins: 2026-11-01T00:00:00Z.
const BEGIN: i64 = 1_793_491_200;

/// What happened to one disk and its snapshots.
struct History {
    disk: Disk,
    lives: Vec<Lifetime>,
    /// The hour of the first snapshot.
    first: usize,
    /// Blocks that were stored in each hour.
    stored: Vec<u64>,
    schedule: Schedule,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Schedule {
    Weekly,
    Daily,
    TwelveHourly,
    SixHourly,
    Hourly,
    Irregular,
}

const SCHEDULES: [Schedule; 6] = [
    Schedule::Weekly,
    Schedule::Daily,
    Schedule::TwelveHourly,
    Schedule::SixHourly,
    Schedule::Hourly,
    Schedule::Irregular,
];

fn at(hour: usize) -> Instant {
    Instant::from_second(BEGIN + hour as i64 * 3_600).unwrap()
}

fn habits(chance: &mut Chance) -> Habits {
    let blocks = chance.pick(&[128, 256, 512]);
    let used = blocks / 4 + below(chance, blocks as u64 / 2) as usize;
    let area = (used / 8 + below(chance, used as u64 * 7 / 8) as usize).max(16);
    let writes = 1 + below(chance, area as u64 / 2);
    Habits {
        blocks,
        used,
        area,
        growth: if chance.percent(30) { below(chance, 4) as usize } else { 0 },
        writes,
        manner: match below(chance, 4) {
            0 => Manner::Hot(below(chance, area as u64 / 4) as usize, 1 + below(chance, 6)),
            1 => Manner::Log,
            _ => Manner::Local(below(chance, 95)),
        },
        busy: chance.pick(&[(0, 24), (0, 24), (8, 10), (22, 6), (1, 16)]),
        week: chance.pick(&[[100; 7], [100; 7], [100, 100, 100, 100, 100, 40, 40], [120, 80, 100, 120, 80, 90, 110]]),
    }
}

fn history(seed: u64) -> History {
    let mut chance = Chance::new(seed);
    let mut disk = Disk::new(habits(&mut chance));
    let schedule = chance.pick(&SCHEDULES);
    let first = 3 * DAY + below(&mut chance, DAY as u64) as usize;
    let hours = first + DAY * (2 + below(&mut chance, if schedule == Schedule::Weekly { 40 } else { 25 }) as usize);
    let (limit, spares) = (1 + below(&mut chance, 30) as usize, chance.percent(50));
    let resize = chance.percent(10).then(|| first + below(&mut chance, (hours - first) as u64) as usize);
    let stored_whole = chance.percent(50);
    let (mut lives, mut stored, mut kept) = (Vec::new(), vec![0; first], Vec::new());
    let (mut next, mut broken) = (first, false);
    for hour in 0..hours {
        disk.write(&mut chance);
        let now = hour + 1;
        if hour < first {
            continue;
        }
        if now > next {
            let broken_now = resize.is_some_and(|resize| resize <= now) && !broken;
            broken |= broken_now;
            disk.take(lives.len(), broken_now && stored_whole);
            kept.push(lives.len());
            lives.push(Lifetime { born: at(now), died: None, whole: broken_now });
            next = now - 1
                + match schedule {
                    Schedule::Weekly => 7 * DAY,
                    Schedule::Daily => DAY,
                    Schedule::TwelveHourly => 12,
                    Schedule::SixHourly => 6,
                    Schedule::Hourly => 1,
                    Schedule::Irregular => 1 + below(&mut chance, 100) as usize,
                };
        }
        while kept.len() > limit || (spares && !kept.is_empty() && chance.percent(1)) {
            let gone = match below(&mut chance, 10) {
                0 => kept.len() - 1,
                1..6 => below(&mut chance, kept.len() as u64) as usize,
                _ => 0,
            };
            let gone = kept.remove(gone);
            disk.delete(gone);
            lives[gone].died = Some(at(now));
        }
        stored.push(disk.stored);
    }
    History { disk, lives, first, stored, schedule }
}

/// What was seen of a disk, as a model that states no more than that; or less, where `chance` has it.
fn model(disk: &Disk, chance: &mut Chance) -> Model {
    let wider = if chance.percent(50) { 0 } else { below(chance, 50) };
    let mut band = |Seen { low, high }: Seen, unit: u64, most: u64| {
        let (low, high) = (low.min(high) * unit, high * unit);
        let (low, high) = (low - low * below(chance, wider + 1) / 100, high + high * below(chance, wider + 1) / 100);
        let (low, high) = (low.min(most), high.min(most));
        Band { low, likely: low.midpoint(high), high }
    };
    let all = disk.habits.blocks as u64 * BLOCK;
    Model {
        used: band(disk.used_seen, BLOCK, all),
        change: band(disk.change_seen, BLOCK, all),
        rehit: band(disk.rehit_seen, 1, 10_000),
        reach: band(disk.reach_seen, 1, 10_000),
        rewrites: band(disk.rewrites_seen, 1, 2_400),
        ..Terms::read(None, None).unwrap().model(Some(128), None).unwrap()
    }
}

/// What the blocks stored in each hour cost from the hour after `first` on, in millionths: by B3 and a calendar, no more.
fn paid(first: usize, stored: &[u64], price: u64) -> f64 {
    let months = [(30, 30.0), (61, 31.0), (92, 31.0)];
    let hours = stored.iter().enumerate().skip(first).map(|(hour, blocks)| {
        // What was stored at the end of an hour is stored in the next.
        let days = months.iter().find(|(end, _)| hour + 1 < end * DAY).unwrap().1;
        *blocks as f64 / (days * DAY as f64)
    });
    hours.sum::<f64>() * BLOCK as f64 / GIB as f64 * price as f64
}

/// Histories of every `step`th seed from `from` on: how many hours were compared, and the widths of what was told as parts of
/// what was paid, by schedule.
fn compare(from: u64, step: usize) -> (usize, BTreeMap<Schedule, Vec<f64>>) {
    let (mut hours, mut widths) = (0, BTreeMap::<Schedule, Vec<f64>>::new());
    for seed in (from..HISTORIES).step_by(step) {
        let history = history(seed);
        let History { disk, lives, first, stored, schedule } = &history;
        let model = model(disk, &mut Chance::of(seed, "model"));
        let cost = estimate(lives, &model, at(first + 1), at(stored.len() + 1));
        // The steps are told by the hour at least, so each hour has its own.
        let mut steps = cost.steps.iter().peekable();
        let mut band = cost.steps[0].stored;
        for (hour, truth) in stored.iter().enumerate().skip(*first) {
            while let Some(step) = steps.next_if(|step| step.at <= at(hour + 1)) {
                band = step.stored;
            }
            let truth = truth * BLOCK;
            let inside = band.low <= truth && truth <= band.high;
            assert!(inside, "history {seed}, hour {hour}: {truth} in {band:?} of {schedule:?} {:?}", disk.habits);
            hours += 1;
        }
        let truth = paid(*first, stored, model.price.storage);
        let Band { low, high, .. } = cost.money;
        // Three months at most, each rounded.
        let inside = low as f64 - 3.0 <= truth && truth <= high as f64 + 3.0;
        assert!(inside, "history {seed}: {truth} in {:?} of {schedule:?} {:?}", cost.money, disk.habits);
        widths.entry(*schedule).or_default().push((high - low) as f64 / truth.max(1.0));
    }
    (hours, widths)
}

#[test]
fn the_truth_lies_in_the_band() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let parts: Vec<_> = std::thread::scope(|scope| {
        let work: Vec<_> = (0..threads as u64).map(|from| scope.spawn(move || compare(from, threads))).collect();
        work.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let hours: usize = parts.iter().map(|(hours, _)| hours).sum();
    let mut widths = BTreeMap::<Schedule, Vec<f64>>::new();
    for (schedule, more) in parts.into_iter().flat_map(|(_, widths)| widths) {
        widths.entry(schedule).or_default().extend(more);
    }
    println!("block simulation: {HISTORIES} histories, {hours} hours compared, 0 outside of the band");
    for (schedule, mut widths) in widths {
        widths.sort_by(f64::total_cmp);
        let at = |percent: usize| widths[(widths.len() - 1) * percent / 100] * 100.0;
        println!(
            "  {schedule:?}: high less low is {:.0} % of what is paid (median), {:.0} % at most in nine of ten",
            at(50),
            at(90)
        );
    }
}
