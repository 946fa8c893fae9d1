//! Disks and snapshots as read from the service: every field the rules need, unknown words kept as they came (A40-A59).

use serde::Serialize;

use crate::id::{ResourceId, ResourceKind};
use crate::instant::Instant;
use crate::readiness::{Readiness, State};
use crate::tags::Tags;
use crate::text::Text;

/// What a disk is made of, as far as the rules differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename_all = "snake_case"))]
pub enum DiskKind {
    /// `Standard_LRS`
    StandardHdd,
    /// `StandardSSD_LRS`, `StandardSSD_ZRS`
    StandardSsd,
    /// `Premium_LRS`, `Premium_ZRS`
    PremiumSsd,
    /// `PremiumV2_LRS`
    PremiumSsdV2,
    /// `UltraSSD_LRS`
    Ultra,
}

impl DiskKind {
    /// The kind behind a disk's sku word; `None` for words this version does not know (A43: enums grow).
    pub fn from_sku(sku: &str) -> Option<Self> {
        Some(match sku.to_ascii_lowercase().as_str() {
            "standard_lrs" => Self::StandardHdd,
            "standardssd_lrs" | "standardssd_zrs" => Self::StandardSsd,
            "premium_lrs" | "premium_zrs" => Self::PremiumSsd,
            "premiumv2_lrs" | "premiumv2_zrs" => Self::PremiumSsdV2,
            "ultrassd_lrs" | "ultrassd_zrs" => Self::Ultra,
            _ => return None,
        })
    }

    /// True where a snapshot is copied in the background after the call returns, and is not usable until done (R10).
    pub fn copies_in_background(self) -> bool {
        matches!(self, Self::PremiumSsdV2 | Self::Ultra)
    }

    /// The stable word in answers.
    pub fn word(self) -> &'static str {
        match self {
            Self::StandardHdd => "standard_hdd",
            Self::StandardSsd => "standard_ssd",
            Self::PremiumSsd => "premium_ssd",
            Self::PremiumSsdV2 => "premium_ssd_v2",
            Self::Ultra => "ultra",
        }
    }

    /// The service's name for it, for sentences.
    pub fn title(self) -> &'static str {
        match self {
            Self::StandardHdd => "Standard HDD",
            Self::StandardSsd => "Standard SSD",
            Self::PremiumSsd => "Premium SSD",
            Self::PremiumSsdV2 => "Premium SSD v2",
            Self::Ultra => "Ultra Disk",
        }
    }
}

impl Serialize for DiskKind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// A failed background copy (A54, R18).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CopyError {
    /// The service's code, such as `CopySourceNotFound`.
    pub error_code: String,
    /// The service's words.
    pub error_message: String,
}

/// The immutability policy of a snapshot (M2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Immutability {
    /// `Unlocked` or `Locked`, or a word this version does not know.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// When it ends.
    #[serde(rename = "policyExpirationTime")]
    pub expires: Option<Instant>,
    /// The service's own word on whether it has ended.
    #[serde(rename = "isPolicyExpired")]
    pub expired: Option<bool>,
}

/// One snapshot. Field names follow section 6.4 of the fact sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// A40
    pub id: ResourceId,
    /// A41, as read; compare by [`location_key`].
    pub location: Option<Text>,
    /// A42
    pub tags: Tags,
    /// A43, `sku.name`
    pub sku: Option<Text>,
    /// A50; missing means false
    pub incremental: bool,
    /// A45, as read
    pub create_option: Option<Text>,
    /// A46: `sourceResourceId`, or `sourceUri` where that holds a resource id
    pub source: Option<ResourceId>,
    /// A47
    pub source_unique_id: Option<Text>,
    /// A51, F4
    pub family_id: Option<Text>,
    /// A51
    pub unique_id: Option<Text>,
    /// A55
    pub time_created: Option<Instant>,
    /// A52, provisioned size in GiB
    pub size_gb: Option<u64>,
    /// A52, provisioned size in bytes
    pub size_bytes: Option<u64>,
    /// A48, 512 or 4096
    pub sector_size: Option<u64>,
    /// A53, 0 to 100
    pub completion_percent: Option<f64>,
    /// A54; few have one
    pub copy_error: Option<Box<CopyError>>,
    /// A56, as read
    pub provisioning_state: Option<Text>,
    /// A57, as read
    pub disk_state: Option<Text>,
    /// I3, as read
    pub access_state: Option<Text>,
    /// A49
    pub instant_access_minutes: Option<u64>,
    /// A59, `encryption.type`
    pub encryption_type: Option<Text>,
    /// A59, `encryption.diskEncryptionSetId`
    pub disk_encryption_set_id: Option<Text>,
    /// A58
    pub network_access_policy: Option<Text>,
    /// A59
    pub os_type: Option<Text>,
    /// M2; few have one
    pub immutability: Option<Box<Immutability>>,
}

impl Snapshot {
    /// A snapshot of which nothing is known but its id.
    pub fn new(id: ResourceId) -> Self {
        Self {
            id,
            location: None,
            tags: Tags::default(),
            sku: None,
            incremental: false,
            create_option: None,
            source: None,
            source_unique_id: None,
            family_id: None,
            unique_id: None,
            time_created: None,
            size_gb: None,
            size_bytes: None,
            sector_size: None,
            completion_percent: None,
            copy_error: None,
            provisioning_state: None,
            disk_state: None,
            access_state: None,
            instant_access_minutes: None,
            encryption_type: None,
            disk_encryption_set_id: None,
            network_access_policy: None,
            os_type: None,
            immutability: None,
        }
    }

