//! How copies between regions and subscriptions may run: in order and one at a time (C3), a hundred at once (C4), and
//! quicker when asked (C6). And how many disks may fill at once (R15).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use crate::body::Wish;
use crate::emulator::{Asked, Emulator};
use crate::refusal::{Answer, Refusal};
use crate::state::region_key;
use crate::stored::Stored;
use crate::target::{Kind, Place};

/// Copies under way to one subscription and region (C4).
const COPIES: usize = 100;
/// Disks that may be filling in one subscription (R15).
const FILLING_DISKS: usize = 50;
const SPEED: &str = "provisionedBandwidthCopySpeed";

/// What a snapshot was, remembered after it is gone: copies outlive their sources.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    family: String,
    created: Timestamp,
}

/// By the snapshots' unique ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Points(BTreeMap<String, Point>);

impl Points {
    pub(crate) fn note(&mut self, snapshot: &Stored) {
        if let Some(unique) = snapshot.text("uniqueId") {
            self.0.insert(unique.to_owned(), Point { family: family(snapshot), created: snapshot.created });
        }
    }

    /// What a copy was made from.
    fn source_of(&self, copy: &Stored) -> Option<&Point> {
        self.0.get(copy.creation_text("sourceUniqueId")?)
    }
}

/// The family a snapshot belongs to; an old one that tells none stands for its disk's incarnation (F3, F4).
fn family(snapshot: &Stored) -> String {
    let named = snapshot.text("incrementalSnapshotFamilyId").or_else(|| snapshot.creation_text("sourceUniqueId"));
    named.unwrap_or_default().to_owned()
}

impl Emulator {
    /// Refuses a copy that is out of turn.
    pub(crate) fn check_copies(&self, wish: &Wish, source: &Stored, place: &Place, asked: &Asked<'_>) -> Answer<()> {
        let now = asked.now;
        let of = family(source);
        let points = &self.state.points;
        let is_copy = |stored: &&Stored| {
            stored.place.kind == Kind::Snapshot && stored.creation_text("createOption") == Some("CopyStart")
        };
        let of_family = |copy: &&Stored| points.source_of(copy).is_some_and(|point| point.family == of);
        let copies = || self.state.resources.values().filter(is_copy);
        if let Some(other) = copies().find(|copy| copy.is_pending(now) && of_family(copy)) {
            let message = format!(
                "Snapshot '{}' of the same disk is still being copied to '{}': snapshots of a disk are copied one at a \
                 time.",
                other.place.name,
                other.location()
            );
            return Err(Refusal::not_allowed(message));
        }
        let region = region_key(&wish.location);
        let there = || {
            copies().filter(|copy| {
                copy.place.subscription.eq_ignore_ascii_case(&place.subscription)
                    && region_key(copy.location()) == region
            })
        };
        if there().filter(|copy| copy.is_pending(now)).count() >= COPIES {
            let message = format!("{COPIES} copies to '{region}' are under way, the most at one time.");
            return Err(Refusal::not_allowed(message));
        }
        let whole = there().filter(|copy| !copy.has_failed(now)).filter(of_family);
        let newest = whole.filter_map(|copy| points.source_of(copy)).map(|point| point.created).max();
        if newest.is_some_and(|newest| source.created < newest) {
            let message = format!(
                "A later snapshot of the disk than '{}' has been copied to '{region}': snapshots are copied oldest first.",
                source.place.name
            );
            return Err(Refusal::not_allowed(message));
        }
        Ok(())
    }

    /// Refuses one more disk that fills in the background (R15).
    pub(crate) fn check_filling_disks(&self, subscription: &str, now: Timestamp) -> Answer<()> {
        let filling = self.state.of_kind(subscription, Kind::Disk).filter(|disk| disk.is_pending(now)).count();
        if filling < FILLING_DISKS {
            return Ok(());
        }
        let message = format!("{FILLING_DISKS} background copies run in this subscription, the most at one time.");
        Err(Refusal::not_allowed(message))
    }

    /// Seconds a copy takes at the speed asked for (C6).
    pub(crate) fn copy_seconds(&self, wish: &Wish) -> u32 {
        match wish.creation.get(SPEED).and_then(Value::as_str) {
            Some("Enhanced") => self.config.enhanced_copy_seconds,
            _ => self.config.copy_seconds,
        }
    }
}

/// Speed is chosen for copies only, from 2023-10-02 on (A11, C6).
pub(crate) fn check_speed(wish: &Wish, version: &str) -> Answer<()> {
    let member = "properties.creationData.provisionedBandwidthCopySpeed";
    let refuse = |message: &str| Err(Refusal::parameter(member, message));
    match wish.creation_text(SPEED)? {
        None => Ok(()),
        Some(_) if version < "2023-10-02" => refuse("The copy speed needs api-version 2023-10-02 or later."),
        Some("None") => Ok(()),
        Some("Enhanced") if wish.create_option()? == "CopyStart" => Ok(()),
        Some("Enhanced") => refuse("The copy speed can be chosen with CopyStart only."),
        Some(_) => refuse("The value of the copy speed is invalid: it is None or Enhanced."),
    }
}
