//! The checks of section 10 of the fact sheet, by what the survey has read: nothing is written that is known to fail.

use std::collections::BTreeMap;

use snap_arm::request::Listed;
use snap_core::instant::Instant;
use snap_core::limits::{self, NextTake};
use snap_core::model::{Disk, Snapshot};
use snap_core::readiness::{Readiness, State};
use snap_core::unit;

use super::order::{Order, Scope, Target};
use crate::contract::{Item, ItemKind};
use crate::engine::{End, Engine};
use crate::key::CreationKey;
use crate::making::{How, Wish, name_in_use};
use crate::pages::Source;
use crate::survey::Survey;
use crate::trouble::Trouble;

/// What is done for a disk.
#[derive(Debug)]
pub(super) enum Checked {
    Make {
        wish: Box<Wish>,
        /// When a list showed that the name is free.
        free_at: Option<Instant>,
    },
    Over(Item),
    /// With `whatIf`: what would be told, and what would then be there.
    Planned(Item, Box<Snapshot>),
}

/// Checks the disks of one call.
pub(super) struct Checker<'a> {
    order: &'a Order,
    survey: &'a Survey,
    stopped: Option<End>,
    now: Instant,
    /// By disk id key; only disks that have snapshots, or were read.
    next: BTreeMap<String, NextTake>,
    /// Subscriptions, in lower case, whose snapshots were not read whole.
    unlisted: Vec<String>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(order: &'a Order, survey: &'a Survey, stopped: Option<End>, engine: &mut Engine) -> Self {
        // L2 is counted by the service's clock.
        let now = engine.now().plus_seconds(-engine.clock_skew().unwrap_or(0));
        let mut unlisted = Vec::new();
        for subscription in subscriptions(order) {
            let same = |source: &Source| matches!(source, Source::Resources { listed: Listed::Snapshots, subscription: of, .. } if of.eq_ignore_ascii_case(&subscription));
            let Some(trouble) = survey.list_trouble(same) else { continue };
            if stopped.is_none() {
                let message = format!(
                    "the snapshots of subscription `{subscription}` cannot be listed ({}: {}); limits are not checked beforehand, and each name is read on its own",
                    trouble.code, trouble.message
                );
                engine.warn("limits_not_checked", message, Some(&format!("/subscriptions/{subscription}")));
            }
            unlisted.push(subscription);
        }
        let chains = unit::units(&survey.inventory);
        let next = limits::next_takes(&chains, now);
        Self { order, survey, stopped, now: engine.now(), next, unlisted }
    }

    /// The disks, and what is told where they could not be found out.
    pub(super) fn targets(&self) -> (Vec<Target>, Vec<Item>) {
        let (machine, group) = match &self.order.scope {
            Scope::Disks(targets) => return (targets.clone(), Vec::new()),
            Scope::Machine { id, group } => (id, group.as_deref()),
        };
        let refuse = |trouble: Trouble| (Vec::new(), vec![trouble.into_item(self.kind(), machine.as_str())]);
        let disks = |source: &Source| matches!(source, Source::Resources { listed: Listed::Disks, .. });
        if let Some(trouble) = self.survey.list_trouble(disks) {
            return refuse(self.stop_trouble().unwrap_or_else(|| trouble.clone()));
        }
        let attached = self.survey.inventory.disks.values().filter(|disk| disk.is_held_by(machine));
        let (mut targets, mut refused) = (Vec::new(), Vec::new());
        for disk in attached {
            match self.order.target(&disk.id, group) {
                Ok(target) => targets.push(target),
                Err(error) => {
                    let trouble = Trouble::new(error.code(), error.message());
                    refused.push(trouble.into_item(ItemKind::Failed, disk.id.as_str()));
                }
            }
        }
        if targets.is_empty() && refused.is_empty() {
            let message = format!("No managed disk is attached to `{machine}`, or there is no such machine.");
            return refuse(Trouble::new("no_disks_attached", message));
        }
        (targets, refused)
    }

    /// What is to be made of one disk, or why nothing is.
    pub(super) fn check(&self, target: &Target) -> Checked {
        match self.wish(target) {
            Ok((wish, free_at)) if self.order.what_if => self.planned(&wish, free_at, target),
            Ok((wish, free_at)) => Checked::Make { wish, free_at },
            Err((kind, trouble)) => Checked::Over(named(trouble.into_item(kind, target.disk.as_str()), target)),
        }
    }

    /// What would become of a wish, as far as reading tells.
    fn planned(&self, wish: &Wish, free_at: Option<Instant>, target: &Target) -> Checked {
        let found = self.survey.inventory.snapshots.get(target.snapshot.key()).map(AsRef::as_ref);
        let readiness = found.map(|found| Readiness::of(found, wish.kind));
        let item = match (readiness, free_at) {
            (Some(readiness), _) if readiness.state == State::Failed => {
                let trouble = Trouble::new(readiness.restorable.code.as_str(), readiness.restorable.why);
                return Checked::Over(named(trouble.into_item(ItemKind::Failed, wish.source.as_str()), target));
            }
            (Some(_), _) => Item::bare(ItemKind::AlreadyMade, wish.source.as_str()),
            (None, free_at) => {
                let message = match free_at {
                    Some(_) => "An incremental snapshot would be taken.",
                    None => "An incremental snapshot would be taken, if its name is free.",
                };
                Trouble::new("what_if", message).into_item(ItemKind::Planned, wish.source.as_str())
            }
        };
        Checked::Planned(named(item, target), Box::new(wish.assumed(found, self.now)))
    }

    fn wish(&self, target: &Target) -> Result<(Box<Wish>, Option<Instant>), (ItemKind, Trouble)> {
        let failed = |trouble| (ItemKind::Failed, trouble);
        let disk = self.disk(target)?;
        let missing = |member| {
            failed(Trouble::new("bad_reply", format!("The service answered with a disk that has no `{member}`.")))
        };
        let unique_id = disk.unique_id.clone().map(String::from).ok_or_else(|| missing("properties.uniqueId"))?;
        let location = disk.location.clone().map(String::from).ok_or_else(|| missing("location"))?;
        if self.order.instant_access_minutes.is_some() {
            check_instant_access(disk).map_err(failed)?;
        }
        let key = CreationKey::new(&self.order.owner, &unique_id, self.order.slot);
        let wish = Wish {
            source: disk.id.clone(),
            snapshot: target.snapshot.clone(),
            location,
            tags: self.order.tags.clone(),
            sku: self.order.sku,
            how: How::Take { unique_id, key, instant_access_minutes: self.order.instant_access_minutes },
            kind: disk.kind(),
            goal: self.order.goal,
        };
        // Also where a list broke off: what of it was read is there.
        match self.survey.inventory.snapshots.get(target.snapshot.key()) {
            // It is looked at once more, and by that read it counts.
            Some(found) if wish.owns(found) => return Ok((Box::new(wish), None)),
            Some(found) => return Err(failed(name_in_use(found))),
            None => {}
        }
        let listed = self.order.check_limits && !self.unlisted.contains(&target.disk.subscription().to_lowercase());
        if !listed {
            return Ok((Box::new(wish), None));
        }
        if let Some(next) = self.next.get(target.disk.key()).filter(|next| !next.allowed) {
            let why = next.why.clone().map(String::from).unwrap_or_default();
            return Err((ItemKind::Skipped, Trouble::new(next.code.unwrap_or("limit_reached"), why)));
        }
        Ok((Box::new(wish), self.survey.all_seen_at()))
    }

    fn disk(&self, target: &Target) -> Result<&'a Disk, (ItemKind, Trouble)> {
        if let Some(disk) = self.survey.inventory.disks.get(target.disk.key()) {
            // A stop between two reads of the survey: nothing is begun any more.
            return match self.stop_trouble() {
                Some(trouble) => Err((self.kind(), trouble)),
                None => Ok(disk),
            };
        }
        let subscription = target.disk.subscription();
        let list = |source: &Source| matches!(source, Source::Resources { listed: Listed::Disks, subscription: of, .. } if of.eq_ignore_ascii_case(subscription));
        let trouble = self.survey.one_trouble(&target.disk).or_else(|| self.survey.list_trouble(list)).cloned();
        let trouble = match (self.stop_trouble(), trouble) {
            (Some(stopped), _) => stopped,
            (None, Some(trouble)) if trouble.code != "not_found" => trouble,
            (None, trouble) => {
                let message = format!("There is no disk `{}`.", target.disk);
                let told = trouble.unwrap_or_else(|| Trouble::new("disk_not_found", message));
                Trouble { code: "disk_not_found".to_owned(), ..told }
            }
        };
        Err((self.kind(), trouble))
    }

    fn kind(&self) -> ItemKind {
        if self.stopped == Some(End::Cancelled) { ItemKind::Skipped } else { ItemKind::Failed }
    }

    fn stop_trouble(&self) -> Option<Trouble> {
        Some(match self.stopped? {
            End::Cancelled => Trouble::new("cancelled", "The flow was told to stop. Nothing was written."),
            End::TimeUp => Trouble::new("timed_out", "The time that was given is over. Nothing was written."),
        })
    }
}

