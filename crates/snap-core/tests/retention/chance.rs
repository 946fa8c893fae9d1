//! Random histories and policies, the same for the same seed.

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use snap_core::instant::Instant;
use snap_core::retention::{Hold, Period, Standing};

use crate::{Shot, at};

/// A small generator (splitmix64): the same numbers on every host, for ever.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.number() % n
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn of<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len() as u64) as usize]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

pub(crate) const ZONES: [&str; 6] =
    ["UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"];

pub(crate) const RULES: [&str; 7] = ["minutely", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"];

/// A duration; its ISO 8601 text has months, days, seconds in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) months: i64,
    pub(crate) days: i64,
    pub(crate) seconds: i64,
}

impl Length {
    pub(crate) fn random(chance: &mut Chance) -> Self {
        let mut length = Self { months: 0, days: 0, seconds: 0 };
        match chance.below(5) {
            0 => length.months = 1 + chance.below(30) as i64,
            1 => length.days = 1 + chance.below(90) as i64,
            2 => length.seconds = 60 * (1 + chance.below(10_000) as i64),
            3 => length.days = 7 * (1 + chance.below(10) as i64),
            _ => {
                length = Self {
                    months: chance.below(14) as i64,
                    days: chance.below(40) as i64,
                    seconds: 1 + chance.below(200_000) as i64,
                }
            }
        }
        length
    }

    pub(crate) fn iso(&self) -> String {
        let mut text = "P".to_owned();
        for (n, unit) in [(self.months / 12, 'Y'), (self.months % 12, 'M'), (self.days, 'D')] {
            if n > 0 {
                write!(text, "{n}{unit}").unwrap();
            }
        }
        if self.seconds > 0 {
            write!(text, "T{}S", self.seconds).unwrap();
        }
        text
    }
}

/// A policy. A count of -1 is `"all"`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wish {
    pub(crate) zone: String,
    pub(crate) last: i64,
    pub(crate) counts: [i64; 7],
    pub(crate) within: Option<Length>,
    pub(crate) within_each: [Option<Length>; 7],
    pub(crate) tag: bool,
    pub(crate) since: Option<Instant>,
    pub(crate) min_age: Option<Length>,
    pub(crate) max_age: Option<Length>,
    pub(crate) age_and_count: bool,
    pub(crate) floor: usize,
    pub(crate) owned_only: bool,
    pub(crate) adopt: Vec<String>,
    /// Preset and switches, as members of the policy; empty for `default`.
    pub(crate) manners: Vec<(&'static str, &'static str)>,
}

/// Every switch with its values.
pub(crate) const SWITCHES: [(&str, &[&str]); 8] = [
    ("pick", &["newest", "oldest"]),
    ("overlap", &["shared", "skip-snapshot", "skip-period"]),
    ("filler", &["off", "every-rule", "coarsest"]),
    ("bucket", &["run", "set"]),
    ("dst", &["merge", "split"]),
    ("quarter", &["calendar", "13-week"]),
    ("months", &["clamp", "overflow", "days31"]),
    ("withinFrom", &["now", "newest"]),
];

pub(crate) const PRESETS: [&str; 10] = [
    "default",
    "restic-0.14",
    "restic",
    "borg-1",
    "borg-2",
    "proxmox",
    "snapper",
    "sanoid",
    "aws-dlm",
    "azure-disk-backup",
];

impl Wish {
    /// Takes some preset, and some switches otherwise than it has them.
    fn take_manners(&mut self, chance: &mut Chance) {
        let preset = *chance.of(&PRESETS);
        self.manners.push(("preset", preset));
        let often = *chance.of(&[2, 8, 100]);
        for (name, values) in SWITCHES {
            if chance.once_in(often) {
                self.manners.push((name, *chance.of(values)));
            }
        }
        if preset == "aws-dlm" {
            // It takes one rule alone.
            (self.counts, self.within, self.within_each) = ([0; 7], None, [None; 7]);
            self.age_and_count = false;
            if self.max_age.is_some() {
                self.last = 0;
            } else {
                self.last = 3;
            }
        }
    }

