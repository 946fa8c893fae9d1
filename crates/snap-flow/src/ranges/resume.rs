//! What is written down of such a flow beside its request: which links may be open, and how far a download is; and what
//! a flow of its own does about links that others left.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use snap_core::page_ranges::Ranges;

use super::check::Facts;
use super::link::{Link, SavedLink};
use super::order::Order;
use crate::contract::{FlowError, Item, ItemKind, Warning};
use crate::saved;

/// No token, no SAS, no operation: names and numbers only.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct State {
    pub(super) links: Vec<SavedLink>,
    pub(super) place: Option<Place>,
}

/// Where a download is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Place {
    /// Everything before it is written.
    pub(super) position: u64,
    /// Of what it is a place in: see [`hash_of`].
    pub(super) hash: String,
}

impl State {
    pub(super) fn read(saved: Option<&RawValue>) -> Result<Self, FlowError> {
        let Some(saved) = saved else { return Ok(Self::default()) };
        serde_json::from_str(saved.get())
            .map_err(|error| FlowError::new("bad_saved", format!("its state cannot be read: {error}")).at("saved"))
    }

    /// Marks the links that are to be closed first.
    pub(super) fn leave(&self, links: &mut [Link]) -> Result<(), FlowError> {
        for saved in &self.links {
            let link = links.iter_mut().find(|link| link.is_to(saved));
            let link = link.ok_or_else(|| {
                let message = format!("`{}` is no snapshot of this flow", saved.snapshot);
                FlowError::new("bad_saved", message).at("saved")
            })?;
            link.was_left(saved);
        }
        Ok(())
    }
}

/// Marks the links to this flow's own snapshots that other flows, which were killed, may have left open. Nothing else of what
/// those had saved matters here. That of another endpoint is about other snapshots.
pub(super) fn leave_of_others(left: &[String], endpoint: &str, links: &mut [Link]) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for text in left {
        match saved::state_of(text).and_then(|(of, state)| Ok((of, State::read(state.as_deref())?))) {
            Ok((of, state)) if of == endpoint => {
                for saved in &state.links {
                    links.iter_mut().filter(|link| link.is_to(saved)).for_each(|link| link.was_left(saved));
                }
            }
            Ok(_) => {}
            Err(error) => {
                let message = format!(
                    "what an earlier flow had saved cannot be read ({error}): a link that it left open ends by itself"
                );
                warnings.push(Warning::new("left_not_read", message, Some("left")));
            }
        }
    }
    warnings
}

/// The item of a download that was finished; nothing else is final.
pub(super) fn finished(order: &Order, items: Vec<Item>) -> Result<Option<Item>, FlowError> {
    let mut items = items.into_iter();
    let (first, second) = (items.next(), items.next());
    let ours = |item: &Item| item.kind == ItemKind::Ready && item.target == order.snapshot.as_str();
    if second.is_none() && first.as_ref().is_none_or(ours) {
        return Ok(first);
    }
    Err(FlowError::new("bad_saved", "what it calls finished is not a download of this flow").at("saved"))
}

/// Tells whether two readings found the same bytes to fetch, of the same snapshots.
pub(super) fn hash_of(facts: &Facts, ranges: &Ranges) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{:?} {:?} {}", facts.format, facts.unique_ids, facts.disk_bytes));
    for (kind, list) in [("changed", &ranges.changed), ("cleared", &ranges.cleared)] {
        hash.update(kind);
        for range in list {
            hash.update(range.first.to_be_bytes());
            hash.update(range.last.to_be_bytes());
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
