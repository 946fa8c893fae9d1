//! The creation key: what makes a second attempt the same snapshot and not another one.

use std::fmt;

use sha2::{Digest, Sha256};
use snap_core::instant::Instant;
use snap_core::model::Snapshot;
use snap_core::tags::{self, Tags};

/// Who a snapshot is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Owner {
    /// A policy; what it makes is *ours* (tag `snapline-policy`).
    Policy(String),
    /// One call; it belongs to no policy (tag `snapline-call`).
    Call(String),
}

/// SHA-256 of policy or call id, disk unique id and slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreationKey([u8; 32]);

impl CreationKey {
    /// The key of one disk incarnation at one slot. Unique ids compare without case.
    pub fn new(owner: &Owner, unique_id: &str, slot: Instant) -> Self {
        let (kind, id) = match owner {
            Owner::Policy(id) => ("policy", id),
            Owner::Call(id) => ("call", id),
        };
        // Lengths before texts, so that no two triples run together into one.
        let mut hash = Sha256::new();
        for part in [kind, id.as_str(), &unique_id.to_lowercase(), &slot.to_string()] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(part.as_bytes());
        }
        Self(hash.finalize().into())
    }

    /// The key that a snapshot's tags and source say; `None` when they say none.
    ///
    /// `unique_id` stands in while the service does not yet give the source's: a body may lack members until the
    /// resource is provisioned.
    pub fn of(snapshot: &Snapshot, unique_id: &str) -> Option<Self> {
        let owner = match snapshot.tags.get(tags::POLICY) {
            Some(id) => Owner::Policy(id.to_owned()),
            None => Owner::Call(snapshot.tags.get(tags::CALL)?.to_owned()),
        };
        let slot = Instant::parse(snapshot.tags.get(tags::SLOT)?).ok()?;
        let source = match snapshot.source_unique_id.as_deref() {
            Some(source) => source,
            None if !is_final(snapshot) => unique_id,
            None => return None,
        };
        Some(Self::new(&owner, source, slot))
    }
}

impl fmt::Display for CreationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The tags that carry the key.
pub(crate) fn mark(tags: &mut Tags, owner: &Owner, slot: Instant) {
    match owner {
        Owner::Policy(id) => tags.set(tags::POLICY, id),
        Owner::Call(id) => tags.set(tags::CALL, id),
    }
    tags.set(tags::SLOT, &slot.to_string());
}

/// A35: a missing state, `Succeeded`, `Failed` and `Canceled` are final.
pub(crate) fn is_final(snapshot: &Snapshot) -> bool {
    snapshot
        .provisioning_state
        .as_deref()
        .is_none_or(|state| ["Succeeded", "Failed", "Canceled"].iter().any(|word| state.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use snap_core::id::ResourceId;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    #[test]
    fn the_key_is_fixed_for_ever() {
        // Worked out apart from this code: eight big-endian bytes of length before each of
        // "policy", "prod", "abc", "2026-11-20T02:00:00Z".
        let key = CreationKey::new(&Owner::Policy("prod".into()), "ABC", at("2026-11-20T03:00:00+01:00"));
        assert_eq!(key.to_string(), "626f82216c56df1df62530a3006cc4a498e2083832718ebc0901e276fe98f91e");
    }

    #[test]
    fn every_part_counts_and_parts_do_not_run_together() {
        let slot = at("2026-11-20T02:00:00Z");
        let policy = |id: &str| Owner::Policy(id.into());
        let keys = [
            CreationKey::new(&policy("ab"), "c", slot),
            CreationKey::new(&policy("a"), "bc", slot),
            CreationKey::new(&Owner::Call("ab".into()), "c", slot),
            CreationKey::new(&policy("AB"), "c", slot),
            CreationKey::new(&policy("ab"), "c", slot.plus_seconds(1)),
        ];
        let distinct: std::collections::BTreeSet<String> = keys.iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), keys.len());
    }

    #[test]
    fn tags_and_source_say_the_key_again() {
        let slot = at("2026-11-20T02:00:00Z");
        let id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/snapshots/s1";
        for owner in [Owner::Policy("p".into()), Owner::Call("c".into())] {
            let mut snapshot = Snapshot::new(ResourceId::parse(id).unwrap());
            assert_eq!(CreationKey::of(&snapshot, "u"), None);
            mark(&mut snapshot.tags, &owner, slot);
            // No unique id yet: only while the resource is being made.
            assert_eq!(CreationKey::of(&snapshot, "u"), None);
            snapshot.provisioning_state = Some("Updating".into());
            assert_eq!(CreationKey::of(&snapshot, "u"), Some(CreationKey::new(&owner, "u", slot)));
            snapshot.source_unique_id = Some("U2".into());
            assert_eq!(CreationKey::of(&snapshot, "u"), Some(CreationKey::new(&owner, "u2", slot)));
        }
    }
}
