//! The manners of a policy: everything about its rules that programs of this kind do differently (retention section 2).

use serde::{Serialize, Serializer};

use super::duration::Period;
use super::read::Field;
use super::wrong::PolicyError;
use crate::say::Sentence;

/// A switch: an enum whose values have one word each.
macro_rules! switch {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $value:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = concat!("Policy", stringify!($name))))]
        pub enum $name { $($(#[$vdoc])* #[cfg_attr(feature = "typescript", ts(rename = $word))] $value),+ }

        impl $name {
            /// All values, in the order they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// Their words, in the same order.
            pub(super) const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word in a policy.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$value => $word),+ }
            }

            pub(super) fn read(field: &Field<'_>) -> Result<Self, PolicyError> {
                field.one_of(Self::WORDS).and_then(|at| Self::ALL.get(at).copied().ok_or_else(|| field.expects("text")))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

switch!(
    /// Which snapshot stands for a bucket.
    Pick {
        /// The newest of it.
        Newest = "newest",
        /// The oldest of it.
        Oldest = "oldest",
    }
);
switch!(
    /// What a rule does with what earlier rules kept (retention section 3).
    Overlap {
        /// Every rule on its own: a snapshot may serve several.
        Shared = "shared",
        /// A kept snapshot neither counts nor is replaced: its bucket is passed over.
        SkipSnapshot = "skip-snapshot",
        /// The buckets of everything kept are closed before the rule starts.
        SkipPeriod = "skip-period",
    }
);
switch!(
    /// What a rule that runs out of candidates before its count keeps more.
    Filler {
        /// Nothing.
        Off = "off",
        /// The oldest candidate.
        EveryRule = "every-rule",
        /// The oldest candidate, by the coarsest active rule alone.
        Coarsest = "coarsest",
    }
);
switch!(
    /// How two snapshots share a bucket.
    Bucketing {
        /// A bucket ends where the key differs from the previous one's.
        Run = "run",
        /// The same key is the same bucket, wherever it comes again.
        Set = "set",
    }
);
switch!(
    /// The hour that comes twice when clocks go back.
    Dst {
        /// One bucket, by the wall clock.
        Merge = "merge",
        /// Two: the UTC offset is part of minute and hour keys.
        Split = "split",
    }
);
switch!(
    /// What a quarter is.
    Quarter {
        /// January to March and so on.
        Calendar = "calendar",
        /// ISO weeks 1-13, 14-26, 27-39, 40-53.
        Weeks = "13-week",
    }
);
switch!(
    /// How a duration of months is taken from 31 March.
    Months {
        /// To the last day of February.
        Clamp = "clamp",
        /// To 31 February, which is 2 or 3 March.
        Overflow = "overflow",
        /// By 31 days a month.
        Days31 = "days31",
    }
);
switch!(
    /// What ages are measured from.
    WithinFrom {
        /// From `now`.
        Now = "now",
        /// From the newest candidate that is not in the future.
        Newest = "newest",
    }
);
switch!(
    /// Whose manners the rules have.
    Preset {
        /// Snapline's own: easiest to explain, the same run by run as at once.
        Default = "default",
        /// restic 0.14.
        Restic014 = "restic-0.14",
        /// restic from 0.16 on.
        Restic = "restic",
        /// Borg 1.
        Borg1 = "borg-1",
        /// Borg 2.
        Borg2 = "borg-2",
        /// Proxmox Backup Server.
        Proxmox = "proxmox",
        /// Snapper.
        Snapper = "snapper",
        /// Sanoid.
        Sanoid = "sanoid",
        /// AWS Data Lifecycle Manager.
        AwsDlm = "aws-dlm",
        /// Azure Disk Backup.
        AzureDiskBackup = "azure-disk-backup",
    }
);

/// How sure it is that a preset does what its program does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Proof {
    /// Snapline's own rules.
    Own,
    /// Compared with the program itself, case by case.
    Checked,
    /// Built from the program's description.
    AsDescribed,
}

/// Which rules a filler is for, and when (a manner that only presets have).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FillerReach {
    /// Also where the count is `"all"`, and for `within…`.
    pub(super) endless: bool,
    /// Only where the oldest candidate is not kept yet.
    pub(super) unkept_only: bool,
}

crate::sentences! {
    /// What presets do.
    pub(crate) const PRESETS;
    preset_default() =
        "The newest snapshot of an hour, day, week, month or year stands for it, and one snapshot may stand for several. Easiest to explain, and the same whether it is applied every night or once.";
    preset_restic_0_14() =
        "As restic 0.14 forgets: a bucket ends where the period changes, ages count from the newest snapshot.";
    preset_restic_0_16() =
        "As restic forgets from 0.16 on: as 0.14, and a rule that is not filled also keeps the oldest snapshot.";
    preset_borg_1() =
        "As Borg 1 prunes: a snapshot serves one rule alone, so the rules reach back one behind the other.";
    preset_borg_2() =
        "As Borg 2 prunes: as Borg 1, and only the coarsest rule keeps the oldest snapshot where it is not filled.";
    preset_proxmox() =
        "As Proxmox Backup Server prunes: periods that already have a kept snapshot are closed to later rules.";
    preset_snapper() =
        "As snapper cleans its timeline: the first snapshot of a period stands for it.";
    preset_sanoid() =
        "As sanoid prunes: by age and count together, the repeated hour is two.";
    preset_aws() =
        "As AWS Data Lifecycle Manager retains: so many, or so old, and nothing else.";
    preset_azure_disk_backup() =
        "As Azure Disk Backup retains: the first of a day, week, month and year. It never goes above 450 itself.";
}

