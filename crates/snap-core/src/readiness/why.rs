//! The sentences behind the verdicts.

use std::borrow::Cow;

use super::{AccessWord, Input};
use crate::model::{CopyError, DiskKind};

type Sentence = Cow<'static, str>;

pub(super) const PERCENT_100: &str = "Ready. 100 % is copied.";
pub(super) const AVAILABLE: &str = "Ready. Its snapshotAccessState is Available.";
pub(super) const AVAILABLE_WITH_INSTANT: &str = "Ready. Its snapshotAccessState is AvailableWithInstantAccess.";
pub(super) const NO_BACKGROUND_COPY: &str =
    "Ready. A snapshot of a disk of this kind is usable at once; nothing is copied in the background.";
pub(super) const ASSUMED: &str = "Taken to be ready, not proven. The data has neither a percent nor a snapshotAccessState, and the kind of the disk is not known; \
     it looks like a snapshot of a disk that copies nothing in the background.";
pub(super) const INSTANT_ACCESS: &str =
    "A disk can be restored from it now, by instant access. It cannot be copied or downloaded yet.";
pub(super) const LEANS: &str =
    "Leans on the source disk. In snapshotAccessState InstantAccess it does not protect from losing that disk.";

pub(super) fn leans_until(percent: f64) -> Sentence {
    format!(
        "Leans on the source disk. {} is copied; until 100 % it does not protect from losing that disk.",
        shown(percent)
    )
    .into()
}

pub(super) fn copying(input: &Input<'_>, percent: f64) -> Sentence {
    format!(
        "Not usable yet. {} is copied; {} can be restored, copied or downloaded only at 100 %.",
        shown(percent),
        if input.is_copy { "a copy of a snapshot".to_owned() } else { format!("{}it", on(input.kind)) }
    )
    .into()
}

pub(super) fn percent_missing(input: &Input<'_>) -> Sentence {
    let place = match input.kind {
        _ if input.is_copy => "for a copy",
        Some(DiskKind::PremiumSsdV2) => "on Premium SSD v2",
        Some(DiskKind::Ultra) => "on Ultra disks",
        _ if input.sector_size == Some(4_096) => "with 4,096-byte sectors",
        _ => "with instant access",
    };
    format!("Not known. The data has no percent for this snapshot; {place} that does not mean ready.").into()
}

pub(super) fn kind_unknown(access: AccessWord<'_>) -> Sentence {
    match access {
        AccessWord::Other(word) => format!(
            "Not known. The data has no percent for this snapshot, the kind of its disk is not known, and neither is the meaning of snapshotAccessState {}.",
            brief(word)
        )
        .into(),
        _ => "Not known. The data has no percent for this snapshot, and the kind of its disk is not known.".into(),
    }
}

pub(super) fn access_pending(percent: Option<f64>) -> Sentence {
    match percent {
        Some(percent) if percent >= 100.0 => {
            "Not usable yet. 100 % is copied, but its snapshotAccessState is still Pending; of the two, the one that promises less counts.".into()
        }
        Some(percent) => format!("Not usable yet. {} is copied and its snapshotAccessState is Pending.", shown(percent)).into(),
        None => "Not usable yet. Its snapshotAccessState is Pending.".into(),
    }
}

pub(super) fn provisioning(word: &str) -> Sentence {
    format!("Not usable yet. The service is still working on it: its provisioningState is {}.", brief(word)).into()
}

pub(super) fn provisioning_failed(word: &str) -> Sentence {
    format!("Failed. Its provisioningState is {word}.").into()
}

pub(super) fn copy_failed(error: &CopyError) -> Sentence {
    let (code, message) = (error.error_code.trim(), error.error_message.trim().trim_end_matches('.'));
    match (code, message) {
        ("", "") => "Failed. The copy ended with an error that the service does not name.".into(),
        (code, "") => format!("Failed. The copy ended with {code}.").into(),
        ("", message) => format!("Failed. The copy ended with: {message}.").into(),
        (code, message) => format!("Failed. The copy ended with {code}: {message}.").into(),
    }
}

/// The service's own word, kept from flooding a sentence.
fn brief(word: &str) -> String {
    word.chars().take(60).collect()
}

fn on(kind: Option<DiskKind>) -> &'static str {
    match kind {
        Some(DiskKind::PremiumSsdV2) => "on Premium SSD v2 ",
        Some(DiskKind::Ultra) => "on Ultra disks ",
        _ => "",
    }
}

/// One decimal, rounded down: what is not all there is never shown as 100.
pub(super) fn shown(percent: f64) -> String {
    let tenths = (percent.clamp(0.0, 100.0) * 10.0).floor() / 10.0;
    format!("{tenths} %")
}
