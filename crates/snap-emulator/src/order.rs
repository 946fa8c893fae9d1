//! The order of the lists of a subscription, kept as resources come and go, so that a page costs what it holds and not
//! what the whole list holds.

use std::collections::BTreeSet;
use std::ops::Bound;

use crate::state::region_key;
use crate::stored::{Key, Stored};
use crate::target::Kind;

/// Where a row stands in a list: subscription lists go region by region, as the service fans out (A25), then by group
/// and name.
pub(crate) type Rank = (String, String, String);

/// Every resource by subscription, kind and rank, all in lower case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Order(BTreeSet<(String, Kind, Rank)>);

impl Order {
    pub(crate) fn add(&mut self, stored: &Stored) {
        self.0.insert(entry(stored));
    }

    pub(crate) fn remove(&mut self, stored: &Stored) {
        self.0.remove(&entry(stored));
    }

    /// Ranks and keys of a kind in a subscription, those behind `after`.
    pub(crate) fn behind<'a>(
        &'a self,
        subscription: &str,
        kind: Kind,
        after: Option<&Rank>,
    ) -> impl Iterator<Item = (&'a Rank, Key)> + use<'a> {
        let subscription = subscription.to_lowercase();
        let start = match after {
            None => Bound::Included((subscription.clone(), kind, Rank::default())),
            Some(rank) => Bound::Excluded((subscription.clone(), kind, rank.clone())),
        };
        self.0
            .range((start, Bound::Unbounded))
            .take_while(move |(held, of, _)| *held == subscription && *of == kind)
            .map(|(held, of, rank)| {
                let (_, group, name) = rank;
                let key = Key { subscription: held.clone(), kind: *of, group: group.clone(), name: name.clone() };
                (rank, key)
            })
    }

    /// The regions in which a subscription has resources of a kind; each costs one look.
    pub(crate) fn regions(&self, subscription: &str, kind: Kind) -> Vec<String> {
        let mut regions: Vec<String> = Vec::new();
        let mut next = self.behind(subscription, kind, None).next();
        while let Some(((region, _, _), _)) = next {
            regions.push(region.clone());
            // No name stands between a region and the same with the lowest letter behind it.
            let last_of_it = (format!("{region}\0"), String::new(), String::new());
            next = self.behind(subscription, kind, Some(&last_of_it)).next();
        }
        regions
    }
}

fn entry(stored: &Stored) -> (String, Kind, Rank) {
    let Key { subscription, kind, group, name } = Key::of(&stored.place);
    (subscription, kind, (region_key(stored.location()), group, name))
}