    pub(crate) fn random(chance: &mut Chance) -> Self {
        let count = |chance: &mut Chance, often: u64| match chance.below(often) {
            0 => 1 + chance.below(4) as i64,
            1 => 1 + chance.below(40) as i64,
            2 if chance.once_in(3) => -1,
            _ => 0,
        };
        let mut wish =
            Self { zone: (*chance.of(&ZONES)).to_owned(), floor: 1, owned_only: !chance.once_in(4), ..Self::default() };
        wish.last = count(chance, 6);
        wish.counts = std::array::from_fn(|_| count(chance, 6));
        wish.within = chance.once_in(8).then(|| Length::random(chance));
        wish.within_each = std::array::from_fn(|_| chance.once_in(20).then(|| Length::random(chance)));
        wish.tag = chance.once_in(3);
        wish.min_age = chance.once_in(8).then(|| Length::random(chance));
        wish.max_age = chance.once_in(5).then(|| Length::random(chance));
        let average = |l: &Length| l.months * 2_629_746 + l.days * 86_400 + l.seconds;
        if let (Some(least), Some(most)) = (wish.min_age, wish.max_age)
            && average(&least) > average(&most)
        {
            (wish.min_age, wish.max_age) = (Some(most), Some(least));
        }
        wish.age_and_count = wish.max_age.is_some() && wish.last != 0 && chance.once_in(2);
        if chance.once_in(3) {
            wish.floor = 1 + chance.below(12) as usize;
        }
        wish
    }

