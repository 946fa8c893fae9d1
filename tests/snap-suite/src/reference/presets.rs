//! The presets as the table describes them, and the words that a policy may set beside them.

use super::wish::Length;
use crate::chance::Chance;

/// How the rules behave. The words are the policy's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members of the policy, by their names")]
pub struct Manner {
    pub pick: &'static str,
    pub overlap: &'static str,
    pub filler: &'static str,
    pub bucket: &'static str,
    pub dst: &'static str,
    pub quarter: &'static str,
    pub months: &'static str,
    pub within_from: &'static str,
    /// The filler is also for `"all"` and `within…`.
    pub fills_endless: bool,
    /// The filler is only for an oldest one that no rule keeps yet.
    pub fills_unkept: bool,
    /// `last` counts snapshots of one second once: a `second` of the wall clock, or an `exact second` of time.
    pub last_merges: Option<&'static str>,
    /// What precedence keeps takes part in the rules.
    pub kept_count: bool,
    /// The `minAge` of a policy that says nothing.
    pub min_age: Option<Length>,
    /// The `ageAndCount` of a policy that says nothing.
    pub age_and_count: bool,
    /// The days of a year, in quarters of a day, where a month has 31 days.
    pub quarter_days_of_year: i64,
}

/// `default`.
const PLAIN: Manner = Manner {
    pick: "newest",
    overlap: "shared",
    filler: "off",
    bucket: "set",
    dst: "merge",
    quarter: "calendar",
    months: "clamp",
    within_from: "now",
    fills_endless: false,
    fills_unkept: false,
    last_merges: None,
    kept_count: false,
    min_age: None,
    age_and_count: false,
    quarter_days_of_year: 4 * 365,
};

const RESTIC_0_14: Manner =
    Manner { bucket: "run", months: "overflow", within_from: "newest", kept_count: true, ..PLAIN };
const BORG_2: Manner = Manner {
    overlap: "skip-snapshot",
    filler: "coarsest",
    bucket: "run",
    months: "days31",
    fills_unkept: true,
    ..PLAIN
};

const SANOID: Manner =
    Manner { dst: "split", months: "days31", quarter_days_of_year: 4 * 365 + 1, age_and_count: true, ..PLAIN };
const HALF_AN_HOUR: Length = Length { years: 0, months: 0, weeks: 0, days: 0, seconds: 1_800 };

/// Every preset with its manner.
pub const PRESETS: [(&str, Manner); 10] = [
    ("default", PLAIN),
    ("restic-0.14", RESTIC_0_14),
    ("restic", Manner { filler: "every-rule", fills_endless: true, ..RESTIC_0_14 }),
    ("borg-1", Manner { filler: "every-rule", last_merges: Some("second"), ..BORG_2 }),
    ("borg-2", BORG_2),
    ("proxmox", Manner { overlap: "skip-period", last_merges: Some("exact second"), ..PLAIN }),
    ("snapper", Manner { pick: "oldest", kept_count: true, min_age: Some(HALF_AN_HOUR), ..PLAIN }),
    ("sanoid", SANOID),
    ("aws-dlm", PLAIN),
    ("azure-disk-backup", Manner { pick: "oldest", ..PLAIN }),
];

/// The manner of a preset.
pub(super) fn of(name: &str) -> Manner {
    PRESETS.iter().find(|(preset, _)| *preset == name).map_or(PLAIN, |(_, manner)| *manner)
}

/// One switch: its member, its words, and where it stands in a manner.
pub type Switch = (&'static str, &'static [&'static str], fn(&mut Manner) -> &mut &'static str);

/// Every switch.
pub const SWITCHES: [Switch; 8] = [
    ("pick", &["newest", "oldest"], |m| &mut m.pick),
    ("overlap", &["shared", "skip-snapshot", "skip-period"], |m| &mut m.overlap),
    ("filler", &["off", "every-rule", "coarsest"], |m| &mut m.filler),
    ("bucket", &["run", "set"], |m| &mut m.bucket),
    ("dst", &["merge", "split"], |m| &mut m.dst),
    ("quarter", &["calendar", "13-week"], |m| &mut m.quarter),
    ("months", &["clamp", "overflow", "days31"], |m| &mut m.months),
    ("withinFrom", &["now", "newest"], |m| &mut m.within_from),
];

/// A preset, the switches set beside it, and what comes of both: a preset as it is, with one switch, or with all of them.
pub(super) fn random(chance: &mut Chance) -> (&'static str, Vec<(&'static str, &'static str)>, Manner) {
    let (preset, mut manner) = chance.pick(&PRESETS);
    let (all, one) = match chance.below(4) {
        0 => (false, SWITCHES.len()),
        1 => (false, chance.below(8) as usize),
        _ => (true, 0),
    };
    let mut set = Vec::new();
    for (at, (member, words, place)) in SWITCHES.iter().enumerate() {
        if all || at == one {
            let word = chance.pick(words);
            *place(&mut manner) = word;
            set.push((*member, word));
        }
    }
    (preset, set, manner)
}
