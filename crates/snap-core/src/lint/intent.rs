//! What somebody is about to do, as a request names it, to be held against the facts before any call.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

use crate::id::ResourceId;
use crate::tags::Tags;

/// What is about to be done; each member is checked on its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "LintIntent", optional_fields = nullable))]
pub struct Intent {
    /// Snapshots are to be taken.
    pub create: Option<Create>,
    /// Snapshots are to be copied.
    pub copy: Option<Copy>,
    /// These snapshots are to be deleted.
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Id>>"))]
    pub remove: Vec<Id>,
    /// Access links to these snapshots are to be opened.
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Id>>"))]
    pub download: Vec<Id>,
    /// A disk is to be made.
    pub restore: Option<Restore>,
    /// A disk is to grow.
    pub resize: Option<Resize>,
    /// Snapshots are to be moved.
    #[serde(rename = "move")]
    pub moving: Option<Move>,
    /// A disk's encryption is to be changed.
    pub encrypt: Option<Encrypt>,
}

/// Taking snapshots: members as in the flow `create`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "IntendedCreate", optional_fields = nullable))]
pub struct Create {
    /// Of which disks; all that there are when none is named.
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Id>>"))]
    pub disks: Vec<Id>,
    /// The name of the one snapshot.
    pub name: Option<String>,
    /// What names are made by.
    pub template: Option<String>,
    /// Where to; the disk's own where left out.
    pub resource_group: Option<String>,
    /// Where to; the disk's own where left out.
    pub subscription_id: Option<String>,
    /// Where to; the disk's own where left out.
    pub location: Option<String>,
    /// Tags beside Snapline's own.
    #[cfg_attr(feature = "typescript", ts(as = "Option<Tags>"))]
    pub tags: Tags,
    /// `sku.name`
    pub sku: Option<String>,
    /// I1, I2
    pub instant_access_duration_minutes: Option<u32>,
}

/// Copying to a place: every snapshot of these disks, or these snapshots.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "IntendedCopy", optional_fields = nullable))]
pub struct Copy {
    /// Every snapshot of them.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Id>>"))]
    pub disks: Vec<Id>,
    /// These, where no disk is named.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(as = "Option<Vec<Id>>"))]
    pub snapshots: Vec<Id>,
    /// The region.
    pub location: String,
    /// The subscription; that of what is copied where left out.
    #[serde(default)]
    pub subscription_id: Option<String>,
}

/// Making disks from a snapshot.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "IntendedRestore", optional_fields = nullable))]
pub struct Restore {
    /// From which.
    pub snapshot: Id,
    /// The new disk's sku.
    #[serde(default)]
    pub sku: Option<String>,
    /// Its size in GiB; the snapshot's where left out.
    #[serde(default, rename = "diskSizeGB")]
    pub size_gb: Option<u64>,
    /// How many; one where left out.
    #[serde(default)]
    pub count: Option<u32>,
}

/// Growing a disk.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "IntendedResize", optional_fields = nullable))]
pub struct Resize {
    /// Which.
    pub disk: Id,
    /// To how many GiB.
    #[serde(rename = "diskSizeGB")]
    pub size_gb: u64,
}

/// Moving snapshots.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "IntendedMove", optional_fields = nullable))]
pub struct Move {
    /// Which.
    pub snapshots: Vec<Id>,
    /// Where to; their own where left out.
    #[serde(default)]
    pub subscription_id: Option<String>,
    /// Where to; their own where left out.
    #[serde(default)]
    pub resource_group: Option<String>,
}

/// Changing a disk's encryption.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "IntendedEncrypt", optional_fields = nullable))]
pub struct Encrypt {
    /// Which.
    pub disk: Id,
    /// The disk encryption set; `null` for the platform's key.
    #[serde(default)]
    pub disk_encryption_set_id: Option<String>,
}

/// A resource id in a request.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(type = "string"))]
pub struct Id(pub ResourceId);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        ResourceId::parse(&text).map(Self).map_err(serde::de::Error::custom)
    }
}