    pub(crate) fn json(&self) -> String {
        let count = |n: i64| if n < 0 { "\"all\"".to_owned() } else { n.to_string() };
        let mut keep = vec![format!(r#""last":{}"#, count(self.last))];
        for (rule, n) in RULES.iter().zip(self.counts) {
            keep.push(format!(r#""{rule}":{}"#, count(n)));
        }
        keep.extend(self.within.map(|l| format!(r#""within":"{}""#, l.iso())));
        for (rule, length) in RULES.iter().zip(self.within_each) {
            let name = format!("within{}{}", rule[..1].to_uppercase(), &rule[1..]);
            keep.extend(length.map(|l| format!(r#""{name}":"{}""#, l.iso())));
        }
        keep.extend(self.tag.then(|| r#""tags":["keep=legal","pin"]"#.to_owned()));
        keep.extend(self.since.map(|since| format!(r#""since":"{since}""#)));
        let mut all = vec![format!(r#""zone":"{}""#, self.zone), format!(r#""keep":{{{}}}"#, keep.join(","))];
        all.extend(self.min_age.map(|l| format!(r#""minAge":"{}""#, l.iso())));
        all.extend(self.max_age.map(|l| format!(r#""maxAge":"{}""#, l.iso())));
        all.extend(self.age_and_count.then(|| r#""ageAndCount":true"#.to_owned()));
        all.push(format!(r#""floor":{},"ownedOnly":{}"#, self.floor, self.owned_only));
        all.extend(self.manners.iter().map(|(name, word)| format!(r#""{name}":"{word}""#)));
        let adopt: Vec<String> = self.adopt.iter().map(|id| format!("\"{id}\"")).collect();
        all.push(format!(r#""adopt":[{}]"#, adopt.join(",")));
        format!("{{{}}}", all.join(","))
    }
}

/// A unit's history, a policy and a moment to decide at.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) shots: Vec<Shot>,
    pub(crate) wish: Wish,
    pub(crate) now: Instant,
}

impl Case {
    /// Under the preset `default`.
    pub(crate) fn random(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let wish = Wish::random(&mut chance);
        Self::with(wish, &mut chance)
    }

    /// Under any preset and any switches.
    pub(crate) fn in_any_manner(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let mut wish = Wish::random(&mut chance);
        wish.take_manners(&mut chance);
        Self::with(wish, &mut chance)
    }

    fn with(mut wish: Wish, chance: &mut Chance) -> Self {
        let zone = snap_core::zone::lookup(&wish.zone).unwrap();
        let mut instants = history(chance, &zone);
        let newest = instants.iter().max().copied().unwrap_or_else(|| at("2026-11-20T00:00:00Z"));
        let now = match chance.below(4) {
            0 => newest,
            1 => newest.plus_seconds(-(chance.below(5_000_000) as i64)),
            _ => newest.plus_seconds(chance.below(200_000) as i64),
        };
        // Where a length ends, to the second and an hour or a day off: chance alone would hardly ever come there.
        let lengths = [wish.within, wish.min_age, wish.max_age];
        for length in lengths.into_iter().chain(wish.within_each).flatten() {
            let end = Period::parse(&length.iso()).unwrap().before(now, &zone);
            for off in [-86_400, -3_600, -1, 0, 1, 3_600, 86_400] {
                instants.extend(chance.once_in(4).then(|| end.plus_seconds(off)));
            }
        }
        let plain = chance.once_in(2);
        let mut shots: Vec<Shot> = Vec::new();
        for (n, instant) in instants.iter().enumerate() {
            // Names do not sort as the instants do.
            let mut shot = Shot::new(&format!("{}-{n}", chance.of(&["a", "B", "c"])), Some(*instant));
            if !plain {
                dress(chance, &mut shot);
                if !shot.ours && chance.once_in(6) {
                    wish.adopt.push(shot.id.as_str().to_uppercase());
                }
            }
            shots.push(shot);
        }
        chance.shuffle(&mut shots);
        if chance.once_in(10) {
            wish.since = Some(instants.first().copied().unwrap_or(now));
        }
        Self { shots, wish, now }
    }
}

/// Ownership, standing, tags and holds as they come in real inventories.
fn dress(chance: &mut Chance, shot: &mut Shot) {
    shot.ours = !chance.once_in(4);
    shot.standing = match chance.below(40) {
        0 => Standing::Assumed,
        1 | 2 => Standing::Pending,
        3 => Standing::Failed,
        4 => Standing::Unknown,
        _ => Standing::Durable,
    };
    if chance.once_in(40) {
        shot.instant = None;
    }
    match chance.below(16) {
        0 => shot.tags.set("Keep", "legal"),
        1 => shot.tags.set("keep", "Legal"),
        2 => shot.tags.set("PIN", "any"),
        _ => {}
    }
    if chance.once_in(8) {
        let holds = [
            Hold::OpenLink,
            Hold::Conflict,
            Hold::NotIncremental,
            Hold::Immutable { until: None },
            Hold::CopySource(shot.id.clone()),
            Hold::Locked { name: "l".into(), scope: "/subscriptions/s".into() },
        ];
        shot.holds = (0..1 + chance.below(2)).map(|_| chance.of(&holds).clone()).collect();
    }
}

/// Up to sixty instants between 1990 and 2035: regular, irregular, in bursts, or around a change of the clocks.
fn history(chance: &mut Chance, zone: &TimeZone) -> Vec<Instant> {
    const FROM: i64 = 631_152_000;
    const TO: i64 = 2_082_758_400;
    let mut second = FROM + chance.below((TO - FROM) as u64) as i64;
    let count = *chance.of(&[0, 1, 2, 5, 12, 25, 40, 60]);
    let style = chance.below(5);
    if style == 4
        && let Some(change) = zone.following(Timestamp::from_second(second).unwrap()).next()
    {
        second = change.timestamp().as_second() - 60 * chance.below(400) as i64;
    }
    let step = *chance.of(&[3_600, 6 * 3_600, 86_400, 7 * 86_400, 900]);
    let mut instants = Vec::new();
    while instants.len() < count {
        let gap = match style {
            0 => step,
            1 => step + chance.below(600) as i64 - 300,
            2 => (1 << chance.below(24)) + chance.below(1_000) as i64,
            3 if chance.once_in(4) => 40 * 86_400,
            3 => chance.below(3) as i64,
            _ => 60 * (1 + chance.below(40)) as i64,
        };
        second += gap;
        let nanos = if chance.once_in(3) { chance.below(1_000_000_000) as i32 } else { 0 };
        instants.push(Instant::from(Timestamp::new(second, nanos).unwrap()));
    }
    instants
}
