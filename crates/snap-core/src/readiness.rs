//! Whether a snapshot can be used: two verdicts, each with its reason (A36, V1).
//!
//! `restorable`: a disk can be made from it now. `durable`: it is whole and stands on its own, so that it still restores
//! when the source disk is lost. One principle runs through the rules: **where two things that the service says
//! contradict each other, the one that promises less wins.** A snapshot wrongly called ready is found out in a disaster.

use serde::{Serialize, Serializer};

use crate::model::{CopyError, DiskKind, Snapshot};
use crate::say::Sentence;

mod disk;
#[cfg(test)]
mod tests;
pub(crate) mod why;

pub use disk::of_disk;

/// Where a snapshot stands, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "SnapshotState", rename_all = "snake_case"))]
pub enum State {
    /// Restorable and durable.
    Ready,
    /// Restorable; still leans on the source disk (I4).
    InstantAccess,
    /// Not yet.
    Pending,
    /// Never will be.
    Failed,
    /// The data does not say.
    Unknown,
}

/// Why a verdict is what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum ReadyCode {
    /// Yes: everything is copied (A36).
    #[cfg_attr(feature = "typescript", ts(rename = "percent_100"))]
    Percent100,
    /// Yes: the access state says so (I3).
    AccessAvailable,
    /// Yes: this kind of disk copies nothing in the background (R7).
    NoBackgroundCopy,
    /// Yes, assumed: nothing is known but what an ordinary snapshot looks like.
    AssumedOrdinary,
    /// Restorable yes, durable no (I4).
    InstantAccess,
    /// Pending: the background copy runs (R10, C2).
    Copying,
    /// Pending: the service is still making the resource (A35).
    Provisioning,
    /// Pending: the access state says so (I3).
    AccessPending,
    /// Failed: the background copy (R18).
    CopyFailed,
    /// Failed: making the resource (A35).
    ProvisioningFailed,
    /// Unknown: a percent is needed here and there is none (A36).
    PercentMissing,
    /// Unknown: so is what the disk is made of.
    KindUnknown,
}

/// Yes or no, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "Readiness"))]
pub struct Verdict {
    /// The answer.
    pub is: bool,
    /// True when the answer is a yes that the data does not prove: fit for display, never the reason to delete another.
    pub assumed: bool,
    /// The reason, for programs.
    pub code: ReadyCode,
    /// The reason, a sentence for a person.
    pub why: Sentence,
}

/// What is known of one snapshot's readiness.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// In one word.
    pub state: State,
    /// Can a disk be made from it now?
    pub restorable: Verdict,
    /// Does it stand on its own?
    pub durable: Verdict,
}

/// What [`judge`] goes by. Words are the service's, as read, in any casing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// What the source disk is made of; `None` when that is not known for sure.
    pub kind: Option<DiskKind>,
    /// Made by copying another snapshot ([`Snapshot::is_copy`]).
    pub is_copy: bool,
    /// A45
    pub create_option: Option<&'a str>,
    /// A48, in bytes
    pub sector_size: Option<u64>,
    /// Instant access was asked for (A49)
    pub instant_access_asked: bool,
    /// A53, 0 to 100
    pub percent: Option<f64>,
    /// I3
    pub access_state: Option<&'a str>,
    /// A54
    pub copy_error: Option<&'a CopyError>,
    /// A56
    pub provisioning_state: Option<&'a str>,
}

/// The access states that say something (I3); `Unknown` and words of later versions do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AccessWord<'a> {
    Missing,
    Other(&'a str),
    Pending,
    Available,
    InstantAccess,
    AvailableWithInstantAccess,
}

/// Judges one snapshot. The order of the rules is part of the contract: what failed, then what is not made yet, then
/// what the service says in words, then the percent, then what the kind of disk allows to conclude.
pub fn judge(input: &Input<'_>) -> Readiness {
    if let Some(failed) = failed(input) {
        return failed;
    }
    // A35: a missing provisioning state is final.
    if let Some(word) = input.provisioning_state.filter(|word| !word.eq_ignore_ascii_case("Succeeded")) {
        return Readiness::no(State::Pending, ReadyCode::Provisioning, why::provisioning(word));
    }
    // What is not a number proves nothing.
    let percent = input.percent.filter(|percent| percent.is_finite());
    match AccessWord::read(input.access_state) {
        AccessWord::Pending => Readiness::no(State::Pending, ReadyCode::AccessPending, why::access_pending(percent)),
        AccessWord::InstantAccess => Readiness::instant_access(ReadyCode::InstantAccess, why::ready_leans()),
        AccessWord::AvailableWithInstantAccess => match percent.filter(|percent| *percent < 100.0) {
            Some(percent) => Readiness::instant_access(ReadyCode::Copying, why::ready_leans_until(percent)),
            None => Readiness::yes(ReadyCode::AccessAvailable, why::ready_available_with_instant()),
        },
        AccessWord::Available => match percent.filter(|percent| *percent < 100.0) {
            Some(percent) => Readiness::copying(input, percent),
            None => Readiness::yes(ReadyCode::AccessAvailable, why::ready_available()),
        },
        access @ (AccessWord::Missing | AccessWord::Other(_)) => by_percent(input, percent, access),
    }
}

