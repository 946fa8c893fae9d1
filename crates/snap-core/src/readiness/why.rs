//! The sentences behind the verdicts.

use super::{AccessWord, Input};
use crate::model::{CopyError, DiskKind};
use crate::say::Sentence;

crate::sentences! {
    /// Of snapshots, and of disks that are made from them.
    pub(crate) const SENTENCES;
    pub(super) ready_percent_100() = "Ready. 100 % is copied.";
    pub(super) ready_available() = "Ready. Its snapshotAccessState is Available.";
    pub(super) ready_available_with_instant() = "Ready. Its snapshotAccessState is AvailableWithInstantAccess.";
    pub(super) ready_no_background_copy() =
        "Ready. A snapshot of a disk of this kind is usable at once; nothing is copied in the background.";
    pub(super) ready_assumed() =
        "Taken to be ready, not proven. The data has neither a percent nor a snapshotAccessState, and the kind of the disk is not known; it looks like a snapshot of a disk that copies nothing in the background.";
    pub(super) ready_instant_access() =
        "A disk can be restored from it now, by instant access. It cannot be copied or downloaded yet.";
    pub(super) ready_leans() =
        "Leans on the source disk. In snapshotAccessState InstantAccess it does not protect from losing that disk.";
    pub(super) ready_leans_until(percent: Percent) =
        "Leans on the source disk. {percent} is copied; until 100 % it does not protect from losing that disk.";
    ready_copying(percent: Percent, what: Word) =
        "Not usable yet. {percent} is copied; {what, select, copy {a copy of a snapshot} premium_ssd_v2 {on Premium SSD v2 it} ultra {on Ultra disks it} other {it}} can be restored, copied or downloaded only at 100 %.";
    ready_percent_missing(what: Word) =
        "Not known. The data has no percent for this snapshot; {what, select, copy {for a copy} premium_ssd_v2 {on Premium SSD v2} ultra {on Ultra disks} sectors {with 4,096-byte sectors} other {with instant access}} that does not mean ready.";
    ready_kind_unknown() = "Not known. The data has no percent for this snapshot, and the kind of its disk is not known.";
    ready_state_unknown(state: Name) =
        "Not known. The data has no percent for this snapshot, the kind of its disk is not known, and neither is the meaning of snapshotAccessState {state}.";
    ready_access_contradicts() =
        "Not usable yet. 100 % is copied, but its snapshotAccessState is still Pending; of the two, the one that promises less counts.";
    ready_access_pending_at(percent: Percent) = "Not usable yet. {percent} is copied and its snapshotAccessState is Pending.";
    ready_access_pending() = "Not usable yet. Its snapshotAccessState is Pending.";
    ready_provisioning(state: Name) =
        "Not usable yet. The service is still working on it: its provisioningState is {state}.";
    pub(super) ready_provisioning_failed(state: Name) = "Failed. Its provisioningState is {state}.";
    ready_copy_failed_unnamed() = "Failed. The copy ended with an error that the service does not name.";
    ready_copy_failed_code(error: Name) = "Failed. The copy ended with {error}.";
    ready_copy_failed_message(message: Text) = "Failed. The copy ended with: {message}.";
    ready_copy_failed(error: Name, message: Text) = "Failed. The copy ended with {error}: {message}.";
    pub(super) disk_made_failed(state: Name) = "Failed. Making the disk ended as {state}.";
    pub(super) disk_being_made() = "Not usable yet. The disk is still being made.";
    pub(super) disk_filling(percent: Percent) =
        "Not usable yet. {percent} is filled; the disk can be attached only at 100 %.";
    pub(super) disk_filled() = "Ready. The disk is filled to 100 %.";
    pub(super) disk_fills() =
        "Ready. A disk of this kind can be attached at once; it fills in the background and is slower until then.";
    pub(super) disk_made_empty() = "Ready. The disk was made empty.";
    pub(super) disk_percent_missing(kind: Name) =
        "Not known. The data has no percent for this disk; for {kind} that does not mean ready.";
    pub(super) disk_unknown() = "Not known. The data has neither a percent nor a kind for this disk.";
}

pub(super) fn copying(input: &Input<'_>, percent: f64) -> Sentence {
    ready_copying(percent, if input.is_copy { "copy" } else { background(input.kind) })
}

pub(super) fn percent_missing(input: &Input<'_>) -> Sentence {
    ready_percent_missing(match background(input.kind) {
        _ if input.is_copy => "copy",
        "other" if input.sector_size == Some(4_096) => "sectors",
        "other" => "instant_access",
        kind => kind,
    })
}

pub(super) fn kind_unknown(access: AccessWord<'_>) -> Sentence {
    match access {
        AccessWord::Other(word) => ready_state_unknown(&brief(word)),
        _ => ready_kind_unknown(),
    }
}

pub(super) fn access_pending(percent: Option<f64>) -> Sentence {
    match percent {
        Some(percent) if percent >= 100.0 => ready_access_contradicts(),
        Some(percent) => ready_access_pending_at(percent),
        None => ready_access_pending(),
    }
}

pub(super) fn provisioning(word: &str) -> Sentence {
    ready_provisioning(&brief(word))
}

pub(super) fn copy_failed(error: &CopyError) -> Sentence {
    let (code, message) = (error.error_code.trim(), error.error_message.trim().trim_end_matches('.'));
    match (code, message) {
        ("", "") => ready_copy_failed_unnamed(),
        (code, "") => ready_copy_failed_code(code),
        ("", message) => ready_copy_failed_message(message),
        (code, message) => ready_copy_failed(code, message),
    }
}

/// The service's own word, kept from flooding a sentence.
fn brief(word: &str) -> String {
    word.chars().take(60).collect()
}

/// The kinds that copy in the background, by their words.
fn background(kind: Option<DiskKind>) -> &'static str {
    match kind {
        Some(DiskKind::PremiumSsdV2) => "premium_ssd_v2",
        Some(DiskKind::Ultra) => "ultra",
        _ => "other",
    }
}
