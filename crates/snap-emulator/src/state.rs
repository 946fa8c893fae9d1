//! What the emulator holds: subscriptions, groups, resources, operations, and how time changes them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::content::Contents;
use crate::copies::Points;
use crate::copying::Progress;
use crate::groups::Deletions;
use crate::links::Link;
use crate::locks::Locks;
use crate::operations::{Effect, Operation, Outcome};
use crate::order::{Order, Rank};
use crate::scopes::Scope;
use crate::stored::{GroupCasing, Key, Stored};
use crate::target::{Kind, Place};

/// Seconds of the sliding window of L2.
pub(crate) const BURST_SECONDS: f64 = 300.0;

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) location: String,
    pub(crate) tags: Map<String, Value>,
}

#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) name: String,
    /// By lower-case name.
    pub(crate) groups: BTreeMap<String, Group>,
}

/// The last change of any resource.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Change {
    /// From when on things are as they are.
    pub(crate) since: Timestamp,
    /// Goes up with every change.
    pub(crate) revision: u64,
}

impl Default for Change {
    fn default() -> Self {
        Self { since: Timestamp::MIN, revision: 0 }
    }
}

impl Change {
    pub(crate) fn at(&mut self, instant: Timestamp) {
        *self = Self { since: self.since.max(instant), revision: self.revision + 1 };
    }
}

/// All state. Every map is ordered, so that replies never depend on chance.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// By lower-case id.
    pub(crate) subscriptions: BTreeMap<String, Subscription>,
    pub(crate) resources: BTreeMap<Key, Stored>,
    /// The same in the order of lists.
    order: Order,
    pub(crate) operations: BTreeMap<String, Operation>,
    /// Operations that have not ended, soonest first.
    running: BTreeSet<(Timestamp, String)>,
    /// When incremental snapshots were made, by unique id of their disk: deleting one gives no room in L2.
    births: BTreeMap<String, Vec<Timestamp>>,
    /// Family ids by what a family springs from.
    pub(crate) families: BTreeMap<String, String>,
    /// Open links by the account in their address.
    pub(crate) links: BTreeMap<String, Link>,
    pub(crate) contents: Contents,
    pub(crate) points: Points,
    pub(crate) change: Change,
    pub(crate) locks: Locks,
    pub(crate) group_deletions: Deletions,
}

impl State {
    pub(crate) fn new(seed: u64) -> Self {
        Self { contents: Contents::new(seed), ..Self::default() }
    }

    pub(crate) fn find(&self, place: &Place) -> Option<&Stored> {
        self.resources.get(&Key::of(place))
    }

    /// Stores a resource, in place of any of the same name.
    pub(crate) fn insert(&mut self, stored: Stored) {
        self.change.revision += 1;
        if stored.place.kind == Kind::Snapshot
            && stored.is_incremental()
            && let Some(source) = stored.creation_text("sourceUniqueId")
        {
            self.births.entry(source.to_owned()).or_default().push(stored.created);
        }
        if stored.place.kind == Kind::Snapshot {
            self.points.note(&stored);
        }
        self.contents.adopt(&stored);
        let key = Key::of(&stored.place);
        if let Some(earlier) = self.resources.get(&key) {
            // It may have been in another region, and so have stood elsewhere.
            self.order.remove(earlier);
        }
        self.order.add(&stored);
        self.resources.insert(key, stored);
    }

    /// All resources of a kind in a subscription, by group and name.
    pub(crate) fn of_kind(&self, subscription: &str, kind: Kind) -> impl Iterator<Item = &Stored> {
        let subscription = subscription.to_lowercase();
        let first = Key { subscription: subscription.clone(), kind, group: String::new(), name: String::new() };
        self.resources
            .range(first..)
            .take_while(move |(key, _)| key.subscription == subscription && key.kind == kind)
            .map(|(_, stored)| stored)
    }