fn failed(input: &Input<'_>) -> Option<Readiness> {
    if let Some(error) = input.copy_error {
        return Some(Readiness::no(State::Failed, ReadyCode::CopyFailed, why::copy_failed(error)));
    }
    let word = input.provisioning_state?;
    let ended = ["Failed", "Canceled"].into_iter().find(|end| word.eq_ignore_ascii_case(end))?;
    Some(Readiness::no(State::Failed, ReadyCode::ProvisioningFailed, why::ready_provisioning_failed(ended)))
}

fn by_percent(input: &Input<'_>, percent: Option<f64>, access: AccessWord<'_>) -> Readiness {
    if let Some(percent) = percent {
        return if percent < 100.0 {
            Readiness::copying(input, percent)
        } else {
            Readiness::yes(ReadyCode::Percent100, why::ready_percent_100())
        };
    }
    // R16, I1: 4,096-byte sectors and instant access exist on Premium SSD v2 and Ultra only, so that a kind which says
    // otherwise is not believed.
    let looks_background = input.sector_size == Some(4_096) || input.instant_access_asked;
    if input.is_copy || looks_background || input.kind.is_some_and(DiskKind::copies_in_background) {
        return Readiness::no(State::Unknown, ReadyCode::PercentMissing, why::percent_missing(input));
    }
    if input.kind.is_some() {
        return Readiness::yes(ReadyCode::NoBackgroundCopy, why::ready_no_background_copy());
    }
    let made_by_copy = input.create_option.is_some_and(|word| word.eq_ignore_ascii_case("Copy"));
    if access == AccessWord::Missing && made_by_copy && matches!(input.sector_size, None | Some(512)) {
        let mut assumed = Readiness::yes(ReadyCode::AssumedOrdinary, why::ready_assumed());
        assumed.restorable.assumed = true;
        assumed.durable.assumed = true;
        return assumed;
    }
    Readiness::no(State::Unknown, ReadyCode::KindUnknown, why::kind_unknown(access))
}

impl<'a> AccessWord<'a> {
    fn read(word: Option<&'a str>) -> Self {
        let Some(word) = word else { return Self::Missing };
        [
            ("Unknown", Self::Missing),
            ("Pending", Self::Pending),
            ("Available", Self::Available),
            ("InstantAccess", Self::InstantAccess),
            ("AvailableWithInstantAccess", Self::AvailableWithInstantAccess),
        ]
        .into_iter()
        .find(|(known, _)| word.eq_ignore_ascii_case(known))
        .map_or(Self::Other(word), |(_, access)| access)
    }
}

impl Readiness {
    /// Judges a snapshot whose disk is made of `kind`; `None` when that is not known, a recreated disk's included.
    pub fn of(snapshot: &Snapshot, kind: Option<DiskKind>) -> Self {
        judge(&Input {
            kind,
            is_copy: snapshot.is_copy(),
            create_option: snapshot.create_option.as_deref(),
            sector_size: snapshot.sector_size,
            instant_access_asked: snapshot.instant_access_minutes.is_some(),
            percent: snapshot.completion_percent,
            access_state: snapshot.access_state.as_deref(),
            copy_error: snapshot.copy_error.as_deref(),
            provisioning_state: snapshot.provisioning_state.as_deref(),
        })
    }

    fn yes(code: ReadyCode, why: Sentence) -> Self {
        let verdict = Verdict { is: true, assumed: false, code, why };
        Self { state: State::Ready, restorable: verdict.clone(), durable: verdict }
    }

    fn no(state: State, code: ReadyCode, why: Sentence) -> Self {
        let verdict = Verdict { is: false, assumed: false, code, why };
        Self { state, restorable: verdict.clone(), durable: verdict }
    }

    fn copying(input: &Input<'_>, percent: f64) -> Self {
        Self::no(State::Pending, ReadyCode::Copying, why::copying(input, percent))
    }

    /// I4: restorable whatever the percent, durable never.
    fn instant_access(code: ReadyCode, why: Sentence) -> Self {
        Self {
            state: State::InstantAccess,
            restorable: Verdict {
                is: true,
                assumed: false,
                code: ReadyCode::InstantAccess,
                why: why::ready_instant_access(),
            },
            durable: Verdict { is: false, assumed: false, code, why },
        }
    }
}

impl State {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::InstantAccess => "instant_access",
            Self::Pending => "pending",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

impl ReadyCode {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Percent100 => "percent_100",
            Self::AccessAvailable => "access_available",
            Self::NoBackgroundCopy => "no_background_copy",
            Self::AssumedOrdinary => "assumed_ordinary",
            Self::InstantAccess => "instant_access",
            Self::Copying => "copying",
            Self::Provisioning => "provisioning",
            Self::AccessPending => "access_pending",
            Self::CopyFailed => "copy_failed",
            Self::ProvisioningFailed => "provisioning_failed",
            Self::PercentMissing => "percent_missing",
            Self::KindUnknown => "kind_unknown",
        }
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for ReadyCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