fn subscriptions(order: &Order) -> Vec<String> {
    let mut all: Vec<String> = match &order.scope {
        Scope::Disks(targets) => targets.iter().map(|target| target.disk.subscription().to_lowercase()).collect(),
        Scope::Machine { id, .. } => vec![id.subscription().to_lowercase()],
    };
    all.sort();
    all.dedup();
    all
}

fn named(item: Item, target: &Target) -> Item {
    let snapshot = Some(target.snapshot.as_str().to_owned());
    Item { snapshot, name: Some(target.snapshot.name().to_owned()), ..item }
}

/// I1: only Premium SSD v2 and Ultra; I6: not while the disk itself is filling.
fn check_instant_access(disk: &Disk) -> Result<(), Trouble> {
    if let Some(kind) = disk.kind().filter(|kind| !kind.copies_in_background()) {
        let message =
            format!("Instant access is for Premium SSD v2 and Ultra Disk only; this disk is {}.", kind.title());
        return Err(Trouble::new("instant_access_not_allowed", message));
    }
    match disk.completion_percent.filter(|percent| *percent < 100.0) {
        Some(percent) => Err(Trouble::new(
            "disk_still_filling",
            format!("The disk itself is still being filled ({percent} %); instant access is possible at 100 %."),
        )),
        None => Ok(()),
    }
}
