//! Whether a disk that was made from a snapshot can be used (R6, R19).

use super::{ReadyCode, State, Verdict, why};
use crate::model::Disk;

/// Judges one disk. A disk of an ordinary kind can be attached at once and fills while it is used (R6); Premium SSD v2 and
/// Ultra disks only when their own percent is 100 (R19), where they were made from something: an empty one has nothing to
/// wait for.
pub fn of_disk(disk: &Disk) -> (State, Verdict) {
    let no = |state, code, why| (state, Verdict { is: false, assumed: false, code, why });
    let yes = |code, why| (State::Ready, Verdict { is: true, assumed: false, code, why });
    if let Some(word) = disk.provisioning_state.as_deref().filter(|word| !word.eq_ignore_ascii_case("Succeeded")) {
        let ended = ["Failed", "Canceled"].iter().any(|end| word.eq_ignore_ascii_case(end));
        return if ended {
            no(State::Failed, ReadyCode::ProvisioningFailed, why::disk_made_failed(word))
        } else {
            no(State::Pending, ReadyCode::Provisioning, why::disk_being_made())
        };
    }
    let percent = disk.completion_percent.filter(|percent| percent.is_finite());
    if let Some(percent) = percent.filter(|percent| *percent < 100.0) {
        return match disk.kind() {
            Some(kind) if !kind.copies_in_background() => yes(ReadyCode::NoBackgroundCopy, why::disk_fills()),
            _ => no(State::Pending, ReadyCode::Copying, why::disk_filling(percent)),
        };
    }
    if percent.is_some() {
        return yes(ReadyCode::Percent100, why::disk_filled());
    }
    let made_of_something = !disk.create_option.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("Empty"));
    match disk.kind() {
        Some(kind) if !kind.copies_in_background() => yes(ReadyCode::NoBackgroundCopy, why::disk_fills()),
        Some(_) if !made_of_something => yes(ReadyCode::NoBackgroundCopy, why::disk_made_empty()),
        Some(kind) => no(State::Unknown, ReadyCode::PercentMissing, why::disk_percent_missing(kind.title())),
        None => no(State::Unknown, ReadyCode::KindUnknown, why::disk_unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ResourceId;

    fn disk(sku: Option<&str>, percent: Option<f64>, state: &str, option: &str) -> Disk {
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d";
        let mut disk = Disk::new(ResourceId::parse(id).unwrap());
        disk.sku = sku.map(Into::into);
        disk.completion_percent = percent;
        disk.provisioning_state = Some(state.into());
        disk.create_option = Some(option.into());
        disk
    }

    #[test]
    fn the_truth_table() {
        use ReadyCode::*;
        let (ready, pending, failed, unknown) = (State::Ready, State::Pending, State::Failed, State::Unknown);
        for (sku, percent, state, option, expected) in [
            (Some("Premium_LRS"), None, "Succeeded", "Copy", (ready, NoBackgroundCopy)),
            (Some("Premium_LRS"), Some(10.0), "Succeeded", "Copy", (ready, NoBackgroundCopy)),
            (Some("StandardSSD_LRS"), Some(100.0), "Succeeded", "Copy", (ready, Percent100)),
            (Some("PremiumV2_LRS"), None, "Succeeded", "Copy", (unknown, PercentMissing)),
            (Some("PremiumV2_LRS"), None, "Succeeded", "Empty", (ready, NoBackgroundCopy)),
            (Some("PremiumV2_LRS"), Some(99.9), "Succeeded", "Copy", (pending, Copying)),
            (Some("UltraSSD_LRS"), Some(0.0), "succeeded", "Copy", (pending, Copying)),
            (Some("UltraSSD_LRS"), Some(100.0), "Succeeded", "Copy", (ready, Percent100)),
            (Some("UltraSSD_LRS"), Some(f64::NAN), "Succeeded", "Copy", (unknown, PercentMissing)),
            (Some("UltraSSD_LRS"), Some(100.0), "Updating", "Copy", (pending, Provisioning)),
            (Some("Premium_LRS"), None, "Failed", "Copy", (failed, ProvisioningFailed)),
            (None, None, "Succeeded", "Copy", (unknown, KindUnknown)),
            (None, Some(50.0), "Succeeded", "Copy", (pending, Copying)),
            (None, Some(100.0), "Succeeded", "Copy", (ready, Percent100)),
        ] {
            let (state, verdict) = of_disk(&disk(sku, percent, state, option));
            assert_eq!((state, verdict.code), expected, "{sku:?} {percent:?} {option}");
            assert_eq!(verdict.is, state == State::Ready);
        }
    }
}