    /// True when it was made by copying another snapshot: `CopyStart` (C1), or an incremental whose source is a snapshot.
    /// Such a one is filled in the background whatever the disk is made of (R7).
    pub fn is_copy(&self) -> bool {
        self.create_option.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("CopyStart"))
            || self.incremental && self.source.as_ref().is_some_and(|id| id.kind() == ResourceKind::Snapshot)
    }

    /// False where the unique ids say that it was made of another snapshot that had this one's name before (C9).
    pub fn may_be_copy_of(&self, source: &Self) -> bool {
        match (&self.source_unique_id, &source.unique_id) {
            (Some(of), Some(unique_id)) => of.eq_ignore_ascii_case(unique_id),
            _ => true,
        }
    }

    /// True for a copy of which nothing says that it has ended, well or otherwise (C2, A36).
    pub fn copy_under_way(&self) -> bool {
        self.is_copy() && {
            let readiness = Readiness::of(self, None);
            !readiness.durable.is && readiness.state != State::Failed
        }
    }

    /// True while a SAS link to it is open (A57).
    pub fn link_open(&self) -> bool {
        const OPEN: &str = "ActiveSAS";
        let begins = |word: &str| word.get(..OPEN.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(OPEN));
        self.disk_state.as_deref().is_some_and(begins)
    }
}

/// One managed disk.
#[derive(Debug, Clone, PartialEq)]
pub struct Disk {
    /// A40
    pub id: ResourceId,
    /// A41, as read; compare by [`location_key`].
    pub location: Option<Text>,
    /// A42
    pub tags: Tags,
    /// `sku.name`, as read
    pub sku: Option<Text>,
    /// Provisioned size in GiB
    pub size_gb: Option<u64>,
    /// Provisioned size in bytes
    pub size_bytes: Option<u64>,
    /// `creationData.logicalSectorSize`
    pub sector_size: Option<u64>,
    /// `properties.uniqueId` (F3)
    pub unique_id: Option<Text>,
    /// A55
    pub time_created: Option<Instant>,
    /// As read
    pub disk_state: Option<Text>,
    /// As read
    pub provisioning_state: Option<Text>,
    /// R19: how far a disk made from a snapshot is filled, 0 to 100
    pub completion_percent: Option<f64>,
    /// `creationData.createOption`, as read
    pub create_option: Option<Text>,
    /// What it was made from
    pub source: Option<ResourceId>,
    /// The machine that holds it, as read; of a shared disk one of them or none
    pub managed_by: Option<Text>,
    /// All machines that hold a shared disk (`maxShares` above 1), as read
    pub managed_by_extended: Vec<Text>,
    /// Availability zones
    pub zones: Vec<String>,
}

impl Disk {
    /// A disk of which nothing is known but its id.
    pub fn new(id: ResourceId) -> Self {
        Self {
            id,
            location: None,
            tags: Tags::default(),
            sku: None,
            size_gb: None,
            size_bytes: None,
            sector_size: None,
            unique_id: None,
            time_created: None,
            disk_state: None,
            provisioning_state: None,
            completion_percent: None,
            create_option: None,
            source: None,
            managed_by: None,
            managed_by_extended: Vec::new(),
            zones: Vec::new(),
        }
    }

    /// The kind behind its sku, when known.
    pub fn kind(&self) -> Option<DiskKind> {
        self.sku.as_deref().and_then(DiskKind::from_sku)
    }

    /// True when this machine holds it, alone or with others.
    pub fn is_held_by(&self, machine: &ResourceId) -> bool {
        let holders = self.managed_by.iter().chain(&self.managed_by_extended);
        holders.into_iter().any(|holder| ResourceId::parse(holder).is_ok_and(|holder| holder == *machine))
    }
}

/// A location's name as it is compared: `West US` and `westus` are one place (A41).
pub fn location_key(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_two_kinds_copy_in_the_background() {
        // R10
        let background: Vec<_> = ["Standard_LRS", "StandardSSD_ZRS", "Premium_LRS", "PremiumV2_LRS", "UltraSSD_LRS"]
            .into_iter()
            .filter(|sku| DiskKind::from_sku(sku).unwrap().copies_in_background())
            .collect();
        assert_eq!(background, ["PremiumV2_LRS", "UltraSSD_LRS"]);
        assert_eq!(DiskKind::from_sku("PremiumV9_LRS"), None);
    }

    #[test]
    fn a_shared_disk_is_held_by_each_of_its_machines() {
        let id = |kind: &str, name: &str| {
            ResourceId::parse(&format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/{kind}/{name}"))
                .unwrap()
        };
        let machine = |name: &str| id("virtualMachines", name);
        let held = |one: Option<&str>, all: &[&str]| {
            let text = |name: &str| Text::from(machine(name).as_str().to_uppercase());
            let mut disk = Disk::new(id("disks", "d"));
            disk.managed_by = one.map(text);
            disk.managed_by_extended = all.iter().map(|name| text(name)).collect();
            ["a", "b", "c"].map(|name| disk.is_held_by(&machine(name)))
        };
        assert_eq!(held(Some("a"), &[]), [true, false, false]);
        // The service names one of them, or none, beside the list.
        for one in [Some("a"), Some("b"), None] {
            assert_eq!(held(one, &["a", "b"]), [true, true, false]);
        }
        assert_eq!(held(None, &[]), [false; 3]);
        let mut odd = Disk::new(id("disks", "d"));
        odd.managed_by_extended = vec!["no id".into(), machine("c").as_str().into()];
        assert!(odd.is_held_by(&machine("c")));
    }

    #[test]
    fn places_compare_without_blanks_and_case() {
        assert_eq!(location_key("West US"), location_key("westus"));
        assert_ne!(location_key("westus"), location_key("westus2"));
    }
}