/// A preset: one row of retention section 5.
#[derive(Debug)]
pub(super) struct Manners {
    pub(super) preset: Preset,
    /// What it does, for a person.
    pub(super) text: fn() -> Sentence,
    pub(super) proof: Proof,
    pub(super) pick: Pick,
    pub(super) overlap: Overlap,
    pub(super) filler: Filler,
    pub(super) bucket: Bucketing,
    pub(super) dst: Dst,
    pub(super) months: Months,
    pub(super) within_from: WithinFrom,
    pub(super) filler_reach: FillerReach,
    /// `last` counts snapshots of one second once: of one second of the wall clock, or of time.
    pub(super) last_merges: Option<Dst>,
    /// What `tags`, `since` and `minAge` keep takes part in the rules.
    pub(super) kept_count: bool,
    /// Seconds of a year under [`Months::Days31`].
    pub(super) year_seconds: i64,
    /// `minAge`, where the policy does not say.
    pub(super) min_age: Option<&'static str>,
    /// `ageAndCount`, where the policy does not say and has both.
    pub(super) age_and_count: bool,
    /// The rules to start from: last, hourly, daily, weekly, monthly, yearly.
    pub(super) start: [u32; 6],
}

const PLAIN: Manners = Manners {
    preset: Preset::Default,
    text: preset_default,
    proof: Proof::Own,
    pick: Pick::Newest,
    overlap: Overlap::Shared,
    filler: Filler::Off,
    bucket: Bucketing::Set,
    dst: Dst::Merge,
    months: Months::Clamp,
    within_from: WithinFrom::Now,
    filler_reach: FillerReach { endless: false, unkept_only: false },
    last_merges: None,
    kept_count: false,
    year_seconds: 365 * 86_400,
    min_age: None,
    age_and_count: false,
    start: [3, 0, 7, 4, 12, 0],
};

impl Manners {
    pub(super) fn min_age(&self) -> Option<Period> {
        self.min_age.and_then(|text| Period::parse(text).ok())
    }
}

/// All presets, in the order of [`Preset::ALL`].
const TABLE: [Manners; 10] = [
    PLAIN,
    Manners {
        preset: Preset::Restic014,
        text: preset_restic_0_14,
        proof: Proof::Checked,
        bucket: Bucketing::Run,
        months: Months::Overflow,
        within_from: WithinFrom::Newest,
        kept_count: true,
        ..PLAIN
    },
    Manners {
        preset: Preset::Restic,
        text: preset_restic_0_16,
        proof: Proof::AsDescribed,
        filler: Filler::EveryRule,
        bucket: Bucketing::Run,
        months: Months::Overflow,
        within_from: WithinFrom::Newest,
        filler_reach: FillerReach { endless: true, unkept_only: false },
        kept_count: true,
        ..PLAIN
    },
    Manners {
        preset: Preset::Borg1,
        text: preset_borg_1,
        proof: Proof::Checked,
        overlap: Overlap::SkipSnapshot,
        filler: Filler::EveryRule,
        bucket: Bucketing::Run,
        months: Months::Days31,
        filler_reach: FillerReach { endless: false, unkept_only: true },
        last_merges: Some(Dst::Merge),
        ..PLAIN
    },
    Manners {
        preset: Preset::Borg2,
        text: preset_borg_2,
        proof: Proof::AsDescribed,
        overlap: Overlap::SkipSnapshot,
        filler: Filler::Coarsest,
        bucket: Bucketing::Run,
        months: Months::Days31,
        filler_reach: FillerReach { endless: false, unkept_only: true },
        ..PLAIN
    },
    Manners {
        preset: Preset::Proxmox,
        text: preset_proxmox,
        proof: Proof::AsDescribed,
        overlap: Overlap::SkipPeriod,
        last_merges: Some(Dst::Split),
        ..PLAIN
    },
    Manners {
        preset: Preset::Snapper,
        text: preset_snapper,
        proof: Proof::AsDescribed,
        pick: Pick::Oldest,
        kept_count: true,
        min_age: Some("PT30M"),
        start: [0, 10, 10, 0, 10, 10],
        ..PLAIN
    },
    Manners {
        preset: Preset::Sanoid,
        text: preset_sanoid,
        proof: Proof::AsDescribed,
        dst: Dst::Split,
        months: Months::Days31,
        year_seconds: 31_557_600,
        age_and_count: true,
        start: [0, 36, 30, 0, 3, 0],
        ..PLAIN
    },
    Manners {
        preset: Preset::AwsDlm,
        text: preset_aws,
        proof: Proof::AsDescribed,
        start: [30, 0, 0, 0, 0, 0],
        ..PLAIN
    },
    Manners {
        preset: Preset::AzureDiskBackup,
        text: preset_azure_disk_backup,
        proof: Proof::AsDescribed,
        pick: Pick::Oldest,
        start: [0, 0, 7, 0, 0, 0],
        ..PLAIN
    },
];

impl Preset {
    /// Its row of the table.
    pub(super) fn manners(self) -> &'static Manners {
        const FIRST: &Manners = &PLAIN;
        TABLE.iter().find(|row| row.preset == self).unwrap_or(FIRST)
    }

    /// How sure it is that it does what its program does.
    pub fn proof(self) -> Proof {
        self.manners().proof
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_its_row() {
        assert_eq!(TABLE.len(), Preset::ALL.len());
        for (row, preset) in TABLE.iter().zip(Preset::ALL) {
            assert_eq!(row.preset, *preset);
        }
    }
}