    /// All resources of a kind in a subscription that stand behind `after`, in the order of lists.
    pub(crate) fn listed<'a>(
        &'a self,
        subscription: &str,
        kind: Kind,
        after: Option<&Rank>,
    ) -> impl Iterator<Item = (Rank, &'a Stored)> + use<'a> {
        let behind = self.order.behind(subscription, kind, after);
        behind.filter_map(|(rank, key)| Some((rank.clone(), self.resources.get(&key)?)))
    }

    /// All resources of a kind in a group whose names come after `after`, by name; both in any casing.
    pub(crate) fn in_group<'a>(
        &'a self,
        (subscription, group, kind): (&str, &str, Kind),
        after: Option<&str>,
    ) -> impl Iterator<Item = &'a Stored> + use<'a> {
        let key = |name: &str| Key {
            subscription: subscription.to_lowercase(),
            kind,
            group: group.to_lowercase(),
            name: name.to_lowercase(),
        };
        let first = key("");
        let start = after.map_or_else(|| Bound::Included(first.clone()), |name| Bound::Excluded(key(name)));
        let inside =
            move |key: &Key| (&key.subscription, key.kind, &key.group) == (&first.subscription, kind, &first.group);
        self.resources
            .range((start, Bound::Unbounded))
            .take_while(move |(key, _)| inside(key))
            .map(|(_, stored)| stored)
    }

    /// Incremental snapshots that exist of one incarnation of a disk (F3).
    pub(crate) fn incrementals_of<'a>(&'a self, disk: &'a Stored) -> impl Iterator<Item = &'a Stored> {
        let unique = disk.text("uniqueId").unwrap_or_default();
        self.of_kind(&disk.place.subscription, Kind::Snapshot).filter(move |snapshot| {
            snapshot.is_incremental() && snapshot.creation_text("sourceUniqueId") == Some(unique)
        })
    }

    /// When incremental snapshots of a disk were made in the last 300 seconds (L2), oldest first.
    pub(crate) fn recent_births(&self, disk_unique_id: &str, now: Timestamp) -> Vec<Timestamp> {
        let all = self.births.get(disk_unique_id).map(Vec::as_slice).unwrap_or_default();
        let recent = |born: &&Timestamp| {
            let age = crate::times::seconds_between(**born, now);
            (0.0..BURST_SECONDS).contains(&age)
        };
        let mut births: Vec<Timestamp> = all.iter().filter(recent).copied().collect();
        births.sort_unstable();
        births
    }

    pub(crate) fn start(&mut self, operation: Operation) {
        self.running.insert((operation.ends, operation.id.clone()));
        self.operations.insert(operation.id.clone(), operation);
    }

    /// Lets everything happen that was to happen until `now`.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        self.settle_operations(now);
        self.close_ended_links(now);
        self.settle_groups(now);
    }

    fn settle_operations(&mut self, now: Timestamp) {
        while let Some((ends, id)) = self.running.first().cloned() {
            if ends > now {
                return;
            }
            self.running.remove(&(ends, id.clone()));
            if let Some(mut operation) = self.operations.remove(&id) {
                self.finish(&mut operation);
                self.operations.insert(id, operation);
            }
        }
    }

    fn finish(&mut self, operation: &mut Operation) {
        self.change.at(operation.ends);
        let word = operation.failure.as_ref().map_or("Succeeded", |failure| failure.status.as_str()).to_owned();
        let output = match &operation.effect {
            Effect::Put(place) => self.resources.get_mut(&Key::of(place)).map(|stored| {
                stored.set_property("provisioningState", Value::String(word));
                // In the casing it was made with, which the caller's may not be (A60).
                let casing = GroupCasing::Caller(&stored.place.group);
                stored.view(casing, &operation.api_version, operation.ends)
            }),
            Effect::Remove(place) => {
                if operation.failure.is_none() {
                    self.remove(place, operation.ends);
                }
                None
            }
            Effect::Open { place, fresh } => {
                let key = Key::of(place);
                match &operation.failure {
                    None => self.show_link(&key),
                    Some(_) if *fresh => self.close_link(&key),
                    Some(_) => {}
                }
                self.link_to(&key).map(|link| json!({"accessSAS": link.address()}))
            }
            Effect::Close(place) => {
                if operation.failure.is_none() {
                    self.close_link(&Key::of(place));
                }
                None
            }
        };
        operation.outcome = Some(Outcome { output: output.filter(|_| operation.failure.is_none()) });
    }

    /// Removes a resource. Copies still being filled from it fail (D5).
    pub(crate) fn remove(&mut self, place: &Place, now: Timestamp) -> Option<Stored> {
        let key = Key::of(place);
        let gone = self.resources.remove(&key)?;
        self.order.remove(&gone);
        self.change.at(now);
        self.forget_locks(&Scope::Resource(place.clone()));
        self.links.retain(|_, link| link.key != key);
        self.contents.forget(&gone);
        for stored in self.resources.values_mut() {
            let is_copy = stored.creation_text("createOption") == Some("CopyStart")
                && stored.creation_text("sourceResourceId").and_then(Place::of_id).map(|source| Key::of(&source))
                    == Some(key.clone());
            if let Progress::Copying(copying) = &mut stored.progress
                && is_copy
                && copying.pending(now)
            {
                let percent = copying.percent(now);
                copying.fail_at(percent, "CopySourceNotFound", "The source snapshot was deleted while it was copied.");
            }
        }
        Some(gone)
    }

    /// Makes sure a subscription and a group are there; a group keeps the casing and location it was first given.
    pub(crate) fn ensure_group(&mut self, subscription: &str, group: &str, location: &str) {
        let held = self.ensure_subscription(subscription, "Emulated subscription");
        held.groups.entry(group.to_lowercase()).or_insert_with(|| Group {
            name: group.to_owned(),
            location: location.to_owned(),
            tags: Map::new(),
        });
    }

    pub(crate) fn ensure_subscription(&mut self, subscription: &str, name: &str) -> &mut Subscription {
        self.subscriptions.entry(subscription.to_lowercase()).or_insert_with(|| Subscription {
            id: subscription.to_owned(),
            name: name.to_owned(),
            groups: BTreeMap::new(),
        })
    }

    /// The regions in which a subscription has resources, in order.
    pub(crate) fn regions(&self, subscription: &str) -> BTreeSet<String> {
        [Kind::Disk, Kind::Snapshot].into_iter().flat_map(|kind| self.order.regions(subscription, kind)).collect()
    }
}

/// A region's one spelling: `West US` and `westus` are the same place (A41).
pub(crate) fn region_key(location: &str) -> String {
    location.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect()
}
