//! What tests by chance draw from, the same for the same seed.

use std::fmt::Write as _;

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
