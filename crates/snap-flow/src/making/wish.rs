//! What is to be made: an incremental snapshot of a disk, or a copy of a snapshot. And how one knows it again.

use snap_arm::request::{NewCopy, NewSnapshot, Request, RequestError, Requests};
use snap_core::id::ResourceId;
use snap_core::instant::Instant;
use snap_core::model::{DiskKind, Snapshot};
use snap_core::tags::Tags;

use crate::key::CreationKey;
use crate::watch::Goal;

/// One snapshot to be made, and everything that its request and its recognition need.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// What items are about: the disk, or the snapshot that is copied; in the service's own casing.
    pub(crate) source: ResourceId,
    /// What is made.
    pub(crate) snapshot: ResourceId,
    /// Where.
    pub(crate) location: String,
    /// All of them, ours included.
    pub(crate) tags: Tags,
    /// Only when the user names one (X3).
    pub(crate) sku: Option<&'static str>,
    pub(crate) how: How,
    /// The disk's kind, where it is known: readiness needs it.
    pub(crate) kind: Option<DiskKind>,
    /// What is waited for once it is made.
    pub(crate) goal: Option<Goal>,
}

/// The two ways.
#[derive(Debug, Clone)]
pub(crate) enum How {
    /// `Copy` of a disk (F2).
    Take {
        unique_id: String,
        key: CreationKey,
        /// I1
        instant_access_minutes: Option<u32>,
    },
    /// `CopyStart` of a snapshot (C1).
    Copy {
        /// The source snapshot's.
        unique_id: Option<String>,
        /// C6
        enhanced: bool,
    },
}

impl Wish {
    /// The PUT. On a used name it would be an update, so it is never sent without a look before (A37).
    pub(super) fn request(&self, requests: &Requests) -> Result<Request, RequestError> {
        let Self { source, snapshot, location, tags, sku, .. } = self;
        match &self.how {
            How::Take { instant_access_minutes, .. } => {
                let instant_access_minutes = *instant_access_minutes;
                requests.create(snapshot, &NewSnapshot { location, tags, sku: *sku, source, instant_access_minutes })
            }
            How::Copy { enhanced, .. } => {
                requests.copy(snapshot, &NewCopy { location, tags, sku: *sku, source, enhanced: *enhanced })
            }
        }
    }

    /// As the service would show it once it is whole, made now or, as `found`, before. The unique id of what does not exist
    /// is nobody's, so that nothing is ever deleted by it.
    pub(crate) fn assumed(&self, found: Option<&Snapshot>, now: Instant) -> Snapshot {
        let made = || {
            let (create_option, unique_id) = match &self.how {
                How::Take { unique_id, .. } => ("Copy", Some(unique_id)),
                How::Copy { unique_id, .. } => ("CopyStart", unique_id.as_ref()),
            };
            Snapshot {
                location: Some(self.location.as_str().into()),
                tags: self.tags.clone(),
                incremental: true,
                create_option: Some(create_option.into()),
                source: Some(self.source.clone()),
                source_unique_id: unique_id.map(|id| id.as_str().into()),
                unique_id: Some(format!("assumed {}", self.snapshot.key()).into()),
                time_created: Some(now),
                ..Snapshot::new(self.snapshot.clone())
            }
        };
        Snapshot {
            completion_percent: Some(100.0),
            provisioning_state: Some("Succeeded".into()),
            ..found.cloned().unwrap_or_else(made)
        }
    }

    /// True when a snapshot is the very one that is wished for, made by whichever attempt.
    pub(crate) fn owns(&self, found: &Snapshot) -> bool {
        match &self.how {
            How::Take { unique_id, key, .. } => found.incremental && CreationKey::of(found, unique_id) == Some(*key),
            How::Copy { .. } => self.is_of(found),
        }
    }

    /// True when a snapshot that we wrote is what we asked for. Weaker than [`owns`](Self::owns): a policy of the
    /// subscription may have changed the tags.
    pub(super) fn is_of(&self, found: &Snapshot) -> bool {
        let same = |unique_id: &str| {
            found.source_unique_id.as_deref().is_none_or(|found| found.eq_ignore_ascii_case(unique_id))
        };
        match &self.how {
            How::Take { unique_id, .. } => found.incremental && same(unique_id),
            // C9: a copy names the snapshot it was made from, and that snapshot's unique id.
            How::Copy { unique_id, .. } => {
                let copy = found.create_option.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("CopyStart"));
                copy && found.source.as_ref() == Some(&self.source) && unique_id.as_deref().is_none_or(same)
            }
        }
    }

    /// What to do when nobody knows whether it was made.
    pub(super) fn how_to_find_out(&self) -> &'static str {
        match self.how {
            How::Take { .. } => "Run again with the same slot: it is then found, or made once.",
            How::Copy { .. } => "Run again: it is then found, or copied once.",
        }
    }

    /// The sentence while it is being made.
    pub(super) fn being_made(&self) -> &'static str {
        match self.how {
            How::Take { .. } => "Being made.",
            How::Copy { .. } => "The copy is being made.",
        }
    }
}
